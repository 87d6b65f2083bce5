"""An edition from the JSON that ``own.cells_json`` wrote: strict, and the same edition again.

What is read may come from anybody: its size, each type, each code and each number is checked before it is used.
"""

import datetime
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, NoReturn, TypeVar

from dueprocess.report.cells import Cell, Place, Why, span_of
from dueprocess.report.cited import Cited
from dueprocess.report.edition import SCHEMA, Correction, Edition, Gap, Missing, Revision, Security, Signer
from dueprocess.report.facts import DIMENSIONS
from dueprocess.report.provider import Help, Provider
from dueprocess.report.told import Silence, UnseenAccess

MAX_BYTES: Final = 256 * 1024 * 1024
MAX_TEXT: Final = 5000
MAX_NUMBER: Final = 10**15

_ID: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
_PERIOD: Final = re.compile(r"\d{4}(-(H[12]|Q[1-4]))?")
_NO_TEXT: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_T = TypeVar("_T")
_Reads = Callable[[Any, str], _T]


class ReadError(ValueError):
    """What was read is no edition of this form; the message names the place."""


def read(data: bytes) -> Edition:
    """The edition. Raises ReadError for anything that ``own.cells_json`` does not write."""
    if len(data) > MAX_BYTES:
        _fail("the file", f"is larger than {MAX_BYTES // 1024 // 1024} MB")
    try:
        plain = json.loads(data.decode(), object_pairs_hook=_once, parse_float=_no_number, parse_constant=_no_number)
    except ReadError:
        raise
    except (ValueError, RecursionError) as fault:
        message = f"the file is no JSON in UTF-8: {type(fault).__name__}"
        raise ReadError(message) from fault
    try:
        return _edition(plain)
    except ReadError:
        raise
    except ValueError as fault:  # what a value itself refuses, as an edition without its first paragraph
        raise ReadError(str(fault)) from fault


def _fail(where: str, says: str) -> NoReturn:
    message = f"{where}: {says}"
    raise ReadError(message)


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


def _list(value: Any, where: str, reads: _Reads[_T]) -> tuple[_T, ...]:  # noqa: ANN401 - what JSON holds
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


def _day(value: Any, where: str) -> datetime.date:  # noqa: ANN401 - what JSON holds
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        _fail(where, "a day is needed, as 2026-07-01")
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        _fail(where, f"{value!r} is no day")


def _period(value: Any, where: str) -> str:  # noqa: ANN401 - what JSON holds
    if not isinstance(value, str) or not _PERIOD.fullmatch(value):
        _fail(where, "a period is needed, as 2026, 2026-H1 or 2026-Q3")
    span_of(value)
    return value


def _words(value: Any, where: str) -> Mapping[str, str]:  # noqa: ANN401 - what JSON holds
    if not isinstance(value, dict):
        _fail(where, "an object of texts by language is needed")
    return {_text(name, where): _text(text, f"{where}.{name}") for name, text in value.items()}


def _by(value: Any, where: str) -> tuple[tuple[str, str], ...]:  # noqa: ANN401 - what JSON holds
    if not isinstance(value, dict) or not set(value) <= set(DIMENSIONS):
        _fail(where, "an object is needed whose names are columns of a report")
    return tuple((name, _text(code, f"{where}.{name}")) for name, code in value.items())


def _cell(value: Any, where: str) -> Cell:  # noqa: ANN401 - what JSON holds
    one = _object(value, where, "metric", "period", "by", "value", "of", "why", "low", "high")
    if not isinstance(one["metric"], str) or not _ID.fullmatch(one["metric"]):
        _fail(f"{where}.metric", "the id of a metric is needed")
    place = Place(one["metric"], _period(one["period"], f"{where}.period"), _by(one["by"], f"{where}.by"))
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


def _provider(value: Any, where: str) -> Provider:  # noqa: ANN401 - what JSON holds
    names = ("name", "country", "contact", "languages", "services", "site", "security", "help")
    chosen = ("licence",) if isinstance(value, dict) and "licence" in value else ()
    one = _object(value, where, *names, *chosen)
    texts = {name: _text(one[name], f"{where}.{name}") for name in ("name", "country", "contact", "site", "security")}
    return Provider(
        **texts,
        languages=_list(one["languages"], f"{where}.languages", _text),
        services=_list(one["services"], f"{where}.services", _text),
        help=_list(one["help"], f"{where}.help", _help),
        licence=_text(one.get("licence", ""), f"{where}.licence"),
    )


def _help(value: Any, where: str) -> Help:  # noqa: ANN401 - what JSON holds
    one = _object(value, where, "name", "contact")
    return Help(_text(one["name"], where), _text(one["contact"], where))


def _cited(value: Any, where: str) -> Cited:  # noqa: ANN401 - what JSON holds
    one = _object(value, where, "act", "section")
    return Cited(_text(one["act"], where), _text(one["section"], where))


def _gap(value: Any, where: str) -> Gap:  # noqa: ANN401 - what JSON holds
    one = _object(value, where, "missing", "numbers")
    missing = next((missing for missing in Missing if missing == one["missing"]), None)
    if missing is None or not isinstance(one["numbers"], dict):
        _fail(where, "what is missing is said with a code of this form and numbers by name")
    return Gap(missing, {_text(name, where): _number(many, where) for name, many in one["numbers"].items()})


def _correction(value: Any, where: str) -> Correction:  # noqa: ANN401 - what JSON holds
    one = _object(value, where, "on", "edition", "says")
    return Correction(_day(one["on"], where), _number(one["edition"], where), _text(one["says"], where))


def _revision(value: Any, where: str) -> Revision:  # noqa: ANN401 - what JSON holds
    one = _object(value, where, "was", "now", "since")
    return Revision(_cell(one["was"], where), _cell(one["now"], where), _number(one["since"], where))


def _signer(value: Any, where: str) -> Signer:  # noqa: ANN401 - what JSON holds
    one = _object(value, where, "role", "name", "on")
    return Signer(_text(one["role"], where), _text(one["name"], where), _day(one["on"], where))


def _security(value: Any, where: str) -> Security:  # noqa: ANN401 - what JSON holds
    one = _object(value, where, "structure", "category", "low", "high")
    low, high = _number(one["low"], where), _number(one["high"], where)
    if not 1 <= _number(one["structure"], where) <= 4 or low > high:  # noqa: PLR2004 - 50 USC 1874(a)(1) to (4)
        _fail(where, "a band of one of the four structures of 50 USC 1874 is needed")
    return Security(one["structure"], _text(one["category"], where), low, high)


def _unseen(value: Any, where: str) -> UnseenAccess:  # noqa: ANN401 - what JSON holds
    one = _object(value, where, "id", "cited", "since", "services", "title", "says")
    return UnseenAccess(
        _text(one["id"], where),
        _cited(one["cited"], where),
        _day(one["since"], where),
        _list(one["services"], where, _text),
        _words(one["title"], where),
        _words(one["says"], where),
    )


def _silence(value: Any, where: str) -> Silence:  # noqa: ANN401 - what JSON holds
    one = _object(value, where, "says", "cited")
    return Silence(_words(one["says"], where), _list(one["cited"], where, _cited))


_LISTS: Final = (
    "not_in_it",
    "before",
    "corrections",
    "revisions",
    "signers",
    "security",
    "unseen",
    "silences",
    "cells",
)


def _edition(value: Any) -> Edition:  # noqa: ANN401 - what JSON holds
    one = _object(value, "the report", "schema", "provider", "period", "number", "made_on", "held", *_LISTS)
    if one["schema"] != SCHEMA:
        _fail("schema", f"{SCHEMA} is needed")
    return Edition(
        provider=_provider(one["provider"], "provider"),
        period=_period(one["period"], "period"),
        number=_number(one["number"], "number"),
        made_on=_day(one["made_on"], "made_on"),
        cells=_list(one["cells"], "cells", _cell),
        gaps=_list(one["not_in_it"], "not_in_it", _gap),
        before=_list(one["before"], "before", _period),
        revisions=_list(one["revisions"], "revisions", _revision),
        corrections=_list(one["corrections"], "corrections", _correction),
        signers=_list(one["signers"], "signers", _signer),
        security=_list(one["security"], "security", _security),
        unseen=_list(one["unseen"], "unseen", _unseen),
        silences=_list(one["silences"], "silences", _silence),
        held=_number(one["held"], "held"),
    )
