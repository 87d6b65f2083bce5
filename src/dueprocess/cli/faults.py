"""From faults to words and exit codes: 1 the answer is no, 2 the call was wrong or the input unreadable.

Nothing that a fault prints holds particulars or a secret: refusals carry codes, parsers carry their own words.
"""

import errno
import sys
import traceback
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final, NoReturn

import click

from dueprocess.cli import screen
from dueprocess.formats.refusal import CALL, DeniedError, wrong

__all__ = ["CALL", "NO", "SPEAKING", "WRONG", "run", "show", "words_of", "wrong"]

NO = 1
WRONG = 2


def show(fault: DeniedError) -> None:
    """What happened, why, what to do next; and the rule's name where one refused."""
    if fault.rule == CALL:
        click.secho("Cannot do that. ", fg="yellow", bold=True, err=True, nl=False)
        click.echo(fault.denied.text, err=True)
    else:
        click.secho("No. ", fg="red", bold=True, err=True, nl=False)
        click.echo(f"{fault.denied.text}  [{fault.rule}]", err=True)


def run(command: click.Command, argv: Sequence[str] | None) -> NoReturn:
    """Run a command; exit with its code. Whatever goes wrong becomes words, never a traceback."""
    with screen.shown():
        _run(command, list(sys.argv[1:] if argv is None else argv))


def _run(command: click.Command, args: Sequence[str]) -> NoReturn:
    try:
        code = command.main(args=list(args), prog_name="dueprocess", standalone_mode=False)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(WRONG)
    except SystemExit:
        # Only click leaves so here: the reader of a pipe went away. Nothing is wrong with the desk.
        sys.exit(0)
    except Exception as fault:  # noqa: BLE001 - the last door: nobody reads a traceback, and it could hold particulars
        said = fault if isinstance(fault, click.ClickException) else words_of(fault)
        sys.exit(_tell(said, args))
    sys.exit(code if isinstance(code, int) else 0)


def words_of(fault: Exception) -> DeniedError:
    """What happened, why, what to do next, for any exception that is not click's."""
    if isinstance(fault, DeniedError):
        return fault
    if _is(fault, {"LawFileError"}):
        return DeniedError.because("law.altered", f"{fault}. Restore the file, or run `dueprocess law check`.")
    if _is(fault, SPEAKING):
        return wrong(str(fault))
    if _is(fault, {"django.DatabaseError"}):
        return wrong(_of_database(str(fault)))
    return wrong(_of_system(fault) if isinstance(fault, OSError) else _of_bug(fault))


# Our own exceptions, whose words are made for people and hold neither particulars nor secrets; named, so that help
# does not import what it does not need.
SPEAKING: Final = {
    "BadCommandError",
    "BlobError",
    "ConnectorError",
    "DirectoryError",
    "HistoryError",
    "ListError",
    "FaceError",
    "HomeError",
    "IdentityError",
    "LetterError",
    "LostRaceError",
    "NoDeskError",
    "PlaceError",
    "SandboxError",
    "SiteError",
    "SnapshotError",
    "UnknownCaseError",
}


def _is(fault: Exception, names: Collection[str]) -> bool:
    own = {c.__name__ for c in type(fault).__mro__ if c.__module__.startswith("dueprocess.")}
    theirs = {f"django.{c.__name__}" for c in type(fault).__mro__ if c.__module__.startswith("django.")}
    return not (own | theirs).isdisjoint(names)


# The beginning of what a database says -> what a person hears. Its own words can quote values; they are not shown.
_DATABASE: Final = {
    "no such table": "The database of this home lacks a table, as if it was made by another version or not wholly "
    "restored. Nothing was written. Run dueprocess upgrade; where that does not help, restore the last backup.",
    "no such column": "The database of this home was made by another version. Nothing was written. "
    "Run dueprocess upgrade.",
    "database is locked": "Another process holds the database. Nothing was written. Try again in a moment.",
    "database or disk is full": "The disk is full. Nothing was written. Make room, then try again.",
    "malformed": "The database is damaged. Nothing was written. Run dueprocess doctor, then restore the last backup.",
    "attempt to write a readonly database": "The database may only be read. Nothing was written. "
    "Check the rights of the home, and as whom you run.",
    "unable to open database file": "The database cannot be opened. Check that the home exists, and its rights.",
}


def _of_database(says: str) -> str:
    for begins, words in _DATABASE.items():
        if begins in says:
            return words
    return "The database refused. Nothing was written. Run `dueprocess doctor`."


_SYSTEM: Final = {
    errno.ENOSPC: "the disk is full; make room, then try again",
    errno.EDQUOT: "your share of the disk is used up; make room, then try again",
    errno.EROFS: "this file system may only be read; choose another folder",
    errno.EACCES: "you have no right to it; check who owns it, and as whom you run",
    errno.EPERM: "you have no right to it; check who owns it, and as whom you run",
    errno.ENOENT: "there is no such file or folder; check the path",
    errno.EISDIR: "this is a folder; name a file",
    errno.ENOTDIR: "a part of this path is no folder; check the path",
    errno.EEXIST: "it exists already; choose another name",
}


def _of_system(fault: OSError) -> str:
    words = _SYSTEM.get(fault.errno or 0, f"{fault.strerror or type(fault).__name__}; run `dueprocess doctor`")
    return f"{fault.filename}: {words}." if fault.filename else f"{words[:1].upper()}{words[1:]}."


def _of_bug(fault: Exception) -> str:
    """Places in our code alone: a value in a message or a frame could be a particular."""
    frames = traceback.extract_tb(fault.__traceback__)
    places = [f"{Path(one.filename).stem}:{one.lineno}" for one in frames if "dueprocess" in one.filename]
    where = " < ".join(reversed(places[-4:]))
    return (
        f"This is a fault of the program ({type(fault).__name__} at {where or 'an unknown place'}). "
        "What was written before is whole. Please report this line; it holds nothing about a case."
    )


def _tell(fault: click.ClickException | DeniedError, args: Sequence[str]) -> int:
    """Say it, as JSON too where that was asked for. Returns the exit code."""
    if isinstance(fault, DeniedError):
        show(fault)
        error, rule, code = fault.denied.text, fault.rule, WRONG if fault.rule == CALL else NO
    else:
        fault.show()
        error, rule, code = fault.format_message(), CALL, fault.exit_code
    if "--json" in args:
        from dueprocess.cli.output import print_json

        print_json({"error": error, "rule": rule})
    return code
