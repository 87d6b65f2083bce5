"""A mapping file: what the columns of a table mean, where nobody described its publisher. TOML or JSON."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from transparency import packaged
from transparency.check.model import ACCOUNT, ACCOUNTS, DISCLOSED, PERCENT, RECEIVED, REQUEST, Column, Layout
from transparency.check.periods import LENGTHS

MAX_BYTES: Final = 256 << 10
MEASURES: Final = (RECEIVED, DISCLOSED, PERCENT, ACCOUNTS)
FIELDS: Final = {row["field"]: row["means"] for row in packaged.rows("check", "mapping_fields.csv")}
"""Every field of a mapping and its meaning."""

_LISTS: Final = frozenset({"whole", "aside"})


class MappingError(ValueError):
    """A mapping that cannot be used: what is wrong in it, and what to write instead."""


def read(data: bytes) -> Layout:
    """The layout that a mapping describes. Raises MappingError."""
    if len(data) > MAX_BYTES:
        raise MappingError(f"the mapping is longer than {MAX_BYTES >> 10} KiB; give the mapping, and not the table")
    found = _parsed(data)
    for name in found:
        if name not in FIELDS:
            raise MappingError(f"the mapping has the field {name!r}; it knows {', '.join(FIELDS)}")
    columns = tuple(_columns(found))
    if not columns:
        message = 'the mapping names no column of figures; write, for instance: [columns] received = "Requests"'
        raise MappingError(message)
    if not any(found.get(name) for name in ("period", "place", "kind", "service")):
        raise MappingError(
            "the mapping names neither period nor place nor kind, so no two rows can be compared; name one of them"
        )
    return _layout(found, columns)


def _parsed(data: bytes) -> Mapping[str, Any]:
    try:
        text = data.decode("utf-8-sig")
        found = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (ValueError, RecursionError) as fault:
        raise MappingError(f"the mapping is neither TOML nor JSON: {str(fault)[:120] or 'nested too deep'}") from fault
    return dict(found)


def _layout(found: Mapping[str, Any], columns: tuple[Column, ...]) -> Layout:
    period = found.get("period", "")
    ending = _text(found, "ending")
    if ending and ending not in LENGTHS:
        raise MappingError(f"`ending` is one of {', '.join(LENGTHS)}, and not {ending!r}")
    if _text(found, "bands") not in {"", "us-1874"}:
        raise MappingError("`bands` is us-1874 or is left out")
    whole = _texts(found, "whole")
    standing = Layout("", "", "", ())
    return Layout(
        _text(found, "publisher"),
        "mapped",
        _text(found, "series") or "requests",
        columns,
        rows=_text(found, "rows"),
        period=_texts(found, "period") if isinstance(period, list) else tuple(filter(None, [_text(found, "period")])),
        until=_text(found, "until"),
        ending=ending,
        place=_text(found, "place") or _text(found, "code"),
        code=_text(found, "code") if found.get("place") else "",
        kind=_text(found, "kind"),
        service=_text(found, "service"),
        split=_text(found, "split") or "kind",
        only=_text(found, "only"),
        wholes=frozenset(one.casefold() for one in whole) or standing.wholes,
        aside=frozenset(one.casefold() for one in _texts(found, "aside")),
        absent_is_none=found.get("absent_is_none") is True,
        bands=_text(found, "bands"),
    )


def _text(found: Mapping[str, Any], name: str) -> str:
    value = found.get(name, "")
    if not isinstance(value, str):
        raise MappingError(f"`{name}` is a text: {FIELDS.get(name, 'the name of a column')}")
    return value


def _texts(found: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = found.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise MappingError(f"`{name}` is a list of texts: {FIELDS[name]}")
    return tuple(value)


def _columns(found: Mapping[str, Any]) -> Iterator[Column]:
    short, more = found.get("columns", {}), found.get("column", [])
    if not isinstance(short, dict) or not isinstance(more, list) or not all(isinstance(one, dict) for one in more):
        message = "`columns` is a table and `column` a list of tables; docs/reference/report-check.md has an example"
        raise MappingError(message)
    for measure in short:
        if measure not in MEASURES:
            raise MappingError(f"`columns` knows {', '.join(MEASURES)}, and not {measure!r}; write a [[column]] for it")
        yield Column(_text(short, measure), measure, ACCOUNT if measure == ACCOUNTS else REQUEST)
    for one in more:
        name, measure = _text(one, "name"), _text(one, "measure")
        if not name or not measure:
            raise MappingError('each [[column]] has a name and a measure, as: name = "Rejected", measure = "rejected"')
        base = _text(one, "base") or (ACCOUNT if measure == ACCOUNTS else REQUEST)
        yield Column(name, measure, base, _text(one, "kind"), _text(one, "part_of"))
