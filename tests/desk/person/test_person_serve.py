"""The surface as it runs: GET does nothing, wrong is wrong for everybody, a flood locks nobody out, nothing is kept."""

import contextlib
import datetime
import gc
import re
import secrets
import threading
import time
from pathlib import Path
from urllib.parse import quote

import pytest

from dueprocess.desk.person import page
from dueprocess.desk.person.steps import Steps
from dueprocess.desk.person.texts import LANGUAGES, SPOKEN, load
from dueprocess.formats import page_code
from person_samples import ONION, Surface, request
from wire import Answer, read, remembered

pytestmark = pytest.mark.slow


def word() -> str:
    return f"Quirin-{secrets.token_hex(6)}"


def unknown() -> str:
    return page_code.written(secrets.token_bytes(16))


def until(surface: Surface, code: str, said: str) -> Answer:
    """The answer once it says so: an opening is marked after its answer went, a crowd goes by."""
    for _ in range(1200):
        answer = surface.type(code)
        if said in answer.text:
            return answer
        time.sleep(0.05)
    raise AssertionError(said)


def test_a_code_opens_its_page_and_stays_readable(surface: Surface) -> None:
    said = word()
    code = surface.put(said)
    first = opens(surface, code)
    assert first.status == 200
    assert said in first.text
    assert load("en")("page", "opened_first") in first.text
    again = opens(surface, code)
    assert "This page was opened before" in again.text
    assert said in again.text
    urdu = code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")).replace(" ", "-")
    assert said in surface.type(urdu).text


def opens(surface: Surface, code: str) -> Answer:
    """The answer, once the opening was counted: that happens after it went."""
    before = surface.rows()
    answer = surface.type(code)
    for _ in range(1200):
        if surface.rows() != before:
            return answer
        time.sleep(0.05)
    raise AssertionError("nobody counted it")


STEP = re.compile(r'name="step" value="([^"]+)"')


def test_a_code_opens_three_times_and_the_second_step_counts_as_none(surface: Surface) -> None:
    said = word()
    code = surface.put(said)
    lefts = ("two more times", "one more time", load("en")("page", "left_0"))
    shown = [opens(surface, code) for _ in lefts]
    assert all(left in one.text for left, one in zip(lefts, shown, strict=True))
    assert all(said in one.text for one in shown)
    gone = surface.type(code)
    assert gone.body == surface.type(unknown()).body
    step = STEP.findall(shown[-1].text)[0]
    for _ in range(2):  # to read it again costs nothing
        more = surface.send(request("POST", "/", f"step={step}".encode()))
        assert (more.status, len(more.body)) == (200, page.ANSWER)
        assert load("en")("page", "title") in more.text
        assert load("en")("form", "wrong") not in more.text
    for wrong in (step[:-6] + "AAAAAA", "x", "é", "A" * 400, Steps().of(secrets.token_bytes(16))):
        answer = surface.send(request("POST", "/", b"step=" + quote(wrong).encode()))
        assert load("en")("form", "again") in answer.text
        assert len(answer.body) == page.ANSWER


def test_each_language_has_a_form_of_its_own_and_no_other_path_is_there(surface: Surface) -> None:
    for language in SPOKEN:
        answer = surface.send(request("GET", f"/{language}"))
        assert answer.text.startswith(f'<!doctype html><html lang="{language}"')
    assert surface.send(request("GET", "/xx")).status == 404
    assert surface.send(request("POST", "/fr", b"code=1")).status == 404


def test_a_scanner_uses_nothing_up_and_learns_nothing(surface: Surface) -> None:
    code = surface.put(word())
    before = surface.rows()
    for path in ("/", f"/?code={code.replace(' ', '')}", f"/{code.replace(' ', '')}", "/robots.txt", "/favicon.ico"):
        for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE"):
            answer = surface.send(request(method, path))
            assert "set-cookie" not in {name.lower() for name in answer.headers}
            assert answer.status in {200, 404, 405}
            if method == "HEAD":
                assert answer.body == b""
    assert surface.rows() == before
    assert surface.send(request("GET")).body == page.form()
    assert load("en")("page", "opened_first") in surface.type(code).text


def test_wrong_unknown_over_and_withdrawn_are_one_answer(surface: Surface) -> None:
    over = surface.put(word(), datetime.datetime.now(datetime.UTC).date() - datetime.timedelta(days=2))
    withdrawn = surface.put(word())
    with contextlib.closing(surface.database()) as database, database:
        last = max(row[0] for row in database.execute("SELECT rowid FROM data_personpage"))
        database.execute("DELETE FROM data_personpage WHERE rowid = ?", (last,))
    standing = surface.put(word())
    digits = list(standing.replace(" ", ""))
    neighbour = page_code.written((int("".join(digits[:-1])) ^ 1).to_bytes(16, "big"))
    answers = [surface.type(code) for code in (over, withdrawn, neighbour, unknown(), unknown())]
    assert len({(answer.status, answer.body, tuple(answer.headers.items())) for answer in answers}) == 1
    assert all(load(language)("form", "wrong") in answers[0].text for language in LANGUAGES)
    right = surface.type(standing)
    assert len(right.body) == len(answers[0].body) == page.ANSWER
    assert right.headers == answers[0].headers
    assert len(surface.type("12345").body) == page.ANSWER


def test_a_typing_error_is_told_at_once_and_says_nothing_about_pages(surface: Surface) -> None:
    code = surface.put(word())
    digits = code.replace(" ", "")
    typed = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    assert surface.type(typed).body == surface.type(unknown()[:-1]).body
    assert load("ur")("form", "typing") in surface.type(typed).text
    assert surface.type("").text == surface.type("x" * 390).text


def test_no_cookie_no_store_no_referrer_no_server(surface: Surface) -> None:
    for answer in (surface.send(request("GET")), surface.type(surface.put(word())), surface.type(unknown())):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Content-Security-Policy"] == page.POLICY
        assert answer.headers["Onion-Location"] == f"{ONION}/"
        assert not {"set-cookie", "server", "date", "etag", "last-modified"} & {one.lower() for one in answer.headers}


def test_what_is_no_form_of_ours_is_refused(surface: Surface) -> None:
    code = surface.put(word())
    assert surface.send(request("POST", "/", code.encode(), "Content-Type: text/plain")).status == 415
    assert surface.send(request("POST", "/", b"code=" + b"1" * 5000)).status == 413
    assert surface.send(request("POST", "/", b"code=%zz\xff")).status == 400
    assert surface.send(request("POST", "/", b"a=1&b=2&c=3&d=4&e=5&code=1")).status == 400
    assert surface.send(b"GET / HTTP/1.0\r\n\r\n").status == 400
    assert surface.send(request("GET", "/healthz")).body == b"ok\n"
    both = request("POST", "/", f"code={code.replace(' ', '')}&code={unknown().replace(' ', '')}".encode())
    assert surface.send(both).status == 200


def flood(surface: Surface, stop: threading.Event, what: bytes, many: int) -> list[threading.Thread]:
    def knock() -> None:
        while not stop.is_set():
            try:
                with surface.connect() as sock:
                    sock.sendall(what)
                    while sock.recv(65536):
                        pass
            except OSError:
                time.sleep(0.01)

    threads = [threading.Thread(target=knock, daemon=True) for _ in range(many)]
    for thread in threads:
        thread.start()
    return threads


def test_a_flood_of_wrong_codes_locks_nobody_out(surface: Surface) -> None:
    said = word()
    code = surface.put(said)
    stop = threading.Event()
    body = b"code=" + unknown().replace(" ", "").encode()
    threads = flood(surface, stop, request("POST", "/", body), 16)
    try:
        time.sleep(2)
        assert said in surface.type(code).text  # while it runs
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)
    assert said in surface.type(code).text  # and after it


def test_slow_senders_lock_nobody_out(tmp_path: Path) -> None:
    from processes import fresh

    with fresh(tmp_path, postgres=False) as environ:
        surface = Surface(dict(environ)).open(CHILDREN=8, READ_SECONDS=2)
        said = word()
        code = surface.put(said)
        slow = []
        for _ in range(24):
            sock = surface.connect()
            sock.sendall(b"POST / HTTP/1.1\r\nContent-Le")
            slow.append(sock)
        assert said in surface.type(code).text
        for sock in slow:
            sock.close()
        surface.close()


def test_a_slow_line_a_crowd_and_a_fault_of_ours_are_told_apart(tmp_path: Path) -> None:
    from processes import fresh

    def sent(what: bytes) -> None:
        with surface.connect() as sock:
            sock.sendall(what)
            came.append(read(sock))

    with fresh(tmp_path, postgres=False) as environ, contextlib.ExitStack() as stack:
        surface = stack.enter_context(
            contextlib.closing(Surface(dict(environ)).open(READ_SECONDS=2, TURN_SECONDS=1, AT_A_TIME=1))
        )
        came: list[Answer] = []
        sent(b"POST / HTTP/1.1\r\nContent-Le")
        assert (came[0].status, load("en")("form", "slow") in came[0].text) == (503, True)
        crowd = [threading.Thread(target=lambda: came.append(surface.type(unknown()))) for _ in range(40)]
        for one in crowd:
            one.start()
        for one in crowd:
            one.join(60)
        words = {word: load("en")("form", word) for word in ("slow", "busy", "fault", "wrong")}
        told = {word for word, says in words.items() for one in came[1:] if says in one.text}
        assert {"busy"} <= told <= {"busy", "wrong"}  # whose turn comes on a slow machine is nobody's
        with contextlib.closing(surface.database()) as store, store:
            store.execute("ALTER TABLE data_personpage RENAME TO gone")
        broken = until(surface, unknown(), words["fault"])  # once those of the crowd are gone, however slow they are
        assert broken.status == 503
        assert {len(one.body) for one in [*came, broken]} == {page.ANSWER}


def test_the_listener_remembers_neither_code_nor_notice(surface: Surface) -> None:

    said = word()
    code = surface.put(said)
    assert said in surface.type(code).text
    gc.collect()
    assert surface.process is not None
    forms = [said, code, code.replace(" ", ""), code.replace(" ", "%20")]
    assert remembered(surface.process.pid, forms) == []
    assert remembered(surface.process.pid, ["dueprocess"])  # the look itself finds what is there


def test_the_store_and_its_files_do_not_open_it_nor_know_who_asked(surface: Surface) -> None:
    said = word()
    code = surface.put(said)
    assert said in surface.type(code, "User-Agent: Telltale/7", "X-Forwarded-For: 198.51.100.77").text
    opens(surface, code)
    digits = code.replace(" ", "")
    secret = page_code.read(code)
    needles = [said.encode(), digits.encode(), code.encode(), secret, secret.hex().encode(), b"Telltale", b"198.51.100"]
    files = [path for path in surface.home.rglob("*") if path.is_file()]
    assert any(path.name.startswith("desk.sqlite3") for path in files)
    for path in files:
        data = path.read_bytes()
        assert not [needle for needle in needles if needle in data], path
    day = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d").encode()
    assert not [row for row in surface.rows() if day in row[2]]
    assert {len(row[2]) for row in surface.rows()} == {len(surface.rows()[0][2])}


def test_a_store_that_cannot_be_written_still_opens(tmp_path: Path) -> None:
    from processes import fresh

    with fresh(tmp_path, postgres=False) as environ:
        surface = Surface(dict(environ)).open()
        said = word()
        code = surface.put(said)
        with contextlib.closing(surface.database()) as lock, lock:
            lock.execute("BEGIN IMMEDIATE")  # somebody else writes, for long
            assert said in surface.type(code).text
        surface.close()


def test_it_listens_on_this_machine_alone() -> None:
    from dueprocess.desk.person import serve

    with pytest.raises(ValueError, match="this machine alone"):
        serve.serve(serve.Told("UTC"), "0.0.0.0", 1)  # noqa: S104 - refused


def test_text_of_the_wire_is_equal_in_length_for_everybody() -> None:
    shown = page.form("wrong")
    assert len(page.padded(shown)) == page.ANSWER
    assert re.fullmatch(rb" *", page.padded(shown)[len(shown) :])


def test_the_first_code_on_an_idle_page_is_not_told_that_many_are_asking(tmp_path: Path) -> None:
    from processes import fresh

    with fresh(tmp_path, postgres=False) as environ:
        surface = Surface(dict(environ)).open(READ_SECONDS=1)
        said = word()
        code = surface.put(said)
        digits = code.replace(" ", "")
        with surface.connect() as early:  # a browser's line, opened while its person types
            assert early.recv(65536) == b""
        assert load("en")("form", "typing") in surface.type(digits[:-1] + str((int(digits[-1]) + 1) % 10)).text
        assert said in surface.type(code).text
        surface.close()


def test_nobody_is_told_to_go_on_with_a_form(surface: Surface) -> None:
    assert surface.send(request("POST", "/", b"", "Expect: 100-continue")).status in {200, 417}
    head = request("POST", "/", b"code=12", "Expect: 100-continue").partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    assert surface.send(head).status == 417
