"""Bodies of many countries at the head of a letter: each is read by its whole name, and as what it is."""

from pathlib import Path

import pytest

from dueprocess.adapters import reader
from dueprocess.demand.reading import read

BODIES = Path(__file__).resolve().parents[1] / "golden" / "incoming" / "bodies.txt"
ROWS = [line.split("|") for line in BODIES.read_text(encoding="utf-8").splitlines()]
LANGUAGES = sorted({head.split()[0] for head, _ in ROWS})
TURKISH = str.maketrans("\u0130\u0131", "ii")


def plain(name: str) -> str:
    return name.translate(TURKISH).lower()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_body_is_read_by_its_name_and_kind(language: str) -> None:
    wrong = []
    for head, name in ROWS:
        spoken, kind = head.split()
        if spoken == language:
            text = f"{name}\n\n12.03.2026\n\nxx xx xxx xxxx xxxxx.\n"
            found = read(text, reader.tables(), lambda _: (language,))
            said = plain(found.authority or "")
            whole = plain(name) in said or (said in plain(name) and len(said) * 5 >= len(name) * 2)
            if found.authority_kind != kind or not whole:
                wrong.append((name, kind, found.authority_kind, found.authority))
    assert wrong == []


def test_there_are_bodies_of_each_language() -> None:
    assert len(ROWS) > 500
    assert len(LANGUAGES) >= 16


@pytest.mark.parametrize(
    ("language", "head", "name"),
    [
        ("en", "An Garda Síochána: Ag Coinneáil Daoine Sábháilte", "An Garda Síochána"),  # no motto
        (
            "fr",
            "GENDARMERIE NATIONALE\n--------------------\nBrigade de recherches de Valroc",
            "GENDARMERIE NATIONALE, Brigade de recherches de Valroc",
        ),
        (
            "en",
            "1. Public authority\tWexmoor Constabulary\n2. Authorised by\tOffice for Authorisations",
            "Wexmoor Constabulary",
        ),
        ("ja", "弁護士法人 桐谷・有馬法律事務所", "弁護士法人 桐谷・有馬法律事務所"),
    ],
)
def test_a_body_is_read_whole_and_without_its_motto(language: str, head: str, name: str) -> None:
    text = f"{head}\n\n12.03.2026\n\nxx xx xxx xxxx xxxxx.\n"
    assert read(text, reader.tables(), lambda _: (language,)).authority == name
