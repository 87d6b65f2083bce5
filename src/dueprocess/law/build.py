"""From parsed law files to a shelf: the digest taken, each file built when it is asked for.

Pure: files come in as values, checked against the JSON Schemas in ``law/schema``.
"""

import functools
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from dueprocess.formats.canonical import NotCanonicalError, encode
from dueprocess.law import parts
from dueprocess.law.authorities import authority
from dueprocess.law.conditions import ConditionError
from dueprocess.law.parts import Plain
from dueprocess.law.shelf import Index, Shelf
from dueprocess.law.texts import ShelfError, Signature

_One = TypeVar("_One")


def build(
    instruments: Iterable[Plain] = (),
    standards: Iterable[Plain] = (),
    policies: Iterable[Plain] = (),
    authorities: Iterable[Plain] = (),
    signatures: Iterable[Signature] = (),
    conflicts: Iterable[Plain] = (),
    positions: Iterable[Plain] = (),
    *,
    digest: str | None = None,
) -> Shelf:
    """Shelf from the parsed files of each sort. Raises ShelfError, which names the file's id and what to do.

    ``digest`` is the law's, where exactly these files were built before: each is then built when it is first asked for.
    Without it all are built now, so that a fault is found here.
    """
    parsed = {
        "authorities": _unique(authorities),
        "conflicts": _unique(conflicts),
        "instruments": _unique(instruments),
        "policies": _unique(policies),
        "positions": _unique(positions),
        "standards": _unique(standards),
    }
    texts = hash_signed(parsed)
    held = [one for one in signatures if one.text in {"", texts(one.rule)}]
    over = tuple(sorted(_standing(held), key=lambda one: (one.rule, one.on, one.by)))
    signed = {rule: tuple(one for one in over if one.rule == rule) for rule in {one.rule for one in over}}
    law = digest or hashlib.sha256(b"dueprocess/shelf/1\0" + _canonical(parsed)).hexdigest()
    shelf = Shelf(
        _each(parsed["instruments"], lambda data: parts.instrument(data, signed)),
        _each(parsed["standards"], lambda data: parts.standard(data, signed)),
        _each(parsed["policies"], parts.policy),
        _each(parsed["authorities"], authority),
        over,
        law,
        _with_signatures(law, over),
        _each(parsed["conflicts"], lambda data: parts.conflict(data, signed)),
        _each(parsed["positions"], lambda data: parts.stand(data, signed)),
        _index(parsed["instruments"]),
        text_of=lambda path: parsed[path.partition("/")[0]][path.partition("/")[2]],
        hash_of=_hashes(parsed, over),
        hash_signed=texts,
    )
    if digest is None:
        _open_all(shelf)
    return shelf


def _standing(held: Sequence[Signature]) -> Iterator[Signature]:
    """Signatures in the order in which they were made, without marks that were lifted, and what a mark stands over."""
    last = {one.rule: one for one in held}
    for one in held:
        if bool(one.wrong) == bool(last[one.rule].wrong):
            yield one


def _open_all(shelf: Shelf) -> None:
    for sort in (
        shelf.instruments,
        shelf.standards,
        shelf.policies,
        shelf.authorities,
        shelf.conflicts,
        shelf.positions,
    ):
        for _ in sort.values():
            pass


def _index(files: Mapping[str, Plain]) -> Index:
    states: dict[str, list[str]] = {}
    for key, data in files.items():
        states.setdefault(data["country"][:2], []).append(key)
    aliases = {alias: key for key, data in files.items() for alias in data["aliases"]}
    return Index(aliases | {key: key for key in files}, {state: tuple(keys) for state, keys in states.items()})


def _canonical(parsed: Mapping[str, Mapping[str, Plain]]) -> bytes:
    # One text at a time: the canonical form's limits on size and depth are meant for one document.
    each = [
        _written(sort, key, text)
        for sort, files in sorted(parsed.items())
        for key in sorted(files)
        for text in _texts(files[key])
    ]
    return b"\n".join(each)


def _hashes(parsed: Mapping[str, Mapping[str, Plain]], signatures: Sequence[Signature]) -> Callable[[str], str]:
    @functools.cache
    def hash_of(path: str) -> str:
        sort, _, key = path.partition("/")
        over = [one for one in signatures if one.rule.partition(".")[0] == key]
        text = b"\n".join(_written(sort, key, text) for text in _texts(parsed[sort][key]))
        return _with_signatures(hashlib.sha256(b"dueprocess/law-file/1\0" + text).hexdigest(), over)

    return hash_of


def hash_signed(parsed: Mapping[str, Mapping[str, Plain]]) -> Callable[[str], str]:
    """SHA-256 (hex) of what a signature over a name is over: a file, or what it says of a rule, in all its versions.

    Empty where nothing stands under the name. How a text is cited, and when we read it, is no part of it.
    """

    @functools.cache
    def of(name: str) -> str:
        file, _, part = name.partition(".")
        named = [files[file] for files in parsed.values() if file in files]
        found = [one for data in named for text in _texts(data) for one in _named_in(text, name, part)]
        lines = b"\n".join(_written("signed", name, law_alone(one)) for one in found)
        return hashlib.sha256(b"dueprocess/law-signed/1\0" + lines).hexdigest() if found else ""

    return of


def _named_in(text: Plain, name: str, part: str) -> Iterator[Any]:
    if not part:
        yield text
    elif part in _PARTS and text.get(part) is not None:
        yield text[part]
    yield from (rule for rule in text.get("rules", ()) if rule["id"] == name)


_PARTS: Final = frozenset({"secrecy", "tariff"})
_NOT_LAW: Final = frozenset({"aliases", "checked_on", "status", "url"})


def law_alone(value: Any) -> Any:  # noqa: ANN401 - plain data of any shape
    """The same without what is no law: how texts cite it, where and when we read it."""
    if isinstance(value, Mapping):
        return {key: law_alone(one) for key, one in value.items() if key not in _NOT_LAW}
    return [law_alone(one) for one in value] if isinstance(value, list | tuple) else value


def _written(sort: str, key: str, data: Plain) -> bytes:
    try:
        return encode([sort, key, data])
    except NotCanonicalError as fault:
        raise ShelfError(f"{key}: {fault}") from fault


def _texts(data: Plain) -> Iterator[Plain]:
    # The file's own text, then each of another day: a test nests as deep in an old text as in the newest.
    yield {**data, "versions": len(data["versions"])} if "versions" in data else data
    yield from data.get("versions", ())


def _with_signatures(law: str, signatures: Sequence[Signature]) -> str:
    if not signatures:
        return law
    lines = encode([_line(one) for one in signatures])
    return hashlib.sha256(b"dueprocess/shelf/1\0" + law.encode() + b"\0" + lines).hexdigest()


def _line(one: Signature) -> list[str]:
    # What older programs signed has the line that they wrote.
    more = [one.wrong or "read"] if one.wrong or one.read else []
    return [one.rule, one.by, one.on.isoformat(), *more]


def _unique(files: Iterable[Plain]) -> dict[str, Plain]:
    found: dict[str, Plain] = {}
    for data in files:
        if data["id"] in found:
            raise ShelfError(f"{data['id']}: two files have this id; give one of them its own")
        found[data["id"]] = data
    return dict(sorted(found.items()))


class _Opened(Mapping[str, _One]):
    """Files by id, each built when it is first asked for."""

    def __init__(self, files: Mapping[str, Plain], make: Callable[[Plain], _One]) -> None:
        self._files, self._make = files, make
        self._built: dict[str, _One] = {}

    def __getitem__(self, key: str) -> _One:
        built = self._built.get(key)
        if built is None:
            built = self._built[key] = _named(key, self._make, self._files[key])
        return built

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __contains__(self, key: object) -> bool:
        return key in self._files


def _each(files: Mapping[str, Plain], make: Callable[[Plain], _One]) -> Mapping[str, _One]:
    return _Opened(files, make)


def _named(key: str, make: Callable[[Plain], _One], data: Plain) -> _One:
    try:
        return make(data)
    except (ConditionError, ShelfError, ValueError) as fault:
        raise ShelfError(f"{key}: {fault}") from fault
