"""``contest`` and ``court`` as people meet them: found by its page, decided by somebody else, answered, given back."""

import contextlib
import sqlite3
from pathlib import Path

import pytest

from cli_samples import Desk
from dueprocess.formats.objection import NAME, Objection, write

pytestmark = pytest.mark.slow
CAME = "2026-11-02"


@pytest.fixture(scope="module")
def told(cli_desk: Desk) -> str:
    """A case whose person may be told, decided by aster alone."""
    file = cli_desk.home / "desk.toml"
    text = file.read_text()
    if "person_address" not in text:
        file.write_text('person_address = "https://letters.fennel.example"\n' + text)
    case = cli_desk.take_in("12-dsa-9.eml")
    cli_desk.do("open", case, "--out", "to-read-contest", by="aster")
    cli_desk.do("classify", case, "new-case", by="aster")
    cli_desk.do("confirm", case, "--all-claimed", by="aster")
    cli_desk.do("gate", case, "tell", "yes", by="cedar")
    cli_desk.do("decide", case, "correct", "--item", "1", by="aster")
    return case


def test_from_the_page_to_the_answer(cli_desk: Desk, told: str, tmp_path: Path) -> None:
    cli_desk.page(told, str(tmp_path / "code.txt"), "--lang", "en")
    with contextlib.closing(sqlite3.connect(cli_desk.home / "desk.sqlite3")) as database:
        page = database.execute("SELECT id FROM data_personpage").fetchone()[0]
    came = tmp_path / NAME
    came.write_text(write(Objection(page, CAME, "counsel", 0, "", "We contest it.")))
    arrival = cli_desk.do("intake", came, "--json").json["case"]
    mailed = cli_desk.do("intake", came, "--channel", "mail", "--json").json["case"]
    forged = cli_desk.run("contest", "find", mailed, by="aster")
    assert forged.code == 2
    assert "did not come under the code of a page" in forged.err
    found = cli_desk.do("contest", "find", arrival, "--json", by="aster").json
    assert (found["case"], found["item"], found["who"]) == (told, 1, "counsel")
    assert f"classify {arrival} supplement --of {told}" in cli_desk.do("contest", "find", arrival, by="aster").out
    cli_desk.do("classify", arrival, "supplement", "--of", told, by="aster")
    names = ("--item", "1", "--person", "T1", "--who", "counsel", "--how", "page", "--on", "2026-11-02")
    cli_desk.do("contest", "record", told, *names, by="aster")
    mine = cli_desk.run("contest", "decide", told, "upheld", "--item", "1", by="aster")
    assert mine.code == 1
    assert "Somebody who was not decides" in mine.err
    early = cli_desk.run("contest", "letter", told, "--item", "1", "--out", str(tmp_path / "no.txt"), by="aster")
    assert "waits for its answer" in early.err
    cli_desk.do("contest", "decide", told, "upheld", "--item", "1", by="birch")
    assert "Contested by T1" in cli_desk.do("show", told).out
    assert "what was decided stands, by birch" in cli_desk.do("contest", "list", told, by="aster").out
    out = tmp_path / "answer.txt"
    cli_desk.do("contest", "letter", told, "--item", "1", "--lang", "de", "--out", str(out), by="aster")
    assert "Es bleibt bei der Entscheidung." in out.read_text()
    assert "nicht beteiligt war" in out.read_text()
    cli_desk.do("contest", "answered", told, "--item", "1", "--on", "2026-11-05", by="aster")
    (row,) = cli_desk.do("contest", "list", told, "--json", by="aster").json["contests"]
    assert (row["end"], row["by"], row["told_on"], row["owes"]) == ("upheld", "birch", "2026-11-05", False)


def test_what_may_be_counted_is(cli_desk: Desk, told: str) -> None:
    found = cli_desk.do("contest", "count", "2026", "--json").json
    assert found["expression"]["made"] == found["privacy"]["made"] == 0  # nobody answered whether we may count it
    assert "median days" in cli_desk.do("contest", "count", "2026").out


def test_a_measure_alone_has_a_page_in_its_place_and_reasons(cli_desk: Desk, told: str, tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("So it is.")
    closed = cli_desk.run("blocked", told, "--item", "1", "--out", str(tmp_path / "451.html"), "--json", by="aster")
    assert closed.json["rule"] == "gate.closed"
    how = ("--item", "1", "--facts", str(words), "--ground", "Terms, 4", "--because", str(words))
    order = cli_desk.run("reasons", told, *how, "--out", str(tmp_path / "r.txt"), by="aster")
    assert "17(5)" in order.err
    assert not list(tmp_path.glob("*.html")) + list(tmp_path.glob("r.txt"))


def test_a_step_before_a_court_and_its_sealed_name(cli_desk: Desk, told: str, tmp_path: Path) -> None:
    words = tmp_path / "court.txt"
    words.write_text("Verwaltungsgericht Quirinsburg, 7 K 7731/26")
    how = ("--item", "1", "--side", "person", "--on", "2026-11-03", "--comment", str(words))
    cli_desk.do("court", told, "filed", *how, by="aster")
    assert "the person concerned did" in cli_desk.do("contest", "list", told, by="aster").out
    for path in (path for path in cli_desk.home.rglob("*") if path.is_file()):
        assert b"Quirinsburg" not in path.read_bytes()


def test_what_did_not_come_under_a_code_is_said_so(cli_desk: Desk, told: str) -> None:
    ran = cli_desk.run("contest", "find", told, by="aster")
    assert "did not come under the code of a page" in ran.err
    lacks = cli_desk.run("contest", "record", told, "--on", CAME, by="aster").err  # each with what can be said
    assert "--who (Who contests): person, " in lacks
    assert "--how (Which way it came): page, letter" in lacks
