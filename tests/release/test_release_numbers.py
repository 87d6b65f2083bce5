"""Which number of an office is rung: a changed one after seven days, the one before it until then (hazard 2.4)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.formats.statement import Act, Statement
from dueprocess.release.numbers import DAY, NIGHT, WAITS, InUse, Verified, at_desk, in_use, verified_of

START = dt.datetime(2026, 11, 1, 9, tzinfo=dt.UTC)


def day(number: float) -> dt.datetime:
    return START + dt.timedelta(days=number)


def signed(at: float, phone: str = "", night: str = "", *, counts: bool = True) -> Verified:
    numbers = {kind: number for kind, number in ((DAY, phone), (NIGHT, night)) if number}
    return Verified(f"v{at}", ("aster", "birch"), day(at), numbers, "c", counts)


def rung(at: float, *verified: Verified) -> set[str]:
    return set(in_use(verified, day(at)).rung)


def test_the_first_number_is_rung_at_once_and_a_changed_one_a_week_later() -> None:
    change = (signed(0, "old"), signed(10, "new"))
    assert rung(0, *change) == rung(9.9, *change) == {"old"}
    assert rung(10, *change) == rung(16.9, *change) == {"old"}
    assert rung(17, *change) == rung(99, *change) == {"new"}
    use = in_use(change, day(12))
    assert (use.stands[DAY].hash, use.stands[DAY].since) == ("old", day(0))
    assert (use.waits[DAY].hash, use.waits[DAY].since) == ("new", day(10) + WAITS)
    after = in_use(change, day(17))
    assert (after.before[DAY].hash, after.before[DAY].since) == ("old", day(17))


def test_verified_again_nothing_changes_and_taken_back_the_old_one_stays() -> None:
    assert rung(11, signed(0, "old"), signed(10, "old")) == {"old"}
    assert in_use([signed(0, "old"), signed(10, "old")], day(11)).stands[DAY].since == day(0)
    back = (signed(0, "old"), signed(10, "new"), signed(12, "old"))
    assert rung(30, *back) == {"old"}
    again = (signed(0, "old"), signed(10, "new"), signed(12, "new"))
    assert rung(17, *again) == {"new"}  # said once more, it waits no longer
    third = (signed(0, "old"), signed(10, "new"), signed(12, "third"))
    assert rung(18, *third) == {"old"}
    assert rung(19, *third) == {"third"}


def test_a_number_that_was_withdrawn_lets_no_other_one_in_at_once() -> None:
    gone = (signed(0, "old"), signed(10), signed(11, "new"))
    assert rung(10, *gone) == rung(12, *gone) == set()
    assert rung(18, *gone) == {"new"}


def test_a_number_that_was_withdrawn_is_no_reason_to_ring_nobody_before_a_week() -> None:
    gone = (signed(0, "old"), signed(10))
    assert rung(10, *gone) == rung(16.9, *gone) == set()  # one of two people, bribed, would call nobody at once
    assert in_use(gone, day(12)).waits  # pages say so, and who reaches the office otherwise says why
    assert in_use(gone, day(12)).before[DAY].hash == "old"
    assert rung(17, *gone) == {""}
    one_left = (signed(0, "day", "night"), signed(10, "day"))
    assert rung(12, *one_left) == rung(30, *one_left) == {"day"}


def test_a_night_number_that_comes_later_waits_as_well() -> None:
    assert rung(0, signed(0, "day", "night")) == {"day", "night"}
    later = (signed(0, "day"), signed(10, "day", "night"))
    assert rung(11, *later) == {"day"}
    assert rung(17, *later) == {"day", "night"}
    assert rung(11, signed(0, "day"), signed(10, "other", "day")) == {"day"}  # the same number for the night is known


def test_what_came_later_is_not_known_and_nobody_verified_is_nothing() -> None:
    assert rung(5, signed(10, "new")) == set()
    assert in_use([], day(0)) == InUse()


def test_who_left_holds_a_change_back_and_is_never_rung() -> None:
    left = (signed(0, "old", counts=False), signed(10, "new"))
    assert rung(11, *left) == set()
    assert rung(17, *left) == {"new"}
    assert rung(11, signed(0, "old", counts=False), signed(10, "old")) == {"old"}
    assert rung(11, signed(0, "old"), signed(10, "old", counts=False)) == {"old"}


NAMES = st.sampled_from(["", "a", "b", "c"])


@given(st.lists(st.tuples(st.integers(0, 40), NAMES, NAMES), max_size=8), st.integers(0, 60))
def test_no_number_but_the_first_is_rung_within_a_week_of_its_coming(
    steps: list[tuple[int, str, str]], at: int
) -> None:
    verified = [signed(when, phone, night) for when, phone, night in sorted(steps)]
    first = next((one for one in verified if one.numbers), None)
    for number in rung(at, *verified) - {""}:
        since = min(one.at for one in verified if number in one.numbers.values())
        assert (first is not None and number in first.numbers.values()) or day(at) - since >= WAITS


def test_at_night_the_watch_room_is_rung() -> None:
    both, one = in_use([signed(0, "day", "night")], day(1)), in_use([signed(0, "day")], day(1))
    monday = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
    hours = [at_desk(both, monday.replace(hour=hour)) for hour in (7, 8, 15, 16)]
    assert [number.hash for number in hours if number] == ["night", "day", "day", "night"]
    saturday = at_desk(both, monday.replace(day=28, hour=10))
    assert saturday is not None
    assert saturday.hash == "night"
    alone = at_desk(one, monday.replace(hour=3))
    assert alone is not None
    assert alone.hash == "day"
    assert at_desk(InUse(), monday) is None


def said(act: Act, by: str, at: str, **says: object) -> Statement:
    return Statement("d", (1, "r"), None, 0, act, by, at, "", says)


@pytest.mark.parametrize(
    "changes", [{"by": "aster"}, {"act": Act.LAW_SIGN}, {"verification": "other"}, {"authority": "DE-LKA"}]
)
def test_two_people_stand_behind_a_number(changes: dict[str, object]) -> None:
    first = said(
        Act.AUTHORITY_VERIFY, "aster", "2026-11-01T09:00:00Z", authority="DE-BKA", contact="c", phone="p", night=""
    )
    by, act = str(changes.pop("by", "birch")), changes.pop("act", Act.AUTHORITY_CONFIRM)
    asks = changes.pop("authority", "DE-BKA")
    second = said(act, by, "2026-11-02T09:00:00Z", **({"verification": "v"} | changes))  # type: ignore[arg-type]
    assert verified_of(asks, {"v": first, "s": second}) == []
    good = said(Act.AUTHORITY_CONFIRM, "birch", "2026-11-02T09:00:00Z", verification="v")
    (one,) = verified_of("DE-BKA", {"v": first, "s": good}, lambda name: name == "v")
    assert (one.numbers, one.at, one.by, one.counts) == ({DAY: "p"}, day(1), ("aster", "birch"), False)


def test_a_confirmation_is_not_dated_back_over_the_week() -> None:
    verify = {"authority": "DE-BKA", "contact": "c", "night": ""}
    signed_ = {
        "v1": said(Act.AUTHORITY_VERIFY, "aster", "2026-11-01T09:00:00Z", **verify, phone="old"),
        "s1": said(Act.AUTHORITY_CONFIRM, "birch", "2026-11-01T09:10:00Z", verification="v1"),
        "v2": said(Act.AUTHORITY_VERIFY, "aster", "2026-11-20T09:00:00Z", **verify, phone="new"),
        "s2": said(Act.AUTHORITY_CONFIRM, "birch", "2026-11-10T09:00:00Z", verification="v2"),
    }
    assert [one.at.day for one in verified_of("DE-BKA", signed_)] == [1, 20]
