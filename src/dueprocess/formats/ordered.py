"""The inside of an order: identifiers of what was granted, sealed to one extraction host (reference/production.md).

The host believes none of it: each identifier must give the mark that two people signed (P12), under the mark key of the
case, which comes along. That key confirms identifiers and opens nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from dueprocess.formats.canonical import NotCanonicalError, decode, encode
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.selector import KEY_BYTES, Selector, from_plain, mark

FORM: Final = "dueprocess.order/1"
MEDIA: Final = "application/json"
MAX_BYTES: Final = 1 << 20
MAX_TARGETS: Final = 1000
_KEYS: Final = frozenset({"case", "form", "item", "key", "production", "targets"})
_HEX: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, repr=False)
class Ordered:
    """What the extraction host searches for, and the 32-byte key that shows that it is what two people read."""

    case: str
    item: int
    production: str
    key: bytes
    targets: Mapping[str, Selector]  # by handle

    def encoded(self) -> bytes:
        """Canonical bytes, to be sealed."""
        plain: dict[str, Any] = {
            "case": self.case,
            "form": FORM,
            "item": self.item,
            "key": self.key.hex(),
            "production": self.production,
            "targets": {handle: one.plain() for handle, one in self.targets.items()},
        }
        return encode(plain)

    def check(self, case: str, item: int, production: str, marks: Mapping[str, str]) -> None:
        """Whether this is what was ordered, and every identifier the one that two people read.

        Raises DeniedError: ``order.another``, ``order.targets``, ``order.mark``.
        """
        if (self.case, self.item, self.production) != (case, item, production):
            _refuse("another", "what is sealed belongs to another order")
        if set(self.targets) != set(marks):
            _refuse("targets", "what is sealed has other handles than were granted")
        wrong = [handle for handle, one in self.targets.items() if mark(self.key, handle, one) != marks[handle]]
        if wrong:
            _refuse("mark", f"{', '.join(sorted(wrong))} is not the identifier that two people read from the original")


def parse(content: bytes) -> Ordered:
    """An order out of its bytes. Raises DeniedError ``order.form``, SelectorError."""
    try:
        plain = decode(content) if len(content) <= MAX_BYTES else None
    except NotCanonicalError:
        plain = None
    if not isinstance(plain, Mapping) or set(plain) != _KEYS or plain["form"] != FORM:
        _refuse("form", "what is sealed is no order of this form")
    return Ordered(_text(plain, "case"), _item(plain), _text(plain, "production"), _key(plain), _targets(plain))


def _text(plain: Mapping[str, Any], name: str) -> str:
    found = plain[name]
    if not isinstance(found, str):
        _refuse("form", "case and production are text")
    return found


def _item(plain: Mapping[str, Any]) -> int:
    found = plain["item"]
    if type(found) is not int:
        _refuse("form", "the item is a number")
    return found


def _key(plain: Mapping[str, Any]) -> bytes:
    found = plain["key"]
    if not isinstance(found, str) or not _HEX.fullmatch(found):
        _refuse("form", f"the key has {KEY_BYTES} bytes in hex")
    return bytes.fromhex(found)


def _targets(plain: Mapping[str, Any]) -> dict[str, Selector]:
    found = plain["targets"]
    if not isinstance(found, Mapping) or not 1 <= len(found) <= MAX_TARGETS:
        _refuse("form", f"an order has 1 to {MAX_TARGETS} targets")
    return {handle: from_plain(one) for handle, one in found.items()}


def _refuse(rule: str, reason: str) -> NoReturn:
    name = f"order.{rule}"
    raise DeniedError.because(name, reason)
