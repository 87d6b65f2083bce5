"""What an item keeps of what left the house: word to the person, what was given outside, what was carried out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    """What one person said of telling somebody, and who confirmed it; told only with both (P5)."""

    handle: str
    how: str
    on: str
    mark: str  # of what was sent, under the case's key; empty where it was spoken
    by: str
    statement: str  # SHA-256 (hex) of the first person's statement
    confirmed_by: str = ""


@dataclass(frozen=True, slots=True)
class Missed:
    """Somebody could not be reached, and is tried again."""

    handle: str
    how: str
    review_on: str
    by: str


@dataclass(frozen=True, slots=True)
class GivenOutside:
    """What is, or was, given without a release. ``statement`` is empty where nobody proposed it beforehand."""

    by: str
    statement: str
    how: str
    why: str
    files: tuple[str, ...]  # their marks
    agreed_by: str = ""
    left_on: str = ""
    done: str = ""  # SHA-256 (hex) of the statement that it left


@dataclass(frozen=True, slots=True)
class Ending:
    """Somebody said that the item has ended; a second person has not agreed yet."""

    by: str
    how: str  # withdraw | lapse
    statement: str  # SHA-256 (hex) of that statement


@dataclass(frozen=True, slots=True)
class Effect:
    """Since when a measure takes effect, or no longer does, as somebody signed it."""

    how: str
    on: str
    by: str


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice that was written: its sealed paper, and what it claims."""

    sealed: str
    made_on: str
    cents: int
    currency: str
    undelivered: bool = False  # it was given up, or came back; what it claimed waits again
