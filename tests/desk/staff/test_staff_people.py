"""People, one's own account, settings: each tried by who may, who may not, and a stranger."""

import datetime
import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from desk_samples import people
from dueprocess.acts import access
from dueprocess.demand.codes import Role
from dueprocess.desk.data.models import Account, Card, Event, Roster, Session, Token
from dueprocess.desk.services import accounts, rosters, stood
from dueprocess.desk.services.accounts import Invited
from dueprocess.desk.staff import people_page
from dueprocess.desk.web import tokens, words
from dueprocess.formats import moment
from dueprocess.formats.roster import founding
from dueprocess.formats.statement import Act
from staff_desk import Clients, StaffPlace

WRITES = {
    "/people/invite/": {"name": "hazel"},
    "/people/dill/remove/": {},
    "/settings/tokens/": {"name": "tickets", "scopes": ["due"]},
    "/settings/tokens/t-none/end/": {},
}


@pytest.mark.parametrize("path", list(WRITES))
def test_the_operator_alone_writes_there(path: str, client_of: Clients, stranger: Client) -> None:
    for name in ("aster", "birch", "clover", "dill", "fern"):
        refused = client_of(name).post(path, WRITES[path])
        missing = client_of(name).post("/people/nobody/remove/")
        assert refused.status_code == missing.status_code == 404, name
    assert stranger.post(path, WRITES[path])["Location"] == "/login/"
    assert not Token.objects.exists()
    assert Account.objects.filter(is_active=True, name="dill").exists()
    assert client_of("elder").post(path, WRITES[path]).status_code in {200, 302}


def test_the_roster_stands_in_words_with_accounts_beside_it(place: StaffPlace, client_of: Clients) -> None:
    page = client_of("dill").get("/people/").content.decode()
    for person in place.desk.roster.people:
        assert person.key.id.hex() in page
    assert "approver, releaser" in page
    assert "this roster releases nothing" in page
    assert "fern" in page  # an account without a place
    assert "/people/invite/" not in page
    assert "One person may invite" in page


def test_each_person_has_a_row_with_few_words_a_state_and_an_action(place: StaffPlace, client_of: Clients) -> None:
    page = client_of("elder").get("/people/").content.decode()
    rows = page.split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[1:]
    assert len(rows) == len(place.desk.roster.people)
    for row in rows:
        cells = [re.sub(r"<[^>]+>", " ", cell).split() for cell in row.split("<td")[1:]]
        assert len(cells) == 4
        assert all(cells), row
    dill = next(row for row in rows if "<b>dill</b>" in row)
    assert "/people/dill/remove/" in dill
    assert '<span class="state done">active</span>' in dill


def test_what_somebody_may_do_in_few_words_is_the_table_of_access() -> None:
    clerk, operator = frozenset({Role.CLERK}), frozenset({Role.OPERATOR})
    assert people_page.may_do(clerk) == "reads cases, decides, sends letters"
    assert people_page.may_do(operator) == "invites people"
    assert people_page.may_do(frozenset({Role.EMPLOYEE})) == "notes calls"
    assert max(len(people_page.may_do(frozenset({role})).split()) for role in Role) <= 9
    each = {line["says"]: line["roles"] for line in people_page.acts()}
    assert len(people_page.acts()) == len(Act), "each act stands once"
    assert Role.CLERK in each[words.act(Act.FACE_CONFIRM)]
    assert Role.CLERK not in each[words.act(Act.DECISION_APPROVE)]
    seen = {line["says"]: line["roles"] for line in people_page.views()}
    assert seen[people_page.SHOWN[access.View.ACCOUNTS]] == [Role.OPERATOR]


def test_a_card_handed_in_becomes_lines_and_no_power(client_of: Clients) -> None:
    card = people()["fern"].card()
    rosters = Roster.objects.count()
    answer = client_of("fern").post("/account/card/", {"card": f"  {card.text()} "}, follow=True)
    key = card.person(()).key.id.hex()
    assert key in answer.content.decode()
    page = client_of("elder").get("/people/").content.decode()
    assert key in page
    assert "roster next --add fern.card:clerk" in page
    assert card.age in page
    assert Roster.objects.count() == rosters
    assert client_of("fern").get("/people/").status_code == 404


@pytest.mark.parametrize("card", ["", "dueprocess.card/1 fern x y", "another", "x" * 500])
def test_what_is_no_card_of_ones_own_is_refused(card: str, client_of: Clients) -> None:
    text = people()["eve"].card().text() if card == "another" else card
    answer = client_of("fern").post("/account/card/", {"card": text}, follow=True)
    assert b'class="error"' in answer.content
    assert not Card.objects.exists()


def test_another_key_of_somebody_on_the_roster_is_shown_to_all(client_of: Clients) -> None:
    from dueprocess.adapters import identity

    client_of("aster").post("/account/card/", {"card": people()["aster"].card().text()})
    assert b"another card waits" not in client_of("dill").get("/people/").content
    other = identity.new("aster", "2026-03-09T08:00:00Z").card()
    client_of("aster").post("/account/card/", {"card": other.text()})
    page = client_of("dill").get("/people/").content.decode()
    assert "another card waits" in page
    assert other.person(()).key.id.hex() in page


def test_removal_ends_log_in_at_once_and_says_what_it_does_not_end(place: StaffPlace, client_of: Clients) -> None:
    gone, operator = client_of("aster"), client_of("elder")
    tokens.make(place.desk, "session", "aster")
    page = operator.get("/people/aster/remove/").content.decode()
    assert "dueprocess roster next --remove aster" in page
    assert "Not at once" in page
    assert "Not at once" not in operator.get("/people/fern/remove/").content.decode()
    assert operator.post("/people/aster/remove/")["Location"] == "/people/"
    assert gone.get("/account/").status_code == 302
    assert not Session.objects.filter(account__name="aster").exists()
    assert not Token.objects.exists()
    assert place.desk.roster.person("aster") is not None
    assert b"Take the key off the roster" in operator.get("/people/").content
    assert operator.get("/people/aster/remove/").status_code == 404
    assert b"Nobody removes themselves" in operator.post("/people/elder/remove/").content


def test_ones_own_page_shows_log_ins_and_ends_them(client_of: Clients) -> None:
    here, there, other = client_of("aster"), client_of("aster"), client_of("birch")
    page = here.get("/account/").content.decode()
    assert "this browser" in page
    assert "End all others" in page
    foreign = Session.objects.get(account__name="birch").pk
    here.post("/account/sessions/", {"session": foreign})
    assert other.get("/account/").status_code == 200
    there.get("/account/")
    here.post("/account/sessions/")
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302
    assert here.get("/account/sessions/").status_code == 405


def test_an_employee_sees_their_own_page_and_no_case(client_of: Clients) -> None:
    client = client_of("fern")
    assert b"Not on the roster" in client.get("/account/").content
    for path in ("/", "/cases/", "/people/", "/settings/"):
        assert client.get(path).status_code == 404


def test_settings_say_what_is_missing_and_show_no_secret(place: StaffPlace, client_of: Clients) -> None:
    from dueprocess.desk.services.house import MailSettings

    page = client_of("aster").get("/settings/").content.decode()
    assert "[mail]" in page
    assert "the door, where files and notes come in" in page
    assert "Make a token" not in page
    mail = MailSettings("smtp.fennel.example", "desk@fennel.example", password_file="/etc/secret-place")
    place.house(mail=mail)
    page = client_of("aster").get("/settings/").content.decode()
    assert "smtp.fennel.example" in page
    assert "secret-place" not in page


def test_a_token_is_shown_once_and_ends(place: StaffPlace, client_of: Clients) -> None:
    operator = client_of("elder")
    answer = operator.post("/settings/tokens/", {"name": "tickets", "scopes": ["due", "arrive"]})
    secret = answer.context["secret"]
    found = tokens.find(place.desk, secret, ("system",))
    assert found.scopes == "arrive,due"
    page = operator.get("/settings/").content.decode()
    assert "tickets" in page
    assert secret not in page
    operator.post(f"/settings/tokens/{found.id}/end/")
    assert tokens.find(place.desk, secret, ("system",)) is None


@pytest.mark.parametrize(
    "said", [{"name": "tickets"}, {"name": "Tickets!", "scopes": ["due"]}, {"name": "a", "scopes": ["all"]}]
)
def test_a_token_without_name_or_scope_is_not_made(said: dict[str, object], client_of: Clients) -> None:
    answer = client_of("elder").post("/settings/tokens/", said, follow=True)
    assert b"A token needs a name" in answer.content
    assert not Token.objects.exists()


SIZES = {
    "one": ({"aster": ("clerk", "counsel", "operator")}, 0, "this roster releases nothing"),
    "two": (
        {"aster": ("clerk", "operator", "releaser"), "birch": ("approver", "operator", "releaser")},
        2,
        "2 of 2 releasers",
    ),
    "three": (
        dict.fromkeys(("aster", "dill"), ("clerk", "operator", "releaser")) | {"birch": ("approver", "releaser")},
        2,
        "2 of 3 releasers",
    ),
}


@pytest.mark.parametrize("size", list(SIZES))
def test_desks_of_one_two_and_three_have_their_way_back(size: str, place: StaffPlace, client_of: Clients) -> None:
    listed, k, says = SIZES[size]
    small = founding(
        [people()[name].card().person(roles) for name, roles in listed.items()],
        k=k,
        recovery=people()["recovery"].card().age,
        made_at=place.desk.now,
    )
    place.desk = replace(place.desk, roster=small)
    page = client_of("aster").get("/people/").content.decode()
    assert says in page
    assert ("dueprocess account invite NAME --again" in page) == (size == "one")
    assert b"Nobody invites" in client_of("aster").post("/people/invite/", {"name": "aster", "again": "1"}).content
    by = {"one": accounts.AT_THE_MACHINE, "two": "birch", "three": "dill"}[size]
    assert isinstance(accounts.invite(place.desk, by, "aster", again=True), Invited)
    if by:
        assert client_of(by).get("/people/invite/").status_code == 200


def test_a_language_that_the_desk_has_is_kept(client_of: Clients) -> None:
    client = client_of("aster")
    client.post("/account/language/", {"language": "xx"})
    assert Account.objects.get(name="aster").language == "en"
    assert client.post("/account/language/", {"language": "en"}).cookies["django_language"].value == "en"


def test_the_chosen_language_follows_the_account_to_a_browser_that_was_told_none(
    client_of: Clients, settings: Any
) -> None:
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
    client_of("aster").post("/account/language/", {"language": "de"})
    other = client_of("aster")
    assert b'<html lang="de"' in other.get("/account/").content
    other.cookies["django_language"] = "en"
    assert b'<html lang="en"' in other.get("/account/").content
    assert b'<html lang="en"' in client_of("birch").get("/account/").content


# What everybody is told on each page: a changed roster that waits, a frozen desk; and the button that freezes it.


def waits(place: StaffPlace) -> None:
    """A roster that changes all that can change is signed and waits."""
    before = place.desk.roster
    kept = [one for one in before.people if one.name not in {"dill", "elder"}]
    other = replace(kept[0], age="age1" + "q" * 58, own=None, roles=("clerk", "counsel"))
    joins = replace(before.people[-1], name="hazel")
    after = replace(before, number=2, people=(other, *kept[1:], joins), k=2, recovery="age1r", worker="age1w")
    after = replace(after, made_at=moment.write(place.desk.now), notice=72)
    until = place.desk.now + datetime.timedelta(hours=72)
    place.desk = replace(place.desk, rosters={1: before, 2: after}, until=until)


def frozen(place: StaffPlace) -> None:
    place.desk = replace(place.desk, standing=stood.standing({1: place.desk.roster}))


@pytest.mark.parametrize("name", ["aster", "birch", "clover", "dill", "elder", "fern"])
def test_each_page_tells_of_a_roster_that_waits(
    place: StaffPlace, client_of: Clients, stranger: Client, name: str
) -> None:
    assert "changed roster is signed" not in client_of(name).get("/note/").content.decode()
    waits(place)
    assert "changed roster is signed" in client_of(name).get("/note/").content.decode()
    assert "changed roster" not in stranger.get("/login/").content.decode()


def test_people_says_what_changes(place: StaffPlace, client_of: Clients) -> None:
    client = client_of("birch")
    assert "take-back" not in client.get("/people/").content.decode()
    waits(place)
    found = rosters.waiting(place.desk)
    assert found is not None
    page = client.get("/people/").content.decode()
    assert "roster next --take-back" in page
    for part in ("hazel joins", "elder leaves", "aster has another daily key", "another recovery key"):
        assert part in page
    assert words.clock(found.roster.effective, place.desk.timezone) in page
    client.cookies["django_language"] = "de"
    assert "hazel kommt dazu" in client.get("/people/").content.decode()


def test_people_says_whose_key_was_retired_and_leads_to_what_it_signed(place: StaffPlace, client_of: Clients) -> None:
    client = client_of("birch")
    assert "history/desk" not in client.get("/people/").content.decode()
    (own,) = [one.own_key for one in place.desk.roster.people if one.name == "aster"]
    assert own is not None
    standing = replace(place.desk.standing, retired={own.vkey: place.desk.now})
    place.desk = replace(place.desk, standing=standing)
    page = client.get("/people/").content.decode()
    assert "aster retired a key" in page
    assert 'href="/account/#vault">See what the key signed' in page  # no vault of one's own is known in this browser
    client.cookies["django_language"] = "de"
    assert "aster hat einen Schlüssel zurückgezogen" in client.get("/people/").content.decode()


@pytest.mark.parametrize("name", ["aster", "dill", "elder"])
def test_anybody_on_the_roster_stops_every_release_by_one_button(
    place: StaffPlace, client_of: Clients, name: str
) -> None:
    client = client_of(name)
    assert "Stop now" in client.get("/freeze/").content.decode()
    assert not stood.attested()  # looking stops nothing
    assert client.post("/freeze/")["Location"] == "/freeze/"
    (freeze,) = stood.attested()
    assert freeze.by == name
    frozen(place)
    assert f"{name} stopped this desk" in client_of("fern").get("/note/").content.decode()
    page = client.get("/freeze/").content.decode()
    assert "Stop now" not in page
    assert "freeze lift" in page
    client.post("/freeze/")  # once is enough
    assert len(stood.attested()) == 1


def test_who_is_not_on_the_roster_and_a_stranger_stop_nothing(client_of: Clients, stranger: Client) -> None:
    assert "not on the roster" in client_of("fern").get("/freeze/").content.decode()
    client_of("fern").post("/freeze/")
    assert stranger.post("/freeze/")["Location"] == "/login/"
    assert not Event.objects.filter(kind="desk:freeze:set").exists()
