"""``due``: whose turn it is, what is due, when, by which rule; and duties as the lists of other commands show them."""

import datetime
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from dueprocess.case.duty_words import duty
from dueprocess.cli import options, output
from dueprocess.cli.clients import looking, now
from dueprocess.cli.homes import Clock, clock_of

if TYPE_CHECKING:
    from dueprocess.desk.services.desk import Desk

MOST: Final = 200
"""Rows that a desk gives over its interface at once."""

OTHERS: Final[Mapping[str, str]] = {
    "authority": "the authority",
    "counsel": "counsel",
    "host": "the extraction host",
    "nobody": "nobody on the roster may",
    "worker": "the sending worker",
}
"""Who else is waited for, in words."""


class Duty(NamedTuple):
    """A row of the due list, as the desk says it. ``end``: the command that ends it, or who else is waited for."""

    due_at: datetime.datetime
    case_id: str | None
    item: int | None
    what: str
    rule: str
    heading: str = ""
    end: str = ""
    since: datetime.datetime | None = None
    came: str = ""


def duties_of(told: Iterable[Mapping[str, Any]], case: str | None = None, me: str = "") -> list[Duty]:
    """Rows as a desk told them, of ``case`` where they do not say which; ``me``: who reads.

    Raises DeskClientError ``counter.form``.
    """
    from dueprocess.release.desk_client import DeskClientError

    try:
        return [
            Duty(
                datetime.datetime.fromisoformat(row["due"]),
                output.safe(str(row.get("case", case) or "")) or None,
                None if row["item"] is None else int(row["item"]),
                output.safe(str(row["what"])),
                output.safe(str(row["rule"])),
                *_turn(row.get("turn"), me),
                datetime.datetime.fromisoformat(row["since"]) if row.get("since") else None,
                output.safe(str(row.get("came") or "")),
            )
            for row in told
        ]
    except (ValueError, KeyError, TypeError) as fault:
        raise DeskClientError.because("counter.form", "A duty that the desk shows has another form.") from fault


YOU: Final = "Waits for you"
REST: Final = "Waits for others"
DATED: Final = "Nothing to do before its day"
OVER: Final = "Can no longer be done"


def _turn(turn: Mapping[str, Any] | None, me: str) -> tuple[str, str]:
    """The heading that a duty stands under, and what ends it."""
    if turn is None:  # a desk of before
        return "", ""
    if turn["over"]:
        return OVER, ""
    if turn["other"] == "clock":
        return DATED, ""
    if turn["other"] is not None:
        return REST, OTHERS.get(str(turn["other"]), output.safe(str(turn["other"])))
    people = [output.safe(str(name)) for name in turn["people"]]
    away = [output.safe(str(name)) for name in turn["away"]]
    end = _command(str(turn["act"])) + (f" ({', '.join(away)} away)" if away else "")
    if me and me in people:
        return YOU, end
    return f"Waits for {' or '.join(filter(None, (', '.join(people[:-1]), people[-1])))}", end


def _command(name: str) -> str:
    """How the act is called on the command line."""
    from dueprocess.acts.declaration import OnCase
    from dueprocess.acts.table import ACTS
    from dueprocess.formats.statement import Act

    if name not in set(Act):
        return output.safe(name)
    declared = ACTS[Act(name)]
    said = declared.command if isinstance(declared, OnCase) else ""
    elsewhere = declared.elsewhere.command.removeprefix("dueprocess ") if declared.elsewhere else ""
    return said or elsewhere or BY_HAND.get(name, "")


BY_HAND: Final[Mapping[str, str]] = {"arrival.classify": "classify", "letter.send": "send"}
"""Commands that are written by hand."""


@click.command()
@options.looker
@click.option("--limit", type=click.IntRange(1, 500), default=100, show_default=True, help="How many rows.")
def due(limit: int, *, json_: bool, **person: Any) -> None:
    """Whose turn it is: what is due, when, what ends it, by which rule. What is late stands on top in each group.

    With --desk 200 rows at most; at the machine --as NAME says for whom.
    """
    told: list[dict[str, Any]]
    if person["desk_url"]:
        with looking(person) as far:
            told, clock = far.rows("/v1/due", limit=min(limit, MOST)), Clock(now(), far.about().timezone)
    else:
        clock = clock_of(person["home"])
        told = _rows_here(clock, limit)
    if json_:
        for row in told:
            output.print_json(row)
        return
    rows = duties_of(told, me=str(person.get("name") or ""))
    if not rows:
        click.echo(
            "Nothing is due. When a demand arrives, its deadlines appear here: `dueprocess intake FILE`.", err=True
        )
    for name in sorted({row.heading for row in rows}, key=_place):
        mine = [row for row in rows if row.heading == name]
        if name:
            output.heading(name)
        lines = [(when, (case or "desk")[:10], *rest) for when, case, *rest in grouped(clock, mine)]
        output.table(("due", "case", "items", "what", "ends it", "by which rule"), lines, empty="")


def _place(heading: str) -> tuple[int, str]:
    return {"": 0, YOU: 1, REST: 3, DATED: 4, OVER: 5}.get(heading, 2), heading


def _rows_here(clock: Clock, limit: int) -> list[dict[str, Any]]:
    """Rows as they stand at the machine: whoever asks what is due waits for neither law nor routes."""
    from zoneinfo import ZoneInfo

    from dueprocess.desk.data.queries import due as list_due
    from dueprocess.desk.data.queries import duty_plain
    from dueprocess.desk.services import turns

    rows, at = list_due(limit=limit).rows, clock.now
    roster, day = turns.roster_at(at), at.astimezone(ZoneInfo(clock.timezone)).date()
    if roster is None:
        return [duty_plain(row) for row in rows]
    whose = turns.turns(turns.house_of(roster, day, at), rows, at)
    return [duty_plain(row) | {"turn": turns.plain(whose[row.pk])} for row in rows]


def grouped(clock: "Desk | Clock", rows: Iterable[Any]) -> list[tuple[str, str, str, str, str, str]]:
    """Duties as people read them, of one case, hour, rule and end on one line: when, case, items, what, end, rule."""
    groups: dict[tuple[Any, str, str, str], list[Any]] = {}
    for row in rows:
        groups.setdefault((row.due_at, row.case_id or "", _by(clock, row), row.end), []).append(row)
    said = []
    for (due_at, case, rule, end), together in sorted(groups.items()):
        items = ", ".join(str(n) for n in sorted({row.item for row in together if row.item}))
        gate = {what: place for place, what in enumerate(_GATE)}
        what = _together(sorted({row.what for row in together}, key=lambda what: (gate.get(what, len(gate)), what)))
        said.append((output.when(due_at, clock.now, clock.timezone), case, items, what, end, rule))
    return said


def _by(clock: "Desk | Clock", row: Any) -> str:
    """The rule, and since when its clock runs: the way in which it came says which moment that is."""
    from zoneinfo import ZoneInfo

    from dueprocess.formats import days

    since = getattr(row, "since", None)
    if since is None:
        return str(row.rule)
    local = since.astimezone(ZoneInfo(clock.timezone))
    return f"{row.rule}, since {days.due(local, clock.now.astimezone(ZoneInfo(clock.timezone)).year)} ({row.came})"


_GATE = ("answer_tell", "answer_admit", "answer_count")


def _together(whats: list[str]) -> str:
    """``answer whether we may tell the person, admit it, count it``: the words that all begin with are said once."""
    said = [duty(what).split() for what in whats]
    same = next((n for n, words in enumerate(zip(*said, strict=False)) if len(set(words)) > 1), 0)
    if len(said) < 2 or same < 2:  # noqa: PLR2004 - one word is no beginning
        return ", ".join(" ".join(words) for words in said)
    return " ".join(said[0][:same]) + " " + ", ".join(" ".join(words[same:]) for words in said)
