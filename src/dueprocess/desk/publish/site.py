"""The public site: one snapshot in, one folder of static files out, the same bytes every time.

No script, no inline style, no request to another host. The folder is swapped whole: a reader sees the old
site or the new one. Times of files are the day of the snapshot, so that a build tells nothing (hazard 6.7).
"""

import ctypes
import datetime
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from dueprocess.adapters import locks
from dueprocess.desk.publish import (
    asked,
    corrections,
    demands,
    feed,
    holds,
    laws,
    positions,
    report,
    score,
    talks,
    yardsticks,
)
from dueprocess.desk.publish.laws import country_pages, laws_view, words_files
from dueprocess.desk.publish.report import Report, report_pages
from dueprocess.desk.publish.rows import page_of, register_pages
from dueprocess.desk.publish.tables import LEAST_FOR_CHART, NumbersView, items_of
from dueprocess.desk.publish.texts import LANGUAGES, Texts, isolated, load
from dueprocess.report import own_form
from dueprocess.report.edition import Edition
from dueprocess.report.provider import Credential
from dueprocess.report.snapshot import Register, Snapshot
from dueprocess.verify.bundle import published
from transparency.forms import registers

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


def build(
    snapshot: Snapshot,
    out: Path,
    *,
    languages: tuple[str, ...] = LANGUAGES,
    more: Mapping[str, bytes] = MappingProxyType({}),
) -> Manifest:
    """Write the whole site to ``out``, replacing the site that stood there. ``more``: files beside its own, by path.

    Raises SiteError where ``out`` holds something else than a site of ours, or a page is too large or has a
    hole. Nothing is replaced then.
    """
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        message = f"{out} is no folder; give a folder for the public site"
        raise SiteError(message)
    if out.is_dir() and any(out.iterdir()) and not (out / feed.WELL_KNOWN).is_file():
        message = f"{out} holds other files than a public site; give an empty folder, or one that does not exist"
        raise SiteError(message)
    content = {**render(snapshot, languages=languages), **more}
    manifest = Manifest(
        {path: hashlib.sha256(data).hexdigest() for path, data in sorted(content.items())},
        tuple(sorted(path for path in content if path.endswith(".html"))),
    )
    content[SUMS] = _sums(manifest.files)
    out.parent.mkdir(parents=True, exist_ok=True)
    with locks.of_folder(out.parent):
        _sweep(out)
        fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
        try:
            _write(content, fresh, snapshot.made_on)
            _swap(fresh, out)
        finally:
            _sweep(out)
    return manifest


def _sweep(out: Path) -> None:
    """What a build that was killed left beside the site; nobody else builds there meanwhile."""
    ours = re.compile(rf"\.{re.escape(out.name)}\.[a-z0-9_]{{8}}(\.old)?")
    for left in [one for one in out.parent.iterdir() if ours.fullmatch(one.name) and not one.is_symlink()]:
        shutil.rmtree(left, ignore_errors=True)


def render(snapshot: Snapshot, *, languages: tuple[str, ...] = LANGUAGES) -> dict[str, bytes]:
    """All files of the site by path, without writing any. Raises SiteError."""
    if not languages or len(set(languages)) != len(languages):
        message = "the site needs at least one language, each once"
        raise SiteError(message)
    where: dict[str, str] = {row.id: f"{languages[0]}/{page_of(row.id)}" for row in snapshot.rows}
    first = load(languages[0])
    prepared = report.prepare(snapshot)
    pages = dict(_pages(snapshot, languages, prepared))
    for path, data in pages.items():
        name = path.partition("/")[2]
        most = MAX_REPORT if name.startswith("report") else MAX_PAGE
        most = demands.MAX_DOCUMENT if name.startswith("document-") else most
        if _MISSING.encode() in data or len(data) > most:
            message = f"{path} has a hole, or is larger than {most} bytes ({len(data)})"
            raise SiteError(message)
    if snapshot.scorecards:
        last = snapshot.scorecards[-1]
        pages |= score.files(last)
        pages |= {f"{one}/{score.PICTURE}": score.picture(last.plain, load(one)) for one in languages}
    for language in languages:
        pages |= {f"{language}/{name}": data for name, data in words_files(snapshot, load(language))}
    services = {holds.FILE: holds.services_json(snapshot)} if snapshot.services else {}
    if snapshot.corrected:
        pages[corrections.FILE] = corrections.corrections_json(snapshot)
    if snapshot.editions:
        pages[yardsticks.FILE] = yardsticks.as_file(snapshot)
    entries = [*feed.of_rows(snapshot, first, where), *corrections.feed_entries(snapshot, first, where)]
    of_report: dict[str, bytes] = {}
    if prepared is not None:
        entries += report.feed_entries(prepared, first)
        of_report = report.report_files(prepared, [load(language) for language in languages])
        of_report["assets/report.css"] = _style(REPORT_SHEET)
    entries += [*positions.feed_entries(snapshot, first), *talks.feed_entries(snapshot, first)]
    return (
        pages
        | demands.pictures(snapshot)
        | services
        | of_report
        | {
            "feed.json": feed.json_feed(snapshot, first, entries),
            "feed.xml": feed.atom_feed(snapshot, first, entries),
            "data/register.csv": feed.register_csv(snapshot),
            **_of_others(snapshot, first),
            "data/numbers.csv": own_form.table(snapshot.numbers, "numbers").csv(),
            "data/numbers.json": feed.numbers_json(snapshot, first),
            positions.FILE: positions.positions_json(snapshot),
            talks.FILE: talks.talks_json(snapshot),
            "data/datapackage.json": feed.data_package(snapshot, report.resources(prepared) if prepared else ()),
            feed.WELL_KNOWN: feed.well_known(snapshot, languages),
            feed.SECURITY: feed.security_txt(snapshot, languages),
            "robots.txt": b"User-agent: *\nAllow: /\n",
            "assets/site.css": _style(TOKENS, SHEET),
        }
    )


def _of_others(snapshot: Snapshot, texts: Texts) -> dict[str, bytes]:
    """The rows in the forms of Access Now's STOP data and of Lumen; files of rows alone, where there are some."""
    forms = (registers.stop_files, registers.lumen_files)
    made = [form(snapshot.rows, snapshot.provider, texts.country) for form in forms] if snapshot.rows else []
    return {f"data/{name}": data for files_of in made for name, data in files_of.items()}


def _style(*sheets: tuple[str, ...]) -> bytes:
    """One sheet, as the tokens that every web surface shares and then the site's own rules; without their comments."""
    whole = b"\n".join(files(first).joinpath(*rest).read_bytes() for first, *rest in sheets)
    return re.sub(rb"/\*.*?\*/\n*", b"", whole, flags=re.DOTALL)


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


REPORT: Final = "report"
NAV: Final = ("index", "demands", "network", "access", REPORT, "law", "contact")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of one language. ``section`` is the entry of the navigation that it belongs to."""

    name: str
    section: str
    template: str
    data: dict[str, Any]


def nav(snapshot: Snapshot) -> tuple[str, ...]:
    """The entries of the navigation; the scorecard among them once there is one."""
    return (*NAV[:5], *(["score"] if snapshot.scorecards else []), *NAV[5:])


def frame(snapshot: Snapshot, texts: Texts, languages: Sequence[Texts], page: Page) -> dict[str, Any]:
    """What every page has: head, navigation, languages, foot. ``base`` and ``root`` are empty without an address."""
    site = snapshot.provider.site
    base = f"{site}/{texts.language}/" if site else ""
    return {
        "t": texts.table,
        "lang": texts.language,
        "dir": texts.direction,
        "provider": snapshot.provider,
        "register_of": texts("frame", "register_of", provider=isolated(snapshot.provider.name)),
        "as_of": texts("frame", "as_of", day=texts.day(snapshot.made_on)),
        "unreviewed": not texts.reviewed,
        "practice": snapshot.practice,
        "vault": published(),
        "part": "",
        "base": base,
        "root": f"{site}/" if site else "",
        "page_address": texts("frame", "page_address", url=isolated(f"{base}{page.name}")) if site else "",
        "nav": [
            {"href": f"{one}.html", "text": texts("nav", one), "here": one == page.section} for one in nav(snapshot)
        ],
        "languages": [_language(other, texts, page) for other in languages],
    }


def _language(other: Texts, here: Texts, page: Page) -> dict[str, Any]:
    return {
        "code": other.language,
        "name": other("meta", "name"),
        "dir": other.direction,
        "href": f"../{other.language}/{page.name}",
        "here": other is here,
    }


def pages_of(snapshot: Snapshot, texts: Texts, prepared: Report | None) -> Iterator[Page]:
    """All pages of one language; every language has the same names."""
    yield Page("index.html", "index", "index.html", _index(snapshot, texts))
    if snapshot.scorecards:
        yield Page(score.PAGE, "score", "score.html", score.view(snapshot, texts))
    if snapshot.editions:
        section = "score" if snapshot.scorecards else REPORT
        yield Page(yardsticks.PAGE, section, "yardsticks.html", yardsticks.view(snapshot, texts))
    for register in Register:
        for name, data in register_pages(snapshot, texts, register):
            yield Page(name, str(register), "register.html", data)
    yield from (Page(*one) for one in demands.pages(snapshot, texts))
    moved = {"title": texts("nav", REPORT)}
    yield Page("numbers.html", REPORT, "moved.html", moved)  # numbers and report are one page; the old address stays
    if prepared is None:
        yield Page(report.PAGE, REPORT, "numbers.html", _numbers(snapshot, texts))
    live = live_view(snapshot, texts, since=prepared.newest) if prepared is not None else None
    for name, template, data in report_pages(prepared, texts, live) if prepared is not None else ():
        yield Page(name, REPORT, template, data)
    yield Page("law.html", "law", "laws.html", laws_view(snapshot, texts))
    yield Page(positions.PAGE, "law", "positions.html", positions.positions_view(snapshot, texts))
    for name, template, data in talks.pages(snapshot, texts):
        yield Page(name, "law", template, data)
    for name, data in country_pages(snapshot, texts):
        yield Page(name, "law", "law.html", data)
    if snapshot.services:
        yield Page(holds.PAGE, "index", "holds.html", holds.holds_view(snapshot, texts))
    yield Page(asked.PAGE, "index", "letter.html", asked.view(snapshot, texts))
    yield Page("contact.html", "contact", "contact.html", _contact(snapshot, texts))


def _index(snapshot: Snapshot, texts: Texts) -> dict[str, Any]:
    return {
        "title": texts("index", "title"),
        "lead": texts("index", "lead", provider=isolated(snapshot.provider.name)),
        "promises": [(texts("promises", f"p{n}_title"), texts("promises", f"p{n}")) for n in range(1, 8)],
        "wont": [texts("wont", f"w{n}") for n in range(1, 6)],
        "unknown": [texts("unknown", f"u{n}") for n in range(1, 6)],
        "check": [{key: texts("check", f"c{n}_{key}") for key in ("say", "who", "how")} for n in range(1, 7)],
        **laws.unseen_view(snapshot, texts),
        **laws.silences_view(snapshot, texts),
        "see": [
            *((f"{name}.html", texts("nav", name), texts("index", f"see_{name}")) for name in NAV[1:6]),
            *(
                [(yardsticks.PAGE, texts("yardsticks", "title"), texts("yardsticks", "see"))]
                if snapshot.editions
                else []
            ),
            *([(holds.PAGE, texts("holds", "nav"), texts("index", "see_holds"))] if snapshot.services else []),
            (talks.PAGE, texts("talks", "title"), texts("talks", "see")),
            (asked.PAGE, texts("letter", "nav"), texts("letter", "index_see")),
        ],
    }


def _numbers(snapshot: Snapshot, texts: Texts) -> dict[str, Any]:
    return {
        "title": texts("numbers", "title"),
        "lead": texts("numbers", "lead", provider=isolated(snapshot.provider.name)),
        **laws.unseen_view(snapshot, texts),
        "limits": [texts("numbers", key) for key in feed.LIMITS],
        "how": [texts("numbers", key) for key in ("how_letter", "how_item", "how_target", "how_blank")],
        "live": live_view(snapshot, texts),
    }


def live_view(snapshot: Snapshot, texts: Texts, since: Edition | None = None) -> dict[str, Any] | None:
    """What is told of demands between two reports, year by year; ``since``: of the years that it does not close.

    None where nothing may be told. Few demands are sentences and one list, no chart (hazard 8.2).
    """
    first = "" if since is None else str(min(since.made_on.year, int(since.period[:4]) + 1))
    view = NumbersView(snapshot.numbers, texts, first)
    if not view.years or (since is not None and since.made_on >= snapshot.made_on):
        return None
    data: dict[str, Any] = {
        "title": texts("numbers", "t_since" if since else "t_year", day=texts.day(snapshot.made_on)),
        "lead": texts("numbers", "so_far"),
        "blanks": view.blanks(),
        "few": texts("numbers", "few", least=LEAST_FOR_CHART),
        "words": [],
        "answers": [],
        "years": [],
        "overview": {"rows": []},
        "answered": {"rows": []},
        "chart": {"bars": []},
    }
    if since is not None:  # beside a report: sentences, since its own pictures stand above
        return data | {"few": "", "words": view.years_in_words(), "answers": []}
    if items_of(snapshot.numbers) < LEAST_FOR_CHART:
        return data | {"words": view.years_in_words(), "answers": view.answers_in_words()}
    made = {"overview": view.by_year(), "chart": view.chart(), "years": view.newest(), "answered": view.answered()}
    return data | made


def _contact(snapshot: Snapshot, texts: Texts) -> dict[str, Any]:
    provider = snapshot.provider
    country = texts.country(provider.country)
    others = [texts("contact", "others_1"), texts("contact", "others_2", country=country), texts("contact", "others_3")]
    return {
        "title": texts("contact", "title"),
        "country": country,
        "reads": [texts.language_name(code) for code in provider.languages],
        "need": [texts("contact", f"need_{n}") for n in range(1, 8)],
        "then": [texts("contact", f"then_{n}") for n in range(1, 5)],
        "others": others,
        "elsewhere": [texts("contact", f"elsewhere_{n}") for n in range(1, 5)],
        "us": [_credential(one, texts) for one in snapshot.credentials],
        "security": provider.security or provider.contact,
        "well_known": f"../{feed.WELL_KNOWN}",
        "security_txt": f"../{feed.SECURITY}",
    }


def _credential(one: Credential, texts: Texts) -> dict[str, str]:
    """One thing that the house is or holds before authorities, as the page says it."""
    return {
        "kind": texts("contact", f"kind_{one.kind}"),
        "name": one.name,
        "contact": one.contact,
        "country": texts.country(one.country) if one.country else "",
        "reads": ", ".join(texts.language_name(code) for code in one.languages),
        "expires": texts.day(one.expires) if one.expires else "",
    }
