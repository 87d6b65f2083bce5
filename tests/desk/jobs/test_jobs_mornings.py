"""The morning mail and the calendar are the same bytes with a secret case and with none (P11, ADR 0074)."""

import datetime
import email
import email.policy
from dataclasses import replace
from typing import Any

from desk_samples import Place
from dueprocess.desk.data.models import Duty, Reach
from dueprocess.desk.jobs import morning_mail, worker_loop
from dueprocess.desk.jobs.round import Round
from dueprocess.desk.services import mornings, watches
from dueprocess.desk.services.house import House, MailSettings
from mail_servers import Mailbox, smtp

SENDER, DESK = "desk@fennel.example", "https://desk.example"
MONDAY = datetime.datetime(2026, 3, 9, 6, 0, tzinfo=datetime.UTC)  # 07:00 in Berlin


def desk_at(now: datetime.datetime, port: int = 25, **house: Any) -> Place:
    place = Place.found()
    mail = MailSettings("127.0.0.1", SENDER, port, "none")
    place.desk = replace(place.desk, house=House("Fennel", "DE", staff_address=DESK, mail=mail, **house), now=now)
    return place


def wanted(place: Place, address: str = "aster@staff.example", *, proved: bool = True) -> Reach:
    made = watches.add_reach(place.desk, "", "aster", "mail", address)
    assert isinstance(made, Reach)
    assert mornings.want("aster", made.pk, wanted=True)
    if proved:
        Reach.objects.filter(pk=made.pk).update(proved_on=place.desk.today)
    return made


def secret_and_late(place: Place) -> None:
    """A case under a silence, with clocks that are over."""
    now = place.desk.now
    place.desk = replace(place.desk, now=now - datetime.timedelta(days=20))
    case = place.ready()
    place.silence(case)
    place.desk = replace(place.desk, now=now)
    assert Duty.objects.filter(case_id=case, done_at__isnull=True, due_at__lt=now).exists()


def three_mornings(place: Place, box: Mailbox) -> tuple[list[Any], bytes]:
    """All that leaves on three mornings by the one way, and the calendar of each."""
    Reach.objects.update(morning_on=None)
    box.taken, calendars = [], b""
    for days in range(3):
        place.desk = replace(place.desk, now=MONDAY + datetime.timedelta(days=days))
        worker_loop.run(Round(place.desk, key="k"), worker_loop.TASKS[:1])
        calendars += mornings.calendar(place.desk)
    return box.taken, calendars


def test_a_secret_case_cannot_be_told_from_no_case_by_mail_or_calendar(db: None) -> None:
    box = Mailbox()
    with smtp(box) as port:
        place = desk_at(MONDAY, port)
        wanted(place)
        none = three_mornings(place, box)
        place.desk = replace(place.desk, now=MONDAY)
        secret_and_late(place)
        secret = three_mornings(place, box)
    assert len(none[0]) == len(secret[0]) == 3
    assert none == secret


def test_the_mails_of_two_days_differ_in_date_and_id_alone_and_are_of_one_size(db: None) -> None:
    box = Mailbox()
    with smtp(box) as port:
        place = desk_at(MONDAY, port)
        wanted(place)
        (first, second, _third), _ = three_mornings(place, box)
    one, two = (first[2].decode().splitlines(), second[2].decode().splitlines())
    assert len(first[2]) == len(second[2])
    assert {a.partition(":")[0] for a, b in zip(one, two, strict=True) if a != b} == {"Date", "Message-ID"}
    message = email.message_from_bytes(first[2], policy=email.policy.default)
    assert message["Date"].datetime == MONDAY
    assert f"{DESK}/" in message.get_content()


def test_it_leaves_once_a_working_day_to_who_asked_and_was_reached(db: None) -> None:
    box = Mailbox()
    with smtp(box) as port:
        place = desk_at(MONDAY, port)
        wanted(place)
        wanted(place, "other@staff.example", proved=False)
        shift = Round(place.desk, key="k")
        assert morning_mail.send_mornings(shift) == {"sent": 1}
        assert morning_mail.send_mornings(shift) == {"sent": 0}
        for other in (
            MONDAY - datetime.timedelta(minutes=1),  # not yet seven
            MONDAY + datetime.timedelta(hours=27),  # ten o'clock of the next day: too late
            MONDAY + datetime.timedelta(days=5),  # a Saturday
            datetime.datetime(2026, 4, 3, 5, 30, tzinfo=datetime.UTC),  # Good Friday
        ):
            shift.desk = replace(place.desk, now=other)
            assert morning_mail.send_mornings(shift) == {"sent": 0}, other
        shift.desk = replace(
            place.desk, now=MONDAY + datetime.timedelta(days=1), house=replace(place.desk.house, practice=True)
        )
        assert morning_mail.send_mornings(shift) == {"sent": 0}
    assert [to for _, to, _ in box.taken] == [["aster@staff.example"]]


def test_what_did_not_leave_is_tried_again_the_same_morning(db: None) -> None:
    box = Mailbox(mail="451 later")
    with smtp(box) as port:
        place = desk_at(MONDAY, port)
        wanted(place)
        assert morning_mail.send_mornings(Round(place.desk, key="k")) == {"sent": 0}
        box.mail = ""
        place.later(minutes=5)
        assert morning_mail.send_mornings(Round(place.desk, key="k")) == {"sent": 1}
    first = morning_mail.message(place.desk, Reach.objects.get(), MONDAY.date(), SENDER)
    assert box.taken[0][2].replace(b"\r\n", b"\n").strip() == first.replace(b"\r\n", b"\n").strip()


def test_nothing_that_depends_on_a_case_runs_before_it_in_a_round() -> None:
    assert worker_loop.TASKS[0][0] == "mornings"


def test_the_calendar_names_working_days_and_lines_of_its_form(db: None) -> None:
    place = desk_at(datetime.datetime(2026, 4, 2, 6, 0, tzinfo=datetime.UTC))
    text = mornings.calendar(place.desk).decode()
    lines = text.split("\r\n")
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    assert max(len(line.encode()) for line in lines) <= 75
    days = [line.rpartition(":")[2] for line in lines if line.startswith("DTSTART")]
    assert len(days) == 30
    assert days[:2] == ["20260402", "20260407"]  # Good Friday, the weekend and Easter Monday lie between
    assert len({line for line in lines if line.startswith("SUMMARY")}) == 1
