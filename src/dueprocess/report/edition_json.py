"""An edition as JSON, ``dueprocess/report/1``: what is published, what the desk keeps, what people sign the hash of.

What is read may come from anybody: its size, each type, each code and each number is checked before it is used, and the
same edition is made again, or none.
"""

import datetime
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, NoReturn, TypeVar

from dueprocess.formats.heads import LINE
from dueprocess.formats.record import Check, FormError, exactly, matching, way
from dueprocess.report.cells import Cell, Cells, Place, Why, is_period
from dueprocess.report.edition import NUMBERS, SCHEMA, Correction, Edition, Gap, Revision, Security, Signer
from dueprocess.report.facts import DIMENSIONS
from dueprocess.report.provider import Provider
from dueprocess.report.told import Silence, UnseenAccess

MAX_BYTES: Final = 256 * 1024 * 1024
MAX_TEXT: Final = 5000
MAX_NUMBER: Final = 10**15

_ID: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
_NO_TEXT: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")
_T = TypeVar("_T")
_Period = Annotated[str, Check(is_period, "a period is needed, as 2026, 2026-H1 or 2026-Q3")]


class ReadError(ValueError):
    """What was read is no edition of this form; the message names the place."""


@dataclass(frozen=True, slots=True)
class _Report:
    """The form, in the order in which it is read. Cells are read by hand: there may be many."""

    schema: Annotated[str, exactly(SCHEMA)]
    provider: Provider
    period: _Period
    number: int
    made_on: datetime.date
    not_in_it: tuple[Gap, ...]
    before: tuple[_Period, ...]
    corrections: tuple[Correction, ...]
    revisions: Any
    signers: tuple[Signer, ...]
    security: tuple[Security, ...]
    unseen: tuple[UnseenAccess, ...]
    silences: tuple[Silence, ...]
    held: int
    head: Annotated[str, matching(f"|{LINE}", "the line of a head of the day")]
    cells: Any


def plain(edition: Edition) -> dict[str, Any]:
    """The edition as JSON has it."""
    revisions = [
        {"was": plain_cell(one.was), "now": plain_cell(one.now), "since": one.since} for one in edition.revisions
    ]
    made: dict[str, Any] = way(_Report)[1](
        _Report(
            schema=SCHEMA,
            provider=edition.provider,
            period=edition.period,
            number=edition.number,
            made_on=edition.made_on,
            not_in_it=edition.gaps,
            before=edition.before,
            corrections=edition.corrections,
            revisions=revisions,
            signers=edition.signers,
            security=edition.security,
            unseen=edition.unseen,
            silences=edition.silences,
            held=edition.held,
            head=edition.head,
            cells=[plain_cell(cell) for cell in edition.cells],
        )
    )
    return made


def plain_cell(cell: Cell) -> dict[str, Any]:
    """A cell as JSON has it."""
    return {
        "metric": cell.place.metric,
        "period": cell.place.period,
        "by": dict(cell.place.by),
        "value": cell.value,
        "of": cell.of,
        "why": str(cell.why),
        "low": cell.low,
        "high": cell.high,
    }


def read(data: bytes) -> Edition:
    """The edition. Raises ReadError for anything but the JSON of ``plain``, however it is laid out."""
    return _read(data, _edition)


def read_numbers(data: bytes) -> tuple[str, Cells]:
    """Provider and cells of the live page's file. Raises ReadError for anything else."""
    return _read(data, _numbers)


def _read(data: bytes, made: Callable[[Any], _T]) -> _T:
    if len(data) > MAX_BYTES:
        _fail("the file", f"is larger than {MAX_BYTES // 1024 // 1024} MB")
    try:
        value = json.loads(data.decode(), object_pairs_hook=_once, parse_float=_no_number, parse_constant=_no_number)
    except ReadError:
        raise
    except (ValueError, RecursionError) as fault:
        raise ReadError(f"the file is no JSON in UTF-8: {type(fault).__name__}") from fault
    try:
        return made(value)
    except ReadError:
        raise
    except ValueError as fault:  # what a value itself refuses, as an edition without its first paragraph
        raise ReadError(str(fault)) from fault


def _numbers(value: Any) -> tuple[str, Cells]:  # noqa: ANN401 - what JSON holds
    beside = ("as_of", "language", "cannot_show", "standing", "fields")
    one = _object(value, "the numbers", "schema", "provider", *beside, "cells")
    if one["schema"] != NUMBERS:
        _fail("schema", f"{NUMBERS} is needed")
    return _text(one["provider"], "provider"), _list(one["cells"], "cells", _cell)


def _edition(value: Any) -> Edition:  # noqa: ANN401 - what JSON holds
    _within_limits({name: one for name, one in value.items() if name != "cells"} if isinstance(value, dict) else 0, "")
    try:
        made: _Report = way(_Report)[0](value)
    except FormError as fault:
        raise ReadError(str(fault)) from fault
    for number, one in enumerate(made.security):
        if not 1 <= one.structure <= 4 or one.low > one.high:  # noqa: PLR2004 - 50 USC 1874(a)(1) to (4)
            _fail(f"security[{number}]", "a band of one of the four structures of 50 USC 1874 is needed")
    return Edition(
        provider=made.provider,
        period=made.period,
        number=made.number,
        made_on=made.made_on,
        cells=_list(made.cells, "cells", _cell),
        gaps=made.not_in_it,
        before=made.before,
        revisions=_list(made.revisions, "revisions", _revision),
        corrections=made.corrections,
        signers=made.signers,
        security=made.security,
        unseen=made.unseen,
        silences=made.silences,
        held=made.held,
        head=made.head,
    )


def _within_limits(value: Any, where: str) -> None:  # noqa: ANN401 - what JSON holds
    """Every text and number of the head, before what they mean is asked."""
    if isinstance(value, dict):
        for name, one in value.items():
            _text(name, where or "the report")
            _within_limits(one, f"{where}.{name}" if where else name)
    elif isinstance(value, list):
        for number, one in enumerate(value):
            _within_limits(one, f"{where}[{number}]")
    elif isinstance(value, str):
        _text(value, where)
    elif value is not None:
        _number(value, where or "the report")


def _fail(where: str, says: str) -> NoReturn:
    raise ReadError(f"{where}: {says}")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        _fail("the file", "an object has a name twice")
    return found


def _no_number(text: str) -> NoReturn:
    _fail("the file", f"{text[:20]!r} is no whole number")


def _object(value: Any, where: str, *names: str) -> Mapping[str, Any]:  # noqa: ANN401 - what JSON holds
    if not isinstance(value, dict) or set(value) != set(names):
        _fail(where, f"an object with {', '.join(names)} is needed, and nothing else")
    return value


def _list(value: Any, where: str, reads: Callable[[Any, str], _T]) -> tuple[_T, ...]:  # noqa: ANN401 - what JSON holds
    if not isinstance(value, list):
        _fail(where, "a list is needed")
    return tuple(reads(one, f"{where}[{number}]") for number, one in enumerate(value))


def _text(value: Any, where: str) -> str:  # noqa: ANN401 - what JSON holds
    if not isinstance(value, str) or len(value) > MAX_TEXT or _NO_TEXT.search(value):
        _fail(where, f"a text of at most {MAX_TEXT} characters is needed, without control characters")
    return value


def _number(value: Any, where: str) -> int:  # noqa: ANN401 - what JSON holds
    if type(value) is not int or not 0 <= value <= MAX_NUMBER:
        _fail(where, "a whole number from 0 is needed")
    return value


def _maybe(value: Any, where: str) -> int | None:  # noqa: ANN401 - what JSON holds
    return None if value is None else _number(value, where)


def _by(value: Any, where: str) -> tuple[tuple[str, str], ...]:  # noqa: ANN401 - what JSON holds
    if not isinstance(value, dict) or not set(value) <= set(DIMENSIONS):
        _fail(where, "an object is needed whose names are columns of a report")
    return tuple((name, _text(code, f"{where}.{name}")) for name, code in value.items())


def _cell(value: Any, where: str) -> Cell:  # noqa: ANN401 - what JSON holds
    one = _object(value, where, "metric", "period", "by", "value", "of", "why", "low", "high")
    if not isinstance(one["metric"], str) or not _ID.fullmatch(one["metric"]):
        _fail(f"{where}.metric", "the id of a metric is needed")
    if not isinstance(one["period"], str) or not is_period(one["period"]):
        _fail(f"{where}.period", "a period is needed, as 2026, 2026-H1 or 2026-Q3")
    place = Place(one["metric"], one["period"], _by(one["by"], f"{where}.by"))
    number, of = _maybe(one["value"], f"{where}.value"), _number(one["of"], f"{where}.of")
    low, high = _maybe(one["low"], f"{where}.low"), _maybe(one["high"], f"{where}.high")
    why = next((why for why in Why if why == one["why"]), None)
    if why is None:
        _fail(f"{where}.why", "a reason of this form is needed")
    if (number is None) == (why is Why.EXACT) or of == 0:
        _fail(where, "a number stands without a reason, and a blank with one")
    if (low is None) != (high is None) or (low is not None and high is not None and low > high):
        _fail(where, "a band has a lowest and a highest number")
    if number is not None and low is not None:
        _fail(where, "a number and a band do not stand together")
    return Cell(place, number, of, why, low, high)


def _revision(value: Any, where: str) -> Revision:  # noqa: ANN401 - what JSON holds
    one = _object(value, where, "was", "now", "since")
    return Revision(_cell(one["was"], where), _cell(one["now"], where), _number(one["since"], where))
