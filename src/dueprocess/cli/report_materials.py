"""What forms of a report are made from: a published edition or a ``report.json``, the facts of cases, public rows."""

from pathlib import Path
from typing import TYPE_CHECKING

from dueprocess.cli.faults import wrong
from dueprocess.cli.homes import boot, place_of
from dueprocess.cli.publication_commands import provider_of
from dueprocess.formats.refusal import Denied, DeniedError
from dueprocess.report.edition_json import MAX_BYTES, ReadError, read
from dueprocess.report.identities import ContradictionError
from transparency.forms import every
from transparency.forms.every import BY_LAW

if TYPE_CHECKING:
    from dueprocess.desk.services.desk import Desk
    from dueprocess.report.edition import Edition
    from dueprocess.report.provider import Provider
    from transparency.forms.every import Material


def from_file(file: Path, form: str) -> "Material":
    """What a ``report.json`` alone can say. Raises DeniedError."""
    if form in every.BY_LAW:
        raise wrong(f"{form} is made from the cases, not from {file}. Leave --edition out, at the machine of the desk.")
    return every.Material(read_edition(file), names=english)


def read_edition(file: Path) -> "Edition":
    """The edition of a ``report.json``. Raises DeniedError."""
    if not file.is_file() or file.stat().st_size > MAX_BYTES:
        raise wrong(f"{file} is no file, or longer than {MAX_BYTES >> 20} MiB. Check the name.")
    try:
        return read(file.read_bytes())
    except ReadError as fault:
        message = f"{file} is no report.json of this form: {fault}. Take the file that `report export` wrote."
        raise wrong(message) from fault


def of_desk(home: Path | None, form: str, period: str) -> "Material":
    """What a form is made from at the desk: an edition, or the cases where a law fixes it. Raises DeniedError."""
    desk = boot(home)
    made = _made(desk, provider_of(place_of(home)), form, period, is_law=form in BY_LAW)
    if isinstance(made, Denied):
        raise DeniedError(made)
    return made


def _made(desk: "Desk", provider: "Provider", form: str, period: str, *, is_law: bool) -> "Material | Denied":
    from dueprocess.desk.services import report_forms
    from dueprocess.desk.services.result import ForgedRowError

    try:
        if is_law:
            return report_forms.by_law(desk, provider, form, period, english)
        return report_forms.by_choice(desk, provider, period, english)
    except ForgedRowError as fault:
        message = f"Nothing is written: {fault}. Somebody may have written into the database: tell the others."
        raise DeniedError.because(fault.rule, message) from fault
    except ContradictionError as fault:
        rule, message = "report.contradiction", f"The registers contradict the numbers, so nothing is written: {fault}"
        raise DeniedError.because(rule, message) from fault


def english(code: str) -> str:
    """The English name of a country, as CLDR has it; its code where it has none."""
    from babel import Locale

    return str(Locale("en").territories.get(code, code))
