"""A draft of the report before the person who signs it: read from its own bytes, whatever the desk says of it."""

import json
from dataclasses import replace
from typing import Any

import pytest

from dueprocess.adapters import crypto
from dueprocess.desk.services import pending_desk_acts, reports
from dueprocess.desk.services.result import Done
from dueprocess.formats.statement import Act
from dueprocess.report import signing, stored
from dueprocess.report.cells import Cell, Place, Why
from report_house import ADA, PERIOD, ReportHouse

RECEIVED = Place("received", PERIOD)


@pytest.fixture
def house(db: None) -> ReportHouse:
    """A desk with a draft that counts one case."""
    made = ReportHouse.opened()
    made.counted()
    made.build()
    return made


def shown(house: ReportHouse) -> dict[str, Any]:
    """What goes over the wire."""
    told: dict[str, Any] = json.loads(json.dumps(pending_desk_acts.reports(house.desk)))
    return told


def answered(house: ReportHouse, told: object, **pin: Any) -> dict[str, Any]:
    first = house.desk.roster
    known = {"desk": first.desk_id, "number": 1, "hash": first.hash(), **pin}
    return signing.answer({"pin": known, "shown": told}, crypto.verify, house.desk.now)


def only(house: ReportHouse, told: Any) -> dict[str, Any]:
    (row,) = answered(house, told)["reports"]
    found: dict[str, Any] = row
    return found


def with_cells(house: ReportHouse, *cells: Cell) -> dict[str, Any]:
    """The draft with other cells, as a hostile desk would make it; its hash is then another one."""
    told = shown(house)
    edition = stored.decode(told["reports"][0]["draft"].encode())
    told["reports"][0]["draft"] = stored.encode(replace(edition, cells=cells)).decode()
    return told


def test_a_draft_says_of_itself_what_is_signed(house: ReportHouse) -> None:
    (draft,) = reports.drafts(house.desk)
    row = only(house, shown(house))
    assert (row["edition"], row["number"], row["period"]) == (draft.hash, 1, PERIOD)
    assert (row["provider"], row["made_on"]) == ("Fennel Mail", draft.edition.made_on.isoformat())
    assert (row["cells"], row["held"], row["gaps"]) == (
        len(draft.edition.cells),
        draft.edition.held,
        len(draft.edition.gaps),
    )
    assert stored.hash_of(row["text"].encode()) == draft.hash
    assert row["signed"] == []


def test_who_signed_these_bytes_is_told_by_their_signatures(house: ReportHouse) -> None:
    assert isinstance(house.signs("aster"), Done)
    told = shown(house)
    assert only(house, told)["signed"] == ["aster"]
    forged = told["reports"][0]["signatures"][0].replace("aster", "birch")
    told["reports"][0]["signatures"] += [forged, "rubbish"]
    assert only(house, told)["signed"] == ["aster"]
    other = with_cells(house, Cell(RECEIVED, 7))
    assert only(house, other)["signed"] == []  # what was signed are other bytes


def test_what_it_says_otherwise_than_the_published_edition(house: ReportHouse) -> None:
    for by in ("aster", "birch"):
        assert isinstance(house.signs(by), Done)
    assert isinstance(house.publishes(), Done)
    assert shown(house)["reports"] == []
    house.counted()
    house.build()
    told = shown(house)
    row = only(house, told)
    assert (row["against"], row["number"]) == (f"{PERIOD}, 1", 2)
    assert ["received 2026-H1", "1", "2", "counted"] in row["changes"]
    assert row["differ"] >= len(row["changes"]) > 0
    assert only(house, told)["digest"] == row["digest"]
    swapped = json.loads(json.dumps(told))
    before = stored.decode(swapped["reports"][0]["before"].encode())
    swapped["reports"][0]["before"] = stored.encode(replace(before, held=before.held + 1)).decode()
    assert only(house, swapped)["rule"] == "report.changed"
    told["reports"][0]["published"] = told["reports"][0]["published"].replace("birch", "aster")
    assert only(house, told)["rule"].startswith("statement.")


def test_without_a_published_edition_it_is_held_against_the_period_before(house: ReportHouse) -> None:
    told = shown(house)
    edition = stored.decode(told["reports"][0]["draft"].encode())
    older = edition.before[-1] if edition.before else ""
    row = only(house, told)
    assert row["against"] == older
    told["reports"][0]["draft"] = stored.encode(replace(edition, before=())).decode()
    row = only(house, told)
    assert (row["against"], row["differ"], row["changes"]) == ("", 0, [])
    two = replace(edition, before=("2025-H2",), cells=(Cell(RECEIVED, 3), Cell(Place("received", "2025-H2"), 1)))
    told["reports"][0]["draft"] = stored.encode(two).decode()
    row = only(house, told)
    assert (row["against"], row["changes"]) == ("2025-H2", [["received 2026-H1", "1", "3", "counted"]])


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        (Cell(RECEIVED, 3), "3"),
        (Cell(RECEIVED, 1, 2), "1/2"),
        (Cell(RECEIVED, None, why=Why.NOTHING), str(Why.NOTHING)),
        (Cell(RECEIVED, None, why=Why.SEALED, low=0, high=4), f"0-4 {Why.SEALED}"),
    ],
)
def test_a_cell_as_it_stands(house: ReportHouse, cell: Cell, says: str) -> None:
    told = with_cells(house, cell)
    edition = stored.decode(told["reports"][0]["draft"].encode())
    told["reports"][0]["draft"] = stored.encode(replace(edition, before=("2025-H2",))).decode()
    assert only(house, told)["changes"] == [["received 2026-H1", "", says, "new"]]


def test_what_does_not_hold_is_refused_by_name(house: ReportHouse) -> None:
    told = shown(house)
    told["reports"][0]["draft"] = told["reports"][0]["draft"].replace("Fennel", " Fennel")
    assert only(house, told)["number"] == 1  # other bytes, another hash: nobody's signature is under them
    told["reports"][0]["draft"] += " "
    assert only(house, told)["rule"] == "report.form"
    assert answered(house, shown(house), number=2)["rule"] == "roster.lower-number"
    for rubbish in (None, 7, {}, {"rosters": 7}, {**shown(house), "reports": [7]}):
        assert answered(house, rubbish)["rule"] == "desk.form"
    assert signing.answer(None, crypto.verify, house.desk.now)["rule"] == "desk.form"


def test_an_earlier_edition_needs_a_statement_of_somebody_who_may(house: ReportHouse) -> None:
    told = shown(house)
    row = told["reports"][0]
    row["before"] = row["draft"]
    says = house.says(Act.REPORT_PUBLISH)
    row["published"] = house.ask("dan", Act.REPORT_PUBLISH, says).decode()
    assert only(house, told)["rule"] == "access.role"
    row["published"] = house.ask("birch", Act.REPORT_PUBLISH, says, roster=2).decode()
    assert only(house, told)["rule"] == "statement.wrong-roster"
    row["published"] = house.ask("birch", Act.REPORT_PUBLISH, says).decode()
    assert only(house, told)["differ"] == 0


def test_a_reader_from_outside_signs_under_a_name(house: ReportHouse) -> None:
    assert isinstance(house.signs("eve", ADA), Done)
    assert only(house, shown(house))["signed"] == ["eve"]
