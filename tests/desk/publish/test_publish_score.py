"""The published scorecard: page, picture and files in every language, from signed bytes alone, and no rank."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from html import escape

import pytest

from desk_samples import PROVIDER, SHUTDOWN, Place
from dueprocess.acts.desk_state import Brought
from dueprocess.demand.codes import ServiceClass
from dueprocess.desk.publish import site
from dueprocess.desk.services import desk_acts, publication, scorecard_bytes, scorecards
from dueprocess.desk.services.house import House, Service
from dueprocess.desk.services.result import Done
from dueprocess.desk.services.scorecards import Noted
from dueprocess.formats.statement import Act
from transparency.score import answers, peers, score
from transparency.score.words import spoken

HOUSE = House("Kelp & Söhne", "DE", services=(Service("Post", ServiceClass.TELECOM, "email"),))


@pytest.fixture
def content(db: None) -> dict[str, bytes]:
    """The site of a desk with a published scorecard, and a shutdown that nobody may admit."""
    del db
    place = Place.found(11, house=HOUSE)
    assert "en/score.html" not in site.render(publication.snapshot(place.desk, PROVIDER))
    place.arrive(SHUTDOWN)
    page = ("https://kelp.example/demands", "We look at each demand.", place.desk.today)
    told = {"P10a.1": "Y", "P10a.5": "P", "P12.1": "Y"}
    assert scorecards.note(place.desk, "aster", Noted(["Post"], told, *page)) == 3
    assert scorecards.note(place.desk, "aster", Noted(["Post"], {"P16.why": ""}, says="<Mail> arrives readable.")) == 1
    card = scorecard_bytes.encode(place.desk, place.desk.today)
    says = {"card": scorecard_bytes.hash_of(card)}
    for by, act in (("aster", Act.SCORE_SIGN), ("birch", Act.SCORE_SIGN), ("birch", Act.SCORE_PUBLISH)):
        brought = Brought(card=card if act is Act.SCORE_SIGN else b"")
        assert isinstance(desk_acts.perform(place.desk, place.ask(by, act, says), brought), Done)
    return site.render(publication.snapshot(place.desk, PROVIDER))


def test_the_page_says_by_whom_and_how_much_in_every_language(content: dict[str, bytes]) -> None:
    for language, whom in (
        ("en", "assessed by ourselves by RDR's 2020 rules, not by Ranking Digital Rights"),
        ("de", "von uns selbst bewertet nach den Regeln von RDR von 2020"),
        ("ur", "خود جائزہ لیا"),
    ):
        page = content[f"{language}/score.html"].decode().replace("&#x27;", "'")
        assert whom in page
        assert "https://kelp.example/demands" in page
        assert "&lt;Mail&gt; arrives readable." in page
        assert "CC BY 4.0" in page
        picture = ET.fromstring(content[f"{language}/score.svg"])  # noqa: S314 - our own bytes
        said = " ".join(part for part in picture.itertext() if part)
        assert whom in said
        assert "Kelp & Söhne" in said
        assert "/ 100" in said, "a score without its scale reads as a rank"
        assert "335" in said or "۳۳۵" in said
    text = re.sub(r"<[^>]+>", " ", content["en/score.html"].decode())
    assert "3 elements of 335 answered" in text
    assert not re.search(r"\brank(ed|ing of)?\b", text.replace("Ranking Digital Rights", ""), re.IGNORECASE)
    assert "score.html" in content["en/index.html"].decode()


def test_a_stranger_scores_the_answers_again(content: dict[str, bytes]) -> None:
    method = scorecards.method()
    given = answers.read("answers.csv", content["data/scorecard-answers.csv"], method)
    assert not [one for one in given.remarks if one.fault]
    (company,) = given.companies
    card = json.loads(content["data/scorecard.json"])
    made = score.card(method, company, given.companies[company])
    assert {code: score.whole(one) for code, one in made.categories.items()} == {
        code: card["published"][code] for code in "GFP"
    }
    assert content["data/scorecard-2020.csv"].count(b"\r\n") == 27


def test_each_company_of_the_kind_stands_by_its_name(content: dict[str, bytes]) -> None:
    page = content["en/score.html"].decode()
    beside = peers.of_kind(["platform"])
    assert len(beside) == 14
    for one in beside:
        assert page.count(f"<bdi>{escape(one.company)}</bdi>") == 4, one.company
    apple = next(one for one in beside if one.company == "Apple")
    row = re.search(r"<bdi>Apple</bdi></th>(.*?)</tr>", page[page.index('id="c-total"') :], re.DOTALL)
    assert row is not None
    assert re.findall(r"<td>(\d+)</td>", row[1]) == [str(apple.scores[name]) for name in ("total", "G", "F", "P")]
    names = re.findall(r"<bdi>([^<]+)</bdi></th>", page[page.index('id="c-total"') : page.index('id="c-G"')])
    assert names[1:] == sorted(names[1:], key=str.casefold), "no rank"


def test_every_score_is_a_file_and_the_same_as_computed_again(content: dict[str, bytes]) -> None:
    card = json.loads(content["data/scorecard.json"])
    scores = json.loads(content["data/scorecard-scores.json"])
    assert scores["published"] == card["published"]
    assert scores["whole"] == card["whole"]
    assert b"indicator,P10a,," in content["data/scorecard-scores.csv"]


def test_wordings_stand_in_the_language_of_the_page(content: dict[str, bytes]) -> None:
    for language, title, asks in (
        ("en", "Process: government demands for user data", "its process for demands without a court"),
        ("de", "Verfahren: staatliche Ersuchen um Nutzerdaten", "das Verfahren bei Ersuchen ohne Gericht"),
        ("ur", "طریقہ کار: صارفین کے ڈیٹا کے سرکاری مطالبات", "عدالت کے بغیر مطالبات کا طریقہ کار"),
    ):
        page = content[f"{language}/score.html"].decode()
        assert title in page
        assert asks in page
        method = scorecards.method()
        words = {*method.families.values()}
        for one in method.indicator:
            words |= {one.title, *one.asks}
        say = spoken(language)
        assert language == "en" or [text for text in words if say(text) == text and text != "Bots"] == []


def test_nothing_of_what_only_the_records_show_is_public(content: dict[str, bytes]) -> None:
    told = b"".join(data for path, data in content.items() if "score" in path)
    assert b"not published" not in told
    assert b"true_and" not in told
