from __future__ import annotations

import pytest

from dueprocess.adapters.texts import LANGUAGES
from dueprocess.demand.codes import DataCategory
from dueprocess.letter.about import PROVISION, about


@pytest.mark.parametrize("code", [str(one) for one in DataCategory])
def test_each_category_has_words_in_every_language(code: str) -> None:
    said = about([code])
    assert set(said.words) == set(LANGUAGES)
    assert all(said.words.values())
    assert said.citation is None


def test_categories_are_listed_in_the_order_given() -> None:
    said = about(["traffic", "subscriber"])
    assert said.words["de"] == "Verkehrsdaten, Bestandsdaten"


def test_an_item_without_data_is_the_measure() -> None:
    assert about(()).words["en"] == "the measure demanded"


def test_the_general_ask_speaks_every_language() -> None:
    assert set(PROVISION) == set(LANGUAGES)
