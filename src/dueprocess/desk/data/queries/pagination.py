"""Pages by key: the next page begins after the last row seen, so that page 1,000 costs what page 1 costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

MAX_PAGE: Final = 500
Row = TypeVar("Row")
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row, Key]):
    """Rows in order, and the key to hand in for the next page; None at the end."""

    rows: tuple[Row, ...]
    after: Key | None


def cut(found: Sequence[tuple[Row, Key]], limit: int) -> Page[Row, Key]:
    """A page from up to ``limit`` + 1 rows with their keys: the one too many says that there is more."""
    kept = found[:limit]
    return Page(tuple(row for row, _ in kept), kept[-1][1] if kept and len(found) > limit else None)


def size(limit: int) -> int:
    """``limit`` within 1 and 500."""
    return max(1, min(limit, MAX_PAGE))
