"""What became of the letters of the trial: the desk's state after each turn, and what was counted."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import trial_letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

CLASSES: Final = (
    *("identifier", "office", "ended order", "silence", "court", "law", "scope", "prefill", "wrong grant"),
    *("wrong refusal", "other", "sound"),
)
NEVER: Final = {"identifier", "office", "ended order"}
"""Classes of which none may get through."""
ENOUGH: Final = 28
"""Of thirty faults, what both together stop."""
GIVES: Final = {"comply", "partial", "under_protest"}
NOTHING: Final[Mapping[str, Any]] = {
    "number": 0,
    "deciding": "open",
    "proposal": None,
    "answers": {},
    "silences": (),
    "preserving": "none",
}
"""What stands for a case of which nobody said what it asks."""
THROUGH, FIRST, SECOND, RIGHT, WRONG, OPEN = "got through", "first", "second", "right", "wrongly stopped", "not handled"


@dataclass(frozen=True)
class Result:
    """One letter: who stopped it, or that nobody did; for a sound one whether it was answered as it should be."""

    number: str
    class_: str
    became: str
    actions: int
    budget: int
    seconds: int


def holds(sign: Mapping[str, Any], cases: Sequence[Mapping[str, Any]], *, agreed: bool) -> bool:
    """Whether the desk's state shows ``sign``. ``agreed``: what one person proposed counts as if both had."""
    return any(_holds(sign, case, item, agreed=agreed) for case in cases for item in (*case["items"], NOTHING))


def _holds(sign: Mapping[str, Any], case: Mapping[str, Any], item: Mapping[str, Any], *, agreed: bool) -> bool:
    outcome, lines = _outcome(item, agreed=agreed)
    granted = {line["handle"] for line in lines if line["answer"] == "granted"} if outcome in GIVES else set()
    path = str(sign.get("fact", ""))
    told = {
        "item": lambda: item["number"] == sign["item"],
        "outcome": lambda: outcome in sign["outcome"],
        "granted": lambda: bool(granted & set(sign["granted"])),
        "answers": lambda: all(item["answers"].get(name) == value for name, value in sign["answers"].items()),
        "silent": lambda: any(one["ended_on"] == "" for one in item["silences"]) == sign["silent"],
        "preserved": lambda: (item["preserving"] in {"started", "verified"}) == sign["preserved"],
        "says": lambda: case["says"] in sign["says"],
        "fact": lambda: path in case["face"]["confirmed"] and _fact(case["face"], path) in _days(sign["is"], case),
        "is": lambda: True,
    }
    return all(told[name]() for name in sign)


def _outcome(item: Mapping[str, Any], *, agreed: bool) -> tuple[str, Sequence[Mapping[str, Any]]]:
    if item["deciding"] == "decided":
        return str(item["outcome"]), item["lines"]
    if agreed and item["proposal"]:
        return str(item["proposal"]["outcome"]), item["proposal"]["lines"]
    return "", ()


def _days(values: Sequence[Any], case: Mapping[str, Any]) -> list[Any]:
    """The values of a sign; ``{-3}`` is the day three days before the case's arrival."""
    came = datetime.date.fromisoformat(case["face"]["case"]["received_on"])
    return [trial_letters.day(one, came).isoformat() if str(one).startswith("{") else one for one in values]


def _fact(face: Mapping[str, Any], path: str) -> Any:
    values, name = face["case"], path
    if path.startswith("items."):
        _, number, name = path.split(".")
        values = face["items"][int(number) - 1]
    value = values.get(name)
    return ",".join(sorted(value)) if isinstance(value, list) else value


def became(letter: Mapping[str, Any], turns: Sequence[tuple[str, Sequence[Mapping[str, Any]]]]) -> str:
    """``turns``: who sat there and the desk's state when they were done, oldest first."""
    if not turns:
        return OPEN
    first, last = turns[0][1], turns[-1][1]
    if letter["class"] == "sound":
        return RIGHT if any(holds(sign, last, agreed=False) for sign in letter["right_when"]) else WRONG
    if any(holds(sign, last, agreed=False) for sign in letter["through"]):
        return THROUGH
    return SECOND if any(holds(sign, first, agreed=True) for sign in letter["through"]) else FIRST


def results(grounds: Sequence[Path]) -> Iterator[Result]:
    """Each letter as it was handled on the first of these grounds where it was."""
    for number, letter in trial_letters.key()["letters"].items():
        places = [ground / "run" / number for ground in grounds]
        place = next((one for one in places if one.exists()), places[0])
        files = sorted(place.glob("state-*.json"), key=lambda file: int(file.name.split("-")[1]))
        turns = [(file.stem.split("-")[2], json.loads(file.read_text())) for file in files]
        journal = place / "journal.jsonl"
        rows = [json.loads(row) for row in journal.read_text().splitlines()] if journal.exists() else []
        seconds = sum(row["waited"] for row in rows)
        counted = sum(row["counted"] for row in rows)
        yield Result(number, letter["class"], became(letter, turns), counted, letter["budget"], round(seconds))


def table(*grounds: Path) -> str:
    """Every letter, the classes, and whether the page passes."""
    done = list(results(grounds))
    rows = ["letter | class | became | actions | budget | seconds"]
    for one in done:
        over = " over" if one.actions > one.budget else ""
        rows.append(f"{one.number} | {one.class_} | {one.became} | {one.actions}{over} | {one.budget} | {one.seconds}")
    rows += ["", "class | letters | stopped by first | by second | got through"]
    for name in CLASSES[:-1]:
        of = Counter(one.became for one in done if one.class_ == name)
        if of:
            rows.append(f"{name} | {of.total() - of[OPEN]} | {of[FIRST]} | {of[SECOND]} | {of[THROUGH]}")
    return "\n".join([*rows, "", *_verdict(done)])


def _verdict(done: Sequence[Result]) -> Iterator[str]:
    faulty = [one for one in done if one.class_ != "sound" and one.became != OPEN]
    sound = Counter(one.became for one in done if one.class_ == "sound")
    stopped = sum(one.became in {FIRST, SECOND} for one in faulty)
    grave = [one.number for one in faulty if one.became == THROUGH and one.class_ in NEVER]
    within = sum(one.actions <= one.budget for one in done if one.became != OPEN)
    yield f"Faults stopped: {stopped} of {len(faulty)} (asked: {ENOUGH} of 30)."
    yield f"Through though it never may: {', '.join(grave) or 'none'}."
    yield f"Sound letters wrongly stopped: {sound[WRONG]} of {sound[RIGHT] + sound[WRONG]}."
    yield f"Within their budgets: {within} of {sum(one.became != OPEN for one in done)}."
