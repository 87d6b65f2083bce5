"""Draws mutants of the core, the services and the formats, and runs each against the tests that cover its line.

``.venv/bin/python tests/support/mutants.py --count 100 --seed 1``: each is printed with its line and how it ended. They
are drawn from all lines, so that a line is not left out because its test was: what no test covers is counted apart. The
first step finds out which quick tests cover which lines (``--marks`` takes others), and takes as long as these do with
coverage; ``--covered FILE`` keeps and takes that. All is done in a copy of the files that git tracks.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import coverage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT: Final = Path(__file__).resolve().parents[2]
SOURCES: Final = (  # below src/dueprocess
    *("acts", "case", "demand", "desk/services", "formats", "holdings", "law", "letter", "night", "release", "report"),
    "rows.py",
)
MOST: Final = 60  # tests of a line that are run; the shortest names of files first, as unit tests have them
LIMIT: Final = 900  # seconds after which a mutant that hangs is dead

COMPARED: Final = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
COUNTED: Final = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.BitAnd: ast.BitOr}


@dataclass(frozen=True)
class Mutant:
    """One expression that is replaced."""

    file: Path  # below the root
    line: int
    was: ast.expr
    becomes: str

    def applied(self, text: str) -> str:
        """The file's text with the expression replaced; columns are bytes of UTF-8, as ``ast`` counts them."""
        lines = text.encode().splitlines(keepends=True)
        start = sum(map(len, lines[: self.was.lineno - 1])) + self.was.col_offset
        end = sum(map(len, lines[: (self.was.end_lineno or 0) - 1])) + (self.was.end_col_offset or 0)
        data = text.encode()
        return (data[:start] + f"({self.becomes})".encode() + data[end:]).decode()


def mutants_of(file: Path, text: str) -> Iterator[Mutant]:
    """Every mutant inside functions, where a test can be told from an import."""
    for function in ast.walk(ast.parse(text)):
        if isinstance(function, ast.FunctionDef):
            for statement in function.body:
                for node in ast.walk(statement):
                    if isinstance(node, ast.expr):
                        for becomes in _changed(node):
                            yield Mutant(file, node.lineno, node, becomes)


def _changed(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        operator = COMPARED[type(node.ops[0])]()
        yield ast.unparse(ast.Compare(node.left, [operator], node.comparators))
    elif isinstance(node, ast.BoolOp):
        operator = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield ast.unparse(ast.BoolOp(operator, node.values))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield ast.unparse(node.operand)
    elif isinstance(node, ast.BinOp) and type(node.op) in COUNTED:
        yield ast.unparse(ast.BinOp(node.left, COUNTED[type(node.op)](), node.right))
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield str(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield str(node.value + 1)
    elif isinstance(node, ast.IfExp):
        yield ast.unparse(ast.IfExp(node.test, node.orelse, node.body))


def covered(data: coverage.CoverageData) -> dict[Path, dict[int, list[str]]]:
    """Tests by file of the sources and line."""
    found: dict[Path, dict[int, list[str]]] = {}
    places = [Path("src/dueprocess", name) for name in SOURCES]
    for name in data.measured_files():
        path = Path("src", name.rpartition("/src/")[2])  # the data may come from an earlier copy
        if any(path.is_relative_to(place) for place in places):
            tests = {
                line: sorted({test.partition("|")[0] for test in names if test})
                for line, names in data.contexts_by_lineno(name).items()
            }
            found[path] = {line: names for line, names in tests.items() if names}
    return found


def pytest(copy: Path, *words: str, limit: int | None = None) -> int:
    """The exit code of pytest in the copy; 1 where it took too long."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words]
    env = {**os.environ, "PYTHONPATH": f"{copy / 'src'}:{copy / 'lab'}", "PYTHONDONTWRITEBYTECODE": "1"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} if limit else {}
    try:
        return subprocess.run(command, cwd=copy, env=env, timeout=limit, check=False, **quiet).returncode
    except subprocess.TimeoutExpired:
        return 1


def copied(folder: Path) -> Path:
    """The tracked files as they stand now, below ``folder``."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    copy = folder / "main"
    for name in filter(None, listed.decode().split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    (folder / "shared").symlink_to(ROOT.parent / "shared")
    return copy


def main(words: Sequence[str] | None = None) -> None:
    """Print each mutant and how it ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--covered", type=Path, help="data of coverage by test: taken where it stands, else kept there")
    parser.add_argument("--workers", default="2")
    parser.add_argument("--marks", default="not slow and not soak and not postgres and not browser")
    parser.add_argument("tests", nargs="*", default=["tests"])
    given = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as made:
        copy = copied(Path(made))
        kept = copy / ".coverage"
        if given.covered and given.covered.exists():
            shutil.copy(given.covered, kept)
        else:
            pytest(
                copy,
                "-n",
                given.workers,
                "-m",
                given.marks,
                "--cov",
                "--cov-context=test",
                "--cov-report=",
                *given.tests,
            )
            if given.covered:
                shutil.copy(kept, given.covered)
        data = coverage.CoverageData(str(kept))
        data.read()
        ended = _tried(copy, covered(data), given.count, random.Random(given.seed))  # noqa: S311 - a draw
    said = ", ".join(f"{how}: {ended.count(how)}" for how in ("died", "SURVIVED", "NO TEST"))
    sys.stdout.write(f"{said} (seed {given.seed})\n")


def _tried(copy: Path, tests: dict[Path, dict[int, list[str]]], count: int, draw: random.Random) -> list[str]:
    """How each of those that were drawn ended."""
    files = sorted(path for name in SOURCES for path in _modules(copy / "src" / "dueprocess" / name))
    every = [
        mutant for path in files for mutant in mutants_of(path.relative_to(copy), path.read_text(encoding="utf-8"))
    ]
    ended = []
    for mutant in draw.sample(every, count):
        names = sorted(tests.get(mutant.file, {}).get(mutant.line, []), key=len)[:MOST]
        ended.append(_ends(copy, mutant, names) if names else "NO TEST")
        said = f"{mutant.file}:{mutant.line}: {ast.unparse(mutant.was)} -> {mutant.becomes}"
        sys.stdout.write(f"{ended[-1]:9}{said}\n")
        sys.stdout.flush()
    return ended


def _modules(place: Path) -> list[Path]:
    return [place] if place.suffix else list(place.rglob("*.py"))


def _ends(copy: Path, mutant: Mutant, names: list[str]) -> str:
    file = copy / mutant.file
    text = file.read_text(encoding="utf-8")
    file.write_text(mutant.applied(text), encoding="utf-8")
    code = pytest(copy, "-n", "0", "-x", *names, limit=LIMIT)
    file.write_text(text, encoding="utf-8")
    return "died" if code else "SURVIVED"


if __name__ == "__main__":
    main()
