"""The register of positions: what the provider has said of acts and bills, as a page, in the feeds and as JSON."""

from collections.abc import Iterator
from typing import Any, Final

from dueprocess.desk.publish.feed import Entry, as_json, cited
from dueprocess.desk.publish.laws import norm_view
from dueprocess.desk.publish.texts import Texts
from dueprocess.law.finding import Status
from dueprocess.report.positions import Position
from dueprocess.report.snapshot import Snapshot

PAGE: Final = "positions.html"
FILE: Final = "data/positions.json"
SCHEMA: Final = "dueprocess/positions/1"


def positions_view(snapshot: Snapshot, texts: Texts) -> dict[str, Any]:
    """The page of the register; an empty one teaches."""
    return {
        "title": texts("positions", "title"),
        "lead": texts("positions", "lead"),
        "positions": [_view(one, texts) for one in snapshot.positions],
    }


def _view(one: Position, texts: Texts) -> dict[str, Any]:
    return {
        "id": one.id,
        "position": one.position,
        "word": texts("positions", one.position),
        "title": one.title.get(texts.language, ""),
        "cited": cited(one.cited),
        "country": texts.country(one.country),
        "stage": texts("positions", f"stage_{one.stage}"),
        "text_of": texts("positions", "text_of", day=texts.day(one.on)) if one.on else "",
        "taken": texts("positions", "taken", day=texts.day(one.taken_on)),
        "iso": one.taken_on.isoformat(),
        "says": [_said(key, words, texts) for key, words in _words(one) if words is not None],
        "norms": [norm_view(norm, texts) | {"read": norm.read} for norm in one.norms],
        "unread": "" if one.status is Status.VERIFIED else texts("positions", "unread"),
        "later": one.replaced_by,
    }


def _words(one: Position) -> list[tuple[str, Any]]:
    return [("does", one.does), ("why", one.says), ("asks", one.asks)]


def _said(key: str, words: Any, texts: Texts) -> dict[str, str]:  # noqa: ANN401 - words by language
    language = texts.language if texts.language in words else "en"
    return {"name": texts("positions", key), "lang": language, "text": words[language]}


def positions_json(snapshot: Snapshot) -> bytes:
    """``data/positions.json``: each position with its words in every language that it has."""
    return as_json(
        {
            "schema": SCHEMA,
            "provider": snapshot.provider.name,
            "as_of": snapshot.made_on.isoformat(),
            "positions": [_plain(one) for one in snapshot.positions],
        }
    )


def _plain(one: Position) -> dict[str, Any]:
    return {
        "id": one.id,
        "country": one.country,
        "act": one.cited.act,
        "section": one.cited.section,
        "stage": one.stage,
        "text_of": one.on.isoformat() if one.on else None,
        "text_read": one.status is Status.VERIFIED,
        "position": one.position,
        "since": one.taken_on.isoformat(),
        "title": dict(one.title),
        "does": dict(one.does),
        "why": dict(one.says) if one.says is not None else None,
        "asks": dict(one.asks),
        "standards": [{"title": norm.title["en"], "section": norm.section, "read": norm.read} for norm in one.norms],
        "replaced_by": one.replaced_by or None,
    }


def feed_entries(snapshot: Snapshot, texts: Texts) -> Iterator[Entry]:
    """Each position as the feeds tell it."""
    for one in snapshot.positions:
        yield Entry(
            f"urn:dueprocess:position:{one.id}",
            " · ".join([texts.country(one.country), cited(one.cited), texts("positions", one.position)]),
            one.taken_on,
            " ".join(_said(key, words, texts)["text"] for key, words in _words(one) if words is not None),
            f"{texts.language}/{PAGE}#{one.id}",
            ["position"],
            ["position"],
            {"_position": {key: value for key, value in _plain(one).items() if not isinstance(value, dict)}},
        )
