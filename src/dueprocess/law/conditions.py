"""The closed vocabulary of typed, three-valued tests on one item of a face (docs/reference/law-format.md, Tests).

A test answers True, False or None (not known), joined by Kleene's strong logic of indeterminacy: an unknown fact
never makes a rule met or unmet by itself. A test is checked against the face's own fields and codes once, when the
shelf is built, and becomes a function over the item's values; judging an item then only calls functions.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from dueprocess.demand.face import CASE_FIELDS, ITEM_FIELDS, Form, Plain, Spec
from dueprocess.law.clocks import Span, Unit, last_day

Values: TypeAlias = Mapping[str, Plain]
"""Fields of the demand and of one item by name. No name stands in both tables of the face."""

Test: TypeAlias = Callable[[Values], bool | None]

UNKNOWN_CODE: Final = "unknown"
NOBODY: Final = "none"
"""An order that nobody validated has no validation."""
MAX_DEPTH: Final = 8
MAX_DAYS: Final = 36_525
MAX_MONTHS: Final = 1200

_FIELDS: Final[Mapping[str, Spec]] = {spec.name: spec for spec in (*CASE_FIELDS, *ITEM_FIELDS)}
_TEXT_FORMS: Final = frozenset({Form.CODE, Form.COUNTRY, Form.REGION, Form.ID})
_LIST_FORMS: Final = frozenset({Form.CODES, Form.IDS, Form.LANGUAGES})


class ConditionError(ValueError):
    """A test that the vocabulary, or the published face, does not know."""


class Watched(dict[str, Plain]):
    """Values that remember which of them were asked for: another value of what never was changes no answer."""

    def __init__(self, values: Values) -> None:
        super().__init__(values)
        self.asked: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401 - as a dict has it
        """As a dict has it."""
        self.asked.add(key)
        return super().get(key, default)


@dataclass(frozen=True, slots=True)
class Condition:
    """A compiled test: whether it holds for an item's values (None: not known), the fields that it reads, its parts.

    ``name`` and ``argument`` are those of the file; ``parts`` are the tests that ``all``, ``any`` and ``not`` join.
    """

    holds: Test
    reads: frozenset[str]
    name: str = ""
    argument: Any = None
    parts: tuple["Condition", ...] = ()


def firm(test: Condition, values: Values, unconfirmed: frozenset[str]) -> bool | None:
    """As ``test.holds``, with each fact that nobody confirmed as not known: definite where none of them can change it.

    An absent field is no unknown one to ``present``, so it does not do to take the values away.
    """
    if test.reads.isdisjoint(unconfirmed):
        return test.holds(values)
    if not test.parts:
        return None
    answers = [firm(part, values, unconfirmed) for part in test.parts]
    if test.name == "not":
        return None if answers[0] is None else not answers[0]
    decides = test.name == "any"
    return decides if decides in answers else None if None in answers else not decides


def compile_test(plain: object) -> Condition:
    """The test that ``plain`` describes, as ``{flag: cites_law}``. Raises ConditionError."""
    return _compile(plain, 0)


def _compile(plain: object, depth: int) -> Condition:
    if depth > MAX_DEPTH:
        raise ConditionError(f"a test nests deeper than {MAX_DEPTH}")
    if not isinstance(plain, Mapping) or len(plain) != 1:
        raise ConditionError(f"a test is an object with one key, not {plain!r}")
    ((name, argument),) = plain.items()
    if name in _JOINS:
        return replace(_JOINS[name](argument, depth), name=name)
    if name not in _PLAIN:
        raise ConditionError(f"there is no test {name!r}; known are {', '.join(sorted([*_PLAIN, *_JOINS]))}")
    return replace(_PLAIN[name](argument), name=name, argument=argument)


def _field(name: object, *forms: Form) -> str:
    spec = _FIELDS.get(name) if isinstance(name, str) else None
    if spec is None:
        raise ConditionError(f"{name!r} is no field of the face; see law/schema/face.json")
    if forms and spec.form not in forms:
        raise ConditionError(f"field {spec.name!r} is a {spec.form}; this test wants {' or '.join(sorted(forms))}")
    return spec.name


def _pair(argument: object) -> tuple[object, Any]:
    if not isinstance(argument, Mapping) or len(argument) != 1:
        raise ConditionError(f"this test names one field, as {{kind: disclosure}}, not {argument!r}")
    ((name, value),) = argument.items()
    return name, value


def _codes(name: str, wanted: object) -> frozenset[str]:
    if not isinstance(wanted, Sequence) or isinstance(wanted, str) or not wanted:
        raise ConditionError(f"field {name!r}: a list of codes is wanted, not {wanted!r}")
    of = _FIELDS[name].of
    strange = [code for code in wanted if not isinstance(code, str) or (of is not None and code not in list(of))]
    if strange:
        raise ConditionError(f"field {name!r} has no code {strange[0]!r}; see law/schema/face.json")
    return frozenset(wanted)


def _flag(argument: object) -> Condition:
    name = _field(argument, Form.FLAG)

    def holds(values: Values) -> bool | None:
        value = values.get(name)
        return value if isinstance(value, bool) else None

    return Condition(holds, frozenset({name}))


def _in(argument: object) -> Condition:
    field, wanted = _pair(argument)
    name = _field(field, *_TEXT_FORMS, *_LIST_FORMS)
    codes = _codes(name, wanted)

    def holds(values: Values) -> bool | None:
        value = values.get(name)
        if value is None or value in {UNKNOWN_CODE, ()}:
            return None
        if isinstance(value, tuple):
            return not codes.isdisjoint(value)
        return value in codes

    return Condition(holds, frozenset({name}))


def _is(argument: object) -> Condition:
    field, code = _pair(argument)
    return _in({field: [code]})


def _only(argument: object) -> Condition:
    field, wanted = _pair(argument)
    name = _field(field, *_LIST_FORMS)
    codes = _codes(name, wanted)

    def holds(values: Values) -> bool | None:
        value = values.get(name)
        return codes.issuperset(value) if isinstance(value, tuple) and value else None

    return Condition(holds, frozenset({name}))


def _present(argument: object) -> Condition:
    name = _field(argument)
    absent = {None, (), NOBODY} if name == "validated_by" else {None, ()}
    return Condition(lambda values: values.get(name) not in absent, frozenset({name}))


def _same(argument: object) -> Condition:
    if not isinstance(argument, Sequence) or isinstance(argument, str) or len(argument) != 2:  # noqa: PLR2004 - a pair
        raise ConditionError(f"same wants the names of two fields, not {argument!r}")
    one, other = (_field(name, *_TEXT_FORMS) for name in argument)

    def holds(values: Values) -> bool | None:
        first, second = values.get(one), values.get(other)
        return None if first is None or second is None else first == second

    return Condition(holds, frozenset({one, other}))


def _number(name: str, limit: object) -> int:
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 0:
        raise ConditionError(f"field {name!r}: a whole number from 0 is wanted, not {limit!r}")
    return limit


def _at_least(argument: object) -> Condition:
    field, limit = _pair(argument)
    name = _field(field, Form.COUNT)
    least = _number(name, limit)

    def holds(values: Values) -> bool | None:
        value = values.get(name)
        return value >= least if isinstance(value, int) else None

    return Condition(holds, frozenset({name}))


def _at_most(argument: object) -> Condition:
    field, limit = _pair(argument)
    name = _field(field, Form.COUNT)
    most = _number(name, limit)

    def holds(values: Values) -> bool | None:
        value = values.get(name)
        return value <= most if isinstance(value, int) else None

    return Condition(holds, frozenset({name}))


def _on_or_after(argument: object) -> Condition:
    field, day = _pair(argument)
    name = _field(field, Form.DAY)
    try:
        first = datetime.date.fromisoformat(day).isoformat()
    except (TypeError, ValueError) as fault:
        raise ConditionError(f"field {name!r}: a day YYYY-MM-DD is wanted, not {day!r}") from fault

    def holds(values: Values) -> bool | None:
        value = values.get(name)
        return value >= first if isinstance(value, str) else None

    return Condition(holds, frozenset({name}))


def _days_at_most(argument: object) -> Condition:
    if not isinstance(argument, Mapping) or set(argument) != {"from", "to", "days"}:
        raise ConditionError(f"days_at_most wants from, to and days, not {argument!r}")
    start, end = _field(argument["from"], Form.DAY), _field(argument["to"], Form.DAY)
    most = datetime.timedelta(days=min(_number(end, argument["days"]), MAX_DAYS))

    def holds(values: Values) -> bool | None:
        first, last = values.get(start), values.get(end)
        if not isinstance(first, str) or not isinstance(last, str):
            return None
        return datetime.date.fromisoformat(last) - datetime.date.fromisoformat(first) <= most

    return Condition(holds, frozenset({start, end}))


def _months_at_most(argument: object) -> Condition:
    if not isinstance(argument, Mapping) or set(argument) != {"from", "to", "months"}:
        raise ConditionError(f"months_at_most wants from, to and months, not {argument!r}")
    start, end = _field(argument["from"], Form.DAY), _field(argument["to"], Form.DAY)
    most = Span(min(_number(end, argument["months"]), MAX_MONTHS), Unit.MONTHS)

    def holds(values: Values) -> bool | None:
        first, last = values.get(start), values.get(end)
        if not isinstance(first, str) or not isinstance(last, str):
            return None
        return datetime.date.fromisoformat(last) <= last_day(datetime.date.fromisoformat(first), most)

    return Condition(holds, frozenset({start, end}))


def _constant(answer: bool | None) -> Callable[[object], Condition]:  # noqa: FBT001 - a Kleene value, not a switch
    def one(argument: object) -> Condition:
        if argument is not True:
            raise ConditionError(f"'always' and 'ask_person' are written with true, not {argument!r}")
        return Condition(lambda _values: answer, frozenset())

    return one


def _parts(argument: object, depth: int) -> tuple[Condition, ...]:
    if not isinstance(argument, Sequence) or isinstance(argument, str) or not argument:
        raise ConditionError(f"'all' and 'any' want a list of tests, not {argument!r}")
    return tuple(_compile(one, depth + 1) for one in argument)


def _reads(parts: Sequence[Condition]) -> frozenset[str]:
    return frozenset().union(*(part.reads for part in parts))


def _all(argument: object, depth: int) -> Condition:
    parts = _parts(argument, depth)
    tests = tuple(part.holds for part in parts)

    def holds(values: Values) -> bool | None:
        answer: bool | None = True
        for test in tests:
            one = test(values)
            if one is False:
                return False
            if one is None:
                answer = None
        return answer

    return Condition(holds, _reads(parts), parts=parts)


def _any(argument: object, depth: int) -> Condition:
    parts = _parts(argument, depth)
    tests = tuple(part.holds for part in parts)

    def holds(values: Values) -> bool | None:
        answer: bool | None = False
        for test in tests:
            one = test(values)
            if one is True:
                return True
            if one is None:
                answer = None
        return answer

    return Condition(holds, _reads(parts), parts=parts)


def _not(argument: object, depth: int) -> Condition:
    inner = _compile(argument, depth + 1)
    test = inner.holds

    def holds(values: Values) -> bool | None:
        answer = test(values)
        return None if answer is None else not answer

    return Condition(holds, inner.reads, parts=(inner,))


_PLAIN: Final[Mapping[str, Callable[[object], Condition]]] = {
    "flag": _flag,
    "is": _is,
    "in": _in,
    "only": _only,
    "present": _present,
    "same": _same,
    "at_least": _at_least,
    "at_most": _at_most,
    "on_or_after": _on_or_after,
    "days_at_most": _days_at_most,
    "months_at_most": _months_at_most,
    "always": _constant(True),
    "ask_person": _constant(None),
}
_JOINS: Final[Mapping[str, Callable[[object, int], Condition]]] = {"all": _all, "any": _any, "not": _not}
