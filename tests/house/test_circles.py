"""No file needs itself on the way round through others: the graph of imports has no circle."""

from __future__ import annotations

import ast
import graphlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

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


def circle(graph: Mapping[str, set[str]]) -> list[str]:
    """Files of which each imports the next, and the last is the first again; empty where there are none."""
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as fault:
        return list(fault.args[1])
    return []


def test_no_python_file_imports_itself_on_the_way_round(root: Path) -> None:
    graph = python_graph(root / name for name in SOURCES if (root / name).is_dir())
    assert len(graph) > 300
    assert circle(graph) == []


def test_no_typescript_file_imports_itself_on_the_way_round(root: Path) -> None:
    graph = typescript_graph(root / "frontend" / "src")
    assert sum(map(len, graph.values())) > 100
    assert circle(graph) == []


IN_STRINGS = re.compile(r"^from ((?:dueprocess|dueprocess_lab|transparency)[\w.]*) import (\w[\w, ]*)$", re.MULTILINE)


def test_what_a_script_in_a_string_imports_is_there(root: Path) -> None:
    """Tests hand scripts to other processes: no checker of types sees what those import."""
    modules = {_name(path, root / name): path for name in SOURCES for path in (root / name).rglob("*.py")}
    asked = 0
    for path in (path for name in (*SOURCES, "tests", "bench") for path in (root / name).rglob("*.py")):
        texts = (node.value for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant))
        for module, names in (found for text in texts if isinstance(text, str) for found in IN_STRINGS.findall(text)):
            for name in (part.split(" as ")[0].strip() for part in names.split(",")):
                asked += 1
                there = f"{module}.{name}" in modules or re.search(rf"\b{name}\b", modules[module].read_text("utf-8"))
                assert there, f"{path}: {module} has no {name}"
    assert asked > 50


@pytest.mark.parametrize(
    ("graph", "files"),
    [
        ({"a": {"b"}, "b": {"c"}, "c": set()}, set()),
        ({"a": {"b"}, "b": {"a"}, "c": {"a"}}, {"a", "b"}),
        ({"a": {"b", "d"}, "b": {"c"}, "c": {"a"}, "d": set()}, {"a", "b", "c"}),
    ],
)
def test_a_circle_is_found(graph: dict[str, set[str]], files: set[str]) -> None:
    assert set(circle(graph)) == files
