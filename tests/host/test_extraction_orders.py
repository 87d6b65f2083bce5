"""One order from the desk to the deal, and every lie of a hostile desk: refused by its name, nothing read."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dueprocess.adapters import crypto
from dueprocess.desk.data.models import Production, Sealed, Statement
from dueprocess.desk.services import acts
from dueprocess.desk.services.result import Done
from dueprocess.formats import ids, ordered, selector, shamir
from dueprocess.formats.bech32 import secret_text
from dueprocess.formats.chain import Pin
from dueprocess.formats.object import ObjectKind
from dueprocess.formats.statement import Act
from dueprocess.host import orders
from dueprocess.host.connectors.request import ConnectorError
from dueprocess.host.store import Store
from dueprocess.release.desk_client import Shown, Work
from extraction_samples import Listed, opened, record, source
from release_house import SECRET_LINE, ReleaseHouse, gone, people

RECORD = record("people.txt", SECRET_LINE * 2000, kind="subscriber", at="")
KNOWN = frozenset({"subscriber"})


class Here:
    """The host of the house: its desk, its connector, its folder, what it remembers."""

    def __init__(self, house: ReleaseHouse, *records: Any) -> None:
        self.house, self.desk = house, house.lies("well")
        self.connector = Listed(records or (RECORD,))
        self.store = Store(house.folder / "host")
        self.memory = orders.Memory(Pin.of(house.place.desk.roster))
        self.kinds: frozenset[str] | None = KNOWN

    @property
    def host(self) -> orders.Host:
        made = replace(source(self.connector), answers=self.kinds)
        return orders.Host(people()["well"], self.desk, made, "3" * 64, lambda: self.house.place.desk.now)

    def look(self) -> orders.Checked:
        found = orders.look(self.host, Work(self.house.case, self.house.production), self.memory)
        self.memory = found.memory
        return found

    def make(self, **more: Any) -> orders.Made:
        found = self.look()
        with self.store.locked() as store:
            return orders.make(self.host, store, found, **more)

    @property
    def read(self) -> int:
        """How often the connector was asked."""
        return len(self.connector.asked)


@pytest.fixture
def house(db: None, tmp_path: Path) -> ReleaseHouse:
    return ReleaseHouse.at(tmp_path, "ordered")


@pytest.fixture
def here(house: ReleaseHouse) -> Iterator[Here]:
    return Here(house)  # type: ignore[return-value]


def refused(call: Callable[[], object]) -> str:
    with pytest.raises((ValueError, RuntimeError)) as caught:
        call()
    return str(getattr(caught.value, "rule", repr(caught.value)))


def opens(house: ReleaseHouse, made: orders.Made, names: Sequence[str]) -> dict[str, bytes]:
    """The parts as k people open them: shares out of the desk's own rows."""
    from dueprocess.desk.data.models import Piece

    shares = []
    for name in names:
        row = Sealed.objects.get(pk=Piece.objects.get(production_id=house.production, kind="share", to=name).sealed)
        shares.append(crypto.unseal(bytes(row.bytes or b""), people()[name].age_secrets)[1])
    secret = secret_text(shamir.combine(shares))
    assert crypto.recipient_of(secret) == made.dealt.recipient
    parts = Piece.objects.filter(production_id=house.production, kind="part").order_by("number")
    blobs = house.place.desk.blobs
    assert blobs is not None
    return opened([(blobs.folder / one.sealed, one.hash) for one in parts], secret)


def test_an_order_is_looked_at_made_and_dealt(here: Here) -> None:
    made = here.make()
    house = here.house
    assert Production.objects.get(pk=house.production).state == "dealt"
    files = opens(house, made, ["aster", "cedar"])
    assert [data for name, data in files.items() if name.endswith("people.txt")] == [SECRET_LINE * 2000]
    assert not list((house.folder / "host" / "runs").iterdir())
    ready = house.ready("birch")  # a releaser's own checks, manifest and all
    assert ready.manifest.recipient == "auskunft@bka.example"
    [asked] = here.connector.asked
    assert asked.scope.kinds == {"T1": frozenset({"subscriber"})}
    assert asked.targets["T1"]["value"] == "a_b@postfach.example"
    assert refused(here.look) == "production.dealt"
    with here.store.locked() as store:
        assert refused(lambda: store.check_new(house.ready("birch").dealt.order.hash)) == "production.executed"


def test_what_exceeds_the_grant_is_left_out_and_counted(house: ReleaseHouse) -> None:
    beyond = record("mail.eml", b"no", kind="content"), record("x.txt", b"no", kind="subscriber", at="", target="T9")
    made = Here(house, RECORD, *beyond).make()
    assert dict(made.dealt.dropped) == {"kind": 1, "target": 1}
    assert [(one.target, one.kind, one.records) for one in made.dealt.counts] == [("T1", "subscriber", 1)]


@pytest.mark.parametrize("how", ["narrowed", "asked_less"])
def test_of_a_part_of_subscriber_data_nothing_else_is_read_or_handed_in(db: None, tmp_path: Path, how: str) -> None:
    """Whether two people gave less than is asked, or no more is asked (hazard 11.1)."""
    part = record("name.txt", b"A. B., Weg 1", kind="subscriber", at="", part="name_address")
    here = Here(getattr(ReleaseHouse.built(tmp_path), how)(), RECORD, part)
    assert refused(here.make) == "production.kinds"  # a source that does not know the part is not asked at all
    assert here.read == 0
    here.kinds = frozenset({"subscriber/name_address"})
    made = here.make()
    assert dict(made.dealt.dropped) == {"kind": 1}
    files = b"".join(opens(here.house, made, ["aster", "birch"]).values())
    assert b"A. B., Weg 1" in files
    assert SECRET_LINE not in files
    (line,) = here.connector.asked
    assert json.loads(line.line())["part"] == "name_address"
    ready = here.house.ready("birch")
    assert (ready.dealt.order.grant.part, ready.manifest.order.part) == ("name_address", "name_address")


def without(act: Act, number: int = 0) -> Callable[[Shown], Shown]:
    def change(shown: Shown) -> Shown:
        note = bytes(Statement.objects.filter(act=str(act)).order_by("event_id")[number].note.bytes)
        return replace(shown, notes=tuple(one for one in shown.notes if one != note))

    return change


def production(**more: Any) -> Callable[[Shown], Shown]:
    def change(shown: Shown) -> Shown:
        return replace(shown, productions=tuple(replace(one, **more) for one in shown.productions))

    return change


def relied(**more: Any) -> Callable[[Shown], Shown]:
    return lambda shown: replace(shown, relied={**shown.relied, **more})


LIES: dict[str, tuple[Callable[[Shown], Shown], str]] = {
    "no approval": (without(Act.DECISION_APPROVE), "chain.forked"),
    "another order": (production(order="0" * 64), "release.unsigned"),
    "another item": (production(item=2), "production.another"),
    "another production": (production(id="x-" + "z" * 24), "release.unsigned"),
    "no sealed order": (production(pieces=()), "production.another"),
    "ended": (production(state="vetoed"), "production.ended"),
    "dealt without our word": (production(state="dealt"), "production.ended"),
    "wider": (relied(face={"case": {}, "confirmed": [], "items": [{}]}), "grant.basis"),
    "another contact": (lambda shown: replace(shown, contact="eve@evil.example"), "authority.unverified"),
    "no contact": (lambda shown: replace(shown, contact=""), "authority.unverified"),
    "no roster": (lambda shown: replace(shown, rosters=()), "roster.lower-number"),
    "older than a statement": (lambda shown: replace(shown, revision=1), "release.older-than-seen"),
    "older than seen": (
        lambda shown: replace(shown, notes=shown.notes[:-2], productions=shown.productions),
        "release.older-than-seen",
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_refused_by_its_name_and_nothing_is_read(here: Here, lie: str) -> None:
    change, rule = LIES[lie]
    here.look()  # it saw the truth before
    here.desk.shows = change
    assert refused(here.make) == rule
    assert here.read == 0
    assert here.desk.handed == []


def sealed_again(kind: ObjectKind = ObjectKind.ORDER, **more: Any) -> Callable[[str, bytes], bytes]:
    """What a desk would seal for the host itself, since everybody may seal to it."""

    def give(_: str, data: bytes) -> bytes:
        well = people()["well"]
        _, content = crypto.unseal(data, [well.age_secret])
        inside = replace(ordered.parse(content), **more).encoded()
        return crypto.seal(kind, ordered.MEDIA, inside, well.card().age, "2026-03-09T09:00:00Z")

    return give


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"targets": {"T1": selector.selector("email", "other@postfach.example")}}, "order.mark"),
        ({"key": b"q" * 32}, "order.mark"),
        ({"targets": {"T2": selector.selector("email", "a_b@postfach.example")}}, "order.targets"),
        ({"case": "c-" + "z" * 24}, "order.another"),
        ({"production": "x-" + "z" * 24}, "order.another"),
        ({"item": 2}, "order.another"),
        ({"kind": ObjectKind.NOTE}, "order.form"),
    ],
)
def test_a_swapped_order_names_its_fault(here: Here, more: dict[str, Any], rule: str) -> None:
    here.desk.gives = sealed_again(**more)
    assert refused(here.make) == rule
    here.desk.gives = lambda _, data: data[:-1] + bytes([data[-1] ^ 1])
    assert refused(here.make) == "age.closed"
    here.desk.gives = lambda _, data: data + bytes(3 << 20)
    assert refused(here.make) == "counter.length"
    assert here.read == 0


def test_a_frozen_desk_another_host_and_kinds_that_the_connector_has_not(here: Here) -> None:
    from dueprocess.desk.services import stops

    here.kinds = frozenset({"traffic"})
    assert refused(here.make) == "production.kinds"
    here.kinds = None
    spring = replace(here.host, identity=people()["aster"])
    work = Work(here.house.case, here.house.production)
    assert refused(lambda: orders.look(spring, work, here.memory)) == "production.not-listed"
    other = replace(people()["well"], age_secret=crypto.new_case_key()[0])
    swapped = replace(here.host, identity=other)
    assert refused(lambda: orders.look(swapped, work, here.memory)) == "production.not-listed"
    stops.freeze_unsigned(here.house.place.desk, "dan")
    assert refused(here.make) == "desk.frozen"
    assert here.read == 0


def frozen(house: ReleaseHouse) -> None:
    from dueprocess.desk.services import stood, stops

    stops.freeze_unsigned(house.place.desk, "dan")
    house.place.desk = replace(house.place.desk, standing=stood.standing({1: house.place.desk.roster}))


def dropped(house: ReleaseHouse) -> None:
    house.place.do("aster", Act.PRODUCTION_DROP, house.case, {"item": 1, "production": house.production})


def overtaken(house: ReleaseHouse) -> None:
    first = house.production
    house.orders()
    house.production = first


@pytest.mark.parametrize(
    ("happens", "rule"),
    [(frozen, "desk.frozen"), (dropped, "production.wrong-state"), (overtaken, "production.wrong-state")],
)
def test_what_ends_it_while_it_is_made(here: Here, happens: Callable[[ReleaseHouse], None], rule: str) -> None:
    here.desk.before = lambda: happens(here.house)
    found = refused(here.make)
    assert found in {rule, "production.ended", "case.revision-moved"}
    assert Production.objects.get(pk=here.house.production).state in {"ordered", "dropped"}
    assert list((here.house.folder / "host" / "runs").iterdir())
    with here.store.locked() as store:
        orders.tidy(here.host, store, here.memory)
    left = list((here.house.folder / "host" / "runs").iterdir())
    assert bool(left) is (happens is frozen)  # what was ended is destroyed; what is frozen waits


def test_a_case_that_moved_is_signed_for_anew(here: Here) -> None:
    here.desk.before = lambda: gone("case.revision-moved")
    here.make()
    assert Production.objects.get(pk=here.house.production).state == "dealt"
    assert here.read == 1


def test_a_note_that_comes_meanwhile_moves_nothing(here: Here) -> None:
    sealed = here.house.place.sealed()
    says = {"sealed": sealed.id}
    here.desk.before = lambda: here.house.place.do("cedar", Act.NOTE_ADD, here.house.case, says, [sealed])
    here.make()
    assert here.read == 1


def test_a_case_that_always_moves(here: Here) -> None:
    def always() -> None:
        here.desk.before = always
        gone("case.revision-moved")

    here.desk.before = always
    assert refused(here.make) == "production.busy-case"


def large() -> tuple[Any, ...]:
    data = hashlib.shake_256(b"x").digest(1 << 20)
    return tuple(record(f"{n}.bin", data, kind="subscriber", at="") for n in range(6))


def test_a_line_that_breaks_loses_nothing_and_only_missing_parts_go_again(
    house: ReleaseHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    produce = orders.produce
    monkeypatch.setattr(orders, "produce", lambda *given, **more: produce(*given, **more, limit=2 << 20))
    here = Here(house, *large())
    here.desk.takes = lambda: gone("counter.unreachable") if len(here.desk.handed) == 2 else None
    assert refused(here.make) == "counter.unreachable"
    before = list(here.desk.handed)
    here.desk.takes = lambda: None
    made = here.make()
    assert made.parts > 3
    assert len(here.desk.handed) == made.parts
    assert here.desk.handed[:2] == before
    assert here.read == 1  # the source is not read again
    assert len(opens(house, made, ["birch", "cedar"])) > 6


def test_parts_that_the_desk_lost_are_handed_in_again(here: Here) -> None:
    blobs = here.house.place.desk.blobs
    assert blobs is not None
    here.desk.before = lambda: [blobs.delete(one) for one in blobs.ids()]
    made = here.make()
    assert len(here.desk.handed) == 2 * made.parts


def test_a_deal_that_was_taken_while_the_line_broke_is_known(here: Here) -> None:
    here.desk.after = lambda: gone("counter.unreachable")
    assert refused(here.make) == "counter.unreachable"
    assert refused(here.look) == "production.dealt"
    with here.store.locked() as store:
        orders.tidy(here.host, store, here.memory)
        assert store.begun_runs() == []
        order = Production.objects.get(pk=here.house.production).order
        assert refused(lambda: store.check_new(order)) == "production.executed"


def test_who_releases_changed_after_the_run_dealt(here: Here) -> None:
    here.desk.takes = lambda: gone("counter.unreachable")
    assert refused(here.make) == "counter.unreachable"
    found = here.look()
    others = {**found.task.releasers, "cedar": crypto.new_case_key()[1]}
    changed = replace(found, task=replace(found.task, releasers=others))
    here.desk.takes = lambda: None
    with here.store.locked() as store:
        assert refused(lambda: orders.make(here.host, store, changed)) == "production.changed"
        fewer = replace(found, task=replace(found.task, k=3))
        assert refused(lambda: orders.make(here.host, store, fewer)) == "production.changed"
    here.make(anew=True)


def test_nothing_found_and_a_connector_that_breaks(house: ReleaseHouse) -> None:
    empty = Here(house)
    empty.connector = Listed(())
    assert refused(empty.make) == "production.nothing"

    class Broken(Listed):
        def records(self, request: Any) -> Any:
            self.asked.append(request)
            message = "the source is shut"
            raise ConnectorError(message)

    broken = Here(house)
    broken.connector = Broken(())
    assert "the source is shut" in refused(broken.make)
    assert Production.objects.get(pk=house.production).state == "ordered"


def test_no_more_productions_a_day_than_the_file_allows(here: Here) -> None:
    found = here.look()
    few = replace(here.host, source=replace(here.host.source, per_day=2))
    with here.store.locked() as store:
        for number in range(2):
            store.finish(f"{number}" * 64)
        asked = here.house.place.desk.now.timestamp()
        for path in (store.root / "done").iterdir():
            os.utime(path, (asked, asked))
        assert refused(lambda: orders.make(few, store, found)) == "production.rate"
        assert here.read == 0
        os.utime(store.root / "done" / ("0" * 64), (asked - 90_000, asked - 90_000))  # the day before
        assert orders.make(few, store, found).parts == 1


def test_the_host_refuses_another_history_than_it_saw_before(here: Here) -> None:
    """Two notes of people who had not seen each other: only who saw them before knows which came first."""
    place, case = here.house.place, here.house.case
    said = [(name, place.sealed()) for name in ("aster", "birch")]
    notes = [(place.note(name, Act.NOTE_ADD, case, {"sealed": sealed.id}), sealed) for name, sealed in said]
    for note, sealed in notes:
        assert isinstance(acts.perform(place.desk, note, attached=[sealed]), Done)
    here.look()

    def swapped(shown: Shown) -> Shown:
        return replace(shown, notes=(*shown.notes[:-2], *shown.notes[:-3:-1]))

    here.desk.shows = swapped
    assert refused(here.look) == "chain.other"
    here.memory = orders.Memory(here.memory.pin)
    here.look()  # a host that never looked takes either


def test_what_the_host_remembers_is_sealed_to_it(here: Here) -> None:
    well = people()["well"]
    with here.store.locked() as store:
        assert store.remembered(secret=well.age_secret) == {}
        found = here.look()
        store.remember(found.memory.cases, recipient=well.card().age)
        assert store.remembered(secret=well.age_secret) == found.memory.cases
        assert here.house.case.encode() not in (here.store.root / "seen.age").read_bytes()
        assert refused(lambda: store.remembered(secret=people()["aster"].age_secret)) == "age.closed"
    assert ids.is_id(here.house.production, "x")
