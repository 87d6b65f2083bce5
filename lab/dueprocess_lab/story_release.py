"""The parts of a chapter in which data leave and the person is told.

Two read the targets, a host makes the data ready, two release them; two say that the person was told.
"""

import datetime
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from dueprocess_lab import clients, story, story_print

if TYPE_CHECKING:
    from dueprocess.client.material import Material
    from dueprocess.client.person import Person
    from dueprocess.desk.services.desk import Desk
    from dueprocess.formats.chain import Pin
    from dueprocess.formats.statement import Act
    from dueprocess_lab.stage import Stage


class Hours(Protocol):
    """The chapter whose data leave, or whose person is told: whose hour it is at the desk."""

    stage: "Stage"
    chapter: "story.Chapter"
    at: datetime.datetime

    @property
    def desk(self) -> "Desk":
        """The desk at this hour."""

    def later(self, minutes: int) -> None:
        """Time goes by."""

    def client(self, name: str) -> "tuple[Person, Material]":
        """Somebody's own client, at this hour."""

    def act(self, by: str, act: "Act", case: str, says: dict[str, object]) -> None:
        """Sign and do as ``by``."""


@dataclass
class Handing:
    """One item on its way out, by the same clients as on a real desk; only the hour is the story's."""

    telling: "Hours"
    case: str
    item: "story.Item"
    let: "story.Release"

    def play(self) -> None:
        """Read twice, order, make ready, agree, wait, release."""
        from dueprocess.formats import selector

        acts = self.telling.chapter.acts
        first, second = acts.confirm or "aster", acts.approve or "birch"
        for by in (first, second):
            self._read(by)
        story_print.does(
            f"{first}, {second}", f"each read {self._handles} from the original; their marks agree, no name left"
        )
        typed = {one.handle: selector.selector(one.kind, one.value) for one in self.let.targets}
        production = clients.order(*self._client(first), self.case, self.item.number, typed)
        self._make(production)
        for by in (first, second):
            self._agree(by, production, second)
        self.telling.at += self._hold
        self._hand_over(first, second)
        self._finish(second, production)

    @property
    def _handles(self) -> str:
        return " and ".join(one.handle for one in self.let.targets)

    @property
    def _hold(self) -> datetime.timedelta:
        from dueprocess.case.releases import EMERGENCY_HOLD_MINUTES, HOLD_HOURS

        if self.telling.chapter.expect.emergency:
            return datetime.timedelta(minutes=EMERGENCY_HOLD_MINUTES)
        return datetime.timedelta(hours=HOLD_HOURS)

    @property
    def _wait(self) -> str:
        hours, rest = divmod(int(self._hold.total_seconds()), 3600)
        return f"{hours} hours" if hours else f"{rest // 60} minutes"

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
        for one in self.let.targets:
            mark = selector.mark(key, one.handle, selector.selector(one.kind, one.value))
            says = {"handle": one.handle, "item": self.item.number, "mark": mark}
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
        kinds = ", ".join(sorted({kind.replace("_", " ") for kinds in found.kinds.values() for kind in kinds}))
        story_print.does(
            name,
            f"checks the order from signatures, reads {kinds} of {self._handles}, seals {made.parts} part to a key "
            f"of its own, deals that key {made.dealt.k} of {len(made.dealt.shares)}, and forgets it",
        )

    def _pin(self) -> "Pin":
        from dueprocess.formats.chain import Pin

        return Pin(self.telling.desk.roster.desk_id, 1, self.telling.desk.roster.desk_id)

    def _source(self) -> Any:  # noqa: ANN401 - a Source
        """The provider's own records of these accounts, in a folder; each of the day on which the period begins."""
        from dueprocess.host.connectors import config_file

        since = self.telling.chapter.confirm.get(f"items.{self.item.number}.period_from")
        for one in self.let.targets:
            for kind, content in one.records.items():
                folder = self._files / "records" / kind / one.value
                folder.mkdir(parents=True, exist_ok=True)
                file = folder / f"{kind}.txt"
                file.write_text(content, encoding="utf-8")
                if since:
                    noon = datetime.datetime.fromisoformat(f"{since}T12:00:00+00:00").timestamp()
                    os.utime(file, (noon, noon))
        root = str((self._files / "records").absolute())
        provider, timezone = self.telling.stage.story.desk.name, "Europe/Berlin"
        return config_file.parse(
            {"type": "folder", "provider": provider, "timezone": timezone, "folder": {"root": root}}
        )

    def _agree(self, by: str, production: str, finisher: str) -> None:
        from dueprocess.client.release import approve

        who, _ = self._client(by)
        approve(who, clients.ready(who, self.case, production), finisher, self.let.how)
        story_print.does(
            by,
            f"agrees on their own machine to exactly this, and that {finisher} finishes it; nothing is handed over, "
            f"and for {self._wait} any releaser can end it for ever",
        )

    def _hand_over(self, by: str, finisher: str) -> None:
        who, _ = self._client(by)
        steps = who.shares.round(who.desk, lambda: self.telling.desk.now)
        if "handed" not in {step.state for step in steps}:
            message = f"the program of {by} handed nothing over: {steps}"
            raise RuntimeError(message)
        story_print.does(by, f"is asleep; the program on their machine hands the share over, sealed to {finisher}")

    def _finish(self, by: str, production: str) -> None:
        from dueprocess.cli.release_commands import finish_in

        name = f"sent-{self.telling.chapter.number}-{self.item.number}"
        out, words = self._files / name, self._files / f"{name}.passphrase"
        who, _ = self._client(by)
        made = finish_in(who, clients.ready(who, self.case, production), self.let.how, out, words, quiet=True)
        files = ", ".join(f"{file['name']} ({file['sha256'][:12]}…)" for file in made.files)
        story_print.does(by, f"{self._wait} later: two shares meet in memory, all is sealed to the recipient: {files}")
        story_print.detail(
            "the passphrase is read over the number that two people verified; the desk destroyed what it had"
        )


def tell_person(telling: "Hours", case: str, item: "story.Item") -> None:
    """The text for the person, as the vault makes it, goes to them; a second person confirms it."""
    from dueprocess.cli.tell_command import finished
    from dueprocess.cli.vault_telling import text_of
    from dueprocess.client.fetched_case import fetch
    from dueprocess.client.own_law import law_of
    from dueprocess.desk.services.cases import state_of
    from dueprocess.formats import selector
    from dueprocess.formats.statement import Act

    by = telling.chapter.acts.confirm or "aster"
    second = telling.chapter.acts.approve or "birch"
    who, material = telling.client(by)
    fetched = fetch(who, case)
    law, desk = law_of(fetched.looked.seen, material.law(case)), material.far.about()
    text, day = text_of(fetched.looked, fetched.case, law, desk, (item.number, "T1", "de"), who.now)
    target = item.release.targets[0] if item.release else None
    account = selector.selector(target.kind, target.value) if target else None
    sent = hashlib.sha512(finished(text, account, "de").encode()).hexdigest()
    mark = selector.file_mark(selector.target_key(material.secret(case).encode()), sent)
    says: dict[str, object] = {"handle": "T1", "item": item.number}
    telling.act(by, Act.NOTICE_RECORD, case, says | {"how": item.told, "mark": mark, "on": day})
    record = state_of(case).items[item.number - 1].notices[-1].statement
    telling.act(second, Act.NOTICE_CONFIRM, case, says | {"record": record})
    story_print.does(
        by, f"item {item.number}: tells the person by {item.told}, their own part alone; {second} confirms it"
    )
