"""``score`` of the desk itself, and ``scorecard``: what was looked at, answered, and is signed."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from dueprocess.cli import options, output, score_shown
from dueprocess.cli.clients import client
from dueprocess.cli.faults import wrong
from dueprocess.cli.homes import boot
from dueprocess.cli.publication_commands import refusing
from dueprocess.cli.report_forms import read_parts
from dueprocess.client import desk_itself
from dueprocess.formats import days
from dueprocess.formats.desk_acts import text_hash
from dueprocess.formats.refusal import accepted
from dueprocess.formats.statement import Act

if TYPE_CHECKING:
    from dueprocess.adapters.desk_api import FarDesk
    from dueprocess.desk.services.desk import Desk
    from dueprocess.desk.services.scorecards import Sheet

MARKS: Final = {"here": "✓", "in_part": "~", "law": "§", "not": "✗", "spared": "-"}
COLOURS: Final = {"✓": "green", "~": "yellow", "§": "yellow", "✗": "red", "-": None}
MOST: Final = 15  # steps that are told; --json lists all
DOES: Final = {
    "policy": "say it in a public policy, then `dueprocess scorecard answer`",
    "report": "`dueprocess report build`, sign, publish; then `dueprocess scorecard look`",
    "register": "`dueprocess publish`: the public register; then `dueprocess scorecard answer`",
    "notice": "`dueprocess notice`: tell the person; say so in public",
    "services": "`dueprocess services`: the public page on what you hold; change what it shows",
    "assessment": "an assessment, and a public page on it",
    "complaints": "a public way to complain, and its numbers",
    "appeals": "a public way to appeal, and how it goes",
    "numbers": "count private requests, and publish the numbers",
    "security": "a public page on security",
}
"""What one does for the elements of a way, and the command that helps."""


def own(
    home: Path | None, *, explain: str | None, csv_: Path | None, next_: bool, json_: bool, tables: Path | None
) -> int:
    """The score of the desk itself, from the pages that people looked at."""
    desk = boot(home)
    from dueprocess.desk.services import scorecards
    from transparency.score import evidence, steps, written

    method, sheet, true = scorecards.method(), scorecards.sheet(desk), scorecards.true(desk)
    if explain and not written.known(method, explain):
        raise wrong(f"{method.name} has no {explain}. Name an indicator or a family, as P11a or P11.")
    hidden = evidence.unpublished(sheet.standing, true)
    gains = {id_: steps.gain(method, sheet.company, sheet.standing, id_) for id_ in sorted(hidden)}
    listed = sheet.steps(true)
    period, measured = _measured(desk, tables)
    if csv_ is not None:
        csv_.write_bytes(written.csv([sheet.card]))
    if json_:
        by = {"period": period, "yardsticks": measured}
        output.print_json({**_plain(sheet, gains, listed, explain), "yardsticks": by})
    elif next_:
        _tell_next(sheet, listed)
    else:
        _tell(desk, sheet, gains, explain)
        for one in measured:
            _tell_yardstick(one, period)
    return 0


def _measured(desk: "Desk", tables: Path | None) -> tuple[str, list[dict[str, Any]]]:
    """The newest report, and the tables of a folder, against other yardsticks."""
    from dueprocess.desk.services import scorecards
    from transparency.score import yardsticks

    with refusing():
        period, held = scorecards.yardsticks(desk)
    found = {one.id: one for one in held}
    if tables is not None:
        found["dsa"] = yardsticks.filled(read_parts(tables))
    return period, [one.plain() for one in found.values()]


def _tell_yardstick(told: Mapping[str, Any], period: str) -> None:
    output.heading(f"{told['title']}{f' · report on {period}' if period else ''} · {told['met']} of {told['of']}")
    for one in told["items"]:
        mark = MARKS[one["answer"]]
        says = one["because"] or one["evidence"] or "not applicable"
        output.wrapped(f"{one['asks']}: {output.safe(says)}", 2, click.style(f"{mark} ", fg=COLOURS[mark]))
    output.wrapped(" ".join(filter(None, (told["credit"], told["unverified"]))), 2, dim=True)


def _plain(sheet: "Sheet", gains: Any, listed: Any, explain: str | None) -> dict[str, Any]:
    from dueprocess.desk.services.scorecards import method
    from transparency.score import steps, written
    from transparency.score.evidence import Is

    made = written.plain(method(), sheet.card, [], [])
    made["elements"] = sheet.counted
    made["stale"] = _ids(sheet, Is.STALE)
    made["claimed"] = _ids(sheet, Is.CLAIMED)
    made["true_and_not_published"] = {id_: float(gain) for id_, gain in gains.items()}
    made["next"] = [
        {
            "indicator": one.indicator.id,
            "elements": list(one.elements),
            "way": one.way,
            "true": list(one.true),
            "hours": one.hours,
            "category": float(one.category),
            "total": float(one.total),
            "says": steps.arithmetic(method(), one),
        }
        for one in listed
    ]
    if explain:
        made["explained"] = [written.explained(method(), sheet.card, one) for one in written.named(sheet.card, explain)]
    return made


def _ids(sheet: "Sheet", stands: Any) -> list[str]:
    listed = (one for row in sheet.standing.values() for one in row)
    return list(dict.fromkeys(one.element for one in listed if one.stands is stands))


def _tell(desk: "Desk", sheet: "Sheet", gains: Any, explain: str | None) -> None:
    from dueprocess.desk.services.scorecards import method
    from transparency.score.evidence import Is

    if explain:
        score_shown.explain_card(method(), sheet.card, explain)
    else:
        score_shown.one_card(method(), sheet.card)
    count = sheet.counted
    click.echo()
    output.wrapped(
        f"{count['answered']} elements of {count['of']} are answered, {count['not_applicable']} not applicable, "
        f"{count['open']} open: what nobody looked at counts as nothing disclosed.",
        2,
    )
    for id_, gain in gains.items():
        output.wrapped(f"{id_}: true, and not published: +{float(gain):.2f} in total.", 2)
    for stands, says in ((Is.STALE, "to be looked at again"), (Is.CLAIMED, "answered, and no public page shows it")):
        if ids := _ids(sheet, stands):
            output.wrapped(f"{says}: {', '.join(ids)}.", 2, fg="yellow")
    missing = [one.name for one in desk.house.services if one.rdr not in method().services]
    if missing:
        kinds = ", ".join(method().services)
        output.wrapped(
            f"Not scored, since desk.toml does not say their kind (rdr = …): {', '.join(missing)}. Kinds: {kinds}.",
            2,
            fg="yellow",
        )
    output.wrapped(f"{method().title}. {method().credit} Assessed by ourselves.", 2)


def _tell_next(sheet: "Sheet", listed: Any) -> None:
    from dueprocess.desk.services.scorecards import method
    from transparency.score import steps

    output.heading(f"{output.safe(sheet.company)}: what to do next")
    for one in listed[:MOST]:
        click.echo()
        first = f"{one.indicator.id} · {one.indicator.title}: {', '.join(one.elements)}"
        output.wrapped(f"{first} · {output.plural(one.hours, 'hour')} by our estimate", 2, bold=True)
        output.wrapped(steps.arithmetic(method(), one), 4)
        if one.true:
            output.wrapped(f"True already, and not published: {', '.join(one.true)}.", 4)
        output.wrapped(DOES[one.way], 4)
    if len(listed) > MOST:
        click.echo(f"\n  … and {len(listed) - MOST} more; --json lists all.")


@click.group()
def scorecard() -> None:
    """The desk's own score by the index of Ranking Digital Rights: look at public pages, answer, sign."""


def _who(function: Any) -> Any:
    return click.option("--as", "person", required=True, metavar="NAME", help="Who answers, by the roster.")(function)


@scorecard.command("answer")
@click.argument("given", nargs=-1, required=True, metavar="ELEMENT=ANSWER…")
@options.home
@_who
@click.option("--of", "of", multiple=True, help="A service, the group or the operating company [default: all asked].")
@click.option("--page", "address", default="", help="The https address that a stranger opens. It is opened now.")
@click.option("--text", type=options.PATH, help="File with its text, where it cannot be opened from here (a PDF).")
@click.option("--law", default="", help="What forbids to disclose it, as `50 USC 1874`: a note, and never a point.")
@click.option("--says", default="", help="One public line; needed where the answer is NA.")
def answer(home: Path | None, given: tuple[str, ...], person: str, *, json_: bool, **page: Any) -> None:
    """Answer elements by a public page: P10a.1=Y P10a.2=P. Y yes, P in part, N no, ND nothing disclosed, NA.

    An answer that is worth points counts with the page's address, text and day alone, and until its day is over.
    P16.why, P16.end and P16.until say a line about a service that you can read; what changed is computed.
    """
    desk = boot(home)
    from dueprocess.desk.services import scorecards

    pairs = dict(one.partition("=")[::2] for one in given)
    noted = scorecards.Noted(
        entities=page["of"] or [one.name for one in scorecards.entities(desk)],
        answers=pairs,
        address=page["address"],
        text=_text(page["address"], page["text"]),
        seen=desk.today if page["address"] else None,
        law=page["law"],
        says=page["says"],
    )
    with refusing():
        many = accepted(scorecards.note(desk, person, noted))
    output.done({"answers": many}, f"{output.plural(many, 'answer')} kept.", json_=json_)


def _text(address: str, file: Path | None) -> str:
    if file is not None:
        return " ".join(file.read_text(encoding="utf-8", errors="replace").split())
    return _open(address) if address else ""


def _open(address: str) -> str:
    from dueprocess.adapters import stranger

    try:
        return stranger.read(address).text
    except stranger.StrangerError as fault:
        raise wrong(f"{fault}. With --text FILE you say yourself what stands there.") from fault


@scorecard.command("look")
@options.home
@_who
@click.option("--report", is_flag=True, help="The newest report of this desk, too: the answers that it gives.")
def look(home: Path | None, person: str, *, report: bool, json_: bool) -> int:
    """Open every page again, as a stranger does. One that reads the same holds on; another one is to be answered anew.

    Exit 1 where a page reads otherwise, or does not open.
    """
    desk = boot(home)
    from dueprocess.adapters import stranger
    from dueprocess.desk.services import scorecards

    wanted = scorecards.again(desk)
    with refusing():
        address, answers = scorecards.reported(desk) if report else ("", {})
    if answers:
        services = [one.name for one in scorecards.entities(desk)]
        wanted.append((scorecards.Noted(services, answers, address), ""))
    found: list[dict[str, str]] = []
    pages: dict[str, Any] = {}
    for noted, hash_ in wanted:
        try:
            page = pages[noted.address] = pages.get(noted.address) or stranger.read(noted.address)
        except stranger.StrangerError as fault:
            found.append({"page": noted.address, "is": "closed", "says": str(fault)})
            continue
        if hash_ and page.hash != hash_:
            found.append({"page": noted.address, "is": "changed", "says": ", ".join(noted.answers)})
            continue
        with refusing():
            accepted(scorecards.note(desk, person, scorecards.read_on(noted, page.text, desk.today)))
        found.append({"page": noted.address, "is": "same" if hash_ else "new", "says": ", ".join(noted.answers)})
    columns = {"page": "Page", "is": "Is", "says": "Elements, or why"}
    rows = [[one[name] for name in columns] for one in found]
    output.listing(columns, rows, empty="No page was looked at yet: `dueprocess scorecard answer`.", json_=json_)
    return 1 if any(one["is"] in {"closed", "changed"} for one in found) else 0


@scorecard.command("sign")
@click.option("--card", "out", type=options.PATH, help="Write the scorecard's bytes there to read.")
@options.person
def sign(out: Path | None, *, json_: bool, **person: Any) -> None:
    """Sign the scorecard as the answers give it, as one of two. Any other answer makes another scorecard."""
    with client(person) as (who, material):
        text, hash_ = _waiting(material.far)
        for line in _what_is_signed(text, hash_):
            click.echo(line, err=True)
        if out is not None:
            out.write_text(text, encoding="utf-8")
        itself = desk_itself.look(who, material.far)
        done = desk_itself.act(who, material.far, itself, Act.SCORE_SIGN, {"card": hash_}, card=text)
    output.acted(done, json_=json_, says=f"{person['name']} signed the scorecard {hash_[:16]}.")


@scorecard.command("publish")
@options.person
def publish(*, json_: bool, **person: Any) -> None:
    """Publish the scorecard that two people signed; the next `publish` writes it to the site."""
    with client(person) as (who, material):
        _, hash_ = _waiting(material.far)
        itself = desk_itself.look(who, material.far)
        done = desk_itself.act(who, material.far, itself, Act.SCORE_PUBLISH, {"card": hash_})
    output.acted(done, json_=json_, says=f"The scorecard {hash_[:16]} is published; `dueprocess publish` shows it.")


def _waiting(far: "FarDesk") -> tuple[str, str]:
    """The scorecard that can be signed now, as this machine read it, and its hash."""
    text = str(far.get("/v1/desk/scorecard")["text"])
    return text, text_hash(text)


def _what_is_signed(text: str, hash_: str) -> Iterator[str]:
    read = json.loads(text)
    count, score = read["elements"], read["published"]
    yield f"The scorecard of {output.safe(read['company'])} by {read['method']}, of {days.spoken(read['made_on'])}."
    yield f"  Total {score['total']}, {', '.join(f'{code} {one}' for code, one in score.items() if code != 'total')}."
    yield f"  {count['answered']} elements of {count['of']} answered, {count['not_applicable']} not applicable."
    pages = {one["address"] for one in read["answers"] if one["address"]}
    yield f"  It rests on {output.plural(len(pages), 'public page')}."
    yield f"  SHA-256 {hash_}"
