"""Which files are known, how others are read by the words of their headers, and by a mapping."""

import json

import pytest

from report_check_samples import HEAD, MAP, broken, check, findings, mapped, of, table
from transparency.check import audit, dsa, formats, guess, known, mapping, package, source
from transparency.check.model import Finding, Sort


def layout(header: str, name: str = "x.csv") -> str:
    found = formats.find(source.read(name, header.encode() + b"\n1\n"))
    return f"{found.format} {found.series} {' '.join(found.period)}".strip() if found else ""


META = "Country,Total Requests,Accounts Referenced,Percentage of Requests Where Some Data Produced"


@pytest.mark.parametrize(
    ("name", "header", "is_"),
    [
        (
            "requests_received_and_disclosed.csv",
            "year,type,count_requests_received,count_disclosed",
            "github requests year",
        ),
        ("renamed.csv", "year,half,type,count_requests_received,count_disclosed", "github requests year half"),
        ("cross_border_data_requests.csv", "year,government,government_iso2_code,count", "github requests year"),
        ("other.csv", "year,government,government_iso2_code,count", ""),
        ("cross_border_data_requests.csv", "year,government,count", ""),
        (
            "gh/national_security_letters_and_orders.csv",
            "year,month_range,type,count",
            "github national security year month_range",
        ),
        ("nsl.csv", "year,month_range,type,count", "github national security year month_range"),
        (
            "fb.csv",
            f"{META},Content Restrictions,Preservations Requested,Users/Accounts Preserved",
            "facebook requests",
        ),
        (
            "fb.csv",
            "Period,Country,Total Requests,Accounts Referenced,Percentage of requests where some data produced",
            "facebook requests Period",
        ),
        ("fb.csv", "Country,Total Requests,Accounts Referenced", ""),
    ],
)
def test_known_files_are_told_by_their_columns(name: str, header: str, is_: str) -> None:
    assert layout(header, name) == is_


def test_later_columns_of_facebook_are_kept_apart() -> None:
    head = (
        "Country,Total Requests,Accounts Referenced,Percentage of Requests Where Some Data Produced,"
        "Content Restrictions,Preservations Requested,Accounts Preserved"
    )
    found = findings(("fb-2017-H1.csv", f"{head}\nA,4,5,50%,1,9,12\nB,2,2,0%,0,1,1\n".encode()))
    assert broken(found) == set()
    assert of(found, "percent-feasible", holds=True)


def test_columns_that_facebook_added_for_sorts_of_requests() -> None:
    head = (
        "Country,Total Legal Process Requests,Total Legal Process Accounts,Total Emergency Requests,Total Emergency "
        "Accounts,Total Data Requests,Total Users/Accounts Requested,Percentage of Requests Where Some Data Produced"
    )
    right = "A,10,12,2,3,12,15,50%\nB,4,4,1,1,5,5,60%\n"
    found = findings(("fb-2020-H1.csv", f"{head}\n{right}".encode()))
    assert broken(found) == set()
    assert "legal process (10) and emergency (2) add up to 12 requests received" in str(found)
    found = findings(("fb-2020-H1.csv", f"{head}\n{right.replace('A,10', 'A,13')}".encode()))
    assert broken(found) == {"kinds-to-whole"}, "one sort alone is more than all"


# --- guessed ---------------------------------------------------------------------------------------------------------


def guessed(header: str, *rows: str, name: str = "x.csv") -> list[Finding]:
    return findings((name, "\n".join((header, *rows)).encode()))


def roles(header: str) -> dict[str, str]:
    found = guess.find(source.read("x.csv", header.encode() + b"\n1\n"))
    assert found is not None
    return {one.name: f"{one.measure} {one.base} {one.kind}".strip() for one in found[0].columns}


def test_headers_of_several_publishers_are_understood() -> None:
    assert roles("Country,Period,memberDataRequests,subjectToRequest,percentProvided,accountsImpacted") == {
        "memberDataRequests": "received request",
        "subjectToRequest": "accounts account",
        "percentProvided": "percent request",
        "accountsImpacted": "accounts impacted account",
    }
    assert roles(
        "TR Period,Country/Region,Account Requests Received,Accounts Specified in Requests,"
        "Requests Challenged in Part or Rejected in Full,Requests Where Only Non-Content Data Provided,"
        "Requests Where Content Provided,Percentage of Requests Where Data Provided"
    ) == {
        "Account Requests Received": "received request",
        "Accounts Specified in Requests": "accounts account",
        "Requests Challenged in Part or Rejected in Full": "rejected request",
        "Requests Where Only Non-Content Data Provided": "non-content request",
        "Requests Where Content Provided": "content request",
        "Percentage of Requests Where Data Provided": "percent request",
    }
    assert roles(
        "Year,Half,Type of Request,Requests Received,Requests Answered,Domains affected,Accounts Affected"
    ) == {
        "Requests Received": "received request",
        "Requests Answered": "disclosed request",
        "Domains affected": "accounts domain",
        "Accounts Affected": "accounts affected account",
    }
    assert roles("Zeitraum;Staat;Anfragen;beauskunftet;abgelehnt;betroffene Konten") == {
        "Anfragen": "received request",
        "beauskunftet": "disclosed request",
        "abgelehnt": "rejected request",
        "betroffene Konten": "accounts account",
    }
    assert roles("기간,국가,요청,처리,계정")["처리"] == "disclosed request"
    assert roles("Year,Preservation requests,Requests without data")["Preservation requests"] == "preserved item"


def test_columns_that_repeat_belong_to_the_requests_before_them() -> None:
    assert roles("Country,Emergency Requests,Identifiers*,% of emergency,Other Requests,Identifiers**,% of other") == {
        "Emergency Requests": "received request Emergency Requests",
        "Identifiers*": "accounts identifier Emergency Requests",
        "% of emergency": "percent request Emergency Requests",
        "Other Requests": "received request Other Requests",
        "Identifiers**": "accounts identifier Other Requests",
        "% of other": "percent request Other Requests",
    }


def test_kinds_as_columns_decide_less_than_a_row_would() -> None:
    head = "Year,Subpoenas,Court orders,Total requests"
    assert of(guessed(head, "2020,2,3,5"), "kinds-to-whole", holds=True)
    assert "nothing says that these kinds" in of(guessed(head, "2020,2,3,6"), "kinds-to-whole", holds=None)[0]
    assert of(guessed(head, "2020,2,3,4"), "kinds-to-whole", holds=None)
    (says,) = of(guessed(head, "2020,7,3,6"), "kinds-to-whole")
    assert says.endswith("(Nobody described this table: its columns were read by their names.)")


def test_percentages_are_held_against_what_they_are_a_share_of() -> None:
    head = "Country,Total requests,Rejected,% Rejected,Disclosed,% Disclosed"
    assert broken(guessed(head, "A,10,2,20%,5,50%")) == set()
    assert broken(guessed(head, "A,10,2,30%,5,50%")) == {"percent-feasible"}
    assert broken(guessed(head, "A,10,2,20%,5,60%")) == {"percent-feasible"}
    two = "Country,Total requests,Content disclosed,Subscriber data disclosed,% disclosed"
    assert broken(guessed(two, "A,10,2,3,50%")) == set()


def test_dates_and_places_in_a_header() -> None:
    found = guessed("From,To,Country code,Requests,Disclosed", "2020-01-01,2020-06-30,A,5,6")
    (says,) = of(found, "disclosed-within-received")
    assert says.startswith("x.csv reports for 2020 H1 more requests answered with data than received: 6 of 5 (A).")
    assert says.endswith("(Nobody described this table: its columns were read by their names.)")
    ending = guessed("Period ending,Country,ISO code,Requests,Government requests", "2020-06-30,Aland,A,5,6")
    assert "“Period ending” as the period" in of(ending, "columns-guessed", holds=None)[0]


def test_bands_of_apples_national_security_file() -> None:
    head = "TR Period,Country/Region,National Security Request Type,Requests Received,Users/Accounts"
    found = guessed(head, "2013 H1,United States,NSL,0 - 249,250 - 499", name="us_national_security_requests.csv")
    assert of(found, "bands-valid", holds=True)
    found = guessed(head, "2013 H1,United States,NSL,0 - 199,250 - 499", name="us_national_security_requests.csv")
    assert of(found, "bands-valid")


@pytest.mark.parametrize("header", ["a,b", "Country,Remarks", "Requests", "Disclosed,Percent"])
def test_a_header_that_says_too_little(header: str) -> None:
    done = check(("x.csv", header.encode() + b"\n1\n"))
    assert "write a mapping file" in done.unreadable["x.csv"]


def test_what_a_percentage_of_something_else_is_left_alone() -> None:
    head = (
        "Country,Total requests,Accounts disclosed,Share of all requests,% of accounts with data,Change %,Median days"
    )
    found = guessed(head, "A,100,250,50%,83%,-7%,3", "B,100,260,50%,87%,300%,2")
    assert broken(found) == set()
    assert "Median days" in of(found, "column-unknown", holds=None)[0]
    assert roles(head)["Accounts disclosed"] == "answered account"


def test_telling_words_join_what_stands_apart() -> None:
    head = (
        "Year,Emergency requests received,Court orders received,Emergency requests granted,Court orders complied with"
    )
    found = guessed(head, "2019,30,31,9,4", "2020,30,31,9,40")
    assert "40 of 31 (Court orders received)" in of(found, "disclosed-within-received")[0]
    assert (
        roles("Country,Emergency requests,Other requests,Disclosed,Disclosed (2)")["Disclosed"] == "disclosed request"
    )


def test_parts_of_what_was_given_are_no_total() -> None:
    head = "Country,Total Number of Requests,Disclosure of Content,Disclosure of only subscriber data,% Disclosed"
    assert roles(head)["Disclosure of only subscriber data"] == "disclosure of only subscriber data request"
    assert broken(guessed(head, "A,1000,10,690,70%", "B,5123,20,3803,74.6%")) == set()
    assert roles("Year,Requests,Content provided,Some data provided")["Some data provided"] == "disclosed request"


def test_a_column_that_breaks_nearly_everywhere_was_misread() -> None:
    found = guessed("Country,Requests,Disclosed", "A,1,2", "B,2,3", "C,5,3", "D,1,9")
    assert broken(found) == set()
    assert "probably means something else" in of(found, "column-misread", holds=None)[0]
    found = guessed("Country,Requests,Rate", "A,3,1%", "B,3,2%", "C,3,33%", "D,3,4%")
    assert broken(found) == set()
    assert "a percentage that its count cannot make" in of(found, "column-misread", holds=None)[0]
    assert broken(guessed("Country,Requests,Disclosed", "A,1,2", "B,5,3")) == {"disclosed-within-received"}


def test_subtotals_and_spoken_totals() -> None:
    rows = ("2020,Germany,10", "2020,Asia Pacific total,5", "2020,India,5", "2020,All countries:,15")
    found = guessed("Year,Country,Requests", *rows)
    assert broken(found) == set()
    assert of(found, "places-to-whole", holds=True)
    kinds = ("2020,Legal,4", "2020,Emergency,1", "2020,Subtotal legal,5", "2020,Gesamt,5")
    assert of(guessed("Year,Type,Requests", *kinds), "kinds-to-whole", holds=True)


def test_months_and_quarters_in_a_column_of_their_own() -> None:
    found = guessed("Year,Month,Requests", "2020,1,5", "2020,2,5", "2020,11,5")
    assert "jump from 2020-02 to 2020-11" in of(found, "period-gap", holds=None)[0]
    found = guessed("Year,Quarter,Requests", "2020,1,5", "2020,4,5")
    assert "jump from 2020 Q1 to 2020 Q4" in of(found, "period-gap", holds=None)[0]


def test_who_publishes_stands_in_the_json() -> None:
    value = {"company": "Readit", "title": "x", "data": [{"period": "2020 H1", "requests": "10", "disclosed": "12"}]}
    (says,) = of(findings(("x.json", json.dumps(value).encode())), "disclosed-within-received")
    assert says.startswith("Readit reports for 2020 H1")


# --- mapped ----------------------------------------------------------------------------------------------------------


def test_a_mapping_in_json_says_the_same_as_in_toml() -> None:
    plain = {
        "publisher": "Fennel",
        "period": ["Period"],
        "place": "Country",
        "kind": "Kind",
        "columns": {"received": "Asked", "disclosed": "Given", "percent": "Share", "accounts": "Accounts"},
    }
    assert mapping.read(json.dumps(plain).encode()) == mapping.read(MAP.encode())


def test_every_field_of_a_mapping() -> None:
    found = mapping.read(
        b'publisher = "F"\nseries = "s"\nperiod = "P"\nuntil = "U"\nending = "half"\ncode = "C"\nonly = "k"\n'
        b'split = "notice"\nwhole = ["Alle"]\naside = ["Kept"]\nabsent_is_none = true\nbands = "us-1874"\n'
        b'[[column]]\nname = "N"\nmeasure = "refused"\nbase = "order"\nkind = "x"\npart_of = "received"\n'
        b'[[column]]\nname = "M"\nmeasure = "accounts"\n'
    )
    assert (found.place, found.code, found.until, found.ending) == ("C", "", "U", "half")
    assert (found.wholes, found.aside, found.absent_is_none) == (frozenset({"alle"}), frozenset({"kept"}), True)
    assert [(one.name, one.measure, one.base, one.kind, one.part_of) for one in found.columns] == [
        ("N", "refused", "order", "x", "received"),
        ("M", "accounts", "account", "", ""),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"\xff", "neither TOML nor JSON"),
        (b"a = ", "neither TOML nor JSON"),
        (b'{"a": ' + b"[" * 100_000, "neither TOML nor JSON"),
        (b"x" * (mapping.MAX_BYTES + 1), "give the mapping, and not the table"),
        (b'country = "C"', "the field 'country'"),
        (b'place = "C"', "names no column of figures"),
        (b'[columns]\nreceived = "R"', "neither period nor place nor kind"),
        (b'place = "C"\n[columns]\nasked = "R"', "and not 'asked'"),
        (b'place = "C"\n[columns]\nreceived = 5', "`received` is a text"),
        (b'place = "C"\ncolumns = 5', "docs/reference/report-check.md has an example"),
        (b'place = "C"\n[[column]]\nname = "x"', "has a name and a measure"),
        (b'place = 5\n[columns]\nreceived = "R"', "`place` is a text"),
        (b'place = "C"\nwhole = "T"\n[columns]\nreceived = "R"', "`whole` is a list"),
        (b'place = "C"\nperiod = [5]\n[columns]\nreceived = "R"', "`period` is a list"),
        (b'place = "C"\nending = "week"\n[columns]\nreceived = "R"', "and not 'week'"),
        (b'place = "C"\nbands = "any"\n[columns]\nreceived = "R"', "us-1874 or is left out"),
    ],
)
def test_a_wrong_mapping_says_what_to_write(text: bytes, says: str) -> None:
    with pytest.raises(mapping.MappingError) as fault:
        mapping.read(text)
    assert says in str(fault.value)


def test_a_period_in_two_columns_of_a_mapping() -> None:
    under = MAP.replace('period = "Period"', 'period = ["Period", "Kind"]').replace('kind = "Kind"\n', "")
    assert broken(mapped([("2020", "A", "H1", 1, 2, "", "")], under)) == {"disclosed-within-received"}


# --- DSA -------------------------------------------------------------------------------------------------------------

ACT = "Number of orders to act against illegal content received"
INFORM = "Median time to inform the authority of the receipt of the order to act against illegal content"
DSA = (
    "Applicability",
    "Service",
    "Reporting period",
    "Category of illegal content",
    'Description of the sub-category "Other"',
    "Scope",
    *(one.name for one in dsa.LAYOUT.columns),
    f"Contextual information on {ACT}",
    "Contextual information on Number of orders to provide information",
)
ANIMALS = "STATEMENT_CATEGORY_ANIMAL_WELFARE"


def order(category: str, scope: str, act: object, *more: object) -> tuple[object, ...]:
    figures = (act, act, *more, *[""] * 5)[:7]
    return ("All", "S", "2026-01-01/2026-12-31", category, "", scope, *figures, "", "")


ORDERS = [
    order("TOTAL", "TOTAL", 3, 1, "2.5"),
    order(ANIMALS, "TOTAL", 3, 1, "2.5"),
    order("KEYWORD_ANIMAL_HARM", "TOTAL", 2, 1, "2"),
    order("KEYWORD_OTHER", "TOTAL", 1, 0, "4"),
    order("TOTAL", "DE", 2, 1, "2"),
    order(ANIMALS, "DE", 2, 1, "2"),
    order("TOTAL", "GR", 1, 0, "4"),
    order(ANIMALS, "GR", 1, 0, "4"),
]


def orders(*changes: tuple[int, tuple[object, ...]], head: tuple[str, ...] = DSA) -> list[Finding]:
    rows = list(ORDERS)
    for at, row in changes:
        rows[at] = row
    return findings(("part3.csv", table([row[: len(head)] for row in rows], head)))


def test_orders_of_member_states() -> None:
    found = orders()
    assert broken(found) == set()
    assert {one.rule for one in found if one.holds} >= {"dsa-columns", "dsa-scope", "dsa-category", "kinds-to-whole"}


@pytest.mark.parametrize(
    ("at", "row", "rules"),
    [
        (0, order("TOTAL", "TOTAL", 4, 1, "2.5"), {"kinds-to-whole", "places-to-whole"}),
        (3, order("KEYWORD_OTHER", "TOTAL", 2, 0, "4"), {"kinds-to-whole"}),
        (6, order("TOTAL", "EL", 1, 0, "4"), {"dsa-scope"}),
        (1, order("ANIMALS", "TOTAL", 3, 1, "2.5"), {"dsa-category"}),
        (0, order("TOTAL", "TOTAL", 3, 1, "5.5"), {"median-between-parts"}),
        (0, order("TOTAL", "TOTAL", 3, 1, "0"), {"median-between-parts"}),
        (2, order("KEYWORD_ANIMAL_HARM", "TOTAL", "2.5", 1, "2"), {"fraction"}),
    ],
)
def test_orders_that_contradict_themselves(at: int, row: tuple[object, ...], rules: set[str]) -> None:
    assert broken(orders((at, row))) >= rules


def test_a_median_of_few_orders_that_is_left_out_leaves_the_whole_open() -> None:
    high, open_ = (0, order("TOTAL", "TOTAL", 3, 1, "9")), (1, order(ANIMALS, "TOTAL", 3, 1, ""))
    assert "median-between-parts" not in broken(orders(high, (6, order("TOTAL", "GR", 1, 0, "")), open_))
    assert "median-between-parts" in broken(orders(high, (6, order("TOTAL", "GR", 0, 0, ""))))


def test_files_with_a_header_alone_say_nothing() -> None:
    (report,) = check(("national_security_letters_and_orders.csv", b"year,month_range,type,count\n")).reports
    assert not report.broken
    assert {one.rule for one in report.findings} == {"no-figures"}


def test_a_state_without_an_order_and_columns_that_lack() -> None:
    assert (
        "without an order (GR)"
        in of(orders((6, order("TOTAL", "GR", 0, 0))), "dsa-state-without-orders", holds=None)[0]
    )
    assert "lacks columns of Annex I part 3" in of(orders(head=DSA[:-1]), "dsa-columns")[0]
    short = table(ORDERS, DSA) + b"All,S\r\n"
    assert of(findings(("part3.csv", short)), "ragged-rows", holds=None)


def test_another_part_of_the_template() -> None:
    done = check(("part10.csv", b"Applicability,Service,Reporting period,Indicator,Value\n1,2,3,4,5\n"))
    assert "another part of the DSA's template" in done.unreadable["part10.csv"]


# --- packages, and files together ------------------------------------------------------------------------------------


def described(*fields: tuple[str, str], path: str = "data/x.csv", **more: object) -> bytes:
    listed = [{"name": name, "type": kind} for name, kind in fields]
    return json.dumps({"resources": [{"path": path, "schema": {"fields": listed}}, 5, *more.values()]}).encode()


def test_files_are_held_against_their_data_package() -> None:
    data = b"Year,Requests\n2020,5\n2021,\n"

    def packaged(*fields: tuple[str, str]) -> list[Finding]:
        return findings(("x.csv", data), ("datapackage.json", described(*fields)))

    found = packaged(("Year", "integer"), ("Requests", "string"))
    assert of(found, "package-fields", holds=True) == ["1 file with the fields that datapackage.json lists: x.csv."]
    assert "1 more file, not given" in of(found, "package-more-files", holds=None)[0]
    assert "its columns are Year, Requests, and not Year" in of(packaged(("Year", "integer")), "package-fields")[0]
    data = b"Year,Requests\n2020,many\n2021\n"
    (says,) = of(packaged(("Year", "integer"), ("Requests", "integer")), "package-fields")
    assert "“Requests” should hold whole numbers and holds “many” in row 2" in says


def test_odd_packages() -> None:
    for data, says in (
        (b"{", "is no JSON"),
        (b"[]", "lists no resources"),
        (b'{"resources": 5}', "lists no resources"),
    ):
        assert says in check(("datapackage.json", data)).unreadable["datapackage.json"]
    odd = json.dumps(
        {"resources": [{"path": "x.csv", "schema": 5}, {"path": "x.csv", "schema": {"fields": 5}}]}
    ).encode()
    found = findings(("x.csv", b"Year,Requests\n2020,5\n"), ("datapackage.json", odd))
    assert len(of(found, "package-fields")) == 2
    assert package.read("table.csv", b"") is None


def test_files_that_are_no_table_or_come_twice() -> None:
    data = b"Year,Requests\n2020,5\n"
    found = findings(("x.csv", data), ("README.md", b"# hello"), ("copy.csv", data))
    assert of(found, "file-passed", holds=None) == ["README.md is no table and was not read."]
    assert of(found, "file-twice", holds=None) == ["copy.csv has the same bytes as x.csv and was read once."]
    assert check(("README.md", b"x")) == audit.Audit()


def test_files_of_different_publishers_are_different_reports() -> None:
    google = b",".join(one.name.encode() for one in formats.GOOGLE.columns)
    head = b"Period Ending,Country,CLDR Territory Code,Legal Process," + google + b"\n"
    done = check(("g.csv", head + b"2018-06-30,A,A,All,2,50,3\n"), ("x.csv", b"Year,Requests\n2020,5\n"))
    assert [one.publisher for one in done.reports] == ["Google", ""]
    assert [one.plain()["report"] for one in done.reports] == ["g.csv", "x.csv"]


def test_what_a_report_says_as_json() -> None:
    rows = [("2020", "A", "k", 5, 6, "", ""), ("2021", "A", "k", "1*", 1, "", "")]
    (report,) = check(("fennel.csv", table(rows)), under=MAP).reports
    plain = report.plain()
    assert (plain["report"], plain["publisher"], plain["format"]) == ("fennel.csv", "Fennel", "mapped")
    assert plain["period"] == {"from": "2020-01-01", "until": "2021-12-31"}
    assert plain["files"] == [{"file": "fennel.csv", "rows": 2, "release": 1}]
    first = plain["checks"][0]
    assert set(first) == {"id", "rule", "says", "holds", "where", "kind"}
    assert first["id"] == "fennel-2020-disclosed-within-received"
    assert first["where"] == [{"file": "fennel.csv", "row": 2, "column": "Given"}]
    assert {one["rule"] for one in plain["traps"]} == {"mark-on-figure", "blank-not-zero"}
    groups = audit.group_by_answer(plain)
    assert [len(groups[name]) for name in ("breaks", "traps", "notes")] == [1, 3, 0]
    two = check(("a.csv", table(rows)), ("b.csv", table([("2022", *rows[0][1:])])), under=MAP).reports[0].plain()
    assert two["report"] == "2 files of Fennel"
    assert audit.Report("").said == "The report"
    assert audit.Report("F").plain()["period"] is None


def test_there_is_an_end_to_what_is_listed() -> None:
    rows = [(str(1990 + n), "A", "k", 5, 6, "", "") for n in range(audit.MOST + 5)]
    found = mapped(rows)
    assert len(of(found, "disclosed-within-received")) == audit.MOST
    assert "5 findings more of the check “disclosed-within-received”" in of(found, "and-more")[0]


def test_every_code_is_described_and_every_rule_has_a_code(root: object) -> None:
    source_of = "".join(
        path.read_text()
        for path in sorted(__import__("pathlib").Path(audit.__file__).parent.glob("*.py"))
        if path.name != "known.py"
    )
    assert all(f'"{rule}"' in source_of for rule in known.RULES)
    assert known.name("Some Body", Finding("band", "", None, (), Sort.TRAP, "2020 H1")) == "some-body-2020H1-band"
    assert set(HEAD) >= {"Period"}
