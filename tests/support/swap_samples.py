# ruff: noqa: SLF001
"""A writer who swaps values in any table, and the clients that look afterwards: what each believes, or refuses."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import json
import re
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from desk_samples import POLICE, PROVIDER, SHUTDOWN, Place, people
from dueprocess.acts.desk_state import Brought
from dueprocess.adapters import crypto
from dueprocess.adapters.desk_api import FarDesk
from dueprocess.client import release
from dueprocess.client.case_keys import CaseKeys
from dueprocess.client.material import Material
from dueprocess.client.outgoing_files import Outgoing
from dueprocess.client.person import Person
from dueprocess.desk.api.in_process import Answer, InProcess
from dueprocess.desk.data.chain import verify_chain
from dueprocess.desk.data.models import Case
from dueprocess.desk.services import (
    case_keys,
    desk_acts,
    desk_record,
    editions,
    ledgers,
    publication,
    reports,
    rosters,
    stood,
)
from dueprocess.desk.services.cases import state_of, verification_of
from dueprocess.desk.services.result import Done, UnknownCaseError
from dueprocess.desk.services.row_check import differs, refuse_altered
from dueprocess.formats.chain import Pin, walk
from dueprocess.formats.desk_acts import text_hash
from dueprocess.formats.statement import Act
from dueprocess.release import checks
from dueprocess.release.desk_client import Production
from dueprocess.report.identities import ContradictionError
from release_house import ReleaseHouse

ROWS: Final = 3
MANY: Final = 40
FEW: Final = 3
ORDER: Final = {
    "data_piece": ["kind", "number", "by", "to"],
    "data_sealed": ["kind", "reader", "case_id"],
    "data_note": ["-statement__event_id"],
    "data_statement": ["-event_id"],
}
"""Keys that are hashes or drawn ids come in another order each time."""
WHOLE: Final = frozenset({"data_note", "data_piece", "data_sealed", "data_statement"})
"""Tables of which each row is swapped; of others, a few of those that the release rests on."""


def held(folder: Path) -> ReleaseHouse:
    """A production whose hold is over: birch could finish it now. A second case stands in a public register."""
    house = ReleaseHouse.built(folder)
    house.place.sign_law("PK-PTA-54")
    other = house.place.arrive(SHUTDOWN)
    house.place.publish(other)
    issued(house.place)
    house.place.silence(house.case)
    house.dealt()
    return house.agreed(way="paper")


def issued(place: Place) -> None:
    """An edition of the report that two people signed and that was corrected since."""
    draft = reports.build(place.desk, PROVIDER, reports.Wanted("2026-H1", running=True))
    assert isinstance(draft, reports.Draft)
    named = {"edition": draft.hash, "number": 1, "period": "2026-H1"}
    for name in ("aster", "birch"):
        note = place.ask(name, Act.REPORT_SIGN, {**named, "name": ""})
        assert isinstance(desk_acts.perform(place.desk, note), Done)
    assert isinstance(desk_acts.perform(place.desk, place.ask("birch", Act.REPORT_PUBLISH, named)), Done)
    says = "One letter was missing."
    note = place.ask("birch", Act.REPORT_CORRECT, {**named, "says": text_hash(says)})
    assert isinstance(desk_acts.perform(place.desk, note, Brought(line=says)), Done)


# --- the clients -----------------------------------------------------------------------------------------------------


def releases(house: ReleaseHouse) -> object:
    """birch's client: looks, checks, combines, opens the parts as they would leave. Files by hash."""
    who = house.client("birch")
    refuse_altered(house.case)  # as the interface does before it hands anything out
    looked = who.look(house.case)
    deal = release.ready(who, looked, _shown(house, looked.shown.productions).id)
    shares = release.shares(who, deal, "paper")
    with tempfile.TemporaryDirectory() as folder:
        made = Outgoing.begin(deal, shares, "paper", Path(folder) / "out", now=who.now)
        for sealed, _ in deal.dealt.command.parts:
            with tempfile.TemporaryFile() as cipher:
                who.desk.piece(house.case, house.production, sealed, cipher)
                made.add_part(cipher)
        secret, parts = made.secret, [one.hash for one in made.clear[1:]]
    return secret, parts, deal.manifest.recipient


def _shown(house: ReleaseHouse, productions: Iterable[Production]) -> Production:
    found = next((one for one in productions if one.id == house.production), None)
    if found is None:
        raise NamedError("nothing.shown")
    return found


def takes_work(house: ReleaseHouse) -> object:
    """The extraction host: would it make what was ordered, and which?"""
    host = house.client("well")
    refuse_altered(house.case)
    looked = host.look(house.case)
    row = _shown(house, looked.shown.productions)
    found = checks.check_order(looked.seen, row.order, "well")
    return found.command, found.marks, sorted(found.grant.granted)


class AsServed(InProcess):
    """The interface in this process, but a fault of the desk is what it is over a network: 500, without words."""

    @contextlib.contextmanager
    def ask(self, *asked: Any) -> Iterator[Answer]:
        """See ``InProcess``."""
        with contextlib.ExitStack() as stack:
            try:
                answer = stack.enter_context(super().ask(*asked))
            except Exception as fault:
                raise NamedError("desk.fault") from fault
            yield answer


def opens(house: ReleaseHouse) -> object:
    """aster opens the case: what they read."""
    place = house.place
    desk = FarDesk(AsServed(lambda: place.desk), people()["aster"], lambda: place.desk.now, place.desk.roster.desk_id)
    who = people()["aster"]
    pin = house.folder / "opens.desk"
    person = Person(who, desk, pin, lambda: place.desk.now, place.desk.roster.desk_id)
    found = Material(desk, who, CaseKeys(desk, who, person.look)).opened(house.case)
    return sorted((str(one.header.kind), hashlib.sha256(one.content).hexdigest()) for one in found)


def walks(house: ReleaseHouse) -> object:
    """Somebody's client walks the chain of rosters from its pin, and reckons what stands."""
    notes = [
        bytes(one) for one in apps.get_model("data", "Roster").objects.order_by("number").values_list("note", flat=True)
    ]
    now = walk(Pin.of(house.place.desk.roster), notes, crypto.verify, house.place.desk.now).in_force
    line = rosters.chain(house.place.desk.now)
    return now.hash(), stood.standing({one.number: one for one in line})


def writes_to(house: ReleaseHouse) -> object:
    """Whom letters go to, and by which key answers are sealed: believed from statements alone. Nobody is less."""
    found = verification_of(house.place.desk, POLICE)
    return None if found is None else (found.contact, found.statement)


def keeps_copies(house: ReleaseHouse) -> object:
    """The key to which the worker seals what left; none is less. A fault keeps that letter back, by this name."""
    try:
        return case_keys.signed(house.place.desk, state_of(house.case)) or None
    except Exception as fault:
        raise NamedError("letter.fault") from fault


def publishes(house: ReleaseHouse) -> object:
    """What the public site would show of single demands."""
    return publication.snapshot(house.place.desk, PROVIDER).rows


def reads_reports(house: ReleaseHouse) -> object:
    """Every edition that was published, and what the next one would be held against."""
    return (*editions.published(house.place.desk), ledgers.published())


def knows_law(house: ReleaseHouse) -> object:
    """Rules that counsel verified for this desk."""
    return desk_record.law({house.place.desk.roster.number: house.place.desk.roster})


def recomputes(house: ReleaseHouse) -> object:
    """``doctor``: each chain computed again; each row of a case against its events."""
    for case in ("", *Case.objects.values_list("pk", flat=True)):
        checked = verify_chain(case)
        if checked.fault is not None:
            raise NamedError(f"chain.{checked.fault.check}")
        whole = checked.opened == checked.events  # what was purged says nothing of rows
        parts = differs(case) if case and whole else ()
        if parts:
            raise NamedError(f"rows.{parts[0]}")


CLIENTS: Final[dict[str, Callable[[ReleaseHouse], object]]] = {
    "release": releases,
    "produce": takes_work,
    "open": opens,
    "roster": walks,
    "contact": writes_to,
    "worker": keeps_copies,
    "public": publishes,
    "report": reads_reports,
    "law": knows_law,
    "doctor": recomputes,
}


NAMED: Final[dict[type[Exception], str]] = {
    UnknownCaseError: "case.unknown",
    ContradictionError: "report.contradiction",
}
"""Faults that the command line names by their class (``cli/faults.py``)."""


class NamedError(Exception):
    """A fault with a name of its own."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


def looks(house: ReleaseHouse, names: Iterable[str] = tuple(CLIENTS)) -> dict[str, Any]:
    """What each client says: what it believes, or a ``Refusal``."""
    return {name: _look(house, CLIENTS[name]) for name in names}


def _look(house: ReleaseHouse, look: Callable[[ReleaseHouse], object]) -> Any:
    try:
        with transaction.atomic():
            # What a look writes (a session, that somebody read) is taken back, so that each writer meets the same rows.
            connection.atomic_blocks[-1]._from_testcase = True
            said = look(house)
            transaction.set_rollback(True)
            return said
    except Exception as fault:  # noqa: BLE001 - whatever it is, it must have a name
        return Refusal(str(getattr(fault, "rule", None) or NAMED.get(type(fault), f"{type(fault).__name__}!")))


class Reading:
    """What a client asks the database: after a swap that changes none of these answers it believes what it did."""

    def __init__(self, house: ReleaseHouse, name: str) -> None:
        self._asked: dict[str, dict[tuple[str, Any], Any]] = defaultdict(dict)
        self._writes: set[str] = set()
        with connection.execute_wrapper(self._keep):
            looks(house, [name])
        for questions in self._asked.values():
            for one in questions:
                questions[one] = _answer(*one)

    def _keep(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        names = re.findall(r'"([a-z_]+)"', sql)
        if sql.startswith("SELECT"):
            for name in names:
                self._asked[name][sql, params] = None
        else:
            self._writes.update(names)
        return execute(sql, params, many, context)

    @property
    def tables(self) -> frozenset[str]:
        """What it never reads, it never believes."""
        return frozenset(self._asked) | self._writes

    def differs(self, table: str) -> bool:
        """Whether a table that stands otherwise now gives it another answer; not asked of what it writes itself."""
        return table in self._writes or any(_answer(*one) != was for one, was in self._asked[table].items())


def _answer(sql: str, params: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [tuple(map(_hashable, row)) for row in cursor.fetchall()]


@dataclass(frozen=True)
class Refusal:
    """A refusal, by its name."""

    rule: str


# --- the writer ------------------------------------------------------------------------------------------------------


def tables() -> list[type[models.Model]]:
    """Every table, those of the parts from others too."""
    return sorted(apps.get_models(), key=lambda model: model._meta.db_table)


def columns(model: type[models.Model]) -> list[str]:
    return [field.column for field in model._meta.concrete_fields]


@dataclass(frozen=True)
class Swap:
    """One value that is put in place of another."""

    table: str
    column: str
    key: Any
    value: Any


def swaps(model: type[models.Model], column: str, house: ReleaseHouse, *, every: bool) -> Iterator[Swap]:
    """Values of other rows, and values a little different, for the rows that the release rests on.

    Unless ``every``, one value each for the first of them.
    """
    whole = model._meta.db_table in WHOLE
    most = (MANY if whole else ROWS) if every else (FEW if whole else 1)
    field = next(one for one in model._meta.concrete_fields if one.column == column)
    rows = _rows(model, house)
    place = [one.column for one in model._meta.concrete_fields].index(column)
    known = list(dict.fromkeys(_hashable(row[place]) for row in rows))
    for row in rows[:most]:
        value = _hashable(row[place])
        others = [one for one in known if one != value]
        # A key of another row is taken: the database has no place for it.
        tries = (*([] if field.primary_key else others[:1]), *_near(field, value))
        wanted = [new for new in tries if new != value]
        for new in wanted if every and not whole else wanted[:1]:
            yield Swap(model._meta.db_table, column, row[_pk(model)], new)


def _rows(model: type[models.Model], house: ReleaseHouse) -> list[tuple[Any, ...]]:
    """All rows; first those of the case, its production and the people who look."""
    meant = {house.case, house.production, "aster", "birch"}
    names = [one.attname for one in model._meta.concrete_fields]
    rows = list(model._base_manager.order_by(*ORDER.get(model._meta.db_table, ["-pk"])).values_list(*names))
    return sorted(rows, key=lambda row: -sum(isinstance(value, str) and value in meant for value in row))


def _pk(model: type[models.Model]) -> int:
    return [one.primary_key for one in model._meta.concrete_fields].index(True)


def _hashable(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _near(field: models.Field[Any, Any], value: Any) -> list[Any]:
    """Values that somebody would try who knows what the column is for."""
    value = _hashable(value)
    match value:
        case bool():
            return [not value]
        case int():
            return [value + 1, 0]
        case bytes():
            return [value[:-1] + bytes([value[-1] ^ 1]) if value else b"x", b""]
        case datetime.datetime() | datetime.date():
            return [value + datetime.timedelta(days=1), value - datetime.timedelta(days=1)]
        case str():
            return [_other_text(value), ""]
        case _:
            return [_first(field)]


def _other_text(text: str) -> str:
    if text.startswith("{"):
        return json.dumps({**json.loads(text), "country": "PK"})
    if not text:
        return "eve"
    last = "b" if text[-1] != "b" else "c"
    return text[:-1] + last


def _first(field: models.Field[Any, Any]) -> Any:
    """A value where there was none."""
    if isinstance(field, models.DateTimeField):
        return datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
    if isinstance(field, models.DateField):
        return datetime.date(2026, 3, 1)
    if isinstance(field, models.BinaryField):
        return b"x"
    if isinstance(field, models.ForeignKey):
        return field.related_model._base_manager.values_list("pk", flat=True).first()
    return 1 if isinstance(field, models.IntegerField) else "eve"


def planted() -> None:
    """A row in each empty table, as somebody with the database would add one."""
    with connection.cursor() as cursor:  # whoever owns the database asks no constraint
        cursor.execute("PRAGMA ignore_check_constraints = ON")
    # What others point at comes first.
    for _ in range(3):
        for model in tables():
            if not model._base_manager.exists():
                with contextlib.suppress(IntegrityError), transaction.atomic():
                    _plant(model)
    assert all(model._base_manager.exists() for model in tables())


def asks_again() -> None:
    """The connection outlives the test; a rollback does not bring its checks back."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = OFF")


def _plant(model: type[models.Model]) -> None:
    values = {}
    for field in model._meta.concrete_fields:
        if field.primary_key and isinstance(field, models.AutoField):
            continue
        related = field.remote_field is not None
        values[field.attname] = _first(field) if related or not field.has_default() else field.get_default()
    names = ", ".join(f'"{_column(model, name)}"' for name in values)
    marks = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks})',  # noqa: S608
            list(map(_plain, values.values())),
        )


def _column(model: type[models.Model], attname: str) -> str:
    return next(field.column for field in model._meta.concrete_fields if field.attname == attname)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return json.dumps(value)
    if isinstance(value, datetime.datetime):
        return value.replace(tzinfo=None).isoformat(" ")
    return value.isoformat() if isinstance(value, datetime.date) else value


def tried(house: ReleaseHouse, swap: Swap, reading: Mapping[str, Reading]) -> dict[str, Any]:
    """What clients say after the swap, which is taken back: those to whom the database answers otherwise now.

    Nobody where the database itself has no such place.
    """
    from django.db import DatabaseError

    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(_sql(swap), [_plain(swap.value), _plain(swap.key)])
            found = looks(house, [name for name, one in reading.items() if one.differs(swap.table)])
            transaction.set_rollback(True)
    except DatabaseError:
        return {}
    return found


def _sql(swap: Swap) -> str:
    model = next(one for one in tables() if one._meta.db_table == swap.table)
    pk = model._meta.pk
    assert pk is not None
    return f'UPDATE "{swap.table}" SET "{swap.column}" = %s WHERE "{pk.column}" = %s'  # noqa: S608


def told(before: Any, after: Any) -> str:
    """What a client says now: nothing new, its refusal, ``less``, or ``ANOTHER``, which nobody may believe."""
    if isinstance(after, Refusal):
        return "" if after == before else after.rule
    if after == before:
        return ""
    fewer = isinstance(after, tuple | list) and isinstance(before, tuple | list) and all(one in before for one in after)
    return "less" if after is None or fewer else "ANOTHER"


__all__ = ["CLIENTS", "Reading", "Refusal", "columns", "held", "looks", "planted", "swaps", "tables", "told", "tried"]
