"""What the head of a mail says of who sent it, beside what this desk knows: facts for ``asking`` (hazards 2.1, 2.3).

Pure: the head comes parsed out of the sandbox's child. Nothing here is a sign of fraud by itself; offices do write from
free mailboxes, and thieves from real ones.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from dueprocess.demand.asking import Fact, domains, fact

DAY: Final = dt.timedelta(days=1)
_MORNING, _EVENING, _SATURDAY = 6, 21, 5
_CLOCKS: Final = (
    ("AT BE CH CZ DE DK FR HR HU IT LU NL NO PL SE SI SK", 60, 120),
    ("ES", 0, 120),
    ("GB IE", 0, 60),
    ("BG EE FI GR LT LV RO UA", 120, 180),
    ("PT", -60, 60),
    ("TR UG", 180, 180),
    ("RU", 120, 720),
    ("PK", 300, 300),
    ("IN", 330, 330),
    ("CN HK SG", 480, 480),
    ("JP KR", 540, 540),
    ("CA", -480, -150),
    ("US", -600, -240),
    ("BR", -300, -120),
)
_OFFSETS: Final = {country: (least, most) for names, least, most in _CLOCKS for country in names.split()}
"""Least and greatest offset of a country's clocks from UTC in minutes, summer included (IANA time zones, 2025)."""


@dataclass(frozen=True, slots=True)
class Office:
    """An office of the directory; ``contact`` is the address that two people verified, empty where nobody did.

    ``since``: the day of that verification; ``changed``: the day on which its number or address last became another.
    """

    id: str
    name: str
    names: tuple[str, ...] = ()
    country: str = ""
    contact: str = ""
    since: str = ""
    changed: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """Who a mail says that it is from: addresses as they stand; ``sent`` is aware, None where the head says none."""

    name: str = ""
    address: str = ""
    reply_to: tuple[str, ...] = ()
    return_path: str = ""
    to: tuple[str, ...] = ()
    sent: dt.datetime | None = None
    doubled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What this desk knows: offices, its own domains, the office and country that the letter claims, and the time."""

    offices: Sequence[Office] = ()
    ours: tuple[str, ...] = ()
    claimed: str = ""
    country: str = ""
    at: dt.datetime | None = None


def facts(head: Head, known: Known) -> Iterator[Fact]:
    """All that the head says for and against."""
    domain = domains.domain_of(head.address)
    office = _claimed(head, known)
    yield from _domain(domain, head, office, known)
    yield from _elsewhere(head, domain)
    yield from _to(head, known)
    yield from _when(head, known, office)
    yield from (fact("doubled-header", name=one) for one in head.doubled)
    if office is not None:
        yield from _office(office, known)


def _claimed(head: Head, known: Known) -> Office | None:
    """The office that the letter or the sender's own name says it is."""
    named = head.name.casefold()
    by_letter = next((one for one in known.offices if one.id == known.claimed), None)
    if by_letter is not None or len(named) < 3:  # noqa: PLR2004 - "PD" is no name
        return by_letter
    whole = f" {named} "
    found = [one for one in known.offices if any(_stands(name, whole) for name in (one.name, *one.names))]
    return max(found, key=lambda one: bool(one.contact), default=None)


def _stands(name: str, whole: str) -> bool:
    return len(name) > 2 and f" {name.casefold()} " in whole.replace(",", " ").replace("(", " ").replace(")", " ")  # noqa: PLR2004


def _domain(domain: str, head: Head, office: Office | None, known: Known) -> Iterator[Fact]:
    if not domain:
        yield fact("no-sender")
        return
    held = {domains.domain_of(one.contact): one for one in known.offices if one.contact}
    exact = next((one for one in known.offices if one.contact and one.contact.lower() == head.address.lower()), None)
    free = domains.is_free(domain)
    of = exact or (None if free else next((held[at] for at in held if domains.same_house(at, domain)), None))
    if office is not None and office.contact and not (of and _same(of, office)):
        yield fact("name-of-other", office=office.name, domain=domains.written(domain))
    elif exact is not None:
        yield fact("address-of-office", office=exact.name, address=head.address)
    elif of is not None:
        yield fact("domain-of-office", office=of.name, domain=domains.written(domain))
    if of is None:
        yield from _stranger(domain, [*held, *known.ours], free=free)
    if mixed := domains.scripts(domain):
        yield fact("mixed-scripts", domain=domains.written(domain), scripts=", ".join(sorted(mixed)).lower())
    inside = next((one for one in head.name.replace("<", " ").replace(">", " ").split() if domains.domain_of(one)), "")
    if inside and not domains.same_house(domains.domain_of(inside), domain):
        yield fact("name-holds-address", address=inside, domain=domains.written(domain))


def _stranger(domain: str, held: Sequence[str], *, free: bool) -> Iterator[Fact]:
    """Of a domain at which this desk verified nobody."""
    near = domains.nearest(domain, held)
    if near is not None:
        yield fact("look-alike", domain=domains.written(domain), other=domains.written(near[0]), how=near[1])
    elif domains.says_state(domain):
        yield fact("like-government", domain=domains.written(domain))
    else:
        yield fact("free-mail" if free else "domain-unknown", domain=domains.written(domain))


def _same(one: Office, other: Office) -> bool:
    return domains.same_house(domains.domain_of(one.contact), domains.domain_of(other.contact))


def _elsewhere(head: Head, domain: str) -> Iterator[Fact]:
    for one in head.reply_to:
        to = domains.domain_of(one)
        if to and domain and not domains.same_house(to, domain):
            yield fact("reply-elsewhere", domain=domains.written(to), address=one)
    back = domains.domain_of(head.return_path)
    if back and domain and not domains.same_house(back, domain):
        yield fact("return-elsewhere", domain=domains.written(back))


def _to(head: Head, known: Known) -> Iterator[Fact]:
    found = [domains.domain_of(one) for one in head.to]
    ours = [domains.domain_of(one) or domains.readable(one) for one in known.ours]
    if ours and found and not any(domains.same_house(one, other) for one in found for other in ours):
        yield fact("not-to-us", to=", ".join(head.to))


def _when(head: Head, known: Known, office: Office | None) -> Iterator[Fact]:
    sent = head.sent
    if sent is None:
        return
    if known.at is not None and abs(known.at - sent) > DAY:
        yield fact("date-unlike", sent=f"{sent:%Y-%m-%d %H:%M %z}", days=abs(known.at - sent).days)
    country = known.country or (office.country if office else "")
    offset = int((sent.utcoffset() or dt.timedelta()).total_seconds() // 60)
    least, most = _OFFSETS.get(country, (offset, offset))
    if offset and not least <= offset <= most:  # many servers write +0000, wherever they stand
        yield fact("zone-unlike", zone=f"{sent:%z}", country=country)
    if sent.weekday() >= _SATURDAY or not _MORNING <= sent.hour < _EVENING:
        yield fact("odd-hour", time=f"{sent:%H:%M}", day=f"{sent:%Y-%m-%d}")


def _office(office: Office, known: Known) -> Iterator[Fact]:
    if not office.contact:
        yield fact("office-unverified", office=office.name)
        return
    days = _days(office.changed, known)
    if days is not None and days <= 90:  # noqa: PLR2004 - hazard 2.4
        yield fact("number-changed", office=office.name, day=office.changed)
    elif (days := _days(office.since, known)) is not None and days <= 7:  # noqa: PLR2004 - hazard 2.4
        yield fact("office-new", office=office.name, day=office.since)


def _days(day: str, known: Known) -> int | None:
    if not day or known.at is None:
        return None
    return (known.at.date() - dt.date.fromisoformat(day)).days
