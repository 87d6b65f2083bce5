"""A law as a public page cites it, and what may stand there as a name."""

from dataclasses import dataclass
from typing import Final

from dueprocess.formats.public_line import is_line

MAX_CITED: Final = 120


class SnapshotError(ValueError):
    """A value that may not, or cannot, stand on the public site."""


def check_line(name: str, text: str, longest: int) -> None:
    """Nothing, or SnapshotError where ``text`` is no single line of 1 to ``longest`` harmless characters."""
    if not is_line(text, longest):
        raise SnapshotError(f"{name} is one line of 1 to {longest} characters without an address or control characters")


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
