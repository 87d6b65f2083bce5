"""The desk's own rows of the directory: ``directory.json`` in the home. Public facts about public bodies."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from dueprocess.adapters import durable
from dueprocess.demand.codes import AuthorityKind
from dueprocess.demand.draft import AuthorityName
from dueprocess.operate.home import Home

FILE: Final = "directory.json"
MAX_BYTES: Final = 1 << 20
MAX_TEXT: Final = 200
_ID: Final = re.compile(r"[A-Z0-9]{1,12}(-[A-Z0-9]{1,16}){1,6}")
_STATE: Final = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")


class DirectoryError(ValueError):
    """A row or a file of the desk's own directory that cannot be used; says what to do."""


def own(home: Home) -> dict[str, AuthorityName]:
    """The desk's own rows by id. Raises DirectoryError for a damaged file."""
    path = home.path / FILE
    if not path.exists():
        return {}
    try:
        rows: list[Mapping[str, Any]] = json.loads(path.read_bytes()[:MAX_BYTES])
        return {str(row["id"]): _row(row) for row in rows}
    except (OSError, ValueError, KeyError, TypeError) as fault:
        message = f"{path} is damaged; restore it from the backup, or remove it and add the rows again"
        raise DirectoryError(message) from fault


def add(
    home: Home,
    name_id: str,
    name: str,
    country: str,
    kind: AuthorityKind,
    aliases: tuple[str, ...] = (),
    *,
    state: str = "",
    parent: str = "",
) -> AuthorityName:
    """Add one row. Raises DirectoryError for an unfit value or an id that stands already.

    Args:
        home: whose directory it is.
        name_id: its id, as DE-PP-TALBACH.
        name: its official name.
        country: ISO 3166-1 alpha-2.
        kind: what it is.
        aliases: how texts name it.
        state: ISO 3166-2 of the part of the country that it belongs to; empty: of the whole, or not known.
        parent: id of the body above it; empty: none, or not known.
    """
    rows = own(home)
    if name_id in rows:
        raise DirectoryError(f"{name_id} is in the directory already")
    said = {"id": name_id, "name": name, "country": country, "kind": str(kind), "aliases": list(aliases)}
    row = _row({**said, "state": state, "parent": parent})
    rows[name_id] = row
    plain = [
        {
            "id": one.id,
            "name": one.canonical_en,
            "country": one.country,
            "kind": str(one.kind),
            "aliases": one.names[1:],
            **{name: value for name, value in (("state", one.state), ("parent", one.parent)) if value},
        }
        for one in rows.values()
    ]
    durable.replace(home.path / FILE, f"{json.dumps(plain, ensure_ascii=False, indent=1)}\n".encode())
    return row


def _row(row: Mapping[str, Any]) -> AuthorityName:
    texts = [row["name"], *row["aliases"]]
    fit = all(isinstance(text, str) and 0 < len(text) <= MAX_TEXT and text.isprintable() for text in texts)
    state, parent = row.get("state", ""), row.get("parent", "")
    placed = not state or (_STATE.fullmatch(state) and state.startswith(f"{row['country']}-"))
    under = not parent or _ID.fullmatch(parent)
    if not (fit and placed and under and _ID.fullmatch(row["id"]) and _COUNTRY.fullmatch(row["country"])):
        raise DirectoryError(
            f"{row['id']!r}: an id is as DE-PP-TALBACH, a country as DE, a state as DE-NW, a name one line"
        )
    kind = AuthorityKind(row["kind"])
    public = kind is not AuthorityKind.PRIVATE
    return AuthorityName(row["id"], row["name"], row["country"], kind, tuple(texts), public, state, parent)
