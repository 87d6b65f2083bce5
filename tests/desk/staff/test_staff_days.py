"""The pages of a person's own days: away, reminders, done today, the calendar without a log-in."""

import datetime
import re

from django.test import Client

from dueprocess.acts.declaration import OnCase
from dueprocess.acts.table import ACTS
from dueprocess.acts.turn import Turn
from dueprocess.case.duty_words import DUTIES
from dueprocess.desk.data.models import Absence, Feed, Reminder
from dueprocess.desk.services.result import Done
from dueprocess.desk.staff import due_page
from dueprocess.formats.statement import Act
from staff_desk import Clients, StaffPlace


def today(place: StaffPlace) -> datetime.date:
    return place.desk.day_of(place.desk.now)


def test_who_says_to_be_away_is_passed_over_and_colleagues_read_it(place: StaffPlace, client_of: Clients) -> None:
    case, day = place.ready(), today(place)
    assert isinstance(place.propose(case, by="clover"), Done)
    birch = client_of("birch")
    assert "Agree or send back" in birch.get("/").content.decode()
    said = {"first": day.isoformat(), "last": (day + datetime.timedelta(days=2)).isoformat(), "deputy": ""}
    assert birch.post("/days/", said).status_code == 302
    theirs = client_of("aster").get("/").content.decode()
    assert "birch is away until Wednesday 11 March." in theirs
    # Nobody else could agree: it still waits for birch, and says so.
    assert "birch is away" in theirs[theirs.index("Waits for birch") :]
    made = Absence.objects.get()
    assert client_of("aster").post(f"/days/away/{made.pk}/").status_code == 404
    assert birch.post(f"/days/away/{made.pk}/").status_code == 302
    assert "is away" not in client_of("aster").get("/").content.decode()


def test_a_day_that_is_none_and_a_deputy_who_cannot_are_refused_with_the_reason(
    place: StaffPlace, client_of: Clients
) -> None:
    day = today(place).isoformat()
    for said, reason in (
        ({"first": "soon", "last": day}, "Write both days"),
        ({"first": day, "last": "2026-01-01"}, "That is no absence."),
        ({"first": day, "last": day, "deputy": "aster"}, "aster cannot stand in for you."),
    ):
        answer = client_of("birch").post("/days/", said)
        assert answer.status_code == 422
        assert reason in answer.content.decode()
    assert not Absence.objects.exists()


def test_a_reminder_stands_in_ones_own_list_on_its_day_and_can_be_undone(place: StaffPlace, client_of: Clients) -> None:
    case, aster = place.ready(), client_of("aster")
    assert f'href="/cases/{case}/remind/"' in aster.get(f"/cases/{case}/").content.decode()
    assert aster.post(f"/cases/{case}/remind/", {"on": today(place).isoformat()}).status_code == 302
    assert "look at this case again" in aster.get("/").content.decode()
    assert "look at this case again" not in client_of("birch").get("/").content.decode()
    made = Reminder.objects.get()
    assert client_of("birch").post(f"/days/reminder/{made.pk}/", {"do": "done"}).status_code == 404
    aster.post(f"/days/reminder/{made.pk}/", {"do": "done"})
    page = aster.get("/").content.decode()
    assert "You wanted to look at it" not in page
    undo = re.search(rf'action="/days/reminder/{made.pk}/".*?value="open"', page[page.index("Done today") :], re.DOTALL)
    assert undo
    aster.post(f"/days/reminder/{made.pk}/", {"do": "open"})
    assert "look at this case again" in aster.get("/").content.decode()
    assert aster.post(f"/cases/{case}/remind/", {"on": "2020-01-01"}).status_code == 422


def test_what_was_done_today_says_by_whom_and_is_taken_back_while_nothing_rests_on_it(
    place: StaffPlace, client_of: Clients
) -> None:
    case = place.ready()
    assert isinstance(place.propose(case, by="clover"), Done)
    assert isinstance(place.approve(case), Done)
    page = client_of("birch").get("/").content.decode()
    done = page[page.index("Done today") :]
    assert re.match(rf'Done today <span class="count">{done.count("<li>")}</span>', done)
    assert done.count("<li>") > 0
    assert "second person: agree or send back" in done
    assert "birch" in done
    assert f"#/act/{case}/decision.withdraw?item=1&" not in done  # only who proposed takes back
    theirs = client_of("clover").get("/").content.decode()
    assert f"#/act/{case}/decision.withdraw" not in theirs  # counsel holds no envelope: the vault does it, by command
    place.later(days=1)
    assert "Done today" not in client_of("birch").get("/").content.decode()


def test_the_tab_counts_what_waits_for_the_reader_alone(place: StaffPlace, client_of: Clients) -> None:
    assert "<title>Due ·" in client_of("birch").get("/").content.decode()
    place.arrive()
    page = client_of("birch").get("/").content.decode()
    count = re.search(r"<title>\((\d+)\) Due ·", page)
    assert count
    assert f'Waits for you <span class="count">{count[1]}</span>' in page
    assert "<title>Due ·" in client_of("dill").get("/").content.decode()  # an auditor does nothing


def test_a_calendar_is_off_and_its_address_needs_no_log_in_and_says_nothing_of_a_case(
    place: StaffPlace, client_of: Clients, stranger: Client
) -> None:
    aster = client_of("aster")
    assert "Make a calendar address" in aster.get("/days/").content.decode()
    page = aster.post("/days/calendar/open/").content.decode()
    found = re.search(r"http://testserver(/calendar/[\w-]+\.ics)", page)
    assert found
    before = stranger.get(found[1])
    assert (before.status_code, before["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    case = place.arrive()
    after = stranger.get(found[1])
    assert (after.content, dict(after.headers)) == (before.content, dict(before.headers))
    assert case.encode() not in after.content
    assert found[1] not in aster.get("/days/").content.decode()
    assert stranger.get("/calendar/no-such-token.ics").status_code == 404
    aster.post("/days/calendar/end/")
    assert not Feed.objects.exists()
    assert stranger.get(found[1]).status_code == 404


def test_each_act_that_ends_a_duty_leads_to_a_page_that_draws_it_or_names_its_command() -> None:
    case = "c-" + "a" * 24
    staged = (Act.DUTY_DONE, Act.DECISION_PROPOSE, Act.ITEM_CHANGE, Act.PRODUCTION_ORDER, Act.OUTSIDE_PROPOSE)
    for act in {*(one.ends for one in DUTIES.values()), *staged}:
        declared, turn = ACTS[act], Turn(act, 1)
        where = due_page.address(case, "respond", turn)
        if where.startswith("#/act/"):
            assert isinstance(declared, OnCase)
            assert declared.asked, act
        else:
            assert where.startswith(("#/case/", "#/release/")) or due_page.command(turn).startswith("dueprocess "), act
