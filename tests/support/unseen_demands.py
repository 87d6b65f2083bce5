"""How the law answers demands that those who wrote it had not seen (tests/law/unseen), fault by fault.

Every rule counts as signed. A fault is found where a defect hangs on one of the facts that the scenario names; a
defect that hangs on none of them is false. What is right stands in the scenario with its reason and its section.
"""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dueprocess.adapters import law_files
from dueprocess.adapters.calendars import LegalCalendar
from dueprocess.demand.face import from_plain
from dueprocess.law.assess import assess
from dueprocess.law.finding import Effect, Layer, Recommendation
from dueprocess.law.texts import Signature

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dueprocess.law.finding import Assessment, Finding
    from dueprocess.law.shelf import Shelf

ROOT: Final = Path(__file__).resolve().parents[1] / "law/unseen"
DAY: Final = "2026-11-24"
YEARS: Final = range(2013, 2034)
GIVES: Final = {Recommendation.COMPLY, Recommendation.PARTIAL}
MAY: Final = ("tell", "admit", "count", "who")
SILENCE: Final = frozenset({"secrecy", "secrecy_by_court", "secrecy_until"})
_COVER: Final = frozenset({"instruments", "country", "region", "kind", "data", "service"})
_END: Final = frozenset({"document_date", "received_on", "order_until", "extended_until", "confirmation"})
DERIVED: Final[Mapping[str, frozenset[str]]] = {
    "covers": _COVER,
    "in-force": frozenset({"instruments", "document_date", "received_on"}),
    "ended": _END | {"confirmed_later"},
    "longest": frozenset({"period_from", "period_to", "order_until"}),
    "silence": SILENCE,
    "shelf.power": frozenset({"cites_law", "instruments"}),
    "shelf.withdrawn": frozenset({"withdrawn_on"}),
    "shelf.stayed": frozenset({"suspended_by_court"}),
    "shelf.unconfirmed": frozenset({"confirmation"}),
    "shelf.office": frozenset({"issuer_competent"}),
    "shelf.lacking": frozenset({"contents_complete"}),
    "shelf.not-enclosed": frozenset({"court_order"}),
    "shelf.unnamed": frozenset({"target_specified"}),
    "shelf.enforcing": frozenset({"enforcing_answer"}),
    "shelf.private": frozenset({"authority_kind", "origin", "court_order", "issuer", "cites_law", "instruments"}),
    "shelf.ended": frozenset({"order_until"}),
}
"""Facts on which those findings hang that no rule of a file makes, by the end of their name or the whole of it."""


@dataclass(frozen=True)
class Told:
    """One demand with what is right."""

    name: str
    sort: str  # class of fault
    on: datetime.date
    face: dict[str, Any]
    timezone: str
    calendar: str
    provider: str
    want: dict[str, Any]
    why: str
    look: int = 1  # at which item of the demand

    @property
    def faults(self) -> list[set[str]] | None:
        """The facts that show each fault; None where the number of faults is open."""
        given = self.want.get("faults", [])
        return None if given == "any" else [set(one.split("|")) for one in given]

    @property
    def right(self) -> set[str]:
        """What counsel could sign."""
        return set(self.want["rec"].split("|"))


def told(name: str) -> list[Told]:
    """The demands of a file of tests/law/unseen, each put on the letter that it is like."""
    shared = law_files.parse((ROOT / "faces.yaml").read_text(encoding="utf-8"), "faces")
    return [_told(one, shared) for one in law_files.parse((ROOT / name).read_text(encoding="utf-8"), name)]


def _told(one: dict[str, Any], shared: dict[str, Any]) -> Told:
    letter = shared["letters"][one["like"]]
    place = one.get("at", letter["at"])
    of = shared["places"][place]
    home = of.get("country", place)
    case = {**shared["all"]["case"], "languages": of["languages"], "provider_country": home}
    case |= {**letter["case"], **one.get("case", {})}
    items = [{**shared["all"]["item"], **letter["item"], **more} for more in one.get("items", [one.get("item", {})])]
    confirmed = [*case, *(f"items.{number}.{name}" for number, item in enumerate(items, 1) for name in item)]
    face = {"case": case, "items": items, "confirmed": confirmed}
    on = datetime.date.fromisoformat(one.get("on", DAY))
    return Told(
        one["id"],
        one["class"],
        on,
        face,
        of["timezone"],
        of["calendar"],
        home,
        one["want"],
        one["why"],
        int(one.get("look", 1)),
    )


@cache
def signed() -> Shelf:
    """Every shelf, each text signed by counsel each year."""
    bare = law_files.load()
    names = [*bare.instruments, *bare.conflicts]
    days = [datetime.date(year, 1, 1) for year in YEARS]
    return law_files.load(signatures=tuple(Signature(name, "counsel", day) for name in names for day in days))


def answered(one: Told) -> Assessment:
    """What the engine says of it."""
    face, calendar = from_plain(one.face), LegalCalendar(one.calendar)
    return assess(face, signed(), one.on, calendar, timezone=one.timezone, provider=one.provider)


def hangs_on(finding: Finding) -> frozenset[str]:
    """The facts that the finding hangs on."""
    rule = signed().rule(finding.rule)
    if rule is not None:
        return rule.test.reads
    return DERIVED.get(finding.rule) or DERIVED.get(finding.rule.rpartition(".")[2], frozenset())


@dataclass
class Tally:
    """Figures over many demands, and every miss in words."""

    right: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)
    misses: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # by class: demand, what was missed
    reasons: dict[str, str] = field(default_factory=dict)

    def note(self, one: Told, what: str, held: bool, said: str) -> None:  # noqa: FBT001
        """One answer more under ``what``."""
        self.of[what] += 1
        self.right[what] += held
        if not held:
            self.misses.setdefault(one.sort, []).append((one.name, f"{what}: {said}"))
            self.reasons[one.name] = one.why

    def share(self, what: str) -> float:
        """Right ones by all; 1 where none was asked."""
        return self.right[what] / self.of[what] if self.of[what] else 1.0


def tally(demands: list[Told]) -> Tally:
    """All figures of these demands."""
    found = Tally()
    for one in demands:
        before = sum(map(len, found.misses.values()))
        _weigh(one, answered(one), found)
        whole = sum(map(len, found.misses.values())) == before
        found.of["whole"] += 1
        found.right["whole"] += whole
    return found


def _weigh(one: Told, said: Assessment, found: Tally) -> None:
    item, right, faults = said.items[one.look - 1], one.right, one.faults
    code = item.recommendation
    defects = [finding for finding in item.findings if finding.effect is Effect.DEFECT]
    named = ", ".join(finding.rule for finding in defects)
    false = list(_false(one, defects))
    for wanted in faults or []:
        held = any(not wanted.isdisjoint(hangs_on(finding)) for finding in defects)
        found.note(one, "defects", held, f"nothing wrong is found with {'|'.join(sorted(wanted))}; defects: {named}")
    found.note(one, "no false defect", not false, ", ".join(false))
    if faults == [] and right == {Recommendation.COMPLY.value}:
        found.note(one, "in order", code in right and not false, f"{code}; open: {_open(item.findings)}")
    found.note(one, "recommendation", code in right, f"{code}, not {one.want['rec']}; open: {_open(item.findings)}")
    if right.isdisjoint(GIVES):
        found.note(one, "not given", code not in GIVES, f"{code}, not {one.want['rec']}")
    if Recommendation.COUNSEL not in right:
        found.note(one, "not left to counsel", code is not Recommendation.COUNSEL, one.want["rec"])
    _weigh_saying(one, said, found)


def _weigh_saying(one: Told, said: Assessment, found: Tally) -> None:
    item = said.items[one.look - 1]
    may = {"tell": item.may.tell, "admit": item.may.admit, "count": item.may.count, "who": item.may.who_notifies}
    for name in MAY:
        if name in one.want:
            held = may[name] in one.want[name].split("|")
            found.note(one, name, held, f"{may[name]}, not {one.want[name]} ({item.may.says})")
    if "yes" not in one.want.get("tell", "yes").split("|"):
        found.note(one, "not told", may["tell"] != "yes", f"tell is yes, not {one.want['tell']}")
    for duty in one.want.get("times", []):
        held = any(all(getattr(due, key) == value for key, value in duty.items()) for due in said.duties)
        found.note(one, "times", held, f"no {duty} among {[(due.what, due.due) for due in said.duties]}")
    for wanted_duty in one.want.get("duty", []):
        held = any(due.what in wanted_duty.split("|") for due in said.duties)
        found.note(one, "times", held, f"no {wanted_duty} among {[(due.what, due.due) for due in said.duties]}")


def _false(one: Told, defects: list[Finding]) -> Iterator[str]:
    faults = one.faults
    if faults is None:
        return
    known = set().union(*faults) | (SILENCE if one.face["case"].get("secrecy") not in {None, "none"} else set())
    for finding in defects:
        if known.isdisjoint(hangs_on(finding)):
            yield finding.rule


def _open(findings: tuple[Finding, ...]) -> str:
    stop = {Effect.DEFECT, Effect.CAUTION, Effect.COUNSEL}
    said = (one for one in findings if one.effect in stop and one.layer is not Layer.INTERNATIONAL)
    return ", ".join(f"{one.rule} {one.effect}" for one in said)


def told_misses(found: Tally) -> str:
    """Every miss by class, in Markdown, with the reason that the scenario gives."""
    lines = []
    for sort, missed in sorted(found.misses.items(), key=lambda pair: -len(pair[1])):
        lines += [f"## {sort}: {len(missed)} misses in {len({name for name, _ in missed})} demands", ""]
        for name in dict.fromkeys(name for name, _ in missed):
            lines.append(f"- **{name}** ({found.reasons[name]})")
            lines += [f"  - {said}" for of, said in missed if of == name]
        lines.append("")
    return "\n".join(lines)


FIRST_SIGHT: Final[Mapping[str, Mapping[str, float]]] = {
    "first": {
        "defects": 76 / 90,
        "no false defect": 161 / 163,
        "in order": 61 / 69,
        "recommendation": 133 / 163,
        "not given": 84 / 91,
        "not left to counsel": 138 / 160,
        "tell": 106 / 112,
        "admit": 28 / 30,
        "count": 19 / 23,
        "who": 15 / 19,
        "not told": 1,
        "times": 1,
    },
    "second": {
        "defects": 72 / 85,
        "no false defect": 176 / 178,
        "in order": 55 / 58,
        "recommendation": 145 / 178,
        "not given": 103 / 114,
        "not left to counsel": 130 / 150,
        "tell": 77 / 95,
        "admit": 7 / 12,
        "count": 1 / 6,
        "who": 5 / 8,
        "not told": 1,
        "times": 16 / 18,
    },
    "third": {
        "defects": 1,
        "no false defect": 1,
        "in order": 1,
        "recommendation": 1,
        "not given": 1,
        "not left to counsel": 1,
        "tell": 52 / 55,
        "admit": 1,
        "count": 1,
        "who": 1,
        "not told": 1,
        "times": 1,
    },
    "fourth": dict.fromkeys(
        ["defects", "no false defect", "in order", "recommendation", "not given", "not left to counsel"], 1
    )
    | dict.fromkeys(["tell", "admit", "count", "who", "not told", "times"], 1),
    "fifth": {
        "defects": 22 / 29,
        "no false defect": 68 / 70,
        "in order": 5 / 15,
        "recommendation": 53 / 70,
        "not given": 1,
        "not left to counsel": 21 / 37,
        "tell": 66 / 67,
        "admit": 1,
        "count": 1,
        "who": 1,
        "not told": 1,
        "times": 5 / 8,
    },
}
"""What each file showed when it was measured the first time, uncorrected."""

FIGURES: Final[Mapping[str, float]] = {
    "defects": 0.97,
    "no false defect": 0.99,
    "in order": 0.98,
    "recommendation": 0.93,
    "not given": 1,
    "not left to counsel": 0.95,
    "tell": 0.98,
    "admit": 0.98,
    "count": 0.98,
    "who": 0.98,
    "not told": 1,
    "times": 0.99,
}
"""What is wanted of each figure (issue 17, Measures)."""
