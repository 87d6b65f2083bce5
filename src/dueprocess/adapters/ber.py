"""ASN.1 as mails carry it, BER and DER (X.690): read into a tree within limits. Hostile bytes raise BerError alone.

The kept library reads DER alone; programs write CMS in pieces of a length that they do not know before the end.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

MAX_DEPTH: Final = 32
MAX_NODES: Final = 50_000
"""32 MiB of content in pieces of 1 KiB, and room for what stands around it."""
OCTETS: Final = 0x04
OID: Final = 0x06
BITS: Final = 0x03
SEQUENCE: Final = 0x30
SET: Final = 0x31
_BUILT: Final = 0x20
_MAX_OID: Final = 32


class BerError(ValueError):
    """The bytes are no ASN.1, or more than the limits hold."""


@dataclass(frozen=True, slots=True)
class Node:
    """One element: the octet of its tag, all its bytes, its value, and the elements in it."""

    tag: int
    raw: memoryview = field(repr=False)
    value: memoryview = field(repr=False)
    parts: Sequence["Node"] = field(repr=False, default=())


def read(data: bytes) -> Node:
    """The element that ``data`` begins with; what follows it counts for nothing. Raises BerError."""
    try:
        return _Reader(memoryview(data)).node(0, len(data), 0)[0]
    except IndexError:
        raise BerError("it ends before its time") from None


class _Reader:
    def __init__(self, data: memoryview) -> None:
        self.data = data
        self.count = 0

    def node(self, at: int, end: int, depth: int) -> tuple[Node, int]:
        self.count += 1
        if depth > MAX_DEPTH or self.count > MAX_NODES:
            raise BerError("it is too deep, or has too many elements")
        tag, first = self.data[at], self.data[at + 1]
        if tag & 0x1F == 0x1F:  # noqa: PLR2004 - a tag of several octets stands in no message of CMS
            raise BerError("a tag has several octets")
        begins, length = at + 2, first
        if first > 0x80:  # noqa: PLR2004 - long form
            begins += first & 0x7F
            if first & 0x7F > 8:  # noqa: PLR2004 - more than any file has
                raise BerError("a length is too long")
            length = int.from_bytes(self.data[at + 2 : begins], "big")
        if first == 0x80:  # noqa: PLR2004 - indefinite: it ends where two zeros stand
            return self._open(tag, at, end, depth)
        ends = begins + length
        if ends > end:
            raise BerError("it ends before its time")
        parts = list(self._parts(begins, ends, depth)) if tag & _BUILT else []
        return Node(tag, self.data[at:ends], self.data[begins:ends], parts), ends

    def _parts(self, at: int, end: int, depth: int) -> Iterator[Node]:
        while at < end:
            one, at = self.node(at, end, depth + 1)
            yield one

    def _open(self, tag: int, begin: int, end: int, depth: int) -> tuple[Node, int]:
        if not tag & _BUILT:
            raise BerError("a value has no length")
        parts, at = [], begin + 2
        while self.data[at] or self.data[at + 1]:
            one, at = self.node(at, end, depth + 1)
            parts.append(one)
        if at + 2 > end:
            raise BerError("it ends before its time")
        return Node(tag, self.data[begin : at + 2], self.data[begin + 2 : at], parts), at + 2


def octets(node: Node) -> bytes:
    """The bytes of an OCTET STRING, of one that is written in pieces as well."""
    return b"".join(octets(one) for one in node.parts) if node.tag & _BUILT else bytes(node.value)


def oid(node: Node) -> str:
    """An object identifier, its numbers by dots. Raises BerError."""
    data = bytes(node.value)
    if node.tag != OID or not 0 < len(data) <= _MAX_OID:
        raise BerError("no object identifier")
    numbers, number = [], 0
    for one in data:
        number = number << 7 | one & 0x7F
        if not one & 0x80:
            numbers.append(number)
            number = 0
    first = min(numbers[0] // 40, 2) if numbers else 0
    return ".".join(str(one) for one in (first, (numbers[0] if numbers else 0) - 40 * first, *numbers[1:]))


def inside(node: Node, tag: int) -> Node | None:
    """The first element of that tag among the parts."""
    return next((one for one in node.parts if one.tag == tag), None)
