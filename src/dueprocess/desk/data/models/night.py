"""Night and weekend: who watches when, how they are reached, and pages until somebody acknowledges (hazard 15.3)."""

from django.db import models

from dueprocess.desk.data.models.cases import Case


class Reach(models.Model):
    """How a person of the house is paged. Addresses are of staff; a thief reads them, and the documentation says so."""

    person = models.CharField(max_length=31)
    channel = models.CharField(max_length=8)  # mail | webhook
    address = models.CharField(max_length=254)
    proved_on = models.DateField(null=True)  # a test page was acknowledged
    active = models.BooleanField(default=True)
    morning = models.BooleanField(default=False)  # the morning mail goes there
    morning_on = models.DateField(null=True)  # the last day on which it did

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(channel__in=["mail", "webhook"]), name="reach_channel_known"),
            models.UniqueConstraint(fields=["person", "channel", "address"], name="reach_once"),
        )


class Watch(models.Model):
    """A person watches from one moment to another. ``rank`` 1 is paged first, its deputies after it."""

    id = models.CharField(primary_key=True, max_length=26)
    person = models.CharField(max_length=31)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    rank = models.PositiveSmallIntegerField(default=1)
    confirmed_at = models.DateTimeField(null=True)  # by the person; what is not confirmed does not count
    replaces = models.CharField(max_length=26, default="", blank=True)  # handed over: that watch ends on confirming

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="watch_ends_later"),
            models.CheckConstraint(condition=models.Q(rank__gte=1, rank__lte=9), name="watch_rank"),
        )
        indexes = (models.Index(fields=["ends_at", "starts_at"], name="watch_when"),)


class Paging(models.Model):
    """One thing that people are called for. It climbs to each deputy until a person acknowledges it."""

    id = models.CharField(primary_key=True, max_length=26)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="pagings")
    reason = models.CharField(max_length=24)  # arrival | look | overlooked | due | late | hold | test | roster
    due_at = models.DateTimeField(null=True)
    raised_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)  # when it climbs; null: acknowledged, or nothing is left to do
    step = models.PositiveSmallIntegerField(default=0)
    acknowledged_by = models.CharField(max_length=31, default="", blank=True)
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(
                    reason__in=["arrival", "look", "overlooked", "due", "late", "hold", "test", "roster"]
                ),
                name="paging_reason_known",
            ),
            # Two workers that see the same duty raise one page.
            models.UniqueConstraint(fields=["case", "reason", "due_at"], name="paging_once"),
        )
        indexes = (models.Index(fields=["next_at"], condition=models.Q(next_at__isnull=False), name="paging_open"),)


class PagingStep(models.Model):
    """One call to one person by one way, and what became of it."""

    paging = models.ForeignKey(Paging, on_delete=models.PROTECT, related_name="steps")
    person = models.CharField(max_length=31)
    channel = models.CharField(max_length=8)
    at = models.DateTimeField()
    reach = models.ForeignKey(Reach, null=True, on_delete=models.SET_NULL, related_name="+")
    result = models.CharField(max_length=16, default="", blank=True)  # sent | failed | no_way | held | practice
    code = models.CharField(max_length=64, default="", blank=True)  # SHA-256 (hex) of the acknowledging code

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(result__in=["", "sent", "failed", "no_way", "held", "practice"]),
                name="step_result_known",
            ),
        )
        indexes = (models.Index(fields=["code"], name="step_code"),)


class Beat(models.Model):
    """When the worker was last seen at work: one row a task. For ``doctor`` and the health page."""

    task = models.CharField(primary_key=True, max_length=24)
    seen_at = models.DateTimeField()
