"""What a demand cost the provider, by the tariff that the law gives (hazard 16.1). Numbers and codes only."""

from django.db import models

from dueprocess.desk.data.models.cases import Case


class Cost(models.Model):
    """One position on one item: minutes worked, or units of a tariff. A projection of ``case:cost:recorded``."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="costs")
    item = models.PositiveSmallIntegerField()
    seq = models.PositiveIntegerField()  # of the event
    tariff = models.CharField(max_length=80, default="", blank=True)  # id of a position; empty: minutes alone
    units = models.PositiveIntegerField(default=0)
    minutes = models.PositiveIntegerField(default=0)
    cents = models.PositiveBigIntegerField(default=0)
    currency = models.CharField(max_length=3, default="", blank=True)
    invoice = models.CharField(max_length=24, default="", blank=True)  # number of the one that claimed it
    person = models.CharField(max_length=31)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "seq"], name="cost_once"),)
        indexes = (models.Index(fields=["case"], name="cost_case"),)


class Invoice(models.Model):
    """An invoice that was written. Number, day and sum; the finished paper is sealed like a letter."""

    number = models.CharField(primary_key=True, max_length=24)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="invoices")
    made_on = models.DateField()
    cents = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    sealed = models.CharField(max_length=26)  # id of the paper
    undelivered = models.BooleanField(default=False)  # it was given up, or came back; what it claimed waits again
