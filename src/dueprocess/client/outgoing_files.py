"""What leaves a releaser's machine once shares have met: opened in memory, sealed on at once, in a folder (ADR 0048).

No clear text touches the disk, save where the way is paper. Files are made anew and never written over. What is signed
names files that leave sealed by their hash; of clear ones a plain hash would confirm a guess to whoever has the store
(P2, hazard 3.5), so paper's are named by marks, whose key lies beside the files and nowhere else.
"""

import contextlib
import datetime as dt
import hashlib
import io
import os
import shutil
import threading
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from dueprocess.adapters import browser_file, crypto, durable
from dueprocess.adapters.age_words import new_passphrase
from dueprocess.adapters.hashed import Hashed
from dueprocess.adapters.recipients import seal_to
from dueprocess.formats.manifest import sent
from dueprocess.formats.selector import KEY_BYTES, MARKS_KEY, file_mark
from dueprocess.release import certificate, checks, contents
from dueprocess.release.certificate import Clear
from dueprocess.release.evidence import Evidence, refuse, suspect
from dueprocess.release.looked import Ready

ENDINGS: Final = {"cms": ".p7m", "openpgp": ".gpg", "paper": ""}
"""How the name of a file ends; ``.age`` where its way is none of these."""

MANIFEST: Final = "manifest.json"
ACCESS_DAYS: Final = 30
BROWSER: Final = "browser"
"""All of it is one file, which any browser opens offline."""

SPOKEN: Final = (BROWSER, "passphrase", "disk", "portal")
"""Ways that open by a passphrase, which is read over the call-back."""


@dataclass(frozen=True, slots=True)
class OpenShare:
    """A share as it was sealed: whose, for which order, and its bytes."""

    by: str
    order: str
    share: bytes = field(repr=False)

    def check(self, deal: Ready, agreed: Container[str]) -> None:
        """Whether it is the one that was dealt to somebody who agrees. Raises ReleaseError ``release.share``."""
        if self.by != deal.looked.me and self.by not in agreed:
            suspect("release.share", f"{self.by} did not agree, and a share of theirs is here")
        contents.check_share(deal.dealt, self.by, self.share)
        contents.check_share_order(deal.dealt, self.by, self.order)


@dataclass(frozen=True, slots=True)
class To:
    """Whom it is sealed to: the way, the key's bytes where the way has one, the passphrase where it has that."""

    how: str
    key: bytes = b""
    passphrase: str = field(default="", repr=False)


def addressed(seen: Evidence, key: bytes, how: str) -> To:
    """Whom it is sealed to by this way; words are drawn here.

    Args:
        seen: what stands by signatures.
        key: the recipient's, as the desk shows it: believed by the hash that two people signed.
        how: ``age``, ``cms``, ``openpgp``, ``browser``, ``passphrase``, ``disk``, ``portal`` or ``paper``.

    Raises ReleaseError ``release.recipient``, and as ``checks.check_key``.
    """
    if how in SPOKEN:
        return To(how, passphrase=new_passphrase())
    if how == "paper":
        return To(how)
    kind, found = checks.check_key(seen, key)
    if kind != how:
        refuse("release.recipient", f"the key that two people verified is for {kind}: say {kind}, or take a passphrase")
    return To(how, found)


def key_of(deal: Ready, shares: Sequence[OpenShare], how: str, *, now: dt.datetime) -> tuple[str, tuple[str, ...]]:
    """The production's age identity, put together in memory; and the agreements (hashes) on which it is.

    Raises ReleaseError as ``checks.check_quorum``; ``release.share``, ``release.quorum``, ``release.key``.
    """
    agreed = checks.check_quorum(deal.looked.seen, deal.dealt, deal.looked.me, how, deal.since, now)
    people = {one.by for one in agreed}
    for opened in shares:
        opened.check(deal, people)
    secret = contents.combined(deal.dealt, {opened.by: opened.share for opened in shares})
    if crypto.recipient_of(secret) != deal.dealt.command.recipient:
        suspect("release.key", "the shares do not give the key that the parts are sealed to")
    return secret, tuple(sorted(one.hash for one in agreed))


@dataclass(slots=True)
class Outgoing:
    """One release on its way into a new folder.

    Attributes:
        deal: what was dealt, as it was checked.
        secret: the production's age identity; gone once all is sealed.
        to: whom it is sealed to.
        out: the folder.
        agreements: hashes of those on which it is released.
        at: when it was begun.
        clear: manifest and parts as they are once they are opened.
        held: what goes as one file, until all of it is there.
        certified: whether the certificate is made.
        marks_key: of the files' marks, where they leave clear; drawn here, and written beside them.
        made: the files that were made, with the SHA-256 (hex) of each as it leaves, on paper its mark: the manifest,
            the parts, and the certificate of what they are; where it goes as one file for a browser, that one.
    """

    deal: Ready
    secret: str = field(repr=False)
    to: To
    out: Path
    at: dt.datetime
    agreements: tuple[str, ...] = ()
    clear: list[Clear] = field(default_factory=list)
    held: list[tuple[str, bytes]] = field(default_factory=list, repr=False)
    certified: bool = False
    marks_key: bytes = field(default=b"", repr=False)
    made: list[tuple[Path, str]] = field(default_factory=list)

    @classmethod
    def begin(
        cls,
        deal: Ready,
        shares: Sequence[OpenShare],
        how: str,
        out: Path,
        *,
        now: dt.datetime,
    ) -> "Outgoing":
        """Shares meet; the folder is made, and the manifest that goes along, with means, moment and last day.

        Raises as ``addressed`` and ``key_of``; ReleaseError ``release.one-file``; FileExistsError for a folder that
        stands; OSError.
        """
        if how == BROWSER and sum(one.size for one in deal.manifest.files) > browser_file.MOST:
            most = f"more than {browser_file.MOST >> 20} MiB do not open in one page"
            refuse("release.one-file", f"{most}: agree on another way")
        to = addressed(deal.looked.seen, deal.looked.shown.key, how)
        secret, agreements = key_of(deal, shares, how, now=now)
        out.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        out.mkdir(mode=0o700)
        outgoing = cls(deal, secret, to, out, now, agreements)
        try:
            if how == "paper":
                outgoing.marks_key = crypto.random_bytes(KEY_BYTES)
                durable.create(out / MARKS_KEY, outgoing.marks_key.hex().encode() + b"\n")
            ends = now.date() + dt.timedelta(days=ACCESS_DAYS)
            content = sent(deal.manifest, how, now, ends, deal.conditions).encoded()
            outgoing._make(MANIFEST, io.BytesIO(content))
            outgoing.clear.append(Clear(MANIFEST, len(content), hashlib.sha256(content).hexdigest()))
        except BaseException:
            outgoing.undo()
            raise
        return outgoing

    @property
    def parts(self) -> int:
        """How many parts are made."""
        return len(self.clear) - 1

    def add_part(self, cipher: IO[bytes]) -> None:
        """The next part out of its ciphertext. Raises ReleaseError ``release.part``; AgeError; DeniedError; OSError."""
        number = self.parts
        listed, (_, hash_) = self.deal.manifest.files[number], self.deal.dealt.command.parts[number]
        cipher.seek(0)
        if hashlib.file_digest(cipher, "sha256").hexdigest() != hash_:  # type: ignore[arg-type]  # a binary file
            suspect("release.part", f"part {number + 1} has other bytes than the releasers agreed to")
        cipher.seek(0)
        # Open into a pipe, seal out of it; what passed must be what the manifest says.
        read_end, write_end = os.pipe()
        with os.fdopen(read_end, "rb") as source:
            opening = _Opening(cipher, write_end, self.secret)
            opening.start()
            try:
                self._make(listed.name, source)
            finally:
                source.close()  # a sealer that stopped must not leave the opener waiting
                opening.join()
        if opening.fault is not None:
            raise opening.fault
        if (opening.size, opening.hash) != (listed.size, listed.hash):
            suspect("release.part", f"what {listed.name} holds is not what its manifest says")
        self.clear.append(Clear(listed.name, opening.size, opening.sha256))

    def says(self, again: Ready) -> dict[str, Any]:
        """What is signed about the release. All is on the disk before anybody is told that it is; the key goes.

        ``again``: the deal as the desk shows it now: nobody ended it, and it is the one that was sealed.

        Raises ReleaseError ``deal.order``; OSError.
        """
        dealt = self.deal.dealt
        if again.dealt.hash != dealt.hash or self.parts != len(dealt.command.parts):
            suspect("deal.order", "this is another deal than the one that was sealed, or parts are missing")
        self._certify()
        durable.fsync_folder(self.out)
        durable.fsync_folder(self.out.parent)
        self.secret = ""
        return {
            "agreements": list(self.agreements),
            "deal": dealt.hash,
            "how": self.to.how,
            "item": dealt.command.item,
            "key": self.key_hash,
            "production": dealt.command.production,
            "sent": [hash_ for _, hash_ in self.made],
        }

    @property
    def key_hash(self) -> str:
        """SHA-256 (hex) of the recipient's key; empty where the way has none."""
        return hashlib.sha256(self.to.key).hexdigest() if self.to.key else ""

    @property
    def files(self) -> list[dict[str, str]]:
        """Name and SHA-256 of each file that leaves; of a clear one its mark."""
        says = "mark" if self.marks_key else "sha256"
        return [{"name": path.name, says: hash_} for path, hash_ in self.made]

    def undo(self) -> None:
        """What was made goes, and its folder; something failed, or the desk refused."""
        for path, _ in self.made:
            path.unlink(missing_ok=True)
        (self.out / MARKS_KEY).unlink(missing_ok=True)
        self.made.clear()
        self.held.clear()
        with contextlib.suppress(OSError):
            self.out.rmdir()

    def _certify(self) -> None:
        """What all of it is, beside it; then, for a browser, everything in one file. Once alone."""
        if self.certified:
            return
        self.certified = True
        face = self.deal.looked.seen.relied["face"]["case"]
        lang = certificate.language(face)
        k, by = len(self.agreements), self.deal.looked.me
        says = certificate.text(self.deal.manifest, self.clear, k, by, self.at, lang, self.deal.conditions)
        self._make(certificate.NAME, io.BytesIO(says))
        if self.to.how == BROWSER:
            page = browser_file.sealed(self.held, self.to.passphrase, lang)
            self.held.clear()
            self._write(self.out / browser_file.NAME, lambda file: _copied(io.BytesIO(page), file))

    def _make(self, name: str, source: IO[bytes]) -> None:
        """A file of what goes, sealed out of ``source``, and on the disk; for a browser held until all is there."""
        if self.to.how == BROWSER:
            self.held.append((name, source.read()))
            return
        path = self.out / (name + ENDINGS.get(self.to.how, ".age"))
        if self.to.how == "paper":
            self._write(path, lambda file: file_mark(self.marks_key, _copied(source, file, "sha512")))
            return
        how = self.to.how if self.to.key else "passphrase"
        self._write(path, lambda file: seal_to(how, self.to.key, source, file, passphrase=self.to.passphrase))

    def _write(self, path: Path, fill: Callable[[IO[bytes]], str]) -> None:
        """A new file of the folder; ``fill`` says the SHA-256 (hex), or the mark, of what it wrote."""
        handle = os.open(path, os.O_RDWR | durable.NEW, 0o600)
        self.made.append((path, ""))
        with os.fdopen(handle, "wb") as file:
            hash_ = fill(file)
            file.flush()
            os.fsync(file.fileno())
        self.made[-1] = (path, hash_)


def _copied(source: IO[bytes], file: IO[bytes], algorithm: str = "sha256") -> str:
    """Hash (hex) of what was copied."""
    copy = Hashed(file, algorithm)
    shutil.copyfileobj(source, copy)
    return copy.hash


class _Opening(threading.Thread):
    """Opens a ciphertext into a pipe; keeps what went wrong."""

    def __init__(self, cipher: IO[bytes], write_end: int, secret: str) -> None:
        super().__init__(daemon=True)
        self._cipher, self._write_end, self._secret = cipher, write_end, secret
        self.fault: BaseException | None = None
        self.hash, self.sha256, self.size = "", "", 0

    def run(self) -> None:
        """Until the end of the file, or of the reader."""
        try:
            with os.fdopen(self._write_end, "wb") as pipe:
                clear = Hashed(pipe)
                passing = Hashed(clear, "sha512")  # type: ignore[arg-type]  # what of IO[bytes] is used
                crypto.decrypt_stream(self._cipher, passing, [self._secret])  # type: ignore[arg-type]  # what it uses
            self.hash, self.sha256, self.size = passing.hash, clear.hash, passing.size
        except BaseException as fault:  # noqa: BLE001 - raised again where it is joined
            self.fault = fault
