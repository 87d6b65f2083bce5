"""The method of an index as a file of data (TOML): what is asked of whom, what an answer is worth, what is averaged."""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, Final

from dueprocess.formats.record import LINE, MAYBE, FormError, between, matching, sized, way

MAX_BYTES: Final = 1 << 20
NOT_APPLICABLE: Final = "NA"
GROUP: Final = "group"
OPERATING: Final = "opco"
SERVICES: Final = "services"
LEVELS: Final = (GROUP, OPERATING, SERVICES)
"""Who answers an indicator: the group, the operating company, each service."""

Points = Mapping[str, Annotated[int, between(0, 100)]]
Text = Annotated[str, LINE, sized(1, 200)]
Numbers = tuple[Annotated[int, between(1, 99)], ...]
Code = Annotated[str, matching(r"[A-Za-z][A-Za-z0-9]{0,30}", "a code of letters and digits")]
Codes = tuple[Code, ...]
ByNumber = Mapping[Annotated[str, matching(r"[1-9][0-9]?", "the number of an element")], Codes]


class MethodError(ValueError):
    """A method that cannot be used: where its fault is, and what belongs there."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator. Its elements are the lines of ``asks`` in their order; element 3 of P11a is P11a.3.

    ``companies``: the one kind of company whose services are asked. ``not_asked``: services that are not asked;
    ``without`` and ``only`` say the same of one element. ``judged``: elements that may be not applicable by the
    judgement of whoever answers. ``reversed``: elements that ask for what is a harm.
    """

    id: Code
    title: Text
    asks: Annotated[tuple[Text, ...], sized(1, 99)]
    family: Annotated[str, MAYBE] = ""
    levels: Annotated[Codes, MAYBE] = (SERVICES,)
    companies: Annotated[str, MAYBE] = ""
    not_asked: Annotated[Codes, MAYBE] = ()
    only: Annotated[ByNumber, MAYBE] = field(default_factory=dict)
    without: Annotated[ByNumber, MAYBE] = field(default_factory=dict)
    judged: Annotated[Numbers, MAYBE] = ()
    reversed: Annotated[Numbers, MAYBE] = ()

    @property
    def of(self) -> str:
        """Its family; an indicator of no family is one of its own."""
        return self.family or self.id

    @property
    def excepted(self) -> bool:
        """Whether some service is not asked some of it, so that a judgement on another is no surprise."""
        return bool(self.not_asked or self.only or self.without or self.judged)

    def element(self, number: int) -> str:
        """The id of an element; numbers begin at 1."""
        return f"{self.id}.{number}"


@dataclass(frozen=True)
class Method:
    """One edition of an index. A category's code is the first letter of its indicators."""

    name: Text
    title: Text
    credit: Annotated[str, LINE]
    points: Points
    points_reversed: Points
    categories: Mapping[Code, Text]
    services: Mapping[Code, Code]
    indicator: Annotated[tuple[Indicator, ...], sized(1, 500)]
    families: Annotated[Mapping[Code, Text], MAYBE] = field(default_factory=dict)
    pooled: Annotated[Mapping[Code, Text], MAYBE] = field(default_factory=dict)

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """Indicators by their ids, in the order of the file."""
        return {one.id: one for one in self.indicator}

    @cached_property
    def elements(self) -> int:
        """How many elements there are."""
        return sum(len(one.asks) for one in self.indicator)

    @cached_property
    def _asked(self) -> dict[tuple[str, str], tuple[bool, ...]]:
        return {}

    def asked(self, indicator: Indicator, kind: str) -> tuple[bool, ...]:
        """Which elements are asked of a service, or of the group or the operating company."""
        key = (indicator.id, kind)
        if key not in self._asked:
            whole = (
                self.level(kind) in indicator.levels
                and indicator.companies in {"", self.services.get(kind, "")}
                and kind not in indicator.not_asked
            )
            self._asked[key] = tuple(
                whole and kind in indicator.only.get(number, (kind,)) and kind not in indicator.without.get(number, ())
                for number in map(str, range(1, len(indicator.asks) + 1))
            )
        return self._asked[key]

    def level(self, kind: str) -> str:
        """The level of an entity's kind; empty for one that this method does not know."""
        return kind if kind in {GROUP, OPERATING} else SERVICES if kind in self.services else ""

    @cached_property
    def _worth(self) -> tuple[Mapping[str, int | None], Mapping[str, int | None]]:
        return {NOT_APPLICABLE: None, **self.points}, {NOT_APPLICABLE: None, **self.points_reversed}

    def worth(self, indicator: Indicator, answers: Sequence[str]) -> tuple[int | None, ...]:
        """Points of each element's answer, 0 to 100; None for not applicable. Raises KeyError for what is no answer."""
        plain, turned = self._worth
        if not indicator.reversed:
            return tuple(plain[one] for one in answers)
        return tuple((turned if at in indicator.reversed else plain)[one] for at, one in enumerate(answers, 1))

    def category(self, indicator: Indicator) -> str:
        """The code of its category."""
        return indicator.id[0]


def base(data: bytes) -> str:
    """The edition that a file builds on, by name; empty where it stands alone. Raises MethodError."""
    like = _parsed(data).get("like", "")
    return like if isinstance(like, str) else ""


def read(data: bytes, below: bytes = b"") -> Method:
    """A method of a file, over the file of the edition that it is ``like``. Raises MethodError."""
    table = _parsed(below) | _parsed(data) if below else _parsed(data)
    table.pop("like", None)
    kind: Any = Method
    try:
        made: Method = way(kind)[0](table)
    except FormError as fault:
        raise MethodError(str(fault)) from fault
    for says in _faults(made):
        raise MethodError(says)
    return made


def _parsed(data: bytes) -> dict[str, Any]:
    if len(data) > MAX_BYTES:
        raise MethodError(f"the file is longer than {MAX_BYTES >> 20} MiB; a method is short")
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as fault:
        raise MethodError(f"the file is no TOML: {str(fault)[:120]}") from fault


def _faults(made: Method) -> Iterator[str]:
    """What the fields alone cannot say."""
    if made.points.keys() != made.points_reversed.keys() or NOT_APPLICABLE in made.points or not made.points:
        yield f"points and points_reversed name the same answers, and not {NOT_APPLICABLE}"
    if {GROUP, OPERATING, SERVICES} & made.services.keys():
        yield "services: group, opco and services are levels, and no service"
    if not made.pooled.keys() <= made.services.keys():
        yield "pooled: it names a service that services does not have"
    if len(made.indicators) < len(made.indicator):
        yield "indicator: two have the same id"
    within: dict[str, str] = {}
    for one in made.indicator:
        yield from (f"{one.id}: {says}" for test, says in _RULES if not test(made, one))
        if within.setdefault(one.of, one.id[0]) != one.id[0]:
            yield f"{one.id}: its family stands in another category"


_Rule = Callable[[Method, Indicator], bool]
_RULES: Final[tuple[tuple[_Rule, str], ...]] = (
    (lambda made, one: one.id[0] in made.categories, "its id begins with the code of no category"),
    (lambda _, one: set(one.levels) <= set(LEVELS) and bool(one.levels), f"its levels are of {', '.join(LEVELS)}"),
    (lambda made, one: one.companies in {"", *made.services.values()}, "companies: no service is of such a company"),
    (lambda made, one: _named(one) <= made.services.keys(), "it names a service that services does not have"),
    (lambda _, one: _numbers(one) <= set(range(1, len(one.asks) + 1)), "it names an element that asks does not have"),
    (lambda made, one: one.of == one.id or one.of not in made.indicators, "its family is another indicator"),
)


def _named(one: Indicator) -> set[str]:
    return {*one.not_asked, *(kind for table in (one.only, one.without) for kinds in table.values() for kind in kinds)}


def _numbers(one: Indicator) -> set[int]:
    return {*one.judged, *one.reversed, *map(int, (*one.only, *one.without))}
