"""One case as its page shows it: what is due, what is missing, may we tell; then items. Acts are done in the vault."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dueprocess.acts import access
from dueprocess.case.decisions import may_agree
from dueprocess.case.duty_plan import begun
from dueprocess.case.events import EventKind
from dueprocess.case.item_records import Silence
from dueprocess.case.notice_calendar import NoticeCalendar, Waits
from dueprocess.case.portal import fingerprint
from dueprocess.case.productions import LIVE, agreed
from dueprocess.case.state import CaseState, Deciding, ItemState
from dueprocess.demand.codes import NO_DEMAND, Channel, LineAnswer, Outcome, Role
from dueprocess.desk.data import codec
from dueprocess.desk.data.models import Case, Note, Receipt
from dueprocess.desk.data.queries import duties_of
from dueprocess.desk.services import arrivals, outbox
from dueprocess.desk.services.assessments import assess_case, first_of, turning_of
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.plain_views import telling_of
from dueprocess.desk.services.portal_desk import of_case
from dueprocess.desk.services.rosters import who_may
from dueprocess.desk.staff import office_page
from dueprocess.desk.staff.due_page import Line, lines_of
from dueprocess.desk.staff.office_page import OfficeShown
from dueprocess.desk.staff.steps import Step, line, step_of
from dueprocess.desk.web import dates, words
from dueprocess.desk.web.closed import OF_KEY
from dueprocess.formats import statement
from dueprocess.formats.errors import StatementError
from dueprocess.formats.statement import Act
from dueprocess.law.finding import Allowed, Effect, Finding, ItemAssessment, Layer, Met
from dueprocess.law.plain import Turning
from dueprocess.law.started import Started
from dueprocess.law.turning import Turn

GROUPS: Final = (Effect.DEFECT, Effect.COUNSEL, Effect.CAUTION)
PAST: Final = frozenset({Deciding.DECIDED, Deciding.ENDED})
"""Of an item on which nothing is left to decide."""


@dataclass(frozen=True, slots=True)
class Who:
    """Whose page it is: a person and the roles by the roster."""

    name: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One item: its machines, what the law says, what may be done."""

    state: ItemState
    kind: str
    data: tuple[str, ...]
    targets: int | None
    judged: ItemAssessment | None
    open_findings: tuple[Finding, ...]
    met: tuple[Finding, ...]
    standards: tuple[Finding, ...]  # those that are unmet, then those that nobody checked; the others are not listed
    held: tuple[dict[str, Any], ...]  # what the map of services says; what asks stands among the open ones
    changes: Mapping[str, tuple[Turn, ...]]  # by rule: the facts that would change it
    tell: str  # yes | no | unknown
    agree: tuple[str, ...] = ()  # who could be the second person
    not_me: str = ""  # why the reader is not
    read: tuple[str, ...] = ()  # handles that two people read alike
    unread: tuple[str, ...] = ()  # granted handles that wait for it
    minutes: int = 0
    claimed: tuple[str, ...] = ()  # sums by currency

    @property
    def said(self) -> Outcome | Deciding:
        """Where its decision stands: a code of outcome or of the machine."""
        return self.state.outcome or self.state.deciding

    @property
    def standards_unmet(self) -> int:
        """How many standards are not met; those that nobody checked are not among them."""
        return sum(found.outcome is Met.UNMET for found in self.standards)

    @property
    def past(self) -> bool:
        """Whether nothing is left to decide: what the law and the map suggest is folded away, and asks nothing."""
        return self.state.deciding in PAST

    @property
    def returned(self) -> bool:
        """Whether it went back to the authority for what is missing, which they may still hand in."""
        return self.past and self.state.outcome is Outcome.CORRECT

    @property
    def releasing(self) -> bool:
        """Whether an account is still to be read, or data are still to leave or to be ended."""
        return bool(self.unread) or any(one.state in LIVE for one in self.state.productions)


@dataclass(frozen=True, slots=True)
class Missing:
    """What the invoked law requires and is not there, with the items that lack it."""

    says: str
    claimed: bool
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Telling:
    """Notice and release of items that stand alike (``case/notice_calendar.py``)."""

    calendar: NoticeCalendar
    items: tuple[int, ...]
    release: str  # the last moment in words; empty: no time runs
    soon: bool  # fewer than 72 hours are left to contest


@dataclass(frozen=True, slots=True)
class CasePage:
    """All that the page of a case shows."""

    case: CaseState
    row: Case
    due: tuple[Line, ...]
    read: bool  # a person confirmed what its open items are decided on; else all is as a machine read it
    missing: tuple[Missing, ...]
    for_counsel: int  # points that no verified rule decides
    tell: str  # yes | no | unknown | differs
    tell_says: tuple[tuple[str, tuple[int, ...]], ...]  # what the law says, with the items of which it says so
    tellings: tuple["Telling", ...]  # who tells, when, and when the data leave
    silences: tuple[
        tuple[Silence, tuple[int, ...]], ...
    ]  # that forbid to tell, each source and day once, with its items
    items: tuple[ItemPage, ...]
    law_changed: bool
    steps: tuple[Step, ...]
    receipt: Receipt | None = None  # it came through the portal
    started: Started | None = None  # since when the law's clock runs
    started_at: str = ""
    starts: str = ""
    office: OfficeShown | None = None  # who asks, and where it is called back
    replies: tuple[str, ...] = ()  # cases that name a letter of this one, and that nobody put anywhere

    @property
    def decided(self) -> bool:
        """Whether every item of it is decided or ended."""
        return bool(self.items) and all(one.past for one in self.items)

    @property
    def elsewhere(self) -> bool:
        """Whether nothing of it is worked on here: it went into another case, or was no demand."""
        none = not self.items or self.case.says in NO_DEMAND
        return bool(self.case.merged_into) or (self.case.closed and none)

    @property
    def number(self) -> str:
        """What the official reads out of the receipt on the call."""
        return fingerprint(self.receipt.recipient) if self.receipt else ""


def page(desk: Desk, case_id: str, who: Who) -> CasePage:
    """The page of a case for somebody. Raises UnknownCaseError."""
    case = state_of(case_id)
    language = get_language() or "en"
    made = assess_case(desk, case, language=language) if case.items else None
    judged = {one.item: one for one in made.items} if made else {}
    seconds = who_may(desk.roster, Act.DECISION_APPROVE)
    about = (case, turning_of(desk, case.face), who, seconds)
    items = tuple(_item(*about, item, judged.get(item.number)) for item in case.items)
    alive = [one for one in items if one.state.deciding is not Deciding.ENDED and one.judged]
    tells = {one.tell for one in alive}
    undecided = [one.number for one in case.items if one.deciding is Deciding.OPEN]
    earlier = first_of(case)
    found = begun(case, earlier[0] if earlier else "")
    waits, duties = outbox.unsent(case_id).values(), list(duties_of(case_id))
    leaves = {case_id: max(waits)} if waits else {}
    return CasePage(
        case=case,
        row=Case.objects.get(pk=case_id),
        due=tuple(lines_of(desk, duties, who.name, leaves)),
        read=bool(case.items) and not any(case.face.unconfirmed(number) for number in undecided),
        missing=_missing(one for one in items if one.returned or not one.past),
        for_counsel=len(
            _once(
                found
                for one in items
                if one.judged and not one.past
                for found in one.judged.stopping
                if found.effect is Effect.COUNSEL
            )
        ),
        tell="unknown" if not tells else tells.pop() if len(tells) == 1 else "differs",
        tell_says=_tell_says(alive),
        tellings=_tellings(desk, telling_of(desk, case, made)) if made else (),
        silences=_silences(alive),
        items=items,
        steps=tuple(line(step_of(case, (one.what for one in duties)))),
        law_changed=bool(case.shelf) and case.shelf != desk.shelf.digest,
        receipt=of_case(case_id) if case.channel == Channel.PORTAL else None,
        office=office_page.shown(desk, case.face.get("authority")),
        replies=tuple(arrivals.of_letters(case_id)),
        started=found,
        started_at=words.clock(found.at, desk.timezone) if found else "",
        starts=words.starts(found.start) if found else "",
    )


def _item(
    case: CaseState,
    turning: Turning,
    who: Who,
    seconds: frozenset[str],
    item: ItemState,
    judged: ItemAssessment | None,
) -> ItemPage:
    path = f"items.{item.number}."
    data, targets = case.face.get(path + "data"), case.face.get(path + "targets")
    # What the map of services says stands with what we hold: it is no point of law, and misses nothing.
    findings = tuple(found for found in (judged.findings if judged else ()) if found.layer is not Layer.HOUSE)
    still_open = _once(found for effect in GROUPS for found in findings if found.effect is effect)
    granted = tuple(dict.fromkeys(line.handle for line in item.lines if line.answer == LineAnswer.GRANTED))
    return ItemPage(
        state=item,
        kind=str(case.face.get(path + "kind") or ""),
        data=data if isinstance(data, tuple) else (),
        targets=targets if isinstance(targets, int) else None,
        judged=judged,
        open_findings=still_open,
        met=tuple(found for found in findings if found.outcome is Met.MET and found.layer is Layer.DOMESTIC),
        standards=tuple(
            sorted(
                (found for found in findings if judged and found.rule in judged.absent_by_standard),
                key=lambda found: found.outcome is not Met.UNMET,
            )
        ),
        held=_held(judged, item.deciding) if judged else (),
        changes={found.rule: turning(item.number, found) for found in still_open},
        tell="no"
        if item.silent("tell")
        else item.answers.get("tell") or (str(judged.may.tell) if judged else "unknown"),
        agree=tuple(may_agree(case, item.number, item.proposal.by, seconds)) if item.proposal else (),
        not_me=str(why_not_agree(case, item, who)),
        read=tuple(one for one in granted if agreed(item.marks, one)),
        unread=tuple(one for one in granted if not agreed(item.marks, one)),
        minutes=sum(one.minutes for one in case.costs if one.item == item.number),
        claimed=_claimed(case, item.number),
    )


def _held(judged: ItemAssessment, deciding: Deciding) -> tuple[dict[str, Any], ...]:
    """What the map says; what it asks whoever decides, only until somebody has."""
    answers = {line.rule: line.answer for line in judged.lines}
    house = (found for found in judged.findings if found.layer is Layer.HOUSE)
    said = (found for found in house if deciding not in PAST or found.effect is not Effect.CAUTION)
    return tuple({"found": found, "answer": answers.get(found.rule, "")} for found in said)


def _claimed(case: CaseState, number: int) -> tuple[str, ...]:
    """What an invoice would claim for an item, by currency."""
    sums: dict[str, int] = {}
    for one in case.costs:
        if one.item == number and one.currency:
            sums[one.currency] = sums.get(one.currency, 0) + one.cents
    return tuple(dates.money(cents, currency) for currency, cents in sorted(sums.items()))


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Twins are shown once: two powers that lack the same thing ask for one thing."""
    return tuple({(found.effect, found.says, found.citation): found for found in findings}.values())


def _answered(one: ItemPage) -> bool:
    """Whether a person answered what the law leaves open: that nobody has is past."""
    said = one.state.silent("tell") or "tell" in one.state.answers
    return bool(one.judged and one.judged.may.tell is Allowed.UNKNOWN and said)


def _tell_says(items: Iterable[ItemPage]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    together: dict[str, list[int]] = {}
    for one in items:
        if one.judged and not _answered(one):
            together.setdefault(one.judged.may.says, []).append(one.state.number)
    return tuple((says, tuple(numbers)) for says, numbers in together.items())


def _tellings(desk: Desk, found: Iterable[NoticeCalendar]) -> tuple[Telling, ...]:
    """Calendars of which there is something to say, those alike once, with their items."""
    alike: dict[NoticeCalendar, list[int]] = {}
    for one in found:
        if one.release_by or (one.tell_on and one.waits is not Waits.NOTHING):
            alike.setdefault(replace(one, item=0), []).append(one.item)
    return tuple(
        Telling(one, tuple(items), _moment(desk, one.release_by), one.is_soon(desk.now)) for one, items in alike.items()
    )


def _moment(desk: Desk, minute: str | None) -> str:
    return words.clock(datetime.datetime.fromisoformat(minute), desk.timezone) if minute else ""


def _silences(items: Iterable[ItemPage]) -> tuple[tuple[Silence, tuple[int, ...]], ...]:
    """The duties that forbid to tell: of those alike in source and day the first."""
    alike: dict[tuple[object, ...], tuple[Silence, list[int]]] = {}
    for one in items:
        for silence in one.state.running:
            if silence.tell:
                kind = silence.source, silence.until, silence.review_on
                alike.setdefault(kind, (silence, []))[1].append(one.state.number)
    return tuple((silence, tuple(dict.fromkeys(numbers))) for silence, numbers in alike.values())


def _missing(items: Iterable[ItemPage]) -> tuple[Missing, ...]:
    """Each defect once, as it was met first."""
    together: dict[str, list[tuple[int, Finding]]] = {}
    for one in items:
        for found in one.open_findings:
            if found.effect is Effect.DEFECT:
                together.setdefault(found.says, []).append((one.state.number, found))
    return tuple(
        Missing(says, any(found.claimed for _, found in each), tuple(dict.fromkeys(number for number, _ in each)))
        for says, each in together.items()
    )


_SHOWN: Final = ("item", "outcome", "ground", "question", "answer", "says", "kind", "how", "reason", "channel", "until")


def timeline(desk: Desk, case_id: str) -> list[dict[str, Any]]:
    """What happened, the newest first; in codes. The time of day stands where it was signed, or is the receipt's."""
    meanings = {str(kind): words.meaning(kind) for kind in EventKind}
    rows = Note.objects.filter(statement__case=case_id).values_list("pk", "bytes")
    signed = {name: _signed_at(bytes(note)) for name, note in rows}
    return [
        {
            "day": dates.day(event.day, "j F Y") if event.day else "",
            "clock": _clock(desk, next((signed[one] for one in event.statements if one in signed), ""), event),
            "says": meanings.get(event.kind, event.kind),
            "by": getattr(event.body, "by", ""),
            "detail": " · ".join(
                _said(event.kind, name, value) for name in _SHOWN if (value := getattr(event.body, name, ""))
            ),
            "signed": bool(event.statements),
        }
        for event in reversed(codec.events_of(case_id))
    ]


def _signed_at(note: bytes) -> str:
    """When a note was signed; empty where its bytes are none any more, which ``doctor`` and each client say."""
    try:
        return statement.parse_look(note)[0].statements[0].at
    except StatementError:
        return ""


def _clock(desk: Desk, signed: str, event: codec.StoredEvent) -> str:
    """Hour and minute by the desk's clock; empty where nobody said them, or they are another day's."""
    said = signed or str(getattr(event.body, "at", "") or "")
    if not said:
        return ""
    moment = words.local(datetime.datetime.fromisoformat(said), desk.timezone)
    return f"{moment:%H:%M}" if moment.date() == event.day else ""


def _said(event: str, name: str, value: object) -> str:
    """A key of an event with its value, as ``outcome comply``."""
    listed = OF_KEY.get(name, "")
    if name == "kind":
        listed = "LetterKind" if event.startswith("case:letter:") else "Kind"
    return f"{words.spoken(name, 'Entry')} {dates.iso(words.spoken(value, listed) if listed else value)}"


def why_not_agree(case: CaseState, item: ItemState, who: Who) -> Promise | str:
    """Why somebody whose role agrees is not the one here; empty where they are, or hold no such role."""
    if item.proposal is None or not access.may(who.roles, Act.DECISION_APPROVE):
        return ""
    if item.proposal.by == who.name:
        return _("You proposed this yourself.")
    if who.name in case.typists(item.number):
        return _("You typed or confirmed facts of this item, so somebody else agrees.")
    return _("You called the authority back, so somebody else agrees.") if who.name in case.callers else ""
