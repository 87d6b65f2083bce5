"""What the process beside the vault's page keeps for a release: shares that wait, and since when it holds (ADR 0083).

The page has the key and a session; this process has neither. It keeps what the page sealed, looks by the deal's hash,
and hands the share over once its own checks pass, for as long as `dueprocess vault` runs.
"""

import datetime as dt
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from dueprocess.adapters.desk_api import FarDesk, place_of
from dueprocess.client import vault_questions as questions
from dueprocess.client.kept_shares import Kept, Shares, Step, begin
from dueprocess.client.pins import read_mark, see, write_mark, write_own
from dueprocess.formats.chain import Pin
from dueprocess.formats.ids import is_id
from dueprocess.formats.links import DESK, follow
from dueprocess.formats.note import Verify
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.roster import HEX, NAME
from dueprocess.formats.statement import Act, Said
from dueprocess.release import checks, giving
from dueprocess.release.evidence import refuse
from dueprocess.release.giving import Saw
from dueprocess.release.looked import Looked, Ready
from dueprocess.release.purging import chain_of

EVERY: Final = 60.0
"""Seconds between two looks."""


def shares_folder() -> Path:
    """Where shares wait: the person's own configuration."""
    base = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    return Path(base).expanduser() / "dueprocess" / "shares"


class Keeping:
    """Shares of everybody whose vault this is, a folder for each of them at each desk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()

    def check(self, question: object, check: Verify, now: dt.datetime) -> dict[str, Any]:
        """See ``vault_questions.answer``; what is looked at is followed from now on."""
        return questions.answer(question, check, now, self._since(question, now), self._saw)

    def ready(self, question: object, check: Verify, now: dt.datetime) -> Ready:
        """See ``vault_questions.ready``."""
        return questions.ready(question, check, now, self._since(question, now), self._saw)

    def signed(self, question: object) -> dict[str, Any]:
        """What the page signs: ``ends`` (act and item), before it is sent, of what a release ends or waits by.

        Then, by ``name`` (SHA-256 in hex), a note that the desk took: it has to show it here, too.
        """
        return questions.told(lambda: self._signed(question))

    def _signed(self, question: object) -> dict[str, Any]:
        asked: Any = question
        desk, me, of, name = (str(asked[key]) for key in ("desk", "me", "of", "name"))
        if not (HEX.fullmatch(desk) and NAME.fullmatch(me) and (not of or is_id(of, "c"))):
            refuse("counter.form", "this is nothing that a page signs")
        shares = self._folder(desk, me)
        shares.ended(of, [Said(Act(act), {"item": item}) for act, item in asked.get("ends", ())])
        followed = of == DESK or any(kept.case == of for kept in shares.all())
        if HEX.fullmatch(name) and shares.memory.exists() and followed:
            write_own(shares.memory, of, name)
        return {}

    def keep(self, question: object, check: Verify, now: dt.datetime) -> dict[str, Any]:
        """A share that the page sealed to ``finisher``, on the disk before the page signs. Told as ``answer`` is."""
        return questions.told(lambda: self._keep(question, check, now))

    def _keep(self, question: object, check: Verify, now: dt.datetime) -> dict[str, Any]:
        deal = self.ready(question, check, now)
        asked: Any = question
        share, finisher = questions.bytes_of(asked["share"]), str(asked["finisher"])
        if not share or finisher not in giving.finishers(deal.looked.seen, deal.dealt.command):
            refuse("release.finisher", f"{finisher} does not finish releases here, or holds no share of this deal")
        shares, kept = self.of(deal.looked), _followed(deal.looked, deal.dealt, str(asked["vkey"]))
        shares.keep(replace(kept, shares=(share,)), finisher)
        return {"kept": str(shares.folder)}

    def of(self, looked: Looked) -> Shares:
        """The folder of who looks, at the desk that they look at."""
        return self._folder(looked.seen.roster.desk_id, looked.me)

    def _folder(self, desk: str, me: str) -> Shares:
        return Shares.within(self.folder / f"{desk[:16]}-{me}")

    def _saw(self, looked: Looked) -> None:
        """What the page was shown has to be shown to this process: a stop that it saw counts here.

        Raises ChainError ``chain.other``. A page that looked before this process did shows less, and lowers nothing.
        """
        shares, shown = self.of(looked), looked.shown
        if not shares.memory.exists():
            return
        for of, mark in ((shown.case, looked.mark), (DESK, looked.mark_of_desk)):
            kept = read_mark(shares.memory, of)
            if kept is None or kept[0] < mark[0]:
                notes = chain_of(of, shown.notes, shown.purged)
                follow(looked.newest.desk, of, notes, kept, looked.seen.struck)
                write_mark(shares.memory, of, mark)

    def round(self, desk: str, now: Callable[[], dt.datetime]) -> list[Step]:
        """Look at what waits, for everybody here, at the desk of this address; hand over what may go."""
        steps: list[Step] = []
        for folder in sorted(self.folder.iterdir()) if self.folder.is_dir() else ():
            far = FarDesk(place_of(desk), None, now)
            try:
                if far.hello()[0].startswith(folder.name.partition("-")[0]):
                    steps += Shares.within(folder).round(far, now)
            except (DeniedError, OSError, ValueError):
                continue  # the desk does not answer, or a file is damaged: the page says so when it is opened
        return steps

    def _since(self, question: object, now: dt.datetime) -> Callable[[Looked, checks.Dealt], Saw | None]:
        """Since when this machine holds; the first look begins to follow the deal."""
        asked: Any = question

        def since(looked: Looked, dealt: checks.Dealt) -> Saw | None:
            shares = self.of(looked)
            begin(shares.memory, Pin.read(asked["pin"]))
            shares.keep(_followed(looked, dealt, str(asked["vkey"])))
            return see(shares.memory, dealt.agreements, dealt.hash, looked.seen.lifted, now)

        return since


def _followed(looked: Looked, dealt: checks.Dealt, vkey: str) -> Kept:
    return Kept(looked.me, vkey, looked.shown.case, dealt.command.item, dealt.command.production, dealt.hash)


class Rounds(threading.Thread):
    """A look each minute, until it is told to end."""

    def __init__(self, keeping: Keeping, desk: str, now: Callable[[], dt.datetime]) -> None:
        super().__init__(daemon=True, name="shares")
        self._keeping, self._desk, self._now = keeping, desk, now
        self._over = threading.Event()

    def run(self) -> None:
        """One look, then another."""
        while not self._over.is_set():
            self._keeping.round(self._desk, self._now)
            self._over.wait(EVERY)

    def end(self) -> None:
        """No further look."""
        self._over.set()
        self.join(1)  # one that waits for a desk ends with the program
