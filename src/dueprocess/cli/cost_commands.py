"""``cost`` and ``invoice``: what a demand cost, the claim that dies, and what accounting takes away."""

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dueprocess.cli import options, output
from dueprocess.cli.faults import wrong
from dueprocess.cli.findings import cited
from dueprocess.cli.letter_commands import letter
from dueprocess.cli.session import boot, find

if TYPE_CHECKING:
    from dueprocess.case.state import CaseState
    from dueprocess.desk.services.desk import Desk
    from dueprocess.law.finding import Charge


@click.group()
def cost() -> None:
    """Minutes and units of the law's tariff on an item; the invoice rests on them."""


@cost.command("list")
@click.argument("case")
@options.home
@options.as_json
def list_(case: str, home: Path | None, *, json_: bool) -> None:
    """What was counted, and what the law lets you claim."""
    from dueprocess.desk.services.cases import state_of
    from dueprocess.desk.services.plain_views import costs_plain

    desk = boot(home)
    state = state_of(find(case))
    if json_:
        options.print_json({"case": state.id, **costs_plain(state.id)})
        return
    rows = [
        (
            str(one.seq),
            str(one.item),
            one.tariff,
            str(one.units or ""),
            str(one.minutes or ""),
            _money(one),
            _stands(one),
        )
        for one in state.costs
    ]
    columns = ("cost", "item", "position", "units", "minutes", "amount", "")
    output.table(columns, rows, empty="Nothing was counted yet: `dueprocess cost record CASE --minutes 20`.")
    _print_tariffs(desk, state)


def _money(one: Any) -> str:  # noqa: ANN401 - a CostEntry
    from dueprocess.letter.facts import bare_money

    return bare_money(one.cents, one.currency, "en") if one.currency else ""


def _stands(one: Any) -> str:  # noqa: ANN401 - a CostEntry
    if one.withdrawn:
        return "withdrawn"
    return f"invoice {one.invoice}" if one.invoice else "waits for an invoice" if one.tariff else ""


def _print_tariffs(desk: "Desk", state: "CaseState") -> None:
    from dueprocess.letter.facts import bare_money

    for item in state.items:
        charges = charges_of(desk, state, item.number)
        if charges:
            output.heading(f"Item {item.number}: the law lets us claim")
        for one in charges:
            sign = output.mark("info" if one.decides else "caution") + " "
            amount = bare_money(one.cents, one.currency, "en")
            output.wrapped(f"{one.says}: {amount} for each {one.per} · {one.position}", 4, sign)
        for name, one in {one.tariff: one for one in charges}.items():
            asks = "" if one.decides else f" · asks: counsel runs `dueprocess law sign {name} --on DAY`"
            output.wrapped(f"{cited(one.citation)}{asks}", 4, dim=True)


def charges_of(desk: "Desk", state: "CaseState", number: int) -> "tuple[Charge, ...]":
    """What the invoked law lets us claim for an item today."""
    from dueprocess.desk.services.assessments import assess_case

    return next((one.charges for one in assess_case(desk, state).items if one.item == number), ())


@click.command()
@click.argument("case", required=False)
@click.option("--item", "items", type=int, multiple=True, help="Items that it claims for [default: all that wait].")
@click.option("--lang", "languages", multiple=True, help="The authority's language [default: its country's].")
@options.home
@click.option("--identity", type=click.Path(path_type=Path), help="To merge their reference from the particulars.")
@click.option("--passphrase-file", type=click.Path(path_type=Path), help="File that holds the passphrase.")
@click.option("--pdf", is_flag=True, help="As PDF, into --out.")
@click.option("--out", type=click.Path(path_type=Path), help="File to write.")
@click.option("--export", is_flag=True, help="All invoices for accounting, as CSV: number, day, sum; no authority.")
@options.as_json
@click.pass_context
def invoice(  # noqa: PLR0913 - one option each
    context: click.Context,
    *,
    case: str | None,
    items: tuple[int, ...],
    languages: tuple[str, ...],
    home: Path | None,
    identity: Path | None,
    passphrase_file: Path | None,
    pdf: bool,
    out: Path | None,
    export: bool,
    json_: bool,
) -> None:
    """The invoice for what was counted. Nothing is sent: `dueprocess send CASE --kind invoice` does that."""
    if export is not (case is None) or (json_ and not export):
        message = "Name a case, or say --export; --json goes with --export."
        raise wrong(message)
    if case is None:
        _export(home, json_=json_)
        return
    context.invoke(
        letter,
        case=case,
        items=items,
        kind="invoice",
        languages=languages,
        right_addressee="",
        home=home,
        identity=identity,
        passphrase_file=passphrase_file,
        form="text",
        out=out,
        pdf=pdf,
    )


def _export(home: Path | None, *, json_: bool) -> None:
    from dueprocess.desk.data.queries.costs import invoices
    from dueprocess.desk.services.invoices import COLUMNS, exported
    from dueprocess.desk.services.plain_views import invoice_plain

    boot(home)
    rows = invoices()
    if json_:
        for row in rows:
            options.print_json(invoice_plain(row))
        return
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows(exported(rows))
    click.echo(text.getvalue(), nl=False)
