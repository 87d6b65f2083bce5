"""A report's life besides what people sign: looked at, thrown away, ready for publication (ADR 0046).

A draft is computed whole from the cases and thrown away or replaced at will; what was published stays as it was read.
Nothing is written where the numbers contradict each other, their cases, or the arrivals (P7).
"""

from dataclasses import replace

from dueprocess.acts.desk_state import DeskState, EditionState
from dueprocess.case.desk_events import ReportDropped
from dueprocess.case.outcome import Rule
from dueprocess.desk.data.models import ReportEdition
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import desk_record, ledgers, report_facts
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.editions import Draft, drafts, edition_of, published
from dueprocess.desk.services.report_drafts import Wanted, arrivals_in, build
from dueprocess.desk.services.result import Done, LostRaceError, lost_race, racing
from dueprocess.formats.refusal import Denied, Msg
from dueprocess.report import changes
from dueprocess.report.edition import Edition
from dueprocess.report.ledger import Ledger, Surface, ledger_of, of_cells
from dueprocess.report.withholding import is_open


def drop(desk: Desk, period: str) -> Done | Denied:
    """Throw the draft on ``period`` away. What was published stays."""
    state = desk_record.state_of(desk)
    draft = state.drafts.get(period)
    if draft is None:
        says = Msg("No draft of a report on {period} stands.", period=period)
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
        return Denied(Rule.REPORT_CHANGED, says, "Build it again; it is signed anew.")
    now = {(fact.letter, fact.item): fact for fact in report_facts.facts(desk) if fact.countable}
    admitted = {key for key, fact in now.items() if is_open(fact)}
    if any((fact.letter, fact.item) not in (admitted if is_open(fact) else now) for fact in stood.stood):
        says = Msg("A case that this draft counts may not be counted or admitted any more.")
        return Denied(Rule.REPORT_CHANGED, says, "Build it again; it is signed anew.")
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
    if against is not None or not draft.before:
        return "", ()
    older = draft.before[-1]
    now = tuple(cell for cell in draft.cells if cell.place.period == draft.period)
    return older, changes.changes(changes.as_of(draft.cells, older, draft.period), now)


__all__ = ["Draft", "Wanted", "arrivals_in", "build", "compared", "drafts", "drop", "published", "ready"]
