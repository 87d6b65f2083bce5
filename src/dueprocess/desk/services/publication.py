"""What the public may see: rows that passed the gate and numbers of what may be counted. Nothing else is read."""

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dueprocess.case.item_events import PublicationPublished
from dueprocess.case.publication import may_be_full, reached
from dueprocess.case.state import CaseState, ItemState, Publishing
from dueprocess.demand.codes import AuthorityKind, Ground, Kind, Outcome
from dueprocess.desk.data import codec
from dueprocess.desk.data.chain import verify_chain
from dueprocess.desk.data.models import Arrival, Item, RegisterRow
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import (
    assessments,
    contacts,
    ledgers,
    public_copies,
    report_facts,
    row_check,
    scorecard_bytes,
    talks,
    trust,
)
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.editions import published
from dueprocess.desk.services.report_facts import reckon
from dueprocess.desk.services.result import ForgedRowError as ForgedRowError  # noqa: PLC0414 - told on to who publishes
from dueprocess.desk.services.result import LostRaceError, racing
from dueprocess.desk.services.trust import Gate, gate_of
from dueprocess.formats.ids import RegisterId
from dueprocess.law.finding import Effect, Layer
from dueprocess.report.cells import Size
from dueprocess.report.cited import Cited
from dueprocess.report.corrected import corrected
from dueprocess.report.lawsheet import law_sheets, law_standards
from dueprocess.report.ledger import Ledger, Surface, of_cells
from dueprocess.report.pages import DemandPage, PublicFinding
from dueprocess.report.positions import law_positions
from dueprocess.report.provider import Provider
from dueprocess.report.snapshot import Publication, PublicRow, RowFact, Snapshot, rows_of
from dueprocess.report.told import law_silences, unseen_access
from dueprocess.report.withholding import live

RACES = 3


def snapshot(desk: Desk, provider: Provider) -> Snapshot:
    """Everything that one build of the public site may know. Raises ContradictionError (P7) and StandingError.

    Of a standing law that desk.toml declares and that may not be named, nothing reaches the snapshot.

    Of the law it knows what the law data say and, by country, whether counsel has signed all of it (hazard 4.4).
    """
    gate = gate_of(desk)
    items = {(item.case_id, item.number): item for item in _demanded()}
    facts, told = report_facts.facts(desk), ledgers.published()
    numbers = live(facts, told.plus(ledgers.owed(desk, facts, (Size.YEAR,))), desk.today, reckon)
    found = list(_row_facts(desk, gate, items))
    rows = rows_of(one.fact for one in found)
    return Snapshot(
        provider=provider,
        made_on=desk.today,
        rows=rows,
        numbers=numbers,
        law=law_sheets(desk.shelf, desk.today),
        standards=law_standards(desk.shelf),
        positions=law_positions(desk.shelf, desk.today),
        unseen=unseen_access(desk.shelf, desk.house.standing_access, desk.today),
        silences=law_silences(desk.shelf, provider.country, desk.today),
        services=tuple(one for one in desk.holdings.services if one.checked_on and one.checked_on <= desk.today),
        editions=published(desk),
        scorecards=scorecard_bytes.published(desk),
        talks=talks.published(desk),
        credentials=contacts.told(desk),
        corrected=corrected(ledgers.rows_told(), rows, desk.today),
        pages=_pages(desk, found, rows),
        practice=desk.house.practice,
    )


def tell(desk: Desk, made: Snapshot) -> None:
    """Enter what the site is about to say in the ledger. Before it is written: what is cut off has said too much."""
    enter(desk, Surface.SITE, Ledger(numbers=of_cells(made.numbers, Surface.SITE, desk.today), rows=made.rows))


def enter(desk: Desk, surface: Surface, said: Ledger, races: int = RACES) -> None:
    """Enter what a surface is about to say in the ledger, before it says it. Raises LostRaceError."""
    entry = ledgers.prepare(surface, said)
    try:
        with racing(), write():
            ledgers.enter(desk, entry)
    except LostRaceError:
        if races <= 1:
            raise
        enter(desk, surface, said, races - 1)


def _demanded() -> Iterable[Item]:
    """Items of what somebody said is a demand, each once: neither practice nor what went into another case."""
    return (
        Item.objects.filter(case__merged_into__isnull=True, case__practice=False, case__historic=False)
        .exclude(case__vessel_of__says__in=["not_a_demand", "held_outside", "inquiry", "unread"])
        .exclude(kind=str(Kind.OUTGOING))
        .select_related("case")
        .order_by("case_id", "number")
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """A row that stands, and the case behind it."""

    fact: RowFact
    case: CaseState
    item: ItemState


def _pages(desk: Desk, found: Iterable[_Found], rows: Sequence[PublicRow]) -> tuple[DemandPage, ...]:
    """What the page of each row shows besides it, in the order of the rows."""
    known = {one.fact.id: one for one in found}
    made = []
    for row in rows:
        one = known[row.id]
        full = row.publication is Publication.FULL
        made.append(DemandPage(row.id, _findings(desk, one), public_copies.of_item(one.item) if full else ()))
    return tuple(page for page in made if page.findings or page.documents)


def _findings(desk: Desk, found: _Found) -> tuple[PublicFinding, ...]:
    """What the law that was relied on requires and the demand lacks, once it was answered; of confirmed facts alone."""
    if found.item.outcome is None:
        return ()
    said: dict[str, dict[str, str]] = {}
    cites: dict[str, Cited] = {}
    for language in SPEAKS:
        judged = assessments.assess_case(desk, found.case, language=language)
        of_item = next((one for one in judged.items if one.item == found.item.number), None)
        for one in of_item.findings if of_item is not None else ():
            if one.effect is Effect.DEFECT and one.layer is Layer.DOMESTIC and not one.claimed:
                cites[one.rule] = Cited(one.citation.title, one.citation.section)
                said.setdefault(one.rule, {})[language] = one.says
    return tuple(PublicFinding(cites[rule], said[rule]) for rule in sorted(cites))


SPEAKS: Final = ("en", "de")
"""Languages in which the law files say what is missing."""


def _row_facts(desk: Desk, gate: Gate, items: Mapping[tuple[str, int], Item]) -> Iterable[_Found]:
    live = RegisterRow.objects.filter(withdrawn_on__isnull=True).select_related("case")
    for row in live.order_by("pk"):
        item = items.get((row.case_id, row.item))
        if item is None:  # what is not counted is not listed (P7)
            continue
        # The row, its kind and its open gate are those of the case's signed events. Raises ForgedRowError.
        chain = verify_chain(row.case_id)
        if chain.fault is not None or chain.opened != chain.events:
            message = f"row {row.id[:10]} is of a case whose events are not those committed, or not all here"
            raise ForgedRowError(message)
        case = state_of(row.case_id)
        state = case.item(row.item)
        fault = trust.relied_on(desk, case, trust.OF_REGISTER)
        other = [part for part in row_check.differs(case.id) if part in _SHOWN]
        shown = (
            state is not None
            and state.publishing is Publishing.PUBLISHED
            and state.detail == row.detail
            and not (state.silent("admit") or state.silent("count"))
        )
        if state is None or fault is not None or not shown or other or not _is_published(case, row):
            why = f": {fault.says}" if fault else f": its {', '.join(other)} say something else" if other else ""
            message = f"row {row.id[:10]} does not rest on what people signed{why}"
            raise ForgedRowError(message)
        face = json.loads(row.case.face)
        year, week, _ = (row.case.received_on or row.case.opened_on).isocalendar()
        fact = RowFact(
            id=RegisterId(row.id),
            published_on=row.published_on,
            week=f"{year:04}-W{week:02}",
            country=row.case.country or "ZZ",
            authority_kind=AuthorityKind(row.case.authority_kind or "unknown"),
            kinds=(Kind(item.kind),),
            instruments=_cited(desk, face),
            outcome=Outcome(item.outcome) if item.outcome else None,
            ground=_ground(item),
            publication=Publication(row.detail),
            admit=gate.get((row.case_id, row.item, "admit")),
            count=gate.get((row.case_id, row.item, "count")),
            reached=reached(case, state),
            consent=may_be_full(case, state),
            subject=_subject(face, row.item),
        )
        yield _Found(fact, case, state)


def _ground(item: Item) -> str:
    """Only an objection stands on a ground of the law; house policy and counsel are no such ground."""
    return item.ground if item.outcome == str(Outcome.OBJECT) else ""


_SHOWN = frozenset({"case", "arrivals", "items", "decisions", "lines", "register"})
"""Rows that a register shows something of."""


def _is_published(case: CaseState, row: RegisterRow) -> bool:
    """Whether somebody published just this row on that day."""
    return any(
        isinstance(event.body, PublicationPublished)
        and (event.body.row, event.body.item, event.day) == (row.id, row.item, row.published_on)
        for event in codec.events_of(case.id)
    )


def _subject(face: dict[str, object], item: int) -> Ground | None:
    items = face.get("items")
    ground = items[item - 1].get("ground") if isinstance(items, list) and len(items) >= item else None
    return Ground(ground) if ground else None


def _cited(desk: Desk, face: dict[str, object]) -> tuple[Cited, ...]:
    case = face.get("case")
    invoked = case.get("instruments", []) if isinstance(case, dict) else []
    found = (desk.shelf.instruments.get(name) for name in invoked)
    return tuple(
        Cited(one.versions[0].cited.citation.title, one.versions[0].cited.citation.section) for one in found if one
    )


def arrivals_by_what(day: datetime.date) -> dict[str, int]:
    """How many arrivals are what, up to ``day``. For the desk's own eyes: shown in public only through the ledger."""
    counts: dict[str, int] = {}
    for says in Arrival.objects.filter(practice=False, received_on__lte=day).values_list("says", flat=True):
        counts[says] = counts.get(says, 0) + 1
    return counts
