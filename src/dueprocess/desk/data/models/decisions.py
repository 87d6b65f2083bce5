"""Decisions and answers, with the constraints that stand behind four eyes; events and statements, append-only.

The openings of events are deletable, and never changed.
"""

from typing import Any

from django.db import models, transaction
from django.db.models import F, Q

from dueprocess.demand.codes import LineAnswer, Outcome
from dueprocess.desk.data.models.cases import Case, choices

# The same list as case/decisions.py (a test holds them together).
NEEDS_TWO = ("comply", "partial", "no_data", "not_executable", "under_protest", "refuse", "challenge")


class Decision(models.Model):
    """A proposal on one item and what became of it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    item = models.PositiveSmallIntegerField()
    revision = models.PositiveIntegerField()  # of the case when it was proposed
    outcome = models.CharField(max_length=24)
    ground = models.CharField(max_length=64, default="", blank=True)
    state = models.CharField(max_length=12, default="open")  # open | approved | sent_back | void
    needs_two = models.BooleanField()
    proposer = models.CharField(max_length=32)
    approver = models.CharField(max_length=32, default="", blank=True)
    basis = models.CharField(max_length=64)  # SHA-256 (hex); any change voids it
    proposed_by_statement = models.CharField(max_length=64)
    approved_by_statement = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "revision"], name="decision_once"),
            models.UniqueConstraint(fields=["case", "item"], condition=Q(state="open"), name="decision_one_open"),
            models.UniqueConstraint(fields=["case", "item"], condition=Q(state="approved"), name="decision_one_final"),
            models.CheckConstraint(condition=~Q(approver=F("proposer")), name="decision_four_eyes"),
            models.CheckConstraint(
                condition=~Q(state="approved", needs_two=True) | (~Q(approver="") & ~Q(approved_by_statement="")),
                name="decision_two_people",
            ),
            models.CheckConstraint(condition=~Q(outcome__in=NEEDS_TWO) | Q(needs_two=True), name="decision_needs_two"),
            models.CheckConstraint(condition=Q(outcome__in=choices(Outcome)), name="decision_outcome_known"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "approved", "sent_back", "void"]), name="decision_state_known"
            ),
            models.CheckConstraint(condition=~Q(outcome="object") | ~Q(ground=""), name="decision_ground_named"),
            models.CheckConstraint(
                condition=~Q(approved_by_statement=F("proposed_by_statement")), name="decision_two_statements"
            ),
        )


class DecisionLine(models.Model):
    """Item × handle × data category, and the answer."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="lines")
    handle = models.CharField(max_length=8)  # T1 … Tn, or "*" where the item has no targets
    category = models.CharField(max_length=24, default="", blank=True)
    answer = models.CharField(max_length=24)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["decision", "handle", "category"], name="line_once"),
            models.CheckConstraint(condition=Q(answer__in=choices(LineAnswer)), name="line_answer_known"),
        )


class GateAnswer(models.Model):
    """A named person's answer to one of the three questions (P6). No row is: closed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="answers")
    item = models.PositiveSmallIntegerField()
    question = models.CharField(max_length=8)  # tell | admit | count
    answer = models.CharField(max_length=4)  # yes | no
    person = models.CharField(max_length=32)
    until = models.DateField(null=True)
    why = models.CharField(max_length=16)
    statement = models.CharField(max_length=64)
    seq = models.PositiveIntegerField()  # of the event; the newest holds

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "item", "question", "seq"], name="answer_once"),
            models.CheckConstraint(condition=Q(question__in=["tell", "admit", "count"]), name="answer_question_known"),
            models.CheckConstraint(condition=Q(answer__in=["yes", "no"]), name="answer_known"),
            models.CheckConstraint(condition=~Q(person=""), name="answer_by_person"),
        )


class Secrecy(models.Model):
    """A duty of silence: source, what it forbids, and an end or a review (P5)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="secrecies")
    item = models.PositiveSmallIntegerField()
    seq = models.PositiveIntegerField()  # of the event
    source = models.CharField(max_length=8)
    rule = models.CharField(max_length=80)
    tell = models.BooleanField(default=False)  # forbids telling
    admit = models.BooleanField(default=False)  # forbids admitting
    count = models.BooleanField(default=False)  # forbids counting
    until = models.DateField(null=True)
    review_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "seq"], name="secrecy_once"),
            models.CheckConstraint(
                condition=Q(source__in=["statute", "order", "request"]), name="secrecy_source_known"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=False) | Q(review_on__isnull=False), name="secrecy_end_or_review"
            ),
        )


class Verification(models.Model):
    """An authority that two people verified for this desk, for one key or address."""

    authority = models.CharField(max_length=80)
    contact = models.CharField(max_length=254)  # the office's public address: where letters go
    phone = models.CharField(max_length=16, default="", blank=True)  # of the office: where it is called back
    night = models.CharField(max_length=16, default="", blank=True)  # of the office: the one that answers day and night
    found = models.CharField(max_length=32, default="", blank=True)  # how its numbers were found: FOUND
    source = models.CharField(max_length=200, default="", blank=True)  # and where: a public page, a register
    by = models.CharField(max_length=32)
    confirmed_by = models.CharField(max_length=32, default="", blank=True)
    how = models.CharField(max_length=32)  # a code of case/lists.py: REACHED
    verified_on = models.DateField()
    until = models.DateField()
    statement = models.CharField(max_length=64)
    confirming_statement = models.CharField(max_length=64, default="", blank=True)
    key_kind = models.CharField(max_length=16, default="", blank=True)  # cms | openpgp | age
    key = models.CharField(max_length=64, default="", blank=True)  # SHA-256 (hex) of the key's bytes
    key_bytes = models.BinaryField(default=b"", blank=True)  # a public key; believed by its hash alone

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(confirmed_by=F("by")), name="verification_two_people"),
            models.CheckConstraint(
                condition=Q(key="", key_kind="") | (~Q(key="") & Q(key_kind__in=("cms", "openpgp", "age"))),
                name="verification_key_has_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by="", confirming_statement="")
                | (~Q(confirmed_by="") & ~Q(confirming_statement="")),
                name="verification_confirmed_by_statement",
            ),
            models.UniqueConstraint(
                fields=["authority", "contact", "verified_on", "key", "phone"], name="verification_once"
            ),
        )


class Event(models.Model):
    """One event of a case or of the desk: position, kind, chain and commitment; no content."""

    event = models.CharField(max_length=26, unique=True)
    case = models.CharField(max_length=26, blank=True)  # empty: an event of the desk
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField(default=1)
    previous = models.BinaryField(max_length=32)
    commitment = models.BinaryField(max_length=32)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "seq"], name="event_seq_once"),)


class EventOpening(models.Model):
    """Public part, other fields and salt of an event. Deleting it leaves the commitment (hazard 3.3)."""

    event = models.OneToOneField(Event, primary_key=True, on_delete=models.PROTECT, related_name="opening")
    fields = models.BinaryField()  # canonical JSON: field name → hex; docs/reference/events.md
    salt = models.BinaryField(max_length=32)


class StatementManager(models.Manager["Statement"]):
    """Statements, each with its note."""

    def keep(self, *, note: bytes, **row: Any) -> "Statement":  # noqa: ANN401 - columns
        """A statement and its note, in one transaction."""
        with transaction.atomic():
            made = self.create(**row)
            Note.objects.create(statement=made, bytes=note)
        return made


class Statement(models.Model):
    """A signed act of a person: of which chain of notes it is a link, and by which event it was done."""

    hash = models.CharField(primary_key=True, max_length=64)  # SHA-256 (hex) of the note's bytes
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="signed")
    case = models.CharField(max_length=26, blank=True)
    joins = models.CharField(max_length=26, blank=True)  # another case of whose chain of notes it is a link, too
    act = models.CharField(max_length=48)
    person = models.CharField(max_length=32)

    objects = StatementManager()

    class Meta:
        indexes = (
            models.Index(fields=["case"], name="statement_case"),
            models.Index(fields=["joins"], name="statement_joins"),
        )


class Note(models.Model):
    """The bytes that were signed. A purge of the case deletes them; nothing changes them (ADR 0078)."""

    statement = models.OneToOneField(Statement, primary_key=True, on_delete=models.PROTECT, related_name="note")
    bytes = models.BinaryField()
