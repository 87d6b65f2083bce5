"""States by name: one under two spellings, and a cell that names several. Grouped by name, both fall apart."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from transparency import packaged
from transparency.check.model import Finding, Sort, Table, Where, listed, plural
from transparency.check.source import readable

_LEAST: Final = 3  # names in one cell from which it is a list, and no name with a comma or an “and”
_BETWEEN: Final = re.compile(r"\s*[,;/|\n]\s*(?:and\s+|und\s+|et\s+|y\s+)?|\s+(?:and|und|et|&)\s+")


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    words = re.sub(r"[^\w]+|_", " ", "".join(one for one in plain if not unicodedata.combining(one))).split()
    return " ".join(words[1:] if words[:1] == ["the"] else words)


# In four languages, and what else is used. Read at once: the sandbox's child opens no file later.
_LINES: Final = packaged.text("check", "place_names.txt").splitlines()
_ONE: Final = {name: line.partition(" = ")[0] for line in _LINES for name in line.split(" = ")}


@lru_cache(maxsize=4096)
def state(name: str) -> str:
    """One text for all spellings of a state; another name is folded: no accents, marks, capitals or “the”."""
    folded = _folded(name)
    return _ONE.get(folded, folded)


@lru_cache(maxsize=4096)
def several(name: str) -> int:
    """How many places a cell names; 0 where it is the name of one."""
    parts = [one for one in _BETWEEN.split(name.strip()) if one]
    names = [one for one in parts if any(map(str.isalpha, one))]
    return len(names) if len(names) == len(parts) >= _LEAST and _folded(name) not in _ONE else 0


def check(publisher: str, table: Table) -> Iterator[Finding]:
    """The traps of a table's places."""
    rows: dict[str, list[int]] = defaultdict(list)
    for line in table.lines:
        if line.place:
            rows[line.place].append(line.row)
    spelled: dict[str, list[str]] = defaultdict(list)
    for name in rows:
        spelled[state(name)].append(name)
    twice = [names for one, names in spelled.items() if one and len(names) > 1]
    if twice:
        shown = listed(" and ".join(f"“{readable(name)}”" for name in names) for names in twice)
        says = (
            f"{publisher}: {table.file} has rows for one place under different names: {shown}. Grouped by name, it "
            "falls apart, and each row tells a part."
        )
        where = tuple(Where(table.file, rows[name][0]) for names in twice for name in names)
        yield Finding("place-spelled-twice", says, None, where, Sort.TRAP)
    lists = [name for name in rows if several(name)]
    if lists:
        shown = listed(f"“{readable(name)}” (row {rows[name][0]}, {several(name)} places)" for name in lists)
        says = (
            f"{publisher}: {table.file} has {plural(len(lists), 'row')} whose cell names several places: {shown}. The "
            "figures belong to them together, and to none alone."
        )
        yield Finding(
            "places-in-one-cell", says, None, tuple(Where(table.file, rows[one][0]) for one in lists), Sort.TRAP
        )
