"""A text that knows where its words begin, and the places of phrases in it."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Final, Self, SupportsIndex

from dueprocess.demand.draft import Span


class Phrases(tuple[str, ...]):  # noqa: SLOT001 - it keeps what is made of it once
    """A list of phrases that knows how each begins. Lists are told apart by themselves, and not by what they hold."""

    __hash__ = object.__hash__  # a tuple's goes over all that it holds, each time

    @cached_property
    def keyed(self) -> dict[str, tuple[str, ...]]:
        """The phrases by what is in the index of each text with them; see ``_key``."""
        found: dict[str, list[str]] = {}
        for phrase in self:
            found.setdefault(_key(phrase), []).append(phrase)
        return {key: tuple(phrases) for key, phrases in found.items()}

    @cached_property
    def keys(self) -> frozenset[str]:
        """How those begin that are in the index; the others are searched."""
        return frozenset(self.keyed) - {""}

    def __contains__(self, phrase: object) -> bool:
        return phrase in self.order

    @cached_property
    def order(self) -> dict[str, int]:
        """The phrases' numbers."""
        return {phrase: number for number, phrase in enumerate(self)}


class Indexed(str):
    """A text that knows where its words begin: each list of phrases is looked up once, for all its parts."""

    __slots__ = ("begins", "keys", "known", "start", "stop", "whole")
    whole: "Indexed"
    start: int
    stop: int
    begins: dict[str, list[int]]
    keys: frozenset[str]
    known: dict["Phrases", list[tuple[str, list[int]]]]

    def __new__(cls, text: str) -> Self:
        """The text; its index is made when it is first asked."""
        made = super().__new__(cls, text)
        made.whole, made.start, made.stop, made.begins, made.known = made, 0, len(text), {}, {}
        made.keys = frozenset()
        return made

    def part(self, start: int, end: int) -> "Indexed":
        """The text from ``start`` to ``end``, with the index of the whole."""
        return self._part(slice(start, end), start)

    def _part(self, at: slice, start: int) -> "Indexed":
        made = str.__new__(Indexed, str.__getitem__(self, at))
        made.whole, made.start = self.whole, self.start + min(start, len(self))
        made.stop = made.start + len(made)
        return made

    def __getitem__(self, at: SupportsIndex | slice) -> str:
        """A letter, or a part with the index of the whole."""
        if isinstance(at, slice) and at.step is None:
            start: int = at.start or 0  # slice.indices takes as long as the slice itself
            return self._part(at, start if start >= 0 else max(0, start + len(self)))
        return str.__getitem__(self, at)

    def blanked(self, start: int, end: int) -> "Indexed":
        """The whole text with spaces from ``start`` to ``end``; its index still knows the words that stood there."""
        made = Indexed(self[:start] + " " * (end - start) + self[end:])
        made.begins, made.keys = self.begins, self.keys
        return made

    def likely(self, phrases: tuple[str, ...]) -> tuple[str, ...]:
        """Those of ``phrases`` that begin a word of the whole text, in their order."""
        return tuple(phrase for phrase, _ in self.whole.found(phrases))

    def found(self, phrases: tuple[str, ...]) -> list[tuple[str, list[int]]]:
        """Those of ``phrases`` that begin a word of this whole text, each with its places."""
        known = phrases if isinstance(phrases, Phrases) else _listed(phrases)
        there = self.known.get(known)
        if there is None:
            begins, keyed, startswith = self.begins or self._index(), known.keyed, str(self).startswith
            found: dict[str, list[int]] = {}
            for key in known.keys & self.keys:  # of two sets: no key's hash is asked again
                phrases = keyed[key]
                # Mostly none stands there: all that begin alike are tried at once.
                if places := [at for at in begins[key] if startswith(phrases, at)]:
                    found |= {phrase: [at for at in places if startswith(phrase, at)] for phrase in phrases}
            for phrase in keyed.get("", ()):
                if phrase in self:
                    found[phrase] = [at for at, _ in _searched(str(self), phrase)]
            there = [(phrase, found[phrase]) for phrase in sorted(found, key=known.order.__getitem__) if found[phrase]]
            self.known[known] = there
        return there

    def _index(self) -> dict[str, list[int]]:
        begins, plain = defaultdict[str, list[int]](list), str(self)
        for at in [match.start() for match in _WORD.finditer(plain)]:
            begins[plain[at : at + _SHORT]].append(at)
            begins[plain[at : at + _LONG]].append(at)
        for at in _unspaced(plain):
            begins[plain[at : at + 2]].append(at)
        self.begins, self.keys = begins or {"": []}, frozenset(begins)
        return self.begins


def _unspaced(plain: str) -> list[int]:
    """Places of all letters of scripts without spaces."""
    return [] if plain.isascii() else [match.start() for match in _ANYWHERE.finditer(plain)]


_WORD: Final = re.compile(r"[^\W_]+|§")
_SHORT, _LONG = 3, 6  # characters from a word's beginning in the index
_ALPHABETS: Final = "\u0dff"  # the last letter before those of scripts that set no spaces
_UNSPACED: Final = ("\u0e00", "\u0e7f"), ("\u3040", "\u9fff"), ("\uac00", "\ud7af")  # Thai; kana and Han; Hangul
_ANYWHERE: Final = re.compile("[" + "".join(f"{first}-{last}" for first, last in _UNSPACED) + "]")


def unspaced(letter: str) -> bool:
    """Whether the letter is of a script that sets no spaces between words: a phrase may begin anywhere in it."""
    return letter > _ALPHABETS and any(first <= letter <= last for first, last in _UNSPACED)


def _key(phrase: str) -> str:
    """What is in the index of each text with the phrase; empty for one that must be searched."""
    first = phrase[0]
    if first > _ALPHABETS and unspaced(first):
        return phrase[:2] if len(phrase) > 1 else ""
    if not (first.isalnum() or first == "§") or len(phrase) < _SHORT:
        return ""
    return phrase[:_LONG] if len(phrase) >= _LONG else phrase[:_SHORT]


@lru_cache(maxsize=16384)
def _listed(phrases: tuple[str, ...]) -> Phrases:
    return Phrases(phrases)


def cues(low: str, phrases: tuple[str, ...]) -> Iterator[Span]:
    """Places of each phrase where it begins a word."""
    low = low if isinstance(low, Indexed) else Indexed(low)
    start, stop = low.start, low.stop
    for phrase, found in low.whole.found(phrases):
        length = len(phrase)
        for at in found[bisect_left(found, start) :] if start else found:
            if at + length > stop:
                break
            yield at - start, at - start + length


def _searched(low: str, phrase: str) -> Iterator[Span]:
    """Places of one phrase where it begins a word."""
    at = low.find(phrase)
    while at >= 0:
        if at == 0 or not (low[at - 1].isalnum() and phrase[0].isalnum()) or unspaced(phrase[0]):
            yield at, at + len(phrase)
        at = low.find(phrase, at + len(phrase))


def places(low: str, words: tuple[str, ...]) -> Iterator[Span]:
    """Places of each word, wherever it stands."""
    for word in words:
        at = low.find(word)
        while at >= 0:
            yield at, at + len(word)
            at = low.find(word, at + len(word))


def begun(low: str, heads: Iterable[Span], pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """What ``pattern.finditer`` finds, tried only where ``heads`` begin: each match must begin with one of them."""
    done = 0
    for at, _ in sorted(heads):
        if at >= done and (match := pattern.match(low, at)):
            done = match.end()
            yield match


def has(low: str, phrases: tuple[str, ...]) -> bool:
    """Whether one of the phrases begins a word of the text."""
    if not isinstance(low, Indexed):
        return _said(low, phrases if isinstance(phrases, Phrases) else _listed(phrases))
    for phrase, found in low.whole.found(phrases):
        at = bisect_left(found, low.start)
        if at < len(found) and found[at] + len(phrase) <= low.stop:
            return True
    return False


def _said(low: str, phrases: Phrases) -> bool:
    """``has`` of a text that is asked once: no index is made of it."""
    keyed = phrases.keyed
    begins = [match.start() for match in _WORD.finditer(low)]
    pairs = [(at, length) for length in (_SHORT, _LONG) for at in begins] + [(at, 2) for at in _unspaced(low)]
    return any(
        low.startswith(phrase, at) for at, length in pairs for phrase in keyed.get(low[at : at + length], ())
    ) or any(phrase in low and next(_searched(low, phrase), None) for phrase in keyed.get("", ()))


def first(low: str, phrases: tuple[str, ...]) -> Span | None:
    """First phrase of the list that is there, at its first place."""
    return next(cues(low, phrases), None)
