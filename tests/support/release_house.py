"""A desk that releases for real: an identifier read by two, an order, parts that the extraction host sealed, a deal."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from desk_samples import CONTACT, POLICE, Place, people
from dueprocess.adapters import crypto
from dueprocess.adapters.blobs import Blobs
from dueprocess.cli import order_contents, sealed_objects
from dueprocess.cli.clients import HomeCounter
from dueprocess.cli.materials import HomeMaterial
from dueprocess.client.person import Releaser
from dueprocess.desk.data.models import Production
from dueprocess.desk.services import acts
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.result import Done
from dueprocess.formats import ids, ordered, selector
from dueprocess.formats.manifest import Order
from dueprocess.formats.records import Scope
from dueprocess.formats.statement import Act
from dueprocess.host.connectors.request import Request
from dueprocess.host.production import Task, produce
from dueprocess.host.store import Store
from dueprocess.release.desk_client import Brought
from extraction_samples import Listed, record, source

if TYPE_CHECKING:
    from pathlib import Path

    from dueprocess.client.person import Ready

TARGET = "a_b@postfach.example"
SECRET_LINE = b"Hofmann, 12 Marktplatz, +49 30 5550100\n"
HOLDERS = ("aster", "birch", "cedar")


@dataclass
class ReleaseHouse:
    """The desk, its one case, its host, and each person's own folder."""

    place: Place
    folder: Path
    case: str = ""
    production: str = ""
    counters: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def built(cls, folder: Path, key: bytes = b"") -> ReleaseHouse:
        house = cls(Place.found(releasing=True), folder)
        (folder / "blobs").mkdir()
        house.place.desk = replace(house.place.desk, blobs=Blobs(folder / "blobs"))
        house.case = house.place.ready()
        if key:
            house.place.verify_authority(key=key)
        return house

    def reads(self, by: str, value: str = TARGET) -> None:
        acts.took_to_read(self.place.desk, self.case, by)
        key = selector.target_key(sealed_objects.case_secret(people()[by], self.case).encode())
        mark = selector.mark(key, "T1", selector.selector("email", value))
        self.place.do(by, Act.TARGET_READ, self.case, {"handle": "T1", "item": 1, "mark": mark})

    def orders(self, by: str = "aster") -> str:
        who = self.client(by)
        looked = who.look(self.case)
        says, inside = order_contents.order_says(who, looked, HomeMaterial(self.place.desk, people()[by]), 1)
        who.act(looked, Act.PRODUCTION_ORDER, says, [inside])
        self.production = says["production"]
        return self.production

    def granted(self) -> None:
        self.reads("aster")
        self.reads("birch")
        assert isinstance(self.place.propose(self.case, "comply", by="cedar"), Done)
        assert isinstance(self.place.approve(self.case), Done)

    def deals(self, *records: Any) -> None:
        """What the extraction host does, step by step, with its own key."""
        well, counter = people()["well"], HomeCounter(self.place.desk, "well")
        shown = counter.shown(self.case)
        row = next(one for one in shown.productions if one.id == self.production)
        piece = next(one for one in row.pieces if one.kind == "order")
        host = Releaser(well, counter, self.folder / "well.identity.desk", self.place.desk.now)
        looked = host.look(self.case)
        _, content = crypto.unseal(host.take(looked, row, piece.sealed), [well.age_secret])
        inside = ordered.parse(content)
        from dueprocess.release import checks

        checked = checks.check_order(looked.seen, row.order, "well")
        inside.check(self.case, 1, self.production, checked.marks)
        kinds = {
            handle: frozenset(c for h, c in checked.grant.granted if h == handle) for handle in checked.grant.handles
        }
        face = checked.grant.face["case"]
        made = Order(
            self.case, 1, self.production, row.order, checked.command.approval, str(face["authority"]), (), "", ""
        )
        targets = {handle: one.plain() for handle, one in inside.targets.items()}
        releasers = {one.name: one.age for one in looked.seen.roster.releasers}
        task = Task(
            made, Request(targets, Scope(kinds, None, None)), CONTACT, looked.seen.roster.k, releasers, "3" * 64
        )
        given = records or (record("people.txt", SECRET_LINE * 2000, kind="subscriber", at=""),)
        with Store(self.folder / "host").locked() as store:
            run = store.begin(row.order, recipient=crypto.recipient_of(well.age_secret), secret=well.age_secret)
            dealt = produce(run, task, source(Listed(given)), now=f"{self.place.desk.now:%Y-%m-%dT%H:%M:%SZ}")
            parts = []
            for path, hash_ in dealt.parts:
                key = ids.sealed_id(crypto.random_bytes(15))
                with path.open("rb") as file:
                    assert counter.hand_in(self.case, self.production, key, file) == hash_
                parts.append({"hash": hash_, "sealed": key})
        brought = [Brought(ids.sealed_id(crypto.random_bytes(15)), "manifest", "release", dealt.manifest)]
        shares = []
        for name, hash_, data in dealt.shares:
            brought.append(Brought(ids.sealed_id(crypto.random_bytes(15)), "share", "release", data))
            shares.append({"sealed": brought[-1].id, "share": hash_, "to": name})
        says = {
            "item": 1,
            "k": dealt.k,
            "manifest": brought[0].id,
            "manifest_hash": hashlib.sha256(dealt.manifest).hexdigest(),
            "order": row.order,
            "parts": parts,
            "production": self.production,
            "recipient": dealt.recipient,
            "shares": shares,
        }
        host.act(looked, Act.PRODUCTION_DEAL, says, brought)

    def dealt(self) -> ReleaseHouse:
        """A house whose production waits for its release."""
        self.granted()
        self.orders()
        self.deals()
        return self

    def client(self, name: str) -> Releaser:
        counter = self.counters.get(name) or HomeCounter(self.place.desk, name)
        return Releaser(people()[name], counter, self.folder / f"{name}.identity.desk", self.place.desk.now)

    def ready(self, name: str) -> Ready:
        who = self.client(name)
        looked = who.look(self.case)
        return who.ready(looked, next(one for one in looked.shown.productions if one.id == self.production))

    def agrees(self, name: str) -> None:
        self.client(name).approve(self.ready(name))

    @property
    def row(self) -> Production:
        return Production.objects.get(pk=self.production)

    @property
    def approval(self) -> str:
        item = state_of(self.case).item(1)
        assert item is not None
        return item.approval


__all__ = ["CONTACT", "HOLDERS", "POLICE", "SECRET_LINE", "TARGET", "ReleaseHouse", "people"]
