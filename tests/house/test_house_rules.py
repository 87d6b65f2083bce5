"""What the house promises about its own code: purity, sizes, licences, and names that must not stand in it."""

from __future__ import annotations

import ast
import functools
import importlib.metadata
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

IMPURE_CALLS = {"now", "utcnow", "today", "time", "uuid4", "open", "urandom", "token_bytes", "getrandbits"}
IMPURE_MODULES = {
    "random",
    "secrets",
    "socket",
    "subprocess",
    "os",
    "pathlib",
    "shutil",
    "tempfile",
    "time",
    "threading",
}
MAX_FUNCTION = 60
MAX_PURE_MODULE = 400
MAX_MODULE = 600
# Tables of cues and words, and the table of what a report counts, are data in Python's clothes.
LONG_ON_PURPOSE = {"src/dueprocess/demand/reading/statutes.py"}
PACKAGES = ("src/dueprocess", "src/transparency", "lab/dueprocess_lab")
# What is right, and nothing else: no clock, no randomness, no input or output, no framework.
PURE = (
    "src/dueprocess/acts",
    "src/dueprocess/case",
    "src/dueprocess/demand",
    "src/dueprocess/formats",
    "src/dueprocess/holdings",
    "src/dueprocess/law",
    "src/dueprocess/letter",
    "src/dueprocess/night",
    "src/dueprocess/release",
    "src/dueprocess/report",
    "src/dueprocess/rows.py",
    "src/transparency",
)
LICENCES = re.compile(
    r"MIT|BSD|Apache|PSF|Python Software Foundation|MPL|ISC|Unlicense|0BSD|OFL|Zlib|HPND", re.IGNORECASE
)
BY_NAME = {"psycopg": "LGPL-3.0", "psycopg-binary": "LGPL-3.0"}  # used unmodified through its import (ADR 0013)


def modules(root: Path, folders: tuple[str, ...]) -> Iterator[tuple[Path, ast.Module]]:
    for folder in folders:
        whole = root / folder
        found = [whole] if whole.is_file() else sorted(whole.rglob("*.py"))
        assert found, f"{folder} holds no module"
        for path in found:
            yield path.relative_to(root), parsed(path)


@functools.cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def is_pure(path: Path) -> bool:
    return any(path.is_relative_to(folder) or path.with_suffix(".py") == Path(folder) for folder in PURE)


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_the_pure_core_imports_the_standard_library_and_itself_alone(root: Path) -> None:
    for path, tree in modules(root, PURE):
        for name in imported(tree):
            top = name.split(".")[0]
            assert top in sys.stdlib_module_names or is_pure(Path("src", *name.split("."))), f"{path}: {name}"
            assert top not in IMPURE_MODULES, f"{path}: {name}"


def test_the_pure_core_reads_no_clock_and_draws_no_randomness(root: Path) -> None:
    for path, tree in modules(root, PURE):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if ast.unparse(node.func) == "datetime.time":
                    continue  # a value of the clock's face, not a reading of it
                assert called not in IMPURE_CALLS, f"{path}:{node.lineno} calls {called}"


def is_table(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """A single match with one line an arm is a table that mypy keeps exhaustive."""
    return (
        len(node.body) == 1
        and isinstance(node.body[0], ast.Match)
        and all(len(arm.body) == 1 for arm in node.body[0].cases)
    )


def test_functions_and_modules_keep_their_size(root: Path) -> None:
    lengths = []
    for path, tree in modules(root, PACKAGES):
        if "migrations" in path.parts:
            continue
        limit = MAX_PURE_MODULE if is_pure(path) else MAX_MODULE
        lines = len((root / path).read_text().splitlines())
        assert lines <= limit or str(path) in LONG_ON_PURPOSE, f"{path}: {lines} lines"
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                if is_table(node):
                    continue
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                lengths.append(length)
                assert length <= MAX_FUNCTION, f"{path}: {node.name} has {length} lines"
    assert statistics.median(lengths) <= 10


def test_public_functions_of_the_pure_core_say_what_they_promise(root: Path) -> None:
    for path, tree in modules(root, PURE):
        for node in tree.body:
            # The body of an event has the meaning of its kind (``EventKind``).
            kind = isinstance(node, ast.ClassDef) and any(word.arg == "kind" for word in node.keywords)
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and not kind:
                assert ast.get_docstring(node), f"{path}: {node.name} has no docstring"


def test_no_junk_drawers(root: Path) -> None:
    names = {path.stem for path, _ in modules(root, PACKAGES)}
    assert not names & {"utils", "helpers", "common", "misc"}


def locked() -> Iterator[importlib.metadata.Distribution]:
    for found in importlib.metadata.distributions():
        if found.metadata["Name"] not in {"dueprocess", "pip", "setuptools", "wheel", "uv"}:
            yield found


def licence_of(found: importlib.metadata.Distribution) -> str:
    meta = found.metadata
    classifiers = [line for line in meta.get_all("Classifier", []) if line.startswith("License")]
    said = " ".join([meta.get("License-Expression") or "", (meta.get("License") or "")[:200], *classifiers])
    if said.strip():
        return said
    texts = [file for file in found.files or [] if "LICEN" in file.name.upper()]
    return " ".join(file.read_text()[:200] for file in texts)


def test_nothing_that_ships_is_gpl_or_agpl() -> None:
    wanted = {name.lower() for name in _runtime("dueprocess", set())}
    for found in locked():
        name = found.metadata["Name"].lower()
        if name not in wanted:
            continue
        licence = licence_of(found)
        if name in BY_NAME:
            assert "LGPL" in licence or "Lesser" in licence
            continue
        assert LICENCES.search(licence), f"{name}: {licence!r}"
        assert not re.search(r"\b(A?GPL)|Affero", licence), f"{name}: {licence!r}"


def _runtime(name: str, seen: set[str]) -> set[str]:
    if name.lower() in seen:
        return seen
    seen.add(name.lower())
    try:
        needs = importlib.metadata.requires(name) or []
    except importlib.metadata.PackageNotFoundError:
        return seen
    for need in needs:
        if "extra ==" not in need or "binary" in need:
            _runtime(re.split(r"[ ;<>=!\[(~]", need)[0], seen)
    return seen


FOREIGN = re.compile(r"/work/|/tmp/(try|brief)|/root/|farm-|helper-\d|claude|anthropic|\bsession\.jsonl", re.IGNORECASE)


def test_no_path_of_a_machine_and_no_name_of_a_tool_stands_in_the_project(root: Path) -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=False)
    if tracked.returncode != 0:
        pytest.skip("not a git checkout")
    for name in tracked.stdout.splitlines():
        path = root / name
        if path.suffix in {".png", ".pdf", ".lock"} or path.name == "test_house_rules.py" or not path.is_file():
            continue
        match = FOREIGN.search(path.read_text(encoding="utf-8", errors="replace"))
        assert match is None, f"{name}: {match and match[0]}"


def test_nobody_is_told_to_install_a_name_that_we_do_not_own(root: Path) -> None:
    # Whoever registers the name at a package index would run code on desks and on people's own machines.
    asked = re.compile(r"(pip3?|pipx|uv|uvx|pip install -\S+)\s+(install|add|tool install|run)\s+['\"]?dueprocess\b")
    folders = [root / name for name in ("src", "lab", "docs", "law", "frontend/src")]
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in {".py", ".md", ".ts", ".toml"}]
    found = [str(path) for path in (*files, *root.glob("*.md"), root / "Makefile") if asked.search(path.read_text())]
    assert found == []
    assert asked.search("Needs: pip install 'dueprocess[report]'.")


def test_locks_of_files_come_from_one_adapter(root: Path) -> None:
    # fcntl is not on Windows, where people's own machines run.
    users = {path.name for path, tree in modules(root, PACKAGES) if {"fcntl", "msvcrt"} & set(imported(tree))}
    assert users == {"locks.py"}


def test_who_opens_a_database_closes_it(root: Path) -> None:
    # ``with`` on a connection of sqlite3 commits and leaves it open. One that is left to the collector may be closed
    # after a read of the same file took its locks (``Home.database_files``), and then deletes what others wrote since.
    held = re.compile(r"with (sqlite3\.connect|\w+(\.\w+)*\.database)\(")
    found = [
        str(path)
        for folder in ("src", "tests", "lab", "bench")
        for path in (root / folder).rglob("*.py")
        if held.search(path.read_text())
    ]
    assert found == []
