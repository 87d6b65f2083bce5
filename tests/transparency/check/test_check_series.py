"""What a publisher's files say against one another: releases, revisions, gaps, rows twice, codes, splits."""

from report_check_samples import MAP, broken, findings, mapped, of, table
from transparency.check.model import Finding

HALVES = MAP.replace('period = "Period"', 'period = "Period"\nending = "half"')
OLD = [("31/12/19", "A", "letter", 5, 2, "", ""), ("30/6/20", "A", "letter", 6, 2, "", "")]
NEW = [("2020-06-30", "A", "letter", 6, 2, "", ""), ("2020-12-31", "A", "letter", 7, 2, "", "")]


def releases(*lists: list[tuple[object, ...]], under: str = HALVES) -> list[Finding]:
    return findings(*((f"r{n}.csv", table(rows)) for n, rows in enumerate(lists)), under=under)


def test_two_releases_that_say_the_same() -> None:
    found = releases(OLD, NEW)
    assert broken(found) == set()
    assert of(found, "revised", holds=True) == [
        "Fennel: r0.csv and r1.csv share 1 row, and no figure in them was changed from one release to the other."
    ]
    (says,) = of(found, "dates-two-ways", holds=None)
    assert "in two ways, “31/12/19” in r0.csv, “2020-06-30” in r1.csv. As text they do not match." in says
    assert of(found, "row-twice") == []


def test_a_revision_is_told_with_both_figures() -> None:
    (says,) = of(releases(NEW, [(NEW[0][0], "A", "letter", 9, 2, "", ""), *OLD[:1]]), "revised", holds=None)
    assert "1 figure changed: 9 became 6 (2020 H1, A, letter, requests received)" in says


def test_renamed_kinds_and_places() -> None:
    old = [*OLD, ("30/6/20", "B", "order", 1, 1, "", "")]
    new = [(*one[:2], "other letter", *one[3:]) for one in NEW]
    found = releases(old, [*new, ("2020-06-30", "B", "order", 1, 1, "", "")])
    assert "“letter” became “other letter”" in of(found, "renamed", holds=None)[0]
    assert of(found, "revised", holds=True)
    # Without one common cell nothing says that two files are releases of one another.
    assert of(releases(OLD, new), "revised", holds=True) == []
    both = [*NEW, ("2020-06-30", "B", "letter", 1, 1, "", "")]
    found = releases([*OLD, ("30/6/20", "B", "letter", 1, 1, "", "")], [*both[:2], ("2020-06-30", "Be", *both[2][2:])])
    assert "“B” became “Be”" in of(found, "renamed", holds=None)[0]


def test_rows_of_one_release_alone() -> None:
    found = releases(
        [*OLD, ("30/6/20", "Q", "letter", 9, 9, "", "")], [*NEW, ("2020-06-30", "Z", "order", 1, 1, "", "")]
    )
    says = of(found, "row-in-one-release", holds=None)
    assert any("only r0.csv has 1 row: 2020 H1, Q, letter" in one for one in says)
    assert any("only r1.csv has 1 row: 2020 H1, Z, order" in one for one in says)


def test_files_without_a_period_can_be_releases_too() -> None:
    under = MAP.replace('period = "Period"\n', "")
    one = [("", "A", "letter", 5, 2, "", "")]
    found = releases(one, [("", "A", "letter", 6, 2, "", "")], under=under)
    assert of(found, "revised", holds=None) == [], "without a period nothing says which release is the later"
    assert of(found, "row-twice") == []


def test_columns_that_another_file_has_are_no_second_release() -> None:
    asked = MAP.split("[columns]")[0] + '[columns]\nreceived = "Asked"\n'
    under = asked.replace('"Asked"', '"Asked"\naccounts = "Accounts"')
    found = findings(
        ("a.csv", table([("2020", "A", "k", 5, "", "", 6)])),
        ("b.csv", table([("2021", "A", "k", 5, "", "", 6)])),
        under=under,
    )
    assert of(found, "revised", holds=True) == []


def test_a_row_twice() -> None:
    rows = [("2020", "A", "k", 5, 1, "", ""), ("2020", "B", "k", 5, 1, "", ""), ("2020", "C", "k", 5, 1, "", "")]
    (says,) = of(mapped([*rows, rows[0]]), "row-twice")
    assert "fennel.csv has 1 row twice, 1 of them with the same figures: rows 2 and 5 (2020, A, k)" in says
    found = mapped([rows[0]] * 4)
    assert of(found, "row-twice") == []
    assert "a column that tells them apart is not known" in of(found, "rows-alike", holds=None)[0]


def period_rows(*periods: str, place: str = "") -> list[tuple[object, ...]]:
    return [(one, place, "", 5, 1, "", "") for one in periods]


def test_a_period_that_the_other_files_have() -> None:
    series = MAP.replace("period =", 'series = "{}"\nperiod =')
    one, other = period_rows("2020 H1", "2021 H1"), period_rows("2020 H1", "2020 H2", "2021 H1", "2021 H2")
    found = releases(one, other, under=series)
    assert (
        "r0.csv has no row for 2020 H2, although other files of the report have it." in of(found, "period-missing")[0]
    )
    assert (
        "r0.csv ends with 2021 H1; other files of the report go on to 2021 H2"
        in of(found, "period-later-elsewhere", holds=None)[0]
    )
    placed = releases(period_rows("2020 H1", "2021 H1", place="A"), period_rows("2020 H2", place="B"), under=MAP)
    assert of(placed, "period-missing") == []
    assert "either none came then, or it was left out" in of(placed, "period-without-rows", holds=None)[0]


def test_periods_that_jump() -> None:
    assert "jump from 2018 to 2020" in of(mapped(period_rows("2017", "2018", "2020")), "period-gap", holds=None)[0]
    assert of(mapped(period_rows("2017", "2018")), "period-gap", holds=None) == []
    odd = period_rows("2020-01-05 to 2020-01-09", "2020-03-05 to 2020-03-09")
    assert of(mapped(odd), "period-gap", holds=None) == []


def test_one_place_written_in_two_ways() -> None:
    under = 'publisher = "F"\nperiod = "Period"\nplace = "Country"\ncode = "Kind"\n[columns]\nreceived = "Asked"\n'
    rows = [("2019", "Czechia", "CZ", 1, "", "", ""), ("2020", "Czech Republic", "CZ", 1, "", "", "")]
    rows += [
        ("2019", "Korea", "KR", 1, "", "", ""),
        ("2020", "Korea", "KP", 1, "", "", ""),
        ("2020", "", "XX", 1, "", "", ""),
    ]
    (says,) = of(mapped(rows, under), "place-two-ways", holds=None)
    assert "CZ: Czech Republic / Czechia, korea: KP / KR" in says


def test_places_that_are_divided_by_kind_while_others_are_not() -> None:
    rows = [("2020", "US", "letter", 1), ("2020", "US", "order", 1), ("2020", "DE", "All", 2)]
    (says,) = of(mapped([(*row, "", "", "") for row in rows]), "divided-unevenly", holds=None)
    assert "from 2020 fennel.csv divides by kind for US only" in says
    more = [(period, *row[1:], "", "", "") for period in ("2020", "2021") for row in rows]
    assert "from 2020 to 2021" in of(mapped(more), "divided-unevenly", holds=None)[0]
    assert of(mapped([(*row, "", "", "") for row in rows[:2]]), "divided-unevenly", holds=None) == []


def test_what_is_kept_apart_without_percentages_or_accounts() -> None:
    under = 'aside = ["kept"]\n' + MAP.split("[columns]")[0] + '[columns]\nreceived = "Asked"\n'
    rows = [
        ("2020", "A", "letter", 5, "", "", ""),
        ("2020", "A", "Kept", 7, "", "", ""),
        ("2020", "All", "", 5, "", "", ""),
    ]
    (says,) = of(mapped(rows, under), "aside-apart", holds=None)
    assert says == (
        "Fennel, 2020: without “Kept” the rows make 5 requests received; these rows make another 7 requests received, "
        "and carry no percentage of answers."
    )
    says = of(mapped([("", *rows[0][1:]), ("", *rows[1][1:])], under), "aside-apart", holds=None)[0]
    assert says.startswith("Fennel: without")
