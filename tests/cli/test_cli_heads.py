"""The head of the day on what leaves the house: letter, person's page, report, case's file. Any two are compared."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from cli_samples import Desk
from dueprocess.formats import links
from dueprocess.operate import day_heads
from dueprocess.operate.home import Home

pytestmark = pytest.mark.slow
TODAY = datetime.datetime.now(datetime.UTC).date()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk of its own: its heads are forged below."""
    made = Desk(tmp_path_factory.mktemp("heads"))
    made.found(
        {"aster": "clerk,releaser", "birch": "approver,releaser", "cedar": "counsel"}, "--contact", "a@b.example"
    )
    file = made.home / "desk.toml"
    file.write_text('person_address = "https://letters.fennel.example"\n' + file.read_text())
    return made


@pytest.fixture(scope="module")
def case(desk: Desk) -> str:
    made = desk.take_in("12-dsa-9.eml")
    desk.do("open", made, "--out", "read", by="aster")
    desk.do("classify", made, "new-case", by="aster")
    desk.do("confirm", made, "--all-claimed", by="aster")
    desk.do("gate", made, "tell", "yes", by="cedar")
    desk.do("decide", made, "correct", "--item", "1", by="aster")
    return made


def leave(desk: Desk, case: str, out: Path) -> dict[str, Path]:
    """All that leaves the house and holds a head; by what it is."""
    out.mkdir()
    files = {name: out / name for name in ("letter.txt", "page.html", "case.json", "text.txt")}
    spoken = ("--lang", "en", "--lang", "de", "--lang", "ur")
    desk.page(case, files["letter.txt"], *spoken, shown=files["page.html"])
    desk.do("tell", case, "--no-account", "--lang", "ur", "--out", files["text.txt"], by="aster")
    desk.do("show", case, "--evidence", files["case.json"], by="aster")
    desk.do("report", "build", "--period", f"{TODAY.year}", "--running")
    for name in ("aster", "birch"):
        desk.do("report", "sign", by=name)
    desk.do("report", "publish", by="birch")
    site = out / "site"
    desk.do("publish", "--out", site)
    data = next(one for one in (site / "data").rglob("*.json") if json.loads(one.read_text()).get("head"))
    page = next(one for one in (site / "de").glob("report*.html") if "head1 " in one.read_text())
    return {**files, "report.json": data, "report.html": page, "heads.json": site / "data" / "heads.json"}


def test_whatever_leaves_the_house_holds_the_head_of_the_day_and_any_two_of_them_are_compared(
    desk: Desk, case: str, tmp_path: Path
) -> None:
    desk.do("heads", "sign")
    files: dict[str, str | Path] = {**leave(desk, case, tmp_path / "one")}
    listed = desk.do("heads", "list", "--json").json
    (line,) = (one["line"] for one in listed["heads"])
    files["line"] = line
    letter = files["letter.txt"]
    assert isinstance(letter, Path)
    assert letter.read_text().count(line) == 3  # in each language
    for name, file in files.items():
        for pair in ((file, files["heads.json"]), (letter, file)):
            vkey = () if files["heads.json"] in pair else ("--vkey", listed["vkey"])
            done = desk.run("verify", "heads", *pair, *vkey, "--json")
            assert (done.code, done.json["says"]) == (0, f"Both are the head of {TODAY}."), (name, done.err)
    assert desk.run("verify", "heads", line, line).code == 2  # without a key nothing is known
    wrong = line[:-1] + ("q" if line[-1] != "q" else "p")
    done = desk.run("verify", "heads", wrong, line, "--vkey", listed["vkey"])
    assert (done.code, "[head.malformed]" in done.err) == (2, True)


def test_a_desk_that_shows_two_people_two_heads_is_proved_by_what_both_kept(
    desk: Desk, case: str, tmp_path: Path
) -> None:
    home, listed = Home(desk.home), desk.do("heads", "sign", "--json").json
    hers = leave(desk, case, tmp_path / "hers")
    (home.path / day_heads.FILE).unlink()
    desk_id = listed["vkey"].partition("+")[0]
    day_heads.sign(home, desk_id, f"{TODAY}", {links.first(desk_id, ""): [b"another past"]})
    his = leave(desk, case, tmp_path / "his")
    assert {one.name for one in hers.values()} == {one.name for one in his.values()}
    for mine, theirs in zip(hers.values(), reversed(his.values()), strict=True):
        done = desk.run("verify", "heads", mine, theirs, "--vkey", listed["vkey"], "--json")
        assert (done.code, done.json["rule"]) == (1, "head.twice"), (mine, theirs, done.err)
