"""Forms as they travel: what a browser sends is read, everything else is refused, at any cut of the stream."""

from __future__ import annotations

import contextlib
import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.door import multipart
from dueprocess.door.multipart import BadFormError, boundary_of, read

MARK = b"----x"


def form(*parts: tuple[str, str | None, bytes], mark: bytes = MARK) -> bytes:
    body = b""
    for name, file, content in parts:
        head = f'Content-Disposition: form-data; name="{name}"' + (f'; filename="{file}"' if file is not None else "")
        body += b"--" + mark + b"\r\n" + head.encode() + b"\r\n\r\n" + content + b"\r\n"
    return body + b"--" + mark + b"--\r\n"


def take(data: bytes, mark: bytes = MARK, length: int | None = None) -> tuple[dict[str, str], list[tuple[str, bytes]]]:
    made = read(io.BytesIO(data), len(data) if length is None else length, mark, lambda _fields: None)
    files = []
    for one in made.files:
        os.lseek(one.handle, 0, os.SEEK_SET)
        files.append((one.name, os.read(one.handle, one.size + 1)))
    fields = dict(made.fields)
    made.close()
    return fields, files


def test_fields_and_files_as_a_browser_sends_them() -> None:
    data = form(
        ("ticket", None, b"abc"),
        ("file", "order.pdf", b"%PDF\r\n--x"),
        ("file", "", b""),
        ("text", None, "Ümlaut".encode()),
    )
    assert take(data) == ({"ticket": "abc", "text": "Ümlaut"}, [("order.pdf", b"%PDF\r\n--x")])


@given(content=st.binary(max_size=400), chunk=st.integers(1, 64))
def test_any_content_comes_whole_at_any_cut(content: bytes, chunk: int) -> None:
    if b"\r\n--" + MARK in content:
        return
    data = form(("ticket", None, b"t"), ("file", "a", content))

    class Slow(io.BytesIO):
        def read(self, count: int = -1, /) -> bytes:
            return super().read(min(count, chunk))

    made = read(Slow(data), len(data), MARK, lambda _fields: None)
    os.lseek(made.files[0].handle, 0, os.SEEK_SET)
    assert os.read(made.files[0].handle, 1000) == content
    made.close()


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@given(st.binary(max_size=300))
def test_noise_is_refused_and_nothing_stays_open(noise: bytes) -> None:
    before = open_files()
    for data in (noise, b"--" + MARK + b"\r\n" + noise, form(("file", "a", b"x"))[:-9] + noise):
        with contextlib.suppress(BadFormError):
            take(data)
    assert open_files() == before


@pytest.mark.parametrize(
    ("data", "status", "says"),
    [
        (form(("file", "a", b"x"))[:40], 400, "proper head|too early"),
        (form(("file", "a", b"x" * 200))[:-60], 400, "too early"),
        (b"--other\r\n", 400, "boundary|too early"),
        (b"--" + MARK + b"xx", 400, "damaged"),
        (form(("Bad Name", None, b"")), 400, "no name"),
        (form(("a", None, b"1"), ("a", None, b"2")), 400, "twice"),
        (form(("a", None, b"\xff")), 400, "UTF-8"),
        (form(("a", None, b"x" * (multipart.MAX_FIELD + 1))), 413, "larger"),
        (form(*[("file", "a", b"x")] * (multipart.MAX_FILES + 1)), 413, "files at a time"),
        (
            form(
                *[
                    (f"f{'abcdefghijklmnopqrstuvwxyz'[n // 26]}{'abcdefghijklmnopqrstuvwxyz'[n % 26]}", None, b"")
                    for n in range(60)
                ]
            ),
            413,
            "too many parts",
        ),
        (b"--" + MARK + b"\r\n" + b"x" * 9000, 400, "proper head"),
    ],
)
def test_what_no_browser_sends_is_refused(data: bytes, status: int, says: str) -> None:
    with pytest.raises(BadFormError, match=says) as fault:
        take(data)
    assert fault.value.status == status


def test_the_first_look_comes_before_the_first_byte_of_a_file() -> None:
    seen: list[dict[str, str]] = []

    def refuse(fields: dict[str, str]) -> None:
        seen.append(dict(fields))
        message = "no"
        raise BadFormError(message, 403)

    data = form(("ticket", None, b"t"), ("file", "a", b"x" * 1000), ("late", None, b"1"))
    with pytest.raises(BadFormError, match="no"):
        read(io.BytesIO(data), len(data), MARK, refuse)
    assert seen == [{"ticket": "t"}]


def test_content_types() -> None:
    assert boundary_of('multipart/form-data; boundary="abc"') == b"abc"
    for text in (
        "",
        "application/json",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "x" * 71,
    ):
        with pytest.raises(BadFormError) as fault:
            boundary_of(text)
        assert fault.value.status == 415
