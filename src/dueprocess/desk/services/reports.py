"""A report's life: built as a draft, looked at, signed by two, published, corrected (ADR 0046).

A draft is computed whole from the cases and thrown away or replaced at will; what was published stays as it was read.
Nothing is written where the numbers contradict each other, their cases, or the arrivals (P7).
"""

import datetime
import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from dueprocess.acts import access
from dueprocess.case.desk_events import ReportCorrected, ReportDropped, ReportPublished, ReportSigned
from dueprocess.case.outcome import Rule
from dueprocess.demand.codes import Role
from dueprocess.desk.data import codec
from dueprocess.desk.data.models import ReportCorrection, ReportEdition, ReportSignature
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import editions, ledgers, report_facts
from dueprocess.desk.services.authorities import append_signed, check_act
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.editions import published
from dueprocess.desk.services.record import append_to_desk
from dueprocess.desk.services.report_drafts import Draft, Wanted, arrivals_in, build, forget_draft
from dueprocess.desk.services.result import Done, ForgedRowError, LostRaceError, lost_race, racing
from dueprocess.desk.services.stops import WINDOW
from dueprocess.formats import moment
from dueprocess.formats.refusal import Denied, Msg
from dueprocess.formats.statement import Act, Statement, hash_of
from dueprocess.report import changes, stored
from dueprocess.report.cited import SnapshotError, check_line
from dueprocess.report.edition import Edition
from dueprocess.report.ledger import Ledger, Surface, ledger_of, of_cells
from dueprocess.report.withholding import is_open

MAX_NAME: Final = 80
MAX_CORRECTION: Final = 400


def drafts(desk: Desk) -> tuple[Draft, ...]:
    """Every draft, oldest period first. Raises ForgedRowError for one whose bytes or signatures are not its own."""
    rows = ReportEdition.objects.filter(state="draft").order_by("period").prefetch_related("signatures")
    return tuple(Draft(editions.edition_of(row), row.hash, editions.signatures(desk, row)) for row in rows)


def drop(desk: Desk, period: str) -> Done | Denied:
    """Throw the draft on ``period`` away. What was published stays."""
    row = ReportEdition.objects.filter(period=period, state="draft").first()
    if row is None:
        return _no_draft(period)
    try:
        with racing(), write():
            event = append_to_desk(desk, ReportDropped(**editions.named(row)))
            forget_draft(row)
    except LostRaceError:
        return lost_race()
    return Done("", event.seq, (str(ReportDropped.KIND),))


def _no_draft(period: str) -> Denied:
    return Denied(
        Rule.REPORT_NONE,
        "No draft of a report on {period} stands.",
        "Run `dueprocess report build {period}`.",
        period=period,
    )


# --- acts of people ---------------------------------------------------------------------------------------------------


def sign(desk: Desk, note: bytes, name: str = "") -> Done | Denied:
    """One person signs the draft that the statement names; ``name`` is what an outside reader wants to be known by.

    Raises StatementError: the statement does not count.
    """
    found = _asked(desk, note, Act.REPORT_SIGN, "draft", {"name": stored.text_hash(name)})
    if isinstance(found, Denied):
        return found
    statement, row = found
    denied = _not_to_sign(desk, statement, row, name)
    if denied is not None:
        return denied

    def more() -> None:
        ReportSignature.objects.create(edition=row, person=statement.by, name=name, statement=hash_of(note))

    return _write(desk, ReportSigned, statement, row, note, more)


def _not_to_sign(desk: Desk, statement: Statement, row: ReportEdition, name: str) -> Denied | None:
    if ReportSignature.objects.filter(edition=row, person=statement.by).exists():
        return Denied(Rule.FOUR_EYES, "You signed this draft already.", "A second person signs it.")
    person = desk.roster.person(statement.by)
    role = editions.role_shown(access.roles_of(person.roles)) if person is not None else ""
    if (role == Role.OUTSIDE and not name) or (name and role not in {Role.OUTSIDE, Role.AUDITOR}):
        says = Msg("A reader from outside is named in public, and nobody of the house is.")
        return Denied(Rule.REPORT_NAME, says, "Who is `outside` says --name, an auditor may, nobody else does.")
    try:
        check_line("the name of who reads", name or "-", MAX_NAME)
    except SnapshotError as fault:
        return Denied(Rule.REPORT_NAME, "{fault}.", "Say --name anew.", fault=str(fault))
    return None


def publish(desk: Desk, note: bytes) -> Done | Denied:
    """Publish the draft that the statement names: two people have signed it, at least one of this house.

    From now on it stays; the next `publish` puts it on the site. Raises StatementError and ForgedRowError.
    """
    found = _asked(desk, note, Act.REPORT_PUBLISH, "draft", {})
    if isinstance(found, Denied):
        return found
    statement, row = found
    edition = editions.edition_of(row)
    if not editions.enough(editions.signatures(desk, row)):
        says = Msg("Two people sign a report before it is published, at least one of them of this house.")
        return Denied(Rule.REPORT_SIGNERS, says, "Run `dueprocess report sign --period {period}`.", period=row.period)
    if denied := _moved_on(desk, row):
        return denied

    numbers = of_cells(edition.cells, Surface.REPORT, desk.today, edition.number)
    entry = ledgers.prepare(Surface.REPORT, replace(_stood(row), numbers=numbers))

    def more() -> None:
        ledgers.enter(desk, entry)
        now = {"state": "published", "published_on": desk.today, "statement": hash_of(note), "stood": b""}
        if not ReportEdition.objects.filter(pk=row.pk, state="draft", hash=row.hash).update(**now):
            raise codec.RevisionMovedError

    return _write(desk, ReportPublished, statement, row, note, more)


def _moved_on(desk: Desk, row: ReportEdition) -> Denied | None:
    """Whether the world is another one than when the draft was built: what was reckoned then may not hold now."""
    if row.releases != ledgers.releases():
        says = Msg("Something else was published since this draft was built.")
        return Denied(Rule.REPORT_CHANGED, says, "Build it again; it is signed anew.")
    now = {(fact.letter, fact.item): fact for fact in report_facts.facts(desk) if fact.countable}
    stand = {key for key, fact in now.items() if is_open(fact)}
    if any((fact.letter, fact.item) not in (stand if is_open(fact) else now) for fact in _stood(row).stood):
        says = Msg("A case that this draft counts may not be counted or admitted any more.")
        return Denied(Rule.REPORT_CHANGED, says, "Build it again; it is signed anew.")
    return None


def _stood(row: ReportEdition) -> Ledger:
    """Items that the draft counts and the ledger does not hold yet, as the event of its building names them."""
    lines = bytes(row.stood)
    if hashlib.sha256(lines).hexdigest() not in editions.built_with(row):
        message = f"what the draft on {row.period} counts is not what it was built from"
        raise ForgedRowError(message)
    return ledger_of(lines.split(b"\n")) if lines else Ledger()


def correct(desk: Desk, note: bytes, says: str) -> Done | Denied:
    """Say in public what was wrong in a published edition. The edition stays; a new one brings the right numbers.

    Raises StatementError: the statement does not count.
    """
    found = _asked(desk, note, Act.REPORT_CORRECT, "published", {"says": stored.text_hash(says)})
    if isinstance(found, Denied):
        return found
    statement, row = found
    try:
        check_line("a correction", says, MAX_CORRECTION)
    except SnapshotError as fault:
        return Denied(Rule.REPORT_SAYS, "{fault}.", "Say it again without them.", fault=str(fault))

    def more() -> None:
        ReportCorrection.objects.create(edition=row, says=says, person=statement.by, statement=hash_of(note))

    return _write(desk, ReportCorrected, statement, row, note, more)


def _asked(
    desk: Desk, note: bytes, act: Act, state: str, beside: dict[str, str]
) -> tuple[Statement, ReportEdition] | Denied:
    """The statement and the edition that it names just as it stands."""
    statement = check_act(desk, note, act)
    if isinstance(statement, Denied):
        return statement
    row = _named(statement, state)
    if row is None:
        draft = Msg("There is no draft of this period and number.")
        says = draft if state == "draft" else Msg("There is no published edition of this period and number.")
        return Denied(Rule.REPORT_NONE, says, "See `dueprocess report list`.")
    if dict(statement.says) != editions.named(row) | beside:
        says = Msg("What was signed is not this edition: it was built again since, or other words came with it.")
        return Denied(Rule.REPORT_CHANGED, says, "Read it again and sign anew.")
    at = moment.parse(statement.at)
    if at > desk.now + WINDOW or at.date() < row.made_on - datetime.timedelta(days=1):
        return Denied(Rule.AT, "The statement is dated before the edition, or after now.", "Look at the clock.")
    return statement, row


def _named(statement: Statement, state: str) -> ReportEdition | None:
    period, number = statement.says.get("period"), statement.says.get("number")
    if type(period) is not str or type(number) is not int:
        return None
    return ReportEdition.objects.filter(period=period, number=number, state=state).first()


def _write(
    desk: Desk,
    kind: type[ReportSigned | ReportPublished | ReportCorrected],
    statement: Statement,
    row: ReportEdition,
    note: bytes,
    more: Callable[[], None],
) -> Done | Denied:
    try:
        with racing(), write():
            event = append_signed(desk, kind(**editions.named(row), by=statement.by), note)
            more()
    except LostRaceError:
        return lost_race()
    return Done("", event.seq, (str(kind),))


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


__all__ = [
    "Draft",
    "Wanted",
    "arrivals_in",
    "build",
    "compared",
    "correct",
    "drafts",
    "drop",
    "publish",
    "published",
    "sign",
]
