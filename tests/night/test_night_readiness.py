"""Could an order of eight hours be met? In windows, and in sentences."""

import datetime
import itertools
from dataclasses import replace

import pytest
from hypothesis import given

from dueprocess.night.readiness import AHEAD, Gap, Lack, Member, gap_at, gaps, next_full_hour
from dueprocess.night.sentences import sentence
from dueprocess.night.watches import Watch
from night_samples import ASTER, BIRCH, CEDAR, FRIDAY, HOUR, MINUTE, at, members, watch, watches

MONDAY = at(9, 9)
ALWAYS = [watch(name, at(9, 0), at(20, 0)) for name in ("aster", "birch", "cedar")]
TEAM = [ASTER, BIRCH, CEDAR]


def in_english(gap: Gap, k: int, now: datetime.datetime, timezone: str) -> str:
    return str(sentence(gap, k, now, timezone))


def test_a_desk_that_is_always_awake_is_always_ready() -> None:
    assert gaps(TEAM, ALWAYS, 2, MONDAY) == ()
    assert gaps([ASTER, BIRCH], ALWAYS, 2, MONDAY) == ()


def test_next_weekend_only_one_releaser_confirmed_is_said_a_week_ahead() -> None:
    rota = [
        watch("aster", at(9, 0), at(20, 0)),
        watch("birch", at(9, 0), at(13, 18)),
        watch("birch", at(16, 8), at(20, 0)),
        watch("cedar", at(9, 0), at(20, 0)),
    ]
    (gap,) = gaps(TEAM, rota, 2, MONDAY)
    assert gap == Gap(at(13, 16), at(16, 0), Lack.RELEASERS, ("aster",))
    said = in_english(gap, 2, MONDAY, "Europe/Berlin")
    assert said == (
        "next weekend (Fri 13 Mar 16:00 to Mon 16 Mar 00:00) only one releaser confirmed (aster): "
        "an 8-hour order could not be met"
    )
    assert in_english(gap, 2, at(14, 10), "Europe/Berlin").startswith("this weekend")


def test_the_worst_comes_first() -> None:
    rota = [
        watch("aster", at(9, 0), at(11, 12)),
        watch("aster", at(12, 12), at(20, 0)),
        watch("birch", at(9, 0), at(13, 18)),
        watch("birch", at(16, 8), at(20, 0)),
        watch("cedar", at(9, 0), at(11, 0)),
        watch("cedar", at(12, 0), at(20, 0)),
    ]
    lacks = [one.lack for one in gaps(TEAM, rota, 2, MONDAY)]
    assert lacks == sorted(lacks, reverse=True)
    assert {Lack.SECOND, Lack.RELEASERS} <= set(lacks)


def test_what_is_not_confirmed_or_cannot_be_reached_does_not_count() -> None:
    planned = [replace(one, confirmed=False) for one in ALWAYS]
    (gap,) = gaps(TEAM, planned, 2, MONDAY)
    assert (gap.lack, gap.there, gap.unreached) == (Lack.READER, (), ())
    assert in_english(gap, 2, MONDAY, "UTC") == (
        "in all of the next 8 days nobody is on call who reads: an 8-hour order could not be read"
    )
    (gap,) = gaps([ASTER, replace(BIRCH, reached=False), CEDAR], ALWAYS, 2, MONDAY)
    assert (gap.lack, gap.there, gap.unreached) == (Lack.RELEASERS, ("aster",), ("birch",))
    assert "(birch has no way to be reached that was proved)" in in_english(gap, 2, MONDAY, "UTC")
    (gap,) = gaps([replace(one, reached=False) for one in TEAM], ALWAYS, 2, MONDAY)
    assert "(aster, birch, cedar have no way" in in_english(gap, 2, MONDAY, "UTC")


def test_nobody_approves_what_they_read_themselves() -> None:
    (gap,) = gaps([BIRCH], ALWAYS, 0, MONDAY)
    assert (gap.lack, gap.there) == (Lack.SECOND, ("birch",))
    assert "nobody confirmed who approves what birch read: an 8-hour order could not be approved" in in_english(
        gap, 0, MONDAY, "UTC"
    )
    assert gaps([ASTER, CEDAR], ALWAYS, 0, MONDAY) == ()
    assert gaps([ASTER, CEDAR], ALWAYS, 2, MONDAY)[0].lack is Lack.RELEASERS


@pytest.mark.parametrize(
    ("aster", "birch", "lack"),
    [
        ((0, 8), (0, 8), None),
        ((0, 1), (1, 8), Lack.RELEASERS),  # aster reads and goes: one releaser is left
        ((0, 8), (0, 1), Lack.SECOND),  # birch approves only what was read before
        ((6, 8), (0, 8), Lack.RELEASERS),  # birch approves what aster read; then the eight hours are over
        ((7, 8), (7, 8), Lack.SECOND),
    ],
)
def test_reading_comes_before_approving_and_approving_before_release(
    aster: tuple[int, int], birch: tuple[int, int], lack: Lack | None
) -> None:
    rota = [
        watch(name, MONDAY + hours[0] * HOUR, MONDAY + hours[1] * HOUR)
        for name, hours in (("aster", aster), ("birch", birch))
    ]
    found = gap_at([ASTER, BIRCH], rota, 2, MONDAY)
    assert (found and found.lack) == lack


def test_two_watches_that_touch_are_one() -> None:
    half = MONDAY + 30 * MINUTE
    rota = [
        watch("aster", MONDAY, half),
        watch("aster", half, MONDAY + HOUR),
        watch("birch", MONDAY, MONDAY + 8 * HOUR),
    ]
    assert gap_at([ASTER, BIRCH], rota, 0, MONDAY) is None
    apart = [rota[0], watch("aster", half + MINUTE, MONDAY + HOUR), rota[2]]
    assert gap_at([ASTER, BIRCH], apart, 0, MONDAY) is not None


def test_the_clock_begins_at_the_next_full_hour() -> None:
    assert next_full_hour(FRIDAY) == at(13, 18)
    assert next_full_hour(at(13, 18)) == at(13, 18)


@pytest.mark.parametrize(
    ("first", "last", "begins"),
    [
        (at(14, 1), at(14, 1), "next weekend (Sat 14 Mar 01:00) "),
        (at(13, 11), at(15, 1), "from Fri 13 Mar 11:00 to Sun 15 Mar 01:00 "),
        (at(13, 13), at(13, 15), "from Fri 13 Mar 13:00 to Fri 13 Mar 15:00 "),
        (at(13, 13), at(16, 12), "from "),
        (at(10, 1), at(10, 1), "at Tue 10 Mar 01:00 "),
    ],
)
def test_a_span_is_said_as_people_say_it(first: object, last: object, begins: str) -> None:
    gap = Gap(first, last, Lack.RELEASERS, ("aster", "birch"))
    said = in_english(gap, 3, MONDAY, "Europe/Berlin")
    assert said.startswith(begins)
    assert "only 2 of 3 releasers confirmed (aster, birch)" in said
    assert "no releaser is on call" in in_english(replace(gap, there=()), 3, MONDAY, "Europe/Berlin")


@given(members, watches)
def test_another_watch_never_makes_it_worse_and_gaps_do_not_overlap(people: list[Member], rota: list[Watch]) -> None:
    hours = [FRIDAY + n * HOUR for n in range(0, AHEAD, 17)]
    more = [*rota, watch("aster", FRIDAY, FRIDAY + 300 * HOUR)]
    for begins in map(next_full_hour, hours):
        before, after = gap_at(people, rota, 2, begins), gap_at(people, more, 2, begins)
        assert (after.lack if after else 0) <= (before.lack if before else 0)
    found = sorted(gaps(people, rota, 2, FRIDAY), key=lambda one: one.first)
    assert all(one.last < two.first for one, two in itertools.pairwise(found))
    covered = sum((one.last - one.first) // HOUR + 1 for one in found)
    alone = sum(gap_at(people, rota, 2, next_full_hour(FRIDAY) + n * HOUR) is not None for n in range(AHEAD))
    assert covered == alone
