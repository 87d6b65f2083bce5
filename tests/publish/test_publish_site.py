"""The public site as files: whole, the same every time, well-formed, and with nothing in it that data could plant."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import hashlib
import itertools
import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree as ET

import pytest
from sample_snapshot import DAY, LAW, PROVIDER, empty, facts, row_facts, row_id, snapshot

from dueprocess.domain.demand.codes import AuthorityKind, Ground, Kind, Outcome
from dueprocess.domain.report.numbers import ContradictionError, ItemFact, compute
from dueprocess.domain.report.snapshot import (
    Cited,
    Position,
    Provider,
    Publication,
    RowFact,
    Snapshot,
    SnapshotError,
    rows_of,
)
from dueprocess.publish import feed, site
from dueprocess.publish.site import SiteError, build, render
from dueprocess.publish.tables import LEAST_FOR_CHART
from dueprocess.publish.texts import LANGUAGES

if TYPE_CHECKING:
    from pathlib import Path

VOID = {"meta", "link", "br", "img", "hr", "rect", "input"}


def with_positions() -> Snapshot:
    says = {"en": "The bill should not pass.", "de": "Der Entwurf sollte nicht Gesetz werden."}
    return dataclasses.replace(snapshot(), positions=(Position("PK", LAW["PK"], DAY, says),))


WORLDS = {"full": snapshot, "empty": empty, "positions": with_positions}


@pytest.fixture(params=sorted(WORLDS), scope="module")
def content(request: pytest.FixtureRequest) -> dict[str, bytes]:
    return render(WORLDS[request.param]())


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


def test_every_page_is_there_in_every_language(content: dict[str, bytes]) -> None:
    names = {"index.html", "demands.html", "network.html", "access.html", "numbers.html", "contact.html"}
    for language in LANGUAGES:
        here = {path.removeprefix(f"{language}/") for path in content if path.startswith(f"{language}/")}
        assert here - {"positions.html"} == names
    assert {"index.html", "404.html", "robots.txt", "feed.json", "feed.xml", feed.WELL_KNOWN} <= set(content)


def test_positions_have_a_page_only_when_there_are_some() -> None:
    assert "en/positions.html" not in render(snapshot())
    told = render(with_positions())
    assert b"should not pass" in told["en/positions.html"]
    assert "sollte nicht" in told["de/positions.html"].decode()
    assert b'lang="en"' in told["ur/positions.html"], "a text in another language says so"
    assert b"positions.html" in told["en/index.html"]


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
            if path.startswith(f"{language}/"):
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


def test_no_page_asks_another_host_for_anything(content: dict[str, bytes]) -> None:
    for path, walk in pages(content).items():
        for link in walk.links:
            parts = urlsplit(link)
            assert parts.scheme in {"", "mailto"}, (path, link)
            assert not parts.netloc, (path, link)
    assert b"url(" not in content["assets/site.css"]
    assert b"@import" not in content["assets/site.css"]


def test_all_links_lead_somewhere(content: dict[str, bytes]) -> None:
    walks = pages(content)
    for path, walk in walks.items():
        for link in walk.links:
            if link.startswith("mailto:"):
                continue
            target = urlsplit(urljoin(f"/{path}", link))
            name = target.path.removeprefix("/")
            assert name in content or name == site.SUMS, (path, link)
            if target.fragment:
                assert target.fragment in walks[name].ids, (path, link)


def test_pages_stay_small(content: dict[str, bytes]) -> None:
    assert max(len(data) for path, data in content.items() if path.endswith(".html")) < site.MAX_PAGE


def test_the_style_sheet_knows_no_left_and_right(content: dict[str, bytes]) -> None:
    css = re.sub(r"/\*.*?\*/", "", content["assets/site.css"].decode(), flags=re.DOTALL)
    assert not re.search(r"\b(left|right)\b|(margin|padding|border|inset)-(top|bottom)|(?<![-\w])(top|bottom):", css)
    assert not re.search(r"(?<![-\w])(width|height):(?!.*\))", css), "inline-size and block-size"
    assert "prefers-color-scheme: dark" in css
    assert "@media print" in css
    assert ":focus-visible" in css


def test_every_class_of_a_page_stands_in_the_style_sheet(content: dict[str, bytes]) -> None:
    css = content["assets/site.css"].decode()
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
    made = render(empty())
    for name in ("demands", "network", "access"):
        page = made[f"en/{name}.html"].decode()
        assert "passed the gate yet" in page
        assert "An example, not a demand" in page
        assert "does not mean that nobody asked" in page
    assert "No demand has passed the gate to be counted yet." in made["en/numbers.html"].decode()


def test_numbers_open_with_what_they_cannot_show(content: dict[str, bytes]) -> None:
    page = content["en/numbers.html"].decode()
    first = page.index("<h2")
    assert page[first:].startswith('<h2 id="limits">What these numbers cannot show')
    assert "There is no public log of our cases yet." in page
    assert "proves that nothing was changed later" not in page, "only a log could say that (hazard 8.4)"


def test_numbers_state_base_and_axis() -> None:
    page = render(snapshot())["en/numbers.html"].decode()
    assert "By year of receipt. Base: items" in page
    assert "By year of our answer, whenever the item was received. Base: items." in page


def test_a_chart_needs_enough_items_and_has_its_table() -> None:
    many = render(snapshot())["en/numbers.html"].decode()
    assert many.count("<svg") == 1
    assert many.index("<svg") < many.index('<table class="count"')
    few = dataclasses.replace(snapshot(), rows=(), numbers=compute(facts()[:10]))
    page = render(few)["en/numbers.html"].decode()
    assert "<svg" not in page
    assert f"fewer than {LEAST_FOR_CHART} items" in page


def test_a_chart_is_mirrored_where_text_runs_from_the_right() -> None:
    made = render(snapshot())
    assert '<text class="year" x="0%"' in made["en/numbers.html"].decode()
    assert '<text class="year" x="100%"' in made["ur/numbers.html"].decode()
    ends = re.findall(r'<rect class="\w+" x="([\d.]+)%" y="\d+" width="([\d.]+)%"', made["ur/numbers.html"].decode())
    assert ends
    assert all(float(x) >= 0 and float(x) + float(width) <= 100.01 for x, width in ends)


def test_an_unknown_number_is_a_dash_and_no_zero() -> None:
    one = ItemFact("a", 2026, "DE", AuthorityKind.POLICE, Kind.DISCLOSURE, None, countable=True, targets=None)
    page = render(Snapshot(PROVIDER, DAY, (), compute([one])))["en/numbers.html"].decode()
    assert '<td role="cell" class="n" data-label="Accounts">–</td>' in page


def test_unreviewed_texts_say_so(content: dict[str, bytes]) -> None:
    assert "No lawyer has reviewed these texts yet." in content["en/index.html"].decode()
    assert "Im Zweifel gilt der englische Text." in content["de/index.html"].decode()


def test_a_long_register_turns_pages() -> None:
    many = [dataclasses.replace(row_facts()[4], id=row_id(1000 + n)) for n in range(45)]
    counted = facts() + [
        ItemFact(f"m{n}", 2026, "DE", AuthorityKind.POLICE, Kind.DISCLOSURE, None, countable=True) for n in range(45)
    ]
    made = render(Snapshot(PROVIDER, DAY, rows_of(many), compute(counted)))
    assert {"en/demands.html", "en/demands-2.html", "en/demands-3.html"} <= set(made)
    last = walked(made["en/demands-3.html"])
    assert "demands-2.html" in last.links
    assert len([one for one in last.ids if one.startswith("r-")]) == 5
    places = [item["url"] for item in json.loads(made["feed.json"])["items"]]
    for url in places:
        path, _, fragment = url.removeprefix(f"{PROVIDER.site}/").partition("#")
        assert fragment in walked(made[path]).ids


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
    counted = [dataclasses.replace(fact, case=f"{marker}{fact.case}") for fact in facts()]
    listed = [dataclasses.replace(fact, ground=marker if fact.ground else "") for fact in row_facts()]
    made = render(Snapshot(PROVIDER, DAY, rows_of(listed), compute(counted)))
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


SECRET_ITEM = ItemFact(
    "secret",
    2023,
    "TR",
    AuthorityKind.INTELLIGENCE,
    Kind.CAPABILITY,
    Outcome.COMPLY,
    countable=None,
    targets=3,
    answered_year=2026,
)


def secret_row(**answers: object) -> RowFact:
    base = dataclasses.replace(row_facts()[4], id=row_id(777), kinds=(Kind.CONTENT,), country="TR")
    return dataclasses.replace(base, subject=Ground.OTHER, **answers)


@pytest.mark.parametrize("answer", [None, False])
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
    tmp_path: Path, row: dict[str, object], *, answer: bool | None
) -> None:
    plain = snapshot()
    fact = dataclasses.replace(SECRET_ITEM, countable=answer)
    secret = dataclasses.replace(secret_row(), **row)
    other = Snapshot(PROVIDER, DAY, rows_of([secret, *row_facts()]), compute([fact, *facts()]))
    assert render(plain) == render(other)
    if answer is None and row == {"admit": None}:
        build(plain, tmp_path / "one")
        build(other, tmp_path / "two")
        assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_the_two_worlds_do_differ_once_the_gate_says_yes() -> None:
    fact = dataclasses.replace(SECRET_ITEM, countable=True)
    other = Snapshot(PROVIDER, DAY, rows_of([secret_row(), *row_facts()]), compute([fact, *facts()]))
    assert render(snapshot()) != render(other)
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
    build(with_positions(), out)
    assert (out / "en" / "positions.html").exists()
    build(empty(), out)
    assert not (out / "en" / "positions.html").exists()
    assert [one.name for one in out.parent.iterdir()] == ["site"], "nothing is left beside it"


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
        dataclasses.replace(cell, value=(cell.value or 0) + 1) if cell.measure == "open" else cell
        for cell in compute(facts())
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
    made = json.loads(render(snapshot())["feed.json"])
    assert made["version"] == "https://jsonfeed.org/version/1.1"
    assert len(made["items"]) == len(row_facts())
    first = made["items"][0]
    assert first["_gov_demand"]["authority"] == {"country": "DE", "kind": "police"}
    assert first["_gov_demand"]["status"] == "answered"
    assert first["content_text"].startswith("We were asked to hand over data of named accounts.")
    assert not json.loads(render(empty())["feed.json"])["items"]


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
    made = json.loads(render(WORLDS[name]())["feed.json"])
    validator.validate(made)
    made["demands"] = []
    assert not validator.is_valid(made), "the schema refuses what it does not know"


def test_atom_feed_holds_the_same_demands() -> None:
    root = ET.fromstring(render(snapshot())["feed.xml"])  # noqa: S314 - our own bytes
    atom = "{http://www.w3.org/2005/Atom}"
    ids = [one.findtext(f"{atom}id") for one in root.findall(f"{atom}entry")]
    assert ids == [item["id"] for item in json.loads(render(snapshot())["feed.json"])["items"]]
    assert root.findtext(f"{atom}updated") == "2026-11-24T00:00:00Z", "the day of the snapshot, not of a row"


def test_csv_numbers_are_the_cells() -> None:
    lines = list(csv.DictReader(render(snapshot())["data/numbers.csv"].decode().splitlines()))
    assert len(lines) == len(snapshot().numbers)
    total = sum(int(line["value"]) for line in lines if line["table"] == "year" and line["base"] == "case")
    assert total == len({fact.case for fact in facts()})


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "  ="])
def test_a_cell_is_never_a_formula(start: str) -> None:
    assert feed.neutral(f"{start}cmd|' /C calc'!A0").startswith("'")


def test_a_law_that_looks_like_a_formula_is_neutralised_in_the_register() -> None:
    fact = dataclasses.replace(row_facts()[0], instruments=(Cited("=1+1", ""),))
    made = render(dataclasses.replace(snapshot(), rows=rows_of([fact])))
    line = next(csv.DictReader(made["data/register.csv"].decode().splitlines()))
    assert line["instruments"] == "'=1+1"
    assert feed.neutral("StPO, § 100j") == "StPO, § 100j"


def test_the_well_known_file_is_a_proposal_with_the_contact() -> None:
    made = json.loads(render(snapshot())[feed.WELL_KNOWN])
    assert made["status"] == "proposal"
    assert made["contact"] == "mailto:authorities@lantern.example"
    assert made["pages"]["ur"].endswith("/ur/contact.html")


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"country": "de"},
        {"contact": "not an address"},
        {"contact": "javascript:alert(1)"},
        {"languages": ()},
        {"languages": ("deu",)},
        {"services": ("see www.x.example",)},
        {"site": "http://plain.example"},
        {"site": "https://x.example/"},
    ],
)
def test_a_provider_is_checked(wrong: dict[str, object]) -> None:
    with pytest.raises(SnapshotError):
        Provider(**{**{f.name: getattr(PROVIDER, f.name) for f in dataclasses.fields(PROVIDER)}, **wrong})  # type: ignore[arg-type]
