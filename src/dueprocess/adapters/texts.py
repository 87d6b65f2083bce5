"""The words that people outside the desk read: ``texts/<surface>/<language>.toml``, the same keys in each language.

A section of which words are added one key at a time has a file of its own with all languages: ``site/measures.toml``.

Letters, the public site, the portal, a person's page and the card by the door. Words of the staff desk and of the vault
are gettext catalogues instead, since they stand beside the code that shows them.
"""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from dueprocess.case.retention import Rule
from dueprocess.demand.asking import Words
from dueprocess.formats.record import way
from dueprocess.holdings.entry import Said
from dueprocess.letter.language import Language, language_of

LANGUAGES: Final = ("en", "de", "ur")
"""ISO 639-1 codes of the languages in which every surface speaks; English first."""


class TextError(LookupError):
    """A text, or a language, that a surface does not have."""


def folder() -> Path:
    """The folder ``texts``: inside an installed package, else of the checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_texts"
    return installed if installed.is_dir() else package.parents[1] / "texts"


@cache
def table(surface: str, language: str) -> Mapping[str, Any]:
    """All words of ``surface`` in one of LANGUAGES. Raises TextError where there are none."""
    if language not in LANGUAGES:
        raise TextError(f"there are no texts of {surface} in {language!r}; there are {', '.join(LANGUAGES)}")
    return _in(surface, language)


def _in(surface: str, language: str) -> dict[str, Any]:
    return _read(surface, language) | {
        path.stem: {key: words[language] for key, words in _read(surface, path.stem).items()}
        for path in sorted((folder() / surface).glob("*.toml"))
        if not _is_language(path)
    }


def _is_language(path: Path) -> bool:
    return len(path.stem) == 2  # noqa: PLR2004 - ISO 639-1


def _read(surface: str, name: str) -> dict[str, Any]:
    return tomllib.loads((folder() / surface / f"{name}.toml").read_text("utf-8"))


def asked() -> dict[str, str]:
    """By language: the one answer to whoever asks whether somebody asked about them. No house and no case moves it."""
    return {language: str(_read("site", language)["index"]["asked_1"]) for language in LANGUAGES}


@cache
def of_map(language: str) -> Said:
    """The words of the map of services; in English where it has none in the language."""
    each = sentences("map")
    return Said(language, **each.get(language, each["en"]))


@cache
def letters() -> Mapping[str, Language]:
    """The words of letters by language; more languages than the other surfaces speak."""
    return {code: language_of(code, words) for code, words in sentences("letter").items()}


@cache
def points() -> Mapping[str, Mapping[str, str]]:
    """What the law files say of a point, by language of letters that they do not speak, and by their English sentence.

    Besides LANGUAGES, in which each file has its sentences itself.
    """
    return {code: table["words"] for code, table in sentences("points").items()}


@cache
def retention() -> Mapping[str, Rule]:
    """Rules of law by which a case is destroyed, by name. Raises FormError where the file has another form."""
    read, _ = way(Rule)
    return {
        name: read(row)
        for name, row in tomllib.loads((folder() / "rules" / "retention.toml").read_text("utf-8")).items()
    }


@cache
def assurance() -> Mapping[str, str]:
    """What a letter asks of a body whose law lets it pass data on, by language of letters."""
    said = tomllib.loads((folder() / "rules" / "onward.toml").read_text("utf-8"))
    return {code: str(words) for code, words in said.items()}


@cache
def letter_words(language: str) -> str:
    """All words of letters in a language as one text, which counsel reads and signs. KeyError: there are none.

    The letters come first; what is said of a point stands last, where it is ours and not the law file's. How a
    provision is cited is reckoned, as a day or an amount is, and stands not in it.
    """
    words = sentences("letter")[language]
    parts = dict.fromkeys(("kinds", "sentences", "page", *sorted(words.keys() - {"meta", "citing"})))
    said = {"said": points()[language]} if language in points() else {}
    return json.dumps({name: words[name] for name in parts} | said, ensure_ascii=False, indent=1)


@cache
def letter_hashes() -> Mapping[str, str]:
    """SHA-256 (hex) of ``letter_words`` by language."""
    return {code: hashlib.sha256(letter_words(code).encode()).hexdigest() for code in letters()}


@cache
def of_senders(language: str) -> Words:
    """What is said of facts about who asks. KeyError: there are no words in that language."""
    said = sentences("asking")[language]
    return Words(said["facts"], said["page"], said["how"], said["why"])


@cache
def sentences(surface: str) -> Mapping[str, Mapping[str, Any]]:
    """The sentences of a surface in each language that it has."""
    files = sorted((folder() / surface).glob("*.toml"))
    return {path.stem: _in(surface, path.stem) for path in files if _is_language(path)}
