"""Conflict of laws: what the provider's own law says of a demand, the ways that stay open, what becomes of the data.

Provider's home, the person's place, the data's place, the authority's country and the legal way of the demand are facts
of the face; which of them matter stands in the files of ``law/conflicts``. Nothing here knows a country.
"""

import datetime
from collections.abc import Iterator, Sequence
from typing import Final

from dueprocess.demand.codes import Route
from dueprocess.demand.face import Face
from dueprocess.law.conditions import Condition, Values
from dueprocess.law.coverage import EU_STATES, Judged
from dueprocess.law.finding import Channel, Recommendation, Use
from dueprocess.law.shelf import Shelf
from dueprocess.law.texts import Conflict, Rule
from dueprocess.law.wording import Tongue

_CONFIRMED: Final = {"given": True, "late": False, "refused": False}
_NOT_LOCAL: Final = frozenset(
    {"police", "prosecutor", "court", "intelligence", "tax", "military", "parliament", "private"}
)
_CONNECTIONS: Final = frozenset({"traffic", "identification"})
_COURTS: Final = frozenset({"court", "judge", "investigating_judge"})


def values_of(face: Face, number: int, provider: str | None) -> Values:
    """What is known of an item: the demand's facts, its own, and what follows from the provider's country.

    ``provider``: the desk's own country, where the face does not say whose law binds the provider. A demand of that
    country's authority is a domestic one where nothing else is said.
    """
    home, route = face.case.get("provider_country") or provider, face.case.get("route")
    if route is None and home is not None and face.case.get("country") == home:
        route = Route.DOMESTIC.value
    meant = {old: value for old, _, value in meaning_of(face)}
    values = {**face.case, "provider_country": home, "route": route, **meant, **face.items[number - 1]}
    return {**values, **{name: value for name, _, value in follows(values)}}


def follows(values: Values) -> Iterator[tuple[str, str, bool]]:
    """What the other facts of an item say of one that is blank: its name, a fact it follows from, the value.

    Days say whether data are there or to come; who asks, whether it is a local authority; the data, of which kind.
    """
    first, last, made = values.get("period_from"), values.get("period_to"), values.get("document_date")
    made = made or values.get("received_on")
    if values.get("future") is None and isinstance(last, str) and isinstance(made, str) and last > made:
        yield "future", "period_to", True
    if values.get("stored") is None:
        if values.get("future") is False:
            yield "stored", "future", True
        elif isinstance(first, str) and isinstance(made, str):
            yield "stored", "period_from", first < made
    if values.get("local_authority") is None and values.get("authority_kind") in _NOT_LOCAL:
        yield "local_authority", "authority_kind", False
    data = values.get("data")
    if values.get("connection_records") is None and isinstance(data, tuple) and _CONNECTIONS.isdisjoint(data):
        yield "connection_records", "data", False


def meaning_of(face: Face) -> Iterator[tuple[str, str, bool]]:
    """What newer facts mean for rules that read an older one: its name, the newer one's, the value (ADR 0105)."""
    if face.case.get("confirmed_later") is None:
        said, validated = _CONFIRMED.get(str(face.case.get("confirmation"))), face.case.get("validated_by")
        if said is not None:
            yield "confirmed_later", "confirmation", said
        elif validated in _COURTS and face.case.get("issuer") not in _COURTS:
            yield "confirmed_later", "validated_by", True


def conflicts_for(shelf: Shelf, values: Values, day: datetime.date) -> tuple[Conflict, ...]:
    """The conflict rules of the provider's own law that speak to an item on the day of its demand."""
    home = values.get("provider_country")
    if not isinstance(home, str):
        return ()
    own = shelf.conflicts_of.get(home, ())
    union = shelf.conflicts_of.get("EU", ()) if home in EU_STATES else ()
    return tuple(one for one in (*own, *union) if _speaks(one, values, day))


def _speaks(one: Conflict, values: Values, day: datetime.date) -> bool:
    if (one.since is not None and day < one.since) or (one.until is not None and one.until < day):
        return False
    if one.kinds and values.get("kind") not in one.kinds:
        return False
    data = values.get("data")
    if one.data and isinstance(data, tuple) and data and one.data.isdisjoint(data):
        return False
    return _may_hold(one.when, values)


def _may_hold(when: Condition | None, values: Values) -> bool:
    return when is None or when.holds(values) is not False


def bars(one: Conflict, rule: Rule, values: Values) -> Recommendation:
    """What an unmet rule of a conflict suggests: where it bars some lines of the list alone, the others are a part."""
    data = values.get("data")
    barred = rule.recommend in {Recommendation.OBJECT, Recommendation.CORRECT} and bool(one.data)
    return Recommendation.PARTIAL if barred and isinstance(data, tuple) and set(data) - one.data else rule.recommend


def channels(conflicts: Sequence[Conflict], values: Values, on: datetime.date, tongue: Tongue) -> tuple[Channel, ...]:
    """The ways that stay open to the authority, each code once; one that decides goes before one that only asks."""
    found: dict[str, Channel] = {}
    for one in conflicts:
        for rule in one.channels:
            if _may_hold(rule.when, values):
                made = Channel(rule.code, tongue.word(rule.says), rule.cited.citation, rule.cited.decides(on))
                known = found.get(rule.code)
                if known is None or (made.decides and not known.decides):
                    found[rule.code] = made
    return tuple(found.values())


def uses(judged: Sequence[Judged], values: Values, on: datetime.date, tongue: Tongue) -> tuple[Use, ...]:
    """Conditions of use, and sharing that the invoked law allows, each code once (L10)."""
    found: dict[str, Use] = {}
    for one in judged:
        for rule in one.version.onward:
            if _may_hold(rule.when, values):
                made = Use(rule.code, rule.sharing, tongue.word(rule.says), rule.cited.citation, rule.cited.decides(on))
                found.setdefault(rule.code, made)
    return tuple(found.values())
