"""``law``: the shelves as data. List, show, check, sign."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from dueprocess.cli import options, output
from dueprocess.cli.faults import Wrong
from dueprocess.cli.findings import cited
from dueprocess.cli.session import accepted
from dueprocess.cli.working import session

if TYPE_CHECKING:
    from dueprocess.domain.law.shelf import Shelf
    from dueprocess.domain.law.texts import Instrument, Tariff, Version


COURTS: Final = {
    "prior": "before",
    "later": "afterwards",
    "independent": "an independent body that is no court, before",
    "programme": "for the programme, never for the single case",
    "none": "none",
    "unknown": "not known",
}


@click.group()
def law() -> None:
    """Law as data: each statement with act, section, date and status."""


@law.command("list")
@click.option("--country", help="As DE, EU, PK, US.")
@options.as_json
def list_(country: str | None, *, json_: bool) -> None:
    """Instruments on the shelves."""
    shelf = _shelf()
    found = [one for one in shelf.instruments.values() if country is None or one.country == country.upper()]
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
@click.option("--lang", default="en", show_default=True, help="Language of the words: en or de.")
@options.as_json
def show(name: str, lang: str, *, json_: bool) -> None:
    """One instrument: rules, grounds, risk, secrecy, clocks."""
    shelf = _shelf()
    one = shelf.instruments.get(name)
    if one is None:
        message = f"The shelves have no {name}.{options.nearest(name, shelf.instruments)} See `dueprocess law list`."
        raise Wrong(message)
    if json_:
        options.print_json(_plain(one, lang))
    else:
        _print(one, lang)


def _plain(one: "Instrument", lang: str) -> dict[str, Any]:
    from dataclasses import asdict

    from dueprocess.domain.law.texts import word

    version = one.latest
    return {
        "id": one.id,
        "country": one.country,
        "citation": asdict(version.cited.citation),
        "provider_review": version.provider_review,
        "who": None if version.who is None else word(version.who, lang),
        "court": version.court,
        "falls_short": list(version.falls_short),
        "standing": None if version.standing is None else word(version.standing.says, lang),
        "onward": [{"code": one.code, "sharing": one.sharing, "says": word(one.says, lang)} for one in version.onward],
        "says": word(version.summary, lang),
        "rules": [
            {"rule": rule.id, "says": word(rule.says, lang), "citation": asdict(rule.cited.citation)}
            for rule in version.rules
        ],
        "grounds": [
            {"code": each.code, "says": word(each.says, lang), "citation": asdict(each.citation)}
            for each in version.grounds
        ],
        "tariff": None if version.tariff is None else _tariff_plain(version.tariff, lang),
    }


def _tariff_plain(tariff: "Tariff", lang: str) -> dict[str, Any]:
    from dataclasses import asdict

    from dueprocess.domain.law.texts import word

    return {
        "tariff": tariff.id,
        "currency": tariff.currency,
        "positions": [
            {"position": one.id, "per": one.per, "cents": one.cents, "says": word(one.says, lang)}
            for one in tariff.positions
        ],
        "expires": None if tariff.expires is None else {str(tariff.expires.unit): tariff.expires.amount},
        "citation": asdict(tariff.cited.citation),
    }


def _print(one: "Instrument", lang: str) -> None:
    from dueprocess.domain.law.texts import word

    version = one.latest
    cite = version.cited.citation
    click.secho(f"{one.id}  {cite.title}, {cite.section}", bold=True)
    read = f"read on {cite.checked_on}" if cite.checked_on else "not read"
    click.echo(f"{cite.status}, {read} · the provider's review: {version.provider_review}")
    output.wrapped(word(version.summary, lang), 0)
    if version.who is not None:
        output.wrapped(f"who: {word(version.who, lang)} · court: {COURTS[version.court]}", 0)
    if version.falls_short:
        output.wrapped(f"as written it falls short of {', '.join(version.falls_short)}", 0)
    if version.standing is not None:
        output.heading("Access that we cannot see")
        output.wrapped(word(version.standing.says, lang), 2)
        output.wrapped(cited(version.standing.cited.citation), 2, dim=True)
    output.heading("Requires")
    for rule in version.rules:
        output.wrapped(word(rule.says, lang), 4, output.mark("note") + " ")
        output.wrapped(f"{cited(rule.cited.citation)} · {rule.id}", 4, dim=True)
    _print_grounds(version, lang)
    _print_silence(version, lang)
    _print_clocks(version, lang)
    if version.onward:
        output.heading("What may become of the data")
        for use in version.onward:
            output.wrapped(word(use.says, lang), 4, output.mark("caution" if use.sharing else "info") + " ")
            output.wrapped(cited(use.cited.citation), 4, dim=True)
    if version.tariff is not None:
        _print_tariff(version.tariff, lang)


def _print_tariff(tariff: "Tariff", lang: str) -> None:
    from dueprocess.domain.law.texts import word
    from dueprocess.domain.letter.facts import bare_money

    output.heading("We may claim")
    for one in tariff.positions:
        amount = bare_money(one.cents, tariff.currency, lang)
        output.wrapped(f"{word(one.says, lang)}: {amount} for each {one.per}", 4, output.mark("note") + " ")
    output.wrapped(f"{cited(tariff.cited.citation)} · {tariff.id}", 4, dim=True)
    if tariff.expires is not None and tariff.expires_cite is not None:
        end = f"The claim dies {tariff.expires.amount} {tariff.expires.unit} after the measure."
        output.wrapped(end, 4, output.mark("note") + " ")
        output.wrapped(cited(tariff.expires_cite), 4, dim=True)


def _print_grounds(version: "Version", lang: str) -> None:
    from dueprocess.domain.law.texts import word

    output.heading("We may object")
    for ground in version.grounds:
        output.wrapped(f"{ground.code}: {word(ground.says, lang)}", 4, output.mark("note") + " ")
    if not version.grounds:
        click.echo("  The law opens no ground to the provider.")
    if version.wrong_refusal is not None:
        output.heading("A wrong refusal")
        output.wrapped(word(version.wrong_refusal.says, lang), 2)
        output.wrapped(cited(version.wrong_refusal.citation), 2, dim=True)


def _print_silence(version: "Version", lang: str) -> None:
    from dueprocess.domain.law.texts import word

    if version.secrecy is not None:
        rule = version.secrecy
        output.heading("Silence")
        output.wrapped(word(rule.says, lang), 2)
        click.echo(f"  tell {rule.tell} · admit {rule.admit} · count {rule.count} · notifies: {rule.who_notifies}")
        output.wrapped(cited(rule.cited.citation), 2, dim=True)


def _print_clocks(version: "Version", lang: str) -> None:
    from dueprocess.domain.law.texts import word

    if version.clocks:
        output.heading("Clocks")
    for clock in version.clocks:
        output.wrapped(f"{output.spoken(clock.what)}: {word(clock.says, lang)}", 4, output.mark("note") + " ")
        output.wrapped(cited(clock.citation), 4, dim=True)


@law.command("check")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True, help="Name each statement that asks or is not shown.")
@options.as_json
def check(folder: Path | None, *, everything: bool, json_: bool) -> int:
    """Do the law files keep their form, hold together, and say what the scenarios expect? Exit 1 when not.

    Also said: citations that lead to two laws, texts whose dates overlap, rules that no scenario shows both ways, and
    statements that ask because nobody read them in the last 12 months.
    """
    from dueprocess.cli import lawchecking

    return lawchecking.check(folder, everything=everything, json_=json_)


@law.command("new")
@click.argument("shelf")
@click.option("--out", type=click.Path(path_type=Path), help="Law folder to write into; default: law/ here.")
@click.option("--title", required=True, help="What the provision is about, in English.")
@click.option("--act", required=True, help="The act, by its own name.")
@click.option("--section", required=True, help="The section, as texts cite it.")
@click.option("--id", "name", help="Id of the instrument, as FR-CPP-60-1; made from act and section where not given.")
@options.as_json
def new(shelf: str, *, out: Path | None, title: str, act: str, section: str, name: str | None, json_: bool) -> None:
    """Begin a provision on SHELF (FR, or a part of a state as DE-NW): a file and two scenarios to fill in.

    It starts as unverified, so that it asks and decides nothing until somebody has read the text.
    """
    from dueprocess.cli import lawchecking

    lawchecking.new(shelf, out, {"title": title, "act": act, "section": section, "name": name or ""}, json_=json_)


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
    options.day(day)
    statement = authorities.draft(who.desk, who.name, Act.LAW_SIGN, {"on": day, "rule": rule})
    accepted(service.sign(who.desk, who.sign(statement)))
    if json_:
        options.print_json({"rule": rule, "by": who.name, "on": day})
    else:
        click.echo(f"{who.name} verified {rule} as of {day}. It decides for this desk for 12 months.")


def _shelf() -> "Shelf":
    from dueprocess.adapters import law_files

    return law_files.load()
