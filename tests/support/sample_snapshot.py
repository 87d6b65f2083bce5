"""A made-up provider, with enough cases for every table: for tests and for the pictures in docs/pictures."""

import dataclasses
import datetime
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import holdings_samples
from dueprocess.adapters.law_files import load
from dueprocess.demand.codes import AuthorityKind, DataCategory, Kind, Outcome
from dueprocess.formats.ids import RegisterId, register_id
from dueprocess.formats.public_copy import HEIGHT, STRIDE, Copy, Sort, picture
from dueprocess.holdings.entry import Service
from dueprocess.law.clocks import Span, Unit
from dueprocess.law.finding import Allowed, Status
from dueprocess.law.shelf import Shelf
from dueprocess.law.texts import Signature
from dueprocess.report.cells import Cells
from dueprocess.report.cited import Cited
from dueprocess.report.facts import Fact
from dueprocess.report.lawsheet import (
    LawClock,
    LawDetail,
    LawEntry,
    LawNorm,
    LawSheet,
    LawSilence,
    LawUse,
    law_sheets,
    law_standards,
)
from dueprocess.report.ledger import Ledger
from dueprocess.report.pages import DemandPage, PublicFinding
from dueprocess.report.positions import Position
from dueprocess.report.provider import Help, Provider
from dueprocess.report.snapshot import Publication, RowFact, Snapshot, rows_of
from dueprocess.report.talks import in_order
from dueprocess.report.told import Silence, UnseenAccess
from dueprocess.report.withholding import live
from talk_samples import EXIT, POSITION, TALK, public

DAY = datetime.date(2026, 11, 24)
PROVIDER = Provider(
    name="Lantern Mail",
    country="DE",
    contact="authorities@lantern.example",
    languages=("de", "en"),
    services=("Mail", "Groups", "Web hosting"),
    site="https://due-process.lantern.example",
    security="security@lantern.example",
    help=(Help("Open Nets help line", "https://help.opennets.example/talk"), Help("Law clinic", "+49 30 000 000")),
)
SIGNED = ("DE", "EU")  # countries whose law the made-up counsel has signed

_PLACES = (
    ("DE", AuthorityKind.POLICE, 9),
    ("DE", AuthorityKind.PROSECUTOR, 6),
    ("DE", AuthorityKind.COURT, 2),
    ("PK", AuthorityKind.REGULATOR, 3),
    ("FR", AuthorityKind.PROSECUTOR, 3),
    ("IN", AuthorityKind.GOVERNMENT, 2),
    ("US", AuthorityKind.COURT, 2),
    ("EU", AuthorityKind.REGULATOR, 1),
)
_KINDS = (Kind.DISCLOSURE,) * 9 + (Kind.PRESERVATION, Kind.PRESERVATION, Kind.CONTENT, Kind.CONTENT, Kind.ACCOUNT)
_OUTCOMES: tuple[Outcome | None, ...] = (
    Outcome.COMPLY,
    Outcome.CORRECT,
    Outcome.OBJECT,
    Outcome.NO_DATA,
    Outcome.PARTIAL,
    Outcome.COMPLY,
    Outcome.REFUSE,
    Outcome.WITHDRAWN,
    Outcome.COMPLY,
    Outcome.NOT_EXECUTABLE,
    Outcome.PARTIAL,
)

LAW = {
    "DE": Cited("Strafprozessordnung (StPO)", "§ 100j"),
    "PK": Cited("Prevention of Electronic Crimes Act 2016 (PECA)", "section 37"),
    "IN": Cited("Temporary Suspension of Telecommunication Services Rules, 2024", "r. 3"),
    "EU": Cited("Regulation (EU) 2022/2065", "art. 9"),
    "FR": Cited("Code de procédure pénale", "art. 60-1"),
}


@cache
def shelf(*countries: str) -> Shelf:
    """The law that ships, with every provision of these countries signed on the day of the snapshot."""
    names = [one.id for one in load().instruments.values() if one.country in countries]
    return load(signatures=[Signature(name, "cedar", DAY) for name in names])


def row_id(number: int) -> RegisterId:
    return register_id(hashlib.sha256(str(number).encode()).digest()[:15])


def item(letter: str, year: int, *codes: object, answered: int | None = None, **more: Any) -> Fact:
    """An item that may be counted and admitted: country, sort of body, kind, outcome; years of receipt and answer."""
    country, authority, kind, outcome = map(str, (*codes[:3], codes[3] or ""))
    return Fact(
        letter=letter,
        received_on=datetime.date(year, 3, 4),
        answered_on=datetime.date(answered or year, 9, 7) if outcome else None,
        country=country,
        authority_kind=authority,
        kind=kind,
        outcome=outcome,
        **{"countable": True, "admissible": True, **more},
    )


def numbers_of(counted: Iterable[Fact]) -> Cells:
    """The numbers of the live page."""
    return live(counted, Ledger(), DAY)


def facts() -> list[Fact]:
    made = list(_cases())
    extra = (
        ("PK", AuthorityKind.REGULATOR, Kind.SHUTDOWN, Outcome.REFUSE),
        ("PK", AuthorityKind.REGULATOR, Kind.THROTTLING, Outcome.OBJECT),
        ("IN", AuthorityKind.GOVERNMENT, Kind.SHUTDOWN, Outcome.CHALLENGE),
        ("PK", AuthorityKind.GOVERNMENT, Kind.DIRECT_ACCESS, Outcome.REFUSE),
        ("PK", AuthorityKind.REGULATOR, Kind.SHUTDOWN, Outcome.REFUSE),
    )
    for number, (country, authority, kind, outcome) in enumerate(extra):
        made.append(item(f"x{number}", 2026, country, authority, kind, outcome, targets=0))
    return made


def _cases() -> Iterator[Fact]:
    number = 0
    for year, many in ((2024, 74), (2025, 103), (2026, 86)):
        for one in range(many):
            weight = (one * 17) % sum(place[2] for place in _PLACES)
            country, authority = _place(weight)
            for nth in range(1 + (one % 5 == 0)):
                number += 1
                late = year == 2026 and one > 78
                yield item(
                    f"{year}-{one}",
                    year,
                    country,
                    authority,
                    _KINDS[(number * 5) % len(_KINDS)],
                    None if late else _OUTCOMES[(number * 7) % len(_OUTCOMES)],
                    answered=min(2026, year + (one % 13 == 12)),
                    targets=1 + (one % 7 == 3) * 2 + nth,
                    item=nth + 1,
                )


def _place(weight: int) -> tuple[str, AuthorityKind]:
    for country, authority, share in _PLACES:
        if weight < share:
            return country, authority
        weight -= share
    raise AssertionError


_ROWS = (
    (20, "PK", AuthorityKind.REGULATOR, Kind.SHUTDOWN, Outcome.REFUSE, "", True),
    (12, "IN", AuthorityKind.GOVERNMENT, Kind.SHUTDOWN, Outcome.CHALLENGE, "", True),
    (31, "PK", AuthorityKind.REGULATOR, Kind.THROTTLING, Outcome.OBJECT, "legal_basis_missing", False),
    (44, "PK", AuthorityKind.GOVERNMENT, Kind.DIRECT_ACCESS, Outcome.REFUSE, "", False),
    (9, "DE", AuthorityKind.POLICE, Kind.DISCLOSURE, Outcome.OBJECT, "legal_basis_missing", True),
    (16, "FR", AuthorityKind.PROSECUTOR, Kind.DISCLOSURE, Outcome.PARTIAL, "", True),
    (23, "DE", AuthorityKind.PROSECUTOR, Kind.DISCLOSURE, Outcome.COMPLY, "", True),
    (27, "EU", AuthorityKind.REGULATOR, Kind.ACCOUNT, Outcome.CORRECT, "", True),
    (37, "DE", AuthorityKind.POLICE, Kind.PRESERVATION, Outcome.LAPSED, "", True),
    (52, "DE", AuthorityKind.COURT, Kind.DISCLOSURE, None, "", True),
    (410, "DE", AuthorityKind.POLICE, Kind.DISCLOSURE, Outcome.NO_DATA, "", True),
    (433, "PK", AuthorityKind.REGULATOR, Kind.SHUTDOWN, Outcome.REFUSE, "", False),
)


def _week(ago: int) -> str:
    year, week, _ = (DAY - datetime.timedelta(days=ago + 24)).isocalendar()
    return f"{year}-W{week:02}"


def row_facts() -> list[RowFact]:
    return [
        RowFact(
            id=row_id(number),
            published_on=DAY - datetime.timedelta(days=ago),
            week=_week(ago),
            country=country,
            authority_kind=authority,
            kinds=(kind,),
            instruments=(LAW[country],) if named else (),
            outcome=outcome,
            ground=ground,
            publication=Publication.SUMMARY,
            admit=True,
            count=True,
            reached=True,
        )
        for number, (ago, country, authority, kind, outcome, ground, named) in enumerate(_ROWS)
    ]


def snapshot(provider: Provider = PROVIDER) -> Snapshot:
    law = shelf(*SIGNED)
    rows, numbers = rows_of(row_facts()), numbers_of(facts())
    return Snapshot(provider, DAY, rows, numbers, law=law_sheets(law, DAY), standards=law_standards(law))


ACCESS = UnseenAccess(
    id="DE-TKG-173",
    cited=Cited("Telekommunikationsgesetz (TKG 2021)", "§ 173(1) to (4)"),
    since=datetime.date(2021, 12, 1),
    services=("Mail",),
    title={"en": "Standing automated access to customer files"},
    says={
        "en": "The regulator may query names, addresses and numbers of our customers at any time.",
        "de": "Die Regulierungsbehörde darf Namen, Anschriften und Rufnummern unserer Kunden jederzeit abfragen.",
    },
)
NEVER = {
    "en": "For these demands German law never lets us tell you; the authority may have to.",
    "de": "Von diesen Ersuchen dürfen wir Ihnen nach deutschem Recht nie berichten; die Behörde muss es vielleicht.",
    "ur": "ان مطالبات کے بارے میں جرمن قانون ہمیں آپ کو بتانے کی کبھی اجازت نہیں دیتا؛ شاید ادارے پر بتانا لازم ہو۔",
}
STAND = Position(
    id="PK-PECA-42-STAND",
    country="PK",
    cited=Cited("Prevention of Electronic Crimes Act 2016 (PECA)", "section 42"),
    stage="act",
    on=datetime.date(2016, 8, 18),
    position="amend",
    taken_on=datetime.date(2026, 3, 2),
    title={"en": "Sharing with foreign governments", "de": "Weitergabe an ausländische Regierungen"},
    does={"en": "It lets the Government share data abroad.", "de": "Es lässt die Regierung Daten ins Ausland geben."},
    says={"en": "Nobody concerned is asked or told.", "de": "Niemand wird gefragt oder unterrichtet."},
    asks={
        "en": "A court before each transfer.",
        "de": "Ein Gericht vor jeder Weitergabe.",
        "ur": "ہر منتقلی سے پہلے عدالت۔",
    },
    norms=(
        LawNorm({"en": "Podchasov v. Russia, no. 33696/19, 13 February 2024"}, "§§ 76-80"),
        LawNorm({"en": "Treaty B"}, "art. 2", read=False),
    ),
    status=Status.VERIFIED,
    replaced_by="",
)
BILL = dataclasses.replace(
    STAND,
    id="PK-PECB-2015-38",
    cited=Cited("Prevention of Electronic Crimes Bill 2015", "section 38"),
    stage="past",
    on=None,
    position="oppose",
    says=None,
    norms=(),
    status=Status.SECONDARY,
    replaced_by="PK-PECA-42-STAND",
)


def telling() -> Snapshot:
    """A desk that has access it cannot see, silence by statute, and positions of its own."""
    law = LAW["DE"]
    cited = tuple(dataclasses.replace(law, section=f"§ 100{letter}") for letter in "abgijk")
    states = tuple(one for one in snapshot().law if not one.is_part)
    return dataclasses.replace(
        snapshot(),
        law=(*states, part("DE-BY", until=None), part("DE-NW", until=DAY)),
        unseen=(ACCESS,),
        silences=(Silence(NEVER, cited),),
        positions=(STAND, BILL),
        services=services(),
        talks=in_order(public(one, DAY) for one in (TALK, POSITION, EXIT)),
    )


def services(**changes: str) -> tuple[Service, ...]:
    """What the made-up provider holds: mail, rooms, and web space; somebody looked at each."""
    have = holdings_samples.read("mail", "rooms", "web", checked="2026-11-02", **changes)
    renamed = {"mail": "Mail", "rooms": "Groups", "web": "Web hosting"}
    return tuple(dataclasses.replace(one, name=renamed[one.name]) for one in have.services)


def part(code: str, *, until: datetime.date | None) -> LawSheet:
    """The sheet of a Land with one provision that says all that an open sheet can say."""
    entry = LawEntry(
        id=f"{code}-POLG-20A",
        cited=Cited("Polizeigesetz", "§ 20a"),
        title={"en": "Subscriber data for the police", "de": "Bestandsdaten für die Polizei"},
        status=Status.VERIFIED,
        checked_on=DAY,
        detail=DETAIL if until else None,
    )
    return LawSheet(code, until, (entry,))


_HERE = Cited("Polizeigesetz", "§ 20a(2)")
DETAIL = LawDetail(
    summary={"en": "The police may ask who holds an account.", "de": "Die Polizei darf nach Bestandsdaten fragen."},
    kinds=(Kind.DISCLOSURE,),
    data=(DataCategory.SUBSCRIBER,),
    power=True,
    review="formal",
    asks=(),
    silence=LawSilence(
        Allowed.NO, Allowed.NO, Allowed.YES, "authority", by_order_only=False, cited=_HERE, public=NEVER
    ),
    who={"en": "A senior officer of the police", "de": "Eine leitende Person der Polizei", "ur": "پولیس کا اعلیٰ افسر"},
    court="later",
    clocks=(
        LawClock("respond", None, {"en": "Answer at once.", "de": "Sofort antworten."}, _HERE, always=True),
        LawClock("transmit", Span(10, Unit.DAYS), {"en": "Ten days.", "de": "Zehn Tage."}, _HERE, always=True),
        LawClock("destroy", Span(6, Unit.MONTHS), {"en": "Destroy it then."}, LAW["EU"], always=False),
    ),
    falls_short=(LawNorm({"en": "Treaty A"}, "art. 1"),),
    onward=(
        LawUse(sharing=True, says={"en": "It may go abroad.", "de": "Es darf ins Ausland."}, cited=_HERE),
        LawUse(sharing=False, says={"en": "For this danger alone.", "de": "Nur für diese Gefahr."}, cited=_HERE),
    ),
)


def empty() -> Snapshot:
    return Snapshot(PROVIDER, DAY, (), ())


def few() -> Snapshot:
    """A small desk: under 200 items, one of them without a known number of accounts."""
    unknown = item("u", 2026, "DE", AuthorityKind.POLICE, Kind.CONTENT, None)
    return Snapshot(PROVIDER, DAY, (), numbers_of([*facts()[:60], unknown]))


def documented() -> Snapshot:
    """A desk of which one row is published as ``full``: with findings, and both letters."""
    made = snapshot()
    rows = tuple(dataclasses.replace(row, publication=Publication.FULL) if row.id == FULL else row for row in made.rows)
    rule = PublicFinding(
        Cited("Strafprozessordnung (StPO)", "§ 100b(1)"),
        {"en": "The order names no court.", "de": "Der Beschluss nennt kein Gericht."},
    )
    lines = (
        "Ministry of the Interior",
        "[[number]], [[date]]",
        "",
        "To the provider: you are asked for what [[target]] wrote. Ask [[name]] at [[phone]].",
        "",
        "[[signature]]",
    )
    bars = bytes(0x00 if 200 < at // STRIDE < 260 and 8 < at % STRIDE < 132 else 0xFF for at in range(STRIDE * HEIGHT))
    letters = (Copy(Sort.DEMAND, "en", "5" * 64, (), (picture(bars),) * 2), Copy(Sort.ANSWER, "en", "6" * 64, lines))
    return dataclasses.replace(made, rows=rows, pages=(DemandPage(FULL, (rule,), letters),))


FULL = row_id(0)
