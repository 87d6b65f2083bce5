"""From records to sealed parts, manifest and shares: what is in them, what is left out, and that the key is gone."""

from __future__ import annotations

import hashlib
import itertools
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from dueprocess.adapters import crypto
from dueprocess.formats import shamir
from dueprocess.formats.bech32 import secret_text
from dueprocess.formats.manifest import parse
from dueprocess.formats.object import ObjectKind, padme
from dueprocess.formats.records import Dropped
from dueprocess.formats.refusal import DeniedError
from dueprocess.host.connectors.request import ConnectorError, Left, Record
from dueprocess.host.parts import MovedError, Packer
from dueprocess.host.production import Dealt, produce
from dueprocess.host.sieve import Member
from dueprocess.host.store import Run, Store
from extraction_samples import AT, HOST, LIMIT, NOW, ORDER, RELEASERS, Listed, listed, opened, record, source, task

RNG = random.Random(3)  # noqa: S311 - made-up content


def begin(root: Path, **more: Any) -> Run:
    with Store(root).locked() as store:
        return store.begin(ORDER, recipient=HOST[1], secret=HOST[0], **more)


def key_of(dealt: Dealt, names: tuple[str, ...] = ("aster", "birch")) -> str:
    shares = []
    for name, hash_, sealed in dealt.shares:
        if name in names:
            header, share = crypto.unseal(sealed, [RELEASERS[name][0]])
            assert (header.kind, header.name) == (ObjectKind.SHARE, ORDER)
            assert shamir.share_hash(share) == hash_
            shares.append(share)
    return secret_text(shamir.combine(shares))


LINES = [record("messages.jsonl", b'{"n": %d}\n' % n, line=True, kind="traffic") for n in range(5)]
FILES = [record("message.eml", RNG.randbytes(300_000)) for _ in range(9)]


def test_a_production_opens_for_any_k_and_holds_what_was_granted(tmp_path: Path) -> None:
    others = [
        record("a", b"x", target="T2"),
        record("a", b"x", kind="location"),
        record("a", b"x", at="2026-04-01T00:00:00Z"),
        record("a", b"x", at="2026-02-28T23:59:59Z"),
        record("a", b"x", at=""),
        Left(Dropped.UNSAFE),
    ]
    dealt = produce(begin(tmp_path), task(), source(Listed([*LINES, *others, *FILES])), now=NOW, limit=LIMIT)
    for pair in itertools.combinations(RELEASERS, 2):
        assert crypto.recipient_of(key_of(dealt, pair)) == dealt.recipient
    files = opened(dealt.parts, key_of(dealt))
    assert files["T1/traffic/000001-messages.jsonl"] == b"".join(b'{"n": %d}\n' % n for n in range(5))
    assert [data for name, data in files.items() if name.endswith("message.eml")] == [
        b"".join(one.chunks()) for one in FILES
    ]
    assert dealt.dropped == {"target": 1, "kind": 1, "period": 2, "time": 1, "unsafe": 1}
    told = {row["name"]: row for row in listed(files)}
    assert set(told) == {name for name in files if not name.startswith("contents-")}
    for name, row in told.items():
        assert row["sha256"] == hashlib.sha256(files[name]).hexdigest()
        assert (row["target"], row["size"]) == ("T1", len(files[name]))


def test_the_manifest_is_for_releasers_and_the_recipient_and_names_each_part(tmp_path: Path) -> None:
    dealt = produce(begin(tmp_path), task(), source(Listed([*LINES, *FILES])), now=NOW, limit=LIMIT)
    assert len(dealt.parts) > 1
    key = key_of(dealt)
    for secret in (key, *(secret for secret, _ in RELEASERS.values())):
        header, content = crypto.unseal(dealt.manifest, [secret])
        assert header.kind is ObjectKind.MANIFEST
        manifest = parse(content)
    assert (manifest.sender, manifest.recipient) == ("Fennel Mail", "post@talbach.example")
    assert manifest.counts == dealt.counts
    assert [(one.kind, one.records, one.first) for one in manifest.counts] == [("content", 9, AT), ("traffic", 5, AT)]
    for (path, hash_), file in zip(dealt.parts, manifest.files, strict=True):
        data = path.read_bytes()
        clear = crypto.decrypt(data, [key])
        assert hashlib.sha256(data).hexdigest() == hash_
        assert (file.size, file.hash) == (len(clear), hashlib.sha512(clear).hexdigest())
        assert len(clear) == padme(len(clear)) <= LIMIT
    with pytest.raises(crypto.AgeError):
        crypto.unseal(dealt.manifest, [HOST[0]])


def test_the_key_is_nowhere_on_the_host_once_it_is_dealt(tmp_path: Path) -> None:
    dealt = produce(begin(tmp_path), task(), source(Listed(LINES)), now=NOW, limit=LIMIT)
    key = key_of(dealt)
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(kept) > 4
    for path in kept:
        data = path.read_bytes()
        assert key.encode() not in data
        assert b"kim@" not in data
        if data.startswith(b"age-"):
            try:
                inside = crypto.decrypt(data, [HOST[0]])
            except crypto.AgeError:
                continue  # not the host's
            assert key.encode() not in inside


def test_a_file_longer_than_a_part_is_cut_and_is_whole_again(tmp_path: Path) -> None:
    long = RNG.randbytes(5 * LIMIT + 12_345)
    given = [record("small.eml", b"s"), record("long.bin", long), record("after.eml", b"a")]
    dealt = produce(begin(tmp_path), task(), source(Listed(given)), now=NOW, limit=LIMIT)
    files = opened(dealt.parts, key_of(dealt))
    pieces = sorted(name for name in files if "long.bin." in name)
    assert [name[-4:] for name in pieces] == [f".{n:03d}" for n in range(1, len(pieces) + 1)]
    assert b"".join(files[name] for name in pieces) == long
    assert files["T1/content/000003-after.eml"] == b"a"


@pytest.mark.skipif(not shutil.which("age"), reason="Debian's age is not on this machine")
def test_debians_age_and_tar_open_a_part(tmp_path: Path) -> None:
    dealt = produce(begin(tmp_path / "host"), task(), source(Listed([*LINES, *FILES[:1]])), now=NOW, limit=LIMIT)
    key = tmp_path / "key"
    key.write_text(key_of(dealt) + "\n")
    clear = tmp_path / "part.tar"
    subprocess.run(["age", "-d", "-i", key, "-o", clear, dealt.parts[0][0]], check=True)
    shown = subprocess.run(["tar", "tf", clear], check=True, capture_output=True, text=True)
    assert "T1/traffic/000001-messages.jsonl" in shown.stdout
    assert not shown.stderr


def killed(root: Path, number: int, given: list[Record]) -> list[bytes]:
    """A run that is killed when the source is asked for record ``number``; bytes of the parts that it left."""
    with pytest.raises(KeyboardInterrupt):
        produce(begin(root), task(), source(Listed(given, breaks_at=number)), now=NOW, limit=LIMIT)
    folder = root / "runs" / ORDER
    return [path.read_bytes() for path in sorted(folder.glob("part-*.tar.age"))]


@pytest.mark.parametrize("number", [0, 3, 12, 16, 20])
def test_a_run_that_was_killed_goes_on_with_the_same_parts(tmp_path: Path, number: int) -> None:
    given = [*LINES, *FILES, record("long.bin", RNG.randbytes(3 * LIMIT)), *FILES, *LINES]
    before = killed(tmp_path, number, given)
    dealt = produce(begin(tmp_path), task(), source(Listed(given)), now=NOW, limit=LIMIT)
    after = [path.read_bytes() for path, _ in dealt.parts]
    assert after[: len(before)] == before
    assert len(after) > len(before)
    files = opened(dealt.parts, key_of(dealt))
    whole = b"".join(files[name] for name in sorted(files) if "long.bin" in name)
    assert whole == b"".join(given[14].chunks())
    contents = [data for name, data in sorted(files.items()) if name.endswith("message.eml")]
    assert contents == [b"".join(one.chunks()) for one in [*FILES, *FILES]]
    assert [(one.kind, one.records) for one in dealt.counts] == [("content", 19), ("traffic", 10)]


def test_a_run_killed_within_one_long_file_goes_on_within_it(tmp_path: Path) -> None:
    data = RNG.randbytes(5 * LIMIT)

    def broken() -> Any:
        yield data[: 3 * LIMIT]
        raise KeyboardInterrupt

    cut = Record(record("long.bin", data).header, broken)
    with pytest.raises(KeyboardInterrupt):
        produce(begin(tmp_path), task(), source(Listed([cut])), now=NOW, limit=LIMIT)
    left = sorted((tmp_path / "runs" / ORDER).glob("part-*.tar.age"))
    assert len(left) == 3
    before = [path.read_bytes() for path in left]
    dealt = produce(begin(tmp_path), task(), source(Listed([record("long.bin", data)])), now=NOW, limit=LIMIT)
    assert [path.read_bytes() for path, _ in dealt.parts][:3] == before
    files = opened(dealt.parts, key_of(dealt))
    assert b"".join(files[name] for name in sorted(files) if "long.bin" in name) == data


def test_a_source_that_changed_meanwhile_is_noticed(tmp_path: Path) -> None:
    given = [*FILES, *FILES]
    assert killed(tmp_path, 14, given)
    for other in ([record("message.eml", b"new"), *given], given[1:], given[:2]):
        with pytest.raises(MovedError):
            produce(begin(tmp_path), task(), source(Listed(other)), now=NOW, limit=LIMIT)
    dealt = produce(begin(tmp_path, anew=True), task(), source(Listed(given[1:])), now=NOW, limit=LIMIT)
    assert dealt.counts[0].records == 17


@pytest.mark.parametrize("hurt", ["swap", "flip", "lose"])
def test_a_part_that_was_touched_is_named(tmp_path: Path, hurt: str) -> None:
    assert len(killed(tmp_path, 25, [*FILES, *FILES, *FILES])) > 2
    first, second, *_ = sorted((tmp_path / "runs" / ORDER).glob("part-*.tar.age"))
    if hurt == "swap":
        data = first.read_bytes()
        first.write_bytes(second.read_bytes())
        second.write_bytes(data)
    elif hurt == "flip":
        first.write_bytes(first.read_bytes()[:-1] + b"\0")
    else:
        first.unlink()
    with pytest.raises(DeniedError, match="part 1 ") as caught:
        produce(begin(tmp_path), task(), source(Listed([*FILES, *FILES, *FILES])), now=NOW, limit=LIMIT)
    assert caught.value.rule == "production.part"


@pytest.mark.parametrize(
    "changes",
    [{"source_hash": "4" * 64}, {"releasers": {"aster": RELEASERS["aster"][1], "birch": HOST[1]}}],
)
def test_another_connector_or_roster_does_not_go_on(tmp_path: Path, changes: dict[str, Any]) -> None:
    killed(tmp_path, 12, [*LINES, *FILES, *FILES])
    with pytest.raises(DeniedError) as caught:
        produce(begin(tmp_path), task(**changes), source(Listed(LINES)), now=NOW, limit=LIMIT)
    assert caught.value.rule == "production.changed"


def test_what_was_dealt_is_dealt_once(tmp_path: Path) -> None:
    first = produce(begin(tmp_path), task(), source(Listed(LINES)), now=NOW, limit=LIMIT)
    silent = Listed([], breaks_at=0)
    again = produce(begin(tmp_path), task(), source(silent), now=NOW, limit=LIMIT)
    assert again == first
    assert not silent.asked  # the data were read once


def test_an_order_is_carried_out_once_for_ever(tmp_path: Path) -> None:
    produce(begin(tmp_path), task(), source(Listed(LINES)), now=NOW, limit=LIMIT)
    store = Store(tmp_path)
    assert store.begun_runs() == [ORDER]
    store.finish(ORDER)
    store.finish(ORDER)  # killed in between
    assert not list((tmp_path / "runs").iterdir())
    for anew in (False, True):
        with pytest.raises(DeniedError) as caught:
            begin(tmp_path, anew=anew)
        assert caught.value.rule == "production.executed"
    with pytest.raises(DeniedError):
        store.check_new("../" + "1" * 61)


def test_one_production_at_a_time(tmp_path: Path) -> None:
    with Store(tmp_path).locked(), pytest.raises(DeniedError) as caught, Store(tmp_path).locked():
        pass
    assert caught.value.rule == "production.busy"
    assert tmp_path.stat().st_mode & 0o077 == 0


def test_nothing_found_is_no_production(tmp_path: Path) -> None:
    with pytest.raises(DeniedError, match="exceeded") as caught:
        produce(begin(tmp_path), task(), source(Listed([record("a", b"x", target="T2")])), now=NOW, limit=LIMIT)
    assert caught.value.rule == "production.nothing"


@pytest.mark.parametrize(
    "given",
    [
        Record(record("a", b"abcd").header, lambda: iter((b"abc",))),
        Record(record("a", b"abcd").header, lambda: iter((b"abcd", b"e"))),
        Record(record("a", b"abcd").header, lambda: iter((b"abcde",))),
        record("a", b"x" * (5 << 20), line=True),
    ],
)
def test_a_record_that_lies_of_its_length_ends_the_run(tmp_path: Path, given: Record) -> None:
    with pytest.raises(ConnectorError):
        produce(begin(tmp_path), task(), source(Listed([given])), now=NOW, limit=LIMIT)


def test_more_than_the_connectors_file_allows_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(ConnectorError, match="allows"):
        produce(begin(tmp_path), task(), source(Listed(FILES), max_bytes=1_000_000), now=NOW, limit=LIMIT)


def test_long_lists_are_written_in_pieces_of_their_own(tmp_path: Path) -> None:
    row = b"x" * 99_999 + b"\n"
    rows = [record("log.jsonl", row, line=True, kind="traffic") for _ in range(100)]
    rows += [record("other.jsonl", b"no newline", line=True, kind="traffic")]
    dealt = produce(begin(tmp_path), task(), source(Listed(rows)), now=NOW, limit=16 << 20)
    files = opened(dealt.parts, key_of(dealt))
    names = [name for name in files if "jsonl" in name and "contents" not in name]
    assert names == [f"T1/traffic/{n:06d}-log.jsonl" for n in (1, 2, 3)] + ["T1/traffic/000004-other.jsonl"]
    assert b"".join(files[name] for name in names) == row * 100 + b"no newline\n"


def test_a_limit_that_cannot_be_padded_is_refused() -> None:
    none: list[Member] = []
    for limit in (1 << 20, (2 << 20) + 1):
        with pytest.raises(ValueError, match="limit"):
            Packer(none, limit)
