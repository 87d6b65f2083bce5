"""Codes as people say them, and times as lawyers write them. One place for every page."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from dueprocess.acts.table import ACTS
from dueprocess.acts.texts import CONTEXT
from dueprocess.case import duty_words
from dueprocess.desk.web import closed, dates
from dueprocess.formats.refusal import Denied, Language, Msg
from dueprocess.formats.statement import Act
from dueprocess.law import started
from dueprocess.law.finding import Recommendation
from dueprocess.law.texts import COURTS
from dueprocess.law.turning import SMALL_WORDS, Turn
from dueprocess.law.turning import spoken as spoken_turn

REASONS: Final[Mapping[str, object]] = {
    "arrival": gettext_lazy("it arrived and is urgent"),
    "look": gettext_lazy("nobody has looked at what arrived"),
    "overlooked": gettext_lazy("nobody has looked at what arrived, and it is late"),
    "due": gettext_lazy("the last part of its clock runs"),
    "late": gettext_lazy("it is late"),
    "hold": gettext_lazy("a hold began: until it ends any releaser can stop the release"),
    "test": gettext_lazy("a test"),
    "roster": gettext_lazy("the roster changes; everybody is told"),
}
ENGLISH: Final[Mapping[tuple[str, str], str]] = {("Outcome", "correct"): "returned"}
"""Codes that an English reader takes for another word: it was given back to be corrected, and is not right."""
CALLED: Final[Mapping[str, object]] = {
    "": gettext_lazy("being called"),
    "failed": gettext_lazy("the alert did not leave"),
    "held": gettext_lazy("called for enough else"),
    "no_way": gettext_lazy("no way to reach them"),
    "practice": gettext_lazy("practice: not called"),
    "sent": gettext_lazy("called"),
}


def spoken(code: object, of: str = "") -> str:
    """A code as words. ``of`` is its closed list where the code itself does not say it."""
    if code in {None, ""}:
        return ""
    listed = of or (type(code).__name__ if isinstance(code, StrEnum) else "")
    said = pgettext(listed, closed.plain(code)) if listed else closed.plain(code)
    return ENGLISH.get((listed, said), said)


def meaning(code: object) -> str:
    """What a code, an event or a field of the face means."""
    return pgettext(closed.MEANING, str(getattr(code, closed.MEANING)))


def turned(turn: Turn) -> str:
    """A fact that would change a finding, in words."""
    return spoken_turn(turn, _said)


def _said(text: str) -> str:
    return pgettext("Turn" if text in SMALL_WORDS else closed.MEANING, text)


def court(code: str) -> str:
    """Whether a court stands before a power, as an answer to: a court?"""
    return pgettext(closed.MEANING, COURTS[code]) if code in COURTS else spoken(code)


def act(code: str) -> str:
    """What an act of a person does."""
    return of_act(ACTS[Act(code)].title)


def button(code: Act) -> str:
    """What a button says that leads to an act."""
    return of_act(ACTS[code].button or ACTS[code].title)


def of_act(text: str) -> str:
    """A text of the table of acts."""
    return pgettext(CONTEXT, text) if text else ""


def duty(what: str) -> str:
    """What a duty asks, as a verb."""
    return pgettext(duty_words.CONTEXT, duty_words.duty(what))


def starts(start: started.Start) -> str:
    """What starts the clock of the law, by the way in which a demand came."""
    return pgettext(started.CONTEXT, start.says)


def recommended(code: str) -> str:
    """What the invoked law suggests."""
    return meaning(Recommendation(code))


def reason(why: str) -> str:
    """Why people are called. Shown at the desk; no page says it."""
    return str(REASONS.get(why, spoken(why)))


def called(result: str) -> str:
    """What became of a call."""
    return str(CALLED.get(result, spoken(result)))


def local(at: datetime.datetime, timezone: str) -> datetime.datetime:
    """The moment where the provider sits."""
    return at.astimezone(ZoneInfo(timezone))


def clock(at: datetime.datetime, timezone: str, year: int | None = None) -> str:
    """``Thursday 26 November, 24:00``: midnight is the end of the day before, as lawyers write it.

    The year is said where it is another one than ``year``.
    """
    said = local(at, timezone)
    hour = said.strftime("%H:%M")
    if hour == "00:00":
        said, hour = said - datetime.timedelta(days=1), "24:00"
    form = "l j F" if year in {None, said.year} else "l j F Y"
    return _("%(day)s, %(hour)s") % {"day": dates.day(said.date(), form), "hour": hour}


def far(span: datetime.timedelta, nights: int | None = None) -> str:
    """How far away, in the largest unit that says enough; ``nights``: days of the calendar between, where known."""
    seconds = int(abs(span.total_seconds()))
    days, hours, minutes = seconds // 86400, seconds % 86400 // 3600, seconds % 3600 // 60
    if days:
        days = abs(nights) if nights else days
        said = ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    elif hours:
        said = ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    else:
        said = ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    return (_("%s late") if span < datetime.timedelta() else _("in %s")) % said


@dataclass(frozen=True, slots=True)
class Due:
    """A due time ready for a page."""

    clock: str
    far: str
    state: str  # late | soon | later

    @classmethod
    def of(cls, at: datetime.datetime, now: datetime.datetime, timezone: str) -> "Due":
        """``at`` as seen from ``now``; soon is within a day."""
        span = at - now
        state = "late" if span < datetime.timedelta() else "soon" if span <= datetime.timedelta(days=1) else "later"
        last = local(at - datetime.timedelta(microseconds=1), timezone)  # 24:00 is of the day that it ends
        nights = (last.date() - local(now, timezone).date()).days
        return cls(clock(at, timezone, local(now, timezone).year), far(span, nights), state)


class _Page(Language):
    """The language of the page that is served now, or of the client that asks."""

    def template(self, english: str) -> str:
        return pgettext(closed.REFUSAL, english)

    def word(self, kind: str, code: str) -> str:
        return duty(code) if kind == "Duty" else pgettext(kind, closed.plain(code))

    def when(self, iso: str) -> str:
        return dates.iso(iso)


PAGE: Final = _Page()


def said(message: Msg) -> str:
    """A message in the language of the page."""
    return message.text(PAGE)


def refused(denied: Denied) -> dict[str, str]:
    """A refusal in the language that was asked for."""
    return {"rule": denied.rule, "says": denied.says.text(PAGE), "do": denied.next.text(PAGE)}
