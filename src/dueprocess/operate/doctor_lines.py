"""What ``doctor`` prints: lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from dueprocess.formats.refusal import Msg


class Mark(StrEnum):
    """How a line stands."""

    GOOD = "good"
    INFO = "info"
    CAUTION = "caution"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, init=False)
class Line:
    """One line: the check, how it stands, what is so, what to do (empty where nothing is to be done).

    The command says both in English; the page says in its own language what is a message.
    """

    check: str
    mark: Mark
    message: Msg
    next: Msg

    def __init__(self, check: str, mark: Mark, says: str | Msg, do: str | Msg = "") -> None:
        object.__setattr__(self, "check", check)
        object.__setattr__(self, "mark", mark)
        object.__setattr__(self, "message", says if isinstance(says, Msg) else Msg("{text}", text=says))
        object.__setattr__(self, "next", do if isinstance(do, Msg) else Msg("{text}" if do else "", text=do))

    @property
    def says(self) -> str:
        """What is so, in English."""
        return str(self.message)

    @property
    def do(self) -> str:
        """What to do, in English."""
        return str(self.next)


Lines = Iterator[Line]
