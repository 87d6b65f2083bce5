"""The story's dates are laid so that it ends on any day: hours stay, anniversaries stay, nothing but dates changes."""

from __future__ import annotations

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess_lab import story
from dueprocess_lab.story import days

DAY = datetime.date
WRITTEN = story.story()
ENDS = [DAY(2026, 11, 29), DAY(2027, 1, 2), DAY(2027, 3, 31), DAY(2027, 10, 31), DAY(2028, 2, 29), DAY(2029, 2, 28)]
each_end = pytest.mark.parametrize("ends", ENDS, ids=str)


@each_end
def test_story_ends_on_the_day_that_is_asked(ends: datetime.date) -> None:
    last = story.story(ends).chapters[-1].received_at.astimezone(days.ZONE).date()
    assert last == ends - datetime.timedelta(days=1)


@each_end
def test_hours_of_the_house_stay_and_everything_moves_alike(ends: datetime.date) -> None:
    for before, after in zip(WRITTEN.chapters, story.story(ends).chapters, strict=True):
        one, other = before.received_at.astimezone(days.ZONE), after.received_at.astimezone(days.ZONE)
        assert (one.hour, one.minute) == (other.hour, other.minute)
        assert (other.date() - one.date()).days == days.days(ends)


@each_end
def test_markers_stand_in_the_texts_and_no_date_of_before_is_left(ends: datetime.date) -> None:
    for chapter in story.story(ends).chapters:
        text = chapter.content.decode()
        assert all(marker in text for marker in chapter.markers), chapter.number
        late = [year for year in re.findall(r"(?<![\d/])(20[23]\d)(?![\d/])", text) if int(year) < ends.year - 1]
        assert set(late) <= {"2024"}, (chapter.number, late)


@each_end
def test_the_letter_and_what_is_confirmed_of_it_say_the_same_day(ends: datetime.date) -> None:
    for chapter in story.story(ends).chapters:
        said = chapter.confirm.get("document_date")
        if said:
            day = DAY.fromisoformat(said)
            german = f"{day.day}. {days._GERMAN[day.month - 1]} {day.year}"  # noqa: SLF001 - the names of months
            english = f"{day.day} {days._ENGLISH[day.month - 1]} {day.year}"  # noqa: SLF001
            american = f"{days._ENGLISH[day.month - 1]} {day.day}, {day.year}"  # noqa: SLF001
            text = chapter.content.decode()
            assert german in text or english in text or american in text, chapter.number


@each_end
def test_a_year_of_silence_is_a_year(ends: datetime.date) -> None:
    warrant = story.story(ends).chapters[9]
    issued = DAY.fromisoformat(warrant.confirm["document_date"])
    until = DAY.fromisoformat(str(warrant.items[0].silence.until))  # type: ignore[union-attr]
    assert until in {
        issued.replace(year=issued.year + 1, day=min(issued.day, 28)),
        issued.replace(year=issued.year + 1),
    }


def test_forms_of_dates_one_by_one() -> None:
    by = days.days(DAY(2027, 4, 24))
    for before, after in (
        ("Mon, 02 Nov 2026 09:14:05 +0100", "Fri, 02 Apr 2027 09:14:05 +0200"),
        ("Tue, 10 Nov 2026 14:30:11 +0500", "Sat, 10 Apr 2027 13:30:11 +0500"),
        ("2. November 2026, 00:00 Uhr MEZ", "2. April 2027, 00:00 Uhr MESZ"),
        ("06.11.2026", "06.04.2027"),
        ("November 10, 2027", "April 10, 2028"),
        ("Monday, 2 November 2026", "Friday, 2 April 2027"),
        ("2026-11-02T08:14:00Z", "2027-04-02T07:14:00Z"),
        ("<20261103110240.77@a.example>", "<20270403110240.77@a.example>"),
        ("MOO-2026-0938", "MOO-2027-0938"),
        ("512-4471/26", "512-4471/27"),
        ("Regulation (EU) 2022/2065, Act 2016", "Regulation (EU) 2022/2065, Act 2016"),
    ):
        assert days.lay(before, by) == after


@given(st.dates(DAY(2026, 11, 25), DAY(2060, 1, 1)), st.dates(DAY(2026, 1, 1), DAY(2027, 12, 31)))
def test_laid_days_keep_their_order(ends: datetime.date, day: datetime.date) -> None:
    by = days.days(ends)
    assert days.laid(day, by) <= days.laid(day + datetime.timedelta(days=1), by) or day >= days.ANNIVERSARY
    assert days.lay("2026-11-24", by) == ends.isoformat()


@pytest.mark.parametrize("hour", [0, 1, 12, 23])
def test_today_is_a_day_whose_first_hour_is_over(hour: int) -> None:
    now = datetime.datetime(2026, 11, 29, hour, 30, tzinfo=days.ZONE)
    assert days.today(now.astimezone(datetime.UTC)) == DAY(2026, 11, 29 if hour else 28)
