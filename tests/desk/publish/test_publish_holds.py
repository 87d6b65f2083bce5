"""The page of what is held and who can read it: plain about what we read, silent about what the map does not have."""

import dataclasses
import html
import json
import re

import pytest

from dueprocess.demand.codes import DataCategory, ServiceClass
from dueprocess.desk.publish.holds import FILE, p16
from dueprocess.desk.publish.site import render
from dueprocess.desk.publish.texts import LANGUAGES, load
from dueprocess.holdings.entry import AtRest, EndToEnd, Passes, Reader, Service, Transit, Unreadable
from dueprocess.report.snapshot import Snapshot
from sample_snapshot import DAY, PROVIDER, empty, services, snapshot, telling

END_TO_END = (r"end[\W_]*to[\W_]*end", r"ende[\W_]*zu[\W_]*ende", r"اینڈ\W*ٹو\W*اینڈ", r"\be2ee\b")
CLOSED = {
    'readers = ["user", "partners", "operations"]\nunreadable = "part"': 'readers = ["user"]\nunreadable = "all"',
    'passes = "part"': 'passes = "unreadable"',
    'end_to_end = "choice"': 'end_to_end = "always"',
}


def world(*have: Service) -> Snapshot:
    return dataclasses.replace(snapshot(), services=have)


def text_of(data: bytes) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", data.decode())))


def page(of: Snapshot, language: str = "en") -> str:
    return text_of(render(of)[f"{language}/holds.html"])


def test_without_a_map_there_is_no_page_no_link_and_no_file() -> None:
    content = render(empty())
    assert not [path for path in content if "holds" in path or path == FILE]
    assert not [path for path, data in content.items() if b"holds.html" in data]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_leads_to_it(language: str) -> None:
    content = render(telling())
    assert b'href="holds.html"' in content[f"{language}/index.html"]
    assert load(language)("holds", "title") in content[f"{language}/holds.html"].decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_public_byte_names_end_to_end_where_the_map_says_no(language: str) -> None:
    """All bytes of a site whose services are not encrypted from device to device, and of one without a map."""
    web = services()[2]
    assert web.end_to_end is EndToEnd.NO
    for of in (world(web), snapshot()):
        for path, data in render(of, languages=(language,)).items():
            said = html.unescape(data.decode()).lower()
            assert not [one for one in END_TO_END if re.search(one, said)], path


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_named_where_the_map_has_it_and_in_that_service_alone(language: str) -> None:
    mail, web = services(**CLOSED)[0], services()[2]
    data = render(world(mail, web))[f"{language}/holds.html"].decode()
    _, first, second = re.split(r'<section id="s-', data)
    found = [[one for one in END_TO_END if re.search(one, html.unescape(part).lower())] for part in (first, second)]
    assert [bool(each) for each in found] == [True, False]


def test_it_says_plainly_what_we_can_read() -> None:
    said = page(world(services()[2]))
    reads = said.partition("What we can read here")[2].partition("Kept")[0]
    for category in ("subscriber", "identification", "traffic", "content"):
        assert load("en")("data", category) in reads
    assert "passwords, keys and other codes (only while it passes)" in reads
    assert load("en")("data", "location") not in reads
    assert "what was said, written or stored (a part of it)" in page(world(services()[0]))
    assert "We hold the key: this protects against a thief, and not against us." in said
    closed = page(world(dataclasses.replace(services(**CLOSED)[0], kept={})))
    assert "Of what is listed below, nothing." in closed
    assert "Not described here: who holds the account" in closed


def test_what_nobody_looked_at_for_a_year_says_so_and_a_service_without_a_map_is_named() -> None:
    old = dataclasses.replace(services()[0], checked_on=DAY.replace(year=2024))
    said = page(world(old))
    assert "24 November 2024: more than a year ago, it may have changed" in said
    assert re.search(r"Not described yet: \W*Groups\W+Web hosting\W*\.", said)
    assert "Not described yet" not in page(telling())


def test_access_by_law_that_we_cannot_see_stands_on_the_page() -> None:
    said = page(telling())
    assert "§ 173(1) to (4)" in said
    assert load("en")("holds", "limit_3") in said


def test_names_are_isolated_and_escaped() -> None:
    one = dataclasses.replace(services()[0], name="<b>Mail</b>")
    data = render(world(one))["ur/holds.html"].decode()
    assert "<b>Mail" not in data
    assert "<bdi>&lt;b&gt;Mail&lt;/b&gt;</bdi>" in data


def test_the_same_stands_there_as_data() -> None:
    given = json.loads(render(telling())[FILE])
    assert (given["schema"], given["as_of"]) == ("dueprocess/services/1", DAY.isoformat())
    mail, groups, web = given["services"]
    assert [one["name"] for one in (mail, groups, web)] == list(PROVIDER.services)
    assert mail["data"]["traffic"] == {
        "held": True, "days": 7, "readers": ["operations", "abuse"], "unreadable": "none", "passes": "readable",
    }  # fmt: skip
    assert mail["rdr_p16"] == {"1": "yes", "2": "yes", "3": "yes", "4": "no"}
    assert web["rdr_p16"] == {"1": "partial", "2": "yes", "3": "no", "4": "no"}
    assert "checked_by" not in mail  # who looked is the desk's own matter


@pytest.mark.parametrize(("fresh", "answer"), [(True, "yes"), (False, "no"), (None, "not_said")])
def test_answers_of_the_indicator(*, fresh: bool | None, answer: str) -> None:
    one = dataclasses.replace(services(**CLOSED)[0], fresh_keys=fresh, to_us=Transit.CLEAR)
    assert p16(one) == {"1": "no", "2": answer, "3": "yes", "4": "yes"}
    said = page(world(one))
    words = {"yes": "yes", "no": "no", "not_said": "not said"}[answer]
    assert f" {words} " in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_words(language: str) -> None:
    texts = load(language)
    for kind, codes in (
        ("transit", Transit),
        ("closed", EndToEnd),
        ("device", EndToEnd),
        ("rest", AtRest),
        ("class", ServiceClass),
        ("reader", Reader),
        ("unreadable", Unreadable),
        ("passes", Passes),
    ):
        assert all(texts("holds", f"{kind}_{code}") for code in codes)
    assert all(texts("data", code) for code in DataCategory)
