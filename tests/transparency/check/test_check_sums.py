"""Parts and wholes: what adds up, what does not, and what the arithmetic leaves open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report_check_samples import MAP, broken, mapped, of, table
from transparency.check.model import Finding

PLACES = [("2020", "A", "", 5, 3, "", 7), ("2020", "B", "", 6, 3, "", 8)]


def totals(*whole: object) -> list[Finding]:
    return mapped([*PLACES, ("2020", "TOTAL", "", *whole)])


def test_places_make_their_total() -> None:
    found = totals(11, 6, "", 15)
    assert broken(found) == set()
    assert len(of(found, "places-to-whole", holds=True)) == 3
    assert "2 places add up to 11 requests received" in of(found, "places-to-whole", holds=True)[0]


def test_one_less_or_more_is_named_with_both_figures() -> None:
    (says,) = of(totals(12, 6, "", 15), "places-to-whole")
    assert says == (
        "Fennel, 2020: 2 places add up to 11 requests received, but the row for all places says 12. "
        "That cannot be, unless the list of places leaves some out or counts something else."
    )
    (says,) = of(totals(4, 6, "", 15), "places-to-whole")
    assert "One of the parts alone, 6, is more than the whole." in says


def test_accounts_are_a_bound_and_no_sum() -> None:
    found = totals(11, 6, "", 14)
    assert "one and the same may count in several parts" in of(found, "places-to-whole", holds=None)[0]
    (says,) = of(totals(11, 6, "", 16), "places-to-whole")
    assert "More accounts in the whole than in all its parts together cannot be." in says
    (says,) = of(totals(11, 6, "", 7), "places-to-whole")
    assert "8, is more than the whole" in says


@pytest.mark.parametrize(
    ("cell", "whole", "holds"),
    [
        ("0-249", "200", None),
        ("0-249", "300", False),
        ("", "300", None),
        ("", "5", False),
        ("500+", "900", None),
        ("500+", "400", False),
        ("-", "6", True),
        ("5", "0-249", None),
        ("5", "250-499", False),
        ("5", "500+", False),
        ("5", "many", "none"),
        ("5", "", "none"),
    ],
)
def test_bands_and_blanks_decide_only_what_they_can(cell: str, whole: str, holds: object) -> None:
    rows = [
        ("2020", "A", "", cell, "", "", ""),
        ("2020", "B", "", 6, "", "", ""),
        ("2020", "All", "", whole, "", "", ""),
    ]
    found = [one for one in mapped(rows) if one.rule == "places-to-whole" and one.measure == "received"]
    assert [one.holds for one in found] == ([] if holds == "none" else [holds])


def test_figures_that_are_rounded_need_not_add_up() -> None:
    rows = [("2020", name, "", 50 * n, "", "", "") for n, name in enumerate("ABCDEFG", 1)]
    found = mapped([*rows, ("2020", "Total", "", 1450, "", "", "")])
    assert broken(found) == set()
    assert "figures are rounded" in of(found, "places-to-whole", holds=None)[0]
    assert broken(mapped([*rows, ("2020", "Total", "", 1650, "", "", "")])) == {"places-to-whole"}
    assert broken(mapped([*rows, ("2020", "Total", "", 1100, "", "", "")])) == {"places-to-whole"}
    assert (
        "figures are rounded"
        in of(mapped([*rows, ("2020", "Total", "", 1350, "", "", "")]), "places-to-whole", holds=None)[0]
    )


def test_kinds_make_their_total_and_a_grand_total_is_made_of_both() -> None:
    rows = [
        ("2020", "A", "letter", 2, "", "", ""),
        ("2020", "A", "order", 3, "", "", ""),
        ("2020", "A", "All", 5, "", "", ""),
        ("2020", "B", "letter", 1, "", "", ""),
        ("2020", "B", "order", 1, "", "", ""),
        ("2020", "Total", "", 7, "", "", ""),
    ]
    assert broken(mapped(rows)) == set()
    rows[2] = ("2020", "A", "All", 6, "", "", "")
    (says,) = of(mapped(rows), "kinds-to-whole")
    assert says.startswith(
        "Fennel, 2020, A: letter (2) and order (3) add up to 5 requests received, but the row for all"
    )
    del rows[2]
    assert broken(mapped(rows)) == set()
    rows[-1] = ("2020", "Total", "", 9, "", "", "")
    assert broken(mapped(rows)) == {"places-to-whole"}


def test_what_is_kept_apart_is_in_no_total() -> None:
    under = 'aside = ["Preservation"]\n' + MAP
    rows = [
        ("2020", "A", "letter", 2, "", "", ""),
        ("2020", "A", "preservation", 9, "", "", ""),
        ("2020", "A", "All", 2, "", "", ""),
        ("2020", "Total", "", 2, "", "", ""),
    ]
    found = mapped(rows, under)
    assert broken(found) == set()
    rows[1] = ("2020", "A", "preservation", 9, "", "100%", "")
    assert broken(mapped(rows, under)) == {"aside-apart"}
    rows.pop(0)
    assert of(mapped(rows[:1], under), "aside-apart") == []


def test_two_kinds_written_differently_are_one() -> None:
    rows = [("2020 H1", "A", "Letter", 2, "", "", ""), ("2020 H2", "A", "letter ", 3, "", "", "")]
    assert broken(mapped([*rows, ("2020", "A", "LETTER", 6, "", "", "")])) == {"periods-to-whole"}


def halves(one: object, two: object, year: object, *more: tuple[object, ...], under: str = MAP) -> list[Finding]:
    rows = [("2020 H1", "A", "", *one), ("2020 H2", "A", "", *two), ("2020", "A", "", *year)]
    return mapped([*rows, *more], under)


def test_halves_make_the_year() -> None:
    assert broken(halves((1, 1, "", 1), (2, 2, "", 2), (3, 3, "", 3))) == set()
    undated = ("soon", "A", "", 9, 9, "", 9)
    assert broken(halves((1, 1, "", 1), (2, 2, "", 2), (3, 3, "", 3), undated)) == set()
    found = halves((1, 1, "", 1), (2, 2, "", 2), (4, 3, "", 3))
    assert (
        "2020 H1 (1) and 2020 H2 (2) add up to 3 requests received, but the figure for 2020 says 4"
        in of(found, "periods-to-whole")[0]
    )
    found = halves((1, 1, "", 3), (2, 2, "", 3), (3, 3, "", 5))
    assert broken(found) == set(), "one account may be asked about in both halves"
    assert of(found, "periods-to-whole", holds=None)


def test_a_row_that_is_missing_counts_as_none_only_where_the_publisher_says_so() -> None:
    rows = [("2020 H1", "A", "", 1), ("2020 H2", "B", "", 2), ("2020", "A", "", 3), ("2020", "B", "", 2)]
    wide = [(*row, "", "", "") for row in rows]
    assert broken(mapped(wide)) == set()
    found = mapped(wide, "absent_is_none = true\n" + MAP)
    (says,) = of(found, "periods-to-whole")
    assert "2020 H1 (1) and 2020 H2 (no row) add up to 1" in says
    assert "Either the row for 2020 H2 was left out, or one of the figures is wrong." in says
    assert "(No row for 2020 H1: taken as none.)" in of(found, "periods-to-whole", holds=True)[0]
    alone = [("2020", "A", "", 3, "", "", ""), ("2020 H1", "B", "", 2, "", "", ""), ("2020 H2", "B", "", 2, "", "", "")]
    assert broken(mapped(alone, "absent_is_none = true\n" + MAP)) == set(), "A has no half at all"


def test_many_that_hold_are_told_together() -> None:
    rows = [(f"20{n} H{h}", place, "", n, "", "", "") for n in range(10, 30) for h in (1, 2) for place in "AB"]
    rows += [(f"20{n}", place, "", 2 * n, "", "", "") for n in range(10, 30) for place in "AB"]
    rows += [(f"20{n} H1", "Total", "", 2 * n, "", "", "") for n in range(10, 30)]
    found = mapped(rows)
    assert broken(found) == set()
    (says,) = [one for one in of(found, "periods-to-whole", holds=True) if "halves" in one]
    assert "2 halves add up to the longer period in all 40 places and periods that can be compared" in says
    assert "places add up to the row for all of them in all 20 sums" in of(found, "places-to-whole", holds=True)[0]


def test_quarters_and_odd_parts_are_named() -> None:
    quarters = [(f"2020 Q{n}", place, "", n, "", "", "") for n in (1, 2, 3, 4) for place in "AB"]
    years = [("2020", place, "", 10, "", "", "") for place in "AB"]
    assert "4 quarters add up" in of(mapped([*quarters, *years]), "periods-to-whole", holds=True)[0]
    odd = [(f"2020 {part}", place, "", 5, "", "", "") for part in ("H1", "Q3", "Q4") for place in "AB"]
    years = [("2020", place, "", 15, "", "", "") for place in "AB"]
    assert "3 parts add up" in of(mapped([*odd, *years]), "periods-to-whole", holds=True)[0]
    months = [(f"2020-{n:02}", "", "", 1, "", "", "") for n in range(1, 13)]
    found = mapped([*months, ("2020", "", "", 12, 1, "", "")])
    assert (
        "12 parts add up to 12 requests received, as the figure for 2020 says"
        in of(found, "periods-to-whole", holds=True)[0]
    )
    whole = [("2020 H1", "", k, 1, "", "", "") for k in "xy"] + [("2020 H2", "", k, 1, "", "", "") for k in "xy"]
    found = mapped([*whole, *[("2020", "", k, 2, "", "", "") for k in "xy"]])
    assert (
        "2 halves add up to 2020 in all 2 figures that can be compared" in of(found, "periods-to-whole", holds=True)[0]
    )


NOTICE = MAP.replace("[columns]", 'split = "notice"\n[columns]').replace('received = "Asked"\n', "")


def two(*notices: object, kinds: tuple[object, ...] = (4, 6)) -> list[Finding]:
    from transparency.check import audit, mapping

    one = table([("2020", "", f"k{n}", 9, given, "", "") for n, given in enumerate(kinds)])
    other = table([("2020", "", f"n{n}", "", given, "", "") for n, given in enumerate(notices)])
    report = audit.Report("Fennel")
    for name, data, under in (("kinds.csv", one, MAP), ("notices.csv", other, NOTICE)):
        for part in audit.audit([(name, data)], mapping.read(under.encode())).reports:
            report.tables += part.tables
    return list(audit._check(report, []))  # noqa: SLF001 - two mappings at once


def test_two_ways_to_divide_one_whole_agree() -> None:
    (says,) = of(two(7, 3), "splits-agree", holds=True)
    assert says == (
        "Fennel, 2020, requests answered with data: n0 7 + n1 3 = 10 in one table, and k0 4 + k1 6 = 10 in another; "
        "they agree."
    )
    (says,) = of(two(7, 2), "splits-agree")
    assert "one table makes n0 7 + n1 2 = 9, another k0 4 + k1 6 = 10. That cannot be" in says
    assert of(two(9, 3), "splits-agree")
    assert "decides nothing" in of(two("0-249", 2), "splits-agree", holds=None)[0]
    assert of(two("", 2), "splits-agree", holds=None)
    assert "none" in of(two("-", 10), "splits-agree", holds=True)[0]
    assert "8 figures" in of(two(7, 3, kinds=(1, 2, 3, 4, 0, 0, 0, 0)), "splits-agree", holds=True)[0]


def test_more_given_than_received_in_another_file() -> None:
    asked = 'publisher = "F"\nperiod = "Period"\nplace = "Country"\n[columns]\nreceived = "Asked"\n'
    given = 'publisher = "F"\nperiod = "Period"\nplace = "Country"\nkind = "Kind"\n[columns]\ndisclosed = "Given"\n'
    from transparency.check import audit, mapping

    def both(*cells: object) -> list[Finding]:
        report = audit.Report("F")
        one = table([("2020", "A", "", cells[0], "", "", ""), ("2020", "B", "", 1, "", "", "")])
        other = table([("2020", "A", kind, cell, cell, "", "") for kind, cell in zip("xy", cells[1:], strict=True)])
        for name, data, under in (("asked.csv", one, asked), ("given.csv", other, given)):
            report.tables += audit.audit([(name, data)], mapping.read(under.encode())).reports[0].tables
        return list(audit._check(report, []))  # noqa: SLF001 - two mappings at once

    assert of(both(5, 3, 2), "disclosed-within-received", holds=True)
    (says,) = of(both(5, 3, 3), "disclosed-within-received")
    assert says == (
        "F, 2020, A: 6 requests answered with data, but only 5 requests received. That cannot be, unless the two "
        "files count different periods."
    )
    assert of(both("0-249", 3, 3), "disclosed-within-received") == []
    assert of(both("", 3, 3), "disclosed-within-received") == []


# --- random tables ---------------------------------------------------------------------------------------------------

COUNTS = st.lists(st.integers(0, 500), min_size=4, max_size=4)


def consistent(counts: list[list[int]]) -> list[list[object]]:
    """Rows of two halves and their year, for each place and all of them, with percents that can be."""
    rows: list[list[object]] = []
    for period, pick in (("2020 H1", (0,)), ("2020 H2", (1,)), ("2020", (0, 1))):
        sums = [0, 0]
        for n, (one, two, three, four) in enumerate(counts):
            asked = sum((one, two)[at] for at in pick) + sum((three, four)[at] for at in pick)
            given = sum((one, two)[at] for at in pick)
            rows.append([period, f"P{n}", "", asked, given, share(given, asked), asked])
            sums = [sums[0] + asked, sums[1] + given]
        rows.append([period, "TOTAL", "", *sums, share(sums[1], sums[0]), sums[0]])
    return rows


def share(part: int, whole: int) -> str:
    return f"{(200 * part + whole) // (2 * whole)}%" if whole else ""


@given(st.lists(COUNTS, min_size=2, max_size=6))
def test_a_consistent_table_has_no_break(counts: list[list[int]]) -> None:
    assert broken(mapped(consistent(counts))) == set()


@given(st.lists(COUNTS, min_size=2, max_size=6), st.data())
def test_one_changed_cell_is_named(counts: list[list[int]], data: st.DataObject) -> None:
    rows = consistent(counts)
    at = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.sampled_from([3, 4]))
    rows[at][column] = int(str(rows[at][column])) + data.draw(st.integers(1001, 5000)) * 1000 + 1
    found = [one for one in mapped(rows) if one.holds is False]
    assert found
    cells = {(where.row, where.column) for one in found for where in one.where}
    assert {row for row, _ in cells} & {at + 2}, "the row that was changed is among those that are pointed to"
