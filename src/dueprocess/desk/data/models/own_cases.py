"""Who reads only the cases that are theirs, what was put to whom, and who opened many originals within an hour."""

from django.db import models

from dueprocess.desk.data.models.cases import Case


class OwnCases(models.Model):
    """A person reads only the cases that are theirs, or somebody asks for it; its end takes two (ADR 0079)."""

    person = models.CharField(primary_key=True, max_length=31)
    by = models.CharField(max_length=31)
    agreed_by = models.CharField(max_length=31, default="", blank=True)  # empty: it waits for a second person
    since = models.DateField()
    end_by = models.CharField(max_length=31, default="", blank=True)  # who asks that it ends; a second person agrees


class Assignment(models.Model):
    """A case was put to a person by a colleague, or by bringing it: it is theirs."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="assignments")
    person = models.CharField(max_length=31)
    by = models.CharField(max_length=31)
    made_on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "case"], name="assignment_once"),)


class Opening(models.Model):
    """How many originals a person opened: by minute for one hour; then only an hour in which it was many stays."""

    person = models.CharField(max_length=31)
    at = models.DateTimeField()
    count = models.PositiveIntegerField()
    many = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "at", "many"], name="opening_once"),)
