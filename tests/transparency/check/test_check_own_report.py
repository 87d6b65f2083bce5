"""Our own editions and live numbers are held against their identities by whoever has only the files, JSON or CSV."""

import csv
import dataclasses
import datetime
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import report_recreated as made
from dueprocess.desk.publish.site import render
from dueprocess.report import edition_json, own_form
from dueprocess.report.cells import Cell, Place, Why
from dueprocess.report.edition import Edition
from dueprocess.report.metrics import METRICS, PUBLISHERS
from report_check_samples import broken, check, findings, of
from sample_snapshot import snapshot
from transparency.check import audit
from transparency.forms import every

DAY = datetime.date(2026, 2, 1)


def edition(*more: Cell) -> Edition:
    facts = [
        made.item(f"l{n}", DAY, country="DE", targets=n, accounts=n, acknowledge_hours=n, outcome="comply")
        for n in range(6)
    ]
    facts += [made.item("open", DAY, country="US", targets=None)]
    whole = made.edition(facts, "2026-H1")
    return dataclasses.replace(whole, cells=(*whole.cells, *more))


def changed(value: int) -> Edition:
    """Received in all is another number than its parts make."""
    whole = edition()
    place = Place("received", "2026-H1")
    cells = tuple(dataclasses.replace(cell, value=value) if cell.place == place else cell for cell in whole.cells)
    assert cells != whole.cells
    return dataclasses.replace(whole, cells=cells)


def test_an_edition_holds_in_both_forms() -> None:
    for name, data in own_form.files(edition()).items():
        if name == "datapackage.json":
            continue
        done = check((name, data))
        assert done.unreadable == {}
        (report,) = done.reports
        assert not report.broken, name
        assert report.plain()["format"] == "dueprocess-report"
        assert report.publisher == ("Kelp Mail" if name.endswith("json") else "")
        assert (
            "of our own report, with exact numbers on both sides, hold"
            in of(report.findings, "own-identities", holds=True)[0]
        )


def test_all_files_of_an_edition_together() -> None:
    done = check(*own_form.files(edition()).items())
    assert done.unreadable == {}
    assert [one.broken for one in done.reports] == [False, False]
    assert of(done.reports[1].findings, "package-fields", holds=True) or of(
        done.reports[0].findings, "package-fields", holds=True
    )


@pytest.mark.parametrize("name", ["report.json", "report.csv"])
def test_a_number_that_its_parts_do_not_make_is_named_with_its_row(name: str) -> None:
    data = own_form.files(changed(9))[name]
    (report,) = check((name, data)).reports
    found = [one for one in report.findings if one.rule == "own-identities" and one.holds is False]
    assert {"parts.whole"} <= {one.about for one in found}
    assert any("received 2026-H1" in one.says for one in found)
    assert all(where.row for one in found for where in one.where)
    assert {one.period for one in found} == {"2026 H1", ""}, "a half is more than its year, and than its own parts"
    assert "more of our own report" in of(report.findings, "own-identities", holds=True)[0]


def test_blanks_bands_and_halves_are_shown_as_they_are() -> None:
    cells = (
        Cell(Place("received", "2026-H1", (("country", "XX"),)), None, 1, Why.LAW, 0, 249),
        Cell(Place("hours_to_decide", "2026-H2"), 7, 2),
    )
    found = findings(("report.json", own_form.cells_json(edition(*cells))))
    assert "“0-249”" in of(found, "band", holds=None)[0]
    assert of(found, "blank-not-zero", holds=None)


def test_one_number_twice_and_identities_over_two_periods() -> None:
    data = own_form.cells_csv(edition())
    found = findings(("report.csv", data + data.split(b"\r\n")[1] + b"\r\n"))
    assert {"cell.once"} <= {one.about for one in found if one.holds is False}
    year = [Cell(Place("received", period), value) for period, value in (("2026", 3), ("2026-H1", 1), ("2026-H2", 1))]
    only = dataclasses.replace(edition(), cells=tuple(year))
    (says,) = [one for one in findings(("report.json", own_form.cells_json(only))) if one.about == "time.whole"]
    assert says.period == ""


def test_csv_of_an_edition_from_before_a_column_came_is_ours() -> None:
    rows = list(csv.reader(io.StringIO(own_form.cells_csv(edition()).decode(), newline="")))
    later, written = [rows[0].index(name) for name in ("arrived", "standards")], io.StringIO(newline="")
    kept = [row for row in rows if row[5] != "standards"]
    csv.writer(written).writerows([one for at, one in enumerate(row) if at not in later] for row in kept)
    older = written.getvalue().encode()
    assert [report.plain()["format"] for report in check(("x.csv", older)).reports] == ["dueprocess-report"]
    assert "own-identities" not in broken(findings(("x.csv", older)))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b'"number": 1', b'"number": "one"', "says that it is dueprocess/report/1 and is not"),
        (b'"cells": [', b'"cells": 5, "more": [', "says that it is dueprocess/report/1 and is not"),
    ],
)
def test_json_that_only_says_it_is_ours(old: bytes, new: bytes, says: str) -> None:
    data = own_form.cells_json(edition())
    assert old in data
    assert says in check(("x.json", data.replace(old, new))).unreadable["x.json"]


def test_csv_that_only_has_our_columns() -> None:
    head, first = own_form.cells_csv(edition()).split(b"\r\n")[:2]
    cells = first.split(b",")
    names = head.split(b",")

    def with_(name: bytes, value: bytes) -> bytes:
        row = list(cells)
        row[names.index(name)] = value
        return b"\r\n".join((head, b",".join(row)))

    assert check(("x.csv", with_(b"value", b"7"))).unreadable == {}
    for name, value in ((b"why", b"because"), (b"of", b"0"), (b"by", b"weather")):
        assert "row 2 is no cell of it" in check(("x.csv", with_(name, value))).unreadable["x.csv"]
    for value in (b"many", b"9" * 30):
        assert "where a whole number stands" in check(("x.csv", with_(b"value", value))).unreadable["x.csv"]
    assert "own-identities" in broken(findings(("x.csv", with_(b"metric", b"weather"))))


def live_page(*more: Cell, name: str = "numbers.json") -> tuple[str, bytes]:
    """A file of the live page, with a cell more."""
    shown = snapshot()
    made_of = {path.rpartition("/")[2]: data for path, data in render(shown, languages=("en",)).items()}
    if not more:
        return name, made_of[name]
    if name == "numbers.csv":
        return name, made_of[name] + own_form.table(more).csv().partition(b"\r\n")[2]
    plain = json.loads(made_of[name])
    return name, json.dumps(plain | {"cells": [*plain["cells"], *map(edition_json.plain_cell, more)]}).encode()


@pytest.mark.parametrize("name", ["numbers.json", "numbers.csv"])
def test_the_numbers_of_the_live_page_are_held_against_the_same_identities(name: str) -> None:
    (report,) = check(live_page(name=name)).reports
    assert not report.broken
    assert report.publisher == ("Lantern Mail" if name.endswith("json") else "")
    assert of(report.findings, "own-identities", holds=True)
    more = Cell(Place("received", "2026", (("country", "TR"),)), 9)
    assert "parts.whole" in {one.about for one in findings(live_page(more, name=name)) if one.holds is False}


def test_a_file_of_numbers_without_a_number_or_of_another_form_is_not_read() -> None:
    head = own_form.table((), "numbers").csv()
    assert "a header and no rows" in check(("numbers.csv", head)).unreadable["numbers.csv"]
    name, data = live_page()
    for old, new in ((b'"standing"', b'"sitting"'), (b'"dueprocess/numbers/2"', b'"dueprocess/numbers/2", "x": 1')):
        assert (
            "says that it is dueprocess/numbers/2 and is not" in check((name, data.replace(old, new))).unreadable[name]
        )
    other = json.dumps({**json.loads(data), "schema": "dueprocess/numbers/3", "as_of": "dueprocess/numbers/2"})
    assert "dueprocess/numbers/2 is needed" in check((name, other.encode())).unreadable[name]


def test_a_later_edition_is_compared_with_the_one_before() -> None:
    found = findings(("one.json", own_form.cells_json(edition())), ("two.json", own_form.cells_json(changed(9))))
    assert any("9" in one and "7" in one for one in of(found, "revised", holds=None))


@pytest.mark.shared
@pytest.mark.parametrize("form", ["own", "github", "google", "dsa"])
def test_what_our_own_forms_write_contradicts_nothing(shared_vectors: Path, form: str) -> None:
    facts = [one for half in "12" for one in made.github(shared_vectors / "reports" / "github", "2023", half)]
    asked = [("DE", "content"), ("DE", "content"), ("FR", "disclosure"), ("FR", "content"), ("IE", "account")] * 3
    for n, (country, kind) in enumerate(asked):
        more = {"outcome": "comply", "acknowledge_hours": n, "effect_hours": 3 * n, "accounts": 1, "targets": 2}
        facts.append(made.item(f"e{n}", datetime.date(2023, 3, 1), country=country, kind=kind, **more))
    whole = made.edition(facts, "2023", (*METRICS, *PUBLISHERS["github"], *PUBLISHERS["google"]))
    files = every.make(form, every.Material(whole, tuple(facts), (), str))
    done = check(*files.items())
    assert done.reports
    assert [one.says for report in done.reports for one in report.findings if one.holds is False] == []


@given(st.integers(0, 2000), st.binary(max_size=6))
def test_a_cut_or_changed_edition_never_raises(at: int, junk: bytes) -> None:
    for name, data in own_form.files(edition()).items():
        done = audit.audit([(name, data[:at] + junk + data[at + len(junk) :])])
        json.dumps([one.plain() for one in done.reports])
