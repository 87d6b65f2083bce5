"""Which of the invoked instruments speak to an item, and which of what it asks none of them covers (hazard 4.7).

An instrument of another state, of another day, for another kind, data category or class of service gives no power
over the item. Where several are invoked, the ones that fit are judged; the others are for other items.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dueprocess.demand.codes import AuthorityKind, Issuer, Kind, Origin, Presence
from dueprocess.law.conditions import UNKNOWN_CODE, Values
from dueprocess.law.finding import Effect, Finding, Layer, Met
from dueprocess.law.shelf import Shelf
from dueprocess.law.texts import Instrument, Version
from dueprocess.law.wording import SHELF, Tongue

READS: Final = frozenset({"instruments", "country", "region", "kind", "data", "service"})
EVERYWHERE: Final = frozenset({"CE"})  # conventions of the Council of Europe bind many states
_UNION: Final = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
EU_STATES: Final = frozenset(_UNION.split(" "))


@dataclass(frozen=True, slots=True)
class Judged:
    """An invoked instrument and the text that stood on the day of the demand."""

    instrument: Instrument
    version: Version


@dataclass(frozen=True, slots=True)
class Coverage:
    """The instruments to judge, what no instrument covers, and the findings that say so.

    ``named``: ids of those that the demand names and the shelf has, in force on its day or not.
    """

    relevant: tuple[Judged, ...]
    invoked: tuple[Judged, ...]
    uncovered: tuple[str, ...]
    findings: tuple[Finding, ...]
    named: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Question:
    """What does not change while one item is looked at."""

    values: Values
    on: datetime.date
    day: datetime.date
    claimed: bool
    open: frozenset[str]
    tongue: Tongue


def shelf_countries(country: str) -> frozenset[str]:
    """Whose instruments an authority of ``country`` can rely on: its own, the Union's, conventions."""
    union = {"EU"} if country in EU_STATES else set()
    return EVERYWHERE | union | {country}


def cover(
    shelf: Shelf, values: Values, *, on: datetime.date, day: datetime.date, unconfirmed: frozenset[str], tongue: Tongue
) -> Coverage:
    """Coverage of one item: ``values`` are its fields, ``day`` the day of the demand, ``on`` that of the assessment."""
    question = _Question(values, on, day, not READS.isdisjoint(unconfirmed), unconfirmed, tongue)
    ids = values.get("instruments")
    named = ids if isinstance(ids, tuple) else ()
    known = _known(shelf, named)
    strange = [one for one in named if one not in shelf.instruments]
    findings = _shelf_findings(shelf, question, known, strange)
    in_force = tuple(Judged(one, version) for one in known if (version := one.at(day)) is not None)
    findings += [_not_in_force(one, question) for one in known if one.at(day) is None]
    relevant = tuple(one for one in in_force if _fits(one, values))
    uncovered = _uncovered(relevant, values)
    findings += _coverage_findings(in_force, relevant, uncovered, question)
    return Coverage(relevant, in_force, uncovered, tuple(findings), tuple(one.id for one in known))


def nearest(shelf: Shelf, values: Values) -> tuple[str, ...]:
    """Ids of instruments of the authority's country that could fit what the item asks, the nearest first. At most five.

    First those that name such data, that this kind of authority can use, the state's own, those of many kinds of
    authority, and those that reach least far.
    """
    country = values.get("country")
    if not isinstance(country, str):
        return ()
    states = sorted(shelf_countries(country), key=lambda state: (state != country, state))
    latest = (Judged(one, one.latest) for state in states for one in shelf.of_state(state))
    near = (one for one in latest if one.instrument.country in {one.instrument.state, values.get("region")})
    fitting = [one for one in near if one.version.power and _fits(one, values)]
    sort = str(values.get("authority_kind"))
    return tuple(one.instrument.id for one in sorted(fitting, key=lambda one: _distance(one, sort, values)))[:5]


_WHO: Final = frozenset({"authority_kind", "issuer"})
_ISSUES: Final[Mapping[str, str]] = {
    AuthorityKind.POLICE: Issuer.POLICE,
    AuthorityKind.PROSECUTOR: Issuer.PROSECUTOR,
    AuthorityKind.COURT: Issuer.COURT,
    AuthorityKind.REGULATOR: Issuer.ADMINISTRATIVE,
    AuthorityKind.INTELLIGENCE: Issuer.ADMINISTRATIVE,
    AuthorityKind.TAX: Issuer.ADMINISTRATIVE,
    AuthorityKind.GOVERNMENT: Issuer.EXECUTIVE,
}
"""Who issues what a body of a kind sends, where nothing else is said."""


def _distance(one: Judged, sort: str, values: Values) -> tuple[bool, bool, bool, int, int]:
    asks = [rule.test for rule in one.version.rules if rule.when is None and not rule.reads.isdisjoint(_WHO)]
    same = {"emergency": values.get("emergency") is True, "kind": values.get("kind"), "data": values.get("data")}

    def open_to(kind: str) -> bool:
        said = {**same, "authority_kind": kind, "issuer": _ISSUES.get(kind), "validated_by": None}
        return all(test.holds(said) is True for test in asks)

    kinds = sum(open_to(str(kind)) for kind in AuthorityKind)
    foreign = one.instrument.state != values.get("country")
    return not one.version.data, not open_to(sort), foreign, -kinds, len(one.version.data)


def _known(shelf: Shelf, named: Sequence[str]) -> list[Instrument]:
    found: dict[str, Instrument] = {}
    for one in named:
        if one in shelf.instruments:
            for name in (one, *shelf.instruments[one].together):
                if name in shelf.instruments:
                    found[name] = shelf.instruments[name]
    return list(found.values())


def _fits(one: Judged, values: Values) -> bool:
    return not _misfits(one, values)


def _misfits(one: Judged, values: Values) -> tuple[str, ...]:
    """What of an item an instrument does not fit: the list that its codes are of, then the codes."""
    version, country, kind = one.version, values.get("country"), values.get("kind")
    if isinstance(country, str) and one.instrument.state not in shelf_countries(country):
        return ("country", country)
    region = values.get("region")
    if isinstance(region, str) and one.instrument.country not in {one.instrument.state, region}:
        return ("region", region)  # a sub-national law gives no power to another part of the state
    if isinstance(kind, str) and kind not in version.kinds:
        return ("kind", kind)
    data = values.get("data")
    if version.data and isinstance(data, tuple) and data and version.data.isdisjoint(data):
        return ("data", *data)
    service = values.get("service")
    if version.services and isinstance(service, str) and service != UNKNOWN_CODE and service not in version.services:
        return ("service", service)
    return ()


def _uncovered(relevant: Sequence[Judged], values: Values) -> tuple[str, ...]:
    data = values.get("data")
    powers = [one.version.data for one in relevant if one.version.power]
    if not isinstance(data, tuple) or not powers or not all(powers):
        return ()
    covered = frozenset().union(*powers)
    return tuple(code for code in data if code not in covered)


def _open(one: Judged, values: Values) -> bool:
    return values.get("kind") is None or (bool(one.version.data) and not values.get("data"))


def _coverage_findings(
    invoked: Sequence[Judged], relevant: Sequence[Judged], uncovered: tuple[str, ...], question: _Question
) -> list[Finding]:
    findings = []
    powers = [one for one in relevant if one.version.power]
    for one in invoked:
        if not one.version.power:
            continue  # it adds duties to a power; it gives none
        if one in relevant:
            findings.append(_fitting(one, uncovered, question))
        elif powers:
            findings.append(_finding(one, "covers-elsewhere", Met.NOT_APPLICABLE, question))
        else:
            named, *codes = _misfits(one, question.values)
            misfits = question.tongue.listed(named, codes)
            findings.append(_finding(one, "covers-not", Met.UNMET, question, what=misfits))
    return findings


def _fitting(one: Judged, uncovered: tuple[str, ...], question: _Question) -> Finding:
    if _open(one, question.values):
        return _finding(one, "covers-unknown", Met.UNKNOWN, question)
    if uncovered:
        return _finding(one, "covers-not", Met.UNMET, question, what=question.tongue.listed("data", uncovered))
    return _finding(one, "covers", Met.MET, question)


def _finding(one: Judged, key: str, outcome: Met, question: _Question, **more: str) -> Finding:
    cited = one.version.cited
    says = question.tongue.say(key, name=_name(one.version), **more)
    effect = Effect.INFO
    if outcome is Met.UNMET and cited.decides(question.on):
        effect = Effect.DEFECT
    elif outcome in {Met.UNMET, Met.UNKNOWN}:
        effect = Effect.CAUTION
    rule = f"{one.instrument.id}.covers"
    return Finding(rule, outcome, effect, Layer.DOMESTIC, says, cited.citation, question.claimed)


def _not_in_force(one: Instrument, question: _Question) -> Finding:
    cited = one.latest.cited
    says = question.tongue.say("in-force-not", name=_name(one.latest), day=question.day.isoformat())
    effect = Effect.DEFECT if cited.decides(question.on) else Effect.CAUTION
    rule = f"{one.id}.in-force"
    return Finding(rule, Met.UNMET, effect, Layer.DOMESTIC, says, cited.citation, question.claimed)


def _name(version: Version) -> str:
    citation = version.cited.citation
    return f"{citation.title} {citation.section}"


def _shelf_findings(
    shelf: Shelf, question: _Question, known: Sequence[Instrument], strange: Sequence[str]
) -> list[Finding]:
    if strange:
        offered = _offered(shelf, question)
        return [_counsel("shelf.instrument", "unknown-instrument", question, ids=", ".join(strange), nearest=offered)]
    if is_private(question.values) and all(_needs_a_court(one, question) for one in known):
        says, claimed = question.tongue.say("private"), not question.open.isdisjoint(_PRIVATE)
        return [Finding("shelf.private", Met.UNMET, Effect.DEFECT, Layer.DOMESTIC, says, SHELF, claimed)]
    by_court = ordered_by_civil_court(question.values) and _any_fits(known, question.values)
    if by_court or any(one.latest.power for one in known) or _rests_on_national_act(question.values, known):
        return []
    if known and from_private(question.values):
        return [_private_notice(question, fits=_any_fits(known, question.values))]
    return [_without_power(shelf, question, known)]


def _any_fits(known: Sequence[Instrument], values: Values) -> bool:
    return any(_fits(Judged(one, one.latest), values) for one in known)


def _private_notice(question: _Question, *, fits: bool) -> Finding:
    """What is said of somebody private who cites a norm that gives no power: we look at it, where it reaches so far."""
    if fits:
        return _counsel("shelf.private-notice", "private-notice", question)
    says, claimed = question.tongue.say("private-misfit"), not question.open.isdisjoint(_PRIVATE)
    return Finding("shelf.private", Met.UNMET, Effect.DEFECT, Layer.DOMESTIC, says, SHELF, claimed)


def _needs_a_court(one: Instrument, question: _Question) -> bool:
    """Whether ``one`` gives somebody private data through a court alone, and is not read freshly enough to say so."""
    return not one.latest.cited.decides(question.on) and one.latest.court == "prior"


def _without_power(shelf: Shelf, question: _Question, known: Sequence[Instrument]) -> Finding:
    country = question.values.get("country")
    if not isinstance(country, str):
        return _counsel("shelf.country", "no-country", question)
    if shelf.countries.isdisjoint(shelf_countries(country) - EVERYWHERE):
        return _counsel("shelf.country", "no-shelf", question, country=country)
    if _names_no_power(question.values, known):
        says = question.tongue.say("no-power", nearest=_offered(shelf, question))
        claimed = question.claimed or "cites_law" in question.open
        return Finding("shelf.power", Met.UNMET, Effect.DEFECT, Layer.DOMESTIC, says, SHELF, claimed)
    return _counsel("shelf.instrument", "no-instrument", question, nearest=_offered(shelf, question))


def _rests_on_national_act(values: Values, known: Sequence[Instrument]) -> bool:
    """Whether the power stands in a national act that an order of the Union's law cites, in the form of that law."""
    texts = [Judged(one, one.latest) for one in known if one.state == "EU"]
    asks = (one for one in texts if any("national_act" in rule.reads for rule in one.version.rules))
    return values.get("national_act") is True and any(_fits(one, values) for one in asks)


_PRIVATE: Final = frozenset({"origin", "authority_kind", "government_body", "court_order", "issuer", "kind"})


def is_private(values: Values) -> bool:
    """Whether somebody private asks for data of others, and no court stands behind it."""
    asked = values.get("kind") in {Kind.DISCLOSURE.value, Kind.PRESERVATION.value, Kind.INTERCEPTION.value}
    return asked and from_private(values) and values.get("consent_of_target") is not True


def ordered_by_civil_court(values: Values) -> bool:
    """Whether a court ordered it between private parties, and its order is here: it has weighed what we would weigh."""
    ordered = values.get("origin") == Origin.CIVIL_COURT.value and values.get("court_order") == Presence.ATTACHED.value
    return ordered and values.get("issuer") in {Issuer.COURT.value, Issuer.JUDGE.value}


def from_private(values: Values) -> bool:
    """Whether the demand is somebody's who is no authority, and no court's."""
    if values.get("origin") != Origin.PRIVATE.value and values.get("authority_kind") != AuthorityKind.PRIVATE.value:
        return False
    of_nobody = values.get("issuer") in {None, Issuer.NONE.value}
    return of_nobody and values.get("court_order") == Presence.NONE.value


def _names_no_power(values: Values, known: Sequence[Instrument]) -> bool:
    """Whether an authority demands something in writing and names no power: nothing, or what binds the provider alone.

    A court of its own words is an order; what danger asks for and what nobody demands is for counsel and the house.
    """
    if values.get("origin") not in {None, Origin.STATE.value} or values.get("government_body") is False:
        return False
    if values.get("authority_kind") in {None, AuthorityKind.PRIVATE.value, AuthorityKind.UNKNOWN.value}:
        return False
    if values.get("informal") is True or values.get("emergency") is True or values.get("danger_to_life") is True:
        return False
    if values.get("kind") not in _DEMANDED or values.get("route") in _ABROAD:
        return False
    if not known:
        return values.get("cites_law") is False
    # An order of the Union's law rests on a national act, which is on no shelf: the face says whether one is cited.
    return values.get("national_act") is False or all(one.state not in {"EU", *EVERYWHERE} for one in known)


_DEMANDED: Final = frozenset(
    {Kind.DISCLOSURE.value, Kind.PRESERVATION.value, Kind.INTERCEPTION.value, Kind.CONTENT.value, Kind.ACCOUNT.value}
)
_ABROAD: Final = frozenset({"direct", "agreement", "protocol"})
"""Ways on which another state's law is not the whole question: what conflicts with the provider's own is."""


def _offered(shelf: Shelf, question: _Question) -> str:
    """A sentence with the powers that could fit; nothing where none is known, since that would help nobody."""
    near = "; ".join(_entitled(shelf.instruments[one], question.tongue) for one in nearest(shelf, question.values))
    return question.tongue.say("nearest", powers=near) if near else ""


def _entitled(one: Instrument, tongue: Tongue) -> str:
    """An instrument as a reader knows it: as lawyers name it, and what it is about."""
    return f"{one.spoken} ({tongue.word(one.title)})"


def _counsel(rule: str, key: str, question: _Question, **more: str) -> Finding:
    says = question.tongue.say(key, **more)
    return Finding(rule, Met.UNKNOWN, Effect.COUNSEL, Layer.POLICY, says, SHELF, question.claimed)
