"""Who has a case open: others alone, of this case alone, by the minute, and gone after two."""

import datetime

from dueprocess.desk.services.presence import Presence

NOON = datetime.datetime(2026, 4, 20, 12, 0, 40, tzinfo=datetime.UTC)


def test_two_people_see_each_other_on_one_case_until_one_says_nothing_for_two_minutes() -> None:
    here = Presence()
    assert here.beside("c-a", "aster", NOON) == []
    later = NOON + datetime.timedelta(seconds=45)
    assert here.beside("c-a", "birch", later) == [("aster", NOON.replace(second=0))]
    assert here.beside("c-b", "cedar", later) == []  # another case
    assert here.beside("c-a", "aster", later) == [("birch", later.replace(second=0))]
    quiet = later + datetime.timedelta(minutes=2)
    assert here.beside("c-a", "aster", quiet) == []
    assert here.beside("c-b", "aster", quiet) == []
