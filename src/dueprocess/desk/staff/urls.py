"""Every page of the staff desk: its path, its view, and what the table of access calls it."""

from typing import Final

from dueprocess.acts.access import View
from dueprocess.desk.staff import pages_night, pages_people, pages_reports
from dueprocess.desk.staff.page import Page
from dueprocess.desk.staff.views import (
    arrivals,
    case,
    cases,
    due,
    errors,
    letters,
    report_check,
    shelves,
)

_CASE: Final = "cases/<str:case_id>/"

PAGES: Final[list[Page]] = [
    Page("", due.due, "due", View.DUE),
    Page("cases/", cases.queue, "cases", View.CASES),
    Page(_CASE, case.case, "case", View.CASES),
    Page(_CASE + "history/", case.history, "history", View.HISTORY),
    Page(_CASE + "facts/", case.facts, "facts", View.CASES),
    Page(_CASE + "letter/", letters.letter, "letter", View.LETTERS),
    Page("arrive/", arrivals.arrive, "arrive", View.HAND_IN),
    Page("arrive/outside/", arrivals.outside, "outside", View.HAND_IN),
    Page("note/", arrivals.note, "note", None),
    Page("note/thanks/", arrivals.thanks, "note_thanks", None),
    Page("law/", shelves.law, "law", View.LAW),
    Page("law/shelf/<str:code>/", shelves.shelf, "shelf", View.LAW),
    Page("law/<str:name>/", shelves.instrument, "instrument", View.LAW),
    Page("directory/", shelves.directory, "directory", View.AUTHORITIES),
    Page("report-check/", report_check.check, "report_check", View.REPORTS),
    *pages_people.PAGES,
    *pages_night.PAGES,
    *pages_reports.PAGES,
]

urlpatterns = [page.pattern for page in PAGES]
SEEN_AS: Final = {page.name: page.sees for page in PAGES if page.sees is not None}

handler404 = errors.missing
handler429 = errors.too_many
handler500 = errors.broken
