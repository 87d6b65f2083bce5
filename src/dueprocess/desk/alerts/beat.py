"""A beat: what is new on the public site since the last one, from its own feed; and its words (ADR 0123).

Nothing that does not stand on the site at the moment of sending is in a beat, so what fell silent since is not sent
again. Of what stood there before only hashes are kept, and only those of the last look.
"""

import datetime
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Final

from dueprocess.adapters import dates, durable
from dueprocess.adapters.outbound import MAX_BODY
from dueprocess.desk.alerts.folder import AlertError, Folder
from dueprocess.formats.canonical import encode
from dueprocess.formats.errors import ObjectError
from dueprocess.formats.forms import Records
from dueprocess.formats.record import Hash, Natural, matching, sized

FEED: Final = "feed.json"
SUMS: Final = "SHA256SUMS"
MAX_FEED: Final = 32 << 20
MAX_NAMED: Final = 40
"""Things that a mail names; the newest, and how many more there are."""
MAX_TITLE: Final = 200
KEPT_DAYS: Final = 14
"""For how long a beat that did not arrive is tried."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the site's feed: its id, its title, its page, the day that it names."""

    id: str
    title: str
    url: str
    day: str


@dataclass(frozen=True, slots=True)
class Beat:
    """What was new on one day; ``of``: hashes of the ids."""

    number: Natural
    day: Annotated[str, matching(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a day")]
    of: tuple[Hash, ...]


@dataclass(frozen=True, slots=True)
class Beats:
    """``beats/kept.json``: the last number and day, the last run's day, what stood on the site, what waits."""

    number: Natural = 0
    day: Annotated[str, matching(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|", "a day, or nothing")] = ""
    ran: Annotated[str, matching(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|", "a day, or nothing")] = ""
    known: tuple[Hash, ...] = ()
    waits: tuple[Beat, ...] = field(default=())
    fault: Annotated[str, sized(0, 60)] = ""  # of our own mail server, in the last run


_BEATS: Final = Records(Beats, "object", "alert", ObjectError, most=64 << 20)


def kept(folder: Folder) -> Beats:
    """The beats of a folder. Raises ObjectError."""
    place = folder.path / "beats" / "kept.json"
    return _BEATS.decode(place.read_bytes()) if place.exists() else Beats()


def keep(folder: Folder, beats: Beats) -> None:
    """Write them. Raises ObjectError."""
    durable.replace(folder.path / "beats" / "kept.json", _BEATS.encode(beats))


def on_site(site: Path) -> dict[str, Item]:
    """What the site's feed names, by the hash of each id, in the feed's order. Raises AlertError."""
    try:
        with (site / FEED).open("rb") as file:
            data = file.read(MAX_FEED + 1)
        sums = (site / SUMS).read_text("ascii").splitlines()
        if f"{hashlib.sha256(data).hexdigest()}  {FEED}" not in sums:
            message = f"{site / FEED} is not the one of {SUMS}: the site is being copied, or was changed"
            raise AlertError(message)
        items = [_item(one) for one in json.loads(data)["items"]]
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as fault:
        message = f"{site} holds no public site with a feed: {type(fault).__name__}"
        raise AlertError(message) from fault
    return {hashlib.sha256(one.id.encode()).hexdigest(): one for one in items}


def _item(one: Mapping[str, Any]) -> Item:
    title = "".join(char for char in str(one["title"]) if char.isprintable())[:MAX_TITLE]
    return Item(str(one["id"]), title, str(one.get("url", "")), str(one["date_published"])[:10])


def at(beats: Beats, there: Mapping[str, Item], now: datetime.datetime, hour: int) -> Beats:
    """The beats after a look at the site: at most one new one a day, none before its hour, none where nothing is new.

    Beats of more than fourteen days are given up, and of those that wait only what still stands on the site is kept.
    """
    day, oldest = now.date(), str(now.date() - datetime.timedelta(days=KEPT_DAYS))
    waits = tuple(
        replace(one, of=still)
        for one in beats.waits
        if one.day >= oldest and (still := tuple(each for each in one.of if each in there))
    )
    beats = replace(beats, ran=str(day), waits=waits)
    wrong = beats.day > str(day + datetime.timedelta(days=1))  # that clock was wrong: it silences nothing for ever
    if now.hour < hour or (str(day) <= beats.day and not wrong):
        return beats
    known = frozenset(beats.known)
    new = tuple(one for one in there if one not in known)
    first = not beats.day  # what stands there when the list begins is no news
    beats = replace(beats, day=str(day), known=tuple(sorted(there)))
    if first or not new:
        return beats
    made = Beat(beats.number + 1, str(day), new)
    return replace(beats, number=made.number, waits=(*beats.waits, made))


def body(beat: Beat, there: Mapping[str, Item], provider: str) -> bytes:
    """The body of a webhook, at most 4 KiB: the newest entries that fit, and how many more there are."""
    items = _named(beat, there)
    for many in range(min(len(items), MAX_NAMED), -1, -1):
        entries = [{"id": one.id, "title": one.title, "url": one.url, "day": one.day} for one in items[:many]]
        data: dict[str, Any] = {"provider": provider, "day": beat.day, "entries": entries, "more": len(beat.of) - many}
        made = encode({"type": "site.published", "timestamp": f"{beat.day}T00:00:00Z", "data": data})
        if len(made) <= MAX_BODY:
            return made
    message = "the provider's name does not fit"
    raise AlertError(message)


def text(
    beat: Beat, there: Mapping[str, Item], words: Mapping[str, str], provider: str, leave: str, language: str
) -> str:
    """The text of a mail: one link an entry, to the site, and the way out."""
    items = _named(beat, there)[:MAX_NAMED]
    more = len(beat.of) - len(items)
    lines = [words["lead"].format(provider=provider, day=spoken(beat.day, language)), ""]
    for one in items:
        lines += [f"- {one.title} ({spoken(one.day, language)})", *([f"  {one.url}"] if one.url else [])]
    return "\n".join(
        [
            *lines,
            *(["", words["more"].format(more=more)] if more else []),
            "",
            words["why"],
            words["leave"].format(leave=leave),
            words["nothing"],
            "",
        ]
    )


def spoken(day: str, language: str) -> str:
    """The day in the words of a language; what is no day, as it stands."""
    try:
        return dates.write_day(datetime.date.fromisoformat(day), language)
    except ValueError:
        return day


def _named(beat: Beat, there: Mapping[str, Item]) -> Sequence[Item]:
    return sorted((there[one] for one in beat.of), key=lambda item: (item.day, item.id), reverse=True)
