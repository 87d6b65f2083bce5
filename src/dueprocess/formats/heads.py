"""A head of the day: what a desk signs of all its chains, so that a past that was written anew is found (ADR 0087).

Two people who kept the heads of two days ask the desk for the links between them. If the later one does not follow from
the earlier, the two signatures prove that the desk told two pasts. A head says nothing of how many cases there are, or
whether anything happened on one: a blind leaf changes it each day.

What stands on a letter is the *line* of a head: its day, root and signature, with a checksum, so that a mistyped letter
is no false accusation. The key's name is the desk's id, and so the line needs no other (ADR 0095).
"""

import datetime as dt
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Annotated, Final

from dueprocess.formats import bech32, links
from dueprocess.formats.forms import Notes, Records
from dueprocess.formats.note import Key, MalformedNoteError, Note, Sign, Signature, Verify, verified_names
from dueprocess.formats.record import Hash, Rule, matching
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.roster import Mark

HEADER: Final = "dueprocess.head/1"
_BLIND: Final = b"dueprocess/blind/1\0"
_PREFIX: Final = "head"
_ROOT: Final = 32
_SIGNED: Final = _ROOT + 64  # root and signature
_GROUP: Final = 8
_WIDTH: Final = bech32.width(_SIGNED)
LINE: Final = rf"\d{{4}}-\d\d-\d\d {_PREFIX}1( [{bech32.LETTERS}]{{{_GROUP}}}){{{_WIDTH // _GROUP}}}"
"""The line of a head, as it is written."""
_UNSEEN: Final = dict.fromkeys((0xAD, 0x200B, 0x200E, 0x200F, 0xFEFF, *range(0x2066, 0x206A)))
_TYPED: Final = re.compile(rf"(\d{{4}}-\d\d-\d\d)\s+{_PREFIX}1((?:\s*[a-z0-9]){{{_WIDTH}}})", re.IGNORECASE)


class HeadError(DeniedError):
    """Two heads of which the later does not follow from the earlier, or what is no head; ``rule`` names it."""


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Head:
    """What is signed. ``day``: ``YYYY-MM-DD``; ``desk``: its id; ``root``: over all its chains (``root_of``)."""

    day: Annotated[str, matching(r"\d{4}-\d\d-\d\d", "a day, YYYY-MM-DD")]
    desk: Hash
    root: Hash

    def sign(self, key: Key, sign: Sign) -> bytes:
        """Bytes of the note, signed by the desk's key. Raises HeadError."""
        return _HEAD.sign(self, key, sign)


@dataclass(frozen=True, slots=True)
class Extension:
    """How one head follows from another. Chains are named by their first head (``links.first``).

    ``before``: head of each chain that the earlier one holds; ``links``: of each chain that the later one holds, the
    SHA-256 of each note since; ``blinds``: what blinded the earlier, and the later one. All in hex.
    """

    before: Mapping[Hash, Hash]
    blinds: Annotated[tuple[Hash, Hash], Rule("malformed")]
    links: Mapping[Hash, tuple[Hash, ...]]

    def encode(self) -> bytes:
        """Canonical bytes."""
        return _EXTENSION.encode(self)


def _check(head: Head) -> None:
    if not _is_day(head.day):
        _HEAD.refuse("malformed", f"{head.day} is no day")


_HEAD: Final = Notes(Head, "head", "malformed", HeadError, _check, most=4096, header=HEADER)
_EXTENSION: Final = Records(Extension, "head", "malformed", HeadError, most=64 << 20)


def parse_extension(data: bytes) -> Extension:
    """The links between two heads. Raises HeadError."""
    return _EXTENSION.decode(data)


def parse(data: bytes, key: Key, verify: Verify) -> Head:
    """A head, signed by the desk's key. Raises HeadError ``head.malformed``, ``head.unsigned``."""
    head, note = _HEAD.parse_one(data)
    try:
        signed = verified_names(note, [key], verify)
    except MalformedNoteError as fault:
        _HEAD.refuse("unsigned", str(fault), fault)
    if not signed:
        _HEAD.refuse("unsigned", "this head is not signed by that key")
    if head.desk != key.name:
        _HEAD.refuse("other-desk", "that key signs heads of another desk")
    return head


def line_of(note: bytes) -> str:
    """The line of a head that this desk signed: day, then root and signature in groups of eight. Raises HeadError."""
    head, signed = _HEAD.parse_one(note)
    text = bech32.text_of(_PREFIX, bytes.fromhex(head.root) + signed.signatures[0].signature)
    start = len(_PREFIX) + 1
    groups = [text[at : at + _GROUP] for at in range(start, len(text), _GROUP)]
    return " ".join((head.day, text[:start], *groups))


def lines_in(text: str) -> list[str]:
    """Lines of heads in a text, however they are broken and spaced, as they are written."""
    return [
        f"{day} {_PREFIX}1{''.join(letters.split())}".lower()
        for day, letters in _TYPED.findall(text.translate(_UNSEEN))
    ]


def of_line(line: str, key: Key, verify: Verify) -> Head:
    """The head of a line (``lines_in``), signed by the desk's key. Raises HeadError as ``parse`` does."""
    day, _, letters = line.partition(" ")
    data = bech32.bytes_of(_PREFIX, letters, _SIGNED)
    if data is None:
        _HEAD.refuse("malformed", "a letter of this line is another than the desk wrote: compare it with what you have")
    head = Head(day, key.name, data[:_ROOT].hex())
    signature = Signature(key.name, key.id, data[_ROOT:])
    return parse(Note(_HEAD.text(head), (signature,)).encode(), key, verify)


def root_of(chains: Mapping[str, str], blind: str) -> str:
    """Root (hex) over the chains, first head → head: a Merkle tree of RFC 6962, a blind leaf before all in order."""
    leaves = [_BLIND + bytes.fromhex(blind)]
    leaves += [bytes.fromhex(first) + bytes.fromhex(chains[first]) for first in sorted(chains)]
    return _tree([hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves]).hex()


def _tree(nodes: Sequence[bytes]) -> bytes:
    if len(nodes) == 1:
        return nodes[0]
    left = 1 << (len(nodes) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + _tree(nodes[:left]) + _tree(nodes[left:])).digest()


def extension(before: Mapping[str, int], chains: Mapping[str, Sequence[bytes]], blinds: tuple[str, str]) -> Extension:
    """How a later head follows from an earlier.

    Args:
        before: first head of each chain of the earlier one → how many links it had then.
        chains: first head of each chain of the later one → its links, as many as it has there.
        blinds: what blinded the earlier, and the later one.
    """
    heads = {first: head_after(first, chains[first][: before[first]]) for first in before}
    since = {
        first: [links.name_of(one).hex() for one in made[before.get(first, 0) :]] for first, made in chains.items()
    }
    return Extension(heads, blinds, {first: tuple(names) for first, names in since.items()})


def head_after(head: str, notes: Sequence[bytes]) -> str:
    """Head (hex) of a chain after more links."""
    for note in notes:
        head = links.after(head, note)
    return head


def check_extends(earlier: Head, later: Head, shown: Extension) -> None:
    """Whether the later head follows from the earlier: each chain is there still, and goes on from where it was.

    Raises HeadError ``head.other-desk``, ``head.order``, ``head.proof`` (it is of other heads), ``head.missing`` (a
    chain that the earlier one holds is gone), ``head.forked`` (the later one holds other notes).
    """
    if earlier.desk != later.desk:
        _HEAD.refuse("other-desk", "the two heads are of two desks")
    if later.day < earlier.day:
        _HEAD.refuse("order", "the second head is older than the first")
    if root_of(shown.before, shown.blinds[0]) != earlier.root:
        _HEAD.refuse("proof", "what is shown is not what the earlier head holds")
    if not set(shown.before) <= set(shown.links):
        _HEAD.refuse("missing", "a history that the earlier head holds is not in the later one")
    after = {
        first: head_after(shown.before.get(first, first), [bytes.fromhex(name) for name in names])
        for first, names in shown.links.items()
    }
    if root_of(after, shown.blinds[1]) != later.root:
        _HEAD.refuse("forked", "the later head does not follow from the earlier: the past was written anew")


def stands(shown: Extension, chain: str, mark: Mark) -> bool | None:
    """Whether what a client kept of a chain stands between the two heads (after ``check_extends``).

    True: the later head goes on from it. False: the later head holds another history. None: neither can be said, since
    it was seen before the earlier head, or after the later one; how long a chain was at the earlier one nobody knows.
    """
    if chain not in shown.links:
        return None
    names = [bytes.fromhex(name) for name in shown.links[chain]]
    way = list(accumulate(names, links.after, initial=shown.before.get(chain, chain)))
    if mark[1] in way:
        return True
    return False if chain not in shown.before and mark[0] < len(way) else None


def check_day(one: Head, other: Head) -> None:
    """Whether two heads of one day are one. Raises HeadError ``head.twice``: two signatures prove two pasts."""
    if (one.desk, one.day) == (other.desk, other.day) and one.root != other.root:
        _HEAD.refuse("twice", f"the desk signed two heads of {one.day}")
