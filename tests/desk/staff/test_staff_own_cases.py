"""My cases on the staff desk: said and ended on the page of people, put to somebody on a case's page, shown on Due."""

import datetime

from django.test import Client

from dueprocess.desk.data.models import Opening, OwnCases
from staff_desk import Clients, StaffPlace


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def say(client: Client, do: str, person: str) -> str:
    answer = client.post(f"/people/own-cases/{do}/", {"person": person})
    assert answer.status_code == 302
    return page(client, "/people/")


def test_it_is_said_on_the_page_of_people_and_ends_by_two(place: StaffPlace, client_of: Clients) -> None:
    del place
    aster, birch = client_of("aster"), client_of("birch")
    assert "Nobody is limited to their own cases." in page(aster, "/people/")
    assert "birch reads only their own cases since" in say(birch, "ask", "birch")
    # The last one who reads all is not offered it, and asking is refused with the reason.
    text = page(aster, "/people/")
    assert 'id="own-person"' not in text
    assert "nobody would be left who reads all cases" in say(aster, "ask", "aster")
    assert "birch asks that this ends; a second person agrees." in say(birch, "end", "birch")
    assert "Agree (birch)" not in page(birch, "/people/")
    assert "Who asked for it does not agree to it" in say(birch, "agree", "birch")
    assert "Nobody is limited to their own cases." in say(aster, "agree", "birch")


def test_for_somebody_else_a_second_person_agrees(place: StaffPlace, client_of: Clients) -> None:
    del place
    aster, birch = client_of("aster"), client_of("birch")
    assert "Take it back (birch)" in say(aster, "ask", "birch")
    assert "Agree (birch)" in page(birch, "/people/")
    assert OwnCases.objects.get().agreed_by == ""
    assert "birch reads only their own cases since" in say(birch, "agree", "birch")
    # Who reads no cases sees it, and can say nothing.
    auditor = client_of("dill")
    assert "birch reads only their own cases" in page(auditor, "/people/")
    assert "Ask that it ends" not in page(auditor, "/people/")
    assert auditor.post("/people/own-cases/end/", {"person": "birch"}).status_code == 404
    assert aster.post("/people/own-cases/other/", {"person": "birch"}).status_code == 404


def test_a_case_that_is_not_theirs_is_not_there_until_it_is_put_to_them(place: StaffPlace, client_of: Clients) -> None:
    case = place.ready()
    aster, birch = client_of("aster"), client_of("birch")
    assert "Let birch open this case" not in page(aster, f"/cases/{case}/")
    say(birch, "ask", "birch")
    for path in (f"/cases/{case}/", f"/cases/{case}/history/", f"/cases/{case[:8]}/"):
        assert birch.get(path).status_code == 404, path
    for path in ("/", "/cases/", "/arrive/"):
        assert case not in page(birch, path), path
    assert "You read only your own cases" in page(birch, "/")
    assert birch.post(f"/cases/{case}/put/birch/").status_code == 404
    assert "Let birch open this case" in page(aster, f"/cases/{case}/")
    assert "Waits for birch" not in page(aster, "/")
    assert aster.post(f"/cases/{case}/put/birch/").status_code == 302
    assert birch.get(f"/cases/{case}/").status_code == 200
    assert aster.post(f"/cases/{case}/put/birch/").status_code == 404  # it is theirs already
    # One's own calendar and days stay one's own.
    assert birch.post("/days/calendar/end/").status_code == 302


def test_many_originals_are_shown_to_the_others_who_read_and_to_nobody_else(
    place: StaffPlace, client_of: Clients
) -> None:
    at = place.desk.now.replace(minute=0) - datetime.timedelta(hours=2)
    Opening.objects.create(person="birch", at=at, count=34, many=True)
    assert "birch opened 34 originals within an hour" in page(client_of("aster"), "/")
    for name in ("birch", "dill", "elder"):
        assert "34 originals" not in page(client_of(name), "/"), name
