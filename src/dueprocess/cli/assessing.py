"""``assess``: findings with citations, of a case or of a face in a file."""

import datetime
import json
from pathlib import Path

import click

from dueprocess.cli import options, output
from dueprocess.cli.faults import Wrong


@click.command()
@click.argument("what", metavar="CASE|FACE.json")
@click.option("--on", "day", help="Judge as of this day [default: today].")
@click.option("--standards", is_flag=True, help="Show what international standards ask, too.")
@click.option("--lang", default="en", show_default=True, help="Language of the findings: en or de.")
@options.home
@options.as_json
def assess(what: str, day: str | None, lang: str, home: Path | None, *, standards: bool, json_: bool) -> None:
    """Findings with citations, per item; grounds of objection; what a refusal risks; may we tell."""
    from dueprocess.domain.law.plain import to_plain

    on = _day(day)
    if what.endswith(".json"):
        case, assessment = None, _of_file(Path(what), on, lang)
    else:
        case, assessment = _of_case(what, on, lang, home)
    if json_:
        options.print_json(to_plain(assessment, case))
        return
    from dueprocess.cli.looking import print_assessment

    print_assessment(assessment)
    if standards:
        _print_standards(assessment)


def _day(text: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError as fault:
        message = f"{text!r} is no day; say YYYY-MM-DD"
        raise Wrong(message) from fault


def _of_file(path: Path, on: datetime.date | None, lang: str) -> "object":
    from dueprocess.adapters import calendars, law_files
    from dueprocess.config.wiring import now
    from dueprocess.domain.demand.face import FaceError, from_plain
    from dueprocess.domain.law.assess import assess as judge

    try:
        face = from_plain(json.loads(path.read_text()))
    except (OSError, ValueError, FaceError) as fault:
        message = f"{path} holds no face: {fault}. Its form is law/schema/face.json."
        raise Wrong(message) from fault
    return judge(face, law_files.load(), on or now().date(), calendars.LegalCalendar("DE"), language=lang)


def _of_case(text: str, on: datetime.date | None, lang: str, home: Path | None) -> tuple[str, "object"]:
    from dueprocess.cli.session import boot, find
    from dueprocess.domain.law.assess import assess as judge
    from dueprocess.services.cases import state_of

    desk = boot(home)
    case = find(text)
    face = state_of(case).face
    return case, judge(face, desk.shelf, on or desk.today, desk.calendar, timezone=desk.timezone, language=lang)


def _print_standards(assessment: object) -> None:
    for one in assessment.items:  # type: ignore[attr-defined]
        output.heading(f"Item {one.item}: what international standards ask")
        for finding in one.findings:
            if finding.layer == "international":
                cite = finding.citation
                click.echo(f"  {output.mark('note')} {finding.says}  [{finding.outcome}]")
                click.secho(f"      {cite.title}, {cite.section} · {cite.status}", dim=True)
