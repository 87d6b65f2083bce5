"""From what a person signed to a command: exact keys, closed codes, right types; else BadCommandError."""

import dataclasses
import datetime
import re
from collections.abc import Mapping
from typing import Any, Final

from dueprocess.domain import ids
from dueprocess.domain.case.commands import CLOSED, OF_ACT, BadCommandError, Command
from dueprocess.domain.case.state import Line
from dueprocess.domain.demand import codes
from dueprocess.domain.sealed.roster import AGE, MAX_PEOPLE, NAME
from dueprocess.domain.sealed.statement import Act

LAST_DAY: Final = "2199-12-31"
MAX_COUNT: Final = 100_000
"""Units and minutes of one cost, and the number of the event that recorded one."""

MIN_K: Final = 2
MAX_K: Final = 16
MAX_PARTS: Final = 256
"""Of one production: 64 GiB at 256 MiB each; a statement has at most 64 KiB."""

_RULE: Final = re.compile(r"[A-Za-z0-9.:_-]{0,80}")
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_HANDLE: Final = re.compile(r"ALL|T[1-9][0-9]{0,3}")


def command_of(act: Act, says: Mapping[str, Any]) -> Command:
    """The command that a statement of ``act`` says. Raises BadCommandError with the key at fault."""
    kind = OF_ACT.get(act)
    if kind is None:
        message = f"{act} is no act on a case"
        raise BadCommandError(message)
    fields = {one.name for one in dataclasses.fields(kind)}
    if set(says) != fields:
        message = f"{act} says {', '.join(sorted(fields)) or 'nothing'}; got {', '.join(sorted(says))}"
        raise BadCommandError(message)
    return kind(**{key: _value(act, key, value) for key, value in says.items()})  # type: ignore[no-any-return]


def _value(act: Act, key: str, value: object) -> object:
    closed = CLOSED.get((act, key))
    if closed is not None:
        if not isinstance(value, str) or value not in closed:
            raise _bad(act, key, value)
        return value
    if value is None and key == "item" and act is not Act.DUTY_DONE:
        raise _bad(act, key, value)
    try:
        return _rows(_SHARES[act], MAX_PEOPLE)(value) if key == "shares" else _READ[key](value)
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        raise _bad(act, key, value) from fault


def _bad(act: Act, key: str, value: object) -> BadCommandError:
    return BadCommandError(f"{act}: {key} cannot be {value!r}")


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 99:  # noqa: PLR2004 - MAX_ITEMS
        raise ValueError(value)
    return value


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_COUNT:
        raise ValueError(value)
    return value


def _numbers(value: object) -> tuple[int, ...]:
    if not isinstance(value, list | tuple) or not value:
        raise TypeError(value)
    return tuple(sorted({_number(one) for one in value}))


def _item_or_none(value: object) -> int | None:
    return None if value is None else _number(value)


def _day_or_none(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or datetime.date.fromisoformat(value).isoformat() != value or value > LAST_DAY:
        raise ValueError(value)
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _pattern(pattern: re.Pattern[str]) -> Any:  # noqa: ANN401 - a reader of one key
    def read(value: object) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise ValueError(value)
        return value

    return read


def _id(letter: str) -> Any:  # noqa: ANN401 - a reader of one key
    def read(value: object) -> str:
        if not isinstance(value, str) or not ids.is_id(value, letter):
            raise ValueError(value)
        return value

    return read


def _case_or_empty(value: object) -> str:
    return "" if value == "" else str(_id("c")(value))


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError(value)
    return dict(value)


def _line(value: Mapping[str, Any]) -> Line:
    if set(value) != {"handle", "category", "answer"}:
        raise ValueError(value)
    category = value["category"]
    return Line(
        _pattern(_HANDLE)(value["handle"]),
        "" if category == "" else str(codes.DataCategory(category)),
        str(codes.LineAnswer(value["answer"])),
    )


def _lines(value: object) -> tuple[Line, ...]:
    if not isinstance(value, list | tuple):
        raise TypeError(value)
    return tuple(_line(one) for one in value)


def _k(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not MIN_K <= value <= MAX_K:
        raise ValueError(value)
    return value


def _rows(names: tuple[str, ...], most: int) -> Any:  # noqa: ANN401 - a reader of one key
    """A list of objects with exactly these keys, in their order; the first key of each is given once."""

    def read(value: object) -> tuple[tuple[str, ...], ...]:
        if not isinstance(value, list | tuple) or not 1 <= len(value) <= most:
            raise ValueError(value)
        rows = tuple(_row(one, names) for one in value)
        if len({row[0] for row in rows}) != len(rows):
            raise ValueError(value)
        return rows

    return read


def _row(value: Mapping[str, Any], names: tuple[str, ...]) -> tuple[str, ...]:
    if set(value) != set(names):
        raise ValueError(value)
    return tuple(_OF_ROW[name](value[name]) for name in names)


def _hashes(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not 1 <= len(value) <= MAX_PARTS + 1:  # with the manifest
        raise ValueError(value)
    return tuple(_pattern(_HASH)(one) for one in value)


_SHARES: Final[Mapping[Act, tuple[str, ...]]] = {
    Act.PRODUCTION_DEAL: ("to", "share", "sealed"),
    Act.RELEASE_APPROVE: ("to", "sealed"),
}
_OF_ROW: Final[Mapping[str, Any]] = {
    "to": _pattern(NAME),
    "share": _pattern(_HASH),
    "hash": _pattern(_HASH),
    "sealed": _id("s"),
}
_CODE: Final = _pattern(re.compile(r"[a-z][a-z_]{0,39}"))

_READ: Final[Mapping[str, Any]] = {
    "fields": _mapping,
    "item": _item_or_none,
    "items": _numbers,
    "into": _id("c"),
    "new": _id("c"),
    "outcome": codes.Outcome,
    "ground": _pattern(_RULE),
    "lines": _lines,
    "proposal": _pattern(_HASH),
    "until": _day_or_none,
    "review_on": _day_or_none,
    "says": codes.ArrivalIs,
    "case": _case_or_empty,
    "resembles": _case_or_empty,
    "custodian": _pattern(re.compile(r"([a-z][a-z0-9-]{1,30})?")),
    "rule": _pattern(_RULE),
    "tell": _flag,
    "admit": _flag,
    "count": _flag,
    "kind": _CODE,
    "language": _pattern(re.compile(r"[a-z]{2}")),
    "sealed": _id("s"),
    "row": _id("r"),
    "what": _CODE,
    "tariff": _pattern(_RULE),
    "units": _count,
    "minutes": _count,
    "seq": _count,
    "handle": _pattern(_HANDLE),
    "mark": _pattern(_HASH),
    "approval": _pattern(_HASH),
    "production": _id("x"),
    "producer": _pattern(NAME),
    "order": _pattern(_HASH),
    "recipient": _pattern(AGE),
    "k": _k,
    "parts": _rows(("sealed", "hash"), MAX_PARTS),
    "manifest": _id("s"),
    "manifest_hash": _pattern(_HASH),
    "deal": _pattern(_HASH),
    "key": _pattern(re.compile(r"([0-9a-f]{64})?")),
    "sent": _hashes,
}
