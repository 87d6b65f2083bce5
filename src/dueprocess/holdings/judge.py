"""What the map says of one item: findings, answers that it suggests line by line, and the class of the service.

It never decides: a person confirms each answer, two people decide. What nobody checked for twelve months, what the map
does not say, and what differs between services asks (P8). Law comes first: only where the law suggests to comply does
the map turn the suggestion into what can be done (L8; hazards 4.3, 4.7).
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from dueprocess.demand.codes import DataCategory, Kind, LineAnswer, ServiceClass
from dueprocess.demand.face import Face, Plain
from dueprocess.holdings.entry import Holdings, Kept, Passes, Said, Service, Unreadable
from dueprocess.law.conditions import Watched
from dueprocess.law.finding import (
    Assessment,
    Citation,
    Effect,
    Finding,
    ItemAssessment,
    Layer,
    Met,
    Recommendation,
    Status,
    Suggested,
)
from dueprocess.law.shelf import Shelf
from dueprocess.law.texts import word

TITLES: Final[Mapping[str, str]] = {"en": "Map of our services", "de": "Karte unserer Dienste"}
FILE: Final = "services.toml"
UNDOING: Final = "map.decryption"
OWN_KEY: Final = "map.own-key"

_OF_DATA: Final = frozenset({Kind.DISCLOSURE, Kind.PRESERVATION, Kind.INTERCEPTION})
_KINDS: Final = _OF_DATA | {Kind.CAPABILITY, Kind.COMPELLED_PERSON}  # these may ask to undo encryption
_NO: Final = LineAnswer.NO_DATA
_CANNOT: Final = LineAnswer.NOT_EXECUTABLE
_ANSWERS: Final[Mapping[str, LineAnswer]] = {
    "executable": LineAnswer.GRANTED,
    "passes": LineAnswer.GRANTED,
    "executable-part": LineAnswer.GRANTED,
    "part-lapsed": LineAnswer.GRANTED,
    "passes-part": LineAnswer.GRANTED,
    "kept-unreadable": LineAnswer.GRANTED,
    "not-held": _NO,
    "lapsed": _NO,
    "held-unreadable": _CANNOT,
    "passes-unreadable": _CANNOT,
    "passes-not": _CANNOT,
}
_RULES: Final[Mapping[str, str]] = {
    "passes": "executable",
    "passes-part": "executable-part",
    "part-lapsed": "executable-part",
    "passes-unreadable": "held-unreadable",
    "kept-unreadable": "held-unreadable",
    "passes-not": "not-held",
    "lapsed": "not-held",
    "before": "unknown",
}
"""The rule of a finding by what was found; every other thing found is its own."""

Values = Mapping[str, Plain]


@dataclass(frozen=True, slots=True)
class Told:
    """What the map says of one category of one item."""

    category: DataCategory
    found: str  # a key of the sentences
    service: Service | None = None  # None: it depends on the service, or there is none
    fresh: bool = True
    names: str = ""  # of the services that differ

    @property
    def rule(self) -> str:
        """Stable name: map.held-unreadable.content."""
        return f"map.{_RULES.get(self.found, self.found)}.{self.category}"

    @property
    def answer(self) -> LineAnswer | None:
        """The answer that it suggests; None where it asks."""
        return _ANSWERS.get(self.found) if self.fresh else None


def candidates(values: Values, holdings: Holdings) -> tuple[Service, ...]:
    """Services that the item can be about: those of the class that it names, in the law of the authority's country."""
    named, country = values.get("service"), values.get("country")
    if named is None or named == ServiceClass.UNKNOWN:
        return holdings.services
    return tuple(one for one in holdings.services if one.class_for(country) == named)


def read_of(face: Face, number: int, holdings: Holdings) -> tuple[Service, ...]:
    """Entries of the map by which an item is judged; none where nothing is asked that the map knows."""
    values = {**face.case, **face.items[number - 1]}
    return candidates(values, holdings) if values.get("kind") in _KINDS else ()


def told(values: Values, holdings: Holdings, on: datetime.date) -> tuple[Told, ...]:
    """What the map says of each category of data that an item asks. ``values``: of the demand and of the item."""
    asked, services = values.get("data"), candidates(values, holdings)
    if not isinstance(asked, tuple) or values.get("kind") not in _OF_DATA or not services:
        return ()
    return tuple(_told(DataCategory(str(one)), values, services, on) for one in asked)


def _told(category: DataCategory, values: Values, services: Sequence[Service], on: datetime.date) -> Told:
    each = [Told(category, _found(one, category, values, on), one, one.is_fresh(on)) for one in services]
    if len({one.found for one in each}) > 1:
        return Told(category, "depends", None, fresh=False, names=", ".join(one.name for one in services))
    # Of several that say the same, the one that was checked longest ago stands for all.
    return min(each, key=lambda one: (one.service and one.service.checked_on) or datetime.date.min)


def _found(service: Service, category: DataCategory, values: Values, on: datetime.date) -> str:
    kept = service.kept.get(category)
    if kept is None:
        return "unknown"
    if values.get("kind") == Kind.INTERCEPTION or values.get("future") is True:
        return _FLOWS[kept.passes]
    if not kept.held:
        return "not-held"
    first, last = _day(values, "period_from"), _day(values, "period_to")
    begins = first or last
    if begins is not None and begins < service.since:
        return "before"
    return _stored(kept, values, first, last, _day(values, "received_on") or on)


_FLOWS: Final[Mapping[Passes, str]] = {
    Passes.READABLE: "passes",
    Passes.PART: "passes-part",
    Passes.UNREADABLE: "passes-unreadable",
    Passes.NO: "passes-not",
}


def _stored(
    kept: Kept, values: Values, first: datetime.date | None, last: datetime.date | None, received: datetime.date
) -> str:
    if kept.days is not None:
        oldest = received - datetime.timedelta(days=kept.days)
        if last is not None and last < oldest:
            return "lapsed"
        if first is not None and first < oldest and kept.unreadable is Unreadable.NONE:
            return "part-lapsed"
    if kept.unreadable is Unreadable.ALL:
        return "kept-unreadable" if values.get("kind") == Kind.PRESERVATION else "held-unreadable"
    return "executable" if kept.unreadable is Unreadable.NONE else "executable-part"


def _day(values: Values, name: str) -> datetime.date | None:
    given = values.get(name)
    return datetime.date.fromisoformat(given) if isinstance(given, str) else None


def classed(face: Face, holdings: Holdings) -> Face:
    """The face with the class of the service where the map leaves one alone: claimed, until a person confirms it."""
    items = tuple(_classed({**face.case, **item}, item, holdings) for item in face.items)
    return replace(face, items=items)


def _classed(values: Values, item: Values, holdings: Holdings) -> Values:
    classes = _classes(values, holdings)
    if values.get("service") not in {None, ServiceClass.UNKNOWN} or len(classes) != 1 or "unknown" in classes:
        return item
    return {**item, "service": classes[0]}


def _classes(values: Values, holdings: Holdings) -> tuple[str, ...]:
    return tuple(sorted({str(one.class_for(values.get("country"))) for one in holdings.services}))


def with_map(
    made: Assessment,
    face: Face,
    holdings: Holdings,
    shelf: Shelf,
    on: datetime.date,
    said: Said,
) -> Assessment:
    """The assessment with what the map says. Without a map it is the same assessment."""
    if not holdings.services and not holdings.fault:
        return made
    judged = _Judge(holdings, shelf, on, said)
    values = [Watched({**face.case, **item}) for item in face.items]
    items = tuple(judged.item(one, values[one.item - 1]) for one in made.items)
    asked = {one.item: face.claimed(one.item, values[one.item - 1].asked) for one in items}
    return replace(
        made, items=tuple(replace(one, hangs_on=tuple(sorted({*one.hangs_on, *asked[one.item]}))) for one in items)
    )


class _Judge:
    """Holds what does not change while the items of one demand are looked at."""

    def __init__(self, holdings: Holdings, shelf: Shelf, on: datetime.date, said: Said) -> None:
        self.holdings, self.shelf, self.on, self.said = holdings, shelf, on, said

    def item(self, judged: ItemAssessment, values: Values) -> ItemAssessment:
        """One item: findings behind those of the law, suggested answers, and what they make of ``comply``."""
        if values.get("kind") not in _KINDS:
            return judged
        each = told(values, self.holdings, self.on)
        findings = (*self.about(values), *map(self.finding, each), *self.decryption(judged, values, each))
        lines = tuple(Suggested(one.category, one.answer, one.rule) for one in each if one.answer)
        return replace(
            judged,
            findings=(*judged.findings, *findings),
            lines=lines,
            recommendation=_recommended(judged.recommendation, lines, values),
        )

    def say(self, key: str, **more: object) -> str:
        """A sentence in the language of the assessment."""
        return self.said.says[key].format(**more)

    def data(self, category: DataCategory) -> str:
        """The category as a sentence begins with it."""
        return self.said.data[category]

    def about(self, values: Values) -> Iterable[Finding]:
        """What is open about the map itself, or about which service is meant."""
        if self.holdings.fault:
            yield self.asks("map.unread", self.say("unread", fault=self.holdings.fault))
        elif not candidates(values, self.holdings):
            yield self.asks("map.no-service", self.say("no-service", class_=values.get("service")))
        elif values.get("service") in {None, ServiceClass.UNKNOWN}:
            classes = _classes(values, self.holdings)
            if len(classes) > 1:
                yield self.asks("map.which-class", self.say("which-class", classes=", ".join(classes)))

    def asks(self, rule: str, says: str, citation: Citation | None = None) -> Finding:
        """A finding that asks a person."""
        return Finding(
            rule, Met.UNKNOWN, Effect.CAUTION, Layer.HOUSE, says, citation or self.cited(None), claimed=False
        )

    def cited(self, service: Service | None) -> Citation:
        """The entry of a service, since when it holds and when somebody looked; None: the map as a whole."""
        title = word(TITLES, self.said.language)
        if service is None:
            return Citation(title, FILE, None, None, None, Status.UNVERIFIED)
        checked = service.checked_on
        status = Status.UNVERIFIED if checked is None else Status.VERIFIED
        since = service.since.isoformat()
        return Citation(title, service.name, None, since, checked.isoformat() if checked else None, status)

    def finding(self, one: Told) -> Finding:
        """What the map says of one category."""
        says = self.depends(one) if one.service is None else self.sentence(one, one.service)
        if one.answer is None:
            return self.asks(one.rule, says, self.cited(one.service))
        outcome = Met.MET if one.rule.startswith("map.executable.") else Met.UNMET
        return Finding(one.rule, outcome, Effect.INFO, Layer.HOUSE, says, self.cited(one.service), claimed=False)

    def sentence(self, one: Told, service: Service) -> str:
        """The sentence, and that nobody checked it for long."""
        kept, named = service.kept.get(one.category), self.data(one.category)
        days, day = kept.days if kept else None, service.since.isoformat()
        says = self.say(one.found, data=named, service=service.name, days=days, day=day)
        return says if one.fresh or one.found not in _ANSWERS else self.say("stale", says=says)

    def depends(self, one: Told) -> str:
        """Services that differ, each with what it says."""
        return self.say("depends", data=self.data(one.category), names=one.names)

    def decryption(self, judged: ItemAssessment, values: Values, each: Sequence[Told]) -> Iterable[Finding]:
        """A demand to undo encryption for which nobody here has a key: with the law's rule where one decides."""
        if values.get("decryption") is not True:
            return
        if not self.lacks_key(values, each):
            yield from self.own_key(each)
            return
        law = next((one for one in judged.findings if self.speaks(one)), None)
        if law is None:
            yield self.asks(UNDOING, self.say("decryption-asks"))
            return
        says = self.say("decryption", law=law.says)
        yield Finding(UNDOING, Met.UNMET, Effect.INFO, Layer.HOUSE, says, law.citation, claimed=law.claimed)

    def own_key(self, each: Sequence[Told]) -> Iterable[Finding]:
        """The other half, said as plainly: where we hold the key to all that is asked, nothing stands in the way."""
        if each and all(one.answer is LineAnswer.GRANTED for one in each):
            says, cited = self.say("own-key"), self.cited(each[0].service)
            yield Finding(OWN_KEY, Met.MET, Effect.INFO, Layer.HOUSE, says, cited, claimed=False)

    def lacks_key(self, values: Values, each: Sequence[Told]) -> bool:
        """Whether something that is asked is encrypted without a key of ours."""
        if each:
            return any(one.rule.startswith(("map.held-unreadable.", "map.executable-part.")) for one in each)
        kept = (one.kept.get(DataCategory.CONTENT) for one in candidates(values, self.holdings))
        return any(one is not None and one.unreadable is not Unreadable.NONE for one in kept)

    def speaks(self, one: Finding) -> bool:
        """Whether it is a rule of the law about undoing encryption that was read within twelve months, or signed."""
        rule = self.shelf.rule(one.rule) if one.layer is Layer.DOMESTIC else None
        return rule is not None and "decryption" in rule.reads and rule.cited.decides(self.on)


def _recommended(suggested: Recommendation, lines: Sequence[Suggested], values: Values) -> Recommendation:
    asked = values.get("data")
    if suggested is not Recommendation.COMPLY or not isinstance(asked, tuple) or len(lines) != len(asked):
        return suggested
    answers = {line.answer for line in lines}
    if LineAnswer.GRANTED in answers:
        return suggested if len(answers) == 1 else Recommendation.PARTIAL
    return Recommendation.NO_DATA if answers == {_NO} else Recommendation.NOT_EXECUTABLE
