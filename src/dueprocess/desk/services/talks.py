"""Talks with governments and allies: what stands of them, what is owed on them, what the public may read.

The words lie here sealed until somebody opens them on their day; what is published is believed only while its bytes
are those that people signed. Nothing here reads a case.
"""

import base64
import datetime
from typing import Any, Final

from django.db.models import F

from dueprocess.acts.desk_state import DeskState
from dueprocess.acts.talk_state import Talks
from dueprocess.case.desk_events import TalkQuarter, TalkRecorded
from dueprocess.case.duty_words import OF_TALKS
from dueprocess.case.events import Body
from dueprocess.case.given import day_end
from dueprocess.case.outcome import NewDuty
from dueprocess.desk.data.models import Ally, Duty, Talk
from dueprocess.desk.data.models import Statement as Kept
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import desk_record, trust
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.duties import row_of
from dueprocess.desk.services.result import ForgedRowError
from dueprocess.formats.errors import ObjectError
from dueprocess.formats.statement import Act
from dueprocess.formats.talk import TalkError, first_day, last_day, opened, quarter_of
from dueprocess.report.talks import PublicTalk, in_order

ACTS: Final = frozenset({Act.TALK_RECORD, Act.TALK_AGREE, Act.TALK_PUBLISH, Act.TALK_WITHDRAW, Act.TALK_QUARTER})
TO_READ: Final = datetime.timedelta(days=7)
"""Until a second person has read what was recorded, and until what somebody noted is recorded."""
TO_ANSWER: Final = datetime.timedelta(days=14)
"""After the end of a quarter."""
MAX_QUARTERS: Final = 8
_NOTED: Final = "talk.noted"


def state_of(desk: Desk) -> DeskState:
    """What stands of talks and allies, by what people signed."""
    return desk_record.read(trust.rosters_of(desk), desk.standing, desk_record.OF_TALKS)


def published(desk: Desk) -> tuple[PublicTalk, ...]:
    """What the site may show, the newest day first. Raises ForgedRowError."""
    found = [one for one in state_of(desk).talks.recorded.values() if one.words]
    rows = {row.hash: bytes(row.words) for row in Talk.objects.filter(hash__in=[one.talk for one in found])}
    made = []
    for one in found:
        data = rows.get(one.talk, b"")
        try:
            words, name = opened(data)
        except (TalkError, ObjectError):
            words, name = None, ""
        if words is None or name != one.talk or one.published_on is None or one.published_on > desk.today:
            message = f"the words of the talk {one.talk[:16]} are not those that people signed"
            raise ForgedRowError(message)
        made.append(PublicTalk(one.talk, words, one.published_on))
    return in_order(made)


def open_quarters(desk: Desk, talks: Talks) -> list[str]:
    """Quarters since the desk was founded that are over and that nobody answered for; the newest eight."""
    founded, quarter = trust.rosters_of(desk)[1].made.date(), quarter_of(desk.today)
    found: list[str] = []
    while len(found) < MAX_QUARTERS:
        quarter = quarter_of(first_day(quarter) - datetime.timedelta(days=1))
        if last_day(quarter) < founded:
            break
        found.append(quarter)
    return [one for one in reversed(found) if one not in talks.quarters]


def follow(desk: Desk, after: Act = Act.TALK_RECORD) -> int:
    """Enter what is owed on talks and end what is owed no more; a late one grows louder by the beat. How many.

    ``after``: an act, of which only those on talks change anything.
    """
    if after not in ACTS:
        return 0
    talks = state_of(desk).talks
    planned = [_duty(desk, "ask_talks", f"talk.{one}", last_day(one) + TO_ANSWER) for one in open_quarters(desk, talks)]
    for one in talks.recorded.values():
        name = f"talk.{one.talk[:16]}"
        if one.waits and one.complete:
            planned.append(_duty(desk, "publish_talk", name, one.until))
        elif one.waits and not one.reveals:
            planned.append(_duty(desk, "agree_talk", name, one.recorded_on + TO_READ))
    wanted = {(row.what, row.rule, row.due_at): row for row in (row_of(desk, None, duty) for duty in planned)}
    rows = Duty.objects.filter(case__isnull=True, what__in=list(OF_TALKS), done_at__isnull=True).exclude(rule=_NOTED)
    if {(row.what, row.rule, row.due_at) for row in rows} == set(wanted):
        return 0
    with write("talks"):
        standing = {(row.what, row.rule, row.due_at): row.pk for row in rows.all()}
        gone = rows.filter(pk__in=[pk for key, pk in standing.items() if key not in wanted])
        made = Duty.objects.bulk_create(row for key, row in wanted.items() if key not in standing)
        return gone.update(done_at=desk.minute) + len(made)


def _duty(desk: Desk, what: str, rule: str, day: datetime.date) -> NewDuty:
    return NewDuty(None, what, rule, day_end(day.isoformat(), desk.timezone))


def note(desk: Desk) -> None:
    """Somebody in the house says that a call or a visit was a talk with a government: it is to be recorded."""
    with write("talks"):
        row_of(desk, None, _duty(desk, "record_talk", _NOTED, desk.today + TO_READ)).save()


def heard(desk: Desk, event: Body[Any]) -> None:
    """A record ends the oldest of what somebody noted, the answer of a quarter all; in an open transaction."""
    if not isinstance(event, TalkRecorded | TalkQuarter):
        return
    noted = Duty.objects.filter(what="record_talk", rule=_NOTED, done_at__isnull=True).order_by("due_at", "pk")
    ended = noted.values_list("pk", flat=True)[: 1 if isinstance(event, TalkRecorded) else None]
    Duty.objects.filter(pk__in=list(ended)).update(done_at=desk.minute, raised=F("raised"))


def shown(desk: Desk) -> dict[str, Any]:
    """All talks, sealed as they are, for whoever may see that there are some."""
    talks = state_of(desk).talks
    rows = {row.hash: row for row in Talk.objects.all()}
    return {
        "rows": [
            {
                "talk": one.talk,
                "sort": one.sort,
                "on": one.on.isoformat(),
                "until": one.until.isoformat(),
                "by": one.by,
                "answers": dict(one.answers),
                "published_on": one.published_on.isoformat() if one.published_on else "",
                "withdrawn": one.withdrawn,
                "sealed": _base64(rows[one.talk].sealed) if one.talk in rows else "",
                "words": _base64(rows[one.talk].words) if one.talk in rows else "",
            }
            for one in talks.recorded.values()
        ],
        "quarters": dict(talks.quarters),
        "open": open_quarters(desk, talks),
    }


def allies_shown(desk: Desk) -> dict[str, Any]:
    """Of each ally and key the newest verification that holds, with what people signed."""
    found = [one for one in state_of(desk).talks.allies.values() if one.until >= desk.today]
    newest = {(one.ally, one.key, bool(one.confirmed_by)): one for one in found}
    rows = {row.statement: row for row in Ally.objects.filter(statement__in=[one.statement for one in found])}
    return {
        "rows": [
            {
                "ally": one.ally,
                "name": rows[one.statement].name,
                "contact": rows[one.statement].contact,
                "how": one.how,
                "key_kind": one.key_kind,
                "key": _base64(rows[one.statement].key_bytes),
                "until": one.until.isoformat(),
                "first": _note(one.statement),
                "second": _note(one.confirmation),
            }
            for one in newest.values()
            if one.statement in rows
        ]
    }


def _note(statement: str) -> str:
    row = Kept.objects.filter(pk=statement, note__isnull=False).select_related("note").first() if statement else None
    return bytes(row.note.bytes).decode() if row is not None and row.note is not None else ""


def _base64(data: bytes | memoryview) -> str:
    return base64.b64encode(bytes(data)).decode()
