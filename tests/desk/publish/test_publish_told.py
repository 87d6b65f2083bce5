"""Access that we cannot see, what the law never lets us tell, positions, and the table of an open sheet of law."""

import dataclasses
import html
import json
import re
from functools import cache
from importlib.resources import files
from xml.etree import ElementTree as ET

import pytest

from dueprocess.desk.publish.site import render
from dueprocess.desk.publish.texts import LANGUAGES, load
from dueprocess.law.clocks import Span, Start, Unit
from dueprocess.report.cited import Cited
from dueprocess.report.snapshot import Snapshot
from dueprocess.report.told import Silence
from report_worlds import large, with_report
from sample_snapshot import ACCESS, BILL, DAY, NEVER, PROVIDER, STAND, empty, few, part, snapshot, telling

# What no page, text or attestation may say once a law opens access that nobody asks us for (hazard 4.3).
NEVER_SAID = (
    r"no (authority|government|one) has (any |direct )*access",
    r"no direct access",
    r"(without|free of) direct access",
    r"these are all",
    r"this list is complete",
    r"nobody else has access",
    r"kein\w* direkte\w* zugriff",
    r"kein\w* direkte\w* zugang",
    r"kein\w* behörde hat (direkten )?(zugriff|zugang)",
    r"das sind alle",
    r"diese liste ist vollständig",
    r"براہ\W*راست رسائی (حاصل )?نہیں",
    r"کسی ادارے کو رسائی (حاصل )?نہیں",
    r"فہرست مکمل ہے",
)


@cache
def made() -> dict[str, bytes]:
    return render(telling())


def page(name: str, language: str = "en") -> str:
    return html.unescape(made()[f"{language}/{name}.html"].decode())


def row(text: str, name: str) -> str:
    """The row of the table at a glance that leads to a provision."""
    (found,) = re.findall(rf'<tr role="row"><th role="rowheader" scope="row"><a href="#{name}">.*?</tr>', text)
    return str(found)


# --- access that we cannot see ---


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["index", "report"])
def test_access_that_may_be_named_is_named_beside_what_is_not_counted(language: str, name: str) -> None:
    text, texts = page(name, language), load(language)
    block = text.partition('<section class="unseen-access"')[2].partition("</section>")[0]
    assert texts("unseen", "title") in block
    assert '<bdi lang="de">Telekommunikationsgesetz (TKG 2021), § 173(1) to (4)</bdi>' in block
    assert f'<time datetime="2021-12-01">{texts.day(ACCESS.since)}</time>' in block
    assert ACCESS.says.get(language, texts("unseen", "opens_any")) in block
    assert "\u2068Mail\u2069" in block
    assert texts("unseen", "outside") in block
    after = '<section class="limits"' if name == "report" else '<section aria-labelledby="promises"'
    assert text.index("unseen-access") < text.index(after)


def test_without_a_record_that_may_be_named_there_is_no_block_and_no_byte_of_it() -> None:
    for world in (snapshot, few, empty):
        assert not [
            path for path, data in render(world()).items() if path.endswith(".html") and b"unseen-access" in data
        ]
    all_services = dataclasses.replace(telling(), unseen=(dataclasses.replace(ACCESS, services=()),))
    assert "Services:" not in render(all_services)["en/index.html"].decode()


def test_access_stands_in_the_file_of_the_numbers() -> None:
    data = json.loads(made()["data/numbers.json"])
    (one,) = data["standing"]
    assert (one["law"], one["since"], one["services"]) == ("DE-TKG-173", "2021-12-01", ["Mail"])
    assert one["section"] == "§ 173(1) to (4)"
    assert set(one["opens"]) == {"en", "de"}
    assert "what stands here need not be all" in " ".join(data["cannot_show"])
    assert json.loads(render(snapshot())["data/numbers.json"])["standing"] == []


@pytest.mark.parametrize("world", [telling, snapshot, few, empty])
def test_no_public_byte_says_that_there_is_no_direct_access_or_that_the_list_is_whole(world: object) -> None:
    """A record that may not be named leaves the pages as they are, so they must hold in both cases."""
    for path, data in render(world()).items():
        text = re.sub(r"\s+", " ", html.unescape(data.decode()).lower())
        assert not [one for one in NEVER_SAID if re.search(one, text)], path
        if path.endswith(("/index.html", "/report.html")):
            texts = load(path[:2])
            always = ("index", "closed_2") if "index" in path else ("numbers", "limit_standing")
            assert texts(*always) in html.unescape(data.decode()), "each of them says that there may be more"


def test_no_text_of_the_program_says_it_either() -> None:
    """Letters, pages of staff and door: whatever may become an attestation."""
    places = files("dueprocess").rglob("*")
    texts = [one for one in places if one.suffix in {".toml", ".html", ".po", ".typ", ".txt"}]
    assert len(texts) > 60
    for one in texts:
        said = re.sub(r"\s+", " ", one.read_text("utf-8").lower())
        found = [text for text in NEVER_SAID if re.search(text, said)]
        assert not found, (one, found)


@pytest.mark.parametrize("said", ["There is no direct access.", "Keine direkten Zugriffe: kein direkter Zugriff."])
def test_the_list_of_forbidden_words_finds_them(said: str) -> None:
    assert [one for one in NEVER_SAID if re.search(one, said.lower())]


# --- silence by statute ---


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_says_what_the_law_at_home_never_lets_us_tell(language: str) -> None:
    text, texts = page("index", language), load(language)
    asked = text.partition('<section class="asked"')[2].partition("</section>")[0]
    assert f"<blockquote><p>{NEVER[language]}</p>" in asked
    assert texts("index", "silences", country=texts.country("DE")) in asked
    assert asked.count('<bdi lang="de">') == 4
    assert texts.count("more", 2) in asked
    assert 'href="law-de.html"' in asked


def test_a_sentence_in_another_language_is_left_out_and_without_any_there_is_no_heading() -> None:
    silence = Silence({"en": "Never."}, (Cited("Act", "s. 1"),))
    told = render(dataclasses.replace(telling(), silences=(silence,), law=()))
    assert "<blockquote><p>Never.</p>" in told["en/index.html"].decode()
    assert 'href="law.html"' in told["en/index.html"].decode()
    assert "further provision" not in told["en/index.html"].decode()
    for language in ("de", "ur"):
        assert "<blockquote>" not in told[f"{language}/index.html"].decode()


# --- the table of an open sheet ---


@pytest.mark.parametrize(
    ("language", "cells"),
    [
        ("en", ["A senior officer of the police", "A court looks at it afterwards.", "No.", "Hand over: 10 days from"]),
        ("de", ["Eine leitende Person der Polizei", "Ein Gericht prüft nachher.", "Nein.", "Herausgeben: 10 Tage ab"]),
        ("ur", ["پولیس کا اعلیٰ افسر", "عدالت بعد میں دیکھتی ہے۔", "نہیں۔", "حوالے کرنا: وصولی سے 10 دن"]),
    ],
)
def test_a_journalist_reads_one_line_a_provision(language: str, cells: list[str]) -> None:
    line = row(page("law-de-nw", language), "DE-NW-POLG-20A")
    assert all(one in line for one in cells), line
    assert '<bdi lang="en">Treaty A, art. 1</bdi>' in line
    assert "Destroy" not in line, "a deadline that is not always due stands below"


@pytest.mark.parametrize("language", LANGUAGES)
def test_below_stands_everything_that_was_read(language: str) -> None:
    text, texts = page("law-de-nw", language), load(language)
    below = text.partition('<section class="instrument" id="DE-NW-POLG-20A"')[2].partition("</section>")[0]
    assert f'<p class="strong">{NEVER[language]}</p>' in below
    if language == "ur":  # what the law data do not say in a language is said by codes, or not at all
        assert texts("clocks", "line", what=texts("clocks", "destroy"), due=texts.span(Span(6, Unit.MONTHS))) in below
        assert texts("law", "sharing") not in below
    else:
        assert {"en": "It may go abroad.", "de": "Es darf ins Ausland."}[language] in below
        assert {"en": "For this danger alone.", "de": "Nur für diese Gefahr."}[language] in below
        assert f'<span class="mark waiting">{texts("law", "sharing")}</span>' in below
    assert "Regulation (EU) 2022/2065, art. 9" in below


def test_what_is_not_known_is_said_to_be_not_known() -> None:
    sheet = part("DE-NW", until=DAY)
    bare = dataclasses.replace(sheet.entries[0].detail, who=None, court="unknown", clocks=(), falls_short=(), onward=())
    adds = dataclasses.replace(bare, power=False)
    entries = tuple(
        dataclasses.replace(sheet.entries[0], id=name, detail=detail)
        for name, detail in (("A", bare), ("B", adds), ("C", dataclasses.replace(bare, who={"en": "A judge"})))
    )
    text = render(dataclasses.replace(telling(), law=(dataclasses.replace(sheet, entries=entries),)))
    foreign = html.unescape(text["de/law-de-nw.html"].decode())
    first, second = (row(html.unescape(text["en/law-de-nw.html"].decode()), name) for name in "AB")
    for said in ("None on our list.", "<div>–</div>"):
        assert said in first
    assert html.unescape(text["en/law-de-nw.html"].decode()).count("we make no claim") == 1
    assert first.count("Not known.") == 2, "neither who nor which court"
    assert "Steht in dieser Sprache nicht auf unserer Liste." in row(foreign, "C")
    assert "Adds to a power that stands elsewhere." in second
    assert "Not known." not in second
    assert "What may become of the data" not in text["en/law-de-nw.html"].decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_parts_of_a_state_have_pages_under_their_names(language: str) -> None:
    texts = load(language)
    whole, land, closed = (page(name, language) for name in ("law-de", "law-de-nw", "law-de-by"))
    assert f'<a href="law-de-nw.html" data-url="{PROVIDER.site}/{language}/law-de-nw.html">' in whole
    assert texts.country("DE-BY") in whole
    assert '<a href="law-de.html">' in land
    assert texts("law", "signed_parts", day=texts.day(DAY)) in land
    assert texts("law", "unsigned_parts") in closed
    assert "law-de-nw.html" not in page("law", language), "they are reached from the page of their state"


def test_a_part_without_a_sheet_of_its_state_is_reached_from_the_first_page_of_law() -> None:
    made = render(dataclasses.replace(telling(), law=(part("DE-NW", until=None),)))
    assert 'href="law-de-nw.html"' in made["en/law.html"].decode()
    assert 'href="law-de.html"' not in made["en/law-de-nw.html"].decode()


def long() -> Snapshot:
    sheet = part("DE-NW", until=DAY)
    entries = tuple(
        dataclasses.replace(sheet.entries[0], id=f"DE-NW-{n}", cited=Cited("Act", f"{n}")) for n in range(40)
    )
    return dataclasses.replace(telling(), law=(dataclasses.replace(sheet, entries=entries),))


def test_a_long_law_has_pages_that_lead_to_each_other() -> None:
    made = render(long())
    pages = sorted(path for path in made if re.fullmatch(r"en/law-de-nw(-page-\d+)?\.html", path))
    assert len(pages) > 2
    text = "".join(made[path].decode() for path in pages)
    assert sorted(re.findall(r'<section class="instrument" id="(.*?)"', text)) == sorted(
        f"DE-NW-{number}" for number in range(40)
    )
    for path in pages:
        own = path.removeprefix("en/")
        assert f'<a href="{own}" aria-current="page">' in made[path].decode()
        assert made[path].decode().count('<li><a href="law-de-nw') == len(pages)
    assert 'aria-current="page">1</a>' not in page("law-de-nw"), "one page needs no way to others"


def test_spans_are_said_in_each_language() -> None:
    english = load("en")
    assert english.span(None) == "without delay"
    assert english.span(Span(1, Unit.DAYS)) == "1 day from receipt"
    assert (
        english.span(Span(3, Unit.WORKING_DAYS, start=Start.DOCUMENT)) == "3 working days from the date of the document"
    )
    assert english.span(Span(8, Unit.HOURS)) == "8 hours from receipt"
    assert english.span(Span(0, Unit.DAYS, start=Start.EXTENDED)) == "until the day that the demand names"
    assert english.span(Span(1, Unit.MONTHS, inclusive=True)) == "1 month from receipt, that day included"
    for language in LANGUAGES:
        for start in Start:
            for unit in Unit:
                assert load(language).span(Span(2, unit, start=start))


# --- positions ---


def test_a_position_says_what_and_why_and_since_when() -> None:
    text = page("positions")
    one = text.partition('id="PK-PECA-42-STAND"')[2].partition("</section>")[0]
    for said in ("We ask for changes", "Pakistan · act · text of 18 August 2016", *STAND.asks.values()):
        assert (said in one) is (said != STAND.asks["de"] and said != STAND.asks["ur"])
    assert "Podchasov v. Russia, no. 33696/19, 13 February 2024, §§ 76-80" in one
    assert '<time datetime="2026-03-02">since 2 March 2026</time>' in one
    assert 'Treaty B, art. 2</bdi> <span class="cite">known from others, its text not read</span>' in one
    bill = text.partition('id="PK-PECB-2015-38"')[2].partition("</section>")[0]
    assert "We oppose it" in bill
    assert "By which standards" not in bill
    assert "Why we say so" not in bill
    assert "We know this text from others only." in bill
    assert '<a href="#PK-PECA-42-STAND">' in bill


def test_a_position_in_another_language_says_so() -> None:
    urdu = page("positions", "ur")
    assert f'<dd lang="ur" dir="auto">{STAND.asks["ur"]}</dd>' in urdu
    assert f'<dd lang="en" dir="auto">{STAND.does["en"]}</dd>' in urdu
    assert f'<dd lang="de" dir="auto">{STAND.does["de"]}</dd>' in page("positions", "de")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_law_leads_to_the_register_and_an_empty_one_teaches(language: str) -> None:
    texts = load(language)
    assert texts.count("positions", 2) in page("law", language)
    made = render(empty())
    assert "positions.html" in made[f"{language}/law.html"].decode()
    assert texts("positions", "empty_explain") in made[f"{language}/positions.html"].decode()


def test_positions_stand_in_the_feeds_and_in_a_file() -> None:
    listed = json.loads(made()["data/positions.json"])["positions"]
    assert [one["id"] for one in listed] == [STAND.id, BILL.id]
    assert listed[0]["asks"] == dict(STAND.asks)
    assert [norm["read"] for norm in listed[0]["standards"]] == [True, False]
    assert (listed[0]["since"], listed[0]["text_read"], listed[0]["position"]) == ("2026-03-02", True, "amend")
    assert (listed[1]["why"], listed[1]["text_of"], listed[1]["replaced_by"]) == (None, None, STAND.id)
    items = json.loads(made()["feed.json"])["items"]
    mine = [one for one in items if one["tags"] == ["position"]]
    assert [one["id"] for one in mine] == [f"urn:dueprocess:position:{one.id}" for one in (STAND, BILL)]
    assert mine[0]["url"] == f"{PROVIDER.site}/en/positions.html#PK-PECA-42-STAND"
    assert "_gov_demand" not in mine[0], "a position is no demand"
    root = ET.fromstring(made()["feed.xml"])  # noqa: S314 - our own bytes
    atom = "{http://www.w3.org/2005/Atom}"
    assert [one.findtext(f"{atom}id") for one in root.findall(f"{atom}entry")] == [item["id"] for item in items]
    nameless = dataclasses.replace(telling(), provider=dataclasses.replace(PROVIDER, site=""))
    assert b"<link" not in render(nameless)["feed.xml"]
    assert "url" not in json.loads(render(nameless)["feed.json"])["items"][-1]
    assert json.loads(render(empty())["data/positions.json"])["positions"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_words(language: str) -> None:
    texts = load(language)
    for court in ("prior", "later", "independent", "programme", "none", "unknown"):
        assert texts("law", f"court_{court}")
    for stage in ("bill", "act", "past"):
        assert texts("positions", f"stage_{stage}")
    for position in ("oppose", "amend", "support"):
        assert texts("positions", position)
    for what in ("preserve", "transmit", "respond", "inform_person", "inform_authority", "confirm_in_writing"):
        assert texts("clocks", what)
    for what in ("object", "lapse", "review", "clarify", "notify_court", "destroy"):
        assert texts("clocks", what)


# --- what the letter asked ---


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_point_of_the_letter_says_its_state_its_evidence_and_who_can_prove_it_wrong(language: str) -> None:
    text, texts = page("letter", language), load(language)
    rows = re.findall(r'<tr role="row" id="(L\d+)">(.*?)</tr>', text, re.DOTALL)
    assert [name for name, _ in rows] == [f"L{number}" for number in range(1, 14)]
    states = {texts("letter", one) for one in ("works", "partly", "not_yet")}
    for name, shown in rows:
        assert set(re.findall(r"<b>(.*?)</b>", shown)) <= states
        for key in ("", "_shown", "_who"):
            assert texts("letter", f"{name.lower()}{key}") in shown
        assert re.search(r'<a href="\w+\.html(#\w+)?">', shown), "what can be seen is a link"
    assert texts("letter", "words") in text, "the points are in our words, and say so"


def test_a_state_of_the_letter_follows_from_what_is_published_and_from_no_case() -> None:
    works, later = (load("en")("letter", one) for one in ("works", "not_yet"))
    state = {
        one: re.search(r'id="L6".*?<b>(.*?)</b>', render(one())["en/letter.html"].decode()) for one in (few, empty)
    }
    assert {found[1] for found in state.values() if found} == {later}
    told = render(with_report(large()))["en/letter.html"].decode()
    assert re.search(rf'id="L6".*?<b>{works}</b>', told)
    assert re.search(rf'id="L9".*?<b>{later}</b>', told)
