"""Arrivals, cases, items: projections of the events, kept in the same transaction. Face level only (P2)."""

from typing import Any, Final

from django.db import models

from dueprocess.demand.codes import ArrivalIs, Channel, Kind, Outcome
from dueprocess.formats.commitment import NO_PREVIOUS
from dueprocess.report.facts import OF, Kept, kept

LENGTH: Final = 24  # characters of a code at least: a longer one in a closed list changes no table


def choices(of: type) -> list[str]:
    """Wire values of a closed list, for constraints."""
    return [str(code) for code in of]  # type: ignore[attr-defined]


OF_REPORT = (
    "says",
    "merged_into",
    "practice",
    "historic",
    "letter",
    "received_on",
    "opened_on",
    "received_at",
    "receipted",
    "country",
    "authority_kind",
    "emergency",
    *kept(Kept.OF_CASE),
)
"""What the view of the report reads of a case."""


def for_the_report(model: type[models.Model], of: Kept) -> None:
    """Give a table the columns that its rows keep for the report alone, as ``report/facts.py`` declares them."""
    for name in kept(of):
        column = OF[name]
        field: models.Field[Any, Any]
        if column.type is bool:
            field = models.BooleanField(default=False)
        elif column.type is str:
            field = models.CharField(max_length=max(column.longest, LENGTH), default="", blank=True)
        else:
            field = models.PositiveBigIntegerField(default=0, null=column.type is not int)
        field.contribute_to_class(model, name)


class Case(models.Model):
    """One case: the face in canonical JSON and the columns that lists and reports need."""

    id = models.CharField(primary_key=True, max_length=26)
    revision = models.PositiveIntegerField(default=0)  # seq of the newest event; compare-and-set
    head = models.BinaryField(max_length=32, default=NO_PREVIOUS)  # commitment of the newest event
    recipient = models.CharField(max_length=80)  # the case's public age key
    opened_on = models.DateField()
    received_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    # Its items left this case: the first receipt, and so every clock, is the origin's.
    split_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="split_off")
    practice = models.BooleanField(default=False)
    historic = models.BooleanField(default=False)
    face = models.TextField(default="{}")  # canonical JSON of law/schema/face.json
    country = models.CharField(max_length=2, default="", blank=True)
    authority = models.CharField(max_length=80, default="", blank=True)
    authority_kind = models.CharField(max_length=24, default="", blank=True)
    emergency = models.BooleanField(default=False)
    shelf = models.CharField(max_length=64, default="", blank=True)  # digest that judged it last
    # For the report, beside what ``for_the_report`` adds. ``says`` is empty only before an upgrade filled it.
    says = models.CharField(max_length=16, default="", blank=True)
    letter = models.CharField(max_length=26, default="", blank=True)  # split off: id of the case its letter came to
    received_at = models.DateTimeField(null=True)  # first receipt, to the minute
    receipted = models.BooleanField(default=False)  # the portal confirmed receipt at once

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(revision__gte=0), name="case_revision_positive"),)
        indexes = (
            models.Index(fields=["opened_on", "id"], condition=models.Q(closed_on__isnull=True), name="case_open"),
            models.Index(fields=["opened_on", "id"], name="case_opened"),
            # What the view of the report reads of a case: millions of faces need not be turned over for it.
            models.Index(fields=["id", *OF_REPORT], name="case_report"),
        )


class Item(models.Model):
    """One item: kind × targets × data × period. Outcome, secrecy, publication live here."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=32)
    data = models.CharField(max_length=120, default="", blank=True)  # sorted codes, comma-separated
    targets = models.PositiveIntegerField(null=True)
    outcome = models.CharField(max_length=24, default="", blank=True)
    ground = models.CharField(max_length=64, default="", blank=True)
    decided_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    publication = models.CharField(max_length=16, default="aggregate")  # aggregate | summary | full
    decided_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    effect_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "number"], name="item_number_once"),
            models.CheckConstraint(condition=models.Q(kind__in=choices(Kind)), name="item_kind_known"),
            models.CheckConstraint(condition=models.Q(outcome__in=["", *choices(Outcome)]), name="item_outcome_known"),
            models.CheckConstraint(
                condition=models.Q(publication__in=["aggregate", "summary", "full"]), name="item_publication_known"
            ),
        )


for_the_report(Case, Kept.OF_CASE)
for_the_report(Item, Kept.OF_ITEM)


class Arrival(models.Model):
    """Something that arrived, kept as received (sealed), and what a person or a rule said that it is."""

    id = models.CharField(primary_key=True, max_length=26)
    channel = models.CharField(max_length=16)
    received_on = models.DateField()
    received_at = models.DateTimeField()  # to the minute: legal clocks count from here
    says = models.CharField(max_length=16, default="unread")
    # The case record made for this arrival, whose key seals it; null only for what is held outside the desk.
    vessel = models.OneToOneField(Case, null=True, on_delete=models.PROTECT, related_name="vessel_of")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="arrivals")
    custodian = models.CharField(max_length=32, default="", blank=True)  # held outside: pseudonym
    review_on = models.DateField(null=True)
    practice = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(channel__in=choices(Channel)), name="arrival_channel_known"),
            models.CheckConstraint(condition=models.Q(says__in=choices(ArrivalIs)), name="arrival_is_known"),
            models.CheckConstraint(
                condition=~models.Q(says__in=["new_case", "supplement", "duplicate"]) | models.Q(case__isnull=False),
                name="arrival_of_case_has_case",
            ),
        )
