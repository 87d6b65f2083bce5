"""The newest published report held against other yardsticks, as a page and a file: from public numbers alone."""

from typing import Any, Final

from dueprocess.desk.publish.feed import as_json
from dueprocess.desk.publish.texts import Texts, isolated
from dueprocess.desk.services import scorecards
from dueprocess.report.snapshot import Snapshot
from transparency.score.words import spoken
from transparency.score.yardsticks import held

PAGE: Final = "yardsticks.html"
FILE: Final = "data/yardsticks.json"


def view(snapshot: Snapshot, texts: Texts) -> dict[str, Any]:
    """The page of one language."""
    told = _told(snapshot, texts.language)
    for one in told["yardsticks"]:
        one["says"] = texts("yardsticks", "met_of", met=texts.number(one["met"]), of=texts.number(one["of"]))
        for item in one["items"]:
            item["state"] = texts("yardsticks", item["answer"])
    return {
        "title": texts("yardsticks", "title"),
        "lead": texts("yardsticks", "lead", period=isolated(told["period"])),
        "measured": told["yardsticks"],
        "file": FILE,
    }


def as_file(snapshot: Snapshot) -> bytes:
    """The same as JSON, in English."""
    return as_json(_told(snapshot, "en"))


def _told(snapshot: Snapshot, language: str) -> dict[str, Any]:
    edition = scorecards.newest_edition(snapshot.editions)
    measured = held(edition, len(snapshot.rows)) if edition else ()
    return {
        "period": edition.period if edition else "",
        "yardsticks": [one.plain(spoken(language)) for one in measured],
    }
