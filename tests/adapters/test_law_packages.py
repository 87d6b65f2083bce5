"""A package of law: what is signed and goes on is shown and taken; else it is refused, with a sentence and no trace."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.adapters import crypto, law_files, law_packages, law_place, provisions
from dueprocess.adapters.law_cache import default_root
from dueprocess.formats.note import signed
from dueprocess.formats.refusal import DeniedError
from dueprocess.law.taken import asking, taken

SIGNER = crypto.signer("fern", b"1" * 32)
THIEF = crypto.signer("fern", b"2" * 32)
NAME, PATH = "US-2703F", "US/US-2703F.yaml"
DAY = "2026-12-01"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A law folder of a few files, as some program ships it."""
    root = tmp_path_factory.mktemp("law")
    shutil.copytree(default_root() / "schema", root / "schema")
    for path in (PATH, "US/US-2703D.yaml", "policy/POLICY-ORAL.yaml", "provisions/US-2703F.yaml"):
        (root / path).parent.mkdir(exist_ok=True)
        shutil.copy(default_root() / path, root / path)
    return root


@pytest.fixture
def place(tmp_path: Path, small: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where law is taken: a home whose program ships the small law, and that names one key."""
    monkeypatch.setattr("dueprocess.adapters.law_cache.default_root", lambda: small)
    monkeypatch.setattr(law_files, "PUBLISHED", law_files.load(small).law_digest)
    home = tmp_path / "home"
    home.mkdir()
    (home / "law-keys").write_text(f"# whose law we take\n{SIGNER[0].vkey}\n")
    monkeypatch.setenv("DUEPROCESS_HOME", str(home))
    return home


@pytest.fixture
def other(tmp_path: Path, small: Path) -> Path:
    """The same law, in which one rule says something else."""
    root = tmp_path / "other"
    shutil.copytree(small, root)
    text = (root / PATH).read_text()
    assert "The request names the account" in text
    (root / PATH).write_text(text.replace("The request names the account", "The request names one account"))
    return root


def packed(root: Path, number: int = 1, extends: str = "", signer: Any = SIGNER) -> bytes:
    return law_packages.pack(root, number, [extends or law_files.PUBLISHED], DAY, signer)


def takes(data: bytes, place: Path) -> law_packages.Taking:
    taking = law_packages.held(law_packages.read(data, law_packages.keys(place)), place)
    law_packages.take(taking, place)
    return taking


def refused(data: bytes, place: Path) -> str:
    before = sorted(str(one) for one in place.rglob("*"))
    with pytest.raises(DeniedError) as caught:
        takes(data, place)
    assert law_files.law_root() == law_files.law_root(place)
    assert [one for one in sorted(str(one) for one in place.rglob("*")) if one not in before] in (
        [],
        [str(place / "law")],
    )
    reason = caught.value.reason
    assert ":" in reason or ";" in reason, reason  # what is wrong, and what to do
    return caught.value.rule


def changed(data: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    told = json.loads(data)
    change(told)
    return json.dumps(told).encode()


def resigned(data: bytes, change: Callable[[dict[str, Any]], object], files: dict[str, str] | None = None) -> bytes:
    """The package, signed anew by its own key over other things: a signer whom we know goes wrong, or is robbed."""
    told = json.loads(data)
    says = json.loads(told["note"].split("\n")[1])
    change(says)
    if files is not None:
        told["files"] = files
        says["files"] = {path: law_packages.hash_of(text) for path, text in files.items()}
    text = law_packages.HEADER + json.dumps(says, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"
    told["note"] = signed(text, [SIGNER]).encode().decode()
    return json.dumps(told).encode()


def test_a_package_is_shown_rule_by_rule_and_what_changed_asks_again(place: Path, other: Path) -> None:
    before = law_files.load()
    taking = takes(packed(other), place)
    ((path, changes),) = taking.changes.items()
    assert path == f"instruments/{NAME}"
    assert [(one.name, str(one.how)) for one in changes] == [(f"{NAME}.target", "changed")]
    after = law_files.load()
    rule = after.rule(f"{NAME}.target")
    assert rule is not None
    assert "names one account" in rule.says["en"]
    assert str(rule.cited.citation.status) == "secondary"  # somebody else's reading decides nothing here
    for name in set(before.rules) - {f"{NAME}.target"}:
        assert before.hash_signed(name) == after.hash_signed(name)
        assert before.rules[name].cited == after.rules[name].cited
    assert law_files.law_root() == place / "law" / "1"
    assert not law_files.altered(after)
    assert (place / "law/1/provisions/US-2703F.yaml").is_file()
    # What lies there is held against what was taken: a file that somebody changed is said to be changed.
    kept = place / "law/1" / PATH
    kept.write_text(kept.read_text().replace("names one account", "names nothing"))
    assert law_files.altered(law_files.load())


def test_a_package_goes_on_from_what_is_in_force_and_no_older_one_comes_back(place: Path, other: Path) -> None:
    first = packed(other)
    assert refused(packed(other, extends="0" * 64), place) == "law.line"
    takes(first, place)
    assert refused(first, place) == "law.older"  # the same once more
    text = (other / PATH).read_text()
    (other / PATH).write_text(text.replace("names one account", "names each account"))
    mine = law_files.in_force()
    assert refused(packed(other, 2), place) == "law.line"  # it goes on from the program's law, not from this
    assert refused(packed(other, 1, mine), place) == "law.older"
    takes(packed(other, 5, mine), place)
    assert refused(packed(other, 4, law_files.in_force()), place) == "law.older"
    assert law_files.law_root() == place / "law" / "5"
    assert str(law_files.load().rules[f"{NAME}.target"].cited.citation.status) == "secondary"


def test_a_newer_program_brings_its_own_law_and_a_package_has_to_extend_that(
    place: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    takes(packed(other), place)
    monkeypatch.setattr(law_files, "PUBLISHED", "e" * 64)
    assert law_place.taken(law_files.PUBLISHED) is None
    assert law_files.law_root() != place / "law" / "1"
    assert refused(packed(other, 1), place) == "law.older"  # numbers only grow


def test_nobody_elses_signature_takes_law_and_no_byte_may_change(place: Path, other: Path) -> None:
    good = packed(other)
    assert refused(packed(other, signer=THIEF), place) == "law.signature"  # the name that we know, another key
    assert refused(packed(other, signer=crypto.signer("moss", b"3" * 32)), place) == "law.signature"
    told = json.loads(good)
    thief = json.loads(packed(other, signer=THIEF))["note"].split("\n\n")[1]
    assert refused(
        changed(good, lambda one: one.update(note=one["note"].split("\n\n")[0] + "\n\n" + thief)), place
    ) == ("law.signature")
    for change in (
        lambda one: one["files"].update({PATH: one["files"][PATH] + "\n"}),
        lambda one: one["files"].pop(PATH),
        lambda one: one["files"].update({"US/US-9.yaml": one["files"][PATH]}),
        lambda one: one["files"].update({PATH: 5}),
    ):
        assert refused(changed(good, change), place) == "law.hash"
    more = told["note"].replace('"number":1', '"number":7')
    assert refused(changed(good, lambda one: one.update(note=more)), place) == "law.signature"
    (place / "law-keys").write_text("nobody\n")
    assert refused(good, place) == "law.keys"
    (place / "law-keys").unlink()
    assert refused(good, place) == "law.keys"


PATHS = (
    *(
        "../../desk.toml",
        "/etc/passwd",
        "US/../../x.yaml",
        "US\\..\\x.yaml",
        "schema/instrument.json",
        "tests/DE/x.yaml",
    ),
    *(
        "US/US-2703F.yaml\x00",
        "us/us-1.yaml",
        "languages/en.yaml",
        "US/reading.yaml",
        "US/US-1.yaml/x",
        "",
        "US//X-1.yaml",
    ),
    *("policy/\u202eX-1.yaml", "C:/X/X-1.yaml", "US/US-2703F.YAML"),
)


@pytest.mark.parametrize("path", PATHS)
def test_a_path_that_is_no_place_of_a_law_file_is_refused_though_it_was_signed(
    place: Path, other: Path, path: str
) -> None:
    files = {**json.loads(packed(other))["files"], path: "id: X"}
    assert refused(resigned(packed(other), lambda _: None, files), place) in {"law.path", "law.package"}


YAMLS = {
    "alias": "id: &a US-2703F\ntitle: *a\n",
    "bomb": "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nid: US-2703F\n",
    "tag": "id: !!python/object/apply:os.system [echo]\n",
    "merge": "<<: {id: US-2703F}\n",
    "twice": "id: US-2703F\nid: US-2703F\n",
    "deep": "id: " + "[" * 200 + "]" * 200,
    "many": "id: [" + "1," * 30_000 + "]",
    "long": "id: US-2703F\nnotes: " + "x" * 300_000,
    "documents": "id: US-2703F\n---\nid: US-2703D\n",
    "binary": "id: \x00",
    "empty": "",
    "text": "nothing",
    "key": "{unknown: 1, id: US-2703F}",
}


@pytest.mark.parametrize("name", YAMLS)
def test_a_file_that_plays_tricks_or_has_an_unknown_form_is_refused_though_it_was_signed(
    place: Path, other: Path, name: str
) -> None:
    files = {**json.loads(packed(other))["files"], PATH: YAMLS[name]}
    assert refused(resigned(packed(other), lambda _: None, files), place) == "law.files"


def test_what_is_no_package_or_of_a_form_to_come_is_refused(place: Path, other: Path) -> None:
    good = packed(other)
    for bad in (b"", b"{}", b"[]", b"PK\x03\x04", b"\x1f\x8b", b"\xff", b"[" * 100_000, b'{"form":1,"form":2}',
                b'{"form":"dueprocess.law-package/2","note":"","files":{}}', b"1e999",
                changed(good, lambda one: one.update(note=5)), changed(good, lambda one: one.update(files=[])),
                changed(good, lambda one: one.update(more=1))):  # fmt: skip
        assert refused(bad, place) == "law.package", bad[:40]
    for change in (
        lambda says: says.update(number=0),
        lambda says: says.update(number=True),
        lambda says: says.update(number="1"),
        lambda says: says.update(law="x"),
        lambda says: says.update(made_on="tomorrow"),
        lambda says: says.update(extends=[]),
        lambda says: says.update(extends=["x"]),
        lambda says: says.update(more=1),
        lambda says: says.pop("extends"),
    ):
        assert refused(resigned(good, change), place) == "law.package"
    assert refused(resigned(good, lambda says: says.update(law="0" * 64)), place) == "law.files"
    assert refused(b" " * (law_packages.MAX_BYTES + 1), place) == "law.package"


@given(st.data())
def test_whatever_is_changed_in_a_package_is_refused_by_name(data: st.DataObject) -> None:
    good, known = FUZZED, [SIGNER[0]]
    at = data.draw(st.integers(0, len(good) - 1))
    head, tail = good[:at], good[at + 1 :]
    bad = data.draw(st.sampled_from([head, head + bytes([good[at] ^ 1]) + tail, head + tail, head + b"\0" + good[at:]]))
    try:
        found = law_packages.read(bad, known)
    except DeniedError as fault:
        found, rule = law_packages.read(good, known), fault.rule
    else:
        rule = "law.none"  # a space between two values
    assert found == law_packages.read(good, known)
    assert rule.startswith("law.")


def _fuzzed() -> bytes:
    files = {PATH: "id: US-2703F\n", "policy/POLICY-ORAL.yaml": "id: POLICY-ORAL\n"}
    says = {"extends": ["a" * 64], "files": {path: law_packages.hash_of(text) for path, text in files.items()},
            "law": "b" * 64, "made_on": DAY, "number": 1}  # fmt: skip
    text = law_packages.HEADER + json.dumps(says, separators=(",", ":"), sort_keys=True) + "\n"
    note = signed(text, [SIGNER]).encode().decode()
    return json.dumps({"form": law_packages.FORM, "note": note, "files": files}).encode()


FUZZED = _fuzzed()


def test_a_file_that_lost_a_rule_asks_as_a_whole() -> None:
    """Nobody reads what is not there, and the rest went on deciding; so where a part is called as a rule is."""
    shelf = law_files.load()
    for name in shelf.instruments:
        old = shelf.text_of(f"instruments/{name}")
        parts = {rule["id"].partition(".")[2] for rule in old["rules"]} & {
            key for key in old if isinstance(old[key], str)
        }
        lost = [{**old, "rules": [one for one in old["rules"] if one is not rule]} for rule in old["rules"]]
        for new in (*lost, *({**old, part: None} for part in parts)):
            assert name in asking(old, new)
            assert taken(old, new)["status"] != "verified"
        assert not asking(old, old)


def test_a_file_that_is_left_out_stays_and_asks(place: Path, small: Path, tmp_path: Path) -> None:
    """A law that bars an answer was taken away without a word, and the rest decided."""
    root = tmp_path / "less"
    shutil.copytree(small, root)
    (root / "US/US-2703D.yaml").unlink()
    taking = takes(packed(root), place)
    assert {str(one.how) for one in taking.changes["instruments/US-2703D"]} == {"removed"}
    assert taking.asks
    kept = law_files.load(law_files.law_root(place)).text_of("instruments/US-2703D")
    assert kept["status"] != "verified"
    assert all(rule["status"] != "verified" for rule in kept["rules"] if "status" in rule)


@pytest.mark.parametrize("path", [PATH, f"provisions/{NAME}.yaml"])
def test_what_is_left_out_is_read_beside_its_words(
    place: Path, small: Path, other: Path, tmp_path: Path, path: str
) -> None:
    """Counsel was asked anew about a law whose text was gone; what a package drops of a law that it has is dropped."""
    root = tmp_path / "less"
    shutil.copytree(other, root)
    (root / path).unlink()
    (root / f"provisions/{NAME}.yaml").unlink(missing_ok=True)
    before = provisions.of(NAME, small)
    takes(packed(root), place)
    now = law_files.law_root(place)
    assert now != small
    assert provisions.of(NAME, now) == (before if path == PATH else None)


def readings(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        yield from (value,) if {"status", "checked_on"} <= value.keys() else ()
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    for one in inner:
        yield from readings(one)


def reading(one: Mapping[str, Any]) -> tuple[object, object]:
    return one["status"], one["checked_on"]


def test_a_later_day_of_reading_alone_and_swapped_statuses_ask() -> None:
    """What somebody else says to have read decided without counsel, where nothing but that changed."""
    shelf = law_files.load()
    for name in shelf.instruments:
        old = json.loads(json.dumps(shelf.text_of(f"instruments/{name}"), default=str))
        for day, swaps in (("2026-12-01", {}), ("", {"verified": "unverified", "unverified": "verified"})):
            new = copy.deepcopy(old)
            for one, was in zip(readings(new), readings(old), strict=True):
                one["checked_on"] = (day or was["checked_on"]) if was["checked_on"] else None  # type: ignore[index]
                one["status"] = swaps.get(was["status"], was["status"])  # type: ignore[index]
            both = zip(readings(old), readings(taken(old, new)), strict=True)
            told = [(two["status"], two["checked_on"]) for one, two in both if reading(one) != reading(two)]
            assert "verified" not in {status for status, _ in told}, (name, told)
