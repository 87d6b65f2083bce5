"""The words by which demands are read: lists of phrases by name, merged over the files of all languages and countries.

The core reads no file: an adapter hands in what ``law/languages/<xx>.yaml`` and ``law/<COUNTRY>/reading.yaml`` say.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

from dueprocess.demand.codes import AuthorityKind
from dueprocess.demand.reading.index import Phrases

NOTHING = Phrases()
_COMMON = 4  # places of a language's commonest words that show it


class Head(NamedTuple):
    """Words at the head of a body's name, what kind of body it is, and its country where the words alone show it."""

    words: str
    kind: AuthorityKind
    country: str | None


@dataclass(frozen=True, slots=True)
class Acts:
    """What the acts of a country are called in texts."""

    codes: tuple[str, ...] = ()
    """Short names that stand behind ``§ 1``, in their own case."""
    lands: tuple[str, ...] = ()
    """What follows such a name, and says whose of several acts it is."""
    short: Mapping[str, str] = field(default_factory=dict)
    """Short names in lower case, and what they stand for: the act, or its number (European Union)."""
    leading: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case that stand before a number (RCW 21.20.380), and how the act is written."""
    bare: tuple[str, ...] = ()
    """Those of ``short`` that count without a provision, too."""
    shows: tuple[str, ...] = ()
    """Words of an act's full name that show whose it is."""
    articles: tuple[str, ...] = ()
    """Short names in lower case that stand behind ``art. 1``: a country may share one with another."""


@dataclass(frozen=True, eq=False)
class Tables:
    """All lists by name (``topic.list``), each phrase once, languages before countries, in order of their codes."""

    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    heads: tuple[Head, ...] = ()
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """How texts name a country, by its code."""
    country_of: Mapping[str, str] = field(default_factory=dict)
    """The country whose authorities most likely write a language, by its code."""
    acts: Mapping[str, Acts] = field(default_factory=dict)
    """By country; empty for the acts of more than one."""
    ends: Mapping[str, str] = field(default_factory=dict)
    """The country of a domain's last label."""
    dials: Mapping[str, str] = field(default_factory=dict)
    """The country of a telephone code, without its plus."""
    common: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The commonest words of a language."""
    told: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """The lists of each language alone; those of all countries under nothing."""
    near: Mapping[str, str] = field(default_factory=dict)
    """The language by which one without a file of its own is read, as Slovak by Czech."""
    languages: frozenset[str] = frozenset()
    """The languages of which these are, where they are of some."""
    of: "Tables | None" = None
    """The tables of all languages, where these are of some."""

    def __getitem__(self, name: str) -> tuple[str, ...]:
        """The list of this name; empty where no file has it."""
        found = self.lists.get(name)
        return NOTHING if found is None else found

    @property
    def homes(self) -> frozenset[str]:
        """The countries whose authorities most likely write these languages."""
        return frozenset(self.country_of[code] for code in self.languages if code in self.country_of)

    @property
    def whole(self) -> "Tables":
        """The tables of all languages: patterns are made of them, once."""
        return self.of or self

    def alone(self, language: str) -> "Tables":
        """The tables of one language, whose lists know how their phrases begin."""
        made = self._some(frozenset((language,)))
        for phrases in made.lists.values():
            phrases.keys, phrases.order  # type: ignore[attr-defined]  # noqa: B018 - they are kept
        return made

    def within(self, languages: Iterable[str], low: str = "") -> "Tables":
        """These tables with the lists of some languages alone, and of all countries; all where none of them is known.

        A phrase of one language is a word of another ("die", "sous", "pod"): it counts where its language is written.
        Of a language that the detector passes over, as of one sentence, the commonest words in ``low`` tell.
        """
        known = frozenset(code for code in map(self._near, languages) if self.told.get(code))
        if known:
            said = Counter(low.split())
            known |= {code for code, words in self.common.items() if sum(map(said.__getitem__, words)) >= _COMMON}
        return self._some(known) if known else self

    def told_apart(self, languages: Iterable[str]) -> tuple[str, ...]:
        """The languages without those that stand for another one that is there: some Spanish is taken for Galician.

        One that no file knows, beside one that a file knows, is names and addresses taken for a language.
        """
        every = tuple(languages)
        apart = tuple(code for code in every if self._near(code) == code or self._near(code) not in every)
        known = tuple(code for code in apart if self.told.get(self._near(code)))
        return known or apart

    def reads(self, languages: Iterable[str]) -> bool:
        """Whether a file has words of one of the languages; nothing is known of a text that is in none."""
        every = tuple(languages)
        return not every or any(self.told.get(self._near(code)) for code in every)

    def _near(self, language: str) -> str:
        return self.near.get(language, language)

    @cached_property
    def _narrow(self) -> dict[frozenset[str], "Tables"]:
        return {}

    def _some(self, languages: frozenset[str]) -> "Tables":
        if languages not in self._narrow:
            parts: dict[str, list[tuple[str, ...]]] = {}
            for code in (*sorted(languages), ""):
                for name, phrases in self.told.get(code, {}).items():
                    parts.setdefault(name, []).append(phrases)
            # A list of one part stays that very list, which knows already how its phrases begin.
            lists = {
                name: each[0] if len(each) == 1 else Phrases(dict.fromkeys(chain(*each)))
                for name, each in parts.items()
            }
            self._narrow[languages] = replace(self, lists=lists, languages=languages, of=self)
        return self._narrow[languages]

    def topic(self, name: str) -> Mapping[str, tuple[str, ...]]:
        """The lists of a topic by their own names, of all languages."""
        return self.of.topic(name) if self.of else self._topics.get(name, {})

    @cached_property
    def _topics(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for name, phrases in self.lists.items():
            topic, _, leaf = name.partition(".")
            found.setdefault(topic, {})[leaf] = phrases
        return found

    @cached_property
    def months(self) -> Mapping[str, int]:
        """Number of a month by its names."""
        return (
            self.of.months
            if self.of
            else {name: int(number) for number, names in self.topic("months").items() for name in names}
        )

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """A number by its words."""
        return (
            self.of.numbers
            if self.of
            else {word: int(number) for number, words in self.topic("numbers").items() for word in words}
        )

    def pattern(self, *names: str) -> str:
        """A pattern for one phrase of the lists, the longest first; for nothing where all are empty."""
        phrases = {phrase for name in names for phrase in self[name]}
        return any_of(phrases)

    @cached_property
    def head_words(self) -> tuple[str, ...]:
        """The words of all heads, in their order."""
        return self.of.head_words if self.of else Phrases(head.words for head in self.heads)

    @cached_property
    def general_words(self) -> frozenset[str]:
        """The words of heads that are of no one country: nobody's own name."""
        return self.of.general_words if self.of else frozenset(one.words for one in self.heads if not one.country)


def any_of(phrases: Iterable[str]) -> str:
    """A pattern for one of ``phrases``, the longest first; for nothing where there is none.

    Phrases that begin alike are looked at once: an alternative for each of a thousand is six times slower.
    """
    root: dict[str, Any] = {}
    for phrase in sorted(phrases):
        node = root
        for letter in phrase:
            node = node.setdefault(letter, {})
        node[""] = {}
    return _branches(root) or "(?!)"


def _branches(node: dict[str, Any]) -> str:
    """The pattern for what goes on at a place of phrases that began alike."""
    found = []
    for letter, below in node.items():
        chunk, rest = letter, below
        while len(rest) == 1 and "" not in rest:
            ((letter_, rest),) = rest.items()
            chunk += letter_
        if chunk:
            found.append(re.escape(chunk) + _branches(rest))
    ends = "" in node
    if len(found) == 1 and not ends:
        return found[0]
    return f"(?:{'|'.join(found)})" + "?" * ends if found else ""


def tables_of(files: Iterable[Mapping[str, Any]]) -> Tables:
    """The tables of the parsed and checked files."""
    lists: dict[str, dict[str, None]] = {}
    heads: list[Head] = []
    of_countries: list[Head] = []  # the names of one country's bodies go before a language's words
    told: dict[str, dict[str, dict[str, None]]] = {}
    common: dict[str, tuple[str, ...]] = {}
    near: dict[str, str] = {}
    ends: dict[str, str] = {}
    dials: dict[str, str] = {}
    names: dict[str, tuple[str, ...]] = {}
    country_of: dict[str, str] = {}
    acts: dict[str, Acts] = {}
    dotted = map(_dotted, files)
    for file in sorted(dotted, key=lambda file: (file["id"] == "reading", file["id"], file.get("country", ""))):
        country = file.get("country")
        if file["id"] != "reading" and country:
            country_of[file["id"]] = country
        if "names" in file:
            names[file["country"]] = Phrases(file["names"])
        if "acts" in file:
            said = file["acts"]
            short, leading = said.get("short", {}), said.get("leading", {})
            acts[file.get("country", "") if file["id"] == "reading" else ""] = Acts(
                **{name: tuple(names) for name, names in said.items() if name not in {"short", "leading"}},
                short=short,
                leading=leading,
            )
        (of_countries if file["id"] == "reading" else heads).extend(
            Head(words, AuthorityKind(row["kind"]), row.get("country"))
            for row in file.get("heads", ())
            for words in row["words"]
        )
        ends |= dict.fromkeys(file.get("ends", ()), file.get("country", ""))
        dials |= dict.fromkeys(file.get("dials", ()), file.get("country", ""))
        if "common" in file:
            common[file["id"]] = tuple(file["common"])
        near |= dict.fromkeys(file.get("near", ()), file["id"])
        own = told.setdefault("" if file["id"] == "reading" else file["id"], {})
        for name, phrases in _lists(file):
            lists.setdefault(name, {}).update(dict.fromkeys(phrases))
            own.setdefault(name, {}).update(dict.fromkeys(phrases))
    # A public body goes before a private sender who is named as often.
    heads = [*of_countries, *heads]
    begins: dict[str, int] = {}
    for number, head in enumerate(heads):
        begins.setdefault(head.words, number)
    # Of two heads that begin alike, the longer one goes first, whichever file holds it.
    heads.sort(
        key=lambda head: (
            head.kind is AuthorityKind.PRIVATE,
            _first(head.words, begins),
            -len(head.words) * (head.words > "\u0370"),
        )
    )
    each = {code: _fixed(own) for code, own in told.items()}
    return Tables(_fixed(lists), tuple(heads), names, country_of, acts, ends, dials, common, each, near)


def _dotted(file: Any) -> Any:  # noqa: ANN401 - a parsed file, and each of its parts
    """The file with the Turkish i without a dot as i: the page has one letter for both."""
    if isinstance(file, str):
        return file.replace("\u0131", "i")
    if isinstance(file, Mapping):
        return {_dotted(name): _dotted(one) for name, one in file.items()}
    return [_dotted(one) for one in file] if isinstance(file, list | tuple) else file


def _first(words: str, begins: Mapping[str, int]) -> int:
    """Number of the first head with which ``words`` begin; in Latin letters the files' order stands."""
    if words < "\u0370":
        return begins[words]
    return min(begins[words[:end]] for end in range(1, len(words) + 1) if words[:end] in begins)


def _fixed(lists: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    return {name: Phrases(phrases) for name, phrases in lists.items()}


def _lists(file: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for topic, lists in file.items():
        if topic != "acts" and isinstance(lists, Mapping):
            yield from ((f"{topic}.{leaf}", phrases) for leaf, phrases in lists.items())
