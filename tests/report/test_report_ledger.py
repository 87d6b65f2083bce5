"""The ledger of everything published: one canonical form, strict when read, and the live page in a report's places."""

from __future__ import annotations

import dataclasses
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.demand.codes import AuthorityKind, Kind, Outcome
from dueprocess.formats.canonical import decode, encode
from dueprocess.formats.ids import RegisterId
from dueprocess.report.cells import Cell, Place, Why
from dueprocess.report.identities import counts_at
from dueprocess.report.ledger import Ledger, LedgerError, Surface, ledger_of, of_cells, of_site, place_of
from dueprocess.report.numbers import ItemFact, compute
from dueprocess.report.snapshot import Publication, PublicRow, Register
from dueprocess.report.withholding import _listed, given_away
from made_up_demands import year

DAY = datetime.date(2027, 1, 5)
MT = Place("received", "2026", (("country", "MT"),))
ROW = PublicRow(
    RegisterId("r-" + "a" * 24),
    Register.DEMANDS,
    DAY,
    "2026-W10",
    "MT",
    AuthorityKind.POLICE,
    (Kind.CONTENT, Kind.DISCLOSURE),
    (),
    Outcome.OBJECT,
    "form",
    Publication.SUMMARY,
)
CELLS = (
    Cell(MT, 3),
    Cell(Place("given", "2026"), None, why=Why.BESIDE),
    Cell(Place("late", "2026"), None, 1, Why.LAW, 0, 9),
)
LEDGER = Ledger(of_cells(CELLS, Surface.REPORT, DAY, 2), (ROW,), year(3))


def test_what_is_written_reads_back_the_same() -> None:
    lines = LEDGER.lines()
    assert ledger_of(lines) == LEDGER
    assert ledger_of(lines).lines() == lines
    assert Ledger().lines() == ()


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "dueprocess/ledger/2"},
        {"entry": "rumour"},
        {"surface": "wall"},
        {"on": "yesterday"},
        {"why": "because"},
        {"value": "3", "of": True, "more": 1},
        {"edition": None, "more": 1},
        {"by": [["country"]]},
        {"by": 3},
    ],
)
def test_a_number_that_no_desk_writes_is_refused(change: dict[str, object]) -> None:
    data = decode(LEDGER.lines()[0])
    assert isinstance(data, dict)
    with pytest.raises(LedgerError, match="no desk writes"):
        ledger_of([encode({**data, **change})])  # type: ignore[dict-item]


@pytest.mark.parametrize(
    "line", [b"", b"{}", b"[]", b"3", b'{"a": 1}', b'{"entry":"fact","fact":{},"schema":"dueprocess/ledger/1"}']
)
def test_a_line_that_is_none_is_refused(line: bytes) -> None:
    with pytest.raises(LedgerError):
        ledger_of([line])


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with pytest.raises(LedgerError):
        ledger_of([data])


def test_both_together_hold_what_stood_last() -> None:
    facts = year(3)
    newer = dataclasses.replace(facts[0], late=9)
    both = Ledger(stood=facts, rows=(ROW,)).plus(Ledger(stood=(newer,), rows=(ROW,)))
    assert both == Ledger(stood=(*facts[1:], newer), rows=(ROW,))


def test_the_newest_number_of_a_place_counts() -> None:
    old, new = (
        of_cells((Cell(MT, 2),), Surface.SITE, DAY),
        of_cells((Cell(MT, 3),), Surface.REPORT, DAY.replace(month=3)),
    )
    law = of_cells((Cell(MT, 4),), Surface.LAW, DAY, fixed=True)
    ledger = Ledger(
        (*new, *old, *law, *of_cells((Cell(MT, None, why=Why.SEALED),), Surface.REPORT, DAY.replace(month=4)))
    )
    assert ledger.known() == {MT: Cell(MT, 3)}
    assert ledger.fixed() == {MT: Cell(MT, 4)}


def test_rows_count_where_their_week_surely_lies() -> None:
    across = dataclasses.replace(ROW, id=RegisterId("r-" + "b" * 24), week="2026-W27", outcome=None, ground="")
    assert len(Ledger(rows=(ROW, across)).listed()) == 2, "the second lies in two months, perhaps in two halves"
    inside = dataclasses.replace(across, week="2026-W28")
    ledger = Ledger(rows=(ROW, inside))
    places = (MT, Place("given", "2026"), Place("open", "2026-H2"), Place("received", "2026-Q1"))
    found = _listed(ledger, places)
    for place in places:  # and each is what counting every row at every place gives
        assert found.get(place, 0) == sum(counts_at(fact, place) for fact in ledger.listed())
    assert [found.get(place, 0) for place in places[:3]] == [4, 0, 2]


def test_the_live_page_stands_in_the_places_of_a_report() -> None:
    fact = ItemFact(
        "c", 2026, "MT", AuthorityKind.POLICE, Kind.CONTENT, Outcome.COMPLY, countable=True, answered_year=2026
    )
    other = dataclasses.replace(fact, case="d", targets=2, outcome=None, answered_year=None)
    live = compute([fact, other])
    at = {one.cell.place: one.cell for one in of_site(live, DAY)}
    assert at[MT].value == 2
    assert at[Place("received", "2026", (("kind", "content"), ("outcome", "comply")))].value == 1
    assert at[Place("received", "2026", (("outcome", ""),))].value == 1
    assert at[Place("answered", "2026", (("outcome", "comply"),))].value == 1
    assert at[Place("letters", "2026", (("authority_kind", "police"),))].value == 2
    assert at[Place("targets", "2026")].why is Why.NOT_KNOWN
    assert len({place_of(one) for one in live}) == len(live)


def test_what_contradicts_itself_is_taken_for_given_away() -> None:
    known = of_cells((Cell(Place("received", "2026"), 1), Cell(MT, 3)), Surface.REPORT, DAY)
    law = of_cells((Cell(MT, 3),), Surface.LAW, DAY, fixed=True)
    assert given_away(Ledger((*known, *law))) == (MT,)
