"""What a case remembers of a question to counsel."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """One question to counsel. Who was asked, what, and what they say is sealed; the case knows that it waits."""

    statement: str  # SHA-256 (hex) of the statement that put it
    by: str
    sees: str  # case | copy
    until: str  # YYYY-MM-DD, the last day on which the answer is expected
    sealed: str  # id of the question
    on: str  # YYYY-MM-DD
    answer: str = ""  # id of the sealed answer
    ended_on: str = ""  # answered, or taken back
