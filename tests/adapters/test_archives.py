"""A backup's container: any changed byte is noticed, whatever it says is checked, a broken-off one has no name."""

import contextlib
import gzip
import hashlib
import io
import json
import os
import tarfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.adapters import archives, crypto
from dueprocess.adapters.age_header import AgeError

PARTS = {"home/pin": b"{}", "tables/data_case.jsonl.gz": b"\x1f\x8b" + bytes(700), "blobs/s-abc": b"x" * 3000}


def whole(parts: dict[str, bytes] | None = None, **manifest: Any) -> bytes:
    file = io.BytesIO()
    writer = archives.Writer(file)
    for name, data in (PARTS if parts is None else parts).items():
        writer.add(name, io.BytesIO(data), len(data))
    writer.close({"kind": "desk", **manifest})
    return file.getvalue()


def contents(data: bytes) -> tuple[Any, dict[str, bytes]]:
    with archives.reading(io.BytesIO(data)) as reader:
        checked = list(reader.check())
        found = {name: reader.part(name).read() for name in checked}
        return reader.manifest, found


def test_what_was_put_in_comes_out_and_the_bytes_depend_on_nothing_else() -> None:
    manifest, found = contents(whole(made_at="then"))
    assert found == PARTS
    assert (manifest["kind"], manifest["made_at"], manifest["form"]) == ("desk", "then", archives.FORM)
    assert whole() == whole()
    with archives.reading(io.BytesIO(whole())) as reader:
        assert reader.names("blobs") == ["s-abc"]
        assert whole().count(f"{reader.digest}\n".encode()) == 1  # the last part is the manifest's own sum


def places(data: bytes) -> list[tuple[str, int]]:
    """The first, a middle and the last byte of every member's content."""
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        return [
            (one.name, at)
            for one in tar
            for at in (one.offset_data, one.offset_data + one.size // 2, one.offset_data + one.size - 1)
        ]


@pytest.mark.parametrize(("part", "at"), places(whole()))
def test_one_flipped_bit_in_any_part_is_noticed(part: str, at: int) -> None:
    data = bytearray(whole())
    data[at] ^= 1
    with pytest.raises(archives.ArchiveError, match="Take another copy") as caught:
        contents(bytes(data))
    assert caught.value.rule == "backup.damaged"
    assert part.partition("/")[2] in str(caught.value) or part.startswith("manifest")


@given(at=st.integers(0, len(whole()) - 1), bit=st.integers(0, 7))
def test_one_flipped_bit_anywhere_is_noticed_or_changes_nothing(at: int, bit: int) -> None:
    data = bytearray(whole())
    data[at] ^= 1 << bit
    with contextlib.suppress(archives.ArchiveError):
        manifest, found = contents(bytes(data))
        assert (manifest, found) == contents(whole())


@given(keep=st.integers(0, len(whole()) - 1))
def test_an_archive_cut_off_is_noticed_or_lost_only_its_last_zeros(keep: int) -> None:
    with contextlib.suppress(archives.ArchiveError):
        assert contents(whole()[:keep]) == contents(whole())
        assert not whole()[keep:].strip(b"\0")


@given(st.binary(max_size=2000))
def test_anything_else_is_refused_with_words(data: bytes) -> None:
    with pytest.raises(archives.ArchiveError):
        contents(data)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b"Dear Sir or Madam,\n" * 100, "something else"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"SQLite format 3\x00" + bytes(100), "a database"),
        (gzip.compress(b"a backup", mtime=0), "gunzip"),
        (b"PK\x03\x04" + bytes(100), "a zip"),
    ],
)
def test_another_kind_of_file_is_told_what_to_give_instead(data: bytes, what: str) -> None:
    with pytest.raises(archives.ArchiveError, match="no backup of Due Process") as caught:
        contents(data)
    assert caught.value.rule == "backup.other-file"
    assert what in str(caught.value)
    assert "Give the file that `dueprocess backup` wrote" in str(caught.value)


def test_a_tar_of_something_else_is_no_damaged_backup() -> None:
    with pytest.raises(archives.ArchiveError, match="a tar of something else"):
        contents(tar_of((tarfile.TarInfo("photos/cat.jpg"), b"")))


def tar_of(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as tar:
        for info, data in members:
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return file.getvalue()


def with_manifest(plain: object, *members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    text = plain if isinstance(plain, bytes) else json.dumps(plain).encode()
    digest = f"{hashlib.sha256(text).hexdigest()}\n".encode()
    ends = [(tarfile.TarInfo("manifest.json"), text), (tarfile.TarInfo("manifest.sha256"), digest)]
    return tar_of(*members, *ends)


def link(name: str) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
    return info


@pytest.mark.parametrize(
    "data",
    [
        with_manifest({"form": "dueprocess.backup/2", "parts": {}}),
        with_manifest({"form": archives.FORM, "parts": {"home/pin": {"sha256": "0"}}}),
        with_manifest({"form": archives.FORM, "parts": {}}, (tarfile.TarInfo("home/pin"), b"{}")),
        with_manifest({"form": archives.FORM, "parts": {}}, (tarfile.TarInfo("../outside"), b"")),
        with_manifest({"form": archives.FORM, "parts": {}}, (tarfile.TarInfo("home/../pin"), b"")),
        with_manifest({"form": archives.FORM, "parts": {"home/pin": {"sha256": "0"}}}, (link("home/pin"), b"")),
        with_manifest(
            {"form": archives.FORM, "parts": {"home/pin": {"sha256": 0}}}, (tarfile.TarInfo("home/pin"), b"")
        ),
        with_manifest({"form": archives.FORM}),
        with_manifest([]),
        with_manifest(b"{"),
        with_manifest(b"[" * 100_000),
    ],
)
def test_an_archive_that_says_what_is_not_so_is_refused(data: bytes) -> None:
    with pytest.raises(archives.ArchiveError):
        contents(data)


def test_a_part_has_a_plain_name_and_stands_once_and_whole() -> None:
    writer = archives.Writer(io.BytesIO())
    writer.add("home/pin", io.BytesIO(b"{}"), 2)
    for name in ("home/pin", "home/a/b", "../x", "secret/key", "home/.draft"):
        with pytest.raises(ValueError, match="is no part of a backup"):
            writer.add(name, io.BytesIO(b""), 0)
    with pytest.raises(OSError, match="unexpected end"):
        writer.add("home/short", io.BytesIO(b"ab"), 3)
    with archives.reading(io.BytesIO(whole())) as reader, pytest.raises(archives.ArchiveError):
        reader.part("home/none")


def test_a_draft_gets_its_name_whole_or_never(tmp_path: Path) -> None:
    target = tmp_path / "a.tar"
    with pytest.raises(ZeroDivisionError), archives.draft(target) as file:
        file.write(b"half" * (1 // 0))
    assert list(tmp_path.iterdir()) == []
    with archives.draft(target) as file:
        file.write(b"whole")
        assert [path.suffix for path in tmp_path.iterdir()] == [archives.DRAFT]
    assert target.read_bytes() == b"whole"
    assert target.stat().st_mode & 0o777 == 0o600
    with pytest.raises(archives.PlaceError, match="never overwritten"), archives.draft(target):
        pass
    assert target.read_bytes() == b"whole"


def test_file_and_folder_are_on_the_disk_before_a_backup_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    fsync, replace = os.fsync, type(tmp_path).replace

    def note(handle: int) -> None:
        steps.append("folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "file")  # noqa: PTH112
        fsync(handle)

    def move(self: Path, target: Path) -> Path:
        steps.append("name")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", note)
    monkeypatch.setattr(type(tmp_path), "replace", move)
    with archives.draft(tmp_path / "a.tar") as file:
        file.write(b"whole")
    assert steps == ["file", "name", "folder"]


def test_a_stream_is_encrypted_in_pieces_and_opens_for_its_recipient_alone() -> None:
    secret, recipient = crypto.new_case_key()
    data = os.urandom(200_000)
    sealed, opened = io.BytesIO(), io.BytesIO()
    crypto.encrypt_stream(io.BytesIO(data), sealed, [recipient])
    crypto.decrypt_stream(io.BytesIO(sealed.getvalue()), opened, [secret])
    assert opened.getvalue() == data
    assert crypto.decrypt(sealed.getvalue(), [secret]) == data
    changed = bytearray(sealed.getvalue())
    changed[-1] ^= 1
    for bytes_, key, rule in (
        (bytes(changed), secret, "age.closed"),
        (sealed.getvalue()[:-1], secret, "age.closed"),
        (sealed.getvalue(), crypto.new_case_key()[0], "age.closed"),
        (crypto.encrypt_passphrase(b"x", "y"), secret, "age.passphrase"),
        (b"nothing of the kind", secret, "age.header"),
    ):
        with pytest.raises(AgeError) as caught:
            crypto.decrypt_stream(io.BytesIO(bytes_), io.BytesIO(), [key])
        assert caught.value.rule == rule


def test_a_full_disk_is_said_in_the_disks_own_words() -> None:
    class Full(io.BytesIO):
        def write(self, data: Any) -> int:
            raise OSError(28, "No space left on device")

    secret, recipient = crypto.new_case_key()
    sealed = io.BytesIO(crypto.encrypt(bytes(200_000), [recipient]))
    with pytest.raises(OSError, match="No space") as caught:
        crypto.decrypt_stream(sealed, Full(), [secret])
    assert caught.value.errno == 28
