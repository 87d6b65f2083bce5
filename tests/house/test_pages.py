"""The list of pages and their faults: written from its table, each with its picture, no picture without its page."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
STATES = {"gone", "in part", "open"}


@pytest.fixture(scope="module")
def pages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("pages", PICTURES / "pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_list_is_the_one_that_the_table_makes(pages: ModuleType) -> None:
    assert pages.LIST.read_text("utf-8") == pages.written()


def test_each_page_has_faults_a_state_and_a_picture_or_says_why_not(pages: ModuleType) -> None:
    for row in pages.rows():
        assert row["fault"], row["name"]
        assert {one["state"] for one in row["fault"]} <= STATES
        assert ("picture" in row) != ("seen" in row)


def test_every_picture_belongs_to_a_page_and_they_are_small(pages: ModuleType) -> None:
    told = pages.written()
    taken = sorted(PICTURES.glob("page-*.png"))
    assert len(taken) > 20
    assert [one.name for one in taken if one.name not in told] == []
    assert all((PICTURES / f"{row['picture']}.png").exists() for row in pages.rows() if "picture" in row)
    assert sum(one.stat().st_size for one in taken) < 2_000_000
