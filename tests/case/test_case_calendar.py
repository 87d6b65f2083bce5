"""When the person is told and when the data leave: over all instruments of the law data, and in the machine."""

import dataclasses
import datetime
from collections import Counter
from typing import Any, Final

import pytest

from case_builders import Desk, assessment, face, judged, may, silence
from dueprocess.adapters import law_files
from dueprocess.adapters.calendars import LegalCalendar
from dueprocess.case import commands as c
from dueprocess.case import notice
from dueprocess.case.given import CONTEST
from dueprocess.case.notice_calendar import NoticeCalendar, Waits, calendars
from dueprocess.case.outcome import Decided
from dueprocess.demand.codes import Outcome
from dueprocess.demand.face import from_plain
from dueprocess.formats.refusal import Denied
from dueprocess.law.assess import assess
from dueprocess.law.finding import PROVIDER, Allowed, Assessment, Citation, DutyDue, Status
from dueprocess.law.shelf import Shelf
from dueprocess.law.teller import Teller, teller_by

TODAY: Final = datetime.date(2026, 11, 2)
DAY: Final = datetime.timedelta(days=1)
CITED: Final = Citation("An Act", "5", None, None, "2026-10-01", Status.VERIFIED)
SILENCES: Final = (
    {"secrecy": "none"},
    {"secrecy": "order", "secrecy_by_court": True, "secrecy_until": "2026-11-20", "court_order": "attached"},
    {"secrecy": "order", "secrecy_until": "2026-11-06", "authority_kind": "police"},
    {"secrecy": "statute"},
    {},
)


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return law_files.load()


def demand(shelf: Shelf, name: str, **case: Any) -> Any:
    one = shelf.instruments[name]
    kind = min(one.latest.kinds & {"disclosure", "interception", "content"} or one.latest.kinds)
    item = {"kind": kind, "targets": 1, "data": [min(one.latest.data or {"subscriber"})]}
    said = {"country": one.state, "instruments": [name], "received_on": "2026-10-30", "document_date": "2026-10-29"}
    return from_plain({"case": {**said, **case}, "items": [item]})


def at(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(9), datetime.UTC)


def calendar_of(desk: Desk, made: Assessment, **how: Any) -> NoticeCalendar:
    return calendars(desk.case, made, desk.at, desk.timezone, **how)[0]


@pytest.mark.parametrize(
    ("said", "emergency"),
    [
        (SILENCES[1], False),
        *(pytest.param(one, emergency, marks=pytest.mark.slow) for one in SILENCES for emergency in (False, True)),
    ],
)
def test_by_no_law_is_anybody_told_too_early_or_the_clock_missed(
    shelf: Shelf,
    said: dict[str, Any],
    emergency: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    seen: Counter[str] = Counter()
    for name in shelf.instruments:
        a_face = demand(shelf, name, emergency=emergency, **said)
        made = assess(a_face, shelf, TODAY, LegalCalendar("DE"), timezone="Europe/Berlin")
        desk = Desk(a_face)
        found = calendars(desk.case, made, at(TODAY), "Europe/Berlin")[0]
        law = made.items[0].may
        seen[found.who] += 1
        if law.tell is Allowed.NO:
            assert found.who in {Teller.MUST_NOT, Teller.AUTHORITY}, name
            assert (found.tell_on is None) is (law.until is None), name
        if law.tell is Allowed.UNKNOWN:
            assert (found.who, found.tell_on) == (Teller.UNKNOWN, None), name
        if found.tell_on is not None:
            first = datetime.date.fromisoformat(found.tell_on)
            for ahead in range((first - TODAY).days):  # asked anew on each day before
                before = assess(a_face, shelf, TODAY + ahead * DAY, LegalCalendar("DE"), timezone="Europe/Berlin")
                assert before.items[0].may.tell is not Allowed.YES, (name, ahead)
            then = assess(a_face, shelf, first, LegalCalendar("DE"), timezone="Europe/Berlin")
            assert then.items[0].may.tell is not Allowed.NO, name
        clocks = [
            one.due for one in made.duties if one.due and one.by == PROVIDER and one.what in {"respond", "transmit"}
        ]
        if found.release_by and clocks:
            assert found.release_by <= min(clocks), name
        if found.release_rule == CONTEST:
            assert found.tell_on, name
            assert clocks == [], name
            assert not emergency, name
    assert len(seen) >= 2


def test_each_instrument_says_who_tells(shelf: Shelf) -> None:
    found = {name: teller_by(one.latest) for name, one in shelf.instruments.items()}
    assert set(found.values()) == set(Teller)
    assert found["EU-DSA-9"] is Teller.MUST
    assert found["US-2703D"] is found["PK-PECA-31"] is Teller.MAY
    assert found["DE-STPO-100A"] is Teller.AUTHORITY
    assert found["PK-IFTA-2013"] is Teller.MUST_NOT
    assert found["ES-LSSI-8"] is Teller.SILENT


def test_what_stops_the_release_is_cited(shelf: Shelf) -> None:
    stopping = {
        name: one.stops
        for name, each in shelf.instruments.items()
        for one in each.latest.clocks
        if one.stops is not None
    }
    assert stopping["CA-487-014"] is not None
    assert stopping["CA-487-014"].section == "s. 487.0193(3)"
    a_face = demand(shelf, "CA-487-014", secrecy="none", issuer="judge")
    made = assess(a_face, shelf, TODAY, LegalCalendar("DE"), timezone="Europe/Berlin")
    found = calendars(Desk(a_face).case, made, at(TODAY), "Europe/Berlin")[0]
    assert [one.section for one in found.stops] == ["s. 487.0193(3)"]
    over = made.duties[0].due and calendars(Desk(a_face).case, made, at(TODAY + 40 * DAY), "Europe/Berlin")[0]
    assert not over or over.stops == ()  # the time to object is over


def answered(**how: Any) -> Desk:
    """Granted by two; a person answered that the law lets us tell."""
    desk = Desk(face(**how))
    desk.decides(Outcome.COMPLY, "aster", "birk")
    desk.does("cedar", c.Answer(1, "tell", "yes", None))
    return desk


def tells(desk: Desk, on: str = "2026-11-02") -> Decided:
    desk.does("aster", notice.RecordNotice(1, "T1", "post", on, "6" * 64))
    return desk.does("birk", notice.ConfirmNotice(1, "T1", desk.item().notices[0].statement))


def test_the_person_hears_before_the_data_leave_and_has_fourteen_days() -> None:
    desk = answered()
    assert [duty.due for duty in desk.open("tell_first")] == ["2026-11-03T09:00Z"]
    found = calendar_of(desk, assessment(judged()))
    assert (found.tell_on, found.waits, found.release_rule) == ("2026-11-02", Waits.NOTHING, CONTEST)
    assert found.release_by == "2026-11-17T00:00Z"  # the end of the 16th: fourteen whole days after the 2nd
    tells(desk)
    assert desk.open("tell_first") == []
    assert [duty.due for duty in desk.open("contest_over")] == ["2026-11-17T00:00Z"]
    desk.at += 10 * DAY
    assert calendar_of(desk, assessment(judged())).release_by == "2026-11-17T00:00Z"  # from the day of telling


def test_a_house_chooses_another_number_of_days() -> None:
    desk = answered()
    assert calendar_of(desk, assessment(judged()), days=7).release_by == "2026-11-10T00:00Z"
    desk.does("aster", notice.RecordNotice(1, "T1", "post", "2026-11-02", "6" * 64))
    confirms = notice.ConfirmNotice(1, "T1", desk.item().notices[0].statement)
    decided = desk.says("birk", confirms, contest_days=7)
    assert isinstance(decided, Decided)
    assert [duty.due for duty in decided.duties] == ["2026-11-10T00:00Z"]


def clock(due: str | None, **more: Any) -> DutyDue:
    return DutyDue("respond", due, None, "X-ACT-1", "Answer.", CITED, 1, **more)


def of(desk: Desk, *duties: DutyDue) -> NoticeCalendar:
    return calendar_of(desk, dataclasses.replace(assessment(judged()), duties=duties))


def test_the_laws_own_clock_goes_before_the_houses_days() -> None:
    desk = answered()
    early = clock("2026-11-04T23:00Z")
    found = of(desk, early, clock("2026-11-30T23:00Z"))
    assert (found.release_by, found.release_rule, found.release_why) == ("2026-11-04T23:00Z", "X-ACT-1", CITED)
    assert found.is_soon(desk.at)
    assert of(desk, clock(None, target="2026-11-05T09:00Z")).release_by == "2026-11-05T09:00Z"  # without delay
    assert of(desk, clock(None, target="2026-11-05T09:00Z", set_by_demand=True)).release_rule == CONTEST
    assert of(desk, dataclasses.replace(early, by="authority")).release_rule == CONTEST
    assert not of(desk).is_soon(desk.at)


def test_nothing_is_held_back_where_nobody_can_be_told_or_a_life_is_in_danger() -> None:
    desk = answered()
    desk.does("aster", silence(until=None, review_on="2027-01-01"))
    assert of(desk).release_by is None
    assert of(desk, clock("2026-11-04T23:00Z")).release_by == "2026-11-04T23:00Z"
    assert of(Desk(face(case={"emergency": True}))).release_by is None


def test_of_two_silences_the_later_end_holds_and_one_without_end_has_none() -> None:
    desk = answered()
    desk.does("aster", silence(until="2026-11-10"))
    assert (of(desk).tell_on, of(desk).waits) == ("2026-11-11", Waits.SILENCE)
    desk.does("aster", silence(until="2026-12-24"))
    assert of(desk).tell_on == "2026-12-25"
    desk.does("aster", silence("statute", until=None))
    assert of(desk).tell_on is None


def test_the_machine_refuses_what_the_calendar_puts_off() -> None:
    desk = answered()
    desk.does("aster", silence(until="2026-11-10"))
    desk.does("birk", desk.agreement())
    assert desk.open("tell_first") == []  # its end raises a duty of its own
    for ahead in range(9):
        desk.at = at(TODAY + ahead * DAY)
        refused = desk.says("cedar", c.Answer(1, "tell", "yes", None))
        assert isinstance(refused, Denied), ahead
        assert of(desk).tell_on == "2026-11-11"


def test_a_no_with_a_day_is_asked_again_after_it() -> None:
    desk = answered()
    desk.does("cedar", c.Answer(1, "tell", "no", "2026-11-09", "household"))
    assert desk.open("tell_first") != []  # a second person has not agreed yet
    assert (of(desk).tell_on, of(desk).waits) == ("2026-11-10", Waits.NO)


def test_where_no_verified_rule_speaks_no_day_is_named_until_somebody_answers() -> None:
    desk = Desk()
    unknown = assessment(judged(says=may(Allowed.UNKNOWN)))
    found = calendar_of(desk, unknown)
    assert (found.who, found.tell_on, found.waits) == (Teller.UNKNOWN, None, Waits.ANSWER)
    desk.does("cedar", c.Answer(1, "tell", "yes", None))
    found = calendar_of(desk, unknown)
    assert (found.tell_on, found.waits) == ("2026-11-02", Waits.DECISION)


def test_a_clock_of_the_law_that_has_us_tell_is_named() -> None:
    telling = DutyDue("inform_person", None, None, "X-ACT-1", "Tell.", CITED, 1)
    found = of(answered(), telling)
    assert (found.who, found.why) == (Teller.MUST, CITED)
    theirs = dataclasses.replace(telling, by="authority")
    assert of(answered(), theirs).who is Teller.MAY
