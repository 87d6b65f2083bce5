"""Keys of the mailbox: public records, and what opens mail, sealed to own keys of the house (ADR 0102)."""

from django.db import models


class MailKey(models.Model):
    """A key's public record (``person`` is empty), or its secret as an age file for one person or recovery."""

    key = models.CharField(max_length=64)  # SHA-256 (hex) of the public record: how a roster names it
    person = models.CharField(max_length=32, default="", blank=True)
    bytes = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["key", "person"], name="mail_key_once"),)
