"""Whatever goes wrong becomes words and an exit code; never a traceback, never a particular."""

import errno
import io
import json
import logging
import sys
from collections.abc import Callable

import click
import pytest
from django.db import DatabaseError, OperationalError

from dueprocess.adapters.age_header import AgeError
from dueprocess.adapters.blobs import BlobError
from dueprocess.adapters.law_files import LawFileError
from dueprocess.cli import acting, faults, output
from dueprocess.formats.errors import RosterError
from dueprocess.formats.refusal import DeniedError
from dueprocess.operate.directory import DirectoryError
from dueprocess.operate.home import HomeError

SECRET = "ottilie.brandt@fennelmail.example"


def _run(fault: BaseException, *args: str) -> int:
    @click.command()
    @click.option("--json", "json_", is_flag=True)
    def command(*, json_: bool) -> None:
        del json_
        raise fault

    with pytest.raises(SystemExit) as ended:
        faults.run(command, list(args))
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.mark.parametrize(
    ("fault", "code", "says"),
    [
        (RosterError.because("roster.fork", "two rosters have one number"), 1, "roster.fork"),
        (LawFileError("law/DE/x.yaml: no citation"), 1, "law.altered"),
        (HomeError("there is no desk"), 2, "there is no desk"),
        (DirectoryError("is damaged"), 2, "is damaged"),
        (OSError(errno.ENOSPC, "No space left on device"), 2, "disk is full"),
        (OSError(errno.EROFS, "Read-only file system", "/home/desk"), 2, "/home/desk: this file system"),
        (PermissionError(errno.EACCES, "Permission denied", "x.identity"), 2, "x.identity: you have no right"),
        (OSError(errno.EIO, "Input/output error"), 2, "doctor"),
        (OperationalError("no such table: data_case"), 2, "lacks a table"),
        (OperationalError("no such column: x"), 2, "another version"),
        (OperationalError("database is locked"), 2, "Try again"),
        (OperationalError("attempt to write a readonly database"), 2, "rights"),
        (OperationalError("database or disk is full"), 2, "disk is full"),
        (DatabaseError("database disk image is malformed"), 2, "database is damaged"),
        (BlobError("The disk is full: it was not stored"), 2, "disk is full"),
        (OperationalError(f"near {SECRET}"), 2, "doctor"),
        (ValueError(SECRET), 2, "fault of the program (ValueError"),
        (RecursionError(SECRET), 2, "fault of the program"),
        (click.UsageError("no such option"), 2, "no such option"),
        (click.Abort(), 2, "Stopped"),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), 0, ""),
    ],
)
def test_each_fault_has_words_and_a_code(
    fault: BaseException, code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(fault) == code
    out, err = capsys.readouterr()
    assert says in err
    assert out == ""
    assert "Traceback" not in err
    assert SECRET not in err


def test_with_json_a_fault_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(faults.DeniedError.because("case.four-eyes", "Another person approves."), "--json") == faults.NO
    assert json.loads(capsys.readouterr().out) == {"error": "Another person approves.", "rule": "case.four-eyes"}


def test_an_age_error_keeps_its_rule() -> None:
    said = faults.words_of(AgeError.because("age.wrong-key", "the envelope holds the key of another case"))
    assert (said.rule, said.denied.text) == ("age.wrong-key", "the envelope holds the key of another case")


HOSTILE = "\u0430ster\x1b]0;\x07\u202eor\u200bder"
SHOWN = "⟨Cyrillic \u0430⟩ster⟨U+001B⟩]0;⟨U+0007⟩⟨right-to-left override⟩or⟨zero width space⟩der"
# Each way in which a command says something; a new one passes the same door.
WAYS: list[Callable[[str], object]] = [
    click.echo,
    print,
    lambda text: click.echo(text, err=True),
    lambda text: click.secho(text, fg="red", bold=True),
    lambda text: sys.stdout.write(text),  # noqa: PLW0108 - the stream of that moment
    lambda text: sys.stderr.writelines([text]),
    lambda text: output.told({}, text, json_=False),
    lambda text: output.done({}, text, json_=False),
    lambda text: output.wrapped(text, 2),
    output.heading,
    lambda text: output.check("roster", "good", text, text, json_=False),
    lambda text: output.table(["name"], [[text]], empty=""),
    lambda text: output.table(["name"], [], empty=text),
    lambda text: logging.getLogger("dueprocess.screen").warning(text) or logging.StreamHandler().emit(
        logging.makeLogRecord({"msg": text})
    ),
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_nothing_that_a_command_prints_hides_or_moves_anything(
    way: Callable[[str], object], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        faults.run(click.Command("here", callback=lambda: way(HOSTILE)), [])
    said = "".join(capsys.readouterr())
    assert SHOWN in said
    assert HOSTILE[-4:] not in said


def test_a_fault_is_shown_by_the_same_door(capsys: pytest.CaptureFixture[str]) -> None:
    for fault in (DeniedError.because("case.form", HOSTILE), click.UsageError(HOSTILE), HomeError(HOSTILE)):
        _run(fault)
        assert SHOWN in capsys.readouterr().err
    _run(DeniedError.because("case.form", HOSTILE), "--json")
    data = capsys.readouterr().out
    assert json.loads(data)["error"] == HOSTILE
    assert "\u202e" not in data


def test_a_name_that_looks_like_another_is_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    """Each in one script, so honest alone; beside one another one is taken for the other (UTS #39)."""
    latin, cyrillic = "cocoa", "\u0441\u043e\u0441\u043e\u0430"
    with pytest.raises(SystemExit):
        faults.run(click.Command("here", callback=lambda: output.table(["who"], [[latin], [cyrillic]], empty="")), [])
    assert f"{cyrillic}⟨looks like {latin}, and is not⟩" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        faults.run(click.Command("here", callback=lambda: click.echo(f"{cyrillic}, {cyrillic}")), [])
    assert capsys.readouterr().out == f"{cyrillic}, {cyrillic}\n"


def test_where_no_language_is_set_the_door_stands_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a stream that says ASCII click makes one of its own, past us."""
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="ascii"))
    with pytest.raises(SystemExit):
        faults.run(click.Command("here", callback=lambda: click.echo(HOSTILE)), [])
    assert written.getvalue().decode() == f"{SHOWN}\n"


def test_a_word_that_is_no_day_is_refused_with_how_days_are_written() -> None:
    carried_out = acting.make("carried-out")
    with pytest.raises(DeniedError, match="'tomorrow' is no day; say YYYY-MM-DD"):
        carried_out.make_context("carried-out", ["c-4ed4", "--item", "1", "--how", "removed", "--on", "tomorrow"])
