"""Who is asking, as commands say it."""

import click

from dueprocess.adapters import texts
from dueprocess.cli import output
from dueprocess.demand import asking


def print_facts(facts: list[asking.Fact], language: str, *, urgent: bool = False, office: str | None = None) -> None:
    """The line, what speaks most against and for, then the rest; each with what it does not prove."""
    said = texts.of_senders(language)
    if not facts:
        return
    click.secho(output.safe(f"  {asking.line(facts, said)}"), bold=True)
    if urgent:
        click.secho(output.safe(f"  {said.page['emergency'].format(office=office or said.page['office'])}"), fg="red")
    for way, rows in asking.shown(facts).items():
        if rows:
            click.echo(f"  {said.page[way if way != asking.Leaning.OPEN else 'rest']}:")
        for one in rows:
            click.echo(output.safe(f"    - {said.said(one, 'says')}"))
            click.secho(output.safe(f"      {said.page['proves'].format(what=said.said(one, 'proves'))}"), dim=True)
