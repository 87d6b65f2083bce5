"""What a case remembers of the key that a person of the house drew."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HouseKey:
    """The key to which the house seals, by the statement that brought it (ADR 0082)."""

    statement: str  # its name
    by: str
    house: str  # public age key
    seen: str = ""  # who compared what was sealed anew with what came; empty: nobody yet
