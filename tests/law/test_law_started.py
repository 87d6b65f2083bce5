"""Since when the law's clock runs, by the way in which a demand came (hazard 4.6)."""

import datetime
from pathlib import Path

import pytest

from case_builders import Desk, face
from dueprocess.case import commands as c
from dueprocess.case.duty_plan import begun
from dueprocess.demand.codes import Channel
from dueprocess.law.finding import Status
from dueprocess.law.started import STARTS, Reading, started

NIGHT = datetime.datetime(2026, 11, 27, 22, 50, tzinfo=datetime.UTC)
LATER = NIGHT + datetime.timedelta(days=2)


def test_every_way_has_its_row_but_the_import_of_past_cases() -> None:
    assert set(STARTS) == set(Channel) - {Channel.IMPORT}
    assert started(Channel.IMPORT, NIGHT) is None
    assert started("", NIGHT) is None
    assert started(Channel.MAIL, None) is None


@pytest.mark.parametrize("way", STARTS)
def test_the_earliest_of_what_is_known_counts_also_at_night(way: Channel) -> None:
    for moments in ((NIGHT,), (LATER, NIGHT), (None, NIGHT), (LATER, None, NIGHT), (LATER, LATER, NIGHT)):
        found = started(way, *moments)
        assert found is not None
        assert (found.at, found.channel, found.start) == (NIGHT, way, STARTS[way])


def test_a_rule_that_nobody_read_says_so_and_what_the_desk_cannot_see_asks() -> None:
    assert {one.cite.status for one in STARTS.values()} == {Status.UNVERIFIED}
    assert all(one.asks for one in STARTS.values() if one.reading is not Reading.ARRIVAL)
    seen = {Channel.MAIL, Channel.PORTAL, Channel.XML, Channel.FAX}
    assert {way for way, one in STARTS.items() if not one.asks} == seen


def test_the_minute_that_a_person_confirms_counts_and_an_earlier_arrival_that_was_joined() -> None:
    desk = Desk(face())
    first = begun(desk.case)
    assert first is not None
    desk.reads("aster")
    joined = "2026-10-27T08:00Z"
    for said in ("2026-10-28T23:50Z", "2026-11-05T09:00Z"):
        desk.does("aster", c.Confirm({"received_at": said}))
        for other, at in (("", said), ("2026-12-01T08:00Z", said), (joined, joined)):
            found = begun(desk.case, other)
            assert found is not None
            assert found.at == datetime.datetime.fromisoformat(at)


def test_the_page_lists_every_way(root: Path) -> None:
    page = (root / "docs/reference/clock-starts.md").read_text()
    for way, one in STARTS.items():
        cite = f"{one.cite.title} {one.cite.section}, {one.cite.status}"
        assert f"| `{way}` | {one.reading} | {one.says} | {cite} | {'yes' if one.asks else 'no'} |" in page
