"""Every kind of event that is written, with its body; docs/reference/event-kinds.md is made from it.

``python -m dueprocess.case.event_table`` prints that page. A test compares: a changed body is a changed line of it.
"""

import dataclasses
import sys
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Annotated, Any, Final, get_args, get_origin

from dueprocess.case import (
    case_events,
    contest_events,
    counsel_events,
    decision_events,
    desk_events,
    document_events,
    house_events,
    item_events,
    letter_events,
    page_events,
    production_events,
)
from dueprocess.case.events import Body, EventKind, heard, version_of
from dueprocess.formats.record import MAYBE, Check, Named

_MODULES: Final = (
    case_events,
    contest_events,
    counsel_events,
    decision_events,
    house_events,
    item_events,
    page_events,
    document_events,
    letter_events,
    production_events,
    desk_events,
)


def _bodies(module: ModuleType) -> Iterator[type[Body[Any]]]:
    for kind in vars(module).values():
        if isinstance(kind, type) and issubclass(kind, Body) and "KIND" in vars(kind):
            yield kind


OF_KIND: Final[Mapping[str, type[Body[Any]]]] = {
    str(body.KIND): body for module in _MODULES for body in _bodies(module)
}
"""Kind → its body. Kinds that nobody writes yet have none."""


def read(kind: str, version: int, plain: object) -> Body[Any] | None:
    """The body of a stored or fetched event; None for a kind that this program does not know. Raises EventError."""
    body = OF_KIND.get(kind)
    return None if body is None else heard(body, version, plain)


HEAD: Final = """# Kinds of events

Made from the bodies in `case/*_events.py` by `python -m dueprocess.case.event_table`; a test compares. A body has
exactly these keys; codes, days, counts, ids and hashes only. Unknown keys, missing ones and values of another type are
refused as `event.malformed`, a version that this program does not know as `event.version`; a kind that it does not know
changes nothing. A kind without a version belongs to a later part: its name and meaning stand. Bytes: `events.md`.
"""


def page() -> str:
    """The whole page, Markdown."""
    return "\n".join([HEAD, *("\n".join(_entry(kind)) for kind in EventKind)])


def _entry(kind: EventKind) -> Iterator[str]:
    body = OF_KIND.get(str(kind))
    yield f"## `{kind}`\n"
    yield f"{kind.meaning[0].upper()}{kind.meaning[1:]}." + (f" Version {version_of(body)}.\n" if body else "\n")
    for field in dataclasses.fields(body) if body else ():
        marks = getattr(field.type, "__metadata__", ())
        name = next((mark.name for mark in marks if isinstance(mark, Named)), field.name)
        yield f"- `{name}`: {_words(field.type)}{_maybe(field.type)}"
    if body:
        yield ""


def _maybe(kind: Any) -> str:  # noqa: ANN401 - an annotation
    return "; may be missing" if MAYBE in getattr(kind, "__metadata__", ()) else ""


def _words(kind: Any) -> str:  # noqa: ANN401 - an annotation
    """What a value of an annotation is, in words."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        checks = [mark.says for mark in inner[1:] if isinstance(mark, Check)]
        return "; ".join(checks) or _words(inner[0])
    if type(None) in inner:
        return f"{_words(inner[0])}, or null"
    if origin is tuple and inner[-1] is ...:
        return f"list of {_words(inner[0])}"
    if origin is tuple:
        return f"list: {', '.join(_words(one) for one in inner)}"
    if dataclasses.is_dataclass(kind):
        parts = (f"`{field.name}` {_words(field.type)}{_maybe(field.type)}" for field in dataclasses.fields(kind))
        return f"object: {', '.join(parts)}"
    return {bool: "true or false", int: "a whole number", str: "a text"}.get(kind) or (
        "fields of the face" if origin is not None else f"code of {kind.__name__}"
    )


if __name__ == "__main__":
    sys.stdout.write(page())
