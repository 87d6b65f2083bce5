"""What the public pages say about the law that demands rest on: one sheet a country, from the law data alone.

A sheet opens as a whole (hazard 4.4): once this desk's counsel has signed every provision of the country that is in
force and was read in its text, and for as long as all of those signatures hold. Until then each provision is a name and
a section. A signature on a single provision changes no public byte, so nobody can read out of a page which law a
secret demand rested on (P11). What is known only from others is never more than a name, whoever signed it.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from dueprocess.domain.demand.codes import DataCategory, Kind
from dueprocess.domain.law.finding import Allowed, Citation, Effect, Status
from dueprocess.domain.law.shelf import Shelf
from dueprocess.domain.law.texts import Instrument, Rule, SecrecyRule, Signature, Version
from dueprocess.domain.report.cited import Cited

Words: TypeAlias = Mapping[str, str]

_ORDER: Final = {status: place for place, status in enumerate((Status.VERIFIED, Status.SECONDARY, Status.UNVERIFIED))}


@dataclass(frozen=True, slots=True)
class LawAsk:
    """Something that a demand must show. ``binding``: its absence is a defect; else counsel looks at it."""

    says: Words
    cited: Cited
    binding: bool


@dataclass(frozen=True, slots=True)
class LawSilence:
    """May we tell, admit, count; who tells; whether silence exists only where an order imposes it."""

    tell: Allowed
    admit: Allowed
    count: Allowed
    who_notifies: str
    by_order_only: bool
    cited: Cited


@dataclass(frozen=True, slots=True)
class LawDetail:
    """What one provision is about and requires; stands only on an open sheet."""

    summary: Words
    kinds: tuple[Kind, ...]
    data: tuple[DataCategory, ...]
    power: bool
    review: str  # formal | listed | full | unknown: what the provider may check
    asks: tuple[LawAsk, ...]
    silence: LawSilence | None


@dataclass(frozen=True, slots=True)
class LawEntry:
    """One provision. ``checked_on`` is the day on which its text was read; None: it was not."""

    id: str
    cited: Cited
    title: Words
    status: Status
    checked_on: datetime.date | None
    detail: LawDetail | None


@dataclass(frozen=True, slots=True)
class LawSheet:
    """The law of one country (or EU) on one day. ``until``: the last day of counsel's signatures; None: not signed."""

    country: str
    until: datetime.date | None
    entries: tuple[LawEntry, ...]


@dataclass(frozen=True, slots=True)
class LawStandard:
    """An international standard by name, with the weakest status of what was taken from it."""

    title: str
    status: Status


def law_sheets(shelf: Shelf, on: datetime.date) -> tuple[LawSheet, ...]:
    """A sheet for every country of ``shelf`` that has law in force on the day ``on``, by country.

    Raises SnapshotError for a citation that cannot stand on a public page.
    """
    made = (_sheet(shelf, country, on) for country in sorted(shelf.countries))
    return tuple(sheet for sheet in made if sheet.entries)


def law_standards(shelf: Shelf) -> tuple[LawStandard, ...]:
    """The standards that every demand is held against, each name once. Raises SnapshotError."""
    found: dict[str, Status] = {}
    for one in (one for one in shelf.standards.values() if one.object == "demand"):
        citation = one.rule.cited.citation
        title = Cited(citation.title, "").act
        found[title] = max(found.get(title, citation.status), citation.status, key=_ORDER.__getitem__)
    return tuple(LawStandard(title, found[title]) for title in sorted(found))


def _sheet(shelf: Shelf, country: str, on: datetime.date) -> LawSheet:
    texts = [
        (one, version)
        for one in sorted(shelf.instruments.values(), key=lambda one: one.id)
        if one.country == country and (version := one.at(on)) is not None
    ]
    until = _until(shelf.signatures, (one.id for one, version in texts if _read(version)), on)
    entries = (_entry(one, version, is_open=until is not None) for one, version in texts)
    return LawSheet(country, until, tuple(entries))


def _read(version: Version) -> bool:
    return version.cited.citation.status is Status.VERIFIED


def _until(signatures: Iterable[Signature], names: Iterable[str], on: datetime.date) -> datetime.date | None:
    held: dict[str, datetime.date] = {}
    for one in signatures:
        if one.on <= on <= one.until:
            held[one.rule] = max(one.until, held.get(one.rule, one.until))
    days = [held.get(name) for name in names]
    return min((day for day in days if day is not None), default=None) if None not in days else None


def _entry(one: Instrument, version: Version, *, is_open: bool) -> LawEntry:
    citation = one.latest.cited.citation
    return LawEntry(
        id=one.id,
        cited=Cited(citation.title, citation.section),
        title=one.title,
        status=version.cited.citation.status,
        checked_on=_day(version.cited.citation),
        detail=_detail(version) if is_open and _read(version) else None,
    )


def _day(citation: Citation) -> datetime.date | None:
    return datetime.date.fromisoformat(citation.checked_on) if citation.checked_on else None


def _detail(version: Version) -> LawDetail:
    return LawDetail(
        summary=version.summary,
        kinds=tuple(kind for kind in Kind if kind in version.kinds),
        data=tuple(data for data in DataCategory if data in version.data),
        power=version.power,
        review=version.provider_review,
        asks=tuple(ask for ask in map(_ask, version.rules) if ask is not None),
        silence=_silence(version.secrecy),
    )


def _ask(rule: Rule) -> LawAsk | None:
    citation = rule.cited.citation
    if rule.ask is None or citation.status is not Status.VERIFIED:
        return None
    return LawAsk(rule.ask, Cited(citation.title, citation.section), binding=rule.effect is Effect.DEFECT)


def _silence(rule: SecrecyRule | None) -> LawSilence | None:
    if rule is None or rule.cited.citation.status is not Status.VERIFIED:
        return None
    cited = Cited(rule.cited.citation.title, rule.cited.citation.section)
    return LawSilence(rule.tell, rule.admit, rule.count, rule.who_notifies, rule.by_order_only, cited)
