"""The trial's letters and their key are whole; what became of a letter is reckoned as it should be."""

from __future__ import annotations

import copy
import datetime
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

import trial_letters
import trial_score
import warm

if TYPE_CHECKING:
    from pathlib import Path

KEY = trial_letters.key()
NUMBERS = trial_letters.numbers()
SIGNS = {"item", "outcome", "granted", "answers", "silent", "preserved", "says", "fact", "is"}
TODAY = datetime.date(2026, 11, 29)


def test_thirty_letters_have_one_fault_each_and_six_have_none() -> None:
    assert list(KEY["letters"]) == NUMBERS
    counted = Counter(letter["class"] for letter in KEY["letters"].values())
    assert set(counted) == set(trial_score.CLASSES)
    assert (counted.total(), counted["sound"]) == (36, 6)


@pytest.mark.parametrize("number", NUMBERS)
def test_the_key_says_what_is_wrong_what_is_right_and_how_one_sees_it(number: str) -> None:
    letter = KEY["letters"][number]
    sound = letter["class"] == "sound"
    asked = {"class", "right", "budget", "right_when"} if sound else {"class", "right", "budget", "fault", "through"}
    assert asked <= set(letter) <= asked | {"rung"}
    signs = letter["right_when" if sound else "through"]
    assert signs
    assert all(set(sign) <= SIGNS for sign in signs)
    assert all(("fact" in sign) == ("is" in sign) for sign in signs)


SCANS = [number for number in NUMBERS if (one := trial_letters.letter(number)).channel != "mail" and one.how == "scan"]
WITH_TEXT = [number for number in NUMBERS if number not in SCANS]


def read_by_machine(folder: Path, numbers: list[str]) -> dict[str, dict[str, Any]]:
    """What the program's own reader says of letters as they arrive."""
    for number in numbers:
        name, data = trial_letters.letter(number).arrives(TODAY)
        (folder / name).write_bytes(data)
    files = sorted(folder.iterdir())
    ran = warm.run([warm.COMMAND, "read", "--json", *files], capture_output=True, text=True)
    return {file.stem: json.loads(line) for file, line in zip(files, ran.stdout.splitlines(), strict=True)}


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    return read_by_machine(tmp_path_factory.mktemp("letters"), WITH_TEXT)


@pytest.mark.parametrize("number", WITH_TEXT)
def test_each_letter_is_read_as_what_it_is(read: dict[str, dict[str, Any]], number: str) -> None:
    told = read[number]
    said = told.get("error") or ""
    assert not said or said.startswith("no demand was found")
    assert not told.get("targets") or all(target.isprintable() and "{" not in target for target in told["targets"])


@pytest.mark.slow
def test_of_a_scan_a_machine_reads_words_alone_or_nothing(tmp_path: Path) -> None:
    for told in read_by_machine(tmp_path, SCANS).values():
        assert ("holds no text" in told.get("error", "")) != ("scanned" in told)
        assert not any(told.get(name) for name in ("targets", "register_numbers", "deadline", "document_date", "laws"))


def test_days_are_counted_from_the_day_of_arrival() -> None:
    assert trial_letters.dated("am {-3} oder {+1 long}", TODAY, "de") == "am 26.11.2026 oder 30. November 2026"
    assert trial_letters.dated("{-3}, {0 long}", TODAY, "pt") == "26/11/2026, 29 de novembro de 2026"


ITEM: dict[str, Any] = {
    "number": 1,
    "deciding": "open",
    "proposal": None,
    "outcome": None,
    "lines": [],
    "answers": {},
    "silences": [],
    "preserving": "none",
}
GRANTED = [{"handle": "T1", "category": "traffic", "answer": "granted"}]
SPLIT = [*GRANTED, {"handle": "T2", "category": "traffic", "answer": "refused"}]
WHOLE = [*GRANTED, {"handle": "T2", "category": "traffic", "answer": "granted"}]


def at_the_desk(confirmed: dict[str, Any] | None = None, says: str = "new_case", **item: Any) -> list[dict[str, Any]]:
    """The desk's state of one case with one item."""
    facts, items = {"received_on": "2026-11-29"}, [{}]
    for path, value in (confirmed or {}).items():
        (items[0] if path.startswith("items.1.") else facts)[path.removeprefix("items.1.")] = value
    face = {"case": facts | {"country": "DE"}, "items": items, "confirmed": list(confirmed or {})}
    return [{"case": "c-1", "says": says, "face": face, "items": [copy.deepcopy(ITEM) | item]}]


def proposed(outcome: str, lines: Any = ()) -> dict[str, Any]:
    return {"deciding": "proposed", "proposal": {"outcome": outcome, "lines": lines}}


def decided(outcome: str, lines: Any = ()) -> dict[str, Any]:
    return {"deciding": "decided", "outcome": outcome, "lines": lines}


COMPLIES = {"class": "identifier", "through": [{"outcome": ["comply"]}]}
SECOND_OF_TWO = {"class": "court", "through": [{"granted": ["T2"]}]}
TELLS = {"class": "silence", "through": [{"answers": {"tell": "yes"}}, {"fact": "secrecy", "is": ["none"]}]}
LONG = {"class": "scope", "through": [{"outcome": ["comply"], "fact": "items.1.period_from", "is": ["{-62}"]}]}
REFUSES = {"class": "wrong refusal", "through": [{"outcome": ["correct"]}, {"says": ["not_a_demand"]}]}
GUESSED = {"class": "prefill", "through": [{"fact": "country", "is": ["DE"]}]}
HIDES = {"class": "silence", "through": [{"silent": True}]}
SOUND = {"class": "sound", "right_when": [{"outcome": ["comply"]}]}
KEEP = {"class": "sound", "right_when": [{"preserved": True}]}
EARLY, LATER = {"items.1.period_from": "2026-09-28"}, {"items.1.period_from": "2026-11-03"}
EVERY: list[tuple[str, dict[str, Any], list[dict[str, Any]], list[dict[str, Any]], str]] = [
    ("both comply", COMPLIES, at_the_desk(**proposed("comply")), at_the_desk(**decided("comply")), "got through"),
    ("the second leaves it", COMPLIES, at_the_desk(**proposed("comply")), at_the_desk(**proposed("comply")), "second"),
    ("it goes back", COMPLIES, at_the_desk(**proposed("comply")), at_the_desk(), "second"),
    ("the first returns it", COMPLIES, at_the_desk(**decided("correct")), at_the_desk(**decided("correct")), "first"),
    ("the first does nothing", COMPLIES, at_the_desk(), at_the_desk(), "first"),
    ("part of it", SECOND_OF_TWO, at_the_desk(), at_the_desk(**decided("partial", SPLIT)), "first"),
    ("all of it", SECOND_OF_TWO, at_the_desk(), at_the_desk(**decided("comply", WHOLE)), "got through"),
    ("told", TELLS, at_the_desk(answers={"tell": "yes"}), at_the_desk(answers={"tell": "yes"}), "got through"),
    ("not told", TELLS, at_the_desk(answers={"tell": "no"}), at_the_desk(answers={"tell": "no"}), "first"),
    ("misread", TELLS, at_the_desk({"secrecy": "none"}), at_the_desk({"secrecy": "none"}), "got through"),
    ("a machine's word", GUESSED, at_the_desk(), at_the_desk(), "first"),
    ("too long", LONG, at_the_desk(EARLY), at_the_desk(EARLY, **decided("comply")), "got through"),
    ("put right", LONG, at_the_desk(LATER), at_the_desk(LATER, **decided("comply")), "first"),
    ("laid aside", REFUSES, at_the_desk(says="not_a_demand"), at_the_desk(says="not_a_demand"), "got through"),
    ("silent", HIDES, at_the_desk(), at_the_desk(silences=[{"ended_on": ""}]), "got through"),
    ("silent before", HIDES, at_the_desk(), at_the_desk(silences=[{"ended_on": "2026-11-28"}]), "first"),
    ("sound", SOUND, at_the_desk(**proposed("comply")), at_the_desk(**decided("comply")), "right"),
    ("sound and left", SOUND, at_the_desk(**proposed("comply")), at_the_desk(**proposed("comply")), "wrongly stopped"),
    ("kept", KEEP, at_the_desk(preserving="started"), at_the_desk(preserving="started"), "right"),
]  # fmt: skip


@pytest.mark.parametrize(("letter", "first", "last", "said"), [row[1:] for row in EVERY], ids=[row[0] for row in EVERY])
def test_what_became_of_a_letter(letter: dict[str, Any], first: Any, last: Any, said: str) -> None:
    assert trial_score.became(letter, [("aster", first), ("birch", last)]) == said


def test_a_letter_that_nobody_opened_is_not_handled() -> None:
    assert trial_score.became(COMPLIES, []) == "not handled"


def test_the_table_counts_what_two_people_did(tmp_path: Path) -> None:
    turns = {
        "02": (at_the_desk(**proposed("comply", GRANTED)), at_the_desk(**decided("comply", GRANTED))),
        "01": (at_the_desk(**proposed("comply")), at_the_desk(**decided("comply"))),
        "05": (at_the_desk(**decided("refuse")), at_the_desk(**decided("refuse"))),
    }
    for number, (first, last) in turns.items():
        place = tmp_path / f"of-{number}" / "run" / number  # each reader has a ground of their own
        place.mkdir(parents=True)
        (place / "state-0-aster.json").write_text(json.dumps(first))
        (place / "state-1-birch.json").write_text(json.dumps(last))
        rows = [{"counted": at % 2 == 0, "waited": 1.5} for at in range(40)]
        (place / "journal.jsonl").write_text("\n".join(map(json.dumps, rows)))
    said = trial_score.table(*(tmp_path / f"of-{number}" for number in turns))
    assert "02 | identifier | got through | 20 over | 18 | 60" in said
    assert "identifier | 1 | 0 | 0 | 1" in said
    assert "Faults stopped: 1 of 2" in said
    assert "Through though it never may: 02." in said
    assert "Sound letters wrongly stopped: 0 of 1." in said
    assert "Within their budgets: 0 of 3." in said
