"""The scanner's own control: what is planted by other code than its own is found, and what it cannot read fails it."""

from __future__ import annotations

import base64
import bz2
import gzip
import hashlib
import io
import lzma
import os
import sqlite3
import struct
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.adapters import crypto
from dueprocess_lab.leak_needles import Marker, MarkerKind, bech32_bytes, needles_of
from dueprocess_lab.leak_scan import CannotReadError, Scanner

TEXT = "Grünau.Zorn+7@mail.example"
PHONE = "+49 171 39200 47"
SECRET, _ = crypto.new_case_key()
SEED = bytes(range(7, 39))
PLAIN = b"Name;Mail\nAnna K.;anna@mail.example\n"
MARKERS = [
    Marker("text", TEXT),
    Marker("phone", PHONE, MarkerKind.PHONE),
    Marker("key", SECRET, MarkerKind.KEY),
    Marker("seed", SEED, MarkerKind.KEY),
    Marker("file", PLAIN, MarkerKind.FILE),
]
SCANNER = Scanner(MARKERS)


def deflated(data: bytes, bits: int) -> bytes:
    engine = zlib.compressobj(9, zlib.DEFLATED, bits)
    return engine.compress(data) + engine.flush()


def zipped(data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside.txt", data)
    return file.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def picture(data: bytes) -> bytes:
    packed = zlib.compress(data)
    half = len(packed) // 2
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", packed[:half]) + chunk(b"IDAT", packed[half:]) + chunk(b"IEND", b"")


def texts(value: str) -> Iterator[tuple[str, bytes]]:
    """Ways of writing beside those that the control of the command plants (``test_leak_controls.py``)."""
    for coding in ("utf-16", "latin-1", "cp1252"):
        yield coding, value.encode(coding)
    data = value.encode()
    yield "lower, wide", value.lower().encode("utf-16-le")
    yield "repr of bytes", repr(data).encode()
    yield "percent, a space too", urllib.parse.quote(value, safe="").encode()
    for shift in range(3):
        yield f"base64 of utf-16, {shift}", base64.b64encode(b"x" * shift + value.encode("utf-16-le") + b"end")
    yield from digests(data)


def digests(data: bytes) -> Iterator[tuple[str, bytes]]:
    for name in ("md5", "sha1", "sha256", "sha512"):
        digest = hashlib.new(name, data, usedforsecurity=False).digest()
        yield f"{name} in hex", digest.hex().encode()
        yield f"{name} in HEX", digest.hex().upper().encode()
        yield f"{name} in base64", base64.b64encode(digest)
        yield f"{name}, raw", digest


def keys() -> Iterator[tuple[str, str, bytes]]:
    inner = bech32_bytes(SECRET)
    for name, raw in (("key", inner), ("seed", SEED)):
        yield name, "raw", raw
        yield name, "hex", raw.hex().encode()
        yield name, "HEX", raw.hex().upper().encode()
        yield name, "base64", base64.b64encode(raw)
    yield "key", "bech32, upper", SECRET.upper().encode()
    yield "key", "bech32, lower", SECRET.lower().encode()


PLANTED = [
    *(("text", how, data) for how, data in texts(TEXT)),
    *(("phone", how, data) for how, data in texts(PHONE)),
    *(("phone", "national", one) for one in (b"0171 39200 47", b"01713920047", b"+491713920047", b"00491713920047")),
    *keys(),
    *(("file", how, data) for how, data in digests(PLAIN)),
]
IDS = [f"{marker}: {how}" for marker, how, _ in PLANTED]
WRAPS = {
    "bare": lambda data: data,
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zlib": zlib.compress,
    "zlib, small window": lambda data: deflated(data, 9),
    "deflate": lambda data: deflated(data, -15),
    "zip": zipped,
    "PNG": picture,
    "PDF stream": lambda data: b"stream\r\n" + zlib.compress(data) + b"\nendstream",
    "gzip in base64": lambda data: base64.b64encode(gzip.compress(data + b"." * 40)),
}


@pytest.mark.parametrize(("marker", "how", "data"), PLANTED, ids=IDS)
def test_each_encoding_is_found_where_bytes_stand_around_it(marker: str, how: str, data: bytes) -> None:
    del how
    assert marker in {hit.marker for hit in SCANNER.data(b"\x00before>" + data + b"<after", "here")}


@pytest.mark.parametrize("wrap", WRAPS)
@pytest.mark.parametrize(("marker", "data"), [("text", TEXT.encode("utf-16-le")), ("seed", SEED)])
def test_streams_are_opened(wrap: str, marker: str, data: bytes) -> None:
    wrapped = WRAPS[wrap](b"a first line of no interest\n" + data + b"\nand a last one")
    assert marker in {hit.marker for hit in SCANNER.data(wrapped, "here")}


def test_a_stream_cut_short_is_read_as_far_as_it_goes() -> None:
    whole = gzip.compress(TEXT.encode() + os.urandom(2000))
    assert SCANNER.data(whole[:-900], "here")


def test_nothing_is_found_where_nothing_is() -> None:
    assert SCANNER.data(os.urandom(200_000) + b"Ottilie" * 500 + base64.b64encode(os.urandom(9000)), "here") == []


@given(st.binary(max_size=400), st.binary(max_size=400))
def test_hostile_bytes_never_hide_a_marker(before: bytes, after: bytes) -> None:
    assert "text" in {hit.marker for hit in SCANNER.data(before + TEXT.encode() + after, "here")}


def test_a_report_never_shows_the_marker(tmp_path: Path) -> None:
    (tmp_path / "one").write_text(TEXT)
    hits = SCANNER.tree(tmp_path)
    assert hits
    assert not any(word in repr([hits, MARKERS]) for word in (TEXT, SECRET, PHONE))


def test_a_name_that_is_a_marker_is_found_and_not_said(tmp_path: Path) -> None:
    (tmp_path / "in" / f"{TEXT}.d").mkdir(parents=True)
    (tmp_path / "in" / f"{TEXT}.d" / "one.txt").write_text(PHONE)
    hits = SCANNER.tree(tmp_path)
    assert {hit.place for hit in hits} >= {"name of in/(a marked name)", "in/(a marked name)/one.txt"}
    assert TEXT not in repr(hits)


def test_names_links_and_attributes_are_places(tmp_path: Path) -> None:
    (tmp_path / f"{TEXT}.eml").write_bytes(b"")
    (tmp_path / "link").symlink_to(PHONE)
    assert {hit.marker for hit in SCANNER.tree(tmp_path)} == {"text", "phone"}


@pytest.mark.parametrize("length", range(3990, 4100, 7))
def test_a_value_that_runs_over_pages_is_put_together(tmp_path: Path, length: int) -> None:
    connection = sqlite3.connect(tmp_path / "a.sqlite3", isolation_level=None)
    connection.execute("CREATE TABLE t (v BLOB)")
    connection.execute("INSERT INTO t VALUES (?)", (gzip.compress(os.urandom(length) + TEXT.encode()),))
    connection.close()
    assert "text" in {hit.marker for hit in SCANNER.tree(tmp_path)}


def test_what_cannot_be_read_fails_the_scan(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(CannotReadError, match="could not be read"):
        SCANNER.tree(tmp_path)


@pytest.mark.parametrize("data", [b"\x28\xb5\x2f\xfd.", b"SQLite format 3\x00broken"])
def test_a_foreign_or_broken_form_fails_the_scan(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "one").write_bytes(data)
    with pytest.raises(CannotReadError):
        SCANNER.tree(tmp_path)


def test_a_folder_that_is_not_there_fails_the_scan(tmp_path: Path) -> None:
    with pytest.raises(CannotReadError):
        SCANNER.tree(tmp_path / "nowhere")


def test_a_process_that_is_not_there_or_ones_own_is_not_scanned() -> None:
    with pytest.raises(CannotReadError):
        SCANNER.memory(2**22 + 1)
    with pytest.raises(ValueError, match="another"):
        SCANNER.memory(os.getpid())


def test_a_marker_that_chance_would_find_is_refused() -> None:
    with pytest.raises(ValueError, match="too short"):
        needles_of(Marker("short", b"ab", MarkerKind.KEY))
