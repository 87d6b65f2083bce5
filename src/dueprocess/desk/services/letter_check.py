"""The sending worker does not believe a sealed letter: it writes it again from the case, and compares (hazard 5.2).

Whoever sealed it may have been deceived, or may deceive. Two texts alone are taken from it, each one line: the
authority's own reference, which only a client knows, and the right addressee of a demand that went astray. What
leaves is what this desk composed.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, Final

from dueprocess.case.state import CaseState
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.letters import Merged, house_of, languages_of, write_letter
from dueprocess.formats.refusal import Denied
from dueprocess.letter import plain
from dueprocess.letter.blocks import MERGED, LetterSet
from dueprocess.letter.kinds import LetterKind

ADDRESSEE: Final = "[[addressee]]"
READ_FOR: Final = datetime.timedelta(hours=1)
"""A letter is sealed within this time after it was composed, perhaps past midnight."""

Found = dict[str, str]


@dataclass(frozen=True, slots=True)
class Meant:
    """What a person signed: case as it then was, kind, items, language; the contact verified now; when it was made."""

    case: CaseState
    kind: LetterKind
    items: tuple[int, ...]
    language: str
    contact: str
    made_at: datetime.datetime


def ours(desk: Desk, meant: Meant, sealed: LetterSet) -> LetterSet | None:
    """The desk's own letter that says just what ``sealed`` says; None where it composes no such letter."""
    wanted = _bare(plain.to_plain(sealed, meant.items))
    for then, languages, merged in _circumstances(desk, meant):
        template = _write(then, meant, languages, merged)
        found: Found = {}
        if template is None or not _matches(_bare(plain.to_plain(template, meant.items)), wanted, found):
            continue
        filled = replace(merged, reference=found.get("reference", ""), right_addressee=found.get("addressee", ""))
        letter = _write(then, meant, languages, filled)
        # What was taken must come out again as it stood there, and nowhere else.
        if letter is not None and _bare(plain.to_plain(letter, meant.items)) == wanted:
            return letter
    return None


_Circumstance = tuple[Desk, tuple[str, ...], Merged]


def _circumstances(desk: Desk, meant: Meant) -> Iterator[_Circumstance]:
    """Desk of the day, or of the day before where it was read then; languages; lines of address, and what is taken."""
    house, addressees = house_of(desk), (ADDRESSEE, "") if meant.kind is LetterKind.WRONG_ADDRESSEE else ("",)
    spoken = dict.fromkeys(((meant.language,), languages_of(meant.case)))
    for at in {desk.day_of(one): one for one in (meant.made_at - READ_FOR, meant.made_at)}.values():
        for languages in spoken:
            merged = product(((meant.contact,), ()), (MERGED, ""), addressees, (False, True))
            for lines, reference, addressee, remarks in merged:
                made = Merged(house, reference, lines, addressee, remarks=remarks)
                yield replace(desk, now=at), languages, made


def _write(desk: Desk, meant: Meant, languages: tuple[str, ...], merged: Merged) -> LetterSet | None:
    made = write_letter(desk, meant.case, meant.kind, meant.items, languages, merged)
    if isinstance(made, Denied) or made.sheets[0].language != meant.language:
        return None
    return made


def _bare(value: Any) -> Any:  # noqa: ANN401 - JSON values
    """Without marks of direction: they show how a text runs, not what it says, and ours are set anew."""
    if isinstance(value, Mapping):
        return {name: _bare(inner) for name, inner in value.items() if name != "isolate"}
    return [_bare(one) for one in value] if isinstance(value, list) else value


def _matches(template: Any, wanted: Any, found: Found) -> bool:  # noqa: ANN401 - JSON values
    if isinstance(template, Mapping) and "merge" in template:
        return isinstance(wanted, Mapping) and _take("reference", wanted.get("text"), found)
    if template == ADDRESSEE:
        return _take("addressee", wanted, found)
    if isinstance(template, Mapping) and isinstance(wanted, Mapping):
        same = set(template) == set(wanted)
        return same and all(_matches(template[name], wanted[name], found) for name in template)
    if isinstance(template, list) and isinstance(wanted, list):
        same = len(template) == len(wanted)
        return same and all(_matches(one, other, found) for one, other in zip(template, wanted, strict=True))
    return bool(template == wanted)


def _take(name: str, text: object, found: Found) -> bool:
    """Every sheet must hold the same."""
    return isinstance(text, str) and found.setdefault(name, text) == text
