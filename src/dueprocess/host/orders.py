"""One order from the desk to the deal: looked at, checked from signatures, made, handed in, dealt.

Nothing that the desk says is believed. What it may do is withhold: then nothing is made. The connector is not touched
before everything was checked by its name, and the operator said yes.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from dueprocess.adapters import crypto
from dueprocess.adapters.identity import Identity
from dueprocess.adapters.law_library import LIBRARY
from dueprocess.formats import ids, moment, ordered
from dueprocess.formats.chain import Pin
from dueprocess.formats.links import DESK
from dueprocess.formats.object import ObjectKind
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.statement import Act
from dueprocess.host.connectors.config_file import Source
from dueprocess.host.connectors.request import Request
from dueprocess.host.production import Dealt, Task, produce
from dueprocess.host.store import Run, Seen, Store, refuse
from dueprocess.release import checks, hosting, law_again
from dueprocess.release import looked as looks
from dueprocess.release.desk_client import Brought, DeskClient, DeskClientError, Production, Work, taken
from dueprocess.release.evidence import ReleaseError
from dueprocess.release.law_noted import Noted

HANDED: Final = "handed"
WORK: Final = "work"
TRIES: Final = 5
MAX_ORDER: Final = 2 << 20


@dataclass(frozen=True, slots=True)
class Host:
    """An extraction host: who it is, which desk it asks, where it reads, its clock."""

    identity: Identity = field(repr=False)
    desk: DeskClient
    source: Source
    source_hash: str  # SHA-256 (hex) of the connector's file
    now: Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True)
class Memory:
    """What the host saw before: the newest roster, and of each case what it remembers between runs."""

    pin: Pin
    cases: Mapping[str, Seen] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checked:
    """An order that may be carried out, and what the host saw when it looked."""

    work: Work
    looked: looks.Looked
    production: Production
    ordered: checks.Ordered
    task: Task
    memory: Memory
    law: tuple[Noted, ...] = ()  # where what people signed of the law's answer is not what this host reckons

    @property
    def kinds(self) -> dict[str, list[str]]:
        """Categories by handle."""
        return {handle: sorted(kinds) for handle, kinds in self.task.request.scope.kinds.items()}

    @property
    def sorts(self) -> dict[str, str]:
        """What sort of identifier each handle is; never the identifier."""
        return {handle: str(selector["kind"]) for handle, selector in self.task.request.targets.items()}


@dataclass(frozen=True, slots=True)
class Made:
    """What was dealt: parts, bytes, and what exceeded the grant, by why."""

    parts: int
    dealt: Dealt


def look(host: Host, work: Work, memory: Memory) -> Checked:
    """Look at one order and check all of it. The connector is not touched.

    Raises RosterError, ReleaseError, DeniedError, SelectorError, DeskClientError, AgeError, ObjectError,
    DeniedError ``production.kinds``: each names the fault.
    """
    shown, before = host.desk.shown(work.case), memory.cases.get(work.case, (0, None))[0]
    kept = {of: mark for of, (_, mark) in memory.cases.items()}
    looked = looks.look(host.identity.name, work.case, shown, memory.pin, before, crypto.verify, host.now(), kept)
    seen = looked.seen
    later = Memory(
        looked.newest, {**memory.cases, work.case: (seen.revision, looked.mark), DESK: (0, looked.mark_of_desk)}
    )
    hosting.me_of(seen, host.identity.card().person(()))
    production = looked.production(work.production)
    order = hosting.order_of(seen, production, host.identity.name)
    law = law_again.check_law(
        seen, shown, order.grant, LIBRARY, host.now().date(), lambda: host.desk.shown(work.case, texts=True).texts
    ).noted
    scope = hosting.scope_of(order, host.source.timezone)
    answers, wanted = host.source.answers, scope.wanted
    if answers is not None and not wanted <= answers:
        refuse("kinds", f"the connector cannot answer {', '.join(sorted(wanted - answers))}: add it to its file")
    inside = _inside(host, work, production, order)
    inside.check(work.case, order.command.item, order.command.production, order.marks)
    targets = {handle: selector.plain() for handle, selector in inside.targets.items()}
    k, releasers = hosting.quorum_of(seen)
    task = Task(
        order=hosting.metadata_of(seen, order),
        request=Request(targets, scope),
        recipient=hosting.recipient_of(shown, seen),
        k=k,
        releasers=releasers,
        source_hash=host.source_hash,
    )
    return Checked(work, looked, production, order, task, later, law)


def tidy(host: Host, store: Store, memory: Memory) -> None:
    """End the runs of orders that were dealt, dropped or overtaken: nothing of them stays (hazard 11.2).

    Raises DeskClientError, RosterError. What is refused for another reason stays, and goes on another time.
    """
    for order in store.begun_runs():
        run = store.run(order, recipient=host.identity.card().age, secret=host.identity.age_secret)
        told = run.read(WORK)
        if told is None:
            continue
        try:
            look(host, Work(*told), memory)
        except ReleaseError as fault:
            if fault.rule == "production.dealt":
                store.finish(order)
            elif fault.rule == "production.ended":
                store.forget(order)


def make(
    host: Host, store: Store, found: Checked, *, anew: bool = False, said: Callable[[int], None] = lambda _: None
) -> Made:
    """Make what was ordered, hand it in, sign the deal; the order is then carried out for ever.

    Raises as ``look`` and ``produce`` do. A run that stops goes on where it was.
    """
    identity = host.identity
    card = identity.card()
    store.check_rate(host.source.per_day, host.now())
    run = store.begin(found.ordered.hash, recipient=card.age, secret=identity.age_secret, anew=anew)
    run.write(WORK, [found.work.case, found.work.production])
    dealt = produce(run, found.task, host.source, now=moment.write(host.now()), said=said)
    _deal(host, run, found, dealt)
    store.finish(found.ordered.hash)
    return Made(len(dealt.parts), dealt)


def _inside(host: Host, work: Work, production: Production, order: checks.Ordered) -> ordered.Ordered:
    piece = hosting.inside_of(production, order)
    data = taken(host.desk, work.case, production.id, piece.sealed, MAX_ORDER)
    header, content = crypto.unseal(data, [host.identity.age_secret])
    if header.kind is not ObjectKind.ORDER:
        raise DeniedError.because("order.form", "what is sealed is no order")
    return ordered.parse(content)


def _deal(host: Host, run: Run, found: Checked, dealt: Dealt) -> None:
    """Hand in, look again, sign. The case may move meanwhile; what ended it is then said by its name."""
    ids_ = _ids(run, dealt)
    _hand_in(host, run, found, dealt, ids_)
    for _ in range(TRIES):
        fresh = _again(host, found)
        try:
            host.desk.perform(_signed(host, fresh, dealt, ids_), _brought(dealt, ids_))
        except DeskClientError as fault:
            if fault.rule == "production.parts":
                run.remove(HANDED)
                ids_ = _ids(run, dealt)
                _hand_in(host, run, found, dealt, ids_)
            elif fault.rule != "case.revision-moved":
                raise
        else:
            return
    refuse("busy-case", "the case moved each time that the deal was signed; run this again, nothing is lost")


def _again(host: Host, found: Checked) -> Checked:
    """The same order, looked at once more. Raises as ``look`` does, and where it is not what was made."""
    fresh = look(host, found.work, found.memory)
    same = (fresh.ordered.hash, fresh.task.request, fresh.task.k, dict(fresh.task.releasers))
    if same != (found.ordered.hash, found.task.request, found.task.k, dict(found.task.releasers)):
        refuse("changed", "order, quorum or those who release changed while this was made: say --anew")
    return fresh


def _ids(run: Run, dealt: Dealt) -> dict[str, Any]:
    """Ids under which everything is handed in, drawn once a run: sent twice, it stands once."""
    found = run.read(HANDED)
    if found is None:
        found = {
            "done": [],
            "manifest": _draw(),
            "parts": {path.name: _draw() for path, _ in dealt.parts},
            "shares": {name: _draw() for name, _, _ in dealt.shares},
        }
        run.write(HANDED, found)
    told: dict[str, Any] = found
    return told


def _draw() -> str:
    return ids.sealed_id(crypto.random_bytes(ids.ID_BYTES))


def _hand_in(host: Host, run: Run, found: Checked, dealt: Dealt, ids_: dict[str, Any]) -> None:
    """Those parts that the desk does not have yet."""
    for path, hash_ in dealt.parts:
        if path.name in ids_["done"]:
            continue
        with path.open("rb") as file:
            kept = host.desk.hand_in(found.work.case, found.production.id, ids_["parts"][path.name], file)
        if kept != hash_:
            refuse("part", f"{path.name} is not what was sealed: say --anew")
        ids_["done"] = [*ids_["done"], path.name]
        run.write(HANDED, ids_)


def _signed(host: Host, found: Checked, dealt: Dealt, ids_: Mapping[str, Any]) -> bytes:
    says = hosting.deal_says(
        found.ordered,
        recipient=dealt.recipient,
        k=dealt.k,
        parts=[(ids_["parts"][path.name], hash_) for path, hash_ in dealt.parts],
        manifest=(ids_["manifest"], crypto.sha256(dealt.manifest)),
        shares=[(name, hash_, ids_["shares"][name]) for name, hash_, _ in dealt.shares],
    )
    return found.looked.statement(Act.PRODUCTION_DEAL, says, host.now()).sign(*host.identity.signer())


def _brought(dealt: Dealt, ids_: Mapping[str, Any]) -> Sequence[Brought]:
    shares = [Brought(ids_["shares"][name], "share", "release", data) for name, _, data in dealt.shares]
    return [Brought(ids_["manifest"], "manifest", "release", dealt.manifest), *shares]
