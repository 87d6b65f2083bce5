"""What a letter may be made from: checks of its facts, each a refusal with a stable rule name."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from dueprocess.formats.refusal import Denied, Msg
from dueprocess.law.finding import Citation, Layer, Status
from dueprocess.letter.facts import (
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
from dueprocess.letter.kinds import LetterKind, Rule
from dueprocess.letter.own import MAX_BESIDE, MAX_PARAGRAPHS, MAX_WHOLE

# Hazard 5.3: neither our doubts about the law nor our house rules belong in a letter.
FORBIDDEN: Final = re.compile(
    r"\b(?:unverified|polic(?:y|ies)|options?|ungeprüft\w*|unverifiziert\w*|optionen)\b|پالیسی|غیر مصدقہ",
    re.IGNORECASE,
)
_JOINERS: Final = frozenset({"\u200c", "\u200d"})  # spelling of Urdu and Persian needs them
_CITED: Final = frozenset({LetterKind.CORRECTION, LetterKind.OBJECTION, LetterKind.INVOICE})
_SAID: Final = _CITED | {
    LetterKind.NO_DATA,
    LetterKind.NOT_EXECUTABLE,
    LetterKind.COMPLY_NOTICE,
    LetterKind.CARRIED_OUT,
}


_NAME: Final = Msg("the authority's name")
_POINT: Final = Msg("at least one point")
_GIVE: Final = {
    _NAME: Msg(
        "Put the authority into the directory (`dueprocess authority add`), then confirm its id among the facts."
    )
}


def refuse(kind: LetterKind, facts: LetterFacts, languages: tuple[str, ...]) -> Denied | None:
    """Why no letter of ``kind`` can be made from ``facts`` in ``languages``; None where it can."""
    return _missing(kind, facts) or _size(facts) or _texts(facts) or _law(facts) or _words(facts, languages)


def _missing(kind: LetterKind, facts: LetterFacts) -> Denied | None:
    for name, there in _needs(kind, facts):
        if not there and name == _POINT:
            return Denied(
                Rule.NO_POINT,
                "By these facts there is nothing that a letter of the kind {kind} could say.",
                "Confirm what is not so in the demand, or decide something else.",
                kind=kind,
            )
        if not there:
            return Denied(
                Rule.MISSING,
                "A letter of the kind {kind} needs {missing}.",
                _GIVE.get(name, "Give it first."),
                kind=kind,
                missing=name,
            )
    return None


def _needs(kind: LetterKind, facts: LetterFacts) -> Iterator[tuple[Msg, bool]]:
    yield Msg("the provider's name"), bool(facts.provider.name.strip())
    if kind is LetterKind.ACKNOWLEDGEMENT:
        return
    yield _NAME, bool(facts.authority_name.strip())
    yield Msg("our reference"), bool(facts.our_id.strip())
    yield Msg("the day on which the demand was received"), facts.received_on is not None
    if kind in _SAID:
        yield _POINT, bool(facts.said)
    if kind in _CITED:
        yield Msg("a provision for each point"), all(said.citation for said in facts.said)
    if kind is LetterKind.INVOICE:
        yield Msg("a number"), bool(facts.number.strip())
        yield Msg("one currency"), len({one.currency for one in facts.charges}) == 1
    if kind is LetterKind.REFUSAL_POLICY:
        yield Msg("at least one item"), bool(facts.items)
    if kind is LetterKind.PARTIAL:
        for granted in (True, False):
            yield Msg("granted and withheld points"), any(i.said for i in facts.items if i.granted is granted)


def _size(facts: LetterFacts) -> Denied | None:
    limits = (
        (Msg("lines of the recipient"), len(facts.recipient_lines), MAX_RECIPIENT_LINES),
        (Msg("lines of the provider"), len(facts.provider.lines), MAX_PROVIDER_LINES),
        (Msg("provisions relied on"), len(facts.citations), MAX_CITATIONS),
        (Msg("items"), len(facts.items), MAX_POINTS),
        (Msg("lines of a claim"), len(facts.charges), MAX_CHARGES),
        (Msg("lines of an account"), len(facts.provider.account), MAX_ACCOUNT_LINES),
        (Msg("points"), len(facts.said), MAX_POINTS),
    )
    for name, count, limit in limits:
        if count > limit:
            return Denied(
                Rule.LONG,
                "The letter has {count} {name}; {limit} fit.",
                "Write a second letter for the rest.",
                count=count,
                name=name,
                limit=limit,
            )
    return None


def _texts(facts: LetterFacts) -> Denied | None:
    for name, text, limit in _all_texts(facts):
        if len(text) > limit:
            return Denied(
                Rule.LONG,
                "The {name} has {count} characters; {limit} fit.",
                "Shorten it.",
                name=name,
                count=len(text),
                limit=limit,
            )
        at = next((i for i, char in enumerate(text, 1) if not _printable(char)), None)
        if at is not None:
            code = f"U+{ord(text[at - 1]):04X}"
            return Denied(
                Rule.UNPRINTABLE,
                "The {name} holds {code} at position {at}, which cannot be printed.",
                "Retype it.",
                name=name,
                code=code,
                at=at,
            )
    if any(own is not None and not own.fits for _, own in facts.own):
        return Denied(
            Rule.LONG,
            "Your own words have at most {beside} characters beside ours, {whole} as a letter, and {count} paragraphs.",
            "Shorten them.",
            beside=MAX_BESIDE,
            whole=MAX_WHOLE,
            count=MAX_PARAGRAPHS,
        )
    return None


def _all_texts(facts: LetterFacts) -> Iterator[tuple[Msg, str, int]]:
    yield from ((Msg("recipient"), line, MAX_LINE) for line in (facts.authority_name, *facts.recipient_lines))
    yield from ((Msg("provider"), line, MAX_LINE) for line in (facts.provider.name, *facts.provider.lines))
    yield from ((Msg("provider"), line, MAX_CONTACT) for line in (*facts.provider.signature, *facts.provider.register))
    yield from ((Msg("account"), line, MAX_LINE) for line in facts.provider.account)
    yield Msg("who receives a copy"), facts.copy_to, MAX_CONTACT
    yield Msg("place"), facts.provider.place, MAX_LINE
    yield Msg("reference"), facts.reference, MAX_LINE
    yield Msg("our reference"), facts.our_id, MAX_LINE
    yield Msg("number"), facts.number, MAX_LINE
    yield Msg("right addressee"), facts.right_addressee, MAX_LINE
    yield from ((Msg("contact"), line, MAX_CONTACT) for line in (facts.contact, facts.provider.contact))
    yield from ((Msg("point"), words, MAX_WORDS) for said in facts.said for words in said.words.values())
    yield from ((Msg("point"), words, MAX_WORDS) for said in _besides(facts) for words in said.words.values())
    yield from ((Msg("provision"), f"{one.section} {one.title}", MAX_CONTACT) for one in _citations(facts))


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
                "{section} {title} is {status} and cannot be cited.",
                "Have counsel verify the rule (law sign), or leave it out.",
                section=citation.section,
                title=citation.title,
                status=citation.status,
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
        known = tuple(sorted(code for code, words in said.words.items() if words.strip())) or Msg("no language")
        return Denied(
            Rule.WORDS,
            "A point has no words in {language}, only in {known}.",
            "Choose another language.",
            language=repr(code),
            known=known,
        )
    found = FORBIDDEN.search(text)
    if found:
        return Denied(
            Rule.FORBIDDEN,
            "A point says {words}, which no letter says.",
            "Say it in other words.",
            words=repr(found[0]),
        )
    return None
