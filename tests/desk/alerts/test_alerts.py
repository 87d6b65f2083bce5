"""The alert list at real servers: proof, one beat a day, each reader once, the way out; and what is never sent."""

import base64
import datetime
import email
import email.policy
import hashlib
import hmac
import http.server
import json
import re
import shutil
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sample_snapshot
from dueprocess.adapters import identity as identities
from dueprocess.adapters import locks, outbound, smtp
from dueprocess.adapters.texts import sentences
from dueprocess.desk.alerts import beat, serve
from dueprocess.desk.alerts.folder import ASKED_A_DAY, GIVE_UP, AlertError, Folder, Mail, Settings
from dueprocess.desk.alerts.send import Post, Sent, add_hook, ask, challenge, send
from dueprocess.desk.publish import feed
from dueprocess.desk.publish.rows import places
from dueprocess.desk.publish.texts import load
from dueprocess.formats import alert
from dueprocess.formats.alert import Way
from dueprocess.operate.alerts_check import alerts
from dueprocess.operate.doctor_lines import Mark
from dueprocess.operate.home import Home
from dueprocess.report.snapshot import Snapshot
from mail_servers import HOST, Mailbox
from mail_servers import smtp as serving_mail

NOW = datetime.datetime(2026, 12, 1, 7, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
HER = "news@ngo.example"


@dataclass
class Hook:
    """A webhook's owner: holds the secret, checks what comes, answers challenges; or does what a test wants."""

    secret: bytes = b""
    status: int = 200
    says: bytes | None = None
    to: str = ""
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""

    def answer(self, heard: dict[str, str], data: bytes) -> bytes:
        signed = f"{heard['Webhook-Id']}.{heard['Webhook-Timestamp']}.".encode() + data
        mac = base64.b64encode(hmac.digest(self.secret, signed, "sha256")).decode()
        assert heard["Webhook-Signature"] == f"v1,{mac}"
        said = json.loads(data)
        if said["type"] != "challenge":
            return b""
        return hmac.digest(self.secret, f"challenge.{said['data']['challenge']}".encode(), "sha256").hex().encode()


@contextmanager
def hooked(hook: Hook) -> Iterator[Hook]:
    class Answers(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["Content-Length"]))
            heard = dict(self.headers)
            hook.heard.append((heard, data))
            said = hook.says if hook.says is not None else hook.answer(heard, data) if hook.status == 200 else b""
            self.send_response(hook.status)
            if hook.to:
                self.send_header("Location", hook.to)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_arguments: object) -> None:
            pass

    server: Any = http.server.ThreadingHTTPServer((HOST, 0), Answers)
    server.handle_error = lambda *_: None
    hook.url = f"http://{HOST}:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class List:
    """One list, its site and its mail server."""

    folder: Folder
    site: Path
    secret: str
    box: Mailbox

    def publish(self, *ids: str) -> None:
        items = [
            {
                "id": f"urn:x:{one}",
                "title": f"Germany · {one}",
                "url": f"https://site.example/{one}",
                "date_published": "2026-12-01T00:00:00Z",
            }
            for one in ids
        ]
        self.puts(json.dumps({"items": items}).encode())

    def puts(self, data: bytes) -> None:
        (self.site / "feed.json").write_bytes(data)
        (self.site / "SHA256SUMS").write_text(f"{hashlib.sha256(data).hexdigest()}  feed.json\n")

    def joins(self, address: str = HER, language: str = "en") -> None:
        ask(self.folder, address, language, NOW)
        assert self.folder.confirm(self.code(), beat.kept(self.folder).number, NOW.date())

    def code(self) -> str:
        return re.findall(r"^ {4}(\S+)$", self.text(), re.MULTILINE)[0]

    def text(self) -> str:
        made: Any = email.message_from_bytes(self.box.taken[-1][2], policy=email.policy.default)
        return str(made.get_content()).replace("\r\n", "\n")

    def sends(self, at: datetime.datetime = NOW) -> Sent:
        return send(self.folder, self.secret, at, loopback=True)

    def state(self, address: str = HER) -> alert.State:
        return self.folder.states()[self.folder.name_of(address)]


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[List]:
    identity, box = identities.new("alerts", "2026-12-01T00:00:00Z"), Mailbox()
    (tmp_path / "site").mkdir()
    with serving_mail(box) as port:
        mail = Mail(HOST, "news@fennel.example", port, "none")
        settings = Settings("Fennel Mail", str(tmp_path / "site"), "people@fennel.example", mail, "https://a.example")
        folder = Folder.create(tmp_path / "alerts", identity.card().age, settings)
        made = List(folder, tmp_path / "site", identity.age_secret, box)
        made.publish("old")
        made.sends(NOW - DAY)  # what stands there at first is no news
        yield made


def files(folder: Folder) -> bytes:
    return b"".join(one.read_bytes() for one in sorted(folder.path.rglob("*")) if one.is_file())


def test_a_mailbox_proves_itself_is_told_once_a_beat_and_leaves_by_one_step(kept: List) -> None:
    ask(kept.folder, HER, "de", NOW)
    kept.publish("old", "new")
    assert kept.sends() == Sent()  # nothing but the one mail before the code came back
    assert len(kept.box.taken) == 1
    assert "https://a.example/" in kept.text()
    code = kept.code()
    assert not kept.folder.confirm("AAAA-BBBB-CCCC-DDDD", 0, NOW.date())
    assert kept.folder.confirm(code.lower().replace("-", " "), 0, NOW.date())
    assert not kept.folder.confirm(code, 0, NOW.date())  # once
    assert kept.sends(NOW + datetime.timedelta(hours=1)) == Sent(arrived=1)
    assert kept.sends(NOW + datetime.timedelta(hours=2)) == Sent()
    _, to, data = kept.box.taken[-1]
    made: Any = email.message_from_bytes(data, policy=email.policy.default)
    assert (to, made["List-Unsubscribe-Post"]) == ([HER], "List-Unsubscribe=One-Click")
    assert made["Auto-Submitted"] == "auto-generated"
    text = kept.text()
    assert "https://site.example/new" in text
    assert "Stand 1. Dezember 2026" in text
    assert "https://site.example/old" not in text
    assert {urn.split("/")[2] for urn in re.findall(r"https?://\S+", text)} == {"site.example", "a.example"}
    assert HER.encode() not in files(kept.folder)
    (leave,) = re.findall(r"<https://a\.example(/leave/[0-9a-f]{32})>", made["List-Unsubscribe"])
    assert leave.encode() not in files(kept.folder)
    assert b"<form" in asked(kept, leave)  # a scanner that follows the link takes nobody off
    assert kept.state().told
    assert asked(kept, leave, b"List-Unsubscribe=One-Click") == asked(
        kept, f"/leave/{'0' * 32}", b"List-Unsubscribe=One-Click"
    )
    assert "not whole" in asked(kept, leave[:-1], b"x=1").decode()  # a link that a mail program broke leaves nothing
    assert kept.folder.states() == {}
    assert list((kept.folder.path / "readers").iterdir()) == []
    kept.publish("newer")
    assert kept.sends(NOW + DAY) == Sent()


def test_a_webhook_answers_a_challenge_by_its_secret_and_410_takes_it_off(kept: List) -> None:
    with hooked(Hook()) as hook:
        said = add_hook(kept.folder, hook.url, "en", NOW, loopback=True)
        hook.secret = base64.b64decode(said.removeprefix("whsec_"))
        kept.publish("old", "new")
        hook.says = b"x" * 9000
        with pytest.raises(AlertError, match="unproven"):  # an echo, a page, a long answer prove nothing
            challenge(kept.folder, hook.url, kept.secret, NOW, loopback=True)
        hook.says, hook.status, hook.to = None, 302, hook.url
        with pytest.raises(AlertError, match="redirect"):
            challenge(kept.folder, hook.url, kept.secret, NOW, loopback=True)
        assert kept.sends() == Sent()
        hook.status, hook.to = 200, ""
        challenge(kept.folder, hook.url, kept.secret, NOW, loopback=True)
        with pytest.raises(AlertError, match="waits"):
            challenge(kept.folder, hook.url, kept.secret, NOW, loopback=True)
        kept.publish("old", "new", "newer")
        hook.heard.clear()
        hook.status = 500
        assert kept.sends(NOW + DAY) == Sent(failed=1)
        hook.status = 200
        assert kept.sends(NOW + DAY + datetime.timedelta(hours=3)) == Sent(arrived=1)
        (first, body), (again, same) = hook.heard
        assert (first["Webhook-Id"], body) == (again["Webhook-Id"], same)  # tried again: one message
        data = json.loads(body)
        assert [one["id"] for one in data["data"]["entries"]] == ["urn:x:newer"]
        assert set(first) == {
            "Host",
            "Content-Type",
            "Content-Length",
            "Connection",
            "Webhook-Id",
            "Webhook-Timestamp",
            "Webhook-Signature",
        }
        kept.publish("newest")
        hook.status = 410
        assert kept.sends(NOW + 2 * DAY) == Sent(left=1)
        assert kept.folder.states() == {}


def test_a_webhook_to_a_machine_inside_is_refused_at_every_step(kept: List) -> None:
    for address in ("http://hooks.example/", "https://u:p@hooks.example/", "ftp://x.example/"):
        with pytest.raises(AlertError):
            add_hook(kept.folder, address, "en", NOW)
    with hooked(Hook()) as canary:
        inside = canary.url.replace("http:", "https:")
        add_hook(kept.folder, inside, "en", NOW)
        with pytest.raises(AlertError, match="private"):
            challenge(kept.folder, inside, kept.secret, NOW)
        name = kept.folder.name_of(inside)  # and where its name led outside when it proved itself
        kept.folder.marked(name, replace(kept.folder.states()[name], code=""))
        kept.publish("new")
        assert send(kept.folder, kept.secret, NOW) == Sent(failed=1)
        assert canary.heard == []


def test_a_slow_server_holds_nobody_up(kept: List, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "SECONDS", 0.2)
    with socket.create_server((HOST, 0)) as deaf:
        url = f"http://{HOST}:{deaf.getsockname()[1]}/"
        add_hook(kept.folder, url, "en", NOW, loopback=True)
        name = kept.folder.name_of(url)
        kept.folder.marked(name, replace(kept.folder.states()[name], code=""))
        kept.joins()
        kept.publish("new")
        assert kept.sends() == Sent(arrived=1, failed=1)


def test_who_is_not_reached_is_given_up_and_doctor_says_so(kept: List, tmp_path: Path) -> None:
    kept.joins()
    kept.box.rcpt[HER] = "550 no such mailbox"
    kept.publish("new")
    done = [kept.sends(NOW + datetime.timedelta(hours=hour)) for hour in range(GIVE_UP + 1)]
    assert done == [*[Sent(failed=1)] * (GIVE_UP - 1), Sent(failed=1, given_up=1), Sent()]
    place = Home(tmp_path)
    assert any(line.mark is Mark.CAUTION and "told no more" in line.says for line in alerts(place, NOW))
    kept.box.rcpt.clear()
    kept.joins()  # anew, by a proof
    kept.publish("new", "newer")
    assert kept.sends(NOW + DAY) == Sent(arrived=1)
    assert "newer" in kept.text()
    assert not [line for line in alerts(place, NOW + DAY) if line.mark is Mark.CAUTION]
    assert any("nothing looked" in line.says for line in alerts(place, NOW + 9 * DAY))
    assert list(alerts(Home(tmp_path / "none"), NOW)) == []


def test_a_fault_of_our_own_server_gives_nobody_up_and_is_said(kept: List, tmp_path: Path) -> None:
    kept.joins()
    kept.publish("new")
    settings = kept.folder.path / "alert.toml"
    before = settings.read_text()
    settings.write_text(re.sub("port = [0-9]+", "port = 9", before))
    for hour in range(GIVE_UP + 1):
        assert kept.sends(NOW + datetime.timedelta(hours=hour)).fault == str(smtp.Fault.UNREACHABLE)
    assert any("smtp.unreachable" in line.says for line in alerts(Home(tmp_path), NOW))
    settings.write_text(before)
    assert kept.sends(NOW + datetime.timedelta(hours=12)) == Sent(arrived=1)


@pytest.mark.parametrize(("says", "code"), [("530 log in first", "refused"), ("451 not now", "busy")])
def test_a_server_that_takes_nothing_from_us_gives_nobody_up(kept: List, says: str, code: str) -> None:
    kept.joins()
    kept.publish("new")
    kept.box.mail = says
    for hour in range(GIVE_UP + 1):
        assert kept.sends(NOW + datetime.timedelta(hours=hour)) == Sent(failed=1, fault=f"smtp.{code}")
    kept.box.mail = ""
    assert kept.sends(NOW + datetime.timedelta(hours=12)) == Sent(arrived=1)


def test_what_was_taken_and_not_acknowledged_comes_again_as_the_same_message(kept: List) -> None:
    kept.joins()
    kept.publish("new")
    kept.box.drop_after = True
    assert kept.sends().failed == 1
    kept.box.drop_after = False
    assert kept.sends(NOW + datetime.timedelta(hours=3)) == Sent(arrived=1)
    assert kept.box.taken[-1] == kept.box.taken[-2]


def test_who_leaves_while_a_run_goes_on_ends_it_for_nobody(kept: List, monkeypatch: pytest.MonkeyPatch) -> None:
    others = [f"n{number}@ngo.example" for number in range(3)]
    for one in others:
        kept.joins(one)
    kept.publish("old", "new")
    reads, left = Folder.reader, list[str]()

    def leaves(folder: Folder, name: str, secret: str) -> alert.Reader | None:
        if not left:  # the next one's page is open in another process
            left.extend(one for one in others if folder.name_of(one) > name)
            for one in left:
                assert folder.forget(one)
        return reads(folder, name, secret)

    monkeypatch.setattr(Folder, "reader", leaves)
    assert kept.sends() == Sent(arrived=3 - len(left))
    assert len(kept.folder.states()) == 1


def test_a_run_tidies_up_alone(kept: List) -> None:
    """Another process has written a reader's file, and its state not yet."""
    half = kept.folder.path / "readers" / ("0" * 32)
    with ThreadPoolExecutor() as others:
        with locks.of_folder(kept.folder.path):
            half.write_bytes(b"half")
            run = others.submit(kept.sends)
            with pytest.raises(TimeoutError):
                run.result(0.3)
            assert half.exists()
        assert run.result(20) == Sent()


def test_a_proof_of_one_time_is_none_for_an_address_that_was_asked_anew(kept: List) -> None:
    kept.joins()
    old = kept.state()
    kept.folder.forget(HER)
    ask(kept.folder, HER, "en", NOW)
    kept.folder.marked(kept.folder.name_of(HER), old)  # a run that began before
    assert not kept.state().told


def test_a_clock_that_was_wrong_for_one_run_silences_no_list(kept: List) -> None:
    kept.joins()
    kept.sends(NOW + 900 * DAY)
    kept.publish("old", "new")
    assert kept.sends(NOW + DAY) == Sent(arrived=1)
    assert kept.sends(NOW + DAY) == Sent()


def test_who_failed_last_time_comes_last_and_holds_up_no_other(kept: List) -> None:
    three = sorted((HER, "a@press.example", "b@press.example"), key=kept.folder.name_of)
    for one in three:
        kept.joins(one)
    kept.folder.marked(kept.folder.name_of(three[0]), replace(kept.state(three[0]), tries=2))
    kept.publish("old", "new")
    assert kept.sends() == Sent(arrived=3)
    assert [to for _, [to], _ in kept.box.taken[-3:]] == [*three[1:], three[0]]


def test_a_webhook_is_dated_when_it_leaves(kept: List) -> None:
    """Who answers slowly does not make the signatures of the others too old: libraries take five minutes."""
    with hooked(Hook()) as hook:
        said = add_hook(kept.folder, hook.url, "en", NOW, loopback=True)
        hook.secret = base64.b64decode(said.removeprefix("whsec_"))
        reader = kept.folder.reader(kept.folder.name_of(hook.url), kept.secret)
        assert reader is not None
        Post(kept.folder.settings, NOW, loopback=True, begun=time.monotonic() - 600).hook(
            reader, "x", b'{"type":"site.published"}'
        )
        assert int(hook.heard[-1][0]["Webhook-Timestamp"]) >= int(NOW.timestamp()) + 600


def test_two_runs_at_a_time_are_one(kept: List) -> None:
    kept.joins()
    kept.publish("new")
    with locks.of_file(kept.folder.path / "send.lock"), pytest.raises(AlertError, match="Another run"):
        kept.sends()
    assert kept.sends() == Sent(arrived=1)


def test_a_beat_is_of_a_day_and_an_hour_never_of_an_event(kept: List) -> None:
    kept.joins()
    kept.publish("old", "new")
    assert kept.sends(NOW.replace(hour=5)) == Sent()
    assert kept.sends(NOW) == Sent(arrived=1)
    kept.publish("old", "new", "newer")
    assert kept.sends(NOW.replace(hour=23)) == Sent()  # a site that is written twice a day has one beat
    assert kept.sends(NOW - DAY) == Sent()  # a clock that goes back
    assert kept.sends(NOW + DAY) == Sent(arrived=1)
    assert kept.sends(NOW + 2 * DAY) == Sent()  # nothing is new: nothing goes


def test_what_fell_silent_before_it_arrived_is_never_sent_and_nothing_keeps_it(kept: List) -> None:
    kept.joins()
    kept.box.rcpt[HER] = "450 later"
    kept.publish("old", "secret-now", "stays")
    assert kept.sends() == Sent(failed=1)
    gone = hashlib.sha256(b"urn:x:secret-now").hexdigest().encode()
    assert gone in files(kept.folder)
    kept.publish("old", "stays")
    kept.box.rcpt.clear()
    assert kept.sends(NOW + DAY) == Sent(arrived=1)
    assert "stays" in kept.text()
    assert "secret-now" not in kept.text()
    assert gone not in files(kept.folder)
    kept.publish("old")
    count = len(kept.box.taken)
    assert kept.sends(NOW + 2 * DAY) == Sent()  # that something went is no news
    assert len(kept.box.taken) == count


def test_two_lists_over_equal_sites_send_the_same_whatever_else_differs(kept: List, tmp_path: Path) -> None:
    """P11: what is sent follows from the site's files, the list and the day; the order is the list's own."""
    other = Folder(tmp_path / "other")
    kept.joins()
    kept.joins("desk@press.example", "ur")
    shutil.copytree(kept.folder.path, other.path)
    kept.publish("old", "new")
    before = len(kept.box.taken)
    assert kept.sends() == Sent(arrived=2)
    middle = len(kept.box.taken)
    assert send(other, kept.secret, NOW + datetime.timedelta(hours=2)) == Sent(arrived=2)
    assert kept.box.taken[before:middle] == kept.box.taken[middle:]


def test_news_are_the_rows_of_the_sites_own_feed(kept: List) -> None:
    def published(world: Snapshot) -> None:
        where = {row: f"en/{place}" for row, place in places(world).items()}
        kept.puts(feed.json_feed(world, load("en"), feed.of_rows(world, load("en"), where)))

    kept.joins()
    world = sample_snapshot.snapshot()
    published(replace(world, rows=world.rows[2:]))
    kept.sends(NOW)
    published(world)
    assert kept.sends(NOW + DAY) == Sent(arrived=1)
    assert {row.id for row in world.rows if row.id in kept.text()} == {row.id for row in world.rows[:2]}
    published(replace(world, rows=()))
    assert kept.sends(NOW + 2 * DAY) == Sent()  # that rows fell silent is no news


def test_the_list_is_bounded_and_forgets(kept: List) -> None:
    for number in range(ASKED_A_DAY):
        kept.folder.add(Way.MAIL, f"a{number}@x.example", "en", NOW.date())
    with pytest.raises(AlertError, match="a day"):
        ask(kept.folder, HER, "en", NOW)
    with pytest.raises(AlertError, match="on the list"):
        kept.folder.add(Way.MAIL, "A1@X.example", "en", NOW.date())
    assert kept.box.taken == []
    ask(kept.folder, HER, "en", NOW + DAY)
    assert not kept.folder.confirm(kept.code(), 0, NOW.date() + 9 * DAY)  # too late, though nothing ran since
    assert kept.folder.states() == {}
    kept.joins()
    assert (kept.folder.forget(HER), kept.folder.forget(HER)) == (True, False)
    for wrong in ("no address", "a@b.example\r\nBcc: c@d.example", "x" * 300 + "@x.example"):
        with pytest.raises(AlertError):
            ask(kept.folder, wrong, "en", NOW)
    with pytest.raises(AlertError, match="written in"):
        ask(kept.folder, HER, "xx", NOW)
    kept.box.rcpt[HER] = "550 no"
    with pytest.raises(AlertError, match="not kept"):
        ask(kept.folder, HER, "en", NOW)
    assert kept.folder.states() == {}


def test_a_site_that_is_half_there_sends_nothing(kept: List) -> None:
    kept.joins()
    kept.publish("new")
    (kept.site / "feed.json").write_bytes(b'{"items": []}')
    for _ in range(2):
        with pytest.raises(AlertError):
            kept.sends()
        (kept.site / "feed.json").unlink(missing_ok=True)
    assert len(kept.box.taken) == 1


def test_many_things_fit_one_mail_and_one_webhook() -> None:
    there = {
        f"{n:064x}": beat.Item(f"urn:x:{n}", "t" * 200, f"https://s.example/{n}", "2026-12-01") for n in range(900)
    }
    one = beat.Beat(1, "2026-12-01", tuple(there))
    data = beat.body(one, there, "Fennel Mail")
    assert len(data) <= outbound.MAX_BODY
    said = json.loads(data)["data"]
    assert len(said["entries"]) + said["more"] == 900
    words = sentences("alert")["en"]["news"]
    assert len(beat.text(one, there, words, "x", "y", "en")) < 20_000


# --- the two pages ---


def asked(kept: List, path: str, body: bytes = b"", *lines: str) -> bytes:
    head = [f"{'POST' if body else 'GET'} {path} HTTP/1.1", "Host: x", f"Content-Length: {len(body)}", *lines]
    head += ["Content-Type: application/x-www-form-urlencoded"] if body else []
    return raw(kept.folder, "\r\n".join(head).encode() + b"\r\n\r\n" + body)


def raw(folder: Folder, data: bytes) -> bytes:
    ours, theirs = socket.socketpair()
    before = signal.getsignal(signal.SIGALRM)
    try:
        theirs.sendall(data)
        theirs.shutdown(socket.SHUT_WR)
        serve.answer(ours, serve.Kept(folder))
        ours.close()
        return b"".join(iter(lambda: theirs.recv(1 << 16), b""))
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
        ours.close()
        theirs.close()


def test_a_code_is_typed_into_a_page_without_script_in_three_languages(kept: List) -> None:
    ask(kept.folder, HER, "en", datetime.datetime.now(datetime.UTC))  # the page has the machine's own day
    for language, turned in (("en", "ltr"), ("de", "ltr"), ("ur", "rtl")):
        page = asked(kept, "/", b"", f"Accept-Language: {language}-XX,fr;q=0.5")
        assert f'lang="{language}" dir="{turned}"'.encode() in page
        assert b"script" not in page
        assert b"http" not in page.partition(b"\r\n\r\n")[2]
    head = raw(kept.folder, b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert (head[:15], head[-4:]) == (b"HTTP/1.1 200 OK", b"\r\n\r\n"), "a head has no page behind it"
    assert b'role="alert"' in asked(kept, "/", b"code=nothing")
    assert b'role="status"' in asked(kept, "/", f"code={kept.code()}".encode())
    assert kept.state().told
    for path, body, status in (
        ("/x", b"", b"404"),
        ("/leave", b"", b"404"),
        ("/leave/a/b", b"x=1", b"404"),
        ("/", b"code=" + b"a" * 4000, b"413"),
        ("/", b"code=\xff", b"400"),
    ):
        assert asked(kept, path, body).startswith(b"HTTP/1.1 " + status)


@given(st.binary(max_size=300))
def test_any_bytes_get_an_answer_or_a_closed_line(data: bytes) -> None:
    said = raw(Folder(Path("/nonexistent")), data)
    assert not said or said.startswith(b"HTTP/1.1 ")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_record_or_refused(data: bytes) -> None:
    from dueprocess.formats.errors import ObjectError

    for read in (alert.reader_of, alert.state_of):
        with pytest.raises(ObjectError):
            read(data)
