"""Files of the report beside its pages: each figure and each country as CSV, what the data set is, feed entries."""

import dataclasses
import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from dueprocess.desk.publish.feed import as_json
from dueprocess.report import edition_json, own_form
from dueprocess.report.cells import Cell, Place, span_of
from dueprocess.report.edition import Edition
from dueprocess.report.metrics import PUBLISHERS
from dueprocess.report.provider import LICENCES
from dueprocess.report.tables import Table
from transparency.forms import github, google, rdr, security


def names_of(place: Place) -> tuple[str, ...]:
    """What a number is broken down by."""
    return tuple(name for name, _ in place.by)


@dataclass(frozen=True, slots=True)
class Lines:
    """An edition's numbers as lines of its CSV, made once: the whole, and each figure's part of it."""

    cells: Sequence[Cell]
    table: Table

    def csv(self) -> bytes:
        """All lines."""
        return self.table.csv()

    def some(self, wanted: Collection[tuple[str, tuple[str, ...]]]) -> bytes:
        """The lines of some metrics in some breakdowns, under the same header."""
        lines = zip(self.cells, self.table.rows, strict=True)
        rows = tuple(row for cell, row in lines if (cell.place.metric, names_of(cell.place)) in wanted)
        return dataclasses.replace(self.table, rows=rows).csv()


def lines_of(edition: Edition) -> Lines:
    """The edition's numbers, ready to be written whole or in part."""
    return Lines(edition.cells, own_form.table(edition.cells))


def data(edition: Edition, lines: Lines, name: Callable[[str], str]) -> dict[str, bytes]:
    """Every number of the edition in its own form, and in the columns of others where it is counted for them."""
    whole = json.dumps(
        edition_json.plain(edition), ensure_ascii=False, separators=(",", ":")
    )  # read by machines, so compact
    made = {
        "report.csv": lines.csv(),
        "report.json": f"{whole}\n".encode(),
        "datapackage.json": own_form.data_package(_without_cells(edition)),
        **rdr.files(edition),
        **(security.files(edition) if edition.security else {}),
    }
    there = {cell.place.metric for cell in edition.cells}
    for publisher, files in (("github", github.files), ("google", google.files)):
        if there & {metric.id for metric in PUBLISHERS[publisher]}:
            made |= {f"{publisher}/{path}": content for path, content in files(edition, name).items()}
    return made


def forms(edition: Edition) -> list[tuple[str, str]]:
    """Forms of others that stand beside the edition's own: path in its folder, and the key of its name."""
    there = {cell.place.metric for cell in edition.cells}
    counted = [one for one in ("github", "google") if there & {metric.id for metric in PUBLISHERS[one]}]
    bands = [(f"{security.NAME}.csv", "take_1874")] if edition.security else []
    return [
        (f"{rdr.NAME}.csv", "take_rdr"),
        *bands,
        *((f"{one}/datapackage.json", f"take_{one}") for one in counted),
    ]


def _without_cells(edition: Edition) -> Edition:
    """What a package says of its columns hangs on no cell."""
    return dataclasses.replace(edition, cells=())


def resource(edition: Edition, stem: str) -> list[dict[str, Any]]:
    """The edition's CSV as a resource of the site's data package, whose folder is ``data``."""
    made: dict[str, Any] = json.loads(own_form.data_package(_without_cells(edition)))
    return [
        {**one, "name": f"{stem.lower()}-{one['name']}", "path": f"{stem}/{one['path']}"} for one in made["resources"]
    ]


def dataset(edition: Edition, title: str, page: str, files: Sequence[tuple[str, str]]) -> bytes:
    """The edition as a ``schema.org/Dataset`` (JSON-LD), for catalogues of data."""
    site = edition.provider.site
    first, last = span_of(edition.period)
    base = f"{site}/" if site else ""
    return as_json(
        {
            "@context": "https://schema.org",
            "@type": "Dataset",
            "name": title,
            "description": f"Government demands at {edition.provider.name}, counted from cases; {first} to {last}.",
            "url": f"{base}{page}",
            "version": str(edition.number),
            "datePublished": edition.made_on.isoformat(),
            "temporalCoverage": f"{first}/{last}",
            "isAccessibleForFree": True,
            "creator": {"@type": "Organization", "name": edition.provider.name} | ({"url": base} if site else {}),
            "measurementTechnique": f"{base}{page.split('/', maxsplit=1)[0]}/report-method.html",
            "variableMeasured": sorted({cell.place.metric for cell in edition.cells}),
            "distribution": [
                {"@type": "DataDownload", "contentUrl": f"{base}{path}", "encodingFormat": form} for path, form in files
            ],
        }
        | ({"license": LICENCES[edition.provider.licence]} if edition.provider.licence else {})
    )
