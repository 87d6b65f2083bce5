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

from dueprocess.desk.publish import feed, holds, packages, positions, report
from dueprocess.desk.publish.pages import Page, frame, pages_of
from dueprocess.desk.publish.rows import places
from dueprocess.desk.publish.texts import LANGUAGES, load
from dueprocess.report import own_form
from dueprocess.report.snapshot import Snapshot

MAX_PAGE: Final = 60_000  # bytes
MAX_REPORT: Final = 90_000  # bytes of a page of the report; tests hold the first one, with its sheets, below 100,000
SUMS: Final = "SHA256SUMS"
TOKENS: Final = ("dueprocess.desk.web", "static", "dueprocess", "tokens.css")
SHEET: Final = ("dueprocess.desk.publish", "static", "site.css")
REPORT_SHEET: Final = ("dueprocess.desk.publish", "static", "report.css")

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
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        message = f"{out} is no folder; give a folder for the public site"
        raise SiteError(message)
    if out.is_dir() and any(out.iterdir()) and not (out / feed.WELL_KNOWN).is_file():
        message = f"{out} holds other files than a public site; give an empty folder, or one that does not exist"
        raise SiteError(message)
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
    where = {row: f"{languages[0]}/{place}" for row, place in places(snapshot).items()}
    first = load(languages[0])
    prepared = report.prepare(snapshot)
    pages = dict(_pages(snapshot, languages, prepared))
    for path, data in pages.items():
        most = MAX_REPORT if path.partition("/")[2].startswith("report") else MAX_PAGE
        if _MISSING.encode() in data or len(data) > most:
            message = f"{path} has a hole, or is larger than {most} bytes ({len(data)})"
            raise SiteError(message)
    services = {holds.FILE: holds.services_json(snapshot)} if snapshot.services else {}
    entries = [*feed.of_rows(snapshot, first, where)]
    of_report: dict[str, bytes] = {}
    if prepared is not None:
        entries += report.feed_entries(prepared, first)
        of_report = report.report_files(prepared, [load(language) for language in languages])
        of_report["assets/report.css"] = _style(REPORT_SHEET)
    entries += positions.feed_entries(snapshot, first)
    return (
        pages
        | services
        | of_report
        | {
            "feed.json": feed.json_feed(snapshot, first, entries),
            "feed.xml": feed.atom_feed(snapshot, first, entries),
            "data/register.csv": feed.register_csv(snapshot),
            "data/numbers.csv": own_form.table(snapshot.numbers, "numbers").csv(),
            "data/numbers.json": packages.numbers_json(snapshot, first),
            positions.FILE: positions.positions_json(snapshot),
            "data/datapackage.json": packages.data_package(snapshot, report.resources(prepared) if prepared else ()),
            feed.WELL_KNOWN: feed.well_known(snapshot, languages),
            packages.SECURITY: packages.security_txt(snapshot, languages),
            "robots.txt": b"User-agent: *\nAllow: /\n",
            "assets/site.css": _style(TOKENS, SHEET),
        }
    )


def _style(*sheets: tuple[str, ...]) -> bytes:
    """One sheet, as the tokens that every web surface shares and then the site's own rules."""
    return b"\n".join(files(first).joinpath(*rest).read_bytes() for first, *rest in sheets)


def _pages(
    snapshot: Snapshot, languages: tuple[str, ...], prepared: report.Report | None
) -> Iterator[tuple[str, bytes]]:
    every = [load(language) for language in languages]
    first = Page("index.html", "index", "front.html", {})
    names = {"every": [frame(snapshot, texts, every, first) for texts in every]}
    yield "index.html", _template("front.html", frame(snapshot, every[0], every, first) | names)
    yield "404.html", _template("missing.html", frame(snapshot, every[0], every, first) | names)
    for texts in every:
        for page in pages_of(snapshot, texts, prepared):
            data = frame(snapshot, texts, every, page) | page.data
            yield f"{texts.language}/{page.name}", _template(page.template, data)


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
