"""A letter as JSON and back: what the client shows is what the worker sets, and nothing unfinished goes through."""

import copy
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.adapters.texts import letters
from dueprocess.letter import blocks, plain
from dueprocess.letter.blocks import LetterError, LetterSet
from dueprocess.letter.compose import compose
from dueprocess.letter.facts import Spelling
from dueprocess.letter.kinds import LetterKind
from letter_samples import sample

SPELLING = Spelling(letters(), lambda day, _: day.isoformat(), lambda number, _: str(number))
LANGUAGES = ("ur", "de")


def letter(kind: LetterKind, reference: str = "ZD-12345/26", many: int = 1) -> LetterSet:
    facts = replace(sample(kind), reference=reference)
    if many > 1:
        facts = replace(facts, items=tuple(replace(one, said=one.said * many) for one in facts.items))
    made = compose(kind, facts, LANGUAGES, SPELLING)
    assert isinstance(made, LetterSet), made
    return made


@pytest.mark.parametrize("kind", LetterKind)
def test_every_letter_comes_back_as_it_was(kind: LetterKind) -> None:
    made = letter(kind)
    written = json.loads(json.dumps(plain.to_plain(made, [1, 2])))
    assert plain.from_plain(written) == (made, (1, 2))
    assert not plain.waits(written)


def test_an_annex_comes_back_too() -> None:
    made = letter(LetterKind.CORRECTION, many=12)
    assert made.sheets[0].annex is not None
    assert plain.from_plain(plain.to_plain(made, [1])) == (made, (1,))


def test_a_letter_that_waits_for_the_reference_is_not_finished() -> None:
    waiting = plain.to_plain(letter(LetterKind.CORRECTION, blocks.MERGED), [1])
    assert plain.waits(waiting)
    assert blocks.MERGED not in json.dumps(waiting, ensure_ascii=False)
    with pytest.raises(LetterError):
        plain.from_plain(waiting)
    for sheet in waiting["sheets"]:
        for row in sheet["details"]:
            row["value"] = [{"text": "ZD-12345/26"} if "merge" in run else run for run in row["value"]]
    finished, _ = plain.from_plain(waiting)
    assert [sheet.details[0].value[0].text for sheet in finished.sheets] == ["ZD-12345/26"] * len(finished.sheets)


PLAIN = plain.to_plain(letter(LetterKind.CORRECTION), [1])


def changed(path: tuple[Any, ...], value: object) -> dict[str, Any]:
    data = copy.deepcopy(PLAIN)
    at: Any = data
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return data


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("form",), "dueprocess.letter/2"),
        (("kind",), "threat"),
        (("kind",), 1),
        (("items",), [0]),
        (("items",), [True]),
        (("items",), "1"),
        (("items",), [1] * (blocks.MAX_LIST + 1)),
        (("more",), 1),
        (("binding",), "de"),
        (("reviewed",), []),
        (("sheets",), []),
        (("sheets", 0), "x"),
        (("sheets", 0, "kind"), "comply"),
        (("sheets", 0, "direction"), "up"),
        (("sheets", 0, "foot"), None),
        (("sheets", 0, "foot"), "two\nlines"),
        (("sheets", 0, "foot"), "x" * (blocks.MAX_TEXT + 1)),
        (("sheets", 0, "foot"), blocks.MERGED),
        (("sheets", 0, "annex"), {}),
        (("sheets", 0, "subject"), [{"text": "x", "isolate": "sideways"}]),
        (("sheets", 0, "subject"), [{"text": "x", "bold": True}]),
        (("sheets", 0, "blocks", 0), {"paragraph": [], "points": []}),
        (("sheets", 0, "blocks", 0), {"picture": []}),
        (("sheets", 0, "blocks", 0), {"points": [], "start": 0}),
        (("sheets", 0, "blocks", 0), 5),
        (("sheets", 0, "blocks", 0), {"table": [], "head": [], "foot": []}),
        (("sheets", 0, "blocks", 0), {"table": [[[]], [[], []]], "head": [[]], "foot": [[]]}),
        (("sheets", 0, "blocks", 0), {"table": [], "head": [[]], "foot": []}),
        (("sheets", 0, "blocks", 0), {"table": [], "head": [[]], "foot": [[]], "start": 1}),
    ],
)
def test_anything_else_is_refused(path: tuple[Any, ...], value: object) -> None:
    with pytest.raises(LetterError):
        plain.from_plain(changed(path, value))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 300) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(PLAIN)), _JSON)
def test_whatever_is_put_in_is_a_letter_or_refused(key: str, value: object) -> None:
    try:
        letter_, items = plain.from_plain(changed((key,), value))
    except LetterError:
        return
    assert plain.to_plain(letter_, items) == changed((key,), value)
