"""What one row says against itself: given and asked for, percents, accounts, columns, bands, odd cells."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report_check_samples import MAP, broken, findings, mapped, of, table
from transparency.check.model import Finding


def one(asked: object = "", given_: object = "", share: object = "", accounts: object = "") -> list[Finding]:
    return mapped([("2020", "A", "", asked, given_, share, accounts)])


def test_more_given_than_asked_for() -> None:
    (says,) = of(one(183, 269), "disclosed-within-received")
    assert says == (
        "Fennel reports for 2020 more requests answered with data than received: 269 of 183 (A). That cannot be, "
        "unless the two columns count different periods."
    )
    assert broken(one(183, 183)) == set()
    assert of(one("0-249", 200), "disclosed-within-received", holds=True) == []
    assert of(one("0-249", 300), "disclosed-within-received")
    assert of(one("500+", 300), "disclosed-within-received", holds=True)
    assert broken(one("", 300)) == broken(one("500+", "900+")) == set()
    rows = [("2020", "A", "", 1, 2, "", ""), ("2020", "B", "", 2, 2, "", "")]
    assert "in the other 1 row" in of(mapped(rows), "disclosed-within-received", holds=True)[0]
    assert (
        "2 of 1. That"
        in of(
            findings(
                (
                    "x.csv",
                    table([[1, 2]], ("Requests", "Requests disclosed"))
                    .replace(b"Requests,", b"Year,Requests,")
                    .replace(b"1,2", b",1,2"),
                )
            ),
            "disclosed-within-received",
        )[0]
    )


@pytest.mark.parametrize(
    ("asked", "share", "holds"),
    [
        (16, "63%", True),  # 10 of 16 is 62.5
        (16, "61%", False),
        (32, "13%", True),
        (3, "33%", True),
        (3, "34%", False),
        (3, "33.3%", True),
        (3, "33.4%", False),
        (7, "150%", False),
        (7, "-1%", False),
        (0, "0%", True),
        (0, "10%", False),
        (400, "77%", True),
        (100, "77%", True),
        ("11,000 - 12,000", "79%", True),
        ("500+", "79%", True),
        ("1-3", "40%", False),
        ("1-5", "40%", True),
        ("0-3", "0%", True),
    ],
)
def test_a_percent_that_its_count_can_make(asked: object, share: str, holds: bool) -> None:  # noqa: FBT001
    found = one(asked, "", share)
    assert bool(of(found, "percent-feasible")) is not holds
    assert bool(of(found, "percent-feasible", holds=True)) is holds


def test_a_percent_against_the_number_that_is_stated() -> None:
    assert broken(one(16, 10, "63%")) == set()
    assert broken(one(16, 9, "63%")) == {"percent-feasible"}
    assert broken(one("10-16", 9, "63%")) == {"percent-feasible"}
    assert broken(one("10-16", 10, "63%")) == set()
    assert broken(one(16, "9-10", "63%")) == set()


def test_percents_that_halves_to_even_or_cutting_makes() -> None:
    def shares(*cells: tuple[int, str]) -> list[Finding]:
        return mapped([("2020", f"P{n}", "", asked, "", share, "") for n, (asked, share) in enumerate(cells)])

    (says,) = of(shares((16, "62%"), (8, "38%")), "percent-rounding", holds=None)
    assert "halves are rounded to the even number" in says
    (says,) = of(shares((3, "66%"), (6, "16%")), "percent-rounding", holds=None)
    assert "cut off" in says
    (says,) = of(shares((3, "35%"), (6, "16%")), "percent-feasible")
    assert "35 % of 3 (P0)" in says


def test_only_half_up_makes_it() -> None:
    (says,) = of(one(16, "", "63%"), "rounded-half-up", holds=None)
    assert "A: 63 % of 16 is 10 of 16" in says
    assert of(one(16, 10, "63%"), "rounded-half-up", holds=None)
    assert of(one(16, "", "38%"), "rounded-half-up", holds=None) == [], "6 of 16 is 37.5, to the even number 38"
    assert of(one(2, "", "50%"), "rounded-half-up", holds=None) == []
    assert of(one("", "", "50%"), "rounded-half-up", holds=None) == []


@given(st.integers(1, 3000), st.data(), st.integers(0, 2))
def test_every_percent_that_was_made_is_found(asked: int, data: st.DataObject, decimals: int) -> None:
    part = data.draw(st.integers(0, asked))
    scale = 10**decimals
    exact = Fraction(100 * part * scale, asked)
    units = int(exact + Fraction(1, 2))
    share = f"{units // scale}.{units % scale:0{decimals}d}%" if decimals else f"{units}%"
    assert broken(one(asked, part, share)) == set()
    assert broken(one(asked, "", share)) == set()


@given(st.integers(1, 60), st.integers(0, 100))
def test_a_percent_that_none_makes_is_a_break(asked: int, share: int) -> None:
    made = {int(Fraction(100 * part, asked) + Fraction(1, 2)) for part in range(asked + 1)}
    even = {round(Fraction(100 * part, asked)) for part in range(asked + 1)}
    cut = {100 * part // asked for part in range(asked + 1)}
    found = one(asked, "", f"{share}%")
    assert bool(of(found, "percent-feasible", holds=True)) == (share in made)
    assert bool(of(found, "percent-feasible")) == (share not in made | even | cut)


def test_shares_of_one_and_mixed_precision() -> None:
    rows = [
        ("2020", "A", "", 3, "", "0.33", ""),
        ("2020", "B", "", 4, "", "0.25", ""),
        ("2020", "C", "", 4, "", "1", ""),
    ]
    assert broken(mapped(rows)) == set()
    rows[0] = ("2020", "A", "", 3, "", "0.35", "")
    assert broken(mapped(rows)) == {"percent-feasible"}
    mixed = [("2020", "A", "", 3, "", "33%", ""), ("2020", "B", "", 8, "", "12.5%", "")]
    assert "as exact as each is written" in of(mapped(mixed), "percent-feasible", holds=True)[0]


def test_the_percent_of_a_total() -> None:
    def shares(total: str, second: str = "50%", asked: object = 10) -> list[Finding]:
        rows = [("2020", "A", "", 10, "", "50%", ""), ("2020", "B", "", asked, "", second, "")]
        return mapped([*rows, ("2020", "TOTAL", "", 20, "", total, "")])

    assert of(shares("50%"), "percent-of-total", holds=True)
    (says,) = of(shares("60%"), "percent-of-total")
    assert says == "Fennel, 2020: 60 % of 20 is 12 to 12 answers; the percentages of the places make 10 to 10."
    assert of(shares("45%"), "percent-of-total")
    assert "at least 5" in of(shares("60%", ""), "percent-of-total", holds=None)[0]
    assert of(shares("20%", ""), "percent-of-total")
    assert of(shares("25%", "", "-"), "percent-of-total", holds=True)
    assert of(shares(""), "percent-of-total", holds=True) == []
    assert (
        of(mapped([("2020", "A", "", "", "", "", ""), ("2020", "All", "", 1, "", "0%", "")]), "percent-of-total") == []
    )


def test_accounts_against_demands() -> None:
    assert of(one(3, "", "", 5), "accounts-against-demands", holds=True)
    assert "5 (A). That cannot be." in of(one(0, "", "", 5), "accounts-need-demands")[0]
    assert "3 in 5 (A)" in of(one(5, "", "", 3), "fewer-accounts-than-demands", holds=None)[0]
    assert broken(one(0, "", "", 0)) == broken(one("0-249", "", "", 5)) == broken(one(5, "", "", "")) == set()
    rows = [("", "", "", 5, "", "", 3)]
    assert "3 in 5 (row 2)" in of(mapped(rows), "fewer-accounts-than-demands", holds=None)[0]


PARTS = (
    MAP.split("[columns]")[0]
    + '[columns]\nreceived = "Asked"\n[[column]]\nname = "Given"\nmeasure = "given"\npart_of = "received"\n'
    + '[[column]]\nname = "Accounts"\nmeasure = "refused"\npart_of = "received"\n'
)


def test_columns_that_are_parts_of_another() -> None:
    rows = [("2020", "A", "", 5, 3, "", 2), ("2020", "B", "", 5, "", "", 2), ("2020", "C", "", "0-9", 3, "", 2)]
    found = mapped(rows, PARTS)
    assert broken(found) == set()
    assert "“Given” + “Accounts” make “Asked” in 1 row of fennel.csv" in of(found, "columns-to-whole", holds=True)[0]
    found = mapped([("2020", "A", "", 6, 3, "", 2)], PARTS)
    assert of(found, "columns-to-whole") == ["Fennel, 2020, A: “Given” + “Accounts” is 3 + 2, but “Asked” says 6."]
    alone = PARTS.replace('received = "Asked"\n', 'accounts = "Asked"\n')
    assert of(mapped(rows, alone), "columns-to-whole", holds=True) == []


def test_a_percent_of_several_columns() -> None:
    under = PARTS.replace('part_of = "received"', 'part_of = "disclosed"').replace(
        "[columns]", '[columns]\npercent = "Share"'
    )
    assert broken(mapped([("2020", "A", "", 10, 3, "50%", 2)], under)) == set()
    assert broken(mapped([("2020", "A", "", 10, 3, "60%", 2)], under)) == {"percent-feasible"}
    assert broken(mapped([("2020", "A", "", 10, "", "60%", 2)], under)) == set()


@pytest.mark.parametrize(
    ("cell", "rule", "holds"),
    [
        ("-3", "negative", False),
        ("3.5", "fraction", False),
        ("249-0", "band-reversed", False),
        ("0-249", "band", None),
        ("500+", "band", None),
        ("1*", "mark-on-figure", None),
        ("-", "dash", None),
        ("many", "unreadable", None),
        ("", "blank-not-zero", None),
    ],
)
def test_cells_that_are_no_plain_number(cell: str, rule: str, holds: bool | None) -> None:  # noqa: FBT001
    (says,) = (
        of(one(cell), rule, holds=holds) if rule != "blank-not-zero" else of(one(cell, 1, "1%", 1), rule, holds=holds)
    )
    assert "fennel.csv" in says


def test_a_blank_is_told_beside_zeros_and_by_kind() -> None:
    rows = [("2020", "A", "preservation", "", 1, "1%", 1), ("2020", "B", "letter", 0, 0, "0%", 0)]
    (says,) = of(mapped(rows), "blank-not-zero", holds=None)
    assert "blank in 1 row of fennel.csv (preservation) and zero in 1 others" in says


def test_many_odd_cells_are_counted() -> None:
    (says,) = of(mapped([("2020", f"P{n}", "", "1*", "", "", "") for n in range(9)]), "mark-on-figure", holds=None)
    assert "and 3 more in fennel.csv" in says


BANDS = 'publisher = "F"\nperiod = "Period"\nkind = "Kind"\nbands = "us-1874"\n[columns]\nreceived = "Asked"\n'


@pytest.mark.parametrize(
    ("cells", "period", "holds"),
    [
        (["0-249", "250-499", "0", ""], "2020 H1", True),
        (["0-999", "1000-1999"], "2020 H1", True),
        (["0-99", "100-199"], "2020", True),
        (["0-99", "100-199"], "2020 H1", False),
        (["0-99", "100-199"], "when", True),
        (["0-249", "250-499", "500-999"], "2020 H1", False),
        (["1-250", "251-500"], "2020 H1", False),
        (["0-199", "200-399"], "2020 H1", False),
        (["0-249", "17"], "2020 H1", False),
        (["0-249", "500+"], "2020 H1", False),
        (["5", "6"], "2020 H1", None),
    ],
)
def test_bands_of_the_law(cells: list[str], period: str, holds: bool | None) -> None:  # noqa: FBT001
    found = mapped([(period, "", f"k{n}", cell, "", "", "") for n, cell in enumerate(cells)], BANDS)
    assert [one.holds for one in found if one.rule == "bands-valid"] == ([] if holds is None else [holds])
