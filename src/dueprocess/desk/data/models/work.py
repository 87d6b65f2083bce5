"""Duties and the outbox: leased, compare-and-set, performed at least once."""

from django.db import models

from dueprocess.desk.data.models.cases import Case


class Duty(models.Model):
    """What is due, when, by which rule. A duty ends by being done, never by being forgotten."""

    id = models.CharField(primary_key=True, max_length=26)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="duties")
    item = models.PositiveSmallIntegerField(null=True)
    what = models.CharField(max_length=40)
    rule = models.CharField(max_length=80)
    due_at = models.DateTimeField()
    not_before = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=26, default="", blank=True)  # event id
    raised = models.PositiveSmallIntegerField(default=0)  # how often it grew louder
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = (
            models.Index(fields=["due_at", "id"], condition=models.Q(done_at__isnull=True), name="duty_open_due"),
            models.Index(
                fields=["case", "item"], condition=models.Q(done_at__gt=models.F("due_at")), name="duty_done_late"
            ),
        )


class Effect(models.Model):
    """An effect outside the database, to be performed by the worker. The payload holds ids and codes only."""

    id = models.CharField(primary_key=True, max_length=26)
    kind = models.CharField(max_length=40)
    case = models.CharField(max_length=26, default="", blank=True)
    payload = models.TextField(default="{}")  # canonical JSON
    due_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=40, default="", blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["due_at", "id"], condition=models.Q(done_at__isnull=True), name="effect_open_due"),
        )
