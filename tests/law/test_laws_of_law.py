"""Laws about the law: whatever demand is judged, some changes of its facts must change the answer, and others must not.

Each runs over demands of every instrument, as the scenarios tell them, with all of the law signed by counsel: what is
tried is what the engine makes of the rules, not whether somebody has read them.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dueprocess.adapters.calendars import LegalCalendar
from dueprocess.adapters.law_files import load, parse
from dueprocess.demand.face import CASE_FIELDS, ITEM_FIELDS, Face, Form, check
from dueprocess.law.assess import assess
from dueprocess.law.clocks import Unit
from dueprocess.law.finding import Allowed, Assessment, Effect, ItemAssessment, Met, Recommendation
from dueprocess.law.scenario import Scenario, scenario_of
from dueprocess.law.shelf import Shelf
from dueprocess.law.texts import Signature, Version

ROOT = Path(__file__).resolve().parents[2]
GIVES = {Recommendation.COMPLY, Recommendation.PARTIAL}
COURTS = {"court", "judge", "investigating_judge"}
DAY = datetime.timedelta(days=1)
ITEM = {spec.name for spec in ITEM_FIELDS}
FLAGS = {spec.name for spec in (*CASE_FIELDS, *ITEM_FIELDS) if spec.form is Form.FLAG}
LAST = 2034
ALIKE = 1


@cache
def signed() -> Shelf:
    """Every instrument and conflict signed anew each year: all of the law decides on any day."""
    names = [*load(ROOT / "law").instruments, *load(ROOT / "law").conflicts]
    days = [datetime.date(year, 1, 1) for year in range(2013, LAST)]
    return load(ROOT / "law", signatures=tuple(Signature(name, "counsel", day) for name in names for day in days))


@dataclass(eq=False)
class Demand:
    """One scenario with its first item alone, every fact confirmed."""

    name: str
    scenario: Scenario
    face: Face

    def judged(self, later: int = 0, shelf: Shelf | None = None, zone: str = "", **facts: Any) -> Assessment:
        """With other facts, so many days later."""
        face = told(self.face, **facts)
        return assess(
            face,
            shelf or signed(),
            self.scenario.on + later * DAY,
            LegalCalendar(self.scenario.calendar),
            timezone=zone or self.scenario.timezone,
            provider=self.scenario.provider,
        )

    def item(self, later: int = 0, **facts: Any) -> ItemAssessment:
        return self.judged(later, **facts).items[0]

    @cached_property
    def versions(self) -> list[Version]:
        day = datetime.date.fromisoformat(str(self.face.case.get("document_date") or self.scenario.on))
        found = (signed().instruments[name.removeprefix("instruments/")] for name in self.names)
        texts, item = (one.at(day) or one.latest for one in found), self.face.items[0]
        asked = set(item.get("data") or ())  # type: ignore[arg-type] # a list of codes
        return [
            one for one in texts if item.get("kind") in one.kinds and (not asked or not one.data or asked & one.data)
        ]

    @cached_property
    def names(self) -> list[str]:
        return [name for name in self.plain.read if name.startswith("instruments/")]

    @cached_property
    def plain(self) -> ItemAssessment:
        """As it is told."""
        return self.item()

    @property
    def recommendation(self) -> Recommendation:
        return self.plain.recommendation


def told(face: Face, **facts: Any) -> Face:
    """The face with other facts, all of them confirmed; None takes one out."""
    case, item = dict(face.case), dict(face.items[0])
    for name, value in facts.items():
        into, path = (item, f"items.1.{name}") if name in ITEM else (case, name)
        into[name] = check(path, value)
    return Face(case, (item,), frozenset([*case, *(f"items.1.{name}" for name in item)]))


@cache
def demands() -> tuple[Demand, ...]:
    """Of each set of instruments, kind and issuer: one demand that is in order; of each other instrument one."""
    made: list[Demand] = []
    for path in sorted((ROOT / "law" / "tests").glob("*/**/*.yaml")):
        scenario = scenario_of(parse(path.read_text(encoding="utf-8"), str(path)))
        if scenario.face.items and path.parent.name != "standards":
            made.append(Demand(f"{path.parent.name}/{path.stem}", scenario, told(scenario.face)))
    alike = Counter[tuple[object, ...]]()
    good = []
    for one in made:
        sort = (*one.names, one.face.items[0].get("kind"), one.face.case.get("issuer"))
        if one.recommendation is Recommendation.COMPLY and one.names and alike[sort] < ALIKE:
            alike[sort] += 1
            good.append(one)
    known = {name for one in good for name in one.names}
    rest: dict[str, Demand] = {}
    for one in made:
        for name in one.names:
            if name not in known:
                rest.setdefault(name, one)
    return (*good, *dict.fromkeys(rest.values()))


def good() -> Iterator[Demand]:
    return (one for one in demands() if one.recommendation is Recommendation.COMPLY)


def failing(law: Callable[[Demand], bool | None], over: Callable[[], Any] = demands) -> list[str]:
    """Names of the demands of which a law does not hold; None: it says nothing of this one."""
    answers = {one.name: law(one) for one in over()}
    assert any(answer is not None for answer in answers.values()), "a law that speaks of nothing"
    return sorted(name for name, answer in answers.items() if answer is False)


def test_nearly_every_instrument_is_tried() -> None:
    tried = {name.removeprefix("instruments/") for one in demands() for name in one.names}
    assert len(demands()) >= 250
    assert sorted(set(signed().instruments) - tried) == []


# --- what becomes of an order -----------------------------------------------------------------------------------------


def test_an_order_that_was_withdrawn_is_not_followed() -> None:
    assert not failing(lambda one: one.item(withdrawn_on=one.scenario.on.isoformat()).recommendation not in GIVES)


def test_an_order_that_a_court_stayed_is_not_followed() -> None:
    assert not failing(lambda one: one.item(suspended_by_court=True).recommendation not in GIVES)


def test_an_order_is_not_followed_after_the_end_that_it_names_itself() -> None:
    def law(one: Demand) -> bool:
        last = (one.scenario.on - DAY).isoformat()
        return one.item(order_until=last, extended_until=None).recommendation not in GIVES

    assert not failing(law)


def test_an_order_is_not_followed_after_the_end_that_the_law_gives_it() -> None:
    """Three years later no power whose law ends it by a clock is left; an extension that is over is none."""

    def law(one: Demand) -> bool | None:
        ends = [clock for version in one.versions if version.power for clock in version.clocks if clock.what == "lapse"]
        held = [
            clock for clock in ends if clock.when is None or clock.when.holds({**one.face.case, **one.face.items[0]})
        ]
        if not held or one.face.items[0].get("kind") == "outgoing":
            return None
        past = one.scenario.on.isoformat()
        return all(one.item(3 * 366, **facts).recommendation not in GIVES for facts in ({}, {"extended_until": past}))

    assert not failing(law)


def test_an_urgent_order_whose_confirmation_is_refused_or_late_or_overdue_is_not_followed() -> None:
    def law(one: Demand) -> bool | None:
        facts = {**one.face.case, **one.face.items[0], "confirmed_later": None}
        clocks = [
            clock for version in one.versions if version.power for clock in version.clocks if clock.what == "lapse"
        ]
        held = [clock for clock in clocks if "confirmed_later" in reads(clock) and clock.when.holds(facts) is not False]
        if not held or one.face.case.get("validated_by") in COURTS:
            return None
        blank = {"confirmed_later": None, "extended_until": None}
        said = ({"confirmation": code} for code in ("refused", "late", None))
        return all(one.item(60, **blank, **facts).recommendation not in GIVES for facts in said)

    assert not failing(law)


def reads(rule: Any) -> frozenset[str]:
    own = getattr(rule, "reads", frozenset())
    return own | (rule.when.reads if rule.when is not None else frozenset())


def test_a_measure_over_the_longest_time_of_its_law_is_not_followed() -> None:
    """Where the law ends a measure by a clock, or compares its days, ten years are over it."""

    def law(one: Demand) -> bool | None:
        first = one.face.case.get("document_date") or one.face.case.get("received_on")
        if one.face.items[0].get("kind") not in {"interception", "shutdown", "throttling"} or not first:
            return None
        ends = any(
            clock.what == "lapse" and clock.due.unit in {Unit.DAYS, Unit.MONTHS} and clock.due.amount > 7
            for version in one.versions
            if version.power
            for clock in version.clocks
        )
        tests = any("period_to" in rule.reads for version in one.versions for rule in version.rules)
        if not ends and not tests:
            return None
        last = datetime.date.fromisoformat(str(first)) + 3650 * DAY
        facts = {"period_from": first, "period_to": last.isoformat(), "period_stated": True, "extended_until": None}
        return one.item(**facts).recommendation not in GIVES

    assert not failing(law)


EVENTS: dict[str, Any] = {"suspended_by_court": True, "withdrawn_on": "2026-11-01", "confirmation": "refused"}


def test_a_later_event_changes_something() -> None:
    for name, value in EVENTS.items():
        assert not failing(lambda one, name=name, value=value: one.judged(**{name: value}) != one.judged())


# --- what may be objected ---------------------------------------------------------------------------------------------


def test_a_ground_whose_rule_is_met_is_not_offered() -> None:
    def law(one: Demand) -> bool:
        item = one.item()
        outcome = {found.rule: found.outcome for found in item.findings}
        rules = [rule for version in one.versions for rule in version.rules if rule.ground is not None]
        weighed = {rule.ground for rule in rules if rule.recommend is Recommendation.CHALLENGE}
        offered = {ground.code for ground in item.grounds}
        several = Counter(ground.code for version in one.versions for ground in version.grounds)
        return all(
            any(outcome.get(rule.id) is not Met.MET for rule in rules if rule.ground == code)
            for code in offered & {rule.ground for rule in rules if several[str(rule.ground)] == 1} - weighed
        )

    assert not failing(law)


# --- silence ----------------------------------------------------------------------------------------------------------


GAGS: list[dict[str, Any]] = [
    {"secrecy": "order", "secrecy_by_court": False, "secrecy_until": None},
    {"secrecy": "order", "secrecy_by_court": False, "secrecy_until": "2033-01-01"},
    {"secrecy": "order", "secrecy_by_court": None, "secrecy_until": None},
    {"secrecy": "request", "secrecy_by_court": None, "secrecy_until": None},
]


def test_a_fault_of_the_gag_changes_nothing_about_the_data() -> None:
    def law(one: Demand) -> bool:
        return all(one.item(**gag).recommendation is Recommendation.COMPLY for gag in GAGS)

    assert not failing(law, good)


def test_a_silence_ordered_by_somebody_who_cannot_is_not_known_and_is_looked_at() -> None:
    def law(one: Demand) -> bool | None:
        rules = [version.secrecy for version in one.versions if version.secrecy is not None]
        if (
            not one.versions
            or not rules
            or not all(rule.by_order_only and rule.ordered_by == "court" for rule in rules)
        ):
            return None
        facts = {"secrecy": "order", "secrecy_by_court": False, "secrecy_until": None, "emergency": False}
        held = {**one.face.case, **one.face.items[0], **facts}
        here = {found.rule for found in one.plain.findings if found.effect is Effect.DEFECT}
        if here & {f"{name.removeprefix('instruments/')}.covers" for name in one.names}:
            return None  # it gives no power here
        if any(rule.when is not None and rule.when.holds(held) is False for rule in rules):
            return None
        found = one.judged(**facts)
        ours = {rule.id for version in one.versions for rule in version.rules if "secrecy_by_court" in rule.reads}
        silent = [one for one in found.items[0].findings if one.rule in ours or one.rule.endswith(".silence")]
        return (
            found.items[0].may.tell is Allowed.UNKNOWN
            and any(one.effect is Effect.DEFECT for one in silent)
            and any(duty.what == "review_secrecy" and duty.target for duty in found.duties)
        )

    assert not failing(law)


# --- what is due ------------------------------------------------------------------------------------------------------


def test_the_letters_own_deadline_is_always_among_the_duties() -> None:
    def law(one: Demand) -> bool:
        day = one.scenario.on + 3 * DAY
        ends = one.judged(deadline=day.isoformat(), zone="UTC").duties
        return f"{(day + DAY).isoformat()}T00:00Z" in {duty.due for duty in ends}

    assert not failing(law)


def test_an_emergency_has_a_duty_with_a_time() -> None:
    def law(one: Demand) -> bool:
        arrived = one.scenario.on.isoformat()
        found = one.judged(emergency=True, received_on=arrived, received_at=f"{arrived}T09:30Z").duties
        return any(duty.due or duty.target for duty in found)

    assert not failing(law)


def test_a_seizure_without_a_date_has_a_clock() -> None:
    def law(one: Demand) -> bool | None:
        if one.face.items[0].get("kind") != "search_seizure":
            return None
        found = one.judged(document_date=None, received_on=one.scenario.on.isoformat(), received_at=None).duties
        return any(duty.due or duty.target for duty in found)

    assert not failing(law)


def test_another_time_zone_moves_no_local_day() -> None:
    """Of a demand that arrived on a day, each legal day ends on the same local day wherever the desk sits."""

    def law(one: Demand) -> bool:
        facts = {"received_on": one.scenario.on.isoformat(), "received_at": None}
        return len({days(one, zone, facts) for zone in ("Asia/Karachi", "America/New_York", "Pacific/Auckland")}) == 1

    assert not failing(law)


def days(one: Demand, zone: str, facts: dict[str, Any]) -> tuple[Any, ...]:
    def local(text: str | None) -> datetime.datetime | None:
        if text is None:
            return None
        moment = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M%z")
        return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)

    return tuple((duty.rule, duty.what, local(duty.due)) for duty in one.judged(zone=zone, **facts).duties)


# --- facts ------------------------------------------------------------------------------------------------------------


def test_blank_and_no_are_told_apart() -> None:
    """Each flag that a rule of the demand asks for bare: blank leaves the rule open, *no* leaves it unmet."""

    def law(one: Demand) -> bool:
        rules = [rule for version in one.versions for rule in version.rules if rule.when is None]
        asked = {rule.test.argument: rule.id for rule in rules if rule.test.name == "flag"}
        for flag, rule in asked.items():
            blank, no = (
                {found.rule: found.outcome for found in one.item(**{flag: value}).findings} for value in (None, False)
            )
            if (blank.get(rule), no.get(rule)) not in {(Met.UNKNOWN, Met.UNMET), (None, None)}:
                return False
        return True

    assert not failing(law)


def test_taking_the_standards_away_changes_nothing() -> None:
    without = replace(signed(), standards={})

    def law(one: Demand) -> bool:
        ours, bare = one.judged(), one.judged(shelf=without)
        same = (ours.items[0].recommendation, ours.items[0].may, ours.items[0].grounds, ours.duties)
        return same == (bare.items[0].recommendation, bare.items[0].may, bare.items[0].grounds, bare.duties)

    assert not failing(law)


IRRELEVANT: dict[str, Any] = {
    "named_official": True,
    "redacted_targets": 0,
    "home_case": True,
    "paragraph": 2,
    "applied_by": "prosecutor",
    "as_processor": False,
    "person_in_danger": False,
    "privilege": "none",
    "demanded_before": False,
    "confirmation": "given",
}


def test_a_demand_in_order_stays_so_when_an_irrelevant_fact_is_added() -> None:
    for name, value in IRRELEVANT.items():
        added = {name: value}
        assert not failing(lambda one, added=added: one.item(**added).recommendation is Recommendation.COMPLY, good)


def test_a_demand_in_order_has_no_defect() -> None:
    def law(one: Demand) -> bool:
        of_data = {rule.id for version in one.versions if not version.about_silence for rule in version.rules}
        found = one.item(secrecy=None, secrecy_by_court=None, secrecy_until=None).findings
        return not [one for one in found if one.effect is Effect.DEFECT and one.rule in of_data]

    assert not failing(law, good)


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_events_are_fields_of_the_demand(name: str) -> None:
    assert name in {spec.name for spec in CASE_FIELDS}
