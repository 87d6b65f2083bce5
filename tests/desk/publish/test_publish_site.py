"""The public site as files: whole, the same every time, well-formed, and with nothing in it that data could plant."""

import csv
import dataclasses
import datetime
import hashlib
import itertools
import json
import os
import re
import signal
import subprocess
import sys
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree as ET

import pytest

import report_worlds
from dueprocess.demand.codes import AuthorityKind, Ground, Kind, Outcome
from dueprocess.desk.publish import feed, site
from dueprocess.desk.publish.site import SiteError, build, render
from dueprocess.desk.publish.tables import LEAST_FOR_CHART
from dueprocess.desk.publish.texts import LANGUAGES, load
from dueprocess.law.shelf import Shelf
from dueprocess.law.texts import Signature
from dueprocess.report import edition_json, tables
from dueprocess.report.cells import Cell, Why
from dueprocess.report.cited import Cited, SnapshotError
from dueprocess.report.edition import NUMBERS
from dueprocess.report.identities import ContradictionError
from dueprocess.report.lawsheet import law_sheets
from dueprocess.report.provider import Help
from dueprocess.report.snapshot import Publication, RowFact, Snapshot, rows_of
from report_worlds import with_report
from sample_snapshot import (
    DAY,
    PROVIDER,
    SIGNED,
    empty,
    facts,
    few,
    item,
    numbers_of,
    row_facts,
    row_id,
    shelf,
    snapshot,
    telling,
)

VOID = {"meta", "link", "br", "img", "hr", "rect", "path", "input"}


WORLDS = {"full": snapshot, "few": few, "empty": empty, "telling": telling}
WORLDS |= {f"report-{name}": (lambda make=make: with_report(make())) for name, make in report_worlds.WORLDS.items()}


@cache
def site_of(world: str) -> dict[str, bytes]:
    """A sample's site, made once; that building twice gives the same bytes is a test of its own."""
    return render(WORLDS[world]())


@pytest.fixture(params=sorted(WORLDS), scope="module")
def content(request: pytest.FixtureRequest) -> dict[str, bytes]:
    return site_of(request.param)


def made() -> dict[str, bytes]:
    return site_of("full")


class Walk(HTMLParser):
    """Reads a page strictly: each tag closed in order, each id once."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            self.attributes.append((f"{tag}.{name}", value or ""))
            if name == "id":
                self.ids.append(value or "")
            if name in {"href", "src"}:
                self.links.append(value or "")
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def walked(data: bytes) -> Walk:
    walk = Walk()
    walk.feed(data.decode())
    walk.close()
    return walk


def pages(content: dict[str, bytes]) -> dict[str, Walk]:
    return {path: walked(data) for path, data in content.items() if path.endswith(".html")}


# --- form ---


ALWAYS = {
    f"{name}.html" for name in ("index", "demands", "network", "access", "numbers", "law", "positions", "contact")
}


def test_every_page_is_there_in_every_language(content: dict[str, bytes]) -> None:
    every = [{path[3:] for path in content if path.startswith(f"{language}/")} for language in LANGUAGES]
    assert every[0] >= ALWAYS
    assert every[0] == every[1] == every[2]
    assert {"index.html", "404.html", "robots.txt", "feed.json", "feed.xml", feed.WELL_KNOWN} <= set(content)


def test_switching_the_language_keeps_the_page(content: dict[str, bytes]) -> None:
    for path, walk in pages(content).items():
        language, _, name = path.partition("/")
        if name:
            assert {f"../{other}/{name}" for other in LANGUAGES} <= set(walk.links), path
            assert f'href="../{language}/{name}" lang="{language}"' in content[path].decode(), path


def test_pages_are_well_formed_with_one_h1_and_no_level_skipped(content: dict[str, bytes]) -> None:
    for path, walk in pages(content).items():
        assert not walk.open, path
        assert len(walk.ids) == len(set(walk.ids)), path
        assert walk.headings.count("h1") == 1, path
        levels = [int(one[1]) for one in walk.headings]
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), path


def test_pages_say_their_language_and_direction(content: dict[str, bytes]) -> None:
    for language, direction in (("en", "ltr"), ("de", "ltr"), ("ur", "rtl")):
        for path, data in content.items():
            if path.startswith(f"{language}/") and path.endswith(".html"):
                assert f'<html lang="{language}" dir="{direction}">'.encode() in data


def test_no_script_no_inline_style_and_a_closed_policy(content: dict[str, bytes]) -> None:
    for path, walk in pages(content).items():
        text = content[path].decode()
        names = {name.split(".")[1] for name, _ in walk.attributes}
        assert "<script" not in text, path
        assert "<style" not in text, path
        assert "style" not in names, path
        assert not [name for name in names if name.startswith("on")], path
        assert "default-src 'none'; style-src 'self'" in text, path


HELP = {one.href for one in PROVIDER.help}


def test_no_page_asks_another_host_for_anything(content: dict[str, bytes]) -> None:
    for path, walk in pages(content).items():
        for link in walk.links:
            parts = urlsplit(link)
            if link in HELP:  # a link that a reader may follow; nothing is fetched from it
                assert path.endswith("/contact.html"), path
                continue
            assert parts.scheme in {"", "mailto"}, (path, link)
            assert not parts.netloc, (path, link)
    assert "url(" not in sheets(content)
    assert "@import" not in sheets(content)


def test_all_links_lead_somewhere(content: dict[str, bytes]) -> None:
    walks = pages(content)
    for path, walk in walks.items():
        for link in walk.links:
            if link.startswith("mailto:") or link in HELP:
                continue
            target = urlsplit(urljoin(f"/{path}", link))
            name = target.path.removeprefix("/")
            assert name in content or name == site.SUMS, (path, link)
            if target.fragment:
                assert target.fragment in walks[name].ids, (path, link)


def test_pages_stay_small(content: dict[str, bytes]) -> None:
    sheet, more = len(content["assets/site.css"]), len(content.get("assets/report.css", b""))
    whole = {path: len(data) + sheet for path, data in content.items() if path.endswith(".html")}
    of_report = {path: size + more for path, size in whole.items() if "/report" in path}
    assert max(size for path, size in whole.items() if path not in of_report) <= 60_000, "a page and its style sheet"
    assert max(of_report.values(), default=0) <= 102_000, "a page of the report and both style sheets"
    assert site.MAX_PAGE <= 60_000


def sheets(content: dict[str, bytes]) -> str:
    return (content["assets/site.css"] + content.get("assets/report.css", b"")).decode()


def test_the_style_sheet_knows_no_left_and_right(content: dict[str, bytes]) -> None:
    css = re.sub(r"/\*.*?\*/", "", sheets(content), flags=re.DOTALL)
    assert not re.search(r"\b(left|right)\b|(margin|padding|border|inset)-(top|bottom)|(?<![-\w])(top|bottom):", css)
    assert not re.search(r"(?<![-\w])(width|height):(?!.*\))", css), "inline-size and block-size"
    assert "prefers-color-scheme: dark" in css
    assert "@media print" in css
    assert ":focus-visible" in css


def test_every_class_of_a_page_stands_in_the_style_sheet(content: dict[str, bytes]) -> None:
    css = sheets(content)
    used = {
        one
        for walk in pages(content).values()
        for name, value in walk.attributes
        if name.endswith(".class")
        for one in value.split()
    }
    assert not [one for one in used if not re.search(rf"\.{re.escape(one)}\b", css)]


# --- what the pages say ---


def test_an_empty_register_teaches() -> None:
    made = site_of("empty")
    for name in ("demands", "network", "access"):
        page = made[f"en/{name}.html"].decode()
        assert "Nothing can be listed here yet." in page
        assert "An example, not a demand" in page
        assert "does not mean that nobody asked" in page
    assert "Nothing may be counted here yet." in made["en/report.html"].decode()


def test_numbers_stand_first_and_then_what_they_cannot_show(content: dict[str, bytes]) -> None:
    page = content["en/report.html"].decode()
    first = next(one for one in ('id="glance"', 'id="received"', 'class="empty"') if one in page)
    last = next(one for one in ('id="missing"', 'id="limits"') if one in page)
    assert page.index("<h2") <= page.index(first) + 20
    assert page.index(first) < page.index(last) < page.index('id="how"' if 'id="how"' in page else 'id="behind"')
    assert not re.search(r"every number is exact", page, re.IGNORECASE)
    assert "proves that nothing was left out" not in page
    assert "proves that nothing was changed later" not in page, "only a log could say that (hazard 8.4)"


def test_numbers_state_base_and_axis() -> None:
    page = made()["en/report.html"].decode()
    assert "By year of receipt. Base: items" in page
    assert "By year of our answer, whenever the item was received. Base: items." in page


def test_a_chart_needs_enough_items_and_has_its_table() -> None:
    many = made()["en/report.html"].decode()
    assert many.count("<svg") == 1
    assert many.index("<svg") < many.index('<table class="count"')
    page = site_of("few")["en/report.html"].decode()
    assert "<svg" not in page
    assert f"fewer than {LEAST_FOR_CHART} items" in page


def test_few_demands_are_told_in_sentences_and_one_list() -> None:
    page = site_of("few")["en/report.html"].decode()
    assert "<table" not in page
    first = facts()[:60]
    letters, accounts = len({one.letter for one in first}), sum(one.targets or 0 for one in first)
    assert f"Received in 2024: 60 items, {letters} letters, {accounts} accounts." in page
    assert "Received in 2026: 1 item, 1 letter, accounts not known." in page
    assert "Who asked: Police: 1." in page
    assert re.search(r"<dt>Done</dt><dd>2025: \d+; 2024: \d+</dd>", page)
    german = site_of("few")["de/report.html"].decode()
    assert "Eingegangen 2026: 1 Punkt, 1 Schreiben, Konten nicht bekannt." in german


def test_a_chart_is_mirrored_where_text_runs_from_the_right() -> None:
    made = site_of("full")
    assert '<text class="year" x="0%"' in made["en/report.html"].decode()
    assert '<text class="year" x="100%"' in made["ur/report.html"].decode()
    ends = re.findall(r'<rect class="\w+" x="([\d.]+)%" y="\d+" width="([\d.]+)%"', made["ur/report.html"].decode())
    assert ends
    assert all(float(x) >= 0 and float(x) + float(width) <= 100.01 for x, width in ends)


def test_an_unknown_number_says_so_and_why_and_is_no_zero() -> None:
    one = item("a", 2026, "DE", AuthorityKind.POLICE, Kind.DISCLOSURE, None)
    many = dataclasses.replace(snapshot(), numbers=numbers_of([*facts(), one]))
    page = render(many)["en/report.html"].decode()
    assert '<td role="cell" class="n" data-label="Accounts">not known</td>' in page
    assert "Not known: at least one demand does not say it. It is not zero." in page
    small = site_of("few")["en/report.html"].decode()
    assert "accounts not known" in small
    assert "Not known: at least one demand" in small
    assert "Not known: at least one demand" not in made()["en/report.html"].decode()


def test_a_number_withheld_beside_a_laws_table_says_so_and_is_added_to_nothing() -> None:
    numbers = tuple(
        Cell(cell.place, None, why=Why.BESIDE)
        if (cell.place.by[:1], cell.place.period) == ((("country", "FR"),), "2026")
        else cell
        for cell in snapshot().numbers
    )
    page = render(dataclasses.replace(snapshot(), rows=(), numbers=numbers))["en/report.html"].decode()
    row = re.search(r"<tr[^>]*><th[^>]*>France</th>(.*?)</tr>", page)
    assert row is not None
    assert re.findall(r">([^<]+)</td>", row[1]) == ["withheld"] * 7
    assert "Withheld because a number beside it is" in page


def test_unreviewed_texts_say_so(content: dict[str, bytes]) -> None:
    assert "No lawyer has reviewed these texts yet." in content["en/index.html"].decode()
    assert "Im Zweifel gilt der englische Text." in content["de/index.html"].decode()


def long(many: int, day: datetime.date = DAY) -> Snapshot:
    listed = [dataclasses.replace(row_facts()[4], id=row_id(1000 + n), published_on=day) for n in range(many)]
    counted = facts() + [item(f"m{n}", 2026, "DE", AuthorityKind.POLICE, Kind.DISCLOSURE, None) for n in range(many)]
    return dataclasses.replace(snapshot(), rows=rows_of(listed), numbers=numbers_of(counted))


def test_a_long_register_turns_pages() -> None:
    made = render(long(45))
    assert {"en/demands.html", "en/demands-2026.html", "en/demands-2026-2.html", "en/demands-2026-3.html"} <= set(made)
    newest = walked(made["en/demands-2026-3.html"])
    assert "demands-2026-2.html" in newest.links
    assert len([one for one in newest.ids if one.startswith("r-")]) == 5
    assert walked(made["en/demands.html"]).ids == newest.ids
    places = [item["url"] for item in json.loads(made["feed.json"])["items"]]
    assert len(places) == 45
    for url in places:
        back = next(one for one in walked(made[url.removeprefix(f"{PROVIDER.site}/")]).links if "#r-" in one)
        path, _, fragment = back.partition("#")
        assert fragment in walked(made[f"en/{path}"]).ids


def test_a_row_keeps_its_address_when_newer_ones_come_and_years_pass() -> None:
    early = long(30, DAY - datetime.timedelta(days=5))
    newer = rows_of([dataclasses.replace(row_facts()[5], id=row_id(5), published_on=DAY)])
    late = dataclasses.replace(long(45), rows=early.rows + newer)
    before, after = (
        {one["id"]: one["url"] for one in json.loads(render(made)["feed.json"])["items"]} for made in (early, late)
    )
    assert before.items() <= after.items()
    assert len(after) == len(before) + 1
    assert walked(render(late)["en/demands-2026.html"]).ids == walked(render(early)["en/demands-2026.html"]).ids


def test_rows_of_earlier_years_have_pages_of_their_own() -> None:
    made = site_of("full")
    page = made["en/demands-2025.html"].decode()
    assert "<title>Register of demands · 2025 · Lantern Mail</title>" in page
    assert 'href="demands-2026.html">2026<span class="many">6</span>' in page
    assert 'href="demands-2025.html" aria-current="page">2025' in page
    assert "We hold no such data." in page


def test_a_row_leads_to_its_law_and_to_itself() -> None:
    made = site_of("full")
    walk = walked(made["en/demands-2026.html"])
    assert [link for link in walk.links if re.fullmatch(r"law-de(-page-\d)?\.html#DE-STPO-100J", link)]
    own = [link for link in walk.links if link.startswith("demand-r-")]
    assert own == [f"demand-{one}.html" for one in walk.ids if one.startswith("r-")]
    for link in own:
        row = link.removeprefix("demand-").removesuffix(".html")
        assert f"demands-2026.html#{row}" in walked(made[f"en/{link}"]).links
    assert b"law-" not in made["en/network.html"].partition(b"<tbody")[2].partition(b"Temporary Suspension")[0], (
        "a law that is not on the shelf leads nowhere"
    )


def test_one_can_filter_without_a_script_by_what_was_done() -> None:
    made = site_of("full")
    walk = walked(made["en/demands.html"])
    css = made["assets/site.css"].decode()
    shown = [one for one in walk.ids if one.startswith("show-")]
    assert shown == ["show-done", "show-partly", "show-refused", "show-waiting"]
    for one in shown:
        state = one.removeprefix("show-")
        assert f"main:has(#{one}:checked) .register tbody tr:not(.is-{state})" in css
        assert ("tr.class", f"is-{state}") in walk.attributes
    assert "fieldset" not in made["en/access.html"].decode(), "one row: nothing to choose"


def test_paper_carries_the_address_of_the_page() -> None:
    made = site_of("full")
    site_address = PROVIDER.site
    assert (
        f"Address of this page: \u2068{site_address}/en/demands-2025.html\u2069"
        in made["en/demands-2025.html"].decode()
    )
    assert f'data-url="{site_address}/en/law.html"' in made["en/index.html"].decode()
    nameless = dataclasses.replace(snapshot(), provider=dataclasses.replace(PROVIDER, site=""))
    assert b"data-url" not in b"".join(render(nameless).values()).replace(b"[data-url]", b"").replace(
        b"(data-url)", b""
    )


# --- nothing in it that data could plant ---


MARKERS = ("mashal@victim.example", "https://forum.example/post/7", "MARKERACCOUNT", "<script>MARKER</script>")


@pytest.mark.parametrize("marker", MARKERS)
@pytest.mark.parametrize(
    "slot",
    [
        "id",
        "week",
        "country",
        "authority_kind",
        "kinds",
        "ground",
        "outcome",
        "publication",
        "register",
        "published_on",
    ],
)
def test_no_slot_of_a_row_takes_free_text(slot: str, marker: str) -> None:
    row = rows_of(row_facts())[0]
    value = (marker,) if slot == "kinds" else marker
    try:
        planted = dataclasses.replace(row, **{slot: value})
        planted_site = render(dataclasses.replace(snapshot(), rows=(planted,)))
    except (SnapshotError, LookupError, TypeError, ValueError, AttributeError):
        return
    assert not [path for path, data in planted_site.items() if marker.encode() in data]


@pytest.mark.parametrize("marker", MARKERS)
def test_no_marker_of_a_fact_reaches_a_public_byte(marker: str) -> None:
    counted = [dataclasses.replace(fact, letter=f"{marker}{fact.letter}") for fact in facts()]
    listed = [dataclasses.replace(fact, ground=marker if fact.ground else "") for fact in row_facts()]
    made = render(dataclasses.replace(snapshot(), rows=rows_of(listed), numbers=numbers_of(counted)))
    assert not [path for path, data in made.items() if marker.encode() in data or b"MARKER" in data]


def test_an_act_that_holds_an_address_is_refused_and_markup_is_escaped() -> None:
    for text in (
        "see https://x.example",
        "a@b.example",
        "www.x.example",
        "line\nbreak",
        "\u202eturned",
        " ",
        "x" * 121,
    ):
        with pytest.raises(SnapshotError):
            Cited(text, "1")
    fact = dataclasses.replace(row_facts()[0], instruments=(Cited("<b onclick=x>Act</b>", "1 & 2"),))
    made = render(dataclasses.replace(snapshot(), rows=rows_of([fact])))
    assert "&lt;b onclick=x&gt;Act&lt;/b&gt;, 1 &amp; 2" in made["en/network.html"].decode()
    assert b"<b onclick" not in made["feed.xml"]


# --- two worlds ---


def with_one_more(provision: str) -> Shelf:
    signed = shelf(*SIGNED)
    return dataclasses.replace(signed, signatures=(*signed.signatures, Signature(provision, "cedar", DAY)))


SECRET_ITEM = item(
    "secret",
    2023,
    "TR",
    AuthorityKind.INTELLIGENCE,
    Kind.CAPABILITY,
    Outcome.COMPLY,
    answered=2026,
    targets=3,
    countable=False,
)


def secret_row(**answers: object) -> RowFact:
    base = dataclasses.replace(row_facts()[4], id=row_id(777), kinds=(Kind.CONTENT,), country="TR")
    return dataclasses.replace(base, subject=Ground.OTHER, **answers)


@pytest.mark.parametrize("answer", ["count", "admit"])
@pytest.mark.parametrize(
    "row",
    [
        {"admit": None},
        {"admit": False},
        {"count": None},
        {"count": False},
        {"publication": Publication.AGGREGATE},
        {"reached": None},
        {"reached": False},
        {"subject": Ground.RELIGION},
        {"subject": None},
    ],
)
def test_two_worlds_with_one_secret_case_more_are_equal_byte_for_byte(
    tmp_path: Path, row: dict[str, object], answer: str
) -> None:
    plain = snapshot()
    # Nobody said that it may be counted; or only that, and not that it may be admitted.
    fact = dataclasses.replace(SECRET_ITEM, countable=answer == "admit", admissible=False)
    secret = dataclasses.replace(secret_row(), **row)
    rows, numbers = rows_of([secret, *row_facts()]), numbers_of([fact, *facts()])
    # Counsel signs the provision that the secret demand rests on, of a country whose law nobody has gone through.
    law = law_sheets(with_one_more("PK-PECA-39"), DAY)
    other = dataclasses.replace(plain, rows=rows, numbers=numbers, law=law)
    assert made() == render(other)
    if answer == "count" and row == {"admit": None}:
        build(plain, tmp_path / "one")
        build(other, tmp_path / "two")
        assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_the_two_worlds_do_differ_once_the_gate_says_yes() -> None:
    fact = dataclasses.replace(SECRET_ITEM, countable=True)
    rows, numbers = rows_of([secret_row(), *row_facts()]), numbers_of([fact, *facts()])
    other = dataclasses.replace(snapshot(), rows=rows, numbers=numbers)
    assert made() != render(other)
    assert b"TR" in render(other)["data/register.csv"]


def tree(folder: Path) -> list[tuple[str, int, int, int, str]]:
    return [
        (
            one.relative_to(folder).as_posix(),
            one.stat().st_mode,
            one.stat().st_size if one.is_file() else 0,
            one.stat().st_mtime_ns,
            hashlib.sha256(one.read_bytes()).hexdigest() if one.is_file() else "",
        )
        for one in sorted([folder, *folder.rglob("*")])
    ]


# --- building ---


def test_the_same_snapshot_gives_the_same_folder(tmp_path: Path) -> None:
    first = build(snapshot(), tmp_path / "one")
    second = build(snapshot(), tmp_path / "two")
    assert first == second
    assert first.digest == second.digest
    assert tree(tmp_path / "one") == tree(tmp_path / "two")
    midnight = datetime.datetime(2026, 11, 24, tzinfo=datetime.UTC).timestamp()
    assert {one.stat().st_mtime for one in (tmp_path / "one").rglob("*")} == {midnight}


def test_the_manifest_names_every_file(tmp_path: Path) -> None:
    manifest = build(snapshot(), tmp_path / "site")
    here = {one.relative_to(tmp_path / "site").as_posix() for one in (tmp_path / "site").rglob("*") if one.is_file()}
    assert here == set(manifest.files) | {site.SUMS}
    assert set(manifest.pages) == {path for path in here if path.endswith(".html")}
    for line in (tmp_path / "site" / site.SUMS).read_text().splitlines():
        digest, path = line.split("  ")
        assert hashlib.sha256((tmp_path / "site" / path).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("exchange", [True, False])
def test_a_new_build_replaces_the_old_one_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, exchange: bool
) -> None:
    if not exchange:
        monkeypatch.setattr(site, "_exchange", lambda _one, _other: False)  # a file system that cannot exchange
    out = tmp_path / "deep" / "site"
    build(snapshot(), out)
    assert (out / "en" / "demands-2025.html").exists()
    build(empty(), out)
    assert not (out / "en" / "demands-2025.html").exists()
    assert [one.name for one in out.parent.iterdir()] == ["site"], "nothing is left beside it"


def test_what_a_killed_build_left_is_gone_after_the_next_one(tmp_path: Path) -> None:
    build(snapshot(), tmp_path / "site")
    killed = (
        "from pathlib import Path; import django, os, signal, sys; django.setup(); import sample_snapshot; "
        "from dueprocess.desk.publish import site; site._swap = lambda *_: os.kill(os.getpid(), signal.SIGKILL); "
        "site.build(sample_snapshot.empty(), Path(sys.argv[1]))"
    )
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "DUEPROCESS_HOME": str(tmp_path / "home")}
    environ["DJANGO_SETTINGS_MODULE"] = "dueprocess.operate.settings"
    ended = subprocess.run([sys.executable, "-c", killed, tmp_path / "site"], env=environ, check=False)
    assert ended.returncode == -signal.SIGKILL
    others = [tmp_path / name for name in (".site.toml", ".site.old", ".website.abcdefgh")]
    for one in others:
        one.mkdir()
    assert len(list(tmp_path.glob(".site.????????"))) == 1
    (tmp_path / ".site.abcd_123.old").mkdir()  # of a file system that cannot exchange
    build(empty(), tmp_path / "site")
    assert sorted(tmp_path.iterdir()) == sorted([*others, tmp_path / "site"])


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "home")
    for name in ("home", "file", "link"):
        with pytest.raises(SiteError):
            build(empty(), tmp_path / name)
    assert (tmp_path / "home" / "letter.txt").read_text() == "mine"


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    build(empty(), tmp_path / "site")
    assert (tmp_path / "site" / "index.html").exists()


def test_a_build_that_fails_leaves_the_old_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(snapshot(), tmp_path / "site")
    before = tree(tmp_path / "site")
    monkeypatch.setattr(site, "MAX_PAGE", 2000)
    with pytest.raises(SiteError, match="larger than"):
        build(empty(), tmp_path / "site")
    assert tree(tmp_path / "site") == before


def test_a_contradiction_publishes_nothing(tmp_path: Path) -> None:
    build(snapshot(), tmp_path / "site")
    before = tree(tmp_path / "site")
    wrong = tuple(
        dataclasses.replace(cell, value=(cell.value or 0) + 1) if cell.place.metric == "open" else cell
        for cell in numbers_of(facts())
    )
    with pytest.raises(ContradictionError):
        build(dataclasses.replace(snapshot(), numbers=wrong), tmp_path / "site")
    assert tree(tmp_path / "site") == before


def test_languages_are_chosen_once_each() -> None:
    assert "ur/index.html" not in render(snapshot(), languages=("de", "en"))
    assert b"url=de/index.html" in render(snapshot(), languages=("de", "en"))["index.html"]
    for wrong in ((), ("en", "en")):
        with pytest.raises(SiteError):
            render(snapshot(), languages=wrong)
    with pytest.raises(LookupError):
        render(snapshot(), languages=("xx",))


# --- files for machines ---


def test_json_feed_names_each_demand_by_codes() -> None:
    made = json.loads(site_of("full")["feed.json"])
    assert made["version"] == "https://jsonfeed.org/version/1.1"
    assert len(made["items"]) == len(row_facts())
    first = made["items"][0]
    assert first["_gov_demand"]["authority"] == {"country": "DE", "kind": "police"}
    assert first["_gov_demand"]["status"] == "answered"
    assert first["content_text"].startswith("We were asked to hand over data of named accounts.")
    assert not json.loads(site_of("empty")["feed.json"])["items"]


def test_feeds_without_an_address_have_no_links() -> None:
    nameless = dataclasses.replace(snapshot(), provider=dataclasses.replace(PROVIDER, site=""))
    made = render(nameless)
    assert "url" not in json.loads(made["feed.json"])["items"][0]
    assert b"<link" not in made["feed.xml"]


@pytest.mark.shared
@pytest.mark.parametrize("name", sorted(WORLDS))
def test_json_feed_keeps_the_published_schema(shared_vectors: Path, name: str) -> None:
    import jsonschema_rs

    folder = shared_vectors / "jsonfeed"
    old, new = (json.loads((folder / one).read_text()) for one in ("feed-1.schema.json", "feed.schema.json"))
    base = "https://json.schemastore.org/"
    old.pop("id", None)
    registry = jsonschema_rs.Registry([(f"{base}feed-1", old)], draft=jsonschema_rs.Draft4)
    new["id"] = f"{base}feed"
    validator = jsonschema_rs.Draft4Validator(new, registry=registry)
    made = json.loads(site_of(name)["feed.json"])
    validator.validate(made)
    made["demands"] = []
    assert not validator.is_valid(made), "the schema refuses what it does not know"


def test_atom_feed_holds_the_same_demands() -> None:
    root = ET.fromstring(made()["feed.xml"])  # noqa: S314 - our own bytes
    atom = "{http://www.w3.org/2005/Atom}"
    ids = [one.findtext(f"{atom}id") for one in root.findall(f"{atom}entry")]
    assert ids == [item["id"] for item in json.loads(made()["feed.json"])["items"]]
    assert root.findtext(f"{atom}updated") == "2026-11-24T00:00:00Z", "the day of the snapshot, not of a row"


def test_csv_numbers_are_the_cells() -> None:
    lines = list(csv.DictReader(made()["data/numbers.csv"].decode().splitlines()))
    assert len(lines) == len(snapshot().numbers)
    total = sum(int(line["value"]) for line in lines if line["metric"] == "letters" and not line["by"])
    assert total == len({fact.letter for fact in facts()})


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "  ="])
def test_a_cell_is_never_a_formula(start: str) -> None:
    assert tables.shown(f"{start}cmd|' /C calc'!A0").startswith("'")


def test_a_law_that_looks_like_a_formula_is_neutralised_in_the_register() -> None:
    fact = dataclasses.replace(row_facts()[0], instruments=(Cited("=1+1", ""),))
    made = render(dataclasses.replace(snapshot(), rows=rows_of([fact])))
    line = next(csv.DictReader(made["data/register.csv"].decode().splitlines()))
    assert line["instruments"] == "'=1+1"
    assert tables.shown("StPO, § 100j") == "StPO, § 100j"


def test_the_well_known_file_is_a_proposal_with_the_contact() -> None:
    made = json.loads(site_of("full")[feed.WELL_KNOWN])
    assert made["status"] == "proposal"
    assert made["contact"] == "mailto:authorities@lantern.example"
    assert made["pages"]["ur"].endswith("/ur/contact.html")


@pytest.mark.parametrize(
    ("contact", "href"),
    [
        ("help@opennets.example", "mailto:help@opennets.example"),
        ("https://help.opennets.example/talk", "https://help.opennets.example/talk"),
        ("+49 30 000-000", "tel:+4930000000"),
    ],
)
def test_who_helps_is_named_with_a_link(contact: str, href: str) -> None:
    provider = dataclasses.replace(PROVIDER, help=(Help("Open Nets", contact),))
    page = render(dataclasses.replace(snapshot(), provider=provider))["en/contact.html"].decode()
    assert f'<bdi>Open Nets</bdi>: <a href="{href}" rel="noreferrer"><bdi>{contact}</bdi></a>' in page
    nobody = render(dataclasses.replace(snapshot(), provider=dataclasses.replace(PROVIDER, help=())))
    assert "We name nobody here yet." in nobody["en/contact.html"].decode()


# --- have you been asked about me? ---


def test_everybody_reads_the_same_answer_whatever_the_desk_holds() -> None:
    """Hazard 6.8: the page that answers "have you been asked about me?" is the same with and without cases."""
    nothing = dataclasses.replace(snapshot(), rows=(), numbers=())
    for language in LANGUAGES:
        one, other = (render(made)[f"{language}/contact.html"] for made in (snapshot(), nothing))
        assert one == other
        assert load(language)("index", "asked_1") in one.decode()


def test_numbers_as_json_are_the_cells_and_say_first_what_they_cannot_show() -> None:
    raw = site_of("few")["data/numbers.json"].decode()
    made = json.loads(raw)
    assert made["schema"] == NUMBERS
    assert raw.index("cannot_show") < raw.index('"cells"')
    assert len(made["cannot_show"]) == 5
    assert edition_json.read_numbers(raw.encode()) == (PROVIDER.name, few().numbers)
    assert None in [cell["value"] for cell in made["cells"]], "a blank is no zero"


def test_the_data_package_names_every_column() -> None:
    made = site_of("full")
    package = json.loads(made["data/datapackage.json"])
    for resource in package["resources"]:
        head = made[f"data/{resource['path']}"].decode().splitlines()[0].split(",")
        assert [field["name"] for field in resource["schema"]["fields"]] == head
        assert all(field["description"] for field in resource["schema"]["fields"])


def test_weaknesses_have_a_contact_as_rfc_9116_has_it() -> None:
    made = site_of("full")[feed.SECURITY].decode()
    assert made.endswith("\r\n")
    fields = dict(line.split(": ", 1) for line in made.splitlines())
    assert fields["Contact"] == "mailto:security@lantern.example"
    assert fields["Expires"] == "2027-05-23T00:00:00Z"
    assert fields["Canonical"] == f"{PROVIDER.site}/.well-known/security.txt"
    assert set(fields) == {"Contact", "Expires", "Preferred-Languages", "Canonical", "Policy"}
    plain = dataclasses.replace(PROVIDER, site="", security="")
    nameless = render(dataclasses.replace(snapshot(), provider=plain))
    assert nameless[feed.SECURITY].decode().startswith("Contact: mailto:authorities@lantern.example\r\n")
    assert b"Canonical" not in nameless[feed.SECURITY]


def test_the_rows_stand_in_the_forms_of_stop_and_lumen_and_an_empty_site_has_neither() -> None:
    made = render(snapshot())
    assert made["data/stop.csv"].startswith(b"start_date_type,")
    assert all(one["notice"]["case_id_number"].startswith("r-") for one in json.loads(made["data/lumen.json"]))
    assert not {"data/stop.csv", "data/lumen.json"} & set(render(empty()))
