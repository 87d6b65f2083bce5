"""National-security process as 50 USC 1874 lets it be told: a band, in one of four structures, after a delay.

50 USC 1874(a)(1) to (4), (b), as in force in April 2023: verified (facts: law, US-1874 and 4.3). The bands count
every such item that came, also those that may not be counted exactly, as the section allows just that. Of everything
else in a report these items are left out until they may be admitted (ADR 0043).
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from dueprocess.demand.codes import Kind
from dueprocess.report.cells import Size, size_of, span_of
from dueprocess.report.edition import Security
from dueprocess.report.facts import NON_CONTENT, Fact

NSL: Final = frozenset({"US-2709"})
CHAPTER: Final = frozenset({"US-FISA-702"})
"""Orders and directives under chapter 36 of title 50 (FISA) that the law data hold."""
PROCESS: Final = NSL | CHAPTER

NSLS: Final = "nsl"
NSL_SELECTORS: Final = "nsl_selectors"
CONTENTS: Final = "fisa_content"
CONTENT_SELECTORS: Final = "fisa_content_selectors"
NONCONTENTS: Final = "fisa_non_content"
NONCONTENT_SELECTORS: Final = "fisa_non_content_selectors"
TOTAL: Final = "process"
TOTAL_SELECTORS: Final = "process_selectors"

_Chosen: TypeAlias = Callable[[Fact], bool]


@dataclass(frozen=True, slots=True)
class Structure:
    """One of the four: how wide its bands are, how long its periods, how long it waits after their end."""

    width: int
    size: Size
    waits: int  # days that FISA process waits; NSLs wait only in structure 4
    categories: tuple[str, ...]
    cite: str


_SIX: Final = (NSLS, NSL_SELECTORS, CONTENTS, CONTENT_SELECTORS, NONCONTENTS, NONCONTENT_SELECTORS)
_TWO: Final = (TOTAL, TOTAL_SELECTORS)
NEW_PLATFORM_WAITS: Final = 540  # days; structures 1 and 2

STRUCTURES: Final[Mapping[int, Structure]] = {
    1: Structure(1000, Size.HALF, 180, _SIX, "50 USC 1874(a)(1), (b)(1)"),
    2: Structure(500, Size.HALF, 180, _SIX, "50 USC 1874(a)(2), (b)(1)"),
    3: Structure(250, Size.HALF, 0, _TWO, "50 USC 1874(a)(3), (b)(2)"),
    4: Structure(100, Size.YEAR, 365, _TWO, "50 USC 1874(a)(4), (b)(3)"),
}

_WHOSE: Final[Mapping[str, _Chosen]] = {
    NSLS: lambda fact: fact.instrument in NSL,
    CONTENTS: lambda fact: fact.instrument in CHAPTER and not _is_without_content(fact),
    NONCONTENTS: lambda fact: fact.instrument in CHAPTER and _is_without_content(fact),
    TOTAL: lambda fact: fact.instrument in PROCESS,
}


def _is_without_content(fact: Fact) -> bool:
    """For anything but content: what does not say is taken for content, as an interception is."""
    return fact.asked == NON_CONTENT and fact.kind != Kind.INTERCEPTION


def band(count: int, width: int) -> tuple[int, int]:
    """The band in which a count lies. The first begins with zero: 0 to 249, 250 to 499."""
    low = count // width * width
    return low, low + width - 1


def due(structure: int, period: str) -> datetime.date:
    """The first day on which the bands of a period may be published. Raises ValueError."""
    found = _structure(structure)
    if size_of(period) is not found.size:
        example = "2026" if found.size is Size.YEAR else "2026-H1"
        raise ValueError(
            f"structure {structure} of 50 USC 1874 is told by the {found.size}, and {period} is none: "
            f"ask for a period like {example}, or choose another structure"
        )
    _, last = span_of(period)
    if found.size is Size.YEAR:  # a year after its end, leap day or not
        return last.replace(year=last.year + 1)
    return last + datetime.timedelta(max(found.waits, 1))


def _structure(number: int) -> Structure:
    if number not in STRUCTURES:
        message = f"50 USC 1874(a) has structures 1 to 4, and {number} is none of them: one of them is chosen a report"
        raise ValueError(message)
    return STRUCTURES[number]


def security(
    facts: Iterable[Fact],
    structure: int,
    period: str,
    today: datetime.date,
    new_platform_since: datetime.date | None = None,
) -> tuple[Security, ...]:
    """The bands of a period in the structure that the desk chose, one line a category.

    ``new_platform_since``: the day on which the first order for a platform came that never had one. What came under the
    chapter since then and is younger than 540 days is left out (structures 1 and 2).
    Raises ValueError, which says what to do, before the day on which the period may be told.
    """
    found, first_day = _structure(structure), due(structure, period)
    if today < first_day:
        raise ValueError(
            f"the bands of {period} in structure {structure} may be told from {first_day} on ({found.cite}): leave "
            "them out of this edition, or report an earlier period"
        )
    first, last = span_of(period)
    counted = [fact for fact in facts if fact.instrument in PROCESS and first <= fact.received_on <= last]
    if found.categories == _SIX and new_platform_since is not None:
        counted = [fact for fact in counted if not _is_held_back(fact, new_platform_since, today)]
    return tuple(
        Security(structure, category, *band(_count(counted, category), found.width)) for category in found.categories
    )


def _is_held_back(fact: Fact, since: datetime.date, today: datetime.date) -> bool:
    young = (today - fact.received_on).days < NEW_PLATFORM_WAITS
    return fact.instrument in CHAPTER and fact.received_on >= since and young


def _count(facts: Sequence[Fact], category: str) -> int:
    kind = category.removesuffix("_selectors")
    chosen = [fact for fact in facts if _WHOSE[kind](fact)]
    if kind == category:
        return len({(fact.letter, fact.order) for fact in chosen})
    known = [fact.targets for fact in chosen if fact.targets is not None]
    if len(known) < len(chosen):
        raise ValueError(
            "an item of national-security process does not say how many selectors it targets, so the band is not "
            "known: enter its number of targets, or publish without these lines"
        )
    return sum(known)


def opened_within(bands: Iterable[Security], facts: Iterable[Fact], period: str) -> tuple[str, ...]:
    """What is wrong between bands and what has been opened since: a band that is too low to hold it."""
    first, last = span_of(period)
    opened = [
        fact
        for fact in facts
        if fact.countable and fact.admissible and fact.instrument in PROCESS and first <= fact.received_on <= last
    ]
    known = [fact for fact in opened if fact.targets is not None]
    found = ((one, _count(known if one.category.endswith("_selectors") else opened, one.category)) for one in bands)
    return tuple(
        f"{one.category} {period} is told as {one.low} to {one.high}, and {count} have been opened since"
        for one, count in found
        if count > one.high
    )
