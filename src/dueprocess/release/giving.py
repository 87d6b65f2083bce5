"""Agreeing and giving (ADR 0083): who agreed on what, from when a client holds, and when a share may be handed over.

First k people agree, by statements on deal, manifest, finisher, recipient and way; nothing is handed over. After its
hold each client that itself sees k agreements on the same hands its one share to the one who finishes. So fewer than k
agreements open nothing, whoever holds the desk's store and k - 1 keys (P1; hazard 11.4).
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from dueprocess.case import commands as c
from dueprocess.case.releases import EMERGENCY_HOLD_MINUTES, HOLD_HOURS
from dueprocess.formats import moment
from dueprocess.formats.statement import Act
from dueprocess.release.evidence import Evidence, command_in, refuse


@dataclass(frozen=True, slots=True)
class Agreement:
    """One person's newest agreement on a deal: by which act (hash), what it names, and the hash of the share."""

    by: str
    hash: str
    at: dt.datetime  # a claim
    manifest: str
    finisher: str
    recipient: str
    way: str
    share: str

    @property
    def plan(self) -> tuple[str, str, str, str]:
        """What k people must say alike: all but the share."""
        return (self.manifest, self.finisher, self.recipient, self.way)


@dataclass(frozen=True, slots=True)
class Saw:
    """When this client first saw an agreement on a deal, and which stops of the desk were lifted by then."""

    at: dt.datetime
    lifted: frozenset[str]


def agreements(seen: Evidence, command: c.Deal, deal: str) -> dict[str, Agreement]:
    """Of each holder the newest agreement on this deal. Who left the roster, or retired their key, agrees to nothing.

    Notes come in the order of their chain, which was followed: a later one has seen an earlier one of its person.
    """
    holders = {name for name, _, _ in command.shares}
    found: dict[str, Agreement] = {}
    for hash_, stated in seen.statements.items():
        said = command_in(stated) if stated.act is Act.RELEASE_APPROVE and stated.case == seen.case else None
        if not isinstance(said, c.ApproveRelease) or stated.by not in holders:
            continue
        if (said.deal, said.item, said.production) == (deal, command.item, command.production):
            at = moment.parse(stated.at)
            found[stated.by] = Agreement(
                stated.by, hash_, at, said.manifest, said.finisher, said.recipient, said.way, said.share
            )
    return found


def finishers(seen: Evidence, command: c.Deal) -> frozenset[str]:
    """Who may finish: holds a share, releases from within the house, has an own key that is not retired."""
    holders = {name for name, _, _ in command.shares}
    able = {one.name for one in seen.strict.releasers if not one.outside and one.own_age is not None}
    return frozenset(able & holders) - seen.retired


def alike(found: Mapping[str, Agreement], one: Agreement) -> list[Agreement]:
    """Those that say the same as this one in all but the share."""
    return [other for other in found.values() if other.plan == one.plan]


def hold(*, emergency: bool) -> dt.timedelta:
    """How long a release is held: 24 hours, 30 minutes in a confirmed emergency."""
    return dt.timedelta(minutes=EMERGENCY_HOLD_MINUTES) if emergency else dt.timedelta(hours=HOLD_HOURS)


def saw(kept: Saw | None, found: Collection[object], lifted: frozenset[str], now: dt.datetime) -> Saw | None:
    """What a client remembers after a look: since when it has seen an agreement on the deal; None while nobody agreed.

    It begins anew where a stop was lifted since, and where the clock that wrote it was ahead of now.
    """
    if not found:
        return kept
    if kept is None or kept.at > now or not lifted <= kept.lifted:
        return Saw(now, lifted)
    return kept


def check_hold(since: Saw | None, length: dt.timedelta, now: dt.datetime) -> None:
    """Whether this client's hold is over. Raises ReleaseError ``release.hold``."""
    if since is None:
        refuse("release.hold", "the hold is not over: nobody agreed yet")
    if now < since.at + length:
        refuse("release.hold", f"the hold is not over: until {moment.write(since.at + length)}")


def check_k(found: Iterable[Agreement], k: int, finisher: str) -> list[Agreement]:
    """Those agreements, where k people made them. Raises ReleaseError ``release.quorum``."""
    these = sorted(found, key=lambda one: one.by)
    if len({one.by for one in these}) < k:
        refuse("release.quorum", f"{len(these)} of {k} people agreed that {finisher} finishes it in this way")
    return these
