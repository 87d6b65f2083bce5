"""``report``: the transparency report. Each command stands in a module of its own and is added here."""

import click

from dueprocess.cli import (
    report_cells,
    report_check,
    report_commands,
    report_dsa,
    report_export,
    report_facts,
    report_signature,
)


@click.group()
def report() -> None:
    """The transparency report: from cases, checked before release; and anybody's report, audited."""


_LIFE = (*report_commands.COMMANDS, *report_signature.COMMANDS)
_FORMS = (*report_export.COMMANDS, *report_dsa.COMMANDS, *report_check.COMMANDS)
_NUMBERS = (*report_facts.COMMANDS, *report_cells.COMMANDS)
for _command in (*_LIFE, *_FORMS, *_NUMBERS):
    report.add_command(_command)
