"""A table in a narrow window: no word is cut, and duties are said in the words of the page."""

import pytest
from rich.console import Console

from dueprocess.case.duty_words import DUTIES, duty
from dueprocess.cli import output
from dueprocess.cli.due_command import _together

ROWS = (
    ("Tue 01 Dec 2026 14:02  in 2 days", "c-4ed4abcd", "1, 2", duty("answer_tell"), "gate", "P5"),
    (
        "Tue 02 Feb 2027 24:00  in 66 days",
        "c-4ed4abcd",
        "1",
        duty("order_production"),
        "order",
        "house.grant-is-produced",
    ),
)
COLUMNS = ("due", "case", "items", "what", "ends it", "by which rule")


@pytest.mark.parametrize("width", [80, 100, 140])
def test_no_rule_and_no_id_is_cut_where_the_window_has_the_room(
    width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("rich.console.Console", lambda **_: Console(width=width, highlight=False))
    output.table(COLUMNS, ROWS, empty="")
    written = capsys.readouterr().out
    assert "house.grant-is-produced" in written
    assert written.count("c-4ed4abcd") == 2
    assert max(map(len, written.splitlines())) <= width


def test_duties_of_one_beginning_are_said_once_and_all_others_whole() -> None:
    gates = ["answer_tell", "answer_admit", "answer_count"]
    assert _together(gates) == "answer whether we may tell the person, admit it, count it"
    assert _together(["respond", "order_production"]) == f"{DUTIES['respond'].says}, {DUTIES['order_production'].says}"
    assert _together(["respond"]) == "answer the authority"
