"""OpenPGP keys of recipients, by Sequoia: what a key says, and sealing to its live encryption subkeys alone.

pysequoia 0.1.35 seals to a key or subkey that has expired, and to a revoked key (measured); so life is checked here,
and subkeys that ended are taken out before it seals. It holds the interpreter while it works, so a part is sealed by a
child of this process between two pipes: in constant memory, and nothing in clear on a disk.

``python -m dueprocess.adapters.openpgp FD`` is that child: the key from descriptor FD, content from standard input.
"""

import base64
import binascii
import contextlib
import datetime as dt
import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, Final

from dueprocess.formats.recipient import Facts, How, check_life, grouped, plain, refuse
from dueprocess.formats.refusal import DeniedError

PIECE: Final = 1 << 20
MAX_PACKETS: Final = 2000
_BEGIN: Final = b"-----BEGIN PGP PUBLIC KEY BLOCK-----"
_END: Final = b"-----END PGP PUBLIC KEY BLOCK-----"
_PRIVATE: Final = b"BEGIN PGP PRIVATE KEY BLOCK"
_KEY, _SUBKEY = 6, 14
_SECRET: Final = frozenset({5, 7})
_ALLOWED: Final = frozenset({2, _KEY, 12, 13, _SUBKEY, 17, 21})
"""Packets of a public key: signature, key, trust, name, subkey, attribute, padding. Nothing that unpacks itself."""


@dataclass(frozen=True, slots=True)
class OpenKey:
    """An OpenPGP key that may be sealed to: its packets as given, and those without subkeys that ended."""

    packets: bytes
    live: bytes
    fingerprint: str
    name: str
    until: dt.datetime | None


def read(data: bytes, at: dt.datetime) -> OpenKey:
    """One OpenPGP key, armoured or binary.

    Raises DeniedError ``recipient.malformed``, ``recipient.secret``, ``recipient.several``, ``recipient.weak``,
    ``recipient.revoked``, ``recipient.expired``, ``recipient.usage``.
    """
    packets = _dearmoured(data)
    with _faults("malformed", "no OpenPGP key: check that the file was copied whole"):
        cert = _one(packets)
        fingerprint, revoked = str(cert.fingerprint), cert.is_revoked
    if revoked:
        refuse("revoked", "its owner took this key back: ask for the one that is in use, and verify it")
    with _faults("weak", "the key's sort or size, or a signature in it, is no longer safe: ask for a newer key"):
        names = [str(one) for one in cert.user_ids]
        until = cert.expiration
    check_life(None, until, at)
    live = _without_ended(packets, at)
    with _faults("usage", "the key has no live subkey for encryption: ask for one that has"):
        _sealed_nothing(live)
    return OpenKey(packets, live, fingerprint, plain(names[0]) if names else "", until)


def facts(data: bytes, at: dt.datetime) -> Facts:
    """What an OpenPGP key says. Raises DeniedError as ``read`` does."""
    found = read(data, at)
    digest = hashlib.sha256(found.packets).hexdigest()
    shown = grouped(found.fingerprint)
    return Facts(How.OPENPGP, found.packets, digest, shown, found.name, "OpenPGP", found.until)


def seal(to: OpenKey, source: IO[bytes], out: IO[bytes]) -> None:
    """What is left in ``source`` as a binary OpenPGP message in ``out``, in pieces.

    Raises DeniedError ``recipient.failed`` where the child failed; what was written until then is no message.
    """
    reads, writes = os.pipe()
    command = [sys.executable, "-P", "-m", "dueprocess.adapters.openpgp", str(reads)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, pass_fds=(reads,)
    ) as child:
        os.close(reads)
        _hand(writes, to.live)
        failed: list[BaseException] = []
        feeder = threading.Thread(target=_feed, args=(source, child.stdin, failed), daemon=True)
        feeder.start()
        while piece := child.stdout.read(PIECE):  # type: ignore[union-attr]  # a pipe
            out.write(piece)
        feeder.join()
    if failed or child.returncode != 0:
        refuse("failed", "the message was not sealed to its end; what was written is no message")


def _hand(descriptor: int, data: bytes) -> None:
    with contextlib.suppress(BrokenPipeError), os.fdopen(descriptor, "wb") as pipe:
        pipe.write(data)


def _feed(source: IO[bytes], pipe: IO[bytes], failed: list[BaseException]) -> None:
    try:
        with pipe:
            while piece := source.read(PIECE):
                pipe.write(piece)
    except BaseException as fault:  # noqa: BLE001 - whatever stops the content must not pass for its end
        failed.append(fault)


def _dearmoured(data: bytes) -> bytes:
    if data and data[0] & 0x80:
        return data
    if _PRIVATE in data:
        refuse("secret", "the file holds a private key: the recipient keeps that, and should make a new one")
    lines = [line.strip() for line in data.splitlines()]
    if lines.count(_BEGIN) > 1:
        refuse("several", "the file holds several keys: give the recipient's own alone")
    with _faults("malformed", "no OpenPGP key: check that the file was copied whole"):
        body = lines[lines.index(_BEGIN) + 1 : lines.index(_END)]
        inside = body[body.index(b"") + 1 :] if b"" in body else body
        return base64.b64decode(b"".join(line for line in inside if not line.startswith(b"=")), validate=True)


def _one(packets: bytes) -> Any:  # noqa: ANN401 - pysequoia's Cert
    """The one key in the packets, once their frames were looked at."""
    from pysequoia import Cert

    tags = [tag for tag, _, _ in _framed(packets)]
    if _SECRET & set(tags):
        refuse("secret", "the file holds a private key: the recipient keeps that, and should make a new one")
    if tags.count(_KEY) > 1:
        refuse("several", "the file holds several keys: give the recipient's own alone")
    return Cert.from_bytes(packets)


def _framed(packets: bytes) -> Iterator[tuple[int, int, int]]:
    """Tag, begin and end of each packet (RFC 9580 section 4.2). Raises ValueError or IndexError."""
    at, count = 0, 0
    while at < len(packets):
        tag, begins, length = _frame(packets, at)
        count += 1
        if tag not in _ALLOWED | _SECRET or begins + length > len(packets) or count > MAX_PACKETS:
            raise ValueError
        yield tag, at, begins + length
        at = begins + length


def _frame(packets: bytes, at: int) -> tuple[int, int, int]:
    head, first = packets[at], packets[at + 1]
    if not head & 0x80:
        raise ValueError
    if not head & 0x40:
        size = 1 << (head & 3)
        if size == 8:  # noqa: PLR2004 - to the end of the file: never in a key
            raise ValueError
        return head >> 2 & 0xF, at + 1 + size, int.from_bytes(packets[at + 1 : at + 1 + size], "big")
    if first < 192:  # noqa: PLR2004 - one octet
        return head & 0x3F, at + 2, first
    if first < 224:  # noqa: PLR2004 - two octets
        return head & 0x3F, at + 3, (first - 192 << 8) + packets[at + 2] + 192
    if first < 255:  # noqa: PLR2004 - in parts: never in a key
        raise ValueError
    return head & 0x3F, at + 6, int.from_bytes(packets[at + 2 : at + 6], "big")


def _without_ended(packets: bytes, at: dt.datetime) -> bytes:
    """The key without subkeys that ended before ``at``, as their latest binding says."""
    from pysequoia.packet import PacketPile

    with _faults("malformed", "no OpenPGP key: check that the file was copied whole"):
        groups: list[list[tuple[Any, bytes]]] = [[]]
        for packet, (tag, begins, ends) in zip(PacketPile.from_bytes(packets), _framed(packets), strict=True):
            if tag == _SUBKEY:
                groups.append([])
            groups[-1].append((packet, packets[begins:ends]))
        kept = [groups[0], *(group for group in groups[1:] if not _ended([packet for packet, _ in group], at))]
    return b"".join(data for group in kept for _, data in group)


def _ended(group: list[Any], at: dt.datetime) -> bool:
    from pysequoia.packet import SignatureType, Tag

    subkey, *rest = group
    bindings = [one for one in rest if one.tag == Tag.Signature and one.signature_type == SignatureType.SubkeyBinding]
    latest = max(
        bindings, key=lambda one: one.signature_created or dt.datetime.min.replace(tzinfo=dt.UTC), default=None
    )
    if latest is None or subkey.key_created is None:
        return True
    lasts = latest.key_validity_period
    return lasts is not None and bool(subkey.key_created + lasts <= at)


def _sealed_nothing(packets: bytes) -> None:
    from pysequoia import Cert, encrypt

    encrypt(b"", [Cert.from_bytes(packets)], armor=False)


@contextlib.contextmanager
def _faults(rule: str, reason: str) -> Iterator[None]:
    """Turn what the library raises into a refusal; its words carry traces and what it was given."""
    try:
        yield
    except DeniedError:
        raise
    except (RuntimeError, ValueError, IndexError, OverflowError, binascii.Error):
        refuse(rule, reason)


def _seal_here(descriptor: int) -> None:
    from pysequoia import Cert, encrypt_file

    with os.fdopen(descriptor, "rb") as pipe:
        cert = Cert.from_bytes(pipe.read())
    encrypt_file("/dev/stdin", "/dev/stdout", [cert], armor=False)


if __name__ == "__main__":
    _seal_here(int(sys.argv[1]))
