"""The scorecard as bytes that two people sign, and the published ones, each held against its hash.

It holds answers, their public pages and the score. Nothing of what only the records show stands in it: that a demand
of a sort came may be secret. Whoever signs hands the bytes in, and the desk computes them again from what was answered.
"""

import datetime
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from dueprocess.acts.desk_state import DeskState
from dueprocess.case.outcome import Rule
from dueprocess.desk.data.models import Scorecard
from dueprocess.desk.services import desk_record, scorecards
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.result import ForgedRowError
from dueprocess.desk.services.scorecards import TOLD, Sheet
from dueprocess.formats.refusal import Denied, Msg
from dueprocess.report.scorecard import Published
from transparency.score import evidence, written
from transparency.score.evidence import UNDISCLOSED, Is
from transparency.score.score import whole

SCHEMA: Final = "dueprocess/scorecard/1"
MAX_CARD: Final = 4 << 20  # characters
WAITS: Final = datetime.timedelta(days=31)
"""So long people may take to sign one scorecard."""
_P16: Final = "P16"  # encryption of messages and private content
_SAID: Final = frozenset({Is.COUNTS, Is.NOTHING, Is.SPARED})


def plain(desk: Desk, made: Sheet) -> dict[str, Any]:
    """The scorecard of a day for JSON: score, history, answers with their pages, what can be read and why."""
    method = scorecards.method()
    score = written.plain(method, made.card, [], [])
    answered = [one for row in made.standing.values() for one in row if one.look is not None and one.stands in _SAID]
    return {
        "schema": SCHEMA,
        "company": made.company,
        "method": method.name,
        "made_on": made.today.isoformat(),
        "entities": [{"name": one.name, "kind": one.kind} for one in made.entities],
        "published": score["published"],
        "whole": score["whole"],
        "decimals": score["decimals"],
        "elements": made.counted,
        "years": [
            {"year": year, "total": whole(card.total), **{code: whole(one) for code, one in card.categories.items()}}
            for year, card in made.years()
        ],
        "rows": [
            {"entity": one.entity, "kind": one.kind, "indicator": one.indicator, "answers": " ".join(one.codes)}
            for one in evidence.answers(made.company, made.standing)
        ],
        "answers": [_answer(one) for one in answered],
        **readable(desk, made),
        "credit": method.credit,
    }


def readable(desk: Desk, made: Sheet) -> dict[str, Any]:
    """What the provider can read, what was said of it, and what changed since the last scorecard of an earlier year.

    ``since``: the day of that scorecard, which two people signed; empty without one. ``closed``: what could be read
    then and cannot now. ``changed`` is computed: nobody writes it. Raises ForgedRowError.
    """
    told, names = scorecards.told(made), scorecards.readable(desk)
    earlier = [one.plain for one in published(desk) if int(one.plain["made_on"][:4]) < made.today.year]
    before = max(earlier, key=lambda card: str(card["made_on"]), default=None)
    now = {one.entity: one.codes for one in evidence.answers(made.company, {_P16: made.standing.get(_P16, [])})}
    said = [{"service": name, **{key.partition(".")[2]: told.get((name, key), "") for key in TOLD}} for name in names]
    return {
        "since": before["made_on"] if before else "",
        "readable": [{**one, "changed": _changed(before, one, now.get(one["service"], ()))} for one in said],
        "closed": [one["service"] for one in before["readable"] if one["service"] not in names] if before else [],
    }


def _changed(before: Mapping[str, Any] | None, said: Mapping[str, str], codes: Sequence[str]) -> list[dict[str, str]]:
    """What was otherwise: whether the service could be read, its answers to P16, the lines about it."""
    if before is None:
        return []
    service = said["service"]
    was = next((one for one in before["readable"] if one["service"] == service), None)
    row = next((one for one in before["rows"] if (one["entity"], one["indicator"]) == (service, _P16)), None)
    answered = row["answers"].split() if row else [UNDISCLOSED] * len(codes)
    pairs = [("readable", "yes" if was else "no", "yes")]
    pairs += [(f"{_P16}.{number}", *pair) for number, pair in enumerate(zip(answered, codes, strict=False), 1)]
    pairs += [(key, str(was[key]), said[key]) for key in said if was and key != "service"]
    return [{"what": what, "was": old, "is": new} for what, old, new in pairs if old != new]


def _answer(one: evidence.Stand) -> dict[str, Any]:
    look = one.look
    if look is None:
        raise ValueError(f"nobody answered {one.element}")
    return {
        "entity": one.entity.name,
        "element": one.element,
        "answer": one.code,
        "address": look.address,
        "hash": look.hash,
        "seen_on": look.seen.isoformat() if look.seen else "",
        "until": look.until.isoformat(),
        "law": look.law,
        "says": look.says,
    }


def encode(desk: Desk, day: datetime.date) -> bytes:
    """The bytes of the scorecard as it stood on a day, by the answers noted until then."""
    made = Sheet(desk.house.name, scorecards.entities(desk), scorecards.looks(), day)
    return json.dumps(plain(desk, made), ensure_ascii=False, separators=(",", ":")).encode()


def hash_of(data: bytes) -> str:
    """SHA-256 (hex): what a statement names."""
    return hashlib.sha256(data).hexdigest()


def fault(desk: Desk, state: DeskState, card: str, data: bytes) -> Denied | None:
    """Why a scorecard may not be signed or published now; None where it is what the answers give."""
    if card in state.scores:
        data = _row(card)
    found = _day(data)
    if found is None or not desk.today - WAITS <= found <= desk.today or encode(desk, found) != data:
        says = Msg("This is not the scorecard that the answers give: something was answered since, or it is too old.")
        return Denied(Rule.SCORE_CHANGED, says, "Read it again, then sign again.")
    return None


def _day(data: bytes) -> datetime.date | None:
    try:
        read = json.loads(data) if len(data) <= MAX_CARD else None
        return datetime.date.fromisoformat(read["made_on"])  # type: ignore[index]  # what has no such key is refused
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _row(card: str) -> bytes:
    row = Scorecard.objects.filter(hash=card).first()
    data = bytes(row.bytes) if row is not None else b""
    if hash_of(data) != card:
        message = f"the bytes of the scorecard {card[:16]} are not those that people signed"
        raise ForgedRowError(message)
    return data


def waiting(desk: Desk) -> dict[str, Any]:
    """The scorecard that can be signed now: one that somebody signed and that still holds, else that of today."""
    state = desk_record.reports_of(desk)
    for one in reversed(list(state.scores.values())):
        if one.published_on is None and fault(desk, state, one.card, b"") is None:
            return {"text": _row(one.card).decode(), "signed": [each.person for each in one.signed]}
    return {"text": encode(desk, desk.today).decode(), "signed": []}


def published(desk: Desk) -> tuple[Published, ...]:
    """Every published scorecard with its signers, in the order of publication. Raises ForgedRowError."""
    state = desk_record.reports_of(desk)
    done = [one for one in state.scores.values() if one.published_on is not None]
    done.sort(key=lambda one: (one.published_on or datetime.date.min, one.card))
    return tuple(
        Published(
            _row(one.card),
            one.published_on or datetime.date.min,
            tuple((each.role, datetime.date.fromisoformat(each.at[:10])) for each in one.signed),
        )
        for one in done
    )
