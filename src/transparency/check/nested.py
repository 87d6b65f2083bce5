"""Nested JSON as flat rows: a path to them, what stands above them, and fields within fields by names with dots."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from transparency.check.figures import brief
from transparency.check.model import UnreadableError, listed

EACH: Final = "*"
KEY: Final = "key"
MAX_DEPTH: Final = 12
MAX_FIELDS: Final = 400  # above the rows: each row has them
_FEWEST: Final = 2  # objects by key that are rows, and no record

Row = dict[str, Any]


def at(file: str, value: object, path: str) -> tuple[list[Row], dict[str, Any]]:
    """The rows that a mapping points to, with the plain fields above each. Raises UnreadableError."""
    steps = [one for one in path.split(".") if one]
    if not steps or len(steps) > MAX_DEPTH:
        raise UnreadableError(f"`rows` of the mapping names 1 to {MAX_DEPTH} fields with dots, as report.countries")
    found = list(_walk(value, steps, (), {}))
    if not found:
        have = listed([brief(name) for name in value] if isinstance(value, dict) else ["(a list)"], 12)
        raise UnreadableError(f"{file} has no rows at “{path}”; at its top stand: {have}")
    return found, {"rows": path}


def _walk(value: object, steps: Sequence[str], above: tuple[str, ...], kept: Mapping[str, Any]) -> Iterator[Row]:
    """Down the path. A list is walked through, whether or not the path says so."""
    if isinstance(value, list):
        for one in value:
            yield from _walk(one, steps[1:] if steps[:1] == [EACH] else steps, above, kept)
    elif not steps:
        yield {**kept, **value} if isinstance(value, dict) else {**kept, "value": value}
    elif isinstance(value, dict) and steps[0] == EACH:
        names = [name for name in kept if name.partition(" ")[0] == KEY]
        key = f"{KEY} {len(names) + 1}" if names else KEY
        for name, one in value.items():
            yield from _walk(one, steps[1:], above, {**kept, key: name})
    elif isinstance(value, dict) and steps[0] in value:
        plain = {".".join((*above, name)): one for name, one in value.items() if not isinstance(one, dict | list)}
        if len(kept) + len(plain) > MAX_FIELDS:
            raise UnreadableError(f"more than {MAX_FIELDS} fields stand above the rows; point to a list further down")
        yield from _walk(value[steps[0]], steps[1:], (*above, steps[0]), {**kept, **plain})


def find(value: Mapping[str, Any]) -> tuple[list[Row], dict[str, Any]] | None:
    """Rows that nobody pointed to: the longest list of objects at any depth, else the most objects by key."""
    paths: Counter[tuple[str, ...]] = Counter()
    for count, path in _lists(value, ()):
        paths[path] += count
    if paths:
        most = max(paths, key=lambda path: (paths[path], len(path)))
        return list(_walk(value, most, (), {})), {"rows": ".".join(most)}
    for _, path in sorted(_keyed(value, ()), key=lambda found: -found[0]):
        return list(_walk(value, [*path, EACH], (), {})), {"rows": ".".join((*path, EACH))}
    return None


def grid(value: object, header: object = None) -> list[Row]:
    """Rows that are lists of plain values, under a list of names beside them or their own first; else none."""
    if isinstance(value, dict):
        names = next((one for one in value.values() if _is_row(one) and any(map(str.strip, map(str, one)))), None)
        return next((found for one in value.values() if isinstance(one, list) and (found := grid(one, names))), [])
    if not isinstance(value, list) or len(value) < _FEWEST or not all(map(_is_row, value)):
        return []
    names, *rows = value if header is None else [header, *value]
    return [dict(zip(map(str, names), row, strict=False)) for row in rows if isinstance(names, list)]


def _is_row(value: object) -> bool:
    return isinstance(value, list) and bool(value) and not any(isinstance(one, dict | list) for one in value)


def _keyed(value: Mapping[str, Any], above: tuple[str, ...]) -> Iterator[tuple[int, tuple[str, ...]]]:
    inner = {name: one for name, one in value.items() if isinstance(one, dict)}
    if len(value) >= _FEWEST and len(inner) == len(value):
        yield len(value), above
    elif len(above) < MAX_DEPTH:
        for name, one in inner.items():
            yield from _keyed(one, (*above, name))


def _lists(value: object, above: tuple[str, ...]) -> Iterator[tuple[int, tuple[str, ...]]]:
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        yield len(value), above
        for one in value:
            yield from _lists(one, above) if isinstance(one, dict) else ()
    elif isinstance(value, dict) and len(above) < MAX_DEPTH:
        for name, inner in value.items():
            yield from _lists(inner, (*above, name))


def flat(row: Row) -> Row:
    """A row whose fields within fields have names with dots; lists stay as they are."""
    return dict(_fields(row, "", 1)) if any(isinstance(one, dict) for one in row.values()) else row


def _fields(inner: Mapping[str, Any], above: str, depth: int) -> Iterator[tuple[str, Any]]:
    for name, value in inner.items():
        if isinstance(value, dict) and value and depth < MAX_DEPTH:
            yield from _fields(value, f"{above}{name}.", depth + 1)
        else:
            yield f"{above}{name}", value
