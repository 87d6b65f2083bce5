"""What the public pages say about the law that demands rest on: one sheet a country, from the law data alone.

A sheet opens as a whole (hazard 4.4): once this desk's counsel has signed every provision of the country that is in
force and was read in its text, and for as long as all of those signatures hold. Until then each provision is a name and
a section. A signature on a single provision changes no public byte, so nobody can read out of a page which law a
secret demand rested on (P11). What is known only from others is never more than a name, whoever signed it.

So a sheet with a single provision that was read never opens, and the parts of a state (its Länder) open together: each
of them holds few provisions, and one signature must not open the page of one Land.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from dueprocess.demand.codes import DataCategory, Kind
from dueprocess.law.clocks import Span
from dueprocess.law.finding import Allowed, Citation, Effect, Status
from dueprocess.law.shelf import Shelf
from dueprocess.law.texts import ClockRule, Instrument, Onward, Rule, SecrecyRule, Signature, Version
from dueprocess.report.cited import Cited

Words: TypeAlias = Mapping[str, str]

LEAST: Final = 2  # provisions: a sheet that one signature alone could open stays closed (P11)
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
    public: Words | None = None  # what we say in public of a silence by statute


@dataclass(frozen=True, slots=True)
class LawClock:
    """Something due by the provision. ``due`` None: without delay. ``always``: whatever the demand says."""

    what: str
    due: Span | None
    says: Words
    cited: Cited
    always: bool


@dataclass(frozen=True, slots=True)
class LawUse:
    """What may become of the data afterwards (L10): sharing that the law allows, or a condition of use."""

    sharing: bool
    says: Words
    cited: Cited


@dataclass(frozen=True, slots=True)
class LawNorm:
    """A standard by its citation. ``read``: in its text; else known from others, and said to be."""

    title: Words
    section: str
    read: bool = True


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
    who: Words | None = None  # who may issue it
    court: str = "unknown"  # prior | later | independent | programme | none | unknown
    clocks: tuple[LawClock, ...] = ()
    falls_short: tuple[LawNorm, ...] = ()
    onward: tuple[LawUse, ...] = ()


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
    """The law of one shelf on one day. ``until``: the last day of counsel's signatures; None: not signed."""

    country: str  # DE, EU, or a part of a state as DE-NW
    until: datetime.date | None
    entries: tuple[LawEntry, ...]

    @property
    def state(self) -> str:
        """The state (or EU, CE) that the shelf belongs to."""
        return self.country[:2]

    @property
    def is_part(self) -> bool:
        """Whether this is the law of a part of a state."""
        return self.country != self.state


@dataclass(frozen=True, slots=True)
class LawStandard:
    """An international standard by name, with the weakest status of what was taken from it."""

    title: str
    status: Status


def law_sheets(shelf: Shelf, on: datetime.date) -> tuple[LawSheet, ...]:
    """A sheet for every shelf that has law in force on the day ``on``, by its code: states, and parts of states.

    Raises SnapshotError for a citation that cannot stand on a public page.
    """
    texts = _in_force(shelf, on)
    groups: dict[str, list[str]] = {}
    for code, found in texts.items():
        # The parts of a state have one answer, so that no signature opens the page of a single one (P11).
        groups.setdefault(_group(code), []).extend(one.id for one, version in found if _read(version))
    until = {group: _until(shelf.signatures, names, on) for group, names in groups.items()}
    return tuple(_sheet(shelf, code, texts[code], until[_group(code)]) for code in sorted(texts))


def _group(code: str) -> str:
    return code if code == code[:2] else f"{code[:2]}-"


def _in_force(shelf: Shelf, on: datetime.date) -> dict[str, list[tuple[Instrument, Version]]]:
    found: dict[str, list[tuple[Instrument, Version]]] = {}
    for one in sorted(shelf.instruments.values(), key=lambda one: one.id):
        if (version := one.at(on)) is not None:
            found.setdefault(one.country, []).append((one, version))
    return found


def law_standards(shelf: Shelf) -> tuple[LawStandard, ...]:
    """The standards that every demand is held against, each name once. Raises SnapshotError."""
    found: dict[str, Status] = {}
    for one in (one for one in shelf.standards.values() if one.object == "demand"):
        citation = one.rule.cited.citation
        title = Cited(citation.title, "").act
        found[title] = max(found.get(title, citation.status), citation.status, key=_ORDER.__getitem__)
    return tuple(LawStandard(title, found[title]) for title in sorted(found))


def _sheet(
    shelf: Shelf, code: str, texts: Iterable[tuple[Instrument, Version]], until: datetime.date | None
) -> LawSheet:
    entries = (_entry(shelf, one, version, is_open=until is not None) for one, version in texts)
    return LawSheet(code, until, tuple(entries))


def _read(version: Version) -> bool:
    return version.cited.citation.status is Status.VERIFIED


def _until(signatures: Iterable[Signature], names: Sequence[str], on: datetime.date) -> datetime.date | None:
    held: dict[str, datetime.date] = {}
    for one in signatures:
        if one.on <= on <= one.until:
            held[one.rule] = max(one.until, held.get(one.rule, one.until))
    if len(names) < LEAST or not held.keys() >= set(names):
        return None
    return min(held[name] for name in names)


def _entry(shelf: Shelf, one: Instrument, version: Version, *, is_open: bool) -> LawEntry:
    citation = one.latest.cited.citation
    return LawEntry(
        id=one.id,
        cited=Cited(citation.title, citation.section),
        title=one.title,
        status=version.cited.citation.status,
        checked_on=_day(version.cited.citation),
        detail=_detail(shelf, version) if is_open and _read(version) else None,
    )


def _day(citation: Citation) -> datetime.date | None:
    return datetime.date.fromisoformat(citation.checked_on) if citation.checked_on else None


def _detail(shelf: Shelf, version: Version) -> LawDetail:
    return LawDetail(
        summary=version.summary,
        kinds=tuple(kind for kind in Kind if kind in version.kinds),
        data=tuple(data for data in DataCategory if data in version.data),
        power=version.power,
        review=version.provider_review,
        asks=tuple(ask for ask in map(_ask, version.rules) if ask is not None),
        silence=_silence(version.secrecy),
        who=version.who,
        court=version.court,
        clocks=tuple(_clock(one) for one in version.clocks if one.citation.status is Status.VERIFIED),
        # Of a standard that nobody read in its text, no law is said to fall short (P8).
        falls_short=tuple(one for one in norms(shelf, version.falls_short) if one.read),
        onward=tuple(_use(one) for one in version.onward if one.cited.citation.status is Status.VERIFIED),
    )


def norms(shelf: Shelf, names: Iterable[str]) -> tuple[LawNorm, ...]:
    """The standards ``names`` that the shelf knows, each citation once; those that were read come first."""
    found: dict[tuple[str, str], LawNorm] = {}
    for one in (shelf.standards[name] for name in names if name in shelf.standards):
        citation = one.rule.cited.citation
        norm = LawNorm(one.title, citation.section, read=citation.status is Status.VERIFIED)
        found.setdefault((citation.title, citation.section), norm)
    return tuple(sorted(found.values(), key=lambda one: not one.read))


def _ask(rule: Rule) -> LawAsk | None:
    citation = rule.cited.citation
    if rule.ask is None or citation.status is not Status.VERIFIED:
        return None
    return LawAsk(rule.ask, _cited(citation), binding=rule.effect is Effect.DEFECT)


def _cited(citation: Citation) -> Cited:
    return Cited(citation.title, citation.section)


def _clock(rule: ClockRule) -> LawClock:
    return LawClock(rule.what, rule.due, rule.says, _cited(rule.citation), always=rule.when is None)


def _use(one: Onward) -> LawUse:
    return LawUse(one.sharing, one.says, _cited(one.cited.citation))


def _silence(rule: SecrecyRule | None) -> LawSilence | None:
    if rule is None or rule.cited.citation.status is not Status.VERIFIED:
        return None
    cited = _cited(rule.cited.citation)
    public = rule.public if rule.source == "statute" else None
    return LawSilence(rule.tell, rule.admit, rule.count, rule.who_notifies, rule.by_order_only, cited, public)
