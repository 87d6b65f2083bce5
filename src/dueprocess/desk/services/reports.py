"""A report's life besides what people sign: looked at, thrown away, ready for publication (ADR 0046).

A draft is computed whole from the cases and thrown away or replaced at will; what was published stays as it was read.
Nothing is written where the numbers contradict each other, their cases, or the arrivals (P7).
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import F, Q

from dueprocess.acts.desk_state import DeskState, EditionState
from dueprocess.case.desk_events import ReportBuilt, ReportDropped
from dueprocess.case.outcome import Rule
from dueprocess.demand.codes import ArrivalIs
from dueprocess.desk.data.models import Arrival, Case, ReportEdition
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import desk_record, editions, ledgers, report_facts
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.editions import Draft, drafts, edition_of, published
from dueprocess.desk.services.report_facts import reckon
from dueprocess.desk.services.result import Done, LostRaceError, lost_race, racing
from dueprocess.formats.refusal import Denied, Msg
from dueprocess.report import bands, changes, opening, stored, withholding
from dueprocess.report.cells import Cells, Size, is_period, parts_of, size_of, span_of
from dueprocess.report.edition import Edition, Security
from dueprocess.report.facts import Fact
from dueprocess.report.identities import ContradictionError, hold
from dueprocess.report.ledger import Ledger, Surface, ledger_of, of_cells
from dueprocess.report.metrics import METRICS, PUBLISHERS
from dueprocess.report.provider import Provider
from dueprocess.report.told import law_silences, unseen_access
from dueprocess.report.withholding import is_open


def drop(desk: Desk, period: str) -> Done | Denied:
    """Throw the draft on ``period`` away. What was published stays."""
    state = desk_record.state_of(desk)
    draft = state.drafts.get(period)
    if draft is None:
        says = Msg("There is no draft of a report on {period}.", period=period)
        return Denied(Rule.REPORT_NONE, says, "Run `dueprocess report build {period}`.", period=period)
    try:
        with racing(), write():
            return desk_record.follow(desk, state, ReportDropped(**draft.named), {})
    except LostRaceError:
        return lost_race()


def ready(desk: Desk, state: DeskState, draft: EditionState) -> ledgers.Entry | Denied:
    """What the publication of a draft enters in the ledger, unless the world is another one than when it was built.

    Raises ForgedRowError where what stands of reports is not what people signed.
    """
    desk_record.check_reports(state)
    row = ReportEdition.objects.get(period=draft.period, number=draft.number)
    lines = bytes(row.stood)
    stood = ledger_of(lines.split(b"\n")) if lines else Ledger()
    if draft.releases != ledgers.releases():
        says = Msg("Something else was published since this draft was built.")
        return Denied(Rule.REPORT_CHANGED, says, "Build it again; then it is signed again.")
    now = {(fact.letter, fact.item): fact for fact in report_facts.facts(desk) if fact.countable}
    admitted = {key for key, fact in now.items() if is_open(fact)}
    if any((fact.letter, fact.item) not in (admitted if is_open(fact) else now) for fact in stood.stood):
        says = Msg("A case that this draft counts may not be counted or admitted any more.")
        return Denied(Rule.REPORT_CHANGED, says, "Build it again; then it is signed again.")
    numbers = of_cells(edition_of(row).cells, Surface.REPORT, desk.today, draft.number)
    return ledgers.prepare(Surface.REPORT, replace(stood, numbers=numbers))


def compared(desk: Desk, draft: Edition, against: int | None = None) -> tuple[str, tuple[changes.Change, ...]]:
    """What differs between a draft and what readers know: an edition of the period, else of the period before.

    Gives the name of what it is held against; nothing differs where there is neither.
    """
    known = [one for one in published(desk) if one.period == draft.period]
    if against is not None:
        known = [one for one in known if one.number == against]
    if known:
        last = known[-1]
        return f"{last.period}, edition {last.number}", changes.changes(last.cells, draft.cells)
    return ("", ()) if against is not None else changes.since_the_period_before(draft)


BACK: Final = 5  # earlier periods of the same length that an edition repeats, so that readers compare


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which report: its period, how many earlier ones beside it, in whose forms too, and whether it may still run."""

    period: str
    back: int = BACK
    forms: tuple[str, ...] = ()  # of PUBLISHERS
    running: bool = False


def build(
    desk: Desk,
    provider: Provider,
    wanted: Wanted,
    tell: Callable[[str], None] = lambda _: None,
    progress: report_facts.Progress | None = None,
) -> Draft | Denied:
    """Compute the draft of the next edition; a draft that stood there is replaced, its signatures void.

    ``tell`` hears of each step, ``progress`` of the cases that were checked. Nothing is written before the end.

    Raises:
        ContradictionError: numbers, cases or arrivals do not agree; each fault names places and cases.
        WithholdingError: a case that may not be admitted could be had whatever is left out.
        ForgedRowError: cases or what was published before are not what people signed.
        StandingError: desk.toml declares a standing law that the shelf does not have.
    """
    if (denied := _not_yet(desk, wanted)) is not None:
        return denied
    tell("facts")
    facts, ledger, earlier = report_facts.facts(desk, progress), ledgers.published(), editions.published(desk)
    tell("cells")
    size = size_of(wanted.period)
    sizes = (Size.YEAR, Size.HALF) if size is Size.YEAR else (size,)
    metrics = (*METRICS, *(metric for form in wanted.forms for metric in PUBLISHERS[form]))
    counted = withholding.as_stood(facts, ledger.stood)
    cells = reckon(counted, metrics, sizes)
    tell("identities")
    security = _security(desk, facts, wanted.period, earlier)
    hold(cells, counted, security, wanted.period)
    arrived = arrivals_in(desk, wanted.period)
    if broken := opening.faults(arrived):
        raise ContradictionError(broken)
    arrived = opening.no_less_than(arrived, [one.gaps for one in earlier if one.period == wanted.period])
    tell("withheld")
    owed = ledger.plus(ledgers.owed(desk, facts, sizes))
    kept = withholding.withhold(facts, cells, owed, made_on=desk.today, reckon=reckon)
    # What was withheld already: a period of which nothing may be said is not named among the earlier ones either.
    before = _before(kept, wanted)
    shown = _shown(kept, wanted.period, before)
    unseen = unseen_access(desk.shelf, desk.house.standing_access, desk.today)
    silences = law_silences(desk.shelf, provider.country, desk.today)
    laws, running = sum(len(one.cited) for one in silences), desk.today <= span_of(wanted.period)[1]
    edition = Edition(
        provider=provider,
        period=wanted.period,
        number=1 + max((one.number for one in earlier if one.period == wanted.period), default=0),
        made_on=desk.today,
        cells=shown,
        gaps=opening.paragraph(shown, wanted.period, arrived, unseen=len(unseen), silences=laws, running=running),
        before=before,
        revisions=changes.revisions(shown, earlier),
        security=security,
        unseen=unseen,
        silences=silences,
        held=hold(kept),
        head=desk.head,
    )
    told, _ = withholding.public_facts(facts, desk.today, ledger.stood)
    return _keep(desk, edition, Ledger(stood=tuple(ledgers.new_facts(ledger, told))))


def _not_yet(desk: Desk, wanted: Wanted) -> Denied | None:
    period = wanted.period
    if not is_period(period):
        return Denied(
            Rule.REPORT_PERIOD, "{period} is no period.", "Write 2026, 2026-H1 or 2026-Q3.", period=repr(period)
        )
    first, last = span_of(period)
    if desk.today < first:
        return Denied(Rule.REPORT_PERIOD, "{period} has not begun.", "Report on a period that has.", period=period)
    if desk.today <= last and not wanted.running:
        says = f"{period} runs until {last:%Y-%m-%d}: its numbers will grow."
        return Denied(
            Rule.REPORT_PERIOD, says, "Wait, or add --running: the report then says first that the period is not over."
        )
    return None


def _before(cells: Cells, wanted: Wanted) -> tuple[str, ...]:
    """Earlier periods of the same length in which anything happened, oldest first."""
    size = size_of(wanted.period)
    there = {cell.place.period for cell in cells if size_of(cell.place.period) is size}
    earlier = sorted(period for period in there if period < wanted.period)
    return tuple(earlier[-wanted.back :]) if wanted.back else ()


def _shown(cells: Cells, period: str, before: Sequence[str]) -> Cells:
    wanted = {period, *before}
    if size_of(period) is Size.YEAR:
        wanted |= {part for one in (period, *before) for part in parts_of(one)}
    return tuple(cell for cell in cells if cell.place.period in wanted)


def _security(desk: Desk, facts: Sequence[Fact], period: str, earlier: Sequence[Edition] = ()) -> tuple[Security, ...]:
    """Bands of national-security process, where the house tells them for such periods and their day has come."""
    structure = desk.house.us_1874
    if not structure or size_of(period) is not bands.STRUCTURES[structure].size:
        return ()
    if desk.today < bands.due(structure, period):
        return ()
    if told := [one.period for one in earlier if _in_other_bands(one, structure, period)]:
        says = (
            f"bands of structure {structure} of 50 USC 1874(a) on {period}, and those of another that edition "
            f"{told[0]} told of the same time, are together narrower than either: keep to one structure"
        )
        raise ContradictionError([says])
    try:
        return bands.security(facts, structure, period, desk.today, desk.house.us_1874_since)
    except ValueError as fault:
        raise ContradictionError([str(fault)]) from fault


def _in_other_bands(edition: Edition, structure: int, period: str) -> bool:
    """Whether an edition told of the same time in bands of another structure."""
    (first, last), (begins, ends) = span_of(edition.period), span_of(period)
    return first <= ends and begins <= last and any(one.structure != structure for one in edition.security)


def arrivals_in(desk: Desk, period: str) -> opening.Arrived:
    """What arrived in a period and what each is; and whatever of it hangs in the air. For the desk's own eyes."""
    first, last = span_of(period)
    rows = Arrival.objects.filter(practice=False, received_on__range=(first, min(last, desk.today)))
    by_what: dict[str, int] = {}
    for says in rows.values_list("says", flat=True):
        by_what[says] = by_what.get(says, 0) + 1
    part_of_a_case = [str(ArrivalIs.NEW_CASE), str(ArrivalIs.SUPPLEMENT), str(ArrivalIs.DUPLICATE)]
    loose = rows.filter(says__in=part_of_a_case, case__isnull=True)
    otherwise = rows.filter(vessel__isnull=False).exclude(vessel__says="").exclude(vessel__says=F("says"))
    cases = Case.objects.filter(practice=False, historic=False, items__isnull=False).filter(
        Q(received_on__range=(first, last)) | Q(received_on__isnull=True, opened_on__range=(first, last))
    )
    unexplained = cases.filter(vessel_of__isnull=True, split_from__isnull=True).distinct()
    return opening.Arrived(
        own_reports=report_facts.own_reports(desk, first, last),
        total=rows.count(),
        by_what=by_what,
        otherwise=tuple(otherwise.order_by("pk").values_list("pk", flat=True)),
        without_case=tuple(loose.order_by("pk").values_list("pk", flat=True)),
        without_arrival=tuple(unexplained.order_by("pk").values_list("pk", flat=True)),
    )


def _keep(desk: Desk, edition: Edition, told: Ledger) -> Draft | Denied:
    data, facts = stored.encode(edition), b"\n".join(told.lines())
    made: dict[str, Any] = {
        "edition": stored.hash_of(data),
        "number": edition.number,
        "period": edition.period,
        "releases": ledgers.releases(),
        "stood": hashlib.sha256(facts).hexdigest() if facts else "",
    }
    state = desk_record.state_of(desk)
    stands = state.drafts.get(edition.period)
    if stands is None or {**stands.named, "releases": stands.releases, "stood": stands.stood} != made:
        try:
            with racing(), write():
                desk_record.follow(desk, state, ReportBuilt(**made), {"bytes": data, "stood": facts})
        except LostRaceError:
            return lost_race()
    return next(draft for draft in editions.drafts(desk) if draft.edition.period == edition.period)


__all__ = ["Draft", "Wanted", "arrivals_in", "build", "compared", "drafts", "drop", "published", "ready"]
