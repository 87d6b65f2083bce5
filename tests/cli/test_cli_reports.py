"""A report's life by the commands: built, previewed, signed at home and from outside, published, corrected, listed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cli_samples import Desk

PERIOD = "2026"
ADA = "Ada Ahorn, Court Watch"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk of its own, with fern as an auditor from outside."""
    people = {"aster": "clerk,releaser", "birch": "approver,releaser", "cedar": "counsel", "fern": "auditor"}
    made = Desk(tmp_path_factory.mktemp("reports")).found(people, "--contact", "legal@fennel.example")
    case = made.take_in("09-onward-sharing.eml")
    for question in ("admit", "count"):
        made.do("gate", case, question, "yes", by="cedar")
    return made


def build(desk: Desk, *more: str) -> Any:
    return desk.do("report", "build", "--period", PERIOD, "--running", "--json", *more).json


@pytest.mark.slow
def test_a_report_from_draft_to_correction_and_in_the_forms_of_others(desk: Desk) -> None:
    assert "No report was built yet." in desk.do("report", "list").out
    early = desk.run("report", "build", "--period", PERIOD)
    assert (early.code, "[report.period]" in early.err, "--running" in early.err) == (1, True, True)
    assert desk.run("report", "preview").code == 2
    said = desk.do("report", "build", "--period", PERIOD, "--running", "--json")
    assert "desk.toml does not say which reports a law asks of you (owes)" in said.err
    draft = said.json
    assert (draft["number"], draft["signed"], draft["complete"], draft["held"] > 0) == (1, [], False, True)
    assert "Draft of edition 1 on 2026" in desk.do("report", "preview").out
    refused = desk.run("report", "publish", by="birch")
    assert (refused.code, "[report.two-signers]" in refused.err) == (1, True)
    signed = desk.do("report", "sign", by="aster")
    assert draft["edition"] in signed.err
    assert "signed edition 1" in signed.out

    # From outside: one file goes out, one comes back; no desk and no home are there.
    desk.do("report", "ask", "fern", "--name", ADA, "--out", "for-fern.json")
    away = desk.run(
        *("report", "answer", "for-fern.json", "--identity", "fern.identity", "--out", "from-fern.json"),
        *("--report", "report.json"),
        DUEPROCESS_HOME="/nonexistent",
    )
    assert (away.code, draft["edition"] in away.err) == (0, True)
    assert json.loads((desk.folder / "report.json").read_text())["period"] == PERIOD
    desk.do("report", "enter", "from-fern.json")
    again = desk.run("report", "enter", "from-fern.json")
    assert (again.code, "[case.revision-moved]" in again.err) == (1, True)

    desk.do("report", "publish", by="birch")
    said = "One letter was counted twice."
    desk.do("report", "correct", "--period", PERIOD, "--edition", "1", "--says", said, by="birch")
    listed = desk.do("report", "list", "--json").json
    (edition,) = listed["editions"]
    assert [(one["role"], one["name"]) for one in edition["signers"]] == [("releaser", ""), ("auditor", ADA)]
    assert edition["corrections"][0]["says"] == said
    assert said in desk.do("report", "list").out

    second = build(desk)
    assert (second["number"], second["revisions"]) == (2, [])
    preview = desk.do("report", "preview", "--against", "1", "--json").json
    assert (preview["against"], preview["changes"]) == ("2026, edition 1", [])
    assert desk.run("report", "preview", "--against", "9").code == 2
    assert "Against 2026, edition 1: 0 numbers differ." in desk.do("report", "preview").out
    desk.do("report", "drop")
    assert desk.do("report", "list", "--json").json["drafts"] == []
    leaves_in_the_forms_of_others(desk)


def leaves_in_the_forms_of_others(desk: Desk) -> None:
    made = desk.do("report", "export", "--format", "all", "--out", "forms", "--json").json
    assert made["period"] == PERIOD
    assert {"report.csv", "report.json", "datapackage.json", "rdr.csv"} <= set(made["files"])
    again = desk.do("report", "export", "--edition", "forms/report.json", "--out", "again", "--json").json
    for name in again["files"]:
        assert (desk.folder / "forms" / name).read_bytes() == (desk.folder / "again" / name).read_bytes()
    said = json.loads((desk.folder / "forms" / "report.json").read_text())
    assert [one["says"] for one in said["corrections"]] == ["One letter was counted twice."]
    assert [one["name"] for one in said["signers"]] == ["", ADA]
    lacking = desk.run("report", "export", "--format", "github")
    assert (lacking.code, "report build --form github" in lacking.err) == (2, True)


@pytest.mark.slow
def test_a_file_that_asks_for_something_else_is_not_signed(desk: Desk) -> None:
    build(desk)
    desk.do("report", "ask", "fern", "--name", ADA, "--out", "ask.json")
    asked = json.loads((desk.folder / "ask.json").read_text())

    def answered(**changes: str) -> Any:
        (desk.folder / "wrong.json").write_text(json.dumps(asked | changes))
        return desk.run("report", "answer", "wrong.json", "--identity", "fern.identity", "--out", "out.json")

    other = json.loads(asked["statement"].split("\n")[1])
    for says, code, word in (
        ({"name": "Somebody Else"}, 1, "report.changed"),
        ({"edition": asked["edition"].replace('"held":', '"held ":')}, 2, "Cannot"),
        ({"edition": asked["edition"].replace("Fennel Mail", "Fennel Post")}, 1, "report.changed"),
        ({"statement": asked["statement"].replace("report.sign", "desk.freeze")}, 1, "report.asks-another-act"),
        ({"statement": asked["statement"].replace("report.sign", "report.correct")}, 1, "report.asks-another-act"),
        ({"statement": "dueprocess.roster/1\n{}\n"}, 2, "no statement"),
        ({"statement": json.dumps(other)}, 2, "no statement"),
        ({"schema": "x"}, 2, "form"),
    ):
        found = answered(**says)
        assert (found.code, word in found.err) == (code, True), (says, found.err)
    assert not (desk.folder / "out.json").exists()
    wrong = desk.run("report", "answer", "ask.json", "--identity", "aster.identity", "--out", "out.json")
    assert (wrong.code, "is for fern" in wrong.err) == (2, True)
    assert desk.run("report", "ask", "nobody", "--out", "x.json").code == 2
    (desk.folder / "junk.json").write_bytes(b"\xff\x00[")
    assert desk.run("report", "enter", "junk.json").code == 2
    (desk.folder / "deep.json").write_bytes(b"[" * 100_000)
    assert desk.run("report", "enter", "deep.json").code == 2
    desk.do("report", "drop")


@pytest.mark.slow
def test_people_of_the_house_publish_from_their_own_machine(desk: Desk) -> None:
    stood = len(desk.do("report", "list", "--json").json["editions"])
    build(desk)
    for who, to in (("aster", "sign"), ("cedar", "sign"), ("birch", "publish")):
        desk.do("report", "ask", who, "--to", to, "--out", "ask.json")
        desk.do("report", "answer", "ask.json", "--identity", f"{who}.identity", "--out", "answer.json")
        desk.do("report", "enter", "answer.json")
    assert [one["number"] for one in desk.do("report", "list", "--json").json["editions"]][-1] == stood + 1
