"""``report``: the transparency report. Its commands stand in modules of their own, by what they are about."""

import click

from dueprocess.cli import report_commands, report_facts, report_forms
from dueprocess.cli.report_check import check
from dueprocess.cli.report_signature import answer, ask, enter


@click.group()
def report() -> None:
    """The transparency report: from cases, checked before release; and anybody's report, audited."""


for _command in (
    *(report_commands.build, report_commands.preview, report_commands.listed, report_commands.drop),
    *(report_commands.sign, report_commands.publish, report_commands.correct, ask, answer, enter),
    *(report_forms.export, report_forms.dsa, check, report_facts.facts, report_facts.cells),
):
    report.add_command(_command)
