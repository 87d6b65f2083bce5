"""``score``: answers to the elements of an index, scored by its own rules."""

from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from dueprocess.cli import options, output
from dueprocess.cli.faults import WRONG, wrong

if TYPE_CHECKING:
    from transparency.score.answers import Answers, Remark
    from transparency.score.method import Method
    from transparency.score.score import Card

MOST: Final = 20  # rows told of a company
_MAX: Final = 16 << 20


@click.command()
@click.argument("answers", type=options.PATH)
@click.option(
    "--method", "name", default="rdr-2020", show_default=True, help="rdr-2020, rdr-2022, or a file of another edition."
)
@click.option("--explain", metavar="ID", help="What made an indicator or a family, down to its elements: P11a.")
@click.option("--company", help="This company of the file alone.")
@click.option("--csv", "csv_", type=options.PATH, help="Write every score to this file, one a row.")
@options.as_json
def score(answers: Path, name: str, *, explain: str, company: str | None, csv_: Path | None, json_: bool) -> int:
    """Score companies by the index of Ranking Digital Rights, from answers to its elements in ANSWERS, a table.

    ANSWERS has a row for each indicator and level of a company, in the columns company, entity, entity_type, indicator
    and answers: Y yes, P in part, N no, ND nothing disclosed, NA not applicable, one an element, in order. What in a
    row cannot be is named, and its company is not scored (exit 2). Nothing is stored or sent. Ranking Digital Rights
    scores what a company discloses in public; these answers are yours, and so is the score.
    """
    from transparency.check.source import UnreadableError
    from transparency.score import answers as table
    from transparency.score import score as scoring
    from transparency.score import written

    method = _method(name)
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
            _explain(method, card, explain)
    elif len(cards) == 1:
        _one(method, cards[0])
    else:
        columns = ["Company", "Total", *method.categories.values()]
        rows = [
            [output.safe(one.company), *(_said(whole(each)) for each in (one.total, *_in(method, one)))]
            for one in cards
        ]
        output.table(columns, rows, empty="")
    click.echo()
    output.wrapped(f"{method.title}. {method.credit}", 2)
    for card in cards:
        _caution(method, card, given)


def _in(method: "Method", card: "Card") -> list[Any]:
    return [card.categories.get(code) for code in method.categories]


def _said(value: object) -> str:
    return "-" if value is None else str(value)


def _one(method: "Method", card: "Card") -> None:
    """A company by itself: total, categories, families."""
    from transparency.score.score import decimals, whole

    output.heading(output.safe(card.company))
    click.secho(f"  {_said(whole(card.total))} in total, the mean of {len(card.families)} families", bold=True)
    names = {one.indicator.of: one.indicator for one in card.indicators.values()}
    for code, score in card.categories.items():
        click.echo()
        click.secho(f"  {_said(whole(score)):>3}  {_said(decimals(score)):>6}  {method.categories[code]}", bold=True)
        for family, of_family in card.families.items():
            if method.category(names[family]) == code:
                title = method.families.get(family, names[family].title)
                shown = f"  {_said(whole(of_family)):>3}  {_said(decimals(of_family)):>6}  {family:<4} {title}"
                click.echo(shown)


def _explain(method: "Method", card: "Card", asked: str) -> None:
    """What made an indicator's score, from the whole down to the elements."""
    from transparency.score import written

    found = written.named(card, asked)
    if not found:
        click.echo(f"{output.safe(card.company)}: no row answers {asked}; it is absent from the score, and not 0.")
    for one in found:
        told = written.explained(method, card, one)
        output.heading(f"{output.safe(card.company)} · {told['indicator']} · {told['title']} · {_said(told['whole'])}")
        _whole(method, told)
        for level in told["levels"]:
            points = [each["points"] for each in level["elements"] if each["points"] is not None]
            made = f"{_points(level['score'])} = {sum(points)} : {len(points)}" if points else "not applicable"
            click.echo()
            click.secho(f"  {output.safe(level['entity'])} ({level['type']}, row {level['row']}): {made}", bold=True)
            for each in level["elements"]:
                marks = f"{each['element']:<7} {each['answer']:<3} {_said(each['points']):>3}"
                click.echo(f"    {marks}  {each['asks']}")


def _whole(method: "Method", told: Mapping[str, Any]) -> None:
    parts = [f"{name} {_points(score)}" for name, score in told["mean_of"].items()]
    made = (
        f"{_points(told['score'])} is the mean of {', '.join(parts)}."
        if told["score"] is not None
        else "Not applicable."
    )
    output.wrapped(made, 2)
    for kind, score in told["pools"].items():
        output.wrapped(f"In services, {kind} ({method.pooled[kind]}) is averaged first: {_points(score)}.", 2)
    family, category, total = told["family"], told["category"], told["total"]
    if len(family["mean_of"]) > 1:
        says = f"Family {family['id']} is the mean of {', '.join(family['mean_of'])}: {_points(family['score'])}."
        output.wrapped(says, 2)
    name = method.categories[category["id"]]
    output.wrapped(
        f"{family['id']} is one of {category['families']} families of {name} ({_points(category['score'])}) and of "
        f"{total['families']} of the total ({_points(total['score'])}); what is not applicable drops out.",
        2,
    )


def _points(score: float | None) -> str:
    return "NA" if score is None else f"{score:.2f}"


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
