"""The installed bundle is checked whole; a manifest that is none is refused."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dueprocess.verify import bundle

GOOD = {"form": bundle.FORM, "files": {"a.js": "0" * 64}}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(bundle.FOLDER, tmp_path / "vault"))


def test_the_installed_vault_is_the_one_of_its_manifest(copy: Path) -> None:
    here = bundle.installed()
    assert here.hash == bundle.sha256((bundle.FOLDER / bundle.MANIFEST).read_bytes())
    assert {"index.html", "vault.js", "frame.js"} <= set(here.hashes)
    assert bundle.installed(copy).hash == here.hash


def change(folder: Path) -> None:
    file = folder / "vault.js"
    file.write_bytes(file.read_bytes().replace(b"a", b"b", 1))


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (change, "vault.js was changed"),
        (lambda folder: (folder / "frame.js").unlink(), "frame.js is missing"),
        (lambda folder: (folder / "more.js").write_text("1"), "more.js is not of the manifest"),
        (lambda folder: (folder / bundle.MANIFEST).unlink(), "manifest.json is missing"),
        (lambda folder: (folder / bundle.MANIFEST).write_text("{}"), "no manifest"),
        (shutil.rmtree, "cannot be read"),
    ],
)
def test_a_vault_that_was_changed_is_refused_by_the_name_of_the_file(
    copy: Path, spoil: Callable[[Path], object], says: str
) -> None:
    spoil(copy)
    with pytest.raises(bundle.BundleError, match=says):
        bundle.installed(copy)


@pytest.mark.parametrize(
    "plain",
    [
        {**GOOD, "form": "dueprocess.vault/2"},
        {**GOOD, "more": 1},
        {**GOOD, "files": {}},
        {**GOOD, "files": {"../a.js": "0" * 64}},
        {**GOOD, "files": {"a/b.js": "0" * 64}},
        {**GOOD, "files": {bundle.MANIFEST: "0" * 64}},
        {**GOOD, "files": {"a.js": "0" * 63}},
        {**GOOD, "files": {"a.js": None}},
        {**GOOD, "files": {f"{n}.js": "0" * 64 for n in range(40)}},
        {**GOOD, "files": ["a.js"]},
        [],
        None,
    ],
)
def test_what_is_no_manifest_is_refused(plain: object) -> None:
    with pytest.raises(bundle.BundleError):
        bundle.read_manifest(json.dumps(plain).encode())


@given(some.binary(max_size=400))
def test_any_bytes_are_a_manifest_or_are_refused(data: bytes) -> None:
    with pytest.raises(bundle.BundleError):
        bundle.read_manifest(data)


def test_a_manifest_that_is_too_large_or_too_deep_is_refused() -> None:
    for data in (b" " * (bundle.MAX_MANIFEST + 1), b"[" * 9000):
        with pytest.raises(bundle.BundleError):
            bundle.read_manifest(data)
