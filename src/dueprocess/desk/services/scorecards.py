"""The desk's own scorecard: what people looked at, what the records show, and the score that follows.

Points come from public pages alone (``transparency/score/evidence.py``). What the records show is for the desk's own
eyes: that a demand of a sort came may be secret, so nothing of it stands in a scorecard that leaves the desk.
"""

import datetime
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files
from typing import Final

from dueprocess.acts import who
from dueprocess.case.outcome import Rule
from dueprocess.demand.codes import DataCategory
from dueprocess.desk.data import report_view
from dueprocess.desk.data.models import RegisterRow, ScoreLook
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.editions import published
from dueprocess.formats.public_line import is_line
from dueprocess.formats.refusal import Denied, Msg
from dueprocess.holdings.entry import EndToEnd, Service, Transit
from dueprocess.report.cells import Cell
from dueprocess.report.edition import Edition
from dueprocess.report.metrics import BY_ID, GIVEN
from dueprocess.report.positions import law_positions
from transparency.forms import rdr
from transparency.score import evidence, peers, steps
from transparency.score import method as methods
from transparency.score.elements import Element, elements
from transparency.score.evidence import Entity, Look
from transparency.score.method import GROUP, NOT_APPLICABLE, OPERATING, Method
from transparency.score.score import Card, card
from transparency.score.yardsticks import Held, held

METHOD: Final = "rdr-2020"
MAX_TEXT: Final = 200_000  # characters of a page
MAX_ADDRESS: Final = 300
MAX_LAW: Final = 120
MAX_SAYS: Final = 400
SMALL: Final = 3  # services; up to so many, and no company below another, a host reads its checklist first
TOLD: Final = ("P16.why", "P16.end", "P16.until")
"""Lines about a service that the provider can read: why, what would end it, by when."""
_WAY: Final = {Transit.ENCRYPTED: "Y", Transit.OFFERED: "P", Transit.CLEAR: "N", Transit.NONE: NOT_APPLICABLE}


@cache
def method() -> Method:
    """The edition by which the desk scores itself."""
    return methods.read((files("transparency.score") / f"{METHOD}.toml").read_bytes())


def entities(desk: Desk) -> list[Entity]:
    """Who is asked: the group, an operating company, and each service whose kind desk.toml says."""
    house = desk.house
    company = [Entity(house.operating_company, OPERATING)] if house.operating_company else []
    kinds = method().services
    return [
        Entity(house.name, GROUP),
        *company,
        *(Entity(one.name, one.rdr) for one in house.services if one.rdr in kinds),
    ]


@dataclass(frozen=True)
class Sheet:
    """How the desk stands on a day, by its looks."""

    company: str
    entities: Sequence[Entity]
    looks: Sequence[Look]
    today: datetime.date

    @cached_property
    def standing(self) -> dict[str, list[evidence.Stand]]:
        """Indicator → how its elements stand."""
        return evidence.stands(method(), self.entities, self.looks, self.today)

    @cached_property
    def card(self) -> Card:
        """The score of what a stranger can read."""
        return card(method(), self.company, evidence.answers(self.company, self.standing))

    @cached_property
    def counted(self) -> dict[str, int]:
        """Elements that are answered, not applicable, open, of all."""
        return evidence.counted(method(), self.standing)

    def steps(self, true: Iterable[str]) -> list[steps.Step]:
        """What to do next; ``true``: what the records show."""
        return steps.steps(method(), self.company, self.standing, evidence.unpublished(self.standing, set(true)))

    def years(self) -> list[tuple[int, Card]]:
        """The score at the end of each year that has a look, and today, the newest last."""
        first = min((one.on.year for one in self.looks), default=self.today.year)
        ends = [datetime.date(year, 12, 31) for year in range(first, self.today.year)]
        made = [(end.year, Sheet(self.company, self.entities, self.looks, end).card) for end in ends]
        return [*made, (self.today.year, self.card)]


def sheet(desk: Desk) -> Sheet:
    """How the desk stands today."""
    return Sheet(desk.house.name, entities(desk), looks(), desk.today)


def peers_of(made: Sheet) -> tuple[peers.Peer, ...]:
    """The companies of 2020 of the same kind."""
    return peers.of_kind(method().services.get(one.kind, "") for one in made.entities)


def family_title(name: str) -> str:
    """Title of a family in English; that of its one indicator where it has no other."""
    found = method()
    return found.families.get(name) or next(one.title for one in found.indicator if one.of == name)


def readable(desk: Desk) -> list[str]:
    """Services of which the provider can read some content, by the map; those that nobody mapped count as readable."""
    mapped = {one.name: one for one in desk.holdings.services}
    return [one.name for one in desk.house.services if one.name not in mapped or _reads_content(mapped[one.name])]


def _reads_content(service: Service) -> bool:
    content = service.kept.get(DataCategory.CONTENT)
    return content is not None and content.we_read


def told(made: Sheet) -> dict[tuple[str, str], str]:
    """What is said today about each service that the provider can read: service, key of TOLD → one line."""
    return {key: one.says for key, one in evidence.newest(made.looks, made.today).items() if key[1] in TOLD}


def is_small(desk: Desk) -> bool:
    """Whether the checklist comes first, and the score second."""
    return not desk.house.operating_company and len(desk.house.services) <= SMALL


def looks() -> list[Look]:
    """Everything that people looked at, in the order in which they noted it."""
    return [
        Look(
            entity=row.entity,
            element=row.element,
            answer=row.answer,
            on=row.noted_on,
            address=row.address,
            hash=row.hash,
            seen=row.seen_on,
            law=row.law,
            says=row.says,
        )
        for row in ScoreLook.objects.defer("text").order_by("pk")
    ]


@dataclass(frozen=True, slots=True)
class Noted:
    """One look as somebody notes it: the answers to elements, of these entities, that one page shows."""

    entities: Sequence[str]
    answers: Mapping[str, str]  # element → code; or one of TOLD → empty
    address: str = ""
    text: str = ""  # as it stands there
    seen: datetime.date | None = None
    law: str = ""
    says: str = ""


def note(desk: Desk, person: str, noted: Noted) -> int | Denied:
    """Keep a look; gives how many answers were kept. The earlier ones stay, for the years."""
    if who.DESK.isdisjoint(desk.roles_of(person)):
        return Denied(Rule.ROLE, "{by} may not answer the scorecard.", "Ask somebody of the desk.", by=person)
    known = {one.name: one for one in (*(Entity(one.name, one.rdr) for one in desk.house.services), *entities(desk))}
    fault = _fault(desk, known, noted)
    if fault is not None:
        return Denied(Rule.SCORE_LOOK, fault, "See docs/reference/scorecard.md.")
    hash_ = hashlib.sha256(noted.text.encode()).hexdigest() if noted.text else ""
    rows = [
        ScoreLook(
            entity=entity,
            element=element,
            answer=code,
            address=noted.address,
            hash=hash_,
            seen_on=noted.seen,
            law=noted.law,
            says=noted.says,
            person=person,
            noted_on=desk.today,
        )
        for entity in noted.entities
        for element, code in noted.answers.items()
        if element in TOLD or asked(known[entity], element)
    ]
    if not rows:
        none = Msg("None of these elements is asked of what you chose.")
        return Denied(Rule.SCORE_LOOK, none, "See docs/reference/scorecard.md.")
    if hash_ and not ScoreLook.objects.filter(hash=hash_).exclude(text="").exists():
        rows[0].text = noted.text
    with write():
        ScoreLook.objects.bulk_create(rows)
    return len(rows)


def again(desk: Desk) -> list[tuple[Noted, str]]:
    """Each page that holds an answer today, with the answers that it shows of one entity, and the hash of its text."""
    pages: dict[tuple[str, str, str, str, str], dict[str, str]] = {}
    for one in evidence.newest(looks(), desk.today).values():
        if one.public:
            key = (one.entity, one.address, one.law, one.says, one.hash)
            pages.setdefault(key, {})[one.element] = one.answer
    return [
        (Noted([entity], answers, address, law=law, says=says), hash_)
        for (entity, address, law, says, hash_), answers in pages.items()
    ]


def read_on(noted: Noted, text: str, day: datetime.date) -> Noted:
    """The same answers, as the page was read on a day."""
    return replace(noted, text=text, seen=day)


def asked(entity: Entity, element: str) -> bool:
    """Whether an element is asked of an entity."""
    name, _, number = element.partition(".")
    indicator = method().indicators.get(name)
    if indicator is None or not number.isdecimal():
        return False
    each = method().asked(indicator, entity.kind)
    return 0 < int(number) <= len(each) and each[int(number) - 1]


def _fault(desk: Desk, known: Mapping[str, Entity], noted: Noted) -> Msg | None:
    codes = {*method().points, NOT_APPLICABLE}
    said, told = noted.answers, set(noted.answers) & set(TOLD)
    if not noted.entities or not said or not set(noted.entities) <= set(known):
        return Msg("Nothing was answered, or of something that desk.toml does not name.")
    if any(said[one] not in codes for one in said if one not in told):
        return Msg("An answer is one of Y, P, N, ND, NA.")
    if not noted.says and (told or NOT_APPLICABLE in said.values()):
        return Msg("Say it in one line; also why something does not apply, for that lifts a mean.")
    if any((noted.address, noted.text, noted.seen)) and not _whole(desk, noted):
        return Msg("A page has an https address, its text, and the day on which it was read.")
    if any(line and not is_line(line, most) for line, most in ((noted.says, MAX_SAYS), (noted.law, MAX_LAW))):
        return Msg("A remark is one line without an address.")
    return None


def _whole(desk: Desk, noted: Noted) -> bool:
    address = noted.address
    plain = address.startswith("https://") and address.isascii() and address.isprintable() and " " not in address
    day = noted.seen is not None and noted.seen <= desk.today
    return plain and day and len(address) <= MAX_ADDRESS and bool(noted.text.strip()) and len(noted.text) <= MAX_TEXT


# --- what the records show --------------------------------------------------------------------------------------------


def true(desk: Desk) -> set[str]:
    """Elements that the desk's records show to be true, published or not. Never leaves the desk."""
    wanted = {one.id: where for one in elements().values() if (where := _where(one))}
    found = {id_ for id_, many in report_view.counts(wanted).items() if many}
    services = [one for one in desk.holdings.services if one.is_fresh(desk.today)]
    records = {
        "positions": bool(law_positions(desk.shelf, desk.today)),
        "kept": bool(services) and all(one.kept for one in services),
        **{f"p16_{n}": bool(services) and all(p16(one)[n] in {"Y", "P"} for one in services) for n in "1234"},
    }
    return found | {one.id for one in elements().values() if records.get(one.record)}


def _where(one: Element) -> dict[str, frozenset[str]]:
    """Columns and values that a demand has, where the records answer the element."""
    if one.record == "listed":
        return {"listed": frozenset()}
    where: dict[str, frozenset[str]] = {}
    for metric in one.metrics:
        where |= BY_ID[metric].where
        if metric == "accounts":
            where["outcome"] = frozenset(GIVEN)
    return where | ({one.by: frozenset(one.of)} if one.by and (one.of or one.by not in where) else {})


def p16(service: Service) -> dict[str, str]:
    """Answers of the map of services to P16: in transit by default; keys of its own; users can close it; closed."""
    fresh = "ND" if service.fresh_keys is None else "Y" if service.fresh_keys else "N"
    return {
        "1": _WAY[service.to_us],
        "2": fresh,
        "3": "N" if service.end_to_end is EndToEnd.NO else "Y",
        "4": "Y" if service.end_to_end is EndToEnd.ALWAYS else "N",
    }


def yardsticks(desk: Desk, name: Callable[[Cell], str] = rdr.says) -> tuple[str, tuple[Held, ...]]:
    """The period of the newest report, and how it stands by other yardsticks; ``name``: a number in words.

    Raises ForgedRowError.
    """
    edition = newest_edition(published(desk))
    listed = RegisterRow.objects.filter(withdrawn_on__isnull=True).count()
    return (edition.period, held(edition, listed, name)) if edition else ("", ())


def newest_edition(editions: Sequence[Edition]) -> Edition | None:
    """The report made last; None where there is none."""
    return max(editions, key=lambda one: (one.made_on, one.number), default=None)


def reported(desk: Desk) -> tuple[str, dict[str, str]]:
    """The newest report's address on the public site, and the answers that it gives; nothing where there is none.

    An offer: it counts once somebody opened the page as a stranger does. Raises ForgedRowError.
    """
    edition = newest_edition(published(desk))
    if edition is None or not desk.house.site_address:
        return "", {}
    codes = {"here": "Y", "in_part": "P"}
    rows = rdr.table(edition).rows
    found = {str(row[0]): codes[str(row[2])] for row in rows if row[2] in codes}
    return f"{desk.house.site_address}/en/report-{edition.period}.html", found
