"""The directory that ships: public bodies by name, and what each says of itself in public; it gives no trust."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from dueprocess.demand.codes import AuthorityKind
from dueprocess.law.finding import Citation, Status
from dueprocess.law.texts import ShelfError, Words

_AUTHORITY_KINDS: Final = {kind.value: kind for kind in AuthorityKind}


@dataclass(frozen=True, slots=True)
class PublicLine:
    """What an office says of itself on a page of its own, quoted; a number or domain stands in that very line.

    It gives no trust: two people of the desk verify a number before anybody is called on it.
    """

    quote: str
    url: str
    read_on: str
    number: str = ""  # as +49…
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Authority:
    """An entry of the directory that ships; a desk adds addresses and verifies them itself (hazard 2.4)."""

    id: str
    country: str
    name: Words
    aliases: tuple[str, ...]
    kind: AuthorityKind
    place: str | None
    citation: Citation
    state: str = ""  # ISO 3166-2; empty: of the whole country, or not known
    parent: str = ""  # id of the body above it
    public: tuple[PublicLine, ...] = ()


def authority(data: Mapping[str, Any]) -> Authority:
    """One entry of the directory that ships. Raises ShelfError, too for a number that its quoted line does not hold."""
    source = data["source"]
    cite = Citation(source["title"], data["id"], source.get("url"), None, data["checked_on"], Status(data["status"]))
    kind = _AUTHORITY_KINDS[data["kind"]]
    names = (data["id"], data["country"], data["name"], tuple(data["aliases"]), kind, data["place"], cite)
    state, parent = data.get("state", ""), data.get("parent", "")
    if state and not state.startswith(f"{data['country']}-"):
        raise ShelfError(f"{data['id']}: {state} is no part of {data['country']}")
    return Authority(*names, state, parent, tuple(_public(data["id"], one) for one in data.get("public", ())))


def _public(name: str, data: Mapping[str, Any]) -> PublicLine:
    """What an office says in public: fewer and true, so that no invented number comes in (hazard 2.4)."""
    line = PublicLine(data["quote"], data["url"], data["read_on"], data.get("number", ""), data.get("domain", ""))
    digits = _NOT_DIGITS.sub("", line.quote.replace("(0)", ""))
    national = line.number[1:]
    said = [national, *(national[size:] for size in range(1, 4))]  # with its country, or without
    if line.number and not any(len(one) > _SHORT and one in digits for one in said):
        raise ShelfError(f"{name}: the line that is quoted does not hold {line.number}")
    if line.domain and line.domain not in line.quote.lower():
        raise ShelfError(f"{name}: the line that is quoted does not hold {line.domain}")
    return line


_NOT_DIGITS: Final = re.compile(r"\D")
_SHORT: Final = 5
