"""Every English text of the table of acts, for the catalogues that translate it and for pages that speak it."""

from collections.abc import Iterator
from typing import Any, Final

from dueprocess.acts.declaration import Declaration
from dueprocess.acts.table import ACTS
from dueprocess.case.commands import GROUPS
from dueprocess.case.fields import Closed

CONTEXT: Final = "act"
"""Under which the catalogues hold these texts, and what the sources mark by ``said``."""


def texts() -> list[str]:
    """Each text once, in the order of the table."""
    found = [text for declared in ACTS.values() for text in _of(declared)]
    return list(dict.fromkeys(text for text in [*found, *GROUPS.values()] if text))


def _of(declared: Declaration[Any]) -> Iterator[str]:
    yield from (declared.title, declared.done, declared.button, declared.note)
    if declared.elsewhere is not None:
        yield from (declared.elsewhere.why, declared.elsewhere.own)
    for field in declared.fields.values():
        yield from (field.label, field.help)
        if isinstance(field.kind, Closed):
            yield from field.kind.words.values()


def lists() -> dict[str, tuple[str, ...]]:
    """The closed lists of acts that are no enumerations: name and codes, those of one name together."""
    found: dict[str, dict[str, None]] = {}
    for kind in (field.kind for declared in ACTS.values() for field in declared.fields.values()):
        if isinstance(kind, Closed):
            found.setdefault(kind.name, {}).update(dict.fromkeys(code for code in kind.words if code))
    return {name: tuple(codes) for name, codes in found.items()}
