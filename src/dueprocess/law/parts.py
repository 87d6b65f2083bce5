"""From one parsed law file to its value: dates read, tests compiled, signatures laid over.

The JSON Schemas in ``law/schema`` have checked the form; here the meaning is checked. Pure: files come in as values.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeAlias

from dueprocess.law.clocks import Span, Start, Unit
from dueprocess.law.conditions import Condition, compile_test
from dueprocess.law.finding import PROVIDER, Allowed, Citation, Effect, Layer, Recommendation, Status
from dueprocess.law.texts import (
    ChannelRule,
    Cited,
    ClockRule,
    Conflict,
    GroundRule,
    Instrument,
    Onward,
    PolicyRule,
    Position,
    Risk,
    Rule,
    SecrecyRule,
    ShelfError,
    Signature,
    Stand,
    Standard,
    Standing,
    Tariff,
    Untold,
    Version,
    Words,
    read_until,
)

Plain: TypeAlias = Mapping[str, Any]
Signed: TypeAlias = Mapping[str, tuple[Signature, ...]]

HOUSE: Final = "House policy"
_LONG_AGO: Final = datetime.date.min
_VERSIONED: Final = frozenset({"versions"})
_ALWAYS_OPEN: Final[Mapping[str, Any]] = {"from": None, "until": None}


def _day(text: str | None) -> datetime.date | None:
    return None if text is None else datetime.date.fromisoformat(text)


def _condition(plain: object) -> Condition | None:
    return None if plain is None else compile_test(plain)


def _citation(data: Plain, signed: Sequence[Signature] = ()) -> Citation:
    citation = Citation(
        data["act"], data["section"], data.get("url"), data["in_force_from"], data["checked_on"], Status(data["status"])
    )
    signed_on = max((one.on for one in signed if _covers(one, citation)), default=None)
    return citation if signed_on is None else replace(citation, signed_on=signed_on.isoformat())


def _covers(one: Signature, citation: Citation) -> bool:
    return not one.wrong and not (one.read and citation.is_unread)


def _cited(data: Plain, signed: Sequence[Signature]) -> Cited:
    citation = _citation(data, signed)
    if any(one.wrong for one in signed):
        return Cited(citation, ())
    windows, last = [(one.on, one.until) for one in signed if _covers(one, citation)], read_until(citation)
    if last is not None:
        windows.append((_LONG_AGO, last))
    return Cited(citation, tuple(windows))


def _over(signed: Signed, *names: str) -> tuple[Signature, ...]:
    """What was signed over these names; of the last one a mark that it is wrong, which none over a larger one lifts."""
    marks = tuple(one for one in signed.get(names[-1], ()) if one.wrong)
    return marks or tuple(one for name in names for one in signed.get(name, ()) if not one.wrong)


def instrument(data: Plain, signed: Signed) -> Instrument:
    """One legal power in all its versions. Raises ShelfError or ConditionError."""
    own = {key: value for key, value in data.items() if key not in _VERSIONED}
    texts = (own, *({**own, **version} for version in data.get("versions", ())))
    versions = tuple(_version(text, signed) for text in texts)
    return Instrument(
        id=data["id"],
        country=data["country"],
        title=data["title"],
        act=data["act"],
        aliases=tuple(data["aliases"]),
        together=tuple(data.get("together_with", ())),
        versions=versions,
    )


def _version(data: Plain, signed: Signed) -> Version:
    coverage = data.get("coverage") or {}
    rules = tuple(_rule(data["id"], one, signed) for one in data["rules"])
    if len({rule.id for rule in rules}) != len(rules):
        raise ShelfError("two rules have the same id; ids are never shared")
    grounds = tuple(_ground(one) for one in data["grounds"])
    _known_grounds(grounds, [coverage.get("ground"), *(rule.ground for rule in rules)])
    force = data.get("in_force", _ALWAYS_OPEN)
    return Version(
        section=data["section"],
        power=data.get("power", True),
        about_silence=data.get("about_silence", False),
        kinds=frozenset(data["kinds"]),
        data=frozenset(data["data"]),
        services=frozenset(data["services"]),
        since=_day(force["from"]),
        until=_day(force["until"]),
        cited=_own_citation(data, rules, signed),
        provider_review=data["provider_review"],
        verbatim_allowed=data.get("verbatim_allowed", False),
        summary=data["summary"],
        coverage_recommend=Recommendation(coverage.get("recommend", Recommendation.CORRECT)),
        coverage_ground=coverage.get("ground"),
        rules=rules,
        grounds=grounds,
        wrong_refusal=_risk(data.get("wrong_refusal")),
        wrong_grant=_risk(data.get("wrong_grant")),
        remedy=_risk(data.get("remedy")),
        secrecy=_secrecy(data["id"], data["secrecy"], signed),
        clocks=tuple(_clock(data["id"], one, signed) for one in data["clocks"]),
        tariff=_tariff(data["id"], data.get("tariff"), signed),
        who=data.get("who"),
        court=data.get("court", "unknown"),
        falls_short=tuple(data.get("falls_short", ())),
        standing=_standing(data["id"], data.get("standing"), signed),
        onward=tuple(_onward(data["id"], one, signed) for one in data.get("onward", ())),
    )


def _standing(instrument: str, data: Plain | None, signed: Signed) -> Standing | None:
    if data is None:
        return None
    cited = _cited(data["cite"], _over(signed, instrument))
    return Standing(data["says"], _day(data["since"]), Allowed(data["public"]), cited)


def _onward(instrument: str, data: Plain, signed: Signed) -> Onward:
    cited = _cited(data["cite"], _over(signed, instrument))
    return Onward(data["code"], data["effect"] == "sharing", _condition(data.get("when")), data["says"], cited)


def conflict(data: Plain, signed: Signed) -> Conflict:
    """What the provider's own law says of demands. Raises ShelfError or ConditionError."""
    rules = tuple(_rule(data["id"], one, signed) for one in data["rules"])
    force = data["in_force"]
    return Conflict(
        id=data["id"],
        country=data["country"],
        title=data["title"],
        kinds=frozenset(data["kinds"]),
        data=frozenset(data["data"]),
        since=_day(force["from"]),
        until=_day(force["until"]),
        when=_condition(data.get("when")),
        rules=rules,
        channels=tuple(_channel(data["id"], one, signed) for one in data["channels"]),
        wrong_grant=_risk(data.get("wrong_grant")),
        cited=_own_citation(data, rules, signed),
    )


def _channel(conflict: str, data: Plain, signed: Signed) -> ChannelRule:
    cited = _cited(data["cite"], _over(signed, conflict))
    return ChannelRule(data["code"], _condition(data.get("when")), data["says"], cited)


def stand(data: Plain, signed: Signed) -> Stand:
    """One position on an act or a bill. Raises ShelfError or ConditionError."""
    cite = {**data, "url": data["source"].get("url"), "in_force_from": data["on"]}
    over = _over(signed, data["id"])
    return Stand(
        id=data["id"],
        country=data["country"],
        title=data["title"],
        stage=data["stage"],
        on=_day(data["on"]),
        does=data["does"],
        position=data["position"],
        says=data.get("says"),
        asks=data["asks"],
        standards=tuple(data["standards"]),
        replaced_by=data.get("replaced_by"),
        citation=_citation(cite, over),
        signed=over,
        next_on=_day(data.get("next_on")),
    )


def _known_grounds(grounds: Sequence[GroundRule], named: Iterable[str | None]) -> None:
    codes = {ground.code for ground in grounds}
    strange = sorted({code for code in named if code is not None} - codes)
    if strange:
        raise ShelfError(f"ground {strange[0]!r} is named and not listed under grounds")


def _own_citation(data: Plain, rules: Sequence[Rule], signed: Signed) -> Cited:
    since = data.get("in_force", _ALWAYS_OPEN)["from"]
    own = {**data, "in_force_from": since, "url": data["source"].get("url")}
    over = _over(signed, data["id"])
    single = [tuple(s for s in signed.get(rule.id, ()) if _covers(s, rule.cited.citation)) for rule in rules]
    if not over and single and all(single):
        # Whoever signed each of its rules has read the instrument; the oldest signature sets the end.
        over = (min((one[-1] for one in single), key=lambda one: one.on),)
    return _cited(own, over)


def _rule(instrument: str, data: Plain, signed: Signed) -> Rule:
    if not data["id"].startswith(f"{instrument}."):
        raise ShelfError(f"rule {data['id']!r} must start with {instrument}.")
    over = _over(signed, instrument, data["id"])
    effect = Effect(data["effect"])
    recommend = Recommendation(data.get("recommend", Recommendation.CORRECT))
    return _make(data, effect, recommend, _cited(data["cite"], over), Layer.DOMESTIC)


def _make(data: Plain, effect: Effect, recommend: Recommendation, cited: Cited, layer: Layer) -> Rule:
    test, when = compile_test(data["test"]), _condition(data.get("when"))
    reads = test.reads | (when.reads if when else frozenset())
    says: Words = data["says"]
    return Rule(
        data["id"], test, when, effect, recommend, data.get("ground"), says, data.get("ask"), cited, layer, reads
    )


def _ground(data: Plain) -> GroundRule:
    return GroundRule(data["code"], _condition(data.get("when")), data["says"], _citation(data["cite"]))


def _risk(data: Plain | None) -> Risk | None:
    return None if data is None else Risk(data["says"], _citation(data["cite"]))


def _span(data: Plain | None) -> Span | None:
    if data is None:
        return None
    if "face" in data:
        return Span(0, Unit.DAYS, start=Start(data["face"]))
    unit = next(unit for unit in Unit if unit in data)
    start = Start(data.get("from", Start.RECEIVED))
    full, inclusive = data.get("from_next_full_hour", False), data.get("inclusive", False)
    return Span(data[unit], unit, data.get("calendar"), full, start, inclusive)


def _secrecy(instrument: str, data: Plain | None, signed: Signed) -> SecrecyRule | None:
    if data is None:
        return None
    until, confirm = data.get("until"), data.get("confirm_by")
    return SecrecyRule(
        source=data["source"],
        tell=Allowed(data["tell"]),
        admit=Allowed(data["admit"]),
        count=Allowed(data["count"]),
        who_notifies=data["who_notifies"],
        until=_span(until) if until and "face" not in until else None,
        until_face=until is not None and "face" in until,
        by_order_only=data.get("by_order_only", False),
        confirm_days=confirm["days"] if confirm else None,
        when=_condition(data.get("when")),
        says=data["says"],
        cited=_cited(data["cite"], _over(signed, instrument, f"{instrument}.secrecy")),
        or_by_court=until is not None and "or_by_court" in until,
        public=data.get("public"),
        ordered_by=data.get("ordered_by", "court"),
        nobody=_untold(data.get("nobody")),
    )


def _untold(data: Plain | None) -> Untold | None:
    return None if data is None else Untold(compile_test(data["when"]), data["says"], data.get("public"))


def _clock(instrument: str, data: Plain, signed: Signed) -> ClockRule:
    due, first = _span(data["due"]), _span(data.get("not_before"))
    when, cite = _condition(data.get("when")), _citation(data["cite"])
    windows = _cited(data["cite"], _over(signed, instrument)).windows
    by, stops = data.get("by", PROVIDER), data.get("stops")
    if due is not None and data.get("set_by_demand"):
        raise ShelfError("a clock with a time of its own says that the demand sets it; leave out one of the two")
    return ClockRule(
        what=data["what"],
        due=due,
        not_before=first,
        when=when,
        says=data["says"],
        citation=cite,
        by=by,
        windows=windows,
        set_by_demand=data.get("set_by_demand", False),
        stops=_citation(stops) if stops else None,
    )


def _tariff(instrument: str, data: Plain | None, signed: Signed) -> Tariff | None:
    if data is None:
        return None
    name, expires = f"{instrument}.tariff", data.get("claim_expires")
    positions = tuple(_position(name, line) for line in data["lines"])
    if len({one.id for one in positions}) != len(positions):
        raise ShelfError("two lines of the tariff have the same name; names are never shared")
    return Tariff(
        id=name,
        currency=data["currency"],
        positions=positions,
        cited=_cited(data["cite"], _over(signed, instrument, name)),
        expires=_span(expires),
        expires_cite=_citation(expires["cite"]) if expires else None,
    )


def _position(tariff: str, line: Plain) -> Position:
    whole, _, part = line["amount"].partition(".")
    return Position(f"{tariff}.{line['what']}", line["per"], int(whole) * 100 + int(part), line["says"])


def _titled(title: str | Words) -> Words:
    return {"en": title} if isinstance(title, str) else title


def standard(data: Plain, signed: Signed) -> Standard:
    """One international norm. Raises ShelfError or ConditionError."""
    title = _titled(data["title"])
    cite = {**data, "act": title["en"], "url": data["source"].get("url"), "in_force_from": data.get("in_force_from")}
    over = _over(signed, data["id"])
    rule = _make(data, Effect.NOTE, Recommendation.COUNSEL, _cited(cite, over), Layer.INTERNATIONAL)
    return Standard(data["id"], title, frozenset(data["kinds"]), rule, data.get("object", "demand"))


def policy(data: Plain) -> PolicyRule:
    """One rule of the house. Raises ShelfError or ConditionError."""
    approved = data["approved"]
    status = Status.VERIFIED if approved["on"] else Status.UNVERIFIED
    citation = Citation(HOUSE, data["id"], None, approved["on"], approved["on"], status)
    recommend = Recommendation(data["recommend"])
    rule = _make(data, Effect.COUNSEL, recommend, Cited(citation, ()), Layer.POLICY)
    return PolicyRule(data["id"], frozenset(data["kinds"]), rule, recommend, approved["by"], _day(approved["on"]))
