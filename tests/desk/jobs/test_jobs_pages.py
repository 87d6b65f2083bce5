"""Pages leave: by a real mail server and to a real web server on this machine; an id and a time, no more."""

import datetime
import email
import email.policy
import hashlib
import hmac
import http.server
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from desk_samples import NEWSLETTER, Place
from dueprocess.adapters import outbound
from dueprocess.desk.data import queries
from dueprocess.desk.data.models import Paging, PagingStep, Reach
from dueprocess.desk.jobs import alarm_calls, worker_loop
from dueprocess.desk.jobs.round import Round
from dueprocess.desk.services import alarms, watches
from dueprocess.desk.services.alarms import Acknowledged, Paged
from dueprocess.desk.services.house import House, MailSettings
from mail_servers import Mailbox, smtp

DESK = "https://desk.example"
SENDER = "desk@fennel.example"


@pytest.fixture
def place(db: None) -> Place:
    """A founded desk with one unread arrival."""
    made = Place.found()
    made.desk = replace(made.desk, house=House("Fennel", "DE", staff_address=DESK))
    made.arrive(NEWSLETTER)
    return made


def with_mail(place: Place, port: int, **more: Any) -> None:
    mail = MailSettings("127.0.0.1", SENDER, port, "none", **more)
    place.desk = replace(place.desk, house=replace(place.desk.house, mail=mail))


def reach(place: Place, channel: str, address: str) -> Reach:
    made = watches.add_reach(place.desk, "", "aster", channel, address, allow_loopback=True)
    assert isinstance(made, Reach)
    return made


@pytest.fixture
def hook() -> Iterator[Any]:
    class Hook(http.server.BaseHTTPRequestHandler):
        server: Any

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.server.heard.append((self.headers["Due-Process-Signature"], body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            pass

    server: Any = http.server.HTTPServer(("127.0.0.1", 0), Hook)
    server.heard, server.url = [], f"http://127.0.0.1:{server.server_address[1]}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_page_by_mail_says_an_id_and_a_time_and_its_link_acknowledges(place: Place) -> None:
    box = Mailbox()
    reach(place, "mail", "aster@staff.example")
    with smtp(box) as port:
        with_mail(place, port)
        assert alarm_calls.pages(place.desk, "key").sent == 1
        assert alarm_calls.pages(place.desk, "key") == Paged()
    ((sender, recipients, data),) = box.taken
    assert (sender, recipients) == (SENDER, ["aster@staff.example"])
    message = email.message_from_bytes(data, policy=email.policy.default)
    page, step = Paging.objects.get(), PagingStep.objects.get(person="aster")
    assert message["Subject"] == f"Due Process {page.pk[:10]}"
    body = message.get_content()
    call = body.strip().rpartition("/")[2]
    assert body.split() == (
        f"Due Process: {page.pk[:10]}, due 2026-03-09 14:00 UTC+01:00. Acknowledge: {DESK}/night/ack/{call}".split()
    )
    # Neither the desk's rows nor a relay's log of Message-IDs tell what acknowledges.
    assert step.code == alarms.hashed(call)
    assert call not in str(message["Message-ID"])
    assert place.cases[0] not in data.decode()
    assert isinstance(alarms.acknowledge_call(place.desk, call), Acknowledged)


def test_a_webhook_gets_id_and_time_signed_with_its_own_secret(place: Place, hook: Any) -> None:
    way = reach(place, "webhook", hook.url)
    assert alarm_calls.pages(place.desk, "key").failed == 1  # not without the word for loopback
    assert hook.heard == []
    place.later(minutes=5)
    assert alarm_calls.pages(place.desk, "key", allow_loopback=True).sent == 1
    ((signed, body),) = hook.heard
    said = json.loads(body)
    assert set(said) == {"due", "id"}
    assert said["due"] == "2026-03-09T13:00Z"
    secret = outbound.secret_of("key", way.pk)
    assert signed == "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    assert isinstance(alarms.acknowledge_call(place.desk, said["id"]), Acknowledged)


def test_a_test_page_says_that_it_is_one(place: Place) -> None:
    box, way = Mailbox(), reach(place, "mail", "aster@staff.example")
    watches_before = Paging.objects.count()
    with smtp(box) as port:
        with_mail(place, port)
        alarms.try_out(place.desk, way.pk)
        alarm_calls.pages(replace(place.desk, house=replace(place.desk.house, staff_address="")), "key")
    texts = [email.message_from_bytes(data, policy=email.policy.default).get_content() for *_, data in box.taken]
    tests = [text for text in texts if "a test." in text]
    assert len(tests) == 1
    assert "Acknowledge" not in tests[0]  # no pages are served, so there is no link
    assert watches_before == 0


def test_the_worker_calls_people_in_its_round(place: Place) -> None:
    did, broken = worker_loop.run(Round(place.desk, key="key"), tasks=(("pages", alarm_calls.call_people),))
    assert (did, broken) == ({"pages": {"raised": 1, "climbed": 1, "sent": 0, "failed": 0}}, [])
    assert ("pages", alarm_calls.call_people) in worker_loop.TASKS
    assert queries.seen("pages") == place.desk.now


@pytest.mark.parametrize("how", ["no mail server", "insecure", "refused", "away"])
def test_a_mail_that_does_not_leave_is_a_failed_call(place: Place, how: str, caplog: pytest.LogCaptureFixture) -> None:
    box = Mailbox(mail="550 go away" if how == "refused" else "")
    reach(place, "mail", "aster@staff.example")
    with smtp(box) as port:
        if how == "insecure":
            mail = MailSettings("mail.example", SENDER, port, "none")
            place.desk = replace(place.desk, house=replace(place.desk.house, mail=mail))
        elif how != "no mail server":
            with_mail(place, 1 if how == "away" else port)
        assert alarm_calls.pages(place.desk, "key").failed == 1
    assert box.taken == []
    assert "aster" not in caplog.text
    assert "smtp." in caplog.text
    # The page does not wait for its minutes.
    page = Paging.objects.get()
    assert page.next_at is not None
    assert page.next_at <= place.desk.now + datetime.timedelta(minutes=5)
