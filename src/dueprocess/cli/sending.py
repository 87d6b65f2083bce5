"""What the last releaser's machine does once shares have met: opened in memory, sealed to the recipient at once.

No clear text touches the disk, save where the way is paper. Outputs stand whole on the disk before the desk is told,
for then the desk destroys what it has; where the desk refuses, they go.
"""

import contextlib
import datetime as dt
import hashlib
import io
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from dueprocess.cli.counters import sha256_of
from dueprocess.cli.releaser import Ready, Releaser, refuse

if TYPE_CHECKING:
    from dueprocess.domain.sealed.manifest import File

ENDINGS: Final = {"cms": ".p7m", "openpgp": ".gpg", "paper": ""}
"""How the name of a file ends; ``.age`` where its way is none of these."""

MANIFEST: Final = "manifest.json"
ACCESS_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class To:
    """Whom it is sealed to: the way, the key's bytes where the way has one, the passphrase where it has that."""

    how: str
    key: bytes = b""
    passphrase: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """Files that are to be sent, with the SHA-256 (hex) of each as it leaves: the manifest first."""

    files: tuple[tuple[Path, str], ...]


@dataclass(slots=True)
class _Passing:
    """Bytes on their way into a pipe; SHA-512 and length of all that passed."""

    pipe: IO[bytes]
    hasher: Any = field(default_factory=hashlib.sha512)
    size: int = 0

    def write(self, data: bytes) -> int:
        """Hand on all of it."""
        self.hasher.update(data)
        self.size += len(data)
        self.pipe.write(data)
        return len(data)

    def flush(self) -> None:
        """Hand on what is held."""
        self.pipe.flush()


@dataclass(frozen=True, slots=True)
class Sender:
    """One release on its way into a folder."""

    who: Releaser
    ready: Ready
    secret: str = field(repr=False)
    to: To
    out: Path

    def send(self, said: Callable[[int], None] = lambda _: None) -> Sent:
        """Every part and the manifest, sealed to the recipient, in the folder. Nothing stays there where one fails.

        Raises Refused ``release.part``, ``release.manifest``; RecipientError; OSError.
        """
        made: list[Path] = []
        try:
            hashes = [self._manifest(made)]
            for number in range(len(self.ready.manifest.files)):
                hashes.append(self._part(number, made))
                said(number + 1)
        except BaseException:
            for path in made:
                path.unlink(missing_ok=True)
            raise
        _settle(self.out)
        _settle(self.out.parent)
        return Sent(tuple(zip(made, hashes, strict=True)))

    def _manifest(self, made: list[Path]) -> str:
        from dueprocess.domain.sealed.manifest import sent

        ends = self.who.now.date() + dt.timedelta(days=ACCESS_DAYS)
        content = sent(self.ready.manifest, self.to.how, self.who.now, ends).encoded()
        with self._output(MANIFEST, made) as file:
            return self._seal(io.BytesIO(content), file)

    def _part(self, number: int, made: list[Path]) -> str:
        listed = self.ready.manifest.files[number]
        sealed, hash_ = self.ready.dealt.command.parts[number]
        with tempfile.TemporaryFile(dir=self.out) as cipher:
            self.who.counter.piece(self.ready.looked.shown.case, self.ready.production.id, sealed, cipher)
            cipher.seek(0)
            if sha256_of(cipher) != hash_:
                refuse("release.part", f"part {number + 1} has other bytes than the releasers agreed to")
            cipher.seek(0)
            with self._output(listed.name, made) as file:
                return self._through(cipher, listed, file)

    def _through(self, cipher: IO[bytes], listed: "File", file: IO[bytes]) -> str:
        """Open into a pipe, seal out of it; what passed must be what the manifest says."""
        read_end, write_end = os.pipe()
        with os.fdopen(read_end, "rb") as source:
            opening = _Opening(cipher, write_end, self.secret)
            opening.start()
            try:
                hash_ = self._seal(source, file)
            finally:
                source.close()  # a sealer that stopped must not leave the opener waiting
                opening.join()
        if opening.fault is not None:
            raise opening.fault
        if (opening.size, opening.hash) != (listed.size, listed.hash):
            refuse("release.part", f"what {listed.name} holds is not what its manifest says")
        return hash_

    def _seal(self, source: IO[bytes], file: IO[bytes]) -> str:
        from dueprocess.adapters.recipients import seal_to

        if self.to.how == "paper":
            return _copied(source, file)
        how = self.to.how if self.to.key else "passphrase"
        return seal_to(how, self.to.key, source, file, passphrase=self.to.passphrase)

    @contextlib.contextmanager
    def _output(self, name: str, made: list[Path]) -> Iterator[IO[bytes]]:
        path = self.out / (name + ENDINGS.get(self.to.how, ".age"))
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        made.append(path)
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())


class _Opening(threading.Thread):
    """Opens a ciphertext into a pipe; keeps what went wrong."""

    def __init__(self, cipher: IO[bytes], write_end: int, secret: str) -> None:
        super().__init__(daemon=True)
        self._cipher, self._write_end, self._secret = cipher, write_end, secret
        self.fault: BaseException | None = None
        self.hash, self.size = "", 0

    def run(self) -> None:
        """Until the end of the file, or of the reader."""
        from dueprocess.adapters import crypto

        try:
            with os.fdopen(self._write_end, "wb") as pipe:
                passing = _Passing(pipe)
                crypto.decrypt_stream(self._cipher, passing, [self._secret])  # type: ignore[arg-type]  # what it uses
            self.hash, self.size = passing.hasher.hexdigest(), passing.size
        except BaseException as fault:  # noqa: BLE001 - raised again where it is joined
            self.fault = fault


def _copied(source: IO[bytes], file: IO[bytes]) -> str:
    hasher = hashlib.sha256()
    while data := source.read(1 << 20):
        hasher.update(data)
        file.write(data)
    return hasher.hexdigest()


def _settle(folder: Path) -> None:
    from dueprocess.adapters.durable import fsync_folder

    fsync_folder(folder)
