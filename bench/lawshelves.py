"""The law: loading every shelf, judging with everything loaded, and what 200 more shelves of the same size cost."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from bench.measuring import Row, core_seconds, paired

from dueprocess.adapters import law_cache, law_files
from dueprocess.adapters.calendars import LegalCalendar
from dueprocess.law.scenario import Scenario, judge, scenario_of

if TYPE_CHECKING:
    from dueprocess.law.shelf import Shelf

MORE = 200
ROUNDS = 15
SAMPLED = 120


def files() -> dict[str, list[Any]]:
    return dict(law_files._read_all(root := law_cache.default_root(), law_files._stamps(root)).files)  # noqa: SLF001


def scenarios() -> list[Scenario]:
    """An even sample of the scenarios that need no signature of counsel."""
    paths = sorted((law_cache.default_root() / "tests").glob("*/**/*.yaml"))
    found = [scenario_of(law_files.parse(path.read_text(encoding="utf-8"), str(path))) for path in paths]
    plain = [one for one in found if one.face.items and not one.signed]
    return plain[:: max(1, len(plain) // SAMPLED)]


def judged(shelf: Shelf, listed: list[Scenario], calendar: LegalCalendar) -> None:
    for one in listed:
        judge(one, shelf, calendar)


def widened(found: dict[str, list[Any]]) -> Shelf:
    """The shelf with 200 more: the instruments of all states again and again under other codes."""
    mean = len(found["instrument"]) // len({one["country"][:2] for one in found["instrument"]})
    more = []
    for number in range(MORE):
        state = f"{chr(65 + number // 26 % 26)}{chr(65 + number % 26)}"
        for place, one in enumerate(found["instrument"][:mean]):
            name = f"Q{number}-X-{place}"
            rules = [{**rule, "id": rule["id"].replace(one["id"], name, 1)} for rule in one["rules"]]
            text = {key: value for key, value in one.items() if key != "versions"}
            more.append({**text, "id": name, "country": state, "aliases": [f"act {name}"], "rules": rules})
    wide = {**found, "instrument": [*found["instrument"], *more]}
    # As from the compiled law: a file is opened when it is asked for.
    return law_files._built(wide, digest="0" * 64)  # noqa: SLF001


def main() -> list[Row]:
    found, listed, calendar = files(), scenarios(), LegalCalendar("DE")
    items = sum(len(one.face.items) for one in listed)
    shelf, wide = law_files.load(), widened(found)
    judged(shelf, listed, calendar)
    judged(wide, listed, calendar)
    ours, bare = paired(
        lambda: judged(shelf, listed, calendar),
        lambda: [json.dumps({**one.face.case, "items": [dict(each) for each in one.face.items]}) for one in listed],
        ROUNDS,
        core_seconds,
    )
    more, less = paired(
        lambda: judged(wide, listed, calendar), lambda: judged(shelf, listed, calendar), ROUNDS, core_seconds
    )
    return [
        Row("assess an item, every shelf", ours / items * 1e6, bare / items * 1e6, "µs", "json.dumps of the face", 300),
        Row(
            f"assess an item, {MORE} shelves more",
            more / items * 1e6,
            less / items * 1e6,
            "µs",
            "the shelves that ship",
            1.1,
            by_ratio=True,
        ),
        *loading(found),
    ]


def loading(found: dict[str, list[Any]]) -> list[Row]:
    root = law_cache.default_root()
    size = f"{sum(len(one) for one in found.values())} files"
    with tempfile.TemporaryDirectory() as place:
        law_cache.folder = lambda: Path(place)
        law_files.load()
        compiled, first = paired(lambda: again(root), lambda: afresh(root), 7)
    text = json.dumps(found)
    plain, yamled = paired(
        lambda: json.loads(text), lambda: [yaml_of(path) for path in sorted(root.glob("*/*.yaml"))], 3
    )
    return [
        Row(f"load all shelves, {size}", compiled * 1e3, plain * 1e3, "ms", "json.loads of the same data", 150),
        Row(f"load them the first time, {size}", first * 1e3, yamled * 1e3, "ms", "PyYAML's C reader, same files"),
    ]


def again(root: Path) -> None:
    law_files.forget()
    law_files.load(root)


def afresh(root: Path) -> None:
    law_files.forget()
    for path in law_cache.folder().glob("law-*"):
        path.unlink()
    law_files.load(root)


def yaml_of(path: Path) -> object:
    return yaml.load(path.read_bytes(), yaml.CSafeLoader)
