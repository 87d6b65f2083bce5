"""How the story looks on a terminal: who does what, what the law says, what is due, what stands in the register."""

import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import click

from dueprocess.case.duty_words import duty
from dueprocess.cli import output
from dueprocess.formats import days

if TYPE_CHECKING:
    from dueprocess.desk.services.desk import Desk

WIDTH: Final = 96
INDENT: Final = "   "
HAND_OVER: Final = ("inform_authority", "inform_person", "respond", "transmit")
GIVEN: Final = ("comply", "partial")


def source(finding: Any) -> str:  # noqa: ANN401 - a Finding
    """Where it stands; not twice what the sentence says already."""
    cite = finding.citation
    if not cite.section:
        return ""
    if finding.says.startswith(cite.title):
        return f" ({cite.section})" if cite.section not in finding.says else ""
    return f" ({cite.title}, {cite.section})"


def teller(who: str) -> str:
    """Whom the law leaves the telling to."""
    return f"who tells: {who}"


def is_decided(case: str, number: int) -> bool:
    """Whether a decision stands on the item."""
    from dueprocess.desk.services.cases import state_of

    item = state_of(case).item(number)
    return item is not None and item.outcome is not None


def done(result: Any) -> None:  # noqa: ANN401 - Done or Denied
    """The result, or DeniedError."""
    from dueprocess.formats.refusal import accepted

    accepted(result)


def title(head: str, text: str) -> None:
    """A heading with its paragraph."""
    click.echo()
    click.secho(head, bold=True, fg="cyan")
    say(text)
    click.echo()


def chapter_head(number: int, title: str, when: str) -> None:
    """Number, title and hour of a chapter."""
    click.echo()
    click.secho(f"{number:>2}  {title}", bold=True)
    click.secho(f"{INDENT} {when}", dim=True)


def narrate(text: str) -> None:
    """The scene, before anything is done."""
    click.echo(_lines(text, INDENT + " ", INDENT + " "))


def say(text: str) -> None:
    """A paragraph."""
    click.echo(_lines(text, "", ""))


def close(text: str) -> None:
    """The closing line of a chapter."""
    click.secho(_lines(text, INDENT + "» ", INDENT + "  "), italic=True)


def _lines(text: str, first: str, rest: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)


def does(who: str, text: str, *, lead: str = "", colour: str = "red") -> None:
    """Who does what, in one or more lines."""
    # ``lead``: a coloured word before the text; it is coloured after the lines are broken.
    head = f"{INDENT} {who:>12}  "
    wrapped = fill(f"{lead} {text}" if lead else text, len(head))
    click.echo(click.style(head, fg="cyan") + click.style(lead, fg=colour) + wrapped[len(lead) :])


def detail(text: str, effect: str = "") -> None:
    """A line under what somebody did."""
    head = " " * (len(INDENT) + 15)
    sign = output.mark(effect) + " " if effect else ""
    click.echo(head + sign + fill(text, len(head) + (2 if effect else 0)))


def fill(text: str, indent: int) -> str:
    """Lines of ``WIDTH`` in a column that begins at ``indent``; the first one without its indent."""
    space = " " * indent
    lines = textwrap.fill(
        text, WIDTH, initial_indent=space, subsequent_indent=space, break_on_hyphens=False, break_long_words=False
    )
    return lines[indent:]


def print_due(desk: "Desk", cases: list[str]) -> None:
    """What is open, and the next few duties."""
    from dueprocess.desk.data.queries import due

    rows = due(limit=500).rows
    given = [row for row in rows if row.what in HAND_OVER and is_given(row.case_id, row.item)]
    said = f"; {len(given)} of them follow from data that two people decided to give"
    does("open", f"{len(rows)} duties{said if given else ''}")
    for row in [row for row in rows if row.due_at >= desk.now][:4]:
        chapter = cases.index(row.case_id) + 1 if row.case_id in cases else 0
        of = f"no. {chapter:<2} " if chapter else " " * 7
        detail(f"{days.due(row.due_at.astimezone(ZoneInfo(desk.timezone))):<32} {of} {duty(row.what)} ({row.rule})")


def is_given(case: str | None, item: int | None) -> bool:
    """Whether it was decided that data of the item are given."""
    from dueprocess.desk.data.models import Item

    return item is not None and Item.objects.filter(case_id=case, number=item, outcome__in=GIVEN).exists()


def print_register() -> None:
    """The rows of the public registers."""
    from dueprocess.desk.data.models import Item, RegisterRow

    for row in (
        RegisterRow.objects.filter(withdrawn_on__isnull=True).select_related("case").order_by("published_on", "pk")
    ):
        item = Item.objects.get(case_id=row.case_id, number=row.item)
        kind, outcome = item.kind.replace("_", " "), (item.outcome or "open").replace("_", " ")
        who = (row.case.authority_kind or "unknown").replace("_", " ")
        does("public", f"{row.id[:10]}  {row.case.country}  {who:<12}  {kind:<13}  {outcome:<8}  in {row.detail}")


def show_letter(made: Any) -> None:  # noqa: ANN401 - a LetterSet
    """The letter's words, in the binding text: what is asked for; address and reference are left out here."""
    from dueprocess.letter import text

    binding = replace(made, sheets=tuple(one for one in made.sheets if one.language == made.binding))
    shown = [line for line in text.render(binding).splitlines() if line.strip()]
    shown = shown[shown.index(binding.sheets[0].salutation) + 1 :][:9]
    space = " " * (len(INDENT) + 15)
    for line in [part for one in shown for part in textwrap.wrap(one, WIDTH - len(space) - 2)][:12]:
        click.secho(f"{space}│ {line}", dim=True)
    click.secho(f"{space}│ …", dim=True)
