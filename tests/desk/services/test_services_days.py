"""Away, deputies and reminders: one's own to say, granting nothing; the night heeds them and never falls silent."""

import datetime
from dataclasses import replace

import pytest

from desk_samples import Place, founded
from dueprocess.acts.turn import stood_in_for
from dueprocess.desk.data import queries
from dueprocess.desk.data.models import Absence, Reminder, Watch
from dueprocess.desk.services import alarms, days, turns, watches
from dueprocess.formats.refusal import Denied

ROLES = {
    "aster": ("clerk",),
    "birch": ("approver", "releaser"),
    "cedar": ("approver", "releaser"),
    "dill": ("auditor",),
}
DAY = datetime.timedelta(days=1)


@pytest.fixture
def place(db: None) -> Place:
    return Place.found(first=founded(ROLES))


def away(place: Place, who: str, deputy: str = "", length: int = 5) -> Absence:
    today = place.desk.day_of(place.desk.now)
    made = days.say_away(place.desk, who, today, today + length * DAY, deputy)
    assert isinstance(made, Absence), made
    return made


def test_a_deputy_may_do_all_that_the_absent_one_may_and_nobody_else_is_taken(place: Place) -> None:
    assert days.deputies(place.desk, "aster") == ["birch", "cedar"]
    assert days.deputies(place.desk, "birch") == ["cedar"]
    today = place.desk.day_of(place.desk.now)
    for deputy in ("aster", "dill", "birch", "nobody"):
        made = days.say_away(place.desk, "birch", today, today, deputy)
        assert isinstance(made, Denied)
        assert made.rule == "days.deputy"
    assert queries.away_on(today) == {}


@pytest.mark.parametrize(("first", "last"), [(2, 1), (-3, -1), (0, 400)])
def test_an_absence_ends_after_it_begins_within_a_year_and_is_not_over(place: Place, first: int, last: int) -> None:
    today = place.desk.day_of(place.desk.now)
    made = days.say_away(place.desk, "birch", today + first * DAY, today + last * DAY)
    assert isinstance(made, Denied)
    assert made.rule == "days.period"


def test_only_ones_own_absence_is_taken_back(place: Place) -> None:
    made = away(place, "birch", "cedar")
    assert not days.take_back("cedar", made.pk)
    assert queries.away_on(place.desk.day_of(place.desk.now)) == {"birch": "cedar"}
    assert days.take_back("birch", made.pk)
    assert queries.away_on(place.desk.day_of(place.desk.now)) == {}


def test_the_due_list_passes_over_who_is_away_until_the_last_day_is_over(place: Place) -> None:
    case = place.ready()
    rows = list(queries.duties_of(case))
    away(place, "birch", "cedar", length=1)

    def asked() -> set[str]:
        house = turns.house_of(place.desk.roster, place.desk.day_of(place.desk.now), place.desk.now)
        return {name for turn in turns.turns(house, rows, place.desk.now).values() for name in turn.people}

    assert "birch" not in asked()
    place.later(days=2)
    assert "birch" in asked()


def test_a_reminder_is_ones_own_and_the_deputys_while_one_is_away(place: Place) -> None:
    case, today = place.ready(), place.desk.day_of(place.desk.now)
    made = days.remind(place.desk, "birch", case, today)
    assert isinstance(made, Reminder)
    assert isinstance(days.remind(place.desk, "birch", case, today), Reminder)
    assert Reminder.objects.count() == 1
    assert not days.settle(place.desk, "cedar", made.pk, done=True)
    away(place, "birch", "cedar")
    assert stood_in_for(queries.away_on(today), "cedar") == ["birch"]
    assert days.settle(place.desk, "cedar", made.pk, done=True)
    assert days.reminders(["birch"], today) == []
    assert days.settle(place.desk, "birch", made.pk, done=False)
    assert len(days.reminders(["birch"], today)) == 1
    for day in (today - DAY, today + 800 * DAY):
        assert isinstance(days.remind(place.desk, "birch", case, day), Denied)


def test_a_watch_of_who_is_away_does_not_count_and_none_is_planned(place: Place) -> None:
    now = place.desk.now
    made = watches.plan(place.desk, "birch", "birch", now, now + 3 * DAY)
    assert isinstance(made, Watch)
    assert [one.person for one in watches.rota(place.desk)] == ["birch"]
    away(place, "birch", length=0)  # today alone
    (left,) = watches.rota(place.desk)
    assert place.desk.day_of(left.starts) == place.desk.day_of(now) + DAY
    refused = watches.plan(place.desk, "", "birch", now, now + DAY / 4)
    assert isinstance(refused, Denied)
    assert refused.rule == "night.away"


def test_who_is_away_is_called_last_and_with_everybody(place: Place) -> None:
    away(place, "birch")
    assert alarms._plan(place.desk) == (("aster", "cedar"), ("aster", "birch", "cedar"))  # noqa: SLF001
    for name in ("aster", "cedar"):
        away(place, name)
    assert alarms._plan(place.desk) == (("aster", "birch", "cedar"),)  # noqa: SLF001 - nobody is there: all are called


def test_a_calendars_address_is_kept_as_a_hash_and_ends(place: Place) -> None:
    secret = days.open_feed(place.desk, "aster")
    assert days.is_feed(place.desk, secret)
    assert not days.is_feed(place.desk, secret[:-1] + ("A" if secret[-1] != "A" else "B"))
    other = days.open_feed(place.desk, "aster")
    assert not days.is_feed(place.desk, secret)
    gone = replace(place.desk.roster, people=tuple(one for one in place.desk.roster.people if one.name != "aster"))
    assert not days.is_feed(replace(place.desk, roster=gone), other)
    days.end_feed("aster")
    assert not days.is_feed(place.desk, other)
