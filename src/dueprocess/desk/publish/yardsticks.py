"""The newest published report held against other yardsticks, as a page and a file: from public numbers alone."""

from collections.abc import Callable
from typing import Any, Final

from dueprocess.desk.publish.feed import as_json, cited
from dueprocess.desk.publish.report_data import View, data_of
from dueprocess.desk.publish.texts import Texts, isolated
from dueprocess.desk.services import scorecards
from dueprocess.report.cells import Cell
from dueprocess.report.snapshot import Snapshot
from transparency.forms import rdr
from transparency.score.words import spoken
from transparency.score.yardsticks import held

PAGE: Final = "yardsticks.html"
FILE: Final = "data/yardsticks.json"


def view(snapshot: Snapshot, texts: Texts) -> dict[str, Any]:
    """The page of one language."""
    told_by = View(
        data_of(snapshot.provider, (), ()),
        texts,
        {entry.id: cited(entry.cited) for sheet in snapshot.law for entry in sheet.entries},
    )

    def name(cell: Cell) -> str:
        parts = [told_by.name(*one) if one[1] else texts("score", "unsaid") for one in cell.place.by]
        return f"{texts.join(parts) or told_by.measure(cell.place.metric)}: {told_by.said(cell)}"

    told = _told(snapshot, texts.language, name)
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
    return as_json(_told(snapshot, "en", rdr.says))


def _told(snapshot: Snapshot, language: str, name: Callable[[Cell], str]) -> dict[str, Any]:
    edition = scorecards.newest_edition(snapshot.editions)
    measured = held(edition, len(snapshot.rows), name) if edition else ()
    return {
        "period": edition.period if edition else "",
        "yardsticks": [one.plain(spoken(language)) for one in measured],
    }
