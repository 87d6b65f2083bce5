"""Drafts for counsel: a motion against an order of silence, and the messages after a wrong release."""

import dataclasses
import datetime
import re
from typing import Final

import pytest

from dueprocess.adapters import law_files
from dueprocess.adapters.texts import table
from dueprocess.case.item_records import Silence
from dueprocess.law.shelf import Shelf
from dueprocess.letter.draft import DraftFacts, DraftKind, bases_of, draft, ordered

TODAY: Final = datetime.date(2026, 11, 2)
ORDER: Final = Silence(
    source="order",
    rule="US-2705B",
    tell=True,
    admit=True,
    count=False,
    until=None,
    review_on="2027-01-01",
    by="aster",
    agreed_by="birk",
    seq=7,
    recorded_on="2026-10-03",
)
FACTS: Final = DraftFacts("Fennel Mail", "legal@fennel.example", "c-x", 1, TODAY, silences=(ORDER,))


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return law_files.load()


def written(kind: DraftKind, facts: DraftFacts, language: str = "en") -> str:
    return draft(kind, facts, table("draft", language), lambda day: day.isoformat())


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_motion_says_what_the_law_data_give_and_how_far_they_were_read(shelf: Shelf, language: str) -> None:
    text = shelf.instruments["US-2705B"].latest
    facts = dataclasses.replace(FACTS, bases=bases_of([text], language), imposed=text.cited.citation)
    said = written(DraftKind.MOTION, facts, language)
    assert "18 USC 2705(b)" in said
    assert "2023-04-30" in said
    assert "2026-10-03" in said
    assert " 30 " in said  # days that it has lasted
    assert table("draft", language)["motion"]["none"] not in said
    assert "{" not in said


def test_review_of_a_letters_silence_names_section_3511(shelf: Shelf) -> None:
    bases = bases_of([shelf.instruments["US-2709"].latest], "en")
    assert [cite.section for _, cite in bases] == ["18 USC 3511(a), (b)(1)"]


def test_where_the_law_data_name_no_way_counsel_is_asked(shelf: Shelf) -> None:
    bases = bases_of([shelf.instruments["DE-STPO-95A"].latest], "de")
    said = written(DraftKind.MOTION, dataclasses.replace(FACTS, bases=bases), "de")
    assert bases == ()
    assert table("draft", "de")["motion"]["none"] in said


def test_only_an_order_that_two_agreed_to_is_moved_against() -> None:
    alone = dataclasses.replace(ORDER, agreed_by="")
    statute = dataclasses.replace(ORDER, source="statute")
    ended = dataclasses.replace(ORDER, ended_on="2026-11-01")
    assert ordered([alone, statute, ended]) is None
    with pytest.raises(ValueError, match="order that applies"):
        written(DraftKind.MOTION, dataclasses.replace(FACTS, silences=(statute,)))
    sooner = dataclasses.replace(ORDER, until="2026-12-01", seq=9)
    assert ordered([sooner, ORDER]) is ORDER  # one without an end ends last


def test_renewals_are_counted_and_no_refused_one() -> None:
    first = dataclasses.replace(ORDER, seq=3, recorded_on="2026-05-04", ended_on="2026-10-03")
    refused = dataclasses.replace(ORDER, seq=5, refused=True)
    said = written(DraftKind.MOTION, dataclasses.replace(FACTS, silences=(first, refused, ORDER)))
    assert "others on the same demand: 1. The first was recorded on 2026-05-04" in said


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("kind", [DraftKind.WRONG_PERSON, DraftKind.WRONG_AUTHORITY])
def test_after_a_wrong_release_it_is_said_to_whom_and_by_which_law(kind: DraftKind, language: str) -> None:
    facts = dataclasses.replace(
        FACTS,
        left_on="2026-10-30",
        recalled_on="2026-11-01",
        why="wrong_target",
        authority="Police",
        data="who",
        people=2,
    )
    said = written(kind, facts, language)
    article = "34" if kind is DraftKind.WRONG_PERSON else "33"
    assert re.search(rf"[aA]rt\. {article}", said)
    assert table("draft", language)["why"]["wrong_target"] in said
    assert table("draft", language)[str(kind)]["to"] in said
    assert "{" not in said


def test_both_languages_have_the_same_words() -> None:
    english, german = table("draft", "en"), table("draft", "de")
    assert {name: set(part) if isinstance(part, dict) else str for name, part in english.items()} == {
        name: set(part) if isinstance(part, dict) else str for name, part in german.items()
    }
    for name, part in english.items():
        for key, says in part.items() if isinstance(part, dict) else [(name, part)]:
            other = german[name][key] if isinstance(part, dict) else german[name]
            assert sorted(re.findall(r"{\w+}", says)) == sorted(re.findall(r"{\w+}", other)), key
