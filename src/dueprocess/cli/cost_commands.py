"""``cost`` and ``invoice``: what a demand cost, the claim that dies, and what accounting takes away."""

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dueprocess.cli import options, output
from dueprocess.cli.cases import Case, look_at
from dueprocess.cli.clients import looking
from dueprocess.cli.faults import wrong
from dueprocess.cli.findings import cited
from dueprocess.cli.letter_commands import Chosen, write
from dueprocess.letter.facts import bare_money

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@click.group()
def cost() -> None:
    """Minutes and units of the law's tariff on an item; the invoice rests on them."""


@cost.command("list")
@click.argument("case")
@options.looker
def list_(case: str, *, json_: bool, **person: Any) -> None:
    """What was counted, and what the law lets you claim."""
    seen = look_at(person, case)
    if json_:
        output.print_json({"case": seen.state.id, **seen.told["costs"]})
        return
    rows = [
        (
            str(one.seq),
            str(one.item),
            one.tariff,
            str(one.units or ""),
            str(one.minutes or ""),
            bare_money(one.cents, one.currency, "en") if one.currency else "",
            _stands(one),
        )
        for one in seen.state.costs
    ]
    columns = ("cost", "item", "position", "units", "minutes", "amount", "")
    output.table(columns, rows, empty="Nothing was counted yet: `dueprocess cost record CASE --minutes 20`.")
    if seen.state.items:
        _print_tariffs(seen)


def _stands(one: Any) -> str:
    if one.withdrawn:
        return "withdrawn"
    return f"invoice {one.invoice}" if one.invoice else "waits for an invoice" if one.tariff else ""


def _print_tariffs(seen: Case) -> None:
    for judged in seen.law(None, "en")[0].items:
        if judged.charges:
            output.heading(f"Item {judged.item}: the law lets us claim")
        for one in judged.charges:
            sign = output.mark("info" if one.decides else "caution") + " "
            amount = bare_money(one.cents, one.currency, "en")
            output.wrapped(f"{one.says}: {amount} for each {one.per} · {one.position}", 4, sign)
        for name, one in {one.tariff: one for one in judged.charges}.items():
            asks = "" if one.decides else f" · asks: counsel runs `dueprocess law sign {name} --on DAY`"
            output.wrapped(f"{cited(one.citation)}{asks}", 4, dim=True)


@click.command()
@click.argument("case", required=False)
@click.option("--item", "items", type=int, multiple=True, help="Items that it claims for [default: all that wait].")
@click.option("--lang", "languages", multiple=True, help="The authority's language [default: its country's].")
@options.looker
@click.option("--pdf", is_flag=True, help="As PDF, into --out.")
@click.option("--out", type=options.PATH, help="File to write.")
@click.option("--export", is_flag=True, help="All invoices for accounting, as CSV: number, day, sum; no authority.")
def invoice(
    case: str | None,
    items: tuple[int, ...],
    languages: tuple[str, ...],
    out: Path | None,
    *,
    pdf: bool,
    export: bool,
    json_: bool,
    **person: Any,
) -> None:
    """The invoice for what was counted. Nothing is sent: `dueprocess send CASE --kind invoice` does that."""
    if export is not (case is None) or (json_ and not export):
        raise wrong("Name a case, or say --export; --json goes with --export.")
    if case is not None:
        write(case, Chosen(items, "invoice", languages), "pdf" if pdf else "text", out, person)
        return
    with looking(person) as far:
        rows = far.rows("/v1/invoices")
    if json_:
        for row in rows:
            output.print_json(row)
    else:
        _print_csv(rows)


def _print_csv(rows: "Sequence[Mapping[str, Any]]") -> None:
    from dueprocess.desk.services.letters import COLUMNS, exported

    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows(exported(rows))
    click.echo(text.getvalue(), nl=False)
