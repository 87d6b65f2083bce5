"""On which number an office is called back: one that was changed is in use after seven days (hazard 2.4). Pure.

Whoever swaps a row of a directory waits for the call that asks whether it was they. So what two people verified first
is rung until the change is a week old. A number that was withdrawn is rung no more, and the next one waits as well: an
office that had a number once is never reached by another one on the same day. The desk, a person's own machine and
whoever releases reckon the same from the same statements.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from dueprocess.formats import moment
from dueprocess.formats.statement import Act, Statement

WAITS: Final = dt.timedelta(days=7)
"""From the second person's signature until a changed number is rung."""
SHOWN: Final = dt.timedelta(days=90)
"""For so long pages say that a number or the place of letters was changed."""
_NONE: Final = ""
"""In the place of a number that was withdrawn, while it waits."""
DAY, NIGHT = "phone", "night"
KINDS: Final = (DAY, NIGHT)
"""Keys of a verification: the number of office hours, and the one that answers day and night."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What two people signed of one office.

    Attributes:
        verification: hash of the first person's statement.
        by: both people.
        at: when the second one signed (aware).
        numbers: kind → SHA-256 (hex) of the number; a kind that was not signed is missing.
        contact: SHA-256 (hex) of where letters go.
        counts: whether both stand behind it: what somebody signed who left holds a change back, and is never rung.
    """

    verification: str
    by: tuple[str, str]
    at: dt.datetime
    numbers: Mapping[str, str]
    contact: str = ""
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Number:
    """A number by its hash, since when it is in use or from when it will be, and who verified it last."""

    hash: str
    since: dt.datetime
    verified: Verified


@dataclass(frozen=True, slots=True)
class InUse:
    """The numbers of one office at one moment, each by its kind.

    Attributes:
        stands: those that are rung.
        waits: changed ones, each with the moment from which it is rung.
        before: those that were rung before the ones that stand, with the moment at which they ended.
        newest: what two people signed last; None for an office that nobody verified.
    """

    stands: Mapping[str, Number] = field(default_factory=dict)
    waits: Mapping[str, Number] = field(default_factory=dict)
    before: Mapping[str, Number] = field(default_factory=dict)
    newest: Verified | None = None

    @property
    def rung(self) -> frozenset[str]:
        """Hashes of the numbers on which a call counts; ``""`` where the office has none, and none waits.

        What was withdrawn waits as well: for a week no call counts, as if another number had taken its place.
        """
        found = {one.hash for one in self.stands.values() if one.verified.counts}
        none = not self.stands and not self.waits and self.newest is not None and self.newest.counts
        return frozenset(found | ({""} if none else set()))


def verified_of(
    authority: object, signed: Mapping[str, Statement], counts: Callable[[str], bool] = lambda _name: True
) -> list[Verified]:
    """What two people signed of an office, in the order in which the second ones signed.

    When the second one signed is reckoned by the chain: no earlier than the latest date that stands before it there, so
    that nobody dates a change back over the week.

    Args:
        authority: its id.
        signed: statements by the hash of each, in the order of their chain.
        counts: whether the signer of a statement, by its hash, is here still.
    """
    found: list[Verified] = []
    latest = dt.datetime.min.replace(tzinfo=dt.UTC)
    for name, second in signed.items():
        latest = max(latest, moment.parse(second.at))
        verification = str(second.says.get("verification")) if second.act is Act.AUTHORITY_CONFIRM else ""
        first = signed.get(verification)
        if first is None or first.act is not Act.AUTHORITY_VERIFY or first.by == second.by:
            continue
        if first.says.get("authority") == authority:
            numbers = {kind: str(first.says[kind]) for kind in KINDS if first.says.get(kind)}
            both = counts(verification) and counts(name)
            people, contact = (first.by, second.by), str(first.says.get("contact"))
            found.append(Verified(verification, people, latest, numbers, contact, both))
    return found


def in_use(verified: Iterable[Verified], at: dt.datetime) -> InUse:
    """Which numbers are rung at a moment, and which wait; ``verified`` in its order. What came later is not known."""
    use, known = InUse(), False
    for one in verified:
        if one.at > at:
            break
        use = _after(_due(use, one.at), one, known=known)
        known = known or bool(one.numbers)
    return _due(use, at)


def _due(use: InUse, at: dt.datetime) -> InUse:
    """What has waited long enough is rung."""
    due = {kind: one for kind, one in use.waits.items() if one.since <= at}
    ready = {kind: one for kind, one in due.items() if one.hash}  # a withdrawal leaves none
    past = {kind: replace(use.stands[kind], since=one.since) for kind, one in ready.items() if kind in use.stands}
    waits = {kind: one for kind, one in use.waits.items() if kind not in due}
    return replace(use, stands={**use.stands, **ready}, waits=waits, before={**use.before, **past})


def _after(use: InUse, one: Verified, *, known: bool) -> InUse:
    """Two people signed once more; ``known``: the office had a number before."""
    stands, waits, here = dict[str, Number](), dict[str, Number](), {old.hash: old for old in use.stands.values()}
    for kind, hash_ in one.numbers.items():
        old, waiting = use.stands.get(kind), use.waits.get(kind)
        if hash_ in here or not known:
            since = here[hash_].since if hash_ in here else one.at
            stands[kind] = Number(hash_, since, _both(here.get(hash_), one))
            continue
        stands |= {kind: old} if old is not None else {}
        same = waiting is not None and waiting.hash == hash_
        waits[kind] = Number(hash_, waiting.since if waiting is not None and same else one.at + WAITS, one)
    gone = {
        kind: old
        for kind, old in use.stands.items()
        if kind not in one.numbers and old.hash not in one.numbers.values()
    }
    held = {kind: old for kind, old in use.waits.items() if kind not in one.numbers}
    withdrawn = dict.fromkeys(gone, Number(_NONE, one.at + WAITS, one)) | {
        kind: replace(old, hash=_NONE) for kind, old in held.items()
    }
    before = {**use.before, **{kind: replace(old, since=one.at) for kind, old in gone.items()}}
    return replace(use, stands=stands, waits=withdrawn | waits, before=before, newest=one)


def _both(old: Number | None, one: Verified) -> Verified:
    """Who vouches for a number that was verified again: the last ones who are here."""
    return old.verified if old is not None and old.verified.counts and not one.counts else one


def at_desk(use: InUse, local: dt.datetime) -> Number | None:
    """The number to ring now: outside office hours the one that answers day and night, where there is one.

    ``local``: the time where the desk is. Either counts at any time: a watch room answers by day as well.
    """
    night = local.weekday() >= _WEEKEND or not _OPENS <= local.hour < _CLOSES
    order = (NIGHT, DAY) if night else KINDS
    return next((use.stands[kind] for kind in order if kind in use.stands), None)


_WEEKEND: Final = 5
_OPENS, _CLOSES = 8, 16
