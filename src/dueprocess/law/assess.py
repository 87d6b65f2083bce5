"""Judging a face by a shelf, item by item (docs/architecture.md, step 5; hazards 4.1 to 4.8).

Nothing here knows a country: files choose tests, words and citations. What was not verified, or was verified more
than twelve months ago, asks and never decides (P8).
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from dueprocess.demand.codes import Route
from dueprocess.demand.face import Face
from dueprocess.law.clocks import Calendar, Clock, clock
from dueprocess.law.conditions import Condition, Values, Watched, firm
from dueprocess.law.conflict import bars, channels, conflicts_for, follows, meaning_of, uses, values_of
from dueprocess.law.coverage import Coverage, Judged, cover, ordered_by_civil_court
from dueprocess.law.duties import Reckoned
from dueprocess.law.ends import Asked, stopped, stops
from dueprocess.law.finding import (
    Assessment,
    Charge,
    DutyDue,
    Effect,
    Finding,
    GroundOpen,
    ItemAssessment,
    Layer,
    Met,
    Recommendation,
    Status,
    WrongAnswer,
)
from dueprocess.law.may import ORDERED, SILENCE, may, not_by_whom_may
from dueprocess.law.recommend import coverage_suggests, part_stands, recommend
from dueprocess.law.shelf import Shelf
from dueprocess.law.texts import ENGLISH, Risk, Rule
from dueprocess.law.wording import Tongue

_ORDER: Final = {Effect.DEFECT: 0, Effect.COUNSEL: 1, Effect.CAUTION: 2, Effect.INFO: 3, Effect.NOTE: 4}
_REVIEW: Final = ("formal", "listed", "full")
_POLICY_EFFECTS: Final = frozenset({Effect.COUNSEL, Effect.CAUTION})


@dataclass(frozen=True, slots=True)
class _Item:
    """One item while it is judged: its number, its values, what nobody confirmed, the day, the language.

    Rules read ``plain``: whether one hangs on a fact is said by what ``firm`` makes of it. All else asks ``values``.
    """

    number: int
    plain: Values
    values: Watched
    unconfirmed: frozenset[str]
    on: datetime.date
    tongue: Tongue
    follows: frozenset[tuple[str, str]]  # a fact that is blank, and one that it follows from


def assess(
    face: Face,
    shelf: Shelf,
    on: datetime.date,
    calendar: Calendar,
    *,
    timezone: str = "UTC",
    language: str = ENGLISH,
    provider: str | None = None,
) -> Assessment:
    """All that the invoked law, the standards and house policy say about a demand.

    Args:
        face: what is known of the demand, claimed or confirmed.
        shelf: the law, with this desk's signatures.
        on: the day of the assessment; freshness of the law and ends of silence are reckoned on it.
        calendar: working days of the enforcing State.
        timezone: IANA name of the provider's time zone, for legal days.
        language: of the sentences (ISO 639-1); English where a sentence has no other.
        provider: country whose law binds the provider, where the face does not say.

    Raises:
        ClockError: the time zone does not exist, or the calendar has no working day.
    """
    reckoner, day = clock(timezone, calendar), demand_day(face, on)
    items, duties, reckoned = [], [], dict[int, DutyDue]()
    tongue = Tongue(language, shelf.sentences)
    for item in _items(face, on, tongue, provider):
        coverage = cover(shelf, item.values, on=on, day=day, unconfirmed=item.unconfirmed, tongue=tongue)
        judged = _judge(item, coverage, shelf, day, reckoner)
        powers = any(one.version.power for one in coverage.relevant)
        due = Reckoned(item.values, item.number, on, reckoner, tongue)
        duties += due.duties(coverage.relevant, reckoned, powers=powers)
        items.append((judged, item))
    asked = {name for _, item in items for name in item.values.asked if name in face.case}  # clocks are common
    asked |= {newer for older, newer, _ in meaning_of(face) if any(older in item.values.asked for _, item in items)}
    asked |= {source for _, item in items for name, source in item.follows if name in item.values.asked}
    hanging = (replace(one, hangs_on=face.claimed(one.item, item.values.asked | asked)) for one, item in items)
    return Assessment(on.isoformat(), shelf.digest, tuple(hanging), tuple(dict.fromkeys(duties)))


def demand_day(face: Face, on: datetime.date) -> datetime.date:
    """The day that chooses the text of the law: the document's own, else the day of receipt, else ``on``.

    A document that is dated ahead brings no law about that is not in force yet.
    """
    given = face.case.get("document_date") or face.case.get("received_on")
    return min(datetime.date.fromisoformat(given), on) if isinstance(given, str) else on


def _items(face: Face, on: datetime.date, tongue: Tongue, provider: str | None) -> Iterable[_Item]:
    confirmed_case = {path for path in face.confirmed if "." not in path}
    case_open = {name for name, value in face.case.items() if value is not None and name not in confirmed_case}
    case_open |= {older for older, newer, _ in meaning_of(face) if newer in case_open}
    for number, own in enumerate(face.items, 1):
        prefix = f"items.{number}."
        item_open = {name for name, value in own.items() if value is not None and prefix + name not in face.confirmed}
        values = values_of(face, number, provider)
        made = frozenset((name, source) for name, source, _ in follows({**face.case, **own}))
        item_open |= {name for name, source in made if source in item_open | case_open}
        watched = Watched(values)
        watched.get("document_date") or watched.get("received_on")  # they choose the text of the law
        yield _Item(number, values, watched, frozenset(case_open | item_open), on, tongue, made)


def _judge(item: _Item, coverage: Coverage, shelf: Shelf, day: datetime.date, reckoner: Clock) -> ItemAssessment:
    kind = item.values.get("kind")
    standards, policies = shelf.by_kind.get(kind if isinstance(kind, str) else None) or shelf.by_kind[None]
    domestic, defects = _domestic(item, coverage)
    silence = _of_silence(item, coverage)
    conflicts = conflicts_for(shelf, item.values, day)
    made = [(one, rule, _finding(rule, item)) for one in conflicts for rule in one.rules]
    ruled = [(rule, found) for _, rule, found in made]
    domestic += [found for _, found in ruled]
    defects += [bars(one, rule, item.plain) for one, rule, found in made if found.effect is Effect.DEFECT]
    house = [(one, _finding(one.rule, item)) for one in policies]
    leading = coverage.relevant or coverage.invoked
    grounds = _grounds(leading, item) + _own_grounds(ruled, item)
    suggested = recommend(
        domestic,
        defects,
        [_policy_says(one.recommend, found) for one, found in house if found.effect in _POLICY_EFFECTS],
        objections=bool(grounds),
        powers=any(one.version.power for one in coverage.relevant) and _binds(item.values),
    )
    against = stops(coverage.relevant, Asked(item.values, item.unconfirmed, item.on, reckoner, item.tongue))
    suggested = stopped(suggested, against)
    domestic += [*(one.finding for one in against), *silence]
    findings = [*domestic, *(found for _, found in house), *(_finding(one.rule, item) for one in standards)]
    return ItemAssessment(
        item=item.number,
        findings=tuple(sorted(findings, key=_rank)),
        grounds=grounds,
        wrong_refusal=_risk((one.version.wrong_refusal for one in leading), item.tongue),
        # The invoked law speaks of this very order; else the provider's own law says it of all that is given.
        wrong_grant=_risk(
            (*(one.version.wrong_grant for one in leading), *(one.wrong_grant for one in conflicts)), item.tongue
        ),
        may=may(leading, item.values, item.on, item.tongue),
        recommendation=suggested,
        verbatim_allowed=bool(leading) and all(one.version.verbatim_allowed for one in leading),
        provider_review=_review(leading),
        charges=_charges(coverage.relevant, item),
        channels=channels(conflicts, item.values, item.on, item.tongue),
        conditions=uses(coverage.relevant, item.values, item.on, item.tongue),
        read=(
            *(f"instruments/{name}" for name in coverage.named),
            *(f"conflicts/{one.id}" for one in conflicts),
            *(f"standards/{one.id}" for one in standards),
            *(f"policies/{one.rule.id}" for one in policies),
        ),
    )


def _binds(values: Values) -> bool:
    """Whether a power can bind: one that is exercised, against us, by an authority whose law reaches here."""
    if values.get("informal") is True or values.get("addressed_to_provider") is False:
        return False
    return values.get("route") != Route.DIRECT.value


def _rank(finding: Finding) -> int:
    return _ORDER[finding.effect]


def _policy_says(recommended: Recommendation, found: Finding) -> Recommendation:
    # The house refuses on what it knows; where the fact is open it asks.
    return recommended if found.outcome is Met.UNMET else Recommendation.COUNSEL


def _domestic(item: _Item, coverage: Coverage) -> tuple[list[Finding], list[Recommendation]]:
    findings, found_in = list(coverage.findings), dict[str, list[Rule]]()
    of_data = (one for one in coverage.invoked if not one.version.about_silence)
    findings += [_asks_again(one, item) for one in of_data if not one.version.cited.decides(item.on)]
    for one in coverage.relevant:
        for rule in one.version.rules:
            if _is_of_silence(one, rule) or _weighed_by_court(one, rule, item.plain):
                continue
            found = _finding(rule, item)
            findings.append(found)
            if found.effect is Effect.DEFECT:
                found_in.setdefault(one.instrument.id, []).append(rule)
    defects = [rule.recommend for rules in found_in.values() for rule in rules]
    if not defects:
        return findings, list(coverage_suggests(coverage))
    if part_stands(coverage.relevant, found_in, item.plain):
        return findings, [Recommendation.PARTIAL]
    defects += coverage_suggests(coverage)
    # What spoils each line of the list leaves no part to give, however much too long the list is.
    return findings, [one for one in defects if one is not Recommendation.PARTIAL] or defects


def _weighed_by_court(one: Judged, rule: Rule, values: Values) -> bool:
    """Whether only a person could weigh it of a claim that gives no power, and a civil court that ordered it has."""
    asks = rule.effect is Effect.COUNSEL and rule.test.name == "ask_person"
    return asks and not one.version.power and ordered_by_civil_court(values)


def _is_of_silence(one: Judged, rule: Rule) -> bool:
    return one.version.about_silence or not rule.reads.isdisjoint(SILENCE)


def _of_silence(item: _Item, coverage: Coverage) -> list[Finding]:
    """What the law says of the silence alone: a fault there changes what we say, never what becomes of the data."""
    alone = [one for one in coverage.relevant if one.version.about_silence]
    findings = [_asks_again(one, item) for one in alone if not one.version.cited.decides(item.on)]
    findings += [
        _finding(rule, item) for one in coverage.relevant for rule in one.version.rules if _is_of_silence(one, rule)
    ]
    if any(one.effect is Effect.DEFECT for one in findings):
        return findings  # the gag's own law says what is wrong with it
    for one in sorted(coverage.relevant, key=lambda one: not one.version.about_silence):
        rule = one.version.secrecy
        if rule is not None and not_by_whom_may(rule, item.values):
            effect = Effect.DEFECT if rule.cited.decides(item.on) else Effect.CAUTION
            says, cite = item.tongue.say("silence-theirs"), rule.cited.citation
            claimed, name = not item.unconfirmed.isdisjoint(ORDERED), f"{one.instrument.id}.silence"
            return [*findings, Finding(name, Met.UNMET, effect, Layer.DOMESTIC, says, cite, claimed)]
    return findings


def _finding(rule: Rule, item: _Item) -> Finding:
    outcome = _outcome(rule, item.plain)
    claimed = not rule.reads.isdisjoint(item.unconfirmed) and not _is_firm(rule, item, outcome)
    if claimed and rule.layer is not Layer.INTERNATIONAL:  # a standard changes no answer
        item.values.asked.update(rule.reads)
    tongue, effect = item.tongue, _effect(rule, outcome, item.on)
    unmet = tongue.unmet(rule.says["en"]) if outcome is Met.UNMET else "{says}"
    return rule.finding(outcome, effect, claimed=claimed, language=tongue.code, unmet=unmet)


def _outcome(rule: Rule, values: Values) -> Met:
    applies = True if rule.when is None else rule.when.holds(values)
    if applies is False:
        return Met.NOT_APPLICABLE
    holds = rule.test.holds(values)
    if holds:
        return Met.MET  # met either way, whether or not the rule applies
    return Met.UNKNOWN if holds is None or applies is None else Met.UNMET


def _is_firm(rule: Rule, item: _Item, outcome: Met) -> bool:
    """Whether ``outcome`` stands whatever the facts say that nobody confirmed."""
    applies = True if rule.when is None else firm(rule.when, item.plain, item.unconfirmed)
    if outcome is Met.NOT_APPLICABLE:
        return applies is False
    holds = firm(rule.test, item.plain, item.unconfirmed)
    return applies is True and holds is not None and outcome is not Met.UNKNOWN


def _effect(rule: Rule, outcome: Met, on: datetime.date) -> Effect:
    if outcome in {Met.MET, Met.NOT_APPLICABLE}:
        return Effect.INFO
    if rule.layer is Layer.INTERNATIONAL:
        return Effect.NOTE
    if rule.layer is Layer.POLICY:
        return Effect.COUNSEL if outcome is Met.UNMET else Effect.CAUTION
    if rule.effect is Effect.INFO:
        return Effect.INFO  # what a court has weighed, and no paper need repeat
    if outcome is Met.UNKNOWN or not rule.cited.decides(on):
        return Effect.CAUTION
    return rule.effect


def _asks_again(one: Judged, item: _Item) -> Finding:
    citation = one.version.cited.citation
    name, rule = f"{citation.title} {citation.section}", f"{one.instrument.id}.checked"
    if citation.status is Status.VERIFIED and citation.checked_on is not None:
        says = item.tongue.say("stale", name=name, day=citation.checked_on)
    else:
        says = item.tongue.say("unread", name=name, status=citation.status.value)
    return Finding(rule, Met.UNKNOWN, Effect.CAUTION, Layer.DOMESTIC, says, citation, claimed=False)


def _grounds(judged: Sequence[Judged], item: _Item) -> tuple[GroundOpen, ...]:
    found: dict[str, GroundOpen] = {}
    for one in judged:
        for ground in one.version.grounds:
            if ground.when is not None and not _may_open(ground.when, item):
                continue
            if not _says_otherwise(ground.code, one.version.rules, item):
                says = item.tongue.word(ground.says)
                found.setdefault(ground.code, GroundOpen(ground.code, says, ground.citation))
    return tuple(found.values())


def _may_open(when: Condition, item: _Item) -> bool:
    """Whether a ground is open, or were so if a fact that nobody confirmed were another: no claim closes one (P9)."""
    return when.holds(item.values) is not False or firm(when, item.plain, item.unconfirmed) is not False


def _says_otherwise(ground: str, rules: Iterable[Rule], item: _Item) -> bool:
    """Whether all that opens ``ground`` is met, whatever the facts say that nobody confirmed: it is no ground then."""
    opens = [rule for rule in rules if rule.ground == ground]
    if not opens or any(rule.recommend is Recommendation.CHALLENGE for rule in opens):
        return False  # what a court weighs is wider than the rule
    return all(firm(rule.test, item.plain, item.unconfirmed) is True for rule in opens)


def _own_grounds(ruled: Sequence[tuple[Rule, Finding]], item: _Item) -> tuple[GroundOpen, ...]:
    # What the provider's own law forbids is an objection that it gives.
    return tuple(
        GroundOpen(rule.ground, item.tongue.word(rule.says), rule.cited.citation)
        for rule, found in ruled
        if rule.ground is not None and found.effect is Effect.DEFECT
    )


def _risk(risks: Iterable[Risk | None], tongue: Tongue) -> WrongAnswer | None:
    risk = next((one for one in risks if one is not None), None)
    return None if risk is None else WrongAnswer(tongue.word(risk.says), risk.citation)


def _charges(judged: Sequence[Judged], item: _Item) -> tuple[Charge, ...]:
    tariffs = (one.version.tariff for one in judged if one.version.tariff is not None)
    return tuple(
        Charge(
            position=position.id,
            tariff=tariff.id,
            per=position.per,
            says=item.tongue.word(position.says),
            cents=position.cents,
            currency=tariff.currency,
            citation=tariff.cited.citation,
            decides=tariff.cited.decides(item.on),
            expires=tariff.expires,
        )
        for tariff in tariffs
        for position in tariff.positions
    )


def _review(judged: Sequence[Judged]) -> str:
    # Of several powers the one that lets the provider look least closely binds.
    given = {one.version.provider_review for one in judged}
    return next((one for one in _REVIEW if one in given), "unknown")
