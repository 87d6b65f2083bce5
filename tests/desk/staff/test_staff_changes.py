"""The mark by which a page knows that something happened: opaque, one's own, and no life of a session."""

import re

from django.test import Client

from dueprocess.desk.data.models import Session
from dueprocess.desk.services.result import Done
from staff_desk import Clients, StaffPlace


def asked(client: Client, path: str) -> str:
    answer = client.get(f"{path}changed/")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    return answer.content.decode()


def made_from(client: Client, path: str) -> str:
    (mark,) = re.findall(r'data-mark="([0-9a-f]{32})"', client.get(path).content.decode())
    return str(mark)


def test_a_page_s_mark_changes_when_a_colleague_does_something_and_not_before(
    place: StaffPlace, client_of: Clients
) -> None:
    case, other, birch = place.ready(), place.arrive(), client_of("birch")
    paths = ("/", f"/cases/{case}/", f"/cases/{other}/")
    before = [made_from(birch, path) for path in paths]
    assert [asked(birch, path) for path in paths] == before
    assert isinstance(place.propose(case, by="clover"), Done)
    after = [asked(birch, path) for path in paths]
    assert [one != two for one, two in zip(before, after, strict=True)] == [True, True, False]
    assert [made_from(birch, path) for path in paths] == after


def test_a_mark_is_one_person_s_and_one_page_s_and_says_no_number(place: StaffPlace, client_of: Clients) -> None:
    case = place.ready()
    marks = [asked(client_of(name), path) for name in ("birch", "aster") for path in ("/", f"/cases/{case}/")]
    assert len(set(marks)) == len(marks)
    assert all(re.fullmatch("[0-9a-f]{32}", one) for one in marks)


def test_who_is_shown_no_case_gets_no_mark_of_it(place: StaffPlace, client_of: Clients, stranger: Client) -> None:
    path = f"/cases/{place.ready()}/changed/"
    assert client_of("fern").get(path).status_code == 404
    assert stranger.get(path).status_code == 302
    assert client_of("birch").get("/cases/c-aaaaaaaaaaaaaaaaaaaaaaaa/changed/").status_code == 404


def test_what_a_page_asks_by_itself_keeps_no_session_alive(place: StaffPlace, client_of: Clients) -> None:
    case, birch = place.ready(), client_of("birch")
    for path in ("/", f"/cases/{case}/"):
        asked(birch, path)
        assert "hour" not in birch.session
    before = Session.objects.values_list("expire_date", "seen_at").get()
    asked(birch, "/")
    assert Session.objects.values_list("expire_date", "seen_at").get() == before
    birch.get("/")
    assert "hour" in birch.session  # what a person opens does
