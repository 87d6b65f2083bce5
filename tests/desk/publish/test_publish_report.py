"""The report as pages: the numbers are those of the cells, what is missing comes first, a blank says why."""

import csv
import dataclasses
import datetime
import html
import io
import json
import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import report_worlds
from dueprocess.demand.codes import AuthorityKind, Ground, Kind, Outcome, Role
from dueprocess.desk.publish import report_charts as charts
from dueprocess.desk.publish.report import Report, country_view, prepare, report_pages
from dueprocess.desk.publish.report_data import REASONS, View, data_of, period_before, periods_of
from dueprocess.desk.publish.report_words import headlines, story
from dueprocess.desk.publish.site import build, render
from dueprocess.desk.publish.texts import LANGUAGES, load
from dueprocess.report.cells import Cell, Place, Size, Why
from dueprocess.report.edition import Correction, Edition, Gap, Missing, Security, Signer
from dueprocess.report.evaluate import evaluate
from dueprocess.report.facts import CODES, Fact
from dueprocess.report.metric import Axis, Base
from dueprocess.report.metrics import COUNTED_ONLY, METRICS, PUBLISHERS
from report_worlds import GAPS, HALVES, edition, facts, large, nothing, small, with_report
from sample_snapshot import DAY, PROVIDER, snapshot

PERIOD = HALVES[-1]


@cache
def made(name: str) -> dict[str, bytes]:
    return render(with_report(report_worlds.WORLDS[name]()))


def page(name: str, path: str) -> str:
    return made(name)[path].decode()


def view(editions: tuple[Edition, ...], language: str = "en") -> View:
    last = editions[-1]
    return View(data_of(PROVIDER, last.cells, periods_of(last)), load(language), {})


def of(cells: list[Cell], *, before: tuple[str, ...] = (), period: str = "2026") -> View:
    return View(data_of(PROVIDER, cells, (*before, period)), load("en"), {})


def section(text: str, name: str) -> str:
    """The figure of a page with that id."""
    return re.search(rf'<section class="fig" id="{name}".*?</section>', text, re.DOTALL)[0]


def cells_of(text: str) -> list[list[str]]:
    """The body of the first table, a list of cells for each row."""
    body = re.search(r"<tbody>(.*?)</tbody>", text, re.DOTALL)[1]
    return [
        [html.unescape(re.sub(r"<[^>]+>", "", cell)) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr>.*?</tr>", body, re.DOTALL)
    ]


def lines(name: str, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(made(name)[path].decode("utf-8"))))


# --- what comes first ---


@pytest.mark.parametrize("name", ["large", "small", "nothing"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_says_first_what_is_not_in_it(name: str, language: str) -> None:
    text, texts = page(name, f"{language}/report.html"), load(language)
    assert text.index("<h2") == text.index('<h2 id="glance"'), "the numbers, and then what is not in them"
    assert re.findall(r'<h2 id="(\w+)"', text)[1] == "missing"
    gaps = report_worlds.WORLDS[name]()[-1].gaps
    assert all(html.escape(texts("missing", gap.missing)) in text for gap in gaps)
    assert text.index(texts("missing", gaps[-1].missing)) < text.index('id="short"')


def test_gaps_name_their_numbers_and_no_list_of_laws_is_called_whole() -> None:
    text = page("large", "en/report.html")
    assert "In numbers: found to be no demand: 41." in text
    assert "duties done late, or late now: 0" in text
    assert "laws that we may name" not in text, "none named is not said to be none (hazard 4.3)"
    named = dataclasses.replace(large()[-1], gaps=(Gap(Missing.STANDING, {"named": 2}),))
    assert "laws that we may name: 2" in render(with_report((named,)))["en/report.html"].decode()


def test_standing_access_and_silence_by_statute_stand_before_the_numbers() -> None:
    text = page("large", "de/report.html")
    assert text.index('id="unseen"') < text.index('id="short"')
    assert text.index("Von diesen Ersuchen dürfen wir Ihnen") < text.index('id="short"')
    assert '<bdi lang="de">Strafprozessordnung (StPO), § 101</bdi>' in text


def test_an_edition_without_its_first_paragraph_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="first paragraph"):
        dataclasses.replace(large()[-1], gaps=())


# --- the story ---


def test_the_sentences_are_the_facts_counted_by_hand() -> None:
    """Counted here from the facts, without the evaluator, and read from the page."""
    now = [one for one in facts(6000, 2020, 2026) if one.received_on >= datetime.date(2026, 1, 1)]
    now = [one for one in now if one.received_on <= datetime.date(2026, 6, 30)]
    letters, accounts = len({one.letter for one in now}), sum(one.targets or 0 for one in now)
    done = [one for one in now if one.outcome in {Outcome.COMPLY, Outcome.PARTIAL, Outcome.UNDER_PROTEST}]
    text = page("large", "en/report.html")
    assert f"Lantern Mail\u2069 {letters} letters with {len(now)} demands about {accounts:,} accounts." in text
    share = (200 * len(done) + len(now)) // (2 * len(now))
    part = sum(one.outcome == Outcome.PARTIAL for one in now)
    assert f"In {len(done)} of {len(now)} demands ({share}%) we gave or did something, in {part} of these" in text
    refused = sum(one.outcome in {Outcome.OBJECT, Outcome.REFUSE} for one in now)
    assert f"Objected to or refused: {refused}. Returned" in text
    told, silent = sum(one.notice == "told" for one in now), sum(one.secrecy != "" for one in now)
    assert f"Demands where we told the person concerned: {told}." in text
    assert f"Demands with a duty of silence: {silent}." in text
    cents = sum(one.cents for one in now)
    assert f"What it cost us: €{cents / 100:,.2f}." in text


def test_the_story_says_what_changed() -> None:
    def told(now: int, was: int | None) -> str:
        cells = [Cell(Place(name, "2026"), now) for name in ("received", "letters", "targets")]
        before = () if was is None else ("2025",)
        cells += [Cell(Place("received", "2025"), was)] if was is not None else []
        return story(of(cells, before=before))[0].says[1]

    assert told(12, 10) == "That is 2 more than in the period before (10)."
    assert told(10, 12) == "That is 2 fewer than in the period before (12)."
    assert told(10, 10) == "In the period before it was as many."
    assert told(10, None) == "For the period before there is no number to compare."


def test_a_sentence_whose_number_is_not_given_says_which_and_why() -> None:
    cells = [Cell(Place(name, "2026"), 300) for name in ("received", "letters", "targets")]
    cells += [Cell(Place("refused", "2026"), None, why=Why.SEALED)]
    cells += [Cell(Place("told", "2026"), None, why=Why.LAW, low=250, high=499)]
    says = [sentence for chapter in story(of(cells)) for sentence in chapter.says]
    assert any(one.startswith("Objected to or refused: Withheld: together with what is already public") for one in says)
    assert "Demands where we told the person concerned: 250 to 499. Where we tell them later: not shown." in " ".join(
        says
    )
    assert not any(" None" in one for one in says)
    blank = [Cell(Place("received", "2026"), None, why=Why.LAW, low=0, high=249)]
    assert story(of(blank))[0].says[0] == "Demands received: 0 to 249"
    unknown = [*cells[:2], Cell(Place("targets", "2026"), None, why=Why.NOT_KNOWN)]
    assert story(of(unknown))[0].says[0].endswith("About how many accounts is not known.")


def test_what_did_not_happen_is_said_as_a_sentence_and_not_as_zeros() -> None:
    cells = [Cell(Place(name, "2026"), 2) for name in ("received", "letters", "targets")]
    cells += [Cell(Place("share_given", "2026"), 0, 2)]
    says = {one.id: one.says for one in story(of(cells))}
    assert says["gave"] == ("In none of these 2 demands did we give or do anything.",)
    assert (
        says["refused"][0] == "Of these demands we objected to none, refused none, returned none and challenged none."
    )
    assert says["told"][1] == "This edition gives no figure for duties of silence."
    assert " 0 " not in " ".join([*says["gave"], *says["told"]])


def test_a_single_country_and_a_single_one_of_each_read_well() -> None:
    cells = [Cell(Place(name, "2026"), 1) for name in ("received", "letters", "targets")]
    cells += [Cell(Place("received", "2026", (("country", "DE"),)), 1)]
    chapters = {one.id: one for one in story(of(cells))}
    assert "1 letter with 1 demand about 1 account." in chapters["many"].says[0]
    assert chapters["whom"].says == ("All of them came from Germany.",)
    assert (chapters["whom"].figure, chapters["whom"].unit) == ("1", "country")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_period_without_a_demand_that_counts_says_so_and_shows_nothing_empty(language: str) -> None:
    text = page("nothing", f"{language}/report.html")
    assert "<svg" not in text
    assert "<table" not in text
    assert load(language)("report", "check_unsigned") in text
    assert load(language)("missing", "running") in text
    english = page("nothing", "en/report.html")
    assert "In the third quarter of 2026, no demand that may be counted reached" in english
    assert "It does not mean that nobody asked." in english


# --- few demands ---


@pytest.mark.parametrize("language", LANGUAGES)
def test_under_two_hundred_there_are_sentences_one_list_and_one_square_for_each_demand(language: str) -> None:
    text = page("small", f"{language}/report-2025.html")
    figure = section(text, "units")
    received = next(one.value for one in small()[-1].cells if one.place == Place("received", "2025"))
    assert figure.count("<rect") == received
    assert figure.count('<rect class="blank"') == report_worlds.SEALED  # in the total alone
    assert all('aria-hidden="true"' in svg for svg in re.findall(r"<svg[^>]*>", figure))
    told = [int(re.sub(r"\D", "", one)) for one in re.findall(r'<td class="n">([^<]*)</td>', figure)]
    assert sum(told) == received
    assert text.count("<table") == 1
    assert text.count('<dl class="facts few">') == 1
    assert "data/report-2025/received.csv" not in text


def test_the_one_list_adds_up_to_what_was_received() -> None:
    text = page("small", "en/report.html")
    received = int(re.search(r"with (\d+) demands about", text)[1])
    for name in ("What was asked", "Countries", "Who asked", "What became of the demands of this period"):
        counts = re.search(rf"<dt>{name}</dt><dd>(.*?)</dd>", text)[1]
        added = sum(int(one.rsplit(": ", 1)[1]) for one in counts.split("; "))
        assert added + report_worlds.SEALED == received, name
    assert f"<dt>In the total alone</dt><dd>{report_worlds.SEALED}</dd>" in text


def test_demands_in_the_total_alone_are_told_once_and_change_no_share() -> None:
    text = page("small", "en/report.html")
    assert "In this total alone, since we may count them and not say more: 2." in text
    given, whole = re.search(r"In (\d+) of (\d+) demands", text).groups()
    share = next(one for one in small()[-1].cells if one.place == Place("share_given", "2025"))
    assert (int(given), int(whole)) == (share.value, share.of)
    assert "Of the countries whose numbers can be given" in text, "they may come from anywhere"
    assert "In this total alone" not in page("small", "en/report-2024.html")


def test_charts_show_what_stands_in_the_total_alone_as_an_outline() -> None:
    cells = evaluate(facts(300, 2026, 2026), sizes=(Size.YEAR,))
    total, alone = Place("received", "2026"), Cell(Place(COUNTED_ONLY, "2026"), 7)
    more = (*(Cell(total, 307) if cell.place == total else cell for cell in cells), alone)
    text = render(with_report((edition(more, "2026", ()),)), languages=("en",))["en/report.html"].decode()
    assert section(text, "course").count('<rect class="blank"') == 1
    assert "In the total alone, 2026: 7" in section(text, "course")
    rows = cells_of(section(text, "outcomes"))
    assert rows[-1][:3] == ["In the total alone", "7", "\N{EN DASH}"]
    assert sum(int(row[1]) for row in rows) == 307


def test_two_hundred_demands_are_enough_for_a_chart() -> None:
    for many, charted in ((199, False), (200, True)):
        cells = evaluate(facts(many, 2026, 2026), sizes=(Size.YEAR,))
        text = render(with_report((edition(cells, "2026", ()),)), languages=("en",))["en/report.html"].decode()
        assert ('id="course"' in text) is charted
        assert ('id="units"' in text) is not charted


def test_what_nobody_asked_about_is_told_as_not_asked_beside_what_is_met_and_what_is_not() -> None:
    def told(**many: int) -> str:
        rows = [
            Cell(Place("received", "2026", (("standards", name.strip("_")),)), count) for name, count in many.items()
        ]
        chapters = story(of([Cell(Place("received", "2026"), 9), Cell(Place("letters", "2026"), 9), *rows]))
        return " ".join(one for chapter in chapters for one in chapter.says)

    says = told(met=1, not_asked=5, unmet=2, _=1)
    assert (
        "Held against the international standards whose text we read: At least one is not met (2), Not asked or not "
        "confirmed: none is known to be unmet (5), All that apply are met (1) and Not known or none applies or not "
        "shown (1)."
    ) in says
    assert "are met" not in told(not_asked=9)
    assert "standards" not in told()  # an edition of before they were counted says nothing of them


# --- figures ---


def test_every_figure_has_its_numbers_as_a_table_its_method_its_address_and_its_data() -> None:
    text = page("large", "en/report.html")
    found = re.findall(r'<section class="fig" id="([\w-]+)"', text)
    assert {"course", "outcomes", "countries", "kinds", "authorities", "laws", "time", "secrecy"} < set(found)
    for name in found:
        figure = section(text, name)
        assert "<table" in figure, name
        assert f'<a href="#{name}">' in figure, name
        if name == "security":  # bands come from the desk's own words, and stand in the report's JSON
            continue
        assert "Counted: demands." in figure, name
        assert "Placed by the day of receipt." in figure, name
        assert f"data/report-{PERIOD}/{name}.csv" in made("large"), name
        for svg in re.findall(r"<svg[^>]*>", figure):
            assert "aria-hidden" in svg or "aria-label=" in svg or "viewBox" in svg, svg


def test_a_table_shows_the_numbers_that_its_csv_holds() -> None:
    rows = cells_of(section(page("large", "en/report.html"), "countries"))
    data = lines("large", f"data/report-{PERIOD}/countries.csv")
    now = {(one["country"], one["metric"]): one for one in data if one["period"] == PERIOD and one["by"] == "country"}
    texts = load("en")
    names = {texts.country(code): code for code, _ in now}
    assert len(rows) == 12
    for name, received, share, refused, forbidden in rows:
        code = names[name]
        line = now[code, "received"]
        assert received in {line["value"], f"{line['low']} to {line['high']}"}, name
        assert share == f"{now[code, 'share_given']['percent']}%", name
        assert refused == now[code, "refused"]["value"], name
        assert "may_not_tell" in {metric for _, metric in now}, name
        assert forbidden == now[code, "may_not_tell"]["value"], name


def test_bars_are_as_long_as_their_numbers_and_turned_where_text_runs_from_the_right() -> None:
    figure = section(page("large", "en/report.html"), "course")
    tables = {row[0]: row[1:] for row in cells_of(figure)}
    longest = max(int(row[0]) for row in tables.values())
    for name, total in re.findall(r'class="name-of"[^>]*>([^<]+)</text><text class="total"[^>]*>([\d,]+)<', figure):
        assert tables[name][0] == total
    bars = re.findall(r'<rect class="done" x="0.00%" y="\d+" width="([\d.]+)%" height="26"', figure)
    done = [int(row[1]) for row in tables.values()]
    assert [float(one) for one in bars] == [pytest.approx(100 * one / longest, abs=0.02) for one in done]
    mirrored = section(page("large", "ur/report.html"), "course")
    ends = re.findall(r'<rect class="done" x="([\d.]+)%" y="\d+" width="([\d.]+)%" height="26"', mirrored)
    assert len(ends) == len(done)
    assert all(float(x) + float(width) == pytest.approx(100, abs=0.02) for x, width in ends)


def test_what_is_not_given_of_a_known_total_is_an_outline_and_no_zero() -> None:
    figure = section(page("large", "en/report.html"), "course")
    row = next(row for row in cells_of(figure) if row[0] == "H2 2024")
    assert row[3:5] == ["74", "withheld"]
    assert figure.count('<rect class="blank"') == 1
    assert "Withheld: together with what is already public" in figure
    assert "Withheld because a number beside it is" in figure
    assert "Withheld" not in section(page("large", "en/report.html"), "kinds")


def test_ribbons_add_up_and_name_every_outcome() -> None:
    figure = section(page("large", "en/report.html"), "outcomes")
    rows = cells_of(figure)
    total = int(re.search(r"Demands received: (\d+)", figure)[1])
    assert sum(int(row[1]) for row in rows) == total
    assert figure.count("<path") == len([row for row in rows if row[1] != "0"])
    drawn = charts.flow([("done", "a", "3", 3), ("waiting", "b", "0", 0), ("refused", "c", "?", None)], mirrored=False)
    assert [part["thick"] for part in drawn["parts"]] == [300, 0, 0]
    assert [bool(part["d"]) for part in drawn["parts"]] == [True, False, False]


def test_small_multiples_tell_zero_from_blank() -> None:
    place = Place("received", "2026")
    three = [(Cell(place, 10), Cell(place, 4)), (Cell(place, 0), None), (Cell(place, None, why=Why.SEALED), None)]
    paths = charts.small(three, mirrored=False)
    assert paths["whole"].count("M") == 2
    assert "v-62" in paths["whole"]
    assert "v-1h" in paths["whole"], "zero is a line on the ground"
    assert paths["blank"].count("M") == 1
    assert paths["part"].count("M") == 1
    turned = charts.small(three, mirrored=True)
    assert turned["blank"].startswith("M3.3")
    assert paths["blank"].startswith("M70")
    assert charts.small([], mirrored=False) == {"whole": "", "part": "", "blank": ""}


def test_a_country_whose_number_is_a_band_keeps_its_place_and_shows_the_band() -> None:
    rows = cells_of(section(page("large", "en/report.html"), "countries"))
    names = [row[0] for row in rows]
    assert names.index("United States") < 4, "by its last given number, not at the end as if it were zero"
    assert rows[names.index("United States")][1] == "0 to 499"
    assert "Not allowed: a law forbids this number" in section(page("large", "en/report.html"), "countries")


def test_security_process_stands_in_its_bands_with_the_laws_sentence() -> None:
    figure = section(page("large", "en/report.html"), "security")
    assert cells_of(figure) == [["NSL", "0 to 499"], ["FISA content", "0 to 499"]]
    assert "50 USC 1874" in figure
    assert 'id="security"' not in page("small", "en/report.html")


def test_a_long_breakdown_is_cut_and_says_what_is_left_in_the_data() -> None:
    cells = [Cell(Place("received", "2026"), 300), Cell(Place("letters", "2026"), 300)]
    cells += [Cell(Place("data_received", "2026", (("instrument", f"XX-{n}"),)), 20 - n) for n in range(15)]
    text = render(with_report((edition(tuple(cells), "2026", ()),)), languages=("en",))["en/report.html"].decode()
    figure = section(text, "laws")
    assert len(cells_of(figure)) == 12
    assert "3 further rows stand in the data." in figure


# --- numbers in words ---


def test_shares_are_half_up_and_never_say_none_or_all_falsely() -> None:
    place = Place("share_given", "2026")
    shown = of([])
    assert shown.said(Cell(place, 10, 16)) == "63%", "a half upwards; 62.5 is not 62"
    assert shown.said(Cell(place, 4, 32)) == "13%"
    assert shown.said(Cell(place, 1, 1000)) == "less than 1%"
    assert shown.said(Cell(place, 999, 1000)) == "more than 99%"
    assert [shown.said(Cell(place, many, 3)) for many in (0, 3)] == ["not shown", "100%"]


def test_times_are_hours_and_from_three_days_on_days() -> None:
    place = Place("hours_to_decide", "2026")
    said = [of([]).said(Cell(place, value, parts)) for value, parts in ((1, 1), (71, 1), (143, 2), (144, 2), (84, 1))]
    assert said == ["1 hour", "71 hours", "72 hours", "3 days", "4 days"]
    assert of([]).said(Cell(place, None, why=Why.FEW)) == "not given"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_that_a_report_can_hold_has_words(language: str) -> None:
    texts = load(language)
    shown = of([])
    assert all(texts("measures", metric.id) for metric in METRICS)
    assert all(texts("missing", one) for one in Missing)
    assert all(texts("why", one) and texts("why_says", one) for one in Why if one)
    assert all(texts("report", f"base_{one}") for one in Base)
    assert all(texts("report", f"axis_{one}") for one in Axis)
    assert all(texts("values", f"role_{one}") for one in Role)
    assert all(texts("values", f"subject_{one}") for one in ("", *Ground))
    assert all(texts("values", f"secrecy_{one}") for one in ("", "request", "order", "statute"))
    assert all(texts("values", f"standards_{one}") for one in CODES["standards"])
    assert all(texts("values", f"reason_{one}") for one in {*REASONS.values(), "other"})
    assert all(shown.name("kind", one) for one in Kind)
    assert all(shown.name("authority_kind", one) for one in AuthorityKind)
    assert all(shown.name("outcome", one) for one in ("", *Outcome))
    for period in ("2026", "2026-H1", "2026-H2", "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"):
        one = View(data_of(PROVIDER, [], (period,)), texts, {})
        assert all("2026" in one.period(form) for form in ("in", "name", "short"))


def test_what_has_no_words_of_ours_is_named_by_its_definition_or_its_code() -> None:
    shown = View(data_of(PROVIDER, [], ("2026",)), load("de"), {"DE-X": "Gesetz X, § 1"})
    metric = PUBLISHERS["github"][0]
    assert shown.measure(metric.id) == metric.says
    assert shown.name("instrument", "DE-X") == "Gesetz X, § 1"
    assert shown.name("instrument", "DE-Y") == "DE-Y"
    assert shown.name("instrument", "") == "Kein Gesetz genannt, oder nicht gezeigt"
    assert shown.name("ground", "") == "Nicht gesagt"
    assert shown.name("ground", "some_new_ground") == "Ein anderer Einwand, den das Gesetz gibt"
    assert [period_before(one) for one in ("2026", "2026-H1", "2026-Q1")] == ["2025", "2025-H2", "2025-Q4"]


def test_rows_of_one_name_are_added_and_a_blank_one_is_never_added_as_zero() -> None:
    from dueprocess.desk.publish.report_words import merged

    def cell(ground: str, value: int | None) -> Cell:
        why = Why.EXACT if value is not None else Why.SEALED
        return Cell(Place("refused", "2026", (("ground", ground),)), value, why=why)

    both = dict(merged(of([cell("order_missing", 2), cell("no_warrant", 3)]), "refused", "ground"))
    assert both["No order or decision of a court"].value == 5
    blank = dict(merged(of([cell("order_missing", 2), cell("no_warrant", None)]), "refused", "ground"))
    assert blank["No order or decision of a court"].value is None
    assert blank["No order or decision of a court"].why is Why.SEALED


def test_what_is_absent_is_zero_in_a_covered_period_and_nothing_else() -> None:
    shown = of([Cell(Place("received", "2026"), 3)], before=("2025",))
    assert shown.said(shown.at("told")) == "not shown", "some may stand in the total of the year alone"
    sure = of([Cell(Place("received", "2026"), 3), Cell(Place("counted_only", "2026"), 0)])
    assert sure.said(sure.at("told")) == "0", "the year is over, and none of its demands is hidden"
    assert sure.said(of([]).at("received")) == "0"
    assert shown.said(shown.at("hours_to_decide")) == "\N{EN DASH}", "a median of nothing is no zero"
    assert shown.said(shown.at("received", period="2024")) == "\N{EN DASH}", "nothing is said of a period before"


# --- countries ---


def test_each_country_has_one_page_with_all_periods_and_its_own_data() -> None:
    text = page("large", "en/report-country-de.html")
    rows = re.findall(r"<th scope=\"row\">(H\d \d{4})</th>", text[text.index('id="periods"') :])
    assert len(rows) == len(HALVES) == 13
    assert 'href="law-de.html"' in text
    data = lines("large", "data/report-country-de.csv")
    assert {one["country"] for one in data} == {"DE"}
    assert {one["period"] for one in data} == set(HALVES)
    assert "<svg" not in page("large", "en/report-country-lv.html"), "few demands: a table, no chart"
    assert 'href="law-' not in page("large", "en/report-country-jp.html")
    assert page("large", "en/report-countries.html").count('href="report-country-') == 40


def test_a_country_page_says_what_is_withheld_and_what_did_not_come() -> None:
    assert "Demands received: Withheld: together" in page("large", "en/report-country-at.html")
    report = prepare(with_report(small()))
    assert report is not None
    cells = [cell for cell in report.every.cells.values() if cell.place.period == "2024"]
    older = View(data_of(PROVIDER, cells, ("2024", "2025")), load("en"), {})
    assert country_view(report, older, "DE")["now"] == "2025. 0 demands"


def test_a_country_that_is_told_of_in_no_number_of_demands_has_no_page() -> None:
    last = small()[-1]
    alone = Cell(Place(COUNTED_ONLY, "2025", (("country", "MT"),)), 5)
    report = prepare(with_report((dataclasses.replace(last, cells=(*last.cells, alone)),)))
    assert "MT" not in report.countries()


def test_countries_of_earlier_periods_alone_are_listed_too() -> None:
    last = small()[-1]
    gone = tuple(cell for cell in last.cells if cell.place.period != "2025" or ("country", "IN") not in cell.place.by)
    text = render(with_report((dataclasses.replace(last, cells=gone),)), languages=("en",))["en/report-countries.html"]
    assert 'id="rest"' in text.decode()
    assert '<a href="report-country-in.html">India</a>' in text.decode()


# --- editions ---


def test_addresses_stay_and_an_older_edition_keeps_its_page_and_its_numbers() -> None:
    first, second, newest = large()
    before, after = render(with_report((first,)), languages=("en",)), made("large")
    assert f"en/report-{first.period}.html" in before
    old = after[f"en/report-{first.period}-edition-1.html"].decode()
    assert "There is a newer edition of this report." in old
    assert "There is a newer edition" not in after[f"en/report-{first.period}.html"].decode()
    assert f"en/report-{newest.period}.html" in after
    assert before[f"data/report-{first.period}/report.csv"] == after[f"data/report-{first.period}-edition-1/report.csv"]
    assert second.number == 2


def test_the_page_says_where_it_will_stand_once_it_is_replaced() -> None:
    text = page("large", "en/report.html")
    site = PROVIDER.site
    assert f"Permanent address: \u2068{site}/en/report-{PERIOD}.html\u2069." in text
    assert f"this one stands at \u2068{site}/en/report-{PERIOD}-edition-1.html\u2069" in text


def test_the_first_page_lists_every_edition_and_shows_the_newest() -> None:
    text = page("large", "en/report.html")
    for one in ("report-2026-H1.html", "report-2025-H2.html", "report-2025-H2-edition-1.html"):
        assert f'<a href="{one}"' in text
    assert "Edition 1, made on 24 November 2026." in text


def test_revisions_stand_beside_the_old_figure_and_corrections_with_their_day() -> None:
    text = page("large", "en/report-2025-H2.html")
    revised = text[text.index('id="revised"') :]
    was = next(one for one in large()[1].revisions if one.was.place.by)
    assert cells_of(revised)[0] == ["Demands received; France; H2 2025", str(was.was.value), str(was.now.value)]
    assert "3 March 2026, on edition 1: <bdi>Two demands from France were counted as one.</bdi>" in text
    assert "No mistake has been found since it was published." in page("large", "en/report.html")


def test_the_signers_stand_by_name_and_what_a_signature_proves() -> None:
    text = page("large", "en/report.html")
    assert "\u2068Open Nets\u2069, outside reader, 24 November 2026" in text
    assert "412 sums and comparisons" in text
    unnamed = dataclasses.replace(small()[-1], signers=(Signer("counsel", "", DAY),))
    said = render(with_report((unnamed,)), languages=("en",))["en/report.html"].decode()
    assert "<li>counsel of this house, whose name is not published, 24 November 2026</li>" in said
    assert "Neither can prove that nothing was left out." in text


# --- data, feeds, mail ---


def test_all_numbers_are_data_and_the_package_says_their_columns() -> None:
    content = made("large")
    whole = lines("large", f"data/report-{PERIOD}/report.csv")
    assert len(whole) == len(large()[-1].cells)
    part = lines("large", f"data/report-{PERIOD}/kinds.csv")
    assert part
    assert [one for one in whole if one in part] == part
    package = json.loads(content["data/datapackage.json"])
    paths = [one["path"] for one in package["resources"]]
    assert f"report-{PERIOD}/report.csv" in paths
    assert all(f"data/{path}" in content for path in paths)
    names = [one["name"] for one in package["resources"]]
    assert len(names) == len(set(names))
    read = json.loads(content[f"data/report-{PERIOD}/report.json"])
    assert read["schema"] == "dueprocess/report/1"


def test_the_forms_of_others_are_published_where_an_edition_counts_for_them() -> None:
    cells = evaluate(facts(300, 2026, 2026), metrics=(*METRICS, *PUBLISHERS["github"]), sizes=(Size.YEAR,))
    content = render(with_report((edition(cells, "2026", ()),)), languages=("en",))
    assert [path for path in content if path.startswith("data/report-2026/github/")]
    assert "data/report-2026/rdr.csv" in content
    assert not [path for path in content if "/google/" in path or "us-1874" in path]
    bands = dataclasses.replace(edition(cells, "2026", ()), security=(Security(4, "process", 0, 99),))
    assert b"50 USC 1874(a)(4)" in render(with_report((bands,)), languages=("en",))["data/report-2026/us-1874.csv"]
    assert not [path for path in made("large") if "/github/" in path]
    assert '<a href="../data/report-2026/github/datapackage.json">In the columns of GitHub' in (
        content["en/report.html"].decode()
    )
    assert 'rdr.csv">' in content["en/report.html"].decode()
    assert 'us-1874.csv">' in page("large", "en/report.html")


def test_the_data_set_is_described_without_a_script() -> None:
    content = made("large")
    text = content["en/report.html"].decode()
    assert 'itemtype="https://schema.org/Dataset"' in text
    assert '<meta itemprop="temporalCoverage" content="2026-01-01/2026-06-30">' in text
    assert "<script" not in text
    said = json.loads(content[f"data/report-{PERIOD}/dataset.jsonld"])
    assert (said["@context"], said["@type"]) == ("https://schema.org", "Dataset")
    urls = [one["contentUrl"] for one in said["distribution"]]
    assert urls == [f"{PROVIDER.site}/data/report-{PERIOD}/report.{form}" for form in ("csv", "json")]
    assert said["measurementTechnique"].endswith("/en/report-method.html")
    unnamed = dataclasses.replace(PROVIDER, site="")
    bare = render(with_report(tuple(dataclasses.replace(one, provider=unnamed) for one in small())))
    assert json.loads(bare["data/report-2025/dataset.jsonld"])["url"] == "en/report-2025.html"


def test_a_licence_stands_beside_the_files_for_people_and_for_catalogues() -> None:
    chosen = dataclasses.replace(PROVIDER, licence="CC-BY-4.0")
    content = render(with_report(tuple(dataclasses.replace(one, provider=chosen) for one in small())))
    url = "https://creativecommons.org/licenses/by/4.0/"
    for language, says in (("en", "Licence of the data:"), ("de", "Lizenz der Daten:")):
        text = content[f"{language}/report-2025.html"].decode()
        assert f'<p>{says} <a itemprop="license" rel="license" href="{url}">CC-BY-4.0</a></p>' in text
    folder = "data/report-2025"
    assert json.loads(content[f"{folder}/dataset.jsonld"])["license"] == url
    assert json.loads(content[f"{folder}/datapackage.json"])["licenses"] == [{"name": "CC-BY-4.0", "path": url}]
    without = render(with_report(small()))
    assert "licen" not in without["en/report-2025.html"].decode()
    assert "licen" not in without[f"{folder}/dataset.jsonld"].decode()


def test_feeds_hold_each_edition_in_sentences_and_each_correction() -> None:
    content = made("large")
    items = [one for one in json.loads(content["feed.json"])["items"] if "_report" in one]
    assert [one["id"] for one in items] == [
        "urn:dueprocess:report:2026-H1:1",
        "urn:dueprocess:report:2025-H2:2",
        "urn:dueprocess:report:2025-H2:2:correction:1",
        "urn:dueprocess:report:2025-H2:1",
    ]
    assert items[0]["url"] == f"{PROVIDER.site}/en/report-{PERIOD}.html"
    assert "authorities sent" in items[0]["content_text"]
    assert items[2]["content_text"] == "Two demands from France were counted as one."
    space = {"a": "http://www.w3.org/2005/Atom"}
    feed = ET.fromstring(content["feed.xml"])  # noqa: S314 - our own bytes
    ids = [one.text for one in feed.findall("a:entry/a:id", space)]
    assert set(ids) >= {one["id"] for one in items}
    assert len(ids) == len(set(ids))


def test_the_report_is_there_as_plain_text_to_send_by_mail() -> None:
    for language in LANGUAGES:
        text = made("large")[f"{language}/report-{PERIOD}.txt"].decode()
        assert "<" not in text
        assert text.index(load(language)("report", "text_missing")) < text.index(load(language)("report", "many"))
        assert load(language)("missing", "proof") in text


def test_the_method_page_names_every_measure_and_every_reason() -> None:
    text = page("large", "en/report-method.html")
    assert all(f'id="m-{metric.id}"' in text for metric in METRICS)
    assert all(html.escape(load("en")("why_says", one)) in text for one in Why if one)
    assert "Median: half of them took less. None is given for fewer than five." in text
    assert "a half is rounded up" in text
    assert "What we did: Done; Done in part; Under protest." in text
    assert "What was asked: Data of named accounts; Interception." in text


# --- what may not happen ---


def test_a_site_without_an_edition_shows_its_numbers_where_the_report_will_stand() -> None:
    content = render(snapshot())
    assert {path for path in content if "report" in path} == {f"{one}/report.html" for one in LANGUAGES}
    assert b'id="received"' in content["en/report.html"]


@pytest.mark.parametrize("name", ["large", "empty"])
def test_the_old_address_of_the_numbers_leads_to_the_one_page(name: str) -> None:
    content = render(with_report(large()) if name == "large" else snapshot())
    for language in LANGUAGES:
        page_ = content[f"{language}/numbers.html"].decode()
        assert '<meta http-equiv="refresh" content="0; url=report.html">' in page_
        assert "<table" not in page_


def test_the_navigation_and_the_first_page_lead_to_the_report() -> None:
    text = page("large", "en/index.html")
    assert text.count('<a href="report.html"') == 2
    assert '<a href="report.html" aria-current="page">Numbers</a>' in page("large", "en/report-country-de.html")
    assert 'href="report.html"' in page("large", "en/numbers.html")


def test_no_id_of_a_letter_reaches_a_public_byte() -> None:
    marked = [dataclasses.replace(one, letter=f"zq{one.letter}zq") for one in facts(400, 2026, 2026)]
    cells = evaluate(marked, sizes=(Size.YEAR,))
    content = render(with_report((edition(cells, "2026", ()),)))
    assert not [path for path, data in content.items() if b"zq" in data]


def test_a_fact_that_may_not_be_counted_changes_no_byte() -> None:
    counted = list(facts(300, 2026, 2026))
    secret = Fact(letter="s", received_on=datetime.date(2026, 3, 1), country="MT", kind="disclosure", targets=1)
    one, other = (
        render(with_report((edition(evaluate(found, sizes=(Size.YEAR,)), "2026", ()),)), languages=("en",))
        for found in (counted, [*counted, secret])
    )
    assert one == other
    told = render(
        with_report(
            (
                edition(
                    evaluate([*counted, dataclasses.replace(secret, countable=True)], sizes=(Size.YEAR,)), "2026", ()
                ),
            )
        ),
        languages=("en",),
    )
    assert told != one
    assert "en/report-country-mt.html" in told


def test_words_of_people_are_escaped() -> None:
    wrong = Correction(DAY, 1, '<script>alert("x")</script> & more')
    signed = (Signer("outside", "<b>Nets</b>", DAY),)
    one = dataclasses.replace(small()[-1], corrections=(wrong,), signers=signed)
    content = render(with_report((one,)))
    assert "<script" not in content["en/report.html"].decode()
    assert "&lt;b&gt;Nets&lt;/b&gt;" in content["en/report.html"].decode()
    feed = ET.fromstring(content["feed.xml"])  # noqa: S314 - our own bytes
    texts = [entry.findtext("{http://www.w3.org/2005/Atom}content") for entry in feed]
    assert wrong.says in texts


def test_the_report_is_held_against_other_yardsticks_on_a_page_and_in_a_file() -> None:
    for language, not_met, asks, counted, ours in (
        ("en", "not met", "demands by sort of authority", "The law forbids to tell the person: ", "wordings are ours"),
        (
            "de",
            "nicht erfüllt",
            "Ersuchen nach Art der Behörde",
            "Das Gesetz verbietet, die Person",
            "und ungeprüft",
        ),
        ("ur", "پورا نہیں", "ادارے کی قسم کے لحاظ سے مطالبات", "قانون شخص کو بتانے سے روکتا ہے", "نظرثانی"),
    ):
        told = page("large", f"{language}/yardsticks.html")
        assert not_met in told
        assert asks in told
        assert counted in told
        assert ours in told
        assert "may_not_tell" not in told
        assert "CC BY 4.0" in told
        assert "{" not in re.sub(r"<[^>]+>", "", told), "no place of a sentence stays empty"
        assert 'href="yardsticks.html"' in page("large", f"{language}/index.html")
    plain = json.loads(made("large")["data/yardsticks.json"])
    assert [one["id"] for one in plain["yardsticks"]] == ["minimum", "wba", "dsa"]
    assert all(
        one["because"] or one["answer"] in {"here", "spared"} for each in plain["yardsticks"] for one in each["items"]
    )
    assert not [path for path in render(snapshot()) if "yardsticks" in path], (
        "without a report there is nothing to hold"
    )


def test_the_same_editions_give_the_same_site(tmp_path: Path) -> None:
    first, again = (build(with_report(small()), tmp_path / name) for name in ("one", "two"))
    assert first == again
    assert "assets/report.css" in first.files


def test_pages_have_the_same_names_in_every_language() -> None:
    report = prepare(with_report(large()))
    assert isinstance(report, Report)
    names = [[name for name, _, _ in report_pages(report, load(language))] for language in LANGUAGES]
    assert names[0] == names[1] == names[2]
    assert len(names[0]) == len(set(names[0]))


def test_yearly_and_half_yearly_reports_stand_side_by_side() -> None:
    yearly = edition(evaluate(facts(300, 2025, 2025), sizes=(Size.YEAR,)), "2025", ())
    report = prepare(with_report((yearly, large()[-1])))
    assert report.newest.period == PERIOD
    assert all("-H" in period for period in report.every.periods)
    content = render(with_report((yearly, large()[-1])), languages=("en",))
    assert {"en/report-2025.html", f"en/report-{PERIOD}.html"} <= set(content)


def test_the_worlds_of_these_tests_are_what_they_claim() -> None:
    assert sum(1 for _ in facts(6000, 2020, 2026)) == 6000
    countries = {
        cell.place.by[0][1]
        for cell in large()[-1].cells
        if cell.place.by[:1] and len(cell.place.by) == 1 and cell.place.by[0][0] == "country"
    }
    assert len(countries) == 40
    assert nothing()[0].cells == ()
    assert Missing.PROOF in {gap.missing for gap in GAPS}


# --- a number that is cited ---


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["large", "small"])
def test_each_number_has_an_address_a_line_and_its_picture_with_that_line(name: str, language: str) -> None:
    files, stem = made(name), {"large": "report-2026-H1", "small": "report-2025"}[name]
    text = html.unescape(files[f"{language}/{stem}-numbers.html"].decode())
    found = re.findall(r'<li id="(\w+)">(.+?) <a href="#\1"><bdi>(\S+)</bdi></a> <a href="\.\./(\S+)">', text)
    assert len(found) > 20
    for metric, line, address, picture in found:
        drawn = html.unescape(files[picture].decode())
        assert address.endswith(f"/{language}/{stem}-numbers.html#{metric}")
        assert line in drawn
        assert address in drawn
    first = html.unescape(files[f"{language}/{stem}.html"].decode())
    for metric in re.findall(rf'href="{stem}-numbers.html#(\w+)"', first):
        assert metric in {one[0] for one in found}


def test_beside_the_data_given_stands_on_what_and_how_many_were_told() -> None:
    names = ("received", "data_received", "data_given", "data_by_court", "data_law_asks_none", "data_informal")
    cells = [Cell(Place(one, "2026"), many) for one, many in zip(names, (9, 9, 7, 3, 2, 1), strict=True)]
    cells += [Cell(Place("data_told", "2026"), 4)]
    told = {one.id: one for one in headlines(of(cells))}["data_given"]
    assert told.beside == (
        ("With a court’s order", "3"),
        ("Without, since the law asks for none", "2"),
        ("Without, by our choice", "1"),
        ("Not known", "1"),
        ("Of these, the person was told", "4"),
    )


def test_no_number_is_0_while_demands_may_be_hidden() -> None:
    """In a year that runs, no category is told to be empty; the sentence is the same whatever stands sealed."""
    cells = [Cell(Place(one, "2026"), 4) for one in ("received", "letters", "targets")]
    running = View(data_of(PROVIDER, cells, ("2026",), datetime.date(2026, 11, 29)), load("en"), {})
    said = {one.id: one for one in headlines(running)}
    assert said["received"].said == "4"
    assert said["data_received"].said == ""
    assert said["data_received"].instead == "Demands for user data in 2026: published after 31 December 2026."
    told = " ".join(sentence for chapter in story(running) for sentence in chapter.says)
    assert not re.search(r"(?<![\d,.])0(?![\d,.])", told)
    assert "0" not in [one.figure for one in story(running)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["large", "small"])
def test_each_chart_has_its_picture_with_the_line_to_cite_inside(name: str, language: str) -> None:
    files, texts, stem = made(name), load(language), {"large": "report-2026-H1", "small": "report-2025"}[name]
    text = page(name, f"{language}/{stem}.html")
    charts_ = [one for one in re.findall(r'<section class="fig".*?</section>', text, re.DOTALL) if "<svg" in one]
    assert charts_
    for figure in charts_:
        id_, title = re.search(r'id="([\w-]+)"', figure)[1], html.unescape(re.search(r"<h2[^>]*>(.*?)</h2>", figure)[1])
        drawn = ET.fromstring(files[f"data/{stem}/{id_}.{language}.svg"])  # noqa: S314 - our own bytes
        assert f'href="../data/{stem}/{id_}.{language}.svg"' in figure
        said = ["".join(one.itertext()) for one in drawn.iter("{http://www.w3.org/2000/svg}text")]
        assert any(line.startswith(title) and PROVIDER.name in line for line in said)
        assert f"{PROVIDER.site}/{language}/{stem}.html#{id_}" in said
        assert texts("frame", "practice") not in said
        shapes = {one.tag.rpartition("}")[2] for one in drawn.iter()}
        assert shapes & {"path", "rect"}
        assert not shapes & {"script", "style", "image", "a"}


def test_a_picture_of_a_table_alone_is_not_promised() -> None:
    text = page("large", "en/report.html")
    assert ".svg" not in section(text, "changed")
    assert f"data/report-{PERIOD}/changed.en.svg" not in made("large")


def test_every_page_and_picture_of_a_house_that_does_not_exist_says_so() -> None:
    files = render(dataclasses.replace(with_report(small()), practice=True))
    for path, content in files.items():
        language = next((one for one in LANGUAGES if path.startswith(f"{one}/") or path.endswith(f".{one}.svg")), "")
        if path.endswith((".html", ".svg")) and language:
            assert load(language)("frame", "practice") in html.unescape(content.decode()), path


def test_ten_periods_are_drawn() -> None:
    one = Fact(letter="L", received_on=datetime.date(2016, 5, 2), country="DE", kind=Kind.DISCLOSURE, countable=True)
    many = [
        dataclasses.replace(one, letter=f"L{year}-{at}", received_on=datetime.date(year, 5, 2), admissible=True)
        for year in range(2016, 2026)
        for at in range(220)
    ]
    cells = evaluate(many, sizes=(Size.YEAR,))
    years = tuple(str(year) for year in range(2016, 2025))
    told = Edition(PROVIDER, "2025", 1, datetime.date(2026, 1, 31), cells, GAPS, before=years)
    text = render(with_report((told,)))["en/report.html"].decode()
    for year in range(2016, 2026):
        assert f">{year}<" in section(text, "course"), year
