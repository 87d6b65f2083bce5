"""The door as it runs: tickets count once, what is refused is not taken, the listener remembers nothing."""

import datetime
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from door_samples import STAFF, Place, post, word
from dueprocess.desk.intake import listener
from dueprocess.desk.intake.door import serve
from wire import Answer, read, remembered

pytestmark = pytest.mark.slow

LETTER = "Bundeskriminalamt\nWiesbaden\n\nAuskunft gemäß § 100j StPO zu {word}@fennelmail.example.\n"


def handed(place: Place, ticket: str, *more: tuple[str, str], text: str = LETTER) -> Answer:
    return place.hand_in(("ticket", ticket), ("secret", "no"), *more, ("file", text, "brief.txt"))


PAGE = Path(__file__).parents[4] / "docs" / "operator" / "arrivals.md"


@pytest.mark.skipif(not shutil.which("curl"), reason="no curl")
def test_the_documented_calls_hand_over_a_mail_out_of_a_ticket_system(place: Place, tmp_path: Path) -> None:
    """As they stand on the page. A ticket system that refuses hands over nothing."""
    zammad, znuny = re.findall(r"```bash\n(.*?)```", PAGE.read_text(), re.DOTALL)
    mail = f"From: a@b.example\nSubject: x\n\n{LETTER}".encode()
    (tmp_path / "plain.txt").write_bytes(mail)

    class Tickets(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            good = self.headers["Authorization"] == "Token token=zt" and self.path == "/api/v1/ticket_article_plain/7"
            self.send_response(200 if good else 403)
            self.end_headers()
            self.wfile.write(mail if good else b"")

        def log_message(self, *_: object) -> None:
            """Nothing."""

    (bearer,) = place.tickets("system:gorse")
    before = arrivals(place)
    with http.server.HTTPServer(("127.0.0.1", 0), Tickets) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        told = {"ZAMMAD": f"http://127.0.0.1:{server.server_port}", "DOOR": f"http://127.0.0.1:{place.port}"}
        told |= {"TOKEN": bearer, "ARTICLE": "7", "FOLDER": str(tmp_path), "PATH": os.environ["PATH"]}
        said = [
            subprocess.run(["bash", "-c", call], env=told | {"ZAMMAD_TOKEN": secret}, capture_output=True, check=False)
            for call, secret in ((zammad, "zt"), (znuny, ""), (zammad, "another"))
        ]
        server.shutdown()
    assert [one.returncode == 0 for one in said] == [True, True, False], said
    assert all(json.loads(one.stdout)["arrivals"][0]["case"] for one in said[:2])
    assert arrivals(place) == before + 2


def arrivals(place: Place) -> int:
    return len(place.kept()) - 1


def test_a_file_becomes_a_case_and_the_person_goes_on_there(place: Place) -> None:
    (ticket,) = place.tickets("aster")
    before = arrivals(place)
    answer = handed(place, ticket, ("channel", "fax"), ("received", "2026-03-09T10:00"), ("practice", "yes"))
    assert answer.status == 303, answer.text
    assert arrivals(place) == before + 1
    channel, at, practice, case = place.kept()[0]
    assert (channel, at, practice) == ("fax", "2026-03-09 09:00:00", 1)
    assert answer.headers["Location"] == f"{STAFF}/cases/{case}/"
    assert answer.headers["Cache-Control"] == "no-store"


def test_many_files_and_the_list(place: Place) -> None:
    (ticket,) = place.tickets("aster")
    before = arrivals(place)
    parts = [("file", LETTER + str(number), f"{number}.txt") for number in range(3)]
    answer = place.hand_in(("ticket", ticket), ("secret", "no"), *parts, ("channel", "post"))
    assert (answer.status, answer.headers["Location"]) == (303, f"{STAFF}/arrive/")
    assert arrivals(place) == before + 3


def test_a_note_by_anybody_and_they_see_no_case(place: Place) -> None:
    # dan is an employee, nia has an account and stands on no roster
    for ticket in place.tickets("dan", "nia"):
        answer = place.hand_in(("ticket", ticket), ("secret", "no"), ("channel", "visit"), ("text", "An officer."))
        assert (answer.status, answer.headers["Location"]) == (303, f"{STAFF}/note/thanks/")
        assert "c-" not in str(answer)
    (ticket,) = place.tickets("dan")
    assert handed(place, ticket).status == 403


def test_systems_hand_in_with_their_token_and_get_json(place: Place) -> None:
    (bearer, ticket) = place.tickets("system:gorse", "aster")
    shown = (f"Authorization: Bearer {bearer}",)
    answer = place.hand_in(("secret", "no"), ("file", LETTER, "x.eml"), headers=shown, origin="")
    assert answer.status == 201
    (one,) = json.loads(answer.text)["arrivals"]
    assert set(one) == {"arrival", "case", "says"}
    for wrong in ("unknown", ticket):
        refused = place.hand_in(
            ("secret", "no"), ("file", LETTER, "x.eml"), headers=(f"Authorization: Bearer {wrong}",), origin=""
        )
        assert (refused.status, refused.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_a_ticket_counts_once_and_every_bad_one_gets_one_answer(place: Place) -> None:
    used, session = place.tickets("aster", "session:aster")
    assert handed(place, used).status == 303
    before = arrivals(place)
    answers = [handed(place, one) for one in (used, session, "made-up", "")]
    answers.append(place.hand_in(("secret", "no"), ("ticket", place.tickets("aster")[0])))
    (fresh,) = place.tickets("aster")
    evil = place.hand_in(("ticket", fresh), ("secret", "no"), ("text", "x"), origin="https://evil.example")
    assert {answer.status for answer in (*answers, evil)} == {403}
    assert len({answer.text for answer in (*answers, evil)}) == 1
    assert arrivals(place) == before
    assert handed(place, fresh).status == 303  # another site's try did not use it up
    (null,) = place.tickets("aster")
    assert place.hand_in(("ticket", null), ("secret", "no"), ("text", "x"), origin="null").status == 303


def test_what_is_secret_is_not_taken(place: Place) -> None:
    before = place.kept()
    tickets = place.tickets("aster", "aster", "aster", "system:gorse")
    for value, ticket in zip(("yes", "maybe", ""), tickets, strict=False):
        answer = place.hand_in(("ticket", ticket), ("secret", value), ("file", b"x" * 3_000_000, "vs.pdf"))
        assert (answer.status, answer.headers["Location"]) == (303, f"{STAFF}/arrive/outside/")
    # Of pictures it is asked apart; whoever says yes to either hands nothing in, whatever they say to the other.
    for answers in ((("abuse", "yes"), ("secret", "no")), (("secret", "no"), ("abuse", "yes"))):
        ticket = place.tickets("aster")[0]
        answer = place.hand_in(("ticket", ticket), *answers, ("file", LETTER, "x.eml"))
        assert (answer.status, answer.headers["Location"]) == (303, f"{STAFF}/arrive/outside/")
    assert place.hand_in(("ticket", place.tickets("aster")[0]), ("abuse", "no"), ("file", LETTER, "x")).status == 422
    unsaid = place.hand_in(("ticket", place.tickets("aster")[0]), ("file", LETTER, "vs.pdf"))
    assert unsaid.status == 422
    said = place.hand_in(
        ("secret", "yes"), ("file", LETTER, "x"), headers=(f"Authorization: Bearer {tickets[3]}",), origin=""
    )
    assert said.status == 303
    assert place.kept() == before


@pytest.mark.parametrize(
    "parts",
    [
        (("received", "2199-01-01T00:00"), ("text", "x")),
        (("received", "yesterday"), ("text", "x")),
        (("channel", "pigeon"), ("text", "x")),
        (("channel", "pigeon"), ("file", "x", "x")),
        (("text", "  "),),
        (("file", b"", "empty.txt"),),
        (),
    ],
)
def test_what_cannot_be_registered_says_what_to_do(place: Place, parts: tuple[tuple[str, str], ...]) -> None:
    (ticket,) = place.tickets("aster")
    before = arrivals(place)
    answer = place.hand_in(("ticket", ticket), ("secret", "no"), *parts)
    assert answer.status == 422
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert len(answer.text) > 20
    assert arrivals(place) == before


def test_addresses_and_methods(place: Place) -> None:
    assert place.send(b"GET /healthz HTTP/1.1\r\nHost: d\r\n\r\n").text == "ok\n"
    assert place.send(b"GET / HTTP/1.1\r\nHost: d\r\n\r\n").status == 404
    assert place.send(b"GET /arrive HTTP/1.1\r\nHost: d\r\n\r\n").status == 405
    assert place.send(b"POST /arrive HTTP/1.1\r\nHost: d\r\n\r\n").status == 411
    assert place.send(b"\x16\x03\x01 tls hello\r\n\r\n").status == 400


def test_a_client_that_expects_to_go_on_is_told_so(place: Place) -> None:
    whole = post(
        ("ticket", place.tickets("aster")[0]), ("secret", "no"), ("text", "x"), headers=("Expect: 100-continue",)
    )
    head, _, body = whole.partition(b"\r\n\r\n")
    with place.connect() as sock:
        sock.sendall(head + b"\r\n\r\n")
        assert sock.recv(100).startswith(b"HTTP/1.1 100 Continue")
        sock.sendall(body)
        assert read(sock).status == 303


def test_a_huge_body_that_is_cut_keeps_nothing_and_takes_no_disk(place: Place) -> None:
    (ticket,) = place.tickets("aster")
    before = place.kept()
    head = (
        f"POST /arrive HTTP/1.1\r\nHost: d\r\nContent-Length: {200 << 20}\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
        f'--b\r\nContent-Disposition: form-data; name="ticket"\r\n\r\n{ticket}\r\n'
        '--b\r\nContent-Disposition: form-data; name="secret"\r\n\r\nno\r\n'
        '--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'
    )
    with place.connect() as sock:
        sock.sendall(head.encode() + b"x" * (8 << 20))
    assert place.kept() == before


def test_a_slow_client_delays_nobody(place: Place) -> None:
    slow = [place.connect() for _ in range(listener.CHILDREN - 2)]
    for one in slow:
        one.sendall(b"POST /arrive HT")
    try:
        (ticket,) = place.tickets("aster")
        assert handed(place, ticket).status == 303
    finally:
        for one in slow:
            one.close()


def slots(place: Place) -> int:
    """How many places the door's children hold."""
    assert place.process is not None
    children = Path(f"/proc/{place.process.pid}/task/{place.process.pid}/children").read_text().split()
    rows = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
    at = Path(place.environ["DUEPROCESS_HOME"]).stat().st_dev  # a home in memory has locks of its own: of the database
    home = f"{os.major(at):02x}:{os.minor(at):02x}:"
    held = [row[5] for row in rows if row[4] in children and row[5].startswith("00:")]
    return len([place_ for place_ in held if not place_.startswith(home)])


def until(place: Place, many: int) -> None:
    for _ in range(300):
        if slots(place) == many:
            return
        time.sleep(0.1)
    raise AssertionError


def test_few_may_hold_files_at_a_time(place: Place) -> None:
    *held, late, last = place.tickets(*["aster"] * (serve.UPLOADS + 2))
    until(place, 0)
    waiting = [place.connect() for _ in held]
    for sock, ticket in zip(waiting, held, strict=True):
        sock.sendall(post(("ticket", ticket), ("secret", "no"), ("text", "x" * 5000))[:-200])
    until(place, serve.UPLOADS)
    answer = handed(place, late)
    for sock in waiting:
        sock.close()
    assert (answer.status, answer.headers["Retry-After"]) == (429, "60")
    until(place, 0)
    assert handed(place, last).status == 303


def test_the_days_quota_refuses_before_anything_is_read(place: Place) -> None:
    from door_samples import Place as Other

    while f"{datetime.datetime.now(datetime.UTC):%H:%M}" > "23:57":
        time.sleep(1)  # the count is a day's; what is opened and closed at once, to skip, has not begun to serve
    other = Other(place.environ).open(DAY=arrivals(place) + 1)
    try:
        first, second = place.tickets("aster", "aster")
        # earlier tests date one arrival back; those of today are one fewer
        statuses = [handed(other, one).status for one in (first, second, *place.tickets("aster", "aster"))]
        assert 429 in statuses
        assert statuses == sorted(statuses)
        answer = handed(other, place.tickets("aster")[0])
        assert "operator" in answer.text
        assert answer.headers["Retry-After"] == "60"
    finally:
        other.close()


def test_a_full_disk_lets_a_note_in_and_no_large_file(place: Place) -> None:
    from door_samples import Place as Other

    other = Other(place.environ).open(RESERVE=1 << 60)
    try:
        large, small = place.tickets("aster", "aster")
        assert handed(other, large, text="x" * (2 << 20)).status == 507
        answer = other.hand_in(("ticket", small), ("secret", "no"), ("channel", "telephone"), ("text", "An officer."))
        assert answer.status == 303
    finally:
        other.close()


def test_who_takes_too_long_is_told_so(place: Place) -> None:
    from door_samples import Place as Other

    other = Other(place.environ).open(UNKNOWN_SECONDS=1)
    try:
        with other.connect() as sock:
            sock.sendall(b"POST /arrive HT")
            assert read(sock).status == 408
    finally:
        other.close()


def test_the_door_stays_on_this_machine(tmp_path: Path) -> None:
    for host in ("0.0.0.0", "192.0.2.1", "::"):  # noqa: S104 - refused
        with pytest.raises(ValueError, match="this machine alone"):
            serve.serve(tmp_path, host, 8004)


HOLDS = "import sys; held = sys.stdin.readline(); print(flush=True); sys.stdin.read()"


@pytest.mark.skipif(os.geteuid() != 0, reason="another process's memory is read by root alone")
def test_the_listener_remembers_nothing_of_what_came(place: Place) -> None:
    assert place.process is not None
    name, file = word(), word()
    tickets = place.tickets("aster", "aster", "dan")
    text = LETTER.format(word=name) + f"Noch einmal: {name}.\n" * 4000
    for ticket in tickets[:2]:
        assert place.hand_in(("ticket", ticket), ("secret", "no"), ("file", text, f"{file}.txt")).status == 303
    assert place.hand_in(("ticket", tickets[2]), ("secret", "no"), ("text", f"{name} asked")).status == 303
    words = [name, file, *tickets]
    # This process would find them, too; but it may be a thousand times as large as one that holds nothing else.
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        holder.stdin.write(" ".join(words) + "\n")
        holder.stdin.flush()
        holder.stdout.readline()
        assert remembered(holder.pid, words) == sorted(words), "the search must find what is there"
        holder.stdin.close()
    assert remembered(place.process.pid, words) == []


def test_the_listener_holds_no_database_and_no_descriptor_of_a_request(place: Place) -> None:
    assert place.process is not None
    (ticket,) = place.tickets("aster")
    assert handed(place, ticket).status == 303
    held = [str(one.readlink()) for one in Path(f"/proc/{place.process.pid}/fd").iterdir()]
    assert not [one for one in held if "sqlite" in one or "arrival" in one or "desk.toml" in one]
