"""Ciphertexts, envelopes, rosters. Destroying a case is destroying its envelopes."""

from django.db import models

from dueprocess.desk.data.models.cases import Case

READERS = ("case", "worker", "notifier", "counsel", "producer", "release", "recipient")
"""Who opens a ciphertext: the case's key; a worker; the extraction host; releasers together; an authority's own key."""


class Sealed(models.Model):
    """One age file under a random key. Up to 1 MiB in the row, larger ones in the blob folder by id."""

    id = models.CharField(primary_key=True, max_length=26)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="sealed")
    arrival = models.CharField(max_length=26, default="", blank=True)
    kind = models.CharField(max_length=24)  # original | particulars | note | letter | outgoing | counsel
    reader = models.CharField(max_length=16, default="case")  # one of READERS
    hash = models.CharField(max_length=64)  # SHA-256 of the ciphertext
    bytes = models.BinaryField(null=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(reader__in=READERS), name="sealed_reader_known"),)


class Envelope(models.Model):
    """The case key, sealed to one person or to recovery."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="envelopes")
    person = models.CharField(max_length=32)  # pseudonym, or "recovery"
    bytes = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "person"], name="envelope_once"),)


class Roster(models.Model):
    """One roster: a signed note. Append-only; clients check the chain from their pin."""

    number = models.PositiveIntegerField(primary_key=True)
    hash = models.CharField(max_length=64, unique=True)  # SHA-256 (hex) of the note's text
    note = models.BinaryField()
