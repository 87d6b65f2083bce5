"""Scenarios: facts in, findings out, as YAML that a lawyer reads (law/tests/README.md).

A scenario says what the law data must answer for one demand; ``differences`` says where they do not. ``Reach`` notes
which rules were seen met and not met, which grounds opened, which clocks ran; ``gaps`` are those that nothing shows.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from dueprocess.demand.face import Face, FaceError, from_plain
from dueprocess.law.assess import assess
from dueprocess.law.clocks import Calendar
from dueprocess.law.conditions import Condition
from dueprocess.law.finding import Assessment, Effect, Met
from dueprocess.law.plain import to_plain
from dueprocess.law.shelf import Shelf
from dueprocess.law.texts import Signature

_TOP: Final = frozenset(
    {"title", "why", "on", "signed", "timezone", "calendar", "language", "provider", "face", "expect"}
)
_WHOLE: Final = frozenset({"items", "duties", "no_duties"})
_VALUES: Final = ("recommendation", "provider_review", "verbatim_allowed")
_OPEN: Final = frozenset({"defect", "caution", "counsel"})
_LIMITS: Final = ("notes_at_most", "open_at_most")
_UNTOLD: Final = 999


class ScenarioError(ValueError):
    """A scenario that is not of the form; says what and where."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One demand with what the law must say of it."""

    title: str
    on: datetime.date
    face: Face
    signed: tuple[Signature, ...]
    timezone: str
    calendar: str
    language: str
    provider: str | None
    expect: Mapping[str, Any]


def scenario_of(data: Mapping[str, Any]) -> Scenario:
    """The scenario that a parsed file holds. Raises ScenarioError."""
    try:
        return _scenario(data)
    except (KeyError, TypeError, AttributeError, ValueError) as fault:
        said = f"{fault} is missing" if isinstance(fault, KeyError) else str(fault)
        raise ScenarioError(said) from fault


def _scenario(data: Mapping[str, Any]) -> Scenario:
    strange = sorted(set(data) - _TOP) + sorted(set(data["expect"]) - _WHOLE)
    if strange:
        raise ScenarioError(f"unknown keys {strange}")
    return Scenario(
        title=data["title"],
        on=datetime.date.fromisoformat(data["on"]),
        face=_face(data["face"]),
        signed=tuple(_signature(one) for one in data.get("signed") or ()),
        timezone=data.get("timezone", "Europe/Berlin"),
        calendar=data.get("calendar", "DE"),
        language=data.get("language", "en"),
        provider=data.get("provider"),
        expect=data["expect"],
    )


def _face(data: Mapping[str, Any]) -> Face:
    plain = dict(data)
    if plain.get("confirmed") == ["all"]:
        paths = list(plain.get("case", {}))
        paths += [f"items.{n}.{name}" for n, item in enumerate(plain["items"], 1) for name in item]
        plain["confirmed"] = paths
    try:
        return from_plain(plain)
    except FaceError as fault:
        raise ScenarioError(f"face: {fault}") from fault


def _signature(one: Mapping[str, str]) -> Signature:
    return Signature(one["rule"], one["by"], datetime.date.fromisoformat(one["on"]))


def judge(scenario: Scenario, shelf: Shelf, calendar: Calendar) -> Assessment:
    """What the law says of the scenario's demand; ``shelf`` carries its signatures."""
    return assess(
        scenario.face,
        shelf,
        scenario.on,
        calendar,
        timezone=scenario.timezone,
        language=scenario.language,
        provider=scenario.provider,
    )


def differences(scenario: Scenario, assessment: Assessment) -> tuple[str, ...]:
    """Where the assessment is not what the scenario expects; none: it holds."""
    found = to_plain(assessment, None)
    return tuple(_differences(scenario.expect, found))


def _differences(expect: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    for want in expect.get("items", ()):
        number = want["item"]
        if number > len(found["items"]):
            yield f"item {number}: there is none"
            continue
        for said in _item(found["items"][number - 1], want):
            yield f"item {number}: {said}"
    for want in expect.get("duties", ()):
        if not any(_like(duty, want) for duty in found["duties"]):
            yield f"no duty {want} among {[(duty['what'], duty['due']) for duty in found['duties']]}"
    for unwanted in expect.get("no_duties", ()):
        if any(_like(duty, unwanted) for duty in found["duties"]):
            yield f"a duty {unwanted} is there"


def _like(found: Mapping[str, Any], want: Mapping[str, Any]) -> bool:
    return all(found.get(key) == value for key, value in want.items())


_Getter = Callable[[Mapping[str, Any]], list[Any]]


def _with_effect(effect: str) -> _Getter:
    return lambda found: [one["rule"] for one in found["findings"] if one["effect"] == effect]


def _where(key: str, value: object) -> _Getter:
    return lambda found: [one["rule"] for one in found["findings"] if one[key] == value]


def _codes(part: str, key: str) -> _Getter:
    return lambda found: [one[key] for one in found[part]]


LISTS: Final[Mapping[str, _Getter]] = {
    "defects": _with_effect("defect"),
    "cautions": _with_effect("caution"),
    "counsel": _with_effect("counsel"),
    "notes": _with_effect("note"),
    "met": _where("outcome", "met"),
    "policy": _where("layer", "policy"),
    "claimed": _where("claimed", value=True),
    "grounds": _codes("grounds", "code"),
    "channels": _codes("channels", "code"),
    "conditions": _codes("conditions", "code"),
    "charges": _codes("charges", "position"),
    "charges_ask": lambda found: [one["position"] for one in found["charges"] if not one["decides"]],
    "missing_required": lambda found: list(found["missing_required"]),
    "absent_by_standard": lambda found: list(found["absent_by_standard"]),
    "not_asked": lambda found: list(found["not_asked"]),
    "ways": lambda found: list(found["ways"]),
}
_ITEM_KEYS: Final = frozenset(
    {"item", "may", "wrong_refusal", "not_found", *_LIMITS, *_VALUES, *LISTS, *(f"{name}_include" for name in LISTS)}
)


def _item(found: Mapping[str, Any], want: Mapping[str, Any]) -> Iterator[str]:
    strange = sorted(set(want) - _ITEM_KEYS)
    if strange:
        yield f"unknown expectations {strange}"
    yield from _lists(found, want)
    spoken = {one["rule"] for one in found["findings"]}
    for rule in sorted(spoken & set(want.get("not_found", ()))):
        yield f"{rule} is spoken of"
    still_open = [one["rule"] for one in found["findings"] if one["effect"] in _OPEN]
    if len(still_open) > want.get("open_at_most", _UNTOLD):
        yield f"open: {still_open}"
    if len(LISTS["notes"](found)) > want.get("notes_at_most", _UNTOLD):
        yield f"notes: {LISTS['notes'](found)}"
    for name in _VALUES:
        if found[name] != want.get(name, found[name]):
            yield f"{name} is {found[name]}, not {want[name]}; open: {still_open}"
    for name, value in want.get("may", {}).items():
        if found["may"].get(name) != value:
            yield f"may {name} is {found['may'].get(name)}, not {value}"
    if (found["wrong_refusal"] is not None) != want.get("wrong_refusal", found["wrong_refusal"] is not None):
        yield f"wrong_refusal: {found['wrong_refusal']}"


def _lists(found: Mapping[str, Any], want: Mapping[str, Any]) -> Iterator[str]:
    for name, get in LISTS.items():
        values = get(found)
        if name in want and sorted(values) != sorted(want[name]):
            yield f"{name} are {sorted(values)}, not {sorted(want[name])}"
        missing = sorted(set(want.get(f"{name}_include", ())) - set(values))
        if missing:
            yield f"{name} lack {missing}: {sorted(values)}"


@dataclass(slots=True)
class Reach:
    """What scenarios have shown so far."""

    met: set[str] = field(default_factory=set)
    other: set[str] = field(default_factory=set)
    opened: set[tuple[str, str]] = field(default_factory=set)
    ran: set[tuple[str, str]] = field(default_factory=set)

    def note(self, assessment: Assessment) -> None:
        """Take in one more assessment."""
        self.ran |= {(duty.rule, duty.what) for duty in assessment.duties}
        for item in assessment.items:
            self.met |= {one.rule for one in item.findings if one.outcome is Met.MET}
            self.other |= {one.rule for one in item.findings if one.outcome in {Met.UNMET, Met.UNKNOWN}}
            seen = {one.rule.partition(".")[0] for one in item.findings if one.effect is not Effect.NOTE}
            self.opened |= {(name, ground.code) for name in seen for ground in item.grounds}


def gaps(shelf: Shelf, reach: Reach) -> tuple[str, ...]:
    """What no scenario shows: ``rule X met``, ``rule X unmet``, ``ground X code``, ``clock X what``; sorted."""
    found = set[str]()
    texts = [(one.id, version) for one in shelf.instruments.values() for version in one.versions]
    for name, version in texts:
        found |= {f"ground {name} {one.code}" for one in version.grounds if (name, one.code) not in reach.opened}
        found |= {f"clock {name} {one.what}" for one in version.clocks if (name, one.what) not in reach.ran}
    asked = {rule.id for _, version in texts for rule in version.rules}
    asked |= {rule.id for one in shelf.conflicts.values() for rule in one.rules}
    asked |= {one.rule.id for one in shelf.standards.values() if one.object == "demand"}
    asked |= set(shelf.policies)
    askers = {name for name in asked if (rule := shelf.rule(name)) is not None and not _can(rule.test, wanted=True)}
    found |= {f"rule {name} met" for name in asked - reach.met - askers}
    found |= {f"rule {name} unmet" for name in asked - reach.other}
    return tuple(sorted(found))


def _can(test: Condition, *, wanted: bool) -> bool:
    """Whether any face could bring the answer ``wanted``: what asks a person is never met by a face."""
    if test.name == "ask_person":
        return False
    if test.name == "not":
        return _can(test.parts[0], wanted=not wanted)
    if test.parts:
        each = [_can(part, wanted=wanted) for part in test.parts]
        return all(each) if (test.name == "all") is wanted else any(each)
    return True
