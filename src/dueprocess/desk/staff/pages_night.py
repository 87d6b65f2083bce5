"""Night and weekend: their pages."""

from typing import Final

from dueprocess.acts.access import View
from dueprocess.desk.staff.page import Page
from dueprocess.desk.staff.views import night, reach

PAGES: Final[list[Page]] = [
    Page("night/", night.night, "night", View.WATCH),
    Page("night/watch/<str:watch>/", night.watch, "watch", View.WATCH),
    Page("night/have/<str:paging>/", night.have, "have", View.WATCH),
    Page("night/reach/", reach.reach, "reach", View.WATCH),
    Page("night/reach/<int:way>/", reach.way, "way", View.WATCH),
    Page("night/ack/", reach.ack, "ack", None),
    Page("night/ack/<str:call>", reach.ack, "ack", None),  # as the links of pages end (desk/jobs/alarm_calls.py)
]
