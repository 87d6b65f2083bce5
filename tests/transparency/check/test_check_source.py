"""Bytes become rows, with limits: unknown bytes are kept and told, and nothing raises but what says what to do."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.report import own_form
from report_check_samples import HEAD, MAP, broken, check, findings, mapped, of, table
from transparency.check import audit, known, mapping, shape, source
from transparency.check.model import Column, Layout

ROW = ("2020", "A", "k", 5, 3, "60%", 7)


def refused(data: bytes, name: str = "x.csv") -> str:
    done = check((name, data))
    assert done.reports == []
    return done.unreadable[name]


def test_a_byte_order_mark_and_utf_16() -> None:
    plain = table([ROW])
    assert of(findings(("x.csv", b"\xef\xbb\xbf" + plain), under=MAP), "byte-order-mark", holds=None)
    for name, mark in (("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")):
        found = findings(("x.csv", mark + plain.decode().encode(name)), under=MAP)
        assert of(found, "byte-order-mark", holds=None)
        assert of(found, "percent-feasible", holds=True)
    assert of(findings(("x.csv", plain), under=MAP), "byte-order-mark", holds=None) == []


def test_damaged_bytes_are_kept_and_told() -> None:
    rows = table([ROW, ("2020", "C_te", "k", 1, 1, "100%", 1)]).replace(b"C_te", b"C\x93te d'Ivoire \x89")
    (says,) = of(findings(("x.csv", rows), under=MAP), "damaged-bytes", holds=None)
    assert "2 damaged bytes in 1 row, the first in row 3" in says
    assert "C\\x93te d'Ivoire" in says
    whole = table([("2020", "Côte d'Ivoire", "k", 1, 1, "100%", 1)])
    assert of(findings(("x.csv", whole), under=MAP), "damaged-bytes", holds=None) == []


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_other_delimiters(mark: str) -> None:
    data = table([ROW]).replace(b",", mark.encode())
    assert of(findings(("x.csv", data), under=MAP), "percent-feasible", holds=True)


def test_lines_above_the_header() -> None:
    data = b"Transparency report\r\n\r\nSecond half\r\n" + table([ROW])
    found = findings(("x.csv", data), under=MAP)
    assert "2 lines above its header" in of(found, "lines-above-header", holds=None)[0]
    assert of(found, "percent-feasible", holds=True)


def test_names_that_stand_twice_in_a_header() -> None:
    sheet = source.read("x.csv", b"a, count ,count,count\n1,2,3,4\n")
    assert sheet.header == ["a", "count", "count (2)", "count (3)"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no rows"),
        (b"\n\n", "no rows"),
        (b'a,b\n"never closed\n', "columns (a, b) do not say what they are"),
        (b"a,b\n" + b"x" * 200_000 + b",1\n", "no CSV from row"),
        (b"a,b\n" + b"x" * 30_000 + b",1\n", "passes a limit"),
        (b",".join([b"c"] * 500) + b"\n", "passes a limit"),
        (b"x" * (source.MAX_BYTES + 1), "longer than 64 MiB"),
        (b"PK\x03\x04rest", "save each sheet as CSV"),
        (b"%PDF-1.7", "save each sheet as CSV"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"a": 1', "begins like JSON and is none"),
        (b"[1, 2]", "without a list of objects"),
        (b'{"a": 1}', "without a list of objects"),
        (b"{}", "without a list of objects"),
        (b'{"a": "' + b"9" * 5000 + b'"}', "without a list of objects"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, says: str) -> None:
    assert says in refused(data)


def test_json_in_its_shapes() -> None:
    row = {"Year": 2020, "Country": "A", "Requests": 5, "Disclosed": 6, "Note": None, "More": [1], "Yes": True}
    for value in ([row, 3], {"rows": [row, 3], "title": "x"}, {"A": [row, 3], "B": [row | {"Disclosed": 1}]}):
        found = findings(("x.json", json.dumps(value).encode()))
        assert "6 of 5" in of(found, "disclosed-within-received")[0]


def test_a_field_twice_in_json() -> None:
    found = findings(("x.json", b'[{"Year": "2020", "Requests": 5, "Requests": 7}]'))
    assert "“Requests”" in of(found, "field-twice")[0]


def test_long_and_strange_numbers_in_json() -> None:
    data = b'[{"Year": "2020", "Requests": ' + b"9" * 100_000 + b"}]"
    assert "passes a limit" in refused(data, "x.json")
    found = findings(("x.json", b'[{"Year": "2020", "Requests": NaN}, {"Year": 2021, "Requests": 1e400}]'))
    assert "“NaN”" in of(found, "unreadable", holds=None)[0]


def test_rows_that_are_not_as_wide_as_the_header() -> None:
    data = table([ROW]) + b"2020,B\r\n2020,C,k,5,3,60%,7,more\r\n"
    (says,) = of(findings(("x.csv", data), under=MAP), "ragged-rows", holds=None)
    assert "2 rows with more or fewer cells" in says


def test_spaces_formulas_dates_and_periods() -> None:
    rows = [ROW, ("2020", " B", "=HYPERLINK(1)", 1, 1, "100%", 1), ("soon", "C", "k", 1, 1, "100%", 1)]
    found = mapped(rows)
    assert "1 text with a space too many, the first “ B” in row 3" in of(found, "space-in-code", holds=None)[0]
    assert "the first in row 3" in of(found, "formula", holds=None)[0]
    assert "1 row whose period cannot be read, the first “soon”" in of(found, "period-unread", holds=None)[0]


def test_dates_whose_order_nothing_tells() -> None:
    under = MAP.replace('period = "Period"', 'period = "Period"\nending = "month"')
    found = mapped([("6/5/12", *ROW[1:]), ("1/2/12", *ROW[1:])], under)
    assert "nothing in it tells the day from the month" in of(found, "date-order", holds=None)[0]
    assert of(mapped([("6/5/12", *ROW[1:]), ("31/5/12", *ROW[1:])], under), "date-order", holds=None) == []


def test_columns_that_nothing_was_checked_of() -> None:
    data = table([(*ROW, "x")], (*HEAD, "Remarks"))
    assert "Remarks" in of(findings(("x.csv", data), under=MAP), "column-unknown", holds=None)[0]


def test_a_column_of_the_layout_that_is_not_there() -> None:
    done = check(("x.csv", b"Period,Country\n2020,A\n"), under=MAP)
    assert "no column “Asked”; it has: Period, Country" in done.unreadable["x.csv"]


def test_more_texts_than_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shape, "_KEPT", 2)
    rows = [("2020", f"P{n}", "k", n, 0, "0%", n) for n in range(9)]
    assert broken(mapped([*rows, ("2020", "All", "k", 36, 0, "0%", 36)])) == set()


def test_a_layout_without_a_period_takes_that_of_the_files_name() -> None:
    layout = Layout("F", "mapped", "s", (Column("Asked", "received"),), place="Country")
    tables = [shape.build(source.read(name, table([ROW])), layout)[0] for name in ("r-2020.csv", "r.csv")]
    assert [one.lines[0].period.name if one.lines[0].period else None for one in tables] == ["2020", None]


def fuzz(data: bytes, name: str) -> None:
    done = audit.audit([(name, data)])
    for report in done.reports:
        json.dumps(report.plain())
    assert len(done.reports) + len(done.unreadable) >= 1 or name.endswith(".json")


@given(st.binary(max_size=400), st.sampled_from(["x.csv", "x.json", "datapackage.json"]))
def test_no_bytes_raise(data: bytes, name: str) -> None:
    fuzz(data, name)


CELLS = st.sampled_from(
    [
        "2020",
        "2020 H1",
        "A",
        "All",
        "TOTAL",
        "",
        "-",
        "1",
        "5*",
        "0-249",
        "250-1",
        "-3",
        "1.5",
        "63%",
        "150%",
        "=1",
        "9" * 20,
    ]
)
HEADS = st.sampled_from(
    ["Year", "Country", "Code", "Type", "Requests", "Total requests", "Disclosed", "%", "Accounts", "x"]
)


@given(st.lists(HEADS, min_size=1, max_size=7), st.lists(st.lists(CELLS, max_size=8), max_size=8))
def test_no_table_raises(head: list[str], rows: list[list[str]]) -> None:
    fuzz(table(rows, head), "x.csv")


KNOWN: list[Callable[[], bytes]] = [
    lambda: b"year,type,count_requests_received,count_disclosed\n",
    lambda: (
        b"Period Ending,Country,CLDR Territory Code,Legal Process,User Data Requests,"
        b"Percentage of requests where some data produced,Users/Accounts Specified\n"
    ),
    lambda: (
        b"TIME PERIOD,COUNTRY,ISO CODE,ACCOUNT INFORMATION REQUESTS,PERCENTAGE WHERE SOME INFORMATION PRODUCED,"
        b"ACCOUNTS SPECIFIED\n"
    ),
    lambda: own_form.table(()).csv(),
]


@given(st.sampled_from(KNOWN), st.lists(st.lists(CELLS, min_size=4, max_size=8), max_size=8))
def test_no_row_of_a_known_format_raises(head: Callable[[], bytes], rows: list[list[str]]) -> None:
    fuzz(head() + table(rows, ["y"] * 2).split(b"\n", 1)[1], "x.csv")


# --- docs/reference/report-check.md against the code, and its mapping against a table ---


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs/reference/report-check.md").read_text()


def rows(page: str, heading: str) -> dict[str, str]:
    part = page.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return dict(re.findall(r"^\| `([^`|]+)` \| (.+) \|$", part, re.MULTILINE))


def test_every_rule_and_field_stands_on_the_page(page: str) -> None:
    assert rows(page, "Findings") == known.RULES
    assert rows(page, "A mapping") == mapping.FIELDS


def test_every_known_name_stands_there_with_its_rule(page: str) -> None:
    part = page.partition("## Names of known findings\n")[2].partition("\n## ")[0]
    said = {}
    for line in re.findall(r"^\| (`.+) \|$", part, re.MULTILINE):
        names, _, rule = line.rpartition(" | ")
        said |= dict.fromkeys(re.findall(r"`([^`]+)`", names), rule)
    assert said.keys() == {one["id"] for one in known.KNOWN}
    assert all(
        f"{one['publisher']}, " in said[one["id"]] and f"`{one['rule']}`" in said[one["id"]] for one in known.KNOWN
    )


def test_limits_are_those_of_the_code(page: str) -> None:
    assert f"{source.MAX_BYTES >> 20} MiB" in page
    assert f"{source.MAX_ROWS:,} rows, {source.MAX_COLUMNS} columns, {source.MAX_FIELD:,} characters a cell" in page


def test_the_example_of_a_mapping_works(page: str, root: Path) -> None:
    under = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)[0]
    head = (
        "Year",
        "Half",
        "Country",
        "ISO",
        "Sort of request",
        "Requests",
        "Data given",
        "Share",
        "Accounts",
        "Refused",
    )
    good = ("2020", "H1", "Germany", "DE", "order", 5, 3, "60%", 6, 2)
    assert broken(findings(("x.csv", table([good], head)), under=under)) == set()
    bad = ("2020", "H1", "Germany", "DE", "order", 5, 3, "61%", 6, 1)
    assert broken(findings(("x.csv", table([bad], head)), under=under)) == {"percent-feasible", "columns-to-whole"}
    other = (root / "docs/how-to/check-a-report.md").read_text()
    assert mapping.read(re.findall(r"```toml\n(.*?)```", other, re.DOTALL)[0].encode()).place == "State"
