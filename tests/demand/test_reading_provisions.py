"""Provisions of neighbouring countries, as letters write them, lead to the instrument that is meant."""

from functools import cache
from pathlib import Path

import pytest

from dueprocess.adapters.law_files import load
from dueprocess.adapters.reader import read

ROOT = Path(__file__).resolve().parents[2]


@cache
def aliases() -> dict[str, str]:
    return dict(load(ROOT / "law").aliases())


def instruments(head: str, cited: str) -> tuple[str, ...]:
    text = f'{head}\n\nWir ersuchen um Auskunft {cited}. Mitzuteilen sind die Daten des Kontos "aster@mail.example".'
    return read(text, aliases=aliases()).instruments


@pytest.mark.parametrize(
    ("head", "cited", "expected"),
    [
        ("Staatsanwaltschaft Wien", "gemäß § 135 Abs 1a StPO", ("AT-STPO-135-1A",)),
        ("Staatsanwaltschaft Graz", "gem. §§ 135 Abs. 2 Z 3, 137 Abs. 1 StPO", ("AT-STPO-135-2",)),
        ("Landeskriminalamt Niederösterreich", "nach § 53 Abs. 3b SPG", ("AT-SPG-53-3B",)),
        ("Staatsanwaltschaft Linz", "nach § 110 Abs. 1 Z 1 StPO", ("AT-STPO-111-2",)),
        ("Staatsanwaltschaft Köln, Deutschland", "nach § 110 StPO", ("DE-STPO-103",)),
        ("Staatsanwaltschaft des Kantons Bern", "gestützt auf Art. 273 Abs. 1 lit. a StPO", ("CH-STPO-273",)),
        ("Ministère public du canton de Genève", "selon l'art. 22 al. 3 LSCPT", ("CH-BUEPF-22",)),
        ("Staatsanwaltschaft Zürich", "nach Art. 263 ff. StPO und Art. 21 BÜPF", ("CH-BUEPF-21", "CH-STPO-265")),
        ("Parquet de Lyon", "vu les articles 60-1 et 77-1-1 du CPP", ("FR-CPP-60-1", "FR-CPP-77-1-1")),
        ("Parquet de Paris", "vu l'article L. 34-1 du CPCE", ("FR-CPCE-34-1",)),
    ],
)
def test_a_provision_leads_to_its_instrument(head: str, cited: str, expected: tuple[str, ...]) -> None:
    assert instruments(head, cited) == expected


@pytest.mark.parametrize(
    ("cited", "laws"),
    [
        ("gestützt auf Art. 263 Abs. 1 lit. a und Art. 265 StPO", "Art. 263 Abs. 1 lit. a, 265 StPO"),
        ("gestützt auf Art. 263 und 265 StPO", "Art. 263, 265 StPO"),
        ("gestützt auf Art. 263, Art. 265 sowie Art. 73 Abs. 2 StPO", "Art. 263, 265, 73 Abs. 2 StPO"),
    ],
)
def test_articles_of_one_act_are_cited_once_and_whole(cited: str, laws: str) -> None:
    text = f"Staatsanwaltschaft des Kantons Bern\n\nWir ersuchen um Auskunft {cited} zum Konto a@mail.example."
    assert read(text).laws == (laws,)
