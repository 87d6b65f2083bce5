"""``notice`` as a person meets it: told only when we may, the code in the letter alone, taken back, gone."""

import contextlib
import datetime
import json
import re
import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest

from cli_samples import Desk
from dueprocess.adapters import crypto
from dueprocess.formats import page_code
from dueprocess.formats.person_page import unpack

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def told(cli_desk: Desk) -> str:
    """A case of a demand under a law that lets us tell: answered so, and decided."""
    file = cli_desk.home / "desk.toml"
    text = file.read_text()
    if "person_address" not in text:
        file.write_text('person_address = "https://letters.fennel.example"\n' + text)
    case = cli_desk.take_in("12-dsa-9.eml")
    cli_desk.do("open", case, "--out", "to-read-12", by="aster")
    cli_desk.do("classify", case, "new-case", by="aster")
    cli_desk.do("confirm", case, "--all-claimed", by="aster")
    cli_desk.do("gate", case, "tell", "yes", by="cedar")
    cli_desk.do("decide", case, "correct", "--item", "1", by="aster")
    return case


def pages(desk: Desk) -> list[Any]:
    """What stands of pages that were put."""
    with contextlib.closing(sqlite3.connect(desk.home / "desk.sqlite3")) as database:
        return database.execute("SELECT id, until, bytes FROM data_personpage").fetchall()


def test_nobody_is_told_before_somebody_answered(cli_desk: Desk, told: str, tmp_path: Path) -> None:
    fresh = cli_desk.take_in("12-dsa-9.eml")
    out = tmp_path / "letter.txt"
    plan = ("--role", "target", "--risk", "sole", "--tried", "none", "--page", str(out), "--lang", "en")
    for early in (
        cli_desk.run("notice", "make", fresh, "--out", str(out), "--json", by="aster"),
        cli_desk.run("notice", "propose", fresh, *plan, "--json", by="aster"),
    ):
        assert (early.code, early.json["rule"]) == (1, "gate.closed")
        assert not out.exists()


def test_a_page_goes_once_a_second_person_read_it_and_only_where_it_harms_nobody(
    cli_desk: Desk, told: str, tmp_path: Path
) -> None:
    def plan(role: str, risk: str, *more: str, name: str = "x") -> Any:
        page = tmp_path / f"{name}-{role}-{risk}.html"
        line = ("--role", role, "--risk", risk, "--tried", "answered", "--lang", "en", "--page", str(page), *more)
        return page, cli_desk.run("notice", "propose", told, *line, "--json", by="aster")

    for role, risk, more in (
        ("missing", "sole", ()),
        ("child", "sole", ()),
        ("target", "shared", ()),
        ("target", "unknown", ()),
        ("target", "sole", ("--to", "guardian")),
    ):
        page, denied = plan(role, risk, *more)
        assert (denied.code, denied.json["rule"], page.exists()) == (1, "notice.wrong", False), (role, risk)
    out = tmp_path / "letter.txt"
    early = cli_desk.run("notice", "make", told, "--out", str(out), "--json", by="aster")
    assert (early.code, early.json["rule"], out.exists()) == (1, "case.four-eyes", False)
    page, done = plan("victim", "shared", "--shown", "yes")
    assert done.code == 0, done.err
    assert "not as somebody who did something" in page.read_text()
    assert "Which law" not in page.read_text()
    mine = cli_desk.run("notice", "agree", told, "--page", str(tmp_path / "a"), "--yes", "--json", by="aster")
    assert (mine.code, mine.json["rule"]) == (1, "case.four-eyes")
    assert cli_desk.run("notice", "make", told, "--out", str(out), by="aster").code == 1
    seen = tmp_path / "seen.html"
    agreed = cli_desk.do("notice", "agree", told, "--page", str(seen), "--yes", by="birch")
    assert "to whom something was done" in agreed.err
    assert seen.read_bytes() == page.read_bytes()
    assert "three times" in cli_desk.do("notice", "make", told, "--out", str(out), by="aster").out
    assert "can read it three times" in out.read_text().replace("You can", "can")
    cli_desk.do("notice", "withdraw", told, by="aster")


def test_the_finished_notice_is_made_in_the_silence_and_opens_for_the_notifier_once_it_is_over(
    cli_desk: Desk, told: str, tmp_path: Path
) -> None:
    case = cli_desk.take_in("12-dsa-9.eml")
    cli_desk.do("open", case, "--out", "to-read-finished", by="aster")
    cli_desk.do("classify", case, "new-case", by="aster")
    cli_desk.do("confirm", case, "--all-claimed", by="aster")
    cli_desk.do("secrecy", "record", case, "--source", "order", "--until", "2099-01-01", by="aster")
    cli_desk.do("secrecy", "agree", case, "agreed", by="birch")
    cli_desk.do("decide", case, "correct", "--item", "1", by="aster")
    cli_desk.do("keys", "new", "notify", "--no-passphrase")
    cli_desk.do("notifier", "init", "notifier", "--identity", "notify.identity")
    key = (cli_desk.folder / "notifier" / "recipient").read_text().strip()
    account = tmp_path / "account.txt"
    account.write_text("quirin-zobel@fennel.example")
    plan = ("--role", "target", "--risk", "sole", "--tried", "none", "--lang", "en", "--page", str(tmp_path / "1.html"))
    cli_desk.do("notice", "propose", case, *plan, by="aster")
    assert cli_desk.run("notice", "make", case, "--out", str(tmp_path / "x"), "--json", by="aster").json["rule"] == (
        "gate.closed"
    )
    seals = ("--notifier", key, "--account", str(account), "--page", str(tmp_path / "2.html"), "--yes")
    assert "not of" not in cli_desk.do("notice", "seal", case, *seals, by="birch").out
    out = str(tmp_path / "finished.age")
    early = cli_desk.run("notice", "hand", case, "--out", out, "--json", by="aster")
    assert (early.json["rule"], Path(out).exists()) == ("gate.closed", False)
    cli_desk.do("secrecy", "end", case, "--how", "lifted", by="birch")
    cli_desk.do("gate", case, "tell", "yes", by="cedar")
    assert cli_desk.do("notice", "hand", case, "--out", out, "--json", by="aster").json["stale"] is False
    opens = (out, "--identity", "notify.identity", "--out", str(tmp_path / "send.txt"))
    found = cli_desk.do("notifier", "open", "notifier", *opens, "--page", str(tmp_path / "page.dpn2"))
    assert "quirin-zobel@fennel.example" in found.out
    assert "We returned it" in (tmp_path / "send.txt").read_text()
    assert unpack((tmp_path / "page.dpn2").read_bytes()).sheets[0].language == "en"
    for path in (path for path in cli_desk.home.rglob("*") if path.is_file()):
        assert b"quirin-zobel" not in path.read_bytes()


def test_a_page_from_the_letter_and_back(cli_desk: Desk, told: str, tmp_path: Path) -> None:
    out, shown = tmp_path / "letter.txt", tmp_path / "page.html"
    done = cli_desk.page(told, str(out), "--lang", "ur", "--lang", "en", shown=shown)
    letter = out.read_text()
    (code,) = set(re.findall(r"(?:\d{5} ){7}\d{5}", letter))
    assert stat.S_IMODE(out.stat().st_mode) == stat.S_IMODE(shown.stat().st_mode) == 0o600
    assert "https://letters.fennel.example" in letter
    assert "We returned it" in shown.read_text()
    for place in (done.out, done.err, *(path.read_bytes() for path in cli_desk.home.rglob("*") if path.is_file())):
        data = place if isinstance(place, bytes) else place.encode()
        assert code.encode() not in data
        assert code.replace(" ", "").encode() not in data
    (row,) = pages(cli_desk)
    listed = cli_desk.do("notice", "list", told, "--json", by="aster").json["pages"]
    assert listed == [{"id": row[0], "item": 1, "until": row[1]}]
    assert datetime.date.fromisoformat(row[1]) > datetime.datetime.now(datetime.UTC).date()
    again = cli_desk.run("notice", "make", told, "--out", str(out), by="aster")
    assert again.code == 2
    assert "there already" in again.err
    assert cli_desk.run("notice", "withdraw", told, "ffff", by="aster").code == 2
    cli_desk.do("notice", "withdraw", told, row[0][:6], by="aster")
    assert pages(cli_desk) == []
    assert cli_desk.do("notice", "list", told, "--json", by="aster").json == {"pages": []}
    assert json.loads(cli_desk.do("show", told, "--json").out)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (("--until", "2020-01-01"), "14 to 366"),
        (("--contest-by", "2020-01-01"), "at least 14 days"),
        (("--target", "T9"), "no target"),
        (("--words", "nl:x"), "LANG:FILE"),
        (("--words", "en"), "LANG:FILE"),
        (("--words", "en:long.txt"), "more than 3000"),
        (("--words", "en:bytes.txt"), "no text in UTF-8"),
        (("--words", "en:lines.txt"), "1 to 30 lines"),
    ],
)
def test_wrong_calls_say_what_to_do_and_write_nothing(cli_desk: Desk, told: str, wrong: Any, says: str) -> None:
    (cli_desk.folder / "long.txt").write_text("x" * 3001)
    (cli_desk.folder / "bytes.txt").write_bytes(b"\xff\xfe\x00")
    (cli_desk.folder / "lines.txt").write_text("x\n" * 40)
    plan = ("--role", "target", "--risk", "sole", "--tried", "none", "--page", "never.txt")
    ran = cli_desk.run("notice", "propose", told, *plan, "--lang", "en", *wrong, by="aster")
    assert ran.code == 2
    assert says in ran.err
    assert not (cli_desk.folder / "never.txt").exists()


def test_own_words_are_on_the_page(cli_desk: Desk, told: str, tmp_path: Path) -> None:
    (cli_desk.folder / "words.txt").write_text("We are sorry.\n\nWrite to us.\n")
    more = ("--lang", "en", "--words", "en:words.txt")
    cli_desk.page(told, str(tmp_path / "l.pdf"), *more, shown=tmp_path / "p.html")
    assert (tmp_path / "l.pdf").read_bytes().startswith(b"%PDF")
    assert "<p>We are sorry.</p><p>Write to us.</p>" in (tmp_path / "p.html").read_text()
    cli_desk.do("notice", "withdraw", told, by="aster")


def test_the_page_opens_by_the_code_of_the_letter_alone(cli_desk: Desk, told: str, tmp_path: Path) -> None:
    out = tmp_path / "letter.txt"
    cli_desk.page(told, str(out), "--lang", "en", "--lang", "de")
    (row,) = pages(cli_desk)
    code = page_code.read(next(iter(re.findall(r"(?:\d{5} ){7}\d{5}", out.read_text()))))
    assert code is not None
    key = crypto.page_key(code)
    assert key.id == row[0]
    page = unpack(crypto.unlock_page(key, row[2]) or b"")
    assert [sheet.language for sheet in page.sheets] == ["en", "de"]
    assert "Fennel Mail" in out.read_text()
    cli_desk.do("notice", "withdraw", told, by="aster")


def test_without_an_address_nothing_is_made_or_served(cli_desk: Desk, told: str) -> None:
    file = cli_desk.home / "desk.toml"
    text = file.read_text()
    try:
        file.write_text("\n".join(line for line in text.splitlines() if "person_address" not in line) + "\n")
        made = cli_desk.run("notice", "make", told, "--out", "never.txt", by="aster")
        served = cli_desk.run("serve", "--surface", "person")
    finally:
        file.write_text(text)
    assert (made.code, served.code) == (2, 2)
    assert "person_address" in made.err
    assert "person_address" in served.err


def test_the_text_is_for_one_person_with_the_account_that_people_read(
    cli_desk: Desk, told: str, tmp_path: Path
) -> None:
    mine, other = (json.dumps({"kind": "account", "value": name}) for name in ("kranich77", "eisvogel"))
    line = ("tell", told, "--item", "1")
    unread = cli_desk.do(*line, "--lang", "de", "--from", "-", "--out", str(tmp_path / "1"), by="aster", stdin=mine)
    assert "Nobody signed that they read it" in unread.err
    said = (tmp_path / "1").read_text()
    assert said.count("kranich77") == 1
    assert "[[" not in said
    assert stat.S_IMODE((tmp_path / "1").stat().st_mode) == 0o600
    assert "Das Gesetz sagt dazu: Die Anordnung muss nennen" in said
    assert f"told record {told} --item 1 --person T1" in unread.out
    cli_desk.do("target", told, "--from", "-", by="aster", stdin=mine)
    wrong = cli_desk.run(*line, "--from", "-", "--out", str(tmp_path / "2"), by="aster", stdin=other)
    assert (wrong.code, "order.mark" in wrong.err, (tmp_path / "2").exists()) == (1, True, False)
    cli_desk.do(*line, "--from", "-", "--lang", "ur", "--out", str(tmp_path / "3"), by="aster", stdin=mine)
    assert "\u2068kranich77\u2069" in (tmp_path / "3").read_text()
    cli_desk.do(*line, "--no-account", "--out", str(tmp_path / "4"), by="aster")
    assert "[[" not in (tmp_path / "4").read_text()
    assert "kranich77" not in (tmp_path / "4").read_text()


def test_there_is_no_text_before_somebody_answered(cli_desk: Desk, told: str, tmp_path: Path) -> None:
    fresh, out = cli_desk.take_in("12-dsa-9.eml"), tmp_path / "text"
    early = cli_desk.run("tell", fresh, "--item", "1", "--no-account", "--out", str(out), by="aster")
    assert (early.code, "gate.closed" in early.err, out.exists()) == (1, True, False)


def test_forgetting_the_case_takes_its_pages_along(cli_desk: Desk, told: str, tmp_path: Path) -> None:
    cli_desk.page(told, str(tmp_path / "l.txt"), "--lang", "en")
    assert len(pages(cli_desk)) == 1
    for item in ("1", "2", "3"):
        cli_desk.run("item", told, "withdraw", item, by="aster")
        cli_desk.run("item-end", told, "ended", "--item", item, by="birch")
    for duty in cli_desk.do("due", "--json", "--limit", "500").rows:
        if duty["case"] == told:
            item = ("--item", str(duty["item"])) if duty["item"] else ()
            cli_desk.run("done", told, duty["what"], *item, by="aster")
    cli_desk.do("close", told, by="aster")
    cli_desk.do("forget", told, "--yes", by="birch")  # aster alone opened it: birch's machine compares what came
    assert len(pages(cli_desk)) == 1
    cli_desk.do("forget", told, "--yes", by="aster")
    assert pages(cli_desk) == []
