"""Whatever goes wrong becomes words and an exit code; never a traceback, never a particular."""

import errno
import json

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


def test_a_senders_control_characters_do_not_reach_the_terminal() -> None:
    assert output.safe("\x1b[2Jgone\r\tند\n") == "�[2Jgone�\tند\n"


def test_a_word_that_is_no_day_is_refused_with_how_days_are_written() -> None:
    carried_out = acting.make("carried-out")
    with pytest.raises(DeniedError, match="'tomorrow' is no day; say YYYY-MM-DD"):
        carried_out.make_context("carried-out", ["c-4ed4", "--item", "1", "--how", "removed", "--on", "tomorrow"])
