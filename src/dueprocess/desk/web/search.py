"""Search over the face: words of a line become conditions. No identifier is searched here: the server knows none."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Final

from dueprocess.demand.codes import AuthorityKind, Kind, Outcome
from dueprocess.desk.data.queries.cases import Filter

MAX_WORDS: Final = 12
_CASE: Final = re.compile(r"c-[a-z2-7]{1,24}")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Found:
    """What a line of search says: conditions, and the words that are none."""

    filter: Filter
    not_understood: tuple[str, ...]


def read(line: str, authorities: Collection[str]) -> Found:
    """Conditions of a line: a case id or its beginning, a country code, a kind, a body, an outcome, ``emergency``.

    Spaces and underscores are one: ``direct_access`` and ``direct-access``.
    """
    which, unknown = Filter(open=None), []
    for word in line.split()[:MAX_WORDS]:
        after = next((found for reads in _READS if (found := reads(which, word, authorities))), None)
        if after is None:
            unknown.append(word)
        else:
            which = after
    return Found(which, tuple(unknown))


def _case(which: Filter, word: str, _: Collection[str]) -> Filter | None:
    return replace(which, case=word.lower()) if _CASE.fullmatch(word.lower()) else None


def _country(which: Filter, word: str, _: Collection[str]) -> Filter | None:
    return replace(which, country=word) if _COUNTRY.fullmatch(word) else None


def _code(which: Filter, word: str, _: Collection[str]) -> Filter | None:
    code = word.lower().replace("-", "_")
    if code in set(Kind):
        return replace(which, kind=code)
    if code in set(AuthorityKind):
        return replace(which, authority_kind=code)
    return replace(which, outcome=code) if code in set(Outcome) else None


def _flag(which: Filter, word: str, _: Collection[str]) -> Filter | None:
    match word.lower():
        case "emergency":
            return replace(which, emergency=True)
        case "practice":
            return replace(which, practice=True)
        case "undecided":
            return replace(which, outcome="")
        case _:
            return None


def _authority(which: Filter, word: str, authorities: Collection[str]) -> Filter | None:
    return replace(which, authority=word.upper()) if word.upper() in authorities else None


_READS: Final[tuple[Callable[[Filter, str, Collection[str]], Filter | None], ...]] = (
    _case,
    _country,
    _flag,
    _code,
    _authority,
)
