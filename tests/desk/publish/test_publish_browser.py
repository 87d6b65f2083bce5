"""Every page in a real browser: accessible in each language and theme, narrow and wide, by keyboard alone."""

import re
from pathlib import Path

import pytest

from accessibility import faults_of, violations
from dueprocess.desk.publish.site import build
from dueprocess.desk.publish.texts import LANGUAGES
from report_worlds import large, nothing, small, with_report
from sample_snapshot import FULL, documented, empty, few, snapshot, telling

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Every page of a site by kind. A kind is looked at once a language: a second page of the same register is no new kind.
KINDS = (
    "index",
    "demands",
    "network",
    "access",
    "report",
    "letter",
    "law",
    "law-de",
    "law-pk",
    "positions",
    "talks",
    "contact",
)
SAME = {  # further pages of a kind, and the kind that they are looked at as
    "demands-2025": "demands",
    "demands-2026": "demands",
    "network-2025": "network",
    "network-2026": "network",
    "access-2026": "access",
}
# Law has as many pages as the shelves need; open ones look like law-de, closed ones like law-pk.
LAW = re.compile(r"[a-z]{2}/law-[a-z0-9-]+\.html")
DEMAND = re.compile(r"[a-z]{2}/(?:demand|document)-r-[a-z0-9-]+\.html")
EMPTY = ("index", "demands", "network", "access", "report", "law", "positions", "talks", "letter", "contact")
# The front page leads on at once; axe is told so here, and the page holds links for who does not want that.
LEADS_ON = {"index.html", *(f"{language}/numbers.html" for language in LANGUAGES)}


def names(*kinds: str) -> list[str]:
    return [f"{language}/{name}.html" for language in LANGUAGES for name in kinds] + ["404.html"]


PAGES = names(*KINDS)
LOOKED_AT = {
    "full": PAGES,
    "empty": names("demands", "report", "law", "positions", "talks"),
    "telling": names("index", "report", "law", "law-de-nw", "positions", "holds", "talks", "talks-2026"),
    "few": names("report"),
    "documents": names(f"demand-{FULL}", f"document-{FULL}-demand", f"document-{FULL}-answer")[:-1],
    "report": names(
        "index",
        "report",
        "report-2025-H2-edition-1",
        "report-country-de",
        "report-country-at",
        "report-countries",
        "report-method",
        "report-2026-H1-numbers",
    ),
    "report-few": names("report", "report-country-pk"),
    "report-nothing": names("report"),
}
REPORT = LOOKED_AT["report"][:-1] + LOOKED_AT["report-few"][:-1]


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("public")
    made = {"full": snapshot(), "empty": empty(), "few": few(), "telling": telling(), "documents": documented()}
    made |= {
        "report": with_report(large()),
        "report-few": with_report(small()),
        "report-nothing": with_report(nothing()),
    }
    for name, world in made.items():
        build(world, folder / name)
    return {name: folder / name for name in made}


def test_no_page_is_missing_from_the_list(sites: dict[str, Path]) -> None:
    ours = (sites["documents"] / f"ur/demand-{FULL}.html").read_text("utf-8")
    assert '<bdi lang="en">The order names no court.</bdi>' in ours  # words that nobody wrote in Urdu are no blank
    here = {name: {one.relative_to(site).as_posix() for one in site.rglob("*.html")} for name, site in sites.items()}
    assert {one for one in here["full"] if one in PAGES or not (LAW.fullmatch(one) or DEMAND.fullmatch(one))} == (
        set(names(*KINDS, *SAME)) | LEADS_ON
    )
    assert set(LOOKED_AT["documents"]) <= here["documents"]
    assert here["empty"] == here["few"] == set(names(*EMPTY)) | LEADS_ON
    assert set(SAME.values()) <= set(KINDS)


EVERY = [(world, language) for world in LOOKED_AT for language in LANGUAGES]


@pytest.mark.parametrize(
    ("world", "language"),
    # A page of a kind has the same elements in each language: the one that runs the other way is looked at, and all
    # three in the soak.
    [pytest.param(*one, marks=[] if one[1] == "ur" else [pytest.mark.soak]) for one in EVERY],
)
def test_axe_finds_nothing_and_nothing_runs_out_of_the_page(
    sites: dict[str, Path], browser: object, world: str, language: str
) -> None:
    tab = browser.new_page(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    found: list[str] = []
    for page in (one for one in LOOKED_AT[world] if one.startswith(language) or one == "404.html"):
        tab.goto((sites[world] / page).as_uri())
        if page == "404.html":  # served from the root, its style sheet has an address from the root
            tab.add_style_tag(path=sites[world] / "assets" / "site.css")
        found += [f"{page}: {fault}" for fault in faults_of(tab)]
    tab.close()
    assert found == []


@pytest.mark.parametrize("pale", ["", "tr:nth-child(77) td", ".one", ".many b"])
def test_a_word_that_nobody_can_read_is_found_among_many_that_are_drawn_alike(browser: object, pale: str) -> None:
    row = "<tr><td>said <b>well</b></td></tr>"
    rows = f"{row * 60}<tr class=one><td>once</td></tr>{row * 60}"
    style = f"{pale} {{ color: #bbb }}" if pale else ""
    tab = browser.new_page()
    head = f"<html lang=en><title>t</title><style>{style}</style>"
    tab.set_content(f"{head}<main><h1>h</h1><table class=many>{rows}</table></main>")
    assert [one.split()[0] for one in violations(tab)] == (["color-contrast"] if pale else [])
    tab.close()


def test_axe_finds_nothing_on_a_telephone(sites: dict[str, Path], browser: object) -> None:
    tab = browser.new_page(viewport={"width": 360, "height": 740}, bypass_csp=True)
    found: list[str] = []
    for page in (f"ur/{name}.html" for name in KINDS):
        tab.goto((sites["full"] / page).as_uri())
        found += [f"{page}: {fault}" for fault in violations(tab)]
    tab.close()
    assert found == []


def test_the_front_page_leads_to_the_first_language(sites: dict[str, Path], browser: object) -> None:
    tab = browser.new_page()
    tab.goto((sites["full"] / "index.html").as_uri())
    tab.wait_for_url("**/en/index.html")
    tab.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    sites: dict[str, Path], browser: object, language: str
) -> None:
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.goto((sites["full"] / language / "index.html").as_uri())
    reached: list[str] = []
    for _ in range(tab.locator("a").count()):
        tab.keyboard.press("Tab")
        reached.append(tab.evaluate("document.activeElement.getAttribute('href')"))
        assert tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid", reached[-1]
    assert reached == tab.evaluate("[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))")
    assert reached[0] == "#text"
    tab.close()


def test_the_skip_link_comes_into_view_and_skips(sites: dict[str, Path], browser: object) -> None:
    tab = browser.new_page()
    tab.goto((sites["full"] / "en" / "demands.html").as_uri())
    tab.keyboard.press("Tab")
    assert tab.locator(".skip").bounding_box()["y"] >= 0
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "text"
    tab.close()


def test_pages_ask_for_nothing_but_themselves(sites: dict[str, Path], browser: object) -> None:
    tab = browser.new_page()
    asked: list[str] = []
    blocked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda line: blocked.append(line.text))
    for page in PAGES[:-1]:
        tab.goto((sites["full"] / page).as_uri())
    assert {url.rsplit(".", 1)[-1] for url in asked} == {"html", "css"}
    assert not [line for line in blocked if "Content Security Policy" in line and "frame-ancestors" not in line]
    tab.close()


def test_urdu_is_read_from_the_right(sites: dict[str, Path], browser: object) -> None:
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.goto((sites["full"] / "ur" / "network.html").as_uri())
    heading, switch = tab.locator("h1").bounding_box(), tab.locator(".tongues").bounding_box()
    assert switch["x"] < heading["x"] + heading["width"] / 2
    first, last = (tab.locator(f"tbody tr:first-child > :{which}-child").bounding_box() for which in ("first", "last"))
    assert first["x"] > last["x"]
    tab.close()


def test_a_table_becomes_cards_on_a_narrow_screen(sites: dict[str, Path], browser: object) -> None:
    tab = browser.new_page(viewport={"width": 390, "height": 844})
    tab.goto((sites["full"] / "en" / "network.html").as_uri())
    cells = [cell.bounding_box()["y"] for cell in tab.locator("tbody tr:first-child > *").all()]
    assert cells == sorted(cells)
    assert len(set(cells)) == len(cells), "each cell has a line of its own"
    tab.close()


def test_rows_are_chosen_without_a_script(sites: dict[str, Path], browser: object) -> None:
    tab = browser.new_page(java_script_enabled=False)
    tab.goto((sites["full"] / "en" / "demands.html").as_uri())
    rows = tab.locator(".register tbody tr")
    assert [row.is_visible() for row in rows.all()] == [True] * 6
    tab.get_by_label("Done in part").check()
    shown = [row for row in rows.all() if row.is_visible()]
    assert [row.locator(".mark").inner_text() for row in shown] == ["Done in part"]
    tab.get_by_label("All").check()
    assert [row.is_visible() for row in rows.all()] == [True] * 6
    tab.close()


def test_a_row_that_somebody_linked_to_stands_out(sites: dict[str, Path], browser: object) -> None:
    tab = browser.new_page()
    tab.goto((sites["full"] / "de" / "demands.html").as_uri())
    tab.locator(".row-link").nth(3).click()
    assert "/de/demand-r-" in tab.url
    tab.locator("main a").first.click()
    assert "/de/demands-2026.html#r-" in tab.url
    assert tab.locator("tr:target").count() == 1
    assert tab.evaluate("getComputedStyle(document.querySelector('tr:target')).outlineStyle") == "solid"
    tab.close()


def test_paper_has_no_navigation_and_no_dark_ground(sites: dict[str, Path], browser: object) -> None:
    tab = browser.new_page(viewport={"width": 680, "height": 960}, color_scheme="dark")
    tab.emulate_media(media="print", color_scheme="dark")
    for page in PAGES[:-1]:
        tab.goto((sites["full"] / page).as_uri())
        assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)", page
        assert not tab.locator(".pages, .tongues, .tools").first.is_visible(), page
        assert tab.locator(".paper").is_visible(), page
        assert not tab.evaluate("document.documentElement.scrollWidth > innerWidth"), page
    tab.close()


# --- the report ---


def test_the_report_reaches_every_link_by_keyboard_and_shows_where_it_is(
    sites: dict[str, Path], browser: object
) -> None:
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.goto((sites["report"] / "ur" / "report.html").as_uri())
    reached: list[str] = []
    for _ in range(tab.locator("a").count()):
        tab.keyboard.press("Tab")
        reached.append(tab.evaluate("document.activeElement.getAttribute('href')"))
        assert tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid", reached[-1]
    assert reached == tab.evaluate("[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))")
    tab.close()


def test_the_report_asks_for_nothing_but_its_two_sheets(sites: dict[str, Path], browser: object) -> None:
    tab = browser.new_page(java_script_enabled=False)
    asked: list[str] = []
    blocked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[-1]))
    tab.on("console", lambda line: blocked.append(line.text))
    for page in REPORT[:7]:
        tab.goto((sites["report"] / page).as_uri())
    assert {one for one in asked if not one.endswith(".html")} == {"site.css", "report.css"}
    assert blocked == []
    tab.close()


@pytest.mark.parametrize("page", ["en/report.html", "de/report.html", "ur/report.html", "ur/report-country-de.html"])
def test_no_word_of_a_chart_runs_out_of_its_picture_or_into_another(
    sites: dict[str, Path], browser: object, page: str
) -> None:
    tab = browser.new_page()
    tab.goto((sites["report"] / page).as_uri())
    for width in (1280, 390, 320):
        tab.set_viewport_size({"width": width, "height": 900})
        assert tab.evaluate(WORDS_THAT_RUN_OUT) == [], width
        assert not tab.evaluate("document.documentElement.scrollWidth > innerWidth"), width
    tab.close()


WORDS_THAT_RUN_OUT = """() => [...document.querySelectorAll("svg.plot")].flatMap(svg => {
            const frame = svg.getBoundingClientRect();
            const texts = [...svg.querySelectorAll("text")].map(one => [one.textContent, one.getBoundingClientRect()]);
            const out = texts.filter(([, box]) => box.left < frame.left - 1 || box.right > frame.right + 1);
            const over = texts.filter(([, a], i) => texts.some(([, b], j) => i < j
                && a.left < b.right - 1 && b.left < a.right - 1
                && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.45 * Math.min(a.height, b.height)));
            return [...out.map(one => "out: " + one[0]), ...over.map(one => "over: " + one[0])];
        })"""


def test_bars_differ_without_colour(sites: dict[str, Path], browser: object) -> None:
    """Each state of the first chart is told by its fill: full, striped, hollow, dotted. Hollow is nearly the ground."""
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.goto((sites["report"] / "en" / "report.html").as_uri())
    fills = {
        state: tab.evaluate(f"getComputedStyle(document.querySelector('#course rect.{state}')).fill")
        for state in ("done", "partly", "refused", "waiting", "blank")
    }
    assert fills["partly"] == 'url("#striped")'
    assert fills["waiting"] == 'url("#dotted")'
    assert fills["blank"] == "none"

    def light(colour: str) -> float:
        return sum(int(one) for one in re.findall(r"\d+", colour)[:3]) / 765

    assert light(fills["done"]) < 0.5
    assert light(fills["refused"]) > 0.85
    tab.close()


def test_the_report_goes_to_paper_whole(sites: dict[str, Path], browser: object, tmp_path: Path) -> None:
    tab = browser.new_page(viewport={"width": 680, "height": 960}, color_scheme="dark")
    tab.goto((sites["report"] / "en" / "report.html").as_uri())
    tab.pdf(path=tmp_path / "report.pdf", format="A4", prefer_css_page_size=True)
    tab.emulate_media(media="print", color_scheme="dark")
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not tab.locator(".pages, .tongues, .contents").first.is_visible()
    assert tab.locator(".paper").is_visible()
    assert not tab.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert tab.locator("#course svg").last.is_visible()
    pages = (tmp_path / "report.pdf").read_bytes().count(b"/Type /Page\n")
    assert 0 < pages <= 12, "as many sheets as a person prints"
    tab.close()


def test_a_figure_that_somebody_linked_to_stands_out(sites: dict[str, Path], browser: object) -> None:
    tab = browser.new_page()
    tab.goto((sites["report"] / "de" / "report-2026-H1.html").as_uri())
    tab.locator("#time .how a").first.click()
    assert tab.url.endswith("/de/report-2026-H1.html#time")
    assert tab.evaluate("getComputedStyle(document.querySelector('.fig:target > h2')).outlineStyle") == "solid"
    tab.close()


def test_numbers_of_the_report_stay_a_table_on_a_telephone(sites: dict[str, Path], browser: object) -> None:
    tab = browser.new_page(viewport={"width": 390, "height": 844})
    tab.goto((sites["report"] / "en" / "report.html").as_uri())
    row = tab.locator("#countries .grid tbody tr").first.locator("> *").all()
    tops = {round(cell.bounding_box()["y"]) for cell in row}
    assert len(row) == 5
    assert len(tops) == 1, "what one compares stands in one column"
    tab.close()
