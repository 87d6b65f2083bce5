"""Reading requests and forms: strict, streamed, never past a limit; whatever bytes come, a form or a refusal."""

import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from door_samples import post
from dueprocess.desk.intake.door import forms
from dueprocess.desk.intake.door.forms import Form, read_form
from dueprocess.desk.intake.requests import MAX_HEAD, GoneError, RefusedError, Request, read_head

HEAD = b"POST /arrive HTTP/1.1\r\nHost: d\r\nContent-Length: %d\r\nContent-Type: %s\r\n\r\n"
URLENCODED = b"application/x-www-form-urlencoded"


def asked(data: bytes, use: Callable[[socket.socket], Any], step: int = 0) -> Any:
    """What ``use`` makes of ``data`` on a socket; ``step`` sends it in pieces of so many bytes."""
    ours, theirs = socket.socketpair()

    def send() -> None:
        with theirs:
            for start in range(0, len(data), step or len(data) or 1):
                theirs.sendall(data[start : start + (step or len(data))])

    sender = threading.Thread(target=send)
    sender.start()
    with ours:
        ours.settimeout(10)
        try:
            return use(ours)
        finally:
            while ours.recv(65536):
                pass
            sender.join()


def form_of(sock: socket.socket) -> tuple[Form, list[str]]:
    request: Request = read_head(sock)
    told: list[str] = []
    form = read_form(request.headers.get("content-type", ""), request.body, lambda name, _: told.append(name))
    return form, told


def content(form: Form, number: int = 0) -> bytes:
    one = form.files[number]
    data = os.pread(one.handle, one.size + 1, 0)
    os.close(one.handle)
    return data


def refused(data: bytes, use: Any = form_of) -> int:
    with pytest.raises(RefusedError) as caught:
        asked(data, use)
    assert caught.value.says
    return caught.value.status


@pytest.mark.parametrize("step", [0, 1, 7, 64])
def test_fields_are_told_in_order_and_files_stand_in_memory(step: int) -> None:
    tricky = b"\r\n--xYzZ\r\n--xYzZyy\r\n\x00\xff--xYzZy" + bytes(range(256)) * 5
    data = post(("ticket", "t"), ("secret", "no"), ("file", tricky, "brief.pdf"), ("channel", "fax"))
    if tricky.startswith(b"\r\n--xYzZy"):
        pytest.fail("the sample must not hold its own boundary")
    data = post(
        ("ticket", "t"), ("secret", "no"), ("file", tricky, "brief.pdf"), ("channel", "fax"), boundary="a-b_c=d?e"
    )
    form, told = asked(data, form_of, step)
    assert told == ["ticket", "secret", "file", "channel"]
    assert form.fields == {"ticket": "t", "secret": "no", "channel": "fax"}
    assert form.files[0].name == "brief.pdf"
    assert str(Path(f"/proc/self/fd/{form.files[0].handle}").readlink()).startswith("/memfd:")
    assert content(form) == tricky


def test_a_file_of_many_pieces_is_whole() -> None:
    data = os.urandom(3 << 20)
    form, _ = asked(post(("file", data, "x"), ("channel", "fax")), form_of)
    assert content(form) == data


def test_an_empty_file_field_of_a_browser_is_no_file() -> None:
    form, _ = asked(post(("file", b"", ""), ("text", "a call")), form_of)
    assert form.files == []
    assert form.fields == {"text": "a call"}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("../../etc/passwd", "passwd"), ("C:\\Users\\x\\brief.pdf", "brief.pdf"), ("a%22b%0D%0A.pdf", 'a"b.pdf')],
)
def test_a_name_holds_no_path_and_no_control_characters(sent: str, kept: str) -> None:
    form, _ = asked(post(("file", b"x", sent)), form_of)
    assert form.files[0].name == kept
    content(form)


def test_a_form_without_files_may_come_urlencoded() -> None:
    body = b"ticket=t&secret=no&text=Gr%C3%BC%C3%9Fe+%26+more"
    form, told = asked(HEAD % (len(body), URLENCODED) + body, form_of)
    assert form.fields["text"] == "Grüße & more"
    assert told == ["ticket", "secret", "text"]


@pytest.mark.parametrize("body", [b"ticket", b"a=1", b"ticket=%ff", b"ticket=t&ticket=u", b"&" * 50, b"\xff=1"])
def test_a_urlencoded_form_that_is_none(body: bytes) -> None:
    assert refused(HEAD % (len(body), URLENCODED) + body) == 400


@pytest.mark.parametrize(
    "data",
    [
        post(("ticket", "t"), ("ticket", "u")),
        post(("password", "t")),
        post(("ticket", "t", "file.txt")),
        post(("ticket", b"\xff")),
        post(*[("file", b"x", "x")] * (forms.MAX_FILES + 1)),
        post(("file", b"x", 'x"; name="ticket')),
        post(("ticket", "t")).replace(b"--xYzZy--", b"--xYzZyno"),
        post(("ticket", "t")).replace(b"form-data", b"attachment"),
    ],
)
def test_a_multipart_form_that_is_none(data: bytes) -> None:
    assert refused(data) == 400


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MAX_FILE", 1000)
    monkeypatch.setattr(forms, "MAX_TEXT", 1000)
    assert refused(post(("file", b"x" * 1001, "x"))) == 413
    assert refused(post(("ticket", "x" * (forms.MAX_FIELD + 1)))) == 413
    assert refused(post(("text", "x" * 1001))) == 413
    assert refused(HEAD % (forms.MAX_BODY + 1, b"multipart/form-data; boundary=x")) == 413
    assert refused(HEAD % (4000, URLENCODED) + b"x" * 4000) == 413
    assert refused(HEAD % (2, b"application/json") + b"{}") == 415
    form, _ = asked(post(("file", b"x" * 1000, "x")), form_of)
    assert content(form) == b"x" * 1000


def test_a_body_that_is_cut_short_is_no_form() -> None:
    whole = post(("ticket", "t"), ("file", b"x" * 100, "x"))
    for cut in range(whole.index(b"\r\n\r\n") + 4, len(whole), 9):
        with pytest.raises(GoneError):
            asked(whole[:cut], form_of)


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET / HTTP/1.0\r\nHost: d\r\n\r\n", 400),
        (b"POST /arrive HTTP/1.1\r\nContent-Length: 0\r\n\r\n", 400),
        (b"POST /arrive HTTP/1.1\r\nHost: d\r\nOrigin: a\r\nOrigin: a\r\n\r\n", 400),
        (b"GET http://x/ HTTP/1.1\r\nHost: d\r\n\r\n", 400),
        (b"POST /arrive HTTP/1.1\r\nHost: d\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx", 400),
        (b"POST /arrive HTTP/1.1\r\nHost: d\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nx", 411),
        (b"POST /arrive HTTP/1.1\r\nHost: d\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST /arrive HTTP/1.1\r\nHost: d\r\nContent-Length: 0x1\r\n\r\nx", 400),
        (b"POST /arrive HTTP/1.1\r\nHost: d\r\nContent-Length: 1\r\n\r\nxx", 400),
        (b"POST /arrive HTTP/1.1\r\nHost: d\r\n folded: x\r\n\r\n", 400),
        (b"POST /arrive HTTP/1.1\nHost: d\n\n", 400),
        (b"POST /arrive HTTP/1.1\r\nHost: d\r\nx y: z\r\n\r\n", 400),
        (b"POST /arrive HTTP/1.1\r\nHost: d\r\nx\r\n\r\n", 400),
        (b"POST /arrive HTTP/1.1\r\nHost: d\r\nExpect: tea\r\n\r\n", 417),
        (b"POST /arrive HTTP/1.1\r\nHost: d\r\nX: \xff\r\n\r\n", 400),
        (b"POST /arrive HTTP/1.1\r\nHost: d\r\nX: " + b"x" * MAX_HEAD * 2, 431),
    ],
)
def test_heads_that_are_none(head: bytes, status: int) -> None:
    assert refused(head, read_head) == status


@pytest.mark.parametrize("data", [b"", b"POST /arrive"])
def test_nobody_asks(data: bytes) -> None:
    with pytest.raises(GoneError):
        asked(data, read_head)


SAMPLE = post(("ticket", "t"), ("secret", "no"), ("file", b"abc\r\n--", "x.pdf"), ("channel", "fax"))
BODY = SAMPLE.index(b"\r\n\r\n") + 4


@given(st.integers(BODY, len(SAMPLE) - 1), st.binary(max_size=4), st.integers(0, 6))
@example(BODY, b"", 2)
def test_whatever_a_body_becomes_it_is_a_form_or_refused(at: int, put: bytes, away: int) -> None:
    body = SAMPLE[BODY:at] + put + SAMPLE[at + away :]
    data = HEAD % (len(body), b"multipart/form-data; boundary=xYzZy") + body
    try:
        form, _ = asked(data, form_of)
    except (RefusedError, GoneError):
        return
    for one in form.files:
        os.close(one.handle)


@given(st.binary(max_size=300))
def test_whatever_a_head_is_it_is_read_or_refused(data: bytes) -> None:
    try:
        asked(data, read_head)
    except (RefusedError, GoneError):
        return
