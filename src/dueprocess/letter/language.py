"""One language of letters: whole sentences with named slots. No sentence is put together from pieces.

A paragraph that names an absent fact is left out whole; a list without points takes its introduction along.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from string import Formatter
from typing import Any, Final, TypeAlias

from dueprocess.case.status import Word
from dueprocess.demand.codes import DataCategory, Kind
from dueprocess.letter.blocks import Direction, Run, Runs, given
from dueprocess.letter.kinds import STATUS, LetterKind

Slot: TypeAlias = "str | tuple[str, ...] | None"


class Which(Enum):
    """Points of which items a list shows."""

    ALL = "all"
    GRANTED = "granted"
    WITHHELD = "withheld"
    CHANNELS = "channels"  # of the whole demand
    CONDITIONS = "conditions"


@dataclass(frozen=True, slots=True)
class Listed:
    """A list with the sentence that introduces it."""

    intro: str
    which: Which = Which.ALL


@dataclass(frozen=True, slots=True)
class Charges:
    """The table of an invoice: heads of its columns, and the word before the sum."""

    what: str
    units: str
    each: str
    amount: str
    total: str


@dataclass(frozen=True, slots=True)
class KindWords:
    """The words of one kind: subject, then paragraphs and lists in order."""

    subject: str
    body: tuple["str | Listed | Charges", ...]


@dataclass(frozen=True, slots=True)
class PointWords:
    """One point of a list: with and without the item's number, with and without a provision.

    ``item``: how an item is named where it is met first, by number and what it is about.
    """

    bare: str
    cited: str
    item_bare: str
    item_cited: str
    item: str


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels of the information block."""

    date: str
    received_on: str
    reference: str
    our_id: str
    contact: str
    invoice: str  # its number
    copy_to: str  # who else receives the letter
    status: str


@dataclass(frozen=True, slots=True)
class ItemWords:
    """What a point is about, and why no data are handed over.

    Templates have ``{data}``; reasons ``{days}`` or ``{why}`` besides; subjects ``{since}`` and ``{until}``, or
    ``{numbers}`` and ``{count}``.
    """

    join: str  # between categories of data
    measure: str  # an item without data
    provision: str
    data: Mapping[DataCategory, str]
    reasons: Mapping[str, str]
    subjects: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MailWords:
    """The mail that carries a letter, or tells of one that lies in the portal. A subject has ``{our_id}``."""

    subject: str
    body: str
    portal: str  # {until}: the last day on which it can be taken
    copy_subject: str  # of a copy to the data protection authority; {our_id}
    copy_body: str


@dataclass(frozen=True, slots=True)
class Citing:
    """How provisions are cited (``provision.py``): patterns and what stands in their place, in their order."""

    begins: str  # sections that these patterns understand
    between: str  # between section and act
    since: str  # of an act that has another name since a day: {act}, {other}, {day}
    until: str
    sections: tuple[tuple[str, str], ...]
    acts: tuple[tuple[str, str], ...]
    original: Mapping[str, str]  # by the language of an act that has no name in ours, what is said behind its own


@dataclass(frozen=True, slots=True)
class Language:
    """All words of one language. ``reviewed_by`` None: no reader who knows the law in it has signed (hazard 5.4)."""

    code: str  # ISO 639-1
    direction: Direction
    reviewed_by: str | None
    separator: str  # between provisions in a row
    labels: Labels
    status: Mapping[Word, str]  # where what the letter answers stands, as the portal and the telephone say it
    binding: str  # remark on the binding text, where another goes beside it
    translation: str  # remark on a text that is not binding; {tongue} is the language of the one that is
    dated: str  # place and day
    salutation: str
    closing: str
    desk: str  # the function that signs; never a person's name
    foot: str
    points: PointWords
    items: ItemWords
    mail: MailWords
    citing: Citing
    tongues: Mapping[str, str]  # languages of letters, as the remarks name them
    annex_one: str
    annex_many: str
    annex_heading: str
    enclosed: str  # stands before the names of what goes along
    remarks: str  # introduces what international standards ask
    refusals: Mapping[Kind, str]
    refusal: str  # for kinds without words of their own
    grounds: Mapping[str, str]  # what a refusal says where the house's ground is about this demand alone
    kinds: Mapping[LetterKind, KindWords]


def language_of(code: str, table: Mapping[str, Any]) -> Language:
    """The language whose words ``table`` holds, in the form of ``texts/letter/<code>.toml``.

    Raises:
        KeyError: a word, a kind of letter or a sentence that is named is missing.
        ValueError: the table has a kind, a direction or a list that nobody knows.
    """
    meta = table["meta"]
    return Language(
        code=code,
        direction=Direction(meta["direction"]),
        reviewed_by=meta["reviewed_by"] or None,
        separator=meta["separator"],
        labels=Labels(**table["labels"]),
        status={word: table["status"][word] for word in set(STATUS.values())},
        points=PointWords(**table["points"]),
        items=_items(table["items"]),
        mail=MailWords(**table["mail"]),
        citing=_citing(table["citing"]),
        tongues=table["tongues"],
        refusals={Kind(kind): words for kind, words in table["refusals"].items()},
        grounds=table["grounds"],
        kinds={kind: _kind(table["kinds"][kind], table["sentences"]) for kind in map(LetterKind, table["kinds"])},
        **table["page"],
    )


def _citing(words: Mapping[str, Any]) -> Citing:
    patterns = {name: tuple((pattern, put) for pattern, put in words[name]) for name in ("sections", "acts")}
    original = words.get("original", {})
    return Citing(words["begins"], words["between"], words["since"], words["until"], original=original, **patterns)


def _items(words: Mapping[str, Any]) -> ItemWords:
    data = {category: words["data"][str(category)] for category in DataCategory}
    return ItemWords(words["join"], words["measure"], words["provision"], data, words["reasons"], words["subjects"])


def _kind(words: Mapping[str, Any], sentences: Mapping[str, str]) -> KindWords:
    return KindWords(words["subject"], tuple(_part(part, sentences) for part in words["body"]))


def _part(part: "str | Mapping[str, str]", sentences: Mapping[str, str]) -> "str | Listed | Charges":
    """A paragraph of its own, one that stands in several letters, a list, or the table of an invoice."""
    if isinstance(part, str):
        return part
    if "sentence" in part:
        return sentences[part["sentence"]]
    return Listed(part["list"], Which(part["of"])) if "list" in part else Charges(**part)


_FORMATTER: Final = Formatter()


def fill(template: str, slots: Mapping[str, Slot], language: Language) -> Runs | None:
    """Runs of ``template`` with its slots filled; None where a fact is absent. KeyError: the slot is not known."""
    runs: list[Run] = []
    for literal, name, _, _ in _FORMATTER.parse(template):
        if literal:
            runs.append(Run(literal))
        if name is not None:
            value = slots[name]
            if not value:
                return None
            runs += _slot(value, language)
    return tuple(runs)


def _slot(value: "str | tuple[str, ...]", language: Language) -> list[Run]:
    if isinstance(value, str):
        return [given(value, language.direction)]
    runs: list[Run] = []
    for one in value:
        if runs:
            runs.append(Run(language.separator))
        runs.append(given(one, language.direction))
    return runs
