"""The public site: one snapshot in, one folder of static files out, the same bytes every time.

No script, no inline style, no request to another host. The folder is swapped whole: a reader sees the old
site or the new one. Times of files are the day of the snapshot, so that a build tells nothing (hazard 6.7).
"""

import ctypes
import datetime
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from dueprocess.domain.report.snapshot import PublicRow, Register, Snapshot
from dueprocess.publish import feed
from dueprocess.publish.tables import answered_table, chart, row_view, sample_view, year_tables, year_view
from dueprocess.publish.texts import LANGUAGES, Texts, load

ROWS_A_PAGE: Final = 20
MAX_PAGE: Final = 30_000  # bytes
PAGES: Final = ("index", "demands", "network", "access", "numbers", "positions", "contact")
SUMS: Final = "SHA256SUMS"

_MISSING: Final = "\N{NO ENTRY}missing"
_EXCHANGE: Final = 2  # RENAME_EXCHANGE of renameat2(2)
_HERE: Final = -100  # AT_FDCWD


class SiteError(RuntimeError):
    """The site cannot be built there, or a page would come out wrong. The old site stays as it is."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was built: path to SHA-256 (hex) of each file, and which of them are pages."""

    files: Mapping[str, str]
    pages: tuple[str, ...]

    @property
    def digest(self) -> str:
        """One SHA-256 (hex) over the whole site."""
        return hashlib.sha256(_sums(self.files)).hexdigest()


def build(snapshot: Snapshot, out: Path, *, languages: tuple[str, ...] = LANGUAGES) -> Manifest:
    """Write the whole site to ``out``, replacing the site that stood there.

    Raises SiteError where ``out`` holds something else than a site of ours, or a page is too large or has a
    hole. Nothing is replaced then.
    """
    _refuse_foreign(out)
    content = render(snapshot, languages=languages)
    manifest = Manifest(
        {path: hashlib.sha256(data).hexdigest() for path, data in sorted(content.items())},
        tuple(sorted(path for path in content if path.endswith(".html"))),
    )
    content[SUMS] = _sums(manifest.files)
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        _write(content, fresh, snapshot.made_on)
        _swap(fresh, out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return manifest


def render(snapshot: Snapshot, *, languages: tuple[str, ...] = LANGUAGES) -> dict[str, bytes]:
    """All files of the site by path, without writing any. Raises SiteError."""
    if not languages or len(set(languages)) != len(languages):
        message = "the site needs at least one language, each once"
        raise SiteError(message)
    where = _places(snapshot, languages[0])
    first = load(languages[0])
    pages = dict(_pages(snapshot, languages))
    for path, data in pages.items():
        if _MISSING.encode() in data or len(data) > MAX_PAGE:
            message = f"{path} has a hole, or is larger than {MAX_PAGE} bytes ({len(data)})"
            raise SiteError(message)
    return pages | {
        "feed.json": feed.json_feed(snapshot, first, where),
        "feed.xml": feed.atom_feed(snapshot, first, where),
        "data/register.csv": feed.register_csv(snapshot),
        "data/numbers.csv": feed.numbers_csv(snapshot),
        feed.WELL_KNOWN: feed.well_known(snapshot, languages),
        "robots.txt": b"User-agent: *\nAllow: /\n",
        "assets/site.css": (files(__package__) / "static" / "site.css").read_bytes(),
    }


def _of(snapshot: Snapshot, register: Register) -> list[PublicRow]:
    return [row for row in snapshot.rows if row.register is register]


def _name(register: Register, page: int) -> str:
    return f"{register}.html" if page == 1 else f"{register}-{page}.html"


def _places(snapshot: Snapshot, language: str) -> dict[str, str]:
    return {
        row.id: f"{language}/{_name(register, index // ROWS_A_PAGE + 1)}#{row.id}"
        for register in Register
        for index, row in enumerate(_of(snapshot, register))
    }


def _pages(snapshot: Snapshot, languages: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    first = load(languages[0])
    every = [load(language) for language in languages]
    front = {"every": [_frame(snapshot, texts, languages, "index") for texts in every]}
    yield "index.html", _template("front.html", _frame(snapshot, first, languages, "index") | front)
    yield "404.html", _template("missing.html", _frame(snapshot, first, languages, "index") | front)
    for texts in every:
        for name, template, data in _contents(snapshot, texts):
            frame = _frame(snapshot, texts, languages, data.pop("page", name.removesuffix(".html")))
            yield f"{texts.language}/{name}", _template(template, frame | data)


def _contents(snapshot: Snapshot, texts: Texts) -> Iterator[tuple[str, str, dict[str, Any]]]:
    yield "index.html", "index.html", _index(snapshot, texts)
    for register in Register:
        yield from _register(snapshot, texts, register)
    yield "numbers.html", "numbers.html", _numbers(snapshot, texts)
    if snapshot.positions:
        yield "positions.html", "positions.html", _positions(snapshot, texts)
    yield "contact.html", "contact.html", _contact(snapshot, texts)


def _isolated(snapshot: Snapshot) -> str:
    # First strong isolate: a Latin name at the start of an Urdu sentence must not turn the sentence round.
    return f"\u2068{snapshot.provider.name}\u2069"


def _frame(snapshot: Snapshot, texts: Texts, languages: tuple[str, ...], page: str) -> dict[str, Any]:
    shown = [name for name in PAGES if name != "positions" or snapshot.positions]
    return {
        "t": texts.table,
        "lang": texts.language,
        "dir": texts.direction,
        "page": page,
        "provider": snapshot.provider,
        "register_of": texts("frame", "register_of", provider=_isolated(snapshot)),
        "as_of": texts("frame", "as_of", day=texts.day(snapshot.made_on)),
        "unreviewed": not texts.reviewed,
        "nav": [{"href": f"{name}.html", "text": texts("nav", name), "here": name == page} for name in shown],
        "languages": [_language(load(code), texts, page) for code in languages],
    }


def _language(other: Texts, here: Texts, page: str) -> dict[str, Any]:
    return {
        "code": other.language,
        "name": other("meta", "name"),
        "dir": other.direction,
        "href": f"../{other.language}/{page}.html",
        "here": other is here,
    }


def _index(snapshot: Snapshot, texts: Texts) -> dict[str, Any]:
    promises = [(texts("promises", f"p{n}_title"), texts("promises", f"p{n}")) for n in range(1, 8)]
    return {
        "title": texts("index", "title"),
        "lead": texts("index", "lead", provider=_isolated(snapshot)),
        "promises": promises,
        "wont": [texts("wont", f"w{n}") for n in range(1, 6)],
        "see": [(f"{n}.html", texts("nav", n), texts("index", f"see_{n}")) for n in PAGES[1:5]],
    }


def _register(snapshot: Snapshot, texts: Texts, register: Register) -> Iterator[tuple[str, str, dict[str, Any]]]:
    rows = _of(snapshot, register)
    last = max(1, -(-len(rows) // ROWS_A_PAGE))
    for page in range(1, last + 1):
        part = rows[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE]
        data = {
            "page": str(register),
            "title": texts("registers", f"{register}_title"),
            "lead": texts("registers", f"{register}_lead"),
            "empty": texts("registers", f"{register}_empty"),
            "rows": [row_view(row, texts) for row in part],
            "example": sample_view(register, snapshot.made_on, texts),
            "newer": _name(register, page - 1) if page > 1 else "",
            "older": _name(register, page + 1) if page < last else "",
            "page_of": texts("frame", "page_of", page=page, pages=last) if last > 1 else "",
        }
        yield _name(register, page), "register.html", data


def _numbers(snapshot: Snapshot, texts: Texts) -> dict[str, Any]:
    limits = ("limit_secret", "limit_standing", "limit_others", "limit_people", "limit_proof")
    return {
        "title": texts("numbers", "title"),
        "lead": texts("numbers", "lead", provider=_isolated(snapshot)),
        "limits": [texts("numbers", key) for key in limits],
        "how": [texts("numbers", key) for key in ("how_case", "how_item", "how_target", "how_blank")],
        "overview": year_view(snapshot.numbers, texts),
        "chart": chart(snapshot.numbers, texts),
        "years": year_tables(snapshot.numbers, texts),
        "answered": answered_table(snapshot.numbers, texts),
    }


def _contact(snapshot: Snapshot, texts: Texts) -> dict[str, Any]:
    provider = snapshot.provider
    return {
        "title": texts("contact", "title"),
        "country": texts.country(provider.country),
        "reads": [texts.language_name(code) for code in provider.languages],
        "need": [texts("contact", f"need_{n}") for n in range(1, 6)],
        "people": [texts("contact", f"people_{n}") for n in range(1, 4)],
        "well_known": f"../{feed.WELL_KNOWN}",
    }


def _positions(snapshot: Snapshot, texts: Texts) -> dict[str, Any]:
    def view(language: str, says: Mapping[str, str]) -> tuple[str, str]:
        chosen = next(code for code in (language, "en", *sorted(says)) if code in says)
        return chosen, says[chosen]

    return {
        "title": texts("positions", "title"),
        "lead": texts("positions", "lead"),
        "list": [
            {
                "country": texts.country(position.country),
                "cited": position.cited,
                "taken": texts("positions", "taken", day=texts.day(position.taken_on)),
                "says": view(texts.language, position.says),
            }
            for position in sorted(snapshot.positions, key=lambda one: (one.taken_on, one.cited), reverse=True)
        ],
    }


@cache
def _engine() -> Any:  # noqa: ANN401 - django.template.Engine, loaded only when a page is made
    from django.template import Engine

    folder = str(files(__package__) / "templates")
    return Engine(dirs=[folder], autoescape=True, string_if_invalid=f"{_MISSING} %s")


def _template(name: str, data: Mapping[str, Any]) -> bytes:
    from django.template import Context

    page: str = _engine().get_template(name).render(Context(dict(data), use_l10n=False, use_tz=False))
    lines = (line.strip() for line in page.splitlines())
    return ("\n".join(line for line in lines if line) + "\n").encode()


def _sums(digests: Mapping[str, str]) -> bytes:
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items())).encode()


def _refuse_foreign(out: Path) -> None:
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        message = f"{out} is no folder; give a folder for the public site"
        raise SiteError(message)
    if out.is_dir() and any(out.iterdir()) and not (out / feed.WELL_KNOWN).is_file():
        message = f"{out} holds other files than a public site; give an empty folder, or one that does not exist"
        raise SiteError(message)


def _write(content: Mapping[str, bytes], folder: Path, made_on: datetime.date) -> None:
    for path, data in content.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        target.chmod(0o644)
    moment = datetime.datetime.combine(made_on, datetime.time(), datetime.UTC).timestamp()
    for one in [*sorted(folder.rglob("*"), reverse=True), folder]:
        if one.is_dir():
            one.chmod(0o755)
        os.utime(one, (moment, moment))


def _swap(fresh: Path, out: Path) -> None:
    """Put ``fresh`` where ``out`` is; afterwards ``fresh`` holds what was there before."""
    if not out.exists():
        fresh.rename(out)
        return
    if not _exchange(fresh, out):
        # No exchange in one step here: for a moment there is no site, and never half of one.
        aside = fresh.with_name(f"{fresh.name}.old")
        out.rename(aside)
        fresh.rename(out)
        shutil.rmtree(aside)


def _exchange(one: Path, other: Path) -> bool:
    try:
        call = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    return bool(call(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)
