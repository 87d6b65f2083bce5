"""A desk that releases for real: an identifier read by two, an order, parts that the extraction host sealed, a deal."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any, NoReturn

from desk_samples import CONTACT, POLICE, Place, people
from dueprocess.adapters.blobs import Blobs
from dueprocess.case.events import Happened
from dueprocess.client import release
from dueprocess.client.outgoing_files import key_of
from dueprocess.client.person import Person
from dueprocess.client.pins import see, write_pin
from dueprocess.desk.data.models import Production, Sealed
from dueprocess.desk.services import acts, ciphertexts, evidence, handing
from dueprocess.desk.services.cases import happened_on, state_of
from dueprocess.desk.services.ciphertexts import Attached, bytes_of
from dueprocess.desk.services.result import Done
from dueprocess.formats import selector
from dueprocess.formats.chain import Pin
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act
from dueprocess.host.orders import Host, Memory, look, make
from dueprocess.host.store import Store
from dueprocess.release.checks import Dealt
from dueprocess.release.desk_client import SHOWN, Brought, DeskClientError, Did, Shown, Work
from dueprocess.release.giving import Saw
from dueprocess.release.looked import Looked, Ready, orderable
from extraction_samples import Listed, record, source
from in_process import case_secret
from in_process import material as material_of
from kept_rows import Rows

TARGET = "a_b@postfach.example"
SECRET_LINE = b"Hofmann, 12 Marktplatz, +49 30 5550100\n"
NONE: Mapping[str, bytes] = {}
HOLDERS = ("aster", "birch", "cedar")


def gone(rule: str = "access.not-found") -> NoReturn:
    """What a line or a desk says that does not answer. Raises DeskClientError."""
    raise DeskClientError.because(rule, "the desk gives nothing")


@dataclass
class DirectDesk:
    """An honest desk before one person, by its services alone: what the interface adds is tested with the interface."""

    place: Place
    who: str

    def shown(self, case: str, *, texts: bool = False) -> Shown:
        return evidence.shown(self.place.desk, state_of(case), self.who, texts=texts)

    def events(self, case: str) -> tuple[Happened, ...]:
        return happened_on(case)

    def work(self) -> list[Work]:
        return [Work(str(row.case_id), str(row.pk)) for row in evidence.work_of(self.who)]

    def piece(self, case: str, production: str, sealed: str, out: IO[bytes]) -> None:
        row = Production.objects.filter(pk=production, case_id=case).first()
        mine = evidence.pieces_for(self.place.desk, row, self.who) if row is not None else []
        kept = Sealed.objects.filter(pk=sealed).first()
        if sealed not in {piece.sealed for piece in mine} or kept is None:
            gone()
        out.write(bytes_of(self.place.desk, kept))

    def hand_in(self, case: str, production: str, sealed: str, source: Any) -> str:
        del case, production
        return ciphertexts.take_part(self.place.desk, sealed, source)

    def of_deal(self, deal: str) -> Shown:
        found = handing.waiting(deal)
        return evidence.shown_of_deal(self.place.desk, found) if found is not None else gone()

    def hand_over(self, deal: str, share: bytes) -> object:
        done = handing.hand_over(self.place.desk, deal, share)
        if isinstance(done, Denied):
            raise DeskClientError(done)
        return done

    def perform(self, note: bytes, brought: Sequence[Brought], envelopes: Mapping[str, bytes] = NONE) -> Did:
        attached = [Attached(given.id, given.kind, given.reader, given.bytes) for given in brought]
        done = acts.perform(self.place.desk, note, attached=attached, envelopes=envelopes)
        if isinstance(done, Denied):
            raise DeskClientError(done)
        return Did(done.case, done.revision, done.events)


@dataclass
class HostileDesk:
    """A desk that shows, gives and does to one person what it likes; where nothing is said, it is the honest one."""

    true: DirectDesk
    shows: Callable[[Shown], Shown] = lambda shown: shown
    happened: Callable[[tuple[Happened, ...]], tuple[Happened, ...]] = lambda events: events
    gives: Callable[[str, bytes], bytes] = lambda _, data: data
    takes: Callable[[], object] = lambda: None  # what happens before a part is kept
    before: Callable[[], object] = lambda: None  # what happens, once, before an act is done
    after: Callable[[], object] = lambda: None  # and once it was done
    handed: list[str] = field(default_factory=list)

    def shown(self, case: str, *, texts: bool = False) -> Shown:
        return self.shows(self.true.shown(case, texts=texts))

    def events(self, case: str) -> tuple[Happened, ...]:
        return self.happened(self.true.events(case))

    def work(self) -> list[Work]:
        return self.true.work()

    def piece(self, case: str, production: str, sealed: str, out: IO[bytes]) -> None:
        kept = io.BytesIO()
        try:
            self.true.piece(case, production, sealed, kept)
        finally:  # what the honest desk would not give, too
            out.write(self.gives(sealed, kept.getvalue()))

    def hand_in(self, case: str, production: str, sealed: str, source: Any) -> str:
        self.takes()
        self.handed.append(sealed)
        return self.true.hand_in(case, production, sealed, source)

    def of_deal(self, deal: str) -> Shown:
        return self.shows(self.true.of_deal(deal))

    def hand_over(self, deal: str, share: bytes) -> object:
        return self.true.hand_over(deal, share)

    def perform(self, note: bytes, brought: Sequence[Brought], envelopes: Mapping[str, bytes] = NONE) -> Did:
        happens, self.before = self.before, lambda: None
        happens()
        done = self.true.perform(note, brought, envelopes)
        self.after()
        return done


@dataclass
class ReleaseHouse:
    """The desk, its one case, its host, and each person's own folder."""

    place: Place
    folder: Path
    case: str = ""
    production: str = ""
    desks: dict[str, HostileDesk] = field(default_factory=dict)

    @classmethod
    def at(cls, folder: Path, stage: str) -> ReleaseHouse:
        """A house as far as ``_STAGES`` says; only the first of a process comes there by acts."""
        if stage in _KEPT:
            return _KEPT[stage].again(folder)
        first = _STAGES[stage](cls.built(folder))
        _KEPT[stage] = _Kept.of(first)
        return first

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
        self.place.keyed(self.case)
        key = selector.target_key(case_secret(self.place, by, self.case).encode())
        mark = selector.mark(key, "T1", selector.selector("email", value))
        self.place.do(by, Act.TARGET_READ, self.case, {"handle": "T1", "item": 1, "mark": mark})

    def orders(self, by: str = "aster") -> str:
        who = self.client(by)
        looked = who.look(self.case)
        may = orderable(looked, 1)
        key = selector.target_key(case_secret(self.place, by, self.case).encode())
        found = release.read_at_arrival(material_of(self.place, by).opened(self.case), key, may.marks)
        says, inside = release.order(who, looked, may, "", key, found)
        who.act(who.look(self.case), Act.PRODUCTION_ORDER, says, [inside])  # that the case was read is a step of it
        self.production = says["production"]
        return self.production

    def granted(self, outcome: str = "comply", ground: str = "", **less: str) -> ReleaseHouse:
        self.reads("aster")
        self.reads("birch")
        assert isinstance(self.place.propose(self.case, outcome, by="cedar", ground=ground, **less), Done)
        assert isinstance(self.place.approve(self.case), Done)
        return self

    def deals(self, *records: Any) -> None:
        """The extraction host, with its own key: reads, seals, hands in, deals."""
        given = records or (record("people.txt", SECRET_LINE * 2000, kind="subscriber", at=""),)
        well = people()["well"]
        host = Host(well, self.desk_of("well"), source(Listed(given)), "3" * 64, lambda: self.place.desk.now)
        store = Store(self.folder / "host")
        with store.locked():
            memory = Memory(Pin.of(self.place.desk.roster))  # the host looked while its hours ran
            make(host, store, look(host, Work(self.case, self.production), memory))

    def ordered(self) -> ReleaseHouse:
        """A house whose extraction host has an order."""
        self.granted()
        self.orders()
        return self

    def narrowed(self) -> ReleaseHouse:
        """A house whose extraction host may give name and address alone."""
        self.granted("partial", "counsel", part="name_address")
        self.orders()
        return self

    def asked_less(self) -> ReleaseHouse:
        """The same where the demand asks for no more: all of it is given."""
        self.place.do("aster", Act.FACE_CONFIRM, self.case, {"fields": {"items.1.part": "name_address"}})
        self.granted()
        self.orders()
        return self

    def dealt(self) -> ReleaseHouse:
        """A house whose production waits for its release."""
        self.ordered().deals()
        return self

    def held(self) -> ReleaseHouse:
        """A house whose production aster and birch agreed to a day ago; aster's program handed the share to birch."""
        return self.dealt().agreed()

    def agreed(self, way: str = "passphrase", finisher: str = "birch") -> ReleaseHouse:
        """aster and birch agree to what waits, the hold passes, and aster's program hands the share over."""
        for name in ("aster", "birch"):
            self.agrees(name, finisher, way)
        self.place.later(hours=24)
        assert self.hands("aster") == "handed"
        return self

    def desk_of(self, name: str) -> DirectDesk:
        """The honest desk, whatever ``desks`` says."""
        return DirectDesk(self.place, name)

    def lies(self, to: str = "birch", **how: Any) -> HostileDesk:
        """From now on the desk is hostile to this person."""
        self.desks[to] = HostileDesk(self.desk_of(to), **how)
        return self.desks[to]

    def client(self, name: str) -> Person:
        desk, pin_file = self.desks.get(name) or self.desk_of(name), self.folder / f"{name}.identity.desk"
        if not pin_file.exists():
            write_pin(pin_file, Pin.of(self.place.desk.roster))  # each looked while its hours ran
        return Person(people()[name], desk, pin_file, lambda: self.place.desk.now)

    def ready(self, name: str) -> Ready:
        who = self.client(name)
        return release.ready(who, who.look(self.case), self.production)

    def agrees(self, name: str, finisher: str = "birch", way: str = "passphrase") -> None:
        release.approve(self.client(name), self.ready(name), finisher, way)

    def hands(self, name: str) -> str:
        """What this person's program did of the production: it has no key of theirs, and no session."""
        who = self.client(name)
        found = {one.production: one.state for one in who.shares.round(who.desk, lambda: self.place.desk.now)}
        return found.get(self.production, "")

    def question(self, name: str = "birch", **more: Any) -> dict[str, Any]:
        """What this person's page asks its own process about the production (``client/vault_questions.py``)."""
        shown = json.loads(json.dumps(SHOWN.plain(self.client(name).desk.shown(self.case))))
        pin = Pin.of(self.place.desk.roster)
        return {
            "me": name,
            "vkey": people()[name].card().vkey,
            "pin": pin.plain(),
            "seen": 0,
            "shown": shown,
            "production": self.production,
            "manifest": "",
            **more,
        }

    def saw(self, name: str = "birch") -> Callable[[Looked, Dealt], Saw | None]:
        """Since when this person's machine holds, as the process beside their page remembers it."""
        memory = self.client(name).pin_file
        return lambda looked, one: see(memory, one.agreements, one.hash, looked.seen.lifted, self.place.desk.now)

    def key(self, name: str, deal: Ready | None = None, how: str = "passphrase") -> str:
        """The production's key, as this person's machine puts it together."""
        return key_by(self.client(name), deal or self.ready(name), how)

    @property
    def row(self) -> Production:
        return Production.objects.get(pk=self.production)

    @property
    def approval(self) -> str:
        item = state_of(self.case).item(1)
        assert item is not None
        return item.approval


@dataclass(frozen=True)
class _Kept:
    """What a house at a stage is made of: rows, files, and the numbers that it would draw next."""

    house: ReleaseHouse
    rows: Rows
    files: dict[str, bytes]
    drawn: Any

    @classmethod
    def of(cls, house: ReleaseHouse) -> _Kept:
        files = {
            str(one.relative_to(house.folder)): one.read_bytes() for one in house.folder.rglob("*") if one.is_file()
        }
        draws: Any = house.place.desk.random
        return cls(replace(house, place=replace(house.place)), Rows.taken(), files, draws.__self__.getstate())

    def again(self, folder: Path) -> ReleaseHouse:
        self.rows.put()
        (folder / "blobs").mkdir()
        for name, data in self.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        drawn = random.Random()  # noqa: S311 - predictable, as in Place.found
        drawn.setstate(self.drawn)
        desk = replace(self.house.place.desk, random=drawn.randbytes, blobs=Blobs(folder / "blobs"))
        place = Place(desk, [*self.house.place.cases])
        return replace(self.house, place=place, folder=folder, desks={})


_STAGES: dict[str, Callable[[ReleaseHouse], ReleaseHouse]] = {
    "built": lambda house: house,
    "granted": ReleaseHouse.granted,
    "ordered": ReleaseHouse.ordered,
    "dealt": ReleaseHouse.dealt,
    "held": ReleaseHouse.held,
}
_KEPT: dict[str, _Kept] = {}


def key_by(who: Person, deal: Ready, how: str = "passphrase") -> str:
    """The same by a client of one's own making."""
    return key_of(deal, release.shares(who, deal, how), how, now=who.now)[0]


__all__ = ["CONTACT", "HOLDERS", "POLICE", "SECRET_LINE", "TARGET", "ReleaseHouse", "people"]
