"""``report``: the transparency report. Each command stands in a module of its own and is added here."""

import click

from dueprocess.cli import (
    report_asking,
    report_building,
    report_cells,
    report_checking,
    report_dsa,
    report_exporting,
    report_facts,
)


@click.group()
def report() -> None:
    """The transparency report: from cases, checked before release; and anybody's report, audited."""


_LIFE = (*report_building.COMMANDS, *report_asking.COMMANDS)
_FORMS = (*report_exporting.COMMANDS, *report_dsa.COMMANDS, *report_checking.COMMANDS)
_NUMBERS = (*report_facts.COMMANDS, *report_cells.COMMANDS)
for _command in (*_LIFE, *_FORMS, *_NUMBERS):
    report.add_command(_command)
