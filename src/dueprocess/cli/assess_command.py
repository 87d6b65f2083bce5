"""``assess``: findings with citations, of a case or of a face in a file."""

import datetime
import json
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click
from click.core import ParameterSource

from dueprocess.adapters import calendars, law_files
from dueprocess.cli import options, output
from dueprocess.cli.cases import judging, look_at
from dueprocess.cli.clients import now
from dueprocess.cli.faults import wrong
from dueprocess.cli.findings import print_assessment, print_duties
from dueprocess.cli.homes import Clock, boot_home, place_of
from dueprocess.demand.face import FaceError, from_plain
from dueprocess.holdings.entry import Holdings
from dueprocess.law.plain import to_plain

if TYPE_CHECKING:
    from dueprocess.case.law_answer import By
    from dueprocess.law.clocks import Calendar
    from dueprocess.law.finding import Assessment
    from dueprocess.law.plain import Turning
    from dueprocess.law.shelf import Shelf

MAX_FACE: Final = 1 << 20  # bytes
ALTERED: Final = "The law files here are not those that this version was published with; `dueprocess doctor` says more."


@click.command()
@click.argument("what", metavar="CASE|FACE.json")
@click.option("--on", "day", help="Judge as of this day [default: today].")
@click.option("--standards", is_flag=True, help="Show what international standards ask, too.")
@click.option("--lang", default="en", show_default=True, help="Language of the findings: en or de.")
@click.option("--country", metavar="CODE", help="With FACE.json: where the provider sits [default: as the desk].")
@click.option("--zone", metavar="NAME", help="With FACE.json: its time zone, as Europe/Berlin [default: as the desk].")
@options.looker
def assess(
    what: str,
    day: str | None,
    lang: str,
    country: str | None,
    zone: str | None,
    *,
    standards: bool,
    json_: bool,
    **person: Any,
) -> None:
    """Check a demand against the law: findings with citations, grounds to object, what a refusal risks, may we tell.

    The facts in a file are judged as the desk of --home judges a case. Without one, in UTC and by no country's own law.
    """
    on = options.day(day) if day else None
    if what.endswith(".json"):
        judged = _of_file(Path(what), on, lang, _place(person, country, zone))
    elif country or zone:
        raise wrong("A case is judged where its desk sits: --country and --zone go with FACE.json.")
    else:
        judged = _of_case(what, on, lang, person)
    if json_:
        plain = to_plain(judged.assessment, judged.case, judged.turning)
        output.print_json({**plain, "law_altered": judged.altered})
        return
    if judged.altered:
        click.secho(ALTERED, fg="red", err=True)

    print_assessment(judged.assessment, standards=standards, turning=judged.turning)
    if judged.case is None:
        print_duties(judged.assessment, judged.clock)


class _Judged(NamedTuple):
    """An assessment, its case (None: a face alone), what would change findings; whether law was altered; the time."""

    assessment: "Assessment"
    case: str | None
    turning: "Turning"
    altered: bool
    clock: Clock


@dataclass(frozen=True, slots=True)
class _Nobody:
    """By what a face is judged where no desk stands: the shelf without signatures, and what the options say."""

    shelf: "Shelf"
    calendar: "Calendar"
    timezone: str = "UTC"
    country: str = ""
    holdings: Holdings = field(default_factory=Holdings)


def _place(person: Mapping[str, Any], country: str | None, zone: str | None) -> "tuple[By, datetime.datetime]":
    """By what a face is judged, and when: the desk of the home, where it was founded, with what the options say.

    Raises DeniedError for what is no country or zone; HomeError and NoDeskError where --home names no desk.
    """
    if person["desk_url"]:
        raise wrong("A face in a file is judged on this machine: give --home, or --country and --zone, not --desk.")
    said: dict[str, Any] = {}
    try:
        if country:
            said |= {"country": country.upper(), "calendar": calendars.LegalCalendar(country.upper())}
        if zone:
            said |= {"timezone": zoneinfo.ZoneInfo(zone).key}
    except calendars.CalendarError as fault:
        raise wrong(f"--country: {fault}.") from fault
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as fault:
        raise wrong(f"--zone: there is no time zone {zone!r}; write an IANA name, as Europe/Berlin.") from fault
    named = click.get_current_context().get_parameter_source("home") is ParameterSource.COMMANDLINE
    if not named and not place_of(person["home"]).pin.exists():
        return replace(_Nobody(law_files.load(), calendars.LegalCalendar("DE")), **said), now()
    from dueprocess.operate.desk_of_home import current_desk

    desk = current_desk(boot_home(person["home"]))
    return replace(desk, **said), desk.now


def _of_file(path: Path, on: datetime.date | None, lang: str, place: "tuple[By, datetime.datetime]") -> _Judged:
    try:
        with path.open("rb") as file:
            value = json.loads(file.read(MAX_FACE))
        face = from_plain(value if isinstance(value, dict) else {})
    except (ValueError, FaceError, RecursionError) as fault:
        raise wrong(
            f"{path} does not hold the facts of a demand: {fault}. Their form is law/schema/face.json."
        ) from fault
    law, clock = place[0], Clock(place[1], place[0].timezone)
    made, turning = judging(law, face, clock)(on, lang)
    return _Judged(made, None, turning, law_files.altered(law.shelf), clock)


def _of_case(text: str, on: datetime.date | None, lang: str, person: Mapping[str, Any]) -> _Judged:
    seen = look_at(person, text)
    for line in seen.differs:
        click.secho(output.safe(line), fg="yellow", err=True)
    made, turning = seen.law(on, lang)
    return _Judged(made, seen.state.id, turning, law_files.altered(law_files.load()), seen.clock)
