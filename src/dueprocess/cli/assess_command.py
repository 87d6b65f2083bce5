"""``assess``: findings with citations, of a case or of a face in a file."""

import datetime
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from dueprocess.adapters import calendars, law_files
from dueprocess.cli import options, output
from dueprocess.cli.cases import look_at
from dueprocess.cli.faults import wrong
from dueprocess.cli.findings import print_assessment, print_duties
from dueprocess.demand.face import FaceError, from_plain
from dueprocess.law.assess import assess as judge
from dueprocess.law.plain import to_plain
from dueprocess.operate.desk_of_home import now

if TYPE_CHECKING:
    from dueprocess.law.finding import Assessment
    from dueprocess.law.plain import Turning

MAX_FACE: Final = 1 << 20  # bytes
ALTERED: Final = "The law files here are not those that this version was published with; `dueprocess doctor` says more."


@click.command()
@click.argument("what", metavar="CASE|FACE.json")
@click.option("--on", "day", help="Judge as of this day [default: today].")
@click.option("--standards", is_flag=True, help="Show what international standards ask, too.")
@click.option("--lang", default="en", show_default=True, help="Language of the findings: en or de.")
@options.looker
def assess(what: str, day: str | None, lang: str, *, standards: bool, json_: bool, **person: Any) -> None:
    """Check a demand against the law: findings with citations, grounds to object, what a refusal risks, may we tell."""
    on = options.day(day) if day else None
    judged = _of_file(Path(what), on, lang) if what.endswith(".json") else _of_case(what, on, lang, person)
    if json_:
        plain = to_plain(judged.assessment, judged.case, judged.turning)
        output.print_json({**plain, "law_altered": judged.altered})
        return
    if judged.altered:
        click.secho(ALTERED, fg="red", err=True)

    print_assessment(judged.assessment, standards=standards, turning=judged.turning)
    if judged.case is None:
        print_duties(judged.assessment)


class _Judged(NamedTuple):
    """An assessment, its case (None: a face alone), what would change its findings, and whether the law was altered."""

    assessment: "Assessment"
    case: str | None
    turning: "Turning"
    altered: bool


def _of_file(path: Path, on: datetime.date | None, lang: str) -> _Judged:
    from dueprocess.law.turning import turning

    try:
        with path.open("rb") as file:
            value = json.loads(file.read(MAX_FACE))
        face = from_plain(value if isinstance(value, dict) else {})
    except (ValueError, FaceError, RecursionError) as fault:
        raise wrong(
            f"{path} does not hold the facts of a demand: {fault}. Their form is law/schema/face.json."
        ) from fault
    shelf = law_files.load()
    made = judge(face, shelf, on or now().date(), calendars.LegalCalendar("DE"), language=lang)
    return _Judged(made, None, turning(shelf, face), law_files.altered(shelf))


def _of_case(text: str, on: datetime.date | None, lang: str, person: Mapping[str, Any]) -> _Judged:
    seen = look_at(person, text)
    for line in seen.differs:
        click.secho(output.safe(line), fg="yellow", err=True)
    made, turning = seen.law(on, lang)
    return _Judged(made, seen.state.id, turning, law_files.altered(law_files.load()))
