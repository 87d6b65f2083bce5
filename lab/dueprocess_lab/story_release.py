"""The part of a chapter in which data leave: two read the target, a host makes it ready, two release it."""

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from dueprocess_lab import clients, story, story_print

if TYPE_CHECKING:
    from dueprocess.client.material import Material
    from dueprocess.client.person import Person
    from dueprocess.desk.services.desk import Desk
    from dueprocess.formats.chain import Pin
    from dueprocess_lab.stage import Stage

HOLD = datetime.timedelta(hours=24)


class Hours(Protocol):
    """The chapter whose data leave: whose hour it is at the desk."""

    stage: "Stage"
    chapter: "story.Chapter"
    at: datetime.datetime

    @property
    def desk(self) -> "Desk":
        """The desk at this hour."""

    def later(self, minutes: int) -> None:
        """Time goes by."""


@dataclass
class Handing:
    """One item on its way out, by the same clients as on a real desk; only the hour is the story's."""

    telling: "Hours"
    case: str
    item: "story.Item"
    let: "story.Release"

    def play(self) -> None:
        """Read twice, order, make ready, agree, wait, release."""
        acts = self.telling.chapter.acts
        first, second = acts.confirm or "aster", acts.approve or "birch"
        for by in (first, second):
            self._read(by)
        story_print.does(
            f"{first}, {second}", f"each read {self.let.handle} from the original; their marks agree, no name left"
        )
        production = clients.order(*self._client(first), self.case, self.item.number)
        self._make(production)
        self._agree(first, production)
        self.telling.at += HOLD
        self._finish(second, production)

    @property
    def _files(self) -> Path:
        return self.telling.stage.keys.parent

    def _client(self, name: str) -> "tuple[Person, Material]":
        stage = self.telling.stage
        self.telling.later(3)
        return clients.client(lambda: self.telling.desk, stage.people[name], stage.keys)

    def _read(self, by: str) -> None:
        from dueprocess.formats import selector
        from dueprocess.formats.statement import Act

        who, material = self._client(by)
        key = selector.target_key(material.secret(self.case).encode())
        mark = selector.mark(key, self.let.handle, selector.selector(self.let.kind, self.let.value))
        says = {"handle": self.let.handle, "item": self.item.number, "mark": mark}
        who.act(who.look(self.case), Act.TARGET_READ, says)

    def _make(self, production: str) -> None:
        """On the extraction host: it checks the order from signatures, and reads what was granted, nothing besides."""
        from dueprocess.host.orders import Host, Memory, look, make
        from dueprocess.host.store import Store
        from dueprocess.release.desk_client import Work

        name = self.let.host
        self.telling.later(10)
        well = self.telling.stage.people[name]
        desk = clients.asks(lambda: self.telling.desk, well)
        host = Host(well, desk, self._source(), "0" * 64, lambda: self.telling.desk.now)
        store = Store(self._files / "host")
        with store.locked():
            found = look(host, Work(self.case, production), Memory(self._pin()))
            made = make(host, store, found)
        kinds = ", ".join(kind.replace("_", " ") for kinds in found.kinds.values() for kind in kinds)
        story_print.does(
            name,
            f"checks the order from signatures, reads {kinds} of {self.let.handle}, seals {made.parts} part to a key "
            f"of its own, deals that key {made.dealt.k} of {len(made.dealt.shares)}, and forgets it",
        )

    def _pin(self) -> "Pin":
        from dueprocess.formats.chain import Pin

        return Pin(self.telling.desk.roster.desk_id, 1, self.telling.desk.roster.desk_id)

    def _source(self) -> Any:  # noqa: ANN401 - a Source
        """The provider's own records of that account, in a folder."""
        from dueprocess.host.connectors import config_file

        for kind, content in self.let.records.items():
            folder = self._files / "records" / kind / self.let.value
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{kind}.txt").write_text(content, encoding="utf-8")
        root = str((self._files / "records").absolute())
        provider, timezone = self.telling.stage.story.desk.name, "Europe/Berlin"
        return config_file.parse(
            {"type": "folder", "provider": provider, "timezone": timezone, "folder": {"root": root}}
        )

    def _agree(self, by: str, production: str) -> None:
        from dueprocess.client.release import approve

        who, _ = self._client(by)
        approve(who, clients.ready(who, self.case, production))
        story_print.does(
            by, "agrees on their own machine to exactly this; for 24 hours any releaser can end it for ever"
        )

    def _finish(self, by: str, production: str) -> None:
        from dueprocess.cli.release_commands import finish_in

        out, words = self._files / "sent", self._files / "sent.passphrase"
        who, _ = self._client(by)
        made = finish_in(who, clients.ready(who, self.case, production), self.let.how, out, words, quiet=True)
        files = ", ".join(f"{file['name']} ({file['sha256'][:12]}…)" for file in made.files)
        story_print.does(by, f"a day later: two shares meet in memory, all is sealed to the recipient: {files}")
        story_print.detail(
            "the passphrase is read over the number that two people verified; the desk destroyed what it had"
        )
