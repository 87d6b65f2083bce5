"""The pages about law: names until counsel has signed, our own words after, each language whole or silent."""

import dataclasses
import datetime
import html
import re
from html.parser import HTMLParser

import pytest

from dueprocess.demand.codes import AuthorityKind, DataCategory, Kind, Outcome
from dueprocess.desk.publish.site import render
from dueprocess.desk.publish.texts import LANGUAGES, TextError, load
from dueprocess.law.finding import Allowed, Status
from dueprocess.report.cited import Cited
from dueprocess.report.lawsheet import LawSheet, law_sheets
from dueprocess.report.snapshot import PUBLIC_GROUNDS, Snapshot
from sample_snapshot import DAY, PROVIDER, empty, few, shelf, snapshot

PAGES = render(snapshot())


def page(name: str, language: str = "en") -> str:
    return PAGES[f"{language}/{name}.html"].decode()


def shelf_pages(code: str, language: str = "en") -> str:
    """All pages of a shelf, one after the other."""
    kind = re.compile(f"{language}/law-{code}(-page-[0-9]+)?[.]html")
    return "".join(
        PAGES[name].decode() for name in sorted(PAGES, key=lambda name: (len(name), name)) if kind.match(name)
    )


def section(code: str, name: str) -> str:
    """What stands of one provision."""
    return shelf_pages(code).partition(f'id="{name}"')[2].partition("</section>")[0]


def with_sheet(sheet: LawSheet) -> Snapshot:
    return dataclasses.replace(snapshot(), law=(sheet,))


def test_the_first_page_of_law_leads_to_every_country_and_says_who_signed() -> None:
    text = page("law")
    states = [sheet for sheet in snapshot().law if not sheet.is_part]
    for sheet in snapshot().law:
        assert f'href="law-{sheet.country.lower()}.html"' in (
            page(f"law-{sheet.state.lower()}") if sheet.is_part else text
        )
    signed = sum(sheet.until is not None for sheet in states)
    assert text.count("Signed by our counsel") == signed == 2
    assert text.count("Not reviewed by counsel") == len(states) - signed
    assert "15 provisions" in text  # of the Netherlands
    assert "We make up no law for it." in text
    assert "We know no law here yet." in render(empty())["en/law.html"].decode()


def test_a_country_that_counsel_has_not_signed_is_names_and_sections_alone() -> None:
    text = page("law-pk")
    assert "Our counsel has not signed all provisions of this page yet." in text
    assert "Prevention of Electronic Crimes Act 2016 (PECA), section 37" in text
    assert "Secondary: known from what others write about it." in text
    unsigned = next(one for one in law_sheets(shelf("PK"), DAY) if one.country == "PK")
    for entry in unsigned.entries:
        assert f'<tr role="row" id="{entry.id}">' in text
        if entry.detail:
            assert entry.detail.summary["en"] not in text
            assert not [ask for ask in entry.detail.asks if f">{ask.says['en']} <" in text]
    assert "What a demand under it must show" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_country_that_counsel_signed_is_told_in_our_own_words(language: str) -> None:
    text, texts = html.unescape(shelf_pages("de", language)), load(language)
    assert texts("law", "signed", day=texts.day(datetime.date(2027, 11, 24))) in text
    sheet = next(one for one in snapshot().law if one.country == "DE")
    for entry in sheet.entries:
        detail = entry.detail
        assert (detail is None) is (entry.status is not Status.VERIFIED)
        if detail is None:
            continue
        assert f'<section class="instrument" id="{entry.id}"' in text
        assert all(ask.says[language] in text for ask in detail.asks), entry.id
        for words in (entry.title, detail.summary):
            told = [one for one in words if one in LANGUAGES and words[one] in text]
            assert told in ([language], []), "no other language fills in"
            assert told or language == "ur"
    assert '<bdi lang="de">Strafprozessordnung (StPO), § 100j</bdi>' in text
    assert "(StPO), § 100j</bdi></h2>" in text
    assert ">§ 100j(3)</bdi>" in text, "within its own act a section is enough"
    assert ">TDDDG (TTDSG until 13 May 2024), § 22(2)</bdi>" in text, "another act is named"


def test_what_is_known_from_others_stays_a_name_on_a_signed_page() -> None:
    text = page("law-eu")
    assert "so only its name stands here" in text
    assert '<tr role="row" id="EU-EED-2023-1544">' in text
    assert '<section class="instrument" id="EU-DSA-9"' in text


def test_may_we_tell_is_answered_from_the_law() -> None:
    german = section("de", "DE-STPO-100J")
    assert "<p>No.</p><p>We may not say that the demand exists.</p><p>We may count it.</p>" in german
    assert "authority’s task" in german
    european = page("law-eu").partition('id="EU-DSA-9"')[2].partition("</section>")[0]
    assert "<p>Yes, unless an order forbids it.</p>" in european
    ordered = section("de", "DE-STPO-95A")
    assert "<p>Yes, unless an order forbids it.</p>" in ordered
    assert "No power of its own" in ordered
    standing = section("de", "DE-TKG-173")
    assert "a named person answers it for each demand" in standing
    assert "Nothing is on our list yet" in standing


def test_a_text_without_a_day_says_so() -> None:
    sheet = next(one for one in snapshot().law if one.country == "DE")
    read = next(one for one in sheet.entries if one.id == "DE-STPO-100J")
    entry = dataclasses.replace(read, checked_on=None)
    made = render(with_sheet(dataclasses.replace(sheet, entries=(entry,))))["en/law-de.html"].decode()
    assert "Verified: text read, day not noted." in made


def test_a_name_in_the_law_data_is_escaped() -> None:
    sheet = next(one for one in snapshot().law if one.country == "PK")
    entry = dataclasses.replace(sheet.entries[0], cited=Cited("<b>Act</b>", "1 & 2"), title={"en": "<i>x</i>"})
    made = render(with_sheet(dataclasses.replace(sheet, entries=(entry,))))["en/law-pk.html"].decode()
    assert "&lt;b&gt;Act&lt;/b&gt;, 1 &amp; 2" in made
    assert "<i>x" not in made


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_of_the_law_data_has_words(language: str) -> None:
    texts = load(language)
    for status in Status:
        assert texts("law", f"status_{status}_name")
        assert status is Status.VERIFIED or texts("law", f"status_{status}")
    for answer in Allowed:
        assert all(texts("law", f"{question}_{answer}") for question in ("tell", "admit", "count"))
    for review in ("formal", "listed", "full", "unknown"):
        assert texts("law", f"review_{review}")
    for who in ("provider", "authority", "nobody", "unknown"):
        assert texts("law", f"notifies_{who}")
    assert all(texts("data", data) for data in DataCategory)


# --- no English left ---


class Prose(HTMLParser):
    """Text of a page outside elements that name a language of their own and outside names."""

    VOID = frozenset({"meta", "link", "br", "img", "hr", "rect", "path", "input"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.depth = 0
        self.skips: list[int] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.text += [given[name] or "" for name in ("aria-label", "data-label", "title") if name in given]
        if tag in self.VOID:
            return
        self.depth += 1
        if tag != "html" and (tag == "bdi" or "lang" in given):
            self.skips.append(self.depth)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.VOID:
            return
        if self.skips and self.skips[-1] == self.depth:
            self.skips.pop()
        self.depth -= 1

    def handle_data(self, data: str) -> None:
        if not self.skips:
            self.text.append(data)


FORMATS = {"Atom", "CSV", "JSON", "Feed", "Data", "Package", "security", "txt"}


@pytest.mark.parametrize("world", [snapshot, empty, few])
def test_no_english_is_left_on_an_urdu_page(world: object) -> None:
    names = set(re.findall(r"[A-Za-z]+", PROVIDER.name))
    for path, data in render(world()).items():
        if not path.startswith("ur/") or path.endswith(".txt"):  # the plain text has the pages' words without isolates
            continue
        prose = Prose()
        # What stands between isolates is a name, an address or an id.
        prose.feed(re.sub("[\u2066\u2068][^\u2069]*\u2069", " ", data.decode()))
        words = set(re.findall(r"[A-Za-z]{2,}", " ".join(prose.text)))
        assert words <= names | FORMATS, (path, words - names - FORMATS)


def test_a_german_page_says_nothing_in_english() -> None:
    english = {
        text for section in ("frame", "registers", "law", "contact", "way") for text in _sentences("en", section)
    }
    for path, data in PAGES.items():
        if path.startswith(("de/", "ur/")):
            text = data.decode()
            assert not [one for one in english if f">{one}<" in text], path


def _sentences(language: str, section: str) -> list[str]:
    same = load("de").table[section]
    return [text for key, text in load(language).table[section].items() if "{" not in text and text != same[key]]


# --- texts: every language says the same things, for every code ---

KEYS = {(section, key) for section, table in load("en").table.items() for key in table}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_texts_and_places(language: str) -> None:
    table = load(language).table
    assert {(section, key) for section in table for key in table[section]} == KEYS
    for section, key in KEYS - {("meta", "reviewed_by"), ("meta", "original")}:
        here, first = table[section][key], load("en").table[section][key]
        assert here.strip(), (section, key)
        assert sorted(re.findall(r"\{\w+\}", here)) == sorted(re.findall(r"\{\w+\}", first)), (section, key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_sentence(language: str) -> None:
    texts = load(language)
    for kind in Kind:
        assert texts("asked", kind).endswith((".", "۔"))
        assert texts("kinds", kind)
    for outcome in [*map(str, Outcome), "open"]:
        assert texts("did", outcome).endswith((".", "۔"))
        assert texts("outcomes", outcome)
    assert all(texts("grounds", ground) for ground in PUBLIC_GROUNDS)
    assert all(texts("authorities", authority) for authority in AuthorityKind)


def test_a_missing_text_or_language_is_an_error() -> None:
    for section, key in (("frame", "nothing"), ("nothing", "skip")):
        with pytest.raises(TextError):
            load("en")(section, key)
    with pytest.raises(TextError):
        load("en")("frame", "as_of", week=3)
    with pytest.raises(TextError):
        load("../../secret")


def test_numbers_countries_and_weeks_are_said_in_the_language() -> None:
    assert load("de").number(12345) == "12.345"
    assert load("en").number(None) == "not known"
    assert [load("en").count("items", many) for many in (0, 1, 2)] == ["0 items", "1 item", "2 items"]
    assert load("ur").country("PK") == "پاکستان"
    assert load("en").country("Q1") == "Q1"
    assert load("de").language_name("en") == "Englisch"
    assert load("en").week("2026-W07") == "Week 7 of 2026"


def test_a_long_law_lists_all_its_provisions_on_its_first_page() -> None:
    sheet = next(one for one in snapshot().law if one.entries[0].detail)
    many = tuple(dataclasses.replace(sheet.entries[0], id=f"X-{number}") for number in range(60))
    made = render(with_sheet(dataclasses.replace(sheet, entries=many)))
    name = f"law-{sheet.country.lower()}"
    assert f"en/{name}-page-2.html" in made
    first = made[f"en/{name}.html"].decode()
    places = re.findall(rf'href="({name}[a-z0-9-]*\.html)#(X-\d+)"', first)
    assert [one for _, one in places] == [one.id for one in many]
    for file, one in places:
        assert f'id="{one}"' in made[f"en/{file}"].decode()
    assert "All provisions, by act" not in made[f"en/{name}-page-2.html"].decode()


@pytest.mark.parametrize("language", ["en", "de", "ur"])
def test_every_word_of_a_long_law_stands_in_one_text_that_a_browser_searches(language: str) -> None:
    sheet = next(one for one in snapshot().law if one.entries[0].detail)
    many = tuple(dataclasses.replace(sheet.entries[0], id=f"X-{number}") for number in range(60))
    made = render(with_sheet(dataclasses.replace(sheet, entries=many)))
    name = f"law-{sheet.country.lower()}"
    assert f'href="{name}.txt"' in made[f"{language}/{name}.html"].decode()
    assert ".txt" not in made[f"{language}/{name}-page-2.html"].decode().partition("<main")[2].partition("</main>")[0]
    text = made[f"{language}/{name}.txt"].decode()
    pages = "".join(data.decode() for path, data in made.items() if re.fullmatch(rf"{language}/{name}.*\.html", path))
    pages = re.sub(r"[\u2066-\u2069]", "", html.unescape(pages))
    for one in many:
        assert re.search(rf"^{name}[a-z0-9-]*\.html#{one.id}$", text, re.MULTILINE)
    for line in set(re.findall(r"^- (.+?) \(", text, re.MULTILINE)):
        assert line in pages
    assert not re.search(r"[\u2066-\u2069]", text)
    assert "<" not in text
