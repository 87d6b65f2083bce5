"""Editions of the transparency report, who signed them, corrections; scorecards; talks; what the public was told."""

from django.db import models


class ReportEdition(models.Model):
    """One edition on one period: a draft until two people signed it and somebody published it; then it stays."""

    period = models.CharField(max_length=8)
    number = models.PositiveSmallIntegerField()  # counts the editions of the period from 1
    state = models.CharField(max_length=12, default="draft")  # draft | published
    made_on = models.DateField()
    published_on = models.DateField(null=True)
    hash = models.CharField(max_length=64)  # SHA-256 (hex) of the bytes: what people sign
    bytes = models.BinaryField()  # canonical JSON (report/stored.py)
    statement = models.CharField(max_length=64, default="", blank=True)  # of who published it
    releases = models.PositiveIntegerField(default=0)  # in the ledger when the draft was built
    stood = models.BinaryField(default=b"")  # of a draft: items that its publication enters in the ledger

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(state__in=["draft", "published"]), name="edition_state_known"),
            models.CheckConstraint(
                condition=models.Q(state="draft", published_on__isnull=True)
                | models.Q(state="published", published_on__isnull=False),
                name="edition_published_has_day",
            ),
            models.UniqueConstraint(fields=["period", "number"], name="edition_once"),
            models.UniqueConstraint(fields=["period"], condition=models.Q(state="draft"), name="edition_one_draft"),
        )


class ReportSignature(models.Model):
    """One person's signature under the bytes of an edition. A changed draft has none."""

    edition = models.ForeignKey(ReportEdition, on_delete=models.PROTECT, related_name="signatures")
    person = models.CharField(max_length=31)
    name = models.CharField(max_length=80, default="", blank=True)  # that an outside reader wants to be known by
    statement = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["edition", "person"], name="edition_signed_once"),)


class ReportCorrection(models.Model):
    """What somebody found to be wrong in a published edition, in one public line. Append-only."""

    edition = models.ForeignKey(ReportEdition, on_delete=models.PROTECT, related_name="corrections")
    says = models.CharField(max_length=400)
    person = models.CharField(max_length=31)
    statement = models.CharField(max_length=64)


class LedgerRow(models.Model):
    """What one public surface said from one day on. Append-only: what was once read stays read (hazard 8.1)."""

    surface = models.CharField(max_length=24)  # report | site | export | law
    said_on = models.DateField()
    hash = models.CharField(max_length=64)  # SHA-256 (hex) of the bytes; an event of the desk names it, too
    bytes = models.BinaryField()  # entries in canonical JSON, one a line (report/ledger.py)


class ScoreLook(models.Model):
    """What somebody answered to an element of the scorecard, and the public page that shows it. Append-only.

    All of it is the provider's own and public, or would be: the text is one that a stranger reads.
    """

    entity = models.CharField(max_length=200)  # the group, the operating company, a service
    element = models.CharField(max_length=12)  # id, as P11a.5; or P16.why and its like, which say a line
    answer = models.CharField(max_length=2, default="", blank=True)  # Y | P | N | ND | NA
    address = models.CharField(max_length=300, default="", blank=True)
    text = models.TextField(default="", blank=True)  # as it stood there on that day
    hash = models.CharField(max_length=64, default="", blank=True)  # SHA-256 (hex) of the text
    seen_on = models.DateField(null=True)
    law = models.CharField(max_length=120, default="", blank=True)  # what forbids to disclose it: a note
    says = models.CharField(max_length=400, default="", blank=True)  # one public line
    person = models.CharField(max_length=31)
    noted_on = models.DateField()


class Scorecard(models.Model):
    """The bytes of a scorecard that people sign; believed only where an event of the desk names their hash."""

    hash = models.CharField(max_length=64, unique=True)  # SHA-256 (hex)
    bytes = models.BinaryField()  # canonical JSON (desk/services/scorecards.py)


class Talk(models.Model):
    """The words of a talk with a government: sealed until their day, then open; of one that was taken back nothing."""

    hash = models.CharField(max_length=64, unique=True)  # the commitment by which people name it
    sealed = models.BinaryField(default=b"")  # age ciphertext, to people of the house
    words = models.BinaryField(default=b"")  # the inside of it, once it is public (formats/talk.py)


class Ally(models.Model):
    """An organisation that helps, as two people verified it. Public facts of the organisation."""

    statement = models.CharField(max_length=64, unique=True)  # of the first person
    name = models.CharField(max_length=120, default="", blank=True)
    contact = models.CharField(max_length=200, default="", blank=True)
    key_bytes = models.BinaryField(default=b"")
