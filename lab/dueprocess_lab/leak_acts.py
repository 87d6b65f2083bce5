"""What people do at the desk that lives for the leak scan: a refusal by letter, and a production from grant to release.

They act as their clients do, each with their own key; only the hold is not waited for, its hour is handed in.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from dueprocess_lab import clients
from dueprocess_lab.leak_desk import AUTHORITY, Living, NotLivingError, producer

if TYPE_CHECKING:
    from dueprocess.client.material import FarMaterial
    from dueprocess.client.person import Person
    from dueprocess.desk.services.desk import Desk
    from dueprocess.formats.statement import Act
    from dueprocess.host.connectors.request import Record, Request

HANDLE: Final = "T1"


@dataclass(frozen=True, slots=True)
class Hands:
    """Who acts on one case at an hour."""

    living: Living
    case: str
    after: dt.timedelta = dt.timedelta()

    @property
    def desk(self) -> "Desk":
        """The desk at that hour."""
        from dueprocess.operate.desk_of_home import now

        return self.living.stage.desk(now() + self.after)

    def act(self, by: str, act: "Act", says: Mapping[str, object], attached: Sequence[Any] = ()) -> None:
        """Sign and do. Raises NotLivingError with the rule that refused."""
        from dueprocess.desk.services import acts
        from dueprocess.desk.services.cases import state_of
        from dueprocess.formats.refusal import Denied

        statement = acts.draft(self.desk, state_of(self.case), act, by, dict(says))
        note = statement.sign(*self.living.stage.people[by].signer())
        done = acts.perform(self.desk, note, attached=tuple(attached))
        if isinstance(done, Denied):
            message = f"{act} was refused: {done.rule}"
            raise NotLivingError(message)

    def read(self, by: str) -> None:
        """They open the original."""
        from dueprocess.desk.services.acts import took_to_read

        took_to_read(self.desk, self.case, by)

    def confirm(self) -> None:
        """One person reads, says that it is a case, confirms every decisive fact."""
        from dueprocess.desk.services.cases import state_of
        from dueprocess.formats.statement import Act

        self.read("aster")
        if state_of(self.case).says != "new_case":
            says = {"case": "", "custodian": "", "resembles": "", "review_on": None, "says": "new_case"}
            self.act("aster", Act.ARRIVAL_CLASSIFY, says)
        state = state_of(self.case)
        if not state.items:
            fields = {"kind": "disclosure", "data": ["subscriber"], "targets": 1}
            self.act("aster", Act.ITEM_CHANGE, {"op": "add", "item": 1, "fields": fields})
            state = state_of(self.case)
        values: dict[str, Any] = {"authority": AUTHORITY, "country": "DE", "authority_kind": "police"}
        for path in state.face.unconfirmed(1):
            value = state.face.get(path)
            values[path] = list(value) if isinstance(value, tuple) else value
        known = {path: value for path, value in values.items() if value is not None}
        self.act("aster", Act.FACE_CONFIRM, {"fields": {**known, "authority": AUTHORITY, "items.1.targets": 1}})

    def decide(self, outcome: str) -> None:
        """One proposes, another agrees."""
        from dueprocess.acts.decision import open_proposal_on
        from dueprocess.desk.services.cases import state_of
        from dueprocess.formats.statement import Act

        says = {"ground": "", "item": 1, "lines": [], "outcome": outcome}
        self.act("cedar", Act.DECISION_PROPOSE, says)
        proposal = open_proposal_on(state_of(self.case), 1)
        self.act("birch", Act.DECISION_APPROVE, {"differs": "", "item": 1, "proposal": proposal})

    def client(self, name: str) -> "tuple[Person, FarMaterial]":
        """A person's own client, and their way to what is sealed."""
        stage = self.living.stage
        return clients.client(lambda: self.desk, stage.people[name], stage.keys)


def refuse_by_letter(living: Living) -> None:
    """No data: decided by two, the letter sealed to the sending worker. Raises NotLivingError, DeniedError."""
    from dueprocess.cli.letter_commands import make, reference_of
    from dueprocess.cli.letter_forms import as_mail
    from dueprocess.cli.sealed_objects import seal
    from dueprocess.desk.services.cases import state_of
    from dueprocess.desk.services.letters import Merged, contact_of, languages_of
    from dueprocess.formats.statement import Act
    from dueprocess.letter.facts import Provider

    hands = Hands(living, living.cases["mail"])
    hands.confirm()
    hands.decide("no_data")
    state, desk = state_of(hands.case), hands.desk
    house = desk.house
    provider = Provider(house.name, house.place, house.address, house.contact, house.languages)
    merged = Merged(provider, reference_of(desk, living.stage.people["aster"], hands.case), (contact_of(desk, state),))
    made, answered = make(desk, state, (1,), None, languages_of(state), merged)
    name, media, content = as_mail(made, answered)
    sealed = seal(desk, "letter", name, media, content, reader="worker", recipient=str(desk.roster.worker))
    says = {
        "how": "mail",
        "items": list(answered),
        "kind": str(made.kind),
        "language": made.sheets[0].language,
        "sealed": sealed.id,
    }
    hands.act("aster", Act.LETTER_SEND, says, (sealed,))


def release(living: Living) -> Path:
    """A grant: read by two, ordered, made ready by the extraction host, agreed to by two, sealed to the recipient."""
    from dueprocess.cli.release_commands import finish_in
    from dueprocess.formats import selector
    from dueprocess.formats.statement import Act

    hands = Hands(living, living.cases["grant"])
    hands.confirm()
    for name in ("aster", "birch"):
        _, material = hands.client(name)
        key = selector.target_key(material.secret(hands.case).encode())
        mark = selector.mark(key, HANDLE, selector.selector("email", living.words.values["target"]))
        hands.act(name, Act.TARGET_READ, {"handle": HANDLE, "item": 1, "mark": mark})
    hands.decide("comply")
    production = clients.order(*hands.client("aster"), hands.case, 1)
    _deal(hands, production)
    _agree(hands, "aster", production)
    later = Hands(living, hands.case, dt.timedelta(hours=25))
    _agree(later, "birch", production)
    who, _ = later.client("cedar")
    out = living.folder / "handed-over"
    deal = clients.ready(who, hands.case, production)
    finish_in(who, deal, "passphrase", out, living.folder / "keys" / "passphrase", quiet=True)
    return out


def _agree(hands: Hands, name: str, production: str) -> None:
    from dueprocess.client.release import approve

    who, _ = hands.client(name)
    approve(who, clients.ready(who, hands.case, production))


@dataclass(frozen=True, slots=True)
class _Service:
    """A service that holds one list about the target."""

    line: bytes

    def records(self, _request: "Request") -> "Iterator[Record]":
        """The list."""
        from dueprocess.formats.records import Header
        from dueprocess.host.connectors.request import Record

        data = self.line * 3000
        yield Record(Header(HANDLE, "subscriber", "", "people.txt", len(data)), lambda: iter([data]), "1")


def _deal(hands: Hands, production: str) -> None:
    """What the extraction host does with its own key, on its own machine (here: a folder that is not searched)."""
    from dueprocess.formats.chain import Pin
    from dueprocess.host.connectors.config_file import Source
    from dueprocess.host.orders import Host, Memory, look, make
    from dueprocess.host.store import Store
    from dueprocess.release.desk_client import Work

    well, roster = hands.living.stage.people[producer(hands.living)], hands.desk.roster
    service = _Service(f"{hands.living.words.data} Zürn, {hands.living.words.values['phone']}\n".encode())
    source = Source("test", service, "Fennel Mail", ZoneInfo("Europe/Berlin"), 1 << 30, None)
    host = Host(well, clients.asks(lambda: hands.desk, well), source, "3" * 64, lambda: hands.desk.now)
    store = Store(hands.living.folder / "host")
    with store.locked():
        make(host, store, look(host, Work(hands.case, production), Memory(Pin(roster.desk_id, 1, roster.desk_id))))
