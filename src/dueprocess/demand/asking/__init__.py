"""Who is asking? What is known about a sender and what is not, as facts; one line says it, and never a score.

A fact is a closed code with a few words of the letter's own. The table says which way it speaks and how much it weighs
against the others: that orders what a person reads first, and decides nothing (hazards 2.3, 2.5). Facts hold
particulars: they are sealed as the reading is. What each says, and what it does not prove, stands in ``texts/asking``.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from dueprocess.formats.mail_signature import Signature

MAX_FACTS: Final = 60
MAX_VALUE: Final = 160
SHOWN: Final = 3
"""So many facts for, and so many against, stand open; the rest is folded."""


class Leaning(StrEnum):
    """Which way a fact speaks; never renamed."""

    AGAINST = "against"
    FOR = "for"
    OPEN = "open"


class Slot(StrEnum):
    """Places in the line, in its order."""

    FROM = "from"
    SIGNED = "signed"
    CALLED = "called"
    CHANGED = "changed"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """One code: which way it speaks, and in which place of the line."""

    leaning: Leaning
    slot: Slot = Slot.NONE


def _table(leaning: Leaning, text: str) -> dict[str, Kind]:
    rows = (line.split() for line in text.strip().splitlines())
    return {row[0]: Kind(leaning, Slot(row[1]) if len(row) > 1 else Slot.NONE) for row in rows}


KINDS: Final[Mapping[str, Kind]] = (
    _table(
        Leaning.AGAINST,
        """
        call-denied called
        signature-broken signed
        pdf-broken signed
        xml-broken signed
        dkim-broken signed
        look-alike from
        mixed-scripts
        name-of-other from
        name-holds-address
        number-changed changed
        reply-elsewhere
        pdf-added
        xml-part
        wording-no-call
        like-government from
        wording-no-legal
        wording-secrets
        free-mail from
        doubled-header
        wording-threat
        dmarc-fail
        not-to-us
        dkim-expired signed
        dkim-old
        dkim-uncovered
        dkim-length
        dkim-weak
        zone-unlike
        date-unlike
        second-demand
        """,
    )
    | _table(
        Leaning.FOR,
        """
        called-back called
        connection from
        key-of-office signed
        pdf-listed signed
        xml-listed signed
        address-of-office from
        domain-of-office from
        dkim-valid signed
        arc-sealed
        dmarc-pass
        answers-us
        seen-before
        """,
    )
    | _table(
        Leaning.OPEN,
        """
        not-called called
        key-policy signed
        signature-outside signed
        pdf-incomplete signed
        xml-incomplete signed
        pdf-unlisted signed
        xml-unlisted signed
        pdf-no-lists signed
        xml-no-lists signed
        dkim-partly signed
        dkim-other signed
        key-unknown signed
        dkim-no-key signed
        signature-unchecked signed
        pdf-unchecked signed
        xml-unchecked signed
        dkim-unread signed
        not-signed signed
        pdf-later
        pdf-policy
        xml-policy
        domain-unknown from
        no-sender from
        office-unverified
        office-new changed
        first-seen
        return-elsewhere
        odd-hour
        dkim-testing
        dkim-short
        dmarc-none
        arc-unknown
        arc-no-key
        arc-broken
        results-claimed
        """,
    )
)
"""Every code, what weighs most first. Never renamed; new ones are added with their words in each language."""
_ORDER: Final = {code: at for at, code in enumerate(KINDS)}
_STATES: Final[Mapping[Signature, str]] = {
    Signature.VALID: "key-of-office",
    Signature.POLICY: "key-policy",
    Signature.UNKNOWN: "key-unknown",
    Signature.BROKEN: "signature-broken",
    Signature.UNCHECKED: "signature-unchecked",
}
_BLANK: Final = re.compile(r"\{([a-z]+)\}")
_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact about who asks. ``values``: words for the blanks of its sentences, each one line of text."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def leaning(self) -> Leaning:
        """Which way it speaks."""
        return KINDS[self.code].leaning


@dataclass(frozen=True, slots=True)
class Words:
    """What a language says of the facts (``texts/asking``): by code; ``how`` and ``why`` fill blanks of their name."""

    facts: Mapping[str, Mapping[str, str]]
    page: Mapping[str, str]
    how: Mapping[str, str]
    why: Mapping[str, str]

    def said(self, one: Fact, part: str) -> str:
        """``short`` (in the line; or nothing), ``says`` or ``proves`` of a fact, its blanks filled."""
        return _BLANK.sub(lambda found: self._value(found[1], one.values), self.facts[one.code].get(part, ""))

    def _value(self, name: str, values: Mapping[str, str]) -> str:
        value = values.get(name, "…")
        if name in {"how", "policy"}:
            return self.how.get(value, value)
        if name == "why":
            code, _, number = value.partition(":")
            return _BLANK.sub(lambda _: number, self.why.get(code, value))
        return value or self.page["office"] if name == "office" else value


def fact(code: str, **values: object) -> Fact:
    """A fact; what a sender wrote becomes one line without signs that nobody sees, and no link. KeyError: no code."""
    if code not in KINDS:
        raise KeyError(code)
    return Fact(code, {name: plain(str(value)) for name, value in values.items()})


def of_signature(state: Signature, office: str, why: str = "") -> Fact:
    """What a signature on a letter says of its sender; ``why`` of a valid one: it stands around what was sealed."""
    if state is Signature.VALID and why:
        return fact("signature-outside", office=office)
    return fact(_STATES[state], office=office, why=why) if state in _STATES else fact("not-signed")


def with_signature(facts: Iterable[Fact], one: Fact) -> list[Fact]:
    """Facts about what a letter was sealed in, with what its own signature says once it is open."""
    kept = [each for each in facts if each.code not in {"not-signed", *_STATES.values()}]
    signed = any(KINDS[each.code].slot is Slot.SIGNED for each in kept)
    return ordered([*kept, *([] if signed and one.code == "not-signed" else [one])])


def plain(text: str) -> str:
    """Words of a sender as they may stand in a line of ours."""
    one = _UNSEEN.sub(" ", text).replace("http", "hxxp").strip()
    return one if len(one) <= MAX_VALUE else f"{one[: MAX_VALUE - 1]}…"


def ordered(facts: Iterable[Fact]) -> list[Fact]:
    """Each fact once, what weighs most first."""
    kept: dict[tuple[str, tuple[tuple[str, str], ...]], Fact] = {}
    for one in facts:
        kept.setdefault((one.code, tuple(sorted(one.values.items()))), one)
    return sorted(kept.values(), key=lambda one: _ORDER[one.code])[:MAX_FACTS]


def shown(facts: Sequence[Fact]) -> dict[Leaning, list[Fact]]:
    """The facts that speak most against and for, so many of each; under OPEN all the rest."""
    first = {way: [one for one in facts if one.leaning is way][:SHOWN] for way in (Leaning.AGAINST, Leaning.FOR)}
    told = [one for each in first.values() for one in each]
    return {**first, Leaning.OPEN: [one for one in facts if one not in told]}


def line(facts: Sequence[Fact], words: Words) -> str:
    """What is known about who asks and what is not, in one line; ``facts`` in their order."""
    taken: list[Fact] = []
    for slot in Slot:
        first = next((one for one in facts if slot and KINDS[one.code].slot is slot and words.said(one, "short")), None)
        taken += [first] if first else []
    said = "; ".join(words.said(one, "short") for one in taken)
    more = next((one for one in facts if one.leaning is Leaning.AGAINST and one not in taken), None)
    tail = f" {words.page['look'].format(what=words.said(more, 'short'))}" if more else ""
    return f"{said[:1].upper()}{said[1:]}.{tail}"


def to_plain(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    """JSON-able rows, in their order."""
    return [{"code": one.code, "values": dict(one.values)} for one in ordered(facts)]


def from_plain(rows: Iterable[Any]) -> list[Fact]:
    """Facts out of rows; what has another form, or a code of a newer program, is left out."""
    made = []
    for one in rows:
        code, values = (one.get("code"), one.get("values")) if isinstance(one, Mapping) else (None, None)
        if isinstance(code, str) and code in KINDS and isinstance(values, Mapping):
            made.append(Fact(code, {str(name): plain(str(text)) for name, text in values.items()}))
    return ordered(made)
