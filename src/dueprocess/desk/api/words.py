"""A statement said in words by the desk. A client that signs draws its own from the bytes (hazard 5.2)."""

from collections.abc import Iterator
from typing import Any

from dueprocess.formats.statement import Statement


def words_of(statement: Statement) -> list[str]:
    """Lines for people: who does what, where, and every word that the act says."""
    where = f"case {statement.case}, revision {statement.revision}" if statement.case else "the desk itself"
    return [f"{statement.by}: {str(statement.act).replace('.', ' ').replace('_', ' ')}", where, *_said(statement.says)]


def _said(value: Any, path: str = "") -> Iterator[str]:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        for key, inner in sorted(value.items()):
            yield from _said(inner, f"{path} {key}".strip())
    elif isinstance(value, list | tuple) and any(isinstance(one, dict) for one in value):
        for number, inner in enumerate(value, 1):
            yield from _said(inner, f"{path} {number}")
    else:
        yield f"{path.replace('_', ' ')}: {_word(value)}"


def _word(value: Any) -> str:  # noqa: ANN401 - JSON
    if isinstance(value, list | tuple):
        return ", ".join(_word(one) for one in value) or "none"
    if value is None or value == "":
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).replace("_", " ")
