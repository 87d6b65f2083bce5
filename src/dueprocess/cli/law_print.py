"""``law show``: one instrument as a lawyer reads it; a standard, a conflict rule, a position, a rule of the house."""

import datetime
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

import click

from dueprocess.cli import options, output
from dueprocess.cli.faults import wrong
from dueprocess.cli.findings import cited, stated
from dueprocess.formats import days
from dueprocess.law.finding import Citation
from dueprocess.law.shelf import Shelf
from dueprocess.law.teller import teller_by
from dueprocess.law.texts import (
    COURTS,
    Conflict,
    Instrument,
    PolicyRule,
    Risk,
    SecrecyRule,
    Stand,
    Standard,
    Tariff,
    Version,
    word,
)
from dueprocess.letter.facts import bare_money


@dataclass(frozen=True, slots=True)
class Text:
    """An instrument with one of its texts."""

    one: Instrument
    version: Version


Shown: TypeAlias = Text | Standard | Conflict | Stand | PolicyRule


def find(shelf: Shelf, name: str, on: datetime.date | None) -> Shown:
    """What stands under this id. Raises DeniedError where nothing does, or no text stood on that day."""
    one = shelf.instruments.get(name)
    if one is not None:
        version = one.latest if on is None else one.at(on)
        if version is None:
            raise wrong(f"No text of {name} stood on {on}. See `dueprocess law show {name}` for the newest.")
        return Text(one, version)
    found: Shown | None = shelf.standards.get(name) or shelf.conflicts.get(name)
    found = found or shelf.positions.get(name) or shelf.policies.get(name)
    if found is None:
        known = [*shelf.instruments, *shelf.standards, *shelf.conflicts, *shelf.positions, *shelf.policies]
        raise wrong(f"The shelves have no {name}.{options.nearest(name, known)} See `dueprocess law list`.")
    return found


def plain(shown: Shown, lang: str) -> dict[str, Any]:
    """The object of ``--json``."""
    if isinstance(shown, Text):
        return _instrument_plain(shown.one, shown.version, lang)
    told: dict[str, Any] = {"id": shown.id}
    match shown:
        case Conflict():
            rules = [{"rule": rule.id, "says": word(rule.says, lang)} for rule in shown.rules]
            channels = [{"code": way.code, "says": word(way.says, lang)} for way in shown.channels]
            told |= {"country": shown.country, "citation": asdict(shown.cited.citation)}
            return told | {"rules": rules, "channels": channels}
        case Stand():
            told |= {"country": shown.country, "citation": asdict(shown.citation), "stage": shown.stage}
            told |= {"position": shown.position, "does": word(shown.does, lang), "asks": word(shown.asks, lang)}
            return told | {"signed": [{"by": mark.by, "on": mark.on.isoformat()} for mark in shown.signed]}
    rule = shown.rule
    return told | {"says": word(rule.says, lang), "citation": asdict(rule.cited.citation)}


def print_one(shown: Shown, lang: str) -> None:
    """For people."""
    if isinstance(shown, Text):
        _print_head(shown.one, shown.version, lang)
        _print_version(shown.version, lang)
    elif isinstance(shown, Conflict):
        _print_conflict(shown, lang)
    elif isinstance(shown, Stand):
        _print_stand(shown, lang)
    else:
        click.secho(f"{shown.id}  {cited(shown.rule.cited.citation)}", bold=True)
        output.wrapped(word(shown.rule.says, lang), 0)


def _print_conflict(one: Conflict, lang: str) -> None:
    click.secho(f"{one.id}  {cited(one.cited.citation)}", bold=True)
    click.echo("The provider's own law, whatever the demand invokes.")
    for rule in one.rules:
        stated(word(rule.says, lang), rule.cited.citation, effect="note", indent=4, more=f" · {rule.id}")
    if one.channels:
        output.heading("Ways that stay open")
    for way in one.channels:
        stated(f"{way.code}: {word(way.says, lang)}", way.cited.citation, effect="note", indent=4)
    _print_risk("A wrong grant", one.wrong_grant, lang)


def _print_stand(one: Stand, lang: str) -> None:
    click.secho(f"{one.id}  {cited(one.citation)}", bold=True)
    since = (
        f"this desk's since {days.day(one.signed[0].on)}" if one.signed else "a draft: nobody's until counsel signs it"
    )
    click.echo(f"{one.stage} · {one.position} · {since}")
    for words in (one.does, one.says, one.asks):
        if words is not None:
            output.wrapped(word(words, lang), 2)


def _day(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _instrument_plain(one: Instrument, version: Version, lang: str) -> dict[str, Any]:
    return {
        "id": one.id,
        "country": one.country,
        "citation": asdict(version.cited.citation),
        "provider_review": version.provider_review,
        "who": None if version.who is None else word(version.who, lang),
        "court": version.court,
        "falls_short": list(version.falls_short),
        "standing": None if version.standing is None else word(version.standing.says, lang),
        "onward": [{"code": use.code, "sharing": use.sharing, "says": word(use.says, lang)} for use in version.onward],
        "says": word(version.summary, lang),
        "rules": [_cited("rule", rule.id, rule.says, rule.cited.citation, lang) for rule in version.rules],
        "grounds": [_cited("code", each.code, each.says, each.citation, lang) for each in version.grounds],
        "teller": str(teller_by(version)),
        "secrecy": None if version.secrecy is None else _secrecy_plain(version.secrecy, lang),
        "clocks": [_cited("what", clock.what, clock.says, clock.citation, lang) for clock in version.clocks],
        "texts": [
            {"from": _day(text.since), "until": _day(text.until), "section": text.section} for text in one.versions
        ],
        "tariff": None if version.tariff is None else _tariff_plain(version.tariff, lang),
    }


def _cited(name: str, code: str, says: Any, citation: Citation, lang: str) -> dict[str, Any]:
    return {name: code, "says": word(says, lang), "citation": asdict(citation)}


def _secrecy_plain(rule: SecrecyRule, lang: str) -> dict[str, Any]:
    gates = {name: str(getattr(rule, name)) for name in ("tell", "admit", "count")}
    public = None if rule.public is None else word(rule.public, lang)
    said = {"source": rule.source, **gates, "who_notifies": rule.who_notifies, "says": word(rule.says, lang)}
    return {**said, "public": public, "citation": asdict(rule.cited.citation)}


def _tariff_plain(tariff: Tariff, lang: str) -> dict[str, Any]:
    positions = [
        {"position": one.id, "per": one.per, "cents": one.cents, "says": word(one.says, lang)}
        for one in tariff.positions
    ]
    expires = None if tariff.expires is None else {str(tariff.expires.unit): tariff.expires.amount}
    said = {"tariff": tariff.id, "currency": tariff.currency, "positions": positions, "expires": expires}
    return {**said, "citation": asdict(tariff.cited.citation)}


def _print_head(one: Instrument, version: Version, lang: str) -> None:
    cite = version.cited.citation
    click.secho(f"{one.id}  {cite.title}, {cite.section}", bold=True)
    read = f"read on {days.spoken(cite.checked_on)}" if cite.checked_on else "not read"
    click.echo(f"{cite.status}, {read} · the provider's review: {version.provider_review}")
    output.wrapped(word(version.summary, lang), 0)
    if version.who is not None:
        output.wrapped(f"who: {word(version.who, lang)} · court: {COURTS[version.court]}", 0)
    if version.falls_short:
        output.wrapped(f"as written it falls short of {', '.join(version.falls_short)}", 0)
    if version.standing is not None:
        output.heading("Access that we cannot see")
        stated(word(version.standing.says, lang), version.standing.cited.citation, indent=2)


def _print_version(version: Version, lang: str) -> None:
    output.heading("Requires")
    for each in version.rules:
        stated(word(each.says, lang), each.cited.citation, effect="note", indent=4, more=f" · {each.id}")
    _print_grounds(version, lang)
    if version.secrecy is not None:
        _print_silence(version.secrecy, lang)
    output.wrapped(f"Who tells: {teller_by(version).meaning}.", 2)
    if version.clocks:
        output.heading("Clocks")
    for clock in version.clocks:
        stated(f"{output.spoken(clock.what)}: {word(clock.says, lang)}", clock.citation, effect="note", indent=4)
    if version.onward:
        output.heading("What may become of the data")
        for use in version.onward:
            effect = "caution" if use.sharing else "info"
            stated(word(use.says, lang), use.cited.citation, effect=effect, indent=4)
    if version.tariff is not None:
        _print_tariff(version.tariff, lang)


def _print_tariff(tariff: Tariff, lang: str) -> None:
    output.heading("We may claim")
    for one in tariff.positions:
        amount = bare_money(one.cents, tariff.currency, lang)
        output.wrapped(f"{word(one.says, lang)}: {amount} for each {one.per}", 4, output.mark("note") + " ")
    output.wrapped(f"{cited(tariff.cited.citation)} · {tariff.id}", 4, dim=True)
    if tariff.expires is not None and tariff.expires_cite is not None:
        end = f"The claim expires {tariff.expires.amount} {tariff.expires.unit} after the measure."
        stated(end, tariff.expires_cite, effect="note", indent=4)


def _print_grounds(version: Version, lang: str) -> None:
    output.heading("We may object")
    for ground in version.grounds:
        output.wrapped(f"{ground.code}: {word(ground.says, lang)}", 4, output.mark("note") + " ")
    if not version.grounds:
        click.echo("  The law opens no ground to the provider.")
    _print_risk("A wrong refusal", version.wrong_refusal, lang)
    _print_risk("A wrong grant", version.wrong_grant, lang)
    _print_risk("How the person can contest it", version.remedy, lang)


def _print_risk(title: str, risk: Risk | None, lang: str) -> None:
    if risk is not None:
        output.heading(title)
        stated(word(risk.says, lang), risk.citation, indent=2)


def _print_silence(rule: SecrecyRule, lang: str) -> None:
    output.heading("Silence")
    output.wrapped(word(rule.says, lang), 2)
    click.echo(f"  tell {rule.tell} · admit {rule.admit} · count {rule.count} · notifies: {rule.who_notifies}")
    output.wrapped(cited(rule.cited.citation), 2, dim=True)
