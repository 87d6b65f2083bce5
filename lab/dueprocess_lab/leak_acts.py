"""What people do at the desk that lives for the leak scan: a refusal by letter, and a production from grant to release.

They act as their clients do, each with their own key; only the hold is not waited for, its hour is handed in.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from dueprocess_lab.leak_desk import AUTHORITY, Living, NotLivingError, producer

if TYPE_CHECKING:
    from dueprocess.cli.releaser import Releaser
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

    def client(self, name: str) -> "Releaser":
        """A person's own client."""
        from dueprocess.cli.clients import HomeCounter
        from dueprocess.cli.releaser import Releaser

        pin = self.living.stage.keys / f"{name}.identity.desk"
        return Releaser(self.living.stage.people[name], HomeCounter(self.desk, name), pin, self.desk.now)


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
    from dueprocess.cli.materials import HomeMaterial
    from dueprocess.cli.order_contents import order_says
    from dueprocess.cli.release_finish import finish_in
    from dueprocess.cli.sealed_objects import case_secret
    from dueprocess.formats import selector
    from dueprocess.formats.statement import Act

    hands = Hands(living, living.cases["grant"])
    hands.confirm()
    people = living.stage.people
    for name in ("aster", "birch"):
        hands.read(name)
        key = selector.target_key(case_secret(people[name], hands.case).encode())
        mark = selector.mark(key, HANDLE, selector.selector("email", living.words.values["target"]))
        hands.act(name, Act.TARGET_READ, {"handle": HANDLE, "item": 1, "mark": mark})
    hands.decide("comply")
    asks = hands.client("aster")
    says, inside = order_says(asks, asks.look(hands.case), HomeMaterial(hands.desk, people["aster"]), 1)
    asks.act(asks.look(hands.case), Act.PRODUCTION_ORDER, says, [inside])
    production = str(says["production"])
    _deal(hands, production)
    _agree(hands, "aster", production)
    later = Hands(living, hands.case, dt.timedelta(hours=25))
    _agree(later, "birch", production)
    who = later.client("cedar")
    looked = who.look(hands.case)
    ready = who.ready(looked, next(one for one in looked.shown.productions if one.id == production))
    out = living.folder / "handed-over"
    finish_in(who, ready, "passphrase", out, living.folder / "keys" / "passphrase", quiet=True)
    return out


def _agree(hands: Hands, name: str, production: str) -> None:
    who = hands.client(name)
    looked = who.look(hands.case)
    who.approve(who.ready(looked, next(one for one in looked.shown.productions if one.id == production)))


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
    from dueprocess.adapters import crypto
    from dueprocess.formats import ids, ordered
    from dueprocess.formats.manifest import Order
    from dueprocess.formats.records import Scope
    from dueprocess.formats.statement import Act
    from dueprocess.host.connectors.config_file import Source
    from dueprocess.host.connectors.request import Request
    from dueprocess.host.production import Task, produce
    from dueprocess.host.store import Store
    from dueprocess.release import checks
    from dueprocess.release.desk_client import Brought

    name = producer(hands.living)
    well, host = hands.living.stage.people[name], hands.client(name)
    looked = host.look(hands.case)
    row = next(one for one in looked.shown.productions if one.id == production)
    piece = next(one for one in row.pieces if one.kind == "order")
    _, content = crypto.unseal(host.take(looked, row, piece.sealed), [well.age_secret])
    inside, checked = ordered.parse(content), checks.check_order(looked.seen, row.order, name)
    inside.check(hands.case, 1, production, checked.marks)
    scope = Scope({HANDLE: frozenset(category for _, category in checked.grant.granted)})
    made = Order(hands.case, 1, production, row.order, checked.command.approval, AUTHORITY, (), "", "")
    targets = {handle: one.plain() for handle, one in inside.targets.items()}
    releasers = {one.name: one.age for one in looked.seen.roster.releasers}
    recipient = next(one.contact for one in hands.living.stage.story.authorities if one.id == AUTHORITY)
    task = Task(made, Request(targets, scope), recipient, looked.seen.roster.k, releasers, "3" * 64)
    service = _Service(f"{hands.living.words.data} Zürn, {hands.living.words.values['phone']}\n".encode())
    source = Source("test", service, "Fennel Mail", ZoneInfo("Europe/Berlin"), 1 << 30, None)
    with Store(hands.living.folder / "host").locked() as store:
        run = store.begin(row.order, recipient=crypto.recipient_of(well.age_secret), secret=well.age_secret)
        dealt = produce(run, task, source, now=f"{hands.desk.now:%Y-%m-%dT%H:%M:%SZ}")
        parts = []
        for path, hash_ in dealt.parts:
            key = ids.sealed_id(crypto.random_bytes(ids.ID_BYTES))
            with path.open("rb") as file:
                host.counter.hand_in(hands.case, production, key, file)
            parts.append({"hash": hash_, "sealed": key})
    brought = [Brought(ids.sealed_id(crypto.random_bytes(ids.ID_BYTES)), "manifest", "release", dealt.manifest)]
    shares = []
    for to, hash_, data in dealt.shares:
        brought.append(Brought(ids.sealed_id(crypto.random_bytes(ids.ID_BYTES)), "share", "release", data))
        shares.append({"sealed": brought[-1].id, "share": hash_, "to": to})
    says = {
        "item": 1,
        "k": dealt.k,
        "manifest": brought[0].id,
        "manifest_hash": hashlib.sha256(dealt.manifest).hexdigest(),
        "order": row.order,
        "parts": parts,
        "production": production,
        "recipient": dealt.recipient,
        "shares": shares,
    }
    host.act(looked, Act.PRODUCTION_DEAL, says, brought)
