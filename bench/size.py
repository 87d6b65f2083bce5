"""``python -m bench.size``: lines and statements of each program of the house, with data files and TypeScript beside.

A statement is counted as a line that is left when blank lines, comments, imports and docstrings are taken out, in code
that ruff has formatted: two commits are compared by the same measure. Migrations are not counted.
"""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = {
    "product": ("src/dueprocess/",),
    "transparency": ("src/transparency/",),
    "lab": ("lab/",),
    "tests": ("tests/",),
    "bench": ("bench/",),
}
DATA = (".yaml", ".yml", ".toml", ".po", ".csv")
WORDS = ("law/", "texts/", "src/", "lab/")


def tracked() -> list[str]:
    """Files that git knows, from the root of the repository."""
    return subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()


def statements(text: str) -> int:
    """Lines of a Python file without blanks, comments, imports and docstrings."""
    left = {number for number, line in enumerate(text.splitlines(), 1) if line.strip() and line.strip()[0] != "#"}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import | ast.ImportFrom) or _is_docstring(node):
            left -= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(left)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def counted(names: list[str]) -> tuple[int, int, int]:
    """Files, lines and statements of Python files."""
    texts = [(ROOT / name).read_text("utf-8") for name in names]
    return len(texts), sum(text.count("\n") for text in texts), sum(map(statements, texts))


def rows() -> list[tuple[str, int, int, int | None]]:
    """Each program with its files, lines, and statements where it is Python."""
    names = [name for name in tracked() if (ROOT / name).is_file() and "/migrations/" not in name]
    found: list[tuple[str, int, int, int | None]] = []
    for program, folders in PYTHON.items():
        own = [name for name in names if name.endswith(".py") and name.startswith(folders)]
        found.append((program, *counted(own)))
        if program == "product":
            found += _parts(own)
    script = [name for name in names if name.endswith(".ts") and name.startswith("frontend/src/")]
    found.append(("TypeScript", len(script), _lines(script), None))
    data = [name for name in names if name.endswith(DATA) and name.startswith(WORDS)]
    found.append(("data files", len(data), _lines(data), None))
    return found


def _parts(names: list[str]) -> list[tuple[str, int, int, int | None]]:
    at = len("src/dueprocess/")
    parts: dict[str, list[str]] = {}
    for name in names:
        parts.setdefault(name[at:].partition("/")[0], []).append(name)
    return [(f"  {part}", *counted(own)) for part, own in sorted(parts.items())]


def _lines(names: list[str]) -> int:
    return sum((ROOT / name).read_text("utf-8").count("\n") for name in names)


def main() -> None:
    """Print the table."""
    print(f"{'':<16}{'files':>8}{'lines':>10}{'statements':>12}")
    for name, files, lines, left in rows():
        print(f"{name:<16}{files:>8}{lines:>10,}{'' if left is None else f'{left:,}':>12}")


if __name__ == "__main__":
    main()
