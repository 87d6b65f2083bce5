"""The transparency report before the public reads it: drafts, what they withhold and change, who signed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dueprocess.desk.services import reports as service
from dueprocess.desk.services.reports import Draft
from dueprocess.desk.services.result import ForgedRowError
from dueprocess.desk.staff import reports_page
from dueprocess.desk.web.desk import desk_of, person_of
from dueprocess.report import changes, stored


def reports(request: HttpRequest) -> HttpResponse:
    """Drafts that wait, and every edition that was published."""
    desk = desk_of(request)
    try:
        drafts, published = service.drafts(desk), service.published(desk)
    except ForgedRowError as fault:
        return render(request, "staff/reports.html", {"tab": "reports", "fault": str(fault)}, status=409)
    listed = [
        {"draft": one, "missed": reports_page.missed(one), "hidden": len(changes.withheld(one.edition.cells))}
        for one in drafts
    ]
    context: dict[str, Any] = {"tab": "reports", "drafts": listed, "published": list(reversed(published))}
    context["past"] = reports_page.past(desk)
    context["build"] = f"dueprocess report build --period {desk.today.year} --running"
    if published:
        last, who = published[-1], person_of(request)
        context["correct"] = (
            f"dueprocess report correct --period {last.period} --edition {last.number} --says 'What was wrong.' "
            f"--as {who} --identity {who}.identity"
        )
    return render(request, "staff/reports.html", context)


def draft(request: HttpRequest, period: str) -> HttpResponse:
    """One draft: what is not in it, what it changes, what it withholds and why, its totals, what to type to sign."""
    desk = desk_of(request)
    try:
        found = _found(request, period)
        against, changed = service.compared(desk, found.edition)
    except ForgedRowError as fault:
        return render(request, "staff/reports.html", {"tab": "reports", "fault": str(fault)}, status=409)
    context = {
        "tab": "reports",
        "draft": found,
        "edition": found.edition,
        "hash": reports_page.parts(found.hash),
        "gaps": reports_page.first_paragraph(found.edition),
        "against": against,
        "changed": reports_page.changed(changed),
        "changed_many": len(changed),
        "hidden": reports_page.hidden(found.edition),
        "hidden_many": len(changes.withheld(found.edition.cells)),
        "totals": reports_page.totals(found.edition),
        "missed": reports_page.missed(found),
        "lines": reports_page.lines(desk, found, person_of(request)),
        "most": reports_page.ROWS,
    }
    return render(request, "staff/report.html", context)


def signed_bytes(request: HttpRequest, period: str) -> HttpResponse:
    """The bytes whose hash people sign."""
    found = _found(request, period)
    answer = HttpResponse(stored.encode(found.edition), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="edition-{found.edition.period}.json"'
    return answer


def _found(request: HttpRequest, period: str) -> Draft:
    found = next((one for one in service.drafts(desk_of(request)) if one.edition.period == period), None)
    if found is None:
        raise Http404
    return found
