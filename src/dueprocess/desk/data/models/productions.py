"""Productions on their way to a release: what is sealed of each, and who holds a share. Projections of the events."""

from django.db import models

from dueprocess.desk.data.models.cases import Case

STATES = ("ordered", "dealt", "released", "vetoed", "dropped", "recalled")
"""The same list as case/production_events.py (a test holds them together)."""


class Production(models.Model):
    """One extraction, one key, one release."""

    id = models.CharField(primary_key=True, max_length=26)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="productions")
    item = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default="ordered")
    producer = models.CharField(max_length=32)
    order = models.CharField(max_length=64)  # SHA-256 (hex) of the statement that ordered it
    deal = models.CharField(max_length=64, default="", blank=True)
    recipient = models.CharField(max_length=80, default="", blank=True)  # public age key of this production alone
    k = models.PositiveSmallIntegerField(default=0)
    hold_until = models.DateTimeField(null=True)
    released_on = models.DateField(null=True)
    how = models.CharField(max_length=12, default="", blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="production_state_known"),
            models.CheckConstraint(
                condition=~models.Q(state="released") | (models.Q(k__gte=2) & models.Q(hold_until__isnull=False)),
                name="production_released_by_k",
            ),
            models.UniqueConstraint(
                fields=["case", "item"],
                condition=models.Q(state__in=["ordered", "dealt"]),
                name="production_one_live",
            ),
        )


class Piece(models.Model):
    """One ciphertext of a production: a part, its manifest, a share of the deal, a share given by who agreed."""

    production = models.ForeignKey(Production, on_delete=models.PROTECT, related_name="pieces")
    kind = models.CharField(max_length=10)  # order | part | manifest | share | given
    number = models.PositiveSmallIntegerField(default=0)  # of a part, from 1
    by = models.CharField(max_length=32, default="", blank=True)  # who gave the share
    to = models.CharField(max_length=32, default="", blank=True)  # whom it is sealed to
    sealed = models.CharField(max_length=26)
    hash = models.CharField(max_length=64, default="", blank=True)  # of a part's ciphertext, or of a share

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["production", "kind", "number", "by", "to"], name="piece_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["order", "part", "manifest", "share", "given"]), name="piece_kind_known"
            ),
        )
