"""Readiness on a page: in English word for word what the command line says, in German the same of each gap."""

import datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.desk.staff import gap_words
from dueprocess.night import sentences
from dueprocess.night.readiness import AHEAD, HOUR, Gap, Lack

ZONE = "Europe/Berlin"
NOW = datetime.datetime(2026, 11, 25, 9, 0, tzinfo=datetime.UTC)
NAMES = ("aster", "birch", "clover")


@st.composite
def gaps(draw: st.DrawFn) -> tuple[Gap, int]:
    first = draw(st.integers(0, AHEAD - 1))
    last = draw(st.integers(first, AHEAD - 1))
    lack = draw(st.sampled_from(Lack))
    there = {Lack.READER: 0, Lack.SECOND: draw(st.integers(1, 2)), Lack.RELEASERS: draw(st.integers(0, 2))}[lack]
    unreached = draw(st.integers(0, 2))
    return Gap(NOW + first * HOUR, NOW + last * HOUR, lack, NAMES[:there], NAMES[:unreached]), 3


@given(gaps())
def test_in_english_a_page_says_what_the_command_line_says(drawn: tuple[Gap, int]) -> None:
    with translation.override("en"):
        assert gap_words.sentence(*drawn, NOW, ZONE) == sentences.sentence(*drawn, NOW, ZONE)


@given(gaps())
def test_in_german_nothing_english_is_left(drawn: tuple[Gap, int]) -> None:
    gap, k = drawn
    with translation.override("de"):
        said = gap_words.sentence(gap, k, NOW, ZONE)
    assert all(name in said for name in (*gap.there, *gap.unreached))
    assert not {"an", "order", "could", "not", "confirmed", "weekend", "from", "at"} & set(said.split())
    assert "8-Stunden-Anordnung" in said


def test_the_german_of_a_weekend() -> None:
    first = datetime.datetime(2026, 11, 28, 8, tzinfo=ZoneInfo(ZONE))
    gap = Gap(first, first + 3 * HOUR, Lack.RELEASERS, ("aster",), ("birch",))
    with translation.override("de"):
        assert gap_words.sentence(gap, 2, NOW, ZONE) == (
            "Nächstes Wochenende (Sa 28. Nov. 08:00 bis Sa 28. Nov. 11:00) hat nur eine freigebende Person zugesagt "
            "(aster) (birch hat keinen nachgewiesenen Weg, erreicht zu werden): "
            "Eine 8-Stunden-Anordnung ließe sich nicht erfüllen"
        )
