"""``score``: answers to the elements of an index, scored by its own rules."""

from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from dueprocess.cli import options, output
from dueprocess.cli.faults import WRONG, wrong
from dueprocess.cli.score_shown import explain_card, one_card, said

if TYPE_CHECKING:
    from transparency.score.answers import Answers, Remark
    from transparency.score.method import Method
    from transparency.score.score import Card

MOST: Final = 20  # rows told of a company
_MAX: Final = 16 << 20


@click.command()
@click.argument("answers", type=options.PATH, required=False)
@click.option(
    "--method", "name", default="rdr-2020", show_default=True, help="rdr-2020, rdr-2022, or a file of another edition."
)
@click.option("--explain", metavar="ID", help="What made an indicator or a family, down to its elements: P11a.")
@click.option("--company", help="This company of the file alone.")
@click.option("--csv", "csv_", type=options.PATH, help="Write every score to this file, one a row.")
@click.option("--next", "next_", is_flag=True, help="Without ANSWERS: what to do next, by points for work.")
@click.option("--dsa", "tables", type=options.PATH, help="Without ANSWERS: a folder of DSA tables (`report dsa fill`).")
@options.unfounded_home
def score(
    answers: Path | None,
    name: str,
    *,
    explain: str,
    company: str | None,
    csv_: Path | None,
    home: Path | None,
    json_: bool,
    **itself: Any,
) -> int:
    """Score companies by the index of Ranking Digital Rights, from answers to its elements in ANSWERS, a table.

    ANSWERS has a row for each indicator and level of a company, in the columns company, entity, entity_type, indicator
    and answers: Y yes, P in part, N no, ND nothing disclosed, NA not applicable, one an element, in order. What in a
    row cannot be is named, and its company is not scored (exit 2). Nothing is stored or sent. Ranking Digital Rights
    scores what a company discloses in public; these answers are yours, and so is the score.

    Without ANSWERS, the score of this desk (--home), from the public pages that people looked at (`scorecard answer`,
    `scorecard look`). What its records show and no page does is told beside it, and gains nothing. Below it the newest
    report is held against other yardsticks, each with its evidence or why it is not met.
    """
    if answers is None:
        if company is not None or name != "rdr-2020":
            raise wrong("--company and --method go with a file of answers; a desk scores itself by rdr-2020.")
        from dueprocess.cli.scorecard_commands import own

        return own(home, explain=explain, csv_=csv_, json_=json_, **itself)
    if any(itself.values()):
        raise wrong("--next and --dsa are for the desk itself: leave ANSWERS out.")
    return _of_file(answers, _method(name), explain=explain, company=company, csv_=csv_, json_=json_)


def _of_file(
    answers: Path, method: "Method", *, explain: str, company: str | None, csv_: Path | None, json_: bool
) -> int:
    from transparency.check.source import UnreadableError
    from transparency.score import answers as table
    from transparency.score import score as scoring
    from transparency.score import written

    if explain and not written.known(method, explain):
        raise wrong(f"{method.name} has no {explain}. Name an indicator or a family, as P11a or P11.")
    try:
        given = table.read(answers.name, _bytes(answers), method)
    except UnreadableError as fault:
        raise wrong(f"{fault}. An answers file is described in docs/reference/scorecard.md.") from fault
    if company is not None and company not in given.companies:
        raise wrong(f"{answers} has no company {company!r}. It has: {', '.join(given.companies) or 'none'}.")
    chosen = list(given.companies) if company is None else [company]
    if not chosen:
        raise wrong(f"{answers} has a header and no answers. Give a row for each indicator and level.")
    faulty = [one for one in chosen if given.said(one, fault=True)]
    cards = [scoring.card(method, one, given.companies[one]) for one in chosen if one not in faulty]
    if csv_ is not None:
        csv_.write_bytes(written.csv(cards))
    if json_:
        for one in cards:
            rows = given.companies[one.company]
            plain = written.plain(method, one, table.absent(method, rows), given.said(one.company, fault=False))
            told = [written.explained(method, one, found) for found in written.named(one, explain)] if explain else None
            output.print_json(plain if told is None else {**plain, "explained": told})
    else:
        _print(method, cards, given, explain)
    for refused in faulty:
        _refuse(method, refused, given.said(refused, fault=True), json_=json_)
    return WRONG if faulty else 0


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise wrong(f"There is no file {path}. Check the name and the folder that you stand in.")
    if path.stat().st_size > _MAX:
        raise wrong(f"{path} is longer than {_MAX >> 20} MiB. Give the answers of fewer companies.")
    return path.read_bytes()


def _method(name: str) -> "Method":
    """An edition of the package by its name, or one of a file."""
    from transparency.score import method

    try:
        data = _edition(name)
        if not data and not Path(name).is_file():
            raise wrong(f"There is no edition and no file {name}. There are: {', '.join(_editions())}.")
        data = data or _bytes(Path(name))
        like = method.base(data)
        if like and not _edition(like):
            raise wrong(f"{name} is like {like!r}, and there is no such edition. There are: {', '.join(_editions())}.")
        return method.read(data, _edition(like))
    except method.MethodError as fault:
        raise wrong(f"{name} is no method: {fault}.") from fault


def _editions() -> list[str]:
    folder = resources.files("transparency.score")
    return sorted(one.name.removesuffix(".toml") for one in folder.iterdir() if one.name.endswith(".toml"))


def _edition(name: str) -> bytes:
    return resources.files("transparency.score").joinpath(f"{name}.toml").read_bytes() if name in _editions() else b""


def _refuse(method: "Method", company: str, faults: Sequence["Remark"], *, json_: bool) -> None:
    says = f"{output.plural(len(faults), 'row')} cannot be counted, and {company or 'a company'} is not scored"
    if json_:
        rows = [one.plain() for one in faults]
        output.print_json({"company": company, "method": method.name, "error": says, "faults": rows})
        return
    click.secho(f"{output.safe(says)}:", fg="yellow", err=True)
    for one in faults[:MOST]:
        click.echo(f"  row {one.row}: {output.safe(one.says)}.", err=True)
    if len(faults) > MOST:
        click.echo(f"  … and {len(faults) - MOST} more; --json lists all.", err=True)


def _print(method: "Method", cards: Sequence["Card"], given: "Answers", explain: str) -> None:
    from transparency.score.score import whole

    if not cards:
        return
    if explain:
        for card in cards:
            explain_card(method, card, explain)
    elif len(cards) == 1:
        one_card(method, cards[0])
    else:
        columns = ["Company", "Total", *method.categories.values()]
        rows = [
            [output.safe(one.company), *(said(whole(each)) for each in (one.total, *_in(method, one)))] for one in cards
        ]
        output.table(columns, rows, empty="")
    click.echo()
    output.wrapped(f"{method.title}. {method.credit}", 2)
    for card in cards:
        _caution(method, card, given)


def _in(method: "Method", card: "Card") -> list[Any]:
    return [card.categories.get(code) for code in method.categories]


def _caution(method: "Method", card: "Card", given: "Answers") -> None:
    """What the score rests on, where that is less than the whole method; and what is odd about a row."""
    from transparency.score import answers, written

    absent = answers.absent(method, given.companies[card.company])
    if absent:
        count = written.elements(method, card)
        output.wrapped(
            f"{output.safe(card.company)}: no row answers {', '.join(absent)}. They are absent from the score, and not "
            f"0. {count['answered']} elements of {count['of']} are answered, {count['not_applicable']} not applicable.",
            2,
            fg="yellow",
        )
    for one in given.said(card.company, fault=False)[:MOST]:
        click.secho(f"  row {one.row}: {output.safe(one.says)}.", fg="yellow", err=True)
