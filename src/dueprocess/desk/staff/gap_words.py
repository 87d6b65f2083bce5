"""Readiness in the language of the page: the sentences of ``night.sentences``, which the command line says."""

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dueprocess.desk.web import dates
from dueprocess.night.readiness import Gap, Lack
from dueprocess.night.sentences import Span, When, span_of


def sentence(gap: Gap, k: int, now: datetime.datetime, timezone: str) -> str:
    """One gap as one sentence, times where the desk sits."""
    when, who = _when(span_of(gap, now, timezone)), _who(gap, k) + _unreached(gap)
    said = {"when": when, "who": who}
    if gap.lack is Lack.SECOND:
        return _("%(when)s %(who)s: an 8-hour order could not be approved") % said
    if gap.lack is Lack.READER:
        return _("%(when)s %(who)s: an 8-hour order could not be read") % said
    return _("%(when)s %(who)s: an 8-hour order could not be met") % said


def _when(span: Span) -> str:
    said = {"first": _at(span.first), "last": _at(span.last)}
    one = span.first == span.last
    match span.when:
        case When.ALWAYS:
            return _("in all of the coming 8 days")
        case When.AT:
            return _("at %(first)s") % said
        case When.FROM:
            return _("from %(first)s to %(last)s") % said
        case When.THIS_WEEKEND:
            return (_("this weekend (%(first)s)") if one else _("this weekend (%(first)s to %(last)s)")) % said
        case When.NEXT_WEEKEND:
            return (_("next weekend (%(first)s)") if one else _("next weekend (%(first)s to %(last)s)")) % said


def _at(at: datetime.datetime) -> str:
    return f"{dates.day(at.date(), 'D j M')} {at:%H:%M}"


def _who(gap: Gap, k: int) -> str:
    names, many = ", ".join(gap.there), len(gap.there)
    if gap.lack is Lack.READER:
        return _("nobody confirmed who reads")
    if gap.lack is Lack.SECOND:
        return _("nobody confirmed who approves what %s read") % names
    if not many:
        return _("no releaser confirmed")
    if many == 1:
        return _("only one releaser confirmed (%s)") % names
    return _("only %(n)d of %(k)d releasers confirmed (%(names)s)") % {"n": many, "k": k, "names": names}


def _unreached(gap: Gap) -> str:
    if not gap.unreached:
        return ""
    said = ngettext(
        "%(names)s has no way to be reached that was proved",
        "%(names)s have no way to be reached that was proved",
        len(gap.unreached),
    )
    return f" ({said % {'names': ', '.join(gap.unreached)}})"
