"""The report's own form: every cell, the whole edition there and back, a schema and a package that others can check."""

import csv
import dataclasses
import datetime
import io
import json
import runpy
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import report_recreated as made
from dueprocess.report import edition_json, own_form, own_form_schema, stored
from dueprocess.report.cells import Cell, Place, Why
from dueprocess.report.cited import Cited, SnapshotError
from dueprocess.report.edition import Correction, Edition, Gap, Missing, Revision, Security, Signer
from dueprocess.report.facts import DIMENSIONS
from dueprocess.report.owed import unsaid
from dueprocess.report.provider import Help, Provider
from dueprocess.report.tables import csv_bytes, exact, shown, total
from dueprocess.report.told import Silence, UnseenAccess
from sample_snapshot import PROVIDER

DAY = datetime.date(2026, 2, 1)


def full() -> Edition:
    facts = [
        made.item(f"l{n}", DAY, country="DE", targets=n, accounts=n, acknowledge_hours=n, outcome="comply", cents=n)
        for n in range(6)
    ]
    cells = made.edition(facts, "2026-H1").cells
    band = Cell(Place("received", "2026-H1", (("country", "XX"),)), None, 1, Why.LAW, 0, 249)
    provider = Provider(
        "Kelp Mail",
        "DE",
        "desk@kelp.example",
        ("de", "en"),
        ("mail",),
        "https://kelp.example",
        help=(Help("Helpers", "help@kelp.example"),),
    )
    return Edition(
        provider,
        "2026-H1",
        2,
        datetime.date(2026, 7, 2),
        (*cells, band),
        (Gap(Missing.STANDING), Gap(Missing.ARRIVALS, {"cases": 3})),
        ("2025-H2",),
        (Revision(cells[0], cells[1], 1),),
        (Correction(DAY, 1, "We forgot 280 requests."),),
        (Signer("outside", "A. Reader", DAY),),
        (Security(3, "process", 0, 249),),
        (UnseenAccess("DE-X-1", Cited("Act", "1"), DAY, ("mail",), {"en": "Link"}, {"en": "A link\u200c exists."}),),
        (Silence({"en": "Never told."}, (Cited("Act", "2"),)),),
        12,
    )


def test_an_edition_comes_back_from_its_json_the_same() -> None:
    edition = full()
    data = own_form.cells_json(edition)
    assert edition_json.read(data) == edition
    assert own_form.cells_json(edition_json.read(data)) == data


def test_the_licence_that_the_provider_chose_goes_with_the_data() -> None:
    edition = full()
    chosen = replace(edition, provider=replace(edition.provider, licence="CC-BY-4.0"))
    data = own_form.cells_json(chosen)
    assert edition_json.read(data) == chosen
    assert json.loads(data)["provider"]["licence"] == "CC-BY-4.0"
    jsonschema_rs.validator_for(own_form_schema.schema()).validate(json.loads(data))
    named = {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}
    assert json.loads(own_form.data_package(chosen))["licenses"] == [named]
    assert stored.decode(stored.encode(chosen)).provider == chosen.provider


def test_without_a_licence_none_is_claimed() -> None:
    assert json.loads(own_form.cells_json(full()))["provider"]["licence"] == ""
    assert "licen" not in own_form.data_package(full()).decode()


def test_a_licence_is_one_for_data_by_its_name() -> None:
    with pytest.raises(SnapshotError, match=r"the licence of the data is one of CC0-1\.0"):
        replace(full().provider, licence="MIT")


def test_the_published_schema_takes_an_edition_and_nothing_else() -> None:
    check = jsonschema_rs.validator_for(own_form_schema.schema())
    check.validate(json.loads(own_form.cells_json(full())))
    plain = edition_json.plain(full())
    for wrong in ({"not_in_it": []}, {"schema": "other/1"}, {"more": 1}, {"period": "2026-H3"}):
        assert not check.is_valid(plain | wrong)


def test_the_csv_has_one_row_a_cell_and_names_its_columns() -> None:
    edition = full()
    rows = made.rows_of(own_form.cells_csv(edition))
    assert len(rows) == len(edition.cells)
    assert tuple(rows[0]) == tuple(column.name for column in own_form.COLUMNS)
    assert set(DIMENSIONS) < set(rows[0])
    share = next(row for row in rows if row["metric"] == "share_given" and row["by"] == "country")
    assert (share["country"], share["value"], share["of"], share["percent"]) == ("DE", "6", "6", "100")
    band = next(row for row in rows if row["country"] == "XX")
    assert (band["value"], band["of"], band["low"], band["high"], band["why"]) == ("", "", "0", "249", "law")
    median = next(row for row in rows if row["metric"] == "hours_to_acknowledge" and not row["by"])
    assert (median["value"], median["of"], median["percent"]) == ("5", "2", "")
    zero = next(row for row in rows if row["metric"] == "withdrawn" and not row["by"])
    assert zero["value"] == "0"


def test_a_metric_that_only_another_edition_knows_stands_without_a_definition() -> None:
    cell = Cell(Place("of_tomorrow", "2026"), 1)
    edition = Edition(made.PROVIDER, "2026", 1, DAY, (cell,), made.GAPS)
    assert made.rows_of(own_form.cells_csv(edition))[0]["says"] == ""
    assert "homepage" not in json.loads(
        own_form.data_package(edition_json.read(own_form.cells_json(edition_without_site(edition))))
    )


def edition_without_site(edition: Edition) -> Edition:
    provider = Provider("Kelp Mail", "DE", "desk@kelp.example", ("en",), ("mail",))
    return Edition(provider, edition.period, 1, edition.made_on, edition.cells, edition.gaps)


@pytest.mark.slow
def test_the_package_is_valid_and_matches_the_profile(tmp_path: Path, shared_vectors: Path) -> None:
    files = own_form.files(full())
    assert set(files) == {"report.csv", "report.json", "datapackage.json"}
    made.assert_valid(files, tmp_path)
    described = json.loads(files["datapackage.json"])
    schema = json.loads((shared_vectors / "frictionless" / "tableschema-2.0.json").read_text())
    assert jsonschema_rs.is_valid(schema, described["resources"][0]["schema"])
    broken = files["report.csv"].replace(b",6,6,100,", b",six,6,100,")
    (tmp_path / "report.csv").write_bytes(broken)
    with pytest.raises(AssertionError):
        made.assert_valid({}, tmp_path)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_text_that_a_spreadsheet_would_run_is_defused(text: str) -> None:
    assert shown(text) == f"'{text}"
    assert next(csv.reader(io.StringIO(csv_bytes([(text, -1, None)]).decode(), newline=""))) == [f"'{text}", "-1", ""]


def test_nothing_is_summed_around_what_is_withheld() -> None:
    assert total([1, None]) is None
    assert total([1, 2]) == 3
    assert exact(Cell(Place("a", "2026"), None, why=Why.FEW)) is None


WRONG: list[tuple[str, Any, str]] = [
    ("schema", "dueprocess/report/2", "schema"),
    ("period", "2026-H9", "period"),
    ("period", "0000", "period"),
    ("number", -1, "number"),
    ("number", True, "number"),
    ("made_on", "2026-02-30", "made_on"),
    ("made_on", "20260203", "made_on"),
    ("held", 10**16, "held"),
    ("not_in_it", [], "first paragraph"),
    ("not_in_it", [{"missing": "all", "numbers": {}}], "not_in_it[0]"),
    ("not_in_it", [{"missing": "proof", "numbers": []}], "not_in_it[0]"),
    ("not_in_it", {}, "list"),
    ("before", [1], "before[0]"),
    ("corrections", [{"on": "2026-01-01", "edition": 1}], "corrections[0]"),
    ("security", [{"structure": 5, "category": "a", "low": 0, "high": 9}], "1874"),
    ("security", [{"structure": 3, "category": "a", "low": 9, "high": 0}], "1874"),
    ("silences", [{"says": [], "cited": []}], "silences[0].says"),
    ("silences", [{"says": {"en": "a\x1b[2J"}, "cited": []}], "control"),
    ("silences", [{"says": {"en": "a" * 5001}, "cited": []}], "5000"),
    ("silences", [{"says": {"en": 1}, "cited": []}], "text"),
    ("provider", {}, "provider"),
]
CELL = {"metric": "received", "period": "2026", "by": {}, "value": 1, "of": 1, "why": "", "low": None, "high": None}
WRONG_CELLS: list[dict[str, Any]] = [
    {"metric": "Received"},
    {"metric": 1},
    {"by": {"name": "x"}},
    {"by": []},
    {"by": {"country": 1}},
    {"value": None},
    {"value": 1.5},
    {"why": "few"},
    {"why": "because"},
    {"of": 0},
    {"low": 1},
    {"value": None, "why": "law", "low": 2, "high": 1},
    {"low": 1, "high": 2},
    {"more": 1},
]


@pytest.mark.parametrize(("name", "value", "says"), WRONG)
def test_what_is_no_edition_is_refused_and_the_place_is_named(name: str, value: object, says: str) -> None:
    with pytest.raises(edition_json.ReadError, match=says.replace("[", r"\[")):
        edition_json.read(json.dumps(edition_json.plain(full()) | {name: value}).encode())


@pytest.mark.parametrize("wrong", WRONG_CELLS)
def test_what_is_no_cell_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(edition_json.ReadError):
        edition_json.read(json.dumps(edition_json.plain(full()) | {"cells": [CELL | wrong]}).encode())


def test_a_name_that_stands_twice_is_refused_even_where_both_say_the_same() -> None:
    data = own_form.cells_json(full()).replace(b'"held": 12,', b'"held": 12,\n "held": 12,')
    with pytest.raises(edition_json.ReadError, match="twice"):
        edition_json.read(data)


def test_a_provider_that_could_not_publish_is_refused() -> None:
    plain = edition_json.plain(full())
    plain["provider"]["contact"] = "javascript:alert(1)"
    with pytest.raises(edition_json.ReadError, match="mail address"):
        edition_json.read(json.dumps(plain).encode())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":NaN}',
        b'{"a":1,"a":2}',
        b'{"a":1e3}',
        b"null",
        b'{"a":' + b"9" * 5000 + b"}",
        json.dumps({"schema": "\ud800"}).encode(),
    ],
)
def test_bytes_that_are_no_report_are_refused_whatever_they_are(data: bytes) -> None:
    with pytest.raises(edition_json.ReadError):
        edition_json.read(data)


def test_a_file_beyond_the_limit_is_not_even_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edition_json, "MAX_BYTES", 10)
    with pytest.raises(edition_json.ReadError, match="larger"):
        edition_json.read(b"[" * 11)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(sorted(edition_json.plain(full())))


@given(st.binary(max_size=200))
def test_fuzzed_bytes_end_in_a_refusal(data: bytes) -> None:
    with pytest.raises(edition_json.ReadError):
        edition_json.read(data)


@given(NAMES, JSON)
def test_a_fuzzed_part_is_refused_or_means_the_same_again(name: str, value: object) -> None:
    data = json.dumps(edition_json.plain(full()) | {name: value}).encode()
    try:
        edition = edition_json.read(data)
    except edition_json.ReadError:
        return
    assert edition_json.read(own_form.cells_json(edition)) == edition


@given(st.sampled_from(sorted(CELL)), JSON)
def test_a_fuzzed_cell_is_refused_or_means_the_same_again(name: str, value: object) -> None:
    try:
        edition = edition_json.read(json.dumps(edition_json.plain(full()) | {"cells": [CELL | {name: value}]}).encode())
    except edition_json.ReadError:
        return
    assert edition_json.read(own_form.cells_json(edition)) == edition


# --- what a desk has not said of the tables that a law of its country asks for ---


@pytest.mark.parametrize(
    ("country", "said", "keys"),
    [
        ("DE", (), ["owes"]),
        ("MT", {"us_1874"}, ["owes"]),
        ("DE", {"owes"}, []),
        ("US", (), ["us_1874"]),
        ("US", {"owes"}, ["us_1874"]),
        ("US", {"us_1874"}, []),
        ("PK", (), []),
    ],
)
def test_what_was_not_said(country: str, said: set[str], keys: list[str]) -> None:
    assert [one.key for one in unsaid(country, said)] == keys


def test_it_says_what_follows_and_what_to_write() -> None:
    (union,), (states,) = unsaid("DE", ()), unsaid("US", ())
    assert "could give one away" in union.says
    assert 'owes = ["dsa"]' in union.do
    assert "50 USC 1874" in states.says
    assert "us_1874 = 0 for none" in states.do


# --- what the reference says of the report's columns and form is what the code declares ---

MADE = runpy.run_path(str(Path(__file__).resolve().parents[1] / "golden" / "regenerate_report.py"))["FILES"]


@pytest.mark.parametrize("name", MADE)
def test_the_reference_is_made_from_the_code(name: str, root: Path) -> None:
    assert (root / name).read_text() == MADE[name], "run python tests/golden/regenerate_report.py"


# --- who publishes: the operator's own public words are checked before they stand anywhere ---


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"country": "de"},
        {"contact": "not an address"},
        {"contact": "javascript:alert(1)"},
        {"languages": ()},
        {"languages": ("deu",)},
        {"services": ("see www.x.example",)},
        {"site": "http://plain.example"},
        {"site": "https://x.example/"},
        {"security": "not an address"},
        {"licence": "MIT"},
    ],
)
def test_a_provider_is_checked(wrong: dict[str, object]) -> None:
    with pytest.raises(SnapshotError):
        Provider(**{**{f.name: getattr(PROVIDER, f.name) for f in dataclasses.fields(PROVIDER)}, **wrong})


@pytest.mark.parametrize(
    ("name", "contact"),
    [("", "a@b.example"), ("see www.x.example", "a@b.example"), ("A", "javascript:x"), ("A", "http://plain.example")],
)
def test_who_helps_is_checked(name: str, contact: str) -> None:
    with pytest.raises(SnapshotError):
        Help(name, contact)


@pytest.mark.parametrize(
    ("contact", "href"),
    [
        ("help@opennets.example", "mailto:help@opennets.example"),
        ("https://help.opennets.example/talk", "https://help.opennets.example/talk"),
        ("+49 30 000-000", "tel:+4930000000"),
    ],
)
def test_who_helps_is_reached_by_mail_page_or_telephone(contact: str, href: str) -> None:
    assert Help("Open Nets", contact).href == href
