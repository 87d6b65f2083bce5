"""What may stand on a public page as a citation or a name: one line, no address, no control character."""

import re
from dataclasses import dataclass
from typing import Final

MAX_CITED: Final = 120

_ADDRESS: Final = re.compile(
    r"@|://|www\.|[\x00-\x1f\x7f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]", re.IGNORECASE
)


class SnapshotError(ValueError):
    """A value that may not, or cannot, stand on the public site."""


def check_line(name: str, text: str, longest: int) -> None:
    """Nothing, or SnapshotError where ``text`` is no single line of 1 to ``longest`` harmless characters."""
    if not text.strip() or len(text) > longest or _ADDRESS.search(text):
        message = f"{name} is one line of 1 to {longest} characters without an address or control characters"
        raise SnapshotError(message)


@dataclass(frozen=True, slots=True, order=True)
class Cited:
    """A law by act and section, as the law data write it; never as the demand wrote it."""

    act: str
    section: str

    def __post_init__(self) -> None:
        """Raises SnapshotError for text that cannot be a citation."""
        check_line("an act", self.act, MAX_CITED)
        if self.section:
            check_line("a section", self.section, MAX_CITED)
