"""Publishers that nobody described, each right in its own way: a false break is worse than one that is missed."""

from collections.abc import Mapping

import pytest

from report_check_samples import broken, findings, of

RIGHT: Mapping[str, str] = {
    "agencies in a column that no word tells": """Country,Agency,Requests,Disclosed
Germany,Police,5,4
Germany,Courts,3,3
Germany,All agencies,8,7
France,Police,2,1
Total,Police,7,5
Total,All agencies,10,8
""",
    "products and years": """Country,Product,Year,Requests,Disclosed
Germany,Search,2022,5,4
Germany,Video,2022,3,3
Germany,All,2022,8,7
France,Search,2022,5,4
All,Search,2022,10,8
All,Video,2022,3,3
All,All,2022,13,11
""",
    "services, a period each": """Period,Service,Requests
2022 H1,Mail,10
2022 H2,Mail,12
2022,Mail,22
2022 H1,Drive,1
2022 H2,Drive,2
2022,Drive,3
""",
    "the Union among its states": """Country,Period,Requests,Disclosed
Germany,2023,50,20
France,2023,30,10
European Union,2023,80,30
United States,2023,100,70
Total,2023,180,100
""",
    "regions before their countries": """Region,Requests,Disclosed
EMEA,30,20
Germany,10,5
France,20,15
APAC,7,4
Japan,3,2
India,4,2
Total,37,24
""",
    "states in a column of their own": """Country,State,Requests,Disclosed
United States,,100,70
United States,California,60,40
United States,New York,40,30
Canada,,10,5
Total,,110,75
""",
    "parts of a country": """Country,Requests,Disclosed
United Kingdom,100,50
England,60,30
Scotland,40,20
Ireland,5,1
Total,105,51
""",
    "sorts that overlap": """Year,Type,Requests,Fulfilled
2021,Court order,10,5
2021,Police request,20,10
2021,Emergency,3,3
2021,Foreign,8,2
2021,Total,30,15
""",
    "of which": """Period,Category,Requests
2022,Criminal,50
2022,- of which terrorism,10
2022,davon Kindesmissbrauch,20
2022,Civil,10
2022,Total,60
""",
    "answers by the day of the answer": """Quarter,Requests received,Requests answered in the quarter,Pending at end
2022 Q1,10,7,3
2022 Q2,5,8,0
2022 Q4,1,5,0
""",
    "a day that ends nobody knows which period": """Date,Country,Requests
2022-06-30,DE,5
2022-12-31,DE,6
2022-12-31,FR,6
""",
    "users that ask in both halves": """Country,Period,Requests,Users Affected,Data Disclosed (%)
Germany,2023 H1,10,14,40%
Germany,2023 H2,12,15,50%
Germany,2023,22,25,45%
Total,2023,22,25,45%
""",
    "semicolons and points": """Land;Zeitraum;Anfragen;Betroffene Konten;Beauskunftet
Deutschland;2022 H1;1.234;2.345;1.000
Frankreich;2022 H1;12;15;3
Gesamt;2022 H1;1.246;2.360;1.003
""",
    "content and non-content": """Request type,Requests,Content disclosed,Non-content disclosed,No data
Subpoena,100,0,80,20
Search warrant,50,40,45,5
Total,150,40,125,25
""",
    "a running sum": """Period,Requests,Cumulative requests
2022 H1,10,100
2022 H2,12,112
2022,22,112
""",
}


@pytest.mark.parametrize("name", RIGHT)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_table_that_is_right_in_its_own_way_is_not_accused(name: str, encoding: str) -> None:
    assert broken(findings(("report.csv", RIGHT[name].encode(encoding)))) == set()


def changed(name: str, old: str, new: str) -> set[str]:
    assert RIGHT[name].count(old) == 1
    return broken(findings(("report.csv", RIGHT[name].replace(old, new).encode())))


@pytest.mark.parametrize(
    ("name", "old", "new", "rule"),
    [
        ("the Union among its states", "Total,2023,180", "Total,2023,181", "places-to-whole"),
        ("the Union among its states", "France,2023,30", "France,2023,31", "places-to-whole"),
        ("regions before their countries", "Total,37", "Total,36", "places-to-whole"),
        ("sorts that overlap", "Court order,10", "Court order,31", "kinds-to-whole"),
        ("of which", "Civil,10", "Civil,9", "kinds-to-whole"),
        ("semicolons and points", "2022 H1;1.246", "2022 H1;1.245", "places-to-whole"),
        ("users that ask in both halves", "Germany,2023 H1,10", "Germany,2023 H1,11", "periods-to-whole"),
    ],
)
def test_one_wrong_number_is_still_found(name: str, old: str, new: str, rule: str) -> None:
    assert rule in changed(name, old, new)


def test_a_row_for_rows_beside_it_is_named_as_what_leaves_the_sum_open() -> None:
    found = findings(("report.csv", RIGHT["parts of a country"].encode()))
    assert any("a row stands for rows beside it" in one for one in of(found, "places-to-whole", None))


def test_rows_that_an_unread_column_tells_apart_are_said_to_be() -> None:
    rows = (
        "Product,Sender,Way,Requests\nMail,police,post,5\nMail,police,fax,4\nDrive,police,post,3\nDrive,court,fax,3\n"
    )
    found = findings(("report.csv", rows.encode()))
    assert of(found, "rows-alike", None)


def test_a_column_that_says_less_than_ours_is_quoted_in_its_own_words() -> None:
    table = b"Country,Requests,Responded,% of total\nGermany,10,5,67\nFrance,5,5,33\n"
    (told,) = of(findings(("report.csv", table)), "columns-guessed", None)
    assert "“Responded” as requests “responded”" in told
    assert "“% of total” as “% of total”" in told
    assert "answered with data" not in told
    given = b"Country,Requests,Disclosed,Percentage where some data produced\nGermany,10,5,50\n"
    (told,) = of(findings(("report.csv", given)), "columns-guessed", None)
    assert "answered with data" in told
    assert "in percent" in told
