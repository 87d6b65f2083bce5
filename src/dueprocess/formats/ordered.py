"""The inside of an order: identifiers of what was granted, sealed to one extraction host (reference/production.md).

The host believes none of it: each identifier must give the mark that two people signed (P12), under the mark key of the
case, which comes along. That key confirms identifiers and opens nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from dueprocess.formats.forms import Records
from dueprocess.formats.record import Hash, exactly, sized
from dueprocess.formats.selector import Selector, from_plain, mark

FORM: Final = "dueprocess.order/1"
MEDIA: Final = "application/json"
MAX_BYTES: Final = 1 << 20
MAX_TARGETS: Final = 1000


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
        targets = {handle: one.plain() for handle, one in self.targets.items()}
        return _FORM.encode(_Inside(self.case, self.item, self.production, self.key.hex(), targets))

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


@dataclass(frozen=True, slots=True, repr=False)
class _Inside:
    """An order as it is written; ``key`` is 32 bytes in hex."""

    case: str
    item: int
    production: str
    key: Hash
    targets: Annotated[Mapping[str, object], sized(1, MAX_TARGETS)]
    form: Annotated[str, exactly(FORM)] = FORM


_FORM: Final = Records(_Inside, "order", "form", most=MAX_BYTES)
_refuse = _FORM.refuse


def parse(content: bytes) -> Ordered:
    """An order out of its bytes. Raises DeniedError ``order.form``, SelectorError."""
    found = _FORM.decode(content)
    targets = {handle: from_plain(one) for handle, one in found.targets.items()}
    return Ordered(found.case, found.item, found.production, bytes.fromhex(found.key), targets)
