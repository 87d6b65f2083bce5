"""Asking counsel by command: a question sealed on this machine, an answer that only its asker reads."""

from pathlib import Path
from typing import Any

from cli_samples import Desk

UNTIL = "2099-01-01"


def test_a_question_its_answer_and_who_reads_them(cli_desk: Desk, tmp_path: Path) -> None:
    case, other = cli_desk.take_in("01-subscriber-talbach.eml"), cli_desk.take_in("01-subscriber-talbach.eml")
    asks, words = "May we give kranich77 without a judge?", "No. Object: no order of a judge."

    def listed(by: str) -> Any:
        (row,) = cli_desk.do("counsel", "list", case, "--json", by=by).json["questions"]
        return row

    done = cli_desk.do("counsel", "ask", case, "--question", "-", "--until", UNTIL, "--json", by="aster", stdin=asks)
    assert done.json["events"] == ["case:counsel:asked"]
    assert (listed("aster")["text"], listed("cedar")["text"], listed("birch")["text"]) == (asks, asks, asks)
    assert "counsel answers" in cli_desk.do("show", case).out
    assert "Asked by aster" in cli_desk.do("counsel", "list", case, by="cedar").out
    # Counsel opens this one case and no other one.
    cli_desk.do("open", case, "--out", str(tmp_path / "read"), by="cedar")
    assert len(list((tmp_path / "read").iterdir())) > 0
    assert "no envelope" in cli_desk.run("open", other, "--out", str(tmp_path / "other"), by="cedar").err
    assert "waits for you" in cli_desk.run("counsel", "answer", case, "object", by="birch").err
    assert cli_desk.run("counsel", "ask", case, "--question", "-", "--until", UNTIL, by="birch", stdin=asks).code == 1

    cli_desk.do("counsel", "answer", case, "object", "--text", "-", by="cedar", stdin=words)
    answer = listed("aster")["answer"]
    assert (answer["advice"], answer["text"], listed("birch")["answer"]) == ("object", words, answer)
    assert "object, on a ground" in cli_desk.do("counsel", "list", case, by="aster").out
    assert "counsel answers" not in cli_desk.do("show", case).out
    assert "no envelope" in cli_desk.run("open", case, "--out", str(tmp_path / "again"), by="cedar").err

    cli_desk.do("counsel", "ask", case, "--to", "cedar", "--question", "-", "--until", UNTIL, by="aster", stdin=asks)
    cli_desk.do("counsel", "take-back", case, by="birch")
    assert "waits for you" in cli_desk.run("counsel", "answer", case, "comply", by="cedar").err
    nobody = cli_desk.run(
        "counsel", "ask", case, "--to", "birch", "--question", "-", "--until", UNTIL, by="aster", stdin=asks
    )
    assert "counsel on the roster is cedar" in nobody.err
