"""A plain solver of its own, which tries every world: whatever is published, no sealed item is certain at any place.

It knows nothing of the desk's solver. A world is a number of open and of sealed items for each country and kind; it is
possible when it makes the very cells that were published. Switched off, withholding loses: the control.
"""

import dataclasses
import datetime
from itertools import product

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from dueprocess.demand.codes import AuthorityKind, Kind
from dueprocess.formats.ids import register_id
from dueprocess.report.cells import Cells, Place, Size, Why
from dueprocess.report.evaluate import evaluate
from dueprocess.report.facts import Fact
from dueprocess.report.ledger import Ledger, Surface, of_cells
from dueprocess.report.metrics import BY_ID, COUNTED_ONLY, FIXED
from dueprocess.report.snapshot import Publication, PublicRow, Register
from dueprocess.report.withholding import WithholdingError, law_cells, withhold

MARCH, LATER = datetime.date(2026, 3, 4), datetime.date(2027, 3, 1)
SPOTS = tuple(product(("DE", "MT"), ("content", "preservation")))
MOST = 2
METRICS = (BY_ID["received"], BY_ID["restrictions"], BY_ID["preservations"])
ALLOWED = Place("received", "2026")


def world(opened: tuple[int, ...], sealed: tuple[int, ...]) -> tuple[Fact, ...]:
    made = []
    for counts, admissible in ((opened, True), (sealed, False)):
        for (country, kind), count in zip(SPOTS, counts, strict=True):
            for number in range(count):
                letter = f"{country}{kind}{admissible}{number}"
                fact = Fact(letter=letter, received_on=MARCH, country=country, kind=kind, countable=True)
                made.append(dataclasses.replace(fact, admissible=admissible))
    return tuple(made)


def numbers(counts: tuple[int, ...], sealed: tuple[int, ...], place: Place) -> int:
    """What a cell would say in a world, reckoned anew: open items, save in the totals of the year and of the law."""
    wanted = dict(place.by)
    kinds = {"restrictions": {"content"}, "preservations": {"preservation"}, "dsa_act": {"content"}}
    kept = [
        index
        for index, (country, kind) in enumerate(SPOTS)
        if wanted.get("country", country) == country
        and wanted.get("kind", kind) == kind
        and kind in kinds.get(place.metric, {kind})
    ]
    here = sum(counts[index] for index in kept)
    hidden = sum(sealed[index] for index in kept)
    if place.metric == COUNTED_ONLY:
        return hidden
    return here + hidden if place == ALLOWED or place.metric in {one.id for one in FIXED["dsa"]} else here


def possible(cells: Cells, listed: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The sealed items of every world that makes these cells, every number and band, and has what registers list."""
    told = [one for one in cells if set(dict(one.place.by)) <= {"country", "kind"}]
    bands = [(one.place, one.value or 0, one.value or 0) for one in told if one.value is not None]
    bands += [(one.place, one.low or 0, one.high) for one in told if one.why is Why.SEALED and one.high is not None]
    return [
        sealed
        for opened in product(*(range(least, MOST + 1) for least in listed))
        for sealed in product(range(MOST + 1), repeat=len(SPOTS))
        if all(low <= numbers(opened, sealed, place) <= high for place, low, high in bands)
    ]


def certain(cells: Cells, listed: tuple[int, ...] = (0,) * len(SPOTS)) -> list[int]:
    """Places of which it is certain that a sealed item is there."""
    worlds = possible(cells, listed)
    assert worlds, "the truth at least is possible"
    return [index for index in range(len(SPOTS)) if min(sealed[index] for sealed in worlds) > 0]


COUNTS = st.tuples(*[st.integers(0, MOST - 1)] * len(SPOTS))  # open and sealed together are within what is tried
FEW = st.tuples(*[st.sampled_from([0, 0, 0, 1])] * len(SPOTS))
SOME = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SOME
@given(COUNTS, FEW)
def test_from_an_edition_alone_no_place_is_certain(opened: tuple[int, ...], sealed: tuple[int, ...]) -> None:
    facts = world(opened, sealed)
    cells = withhold(facts, evaluate(facts, METRICS, (Size.YEAR,)), made_on=LATER)
    assert certain(cells) == []


@SOME
@given(COUNTS, FEW)
def test_beside_the_table_of_a_law_no_place_is_certain(opened: tuple[int, ...], sealed: tuple[int, ...]) -> None:
    beside_a_law(opened, sealed, (0,) * len(SPOTS))


@SOME
@given(COUNTS, FEW, COUNTS)
@example((1, 1, 0, 0), (0, 0, 1, 0), (1, 1, 0, 0))
@example((1, 0, 1, 0), (1, 0, 0, 0), (1, 0, 1, 0))
def test_beside_a_law_and_what_the_registers_list_no_place_is_certain(
    opened: tuple[int, ...], sealed: tuple[int, ...], listed: tuple[int, ...]
) -> None:
    """A small desk lists every open demand: then the law's table less the register is the sealed one (hazard 8.1)."""
    beside_a_law(opened, sealed, tuple(min(pair) for pair in zip(opened, listed, strict=True)))


def rows(listed: tuple[int, ...]) -> tuple[PublicRow, ...]:
    """Rows of the registers: so many of each country and kind."""
    spots = [spot for spot, many in zip(SPOTS, listed, strict=True) for _ in range(many)]
    return tuple(
        PublicRow(
            id=register_id(bytes([number] * 15)),
            register=Register.DEMANDS,
            published_on=MARCH,
            week="2026-W10",
            country=country,
            authority_kind=AuthorityKind.POLICE,
            kinds=(Kind(kind),),
            instruments=(),
            outcome=None,
            ground="",
            publication=Publication.SUMMARY,
        )
        for number, (country, kind) in enumerate(spots)
    )


def beside_a_law(opened: tuple[int, ...], sealed: tuple[int, ...], listed: tuple[int, ...]) -> None:
    facts = world(opened, sealed)
    law = tuple(one for one in law_cells(facts, ["dsa"]) if one.place.metric == "dsa_act" and one.place.by)
    law = tuple(one for one in law if [name for name, _ in one.place.by] == ["country"])
    try:
        ledger = Ledger(of_cells(law, Surface.LAW, LATER, fixed=True), rows(listed))
        cells = withhold(facts, evaluate(facts, METRICS, (Size.YEAR,)), ledger, made_on=LATER)
    except WithholdingError:
        assume(False)
        return
    assert [index for index in certain((*cells, *law), listed) if SPOTS[index][1] == "content"] == []


def test_the_control_without_withholding_the_case_is_had() -> None:
    facts = world((1, 1, 0, 0), (0, 0, 1, 0))
    law = tuple(one for one in law_cells(facts, ["dsa"]) if [name for name, _ in one.place.by] == ["country"])
    opened = evaluate([one for one in facts if one.admissible], METRICS, (Size.YEAR,))
    exact = tuple(one for one in opened if one.place != ALLOWED)
    assert certain((*exact, *(one for one in law if one.place.metric == "dsa_act"))) == [2]
