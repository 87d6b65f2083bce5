"""What a case remembers of what was asked of somebody: a question to counsel, an arrival that one person set aside."""

from dataclasses import dataclass

from dueprocess.demand.codes import ArrivalIs


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


@dataclass(frozen=True, slots=True)
class Aside:
    """Somebody said that what arrived is no demand of its own; a second person has not said so yet."""

    by: str
    says: ArrivalIs
    case: str  # where a supplement or duplicate belongs
    statement: str  # SHA-256 (hex) of that statement
