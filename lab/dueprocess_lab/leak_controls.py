"""The scan's own control: a word in each encoding is put into each place, and must be found there (hazard 10.4).

What plants is other code than what looks. A scan whose control is blind anywhere says nothing.
"""

import base64
import binascii
import bz2
import codecs
import contextlib
import gzip
import hashlib
import html
import io
import json
import lzma
import os
import quopri
import secrets
import sqlite3
import subprocess
import sys
import urllib.parse
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from dueprocess.adapters import archives
from dueprocess_lab.leak_needles import Marker, MarkerKind
from dueprocess_lab.leak_scan import Scanner

_PHONE: Final = "phone, "


def _wide(coding: str) -> Callable[[str], bytes]:
    return lambda word: word.encode(coding)


def _digest(name: str, how: Callable[[bytes], bytes]) -> Callable[[str], bytes]:
    return lambda word: how(hashlib.new(name, word.encode(), usedforsecurity=False).digest())


def _shifted(shift: int) -> Callable[[str], bytes]:
    return lambda word: base64.b64encode(b"x" * shift + word.encode() + b"end")


def _deflated(word: str) -> bytes:
    engine = zlib.compressobj(9, zlib.DEFLATED, 9)
    return engine.compress(_long(word)) + engine.flush()


def _long(word: str) -> bytes:
    return b"a line before it\n" * 30 + word.encode() + b"\nand one after"


ENCODINGS: Final[Mapping[str, Callable[[str], bytes]]] = {
    **{coding: _wide(coding) for coding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")},
    "upper": lambda word: word.upper().encode(),
    "lower": lambda word: word.lower().encode(),
    "JSON": lambda word: json.dumps({"w": word}).encode(),
    "JSON, escaped": lambda word: "".join(f"\\u{ord(one):04X}" for one in word).encode(),
    "percent": lambda word: urllib.parse.urlencode({"q": word}).encode(),
    "percent, all": lambda word: "".join(f"%{one:02X}" for one in word.encode()).encode(),
    "quoted-printable": lambda word: quopri.encodestring(b"x" * 60 + word.encode()),
    "HTML": lambda word: html.escape(word).encode("ascii", "xmlcharrefreplace"),
    "punycode": lambda word: word.rpartition("@")[2].encode("idna"),
    "hex": lambda word: binascii.hexlify(word.encode()),
    "HEX": lambda word: codecs.encode(word.encode(), "hex").upper(),
    **{f"base64, {shift}": _shifted(shift) for shift in range(3)},
    "base64 for addresses": lambda word: base64.urlsafe_b64encode(b"?>" + word.encode()),
    "base64 in lines": lambda word: base64.encodebytes(b"y" * 50 + word.encode() + b"z" * 50),
    "gzip": lambda word: gzip.compress(_long(word)),
    "zlib": lambda word: zlib.compress(_long(word)),
    "zlib, small window": _deflated,
    "bzip2": lambda word: bz2.compress(_long(word)),
    "xz": lambda word: lzma.compress(_long(word)),
    "gzip in base64": lambda word: base64.b64encode(gzip.compress(_long(word))),
    **{f"{name}, hex": _digest(name, binascii.hexlify) for name in ("md5", "sha1", "sha256")},
    **{f"{name}, raw": _digest(name, bytes) for name in ("md5", "sha1", "sha256")},
    "sha256, base64": _digest("sha256", base64.b64encode),
    _PHONE + "E.164": lambda word: ("+" + _digits(word)).encode(),
    _PHONE + "00": lambda word: ("00" + _digits(word)).encode(),
    _PHONE + "national": lambda word: ("0" + _digits(word)[2:]).encode(),
    _PHONE + "national, utf-16": lambda word: ("0" + _digits(word)[2:]).encode("utf-16-le"),
}


def _digits(word: str) -> str:
    return "".join(one for one in word if one.isdecimal())


def words() -> dict[str, str]:
    """A fresh word for each encoding, with letters beyond ASCII; a telephone number where the encoding is of one."""
    made = {}
    for name in ENCODINGS:
        number = f"+49 {secrets.randbelow(800) + 151} {secrets.randbelow(9 * 10**6) + 10**6}"
        made[name] = (
            number if name.startswith(_PHONE) else f"Grünau-{secrets.token_hex(6)}@zorn-ü{secrets.token_hex(5)}.example"
        )
    return made


def blind(folder: Path) -> tuple[int, list[str]]:
    """How many words were put somewhere, and which were not found: ``place: encoding``. Raises CannotReadError."""
    listed = words()
    kinds = {True: MarkerKind.PHONE, False: MarkerKind.TEXT}
    scanner = Scanner(Marker(name, word, kinds[name.startswith(_PHONE)]) for name, word in listed.items())
    coded = {name: ENCODINGS[name](word) for name, word in listed.items()}
    count, missed = 0, []
    for place, plant in _PLACES.items():
        within = folder / place.replace(" ", "-")
        within.mkdir(parents=True)
        with plant(within, coded, scanner) as (planted, seen):
            count += len(planted)
            missed += [f"{place}: {name}" for name in planted if name not in seen]
    return count, missed


Planted = tuple[Mapping[str, bytes], set[str]]
Plant = Callable[[Path, Mapping[str, bytes], Scanner], contextlib.AbstractContextManager[Planted]]


def _seen(scanner: Scanner, folder: Path) -> set[str]:
    return {hit.marker for hit in scanner.tree(folder)}


@contextlib.contextmanager
def _files(folder: Path, coded: Mapping[str, bytes], scanner: Scanner) -> Iterator[Planted]:
    for number, data in enumerate(coded.values()):
        (folder / f"{number}.log").write_bytes(os.urandom(300) + data + os.urandom(300))
    yield coded, _seen(scanner, folder)


@contextlib.contextmanager
def _names(folder: Path, coded: Mapping[str, bytes], scanner: Scanner) -> Iterator[Planted]:
    fit = {name: data for name, data in coded.items() if not {0, 10, 47} & set(data) and len(data) < 200}  # noqa: PLR2004
    for data in fit.values():
        (folder / os.fsdecode(b"a-" + data)).touch()
    yield fit, _seen(scanner, folder)


def _table(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA secure_delete=OFF")
    connection.execute("CREATE TABLE t (v BLOB)")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return connection


@contextlib.contextmanager
def _database(folder: Path, coded: Mapping[str, bytes], scanner: Scanner) -> Iterator[Planted]:
    with contextlib.closing(_table(folder / "a.sqlite3")) as connection:
        connection.executemany("INSERT INTO t VALUES (?)", [(data,) for data in coded.values()])
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    yield coded, _seen(scanner, folder)


@contextlib.contextmanager
def _log(folder: Path, coded: Mapping[str, bytes], scanner: Scanner) -> Iterator[Planted]:
    with contextlib.closing(_table(folder / "a.sqlite3")) as connection:
        connection.executemany("INSERT INTO t VALUES (?)", [(data,) for data in coded.values()])
        yield coded, {hit.marker for hit in scanner.tree(folder) if hit.place.startswith("a.sqlite3-wal")}


@contextlib.contextmanager
def _freed(folder: Path, coded: Mapping[str, bytes], scanner: Scanner) -> Iterator[Planted]:
    with contextlib.closing(_table(folder / "a.sqlite3")) as connection:
        # Large rows stand on pages of their own: what is freed is not filled again at once.
        connection.executemany("INSERT INTO t VALUES (?)", [(data.ljust(3000, b"."),) for data in coded.values()])
        connection.execute("DELETE FROM t")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    yield coded, _seen(scanner, folder)


@contextlib.contextmanager
def _backup(folder: Path, coded: Mapping[str, bytes], scanner: Scanner) -> Iterator[Planted]:
    rows = b"".join(
        json.dumps([base64.b64encode(b"." * 40 + data).decode()]).encode() + b"\n" for data in coded.values()
    )
    packed = gzip.compress(rows)
    with (folder / "backup.tar").open("wb") as file:
        writer = archives.Writer(file)
        writer.add("tables/a.jsonl.gz", io.BytesIO(packed), len(packed))
        writer.close({"kind": "control"})
    yield coded, _seen(scanner, folder)


_HOLD: Final = """
import sys
size = int.from_bytes(sys.stdin.buffer.read(4), "big")
held = [sys.stdin.buffer.read(int.from_bytes(sys.stdin.buffer.read(4), "big")) for _ in range(size)]
print("held", flush=True)
sys.stdin.buffer.read()
"""


@contextlib.contextmanager
def _process(arguments: list[bytes], environ: Mapping[bytes, bytes]) -> "Iterator[subprocess.Popen[bytes]]":
    pipe = subprocess.PIPE
    command = [os.fsencode(sys.executable), b"-c", _HOLD.encode(), *arguments]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, env={**os.environb, **environ}) as process:
        try:
            yield process
        finally:
            process.kill()


def _give(process: "subprocess.Popen[bytes]", given: list[bytes]) -> None:
    stdin, stdout = process.stdin, process.stdout
    if stdin is None or stdout is None:  # pragma: no cover - both are pipes
        return
    stdin.write(len(given).to_bytes(4, "big") + b"".join(len(one).to_bytes(4, "big") + one for one in given))
    stdin.flush()
    stdout.readline()


@contextlib.contextmanager
def _memory(_folder: Path, coded: Mapping[str, bytes], scanner: Scanner) -> Iterator[Planted]:
    with _process([], {}) as process:
        _give(process, list(coded.values()))
        yield coded, {hit.marker for hit in scanner.memory(process.pid)}


@contextlib.contextmanager
def _said(_folder: Path, coded: Mapping[str, bytes], scanner: Scanner) -> Iterator[Planted]:
    fit = {name: data for name, data in coded.items() if 0 not in data}
    half = len(fit) // 2
    values = list(fit.values())
    environ = {f"C{number}".encode(): data for number, data in enumerate(values[half:])}
    with _process(values[:half], environ) as process:
        _give(process, [])
        yield fit, {hit.marker for hit in scanner.process(process.pid)}


_PLACES: Final[Mapping[str, Plant]] = {
    "files": _files,
    "names of files": _names,
    "rows of a database": _database,
    "write-ahead log": _log,
    "freed pages": _freed,
    "a backup": _backup,
    "memory of a process": _memory,
    "command line and environment": _said,
}
PLACES: Final = tuple(_PLACES)
