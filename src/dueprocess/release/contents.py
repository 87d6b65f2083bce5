"""What a production holds, against what was granted: its manifest before a share opens, its shares before they meet.

The extraction host drops what exceeds the grant; a releaser believes no host and looks again (P10, P12; hazard 11.1).
"""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Final

from dueprocess.formats import moment, shamir
from dueprocess.formats.bech32 import secret_text
from dueprocess.formats.manifest import Count, Manifest
from dueprocess.release.checks import Dealt, Grant
from dueprocess.release.evidence import Evidence, refuse

SLACK: Final = dt.timedelta(hours=14)
"""Days of a period begin somewhere on earth: this far from UTC at most."""


def check_manifest(manifest: Manifest, dealt: Dealt, seen: Evidence) -> None:
    """Whether the manifest is that of this deal, for this recipient, and lists nothing that was not granted.

    Raises ReleaseError ``manifest.another-order``, ``manifest.recipient``, ``manifest.parts``, ``manifest.exceeds``,
    ``manifest.period``.
    """
    order, grant = manifest.order, dealt.order.grant
    named = (order.case, order.item, order.production, order.order, order.approval)
    asked = dealt.order.command
    if named != (seen.case, asked.item, asked.production, dealt.order.hash, asked.approval):
        refuse("manifest.another-order", "the manifest is that of another order")
    if hashlib.sha256(manifest.recipient.encode()).hexdigest() != seen.relied["recipient"]:
        refuse("manifest.recipient", "the manifest names another recipient than the verified one")
    if order.part != grant.part:
        refuse("manifest.exceeds", "the manifest does not say that the part was kept to that was granted")
    if len(manifest.files) != len(dealt.command.parts):
        refuse("manifest.parts", "the manifest lists another number of parts than were dealt")
    for count in manifest.counts:
        if (count.target, count.kind) not in grant.granted:
            refuse("manifest.exceeds", f"{count.target} {count.kind} was not granted, and is in the production")
        _check_period(count, grant)


def check_share(dealt: Dealt, holder: str, share: bytes) -> None:
    """Whether ``share`` is the one that was dealt to ``holder``. Raises ReleaseError ``release.share``."""
    dealt_to = {name: hash_ for name, hash_, _ in dealt.command.shares}
    if shamir.share_hash(share) != dealt_to.get(holder):
        refuse("release.share", f"the share of {holder} is not the one of this deal")


def check_share_order(dealt: Dealt, holder: str, order: str) -> None:
    """Whether a share was sealed for this order: a deal can name the hash of another one's share, and hand it over.

    Raises ReleaseError ``release.share``.
    """
    if order != dealt.order.hash:
        refuse("release.share", f"the share of {holder} was sealed for another order than this one")


def combined(dealt: Dealt, shares: Mapping[str, bytes]) -> str:
    """The production's age identity (``AGE-SECRET-KEY-1…``) out of shares by holder, each checked first.

    Its recipient is still to be held against the deal's. Raises ReleaseError ``release.share``, ``release.quorum``.
    """
    for holder, share in shares.items():
        check_share(dealt, holder, share)
    if len(shares) < dealt.command.k:
        refuse("release.quorum", f"{len(shares)} of {dealt.command.k} shares are here")
    chosen = [shares[name] for name in sorted(shares)][: dealt.command.k]
    return secret_text(shamir.combine(chosen))


def _check_period(count: Count, grant: Grant) -> None:
    since, until = grant.period
    early = since and count.first and moment.parse(count.first) < _start(since) - SLACK
    late = until and count.last and moment.parse(count.last) >= _start(until) + dt.timedelta(days=1) + SLACK
    if early or late:
        refuse("manifest.period", f"{count.target} {count.kind} reaches beyond the period that was granted")


def _start(day: str) -> dt.datetime:
    return dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC)
