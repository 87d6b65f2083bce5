"""What differs between two texts of one law file, rule by rule: for counsel who signed one, for who takes law.

Pure: files as parsed values. What is no law (how texts cite it, where and when we read it) differs apart from the rest.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from dueprocess.law.build import law_alone
from dueprocess.law.parts import Plain

_LISTS: Final[Mapping[str, str]] = {"grounds": "code", "clocks": "what", "onward": "code", "channels": "code"}
"""Lists of a file whose entries have no id, and the key that tells them apart."""


class How(StrEnum):
    """How a part of a law file differs."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    READ = "read"  # the same law; how it is cited, or who read it when, is another


@dataclass(frozen=True, slots=True)
class Change:
    """One part of a file that differs. ``name``: a rule's id, or ``ID.secrecy``, ``ID.clocks.respond``, ``ID.who``."""

    name: str
    how: How
    before: tuple[Any, ...]
    after: tuple[Any, ...]

    @property
    def signed_by(self) -> str:
        """The name under which counsel signs the part: its own, or that of the whole file."""
        file, _, part = self.name.partition(".")
        alone = part in {"secrecy", "tariff"} or any(
            isinstance(one, Mapping) and one.get("id") == self.name for one in (*self.before, *self.after)
        )
        return self.name if alone else file


def difference(before: Plain | None, after: Plain | None) -> tuple[Change, ...]:
    """What differs, by name; None: there is no such file."""
    old, new = _units(before), _units(after)
    found = (_change(name, old.get(name, ()), new.get(name, ())) for name in sorted({*old, *new}))
    return tuple(one for one in found if one is not None)


def _change(name: str, before: tuple[Any, ...], after: tuple[Any, ...]) -> Change | None:
    if before == after:
        return None
    if not before or not after:
        return Change(name, How.REMOVED if before else How.ADDED, before, after)
    same = [law_alone(one) for one in before] == [law_alone(one) for one in after]
    return Change(name, How.READ if same else How.CHANGED, before, after)


def _units(data: Plain | None) -> dict[str, tuple[Any, ...]]:
    found: dict[str, list[Any]] = {}
    for text in () if data is None else ({**data, "versions": None}, *data.get("versions", ())):
        for name, part in _of_text(str((data or {})["id"]), text):
            found.setdefault(name, []).append(part)
    return {name: tuple(parts) for name, parts in found.items()}


def _of_text(file: str, text: Plain) -> Iterator[tuple[str, Any]]:
    for key, value in text.items():
        if value is None or key in {"id", "versions"}:
            continue
        if key == "rules":
            yield from ((str(rule["id"]), rule) for rule in value)
        elif key in _LISTS and isinstance(value, Sequence):
            yield from ((f"{file}.{key}.{one[_LISTS[key]]}", one) for one in value)
        else:
            yield f"{file}.{key}", {key: value} if key in {"aliases", "checked_on", "status"} else value
