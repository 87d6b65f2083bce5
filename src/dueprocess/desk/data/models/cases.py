"""What there is of cases: projections of the events, kept in the same transaction. Face level only (P2).

Beside them duties and the outbox, leased by compare-and-set and performed at least once; ciphertexts and
envelopes, whose deletion destroys a case; rosters; rows of the public registers, whose ids lead to no case (P11).
"""

from typing import Any, Final

from django.db import models

from dueprocess.demand.codes import ArrivalIs, Channel, Kind, Outcome
from dueprocess.formats.commitment import NO_PREVIOUS
from dueprocess.report.facts import OF, Kept, kept

LENGTH: Final = 24  # characters of a code at least: a longer one in a closed list changes no table


def choices(of: type) -> list[str]:
    """Wire values of a closed list, for constraints."""
    return [str(code) for code in of]  # type: ignore[attr-defined]


OF_REPORT = (
    "says",
    "merged_into",
    "practice",
    "historic",
    "letter",
    "received_on",
    "opened_on",
    "received_at",
    "receipted",
    "country",
    "authority_kind",
    "emergency",
    *kept(Kept.OF_CASE),
)
"""What the view of the report reads of a case."""


def for_the_report(model: type[models.Model], of: Kept) -> None:
    """Give a table the columns that its rows keep for the report alone, as ``report/facts.py`` declares them."""
    for name in kept(of):
        column = OF[name]
        field: models.Field[Any, Any]
        if column.type is bool:
            field = models.BooleanField(default=False)
        elif column.type is str:
            field = models.CharField(max_length=max(column.longest, LENGTH), default="", blank=True)
        else:
            field = models.PositiveBigIntegerField(default=0, null=column.type is not int)
        field.contribute_to_class(model, name)


class Case(models.Model):
    """One case: the face in canonical JSON and the columns that lists and reports need."""

    id = models.CharField(primary_key=True, max_length=26)
    revision = models.PositiveIntegerField(default=0)  # seq of the newest event; compare-and-set
    head = models.BinaryField(max_length=32, default=NO_PREVIOUS)  # commitment of the newest event
    recipient = models.CharField(max_length=80)  # the case's public age key
    vessel = models.CharField(max_length=80, default="", blank=True)  # the one before, until it was compared (ADR 0082)
    opened_on = models.DateField()
    received_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    # Its items left this case: the first receipt, and so every clock, is the origin's.
    split_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="split_off")
    practice = models.BooleanField(default=False)
    historic = models.BooleanField(default=False)
    face = models.TextField(default="{}")  # canonical JSON of law/schema/face.json
    country = models.CharField(max_length=2, default="", blank=True)
    authority = models.CharField(max_length=80, default="", blank=True)
    authority_kind = models.CharField(max_length=24, default="", blank=True)
    emergency = models.BooleanField(default=False)
    shelf = models.CharField(max_length=64, default="", blank=True)  # digest that judged it last
    # For the report, beside what ``for_the_report`` adds. ``says`` is empty only before an upgrade filled it.
    says = models.CharField(max_length=16, default="", blank=True)
    letter = models.CharField(max_length=26, default="", blank=True)  # split off: id of the case its letter came to
    received_at = models.DateTimeField(null=True)  # first receipt, to the minute
    receipted = models.BooleanField(default=False)  # the portal confirmed receipt at once
    told = models.CharField(max_length=12, default="received")  # what a verified official may be told (case/status.py)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(revision__gte=0), name="case_revision_positive"),)
        indexes = (
            models.Index(fields=["opened_on", "id"], condition=models.Q(closed_on__isnull=True), name="case_open"),
            models.Index(fields=["opened_on", "id"], name="case_opened"),
            # What the view of the report reads of a case: millions of faces need not be turned over for it.
            models.Index(fields=["id", *OF_REPORT], name="case_report"),
        )


class Item(models.Model):
    """One item: kind × targets × data × period. Outcome, secrecy, publication live here."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=32)
    data = models.CharField(max_length=120, default="", blank=True)  # sorted codes, comma-separated
    targets = models.PositiveIntegerField(null=True)
    outcome = models.CharField(max_length=24, default="", blank=True)
    ground = models.CharField(max_length=64, default="", blank=True)
    decided_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    publication = models.CharField(max_length=16, default="aggregate")  # aggregate | summary | full
    decided_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    effect_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "number"], name="item_number_once"),
            models.CheckConstraint(condition=models.Q(kind__in=choices(Kind)), name="item_kind_known"),
            models.CheckConstraint(condition=models.Q(outcome__in=["", *choices(Outcome)]), name="item_outcome_known"),
            models.CheckConstraint(
                condition=models.Q(publication__in=["aggregate", "summary", "full"]), name="item_publication_known"
            ),
        )


for_the_report(Case, Kept.OF_CASE)
for_the_report(Item, Kept.OF_ITEM)


class Arrival(models.Model):
    """Something that arrived, kept as received (sealed), and what a person or a rule said that it is."""

    id = models.CharField(primary_key=True, max_length=26)
    channel = models.CharField(max_length=16)
    received_on = models.DateField()
    received_at = models.DateTimeField()  # to the minute: legal clocks count from here
    says = models.CharField(max_length=16, default="unread")
    # The case record made for this arrival, whose key seals it; null only for what is held outside the desk.
    vessel = models.OneToOneField(Case, null=True, on_delete=models.PROTECT, related_name="vessel_of")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="arrivals")
    custodian = models.CharField(max_length=32, default="", blank=True)  # held outside: pseudonym
    review_on = models.DateField(null=True)
    practice = models.BooleanField(default=False)
    answers = models.CharField(max_length=26, default="", blank=True)  # case of which it names a letter

    class Meta:
        indexes = (models.Index(fields=["answers"], condition=~models.Q(answers=""), name="arrival_answers"),)
        constraints = (
            models.CheckConstraint(condition=models.Q(channel__in=choices(Channel)), name="arrival_channel_known"),
            models.CheckConstraint(condition=models.Q(says__in=choices(ArrivalIs)), name="arrival_is_known"),
            models.CheckConstraint(
                condition=~models.Q(says__in=["new_case", "supplement", "duplicate"]) | models.Q(case__isnull=False),
                name="arrival_of_case_has_case",
            ),
        )


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


STATES = ("ordered", "dealt", "released", "vetoed", "dropped", "recalled")
"""The same list as case/production_events.py (a test holds them together)."""


class Production(models.Model):
    """One extraction, one key, one release."""

    id = models.CharField(primary_key=True, max_length=26)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="productions")
    item = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default="ordered")
    producer = models.CharField(max_length=32)
    order = models.CharField(max_length=64)  # SHA-256 (hex) of the statement that ordered it
    deal = models.CharField(max_length=64, default="", blank=True)
    recipient = models.CharField(max_length=80, default="", blank=True)  # public age key of this production alone
    k = models.PositiveSmallIntegerField(default=0)
    hold_until = models.DateTimeField(null=True)
    released_on = models.DateField(null=True)
    how = models.CharField(max_length=12, default="", blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="production_state_known"),
            models.CheckConstraint(
                condition=~models.Q(state="released") | (models.Q(k__gte=2) & models.Q(hold_until__isnull=False)),
                name="production_released_by_k",
            ),
            models.UniqueConstraint(
                fields=["case", "item"],
                condition=models.Q(state__in=["ordered", "dealt"]),
                name="production_one_live",
            ),
        )


class Piece(models.Model):
    """One ciphertext of a production: a part, its manifest, a share of the deal, a share given by who agreed."""

    production = models.ForeignKey(Production, on_delete=models.PROTECT, related_name="pieces")
    kind = models.CharField(max_length=10)  # order | part | manifest | share | given
    number = models.PositiveSmallIntegerField(default=0)  # of a part, from 1
    by = models.CharField(max_length=32, default="", blank=True)  # who gave the share
    to = models.CharField(max_length=32, default="", blank=True)  # whom it is sealed to
    sealed = models.CharField(max_length=26)
    hash = models.CharField(max_length=64, default="", blank=True)  # of a part's ciphertext, or of a share

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["production", "kind", "number", "by", "to"], name="piece_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["order", "part", "manifest", "share", "given"]), name="piece_kind_known"
            ),
        )


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


READERS = ("case", "worker", "notifier", "counsel", "producer", "release", "recipient")
"""Who opens a ciphertext: the case's key; a worker; the extraction host; releasers together; an authority's own key."""


class Sealed(models.Model):
    """One age file under a random key. Up to 1 MiB in the row, larger ones in the blob folder by id."""

    id = models.CharField(primary_key=True, max_length=26)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="sealed")
    arrival = models.CharField(max_length=26, default="", blank=True)
    kind = models.CharField(max_length=24)  # original | particulars | note | letter | outgoing | counsel
    reader = models.CharField(max_length=16, default="case")  # one of READERS
    hash = models.CharField(max_length=64)  # SHA-256 of the ciphertext
    bytes = models.BinaryField(null=True)
    vessel = models.BooleanField(default=False)  # sealed to the vessel of its case; it goes once it was compared

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(reader__in=READERS), name="sealed_reader_known"),)


class PublicCopy(models.Model):
    """A document that two people published, as everybody reads it; destroyed when it, or its row, is taken down."""

    id = models.CharField(primary_key=True, max_length=26)
    case = models.CharField(max_length=26, db_index=True)
    bytes = models.BinaryField()  # formats/public_copy.py


class Envelope(models.Model):
    """The case key, sealed to one person or to recovery; or what counsel is given with a question."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="envelopes")
    person = models.CharField(max_length=32)  # pseudonym, or "recovery"
    bytes = models.BinaryField()
    # Of counsel: SHA-256 (hex) of the statement that asked them; it goes when they answered. Else empty.
    question = models.CharField(max_length=64, default="", blank=True)
    whole = models.BooleanField(default=True)  # the case key; else a copy
    vessel = models.BooleanField(default=False)  # of the key before, until somebody compared what was sealed anew

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "person", "question", "vessel"], name="envelope_once"),)


class InvitedCounsel(models.Model):
    """A lawyer on no roster who is invited about one case, and answers or is gone (ADR 0075)."""

    token = models.CharField(primary_key=True, max_length=64)  # SHA-256 (hex) of what the holder of the link shows
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="invited_counsel")
    person = models.CharField(max_length=31)  # who invites
    until = models.DateField()  # last day
    age = models.CharField(max_length=62, default="", blank=True)  # public keys that their browser drew
    vkey = models.CharField(max_length=120, default="", blank=True)
    question = models.CharField(max_length=64, default="", blank=True)  # SHA-256 (hex) of the statement that asks

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "person"], condition=models.Q(question=""), name="invited_counsel_one_waits"
            ),
        )


class Docket(models.Model):
    """What a case is found by, sealed to its key (``formats/docket.py``); whoever opens the original replaces it."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT, related_name="docket")
    sealed = models.CharField(max_length=26)  # id made of the bytes
    bytes = models.BinaryField()


class DocketCopy(models.Model):
    """A browser in which somebody keeps the dockets of their cases, under an id that it drew."""

    browser = models.CharField(primary_key=True, max_length=26)
    person = models.CharField(max_length=32)
    forgotten = models.PositiveIntegerField()  # how many cases had been forgotten when it last dropped what is not its
    seen_on = models.DateField()


class Roster(models.Model):
    """One roster: a signed note. Append-only; clients check the chain from their pin."""

    number = models.PositiveIntegerField(primary_key=True)
    hash = models.CharField(max_length=64, unique=True)  # SHA-256 (hex) of the note's text
    note = models.BinaryField()
    since = models.DateTimeField()  # when the desk entered it: from then it counts the hours
