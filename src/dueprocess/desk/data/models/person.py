"""Pages for persons: ciphertext of one length under an id that only the code gives. No link to a case (ADR 0032)."""

from django.db import models


class PersonPage(models.Model):
    """One page that its code opens until its last day."""

    id = models.CharField(primary_key=True, max_length=32)
    until = models.DateField(db_index=True)
    bytes = models.BinaryField()
