"""What a letter may be made from: checks of its facts, each a refusal with a stable rule name."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from dueprocess.domain.law.finding import Citation, Layer, Status
from dueprocess.domain.letter.facts import (
    MAX_ACCOUNT_LINES,
    MAX_CHARGES,
    MAX_CITATIONS,
    MAX_CONTACT,
    MAX_LINE,
    MAX_POINTS,
    MAX_PROVIDER_LINES,
    MAX_RECIPIENT_LINES,
    MAX_WORDS,
    LetterFacts,
    Said,
)
from dueprocess.domain.letter.kinds import Denied, LetterKind, Rule

# Hazard 5.3: neither our doubts about the law nor our house rules belong in a letter.
FORBIDDEN: Final = re.compile(
    r"\b(?:unverified|polic(?:y|ies)|options?|ungeprüft\w*|unverifiziert\w*|optionen)\b|پالیسی|غیر مصدقہ",
    re.IGNORECASE,
)
_JOINERS: Final = frozenset({"\u200c", "\u200d"})  # spelling of Urdu and Persian needs them
_CITED: Final = frozenset({LetterKind.CORRECTION, LetterKind.OBJECTION, LetterKind.INVOICE})
_SAID: Final = _CITED | {LetterKind.NO_DATA, LetterKind.NOT_EXECUTABLE, LetterKind.COMPLY_NOTICE}


_NAME: Final = "the authority's name"
_GIVE: Final = {
    _NAME: "Put the authority into the directory (`dueprocess authority add`), then confirm its id among the facts."
}


def refuse(kind: LetterKind, facts: LetterFacts, languages: tuple[str, ...]) -> Denied | None:
    """Why no letter of ``kind`` can be made from ``facts`` in ``languages``; None where it can."""
    return _missing(kind, facts) or _size(facts) or _texts(facts) or _law(facts) or _words(facts, languages)


def _missing(kind: LetterKind, facts: LetterFacts) -> Denied | None:
    for name, there in _needs(kind, facts):
        if not there:
            return Denied(Rule.MISSING, f"A letter of the kind {kind} needs {name}.", _GIVE.get(name, "Give it first."))
    return None


def _needs(kind: LetterKind, facts: LetterFacts) -> Iterator[tuple[str, bool]]:
    yield "the provider's name", bool(facts.provider.name.strip())
    if kind is LetterKind.ACKNOWLEDGEMENT:
        return
    yield _NAME, bool(facts.authority_name.strip())
    yield "our reference", bool(facts.our_id.strip())
    yield "the day on which the demand was received", facts.received_on is not None
    if kind in _SAID:
        yield "at least one point", bool(facts.said)
    if kind in _CITED:
        yield "a provision for each point", all(said.citation for said in facts.said)
    if kind is LetterKind.INVOICE:
        yield "a number", bool(facts.number.strip())
        yield "one currency", len({one.currency for one in facts.charges}) == 1
    if kind is LetterKind.REFUSAL_POLICY:
        yield "at least one item", bool(facts.items)
    if kind is LetterKind.PARTIAL:
        for granted in (True, False):
            yield "granted and withheld points", any(i.said for i in facts.items if i.granted is granted)


def _size(facts: LetterFacts) -> Denied | None:
    limits = (
        ("lines of the recipient", len(facts.recipient_lines), MAX_RECIPIENT_LINES),
        ("lines of the provider", len(facts.provider.lines), MAX_PROVIDER_LINES),
        ("provisions relied on", len(facts.citations), MAX_CITATIONS),
        ("items", len(facts.items), MAX_POINTS),
        ("lines of a claim", len(facts.charges), MAX_CHARGES),
        ("lines of an account", len(facts.provider.account), MAX_ACCOUNT_LINES),
        ("points", len(facts.said), MAX_POINTS),
    )
    for name, count, limit in limits:
        if count > limit:
            return Denied(
                Rule.LONG, f"The letter has {count} {name}; {limit} fit.", "Write a second letter for the rest."
            )
    return None


def _texts(facts: LetterFacts) -> Denied | None:
    for name, text, limit in _all_texts(facts):
        if len(text) > limit:
            return Denied(Rule.LONG, f"The {name} has {len(text)} characters; {limit} fit.", "Shorten it.")
        at = next((i for i, char in enumerate(text, 1) if not _printable(char)), None)
        if at is not None:
            code = f"U+{ord(text[at - 1]):04X}"
            return Denied(
                Rule.UNPRINTABLE, f"The {name} holds {code} at position {at}, which cannot be printed.", "Retype it."
            )
    return None


def _all_texts(facts: LetterFacts) -> Iterator[tuple[str, str, int]]:
    yield from (("recipient", line, MAX_LINE) for line in (facts.authority_name, *facts.recipient_lines))
    yield from (("provider", line, MAX_LINE) for line in (facts.provider.name, *facts.provider.lines))
    yield from (("account", line, MAX_LINE) for line in facts.provider.account)
    yield "place", facts.provider.place, MAX_LINE
    yield "reference", facts.reference, MAX_LINE
    yield "our reference", facts.our_id, MAX_LINE
    yield "number", facts.number, MAX_LINE
    yield "right addressee", facts.right_addressee, MAX_LINE
    yield from (("contact", line, MAX_CONTACT) for line in (facts.contact, facts.provider.contact))
    yield from (("point", words, MAX_WORDS) for said in facts.said for words in said.words.values())
    yield from (("point", words, MAX_WORDS) for said in _besides(facts) for words in said.words.values())
    yield from (("provision", f"{one.section} {one.title}", MAX_CONTACT) for one in _citations(facts))


def _printable(char: str) -> bool:
    return char in _JOINERS or unicodedata.category(char) not in {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}


def _besides(facts: LetterFacts) -> tuple[Said, ...]:
    return (*facts.channels, *facts.conditions, *facts.remarks)


def _citations(facts: LetterFacts) -> tuple[Citation, ...]:
    return facts.citations + tuple(said.citation for said in (*facts.said, *_besides(facts)) if said.citation)


def _law(facts: LetterFacts) -> Denied | None:
    for citation in _citations(facts):
        # What this desk's own counsel signed is verified for this desk (P8).
        if citation.status is not Status.VERIFIED and citation.signed_on is None:
            return Denied(
                Rule.CITATION,
                f"{citation.section} {citation.title} is {citation.status} and cannot be cited.",
                "Have counsel verify the rule (law sign), or leave it out.",
            )
    if any(said.layer is not Layer.DOMESTIC for said in facts.said):
        return Denied(
            Rule.LAYER,
            "A letter cites only the law that the demand relies on, no standard and no house rule.",
            "Leave the point out; counsel can add an annex.",
        )
    return None


def _words(facts: LetterFacts, languages: tuple[str, ...]) -> Denied | None:
    for said in (*facts.said, *_besides(facts)):
        denied = next((d for code in languages if (d := _word(said, code))), None)
        if denied:
            return denied
    return None


def _word(said: Said, code: str) -> Denied | None:
    text = said.words.get(code, "")
    if not text.strip():
        known = ", ".join(sorted(code for code, words in said.words.items() if words.strip())) or "no language"
        return Denied(Rule.WORDS, f"A point has no words in {code!r}, only in {known}.", "Choose another language.")
    found = FORBIDDEN.search(text)
    if found:
        return Denied(Rule.FORBIDDEN, f"A point says {found[0]!r}, which no letter says.", "Say it in other words.")
    return None
