"""The 26 companies of 2020: every published figure comes out, and mutated answers as a second program has them."""

import csv
import random
import re
from pathlib import Path

import pytest

from score_again import again, as_file
from transparency.score import answers, score, written
from transparency.score.method import NOT_APPLICABLE, Method

pytestmark = pytest.mark.shared
COMPANIES, ROWS, FIGURES = 26, 4386, 1820


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def folder(shared_vectors: Path) -> Path:
    return shared_vectors / "rdr"


@pytest.fixture(scope="module")
def given(folder: Path, rdr: Method) -> answers.Answers:
    return answers.read("rdr2020_answers.csv", (folder / "rdr2020_answers.csv").read_bytes(), rdr)


@pytest.fixture(scope="module")
def cards(given: answers.Answers, rdr: Method) -> dict[str, score.Card]:
    return {name: score.card(rdr, name, rows) for name, rows in given.companies.items()}


def test_every_row_is_an_answer_of_the_edition(given: answers.Answers) -> None:
    assert [one for one in given.remarks if one.fault] == []
    assert [one.says for one in given.remarks] == [
        "P14.5, P14.6, P14.9: not asked of broadband, answered and counted",
    ]
    assert sum(map(len, given.companies.values())) == ROWS


def test_totals_and_categories_are_the_published_ones(folder: Path, cards: dict[str, score.Card], rdr: Method) -> None:
    rows = table(folder / "rdr2020_published_scores.csv")
    assert len(rows) == COMPANIES
    for row in rows:
        plain = written.plain(rdr, cards[row["company"]], (), ())
        names = {"total": "total", "G": "governance", "F": "freedom", "P": "privacy"}
        assert plain["published"] == {code: int(row[name]) for code, name in names.items()}, row["company"]


def test_every_published_indicator_and_family_comes_out(folder: Path, cards: dict[str, score.Card]) -> None:
    seen = 0
    for row in table(folder / "rdr2020_published_indicator_scores.csv"):
        card = cards[row.pop("company")]
        for name, published in row.items():
            found = card.indicators[name].score if name in card.indicators else card.families.get(name)
            assert score.whole(found) == (None if published == "NA" else int(published)), (card.company, name)
            seen += 1
    assert seen == FIGURES


def test_every_element_has_the_published_points(folder: Path, cards: dict[str, score.Card]) -> None:
    published = {
        (row["company"], row["entity"], row["indicator"]): row["element_scores"]
        for row in table(folder / "rdr2020_answers.csv")
    }
    made = {
        (name, level.answer.entity, one.indicator.id): " ".join(
            NOT_APPLICABLE if points is None else str(points) for points in level.points
        )
        for name, card in cards.items()
        for one in card.indicators.values()
        for level in one.levels
    }
    assert len(made) == ROWS
    assert made == published


def test_the_edition_asks_what_the_published_elements_say(folder: Path, rdr: Method) -> None:
    rows = table(folder / "rdr2020_elements.csv")
    assert [row["element_id"] for row in rows] == [
        one.element(number) for one in rdr.indicator for number in range(1, len(one.asks) + 1)
    ]
    for row in rows:
        indicator = rdr.indicators[row["indicator"]]
        asks = indicator.asks[int(row["nr"]) - 1]
        assert asks.casefold() not in row["text"].casefold() or len(asks.split()) <= 4, "RDR's text, and not ours"
        for kind, of in rdr.services.items():
            excluded = kind in row["excluded_service_types"].split("|") or row["excluded_company_type"] == of
            if excluded and "services" in indicator.levels:
                assert not rdr.asked(indicator, kind)[int(row["nr"]) - 1], (row["element_id"], kind)


def test_the_indicators_are_those_of_the_facts(shared_vectors: Path, rdr: Method) -> None:
    rows = table(shared_vectors.parent / "facts" / "rdr_indicators_2020.csv")
    kinds = {"all": "", "platforms": "platform", "telecoms": "telecom"}
    assert [
        (row["id"], row["family"], kinds[row["applies_to"]], row["scoring_scope"].split("+"), row["category"])
        for row in rows
    ] == [(one.id, one.of, one.companies, list(one.levels), rdr.categories[rdr.category(one)]) for one in rdr.indicator]


def test_mutated_answers_score_as_in_a_second_program(folder: Path, rdr: Method) -> None:
    rows = table(folder / "rdr2020_answers.csv")
    chance = random.Random(2020)  # noqa: S311 - a test draws the same each time
    for row in rows:
        row.pop("element_scores")
        row["answers"] = re.sub(r"\b(Y|P|N|ND)\b", lambda found: chance.choice((found[0], *rdr.points)), row["answers"])
    given = answers.read("mutated.csv", as_file(rows), rdr)
    told = again(rows)
    assert list(told) == list(given.companies)
    for name, mine in told.items():
        card = score.card(rdr, name, given.companies[name])
        assert (card.total, card.categories, card.families) == (mine["total"], mine["categories"], mine["families"])
        assert {key: one.score for key, one in card.indicators.items()} == mine["indicators"]
        levels = {
            key: {level.answer.entity: level.score for level in one.levels} for key, one in card.indicators.items()
        }
        assert levels == mine["levels"]
