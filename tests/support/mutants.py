"""Draws mutants of the core, the services and the formats, and runs each against the tests that cover its line.

``.venv/bin/python tests/support/mutants.py --count 100 --seed 1``: what survives is printed with its line. The first
step finds out which tests cover which lines, which takes as long as those tests with coverage; ``--covered FILE`` keeps
and takes that. All is done in a copy of the files that git tracks.
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


def mutants_of(file: Path, text: str, lines: set[int]) -> Iterator[Mutant]:
    """Every mutant on one of ``lines``: inside functions, where a test can be told from an import."""
    for function in ast.walk(ast.parse(text)):
        if isinstance(function, ast.FunctionDef):
            for statement in function.body:
                for node in ast.walk(statement):
                    if isinstance(node, ast.expr) and node.lineno in lines:
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


def main(words: Sequence[str] | None = None) -> int:
    """Print each mutant and how it ended; 1 where one survived."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--covered", type=Path, help="data of coverage by test: taken where it stands, else kept there")
    parser.add_argument("--workers", default="2")
    parser.add_argument("tests", nargs="*", default=["tests"])
    given = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as made:
        copy = copied(Path(made))
        kept = copy / ".coverage"
        if given.covered and given.covered.exists():
            shutil.copy(given.covered, kept)
        else:
            marks = "not soak and not postgres and not browser"
            pytest(copy, "-n", given.workers, "-m", marks, "--cov", "--cov-context=test", "--cov-report=", *given.tests)
            if given.covered:
                shutil.copy(kept, given.covered)
        data = coverage.CoverageData(str(kept))
        data.read()
        survived = _tried(copy, covered(data), given.count, random.Random(given.seed))  # noqa: S311 - a draw
    sys.stdout.write(f"{given.count - survived} of {given.count} died (seed {given.seed})\n")
    return min(survived, 1)


def _tried(copy: Path, tests: dict[Path, dict[int, list[str]]], count: int, draw: random.Random) -> int:
    """How many survived."""
    every = [
        mutant
        for file, lines in sorted(tests.items())
        for mutant in mutants_of(file, (copy / file).read_text(encoding="utf-8"), set(lines))
    ]
    survived = 0
    for mutant in draw.sample(every, count):
        text = (copy / mutant.file).read_text(encoding="utf-8")
        names = sorted(tests[mutant.file][mutant.line], key=len)[:MOST]
        (copy / mutant.file).write_text(mutant.applied(text), encoding="utf-8")
        code = pytest(copy, "-n", "0", "-x", *names, limit=LIMIT)
        (copy / mutant.file).write_text(text, encoding="utf-8")
        survived += code == 0
        said = "SURVIVED" if code == 0 else "died"
        sys.stdout.write(f"{said:9}{mutant.file}:{mutant.line}: {ast.unparse(mutant.was)} -> {mutant.becomes}\n")
        sys.stdout.flush()
    return survived


if __name__ == "__main__":
    sys.exit(main())
