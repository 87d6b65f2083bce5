"""The story is told, the desk is seized, every marker is looked for; first the control (hazard 10.4)."""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
import re
import sqlite3
from pathlib import Path

import pytest

from dueprocess_lab import leak_story, story
from dueprocess_lab.leak_needles import Marker
from dueprocess_lab.leak_scan import Hit, Scanner

pytestmark = pytest.mark.slow

CHAPTERS = story.load()
WORD = CHAPTERS[0].markers[0]
WAYS = {
    "utf-8": lambda text: text.encode(),
    "utf-16": lambda text: text.encode("utf-16-le"),
    "upper": lambda text: text.upper().encode(),
    "base64": lambda text: base64.b64encode(b"x" + text.encode()),
    "gzip": lambda text: gzip.compress(text.encode()),
    "digest": lambda text: hashlib.sha256(text.encode()).digest(),
}
PLACES = ("blobs/s-abc", "outbox/letter", "site/en/x.html", "logs/desk.log", "desk.sqlite3-journal")


def columns(home: Path) -> list[tuple[str, str]]:
    connection = sqlite3.connect(home / "desk.sqlite3")
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type='table'")]
    found = [
        (table, row[1])
        for table in tables
        if table.startswith("data_")
        for row in connection.execute(f"PRAGMA table_info({table})")
        if not row[2].lower().startswith(("integer", "bool", "bigint", "smallint"))
    ]
    connection.close()
    return found


def test_control_every_column_that_can_hold_it(seized: Path) -> None:
    """Planted by raw SQL, its guards and checks taken away first, a way of writing each in turn."""
    listed = columns(seized)
    assert len(listed) > 60
    connection = sqlite3.connect(seized / "desk.sqlite3", isolation_level=None)
    connection.execute("PRAGMA ignore_check_constraints=ON")
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type='trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    expected = {}
    for number, (table, column) in enumerate(listed):
        way = list(WAYS)[number % len(WAYS)]
        word = f"planted-{number:03}@marker.example"
        key = connection.execute(f"SELECT max(rowid) FROM {table}").fetchone()[0]  # noqa: S608
        if key is None:
            continue  # an empty table of the story
        connection.execute(f'UPDATE {table} SET "{column}"=? WHERE rowid=?', (WAYS[way](word), key))  # noqa: S608
        expected[f"{table}.{column}"] = Marker(f"{table}.{column}", word)
    connection.close()
    seen = {hit.marker for hit in Scanner(expected.values()).tree(seized)}
    assert set(expected) - seen == set()
    assert len(expected) > 55


def test_control_every_folder(seized: Path) -> None:
    """A word for each place and each way of writing it, all in one look."""
    wanted = {}
    for number, place in enumerate(PLACES):
        data = os.urandom(700)
        for way, written in WAYS.items():
            word = f"planted-{number}-{way}@marker.example"
            data += written(word) + os.urandom(700)
            wanted[word] = place
        path = seized / place
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    hits = Scanner([Marker(word, word) for word in wanted]).tree(seized)
    assert {word: place for word, place in wanted.items() if not any(at(hit, word, place) for hit in hits)} == {}


def at(hit: Hit, word: str, place: str) -> bool:
    return hit.marker == word and hit.place.startswith(place)


def test_the_control_that_the_command_runs_sees_everything(staged: leak_story.Staged, tmp_path: Path) -> None:
    assert leak_story.blind(tmp_path / "control", staged.keys) == []


def test_nothing_of_any_demand_stands_in_clear(staged: leak_story.Staged) -> None:
    """Database, write-ahead log, blobs, outbox, site, temporary files, standard output and error."""
    assert leak_story.search(staged) == []


def test_markers_are_of_every_kind(staged: leak_story.Staged) -> None:
    names = [one.name for one in leak_story.markers(staged.keys)]
    assert len(names) > 100
    for wanted in ("subject", "message-id", "file name", "the file", "marker 1", "that opens", "that signs"):
        assert any(wanted in name for name in names), wanted


def test_the_allowed_list_is_short_and_needed(staged: leak_story.Staged) -> None:
    assert len(leak_story.ALLOWED) <= 3
    scanner = Scanner(leak_story.story_markers())
    found = {(hit.place, hit.marker) for hit in scanner.tree(staged.printed)}
    assert set(leak_story.ALLOWED) == found


def test_the_desk_left_no_temporary_file_behind(staged: leak_story.Staged) -> None:
    assert list(staged.temporary.rglob("*")) == []


def test_keys_are_where_they_may_be_and_nowhere_else(staged: leak_story.Staged) -> None:
    scanner = Scanner(leak_story.secret_markers(staged.keys))
    names = {hit.marker for hit in scanner.tree(staged.keys)}
    assert len(names) == 22  # five people with two keys and a host with one, two secrets each: it does see them there
    assert scanner.tree(staged.home) == []


def lengths(home: Path) -> tuple[list[int], list[int]]:
    """Sizes of what is sealed, without the header that age blurs at random, and of envelopes."""
    connection = sqlite3.connect(home / "desk.sqlite3")
    sealed = [payload(row[0]) for row in connection.execute("SELECT bytes FROM data_sealed WHERE bytes IS NOT NULL")]
    envelopes = [row[0] for row in connection.execute("SELECT length(bytes) FROM data_envelope")]
    connection.close()
    return sealed, envelopes


def payload(cipher: bytes) -> int:
    """How long an age file is behind its header, whose last line begins with three hyphens."""
    last = cipher.index(b"\n--- ") + 1
    return len(cipher) - cipher.index(b"\n", last) - 1


NONCE, TAG, CHUNK = 16, 16, 64 << 10


def test_sizes_tell_no_length(staged: leak_story.Staged) -> None:
    """Hazard 3.5: neither a plaintext's exact length nor that and age's overhead is a size in the store."""
    sealed, envelopes = lengths(staged.home)
    assert len(sealed) > 30
    for chapter in CHAPTERS:
        exact = len(chapter.content)
        assert exact not in sealed
        assert NONCE + exact + TAG * -(-exact // CHUNK) not in sealed
    # age adds a random stanza: envelopes blur, insides are equal.
    assert max(envelopes) - min(envelopes) < 400


def test_equal_demands_but_for_a_few_letters_have_equal_sizes() -> None:
    from dueprocess.adapters.crypto import packed
    from dueprocess.formats.object import ObjectKind

    sizes = set()
    for extra in range(40):
        content = b"x" * (3000 + extra)
        inside = packed(ObjectKind.ORIGINAL, "text/plain", content, "2026-11-02T08:14:00Z", "a" * (extra % 7))
        sizes.add(len(inside))
        assert len(inside) > len(content)
    assert len(sizes) <= 3


def test_the_documented_table_is_what_a_thief_reads(staged: leak_story.Staged, root: Path) -> None:
    """docs/reference/store.md, row by row, against the bytes of a seized home (hazard 3.3)."""
    page = (root / "docs/reference/store.md").read_text()
    classes = {(t, c): k for t, c, k in re.findall(r"\| `(data_\w+)` \| `(\w+)` \| ([a-z ]+) \|", page)}
    connection = sqlite3.connect(staged.home / "desk.sqlite3")
    connection.text_factory = bytes
    tables = [row[0].decode() for row in connection.execute("SELECT name FROM sqlite_schema WHERE type='table'")]
    seen = {}
    for table in (name for name in tables if name.startswith("data_")):
        for row in connection.execute(f"PRAGMA table_info({table})").fetchall():
            column = row[1].decode()
            values = [one[0] for one in connection.execute(f'SELECT "{column}" FROM {table}')]  # noqa: S608
            seen[table, column] = values
    connection.close()
    assert set(seen) == set(classes)
    for (table, column), values in seen.items():
        wrong = [value for value in values if not fits(classes[table, column], value)]
        assert not wrong, (table, column, classes[table, column], wrong[:1])


_AGE = b"age-encryption.org/v1\n"
_CODE = re.compile(rb"[\w.:/@+ -]{0,200}")


def fits(kind: str, value: object) -> bool:
    data = value if isinstance(value, bytes) else b"" if value is None else str(value).encode()
    if kind == "sealed":
        return value is None or data.startswith(_AGE)
    if kind == "commitment":
        return data == b"" or len(data) == 32 or re.fullmatch(rb"[0-9a-f]{64}", data) is not None
    if _AGE in data:
        return False
    if kind == "face" and b"{" not in data and b"\n" not in data and data.isascii():
        return _CODE.fullmatch(data) is not None or all(32 <= one < 127 for one in data)
    return True


def test_a_sealed_column_in_clear_or_clear_text_in_a_code_would_be_seen() -> None:
    assert not fits("sealed", b"From: somebody")
    assert not fits("commitment", b"310 Js 20881/26")
    assert not fits("face", _AGE)


def test_passphrases_stand_nowhere(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from dueprocess.cli.main import cli

    word = "nine otters row to Sabaton 4417"
    (tmp_path / "word").write_text(word)
    keys = tmp_path / "keys"
    keys.mkdir()
    given = ["keys", "new", "aster", "--out", str(keys / "a.identity"), "--passphrase-file", str(tmp_path / "word")]
    result = CliRunner().invoke(cli, given)
    assert result.exit_code == 0, result.output
    scanner = Scanner([Marker("passphrase", word)])
    assert scanner.tree(keys) == []
    assert scanner.data(result.output.encode(), "output") == []
