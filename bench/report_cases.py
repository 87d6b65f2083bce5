"""Signed cases by the thousand: a few that people took through the desk, then copies, with ids and signatures anew.

A copy holds like its pattern: its events are committed anew, its statements are signed anew by the same people, and
its rows are those that its events give. Only what a report does not read (ciphertexts, effects) is left out.
"""

from __future__ import annotations

import datetime
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bench import homes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from dueprocess.adapters.identity import Identity
    from dueprocess.adapters.sandbox import Sandbox
    from dueprocess.desk.services.desk import Desk
    from dueprocess.formats.statement import Act, Statement

BEGIN = datetime.datetime(2023, 1, 2, 9, 0, tzinfo=datetime.UTC)
MONTHS = (1, 4, 7, 10)  # in which the patterns arrive
YEARS = (2024, 2025)
OUTCOMES = (("refuse", "counsel"), ("no_data", ""), ("correct", ""), ("", ""))
AT_ONCE = 500


@dataclass(frozen=True)
class Planted:
    """A desk that has cases, and the people who signed."""

    desk: Desk
    place: Any
    people: Mapping[str, Identity]


def plant(folder: Path, cases: int) -> Planted:
    """Found a home in ``folder`` with so many cases, of the years 2024 and 2025."""
    place, people = homes.founded(folder, BEGIN)
    desk = replace(homes.desk(place), now=BEGIN)
    from dueprocess.desk.data import guards  # tables need the booted home

    patterns = [_taken(one) for one in _patterns(desk, people, min(cases, len(YEARS) * len(MONTHS) * len(OUTCOMES)))]
    left = cases - len(patterns)
    guards.remove()  # a decision begins open; copies come as they stand
    for start in range(0, left, AT_ONCE):
        _write([patterns[number % len(patterns)] for number in range(start, min(left, start + AT_ONCE))], people)
    guards.install()
    return Planted(replace(desk, now=datetime.datetime(2026, 3, 9, 9, 0, tzinfo=datetime.UTC)), place, people)


def _patterns(desk: Desk, people: Mapping[str, Identity], count: int) -> list[str]:
    """Cases that were read, answered and may be told of, one a month and outcome."""
    from dueprocess.adapters.sandbox import Sandbox
    from dueprocess.desk.intake.sealing import setup_of

    found: list[str] = []
    days = [datetime.datetime(year, month, 9, 9, 0, tzinfo=datetime.UTC) for year in YEARS for month in MONTHS]
    ways = [(at, *outcome) for at in days for outcome in OUTCOMES][:count]
    letters = iter(homes.letters(count))
    with Sandbox(setup_of(desk)) as sandbox:
        for at, outcome, ground in ways:
            now = replace(desk, now=at)
            case = _arrives(now, next(letters), sandbox)
            _people(now, people, case, outcome, ground)
            found.append(case)
    return found


def _arrives(desk: Desk, letter: tuple[str, bytes], sandbox: Sandbox) -> str:
    from bench.intake import incoming

    from dueprocess.desk.intake.sealing import seal_all
    from dueprocess.desk.services.arrivals import register_batches

    ((one,),) = register_batches(desk, seal_all(desk, incoming(desk, [letter]), sandbox))
    return str(one.case)


def _people(desk: Desk, people: Mapping[str, Identity], case: str, outcome: str, ground: str) -> None:
    """One confirms, one proposes, one agrees; counsel says that it may be counted and admitted."""
    from dueprocess.desk.services import acts
    from dueprocess.desk.services.cases import state_of
    from dueprocess.desk.services.result import Done
    from dueprocess.formats.statement import Act

    def act(by: str, what: Act, says: dict[str, Any]) -> bool:
        """Whether law and desk allow it of this demand; where they do not, it stands as it is."""
        return isinstance(acts.perform(desk, _said(desk, case, by, what, says).sign(*people[by].signer())), Done)

    assert isinstance(acts.took_to_read(desk, case, "aster"), Done)
    state = state_of(case)
    paths = {path for item in state.items for path in state.face.unconfirmed(item.number)}
    values = {path: state.face.get(path) for path in paths}
    plain = {path: list(value) if isinstance(value, tuple) else value for path, value in values.items()}
    assert act("aster", Act.FACE_CONFIRM, {"fields": plain})
    for item in state.items:
        for question in ("count", "admit"):
            act("dill", Act.GATE_ANSWER, {"answer": "yes", "item": item.number, "question": question, "until": None})
        says = {"ground": ground, "item": item.number, "lines": [], "outcome": outcome}
        if outcome and act("dill", Act.DECISION_PROPOSE, says):
            stands = state_of(case).item(item.number)
            assert stands is not None
            assert stands.proposal is not None
            agreed = {"differs": "", "item": item.number, "proposal": stands.proposal.statement}
            act("birch", Act.DECISION_APPROVE, agreed)


def _said(desk: Desk, case: str, by: str, what: Act, says: dict[str, Any]) -> Statement:
    """What a person's client composes, of the case as it stands."""
    from dueprocess.case import law_answer
    from dueprocess.desk.services import acts, assessments, trust
    from dueprocess.desk.services.cases import state_of
    from dueprocess.formats import moment
    from dueprocess.formats.statement import HANGS_ON_LAW, LawAnswer, Reckoner, Statement, item_of

    state, item, law = state_of(case), item_of(says), None
    if what in HANGS_ON_LAW:
        answers = assessments.answers_of(state, assessments.assess_case(desk, state))["answers"]
        law = LawAnswer({str(item): law_answer.hash_of(answers[str(item)])}, Reckoner.DESK)
    place = (desk.roster.desk_id, desk.roster.number, case, state.revision, what, by, moment.write(desk.now))
    basis = acts.basis_now(desk, state, item)
    seen, beside = trust.mark_of(desk, case), (("", *trust.mark_of(desk, "")),)
    return Statement(*place, basis, says, seen=seen, law=law, beside=beside)


# Copies


@dataclass(frozen=True)
class Pattern:
    """A case as it stands in the tables, to be copied."""

    case: str
    events: list[tuple[dict[str, Any], dict[str, bytes]]]  # the row, and the fields of its opening
    notes: list[tuple[dict[str, Any], Any]]  # the row, and the statement
    rows: dict[type, list[dict[str, Any]]]


def _tables() -> tuple[type, ...]:
    from dueprocess.desk.data import models

    first = (models.Case, models.Item, models.Arrival, models.Decision)
    return (*first, models.DecisionLine, models.GateAnswer, models.Duty)


def _taken(case: str) -> Pattern:
    from dueprocess.desk.data import codec
    from dueprocess.desk.data.models import Arrival, Case, DecisionLine, Event, Statement
    from dueprocess.formats import statement as statements

    events = [
        (_row(one), codec.unpack(bytes(one.opening.fields)))
        for one in Event.objects.filter(case=case).order_by("seq").select_related("opening")
    ]
    stored = Statement.objects.filter(event__case=case).order_by("event__seq").select_related("event")
    notes = [({**_row(one), "seq": one.event.seq}, statements.parse(bytes(one.note))[0]) for one in stored]
    own = {Case: {"pk": case}, Arrival: {"vessel_id": case}, DecisionLine: {"decision__case_id": case}}
    rows = {one: [_row(row) for row in one.objects.filter(**own.get(one, {"case_id": case}))] for one in _tables()}
    return Pattern(case, events, notes, rows)


def _row(one: Any) -> dict[str, Any]:  # noqa: ANN401 - a row of any table
    return {field.attname: getattr(one, field.attname) for field in one._meta.concrete_fields}  # noqa: SLF001


def _write(patterns: list[Pattern], people: Mapping[str, Identity]) -> None:
    from django.db import transaction

    from dueprocess.desk.data.models import DecisionLine, Event, EventOpening, Statement

    made: dict[type, list[Any]] = {one: [] for one in (*_tables(), Event, EventOpening, Statement)}
    for pattern in patterns:
        for one in _copied(pattern, people):
            made[type(one)].append(one)
    with transaction.atomic():
        for table in (*_tables(), Event):
            for one in made[DecisionLine] if table is DecisionLine else ():
                one.decision_id = one.decision.pk
            table.objects.bulk_create(made[table])
        for one in (*made[EventOpening], *made[Statement]):
            one.event_id = one.event.pk
        for table in (EventOpening, Statement):
            table.objects.bulk_create(made[table])


def _copied(pattern: Pattern, people: Mapping[str, Identity]) -> Iterator[Any]:
    """Every row of a copy; the case's own first."""
    from dueprocess.desk.data import codec
    from dueprocess.desk.data.models import Arrival, Decision, Event, EventOpening, Statement
    from dueprocess.formats import ids
    from dueprocess.formats.commitment import NO_PREVIOUS, commit
    from dueprocess.formats.statement import hash_of

    known = {pattern.case: ids.case_id(secrets.token_bytes(ids.ID_BYTES))}
    for row in pattern.rows[Arrival]:
        known[row["id"]] = ids.arrival_id(secrets.token_bytes(ids.ID_BYTES))
    signed = []
    for row, statement in pattern.notes:
        again = replace(statement, **{name: _told(getattr(statement, name), known) for name in ("case", "says")})
        note = again.sign(*people[statement.by].signer())
        known[row["hash"]] = hash_of(note)
        signed.append((row, note))
    previous, events = NO_PREVIOUS, {}
    for row, fields in pattern.events:
        event = ids.event_id(secrets.token_bytes(ids.ID_BYTES))
        own = {"event": event.encode(), "case": known[pattern.case].encode(), "previous": previous}
        told = fields | own | {"body": _swapped(fields["body"], known)}
        told["statements"] = b"".join(bytes.fromhex(known[name]) for name in _hashes(fields["statements"]))
        salt = secrets.token_bytes(32)
        head = commit(told, salt)
        values = {**row, "id": None, "event": event, "case": known[pattern.case], "previous": previous}
        events[row["seq"]] = Event(**{**values, "commitment": head})
        yield events[row["seq"]]
        yield EventOpening(event=events[row["seq"]], fields=codec.pack(told), salt=salt)
        previous, known[row["event"]] = head, event
    for row, note in signed:
        own = {"hash": hash_of(note), "case": known[pattern.case], "note": note}
        rest = {name: row[name] for name in ("act", "person")}
        yield Statement(event=events[row["seq"]], **own, **rest)
    decisions: dict[int, Any] = {}
    for table, rows in pattern.rows.items():
        for row in rows:
            values = _of_row(table, row, known, previous)
            if "decision_id" in values:
                values["decision"] = decisions[values.pop("decision_id")]
            one = table(**values)
            if table is Decision:
                decisions[row["id"]] = one
            yield one


def _of_row(table: type, row: dict[str, Any], known: dict[str, str], head: bytes) -> dict[str, Any]:
    from dueprocess.formats import ids

    made = {name: _told(value, known) for name, value in row.items()}
    draw = secrets.token_bytes(ids.ID_BYTES)
    if table.__name__ == "Case":
        return made | {"head": head}
    if table.__name__ == "Arrival":
        return made
    if table.__name__ == "Duty":
        return made | {"id": made["id"][:2] + ids.case_id(draw)[2:]}
    return made | {"id": None}


def _told(value: Any, known: Mapping[str, str]) -> Any:  # noqa: ANN401 - a value of any column
    if isinstance(value, str):
        return _swapped(value.encode(), known).decode()
    if isinstance(value, dict):
        return {name: _told(one, known) for name, one in value.items()}
    return [_told(one, known) for one in value] if isinstance(value, list | tuple) else value


def _swapped(data: bytes, known: Mapping[str, str]) -> bytes:
    for was, now in known.items():
        data = data.replace(was.encode(), now.encode())
    return data


def _hashes(joined: bytes) -> list[str]:
    return [joined[at : at + 32].hex() for at in range(0, len(joined), 32)]
