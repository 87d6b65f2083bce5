"""The tables by which demands are read: ``law/languages/<xx>.yaml`` and ``law/<COUNTRY>/reading.yaml``, compiled once.

As the law is kept (ADR 0026): parsed and checked against ``law/schema/reading.json``, then one JSON file in the user's
cache folder. A child of the sandbox finds the tables in its zygote; nothing here reads YAML unless a file has changed.
"""

import functools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from dueprocess.adapters import law_cache
from dueprocess.demand.reading.tables import Tables, tables_of

SORT = "reading"


def load(root: Path | None = None) -> Tables:
    """The tables of the law folder ``root``. Raises LawFileError."""
    root = root or law_cache.default_root()
    stamps = ((path, path.stat()) for path in paths(root))
    return _compiled(root, tuple((path, stat.st_mtime_ns, stat.st_size) for path, stat in stamps))


def paths(root: Path) -> Iterable[Path]:
    """Every file of tables."""
    return sorted([*root.glob("languages/*.yaml"), *root.glob("*/reading.yaml")])


def forget() -> None:
    """Forget what is in memory, as a new process would."""
    _compiled.cache_clear()


@functools.lru_cache(maxsize=4)
def _compiled(root: Path, stamps: tuple[tuple[Path, int, int], ...]) -> Tables:
    schema = law_cache.schema_folder(root) / f"{SORT}.json"
    contents = [(str(path.relative_to(root)), path.read_bytes()) for path, _, _ in stamps]
    key = law_cache.key_of([*contents, (schema.name, schema.read_bytes())])
    found = law_cache.get(key)
    if found is None:
        found = law_cache.Compiled({SORT: [_read(path, root) for path, _, _ in stamps]}, "")
        law_cache.put(key, found)
    return tables_of(found.files[SORT])


def _read(path: Path, root: Path) -> Mapping[str, Any]:
    from dueprocess.adapters import law_files

    file = law_files.read(path, SORT, root)
    if path.stem == SORT and file.get("country") != path.parent.name:
        message = f"{path}: the country is {file.get('country')!r}; folder and country must be the same"
        raise law_files.LawFileError(message)
    return file
