"""From faults to words and exit codes: 1 the answer is no, 2 the call was wrong or the input unreadable.

Nothing that a fault prints holds particulars or a secret: refusals carry codes, parsers carry their own words.
"""

import json
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

NO = 1
WRONG = 2


class Refused(click.ClickException):
    """The answer is no: a rule refused, by name."""

    exit_code = NO

    def __init__(self, rule: str, says: str) -> None:
        super().__init__(says)
        self.rule = rule

    def show(self, file: object = None) -> None:
        """What happened, why, what to do next, and the rule's name."""
        del file
        click.secho("No. ", fg="red", bold=True, err=True, nl=False)
        click.echo(f"{self.message}  [{self.rule}]", err=True)


class Wrong(click.ClickException):
    """The call was wrong or the input unreadable; the words say what to do next."""

    exit_code = WRONG

    def show(self, file: object = None) -> None:
        """The words alone."""
        del file
        click.secho("Cannot do that. ", fg="yellow", bold=True, err=True, nl=False)
        click.echo(self.message, err=True)


def run(command: click.Command, argv: Sequence[str] | None) -> NoReturn:
    """Run a command; exit with its code."""
    args = list(sys.argv[1:] if argv is None else argv)
    try:
        code = command.main(args=args, prog_name="dueprocess", standalone_mode=False)
    except click.ClickException as fault:
        _show(fault, args)
        sys.exit(fault.exit_code)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(WRONG)
    except BrokenPipeError:
        # The reader of a pipe went away; nothing is wrong with the desk.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)


def _show(fault: click.ClickException, args: Sequence[str]) -> None:
    fault.show()
    if "--json" in args:
        rule = getattr(fault, "rule", "call")
        click.echo(json.dumps({"error": fault.format_message(), "rule": rule}, ensure_ascii=False))
