"""``law``: the shelves as data. List, show, check, sign."""

import datetime
from pathlib import Path
from typing import Any

import click

from dueprocess.cli import options, output
from dueprocess.cli.faults import NO, Refused, Wrong
from dueprocess.cli.session import accepted
from dueprocess.cli.working import session


@click.group()
def law() -> None:
    """Law as data: each statement with act, section, date and status."""


@law.command("list")
@click.option("--country", help="As DE, EU, PK, US.")
@options.as_json
def list_(country: str | None, *, json_: bool) -> None:
    """Instruments on the shelves."""
    shelf = _shelf()
    found = [one for one in shelf.instruments.values() if country in {None, one.country}]
    rows = []
    for one in sorted(found, key=lambda each: each.id):
        version = one.versions[0]
        cite = version.cited.citation
        rows.append(
            (one.id, cite.title, cite.section, str(cite.status), cite.checked_on or "", version.provider_review)
        )
    if json_:
        names = ("id", "act", "section", "status", "checked_on", "provider_review")
        for row in rows:
            options.print_json(dict(zip(names, row, strict=True)))
        return
    empty = "There is no shelf for this country yet. Standards still apply; ask counsel."
    output.table(("id", "act", "section", "status", "read on", "our review"), rows, empty=empty)


@law.command("show")
@click.argument("name")
@click.option("--lang", default="en", show_default=True)
def show(name: str, lang: str) -> None:
    """One instrument: rules, grounds, risk, secrecy, clocks."""
    shelf = _shelf()
    one = shelf.instruments.get(name)
    if one is None:
        import difflib

        near = ", ".join(difflib.get_close_matches(name, shelf.instruments, 3)) or "see `dueprocess law list`"
        message = f"The shelves have no {name}. Near: {near}."
        raise Wrong(message)
    _print(one, lang)


def _print(one: Any, lang: str) -> None:  # noqa: ANN401 - an Instrument
    from dueprocess.domain.law.shelf import word

    version = one.versions[0]
    cite = version.cited.citation
    click.secho(f"{one.id}  {cite.title}, {cite.section}", bold=True)
    click.echo(f"{cite.status}, text of {cite.checked_on or '—'}; our review: {version.provider_review}")
    click.echo(word(version.summary, lang))
    output.heading("Requires")
    for rule in version.rules:
        source = rule.cited.citation
        click.echo(f"  {rule.id}")
        click.echo(f"    {word(rule.says, lang)}")
        click.secho(f"    {source.title}, {source.section} · {source.status}", dim=True)
    output.heading("We may object")
    for ground in version.grounds:
        click.echo(f"  {ground.code}: {word(ground.says, lang)}")
    if not version.grounds:
        click.echo("  The law opens no ground to the provider.")
    if version.secrecy is not None:
        output.heading("Silence")
        click.echo(f"  {word(version.secrecy.says, lang)}")


@law.command("check")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@options.as_json
def check(folder: Path | None, *, json_: bool) -> int:
    """Do the files keep their form, and which statements are older than 12 months? Exit 1 when a file is wrong."""
    from dueprocess.adapters import law_files
    from dueprocess.config.wiring import now

    try:
        shelf = law_files.load(folder)
    except law_files.LawFileError as fault:
        if json_:
            options.print_json({"holds": False, "fault": str(fault)})
        else:
            click.secho(str(fault), fg="red", err=True)
        return NO
    today = now().date()
    stale = sorted(rule.id for rule in shelf.rules.values() if not rule.cited.decides(today))
    if json_:
        options.print_json(
            {"holds": True, "digest": shelf.digest, "instruments": len(shelf.instruments), "ask_again": stale}
        )
    else:
        click.echo(f"{len(shelf.instruments)} instruments, {len(shelf.rules)} rules, digest {shelf.digest[:16]}…")
        click.echo(f"{len(stale)} rules do not decide today (unverified, or read more than 12 months ago): they ask.")
    return 0


@law.command("sign")
@click.argument("rule")
@click.option("--on", "day", required=True, help="Day on which counsel read the law in force.")
@options.as_json
@options.person
def sign(rule: str, day: str, *, json_: bool, **person: Any) -> None:  # noqa: ANN401
    """The desk's counsel verifies RULE (or a whole instrument) for this desk; it decides for 12 months."""
    from dueprocess.domain.sealed.statement import Act
    from dueprocess.services import authorities
    from dueprocess.services import law as service

    who = session(person)
    try:
        datetime.date.fromisoformat(day)
    except ValueError as fault:
        message = f"{day!r} is no day; say YYYY-MM-DD"
        raise Wrong(message) from fault
    statement = authorities.draft(who.desk, who.name, Act.LAW_SIGN, {"on": day, "rule": rule})
    accepted(service.sign(who.desk, who.sign(statement)))
    if json_:
        options.print_json({"rule": rule, "by": who.name, "on": day})
    else:
        click.echo(f"{who.name} verified {rule} as of {day}. It decides for this desk for 12 months.")


def _shelf() -> Any:  # noqa: ANN401 - a Shelf
    from dueprocess.adapters import law_files

    try:
        return law_files.load()
    except law_files.LawFileError as fault:
        raise Refused("law.altered", str(fault)) from fault
