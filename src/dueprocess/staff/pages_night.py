"""Night and weekend: their pages."""

from typing import Final

from dueprocess.domain.access import View
from dueprocess.staff.page import Page
from dueprocess.staff.views import night, reaching

PAGES: Final[list[Page]] = [
    Page("night/", night.night, "night", View.WATCH),
    Page("night/watch/<str:watch>/", night.watch, "watch", View.WATCH),
    Page("night/have/<str:paging>/", night.have, "have", View.WATCH),
    Page("night/reach/", reaching.reach, "reach", View.WATCH),
    Page("night/reach/<int:way>/", reaching.way, "way", View.WATCH),
    Page("night/ack/", reaching.ack, "ack", None),
    Page("night/ack/<str:call>", reaching.ack, "ack", None),  # as the links of pages end (jobs/pages.py)
]
