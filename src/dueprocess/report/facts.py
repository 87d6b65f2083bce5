"""What a report knows of one item: codes, days and whole numbers. Never a name, a file number or a minute (P2, 8.1).

One row an item; the columns are kept in the transaction of the case and leave as a view (``docs/reference/report.md``).
"""

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import Enum
from typing import Annotated, Any, Final, get_args

from dueprocess.demand.codes import AuthorityKind, Ground, Issuer, Kind, Origin, Outcome, Route, Territory
from dueprocess.formats.record import BARE, MAYBE

NON_CONTENT: Final = "non_content"
CONTENT: Final = "content"
BOTH: Final = "both"
_COUNTRY: Final = re.compile(r"[A-Z]{2}")


class Codes(frozenset[str]):
    """The closed list of a column's codes."""


class Longest(int):
    """The most characters of a text of no closed list."""


class Kept(Enum):
    """A column that its row keeps for the report alone: whose row, and how it follows from the state of the case.

    ``report_columns`` makes it: by a function of its name, else from the item's field (the case's face) of that name.
    """

    OF_CASE = "case"
    OF_ITEM = "item"


def _maybe(*codes: str) -> Codes:
    return Codes({"", *codes})


class FactError(ValueError):
    """The facts of an item that cannot be true, whatever happened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One item: each column with its type, its closed codes, whether a row keeps it for the report, and what it says.

    A column that came after the first release may be missing in a fact that a ledger holds (``MAYBE``).
    ``""`` is "not said" or "does not apply". Hours are whole and begin at receipt; None: it has not happened.
    """

    letter: Annotated[str, "groups the items of one letter; never leaves the desk"]
    order: Annotated[int, "which order of the letter, from 1"] = 1
    item: Annotated[int, "number of the item in its case; of what was split off, the number of its row"] = 1
    received_on: Annotated[datetime.date, "day of first receipt, where the provider sits"]
    answered_on: Annotated[
        datetime.date | None, "day of the letter or release that answered, else of the decision; never before receipt"
    ] = None
    country: Annotated[str, "country of the authority (ISO 3166-1, EU); ZZ where it is not known"]
    authority_kind: Annotated[str, Codes(AuthorityKind), "kind of authority"] = "unknown"
    issuer: Annotated[str, Kept.OF_CASE, _maybe(*Issuer), "who issued the order"] = ""
    instrument: Annotated[str, Kept.OF_CASE, Longest(120), "first of the legal powers relied on, by their ids"] = ""
    origin: Annotated[str, Kept.OF_CASE, _maybe(*Origin), "where the power comes from"] = ""
    route: Annotated[str, Kept.OF_CASE, _maybe(*Route), "legal way on which it came"] = ""
    arrived: Annotated[
        str,
        Kept.OF_CASE,
        MAYBE,
        BARE,
        _maybe("encrypted", "clear", "fax"),
        "by something that its sender encrypted, by mail that nobody did, or by fax; empty: otherwise, or not known",
    ] = ""
    kind: Annotated[str, Codes(Kind), "what the item asks for"]
    asked: Annotated[
        str, Kept.OF_ITEM, _maybe(CONTENT, NON_CONTENT, BOTH), "sort of data asked for; empty where none are"
    ] = ""
    given: Annotated[
        str, Kept.OF_ITEM, _maybe(CONTENT, NON_CONTENT, BOTH), "the same of what was granted, where something was given"
    ] = ""
    outcome: Annotated[
        str,
        _maybe(*Outcome),
        "what was decided; empty is open. Taken back after data had left, it stays so",
    ] = ""
    ground: Annotated[str, "ground of the decision that stands"] = ""
    subject: Annotated[str, Kept.OF_ITEM, _maybe(*Ground), "subject of a content demand"] = ""
    territory: Annotated[str, Kept.OF_ITEM, _maybe(*Territory), "where a restriction is to take effect"] = ""
    emergency: Annotated[bool, "whether an emergency is claimed"] = False
    informal: Annotated[bool, Kept.OF_CASE, "whether it is a hint or a call, no exercise of power"] = False
    secrecy: Annotated[
        str, Kept.OF_ITEM, _maybe("request", "order", "statute"), "the strongest duty of silence there was, also ended"
    ] = ""
    notice: Annotated[
        str,
        Kept.OF_ITEM,
        _maybe("told", "unreached", "delayed", "forbidden", "not_told"),
        "told: two people say so of everybody whom the item names. unreached: somebody was not. forbidden: an order or "
        "a statute forbids it without an end. delayed: a silence has, or had, an end. not_told: a person answered no",
    ] = ""
    outside: Annotated[
        str, Kept.OF_ITEM, _maybe("two", "alone"), "given outside the desk, as two people had agreed, or without them"
    ] = ""
    standards: Annotated[
        str,
        Kept.OF_ITEM,
        MAYBE,
        BARE,
        _maybe("unmet", "not_asked", "met"),
        "how the demand stands to the international standards that were read in their text. unmet: one of them is not "
        "met. not_asked: none is known to be unmet, and of one nobody asked, or confirmed, what it wants to know. met: "
        "every one that speaks to it is met. Empty: not known, or none speaks to it",
    ] = ""
    contested: Annotated[
        str,
        Kept.OF_ITEM,
        MAYBE,
        BARE,
        _maybe("open", "taken_back", "upheld", "changed", "reversed", "restored"),
        "what came of it that the person concerned contested the decision, of several the most. open: nobody decided "
        "yet. taken_back: by the person. upheld: the decision stands. changed, reversed: it does not, in part or "
        "wholly. restored: and two say that what was taken away is back. Empty: nobody contested it",
    ] = ""
    challenged: Annotated[bool, Kept.OF_ITEM, "decided once to go before a court, whatever was decided since"] = False
    targets: Annotated[int | None, "accounts or other targets named; not less than accounts"] = None
    accounts: Annotated[int | None, Kept.OF_ITEM, "targets of which something was granted; 0 where nothing was"] = None
    acknowledge_hours: Annotated[int | None, "hours to an acknowledgement, at the latest to the answer"] = None
    decide_hours: Annotated[int | None, "hours to the decision that stands"] = None
    effect_hours: Annotated[int | None, "hours to the first release that was not called back"] = None
    contest_days: Annotated[
        int | None, Kept.OF_ITEM, MAYBE, BARE, "days from the contest that `contested` tells of to its decision"
    ] = None
    cents: Annotated[int, Kept.OF_ITEM, "what it cost, of the currency that stands first"] = 0
    claimed: Annotated[int, Kept.OF_ITEM, "of that, claimed by an invoice; cents"] = 0
    currency: Annotated[str, Kept.OF_ITEM, Longest(3), "of both; empty where nothing has a price"] = ""
    late: Annotated[int, "duties done late, or open and late; of the whole case with its first item"] = 0
    countable: Annotated[bool, Kept.OF_ITEM, 'a signed yes to "may we count it", that stands today'] = False
    admissible: Annotated[bool, Kept.OF_ITEM, 'the same for "may we admit that it exists"'] = False
    listed: Annotated[bool, "its row stands in a public register"] = False

    def __post_init__(self) -> None:
        """Raises FactError for what cannot be true."""
        if faults := list(self._faults()):
            raise FactError("; ".join(faults))

    def _faults(self) -> Iterator[str]:
        if not _COUNTRY.fullmatch(self.country):
            yield "a country is two capital letters (ISO 3166-1), EU or ZZ"
        for name, known in CODES.items():
            if getattr(self, name) not in known:
                yield f"{getattr(self, name)!r} is no {name}"
        if (self.outcome == "") != (self.answered_on is None):
            yield "an outcome and the day of the answer stand together or not at all"
        if self.answered_on is not None and self.answered_on < self.received_on:
            yield "an item is answered before it was received"
        if any(number is not None and number < 0 for number in self._numbers()):
            yield "a number is negative"
        if self.targets is not None and (self.accounts or 0) > self.targets:
            yield "more accounts were affected than targets named"
        if self.claimed > self.cents:
            yield "more was claimed than it cost"

    def _numbers(self) -> Iterator[int | None]:
        yield from (getattr(self, name) for name in NUMBERS)


@dataclass(frozen=True, slots=True)
class Column:
    """What the annotation of a fact's field says."""

    type: Any  # str, bool, int, a day; also ``int | None``
    means: str
    kept: Kept | None
    codes: Codes | None
    longest: int


def _column(annotation: Any) -> Column:  # noqa: ANN401 - an annotation
    kind, *marks, means = get_args(annotation)
    codes = next((mark for mark in marks if isinstance(mark, Codes)), None)
    longest = next((int(mark) for mark in marks if isinstance(mark, Longest)), max(map(len, codes or [""])))
    return Column(kind, means, next((mark for mark in marks if isinstance(mark, Kept)), None), codes, longest)


OF: Final[Mapping[str, Column]] = {field.name: _column(field.type) for field in fields(Fact)}
COLUMNS: Final = tuple(OF)
CODES: Final = {name: column.codes for name, column in OF.items() if column.codes is not None}
_PLACES: Final = frozenset({"letter", "order", "item", "countable", "admissible", "listed"})

DIMENSIONS: Final = tuple(name for name, one in OF.items() if one.type in {str, bool} and name not in _PLACES)
"""Columns by which a metric may be broken down or filtered. A yes-or-no column has the values ``yes`` and ``no``."""

FLAGS: Final = tuple(name for name in DIMENSIONS if OF[name].type is bool)
"""Dimensions that are yes or no."""

NUMBERS: Final = tuple(name for name, one in OF.items() if one.type in {int, int | None} and name not in _PLACES)
"""Columns of which a metric may give a sum or a median."""


def kept(of: Kept) -> tuple[str, ...]:
    """Columns that the rows of cases, or of items, keep for the report alone."""
    return tuple(name for name, column in OF.items() if column.kept is of)


def dimension(fact: Fact, name: str) -> str:
    """The value of a dimension as cells name it."""
    value = getattr(fact, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
