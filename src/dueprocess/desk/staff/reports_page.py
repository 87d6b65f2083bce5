"""What the pages of the report show: numbers in words, why each is blank, what changed, what to type to sign."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from dueprocess.acts import access
from dueprocess.acts.desk_state import SIGNERS
from dueprocess.adapters import names
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.reports import Draft
from dueprocess.desk.web import closed, words
from dueprocess.formats.statement import Act
from dueprocess.report import changes
from dueprocess.report.cells import Cell, Place, Why, percent
from dueprocess.report.changes import Change
from dueprocess.report.edition import Edition, Missing
from dueprocess.report.metric import Reckoning
from dueprocess.report.metrics import BY_ID

ROWS: Final = 200  # of a table; the command line lists all
GAPS: Final[dict[Missing, Promise]] = {
    Missing.RUNNING: gettext_lazy("The period is not over: the numbers will grow."),
    Missing.STANDING: gettext_lazy("Access by law that we cannot see. Laws that we name:"),
    Missing.UPSTREAM: gettext_lazy("Demands that went to a host, a registrar or a network before us."),
    Missing.STAFF: gettext_lazy("What employees were told in private and did not note."),
    Missing.SILENCED: gettext_lazy("Demands that a law forbids to count. Provisions that do:"),
    Missing.UNANSWERED: gettext_lazy("Demands of which nobody has said yet whether they may be counted."),
    Missing.LATE: gettext_lazy("Duties that were done late, or are late:"),
    Missing.ARRIVALS: gettext_lazy("Messages that were no demand:"),
    Missing.OWN_REPORTS: gettext_lazy("What we ourselves reported to authorities, which is no demand:"),
    Missing.CHANNELS: gettext_lazy("Journals of fax and telephone, which nobody held against the cases."),
    Missing.READS: gettext_lazy("Reads of user data outside a case."),
    Missing.PROOF: gettext_lazy("A signature proves that nothing was changed later, not that nothing was left out."),
}
_LISTS: Final = {
    "kind": "Kind",
    "outcome": "Outcome",
    "authority_kind": "AuthorityKind",
    "subject": "Ground",
    "territory": "Territory",
    "issuer": "Issuer",
    "origin": "Origin",
    "route": "Route",
}


def shown(cell: Cell | None) -> str:
    """A number, a share or a band as people read it; empty where it is blank."""
    if cell is None:
        return ""
    if cell.value is None:
        return "" if cell.low is None else _("%(low)s to %(high)s") % {"low": cell.low, "high": cell.high}
    metric = BY_ID.get(cell.place.metric)
    if metric is not None and metric.reckoning is Reckoning.SHARE:
        return f"{percent(cell)} %"
    return str(cell.value) if cell.of == 1 else f"{cell.value / cell.of:.1f}"


def why(cell: Cell | None) -> str:
    """Why a number is blank; empty where it is not."""
    return "" if cell is None or cell.why is Why.EXACT else words.meaning(cell.why)


def measured(place: Place) -> str:
    """What is counted there."""
    metric = BY_ID.get(place.metric)
    return place.metric if metric is None else pgettext(closed.MEANING, metric.says)


def broken_down(place: Place) -> str:
    """The rows of a number in words: country Germany, kind disclosure."""
    return ", ".join(f"{words.spoken(name, 'Dimension')}: {_value(name, value)}" for name, value in place.by)


def _value(name: str, value: str) -> str:
    if not value:
        return _("not said")
    if name == "country":
        return names.place(value, get_language() or "en")
    if name in {"instrument", "ground", "currency"}:
        return value
    return words.spoken(value, _LISTS.get(name, "ReportValue"))


def told(cell: Cell) -> str:
    """A number on one line: what it counts, or the rows of it, and what stands there."""
    return f"{broken_down(cell.place) or measured(cell.place)}: {shown(cell) or why(cell)}"


def parts(hash_: str) -> list[str]:
    """A hash in pieces, so that a narrow page can break it."""
    return [hash_[at : at + 8] for at in range(0, len(hash_), 8)]


def totals(edition: Edition) -> list[dict[str, Any]]:
    """The numbers of the period that are broken down by nothing."""
    cells = [one for one in edition.cells if one.place.period == edition.period and not one.place.by]
    order = {name: at for at, name in enumerate(BY_ID)}
    return [_line(one) for one in sorted(cells, key=lambda one: order.get(one.place.metric, len(order)))]


def hidden(edition: Edition) -> list[dict[str, Any]]:
    """The numbers that are held back or given as a band."""
    return [_line(one) for one in changes.withheld(edition.cells)[:ROWS]]


def _line(now: Cell) -> dict[str, Any]:
    return {
        "says": measured(now.place),
        "by": broken_down(now.place),
        "was": "",
        "now": shown(now),
        "why": why(now),
        "period": now.place.period,
    }


def changed(listed: Sequence[Change]) -> list[dict[str, Any]]:
    """What is said otherwise than readers know."""
    return [
        {
            "says": measured(one.place),
            "by": broken_down(one.place),
            "was": shown(one.was) or why(one.was),
            "now": shown(one.now) or why(one.now),
            "why": words.meaning(one.why),
            "period": one.place.period,
        }
        for one in listed[:ROWS]
    ]


def first_paragraph(edition: Edition) -> list[dict[str, Any]]:
    """What is not in it."""
    return [{"says": str(GAPS[gap.missing]), "number": next(iter(gap.numbers.values()), None)} for gap in edition.gaps]


def missed(draft: Draft) -> dict[str, Any]:
    """Whose signatures are still needed."""
    have = len({one.person for one in draft.signed})
    return {"more": max(SIGNERS - have, 0), "of_house": have >= SIGNERS and not draft.complete}


def lines(desk: Desk, draft: Draft, person: str) -> dict[str, tuple[str, ...]]:
    """What a person types: to sign, to publish; and away from the desk's machine."""
    roles = desk.roles_of(person)
    period = draft.edition.period
    own = f"--period {period} --as {person} --identity {person}.identity"
    signed = person in {one.person for one in draft.signed}
    may_sign = access.may(roles, Act.REPORT_SIGN) and not signed
    return {
        "sign": (f"dueprocess report sign {own}",) if may_sign else (),
        "publish": (f"dueprocess report publish {own}",) if access.may(roles, Act.REPORT_PUBLISH) else (),
        "away": _away(period, person) if may_sign else (),
    }


def _away(period: str, person: str) -> tuple[str, ...]:
    return (
        f"dueprocess report ask {person} --period {period} --out for-{person}.json",
        f"dueprocess report answer for-{person}.json --identity {person}.identity --out from-{person}.json",
        f"dueprocess report enter from-{person}.json",
    )


def past(desk: Desk) -> list[dict[str, Any]]:
    """Demands from before this desk, the newest year first; what is counted most stands first."""
    found = []
    for year, counts in desk.past.items():
        most = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        kinds = [(code, many) for code, many in most if code and code[0] != "="]
        outcomes = [(code[1:], many) for code, many in most if code[:1] == "="]
        found.append({"year": year, "all": counts[""], "kinds": kinds, "outcomes": outcomes})
    return found
