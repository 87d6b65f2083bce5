"""Publishers that nobody described, each right in its own way: a false break is worse than one that is missed."""

from collections.abc import Mapping

import pytest

from report_check_samples import broken, findings, of
from transparency.check import audit, periods, source

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


TWO_LINES = """<table><caption>Requests 2023</caption><thead>
<tr><th rowspan=2>Country</th><th colspan=2>Requests</th><th rowspan=2>Accounts</th></tr>
<tr><th>received</th><th>complied</th></tr></thead><tbody>
<tr><td>Germany</td><td>10</td><td>5</td><td>12</td></tr><tr><td>France</td><td>4</td><td>3</td><td>5</td></tr>
<tr><td>Total</td><td>14</td><td>8</td><td>17</td></tr></tbody></table>"""
SPREAD = """Our report,,,,
Country,Requests,,Users,
,Received,Complied,Specified,Affected
Germany,10,5,12,6
France,4,3,5,2
TOTAL,14,8,17,8
"""


@pytest.mark.parametrize(("file", "text"), [("report.html", TWO_LINES), ("report.csv", SPREAD)])
def test_a_header_of_two_lines_is_read_as_one(file: str, text: str) -> None:
    found = findings((file, text.encode()))
    assert broken(found) == set()
    assert len([one for one in found if one.rule == "places-to-whole" and one.holds]) >= 3
    wrong = text.replace(">8<", ">9<").replace("14,8", "14,9")
    (said,) = of(findings((file, wrong.encode())), "places-to-whole")
    assert "add up to 8 “requests complied”, but the row for all places says 9" in said


def test_a_first_row_of_words_is_no_second_line_of_the_header() -> None:
    table = b"Country,Requests,Requests,Accounts\nGermany,none,none,none\nFrance,4,3,5\nTotal,4,3,5\n"
    (sheet,) = source.tables("report.csv", table)
    assert sheet.header == ["Country", "Requests", "Requests (2)", "Accounts"]
    assert [cells[0] for _, cells in sheet.rows] == ["Germany", "France", "Total"]


LATER = """Country,Total Data Requests,Legal Process Requests,Emergency Disclosure Requests,\
Total Users/Accounts Requested,Percentage Where Some Data Produced
Germany,100,80,20,150,65%
France,51,45,6,70,59%
"""


def test_columns_that_facebook_added_later_are_read_without_its_name() -> None:
    found = findings(("report.csv", LATER.encode()))
    (told,) = of(found, "columns-guessed", None)
    assert "“Emergency Disclosure Requests” as requests received" in told
    assert "“Total Users/Accounts Requested” as accounts" in told
    assert len(of(found, "kinds-to-whole", holds=True)) == 2
    assert broken(findings(("report.csv", LATER.replace("70,59%", "70,120%").encode()))) == {"percent-feasible"}
    assert broken(findings(("report.csv", LATER.replace("51,45,6", "0,0,0").encode()))) == {
        "accounts-need-demands",
        "percent-feasible",
    }


GERMAN = """Zeitraum;Staat;Anfragen gesamt;davon beauskunftet;betroffene Konten;Auskunftsquote
1. Halbjahr 2023;Deutschland;1.234;1.000;1.500;81 %
2. Halbjahr 2023;Bundesrepublik Deutschland;1.300;1.100;1.600;84,6 %
Gesamt 2023;;2.534;2.100;3.100;82,9 %
"""


def test_a_german_report_with_a_rate_a_year_and_one_state_in_two_ways() -> None:
    found = findings(("report.csv", GERMAN.encode()))
    assert broken(found) == set()
    (told,) = of(found, "columns-guessed", None)
    assert "“Auskunftsquote” as requests answered, in percent" in told
    (twice,) = of(found, "place-spelled-twice", None)
    assert "“Deutschland” and “Bundesrepublik Deutschland”" in twice
    assert not of(found, "period-unread", None)
    assert broken(findings(("report.csv", GERMAN.replace("84,6", "24,6").encode()))) == {"percent-feasible"}


def test_states_are_one_in_four_languages() -> None:
    names = ("Germany", "Allemagne", "Spain", "España", "Austria", "Österreich", "Niger", "Nigeria")
    table = "Country,Requests\n" + "".join(f"{name},{number}\n" for number, name in enumerate(names, 1))
    (twice,) = of(findings(("report.csv", table.encode())), "place-spelled-twice", None)
    for pair in ("“Germany” and “Allemagne”", "“Spain” and “España”", "“Austria” and “Österreich”"):
        assert pair in twice
    assert "Niger" not in twice


NESTED = """{"data": {"2023-H1": {
 "DE": {"user_data": {"req": 10, "done": 6}}, "FR": {"user_data": {"req": 4, "done": 1}},
 "total": {"user_data": {"req": 15, "done": 7}}}}}"""


def test_nested_json_by_a_mapping_of_five_lines() -> None:
    under = """rows = "data.*.*"
period = "key"
place = "key 2"
whole = ["total"]
columns = {received = "user_data.req", disclosed = "user_data.done"}
"""
    (said,) = of(findings(("report.json", NESTED.encode()), under=under), "places-to-whole")
    assert "2 places add up to 14 requests received, but the row for all places says 15" in said


@pytest.mark.parametrize(
    ("heading", "period"),
    [
        ("Januar bis Juni 2024", "2024 H1"),
        ("1. Juli bis 31. Dezember 2024", "2024 H2"),
        ("2. Halbjahr 2024", "2024 H2"),
        ("January – June 2024", "2024 H1"),
        ("Bericht 2024", "2024"),
    ],
)
def test_the_period_of_a_german_heading(heading: str, period: str) -> None:
    found = periods.in_name(f"report.html, {heading}")
    assert found is not None
    assert found.name == period


def test_two_halves_on_one_page_are_no_two_releases() -> None:
    rows = "<tr><th>Land<th>Anfragen<th>beauskunftet</tr><tr><td>Deutschland<td>10<td>{}</tr>"
    page = "".join(
        f"<h2>{months} 2024</h2><table>{rows.format(given)}</table>"
        for months, given in (("Januar bis Juni", 5), ("Juli bis Dezember", 11))
    )
    found = findings(("report.html", page.encode()))
    assert not [one for one in found if one.rule == "revised"]
    assert broken(found) == {"disclosed-within-received"}


YEARS = """,2021,2022,2023
Requests received,100,120,150
of which disclosed,60,70,90
"""


def test_a_table_with_its_years_as_columns_is_turned() -> None:
    found = findings(("report.csv", YEARS.encode()))
    assert broken(found) == set()
    assert of(found, "disclosed-within-received", holds=True)
    assert of(found, "table-turned", None)
    (said,) = of(findings(("report.csv", YEARS.replace("70", "130").encode())), "disclosed-within-received")
    assert "for 2022 more requests answered with data than received: 130 of 120" in said


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2023", "Change"),
        ("of which disclosed", "Average days"),
        ("of which disclosed,60", "Mail,,,\nof which disclosed,60"),
        ("Requests received", "of which disclosed"),
    ],
    ids=["no period", "one measure", "a heading of a part", "two rows of one name"],
)
def test_a_table_that_is_turned_by_guess_alone_is_not_read(old: str, new: str) -> None:
    done = audit.audit([("report.csv", YEARS.replace(old, new).encode())])
    assert "write a mapping file" in done.unreadable["report.csv"]


SPANISH = """País,Solictudes recibidas,Solicitudes atendidas,Sin datos
España,10,5,5
Francia,4,3,1
Total,14,8,6
"""


def test_a_spanish_header_with_a_misspelt_column() -> None:
    found = findings(("report.csv", SPANISH.encode()))
    (told,) = of(found, "columns-guessed", None)
    assert "“Solictudes recibidas” as requests received, “Solicitudes atendidas” as “solicitudes" in told
    assert broken(found) == set()
    assert not of(found, "column-unknown", None)
    wrong = SPANISH.replace("Francia,4,3", "Francia,4,6")
    assert broken(findings(("report.csv", wrong.encode()))) == {
        "disclosed-within-received",
        "places-to-whole",
        "columns-to-whole",
    }


@pytest.mark.parametrize(
    "columns",
    [
        {"davon mit Daten beantwortet": "810"},
        {"davon mit Daten beantwortet": "810", "davon ohne Daten beantwortet": "0"},
        {"beauskunftet": "800", "davon mit Daten beantwortet": "810"},
        {"nicht beauskunftet": "0", "davon mit Daten beantwortet": "810"},
    ],
    ids=", ".join,
)
@pytest.mark.parametrize("whole", ["", "<tr><td>Gesamt<td>800{}</tr>"], ids=["one row", "with its total"])
def test_more_answers_than_demands_in_one_of_two_halves(columns: Mapping[str, str], whole: str) -> None:
    cells = "".join(f"<td>{one}" for one in columns.values())
    head = "".join(f"<th>{one}" for one in ("Art", "Anfragen", *columns))
    row = "<tr><td>Bestandsdaten<td>{}{}</tr>"
    page = "".join(
        f"<h2>{months} 2024</h2><table><tr>{head}</tr>{rows}</table>"
        for months, rows in (
            ("Januar bis Juni", row.format(900, cells)),
            ("Juli bis Dezember", row.format(800, cells) + whole.format(cells)),
        )
    )
    (said,) = of(findings(("report.html", page.encode())), "disclosed-within-received")
    assert "810 of 800" in said
