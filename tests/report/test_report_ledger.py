"""The ledger of everything published: one canonical form, strict when read."""

import dataclasses
import datetime
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.demand.codes import AuthorityKind, Kind, Outcome
from dueprocess.formats.canonical import decode, encode
from dueprocess.formats.ids import RegisterId
from dueprocess.report.cells import Cell, Place, Why
from dueprocess.report.identities import counts_at
from dueprocess.report.ledger import Ledger, LedgerError, Surface, ledger_of, of_cells
from dueprocess.report.snapshot import Publication, PublicRow, Register, register_of
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


def spoilt(line: bytes, path: tuple[str, ...], value: object) -> bytes:
    """A line of which one part is another."""
    data = decode(line)
    inner: Any = data
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return encode(data)


def test_a_fact_of_before_a_column_came_is_read_and_written_as_it_was() -> None:
    """What 0.2.0 entered has neither ``arrived`` nor ``standards``: a desk that published then goes on publishing."""
    facts = tuple(dataclasses.replace(fact, arrived="", standards="") for fact in year(5))
    lines = Ledger(stood=facts).lines()
    assert all(not {"arrived", "standards"} & json.loads(line)["fact"].keys() for line in lines)
    assert ledger_of(lines).stood == facts
    (now,) = Ledger(stood=(dataclasses.replace(facts[0], standards="not_asked"),)).lines()
    assert json.loads(now)["fact"]["standards"] == "not_asked"
    assert ledger_of([now]).stood[0].standards == "not_asked"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema",), "dueprocess/ledger/1"),
        (("more",), 1),
        (("entry",), "rumour"),
        (("entry",), "row"),
        (("number", "more"), 1),
        (("number", "surface"), "wall"),
        (("number", "on"), "yesterday"),
        (("number", "edition"), None),
        (("number", "fixed"), 1),
        (("number", "cell", "why"), "because"),
        (("number", "cell", "value"), "3"),
        (("number", "cell", "of"), True),
        (("number", "cell", "place", "by"), [["country"]]),
        (("number", "cell", "place", "by"), 3),
    ],
)
def test_a_number_that_no_desk_writes_is_refused(path: tuple[str, ...], value: object) -> None:
    with pytest.raises(LedgerError, match="no desk writes"):
        ledger_of([spoilt(LEDGER.lines()[0], path, value)])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("note", "free text"),
        ("id", "c-1"),
        ("id", 3),
        ("kinds", ["gossip"]),
        ("kinds", None),
        ("authority_kind", "somebody"),
        ("published_on", "yesterday"),
        ("published_on", 3),
        ("register", "secret"),
        ("instruments", [["one"]]),
        ("instruments", [{"act": "StPO", "section": "https://x.example"}]),
    ],
)
def test_a_row_that_no_desk_writes_is_refused(name: str, value: object) -> None:
    with pytest.raises(LedgerError, match="no desk writes"):
        ledger_of([spoilt(Ledger(rows=(ROW,)).lines()[0], ("row", name), value)])


@given(st.sampled_from(Kind), st.none() | st.sampled_from(Outcome), st.sampled_from(AuthorityKind))
def test_a_row_comes_back_the_same(kind: Kind, outcome: Outcome | None, authority: AuthorityKind) -> None:
    row = dataclasses.replace(
        ROW, kinds=(kind,), register=register_of(kind), outcome=outcome, ground="", authority_kind=authority
    )
    assert ledger_of(Ledger(rows=(row,)).lines()).rows == (row,)


@pytest.mark.parametrize(
    "line", [b"", b"{}", b"[]", b"3", b'{"a": 1}', b'{"entry":"fact","fact":{},"schema":"dueprocess/ledger/2"}']
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


def test_what_contradicts_itself_is_taken_for_given_away() -> None:
    known = of_cells((Cell(Place("received", "2026"), 1), Cell(MT, 3)), Surface.REPORT, DAY)
    law = of_cells((Cell(MT, 3),), Surface.LAW, DAY, fixed=True)
    assert given_away(Ledger((*known, *law))) == (MT,)
