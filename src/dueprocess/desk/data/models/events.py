"""Events and statements: append-only. Their openings: deletable, never changed."""

from django.db import models


class Event(models.Model):
    """One event of a case or of the desk: position, kind, chain and commitment; no content."""

    event = models.CharField(max_length=26, unique=True)
    case = models.CharField(max_length=26, blank=True)  # empty: an event of the desk
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField(default=1)
    previous = models.BinaryField(max_length=32)
    commitment = models.BinaryField(max_length=32)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "seq"], name="event_seq_once"),)


class EventOpening(models.Model):
    """Public part, other fields and salt of an event. Deleting it leaves the commitment (hazard 3.3)."""

    event = models.OneToOneField(Event, primary_key=True, on_delete=models.PROTECT, related_name="opening")
    fields = models.BinaryField()  # canonical JSON: field name → hex; docs/reference/events.md
    salt = models.BinaryField(max_length=32)


class Statement(models.Model):
    """A signed act of a person."""

    hash = models.CharField(primary_key=True, max_length=64)  # SHA-256 (hex) of the note's bytes
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="signed")
    case = models.CharField(max_length=26, blank=True)
    act = models.CharField(max_length=48)
    person = models.CharField(max_length=32)
    note = models.BinaryField()

    class Meta:
        indexes = (models.Index(fields=["case"], name="statement_case"),)
