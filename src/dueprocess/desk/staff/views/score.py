"""The scorecard: the score beside the companies of 2020, what to do next, and the questionnaire with its evidence."""

import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext

from dueprocess.acts import who
from dueprocess.desk.services import scorecard_bytes, scorecards
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.result import ForgedRowError
from dueprocess.desk.services.scorecards import Noted
from dueprocess.desk.staff import reports_page, score_page
from dueprocess.desk.web.desk import desk_of, person_of
from dueprocess.formats.refusal import Denied
from transparency.score import peers
from transparency.score.words import spoken


def score(request: HttpRequest) -> HttpResponse:
    """How the provider stands, and what to do next; for a small host its checklist first."""
    desk = desk_of(request)
    sheet, true = scorecards.sheet(desk), scorecards.true(desk)
    gains = score_page.gains(sheet, true)
    context = {
        "tab": "reports",
        "lines": score_page.lines(sheet),
        "count": sheet.counted,
        "steps": score_page.step_lines(sheet, true),
        "small": scorecards.is_small(desk),
        "checklist": score_page.checklist(sheet, gains),
        "indicators": score_page.indicators(sheet, gains),
        "history": score_page.history(sheet),
        "categories": score_page.CATEGORIES.values(),
        "unscored": score_page.unscored(desk),
        "kinds": ", ".join(scorecards.method().services),
        "peers": len(scorecards.peers_of(sheet)),
        "credit": peers.CREDIT,
        "method": scorecards.method(),
        "companies": score_page.companies(sheet),
        "readable": _readable(desk, sheet),
        "told": [(key.partition(".")[2], says) for key, says in score_page.LINES.items()],
        "encryption": scorecards.method().indicators["P16"],
    }
    return render(request, "staff/score.html", context)


def _readable(desk: Desk, sheet: scorecards.Sheet) -> dict[str, Any]:
    """What can be read, and what changed; no comparison with scorecards whose bytes are not those that were signed."""
    try:
        return scorecard_bytes.readable(desk, sheet)
    except ForgedRowError as fault:
        return {"readable": [], "since": "", "closed": [], "forged": str(fault)}


def yardsticks(request: HttpRequest) -> HttpResponse:
    """The newest report held against other yardsticks, each item with its evidence or why it is not met."""
    context: dict[str, Any] = {"tab": "reports", "states": score_page.HELD}
    try:
        context["period"], measured = scorecards.yardsticks(desk_of(request), reports_page.told)
    except ForgedRowError as fault:
        return render(request, "staff/score_yardsticks.html", {**context, "forged": str(fault)})
    context["measured"] = [one.plain(spoken(get_language() or "en")) for one in measured]
    return render(request, "staff/score_yardsticks.html", context)


def questions(request: HttpRequest, indicator: str) -> HttpResponse:
    """One indicator: what each element asks, how it stands, and the form of one page that somebody read."""
    desk = desk_of(request)
    sheet = scorecards.sheet(desk)
    name = indicator
    if name not in sheet.standing and not (name == "P16" and scorecards.readable(desk)):
        raise Http404
    found = scorecards.method().indicators[name]
    may = not who.DESK.isdisjoint(desk.roles_of(person_of(request)))
    denied: Denied | None = None
    if request.method == "POST":
        if not may:
            raise Http404
        done = scorecards.note(desk, person_of(request), _noted(request, found.id))
        if not isinstance(done, Denied):
            says = ngettext("%(many)s answer is kept.", "%(many)s answers are kept.", done) % {"many": done}
            messages.success(request, says)
            return redirect("score_indicator", indicator=name)
        denied = done
    gains = score_page.gains(sheet, scorecards.true(desk))
    context: dict[str, Any] = {
        "tab": "reports",
        "indicator": found,
        "score": sheet.card.indicators[name].printed if name in sheet.standing else None,
        "questions": score_page.questions(sheet, found, gains),
        "entities": list(dict.fromkeys(one.entity.name for one in sheet.standing.get(name, ()))),
        "codes": score_page.CODES,
        "may": may,
        "denied": denied,
        "given": request.POST,
        "chosen": request.POST.getlist("of"),
        "today": desk.today.isoformat(),
        "seen": request.POST.get("seen", desk.today.isoformat()),
        "told": _told(desk, sheet, found.id),
        "most": scorecards.MAX_TEXT,
    }
    return render(request, "staff/score_indicator.html", context, status=422 if denied else 200)


def _told(desk: Desk, sheet: scorecards.Sheet, name: str) -> list[dict[str, Any]]:
    """Under encryption: the lines about each service that the provider can read."""
    if name != "P16":
        return []
    said = scorecards.told(sheet)
    services = scorecards.readable(desk)
    return [
        {"service": one, "lines": [(key, says, said.get((one, key), "")) for key, says in score_page.LINES.items()]}
        for one in services
    ]


def _noted(request: HttpRequest, name: str) -> Noted:
    given = request.POST
    line = given.get("line", "")
    answers = {key: given.get(key, "") for key in given if key.partition(".")[0] == name and given.get(key)}
    try:
        seen = datetime.date.fromisoformat(given.get("seen", "")) if given.get("address") else None
    except ValueError:
        seen = None
    return Noted(
        entities=given.getlist("of"),
        answers={line: ""} if line in scorecards.TOLD else answers,
        address=given.get("address", "").strip(),
        text=" ".join(given.get("text", "").split()),
        seen=seen,
        law=given.get("law", "").strip(),
        says=given.get("says", "").strip(),
    )
