"""A person's own days: when they are away, when they look at a case again, and the address of their calendar."""

from django.db import models

from dueprocess.desk.data.models.cases import Case


class Absence(models.Model):
    """A person said that they are away, and who stands in. It grants nothing: a deputy acts by their own roles."""

    person = models.CharField(max_length=31)
    first = models.DateField()
    last = models.DateField()
    deputy = models.CharField(max_length=31, default="", blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="absence_ends_later"),
        )
        indexes = (models.Index(fields=["last", "first"], name="absence_when"),)


class Reminder(models.Model):
    """A person looks at a case again on a day of their own. It says no more; words belong in a sealed note."""

    person = models.CharField(max_length=31)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reminders")
    on = models.DateField()
    done_on = models.DateField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "case", "on"], name="reminder_once"),)
        indexes = (models.Index(fields=["on"], condition=models.Q(done_on__isnull=True), name="reminder_open"),)


class Feed(models.Model):
    """A calendar that a person's program may fetch without a log-in; it says the same whatever is due."""

    hash = models.CharField(primary_key=True, max_length=64)  # SHA-256 (hex) of what stands in its address
    person = models.CharField(max_length=31, unique=True)
    made_on = models.DateField()
