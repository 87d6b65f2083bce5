"""Facts in, findings out: every scenario under law/tests, and what no scenario reaches."""

from __future__ import annotations

import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from dueprocess.adapters.calendars import LegalCalendar
from dueprocess.adapters.law_files import load, parse
from dueprocess.domain.demand.face import Face, from_plain
from dueprocess.domain.law.assess import assess
from dueprocess.domain.law.finding import Assessment, Effect, Met
from dueprocess.domain.law.plain import to_plain
from dueprocess.domain.law.shelf import Shelf, Signature

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "law" / "tests").glob("*/**/*.yaml"))
TOP = {"title", "why", "on", "signed", "timezone", "calendar", "language", "face", "expect"}
ITEM = {
    "item",
    "defects",
    "defects_include",
    "cautions_include",
    "counsel_include",
    "notes_include",
    "met_include",
    "not_found",
    "notes_at_most",
    "open_at_most",
    "recommendation",
    "may",
    "grounds",
    "grounds_include",
    "missing_required",
    "absent_by_standard",
    "absent_by_standard_include",
    "provider_review",
    "wrong_refusal",
    "charges",
    "charges_ask",
    "policy_include",
    "claimed_include",
    "verbatim_allowed",
}


@lru_cache(maxsize=1)
def plain_shelf() -> Shelf:
    return load(ROOT / "law")


def scenario(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = parse(path.read_text(encoding="utf-8"), str(path))
    assert set(data) <= TOP, f"{path}: unknown keys {set(data) - TOP}"
    return data


def face_of(data: dict[str, Any]) -> Face:
    face = dict(data["face"])
    if face.get("confirmed") == ["all"]:
        paths = list(face.get("case", {}))
        paths += [f"items.{n}.{name}" for n, item in enumerate(face["items"], 1) for name in item]
        face["confirmed"] = paths
    return from_plain(face)


def judge(data: dict[str, Any]) -> Assessment:
    signed = [
        Signature(one["rule"], one["by"], datetime.date.fromisoformat(one["on"])) for one in data.get("signed") or ()
    ]
    shelf = load(ROOT / "law", signatures=signed) if signed else plain_shelf()
    calendar = LegalCalendar(data.get("calendar", "DE"))
    on = datetime.date.fromisoformat(data["on"])
    zone, language = data.get("timezone", "Europe/Berlin"), data.get("language", "en")
    return assess(face_of(data), shelf, on, calendar, timezone=zone, language=language)


def rules(item: dict[str, Any], effect: str) -> list[str]:
    return [one["rule"] for one in item["findings"] if one["effect"] == effect]


def check_item(found: dict[str, Any], want: dict[str, Any]) -> None:
    assert set(want) <= ITEM, f"unknown expectations {set(want) - ITEM}"
    lists = {
        "defects": rules(found, "defect"),
        "cautions": rules(found, "caution"),
        "counsel": rules(found, "counsel"),
        "notes": rules(found, "note"),
        "met": [one["rule"] for one in found["findings"] if one["outcome"] == "met"],
        "policy": [one["rule"] for one in found["findings"] if one["layer"] == "policy"],
        "claimed": [one["rule"] for one in found["findings"] if one["claimed"]],
        "grounds": [one["code"] for one in found["grounds"]],
        "missing_required": found["missing_required"],
        "absent_by_standard": found["absent_by_standard"],
        "charges": [one["position"] for one in found["charges"]],
        "charges_ask": [one["position"] for one in found["charges"] if not one["decides"]],
    }
    for name, values in lists.items():
        if name in want:
            assert sorted(values) == sorted(want[name]), name
        missing = set(want.get(f"{name}_include", ())) - set(values)
        assert not missing, (name, missing, values)
    everything = {one["rule"] for one in found["findings"]}
    assert everything.isdisjoint(want.get("not_found", ()))
    assert len(lists["notes"]) <= want.get("notes_at_most", 999)
    still_open = [one["rule"] for one in found["findings"] if one["effect"] in {"defect", "caution", "counsel"}]
    assert len(still_open) <= want.get("open_at_most", 999), still_open
    for name in ("recommendation", "provider_review", "verbatim_allowed"):
        assert found[name] == want.get(name, found[name]), (name, found[name], still_open)
    for name, value in want.get("may", {}).items():
        assert found["may"][name] == value, (name, found["may"])
    if "wrong_refusal" in want:
        assert (found["wrong_refusal"] is not None) == want["wrong_refusal"]


def test_there_are_scenarios_for_germany_and_the_union() -> None:
    assert len([path for path in FILES if path.parent.name in {"DE", "EU"}]) >= 32


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_scenario(path: Path) -> None:
    data = scenario(path)
    found = to_plain(judge(data), None)
    expect = data["expect"]
    assert set(expect) <= {"items", "duties", "no_duties"}
    for want in expect["items"]:
        check_item(found["items"][want["item"] - 1], want)
    for want in expect.get("duties", ()):
        assert any(all(duty[key] == value for key, value in want.items()) for duty in found["duties"]), (
            want,
            found["duties"],
        )
    for unwanted in expect.get("no_duties", ()):
        assert not any(all(duty[key] == value for key, value in unwanted.items()) for duty in found["duties"]), unwanted


def law_ids(country: str) -> tuple[set[str], set[tuple[str, str]], set[tuple[str, str]]]:
    shelf = plain_shelf()
    ids, grounds, clocks = set(), set(), set()
    for one in shelf.instruments.values():
        if one.country == country:
            for version in one.versions:
                ids |= {rule.id for rule in version.rules}
                grounds |= {(one.id, ground.code) for ground in version.grounds}
                clocks |= {(one.id, clock.what) for clock in version.clocks}
    return ids, grounds, clocks


@pytest.mark.parametrize("country", ["DE", "EU"])
def test_every_rule_ground_and_clock_is_reached_or_listed(country: str) -> None:
    """`law/tests/<country>.unreached` lists what no scenario reaches: a rule needs both a met and another outcome."""
    ids, grounds, clocks = law_ids(country)
    met, other, opened, due = set[str](), set[str](), set[tuple[str, str]](), set[tuple[str, str]]()
    for path in FILES:
        data = scenario(path)
        judged = judge(data)
        due |= {(duty.rule, duty.what) for duty in judged.duties}
        for item in judged.items:
            met |= {one.rule for one in item.findings if one.outcome is Met.MET}
            other |= {one.rule for one in item.findings if one.outcome in {Met.UNMET, Met.UNKNOWN}}
            seen = {one.rule.split(".")[0] for one in item.findings if one.effect is not Effect.NOTE}
            opened |= {(name, ground.code) for name in seen for ground in item.grounds}
    unreached = {f"rule {one} met" for one in ids - met} | {f"rule {one} unmet" for one in ids - other}
    unreached |= {f"ground {name} {code}" for name, code in grounds - opened}
    unreached |= {f"clock {name} {what}" for name, what in clocks - due}
    listed = set((ROOT / "law" / "tests" / f"{country}.unreached").read_text(encoding="utf-8").splitlines())
    assert unreached == listed
