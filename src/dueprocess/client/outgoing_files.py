"""What leaves a releaser's machine once shares have met: opened in memory, sealed on at once, in a folder.

No clear text touches the disk, save where the way is paper. Files are made anew and never written over.
"""

import contextlib
import datetime as dt
import hashlib
import io
import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from dueprocess.adapters import durable
from dueprocess.release.evidence import refuse

if TYPE_CHECKING:
    from dueprocess.formats.manifest import File, Manifest
    from dueprocess.release.evidence import Evidence

ENDINGS: Final = {"cms": ".p7m", "openpgp": ".gpg", "paper": ""}
"""How the name of a file ends; ``.age`` where its way is none of these."""

MANIFEST: Final = "manifest.json"
ACCESS_DAYS: Final = 30
SPOKEN: Final = ("passphrase", "disk", "portal")
"""Ways that open by a passphrase, which is read over the call-back."""


@dataclass(frozen=True, slots=True)
class To:
    """Whom it is sealed to: the way, the key's bytes where the way has one, the passphrase where it has that."""

    how: str
    key: bytes = b""
    passphrase: str = field(default="", repr=False)


def addressed(seen: "Evidence", key: bytes, how: str) -> tuple[To, str]:
    """Whom it is sealed to by this way, and the SHA-256 (hex) of their key; words are drawn here.

    Args:
        seen: what stands by signatures.
        key: the recipient's, as the desk shows it: believed by the hash that two people signed.
        how: ``age``, ``cms``, ``openpgp``, ``passphrase``, ``disk``, ``portal`` or ``paper``.

    Raises ReleaseError ``release.recipient``, and as ``checks.check_key``.
    """
    from dueprocess.adapters.age_words import new_passphrase
    from dueprocess.release.checks import check_key

    if how in SPOKEN:
        return To(how, passphrase=new_passphrase()), ""
    if how == "paper":
        return To(how), ""
    kind, found = check_key(seen, key)
    if kind != how:
        refuse("release.recipient", f"the key that two people verified is for {kind}: say {kind}, or take a passphrase")
    return To(how, found), hashlib.sha256(found).hexdigest()


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


@dataclass(slots=True)
class Outgoing:
    """One release on its way into a folder.

    Attributes:
        manifest: what was dealt, as it was checked.
        parts: id and SHA-256 (hex) of each part's ciphertext, by the deal.
        secret: the production's age identity.
        to: whom it is sealed to.
        out: the folder, which stands.
        made: the files that were made, with the SHA-256 (hex) of each as it leaves.
    """

    manifest: "Manifest"
    parts: Sequence[tuple[str, str]]
    secret: str = field(repr=False)
    to: To
    out: Path
    made: list[tuple[Path, str]] = field(default_factory=list)

    def add_manifest(self, now: dt.datetime) -> None:
        """The manifest that goes along, with means, moment and last day. Raises DeniedError."""
        from dueprocess.formats.manifest import sent

        ends = now.date() + dt.timedelta(days=ACCESS_DAYS)
        content = sent(self.manifest, self.to.how, now, ends).encoded()
        with self._output(MANIFEST) as file:
            self._done(self._seal(io.BytesIO(content), file))

    def add_part(self, number: int, cipher: IO[bytes]) -> None:
        """A part out of its ciphertext. Raises ReleaseError ``release.part``; AgeError; DeniedError; OSError."""
        listed, (_, hash_) = self.manifest.files[number], self.parts[number]
        cipher.seek(0)
        if hashlib.file_digest(cipher, "sha256").hexdigest() != hash_:  # type: ignore[arg-type]  # a binary file
            refuse("release.part", f"part {number + 1} has other bytes than the releasers agreed to")
        cipher.seek(0)
        with self._output(listed.name) as file:
            self._done(self._through(cipher, listed, file))

    def settle(self) -> None:
        """Have the folder on the disk, before anybody is told that it is."""
        durable.fsync_folder(self.out)
        durable.fsync_folder(self.out.parent)

    def undo(self) -> None:
        """What was made goes; something failed, or the desk refused."""
        for path, _ in self.made:
            path.unlink(missing_ok=True)
        self.made.clear()

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

    def _done(self, hash_: str) -> None:
        """The file that was begun last has this hash."""
        self.made[-1] = (self.made[-1][0], hash_)

    @contextlib.contextmanager
    def _output(self, name: str) -> Iterator[IO[bytes]]:
        path = self.out / (name + ENDINGS.get(self.to.how, ".age"))
        handle = os.open(path, os.O_RDWR | durable.NEW, 0o600)
        self.made.append((path, ""))
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
