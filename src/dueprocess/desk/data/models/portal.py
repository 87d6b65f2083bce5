"""What the portal keeps: who may ask by which code, and what was left for them. Neither code nor caller stands here.

A receipt's code never leaves the official's browser. The desk gets a look-up that is derived from it, and keeps the
SHA-256 of that; and a public key, derived from it too, to which everything is sealed that the code opens.
"""

from django.db import models

from dueprocess.desk.data.models.cases import Case

WORDS = ("received", "in_hand", "question", "answered", "ready", "collected")
LEFT = ("correction", "clarification", "letter", "production")
"""The same lists as case/portal.py (a test holds them together)."""


class Receipt(models.Model):
    """The holder of a code, and the word that the portal says to them; written when the case moved, never on asking."""

    lookup = models.CharField(primary_key=True, max_length=64)  # SHA-256 (hex) of what the browser shows
    recipient = models.CharField(max_length=80)  # public age key; its secret half is derived from the code
    vessel = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="receipt")
    made_on = models.DateField()
    until = models.DateField()
    word = models.CharField(max_length=12, default="received")
    word_on = models.DateField()
    seen = models.CharField(max_length=32, default="", blank=True)  # case id and revision that the word was made from

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(word__in=WORDS), name="receipt_word_known"),)


class Parcel(models.Model):
    """One ciphertext that was left for the holder of a receipt, until its day."""

    id = models.CharField(primary_key=True, max_length=26)
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="parcels")
    kind = models.CharField(max_length=16)
    production = models.CharField(max_length=26, default="", blank=True)
    number = models.PositiveSmallIntegerField(default=1)
    sealed = models.CharField(max_length=26)
    size = models.PositiveBigIntegerField()
    left_on = models.DateField()
    until = models.DateField()
    taken_on = models.DateField(null=True)
    answer = models.CharField(max_length=26, default="", blank=True)  # the arrival that answers a question

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=LEFT), name="parcel_kind_known"),
            models.UniqueConstraint(
                fields=["production", "number"], condition=~models.Q(production=""), name="parcel_part_once"
            ),
        )
