"""The transparency report: its pages."""

from typing import Final

from dueprocess.acts.access import View
from dueprocess.desk.staff.page import Page
from dueprocess.desk.staff.views import reports

PAGES: Final[list[Page]] = [
    Page("reports/", reports.reports, "reports", View.REPORTS),
    Page("reports/<str:period>/", reports.draft, "report", View.REPORTS),
    Page("reports/<str:period>/edition.json", reports.signed_bytes, "report_bytes", View.REPORTS),
]
