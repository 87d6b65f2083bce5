"""Whether an order still stands on the day of the assessment: taken back, stayed, ended, or too long by its law.

One derivation for every instrument: a power ends with its own clock (``lapse``), and that clock's span is the longest
that a measure can be ordered for. Nothing here knows a country.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from dueprocess.demand.codes import Confirmation, EnforcingAnswer, Issuer, Kind, Presence
from dueprocess.law.clocks import Clock, Span, Start, Unit, last_day
from dueprocess.law.conditions import Condition, Values
from dueprocess.law.coverage import Judged
from dueprocess.law.duties import start_of
from dueprocess.law.finding import PROVIDER, Citation, Effect, Finding, Layer, Met, Recommendation
from dueprocess.law.texts import ClockRule
from dueprocess.law.wording import SHELF, Tongue

MEASURES: Final = frozenset({Kind.INTERCEPTION.value, Kind.SHUTDOWN.value, Kind.THROTTLING.value})
"""Kinds whose period is that of the measure itself, and not that of data which are there."""
_COURTS: Final = frozenset({Issuer.COURT.value, Issuer.JUDGE.value, Issuer.INVESTIGATING_JUDGE.value})
_OF_ACCOUNTS: Final = frozenset({Kind.DISCLOSURE.value, Kind.PRESERVATION.value, Kind.ACCOUNT.value})
"""Kinds that name accounts; an interception may follow a person, and what reaches everybody names nobody."""
_NOT_CONFIRMED: Final = frozenset({Confirmation.REFUSED.value, Confirmation.LATE.value})
_SPANS: Final = frozenset({"days_at_most", "months_at_most"})
_CONFIRMED: Final = "confirmed_later"
_COUNTED: Final = frozenset({Unit.DAYS, Unit.MONTHS})
_FROM: Final = frozenset({Start.DOCUMENT, Start.RECEIVED})
_GIVING: Final = frozenset({Recommendation.COMPLY, Recommendation.PARTIAL, Recommendation.COUNSEL})


@dataclass(frozen=True, slots=True)
class Stop:
    """Why an order is not followed as it stands, and what is suggested instead."""

    finding: Finding
    suggests: Recommendation


@dataclass(frozen=True, slots=True)
class Asked:
    """What is the same for each instrument of an item: its values, what nobody confirmed, the day, the clock."""

    values: Values
    unconfirmed: frozenset[str]
    on: datetime.date
    reckoner: Clock
    tongue: Tongue

    def day(self, name: str) -> datetime.date | None:
        """A day of the face."""
        value = self.values.get(name)
        return datetime.date.fromisoformat(value) if isinstance(value, str) else None

    def finding(self, rule: str, key: str, reads: Iterable[str], cite: Citation = SHELF, **words: str) -> Finding:
        """An unmet finding that decides."""
        claimed = not self.unconfirmed.isdisjoint(reads)
        return Finding(rule, Met.UNMET, Effect.DEFECT, Layer.DOMESTIC, self.tongue.say(key, **words), cite, claimed)


def stops(judged: Sequence[Judged], asked: Asked) -> list[Stop]:
    """Each reason why the order does not stand on the day, by the instruments that speak to the item."""
    powers = [one for one in judged if one.version.power and asked.values.get("kind") != Kind.OUTGOING.value]
    formal = _formal(powers, asked) if powers else ()
    return [*_by_the_face(asked), *formal, *(stop for one in powers for stop in _by_law(one, asked))]


def _formal(powers: Sequence[Judged], asked: Asked) -> Iterator[Stop]:
    """What a fact says by its own meaning is wrong under any law, where no rule of the invoked law reads it."""
    rules = [rule for one in powers for rule in one.version.rules]
    read = frozenset().union(*(rule.reads for rule in rules))
    shown = any(rule.test.argument == {"court_order": Presence.ATTACHED.value} for rule in rules)
    values = asked.values
    by_court = values.get("issuer") in _COURTS and values.get("emergency") is not True
    named = values.get("kind") in _OF_ACCOUNTS and values.get("all_users") is not True
    wrong = {
        "issuer_competent": ("office", values.get("issuer_competent") is False),
        "contents_complete": ("lacking", values.get("contents_complete") is False),
        "court_order": (
            "not-enclosed",
            by_court and not shown and values.get("court_order") == Presence.MENTIONED.value,
        ),
        "target_specified": ("unnamed", named and values.get("target_specified") is False),
    }
    for name, (key, holds) in wrong.items():
        if holds and (name not in read or name == "court_order"):
            yield Stop(asked.finding(f"shelf.{key}", key, [name]), Recommendation.CORRECT)


def stopped(suggested: Recommendation, found: Sequence[Stop]) -> Recommendation:
    """What is suggested of an order that does not stand: never to give, and nothing weaker than it was."""
    if not found or suggested not in _GIVING:
        return suggested
    return next((one.suggests for one in found if one.suggests is Recommendation.CORRECT), Recommendation.COUNSEL)


def _by_the_face(asked: Asked) -> Iterator[Stop]:
    withdrawn, own = asked.day("withdrawn_on"), asked.day("order_until")
    if withdrawn is not None:
        told = asked.finding("shelf.withdrawn", "withdrawn", ["withdrawn_on"], day=withdrawn.isoformat())
        yield Stop(told, Recommendation.CORRECT)
    if asked.values.get("suspended_by_court") is True:
        yield Stop(asked.finding("shelf.stayed", "stayed", ["suspended_by_court"]), Recommendation.CORRECT)
    if asked.values.get("enforcing_answer") == EnforcingAnswer.GROUND.value:
        yield Stop(asked.finding("shelf.enforcing", "enforcing", ["enforcing_answer"]), Recommendation.CORRECT)
    if asked.values.get("confirmation") in _NOT_CONFIRMED:
        yield Stop(asked.finding("shelf.unconfirmed", "unconfirmed", ["confirmation"]), Recommendation.CORRECT)
    if own is not None and own < asked.on and not _extended(asked):
        told = asked.finding("shelf.ended", "ended-itself", ["order_until", "extended_until"], day=own.isoformat())
        yield Stop(told, Recommendation.CORRECT)


def _extended(asked: Asked) -> bool:
    until = asked.day("extended_until")
    return until is not None and until >= asked.on


def _by_law(one: Judged, asked: Asked) -> Iterator[Stop]:
    clocks = [
        rule for rule in one.version.clocks if rule.what == "lapse" and rule.by == PROVIDER and rule.due is not None
    ]
    held = [(rule, True if rule.when is None else rule.when.holds(asked.values)) for rule in clocks]
    refused = asked.values.get(_CONFIRMED) is False  # a rule says that in its own words
    for rule, holds in held:
        if holds is not False and not (refused and rule.when is not None and _CONFIRMED in rule.when.reads):
            yield from _ended(one, rule, asked, open_=holds is None)
    counted = [
        (rule, holds) for rule, holds in held if rule.due and rule.due.unit in _COUNTED and rule.due.start in _FROM
    ]
    # Of several spans the one that is said to hold; else the longest, over which none lets it be.
    listed = [rule for rule, holds in counted if holds] or [rule for rule, _ in counted]
    if listed and asked.day("extended_until") is None:
        yield from _too_long(one, max(listed, key=lambda rule: _length(rule.due)), asked)


def _length(span: Span | None) -> int:
    return 0 if span is None else span.amount * (30 if span.unit is Unit.MONTHS else 1)


def _ended(one: Judged, rule: ClockRule, asked: Asked, *, open_: bool) -> Iterator[Stop]:
    start = start_of(rule.due, asked.values) if rule.due else None
    if start is None or rule.due is None:
        return
    end = asked.reckoner.end(start, rule.due)
    if end > asked.reckoner.midnight(asked.on) or (rule.due.start is not Start.EXTENDED and _extended(asked)):
        return
    last = asked.reckoner.last_day_of(end).isoformat()
    unconfirmed = open_ and rule.when is not None and _CONFIRMED in rule.when.reads
    key = "ended-unconfirmed" if unconfirmed else "ended-perhaps" if open_ else "ended"
    open_ = open_ and not unconfirmed  # that no confirmation is known in its time is a fact, whatever became of it
    suggests = Recommendation.COUNSEL if open_ else Recommendation.CORRECT
    yield _stop(rule, asked, (f"{one.instrument.id}.ended", key, last), suggests, open_=open_)


def _too_long(one: Judged, rule: ClockRule, asked: Asked) -> Iterator[Stop]:
    start = start_of(rule.due, asked.values) if rule.due else None
    made = None if start is None else asked.reckoner.day_of(start)
    ends = [(made, asked.day("order_until"))]
    if asked.values.get("kind") in MEASURES or asked.values.get("future") is True:
        ends.append((asked.day("period_from") or made, asked.day("period_to")))
    over = (last for first, last in ends if first and last and rule.due and last > last_day(first, rule.due))
    last = None if _compares(one) else next(over, None)
    if last is not None:
        said = (f"{one.instrument.id}.longest", "longest", last.isoformat())
        yield _stop(rule, asked, said, Recommendation.CORRECT, open_=False)


def _compares(one: Judged) -> bool:
    """Whether a rule of the instrument compares the days of the period itself, in its own words."""
    return any(
        "period_to" in rule.reads and _any(rule.test, lambda test: test.name in _SPANS) for rule in one.version.rules
    )


def _any(test: Condition, holds: Callable[[Condition], bool]) -> bool:
    return holds(test) or any(_any(part, holds) for part in test.parts)


def _stop(rule: ClockRule, asked: Asked, said: tuple[str, str, str], suggests: Recommendation, *, open_: bool) -> Stop:
    name, key, day = said
    reads = {"extended_until", "period_from", "period_to", "order_until", *(rule.when.reads if rule.when else ())}
    words = {"day": day, "clock": asked.tongue.word(rule.says)}
    found = asked.finding(name, key, reads | {"document_date", "received_on"}, rule.citation, **words)
    if not open_ and rule.decides(asked.on):
        return Stop(found, suggests)
    outcome = Met.UNKNOWN if open_ else Met.UNMET
    asks = Finding(name, outcome, Effect.CAUTION, found.layer, found.says, found.citation, found.claimed)
    return Stop(asks, suggests if open_ else Recommendation.COUNSEL)
