"""Log-in: equal answers for everybody who is not let in, a second proof, hashed and sealed sessions, no way around."""

import datetime
import json
import re
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dueprocess.adapters import factors
from dueprocess.desk.data.models import Account, Invitation, Session
from dueprocess.desk.services import accounts, stood
from dueprocess.desk.services.accounts import Invited
from dueprocess.desk.staff import adapters, passkeys, turns
from dueprocess.desk.staff.access_table import FIRST, OPEN, OWN
from dueprocess.desk.staff.passkeys import said_origin
from dueprocess.desk.staff.urls import PAGES
from dueprocess.desk.web import sessions
from dueprocess.desk.web.sessions import hashed
from staff_desk import PASSWORD, TOTP_SECRET, Clients, StaffPlace, code_now, make_account

COOKIE = "dueprocess_staff"
SAVED = re.compile(r'"s\d+_x\d+"')  # names of savepoints
TYPED = re.compile(rb'value="([A-Za-z0-9]{64}|a[a-z]{4}|birch|heath|[0-9a-z-]{24})"')  # a token; what was typed


def log_in(client: Client, name: str, password: str = PASSWORD) -> Any:
    return client.post("/login/", {"login": name, "password": password})


def entered(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_password_and_code_let_in(stranger: Client) -> None:
    answer = log_in(stranger, "aster")
    assert answer["Location"] == "/login/second/"
    assert not entered(stranger)
    assert stranger.post("/login/second/", {"code": "000000"}).status_code == 200
    assert not entered(stranger)
    assert stranger.post("/login/second/", {"code": code_now()})["Location"] == "/"
    assert entered(stranger)


def test_a_code_counts_once(stranger: Client) -> None:
    code = code_now()
    log_in(stranger, "aster")
    stranger.post("/login/second/", {"code": code})
    other = Client()
    log_in(other, "aster")
    other.post("/login/second/", {"code": code})
    assert not entered(other)


def worked(client: Client, post: Callable[[Client], Any], monkeypatch: pytest.MonkeyPatch) -> tuple[Any, ...]:
    """What somebody outside could see or measure of an answer: status, headers, bytes, length, hashings, queries."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashes: list[str] = []
    plain = MD5PasswordHasher.encode
    with monkeypatch.context() as patch, CaptureQueriesContext(connection) as queries:
        patch.setattr(MD5PasswordHasher, "encode", lambda self, *args: (hashes.append("one"), plain(self, *args))[1])
        answer = post(client)
    headers = sorted((key, value) for key, value in answer.items() if key not in {"Content-Length", "Expires"})
    kinds = [" ".join(SAVED.sub("", one["sql"]).split()[:4]) for one in queries]
    said = TYPED.sub(b"", answer.content)
    return answer.status_code, headers, said, len(hashes), kinds, len(answer.content)


def test_log_in_does_the_same_work_for_every_name_that_is_not_let_in(
    place: StaffPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts.remove("elder", "birch")  # ended
    make_account("heath")
    Account.objects.filter(name="heath").update(password="!passkey")  # a passkey alone
    asked = {"wrong": "aster", "unknown": "azure", "ended": "birch", "passkey": "heath"}
    seen = {
        what: worked(Client(), lambda client, name=name: log_in(client, name, "no such words"), monkeypatch)
        for what, name in asked.items()
    }
    assert seen["unknown"][3] == 1
    assert seen["wrong"] == seen["unknown"] == seen["ended"] == seen["passkey"]


def test_the_invitations_page_does_the_same_work_for_every_code_that_opens_nothing(
    place: StaffPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = {}
    for what, name in {"used": "hazel", "late": "holly"}.items():
        made = accounts.invite(place.desk, "elder", name)
        assert isinstance(made, Invited)
        codes[what] = made.code
    Invitation.objects.filter(name="hazel").update(used_on=place.desk.today)
    Invitation.objects.filter(name="holly").update(until=place.desk.now)
    codes["unknown"] = "0000-0000-0000-0000-0000"
    seen = {
        what: worked(Client(), lambda client, code=code: client.post("/join/", {"code": code}), monkeypatch)
        for what, code in codes.items()
    }
    assert (seen["unknown"][0], seen["unknown"][3]) == (200, 0)
    assert seen["used"] == seen["late"] == seen["unknown"]


@pytest.mark.parametrize("name", ["aster", "nobody"])
def test_attempts_are_counted_for_each_name_whether_it_exists_or_not(stranger: Client, name: str) -> None:
    for _ in range(5):
        log_in(stranger, name, "no such words here")
    answer = log_in(stranger, name)
    assert b"Too many attempts" in answer.content
    assert log_in(Client(), "birch")["Location"] == "/login/second/"


def test_codes_are_counted_too(stranger: Client) -> None:
    log_in(stranger, "aster")
    for _ in range(5):
        stranger.post("/login/second/", {"code": "000000"})
    stranger.post("/login/second/", {"code": code_now()})
    assert not entered(stranger)


def test_log_in_makes_a_new_key_and_log_out_ends_it(stranger: Client) -> None:
    log_in(stranger, "aster")
    before = stranger.cookies[COOKIE].value
    stranger.post("/login/second/", {"code": code_now()})
    after = stranger.cookies[COOKIE].value
    assert before != after
    assert not Session.objects.filter(pk=hashed(before)).exists()
    assert sessions.STRANGERS.find(hashed(before)) is None
    assert stranger.get("/logout/").status_code == 200
    assert entered(stranger)
    assert stranger.post("/logout/")["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.filter(account__name="aster").exists()
    thief = Client()
    thief.cookies[COOKIE] = after
    assert not entered(thief)


def test_a_stranger_writes_nothing_however_often_they_ask(client_of: Clients) -> None:
    del client_of
    with CaptureQueriesContext(connection) as asked:
        for path in ("/login/", "/stop/", "/join/", "/night/ack/", "/night/ack/code", "/login/over/", "/nowhere", "/"):
            Client().get(path)
        options = Client().get("/login/passkey/", headers={"X-Requested-With": "XMLHttpRequest"})
        assert options.json()["request_options"]
        Client().post("/join/", {"code": "made-up"})
    assert [one["sql"] for one in asked if not one["sql"].startswith(("SELECT", "BEGIN", "COMMIT"))] == []
    assert not Session.objects.exists()


def test_what_a_log_in_began_waits_among_so_many_and_for_an_hour(stranger: Client) -> None:
    log_in(stranger, "aster")
    assert not Session.objects.exists()
    kept = sessions.Strangers(most=2)
    for name in "abca":
        kept.keep(name, name)
    assert [kept.find(name) for name in "abc"] == ["a", None, "c"]
    assert (kept.drop("a"), kept.drop("a")) == (True, False)
    kept.kept["c"] = (0.0, "c")
    assert kept.find("c") is None
    stranger.post("/login/second/", {"code": code_now()})
    assert Session.objects.get().account_id == Account.objects.get(name="aster").pk


def test_a_form_of_another_browser_is_forged(place: StaffPlace) -> None:
    del place
    mine, theirs = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', theirs.get("/login/").content.decode())
    assert token is not None
    mine.get("/login/")
    said = {"login": "aster", "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
    assert mine.post("/login/", said).status_code == 403
    assert theirs.post("/login/", said)["Location"] == "/login/second/"


def test_a_log_in_ends_after_eight_hours_however_often_it_is_used(client_of: Clients) -> None:
    client = client_of("aster")
    row = Session.objects.get()
    Session.objects.update(made_at=timezone.now() - datetime.timedelta(hours=7, minutes=59))
    client.get("/account/")  # writes the hour, and with it the row
    assert Session.objects.get(pk=row.pk).expire_date <= timezone.now() + datetime.timedelta(minutes=2)
    Session.objects.update(expire_date=timezone.now() - datetime.timedelta(seconds=1))
    assert not entered(client)


def test_the_hour_of_last_sight_is_written_once_an_hour(
    client_of: Clients, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of("fern")
    client.get("/account/second/")
    assert Session.objects.get().seen_at.minute == 0
    with django_assert_num_queries(3):  # session, account, factor: no write
        client.get("/account/second/")


def test_a_copied_database_logs_in_nowhere(client_of: Clients, stranger: Client) -> None:
    client_of("aster").get("/account/")
    row = Session.objects.get(account__name="aster")
    stranger.cookies[COOKIE] = row.pk
    assert not entered(stranger)
    assert "aster" not in row.session_data
    assert "_auth_user" not in row.session_data
    factor = Authenticator.objects.get(user__name="aster")
    assert TOTP_SECRET not in str(factor.data)
    with pytest.raises(factors.FactorError):
        factors.unseal(factor.data["secret"], "the key of another machine")


def test_a_session_of_another_key_is_empty(client_of: Clients, settings: Any) -> None:
    client = client_of("aster")
    settings.SECRET_KEY = "the key of another machine"
    assert not entered(client)


def test_of_a_factor_the_day_stays_and_no_hour(stranger: Client) -> None:
    log_in(stranger, "aster")
    stranger.post("/login/second/", {"code": code_now()})
    factor = Authenticator.objects.get(user__name="aster")
    assert factor.last_used_at is None
    assert (factor.created_at.hour, factor.created_at.minute) == (0, 0)


def test_without_a_second_factor_nothing_but_its_setting_up_is_shown(client_of: Clients, place: StaffPlace) -> None:
    client = client_of("aster")
    Authenticator.objects.all().delete()
    for path in ("/", "/account/", "/people/"):
        assert client.get(path)["Location"] == "/account/second/"
    assert b"Set up a passkey" in client.get("/account/second/").content
    place.house(practice=True)
    assert client.get("/").status_code == 200
    assert b"practice desk" in client.get("/account/second/").content


def test_every_page_is_open_own_or_seen_by_somebody() -> None:
    unnamed = {page.name for page in PAGES if page.sees is None}
    assert unnamed <= OPEN | OWN | FIRST
    assert not {page.name for page in PAGES if page.sees is not None} & (OPEN | OWN | FIRST)


def test_an_app_is_set_up_after_the_password_once_more(client_of: Clients) -> None:
    client = client_of("aster")
    Authenticator.objects.filter(user__name="aster").delete()
    asked = client.get("/account/app/")
    assert asked["Location"].startswith("/again/")
    assert client.post("/again/?next=/account/app/", {"password": "wrong"}).status_code == 200
    assert client.post("/again/?next=/account/app/", {"password": PASSWORD})["Location"] == "/account/app/"
    page = client.get("/account/app/")
    secret = page.context["form"].secret
    assert secret not in Session.objects.get(account__name="aster").session_data
    assert b"data:image/svg+xml;base64," in page.content
    client.post("/account/app/", {"code": code_now(secret)})
    assert Authenticator.objects.get(user__name="aster").wrap().validate_code(code_now(secret))
    assert client.post("/account/app/off/")["Location"] == "/account/"
    assert client.get("/account/")["Location"] == "/account/second/"


def test_another_password_ends_the_other_log_ins(client_of: Clients) -> None:
    here, there = client_of("aster"), client_of("aster")
    new = "eleven swans below the mill"
    said = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert b"not right" in here.post("/account/password/", {**said, "oldpassword": "wrong"}).content
    assert here.post("/account/password/", {**said, "password1": "short", "password2": "short"}).status_code == 200
    assert here.post("/account/password/", said)["Location"] == "/account/"
    assert entered(here)
    assert not entered(there)


def test_a_passkey_of_another_origin_is_refused(stranger: Client) -> None:
    from fido2.utils import websafe_encode

    options = stranger.get("/login/passkey/", headers={"Accept": "application/json"}).json()
    assert options["request_options"]["publicKey"]["rpId"] == "testserver"
    assert not options["request_options"]["publicKey"].get("allowCredentials")
    client_data = websafe_encode(b'{"origin": "https://portal.testserver"}')
    assert said_origin({"response": {"clientDataJSON": client_data}}) == "https://portal.testserver"
    answer = stranger.post("/login/passkey/", {"credential": f'{{"response": {{"clientDataJSON": "{client_data}"}}}}'})
    assert answer["Location"] == "/login/"
    assert not entered(stranger)


def said_at(origin: str) -> dict[str, str]:
    from fido2.utils import websafe_encode

    packed = websafe_encode(json.dumps({"origin": origin}).encode())
    return {"name": "key", "credential": json.dumps({"response": {"clientDataJSON": packed}})}


@pytest.mark.parametrize("form", [passkeys.LogIn, passkeys.SecondStep, passkeys.Again, passkeys.Add])
def test_every_form_of_a_passkey_compares_the_whole_origin(
    form: Any, rf: RequestFactory, monkeypatch: pytest.MonkeyPatch, settings: Any, db: None
) -> None:
    """The library's own look at the answer is left out here: the browser's test has it."""
    monkeypatch.setattr(AuthenticateWebAuthnForm, "clean_credential", lambda self: self.cleaned_data["credential"])
    monkeypatch.setattr(AddWebAuthnForm, "clean", lambda self: self.cleaned_data)
    user = {} if form is passkeys.LogIn else {"user": Account(name="aster", pk=1)}
    with context.request_context(rf.get("/", headers={"Host": "desk.example"})):
        assert form(data=said_at("http://desk.example"), **user).is_valid()
        for other in ("https://desk.example", "http://desk.example:8000", "http://portal.desk.example", ""):
            assert not form(data=said_at(other), **user).is_valid(), other
        settings.HTTPS = "https://staff.example"
        assert form(data=said_at("https://staff.example"), **user).is_valid()
        assert not form(data=said_at("http://desk.example"), **user).is_valid()


@pytest.mark.django_db
def test_a_passkey_has_no_name_that_somebody_typed(rf: RequestFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AddWebAuthnForm, "clean", lambda self: self.cleaned_data)
    with context.request_context(rf.get("/", headers={"Host": "desk.example"})):
        said = {**said_at("http://desk.example"), "name": "the phone of Mrs Example"}
        form = passkeys.Add(data=said, user=Account(name="aster", pk=1))
        assert not form.is_valid()
        assert list(form.errors) == ["name"]


@pytest.mark.parametrize(
    "posted",
    [None, [], "x", {"response": 1}, {"response": {"clientDataJSON": "!"}}, {"response": {"clientDataJSON": "e30"}}],
)
def test_an_answer_of_another_form_has_no_origin(posted: object) -> None:
    assert said_origin(posted) == ""


def test_an_ended_account_with_a_passkey_hears_what_everybody_hears(stranger: Client) -> None:
    assert b"That did not work." in stranger.get("/login/over/", follow=True).content


def test_many_strangers_keep_nobody_out_whatever_address_they_come_from(stranger: Client, settings: Any) -> None:
    for number in range(70):
        assert log_in(Client(), f"stranger{number}", "x" * 14).status_code == 200
    assert log_in(stranger, "birch")["Location"] == "/login/second/"


def test_failures_are_counted_a_name_and_not_in_a_browser_that_is_known(stranger: Client) -> None:
    own = Client()
    log_in(own, "aster")
    own.post("/login/second/", {"code": code_now()})
    own.get("/account/")
    own.post("/logout/")
    assert not entered(own)
    for number in range(6):
        refused = log_in(Client(headers={"Host": f"h{number}.example"}), "aster", "x" * 14)
    assert b"Too many attempts" in refused.content
    assert b"Too many attempts" in log_in(stranger, "aster").content  # the right password, from anywhere else
    assert log_in(own, "aster")["Location"] == "/login/second/"
    (mark,) = [one.value for name, one in own.cookies.items() if name.endswith("known")]
    assert "aster" not in mark
    stranger.cookies["dueprocess_known"] = mark[:-1] + ("0" if mark[-1] != "0" else "1")
    assert b"Too many attempts" in log_in(stranger, "aster").content
    other = Client()
    other.cookies["dueprocess_known"] = mark
    for _ in range(6):
        refused = log_in(other, "birch", "x" * 14)
    assert b"Too many attempts" in refused.content  # it is nobody else's mark


def test_of_strangers_few_work_at_a_time_and_by_chance_one_who_waits_goes() -> None:
    lane, inside, done = turns.Lane(2, 1), threading.Semaphore(0), threading.Event()
    said: list[str] = []

    def come() -> None:
        try:
            with lane.turn():
                inside.release()
                done.wait(60)
                said.append("in")
        except turns.BusyError:
            said.append("busy")

    people = [threading.Thread(target=come) for _ in range(6)]
    for one in people:
        one.start()
    inside.acquire(timeout=60)
    inside.acquire(timeout=60)
    while said.count("busy") < 3:
        time.sleep(0.01)
    assert (lane.running, len(lane.waiting)) == (2, 1)
    done.set()
    for one in people:
        one.join(60)
    assert (lane.running, lane.waiting, sorted(said)) == (0, [], ["busy"] * 3 + ["in"] * 3)


def test_a_busy_lane_is_said_and_stops_neither_known_browsers_nor_stopping(stranger: Client) -> None:
    own = Client()
    log_in(own, "aster")
    own.post("/login/second/", {"code": code_now()})
    own.get("/account/")
    own.post("/logout/")
    full = turns.Lane(0, 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(adapters.AccountAdapter, "strangers", full)
        assert b"Press the button once more" in log_in(stranger, "birch").content
        assert log_in(own, "aster")["Location"] == "/login/second/"
        page = stranger.post("/stop/", {"login": "birch", "password": "x" * 14})
        assert b"Name or password is not right" in page.content
        assert not stood.attested()
        assert (
            b"Nothing is produced or released"
            in stranger.post("/stop/", {"login": "birch", "password": PASSWORD}).content
        )
    assert [one.by for one in stood.attested()] == ["birch"]
    assert not entered(stranger)


def test_a_passkey_is_taken_away_by_its_owner_alone(client_of: Clients) -> None:
    owner = Account.objects.get(name="aster")
    held = Authenticator.objects.create(user=owner, type="webauthn", data={"name": "key", "credential": {}})
    path = f"/account/passkey/{held.pk}/off/"
    for name, status in (("birch", 404), ("aster", 200)):
        client = client_of(name)
        assert client.get(path)["Location"].startswith("/again/")
        client.post(f"/again/?next={path}", {"password": PASSWORD})
        assert client.get(path).status_code == status
        answer = client.post(path)
        assert answer.status_code == (302 if status == 200 else 404)
    assert not Authenticator.objects.filter(pk=held.pk).exists()
    assert b"a security key" not in client.get("/account/").content


def test_a_factor_of_another_key_says_who_helps(stranger: Client) -> None:
    factor = Authenticator.objects.get(user__name="aster")
    factor.data = {"secret": factors.seal(TOTP_SECRET, "the key of another machine")}
    factor.save()
    log_in(stranger, "aster")
    answer = stranger.post("/login/second/", {"code": code_now()})
    assert b"a colleague invites you again" in answer.content
    assert not entered(stranger)
