"""The shelf knows its laws by the way in which letters cite them: sample demands lead to the provision they name."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import pytest
from test_scenarios import ROOT

from dueprocess.adapters import documents
from dueprocess.adapters.law_files import load
from dueprocess.adapters.reader import read
from dueprocess.letter.admissible import FORBIDDEN
from dueprocess.letter.facts import MAX_WORDS

DEMANDS = Path(__file__).resolve().parents[1] / "golden" / "demands"
CITED = {
    "es-juzgado.txt": ["ES-LECRIM-588TERJ"],
    "in-69a-block.txt": ["IN-ITA-69A"],
    "in-notice-94-bnss.txt": ["IN-BNSS-94"],
    "pk-peca-nccia.txt": ["PK-PECA-34"],
    "pk-pta-blocking.txt": ["PK-PECA-37"],
    "pk-shutdown.txt": ["PK-PTA-54"],
    "pk-urdu.txt": ["PK-PECA-37"],
    "ru-court-block.txt": ["RU-149FZ-15-1"],
    "tr-throttling.txt": ["TR-5809-60"],
}
LETTERS = {
    "RU-149FZ-15-1": "на основании статьи 15.1 Федерального закона № 149-ФЗ доступ ограничивается",
    "RU-149FZ-15-2": "в соответствии со статьей 15.2 Федерального закона от 27.07.2006 № 149-ФЗ",
    "RU-149FZ-15-3": "согласно закону от 28.12.2013г. № 398-ФЗ доступ будет ограничен",
    "TR-5651-8A": "5651 sayılı Kanunun 8/A maddesi uyarınca erişimin engellenmesine",
    "HK-NSLIR-6": "an authorization under Schedule 6 to the Implementation Rules for Article 43 was issued",
    "COE-185-18": "This request is made under article 18 of the Budapest Convention.",
    "PK-SRO-1005-2024": "by virtue of S.R.O. 1005(I)/2024 the officers named below are authorised",
    "NL-SV-126NA": "op grond van artikel 126na, eerste lid, Sv vorder ik de gegevens",
    "NL-SV-126ND": "gelet op de artikelen 126nd en 126ne van het Wetboek van Strafvordering",
    "NL-WIV-56": "artikel 56 van de Wet op de inlichtingen- en veiligheidsdiensten 2017",
    "PL-KPK-236A": "na podstawie art. 217 § 1 k.p.k. w zw. z art. 236a k.p.k. żądam wydania danych",
    "PL-POL-20C": "na podstawie art. 20c ust. 1 i 2 ustawy z dnia 6 kwietnia 1990 r. o Policji",
    "PL-ABW-32C": (
        "art. 32c ust. 1 ustawy z dnia 24 maja 2002 r. o Agencji Bezpieczeństwa Wewnętrznego oraz Agencji Wywiadu"
    ),
    "CN-CSL-60": "根据《网络安全法》第六十条,现对本地区网络通信采取临时措施",
}
NOTHING = ("ru-data-request.txt", "in-hindi-shutdown.txt", "no-demand-newsletter.txt", "informal-hint.txt")


@lru_cache(maxsize=1)
def aliases() -> dict[str, str]:
    return dict(load().aliases())


def named(text: str, name: str = "letter.txt") -> list[str]:
    found = read(text, file=name, aliases=aliases(), authorities=()).to_plain().get("instruments")
    return sorted(found) if isinstance(found, (list, tuple)) else []


def of_file(name: str) -> list[str]:
    return named(documents.to_text((DEMANDS / name).read_bytes(), name).text, name)


@pytest.mark.parametrize("name", CITED)
def test_a_sample_demand_leads_to_the_provision_that_it_names(name: str) -> None:
    assert of_file(name) == CITED[name]


@pytest.mark.parametrize("name", NOTHING)
def test_a_letter_that_names_no_power_leads_nowhere(name: str) -> None:
    assert of_file(name) == []


@pytest.mark.parametrize("instrument", LETTERS)
def test_a_phrase_of_real_letters_leads_to_its_provision(instrument: str) -> None:
    body = (
        "Ministry of Interior\n\n3 March 2026\n\nYou are directed to block access to https://forum.example/threads/1 "
        f"within 24 hours, as follows: {LETTERS[instrument]}.\n\nDirector\nMinistry of Interior\n"
    )
    assert named(body) == [instrument]


def test_a_notice_that_names_only_the_russian_register_cites_no_article() -> None:
    body = (
        "Roskomnadzor\n\n3 March 2026\n\nThe page https://forum.example/threads/1 is included to the "
        '"Unified register of domain names, Internet web-site page links"; remove it within 24 hours.\n'
    )
    assert named(body) == []


# --- what letters print out of the law fits a letter: short enough, without a word that none says (hazard 5.3, P9) ---

SHELF = load(ROOT / "law")


def printed() -> Iterator[tuple[str, Mapping[str, str]]]:
    for one in SHELF.conflicts.values():
        yield from ((f"{one.id} {way.code}", way.says) for way in one.channels)
        yield from ((rule.id, rule.says) for rule in one.rules if rule.ground)
    for law in SHELF.instruments.values():
        for version in law.versions:
            yield from ((f"{law.id} {use.code}", use.says) for use in version.onward if not use.sharing)
            yield from ((f"{law.id} {ground.code}", ground.says) for ground in version.grounds)
            yield from ((rule.id, rule.ask) for rule in version.rules if rule.ask)
    yield from ((one.id, one.rule.says) for one in SHELF.standards.values() if one.object == "demand")


@pytest.mark.parametrize("language", ["en", "de", "ur"])
def test_every_sentence_that_a_letter_prints_fits_it(language: str) -> None:
    texts = [(name, words.get(language, "")) for name, words in printed()]
    assert [name for name, text in texts if len(text) > MAX_WORDS] == []
    assert [(name, text) for name, text in texts if FORBIDDEN.search(text)] == []
