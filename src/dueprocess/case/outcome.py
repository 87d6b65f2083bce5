"""What a decision gives: what happened and what follows; and the stable names of the rules that refuse."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from dueprocess.case.events import Body


class Rule(StrEnum):
    """Stable names of the rules that refuse. Shown, logged, documented in docs/reference/rules.md."""

    ROLE = "access.role"
    STALE = "case.revision-moved"
    NO_ITEM = "case.no-such-item"
    STATE = "case.wrong-state"
    MERGED = "case.merged"
    HISTORIC = "case.historic"
    PRACTICE = "case.practice"
    FOUR_EYES = "case.four-eyes"
    NO_SECOND = "case.no-second-person"
    TYPED = "case.typed-or-verified"
    CALLER = "case.caller-decides"
    BASIS = "case.basis-changed"
    NOT_CONFIRMED = "case.not-confirmed"
    NOT_READ = "face.not-read"
    BAD_FACE = "face.unknown"
    NOT_VERIFIED = "authority.not-verified"
    NO_CALL_BACK = "authority.no-call-back"
    NUMBER = "authority.number"
    KEY = "authority.key"
    GROUND = "case.ground-not-open"
    POLICY = "policy.refuses"
    LINES = "case.lines"
    NOT_ASSESSED = "case.not-assessed"
    NO_LAW = "relied.no-law"
    REFILED = "case.refiled"
    GATE_LAW = "gate.law-forbids"
    GATE_SAFETY = "gate.endangers"
    GATE_CLOSED = "gate.closed"
    NO_RULE = "secrecy.no-such-rule"
    SECRECY_OPEN_END = "secrecy.no-end-no-review"
    SECRECY_EMPTY = "secrecy.forbids-nothing"
    DUTY_TELL = "duty.only-telling-closes"
    NO_DUTY = "duty.unknown"
    HOLD = "hold.wrong-state"
    CLASS = "publication.class"
    OPEN = "case.not-finished"
    FORGOTTEN = "case.forgotten"
    PURGED = "case.purged"
    PURGE = "purge.wrong"
    PURGE_EARLY = "purge.too-early"
    STRIKE = "strike.refused"
    UNSIGNED = "case.unsigned-event"
    SAME = "case.same"
    LETTER = "letter.refused"
    CLASSIFIED = "arrival.decided-already"
    NO_COST = "cost.unknown"
    NO_POSITION = "cost.no-such-position"
    NO_TARIFF = "cost.not-verified"
    NO_CLAIM = "cost.nothing-to-claim"
    TWO_READERS = "target.two-readers"
    PRODUCTION = "production.wrong-state"
    PRODUCER = "production.producer"
    PARTS = "production.parts"
    SHARES = "release.shares"
    QUORUM = "release.quorum"
    HOLDING = "release.hold"
    SAME_PERSON = "release.same-person"
    RECIPIENT = "release.recipient"
    FROZEN = "desk.frozen"
    NOT_FROZEN = "desk.not-frozen"
    KEY_RETIRE = "key.retire"
    AT = "desk.wrong-time"
    NOTICE = "notice.wrong"
    OUTSIDE = "outside.wrong"
    EFFECT = "effect.wrong"
    CONTEST = "contest.wrong"
    CONTEST_FIRST = "contest.first-deciders"
    CONTEST_SILENT = "contest.not-told"
    NO_POINT = "letter.no-point"
    COPY = "letter.copy-unverified"
    LANGUAGE = "letter.language"
    FACTS = "desk.facts"
    DRAWN = "case.key"
    VESSEL = "case.vessel"
    RESTRICTED = "arrival.restricted"
    COUNSEL = "counsel.wrong"
    REPORT_PERIOD = "report.period"
    REPORT_NONE = "report.no-such-edition"
    REPORT_CHANGED = "report.changed"
    REPORT_NAME = "report.name"
    REPORT_SIGNERS = "report.two-signers"
    REPORT_SAYS = "report.says"
    SCORE_LOOK = "score.look"
    SCORE_CHANGED = "score.changed"
    SCORE_SIGNERS = "score.two-signers"
    TALK = "talk.wrong"
    TALK_DAY = "talk.day"
    TALK_READERS = "talk.two-readers"
    TALK_QUARTER = "talk.quarter"
    ALLY = "ally.not-verified"
    ALLY_LAW = "ally.law-alone"


@dataclass(frozen=True, slots=True)
class NewDuty:
    """A duty to enter: what, when, by which rule."""

    item: int | None
    what: str
    rule: str
    due: str  # YYYY-MM-DDTHH:MMZ
    not_before: str | None = None


@dataclass(frozen=True, slots=True)
class EndDuties:
    """Open duties to close: those of ``item`` (None: of the case) whose ``what`` is named; ``*``: all but KEPT."""

    item: int | None
    what: tuple[str, ...]


KEPT: Final = frozenset(
    {
        "tell",
        "end_secrecy",
        "agree_silence",
        "review_secrecy",
        "verify_hold",
        "undo_hold",
        "destroy_hold",
        "forget",
        "purge",
        "confirm_destroyed",
        "invoice",
        "confirm_notice",
        "look_at_outside",
        "return_or_destroy",
        "recall_letter",
        "tell_passed_on",
        "tell_wrong_person",
        "data_protection_authority",
        "decide_contest",
        "agree_contest",
        "tell_contest",
        "restore",
        "confirm_restored",
        "court_day",
    }
)
"""Duties that no general ending (``*``) closes: silence and telling (P5); a preservation is verified or lapses; what
was given stays claimable when the authority takes the item back; what a wrong release asks for stays owed, and so does
what a person contested."""


@dataclass(frozen=True, slots=True)
class NewEffect:
    """An effect outside the database, for the worker. Ids and codes only."""

    kind: str
    payload: tuple[tuple[str, str], ...] = ()
    waits: bool = False  # as long as the house lets a letter wait; else it is performed at once


@dataclass(frozen=True, slots=True)
class Decided:
    """What happened and what follows from it; written in one transaction."""

    events: tuple[Body[Any], ...]
    duties: tuple[NewDuty, ...] = ()
    ended: tuple[EndDuties, ...] = ()
    effects: tuple[NewEffect, ...] = ()
    stopped: str = ""  # id of the sealed letter that does not leave
