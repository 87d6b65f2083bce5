"""No file needs itself on the way round through others: the graph of imports has no circle."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

SOURCES = ("src", "lab")
TYPESCRIPT = re.compile(r"""^(?:import|export)\b[^;"']*?["'](\.[^"']+)["'];?$""", re.MULTILINE)


def python_graph(folders: Iterable[Path]) -> dict[str, set[str]]:
    """Each module with what it imports: at its head, inside functions, and for types alone."""
    files = {_name(path, folder): path for folder in folders for path in folder.rglob("*.py")}
    return {name: _imported(name, path.read_text("utf-8"), files) for name, path in files.items()}


def _name(path: Path, folder: Path) -> str:
    return ".".join(path.relative_to(folder).with_suffix("").parts).removesuffix(".__init__")


def _imported(name: str, text: str, known: Mapping[str, object]) -> set[str]:
    needed = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            needed |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                needed.add(inner if inner in known else node.module)
    return {module for module in needed if module in known and module != name}


def typescript_graph(folder: Path) -> dict[str, set[str]]:
    """Each TypeScript file with the files that it imports, types among them."""
    graph = {}
    for path in folder.rglob("*.ts"):
        beside = [(path.parent / word).resolve() for word in TYPESCRIPT.findall(path.read_text("utf-8"))]
        graph[str(path.resolve())] = {str(other) for other in beside if other.is_file()}
    return graph


def circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Sets of files of which each reaches each other (Tarjan 1972), written without recursion."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []
    for start in graph:
        work = [(start, iter(sorted(graph[start])))] if start not in index else []
        if work:
            index[start] = low[start] = len(index)
            stack.append(start)
        while work:
            node, rest = work[-1]
            for other in rest:
                if other not in index:
                    index[other] = low[other] = len(index)
                    stack.append(other)
                    work.append((other, iter(sorted(graph.get(other, set())))))
                    break
                if other in stack:
                    low[node] = min(low[node], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    at = stack.index(node)
                    found += [sorted(stack[at:])] if len(stack) - at > 1 else []
                    del stack[at:]
    return found


def test_no_python_file_imports_itself_on_the_way_round(root: Path) -> None:
    graph = python_graph(root / name for name in SOURCES if (root / name).is_dir())
    assert len(graph) > 300
    assert circles(graph) == []


def test_no_typescript_file_imports_itself_on_the_way_round(root: Path) -> None:
    graph = typescript_graph(root / "frontend" / "src")
    assert sum(map(len, graph.values())) > 100
    assert circles(graph) == []


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        ({"a": {"b"}, "b": {"c"}, "c": set()}, []),
        ({"a": {"b"}, "b": {"a"}}, [["a", "b"]]),
        ({"a": {"b", "d"}, "b": {"c"}, "c": {"a"}, "d": {"e"}, "e": {"d"}}, [["d", "e"], ["a", "b", "c"]]),
    ],
)
def test_a_circle_is_found(graph: dict[str, set[str]], expected: list[list[str]]) -> None:
    assert sorted(circles(graph)) == sorted(expected)
