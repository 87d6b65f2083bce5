"""What ``doctor`` prints: lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """How a line stands."""

    GOOD = "good"
    INFO = "info"
    CAUTION = "caution"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the check, how it stands, what is so, what to do (empty where nothing is to be done)."""

    check: str
    mark: Mark
    says: str
    do: str = ""


Lines = Iterator[Line]
