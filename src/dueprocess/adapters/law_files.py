"""Reads the law folder into a shelf: YAML within limits, JSON Schema, then the domain's own checks.

The same folder is in the repository (``law/``) and in the installed package (``dueprocess/_law``). Files are data by
others: aliases, tags, duplicate keys, deep or huge files are refused; an error says file, place and what to do.
"""

import functools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import yaml

from dueprocess.adapters import law_cache, law_place
from dueprocess.adapters.law_cache import Compiled, schema_folder
from dueprocess.adapters.texts import sentences
from dueprocess.law.build import build
from dueprocess.law.shelf import Shelf
from dueprocess.law.texts import ShelfError, Signature

if TYPE_CHECKING:
    import jsonschema_rs

PUBLISHED: Final = "32645d426b4a85965e59dd7ba5a975ee73e1cedf813065e907be6c9a0c961422"
"""SHA-256 (hex) of law and directory as this version ships them; a test holds both together."""

MAX_BYTES: Final = 256 * 1024
MAX_FILES: Final = 5_000
MAX_NODES: Final = 20_000
MAX_DEPTH: Final = 16
SCHEMAS: Final = ("instrument", "standard", "policy", "authority", "conflict", "position")
_FOLDERS: Final[Mapping[str, str]] = {
    "standards": "standard",
    "policy": "policy",
    "authorities": "authority",
    "conflicts": "conflict",
    "positions": "position",
}
_NO_LAW: Final = frozenset({"schema", "tests", "languages", "provisions"})


class LawFileError(ValueError):
    """A law file that cannot be read; says file, line or field, and what to do."""


def load(
    root: Path | None = None,
    *,
    signatures: Iterable[Signature] = (),
    instead: Mapping[str, Mapping[str, Any] | None] | None = None,
) -> Shelf:
    """The shelf of the folder ``root`` with this desk's ``signatures``. Raises LawFileError.

    What was read before is taken from memory, or from the compiled law, where no byte of any file has changed since.
    ``instead``: path → what stands in the place of a file, hostile until its schema was held against it; None: nothing.
    """
    root = root or law_root()
    if not root.is_dir():
        raise LawFileError(f"{root}: there is no such folder; name a law folder, or install the package again")
    stamps = _stamps(root)
    if not instead:
        return _kept(root, stamps, tuple(signatures))
    compiled = _compiled(root, stamps)
    return _built(_replaced(compiled.files, instead, root), signatures, digest=compiled.digest)


@functools.lru_cache(maxsize=4)
def _kept(root: Path, stamps: tuple[tuple[str, str, int, int], ...], signatures: tuple[Signature, ...]) -> Shelf:
    # Files are opened when they are first asked for: who reckons again and again opens each once.
    compiled = _compiled(root, stamps)
    return _built(compiled.files, signatures, digest=compiled.digest)


def _replaced(
    files: Mapping[str, Sequence[Mapping[str, Any]]], instead: Mapping[str, Mapping[str, Any] | None], root: Path
) -> dict[str, list[Mapping[str, Any]]]:
    found = {sort: list(each) for sort, each in files.items()}
    for path, text in instead.items():
        folder, _, name = path.partition("/")
        sort = "instrument" if folder == "instruments" else _FOLDERS.get({"policies": "policy"}.get(folder, folder), "")
        if sort not in found:
            raise LawFileError(f"{path}: there is no such sort of law file")
        found[sort] = [one for one in found[sort] if one["id"] != name]
        if text is None:
            continue
        if text.get("id") != name or any(True for _ in _validator(schema_folder(root), sort)(text)):
            raise LawFileError(f"{path}: what was handed out is no law file of this name and form")
        found[sort].append(text)
    return found


def _built(
    files: Mapping[str, Sequence[Mapping[str, Any]]], signatures: Iterable[Signature] = (), digest: str | None = None
) -> Shelf:
    built = build(
        files["instrument"],
        files["standard"],
        files["policy"],
        files["authority"],
        signatures,
        files["conflict"],
        files["position"],
        digest=digest,
    )
    return replace(built, sentences=sentences("law"))


def _stamps(root: Path) -> tuple[tuple[str, str, int, int], ...]:
    """Every law file with its sort, the time of its last change and its size."""
    found = ((path, sort, path.stat()) for path, sort in _files(root))
    return tuple((str(path), sort, stat.st_mtime_ns, stat.st_size) for path, sort, stat in found)


@functools.lru_cache(maxsize=4)
def _compiled(root: Path, stamps: tuple[tuple[str, str, int, int], ...]) -> Compiled:
    contents = [(path, _content(Path(path), size)) for path, _, _, size in stamps]
    schemas = sorted(schema_folder(root).glob("*.json"))
    named = [(str(Path(path).relative_to(root)), content) for path, content in contents]
    key = law_cache.key_of([*named, *((path.name, path.read_bytes()) for path in schemas)])
    found = law_cache.get(key)
    if found is None:
        found = _read_all(root, stamps)
        law_cache.put(key, found)
    return found


def forget() -> None:
    """Forget what is in memory, as a new process would."""
    _kept.cache_clear()
    _compiled.cache_clear()


def _content(path: Path, size: int) -> bytes:
    if size > MAX_BYTES:
        raise LawFileError(f"{path}: longer than {MAX_BYTES} bytes; split it")
    return path.read_bytes()


def _read_all(root: Path, stamps: Iterable[tuple[str, str, int, int]]) -> Compiled:
    files: dict[str, list[Mapping[str, Any]]] = {sort: [] for sort in SCHEMAS}
    for path, sort, _, _ in stamps:
        files[sort].append(read(Path(path), sort, root))
    try:
        return Compiled(files, _built(files).law_digest)
    except ShelfError as fault:
        raise LawFileError(f"{_file_of(root, str(fault))}{fault}; mend it and run `dueprocess law check`") from fault


def stamp(root: Path | None = None) -> int:
    """When a law file was last changed, in nanoseconds; another number, another shelf to load."""
    return max((path.stat().st_mtime_ns for path, _ in _files(root or law_root())), default=0)


def law_root(place: Path | None = None) -> Path:
    """The law folder in force: the program's, or that of a package which was taken here (ADR 0111)."""
    return law_place.root(PUBLISHED, place)


def in_force(place: Path | None = None) -> str:
    """SHA-256 (hex) of the law in force as whoever made it published it."""
    found = law_place.taken(PUBLISHED, place)
    return found.law if found else load(law_root(place)).law_digest


def altered(shelf: Shelf) -> bool:
    """Whether the law of ``shelf`` is neither the published one nor one that was taken (hazard 4.5)."""
    found = law_place.taken(PUBLISHED)
    return shelf.law_digest not in {PUBLISHED, found.kept if found else ""}


def read(path: Path, sort: str, root: Path) -> Mapping[str, Any]:
    """One law file of the ``sort`` that names its schema, checked. Raises LawFileError."""
    text = _text(path)
    data = parse(text, str(path))
    _check(path, text, data, sort, root)
    if data["id"] != path.stem:
        raise LawFileError(f"{path}: the id is {data['id']!r}; file name and id must be the same")
    return cast("Mapping[str, Any]", data)


def parse(text: str, name: str = "law file") -> Any:  # noqa: ANN401 - plain data of any shape
    """Plain data of one YAML document; strings, whole numbers, true, false, null only. Raises LawFileError."""
    try:
        node = _Loader(text).get_single_node()
        return None if node is None else _Reading(name).plain(node, 0)
    except (yaml.YAMLError, ValueError, RecursionError) as fault:
        if isinstance(fault, LawFileError):
            raise
        raise LawFileError(f"{name}: {_flat(fault)}; write it as docs/reference/law-format.md shows") from fault


class _Loader(yaml.CSafeLoader):
    """Composes nodes only. Days stay text, and only true, false, null and whole numbers are more than text."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:  # noqa: ANN401 - PyYAML's own signature
        """Tag of a node; PyYAML's YAML 1.1 guesses (on, no, 12:30, days) are not made."""
        if kind is not yaml.ScalarNode:
            return super().resolve(kind, None, implicit)  # type: ignore[no-untyped-call]
        if not implicit[0]:
            return "tag:yaml.org,2002:str"
        if value in _WORDS:
            return "plain"
        digits = value.removeprefix("-")
        return "int" if digits.isascii() and digits.isdigit() and len(digits) < 10 else "tag:yaml.org,2002:str"  # noqa: PLR2004


_WORDS: Final[Mapping[str, bool | None]] = {"true": True, "false": False, "null": None, "~": None, "": None}


class _Reading:
    """Nodes to plain data, within limits; each node once, so no alias can multiply."""

    def __init__(self, name: str) -> None:
        self.name, self.seen = name, set[int]()

    def plain(self, node: yaml.Node, depth: int) -> Any:  # noqa: ANN401 - plain data of any shape
        if id(node) in self.seen:
            raise self._fault(node, "an alias is used; write the value out")
        self.seen.add(id(node))
        if depth > MAX_DEPTH or len(self.seen) > MAX_NODES:
            raise self._fault(node, f"deeper than {MAX_DEPTH} levels or more than {MAX_NODES} values; split the file")
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(one, depth + 1) for one in node.value]
        return self._mapping(node, depth)

    def _scalar(self, node: yaml.ScalarNode) -> Any:  # noqa: ANN401 - text, number, true, false or nothing
        if node.tag == "tag:yaml.org,2002:str":
            return node.value
        if node.tag == "plain":
            return _WORDS[node.value]
        if node.tag == "int":
            return int(node.value)
        raise self._fault(node, f"the tag {node.tag} is not read; write plain text")

    def _mapping(self, node: yaml.Node, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self.plain(key_node, depth + 1)
            if not isinstance(key, str):
                raise self._fault(key_node, f"the key {key!r} is no text; put it in quotes")
            if key in found:
                raise self._fault(key_node, f"the key {key!r} stands twice; keep one")
            found[key] = self.plain(value_node, depth + 1)
        return found

    def _fault(self, node: yaml.Node, what: str) -> LawFileError:
        return LawFileError(f"{self.name}, line {node.start_mark.line + 1}: {what}")


def _files(root: Path) -> Iterator[tuple[Path, str]]:
    found = sorted(
        path for path in root.glob("*/*.yaml") if path.parent.name not in _NO_LAW and path.name != "reading.yaml"
    )
    if len(found) > MAX_FILES:
        raise LawFileError(f"{root}: more than {MAX_FILES} law files; is this the law folder?")
    for path in found:
        yield path, _FOLDERS.get(path.parent.name, "instrument")


def _text(path: Path) -> str:
    try:
        return _content(path, path.stat().st_size).decode("utf-8")
    except UnicodeDecodeError as fault:
        raise LawFileError(f"{path}: not UTF-8; save it as UTF-8") from fault


def _check(path: Path, text: str, data: Any, sort: str, root: Path) -> None:  # noqa: ANN401 - plain data of any shape
    errors = _validator(schema_folder(root), sort)(data)
    first = next(iter(errors), None)
    if first is not None:
        place = "/".join(str(part) for part in first.instance_path) or "the whole file"
        line = line_of(text, list(first.instance_path))
        message = f"{path}, line {line}, {place}: {_flat(first.message)}; docs/reference/law-format.md has the form"
        raise LawFileError(message)


def line_of(text: str, place: Sequence[str | int]) -> int:
    """The line (from 1) at which the value at ``place`` of a YAML document begins; else that of its parent."""
    node, line = _Loader(text).get_single_node(), 1
    for part in place:
        node, line = _inner(node, part, line)
    return line


def _inner(node: Any, part: str | int, line: int) -> tuple[Any, int]:  # noqa: ANN401 - a node of PyYAML
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return value, key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part].start_mark.line + 1
    return None, line


@functools.lru_cache(maxsize=32)
def _validator(folder: Path, sort: str) -> "Callable[[Any], Iterator[jsonschema_rs.ValidationError]]":
    schema = json.loads((folder / f"{sort}.json").read_text(encoding="utf-8"))
    import jsonschema_rs  # not at the top: law that was compiled needs no schema, and every process loads the law

    return jsonschema_rs.validator_for(schema).iter_errors


def _file_of(root: Path, message: str) -> str:
    name = message.split(":", 1)[0]
    found: Sequence[Path] = sorted(root.glob(f"*/{name}.yaml")) if name.replace("-", "").isalnum() else ()
    return f"{found[0]}: " if found else ""


def _flat(fault: object) -> str:
    return " ".join(str(fault).split())[:300]
