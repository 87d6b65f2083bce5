"""Who watches, and whom a page climbs to."""

from hypothesis import given
from hypothesis import strategies as st

from dueprocess.night.ladder import Ladder, after_failure, climb, rungs
from dueprocess.night.watches import who_might, who_watches
from night_samples import FRIDAY, HOUR, MINUTE, NAMES, at, watch, watches

LADDER = Ladder()
ROTA = [
    watch("birch", at(13, 17), at(16, 9), 2),
    watch("aster", at(13, 17), at(14, 9)),
    watch("cedar", at(14, 9), at(16, 9)),
    watch("dogwood", at(13, 17), at(16, 9), 1, confirmed=False),
]
EVERYBODY = ("aster", "birch", "cedar", "dogwood", "elm")


def test_the_watch_is_who_confirmed_and_is_on_now() -> None:
    assert [one.person for one in who_watches(ROTA, at(13, 18))] == ["aster", "birch"]
    assert [one.person for one in who_watches(ROTA, at(14, 9))] == ["cedar", "birch"]
    assert who_watches(ROTA, at(16, 9)) == ()
    assert [one.person for one in who_might(ROTA, at(14, 9))] == ["dogwood"]


def test_the_order_is_ranks_then_planned_then_everybody() -> None:
    assert rungs(ROTA, EVERYBODY, at(13, 18)) == (("aster",), ("birch",), ("dogwood",), EVERYBODY)
    assert rungs([], EVERYBODY, at(13, 18)) == (EVERYBODY,)
    both = [watch("aster", at(13, 17), at(14, 9)), watch("birch", at(13, 17), at(14, 9))]
    assert rungs(both, EVERYBODY, at(13, 18)) == (("aster", "birch"), EVERYBODY)


def test_a_page_climbs_to_each_deputy_within_its_minutes_and_then_calls_everybody_each_hour() -> None:
    plan, step, called, now, heard = rungs(ROTA, EVERYBODY, FRIDAY), 0, set[str](), FRIDAY, []
    for _ in range(6):
        climbed = climb(LADDER, plan, step, FRIDAY, now, called)
        heard.append(((now - FRIDAY) // MINUTE, climbed.people))
        called |= set(climbed.people)
        step, now = climbed.step, climbed.next_at
    assert heard == [
        (0, ("aster",)),
        (15, ("birch",)),
        (30, ("dogwood",)),
        (45, EVERYBODY),
        (105, EVERYBODY),
        (165, EVERYBODY),
    ]


def test_a_worker_that_was_away_calls_all_whose_minute_passed() -> None:
    plan = rungs(ROTA, EVERYBODY, FRIDAY)
    climbed = climb(LADDER, plan, 1, FRIDAY, FRIDAY + 31 * MINUTE, {"aster"})
    assert climbed.people == ("birch", "dogwood")
    assert (climbed.step, climbed.next_at) == (3, FRIDAY + 45 * MINUTE)
    assert climb(LADDER, plan, 1, FRIDAY, FRIDAY + 9 * HOUR, {"aster"}).people == (
        "birch",
        "dogwood",
        "aster",
        "cedar",
        "elm",
    )


def test_a_watch_that_begins_later_is_called_though_its_rung_is_passed() -> None:
    plan = rungs(ROTA, EVERYBODY, at(14, 9))
    assert climb(LADDER, plan, 1, at(14, 8, 50), at(14, 9, 5), {"aster"}).people == ("birch", "cedar")


def test_where_nobody_could_be_reached_the_next_one_is_called_at_once_and_everybody_soon() -> None:
    plan = rungs(ROTA, EVERYBODY, FRIDAY)
    assert after_failure(LADDER, plan, 1, FRIDAY + 15 * MINUTE, FRIDAY + MINUTE) == FRIDAY + MINUTE
    assert after_failure(LADDER, plan, 4, FRIDAY + HOUR, FRIDAY) == FRIDAY + 5 * MINUTE
    assert after_failure(LADDER, plan, 9, FRIDAY + MINUTE, FRIDAY) == FRIDAY + MINUTE
    # Hurried on after one minute, the deputy still has its fifteen.
    hurried = climb(LADDER, plan, 1, FRIDAY, FRIDAY + MINUTE, {"aster"})
    assert (hurried.people, hurried.next_at) == (("birch",), FRIDAY + 16 * MINUTE)


@given(watches, st.integers(0, 8), st.integers(0, 3000), st.sets(st.sampled_from(NAMES)))
def test_a_page_never_stops_and_never_forgets_a_lower_rung(
    planned: list, step: int, minutes: int, called: set[str]
) -> None:
    now = FRIDAY + minutes * MINUTE
    plan = rungs(planned, NAMES, now)
    climbed = climb(LADDER, plan, step, FRIDAY, now, called)
    assert climbed.step > step
    assert now < climbed.next_at <= now + LADDER.again
    below = {who for rung in plan[: min(climbed.step, len(plan))] for who in rung}
    assert below <= called | set(climbed.people)
    assert len(set(climbed.people)) == len(climbed.people)
    # Asked twice, it answers the same; asked again with what came of it, it is later.
    assert climb(LADDER, plan, step, FRIDAY, now, called) == climbed


@given(watches, st.integers(0, 100))
def test_whoever_is_on_watch_is_called_before_everybody(planned: list, hours: int) -> None:
    now = FRIDAY + hours * HOUR
    plan = rungs(planned, NAMES, now)
    assert plan[-1] == NAMES
    confirmed = [one.person for one in who_watches(planned, now)]
    if confirmed:
        assert confirmed[0] in plan[0]
    assert all(rung for rung in plan)
