"""Who tells the person, when, and when the data leave, as the desk says it: lines of ``show``."""

import datetime
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from dueprocess.case.given import CONTEST
from dueprocess.case.notice_calendar import SOON_HOURS, Waits
from dueprocess.cli import output
from dueprocess.formats import days
from dueprocess.law.duties import URGENT
from dueprocess.law.finding import STATED, Status
from dueprocess.law.teller import Teller

if TYPE_CHECKING:
    from dueprocess.cli.homes import Clock
    from dueprocess.desk.services.desk import Desk


def print_telling(clock: "Desk | Clock", rows: Sequence[Mapping[str, Any]]) -> None:
    """Notice and release of each item; nothing for a desk of before, which says nothing of them."""
    if not rows:
        return
    output.heading("Telling the person")
    for row in rows:
        output.wrapped(f"item {row['item']}: {_who(row)}; {_first(row)}", 4, first="  ")
        if row["release_by"]:
            output.wrapped(_last(clock, row), 4)
            stops = [_cited(one) for one in row["stops"]]
            none = "No law that was read has the data wait for an objection."
            says = f"While an objection is being decided nothing need leave: {'; '.join(stops)}."
            output.wrapped(says if stops else none, 4)


def _who(row: Mapping[str, Any]) -> str:
    code = str(row["who"])
    said = Teller(code).meaning if code in set(Teller) else code
    return output.safe(said + (f" ({_cited(row['why'])})" if row["why"] else ""))


def _first(row: Mapping[str, Any]) -> str:
    code = str(row["waits"])
    waits = "" if code == Waits.NOTHING else Waits(code).meaning if code in set(Waits) else code
    if row["tell_on"] is None:
        return output.safe(f"no first lawful day is known: {waits}")
    return output.safe(f"first lawful day {days.spoken(row['tell_on'])}" + (f" ({waits})" if waits else ""))


def _last(clock: "Desk | Clock", row: Mapping[str, Any]) -> str:
    at = datetime.datetime.fromisoformat(str(row["release_by"]))
    own = {CONTEST: "the house's days to contest", STATED: "the demand's own time", URGENT: "the house's own target"}
    rule = str(row["release_rule"])
    why = _cited(row["release_why"]) if row["release_why"] else own.get(rule, rule)
    left = (at - clock.now).total_seconds() / 3600
    soon = click.style(" Less than 72 hours.", fg="yellow") if 0 <= left < SOON_HOURS else ""
    return output.safe(f"data leave by {output.when(at, clock.now, clock.timezone)} [{why}]") + soon


def _cited(cite: Mapping[str, Any]) -> str:
    doubt = "" if cite["status"] == Status.VERIFIED else f", {cite['status']}: ask counsel"
    return output.safe(f"{cite['act']}, {cite['section']}{doubt}")
