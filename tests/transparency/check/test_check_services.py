"""Tables that nobody described: several services and kinds in one file, their totals, and how states are written."""

import pytest

from report_check_samples import broken, check, findings, of, table
from transparency.check import place_names

HEAD = ("Product", "Country", "Legal process", "Requests received", "Data disclosed")
ROWS = (
    ("Mail", "Germany", "Subpoena / summons", 10, 7),
    ("Mail", "Germany", "Court order", 5, 5),
    ("Mail", "Germany", "Total", 15, 12),
    ("Mail", "France", "Subpoena / summons", 4, 1),
    ("Mail", "France", "Total", 4, 1),
    ("Mail", "Total", "Total", 19, 13),
    ("Drive", "Germany", "Subpoena / summons", 3, 3),
    ("Drive", "Germany", "Total", 3, 3),
    ("Drive", "Total", "Total", 3, 3),
    ("All products", "Total", "Subpoena / summons", 17, 11),
    ("All products", "Total", "Total", 22, 16),
)


def changed(row: int, column: int, value: object) -> bytes:
    rows = [list(one) for one in ROWS]
    rows[row][column] = value
    return table(rows, HEAD)


def test_services_kinds_and_places_add_up_to_their_totals() -> None:
    found = findings(("a.csv", table(ROWS, HEAD)))
    assert broken(found) == set()
    held = " ".join(of(found, "kinds-to-whole", holds=True) + of(found, "places-to-whole", holds=True))
    assert "Mail: 2 places add up to 19 requests received" in held
    assert (
        "Germany: Subpoena / summons (10) and Court order (5) add up to 15 requests received, as the row “Mail”" in held
    )
    assert "Mail (19) and Drive (3) add up to 22 requests received, as the row for all kinds says" in held
    told = next(one.says for one in found if one.rule == "columns-guessed")
    assert "“Product” as the service, “Legal process” as the kind" in told


@pytest.mark.parametrize(
    ("row", "rule", "says"),
    [
        (2, "kinds-to-whole", "Germany: Subpoena / summons (10) and Court order (5) add up to 15 requests received"),
        (5, "places-to-whole", "Mail: 2 places add up to 19 requests received, but the row for all places says 90"),
        (8, "places-to-whole", "Drive: 1 place adds up to 3 requests received, but the row for all places says 90"),
        (10, "places-to-whole", "3 places add up to 22 requests received, but the row for all places says 90"),
    ],
)
def test_a_total_that_is_wrong_is_found_where_it_stands(row: int, rule: str, says: str) -> None:
    assert any(says in one for one in of(findings(("a.csv", changed(row, 3, 90))), rule))


def test_one_kind_over_all_services() -> None:
    rows = [
        ("Mail", "2024", "Order", 5, 1),
        ("Drive", "2024", "Order", 6, 2),
        ("All services", "2024", "Order", 12, 3),
    ]
    under = 'period = "Year"\nkind = "Kind"\nservice = "Product"\n[columns]\nreceived = "Asked"\ndisclosed = "Given"\n'
    found = findings(("a.csv", table(rows, ("Product", "Year", "Kind", "Asked", "Given"))), under=under)
    (says,) = of(found, "kinds-to-whole")
    assert "Mail (5) and Drive (6) add up to 11 requests received, but the row “all services · Order” says 12" in says


def test_services_without_a_row_of_their_own_add_up_to_the_whole() -> None:
    rows = [
        ("Mail", "Germany", "Order", 5, 1),
        ("Mail", "France", "Order", 7, 1),
        ("Drive", "Germany", "Order", 6, 2),
        ("Total", "Total", "Total", 18, 4),
    ]
    found = findings(("a.csv", table(rows, HEAD)))
    assert any("3 places add up to 18" in one for one in of(found, "places-to-whole", holds=True))
    rows[3] = ("Total", "Total", "Total", 19, 4)
    assert "places-to-whole" in broken(findings(("a.csv", table(rows, HEAD))))


def test_a_column_of_texts_is_a_kind_if_it_repeats_and_a_note_if_not() -> None:
    rows = [("2024", "police", 5, 2, "see below"), ("2024", "court", 4, 1, "by post"), ("2024", "Total", 9, 3, "all")]
    rows += [("2025", "police", 5, 2, "a"), ("2025", "court", 4, 1, "b"), ("2025", "Total", 10, 3, "c")]
    found = findings(("a.csv", table(rows, ("Year", "Sender", "Requests", "Disclosed", "Words"))))
    (says,) = of(found, "kinds-to-whole")
    assert "2025: police (5) and court (4) add up to 9 requests received" in says
    assert any("Words" in one.says for one in found if one.rule == "column-unknown")


def test_german() -> None:
    head = ("Zeitraum", "Bundesland", "Art der Anfrage", "Anfragen", "davon beauskunftet", "Betroffene Anschlüsse")
    rows = [
        ("1. Halbjahr 2024", "Bayern", "Bestandsdaten", "1.210", "1.100", "1.300"),
        ("1. Halbjahr 2024", "Bayern", "Verkehrsdaten", "90", "80", "95"),
        ("1. Halbjahr 2024", "Bayern", "Summe", "1.300", "1.180", "1.395"),
        ("1. Halbjahr 2024", "Gesamt", "Summe", "1.301", "1.180", "1.395"),
    ]
    done = check(("a.csv", table(rows, head)))
    (report,) = done.reports
    assert report.plain()["period"] == {"from": "2024-01-01", "until": "2024-06-30"}
    found = report.findings
    assert "1 place adds up to 1,300 requests received, but the row for all places says 1,301" in " ".join(
        of(found, "places-to-whole")
    )
    assert broken(found) == {"places-to-whole"}


def test_one_state_under_two_spellings_and_a_cell_that_names_five() -> None:
    names = ("South Korea", "Korea, Republic of", "Türkiye", "turkey", "Austria, Belgium, France, Italy and Spain")
    rows = [("2024", name, 1, 1) for name in (*names, "Trinidad and Tobago", "Congo, Republic of the", "Total")]
    rows[-1] = ("2024", "Total", 7, 7)
    found = findings(("a.csv", table(rows, ("Year", "Country", "Requests", "Disclosed"))))
    (twice,) = of(found, "place-spelled-twice", holds=None)
    assert "“South Korea” and “Korea, Republic of”, “Türkiye” and “turkey”" in twice
    (cell,) = of(found, "places-in-one-cell", holds=None)
    assert "“Austria, Belgium, France, Italy and Spain” (row 6, 5 places)" in cell


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("Germany", 0),
        ("Saint Vincent and the Grenadines", 0),
        ("Bosnia and Herzegovina", 0),
        ("Korea, Democratic People's Republic of", 0),
        ("Tanzania, United Republic of", 0),
        ("Bonaire, Sint Eustatius and Saba", 0),
        ("Saint Helena, Ascension and Tristan da Cunha", 0),
        ("Belgium; Netherlands; Luxembourg", 3),
        ("Belgium / Netherlands / Luxembourg", 3),
        ("Deutschland, Österreich und Schweiz", 3),
        ("", 0),
        (", , ,", 0),
    ],
)
def test_what_is_a_list_of_places(name: str, count: int) -> None:
    assert place_names.several(name) == count


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("USA", "United States of America"),
        ("U.S.", "the United States"),
        ("Côte d'Ivoire", "Ivory Coast"),
        ("Bosnia & Herzegovina", "Bosnia and Herzegovina"),
        ("Hong Kong (SAR)", "Hong Kong"),
        ("Russian Federation", "RUSSIA"),
        ("Südkorea", "Korea (South)"),
    ],
)
def test_spellings_of_one_state(one: str, other: str) -> None:
    assert place_names.state(one) == place_names.state(other)


def test_states_that_are_not_one() -> None:
    names = ("North Korea", "South Korea", "Congo", "DRC", "Guinea", "Guinea-Bissau", "Niger", "Nigeria", "Oman")
    assert len({place_names.state(name) for name in names}) == len(names)
