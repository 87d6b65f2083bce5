"""``score`` as a real process: tables for people, objects for machines, faults by row."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli_samples import Desk, Ran
from score_again import ASTER, FENNEL, as_file, company
from transparency.score import method

pytestmark = pytest.mark.slow


def run(folder: Path, *args: str) -> Ran:
    return Desk(folder).run("score", *args)


@pytest.fixture
def folder(tmp_path: Path, root: Path) -> Path:
    edition = (root / "src/transparency/score/rdr-2020.toml").read_bytes()
    rdr = method.read(edition)
    rows = [*company(rdr, "Fennel", FENNEL, lambda *_: "P"), *company(rdr, "Aster", ASTER, lambda *_: "Y")]
    (tmp_path / "both.csv").write_bytes(as_file(rows))
    (tmp_path / "own.toml").write_text('name = "own"\ntitle = "Our own"\nlike = "rdr-2020"\n')
    (tmp_path / "part.csv").write_bytes(as_file([row for row in rows if row["indicator"] in {"G1", "P12"}]))
    for row in rows:
        if (row["entity"], row["indicator"]) == ("Line", "P12"):
            row["answers"] = "Y Y"
    (tmp_path / "faulty.csv").write_bytes(as_file(rows))
    return tmp_path


def test_for_people(folder: Path) -> None:
    done = run(folder, "both.csv")
    assert done.code == 0, done.err
    fennel, aster = (line.split() for line in done.out.splitlines()[2:4])
    assert fennel == ["Fennel", "50", "50", "50", "50"]
    assert aster == ["Aster", "97", "100", "91", "100"], "yes to an identity check costs points"
    assert "Computed by its rules, not by Ranking Digital Rights." in " ".join(done.out.split())
    done = run(folder, "both.csv", "--company", "Aster")
    assert "97 in total, the mean of 35 families" in done.out
    assert "  0    0.00  F11  Identity policy" in done.out
    done = run(folder, "part.csv", "--company", "Fennel")
    assert "75 in total" not in done.out
    assert "They are absent from the score, and not 0." in " ".join(done.out.split())
    assert "6 elements of 335 are answered" in " ".join(done.out.split())


def test_down_to_the_elements(folder: Path) -> None:
    done = run(folder, "both.csv", "--company", "Fennel", "--explain", "P11a")
    assert done.code == 0, done.err
    assert "50.00 is the mean of services 50.00." in done.out
    assert "mobile (prepaid and postpaid) is averaged first: 50.00" in done.out
    assert "50.00 = 500 : 10" in done.out
    assert "P11a.8  P    50  which sorts the law forbids it to disclose" in done.out
    done = run(folder, "both.csv", "--explain", "F9", "--json")
    assert [len(one["explained"]) for one in done.rows] == [1, 0]
    assert done.rows[0]["explained"][0]["levels"][0]["elements"][1]["element"] == "F9.2"
    done = run(folder, "both.csv", "--explain", "F9")
    assert "Aster: no row answers F9; it is absent from the score, and not 0." in done.out
    done = run(folder, "both.csv", "--explain", "P11a.11")
    assert (done.code, done.out) == (2, "")
    assert "rdr-2020 has no P11a.11" in done.err


def test_for_machines(folder: Path) -> None:
    done = run(folder, "part.csv", "--json", "--csv", "out.csv")
    assert (done.code, done.err) == (0, "")
    fennel = done.rows[0]
    assert fennel["published"] == {"total": 50, "G": 50, "P": 50}
    assert fennel["indicators"] == {"G1": 50.0, "P12": 50.0}
    assert "P11a" in fennel["absent"]
    assert (folder / "out.csv").read_text().startswith("company,level,id,entity,score,decimals,whole\n")
    done = run(folder, "both.csv", "--method", "own.toml", "--json")
    assert {one["method"] for one in done.rows} == {"own"}
    assert [one["total"] for one in run(folder, "both.csv", "--method", "rdr-2022", "--json").rows] == [
        one["total"] for one in done.rows
    ]


def test_a_fault_is_named_by_its_row_and_the_others_are_scored(folder: Path) -> None:
    done = run(folder, "faulty.csv", "--json")
    assert done.code == 2
    aster, fennel = done.rows
    assert (aster["company"], aster["published"]["total"]) == ("Aster", 97)
    (fault,) = fennel["faults"]
    assert fault["says"] == "P12 has 3 elements, P12.1 to P12.3; here are 2 answers"
    assert (folder / "faulty.csv").read_text().splitlines()[fault["row"] - 1] == "Fennel,Line,broadband,P12,Y Y"
    assert "total" not in fennel
    done = run(folder, "faulty.csv")
    assert done.code == 2
    assert f"row {fault['row']}: P12 has 3 elements" in done.err
    assert "Aster" in done.out
    assert "Fennel" not in done.out


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("none.csv",), "There is no file none.csv"),
        (("both.csv", "--company", "Birch"), "It has: Fennel, Aster"),
        (
            ("both.csv", "--method", "rdr-2019"),
            "There is no edition and no file rdr-2019. There are: rdr-2020, rdr-2022",
        ),
        (("both.csv", "--method", "both.csv"), "both.csv is no method"),
        (("own.toml",), "An answers file is described in docs/reference/scorecard.md"),
    ],
)
def test_a_wrong_call(folder: Path, args: tuple[str, ...], says: str) -> None:
    done = run(folder, *args)
    assert (done.code, done.out) == (2, "")
    assert says in " ".join(done.err.split())


def test_a_desk_scores_itself_by_its_public_pages(tmp_path: Path) -> None:
    desk = Desk(tmp_path).found({"aster": "clerk,releaser", "birch": "approver,releaser"}, "--service", "mail=telecom")
    settings = desk.home / "desk.toml"
    settings.write_text(settings.read_text().replace('rdr = ""', 'rdr = "email"'))
    (tmp_path / "policy.txt").write_text("We look at each demand  before we answer.")
    page = ("--page", "https://fennel.example/demands", "--text", "policy.txt", "--as", "aster")
    first = desk.do("score", "--json").json
    assert (first["total"], first["elements"]["answered"]) == (0.0, 0)
    assert desk.do("scorecard", "answer", "P10a.5=Y", "P10a.1=P", *page, "--json").json == {"answers": 2}
    desk.do("scorecard", "answer", "P12.1=Y", "--as", "aster")
    then = desk.do("score", "--json").json
    assert then["indicators"]["P10a"] == pytest.approx(150 / 7)
    assert then["claimed"] == ["P12.1"]
    assert then["published"]["F"] == 0
    shown = " ".join(desk.do("score").out.split())
    assert "what nobody looked at counts as nothing disclosed" in shown
    assert "answered, and no public page shows it: P12.1." in shown
    assert "Assessed by ourselves." in shown
    following = desk.do("score", "--next").out
    assert "hours by our estimate" in following
    assert "families: at most +" in following
    denied = desk.run("scorecard", "answer", "P10a.1=yes", *page)
    assert (denied.code, "[score.look]" in denied.err) == (1, True)
    assert desk.run("scorecard", "answer", "P10a.1=Y", "--page", "https://127.0.0.1/", "--as", "aster").code == 2
    looked = desk.run("scorecard", "look", "--as", "aster", "--json")
    assert looked.code == 1
    assert [(one["page"], one["is"]) for one in looked.rows] == [("https://fennel.example/demands", "closed")]
    assert desk.run("score", "--company", "Aster").code == 2
    assert desk.run("score", "own.csv", "--next").code == 2
    assert desk.run("scorecard", "publish", by="birch").code == 1, "nobody signed it yet"
    signed = desk.do("scorecard", "sign", "--card", "card.json", by="aster")
    assert "It rests on 1 public page." in signed.err
    assert desk.run("scorecard", "sign", by="aster").code == 1
    early = desk.run("scorecard", "publish", by="birch")
    assert (early.code, "[score.two-signers]" in early.err) == (1, True)
    desk.do("scorecard", "sign", by="birch")
    desk.do("scorecard", "publish", by="birch")
    card = json.loads((tmp_path / "card.json").read_text())
    assert "true_and_not_published" not in card
    assert {one["element"] for one in card["answers"]} == {"P10a.1", "P10a.5"}, "a claim stays inside"
