"""What the law files say of a point, in the languages of letters that they do not speak: whole, and in no other one."""

import functools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from dueprocess.adapters.dates import SPELLING, write_day
from dueprocess.adapters.languages import _detector
from dueprocess.adapters.texts import LANGUAGES, letter_words, letters, points
from dueprocess.law.finding import Citation, Status
from dueprocess.letter import admissible
from dueprocess.letter.facts import MAX_WORDS
from dueprocess.letter.provision import provision

LAW = Path(__file__).resolve().parents[2] / "law"
POINTS = points()
CODES = sorted(POINTS)
SHORT = 24
LONG = 60  # characters from which a sentence shows its language
SURE = 0.97


def _files() -> Iterator[Mapping[str, Any]]:
    for path in sorted(LAW.glob("*/*.yaml")):
        if path.parent.name not in {"languages", "tests", "authorities", "schema"} and path.name != "reading.yaml":
            file = yaml.safe_load(path.read_text("utf-8"))
            yield {**file, "standard": path.parent.name == "standards"}


@functools.cache
def said() -> set[str]:
    """The English of all that the law files can put into a letter."""
    found: set[str] = set()
    for file in _files():
        if file["standard"]:
            found |= {file["says"]["en"]} if file["status"] == "verified" else set()
            continue
        for part in (file, *(file.get("versions") or ())):
            rules = [one for one in part.get("rules") or () if one.get("effect") == "defect" and "ask" in one]
            conditions = [one for one in part.get("onward") or () if one["effect"] == "condition"]
            tariff = (part.get("tariff") or {}).get("lines", ())
            found |= {one["ask"]["en"] for one in rules}
            for one in (*(part.get("grounds") or ()), *(part.get("channels") or ()), *conditions, *tariff):
                found.add(one["says"]["en"])
    return found


@pytest.mark.parametrize("code", CODES)
def test_each_sentence_of_the_law_has_its_words_and_no_other_is_there(code: str) -> None:
    """A sentence that changes in a law file has none until somebody writes them, and no letter says it till then."""
    assert set(POINTS[code]) == said()
    assert all(0 < len(words) <= MAX_WORDS for words in POINTS[code].values())
    assert not [words for words in POINTS[code].values() if admissible.FORBIDDEN.search(words)]


def test_every_language_of_letters_is_spoken_by_the_files_or_has_its_points() -> None:
    assert set(letters()) == set(LANGUAGES) | set(CODES)


def language_of(text: str) -> str:
    found = _detector().FindLanguage(text=text.lower())
    return str(found.language) if found.is_reliable and found.probability >= SURE else ""


def own_sentences(code: str) -> Iterator[str]:
    """All that stands in a letter in the language: its own words, and those of points."""
    yield from POINTS[code].values()
    yield from texts_in({name: part for name, part in json.loads(letter_words(code)).items() if name != "said"})


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts_in(one)


@pytest.mark.parametrize("code", CODES)
def test_no_sentence_of_a_letter_is_in_another_language(code: str) -> None:
    told = {text: language_of(text) for text in own_sentences(code) if len(text) >= LONG}
    assert {text: found for text, found in told.items() if found not in {code, ""}} == {}
    sure = sum(found == code for found in told.values())
    assert sure > 0.9 * len(told), "the detector would not see another language"
    assert not [text for text in own_sentences(code) if len(text) > SHORT and language_of(text) == "en"]


@pytest.mark.parametrize("code", CODES)
def test_two_languages_never_say_the_same(code: str) -> None:
    """A sentence that was left in English, or copied from a neighbour."""
    for other in ({"en"} | set(CODES)) - {code}:
        theirs = set(POINTS[other].values()) if other in POINTS else set(POINTS[code])
        assert not {words for words in set(POINTS[code].values()) & theirs if len(words) >= LONG}


def cited(section: str, act: str, code: str) -> str:
    citation = Citation(act, section, None, None, None, Status.VERIFIED)
    return provision(citation, SPELLING.languages[code], write_day, SPELLING.languages["de"])


@pytest.mark.parametrize(
    ("code", "section", "act", "expected"),
    [
        ("fr", "§ 100j(1) sentence 3", "Strafprozessordnung (StPO)", "§ 100j Abs. 1 Satz 3 StPO, en allemand"),
        ("nl", "§ 22(2)", "TDDDG (TTDSG until 13 May 2024)", "§ 22 Abs. 2 TDDDG, bis 13. Mai 2024 TTDSG, in het Duits"),
        ("pl", "s. 24(3)", "Investigatory Powers Act 2016",
         "s. 24(3), Investigatory Powers Act 2016, w języku angielskim"),
        ("it", "18 USC 2703(d)", "Stored Communications Act", "18 USC 2703(d), Stored Communications Act, in inglese"),
        ("fr", "article 588 ter d(3)", "Ley de Enjuiciamiento Criminal (LECrim)",
         "article 588 ter d, paragraphe 3, LECrim, en espagnol"),
        ("es", "article 588 ter d(3)", "Ley de Enjuiciamiento Criminal (LECrim)",
         "artículo 588 ter d, apartado 3, de la Ley de Enjuiciamiento Criminal"),
        ("fr", "s. 487.012(2)", "Criminal Code (R.S.C. 1985, c. C-46)",
         "s. 487.012(2), Code criminel, L.R.C. 1985, ch. C-46"),
        ("it", "article 186(1)", "Code of Criminal Procedure of the Russian Federation",
         "articolo 186, paragrafo 1, del codice di procedura penale della Federazione russa"),
        ("es", "article 135(1)", "Code of Criminal Procedure No. 5271 (CMK)",
         "artículo 135, apartado 1, del Código de Procedimiento Penal turco n.º 5271"),
        ("fr", "arts 16, 17", "Regulation (EU) 2022/2065", "articles 16, 17, du règlement (UE) 2022/2065"),
        ("pl", "art. 5(4)", "Regulation (EU) 2023/1543", "art. 5 ust. 4 rozporządzenia (UE) 2023/1543"),
    ],
)  # fmt: skip
def test_acts_have_their_name_in_the_language_or_say_which_one_it_is(
    code: str, section: str, act: str, expected: str
) -> None:
    assert cited(section, act, code) == expected
