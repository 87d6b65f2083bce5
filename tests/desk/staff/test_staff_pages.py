"""The staff desk's pages: each tried by who may, who may not, and a stranger; what a case page opens on."""

import dataclasses
import datetime
import html
import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dueprocess.acts import access
from dueprocess.adapters import law_files
from dueprocess.adapters.texts import letter_hashes
from dueprocess.case.events import EventKind
from dueprocess.demand.codes import Role
from dueprocess.desk.data.models import Duty, Envelope
from dueprocess.desk.services import choices, desk_acts, desk_record
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.result import Done
from dueprocess.desk.staff import case_page
from dueprocess.desk.staff.urls import PAGES
from dueprocess.desk.web import dates, words
from dueprocess.formats.statement import Act
from dueprocess.law.finding import Layer
from holdings_samples import read
from staff_desk import ROLES, Clients, StaffPlace

PEOPLE = {name: frozenset(Role(role) for role in roles) for name, roles in ROLES.items()} | {"fern": frozenset()}


@pytest.fixture
def case(place: StaffPlace) -> str:
    return place.ready()


def plain(answer: object) -> str:
    """The page without the form token, which is masked anew each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def address(path: str, case: str) -> str:
    known = {"<str:case_id>": case, "<str:act>": "decision.propose", "<str:name>": "DE-STPO-100J"}
    for part, value in known.items():
        path = path.replace(part, value)
    return f"/{path}"


SIMPLE = [page for page in PAGES if page.sees is not None and "<" not in address(page.path, "")]


@pytest.mark.parametrize("page", SIMPLE, ids=lambda page: page.name)
def test_who_may_see_a_page_who_may_not_and_a_stranger(
    page: object, case: str, client_of: Clients, stranger: Client
) -> None:
    where = address(page.path, case)
    for name, roles in PEOPLE.items():
        may = access.sees(roles, page.sees)
        answer = client_of(name).get(where)
        assert answer.status_code == (200 if may else 404), name
    answer = stranger.get(where)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/")


def test_a_page_that_is_not_yours_looks_like_one_that_is_not_there(case: str, client_of: Clients) -> None:
    fern = client_of("fern")
    there, not_there = (plain(fern.get(f"/cases/{one}/")) for one in (case, "c-aaaaaaaaaaaaaaaaaaaaaaaa"))
    assert there == not_there
    assert fern.get("/no/such/page/").status_code == 404


def test_a_case_opens_on_due_missing_and_may_i_tell(case: str, client_of: Clients) -> None:
    text = client_of("aster").get(f"/cases/{case}/").content.decode()
    order = [text.index(head) for head in ("due-head", "missing-head", "tell-head", 'id="item-1"')]
    assert order == sorted(order)


def test_the_page_of_law_lists_positions_with_their_state_and_the_line_that_signs(
    place: StaffPlace, client_of: Clients
) -> None:
    first, second = sorted(place.desk.shelf.positions)[:2]
    drafts_only = client_of("clover").get("/law/").content.decode()
    assert f"<code>dueprocess law sign {first} --on 2" in drafts_only
    assert ".withdrawn" not in drafts_only
    assert place.desk.shelf.positions[first].does["en"] in html.unescape(drafts_only), "counsel reads what is signed"
    place.sign_law(first)
    signed = desk_record.law({place.desk.roster.number: place.desk.roster})
    place.desk = dataclasses.replace(place.desk, shelf=law_files.load(signatures=signed))
    text = client_of("clover").get("/law/").content.decode()
    today = dates.day(place.desk.today, "j F Y")
    assert f'<span class="state done">ours</span> <span class="small soft">{today}</span>' in text
    assert f"<code>dueprocess law sign {first}.withdrawn --on 2" in text
    assert f"<code>dueprocess law sign {second} --on 2" in text


def test_the_directory_says_which_office_has_a_key(place: StaffPlace, client_of: Clients) -> None:
    place.verify_authority()
    assert "with a key (cms)" not in plain(client_of("aster").get("/directory/"))
    place.verify_authority(key=b"\x30\x82 a certificate")
    assert "with a key (cms)" in plain(client_of("aster").get("/directory/"))


# --- query counts of the lists, as literal numbers: the same for one case and for three (hazard 17.5) ---

COUNTS = {"/": 15, "/cases/": 10, "/arrive/": 8, "/directory/": 5}


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize("path", list(COUNTS))
def test_a_list_asks_the_same_number_of_questions(path: str, many: int, place: StaffPlace, client_of: Clients) -> None:
    for _ in range(many):
        place.arrive()
    aster = client_of("aster")
    aster.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert aster.get(path).status_code == 200
    assert len(asked) == COUNTS[path], [one["sql"][:90] for one in asked]


def test_the_list_says_what_a_colleague_sent_back_until_it_is_proposed_anew(
    case: str, place: StaffPlace, client_of: Clients
) -> None:
    def says() -> bool:
        return "sent back to clover" in client_of("birch").get("/").content.decode()

    assert isinstance(place.propose(case, by="clover"), Done)
    assert not says()
    place.do("birch", Act.DECISION_SEND_BACK, case, {**place.withdraw_says(case), "reason": "facts"})
    assert says()
    assert isinstance(place.propose(case, by="clover"), Done)
    assert not says()


# --- the page of a case does nothing itself: it opens the vault, by an id alone ---


@pytest.mark.parametrize("who", ["aster", "clover", "dill"])
def test_the_page_of_a_case_holds_no_form_and_opens_the_vault_by_an_id_alone(
    who: str, case: str, place: StaffPlace, client_of: Clients
) -> None:
    page = client_of(who).get(f"/cases/{case}/").content.decode()
    assert "<form" not in page[page.index("<main") :]
    assert set(re.findall(r'href="(http://vault[^"]*)"', page)) == {
        "aster": {f"http://vault.testserver/#/{where}/{case}?ui=en" for where in ("case", "more")},
        "clover": {f"http://vault.testserver/#/more/{case}?ui=en"},  # counsel acts, and holds no envelope
        "dill": set(),  # an auditor does nothing on a case
    }.get(who)
    place.house(vault_address="")
    page = client_of(who).get(f"/cases/{case}/").content.decode()
    assert ("<code>dueprocess vault</code>" in page) is (who != "dill")


def test_who_could_be_the_second_person_is_named_or_that_nobody_can(
    case: str, place: StaffPlace, client_of: Clients
) -> None:
    assert isinstance(place.propose(case, by="clover"), Done)
    page = client_of("aster").get(f"/cases/{case}/").content.decode()
    assert re.search(r"a second person must agree: <b>birch</b>", page)
    roster = replace(place.desk.roster, people=tuple(one for one in place.desk.roster.people if one.name != "birch"))
    place.desk = replace(place.desk, roster=roster)  # birch left: nobody is there to agree any more
    page = client_of("clover").get(f"/cases/{case}/").content.decode()
    assert "nobody can" in page
    assert "Nobody else here can agree" not in page


def test_until_somebody_read_it_the_page_says_that_a_machine_did(place: StaffPlace, client_of: Clients) -> None:
    arrived = place.arrive()
    page = client_of("aster").get(f"/cases/{arrived}/").content.decode()
    assert "as a machine read it" in page
    assert 'class="three unread"' in page
    assert "The law suggests:" not in page
    confirmed = client_of("aster").get(f"/cases/{place.ready()}/").content.decode()
    assert "as a machine read it" not in confirmed
    assert "The law suggests:" in confirmed


def test_the_due_list_begins_with_what_waits_for_the_reader_and_names_whom_else_it_waits_for(
    case: str, place: StaffPlace, client_of: Clients
) -> None:
    other = place.arrive()
    assert isinstance(place.propose(case, by="clover"), Done)
    mine = client_of("birch").get("/").content.decode()
    assert mine.index("Waits for you") < mine.index(case) < mine.index(other)
    assert f'href="http://vault.testserver/#/case/{case}?ui=en" target="dueprocess-vault"' in mine
    theirs = client_of("aster").get("/").content.decode()
    assert "Agree or send back" not in theirs
    assert case in theirs[theirs.index("Waits for birch") :]
    assert case not in client_of("clover").get("/").content.decode()  # counsel, who was asked about nothing


def test_buttons_open_the_vault_of_ones_own_machine_by_an_id_alone_once_this_browser_was_told_of_it(
    case: str, place: StaffPlace, client_of: Clients
) -> None:
    assert isinstance(place.propose(case, by="clover"), Done)
    client = client_of("birch")
    for said in ("http://localhost:41773/", " 41773 "):
        paired = client.post("/account/vault/", {"vault": said})
        kept = paired.cookies["dueprocess_vault"]
        assert (kept.value, kept["httponly"], kept["samesite"]) == ("41773", True, "Lax")
    for page in ("/", f"/cases/{case}/"):
        shown = client.get(page).content.decode()
        ways = re.findall(r'href="(http[^"]*#[^"]*)" target="([^"]*)" referrerpolicy="origin"', shown)
        assert len(ways) == len(re.findall(r'href="http[^"]*#', shown)) > 0
        for where, window in ways:
            assert re.fullmatch(rf"http://localhost:41773/#/(case|more)/{case}\?ui=en", where)
            assert window == "_blank"
    assert "http://localhost:41773" in client.get("/account/").content.decode()
    assert (
        "http://vault.testserver/#/case/" in client_of("aster").get("/").content.decode()
    )  # another's stay as they were

    client.post("/account/vault/", {"vault": ""})
    assert (
        f'href="http://vault.testserver/#/case/{case}?ui=en" target="dueprocess-vault"'
        in client.get("/").content.decode()
    )


@pytest.mark.parametrize(
    "said",
    ["https://evil.example", "http://evil.example:80/", "localhost:41773@evil.example", "0", "65536", "41773#x", "-1"],
)
def test_nothing_but_a_port_of_this_machine_is_a_vault_of_ones_own(said: str, case: str, client_of: Clients) -> None:
    client = client_of("birch")
    assert "dueprocess_vault" not in client.post("/account/vault/", {"vault": said}).cookies
    client.cookies["dueprocess_vault"] = said
    assert 'href="http://vault.testserver/#/' in client.get(f"/cases/{case}/").content.decode()


def test_a_page_of_others_pairs_no_vault(client_of: Clients) -> None:
    inside = client_of("birch")
    client = Client(enforce_csrf_checks=True)
    client.cookies = inside.cookies
    assert client.post("/account/vault/", {"vault": "41773"}).status_code == 403


def test_an_option_that_has_passed_is_folded_away_and_is_not_late(
    case: str, place: StaffPlace, client_of: Clients
) -> None:
    told = {"item": 1, "rule": "house.example", "case_id": case, "due_at": place.desk.now - datetime.timedelta(days=14)}
    Duty.objects.create(id="d-object", what="object", **told)
    page = client_of("aster").get("/").content.decode()
    folded = page[page.index("<details>") :]
    assert "Can no longer be done" in folded
    assert "last day to object" in folded
    assert "last day to object" not in page[: page.index("<details>")]
    Duty.objects.create(id="d-respond", what="respond", **(told | {"item": 2}))
    page = client_of("aster").get("/").content.decode()
    late = page[: page.index("answer the authority")]
    assert '<li class="late">' in late[late.rindex("<li") :]
    assert "<details>" in page


@pytest.mark.parametrize(
    ("who", "says"),
    [
        ("proposer", "You proposed this yourself."),
        ("typist", "You typed or confirmed facts"),
        ("caller", "You called the authority back"),
        ("other", ""),
    ],
)
def test_who_may_not_agree_is_told_why(who: str, says: str, case: str, place: StaffPlace) -> None:
    assert isinstance(place.propose(case, by="clover"), Done)
    state = state_of(case)
    proposal = state.items[0].proposal
    assert proposal is not None
    item = replace(state.items[0], proposal=replace(proposal, by="proposer"))
    known = replace(state, typed={"country": "typist"}, callers=frozenset({"caller"}))
    told = case_page.why_not_agree(known, item, case_page.Who(who, frozenset({Role.APPROVER})))
    assert str(told).startswith(says)
    assert bool(says) == bool(told)
    asked = choices.offers(replace(known, items=(item,)), who, frozenset({Role.APPROVER}))
    assert ("decision.approve" in {one["act"] for one in asked}) is (who == "other")
    assert case_page.why_not_agree(known, item, case_page.Who("proposer", frozenset({Role.CLERK}))) == ""


def test_a_cost_stands_on_the_item(case: str, place: StaffPlace, client_of: Clients) -> None:
    place.do("aster", Act.COST_RECORD, case, {"item": 1, "minutes": 25, "tariff": "", "units": 0})
    page = client_of("aster").get(f"/cases/{case}/").content.decode()
    assert "25 minutes" in page


# --- what the map of services says stands beside the item, and the form of the decision opens on its answers ---


@pytest.fixture
def mapped(place: StaffPlace) -> str:
    made = place.ready()
    place.desk = replace(place.desk, holdings=read("mail", checked=place.desk.today.isoformat()))
    assert isinstance(place.confirm(made, items__1__data=["location", "subscriber"]), Done)
    return made


def test_the_page_of_a_case_says_what_is_held(mapped: str, client_of: Clients) -> None:
    page = client_of("birch").get(f"/cases/{mapped}/").content.decode()
    assert "What we hold and can read" in page
    assert "Location data: mail does not keep them, for anybody." in page
    assert "Subscriber data: mail holds them, and we can read them." in page
    said = re.findall(r"<b>([^<]+)</b>: (Location|Subscriber) data", page)
    assert said == [("not held", "Location"), ("held, readable", "Subscriber")]  # "granted" is the word of a decision
    assert "It is a suggestion; whoever decides confirms it." in page


def test_what_the_map_leaves_open_is_said_with_what_is_held_and_misses_nothing(
    mapped: str, place: StaffPlace, client_of: Clients
) -> None:
    place.desk = replace(place.desk, holdings=read("mail", checked=""))
    page = client_of("birch").get(f"/cases/{mapped}/").content.decode()
    before, _, held = page.partition("What we hold and can read")
    judged = choices.assess_case(place.desk, state_of(mapped)).items[0]
    house = [one.says for one in judged.findings if one.layer is Layer.HOUSE]
    law = [one.says for one in judged.stopping]
    assert house
    for says in house:
        assert html.escape(says) in held
        assert html.escape(says) not in before
    assert ("Nothing is missing" in page) == (not law)


def test_without_a_map_nothing_stands_there(mapped: str, place: StaffPlace, client_of: Clients) -> None:
    place.desk = replace(place.desk, holdings=type(place.desk.holdings)())
    page = client_of("birch").get(f"/cases/{mapped}/").content.decode()
    assert "What we hold and can read" not in page


def test_a_search_for_what_is_encrypted_lists_nothing_and_leads_to_the_vault(case: str, client_of: Clients) -> None:
    assert f'href="/cases/{case}/"' in client_of("aster").get("/cases/").content.decode()
    page = client_of("aster").post("/cases/", {"q": "MOO-2026-1142"}).content.decode()
    assert "File numbers and names are encrypted. Search for them in your vault." in page
    assert "<table" not in page
    assert "#/?ui=en" in page


def test_what_is_typed_into_the_search_stands_in_no_address(case: str, client_of: Clients) -> None:
    aster = client_of("aster")
    form = aster.get("/cases/").content.decode().split("<form")[1]
    assert 'method="post"' in form.split(">")[0]
    assert aster.post("/cases/", {"q": "Jane Roe"}).status_code == 200, "no address is made of it"
    told = aster.get("/cases/?q=Jane+Roe").content.decode()
    assert f'href="/cases/{case}/"' in told, "an address is not read for words"
    assert "Jane" not in told
    led = aster.post("/cases/", {"q": "DE police undecided", "kind": "disclosure", "state": "all"})
    assert led.status_code == 302
    address = dict(parse_qsl(urlsplit(led["Location"]).query))
    assert address == {
        "country": "DE",
        "authority_kind": "police",
        "kind": "disclosure",
        "outcome": "none",
        "state": "all",
    }
    assert f'href="/cases/{case}/"' in aster.get(led["Location"]).content.decode()
    found = aster.post("/cases/", {"q": case[:9]}, follow=True).content.decode()
    assert f'href="/cases/{case}/"' in found
    assert f'value="{case[:9]}"' in found
    none = aster.post("/cases/", {"q": "PT"}, follow=True).content.decode()
    assert "No case fits" in none


def test_what_happened_says_the_hour_of_what_was_signed_and_of_the_receipt(
    case: str, place: StaffPlace, client_of: Clients
) -> None:
    assert isinstance(place.propose(case, by="clover"), Done)
    page = plain(client_of("aster").get(f"/cases/{case}/history/"))
    lines = [re.sub(r"<[^>]+>", "", line) for line in page.split("<li>")[1:]]
    kinds = (EventKind.DECISION_PROPOSED, EventKind.ARRIVAL_RECEIVED, EventKind.CASE_OPENED)
    proposed, arrived, opened = (next(line for line in lines if words.meaning(kind) in line) for kind in kinds)
    clock = words.local(place.desk.now, place.desk.timezone)
    assert proposed.startswith(f"{dates.day(place.desk.today, 'j F Y')}, {clock:%H:%M} ")
    assert re.match(r"\d+ \w+ 2026, \d\d:\d\d ", arrived), arrived
    assert re.match(r"\d+ \w+ 2026 [a-z]", opened), "nobody signed it"


def test_the_list_of_cases_says_who_is_waited_for_and_until_when(case: str, client_of: Clients) -> None:
    row = client_of("aster").get("/cases/").content.decode().split(f'href="/cases/{case}/"')[1].split("</tr>")[0]
    waits, due = (re.sub(r"<[^>]+>", " ", cell.partition(">")[2]).split() for cell in row.split("<td")[3:])
    assert waits[0] == "you"
    assert due[-3:-1] == ["in", "3"], due


def test_due_tells_counsel_of_a_language_of_the_house_that_does_not_bind(place: StaffPlace, client_of: Clients) -> None:
    place.house(languages=("de", "fr", "en"))
    told = client_of("clover").get("/").content.decode()
    assert [f"#/language/{code}" in told for code in ("de", "fr", "en")] == [True, True, False]
    assert "#/language/" not in client_of("aster").get("/").content.decode()
    says = {"language": "de", "words": letter_hashes()["de"]}
    assert isinstance(desk_acts.perform(place.desk, place.ask("clover", Act.LANGUAGE_SIGN, says)), Done)
    told = client_of("clover").get("/").content.decode()
    assert [f"#/language/{code}" in told for code in ("de", "fr")] == [False, True]


def test_counsel_from_outside_is_shown_the_cases_that_were_put_to_them_and_no_other(
    case: str, place: StaffPlace, client_of: Clients
) -> None:
    roster = place.desk.roster
    people = tuple(replace(one, roles=("counsel", "outside")) if one.name == "clover" else one for one in roster.people)
    place.desk = replace(place.desk, roster=replace(roster, people=people))
    other, clover = place.arrive(), client_of("clover")
    for page in ("", "history/", "facts/", "remind/"):
        assert clover.get(f"/cases/{case}/{page}").status_code == 404, page
    assert case not in clover.get("/").content.decode() + clover.get("/cases/?state=all").content.decode()
    Envelope.objects.create(case_id=case, person="clover", bytes=b"", question="1" * 64)
    for page in ("", "history/", "facts/"):
        assert clover.get(f"/cases/{case}/{page}").status_code == 200, page
        assert clover.get(f"/cases/{other}/{page}").status_code == 404, page
        assert clover.get(f"/cases/{case[:8]}/{page}").status_code == 200, page
    for page in ("/", "/cases/?state=all"):
        said = clover.get(page).content.decode()
        assert case[2:] in said, page
        assert other[2:] not in said, page
    Envelope.objects.filter(person="clover").update(whole=False)  # a copy opens no page
    assert clover.get(f"/cases/{case}/").status_code == 404
    for page in ("/arrive/", "/night/", "/settings/", "/days/calendar/make/"):
        assert clover.get(page).status_code == 404, page


@pytest.mark.postgres
def test_a_search_for_a_sign_that_no_database_takes_finds_as_if_nothing_was_asked(client_of: Clients) -> None:
    """PostgreSQL takes no text with a NUL; the page would break for who follows such a link."""
    assert client_of("aster").get("/cases/?authority=%00").status_code == 200
