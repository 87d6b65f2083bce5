"""Editions as bytes, what changed between two of them, and the first paragraph."""

import datetime
import json
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.demand.codes import ArrivalIs
from dueprocess.report import changes, opening, stored
from dueprocess.report.cells import Cell, Place, Why
from dueprocess.report.changes import Changed
from dueprocess.report.cited import Cited
from dueprocess.report.edition import Correction, Edition, Gap, Missing, Revision, Security, Signer
from dueprocess.report.opening import Arrived
from dueprocess.report.provider import Help, Provider
from dueprocess.report.told import Silence, UnseenAccess

DAY = datetime.date(2026, 7, 3)
PROVIDER = Provider(
    "Fennel Mail", "DE", "legal@fennel.example", ("de", "en"), ("mail",), "https://fennel.example", "",
    (Help("Ada", "https://help.example"),),
)  # fmt: skip
H1 = Place("received", "2026-H1")
DE = Place("received", "2026-H1", (("country", "DE"),))
CELLS = (
    Cell(H1, 7),
    Cell(DE, None, why=Why.SEALED, low=0, high=5),
    Cell(Place("share_given", "2026-H1"), 5, 8),
    Cell(Place("hours_to_decide", "2026-H1"), None, why=Why.FEW),
)


def edition(*cells: Cell, **more: Any) -> Edition:
    return Edition(PROVIDER, "2026-H1", more.pop("number", 1), DAY, cells or CELLS, (Gap(Missing.PROOF),), **more)


def full() -> Edition:
    return replace(
        edition(),
        gaps=(Gap(Missing.LATE, {"late": 2}), Gap(Missing.PROOF)),
        before=("2025-H1", "2025-H2"),
        revisions=(Revision(Cell(H1, 6), Cell(H1, 7), 1),),
        security=(Security(2, "nsl", 0, 499),),
        unseen=(UnseenAccess("DE-G10-5", Cited("G 10", "§ 5"), DAY, ("mail",), {"en": "t"}, {"de": "s"}),),
        silences=(Silence({"en": "never"}, (Cited("StPO", "§ 100"), Cited("TKG", ""))),),
        held=311,
    )


def test_an_edition_comes_back_from_its_bytes() -> None:
    for one in (edition(), full()):
        data = stored.encode(one)
        assert stored.decode(data) == one
        assert stored.hash_of(data) == stored.hash_of(stored.encode(stored.decode(data)))


def test_what_comes_after_the_signature_is_not_in_the_bytes() -> None:
    later = replace(
        full(), signers=(Signer("clerk", "", DAY),), corrections=(Correction(DAY, 1, "We forgot a letter."),)
    )
    assert stored.encode(later) == stored.encode(full())
    bare = json.loads(stored.encode(later))
    assert bare["signers"] == bare["corrections"] == []
    assert {"not_in_it" if one.name == "gaps" else one.name for one in fields(Edition)} == set(bare) - {"schema"}


def _spoil(data: Any, path: list[Any], value: Any) -> bytes:
    inner = data
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["schema"], "dueprocess/report/2"),
        (["more"], 1),
        (["number"], "1"),
        (["number"], True),
        (["held"], 1.0),
        (["made_on"], "2026-13-01"),
        (["made_on"], "20260703"),
        (["period"], 2026),
        (["cells"], {}),
        (["cells", 0], {"metric": "received", "period": "2026-H1"}),
        (["cells", 0, "value"], "7"),
        (["cells", 0, "why"], "secret"),
        (["not_in_it"], []),
        (["not_in_it", 0, "missing"], "weather"),
        (["not_in_it", 0, "numbers"], []),
        (["provider", "contact"], "nobody"),
        (["provider"], []),
        (["silences", 0, "cited", 0], ["StPO"]),
        (["unseen", 0, "title"], []),
        (["signers"], [{"role": "clerk", "name": "", "on": "2026-07-01"}]),
        (["revisions"], 3),
    ],
)
def test_bytes_that_are_no_edition_are_refused(path: list[Any], value: Any) -> None:
    with pytest.raises(stored.StoredError):
        stored.decode(_spoil(json.loads(stored.encode(full())), path, value))


@pytest.mark.parametrize(
    "data", [b"", b"{", b"null", b"[]", b"\xff", b"[" * 100_000, stored.encode(edition()) + b"\n", b"9" * 5000]
)
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(stored.StoredError):
        stored.decode(data)


@given(st.binary(max_size=200), st.integers(0, 2000), st.integers(0, 2000))
def test_cut_and_mixed_bytes_are_refused_or_are_the_edition(junk: bytes, at: int, length: int) -> None:
    data = stored.encode(full())
    mixed = data[:at] + junk + data[at + length :]
    try:
        found = stored.decode(mixed)
    except stored.StoredError:
        return
    assert stored.encode(found) == mixed


def test_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = stored.encode(edition())
    monkeypatch.setattr(stored, "MAX_BYTES", 100)
    with pytest.raises(stored.StoredError, match="earlier periods"):
        stored.encode(edition())
    with pytest.raises(stored.StoredError, match="longer"):
        stored.decode(data)


def test_each_change_says_why() -> None:
    places = [Place(name, "2026-H1") for name in "abcdefgh"]
    was = (
        Cell(places[0], 1),
        Cell(places[1], 1),
        Cell(places[2], 1),
        Cell(places[3], 1),
        Cell(places[4], None, why=Why.SEALED),
        Cell(places[5], None, why=Why.SEALED),
        Cell(places[7], 4),
    )
    now = (
        Cell(places[1], 2),
        Cell(places[2], None, why=Why.BESIDE),
        Cell(places[3], None, why=Why.NOT_KNOWN),
        Cell(places[4], 3),
        Cell(places[5], None, why=Why.LAW, low=0, high=499),
        Cell(places[6], 9),
        Cell(places[7], 4),
    )
    found = changes.changes(was, now)
    assert [(one.place.metric, one.why) for one in found] == [
        ("a", Changed.GONE),
        ("b", Changed.COUNTED),
        ("c", Changed.WITHHELD),
        ("d", Changed.REASON),
        ("e", Changed.GIVEN),
        ("f", Changed.REASON),
        ("g", Changed.NEW),
    ]
    assert changes.withheld(now) == (now[1], now[4])


def test_a_revision_stands_beside_the_newest_number_that_was_given() -> None:
    first, second = edition(Cell(H1, 6), Cell(DE, 2)), edition(Cell(H1, 7), Cell(DE, None, why=Why.FEW), number=2)
    now = (Cell(H1, 8), Cell(DE, 3), Cell(Place("open", "2026-H1"), 1))
    assert changes.revisions(now, (first, second)) == (
        Revision(Cell(H1, 7), now[0], 2),
        Revision(Cell(DE, 2), now[1], 1),
    )
    assert changes.revisions((Cell(H1, 14, 2),), (second,)) == ()  # the same number, written otherwise
    hidden = Cell(H1, None, why=Why.SEALED)
    assert changes.revisions((hidden,), (second,)) == (Revision(Cell(H1, 7), hidden, 2),)


def test_a_comparison_with_the_period_before_moves_its_cells() -> None:
    old = (Cell(Place("received", "2025-H2"), 4, why=Why.EXACT), Cell(H1, 7))
    assert changes.as_of(old, "2025-H2", "2026-H1") == (Cell(H1, 4),)


def test_the_first_paragraph_says_the_same_with_and_without_cases() -> None:
    nothing = opening.paragraph((), "2026-H1", Arrived(0, {}))
    assert [one.missing for one in nothing] == list(opening.ALWAYS)
    cells = (Cell(Place("late", "2026-H1"), 2),)
    arrived = Arrived(5, {"new_case": 3, "not_a_demand": 2}, own_reports=3)
    told = opening.paragraph(cells, "2026-H1", arrived, unseen=1, silences=4, running=True)
    assert [one.missing for one in told] == [Missing.RUNNING, *opening.ALWAYS]
    numbers = {one.missing: one.numbers for one in told if one.numbers}
    assert numbers == {
        Missing.STANDING: {"named": 1},
        Missing.SILENCED: {"laws": 4},
        Missing.LATE: {"late": 2},
        Missing.ARRIVALS: {"not_a_demand": 2},
        Missing.OWN_REPORTS: {"own_reports": 3},
    }
    sealed = (Cell(Place("late", "2026-H1"), None, why=Why.SEALED),)
    assert opening.paragraph(sealed, "2026-H1", arrived)[5] == Gap(Missing.LATE)


def test_no_number_of_the_paragraph_hangs_on_what_became_a_case() -> None:
    for code in ArrivalIs:
        if code is not ArrivalIs.NOT_A_DEMAND:
            more = Arrived(9, {str(code): 9})
            assert opening.paragraph((), "2026", more) == opening.paragraph((), "2026", Arrived(0, {}))


def test_arrivals_that_do_not_add_up_are_named() -> None:
    fine = Arrived(4, {"new_case": 1, "supplement": 1, "not_a_demand": 1, "held_outside": 1})
    assert opening.faults(fine) == ()
    short = replace(fine, total=5, without_case=("a-1",), without_arrival=("c-1",))
    assert len(opening.faults(short)) == 3
    assert "5 arrived, and 4" in opening.faults(short)[0]
    assert "a-1" in opening.faults(short)[1]
    assert "c-1" in opening.faults(short)[2]
    assert "mail" in opening.faults(Arrived(1, {"mail": 1}))[0]
