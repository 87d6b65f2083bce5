"""Rows of the public registers: face level, passed the gate. Ids are unlinked from case ids (P11)."""

from django.db import models

from dueprocess.desk.data.models.cases import Case


class RegisterRow(models.Model):
    """One public row, in canonical JSON as it is published."""

    id = models.CharField(primary_key=True, max_length=26)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="public_rows")  # never published
    item = models.PositiveSmallIntegerField()  # never published
    detail = models.CharField(max_length=16)  # summary | full
    register = models.CharField(max_length=24)  # demands | network | access
    published_on = models.DateField()
    row = models.TextField()  # canonical JSON of the row as it is published
    withdrawn_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(register__in=["demands", "network", "access"]), name="register_known"
            ),
            models.CheckConstraint(condition=models.Q(detail__in=["summary", "full"]), name="register_detail_known"),
        )
