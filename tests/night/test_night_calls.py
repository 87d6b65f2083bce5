"""Which duties wake people, and that nobody is called twice for what they answered."""

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from dueprocess.night.calls import LOOK, WAITS, OpenDuty, Page, Reason, Wanted, is_over, wanted
from dueprocess.night.ladder import Ladder, after_failure, climb, rungs
from dueprocess.night.text import page_json, page_text
from dueprocess.night.watches import who_might, who_watches
from night_samples import FRIDAY, HOUR, MINUTE, NAMES, at, watch, watches

ORDER = OpenDuty("c-1", "transmit", FRIDAY, FRIDAY + 9 * HOUR)
SLOW = OpenDuty("c-2", "respond", FRIDAY, FRIDAY + 240 * HOUR)
UNREAD = OpenDuty("c-3", LOOK, FRIDAY, FRIDAY + 4 * HOUR)


def reasons(duties: list[OpenDuty], pages: list[Page], hours: float) -> list[str]:
    return [str(one.reason) for one in wanted(duties, pages, FRIDAY + hours * HOUR)]


def test_a_short_clock_an_emergency_and_an_unread_arrival_call_at_once() -> None:
    assert wanted([ORDER, SLOW], [], FRIDAY) == (Wanted("c-1", Reason.ARRIVAL, ORDER.due),)
    assert reasons([replace(SLOW, emergency=True)], [], 0) == ["arrival"]
    assert reasons([UNREAD], [], 0) == ["look"]
    assert reasons([replace(ORDER, due=FRIDAY + HOUR)], [], 0) == ["due"]  # an hour: already its last part
    assert reasons([replace(SLOW, due=FRIDAY + 24 * HOUR)], [], 0) == []


def test_a_slow_clock_calls_in_its_last_quarter_at_most_a_day_before_and_when_it_is_late() -> None:
    assert reasons([SLOW], [], 215) == []
    assert reasons([SLOW], [], 216) == ["due"]
    assert reasons([SLOW], [], 240) == ["late"]
    sixteen = replace(SLOW, due=FRIDAY + 32 * HOUR)
    assert reasons([sixteen], [], 23) == []
    assert reasons([sixteen], [], 24) == ["due"]
    assert reasons([ORDER], [], 6.7) == ["arrival"]
    assert reasons([ORDER], [], 6.76) == ["due"]


def test_what_can_wait_wakes_nobody() -> None:
    assert [what for what in WAITS if reasons([replace(ORDER, what=what)], [], 20)] == []


def test_one_page_a_case_the_earliest_clock() -> None:
    duties = [replace(ORDER, due=FRIDAY + 12 * HOUR), ORDER, replace(ORDER, case="c-9")]
    assert [(one.case, one.due) for one in wanted(duties, [], FRIDAY)] == [("c-1", ORDER.due), ("c-9", ORDER.due)]


def test_who_answered_is_called_again_only_at_the_next_stage() -> None:
    page = Page("c-1", Reason.ARRIVAL, ORDER.due, climbs=True)
    assert reasons([ORDER], [page], 0) == reasons([ORDER], [page], 8) == reasons([ORDER], [page], 10) == []
    early = replace(page, climbs=False, acknowledged_at=FRIDAY + MINUTE)
    assert [reasons([ORDER], [early], hours) for hours in (1, 7, 9)] == [[], ["due"], ["late"]]
    in_time = replace(page, climbs=False, acknowledged_at=FRIDAY + 8 * HOUR)
    assert [reasons([ORDER], [in_time], hours) for hours in (8, 9)] == [[], ["late"]]
    # A page that ended because the work was done, and the work came back: it calls again.
    assert reasons([ORDER], [replace(page, climbs=False)], 1) == ["arrival"]
    # The very page that somebody answered does not come back, though a clock was counted anew.
    again = replace(ORDER, began=FRIDAY + 2 * HOUR)
    assert reasons([again], [early], 2) == []


def test_two_hundred_unread_arrivals_share_one_page() -> None:
    flood = [replace(UNREAD, case=f"c-{n}", began=FRIDAY + n * MINUTE) for n in range(200)]
    (one,) = wanted(flood, [], FRIDAY + 3.5 * HOUR)
    page = Page(one.case, one.reason, one.due, climbs=True)
    assert reasons(flood, [page], 3.5) == []
    answered = replace(page, climbs=False, acknowledged_at=FRIDAY + 2 * HOUR)
    # Those that came after the answer call again, once; later on, those that were overlooked.
    assert reasons(flood, [answered], 3.5) == ["look"]
    assert reasons(flood[:100], [answered], 3.5) == []
    assert reasons(flood[:100], [answered], 5) == ["overlooked"]


def test_a_page_is_over_when_its_work_is_done() -> None:
    page = Page("c-1", Reason.ARRIVAL, ORDER.due, climbs=True)
    assert not is_over(page, [ORDER])
    assert is_over(page, [])
    assert is_over(page, [replace(ORDER, due=FRIDAY + 90 * HOUR)])
    assert is_over(page, [replace(ORDER, what="answer_tell")])
    look = replace(page, reason=Reason.LOOK)
    assert not is_over(look, [UNREAD])
    assert is_over(look, [ORDER])
    assert not is_over(replace(page, reason=Reason.TEST), [])


DUTIES = st.lists(
    st.builds(
        OpenDuty,
        st.sampled_from(["c-1", "c-2", "c-3"]),
        st.sampled_from(["transmit", "respond", LOOK, "answer_tell"]),
        st.integers(0, 20).map(lambda n: FRIDAY + n * HOUR),
        st.integers(21, 60).map(lambda n: FRIDAY + n * HOUR),
        st.booleans(),
    ),
    max_size=8,
)


@given(DUTIES, st.lists(st.integers(0, 90), min_size=1, max_size=12))
def test_raising_is_idempotent_and_every_late_duty_has_called_somebody(
    duties: list[OpenDuty], hours: list[int]
) -> None:
    pages: list[Page] = []
    for hour in sorted(hours):
        now = FRIDAY + hour * HOUR
        raised = wanted(duties, pages, now)
        pages += [Page(one.case, one.reason, one.due, climbs=True) for one in raised]
        assert wanted(duties, pages, now) == ()
        for duty in duties:
            if duty.due <= now and duty.what not in WAITS:
                assert any(one.case == duty.case or duty.what == LOOK for one in pages)
        keys = [(one.case, one.reason, one.due) for one in pages]
        assert len(keys) == len(set(keys))
        pages = [replace(one, climbs=False, acknowledged_at=one.acknowledged_at or now) for one in pages]


def test_a_page_says_an_id_and_a_time_and_nothing_else() -> None:
    text = page_text("p-abcdefgh", ORDER.due, "Europe/Berlin", "https://desk.example/night/ack/p-x")
    assert (
        text
        == "Due Process: p-abcdefgh, due 2026-03-14 02:10 UTC+01:00. Acknowledge: https://desk.example/night/ack/p-x\n"
    )
    assert page_text("p-abcdefgh", None, "UTC", "") == "Due Process: p-abcdefgh, a test.\n"
    assert page_json("p-x", ORDER.due) == b'{"due":"2026-03-14T01:10Z","id":"p-x"}'
    assert page_json("p-x", None) == b'{"due":null,"id":"p-x"}'
    assert not re.search(r"arrival|late|look|case|c-\d", text)


# --- who watches, and whom a page climbs to ---

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
