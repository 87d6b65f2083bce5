"""``report``: the transparency report. Each command stands in a module of its own and is added here."""

import click


@click.group()
def report() -> None:
    """The transparency report: from cases, checked before release; and anybody's report, audited."""
