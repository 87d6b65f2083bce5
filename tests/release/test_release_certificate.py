"""The certificate beside data that leave: what it says, in which language, and what it leaves open."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from dueprocess.formats.manifest import Condition, Count, File, Manifest, Order
from dueprocess.formats.records import Dropped
from dueprocess.release import certificate
from dueprocess.release.certificate import Clear

AT = dt.datetime(2026, 12, 5, 0, 20, tzinfo=dt.UTC)
CASE, PRODUCTION = f"c-{'a' * 24}", f"x-{'b' * 24}"
MANIFEST = Manifest(
    sender="Fennel Mail",
    recipient="auskunft@bka.example",
    order=Order(CASE, 2, PRODUCTION, "1" * 64, "2" * 64, "DE-BKA", ("DE-STPO-100J",), "2026-11-01", ""),
    made_at="2026-12-05T00:10:00Z",
    files=(File("part-0001.tar", 65536, "3" * 128),),
    counts=(Count("T1", "subscriber", 1, 45),),
    dropped={Dropped.PERIOD: 2, Dropped.KIND: 1},
)
FILES = [Clear("manifest.json", 700, "4" * 64), Clear("part-0001.tar", 65536, "5" * 64)]


def said(lang: str) -> str:
    return certificate.text(MANIFEST, FILES, 2, "aster", AT, lang).decode()


@pytest.mark.parametrize("lang", certificate.LANGUAGES)
def test_it_says_how_when_which_bytes_and_who_answers(lang: str) -> None:
    text = said(lang)
    for part in ("Fennel Mail", "auskunft@bka.example (DE-BKA)", CASE, PRODUCTION, "DE-STPO-100J", "2026-11-01 … -"):
        assert part in text
    assert "2026-12-05T00:10:00Z" in text  # made
    assert "2026-12-05T00:20:00Z" in text  # sent
    for one in FILES:
        assert f"  {one.name}\n    {one.size} B\n    SHA-256 {one.hash}\n" in text
    assert {"en": "left out: 3.", "de": "(Datensätze: 3)"}[lang] in text
    assert {"en": "2 people agreed", "de": "2 Personen haben"}[lang] in text
    assert {"en": "Sent by: aster", "de": "Versandt von: aster"}[lang] in text
    assert {"en": "does not say that a record is true", "de": "sagt nicht, dass ein Datensatz"}[lang] in text
    assert not {"{", "}"} & set(text)
    assert max(map(len, text.splitlines())) <= 120


@pytest.mark.parametrize(("lang", "says"), [("en", "For that alone"), ("de", "Nur dafür")])
def test_it_says_on_which_conditions_it_is_handed_over(lang: str, says: str) -> None:
    use = Condition("purpose_bound", "An Act", "section 8", {"de": "Nur dafür.", "en": "For that alone."})
    text = certificate.text(MANIFEST, FILES, 2, "aster", AT, lang, (use,)).decode()
    assert f"* {says} (An Act, section 8).\n" in text
    assert (
        text.index(FILES[-1].hash)
        < text.index(says)
        < text.index({"en": "What this does not", "de": "Was diese"}[lang])
    )
    assert {"en": "On which conditions", "de": "Unter welchen Bed"}[lang] not in said(lang)


@pytest.mark.parametrize(
    ("face", "lang"),
    [
        ({"languages": ["de"], "country": "ES"}, "de"),
        ({"languages": ["pt", "en"], "country": "DE"}, "en"),
        ({"languages": ["pt"], "country": "PT"}, "en"),
        ({"languages": None, "country": "AT"}, "de"),
        ({}, "en"),
    ],
)
def test_it_speaks_the_demands_language_where_there_are_words_in_it(face: dict[str, Any], lang: str) -> None:
    assert certificate.language(face) == lang


def test_no_other_language_is_begun() -> None:
    assert said("ur") == said("en")
