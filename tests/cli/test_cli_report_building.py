"""What ``report build`` says before it begins and while it works."""

from __future__ import annotations

import datetime
import io
import sys

import pytest

from dueprocess.cli import report_commands
from dueprocess.desk.services import report_facts


def plant(cases: int) -> None:
    from dueprocess.desk.data.models import Case, Item

    day = datetime.date(2026, 3, 9)
    made = [Case(id=f"c-{number:024}", opened_on=day, recipient="age1") for number in range(cases)]
    Case.objects.bulk_create(made)
    Item.objects.bulk_create(Item(case=case, number=1, kind="disclosure") for case in made)


def test_it_says_how_long_and_what_to_install_before_it_counts_many_items_one_by_one(
    db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(report_facts, "MANY", 3)
    plant(3)
    say = report_commands._say_how_long  # noqa: SLF001 - what the command says first
    say("2026")
    assert capsys.readouterr() == ("", "")  # the engine is there
    monkeypatch.setitem(sys.modules, "duckdb", None)
    say("2026")
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        "3 items are counted one by one: about 1 s, besides the check of the cases. With "
        "`uv sync --extra report` in the checkout that takes seconds, and gives the same numbers.\n"
    )
    monkeypatch.setattr(report_facts, "_SECONDS", 25.0)
    say("2026")
    assert "about 5 minutes, besides" in capsys.readouterr().err
    monkeypatch.setattr(report_facts, "MANY", 4)
    say("2026")
    assert capsys.readouterr() == ("", "")  # few


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_moves_with_each_case_and_each_step_and_a_pipe_hears_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with report_commands._steps() as (tell, progress):  # noqa: SLF001
        assert progress is not None
        tell("facts")
        for done in range(1, 7):
            progress(done, 6)
        for step in ("cells", "identities", "withheld"):
            tell(step)
    shown = terminal.getvalue()
    assert all(says in shown for says in report_commands.STEPS.values())
    assert "100%" in shown
    pipe = io.StringIO()
    monkeypatch.setattr(sys, "stderr", pipe)
    with report_commands._steps() as (tell, progress):  # noqa: SLF001
        tell("facts")
    assert progress is None
    assert pipe.getvalue() == ""
