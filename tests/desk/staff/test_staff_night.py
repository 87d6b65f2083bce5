"""The night: readiness, pages, watches, ways to be reached; each tried by who may, who may not, and a stranger."""

import datetime
import re
from dataclasses import replace
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from desk_samples import people
from dueprocess.adapters import outbound
from dueprocess.desk.data.models import Beat, Duty, Paging, PagingStep, Reach, Watch
from dueprocess.desk.services import alarms, watches
from dueprocess.desk.services.alarms import Call
from dueprocess.desk.services.house import MailSettings
from dueprocess.desk.staff import night_page
from dueprocess.desk.web import words
from dueprocess.desk.web.words import PAGE
from dueprocess.formats import ids
from dueprocess.formats.roster import founding
from dueprocess.night.readiness import AHEAD, HOUR, Gap, Lack
from dueprocess.night.sentences import sentence
from staff_desk import ROLES, Clients, StaffPlace

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = datetime.timedelta(days=7)
MAY = {"aster", "birch", "clover", "elder"}  # dill is auditor, fern has no role
GONE = "p-aaaaaaaaaaaaaaaaaaaaaaaa"


def at(day: int, hour: int) -> datetime.datetime:
    return datetime.datetime(2026, 3, day, hour, tzinfo=BERLIN)


def planned(
    place: StaffPlace, person: str, begins: datetime.datetime, hours: float, by: str = "", rank: int = 1
) -> str:
    made = watches.plan(place.desk, by or person, person, begins, begins + datetime.timedelta(hours=hours), rank)
    assert isinstance(made, Watch), made
    return made.pk


def reached(place: StaffPlace, *names: str) -> None:
    for name in names:
        made = watches.add_reach(place.desk, name, name, "mail", f"{name}@staff.example")
        assert isinstance(made, Reach)
    Reach.objects.update(proved_on=place.desk.today)


def raised(place: StaffPlace, many: int = 1) -> list[str]:
    """Pages that are open; their calls are given back by ``calls``."""
    for _ in range(many):
        duty = Duty.objects.filter(case_id=place.arrive(), done_at__isnull=True).first()
        Duty.objects.filter(case_id=duty.case_id).update(due_at=place.desk.now + WEEK)
        Duty.objects.filter(case_id=duty.case_id, what="look_at_arrival").update(what="tell")  # it calls for itself
        Duty.objects.filter(pk=duty.pk).update(what="respond", due_at=place.desk.now - datetime.timedelta(hours=1))
    alarms.page_people(place.desk, CALLS)
    return list(Paging.objects.filter(next_at__isnull=False).values_list("pk", flat=True))


class Calls(list[Call]):
    def __call__(self, call: Call) -> bool:
        self.append(call)
        return True


CALLS = Calls()


@pytest.fixture(autouse=True)
def no_calls() -> None:
    CALLS.clear()


def said(answer: Any) -> str:
    return unescape(answer.content.decode())


WRITES = ("/night/", "/night/watch/w-none/", f"/night/have/{GONE}/", "/night/reach/", "/night/reach/1/")


@pytest.mark.parametrize("path", WRITES)
def test_who_may_write_there_who_may_not_and_a_stranger(
    path: str, place: StaffPlace, client_of: Clients, stranger: Client
) -> None:
    for name in (*ROLES, "fern"):
        answer = client_of(name).post(path, {"do": "confirm"})
        missing = path == "/night/reach/1/"  # nobody has that way
        assert (answer.status_code == 404) == (name not in MAY or missing), name
    assert stranger.post(path)["Location"] == "/login/"
    assert not any(table.objects.exists() for table in (Watch, Reach, Paging))


def test_the_sentences_of_readiness_are_the_services_own(place: StaffPlace, client_of: Clients) -> None:
    reached(place, "aster")
    planned(place, "aster", at(10, 17), 60)
    planned(place, "birch", at(13, 17), 60)
    gaps = watches.readiness(place.desk)
    assert len(gaps) > 1
    page = said(client_of("aster").get("/night/"))
    shown = re.findall(r'<span class="said">(.*?)</span>', page)
    assert shown == [str(sentence(gap, place.desk.roster.k, place.desk.now, place.desk.timezone)) for gap in gaps]
    assert "no</b></h2>" in page
    assert "the worker has never run" in page
    assert "not counted: birch" in page


def test_a_rota_without_gaps_is_a_calm_yes(place: StaffPlace, client_of: Clients) -> None:
    cards = {name: people()[name].card() for name in ("aster", "birch")}
    roles = {"aster": ("clerk", "releaser"), "birch": ("approver", "releaser")}
    two = founding(
        [cards[name].person(roles[name]) for name in cards],
        k=2,
        recovery=people()["recovery"].card().age,
        made_at=place.desk.now,
    )
    place.desk = replace(place.desk, roster=two)
    reached(place, "aster", "birch")
    for name in cards:
        planned(place, name, place.desk.now, 14 * 24)
    Beat.objects.create(task="pages", seen_at=place.desk.now)
    page = said(client_of("aster").get("/night/"))
    assert 'class="said">Whenever an 8-hour order comes in the next 8 days, it could be met.<' in page
    assert "yes</b></h2>" in page
    place.later(hours=1)  # the worker is silent now
    page = said(client_of("aster").get("/night/"))
    assert "no</b></h2>" in page
    assert "the worker last ran on Mon 9 Mar" in page
    assert watches.readiness(place.desk) == ()


@pytest.mark.parametrize(
    ("roles", "could"), [({"aster": ("clerk",)}, "read"), ({"aster": ("clerk",), "birch": ("approver",)}, "answered")]
)
def test_a_desk_that_releases_nothing_is_told_what_it_could(
    roles: dict[str, tuple[str, ...]], could: str, place: StaffPlace, client_of: Clients
) -> None:
    listed = [people()[name].card().person(has) for name, has in roles.items()]
    small = founding(listed, k=0, recovery=people()["recovery"].card().age, made_at=place.desk.now)
    place.desk = replace(place.desk, roster=small)
    reached(place, *roles)
    for name in roles:
        planned(place, name, place.desk.now, 14 * 24)
    page = said(client_of("aster").get("/night/"))
    assert f"an 8-hour order comes in the next 8 days, it could be {could}." in page
    assert "This roster releases nothing" in page
    assert ("One person alone" in page) == (could == "read")
    assert "no</b></h2>" in page


def test_an_empty_rota_teaches_one_two_and_three_people(client_of: Clients) -> None:
    page = said(client_of("aster").get("/night/"))
    assert "Nobody is on call for the next eight days" in page
    assert all(f"<h3>{head}</h3>" in page for head in ("One person", "Two people", "Three people"))
    assert "The coming eight days</h2>" not in page


def test_the_week_stands_where_the_provider_sits(place: StaffPlace, client_of: Clients) -> None:
    planned(place, "birch", at(13, 17), 16)
    planned(place, "clover", at(13, 20), 4, by="aster", rank=2)
    planned(place, "clover", at(14, 12), 4, by="aster")  # not confirmed: those hours are still nobody's
    place.desk = replace(place.desk, now=at(12, 10))
    friday, saturday = client_of("aster").get("/night/").context["week"][1:3]
    assert (friday.name, saturday.name) == ("Friday 13 March", "Saturday 14 March")
    assert [(one.hours, one.person, one.confirmed) for one in friday.shifts] == [
        ("17:00–24:00", "birch", True),
        ("20:00–24:00", "clover", False),
    ]
    assert [one.hours for one in friday.nobody] == ["00:00–17:00"]
    assert [one.hours for one in saturday.shifts] == ["00:00–09:00", "12:00–16:00"]
    assert [one.hours for one in saturday.nobody] == ["09:00–24:00"]


def test_the_clocks_change_within_a_watch(place: StaffPlace, client_of: Clients) -> None:
    place.desk = replace(place.desk, now=at(27, 10))
    client_of("aster").post(
        "/night/", {"person": "aster", "starts": "2026-03-28T17:00", "ends": "2026-03-29T09:00", "rank": "1"}
    )
    row = Watch.objects.get()
    assert row.ends_at - row.starts_at == datetime.timedelta(hours=15)  # summer time begins
    saturday, sunday = client_of("aster").get("/night/").context["week"][1:3]
    assert [one.hours for one in (*saturday.shifts, *sunday.shifts)] == ["17:00–24:00", "00:00–09:00"]


def test_ones_own_watch_counts_at_once_and_a_colleagues_waits(place: StaffPlace, client_of: Clients) -> None:
    aster, form = client_of("aster"), {"starts": "2026-03-13T17:00", "ends": "2026-03-16T09:00", "rank": "2"}
    assert "You are on watch." in said(aster.post("/night/", {"person": "aster", **form}, follow=True))
    page = said(aster.post("/night/", {"person": "birch", **form}, follow=True))
    assert "It counts once birch confirms it." in page
    assert "Waits for somebody's yes" in page
    assert Watch.objects.get(person="aster").starts_at == at(13, 17)
    waits = Watch.objects.get(person="birch")
    assert waits.confirmed_at is None
    assert "Only its person says so" in said(aster.post(f"/night/watch/{waits.pk}/", {"do": "confirm"}, follow=True))
    assert "I will be there" in said(client_of("birch").get("/night/"))
    assert "You are on watch." in said(
        client_of("birch").post(f"/night/watch/{waits.pk}/", {"do": "confirm"}, follow=True)
    )
    assert Watch.objects.get(pk=waits.pk).confirmed_at is not None
    assert "Ask birch" in said(aster.post(f"/night/watch/{waits.pk}/", {"do": "remove"}, follow=True))
    assert client_of("birch").post(f"/night/watch/{waits.pk}/", {"do": "sleep"}).status_code == 404
    client_of("birch").post(f"/night/watch/{waits.pk}/", {"do": "remove"})
    assert not Watch.objects.filter(person="birch").exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"starts": "tonight"}, "Write a day and an hour"),
        ({"ends": "2026-03-13T16:00"}, "That is no watch."),
        ({"ends": "2026-04-13T16:00"}, "at most 14 days"),
        ({"person": "nobody"}, "nobody"),
        ({"rank": "10"}, "10"),
    ],
)
def test_what_is_no_watch_is_not_planned(change: dict[str, str], says: str, client_of: Clients) -> None:
    form = {"person": "aster", "starts": "2026-03-13T17:00", "ends": "2026-03-14T09:00", "rank": "1"}
    answer = client_of("aster").post("/night/", form | change)
    assert answer.status_code == 422
    assert says in said(answer)
    assert not Watch.objects.exists()


def test_a_watch_handed_over_stays_until_the_other_confirms(place: StaffPlace, client_of: Clients) -> None:
    mine, aster, birch = planned(place, "aster", at(13, 17), 16), client_of("aster"), client_of("birch")
    page = said(aster.post(f"/night/watch/{mine}/", {"do": "hand_over", "to": "birch"}, follow=True))
    assert "It is yours until birch confirms" in page
    assert "Offered to birch; yours until they confirm." in page
    assert "aster hands it over to you, and watches until you say so." in said(birch.get("/night/"))
    offered = Watch.objects.get(person="birch")
    assert Watch.objects.get(pk=mine).confirmed_at is not None
    birch.post(f"/night/watch/{offered.pk}/", {"do": "confirm"})
    assert not Watch.objects.filter(pk=mine).exists()
    page = said(birch.post(f"/night/watch/{offered.pk}/", {"do": "hand_over", "to": "fern"}, follow=True))
    assert "fern is not on the roster." in page
    assert "dueprocess roster" not in page


def test_acknowledging_ends_the_climb_and_not_the_duty(place: StaffPlace, client_of: Clients) -> None:
    reached(place, "aster", "birch")
    planned(place, "aster", place.desk.now, 8)
    (page,) = raised(place)
    shown = said(client_of("birch").get("/night/"))
    assert "People are being called: 1 alert is open" in shown
    assert "aster, " in shown
    assert ": called" in shown
    assert "I have all of them" not in shown
    case = Paging.objects.get(pk=page).case_id
    assert f'href="/cases/{case}/"' in shown
    assert f'href="/cases/{case}/"' not in said(client_of("elder").get("/night/"))  # an operator sees no case
    after = said(client_of("birch").post(f"/night/have/{page}/", follow=True))
    assert "You have it. Nobody else is called" in after
    assert "alert is open" not in after
    assert "Answered in the last seven days" in after
    row = Paging.objects.get(pk=page)
    assert (row.acknowledged_by, row.next_at) == ("birch", None)
    place.later(hours=2)
    before = len(CALLS)
    alarms.page_people(place.desk, CALLS)
    assert len(CALLS) == before
    assert Duty.objects.filter(case_id=case, done_at__isnull=True).exists()
    late = said(client_of("aster").post(f"/night/have/{page}/", follow=True))
    assert "birch has it already." in late
    assert "There is no such alert" in said(client_of("aster").post(f"/night/have/{GONE}/", follow=True))


def test_all_open_pages_are_taken_at_once(place: StaffPlace, client_of: Clients) -> None:
    assert len(raised(place, 3)) == 3
    assert "I have all of them" in said(client_of("aster").get("/night/"))
    page = said(client_of("aster").post("/night/have/all/", follow=True))
    assert "You have it." in page
    assert set(Paging.objects.values_list("acknowledged_by", flat=True)) == {"aster"}


def test_a_code_acknowledges_without_log_in_once_and_proves_the_way(place: StaffPlace, stranger: Client) -> None:
    reached(place, "aster")
    Reach.objects.update(proved_on=None)
    planned(place, "aster", place.desk.now, 8)
    (page,) = raised(place)
    code = CALLS[0].id
    shown = stranger.get(f"/night/ack/{code}")  # a scanner of mail follows the link, too
    assert shown.status_code == 200
    assert Paging.objects.get(pk=page).next_at is not None
    assert page not in said(shown)
    done = said(stranger.post("/night/ack/", {"code": code.upper()}))
    assert "aster has it" in done
    assert place.desk.today == Reach.objects.get().proved_on
    assert Paging.objects.get(pk=page).acknowledged_by == "aster"
    assert str(Paging.objects.get(pk=page).case_id) not in done


def test_codes_that_acknowledge_nothing_get_one_and_the_same_answer(place: StaffPlace, stranger: Client) -> None:
    reached(place, "aster", "birch")
    planned(place, "aster", place.desk.now, 8)
    raised(place)
    used = CALLS[0].id
    stranger.post("/night/ack/", {"code": used})
    old = ids.paging_id(b"o" * 15)
    foreign = ids.paging_id(b"f" * 15)
    page = Paging.objects.create(id=ids.paging_id(b"a" * 15), reason="test", raised_at=place.desk.now)
    step = {"paging": page, "channel": "mail", "result": "sent"}
    PagingStep.objects.create(person="aster", at=place.desk.now - WEEK, code=alarms.hashed(old), **step)
    PagingStep.objects.create(person="zinnia", at=place.desk.now, code=alarms.hashed(foreign), **step)
    answers = [
        stranger.post("/night/ack/", {"code": one}) for one in (used, old, foreign, GONE, page.pk, "", "x" * 999)
    ]
    assert {answer.status_code for answer in answers} == {422}
    plain = {re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", said(answer)) for answer in answers}
    assert len(plain) == 1
    assert "Nothing was acknowledged" in plain.pop()
    assert Paging.objects.get(pk=page.pk).acknowledged_at is None
    looked = [re.sub(r'value="[^"]*"', "", said(stranger.get(f"/night/ack/{one}"))) for one in (used, foreign, GONE)]
    assert len(set(looked)) == 1


def test_the_short_id_of_a_page_serves_whoever_is_logged_in_and_nobody_else(
    place: StaffPlace, client_of: Clients, stranger: Client
) -> None:
    (page,) = raised(place)
    for browser in (stranger, client_of("dill"), client_of("fern")):
        assert browser.post("/night/ack/", {"code": ids.short(page)}).status_code == 422
    assert "birch has it" in said(client_of("birch").post("/night/ack/", {"code": ids.short(page)}))


def test_a_password_alone_takes_no_page(place: StaffPlace, client_of: Clients) -> None:
    from allauth.mfa.models import Authenticator

    (page,) = raised(place)
    Authenticator.objects.all().delete()
    assert client_of("birch").post("/night/ack/", {"code": ids.short(page)}).status_code == 422


def test_a_way_is_added_tried_proved_and_removed(place: StaffPlace, client_of: Clients, stranger: Client) -> None:
    aster = client_of("aster")
    assert "only a webhook reaches you" in said(aster.get("/night/reach/"))
    place.house(mail=MailSettings("smtp.fennel.example", "desk@fennel.example"))
    assert "no way</b>" in said(aster.get("/night/"))
    page = said(aster.post("/night/reach/", {"address": " aster@staff.example "}, follow=True))
    assert "It counts once you have answered a test alert." in page
    assert "not proved</b>" in page
    assert "only a webhook" not in page
    assert "not proved</b>" in said(aster.get("/night/"))
    way = Reach.objects.get(person="aster", channel="mail").pk
    assert "Answer by the link" in said(aster.post(f"/night/reach/{way}/", {"do": "test"}, follow=True))
    alarms.page_people(place.desk, CALLS)
    assert [one.due for one in CALLS] == [None]
    stranger.post("/night/ack/", {"code": CALLS[0].id})
    assert "proved</span> 9 March 2026" in said(aster.get("/night/reach/"))
    assert "1 way of reaching you is proved." in said(aster.get("/night/"))
    place.desk = replace(place.desk, now=place.desk.now + datetime.timedelta(days=200))
    assert "proved too long ago" in said(aster.get("/night/reach/"))
    assert aster.post(f"/night/reach/{way}/", {"do": "sing"}).status_code == 404
    for act in ("test", "remove"):
        assert client_of("birch").post(f"/night/reach/{way}/", {"do": act}).status_code == 404
    assert "aster@staff.example" not in said(client_of("birch").get("/night/reach/"))
    aster.post(f"/night/reach/{way}/", {"do": "remove"})
    assert not Reach.objects.filter(active=True).exists()


def test_the_secret_of_a_webhook_is_shown_on_adding_it(client_of: Clients, settings: Any) -> None:
    aster = client_of("aster")
    page = said(aster.post("/night/reach/", {"address": "https://push.example/aster?t=1"}))
    row = Reach.objects.get()
    assert row.channel == "webhook"
    secret = outbound.secret_of(settings.SECRET_KEY, row.pk)
    assert secret in page
    assert row.address in page
    assert secret not in said(aster.get("/night/reach/"))


@pytest.mark.parametrize("address", ["", "aster", "http://push.example/", "https://a:b@push.example/", "a" * 300])
def test_where_no_page_can_go_is_refused(address: str, client_of: Clients) -> None:
    answer = client_of("aster").post("/night/reach/", {"address": address})
    assert answer.status_code == 422
    assert "No alert can be sent there." in said(answer)
    assert not Reach.objects.exists()


def test_a_practice_desk_shows_all_of_it_and_calls_nobody(place: StaffPlace, client_of: Clients) -> None:
    aster = client_of("aster")
    place.house(practice=True)
    aster.post("/night/reach/", {"address": "aster@staff.example"})
    assert "nothing can be proved here" in said(aster.get("/night/reach/"))
    page = said(aster.post(f"/night/reach/{Reach.objects.get().pk}/", {"do": "test"}, follow=True))
    assert "A practice desk calls nobody" in page
    raised(place)
    shown = said(aster.get("/night/"))
    assert "practice: not called" in shown
    assert "the worker has never run" not in shown
    assert CALLS == []


def test_everything_that_calls_and_becomes_of_a_call_has_words() -> None:
    from dueprocess.night.calls import Reason

    assert set(words.REASONS) == {str(one) for one in Reason}
    check: Any = next(one for one in PagingStep._meta.constraints if one.name == "step_result_known")  # noqa: SLF001
    assert set(words.CALLED) == set(dict(check.condition.children)["result__in"])


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_asks_the_same_number_of_questions(many: int, place: StaffPlace, client_of: Clients) -> None:
    reached(place, "aster", "birch", "clover")
    for number in range(many):
        planned(place, ("aster", "birch", "clover")[number], place.desk.now, 30 + number)
    raised(place, many)
    aster = client_of("aster")
    aster.get("/night/")
    with CaptureQueriesContext(connection) as asked:
        assert aster.get("/night/").status_code == 200
    assert len(asked) == 14, [one["sql"][:90] for one in asked]


# --- readiness on a page: in English word for word what the command line says, in German the same of each gap ---

ZONE = "Europe/Berlin"
NOW = datetime.datetime(2026, 11, 25, 9, 0, tzinfo=datetime.UTC)
NAMES = ("aster", "birch", "clover")


def dates_of_page(at: datetime.datetime) -> str:
    return night_page.when(at, ZONE)


@st.composite
def gaps(draw: st.DrawFn) -> tuple[Gap, int]:
    first = draw(st.integers(0, AHEAD - 1))
    last = draw(st.integers(first, AHEAD - 1))
    lack = draw(st.sampled_from(Lack))
    there = {Lack.READER: 0, Lack.SECOND: draw(st.integers(1, 2)), Lack.RELEASERS: draw(st.integers(0, 2))}[lack]
    unreached = draw(st.integers(0, 2))
    return Gap(NOW + first * HOUR, NOW + last * HOUR, lack, NAMES[:there], NAMES[:unreached]), 3


@given(gaps())
def test_in_german_nothing_english_is_left(drawn: tuple[Gap, int]) -> None:
    gap, k = drawn
    with translation.override("de"):
        said = sentence(gap, k, NOW, ZONE, at=dates_of_page).text(PAGE)
    assert all(name in said for name in (*gap.there, *gap.unreached))
    assert not {"an", "order", "could", "not", "confirmed", "weekend", "from", "at"} & set(said.split())
    assert "8-Stunden-Anordnung" in said


def test_the_german_of_a_weekend() -> None:
    first = datetime.datetime(2026, 11, 28, 8, tzinfo=ZoneInfo(ZONE))
    gap = Gap(first, first + 3 * HOUR, Lack.RELEASERS, ("aster",), ("birch",))
    with translation.override("de"):
        assert sentence(gap, 2, NOW, ZONE, at=dates_of_page).text(PAGE) == (
            "Nächstes Wochenende (Sa 28. Nov. 08:00 bis Sa 28. Nov. 11:00) hat nur eine freigebende Person zugesagt "
            "(aster) (birch hat keinen nachgewiesenen Weg, erreicht zu werden): "
            "Eine 8-Stunden-Anordnung ließe sich nicht erfüllen"
        )
