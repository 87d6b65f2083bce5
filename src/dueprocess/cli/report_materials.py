"""What forms of a report are made from: a published edition or a ``report.json``, the facts of cases, public rows."""

from pathlib import Path
from typing import TYPE_CHECKING

from dueprocess.cli.faults import Refused, Wrong
from dueprocess.cli.session import boot, place_of

if TYPE_CHECKING:
    from dueprocess.domain.report.edition import Edition
    from dueprocess.domain.report.facts import Fact
    from dueprocess.domain.report.formats.every import Material
    from dueprocess.services.desk import Desk


def from_file(file: Path, form: str) -> "Material":
    """What a ``report.json`` alone can say. Raises Wrong."""
    from dueprocess.domain.report.formats import every

    if form in every.BY_LAW:
        message = f"{form} is made from the cases, not from {file}. Leave --edition out, at the machine of the desk."
        raise Wrong(message)
    return every.Material(read_edition(file), names=english)


def read_edition(file: Path) -> "Edition":
    """The edition of a ``report.json``. Raises Wrong."""
    from dueprocess.domain.report.formats.reading import MAX_BYTES, ReadError, read

    if not file.is_file() or file.stat().st_size > MAX_BYTES:
        message = f"{file} is no file, or longer than {MAX_BYTES >> 20} MiB. Check the name."
        raise Wrong(message)
    try:
        return read(file.read_bytes())
    except ReadError as fault:
        message = f"{file} is no report.json of this form: {fault}. Take the file that `report export` wrote."
        raise Wrong(message) from fault


def by_law(home: Path | None, period: str) -> "Material":
    """What a form is made from that a law fixes: the provider, the days, and the cases. Raises Wrong or Refused."""
    from dueprocess.cli.publishing import provider_of
    from dueprocess.domain.report.cells import span_of
    from dueprocess.domain.report.formats import every

    try:
        _, last = span_of(period)
    except ValueError as fault:
        message = f"{fault}. Say which with --period."
        raise Wrong(message) from fault
    desk = boot(home)
    if desk.now.date() <= last:
        message = f"{period} is not over before {last}: its numbers would still grow. Ask for a period that is over."
        raise Wrong(message)
    edition = every.frame(provider_of(place_of(home)), period, desk.now.date())
    return every.Material(edition, _facts(desk), names=english)


def _facts(desk: "Desk") -> "tuple[Fact, ...]":
    from dueprocess.services import report_facts
    from dueprocess.services.publication import ForgedRowError

    try:
        return report_facts.facts(desk)
    except ForgedRowError as fault:
        message = f"Nothing is written: {fault}. Somebody may have written into the database: tell the others."
        raise Refused(fault.rule, message) from fault


def english(code: str) -> str:
    """The English name of a country, as CLDR has it; its code where it has none."""
    from babel import Locale

    return str(Locale("en").territories.get(code, code))
