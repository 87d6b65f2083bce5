"""From answers to a score: by hand on a small method, and beside a second program on made-up companies."""

import random
from fractions import Fraction

import pytest

from score_again import ASTER, FENNEL, again, as_file, company
from transparency.score import answers, method, score, written

SMALL = b"""
name = "small"
title = "Small"
credit = "Ours."
points = { Y = 100, P = 50, N = 0, ND = 0 }
points_reversed = { Y = 0, P = 50, N = 100, ND = 0 }
categories = { A = "First", B = "Second" }
families = { A1 = "Two of them" }
services = { mobile = "telecom", line = "telecom", mail = "platform" }
pooled = { mobile = "prepaid and postpaid" }

[[indicator]]
id = "A1a"
family = "A1"
title = "One"
levels = ["group", "opco", "services"]
asks = ["a", "b"]

[[indicator]]
id = "A1b"
family = "A1"
title = "Two"
judged = [1]
asks = ["a"]

[[indicator]]
id = "A2"
title = "Three"
reversed = [2]
without = { 1 = ["line"] }
asks = ["a", "b"]

[[indicator]]
id = "B1"
title = "Four"
asks = ["a", "b", "c"]
"""
ROWS = """company,entity,entity_type,indicator,answers
Fennel,Group,group,A1a,Y Y
Fennel,Ltd,opco,A1a,N ND
Fennel,Prepaid,mobile,A1a,Y Y
Fennel,Postpaid,mobile,A1a,P ND
Fennel,Line,line,A1a,ND ND
Fennel,Prepaid,mobile,A1b,NA
Fennel,Postpaid,mobile,A1b,NA
Fennel,Line,line,A1b,Y
Fennel,Prepaid,mobile,A2,ND ND
Fennel,Postpaid,mobile,A2,Y N
Fennel,Line,line,A2,NA P
Fennel,Prepaid,mobile,B1,Y ND ND
Fennel,Postpaid,mobile,B1,Y ND ND
Fennel,Line,line,B1,ND ND P
"""


@pytest.fixture(scope="module")
def small() -> method.Method:
    return method.read(SMALL)


def carded(under: method.Method, rows: str) -> score.Card:
    found = answers.read("a.csv", rows.encode(), under)
    assert found.remarks == []
    ((name, inner),) = found.companies.items()
    return score.card(under, name, inner)


def test_by_hand(small: method.Method) -> None:
    card = carded(small, ROWS)
    # A1a: group 100, opco 0, services: mobile (100 + 25) / 2, with line 0 → 31.25.
    assert card.indicators["A1a"].pools == {"mobile": Fraction(125, 2)}
    assert card.indicators["A1a"].parts == {"group": 100, "opco": 0, "services": Fraction(125, 4)}
    assert card.indicators["A1a"].score == Fraction(525, 12)
    # A1b: what is not applicable drops out of the pool, and the pool with it.
    assert card.indicators["A1b"].score == 100
    assert card.families["A1"] == Fraction(575, 8)
    # A2: of the harm, “no” is worth 100, and saying nothing 0; mobile (0 + 100) / 2, line 50.
    assert card.families["A2"] == 50
    assert card.categories["A"] == Fraction(975, 16)
    # B1: mobile 100/3, line 50/3.
    assert card.categories["B"] == 25
    assert card.total == (Fraction(575, 8) + 50 + 25) / 3, "over families, and not over categories"
    plain = written.plain(small, card, (), ())
    assert plain["published"] == {"total": 49, "A": 61, "B": 25}
    assert plain["decimals"]["total"] == "48.96"
    assert plain["elements"] == {"answered": 8, "not_applicable": 0, "of": 8}


def test_with_two_decimals_levels_and_the_composite_are_rounded_first(small: method.Method) -> None:
    rows = ROWS.replace("Line,line,B1,ND ND P", "Line,line,B1,P P ND")
    one = carded(small, rows).indicators["B1"]
    assert one.score == Fraction(100, 3)
    assert one.printed == "33.33"
    # 100/3 and 50/3: 33.33 and 16.67 make 25.00; 50/3 thrice would be 16.67, from 16.67 alone.
    rows = rows.replace("Prepaid,mobile,B1,Y ND ND", "Prepaid,mobile,B1,P ND ND")
    rows = rows.replace("Postpaid,mobile,B1,Y ND ND", "Postpaid,mobile,B1,ND ND ND")
    one = carded(small, rows).indicators["B1"]
    assert one.score == (Fraction(50, 6) + Fraction(100, 3)) / 2  # 20.8333…
    assert one.printed == "20.83"
    rows = rows.replace("Line,line,B1,P P ND", "Line,line,B1,P ND ND")
    one = carded(small, rows).indicators["B1"]
    assert one.score == Fraction(25, 2)
    assert one.printed == "12.50", "16.67 and 0 are 8.335, with 16.67 12.5025"
    rows = rows.replace("Postpaid,mobile,B1,ND ND ND", "Postpaid,mobile,B1,Y Y P")
    one = carded(small, rows).indicators["B1"]
    assert one.score == Fraction(400, 12)
    assert score.decimals(one.score) == "33.33"
    assert one.printed == "33.34", "16.67 and 83.33 are 50, with 16.67 33.335, half up"


def test_the_composite_of_services_is_rounded_before_it_meets_the_group() -> None:
    under = method.read(SMALL.replace(b'title = "Four"', b'title = "Four"\nlevels = ["group", "services"]'))
    one = carded(
        under,
        "company,entity,entity_type,indicator,answers\nFennel,Group,group,B1,Y ND ND\n"
        "Fennel,Prepaid,mobile,B1,P ND ND\nFennel,Postpaid,mobile,B1,Y Y Y\n",
    ).indicators["B1"]
    assert score.decimals(one.score) == "45.83"
    assert one.printed == "45.84", "16.67 and 100 are 58.335, so 58.34; with 33.33 that makes 45.835"


@pytest.mark.parametrize(
    ("exact", "two", "one"),
    [
        ("0", "0.00", 0),
        ("0.5", "0.50", 1),
        ("2.5", "2.50", 3),
        ("0.494", "0.49", 0),
        ("0.495", "0.50", 1),
        ("41.4983", "41.50", 42),
        ("41.4949", "41.49", 41),
        ("99.995", "100.00", 100),
        ("100", "100.00", 100),
    ],
)
def test_rounding_is_half_up_in_two_steps(exact: str, two: str, one: int) -> None:
    assert score.decimals(Fraction(exact)) == two
    assert score.whole(Fraction(exact)) == one


def test_what_no_row_answers_is_absent_and_never_zero(small: method.Method) -> None:
    rows = "\n".join(line for line in ROWS.splitlines() if ",B1," not in line and ",A1b," not in line)
    card = carded(small, rows)
    assert set(card.indicators) == {"A1a", "A2"}
    assert card.families["A1"] == card.indicators["A1a"].score
    assert set(card.categories) == {"A"}
    assert card.total == card.categories["A"]
    given = answers.read("a.csv", rows.encode(), small)
    assert answers.absent(small, given.companies["Fennel"]) == ["A1b", "B1"]
    plain = written.plain(small, card, ["A1b", "B1"], ())
    assert plain["absent"] == ["A1b", "B1"]
    assert "B" not in plain["published"]
    assert plain["elements"] == {"answered": 4, "not_applicable": 0, "of": 8}


def test_where_nothing_applies_there_is_no_score(small: method.Method) -> None:
    card = carded(small, "company,entity,entity_type,indicator,answers\nAster,Mail,mail,A1b,NA\n")
    assert (card.total, card.categories, card.families) == (None, {"A": None}, {"A1": None})
    plain = written.plain(small, card, (), ())
    assert plain["published"] == {"total": None, "A": None}
    assert plain["elements"] == {"answered": 0, "not_applicable": 1, "of": 8}
    assert b"Aster,total,total,,,,\r\n" in written.csv([card])


def test_the_csv_has_every_score(small: method.Method) -> None:
    lines = written.csv([carded(small, ROWS)]).decode().split("\r\n")
    assert lines[0] == "company,level,id,entity,score,decimals,whole"
    assert "Fennel,category,A,,60.9375,60.94,61" in lines
    assert "Fennel,family,A1,,71.875,71.88,72" in lines
    assert "Fennel,indicator,A1a,,43.75,43.75,44" in lines
    assert "Fennel,level,A1a,Postpaid,25.0,25.00,25" in lines
    assert len(lines) == 1 + 1 + 2 + 3 + 4 + 14 + 1
    formula = carded(small, "company,entity,entity_type,indicator,answers\n=cmd,Mail,mail,A1b,Y\n")
    assert b"'=cmd,total" in written.csv([formula])


def test_what_made_an_indicator(small: method.Method) -> None:
    card = carded(small, ROWS)
    (one,) = written.named(card, "A1a")
    told = written.explained(small, card, one)
    assert told["mean_of"] == {"group": 100.0, "opco": 0.0, "services": 31.25}
    assert told["pools"] == {"mobile": 62.5}
    assert told["family"] == {"id": "A1", "score": 71.875, "mean_of": ["A1a", "A1b"]}
    assert told["category"] == {"id": "A", "score": 60.9375, "families": 2}
    assert told["total"]["families"] == 3
    assert told["levels"][3] == {
        "entity": "Postpaid",
        "type": "mobile",
        "row": 5,
        "score": 25.0,
        "elements": [
            {"element": "A1a.1", "asks": "a", "answer": "P", "points": 50},
            {"element": "A1a.2", "asks": "b", "answer": "ND", "points": 0},
        ],
    }
    assert [found.indicator.id for found in written.named(card, "A1")] == ["A1a", "A1b"]
    assert [found.indicator.id for found in written.named(card, "A1a.2")] == ["A1a"]
    assert [written.known(small, name) for name in ("A1", "A1a", "A1a.2", "A1a.3", "A1.1", "C1", "")] == [
        *(True, True, True),
        *(False, False, False, False),
    ]


@pytest.mark.parametrize("seed", range(12))
def test_made_up_companies_score_as_in_a_second_program(rdr: method.Method, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a test draws the same each time

    def answer(_element: str, _kind: str, may_be_na: bool) -> str:  # noqa: FBT001
        return chance.choice(("Y", "P", "N", "ND", "NA") if may_be_na else ("Y", "P", "N", "ND"))

    rows = [*company(rdr, "Fennel", FENNEL, answer), *company(rdr, "Aster", ASTER, answer)]
    chance.shuffle(rows)
    found = answers.read("a.csv", as_file(rows), rdr)
    assert found.remarks == []
    for name, mine in again(rows).items():
        card = score.card(rdr, name, found.companies[name])
        assert answers.absent(rdr, found.companies[name]) == []
        assert card.total == mine["total"]
        assert card.categories == mine["categories"]
        assert card.families == mine["families"]
        assert {key: one.score for key, one in card.indicators.items()} == mine["indicators"]
        for key, one in card.indicators.items():
            assert {level.answer.entity: level.score for level in one.levels} == mine["levels"][key]
