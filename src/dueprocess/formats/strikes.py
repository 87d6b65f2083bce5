"""Notes that two others struck out: they stay links, hold nobody to what they saw, and give nothing (ADR 0086).

A note whose marks are of a history that nobody else has stops a case for ever: the note of an old key that somebody put
among the others, or of a colleague who was shown another history. Two people who did not sign it strike it out, on the
desk's own chain. What has left the house stays as it is, and so does what stops.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from dueprocess.formats import links
from dueprocess.formats.canonical import Value
from dueprocess.formats.errors import StatementError
from dueprocess.formats.statement import Act, Look, Statement, hash_of, number_of, parse_look

KEYS: Final = frozenset({"statement"})
STRIKERS: Final = 2
FINAL: Final = frozenset(
    {
        Act.LETTER_SEND,
        Act.RELEASE_DONE,
        Act.OUTSIDE_DONE,
        Act.NOTICE_RECORD,
        Act.NOTICE_CONFIRM,
        Act.PUBLICATION_PUBLISH,
        Act.DOCUMENT_PUBLISH,
        Act.REPORT_PUBLISH,
        Act.REPORT_CORRECT,
        Act.SCORE_PUBLISH,
        Act.CASE_SPLIT,
        Act.CASE_MERGE,
        Act.CASE_KEY_SEEN,
        Act.FORGET_APPROVE,
        Act.CASE_PURGE,
        Act.STATEMENT_STRIKE,
    }
)
"""What left the house or cannot be undone: a note with one of them, or on which one of them rests, is not struck."""
RESTS: Final = frozenset(
    {
        *("agreements", "approval", "cost", "deal", "done", "forget", "letter", "order"),
        *("proposal", "question", "record", "rests", "silences", "start", "verification"),
    }
)
"""Keys under which an act names the statements on which it rests. Under others its author is free to write a hash."""


@dataclass(frozen=True, slots=True)
class Strikes:
    """``names``: SHA-256 (hex) of each note that two others struck out, with who did; ``wait``: of one who did so far.

    ``final``: notes that nobody strikes out any more.
    """

    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    wait: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    final: frozenset[str] = frozenset()


def strikes_of(stated: Iterable[Statement], notes: Sequence[bytes]) -> Strikes:
    """What is struck out.

    Args:
        stated: each ``statement.strike`` that counts, in its order: alone in its note, verified, of somebody who may.
        notes: all that are shown, the struck ones among them; what is not here is not struck out.
    """
    looks = {note: look for note in notes if (look := _look(note)) is not None}
    of = {hash_of(note, number): note for note, look in looks.items() for number in range(1, len(look.acts) + 1)}
    final = _final(looks, of)
    said = dict[str, tuple[str, ...]]()
    for one in stated:
        note = of.get(str(one.says.get("statement")))
        if note is None or note in final or looks[note].by == one.by:
            continue
        name = links.name_of(note).hex()
        said[name] = tuple(dict.fromkeys((*said.get(name, ()), one.by)))
    return Strikes(
        {name: by for name, by in said.items() if len(by) >= STRIKERS},
        {name: by for name, by in said.items() if len(by) < STRIKERS},
        frozenset(links.name_of(note).hex() for note in final),
    )


def _final(looks: Mapping[bytes, Look], of: Mapping[str, bytes]) -> set[bytes]:
    """Notes of which something left the house: they did it, or what did it names them, or names what names them."""
    found = {note for note, look in looks.items() if any(said.act in FINAL for said in look.acts)}
    newest = list(found)
    while newest:
        named = {of[text] for text in _texts(looks[newest.pop()]) if text in of} - found
        found |= named
        newest += named
    return found


def _texts(look: Look) -> Iterator[str]:
    """What a look rests on: no case's key on the one whose place it takes, nothing on hashes of what was sealed."""
    for said in look.acts:
        for name, value in said.says.items():
            if name in RESTS or (said.act is Act.CASE_KEY_SEEN and name == "key"):
                yield from _strings(value)


def _strings(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _strings(inner)


def _look(note: bytes) -> Look | None:
    try:
        return parse_look(note)[0]
    except StatementError:
        return None


@dataclass(frozen=True, slots=True)
class Strikable:
    """A note that somebody would strike out: who signed it, whether anything of it left, who struck it so far."""

    by: str
    final: bool
    struck: tuple[str, ...]


def strikable(hash_: str, notes: Sequence[bytes], strikes: Strikes) -> Strikable | None:
    """What stands of the note whose act is named so; None where none of these is."""
    for note in notes:
        look = _look(note)
        if look is not None and number_of(note, hash_) in range(1, len(look.acts) + 1):
            name = links.name_of(note).hex()
            final = name in strikes_of((), notes).final
            return Strikable(look.by, final, strikes.names.get(name) or strikes.wait.get(name, ()))
    return None
