"""``report build|preview|list|drop`` and ``sign|publish|correct``: a report's life at the desk's machine (ADR 0046)."""

import contextlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from dueprocess.adapters import crypto
from dueprocess.cli import options, output, screen
from dueprocess.cli.clients import client
from dueprocess.cli.faults import wrong
from dueprocess.cli.heads_commands import signed
from dueprocess.cli.homes import boot, place_of
from dueprocess.cli.publication_commands import provider_of, refusing
from dueprocess.client import desk_itself
from dueprocess.client.pins import read_pin
from dueprocess.formats import days
from dueprocess.formats.desk_acts import text_hash
from dueprocess.formats.refusal import DeniedError, accepted
from dueprocess.formats.statement import Act
from dueprocess.report import signing, stored
from dueprocess.report.cells import percent
from dueprocess.report.changes import withheld
from dueprocess.report.metric import Reckoning
from dueprocess.report.metrics import BY_ID
from dueprocess.report.owed import unsaid

if TYPE_CHECKING:
    from collections.abc import Callable

    from dueprocess.adapters.desk_api import FarDesk
    from dueprocess.client.desk_itself import Itself
    from dueprocess.client.person import Person
    from dueprocess.desk.services.desk import Desk
    from dueprocess.desk.services.reports import Draft
    from dueprocess.report.cells import Cell
    from dueprocess.report.changes import Change
    from dueprocess.report.edition import Edition

LINES: Final = 40
MINUTE: Final = 60
STEPS: Final = {
    "facts": "Reading cases",
    "cells": "Counting",
    "identities": "Checking",
    "withheld": "Holding against all that was published",
}
period_option = click.option(
    "--period", default="", metavar="PERIOD", help="2026, 2026-H1 or 2026-Q3 [default: the one draft that stands]."
)


@click.command("build")
@options.home
@click.option("--period", required=True, metavar="PERIOD", help="2026, 2026-H1 or 2026-Q3.")
@click.option("--back", type=click.IntRange(0, 20), default=5, show_default=True, help="Earlier periods beside it.")
@click.option(
    "--form",
    "forms",
    multiple=True,
    type=click.Choice(["github", "google"]),
    help="Count also what that publisher prints; once a form.",
)
@click.option("--running", is_flag=True, help="The period is not over; the report says so first.")
def build(home: Path | None, period: str, back: int, forms: tuple[str, ...], *, running: bool, json_: bool) -> None:
    """Compute the draft of a report from the cases. What contradicts itself or its cases is not written."""
    from dueprocess.desk.services import reports

    signed(home)  # the report names the head of the day on which it is made
    desk = boot(home)
    provider = provider_of(place_of(home))
    _say_how_long(period)
    with refusing(), _steps() as (tell, progress):
        made = reports.build(desk, provider, reports.Wanted(period, back, forms, running), tell, progress)
    made = accepted(made)
    for one in unsaid(desk.house.country, desk.house.said):  # before the first edition rests on it
        click.echo(f"{one.says}. {one.do}", err=True)
    if json_:
        output.print_json(told(made))
    else:
        _say_draft(made)


def _say_how_long(period: str) -> None:
    """Before it begins: that many items are counted one by one without the engine, how long, and what to install."""
    from dueprocess.desk.services import report_facts

    if found := report_facts.slow(period):
        items, seconds = found
        span = f"{seconds} s" if seconds < 2 * MINUTE else f"{round(seconds / MINUTE)} minutes"
        click.echo(
            f"{items} items are counted one by one: about {span}, besides the check of the cases. With "
            "`uv sync --extra report` in the checkout that takes seconds, and gives the same numbers.",
            err=True,
        )


@contextlib.contextmanager
def _steps() -> "Iterator[tuple[Callable[[str], None], Callable[[int, int], None] | None]]":
    """A bar on standard error, with the time left: it moves on with each case and each step; silent in a pipe."""
    if not sys.stderr.isatty():
        yield (lambda _: None), None
        return
    with click.progressbar(length=len(STEPS), file=screen.bare(sys.stderr), item_show_func=lambda one: one) as bar:

        def tell(step: str) -> None:
            bar.update(1, STEPS[step])

        def progress(done: int, total: int) -> None:
            bar.length = total + len(STEPS)
            bar.update(done + 1 - bar.pos, STEPS["facts"])

        yield tell, progress


def told(draft: "Draft") -> dict[str, Any]:
    """A draft for machines."""
    edition = draft.edition
    return {
        "period": edition.period,
        "number": edition.number,
        "edition": draft.hash,
        "made_on": edition.made_on,
        "before": list(edition.before),
        "cells": len(edition.cells),
        "held": edition.held,
        "withheld": [plain(cell) for cell in withheld(edition.cells)],
        "revisions": [{"was": plain(one.was), "now": plain(one.now)} for one in edition.revisions],
        "signed": [asdict(one.signer) for one in draft.signed],
        "complete": draft.complete,
    }


def plain(cell: "Cell") -> dict[str, Any]:
    """A cell for machines."""
    known = {"value": cell.value, "of": cell.of, "why": str(cell.why), "low": cell.low, "high": cell.high}
    return {**cell.place.plain(), **known}


def _say_draft(draft: "Draft") -> None:
    edition = draft.edition
    click.secho("✓ ", fg="green", nl=False)
    click.echo(f"Draft of edition {edition.number} on {edition.period}: {len(edition.cells)} numbers, ", nl=False)
    click.echo(f"{edition.held} identities tried, all hold. SHA-256 {draft.hash[:16]}…")
    hidden, revised = withheld(edition.cells), output.plural(len(edition.revisions), "revision")
    click.echo(f"  {output.plural(len(hidden), 'number')} withheld, {revised}.")
    for cell in hidden[:LINES]:
        output.wrapped(f"{cell.place}: {shown(cell)}", 4)
    _more(len(hidden))
    click.echo(f"  See `dueprocess report preview --period {edition.period}`; two people sign it.", err=True)


def _more(many: int) -> None:
    if many > LINES:
        click.echo(f"    and {many - LINES} more: --json lists all")


def shown(cell: "Cell | None") -> str:
    """A cell as people read it: number, share, band, or why it is blank."""
    if cell is None:
        return "nothing"
    metric = BY_ID.get(cell.place.metric)
    if cell.value is not None:
        if metric is not None and metric.reckoning is Reckoning.SHARE:
            return f"{percent(cell)} % ({cell.value} of {cell.of})"
        return str(cell.value) if cell.of == 1 else f"{cell.value / cell.of:.1f}"
    why = cell.why.meaning
    return why if cell.low is None else f"{cell.low} to {cell.high} ({why})"


@click.command("preview")
@options.home
@period_option
@click.option("--against", type=click.IntRange(1), help="Number of the edition to hold it against [default: the last].")
def preview(home: Path | None, period: str, against: int | None, *, json_: bool) -> None:
    """What the draft changes for its readers: since the last edition of the period, else since the period before."""
    from dueprocess.desk.services import reports

    desk = boot(home)
    with refusing():
        draft = the_draft(desk, period)
        name, changed = reports.compared(desk, draft.edition, against)
    if against is not None and not name:
        raise wrong(f"No edition {against} on {draft.edition.period} was published. See `dueprocess report list`.")
    if json_:
        rows = [_change(one) for one in changed]
        output.print_json({**told(draft), "against": name, "changes": rows})
        return
    _say_draft(draft)
    if not name:
        click.echo("  Nothing was published before it, and no earlier period stands beside it.")
        return
    click.echo(f"  Against {name}: {output.plural(len(changed), 'number')} differ.")
    for one in changed[:LINES]:
        output.wrapped(f"{one.place}: {shown(one.was)} → {shown(one.now)} ({one.why.meaning})", 4)
    _more(len(changed))


def _change(one: "Change") -> dict[str, Any]:
    was, now = (None if cell is None else plain(cell) for cell in (one.was, one.now))
    return {**one.place.plain(), "was": was, "now": now, "why": str(one.why)}


def the_draft(desk: "Desk", period: str) -> "Draft":
    """The draft on a period, or the only one that stands. Raises DeniedError."""
    from dueprocess.desk.services import reports

    found = [one for one in reports.drafts(desk) if period in {"", one.edition.period}]
    _one_of([one.edition.period for one in found], period)
    return found[0]


def _one_of(periods: Sequence[str], period: str) -> None:
    """Raises DeniedError where there is no draft, or more than one."""
    if not periods:
        what = f"a report on {period}" if period else "a report"
        raise wrong(f"No draft of {what} stands. Make one: `dueprocess report build --period {period or '2026-H1'}`.")
    if len(periods) > 1:
        raise wrong(f"Drafts on {', '.join(periods)} stand; say --period.")


@click.command("list")
@options.home
def listed(home: Path | None, *, json_: bool) -> None:
    """Every edition that was published, with signers and corrections; and drafts that wait."""
    from dueprocess.desk.services import reports

    desk = boot(home)
    with refusing():
        editions, drafts = reports.published(desk), reports.drafts(desk)
    if json_:
        rows = [_edition(one) for one in editions]
        output.print_json({"editions": rows, "drafts": [told(one) for one in drafts]})
        return
    for one in editions:
        who = ", ".join(signer.name or signer.role for signer in one.signers)
        click.echo(f"{one.period}, edition {one.number}, made on {days.spoken(one.made_on)}, signed: {who}")
        for correction in one.corrections:
            output.wrapped(f"corrected on {correction.on}: {output.safe(correction.says)}", 4)
    for draft in drafts:
        many = output.plural(len(draft.signed), "signature")
        click.echo(f"{draft.edition.period}, draft of edition {draft.edition.number}, {many}")
    if not editions and not drafts:
        click.echo("No report was built yet.")


def _edition(one: "Edition") -> dict[str, Any]:
    return {
        "period": one.period,
        "number": one.number,
        "made_on": one.made_on,
        "cells": len(one.cells),
        "held": one.held,
        "signers": [asdict(who) for who in one.signers],
        "corrections": [{"on": said.on, "says": said.says} for said in one.corrections],
    }


@click.command("drop")
@options.home
@period_option
def drop(home: Path | None, period: str, *, json_: bool) -> None:
    """Throw a draft away, with its signatures. What was published stays."""
    from dueprocess.desk.services import reports

    desk = boot(home)
    with refusing():
        draft = the_draft(desk, period)
        done = accepted(reports.drop(desk, draft.edition.period))
    output.acted(done, json_=json_, says=f"The draft on {draft.edition.period} is gone.")


@click.command("sign")
@period_option
@click.option("--name", "known_as", default="", help="From outside: the name by which the public knows you.")
@click.option("--report", "out", type=options.PATH, help="Write the report's bytes there to read.")
@options.person
def sign(period: str, known_as: str, out: Path | None, *, json_: bool, **person: Any) -> None:
    """Sign the draft, as one of two. Any change to it voids your signature."""
    with client(person) as (who, material):
        found = _draft(who, material.far, period)
        for line in what_is_signed(found.edition, found.hash):
            click.echo(line, err=True)
        if out is not None:
            out.write_bytes(found.text)
        says = {**named(found.edition, found.hash), "name": text_hash(known_as)}
        done = desk_itself.act(who, material.far, found.itself, Act.REPORT_SIGN, says, name=known_as)
    output.acted(done, json_=json_, says=f"{known_as or person['name']} signed edition {found.edition.number}.")


@dataclass(frozen=True, slots=True)
class _Found:
    """A draft as the person's own machine read it: its bytes are what is signed."""

    itself: "Itself"
    text: bytes
    edition: "Edition"
    hash: str


def _draft(who: "Person", far: "FarDesk", period: str) -> _Found:
    """The draft on a period, or the only one that stands, checked. Raises DeniedError."""
    itself, pin = desk_itself.look(who, far), read_pin(who.pin_file)
    known = pin.plain() if pin else {}
    asked = {"pin": known, "shown": far.get("/v1/desk/reports", period=period)}
    told = signing.answer(asked, crypto.verify, who.now)
    rows = told.get("reports", [told])
    refused = next((row for row in rows if "rule" in row), None)
    if refused is not None:
        raise DeniedError.because(refused["rule"], refused["reason"])
    _one_of([row["period"] for row in rows], period)
    text = rows[0]["text"].encode()
    return _Found(itself, text, stored.decode(text), rows[0]["edition"])


def what_is_signed(edition: "Edition", hash_: str) -> Iterator[str]:
    """Lines that say what a signature would stand under."""
    made = days.spoken(edition.made_on)
    yield f"The report of {edition.provider.name} on {edition.period}, edition {edition.number}, of {made}."
    hidden = len(withheld(edition.cells))
    yield f"  {len(edition.cells)} numbers, {hidden} of them withheld; {edition.held} identities hold."
    yield f"  Its first paragraph says {len(edition.gaps)} things that are not in it."
    yield f"  SHA-256 {hash_}"


@click.command("publish")
@period_option
@options.person
def publish(period: str, *, json_: bool, **person: Any) -> None:
    """Publish the draft that two people signed. It stays for ever; the next `publish` writes it to the site."""
    with client(person) as (who, material):
        found = _draft(who, material.far, period)
        done = desk_itself.act(who, material.far, found.itself, Act.REPORT_PUBLISH, named(found.edition, found.hash))
    edition = found.edition
    says = f"Edition {edition.number} on {edition.period} is published; `dueprocess publish` shows it."
    output.acted(done, json_=json_, says=says)


@click.command("correct")
@click.option("--period", required=True, metavar="PERIOD", help="Of the edition that was wrong.")
@click.option("--edition", "number", type=click.IntRange(1), required=True, help="Its number.")
@click.option("--says", required=True, help="What was wrong: one public line of at most 400 characters.")
@options.person
def correct(period: str, number: int, says: str, *, json_: bool, **person: Any) -> None:
    """Say in public what was wrong in a published edition. Never name what may not be admitted: nobody checks it."""
    with client(person) as (who, material):
        rows = material.far.rows("/v1/desk/editions", period=period, number=number)
        if not rows:
            raise wrong(f"No edition {number} on {period} was published. See `dueprocess report list`.")
        hash_ = stored.hash_of(str(rows[0]["bytes"]).encode())  # of what was read, not what the desk says of it
        stated = {"edition": hash_, "number": number, "period": period, "says": text_hash(says)}
        itself = desk_itself.look(who, material.far)
        done = desk_itself.act(who, material.far, itself, Act.REPORT_CORRECT, stated, line=says)
    output.acted(done, json_=json_, says=f"Corrected: edition {number} on {period}. It stays as it was, and says so.")


def named(edition: "Edition", hash_: str) -> dict[str, Any]:
    """How a statement names a draft."""
    return {"edition": hash_, "number": edition.number, "period": edition.period}
