"""May we tell the person, admit that the demand exists, count it (P5, P6; hazard 6.1).

An answer comes only from a secrecy rule that was verified or signed; else it is unknown, which is closed. Of several
instruments the most closed answer holds; one that gives no power and says nothing of silence is passed over. A silence
that the sender merely claims, and that no invoked law gives, stays closed until counsel answers; a mere request closes
nothing. Where telling could harm somebody no law opens it by itself: a named person is asked first (hazard 6.3).
"""

import datetime
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dueprocess.demand.codes import AuthorityKind, Ground, Issuer, Presence, SecrecySource
from dueprocess.law.clocks import Span, Start, last_day
from dueprocess.law.conditions import Values
from dueprocess.law.coverage import Judged, from_private
from dueprocess.law.finding import Allowed, May
from dueprocess.law.texts import SecrecyRule
from dueprocess.law.wording import SHELF, Tongue

ACCUSATIONS: Final = frozenset(Ground) - {Ground.OTHER, Ground.UNKNOWN}
"""Of what somebody is accused where the accusation endangers by itself (hazard 7.1)."""
_CLOSED: Final = {Allowed.YES: 0, Allowed.UNKNOWN: 1, Allowed.NO: 2}
_WHO: Final = {"provider": 0, "unknown": 1, "nobody": 2, "authority": 3}
SILENCE: Final = frozenset({"secrecy", "secrecy_by_court", "secrecy_until"})
"""Facts of the silence alone: a rule that reads one says nothing of the data."""
ORDERED: Final = frozenset({"secrecy", "secrecy_by_court", "emergency", "issuer", "validated_by", "court_order"})
"""Facts by which is judged who ordered a silence."""
_COURTS: Final = frozenset({Issuer.COURT.value, Issuer.JUDGE.value, Issuer.INVESTIGATING_JUDGE.value})
_OFFICERS: Final = {
    "police": frozenset({AuthorityKind.POLICE.value, AuthorityKind.COURT.value}),
    "prosecutor": frozenset({AuthorityKind.PROSECUTOR.value, AuthorityKind.COURT.value}),
}
_SHOWN: Final = frozenset({Presence.ATTACHED.value, Presence.MENTIONED.value})
_IMPOSING_NOTHING: Final = frozenset({None, SecrecySource.NONE.value, SecrecySource.REQUEST.value})
_BINDING: Final = frozenset({SecrecySource.STATUTE.value, SecrecySource.ORDER.value, SecrecySource.UNKNOWN.value})


def may(judged: Sequence[Judged], values: Values, on: datetime.date, tongue: Tongue) -> May:
    """The three answers for one item on the day ``on``, by the instruments ``judged`` and whom telling could harm."""
    answer = _by_law(judged, values, on, tongue)
    if answer.tell is not Allowed.YES or not _could_harm(values):
        return answer
    return replace(answer, tell=Allowed.UNKNOWN, says=f"{tongue.say('may-harm')} {answer.says}")


def _could_harm(values: Values) -> bool:
    """Whether telling could harm somebody: a life in danger, the person, or one accused of what others punish."""
    in_danger = values.get("person_in_danger") is True or values.get("danger_to_life") is True
    return in_danger or values.get("accusation") in ACCUSATIONS


def _by_law(judged: Sequence[Judged], values: Values, on: datetime.date, tongue: Tongue) -> May:
    speaking = (one.version for one in judged if one.version.power or one.version.secrecy is not None)
    answers = [_one(one.secrecy, values, on, tongue) for one in speaking]
    if not answers:
        return _of_private(tongue) if _private_and_open(judged, values) else _unknown(values, tongue)
    merged = answers[0]
    for answer in answers[1:]:
        merged = _closer(merged, answer)
    return merged


def _private_and_open(judged: Sequence[Judged], values: Values) -> bool:
    return not judged and from_private(values) and values.get("secrecy") in _IMPOSING_NOTHING


def _of_private(tongue: Tongue) -> May:
    yes = Allowed.YES
    return May(yes, yes, yes, "provider", None, "none", tongue.say("may-private"), SHELF, silent=True)


def secrecy_ends(rule: SecrecyRule, values: Values) -> datetime.date | None:
    """Last day of the silence; None where law and order set no end, or the day that starts it is not known."""
    if rule.until_face:
        return _day(values, "secrecy_until")
    if rule.until is None:
        return None
    end = _span_end(rule.until, values)
    return _with_court(end, values) if rule.or_by_court else end


def _with_court(end: datetime.date | None, values: Values) -> datetime.date | None:
    """A court sets the later end, or none; what anybody else claims counts only where it is the earlier one."""
    claimed, court = _day(values, "secrecy_until"), values.get("secrecy_by_court")
    if court is True or (court is None and claimed is not None):  # not known who set it: the day that it claims
        return claimed
    return min((day for day in (end, claimed) if day is not None), default=None)


def _span_end(span: Span, values: Values) -> datetime.date | None:
    start = _day(values, "received_on" if span.start is Start.RECEIVED else "document_date")
    return None if start is None else last_day(start, span)


def imposed(rule: SecrecyRule, values: Values) -> bool | None:
    """Whether the silence of ``rule`` is there: by the law itself, or by an order that the face shows. None: open."""
    if rule.when is not None and (holds := rule.when.holds(values)) is not True:
        return holds
    if not rule.by_order_only:
        return rule.source != SecrecySource.NONE
    claimed = values.get("secrecy")
    if claimed in {None, SecrecySource.UNKNOWN.value}:
        return None
    return claimed not in {SecrecySource.REQUEST.value, SecrecySource.NONE.value} and (
        _may_order(rule, values) or None
    )  # by one who cannot: open until counsel answers


def not_by_whom_may(rule: SecrecyRule, values: Values) -> bool:
    """Whether the demand claims a silence by order, and whoever ordered it could not."""
    if not rule.by_order_only or values.get("secrecy") not in {SecrecySource.ORDER.value, SecrecySource.STATUTE.value}:
        return False
    return (rule.when is None or rule.when.holds(values) is not False) and _may_order(rule, values) is False


def _may_order(rule: SecrecyRule, values: Values) -> bool | None:
    """Whether who ordered the silence can: a court, in urgency others too, or whoever made the order. None: open."""
    court, urgent = values.get("secrecy_by_court"), rule.ordered_by == "urgent"
    if (kinds := _OFFICERS.get(rule.ordered_by)) and court is not True:
        if rule.ordered_by == values.get("issuer") == Issuer.PROSECUTOR.value:  # the letter may come by the police
            return True
        return None if (kind := values.get("authority_kind")) is None else kind in kinds
    if rule.ordered_by == "any" or court is True or (urgent and values.get("emergency") is True):
        return True
    if court is False:
        return None if urgent and values.get("emergency") is None else False
    by_court = not _COURTS.isdisjoint({str(values.get("issuer")), str(values.get("validated_by"))})
    if by_court or values.get("court_order") in _SHOWN:
        return True
    absent = values.get("court_order") == Presence.NONE.value and values.get("issuer") not in {None, "unknown"}
    return False if absent and not urgent else None


def _one(rule: SecrecyRule | None, values: Values, on: datetime.date, tongue: Tongue) -> May:
    if rule is None or not rule.cited.decides(on):
        return _unknown(values, tongue, rule)
    if not_by_whom_may(rule, values):
        return replace(_unknown(values, tongue, rule), says=tongue.say("may-not-theirs"))
    there = imposed(rule, values)
    if there is None:
        return _unknown(values, tongue, rule)
    if there is False:
        return _no_silence(rule, values, on, tongue)
    until = secrecy_ends(rule, values)
    if until is not None and on > until:
        return _ended(rule, until, tongue)
    end = None if until is None else until.isoformat()
    untold = rule.nobody is not None and rule.nobody.when.holds(values) is True
    spoken, who = (rule.nobody, "nobody") if rule.nobody and untold else (rule, rule.who_notifies)
    says, public = tongue.word(spoken.says), tongue.word(spoken.public) if spoken.public else None
    return May(rule.tell, rule.admit, rule.count, who, end, rule.source, says, rule.cited.citation, public)


def _no_silence(rule: SecrecyRule, values: Values, on: datetime.date, tongue: Tongue) -> May:
    end = _day(values, "secrecy_until")
    if values.get("secrecy") in _BINDING and not rule.by_order_only and (end is None or on <= end):
        # The sender claims a duty that this law does not give: closed, and counsel is asked.
        closed = _unknown(values, tongue, rule)
        return replace(closed, says=tongue.say("may-claimed"), citation=rule.cited.citation)
    if rule.by_order_only:
        says = tongue.say("may-no-order")
        yes = Allowed.YES
        return May(yes, yes, yes, "provider", None, "none", says, rule.cited.citation)
    says, silent = tongue.word(rule.says), rule.tell is Allowed.YES
    cite = rule.cited.citation
    return May(rule.tell, rule.admit, rule.count, rule.who_notifies, None, "none", says, cite, silent=silent)


def _ended(rule: SecrecyRule, until: datetime.date, tongue: Tongue) -> May:
    says = tongue.say("may-ended", day=until.isoformat())
    yes, who = Allowed.YES, "provider" if rule.who_notifies == "nobody" else rule.who_notifies
    return May(yes, yes, yes, who, until.isoformat(), rule.source, says, rule.cited.citation)


def _unknown(values: Values, tongue: Tongue, rule: SecrecyRule | None = None) -> May:
    claimed = values.get("secrecy")
    source = rule.source if rule else (claimed if isinstance(claimed, str) else "unknown")
    until, citation = _day(values, "secrecy_until"), rule.cited.citation if rule else None
    end, closed = None if until is None else until.isoformat(), Allowed.UNKNOWN
    return May(closed, closed, closed, "unknown", end, source, tongue.say("may-unknown"), citation)


def _closer(one: May, other: May) -> May:
    """Of two answers the more closed in each question; words and source from the one that closes more."""
    lead, second = (one, other) if _weight(one) >= _weight(other) else (other, one)
    return replace(
        lead,
        tell=max(one.tell, other.tell, key=_CLOSED.__getitem__),
        admit=max(one.admit, other.admit, key=_CLOSED.__getitem__),
        count=max(one.count, other.count, key=_CLOSED.__getitem__),
        who_notifies=max(lead.who_notifies, second.who_notifies, key=_WHO.__getitem__),
        silent=lead.silent and second.silent,
    )


def _weight(one: May) -> int:
    return _CLOSED[one.tell] + _CLOSED[one.admit] + _CLOSED[one.count]


def _day(values: Values, name: str) -> datetime.date | None:
    value = values.get(name)
    return datetime.date.fromisoformat(value) if isinstance(value, str) else None
