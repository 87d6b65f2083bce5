"""What is due by the invoked law, by the demand itself, and by the house where the law sets no time.

"Without delay" is no time. The house sets itself hours there, and says that they are its own: ``target`` of a duty.
"""

import datetime
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dueprocess.demand.codes import Kind
from dueprocess.law.clocks import Clock, Span, Start, Unit, minute
from dueprocess.law.conditions import Values
from dueprocess.law.coverage import Judged
from dueprocess.law.finding import PROVIDER, STATED, DutyDue
from dueprocess.law.may import imposed, not_by_whom_may
from dueprocess.law.texts import ClockRule, SecrecyRule
from dueprocess.law.wording import Tongue

URGENT: Final = "house.target"
HOUSE: Final = (STATED, URGENT)
"""Names under which a duty stands that no instrument sets."""
URGENT_HOURS: Final = 8
"""Of an emergency, and of data to be kept at once: as the one hour clock of Regulation (EU) 2023/1543 art. 10(4)."""
TARGET_HOURS: Final = 72
_REVIEW_HOURS: Final = 72
_NOT_OURS: Final = frozenset({"lapse"})


class Reckoned:
    """Duties of one item; clocks that read the demand's own days alone are reckoned once for all items."""

    def __init__(self, values: Values, number: int, on: datetime.date, reckoner: Clock, tongue: Tongue) -> None:
        self.values, self.number, self.on = values, number, on
        self.reckoner, self.tongue = reckoner, tongue

    def duties(self, judged: Sequence[Judged], reckoned: dict[int, DutyDue], *, powers: bool) -> list[DutyDue]:
        """Duties by the instruments that speak to the item; ``powers``: whether one of them gives a power."""
        found = []
        for one in judged:
            for rule in one.version.clocks:
                if rule.when is None or rule.when.holds(self.values) is not False:
                    if id(rule) not in reckoned:
                        reckoned[id(rule)] = self._duty(one.instrument.id, rule)
                    found.append(replace(reckoned[id(rule)], item=self.number))
            if one.version.secrecy is not None:
                found += self._of_silence(one.instrument.id, one.version.secrecy)
        stated = stated_end(self.values, self.reckoner)
        if stated is not None and stated not in {duty.due for duty in found if duty.what not in _NOT_OURS}:
            found.append(DutyDue("respond", stated, None, STATED, self.tongue.say("stated"), None, self.number))
        found += [] if self._is_timed(found, powers=powers) else [self._own("respond", "target")]
        if self._is_said_in_danger() and all(duty.what != "confirm_in_writing" for duty in found):
            found.append(self._own("confirm_in_writing", "oral"))
        return found

    def _is_said_in_danger(self) -> bool:
        return self.values.get("emergency") is True and self.values.get("written") is False

    def _is_timed(self, found: Sequence[DutyDue], *, powers: bool) -> bool:
        """Whether a duty of ours has a time, where one is needed: danger, a search, a demand that names no power."""
        urgent = self.values.get("emergency") is True or self.values.get("danger_to_life") is True
        needed = urgent or not powers or self.values.get("kind") == Kind.SEARCH_SEIZURE.value
        ours = (duty for duty in found if duty.by == PROVIDER and duty.what not in _NOT_OURS)
        return not needed or any(duty.due or duty.target for duty in ours)

    def _own(self, what: str, says: str) -> DutyDue:
        target = self._target(what)
        return DutyDue(what, None, None, URGENT, self.tongue.say(says), None, self.number, target=target)

    def _duty(self, instrument: str, rule: ClockRule) -> DutyDue:
        due, first = (self._end(span) for span in (rule.due, rule.not_before))
        if rule.due is None and rule.what == "respond":
            due = stated_end(self.values, self.reckoner)
        target = None if due or rule.due or rule.by != PROVIDER else self._target(rule.what)
        says = self.tongue.word(rule.says)
        return DutyDue(
            what=rule.what,
            due=due,
            not_before=first,
            rule=instrument,
            says=says,
            citation=rule.citation,
            by=rule.by,
            target=target,
            set_by_demand=rule.set_by_demand,
            stops=rule.stops,
        )

    def _target(self, what: str) -> str:
        """So many hours from the receipt; where it is not known, from the document or the day of the assessment."""
        urgent = self.values.get("emergency") is True or self.values.get("danger_to_life") is True or what == "preserve"
        span = Span(URGENT_HOURS if urgent else TARGET_HOURS, Unit.HOURS)
        start = start_of(span, self.values) or start_of(replace(span, start=Start.DOCUMENT), self.values) or self.on
        return minute(self.reckoner.end(start, span))

    def _end(self, span: Span | None) -> str | None:
        start = None if span is None else start_of(span, self.values)
        return None if span is None or start is None else minute(self.reckoner.end(start, span))

    def _of_silence(self, instrument: str, rule: SecrecyRule) -> list[DutyDue]:
        if not_by_whom_may(rule, self.values):
            target = minute(self.reckoner.end(self.on, Span(_REVIEW_HOURS, Unit.HOURS)))
            says = self.tongue.say("silence-review")
            cite = rule.cited.citation
            return [DutyDue("review_secrecy", None, None, instrument, says, cite, self.number, target=target)]
        if rule.confirm_days is None or imposed(rule, self.values) is not True:
            return []
        if self.values.get("secrecy_by_court") is True:
            return []
        due, says = self._end(Span(rule.confirm_days, Unit.DAYS)), self.tongue.say("confirm")
        return [DutyDue("ask_confirmation", due, None, instrument, says, rule.cited.citation, self.number)]


def stated_end(values: Values, reckoner: Clock) -> str | None:
    """The end of the time that the demand sets itself; None where it sets none."""
    given = values.get("deadline")
    due = reckoner.stated(given, start_of(Span(0, Unit.DAYS), values)) if isinstance(given, str) else None
    return minute(due) if due else None


def start_of(span: Span, values: Values) -> datetime.datetime | datetime.date | None:
    """What a span starts with; None where the face does not say it."""
    if span.start is Start.RECEIVED:
        given = values.get("received_at") or values.get("received_on")
    else:
        given = values.get("document_date" if span.start is Start.DOCUMENT else span.start.value)
    if not isinstance(given, str):
        return None
    return datetime.datetime.fromisoformat(given) if "T" in given else datetime.date.fromisoformat(given)
