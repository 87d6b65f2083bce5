"""An edition as bytes: what the desk keeps, what people sign the hash of, and the edition back from them.

One edition has one form: keys sorted, no blanks, whole numbers only. Signers and corrections come after the bytes were
signed and stand beside them (``docs/reference/report-life.md``).
"""

import datetime
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from dueprocess.report.cells import Cell, Place, Why
from dueprocess.report.cited import Cited
from dueprocess.report.edition import Edition, Gap, Missing, Revision, Security
from dueprocess.report.provider import Help, Provider
from dueprocess.report.told import Silence, UnseenAccess

FORM: Final = "dueprocess/edition/1"
MAX_BYTES: Final = 32 << 20
_KEYS: Final = frozenset(
    {"schema", "provider", "period", "number", "made_on", "before", "held", "cells", "gaps", "revisions", "security"}
    | {"unseen", "silences"}
)

_T = TypeVar("_T")
Plain = Any  # what json reads; each reader below says what it takes


class StoredError(ValueError):
    """Bytes that are no edition, or an edition that cannot be kept."""


def encode(edition: Edition) -> bytes:
    """The bytes of an edition. Raises StoredError for one that is too large to keep."""
    data = json.dumps(_to_plain(edition), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    if len(data) > MAX_BYTES:
        message = f"an edition has at most {MAX_BYTES >> 20} MiB; take fewer earlier periods into it"
        raise StoredError(message)
    return data


def decode(data: bytes) -> Edition:
    """The edition that ``encode`` wrote, without signers and corrections. Raises StoredError for anything else."""
    if len(data) > MAX_BYTES:
        message = "longer than an edition may be"
        raise StoredError(message)
    try:
        edition = _from_plain(json.loads(data))
        again = encode(edition)
    except StoredError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as fault:
        message = f"no edition of the form {FORM}: {type(fault).__name__}"
        raise StoredError(message) from fault
    if again != data:
        message = "the bytes are not those of their edition"
        raise StoredError(message)
    return edition


def hash_of(data: bytes) -> str:
    """SHA-256 (hex) of an edition's bytes: what a statement names."""
    return hashlib.sha256(data).hexdigest()


def text_hash(text: str) -> str:
    """How a statement names a public text: SHA-256 (hex) of it; empty for none. Statements hold no text themselves."""
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


def _to_plain(edition: Edition) -> dict[str, Plain]:
    return {
        "schema": FORM,
        "provider": _provider(edition.provider),
        "period": edition.period,
        "number": edition.number,
        "made_on": edition.made_on.isoformat(),
        "before": list(edition.before),
        "held": edition.held,
        "cells": [_cell(one) for one in edition.cells],
        "gaps": [[str(one.missing), dict(one.numbers)] for one in edition.gaps],
        "revisions": [[_cell(one.was), _cell(one.now), one.since] for one in edition.revisions],
        "security": [[one.structure, one.category, one.low, one.high] for one in edition.security],
        "unseen": [
            [one.id, _cited(one.cited), one.since.isoformat(), list(one.services), dict(one.title), dict(one.says)]
            for one in edition.unseen
        ],
        "silences": [[dict(one.says), [_cited(cited) for cited in one.cited]] for one in edition.silences],
    }


def _provider(one: Provider) -> dict[str, Plain]:
    return {
        "name": one.name,
        "country": one.country,
        "contact": one.contact,
        "languages": list(one.languages),
        "services": list(one.services),
        "site": one.site,
        "security": one.security,
        "help": [[who.name, who.contact] for who in one.help],
    } | ({"licence": one.licence} if one.licence else {})  # bytes of older editions stay what was signed


def _cited(one: Cited) -> list[str]:
    return [one.act, one.section]


def _cell(one: Cell) -> list[Plain]:
    by = [[name, value] for name, value in one.place.by]
    return [one.place.metric, one.place.period, by, one.value, one.of, str(one.why), one.low, one.high]


def _from_plain(data: Plain) -> Edition:
    if not isinstance(data, Mapping) or set(data) != _KEYS or data["schema"] != FORM:
        message = f"no edition of the form {FORM}"
        raise StoredError(message)
    return Edition(
        provider=_read_provider(data["provider"]),
        period=_text(data["period"]),
        number=_whole(data["number"]),
        made_on=datetime.date.fromisoformat(data["made_on"]),
        cells=_each(data["cells"], _read_cell),
        gaps=_each(data["gaps"], lambda one: Gap(Missing(one[0]), {_text(k): _whole(v) for k, v in one[1].items()})),
        before=_each(data["before"], _text),
        revisions=_each(
            data["revisions"], lambda one: Revision(_read_cell(one[0]), _read_cell(one[1]), _whole(one[2]))
        ),
        security=_each(
            data["security"], lambda one: Security(_whole(one[0]), _text(one[1]), _whole(one[2]), _whole(one[3]))
        ),
        unseen=_each(data["unseen"], _read_unseen),
        silences=_each(data["silences"], lambda one: Silence(_words(one[0]), _each(one[1], _read_cited))),
        held=_whole(data["held"]),
    )


def _read_provider(data: Plain) -> Provider:
    return Provider(
        name=_text(data["name"]),
        country=_text(data["country"]),
        contact=_text(data["contact"]),
        languages=_each(data["languages"], _text),
        services=_each(data["services"], _text),
        site=_text(data["site"]),
        security=_text(data["security"]),
        help=_each(data["help"], lambda one: Help(_text(one[0]), _text(one[1]))),
        licence=_text(data.get("licence", "")),
    )


def _read_unseen(one: Plain) -> UnseenAccess:
    since = datetime.date.fromisoformat(one[2])
    return UnseenAccess(_text(one[0]), _read_cited(one[1]), since, _each(one[3], _text), _words(one[4]), _words(one[5]))


def _read_cited(one: Plain) -> Cited:
    act, section = one
    return Cited(_text(act), _text(section))


def _read_cell(one: Plain) -> Cell:
    metric, period, by, value, of, why, low, high = one
    place = Place(_text(metric), _text(period), _each(by, lambda pair: (_text(pair[0]), _text(pair[1]))))
    return Cell(place, _maybe(value), _whole(of), Why(why), _maybe(low), _maybe(high))


def _each(data: Plain, read: Callable[[Plain], _T]) -> tuple[_T, ...]:
    if not isinstance(data, list):
        message = "a list is missing"
        raise StoredError(message)
    return tuple(read(one) for one in data)


def _words(data: Plain) -> dict[str, str]:
    return {_text(language): _text(text) for language, text in data.items()}


def _text(value: Plain) -> str:
    if type(value) is not str:
        message = "a text is missing"
        raise StoredError(message)
    return value


def _whole(value: Plain) -> int:
    if type(value) is not int:
        message = "a whole number is missing"
        raise StoredError(message)
    return value


def _maybe(value: Plain) -> int | None:
    return None if value is None else _whole(value)
