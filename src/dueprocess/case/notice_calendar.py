"""When the person is told, and when the data leave: the notice first, on the first lawful day; the release last.

Out of the law's answer to a case, its decisions and silences and the day; no clock and no database. The data leave at
the last moment that the law's own clock allows, so that the person can contest first: where law and demand set none,
after days of the house (14; hazard 6.3). A contest stops the release only where a law says so, and then it is named.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from dueprocess.case.given import CONTEST, CONTEST_DAYS, day_end
from dueprocess.case.state import CaseState, Deciding, ItemState
from dueprocess.demand.codes import Code, Kind
from dueprocess.law.finding import PROVIDER, STATED, Allowed, Assessment, Citation, DutyDue, May
from dueprocess.law.teller import TELLING, WE, Teller, teller_of

SOON_HOURS: Final = 72
"""With fewer hours left than these the notice says so in its first line."""
_ANSWERS: Final = frozenset({"respond", "transmit"})
_GIVES: Final = frozenset({Kind.DISCLOSURE.value, Kind.INTERCEPTION.value})


class Waits(Code):
    """What stands before the notice. Closed."""

    NOTHING = "nothing", "nothing stands before it"
    ANSWER = "answer", "a named person answers first whether we may tell"
    SILENCE = "silence", "a duty of silence applies"
    LAW = "law", "the law forbids it"
    NO = "no", "a named person answered that nobody is told yet"
    DECISION = "decision", "nothing is decided yet: the person is told what was done"


@dataclass(frozen=True, slots=True)
class NoticeCalendar:
    """Notice and release of one item."""

    item: int
    who: Teller
    why: Citation | None  # where it stands who tells
    waits: Waits
    tell_on: str | None  # YYYY-MM-DD, the first lawful day; None: no such day is known
    release_by: str | None  # YYYY-MM-DDTHH:MMZ, the last moment; None: nothing leaves, or no time runs
    release_rule: str  # id of an instrument, or of the house
    release_why: Citation | None  # where the time stands; None: it is the demand's own, or the house's
    stops: tuple[Citation, ...]  # where it stands that a contest stops the release; none: it does not

    def hours_left(self, at: datetime.datetime) -> float | None:
        """Hours from ``at`` (aware) until the release; None where no time runs."""
        if self.release_by is None:
            return None
        return (datetime.datetime.fromisoformat(self.release_by) - at).total_seconds() / 3600

    def is_soon(self, at: datetime.datetime) -> bool:
        """Whether fewer than 72 hours are left to contest, which the notice says in its first line."""
        left = self.hours_left(at)
        return left is not None and 0 <= left < SOON_HOURS

    def plain(self) -> dict[str, Any]:
        """As the interface gives it: codes, days, and citations as act and section."""
        return {
            "item": self.item,
            "who": str(self.who),
            "why": _cited(self.why),
            "waits": str(self.waits),
            "tell_on": self.tell_on,
            "release_by": self.release_by,
            "release_rule": self.release_rule,
            "release_why": _cited(self.release_why),
            "stops": [_cited(one) for one in self.stops],
        }


def _cited(cite: Citation | None) -> dict[str, Any] | None:
    if cite is None:
        return None
    return {"act": cite.title, "section": cite.section, "status": str(cite.status), "checked_on": cite.checked_on}


def calendars(
    case: CaseState, made: Assessment, at: datetime.datetime, timezone: str, days: int = CONTEST_DAYS
) -> tuple[NoticeCalendar, ...]:
    """The calendar of each item that was assessed.

    Args:
        case: its face, decisions, answers and silences.
        made: what the law says of it today.
        at: now, aware UTC.
        timezone: IANA name of where the provider sits; legal days end there.
        days: what the person has to contest where law and demand set no time.
    """
    found = []
    for judged in made.items:
        item = case.item(judged.item)
        if item is not None and not item.moved:
            duties = [one for one in made.duties if one.item == judged.item]
            found.append(_calendar(_About(case, item, duties, at, timezone, days), judged.may))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _About:
    case: CaseState
    item: ItemState
    duties: Sequence[DutyDue]
    at: datetime.datetime
    timezone: str
    days: int

    @property
    def today(self) -> datetime.date:
        return self.at.astimezone(ZoneInfo(self.timezone)).date()


def _calendar(about: _About, may: May) -> NoticeCalendar:
    who = teller_of(may, about.duties)
    telling = (one.citation for one in about.duties if one.what == TELLING and one.by == PROVIDER)
    why = next(telling, None) if who is Teller.MUST else may.citation
    tell_on, waits = _first(about, may, who)
    by, rule, cite = _last(about, tell_on)
    return NoticeCalendar(
        item=about.item.number,
        who=who,
        why=why,
        waits=waits,
        tell_on=tell_on.isoformat() if tell_on else None,
        release_by=by,
        release_rule=rule,
        release_why=cite,
        stops=_stops(about) if by else (),
    )


def _first(about: _About, may: May, who: Teller) -> tuple[datetime.date | None, Waits]:
    """The first lawful day of the notice. Of several silences the one that ends last holds, or that has no end."""
    item, today = about.item, about.today
    ends = [one.until for one in item.running if one.tell]
    if may.tell is Allowed.NO:
        ends.append(may.until)
    if ends:
        known = [datetime.date.fromisoformat(one) for one in ends if one is not None]
        waits = Waits.SILENCE if item.silent("tell") else Waits.LAW
        return (max(_after(max(known)), today), waits) if len(known) == len(ends) else (None, waits)
    if item.answers.get("tell") == "no":
        last = item.last_answer("tell")
        asked = last.until if last is not None else None
        return (max(_after(datetime.date.fromisoformat(asked)), today) if asked else None), Waits.NO
    if not item.is_open("tell", today.isoformat()):
        return (today if who in WE else None), Waits.ANSWER
    decided = item.deciding in {Deciding.DECIDED, Deciding.ENDED}
    return today, Waits.NOTHING if decided else Waits.DECISION


def _after(day: datetime.date) -> datetime.date:
    return day + datetime.timedelta(days=1)


def _last(about: _About, tell_on: datetime.date | None) -> tuple[str | None, str, Citation | None]:
    """The last moment at which the data leave, by which rule, and where that stands."""
    item, face = about.item, about.case.face
    kind = str(face.get(f"items.{item.number}.kind"))
    over = item.deciding is Deciding.DECIDED and not item.gives
    if item.out or over or item.deciding is Deciding.ENDED or kind not in _GIVES:
        return None, "", None
    clocks = [(moment, one) for one in about.duties if (moment := _moment(one))]
    if clocks:
        moment, first = min(clocks, key=lambda clock: clock[0])
        return moment, first.rule, None if first.rule == STATED else first.citation
    urgent = face.get("emergency") is True or face.get("danger_to_life") is True
    told = [one.on for one in item.notices if one.confirmed_by]
    start = datetime.date.fromisoformat(max(told)) if told else tell_on
    if urgent or start is None:
        return None, "", None
    last = start + datetime.timedelta(days=about.days)
    return day_end(last.isoformat(), about.timezone), CONTEST, None


def _moment(duty: DutyDue) -> str | None:
    """When a clock of ours is over: by the law, or by our own target where the law says "without delay"."""
    if duty.by != PROVIDER or duty.what not in _ANSWERS:
        return None
    return duty.due or (None if duty.set_by_demand else duty.target)


def _stops(about: _About) -> tuple[Citation, ...]:
    now = about.at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%MZ")
    still = (one.stops for one in about.duties if one.stops and (one.due is None or one.due > now))
    return tuple(dict.fromkeys(still))
