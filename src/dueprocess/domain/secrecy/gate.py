"""May we tell the person, may we admit the demand, may we count it (P5, P6). No answer is: closed.

Silence never publishes and never closes: only a named person's answer opens, only within the law.
"""

from collections.abc import Iterable
from typing import Final

from dueprocess.domain.case.state import ItemState

QUESTIONS: Final = ("tell", "admit", "count")


def is_open(item: ItemState, question: str) -> bool:
    """Whether a named person answered yes and no running duty of silence forbids it."""
    return item.answers.get(question) == "yes" and not silent(item, question)


def silent(item: ItemState, question: str) -> bool:
    """Whether a running duty of silence forbids ``question`` (tell, admit or count)."""
    return any(getattr(silence, question) for silence in item.running)


def unanswered(items: Iterable[ItemState]) -> tuple[tuple[int, str], ...]:
    """Questions that nobody answered yet, as (item, question)."""
    return tuple((item.number, q) for item in items for q in QUESTIONS if q not in item.answers)


def countable(item: ItemState) -> bool | None:
    """Whether the item may be counted; None where nobody answered, which counts as no."""
    if "count" not in item.answers:
        return None
    return is_open(item, "count")
