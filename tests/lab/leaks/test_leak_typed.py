"""A marker typed into every field of the command line: refused, or sealed, or a public fact of the directory (3.2)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cli_samples import Ran, ran
from dueprocess_lab import leak_story
from dueprocess_lab.leak_needles import Marker
from dueprocess_lab.leak_scan import Scanner

pytestmark = pytest.mark.slow

WORD = "Zwetschgenrode, Maximiliane"
SCANNER = Scanner([Marker("word", WORD)])
# A whole act of a person; CASE is replaced. Each has one field that a person types.
TYPED = {
    "classify custodian": ("classify", "CASE", "held-outside", "--custodian", WORD, "--review", "2027-01-01"),
    "classify review": ("classify", "CASE", "held-outside", "--custodian", "aster", "--review", WORD),
    "classify of": ("classify", "CASE", "duplicate", "--of", WORD),
    "confirm code": ("confirm", "CASE", f"country={WORD}"),
    "confirm authority": ("confirm", "CASE", f"authority={WORD}"),
    "confirm deadline": ("confirm", "CASE", f"deadline={WORD}"),
    "confirm instruments": ("confirm", "CASE", f"instruments={WORD}"),
    "confirm field": ("confirm", "CASE", f"{WORD}=x"),
    "item": ("item", "CASE", "add", "9", f"kind={WORD}"),
    "call back": ("call-back", "CASE", "--said", "confirmed", "--how", WORD),
    "decide ground": ("decide", "CASE", "--item", "1", "object", "--ground", WORD),
    "gate until": ("gate", "CASE", "count", "yes", "--until", WORD),
    "secrecy rule": ("secrecy", "record", "CASE", "--source", "order", "--rule", WORD, "--until", "2027-01-01"),
    "done": ("done", "CASE", WORD),
    "law sign": ("law", "sign", WORD, "--on", "2026-11-02"),
    "authority verify": ("authority", "verify", WORD, "--contact", "office@x.example", "--how", "contact_point"),
    "case": ("close", WORD),
}


def run(seized: Path, keys: Path, *arguments: str, text: str = "", person: bool = False) -> Ran:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("DUEPROCESS_")}
    who = ["--as", "aster", "--identity", str(keys / "aster.identity")] if person else []
    return ran(*arguments, "--home", seized, *who, env=environ, input=text)


def a_case(seized: Path) -> str:
    import sqlite3

    connection = sqlite3.connect(seized / "desk.sqlite3")
    (case,) = connection.execute("SELECT id FROM data_case ORDER BY rowid LIMIT 1").fetchone()
    connection.close()
    return str(case)


def test_names_typed_into_codes_are_refused_and_a_note_is_sealed(seized: Path, staged: leak_story.Staged) -> None:
    case = a_case(seized)
    for field, words in TYPED.items():
        done = run(seized, staged.keys, *(case if word == "CASE" else word for word in words), person=True)
        assert done.code in {1, 2}, (field, done.out)
        # Refused for what was typed, not because the call itself was misspelt or the program broke.
        for other in ("No such option", "Missing", "no such setting", "fault of the program"):
            assert other not in done.err, field
    assert SCANNER.tree(seized) == []  # one look for all: a hit says the column
    done = run(seized, staged.keys, "note", text=f"{WORD} rief an und wollte alles wissen.\n")
    assert done.code == 0, done.err
    assert SCANNER.tree(seized) == []
    assert SCANNER.data((done.out + done.err).encode(), "printed") == []


def test_a_question_to_counsel_and_the_answer_are_sealed(seized: Path, staged: leak_story.Staged) -> None:
    case = a_case(seized)
    who = {name: ["--as", name, "--identity", str(staged.keys / f"{name}.identity")] for name in ("aster", "cedar")}
    environ = {name: value for name, value in os.environ.items() if not name.startswith("DUEPROCESS_")}
    until = ["--until", "2099-01-01"]
    for by, words in (
        ("aster", ("counsel", "ask", case, "--to", "cedar", "--question", "-", *until)),
        ("cedar", ("counsel", "answer", case, "object", "--text", "-")),
    ):
        done = ran(*words, "--home", seized, *who[by], env=environ, input=f"What of {WORD}?\n")
        assert done.code == 0, done.err
        assert SCANNER.data((done.out + done.err).encode(), "printed") == []
        assert SCANNER.tree(seized) == []
    asked = ran("counsel", "list", case, "--home", seized, *who["aster"], env=environ)
    assert SCANNER.data(asked.out.encode(), "printed")  # the scanner would see it


def test_an_office_of_the_directory_is_a_public_fact(seized: Path, staged: leak_story.Staged) -> None:
    """Only the directory may name public offices, and the scanner sees it there."""
    run(seized, staged.keys, "authority", "add", "DE-X-Y", "--name", WORD, "--country", "DE", "--kind", "police")
    assert {hit.place for hit in SCANNER.tree(seized)} <= {"directory.json"}


def test_a_fault_of_the_program_prints_no_value(seized: Path, staged: leak_story.Staged, tmp_path: Path) -> None:
    odd = tmp_path / "in.eml"
    odd.write_text(f"Subject: {WORD}\n\n{WORD}\n")
    odd.chmod(0o600)
    os.truncate(seized / "directory.json", 5)  # a damaged home: the refusal names the file, never an arrival
    done = run(seized, staged.keys, "intake", str(odd))
    assert done.code == 2
    assert SCANNER.data((done.out + done.err).encode(), "printed") == []
    assert SCANNER.tree(seized) == []
