"""Sheets of past demands: what a header means, what a row counts as, and why one is left out (hazard 1.9)."""

import pytest

from dueprocess.report.history import UNKNOWN, Past, Read, Reader, Tally, guessed

PLACES = {**dict.fromkeys(("germany", "deutschland", "allemagne", "de"), "DE"), "frankreich": "FR", "pakistan": "PK"}


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (
            ["Date", "From", "Agency", "Reference", "Type", "Accounts involved", "Data released"],
            {"day": 0, "authority": 1, "reference": 3, "kind": 4, "targets": 5, "outcome": 6},
        ),
        (
            ["Eingang", "Land", "Behörde", "Aktenzeichen", "Art", "Ergebnis"],
            {"day": 0, "country": 1, "authority": 2, "reference": 3, "kind": 4, "outcome": 5},
        ),
        (
            ["Reçu le", "Pays", "Autorité", "Nature", "Suite", "Comptes"],
            {"day": 0, "country": 1, "authority": 2, "kind": 3, "outcome": 4, "targets": 5},
        ),
        (["Name of the agency that asked", "Our comment"], {"authority": 0}),
        (["", "xyz"], {}),
    ],
)
def test_headers_in_three_languages_are_guessed(header: list[str], found: dict[str, int]) -> None:
    assert guessed(header) == found


def read(
    *rows: list[str], header: str = "date,country,agency,type,outcome,accounts,reference", **more: str
) -> list[Read]:
    return list(Reader(guessed(header.split(",")), PLACES, 2026, **more).read(iter(rows)))


@pytest.mark.parametrize(
    ("row", "past"),
    [
        ("2024-03-09|Germany|Polizeipräsidium|Bestandsdaten|beauskunftet", "2024 DE police disclosure comply"),
        ("9.3.24|Deutschland|StA München, Staatsanwaltschaft|Löschung|abgelehnt", "2024 DE prosecutor content refuse"),
        ("03/09/2019|Allemagne|Tribunal de Paris|retrait|refusé", "2019 DE court content refuse"),
        ("2020|FRANKREICH|Gendarmerie|interception|partiel", "2020 FR police interception partial"),
        ("2020|Atlantis|somebody|??|", "2020 unknown unknown unknown unknown"),
        ("2020|PK|prosecutor|direct_access|no_data", "2020 unknown prosecutor direct_access no_data"),
        ("2020|Pakistan|tax office|freeze of data|no", "2020 PK tax preservation refuse"),
    ],
)
def test_a_row_becomes_codes(row: str, past: str) -> None:
    (one,) = read(row.split("|"))
    year, *codes = past.split()
    assert one.past == Past(int(year), *codes)


def test_what_is_not_taken_says_why_and_what_nobody_knows_is_said() -> None:
    rows = read(
        ["2024-01-01", "Germany", "police", "data", "yes", "3", "A-1"],
        ["2024-01-02", "Germany", "police", "data", "yes", "", "a 1"],
        ["soon", "Germany", "police", "data", "yes"],
        ["2031-01-01", "Germany", "police", "data", "yes"],
        ["Total", "", "", "", "", "3"],
        ["2024-01-01", "Mars", "police"],
    )
    assert [row.why for row in rows] == [
        "",
        "its reference stands in an earlier row",
        "no day or year is read in it",
        "its year cannot be",
        "it adds up other rows",
        "",
    ]
    assert [row.number for row in rows] == [2, 3, 4, 5, 6, 7]
    assert (rows[0].targets, rows[5].doubts) == (3, ("country",))
    tally = Tally()
    for row in rows:
        tally.add(row)
    assert (tally.taken, sum(tally.left.values()), tally.doubts) == (2, 4, {"country": 1})
    assert tally.taken == tally.counts.total()
    assert tally.targets[Past(2024, "DE", "police", "disclosure", "comply")] == 3


def test_of_a_sheet_without_countries_the_person_says_which() -> None:
    (one,) = read(["2024"], header="year", country="DE")
    assert one.past is not None
    assert one.past.country == "DE"
    (other,) = read(["2024"], header="year")
    assert other.past is not None
    assert other.past.country == UNKNOWN
