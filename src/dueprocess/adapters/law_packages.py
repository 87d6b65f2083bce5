"""Law that travels by itself: a package of law files, signed, and taken without a new program (ADR 0111).

One file of JSON: no archive, so that nothing is unpacked and no path leaves its folder. What comes in is hostile until
its signature, each file's hash, its schema and the domain's own checks held; a refusal says what to do.
"""

import contextlib
import hashlib
import json
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from dueprocess.adapters import crypto, law_files, law_place, provisions
from dueprocess.adapters.law_files import LawFileError
from dueprocess.formats import canonical
from dueprocess.formats.note import Key, MalformedNoteError, Sign, parse, parse_vkey, signed, verified_names
from dueprocess.formats.refusal import DeniedError
from dueprocess.law.difference import Change, difference
from dueprocess.law.parts import Plain
from dueprocess.law.shelf import Shelf
from dueprocess.law.taken import asking, taken

if TYPE_CHECKING:
    from dueprocess.formats.canonical import Value

FORM: Final = "dueprocess.law-package/1"
HEADER: Final = "dueprocess.law/1\n"
MAX_BYTES: Final = 16 << 20
MAX_KEYS: Final = 20
MAX_EXTENDS: Final = 500
_FOLDERS: Final = "standards|policy|authorities|conflicts|positions|provisions"
_PATH: Final = re.compile(
    rf"(?:[A-Z]{{2}}(?:-[A-Z0-9]{{1,3}})?|{_FOLDERS})/[A-Z0-9]{{1,12}}(?:-[A-Z0-9]{{1,16}}){{0,6}}\.yaml"
)
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_DAY: Final = re.compile(r"20[0-9]{2}-[01][0-9]-[0-3][0-9]")
_KEYS: Final = frozenset({"extends", "files", "law", "made_on", "number"})
SORTS: Final = ("instruments", "conflicts", "standards", "policies", "positions", "authorities")


def refuse(rule: str, reason: str) -> NoReturn:
    """Raises DeniedError ``law.RULE``."""
    raise DeniedError.because(f"law.{rule}", reason)


@dataclass(frozen=True, slots=True)
class Package:
    """A package whose signature and hashes held; its law is not read yet. ``by``: whose keys signed it."""

    number: int
    made_on: str
    law: str
    extends: tuple[str, ...]
    by: tuple[str, ...]
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Taking:
    """A package beside the law in force: by file what differs, and the files as they would be kept."""

    package: Package
    changes: Mapping[str, tuple[Change, ...]]
    files: Mapping[str, Plain]
    asks: int  # names under which counsel is asked anew


def keys(place: Path) -> tuple[Key, ...]:
    """Whose packages this place takes: ``law-keys``, one verifier key a line. Raises DeniedError ``law.keys``."""
    path = place / law_place.KEYS
    if not path.is_file():
        refuse("keys", f"{path} names nobody whose law is taken here: write their keys into it, one a line")
    lines = [line.strip() for line in path.read_text("utf-8", "replace").splitlines()]
    named = [line for line in lines if line and not line.startswith("#")]
    if not 0 < len(named) <= MAX_KEYS:
        refuse("keys", f"{path} names {len(named)} keys: name 1 to {MAX_KEYS}, one a line")
    try:
        return tuple(map(parse_vkey, named))
    except MalformedNoteError as fault:
        refuse("keys", f"{path}: {fault}; a line is a key as `law pack` prints it")


def read(data: bytes, known: Sequence[Key]) -> Package:
    """The package of these bytes, signed by one of ``known``.

    Raises DeniedError ``law.package``, ``law.signature``, ``law.path``, ``law.hash``.
    """
    if len(data) > MAX_BYTES:
        refuse("package", f"longer than {MAX_BYTES >> 20} MiB: no package of law is; ask whoever sent it")
    told = _json(data)
    if not isinstance(told, dict) or set(told) != {"form", "note", "files"} or told["form"] != FORM:
        refuse("package", "the file is no package of law of a form that this program knows; update it, or ask for one")
    note, files = told["note"], told["files"]
    if not isinstance(note, str) or not isinstance(files, dict):
        refuse("package", "the package has no note, or no files; ask whoever sent it")
    says, by = _signed(note.encode("utf-8", "replace"), known)
    for path, text in files.items():
        if not _PATH.fullmatch(path):
            refuse("path", f"{path[:80]!r} is no place of a law file: nothing was taken; ask whoever signed it")
        if not isinstance(text, str) or says["files"].get(path) != hash_of(text):
            refuse("hash", f"{path} is not the file that was signed: nothing was taken; fetch the package again")
    if set(files) != set(says["files"]):
        refuse("hash", "files that were signed are missing: nothing was taken; fetch the package again")
    return Package(says["number"], says["made_on"], says["law"], tuple(says["extends"]), by, files)


def _json(data: bytes) -> Any:  # noqa: ANN401 - whatever somebody sent
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) != len(pairs):
            raise ValueError
        return dict(pairs)

    try:
        return json.loads(data.decode(), object_pairs_hook=once)
    except (ValueError, RecursionError):
        refuse("package", "the file is no JSON, or says one thing twice: it is no package of law; ask for it again")


def _signed(note: bytes, known: Sequence[Key]) -> tuple[dict[str, Any], tuple[str, ...]]:
    try:
        found = parse(note)
        by = tuple(sorted(verified_names(found, known, crypto.verify)))
    except MalformedNoteError as fault:
        refuse("signature", f"the signature does not hold ({fault}): nothing was taken; fetch the package again")
    if not by:
        names = ", ".join(key.name for key in known)
        refuse("signature", f"nobody signed it whose law is taken here ({names}): nothing was taken")
    text = found.text
    try:
        says: Any = canonical.decode(text.removeprefix(HEADER).removesuffix("\n").encode())
    except ValueError:
        says = None
    if not text.startswith(HEADER) or not _of_its_form(says):
        refuse("package", "what was signed is of a form that this program does not know: update the program")
    return says, by


def _of_its_form(says: Any) -> bool:  # noqa: ANN401 - whatever somebody signed
    if not isinstance(says, dict) or set(says) != _KEYS:
        return False
    number, extends, files = says["number"], says["extends"], says["files"]
    texts = isinstance(says["law"], str) and isinstance(says["made_on"], str) and isinstance(files, dict)
    return (
        texts
        and isinstance(number, int)
        and not isinstance(number, bool)
        and 0 < number < canonical.MAX_INTEGER
        and bool(_HASH.fullmatch(says["law"]) and _DAY.fullmatch(says["made_on"]))
        and isinstance(extends, list)
        and 0 < len(extends) <= MAX_EXTENDS
        and all(isinstance(one, str) and _HASH.fullmatch(one) for one in extends)
        and len(files) <= law_files.MAX_FILES
        and all(isinstance(one, str) and _HASH.fullmatch(one) for one in files.values())
    )


def hash_of(text: str) -> str:
    """How the note names a file."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def held(package: Package, place: Path) -> Taking:
    """The package against the law in force here.

    Raises DeniedError ``law.older``, ``law.line``, ``law.files``.
    """
    before = law_place.last(place)
    now, number = law_files.in_force(place), before.number if before else 0
    if package.number <= number:
        refuse(
            "older", f"package {package.number} is not newer than {number}, which was taken here: keep what you have"
        )
    if package.law == now:
        refuse("older", "it holds the law that is in force here already: there is nothing to take")
    if now not in package.extends:
        refuse(
            "line", "it does not go on from the law that is in force here: ask for a package that extends " + now[:16]
        )
    mine, theirs = law_files.load(law_files.law_root(place)), _law_of(package, place)
    changes, files, asks = {}, {}, 0
    for path in sorted({*_paths(mine), *_paths(theirs)}):
        old, new = (one.text_of(path) if path in _paths(one) else None for one in (mine, theirs))
        if found := difference(old, new):
            changes[path] = found
        if new is None and old is not None:  # a law that ended says until when: what is left out asks, and stays
            old, new = None, old
        if new is not None:
            files[path] = taken(old, new) if found else old or new
            asks += len(asking(old, new)) if found else 0
    return Taking(package, changes, files, asks)


def _paths(shelf: Shelf) -> frozenset[str]:
    return frozenset(f"{sort}/{name}" for sort in SORTS for name in getattr(shelf, sort))


def _law_of(package: Package, place: Path) -> Shelf:
    with _new(place) as folder:
        for path, text in package.files.items():
            _write(folder / path, text)
        try:
            shelf = law_files.load(folder)
            for name in provisions.names(folder):
                provisions.of(name, folder)
        except LawFileError as fault:
            said = str(fault).replace(f"{folder}/", "")
            refuse("files", f"{said[:300]}. Nothing was taken: update the program, or ask whoever signed it")
        if shelf.law_digest != package.law:
            refuse("files", "its files do not have the digest that was signed: nothing was taken; fetch it again")
        return shelf


@contextlib.contextmanager
def _new(place: Path) -> Any:  # noqa: ANN401 - an iterator of one folder
    folder = place / "law" / ".new"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True, mode=0o700)
    path.write_text(text, "utf-8")


def take(taking: Taking, place: Path) -> None:
    """Put it in force here: the files first, then the word that they are."""
    package, before = taking.package, law_files.law_root(place)
    brought = {Path(path).stem for path in package.files}
    with _new(place) as folder:
        for path, data in taking.files.items():
            sort, _, name = path.partition("/")
            inner = {"instruments": str(data.get("country", "XX")), "policies": "policy"}.get(sort, sort)
            _write(folder / inner / f"{name}.yaml", written(data))
            words = before / provisions.FOLDER / f"{name}.yaml"
            if name not in brought and words.is_file():  # what is left out stays, and is read beside its words
                _write(folder / provisions.FOLDER / words.name, words.read_text("utf-8"))
        for path, text in package.files.items():
            if path.startswith(f"{provisions.FOLDER}/"):
                _write(folder / path, text)
        kept = law_files.load(folder).law_digest  # what is kept is read once before it counts
        goal = law_place.folder(place, package.number)
        shutil.rmtree(goal, ignore_errors=True)  # of a taking that did not end
        shutil.copytree(folder, goal)
    law_place.put(place, law_place.InForce(package.number, package.law, kept, law_files.PUBLISHED, package.by))


def written(data: Plain) -> str:
    """A law file as text that is read back as just this."""
    text = json.dumps(data, ensure_ascii=False, indent=1)
    for sign in (
        "\x7f",
        "\x85",
        "\u2028",
        "\u2029",
        "\ufeff",
    ):  # YAML breaks lines at some of them, and takes others for marks
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    if law_files.parse(text) != data:
        refuse("files", f"{data['id']} cannot be written down as it is: nothing was taken; ask whoever signed it")
    return text + "\n"


def pack(root: Path, number: int, extends: Iterable[str], made_on: str, signer: tuple[Key, Sign]) -> bytes:
    """The package of a law folder. Raises LawFileError where its files do not hold."""
    shelf = law_files.load(root)
    paths = sorted(path.relative_to(root).as_posix() for path in root.glob("*/*.yaml"))
    files = {path: (root / path).read_text("utf-8") for path in paths if _PATH.fullmatch(path)}
    says: dict[str, Value] = {
        "extends": sorted(set(extends)),
        "files": {path: hash_of(text) for path, text in files.items()},
        "law": shelf.law_digest,
        "made_on": made_on,
        "number": number,
    }
    note = signed(HEADER + canonical.encode(says).decode() + "\n", [signer]).encode().decode()
    return json.dumps({"form": FORM, "note": note, "files": files}, ensure_ascii=False).encode()
