"""Rows of the public registers: face level, passed the gate. Ids are unlinked from case ids (P11)."""

from django.db import models


class RegisterRow(models.Model):
    """One public row, in canonical JSON as it is published."""

    id = models.CharField(primary_key=True, max_length=26)
    register = models.CharField(max_length=24)  # demands | network | access
    published_on = models.DateField()
    row = models.TextField()
    withdrawn_on = models.DateField(null=True)
