"""Strict records: the annotations of a frozen dataclass say how it is read from JSON values and how it is written.

They are ``str``, ``int`` (no bool), ``bool``, ``bytes`` (base64), ``date``, a StrEnum, ``X | None``,
``tuple[X, ...]``, ``tuple[X, Y]``, ``Mapping[K, X]``, another record, or one of several records; ``Annotated`` adds
what a value must also be, or how it is written. Any other annotation takes the value as it is. A refusal says where
the fault is and quotes no value; nothing is written that would not be read back (``forms``).
"""

import base64
import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import Field, dataclass, fields, is_dataclass
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, NoReturn, get_args, get_origin

from dueprocess.formats import ids, moment
from dueprocess.formats.canonical import MAX_INTEGER

Step = Callable[[Any], Any]


class FormError(ValueError):
    """A value of another form: the place of the fault, and the last part of its rule where the value has its own."""

    def __init__(self, says: str) -> None:
        super().__init__(says)
        self.says, self.rule, self.place = says, "", ""

    def __str__(self) -> str:
        return f"{self.place.lstrip('.')}: {self.says}" if self.place else self.says


class WrongTypeError(FormError):
    """A value of another type: never under a rule of its own."""


@dataclass(frozen=True, slots=True)
class Check:
    """What a value must also be: ``test`` answers false, or raises ValueError, where it is not."""

    test: Callable[[Any], object]
    says: str

    def on(self, value: Any) -> None:  # noqa: ANN401 - of the type that is annotated
        """Raises FormError."""
        try:
            fine = self.test(value)
        except ValueError:
            raise FormError(self.says) from None  # the cause would quote the value
        if not fine:
            raise FormError(self.says)


@dataclass(frozen=True, slots=True)
class Rule:
    """What is wrong with the value, its type apart, has a rule of its own: the last part of its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Named:
    """The key of a field whose name Python keeps for itself."""

    name: str


@dataclass(frozen=True, slots=True)
class Written:
    """How a value of another type stands in JSON: ``read`` raises ValueError for what is none."""

    read: Step
    write: Step


MAYBE: Final = "this key may be missing; then the field's default counts"
BARE: Final = "at its default such a key is not written"


def matching(pattern: str | re.Pattern[str], says: str) -> Check:
    """A text that is wholly of a pattern."""
    return Check(re.compile(pattern).fullmatch, says)


def between(least: int, most: int) -> Check:
    """A number from ``least`` to ``most``."""
    return Check(lambda value: least <= value <= most, f"a number from {least} to {most}")


def sized(least: int, most: int) -> Check:
    """A text of so many characters, or a list or object of so many entries."""
    return Check(lambda value: least <= len(value) <= most, f"it has {least} to {most} characters or entries")


def exactly(text: str) -> Check:
    """One text and no other, as the name of a form."""
    return Check(lambda value: value == text, f"only {text} is known; or update this program")


def _is_line(text: str) -> bool:
    return all(char >= " " and char != "\x7f" for char in text)


LINE: Final = Check(_is_line, "a text without control characters")


def an_id(letter: str) -> Check:
    """A random id of a kind (``ids``)."""
    return Check(lambda value: ids.is_id(value, letter), f"an id that begins with {letter}-")


Moment = Annotated[str, Check(moment.parse, "a moment is written YYYY-MM-DDTHH:MM:SSZ")]
MomentOrNone = Annotated[str, Check(lambda text: not text or moment.parse(text), "a moment, or empty")]
Day = Annotated[str, Check(lambda day: dt.date.fromisoformat(day).isoformat() == day, "a day is written YYYY-MM-DD")]
Hash = Annotated[str, matching(r"[0-9a-f]{64}", "a hash is written as 64 lower-case hex digits")]
Natural = Annotated[int, between(0, MAX_INTEGER)]


@cache
def way(kind: Any, more: bool = False) -> tuple[Step, Step]:  # noqa: ANN401, FBT001, FBT002 - an annotation
    """How values of an annotation are read (raises FormError), and how they are written.

    ``more``: an object may hold keys that are not read, as what a newer peer says.
    """
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        written = next(((_reading(mark.read), mark.write) for mark in inner[1:] if isinstance(mark, Written)), None)
        return _annotated(*(written or way(inner[0], more)), inner[1:])
    if NoneType in inner:
        ((read, write),) = (way(one, more) for one in inner if one is not NoneType)
        return _unless_none(read), _unless_none(write)
    if origin is UnionType:
        return _either(inner, more)
    if origin is tuple:
        return _listed([way(one, more) for one in inner if one is not ...], any_length=... in inner)
    if origin is Mapping:
        return _mapped(*(way(one, more) for one in inner))
    return _record(kind, more) if is_dataclass(kind) else _single(kind)


def _reading(step: Step) -> Step:
    def read(value: Any) -> Any:  # noqa: ANN401
        try:
            return step(value)
        except (ValueError, TypeError, AttributeError) as fault:
            raise FormError("it is written in another form") from fault

    return read


def _annotated(read: Step, write: Step, marks: Sequence[object]) -> tuple[Step, Step]:
    checks = [mark for mark in marks if isinstance(mark, Check)]
    rule = next((mark.name for mark in marks if isinstance(mark, Rule)), "")

    def checked(value: Any) -> Any:  # noqa: ANN401
        try:
            found = read(value)
            for check in checks:
                check.on(found)
        except WrongTypeError:
            raise
        except FormError as fault:
            fault.rule = fault.rule or rule
            raise
        return found

    return checked, write


def _unless_none(step: Step) -> Step:
    return lambda value: None if value is None else step(value)


def _either(kinds: Sequence[Any], more: bool) -> tuple[Step, Step]:  # noqa: FBT001
    """One of several records, told apart by their first keys."""
    first = {next(iter(_keys(kind))): kind for kind in kinds}

    def read(value: Any) -> Any:  # noqa: ANN401
        kind = next((kind for key, kind in first.items() if key in _typed(value, Mapping)), kinds[0])
        return way(kind, more)[0](value)

    def write(made: Any) -> Any:  # noqa: ANN401
        kind: Any = type(made)
        return way(kind, more)[1](made)

    return read, write


def _single(kind: Any) -> tuple[Step, Step]:  # noqa: ANN401
    if kind in {str, int, bool}:
        return lambda value: _typed(value, kind), _unadorned
    if kind is bytes:
        return _from_base64, lambda data: base64.b64encode(data).decode()
    if kind is dt.date:
        return lambda value: dt.date.fromisoformat(way(Day)[0](value)), dt.date.isoformat
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return lambda value: kind(_one_of(list(kind), _typed(value, str))), str
    return _same, _same


def _listed(ways: Sequence[tuple[Step, Step]], *, any_length: bool) -> tuple[Step, Step]:
    def read(value: Any) -> tuple[Any, ...]:  # noqa: ANN401
        if len(_typed(value, list)) != len(ways) and not any_length:
            _fault(f"it has {len(ways)} entries")
        return tuple(_inside(f"[{at}]", ways[0 if any_length else at][0], one) for at, one in enumerate(value))

    return read, lambda values: [ways[0 if any_length else at][1](one) for at, one in enumerate(values)]


def _mapped(key: tuple[Step, Step], inner: tuple[Step, Step]) -> tuple[Step, Step]:
    def read(value: Any) -> dict[Any, Any]:  # noqa: ANN401
        # A key may be clear text: the place says that it is one of them, and not which.
        return {
            _inside(".*", key[0], name): _inside(".*", inner[0], one) for name, one in _typed(value, Mapping).items()
        }

    return read, lambda value: {key[1](name): inner[1](one) for name, one in value.items()}


def _record(kind: Any, more: bool) -> tuple[Step, Step]:  # noqa: ANN401, FBT001
    rows = {}
    for key, field in _keys(kind).items():
        marks = getattr(field.type, "__metadata__", ())
        kept: Any = field.type
        rows[key] = (field.name, MAYBE not in marks, *way(kept, more))
    needed = {key for key, (_, must, *_) in rows.items() if must}

    def read(value: Any) -> Any:  # noqa: ANN401
        keys = set(_typed(value, Mapping))
        if not needed <= keys or not (more or keys <= set(rows)):
            _fault(f"it has the keys {', '.join(sorted(rows))} and no others")
        return kind(
            **{name: _inside(f".{key}", step, value[key]) for key, (name, _, step, _) in rows.items() if key in keys}
        )

    unsaid = {
        key: field.default for key, field in _keys(kind).items() if BARE in getattr(field.type, "__metadata__", ())
    }

    def write(made: Any) -> dict[str, Any]:  # noqa: ANN401
        told = ((key, getattr(made, name), step) for key, (name, _, _, step) in rows.items())
        return {key: step(value) for key, value, step in told if key not in unsaid or value != unsaid[key]}

    return read, write


def _keys(kind: Any) -> dict[str, Field[Any]]:  # noqa: ANN401
    """Fields by their keys in JSON."""
    found = {}
    for field in fields(kind):
        marks = getattr(field.type, "__metadata__", ())
        found[next((mark.name for mark in marks if isinstance(mark, Named)), field.name)] = field
    return found


def _inside(place: str, read: Step, value: object) -> Any:  # noqa: ANN401
    try:
        return read(value)
    except FormError as fault:
        fault.place = place + fault.place
        raise


_TYPES: Final = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    Mapping: "an object, or a table",
}


def _typed(value: Any, kind: type) -> Any:  # noqa: ANN401
    # Exact for what JSON has: a bool is no number here.
    if type(value) is not kind and not (kind is Mapping and isinstance(value, Mapping)):
        raise WrongTypeError(_TYPES[kind])
    return value


def _one_of(codes: Sequence[str], value: Any) -> Any:  # noqa: ANN401
    return value if value in codes else _fault(f"it is one of {', '.join(codes)}; or update this program")


def _from_base64(value: object) -> bytes:
    try:
        return base64.b64decode(_typed(value, str), validate=True)
    except ValueError as fault:
        raise FormError("bytes are written in base64") from fault


def _unadorned(value: Any) -> Any:  # noqa: ANN401
    # A code of an enumeration is a text, and is written as one.
    return str.__str__(value) if isinstance(value, str) else value


def _same(value: Any) -> Any:  # noqa: ANN401
    return value


def _fault(says: str) -> NoReturn:
    raise FormError(says)
