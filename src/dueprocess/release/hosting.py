"""What an extraction host makes of an order that it was shown: checked, and in the terms of a connector (P10, P12).

``order_of`` says whether there is something to make, ``scope_of`` what may be read, ``deal_says`` what the host signs.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from dueprocess.formats.manifest import Order
from dueprocess.formats.records import TIMELESS, Scope
from dueprocess.formats.roster import Person
from dueprocess.formats.statement import Act
from dueprocess.release import checks
from dueprocess.release.desk_client import Piece, Production, Shown
from dueprocess.release.evidence import Evidence, refuse

MIN_K: Final = 2


def me_of(seen: Evidence, card: Person) -> Person:
    """The host as every roster that may count lists it. Raises ReleaseError ``production.not-listed``.

    Args:
        seen: evidence.
        card: what the host's own identity says: name, keys.
    """
    listed = seen.strict.person(card.name)
    if listed is None or (listed.vkey, listed.age) != (card.vkey, card.age) or listed.name in seen.retired:
        refuse("production.not-listed", f"the roster does not list {card.name} with the keys of this identity")
    if listed not in seen.strict.producers:
        refuse("production.not-listed", f"{card.name} is no extraction host on the roster")
    return listed


def order_of(seen: Evidence, production: Production, me: str) -> checks.Ordered:
    """The order of ``production``, which ``me`` may carry out.

    Raises ReleaseError as ``checks.check_order``, and ``production.another``, ``production.ended``,
    ``production.dealt``.
    """
    ordered = checks.check_order(seen, production.order, me)
    if (ordered.command.production, ordered.command.item) != (production.id, production.item):
        refuse("production.another", "the order is of another production than the one that the desk lists")
    if _dealt(seen, ordered, me):
        refuse("production.dealt", "this order was carried out: the desk has the deal")
    first = seen.statements[ordered.hash].place
    for act in (Act.PRODUCTION_DROP, Act.RELEASE_VETO):
        for _, stated in seen.ever(act):
            if stated.says.get("production") == production.id:
                refuse("production.ended", f"{stated.by} ended this production")
    for _, stated in seen.ever(Act.PRODUCTION_ORDER):
        if stated.says.get("item") == ordered.command.item and stated.place > first:
            refuse("production.ended", f"{stated.by} ordered another production for this item")
    if production.state != "ordered":
        refuse("production.ended", f"the desk says that it is {production.state}")
    return ordered


def inside_of(production: Production, ordered: checks.Ordered) -> Piece:
    """The sealed order, as the ordering statement names it. Raises ReleaseError ``production.another``."""
    found = [piece for piece in production.pieces if piece.kind == "order" and piece.sealed == ordered.command.sealed]
    if len(found) != 1:
        refuse("production.another", "the desk gives no sealed order, or another one than was signed")
    return found[0]


def scope_of(ordered: checks.Ordered, zone: dt.tzinfo) -> Scope:
    """Kinds by handle, the period and the part of subscriber data, as granted; its days are whole days in ``zone``.

    Raises ReleaseError ``grant.kinds``, ``grant.period``.
    """
    kinds: dict[str, set[str]] = {}
    for handle, category in sorted(ordered.grant.granted):
        kinds.setdefault(handle, set()).add(category)
    if not kinds or any("" in named for named in kinds.values()):
        refuse("grant.kinds", "the grant names no category of data")
    since, until = ordered.grant.period
    span = (_day(since, zone, 0), _day(until, zone, 1))
    timed = sorted(set().union(*kinds.values()) - TIMELESS)
    if timed and (None in span or span[0] >= span[1]):  # type: ignore[operator]
        refuse("grant.period", f"no period was granted, and {', '.join(timed)} needs its first and its last day")
    return Scope({handle: frozenset(named) for handle, named in kinds.items()}, *span, ordered.grant.part)


def metadata_of(seen: Evidence, ordered: checks.Ordered) -> Order:
    """What the manifest says of the order."""
    case, (since, until) = ordered.grant.face["case"], ordered.grant.period
    return Order(
        case=seen.case,
        item=ordered.command.item,
        production=ordered.command.production,
        order=ordered.hash,
        approval=ordered.grant.approval,
        authority=str(case.get("authority") or ""),
        instruments=tuple(str(name) for name in case.get("instruments") or ()),
        period_from=since,
        period_to=until,
        part=ordered.grant.part,
    )


def recipient_of(shown: Shown, seen: Evidence) -> str:
    """The contact that two people verified, as text. Raises ReleaseError ``authority.unverified``."""
    hash_ = hashlib.sha256(shown.contact.encode()).hexdigest()
    if not shown.contact or hash_ != seen.relied.get("recipient"):
        refuse("authority.unverified", "the contact that the desk names is not the one that two people verified")
    return shown.contact


def quorum_of(seen: Evidence) -> tuple[int, dict[str, str]]:
    """k, and the age recipient of each who releases and has not retired. Raises ReleaseError ``release.quorum``."""
    people = {one.name: str(one.own_age) for one in seen.strict.releasers if one.name not in seen.retired}
    k = max(seen.strict.k, MIN_K)
    if seen.strict.k < MIN_K or len(people) < k:
        refuse("release.quorum", f"{len(people)} people release on this roster, and {seen.strict.k} are needed")
    return k, people


def deal_says(
    ordered: checks.Ordered,
    *,
    recipient: str,
    k: int,
    parts: Sequence[tuple[str, str]],
    manifest: tuple[str, str],
    shares: Sequence[tuple[str, str, str]],
) -> Mapping[str, Any]:
    """What ``production.deal`` says. Parts and manifest: id, hash; shares: releaser, hash of the share, id."""
    return {
        "item": ordered.command.item,
        "k": k,
        "manifest": manifest[0],
        "manifest_hash": manifest[1],
        "order": ordered.hash,
        "parts": [{"hash": hash_, "sealed": sealed} for sealed, hash_ in parts],
        "production": ordered.command.production,
        "recipient": recipient,
        "shares": [{"sealed": sealed, "share": hash_, "to": name} for name, hash_, sealed in shares],
    }


def _dealt(seen: Evidence, ordered: checks.Ordered, me: str) -> bool:
    return any(
        stated.by == me and stated.says.get("order") == ordered.hash for _, stated in seen.all(Act.PRODUCTION_DEAL)
    )


def _day(text: object, zone: dt.tzinfo, after: int) -> dt.datetime | None:
    """Beginning of a day in ``zone``, or of the one ``after`` it, in UTC; None where none is said."""
    try:
        day = dt.date.fromisoformat(str(text)) + dt.timedelta(days=after)
    except (ValueError, OverflowError):
        return None
    return dt.datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(dt.UTC)
