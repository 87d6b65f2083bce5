"""A score for people: one company with its families, and what made an indicator."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from dueprocess.cli import output

if TYPE_CHECKING:
    from transparency.score.method import Method
    from transparency.score.score import Card


def said(value: object) -> str:
    """A score as printed; a dash where it is not applicable."""
    return "-" if value is None else str(value)


def one_card(method: "Method", card: "Card") -> None:
    """A company by itself: total, categories, families."""
    from transparency.score.score import decimals, whole

    output.heading(output.safe(card.company))
    click.secho(f"  {said(whole(card.total))} in total, the mean of {len(card.families)} families", bold=True)
    names = {one.indicator.of: one.indicator for one in card.indicators.values()}
    for code, score in card.categories.items():
        click.echo()
        click.secho(f"  {said(whole(score)):>3}  {said(decimals(score)):>6}  {method.categories[code]}", bold=True)
        for family, of_family in card.families.items():
            if method.category(names[family]) == code:
                title = method.families.get(family, names[family].title)
                shown = f"  {said(whole(of_family)):>3}  {said(decimals(of_family)):>6}  {family:<4} {title}"
                click.echo(shown)


def explain_card(method: "Method", card: "Card", asked: str) -> None:
    """What made an indicator's score, from the whole down to the elements."""
    from transparency.score import written

    found = written.named(card, asked)
    if not found:
        click.echo(f"{output.safe(card.company)}: no row answers {asked}; it is absent from the score, and not 0.")
    for one in found:
        told = written.explained(method, card, one)
        output.heading(f"{output.safe(card.company)} · {told['indicator']} · {told['title']} · {said(told['whole'])}")
        _whole(method, told)
        for level in told["levels"]:
            points = [each["points"] for each in level["elements"] if each["points"] is not None]
            made = f"{_points(level['score'])} = {sum(points)} : {len(points)}" if points else "not applicable"
            click.echo()
            click.secho(f"  {output.safe(level['entity'])} ({level['type']}, row {level['row']}): {made}", bold=True)
            for each in level["elements"]:
                marks = f"{each['element']:<7} {each['answer']:<3} {said(each['points']):>3}"
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
