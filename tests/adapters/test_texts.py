"""The texts of every surface say the same things in each of their languages, with the same places for values."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from dueprocess.adapters.texts import TextError, folder, sentences, table

SURFACES = sorted(path.name for path in folder().iterdir() if any(len(one.stem) == 2 for one in path.iterdir()))
MAY_BE_EMPTY = {"reviewed_by", "unreviewed"}


def said(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            # Bodies of letters are written in each language's own order; composing them is tried for each kind.
            # How a language cites sections is patterns of its own, and tried on all citations of the law files.
            if (place, key) not in {("", "sentences"), ("", "kinds"), ("", "citing")}:
                yield from said(inner, f"{place}.{key}")
    elif not isinstance(value, list) or all(isinstance(one, str) for one in value):
        yield place, str(value)


@pytest.mark.parametrize("surface", SURFACES)
def test_every_language_says_the_same_with_the_same_places(surface: str) -> None:
    each = {code: dict(said(words)) for code, words in sentences(surface).items()}
    # What law files say of a point stands there in English; its five translations are held against each other.
    english = each.pop("en" if "en" in each else "fr")
    assert each
    for code, texts in each.items():
        assert set(texts) == set(english), code
        for place, text in texts.items():
            assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", english[place])), (code, place)
            assert text.strip() or place.rpartition(".")[2] in MAY_BE_EMPTY, (code, place)


def test_no_other_language() -> None:
    with pytest.raises(TextError, match="there are en, de, ur"):
        table("person", "fr")
