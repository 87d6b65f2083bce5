"""What the extraction host keeps: sealed parts of a run that is not finished, and which orders were carried out.

Nothing here is in clear. A run that stops leaves ciphertexts, and the key of the production sealed to the host's own
(ADR 0033): without the passphrase of the host's identity nothing of it opens. An order is carried out once.
"""

import contextlib
import datetime as dt
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn

from dueprocess.adapters import crypto, durable, locks
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.roster import HEX, Mark

DRAFT: Final = ".draft"
SEEN: Final = "seen.age"
_SEALED: Final = ".age"


def refuse(rule: str, reason: str) -> NoReturn:
    """Raise DeniedError ``production.RULE``."""
    name = f"production.{rule}"
    raise DeniedError.because(name, reason)


Seen = tuple[int, Mark]
"""What the host remembers of a case: the newest revision that it saw signed, and how far the case's notes went."""


@dataclass(frozen=True, slots=True)
class Run:
    """The folder of one order that is being carried out. Values in it are sealed to the host."""

    folder: Path
    recipient: str  # the host's own
    secret: str  # the host's own; opens what a run that stopped left

    def __repr__(self) -> str:
        return f"<Run {self.folder.name[:8]}>"

    def write(self, name: str, value: Any) -> None:  # noqa: ANN401 - JSON
        """Seal a value to the host and keep it durably, in the place of an older one."""
        self.replace(f"{name}{_SEALED}", crypto.encrypt(json.dumps(value).encode(), [self.recipient]))

    def read(self, name: str) -> Any:  # noqa: ANN401 - JSON
        """The value, or None. Raises AgeError where it is not the host's, or was changed."""
        path = self.folder / f"{name}{_SEALED}"
        if not path.is_file():
            return None
        return json.loads(crypto.decrypt(path.read_bytes(), [self.secret]))

    def replace(self, name: str, data: bytes) -> None:
        """Keep bytes under a name durably, in the place of older ones."""
        draft = self.folder / f"{name}{DRAFT}"
        draft.unlink(missing_ok=True)
        durable.create(draft, data)
        draft.replace(self.folder / name)
        durable.fsync_folder(self.folder)

    def remove(self, name: str) -> None:
        """Delete a value durably. The bytes may still be found on a disk; what they hold is sealed."""
        (self.folder / f"{name}{_SEALED}").unlink(missing_ok=True)
        durable.fsync_folder(self.folder)

    def path(self, name: str) -> Path:
        """Where a ciphertext of that name lies."""
        return self.folder / name


@dataclass(frozen=True, slots=True)
class Store:
    """The host's folder: ``runs/ORDER/…`` and ``done/ORDER``."""

    root: Path

    @contextlib.contextmanager
    def locked(self) -> Iterator["Store"]:
        """The folder for this process alone. Raises DeniedError ``production.busy``."""
        for folder in (self.root, self.root / "runs", self.root / "done"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
        try:
            with locks.of_file(self.root / "lock", wait=False):
                yield self
        except BlockingIOError:
            refuse("busy", "another production runs on this host; wait for it")

    def check_new(self, order: str) -> None:
        """Raises DeniedError ``production.executed`` for an order that was carried out."""
        if self._done(order).exists():
            refuse("executed", "this order was carried out by this host; a new production needs a new order")

    def check_rate(self, most: int, now: dt.datetime) -> None:
        """Raises DeniedError ``production.rate`` where as many orders were carried out in the last 24 hours."""
        since = (now - dt.timedelta(days=1)).timestamp()
        many = sum(order.stat().st_mtime > since for order in (self.root / "done").iterdir())
        if many >= most:
            refuse("rate", f"{many} productions in 24 hours, {most} are allowed (per_day): is that what you expect?")

    def begin(self, order: str, *, recipient: str, secret: str, anew: bool = False) -> Run:
        """The run of an order, a new one or the one that stopped. Raises as ``check_new`` does."""
        self.check_new(order)
        folder = self.root / "runs" / order
        if anew:
            shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        durable.fsync_folder(folder.parent)
        return Run(folder, recipient, secret)

    def run(self, order: str, *, recipient: str, secret: str) -> Run:
        """The run of an order that stopped."""
        return Run(self.root / "runs" / order, recipient, secret)

    def begun_runs(self) -> list[str]:
        """Orders whose run stopped."""
        return sorted(folder.name for folder in (self.root / "runs").iterdir() if HEX.fullmatch(folder.name))

    def forget(self, order: str) -> None:
        """Nothing of a run stays. Its order was not carried out, and may be."""
        shutil.rmtree(self.root / "runs" / order, ignore_errors=True)
        durable.fsync_folder(self.root / "runs")

    def remembered(self, *, secret: str) -> dict[str, Seen]:
        """What was seen of each case before. Raises AgeError where that is not the host's."""
        path = self.root / SEEN
        if not path.is_file():
            return {}
        found = json.loads(crypto.decrypt(path.read_bytes(), [secret]))
        return {case: (revision, (mark[0], mark[1])) for case, (revision, mark) in found.items()}

    def remember(self, seen: Mapping[str, Seen], *, recipient: str) -> None:
        """Keep what was seen, sealed to the host."""
        Run(self.root, recipient, "").replace(SEEN, crypto.encrypt(json.dumps(dict(seen)).encode(), [recipient]))

    def finish(self, order: str) -> None:
        """The order was carried out, for ever; nothing of its run stays."""
        with contextlib.suppress(FileExistsError):
            durable.create(self._done(order), b"")
        shutil.rmtree(self.root / "runs" / order, ignore_errors=True)
        durable.fsync_folder(self.root / "runs")

    def _done(self, order: str) -> Path:
        if not HEX.fullmatch(order):
            refuse("order", "an order is named by the SHA-256 of its statement")
        return self.root / "done" / order
