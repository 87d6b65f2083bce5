"""The report as pages of the public site: an edition a page, a country a page, the method, and the files beside them.

``report.html`` shows the newest edition. ``report-2026-H1.html`` is the permanent address of a period and shows its
newest edition; the ones before it stand at ``report-2026-H1-edition-1.html``. A country has one page, all periods.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from dueprocess.desk.publish import pictures, report_pictures
from dueprocess.desk.publish import report_figures as figures
from dueprocess.desk.publish import report_words as words
from dueprocess.desk.publish.feed import Entry, as_json, cited
from dueprocess.desk.publish.laws import shelf_page, silences, unseen_view
from dueprocess.desk.publish.report_data import LEAST_FOR_CHART, Data, View, data_of, periods_of
from dueprocess.desk.publish.texts import Texts, isolated, load
from dueprocess.report import edition_json, own_form
from dueprocess.report.cells import By, Cell, Place, Why, size_of, span_of
from dueprocess.report.edition import Edition, Revision, Signer
from dueprocess.report.metrics import BY_ID, COUNTED_ONLY, METRICS, PUBLISHERS
from dueprocess.report.provider import LICENCES
from dueprocess.report.snapshot import Snapshot
from dueprocess.report.tables import Table
from transparency.forms import github, google, rdr, security

PAGE: Final = "report.html"
METHOD: Final = "report-method.html"
COUNTRIES: Final = "report-countries.html"
_REVISED: Final = 20  # lines of the page; the data hold all numbers of every edition

Made = tuple[str, str, dict[str, Any]]  # name, template, data


@dataclass(frozen=True, slots=True)
class Report:
    """All editions, sorted into drawers once for every language; the newest last."""

    editions: tuple[Edition, ...]
    data: tuple[Data, ...]
    every: Data  # the newest number of each place, over all editions whose periods are as long as the newest one's
    laws: Mapping[str, str]
    sheets: frozenset[str]  # countries that have a page of their law
    practice: bool = False

    @property
    def newest(self) -> Edition:
        """The edition that the report's first page shows."""
        return self.editions[-1]

    def is_current(self, edition: Edition) -> bool:
        """Whether no later edition of its period stands in its place."""
        return all(one.number <= edition.number for one in self.editions if one.period == edition.period)

    def stem(self, edition: Edition) -> str:
        """Name of the edition's page and folder, without an ending."""
        return f"report-{edition.period}" if self.is_current(edition) else older(edition)

    def countries(self) -> list[str]:
        """Codes of all countries that a report names, in the order of their codes."""
        return sorted({place.by[0][1] for place in self.every.cells if _is_country(place)})


def older(edition: Edition) -> str:
    """Name of an edition's page once a newer one stands in its place."""
    return f"report-{edition.period}-edition-{edition.number}"


def _is_country(place: Place) -> bool:
    """Whether a number of demands by country stands there: such a country has a page."""
    return place.metric == "received" and names_of(place) == ("country",)


def country_page(code: str) -> str:
    """The country's permanent page."""
    return f"report-country-{code.lower()}.html"


def prepare(snapshot: Snapshot) -> Report | None:
    """What all report pages are made from; None where nothing was published yet."""
    if not snapshot.editions:
        return None
    editions = tuple(sorted(snapshot.editions, key=lambda one: (span_of(one.period)[1], one.period, one.number)))
    size = size_of(editions[-1].period)
    every: dict[Place, Cell] = {}
    for one in sorted(editions, key=lambda one: (one.made_on, one.number)):
        every |= {cell.place: cell for cell in one.cells if size_of(cell.place.period) is size}
    covered = {one for edition in editions for one in periods_of(edition) if size_of(one) is size}
    return Report(
        editions,
        tuple(data_of(one.provider, one.cells, periods_of(one), one.made_on) for one in editions),
        data_of(snapshot.provider, every.values(), sorted(covered), snapshot.made_on),
        {entry.id: cited(entry.cited) for sheet in snapshot.law for entry in sheet.entries},
        frozenset(sheet.country for sheet in snapshot.law if not sheet.is_part),
        snapshot.practice,
    )


def report_pages(report: Report, texts: Texts, live: Mapping[str, Any] | None = None) -> Iterator[Made]:
    """All pages of the report in one language. ``live``: what came since, for the page of the newest edition."""
    for edition, data in zip(report.editions, report.data, strict=True):
        view = View(data, texts, report.laws)
        page = edition_view(report, edition, view)
        if edition is report.newest:
            yield PAGE, "report.html", page | {"others": _editions(report, texts), "live": live}
        yield f"{report.stem(edition)}.html", "report.html", page
        yield numbers_page(report.stem(edition)), "report_each.html", each_view(report, edition, view)
    every = View(report.every, texts, report.laws)
    yield COUNTRIES, "report_countries.html", countries_view(every)
    for code in report.countries():
        yield country_page(code), "report_country.html", country_view(report, every, code)
    yield METHOD, "report_method.html", method_view(every)


def edition_view(report: Report, edition: Edition, view: View) -> dict[str, Any]:
    """One edition: what is not in it, the story, then figures or one list, what stands behind it."""
    texts, stem = view.texts, report.stem(edition)
    first, last = span_of(edition.period)
    few = is_few(view)
    listed = words.one_list(view) if few else []
    drawn = [shown(one, view, stem) for one in figures.figures(edition, view, country_page, few=few)]
    fixed = [("missing", "missing"), ("short", "short"), *([("list", "list")] if few else [])]
    return {
        "contents": [
            *((id_, texts("report", key)) for id_, key in fixed),
            *((one["id"], one["title"]) for one in drawn),
            *((id_, texts("report", key)) for id_, key in _LAST),
        ],
        "numbers_page": numbers_page(stem),
        "head": words.headlines(view),
        "so_far": texts("report", "so_far", day=view.year_ends(), year=edition.period[:4]) if view.runs() else "",
        "title": texts("report", "title", period=view.period("name")),
        "part": texts("report", "edition", number=texts.number(edition.number), day=texts.day(edition.made_on)),
        "lead": texts(
            "report",
            "lead",
            provider=isolated(edition.provider.name),
            first=texts.day(first),
            last=texts.day(last),
        ),
        "stem": stem,
        "permanent": f"{stem}.html",
        "newer": "" if report.is_current(edition) else f"report-{edition.period}.html",
        "missing": words.missing(edition, view),
        "silences": silences(edition, texts),
        **unseen_view(edition, texts),
        "story": [replace(one, figure="") if one.id in _ABOVE else one for one in words.story(view)],
        "few": texts("report", "few", least=texts.number(LEAST_FOR_CHART)) if few else "",
        "listed": listed,
        "how": figures.method_of(BY_ID["received"], view),
        "figures": drawn,
        **_behind(report, edition, view),
        "others": [],
        "live": None,
        "method_page": METHOD,
        "dataset": _dataset(edition),
        "forms": [(f"data/{stem}/{path}", texts("report", key)) for path, key in forms_beside(edition)],
    }


_ABOVE: Final = frozenset({"many", "what", "refused"})  # chapters whose figure stands among the first numbers
_LAST: Final = (("behind", "check_title"), ("take", "take"))


def numbers_page(stem: str) -> str:
    """The page on which each number of an edition has its address."""
    return f"{stem}-numbers.html"


def each_view(report: Report, edition: Edition, view: View) -> dict[str, Any]:
    """Each number with its address, the line that cites it, and its picture with that line in it."""
    texts, stem, behind = view.texts, report.stem(edition), _behind(report, edition, view)
    made = []
    for one in words.numbers(view):
        line, address = cite_lines(one, behind, texts)
        made.append({"id": one.id, "line": line, "address": address, "picture": picture_of(stem, one, texts)})
    return {
        "title": texts("report", "each_title", period=view.period("name")),
        "numbers": made,
        "permanent": f"{stem}.html",
    }


def picture_of(stem: str, one: words.Number | figures.Figure, texts: Texts) -> str:
    """Where the picture of a number, or of a figure's chart, lies."""
    return f"data/{stem}/{one.id}.{texts.language}.svg"


def cite_lines(one: words.Number, behind: Mapping[str, Any], texts: Texts) -> tuple[str, str]:
    """What is cited, and where it stands."""
    says = texts("report", "cite_number", what=one.what, count=one.said, cite=behind["cite"])
    return says, f"{numbers_page(behind['place'])}#{one.id}"


def is_few(view: View) -> bool:
    """Whether the period has so few demands that sentences say more than charts (hazard 8.2)."""
    many = view.at("received").value
    return many is not None and many < LEAST_FOR_CHART


def shown(figure: figures.Figure, view: View, stem: str, file: str = "") -> dict[str, Any]:
    """A figure for its template: with how it is counted, why cells are blank, and where its data lie."""
    metric = BY_ID.get(figure.metric)
    return {
        "id": figure.id,
        "title": figure.title,
        "method": figures.method_of(metric, view) if metric else [],
        "blanks": figure.blanks,
        "csv": file or (f"data/{stem}/{figure.id}.csv" if figure.data else ""),
        "picture": "" if file or not report_pictures.has_chart(figure) else picture_of(stem, figure, view.texts),
        **figure.parts,
    }


def _behind(report: Report, edition: Edition, view: View) -> dict[str, Any]:
    texts, site = view.texts, edition.provider.site
    base = f"{site}/{texts.language}/" if site else ""
    signed = [_signer(one, texts) for one in edition.signers]
    corrected = [
        (texts("report", "corrected_line", day=texts.day(one.on), edition=texts.number(one.edition)), one.says)
        for one in edition.corrections
    ]
    address = f"{base}{report.stem(edition)}.html"
    place = isolated(address)
    later = isolated(f"{base}{older(edition)}.html")
    stands = {"url": place, "later": later}
    return {
        "held": texts("report", "check_held", held=texts.number(edition.held)) if edition.held else "",
        "day_head": edition.head,
        "signed": signed,
        "revised": _revised(edition.revisions, view),
        "corrected": corrected,
        "licence": (chosen, LICENCES[chosen]) if (chosen := edition.provider.licence) else None,
        "cite": texts(
            "report",
            "cite_line",
            provider=isolated(edition.provider.name),
            title=texts("report", "title", period=view.period("name")),
            number=texts.number(edition.number),
            day=texts.day(edition.made_on),
        ),
        "place": address.removesuffix(".html"),
        "cite_place": texts("report", "cite_place", **stands) if report.is_current(edition) else place,
    }


def _signer(one: Signer, texts: Texts) -> str:
    """A name only where somebody wants to be known: of the house the role is told."""
    said = {"role": texts("values", f"role_{one.role}"), "day": texts.day(one.on)}
    if not one.name:
        return texts("report", "check_unnamed", **said)
    return texts("report", "check_signer", name=isolated(one.name), **said)


def _revised(revisions: Sequence[Revision], view: View) -> dict[str, Any]:
    texts = view.texts
    columns = [texts("report", "before"), texts("report", "now")]
    made = figures.table(texts("report", "measure"), columns, [])
    for one in revisions[:_REVISED]:
        place = one.now.place
        values = [view.name(name, value) for name, value in place.by]
        name = texts.join([view.measure(place.metric), *values, view.period("short", place.period)])
        was = texts("report", "revised_was", edition=texts.number(one.since))
        cells = [(was, view.said(one.was)), (columns[1], view.said(one.now))]
        made["rows"].append({"name": name, "href": "", "cells": cells})
    return made


def _editions(report: Report, texts: Texts) -> list[dict[str, Any]]:
    made = []
    for edition, data in zip(report.editions, report.data, strict=True):
        period = View(data, texts, {}).period("name")
        line = texts(
            "report",
            "editions_line",
            period=period,
            number=texts.number(edition.number),
            day=texts.day(edition.made_on),
        )
        made.append({"href": f"{report.stem(edition)}.html", "text": line})
    return made[::-1]


def _dataset(edition: Edition) -> dict[str, str]:
    first, last = span_of(edition.period)
    return {
        "covers": f"{first}/{last}",
        "published": edition.made_on.isoformat(),
        "version": str(edition.number),
        "creator": edition.provider.name,
    }


def countries_view(view: View) -> dict[str, Any]:
    """All countries on one page, as a table that leads to each."""
    figure = figures.countries(view, country_page, most=300)
    table = dict(figure.parts)["table"] if figure is not None else {"rows": []}
    known = {row["href"] for row in table["rows"]}
    codes = {place.by[0][1] for place in view.data.cells if _is_country(place)}
    rest = sorted((view.name("country", code), country_page(code)) for code in codes)
    return {
        "title": view.texts("report", "countries_title"),
        "lead": view.texts("report", "countries_lead"),
        "period_name": view.period("name"),
        "table": table,
        "blanks": figure.blanks if figure is not None else [],
        "rest": [(name, href) for name, href in rest if href not in known],
    }


def country_view(report: Report, view: View, code: str) -> dict[str, Any]:
    """One country over all periods."""
    texts, by = view.texts, (("country", code),)
    name = view.name("country", code)
    provider = isolated(view.data.provider.name)
    file = f"data/report-country-{code.lower()}.csv"
    many = sum(view.at("received", by, one).value or 0 for one in view.data.periods)
    parts = [figures.course(view, by, "country_course")] if many >= LEAST_FOR_CHART else []
    kinds = figures.lines(view, "f_kinds", "received", "kind", within=by) if many >= LEAST_FOR_CHART else None
    made = [shown(one, view, "", file) for one in (*parts, kinds) if one is not None]
    return {
        "title": texts("report", "country_title", country=name, provider=provider),
        "lead": texts("report", "country_lead"),
        "now": _country_now(view, by, name),
        "law": shelf_page(code) if code in report.sheets else "",
        "figures": made,
        "lines": figures.table(
            texts("report", "period"),
            [texts("report", one) for one in _COUNTRY.values()],
            (
                (view.period("short", one), [view.said(view.at(metric, by, one)) for metric in _COUNTRY], "")
                for one in reversed(view.data.periods)
                if view.covers(one)
            ),
        ),
        "blanks": view.reasons(view.at(one, by, p) for one in _COUNTRY for p in view.data.periods),
        "csv": file,
        "back": COUNTRIES,
        "method_page": METHOD,
    }


_COUNTRY: Final = {
    "received": "demands",
    "share_given": "share_given_short",
    "refused": "refused_short",
    "told": "told_short",
    "may_not_tell": "forbidden_short",
}


def _country_now(view: View, by: By, name: str) -> str:
    received, given, share, refused = (view.at(one, by) for one in ("received", "given", "share_given", "refused"))
    if received.value == 0:
        return view.texts("report", "label", name=view.period("short"), list=view.texts.count("demands", 0))
    blank = [cell for cell in (received, given, share, refused) if cell.value is None]
    if blank or received.value is None:
        return words.untold(view, blank[0])
    return view.texts(
        "report",
        "country_now",
        period=view.period("in"),
        country=name,
        demands=view.texts.count("demands", received.value),
        given=view.said(given),
        share=view.said(share),
        refused=view.said(refused),
    )


def method_view(view: View) -> dict[str, Any]:
    """How the report is counted: words, every measure with its base and axis, every reason for a blank."""
    texts = view.texts
    words_ = ("method_item", "method_account", "method_countable", "method_periods", "method_exact", "method_round")
    return {
        "title": texts("report", "method_title"),
        "lead": texts("report", "method_lead"),
        "words": [texts("report", one) for one in words_],
        "blanks": [texts("why_says", one) for one in Why if one],
        "measures": [
            {
                "code": one.id,
                "name": view.measure(one.id),
                "how": " ".join([*figures.method_of(one, view), *figures.filters_of(one, view)]),
            }
            for one in (*METRICS, BY_ID[COUNTED_ONLY])
        ],
    }


def report_files(report: Report, languages: Sequence[Texts]) -> dict[str, bytes]:
    """The files beside the pages: data of each figure and country, plain text, description of the data set."""
    made: dict[str, bytes] = {}
    for edition, data in zip(report.editions, report.data, strict=True):
        made |= _edition_files(report, edition, data, languages)
    drawers: dict[str, list[Cell]] = {code: [] for code in report.countries()}
    for place, cell in sorted(report.every.cells.items()):
        # What stands in the total of a year alone may name a country of which nothing else is told: it has no page.
        if place.by and place.by[0][0] == "country" and place.by[0][1] in drawers:
            drawers[place.by[0][1]].append(cell)
    for code, cells in drawers.items():
        made[f"data/{country_page(code).removesuffix('.html')}.csv"] = own_form.table(tuple(cells)).csv()
    return made


def _edition_files(report: Report, edition: Edition, data: Data, languages: Sequence[Texts]) -> dict[str, bytes]:
    stem, first = report.stem(edition), languages[0]
    folder, view, whole = f"data/{stem}", View(data, first, report.laws), own_form.table(edition.cells)
    made = {f"{folder}/{name}": all_ for name, all_ in data_files(edition, whole, load("en").country).items()}
    title = first("report", "feed_title", period=view.period("name"))
    forms = [(f"{folder}/report.csv", "text/csv"), (f"{folder}/report.json", "application/json")]
    made[f"{folder}/dataset.jsonld"] = dataset(edition, title, f"{first.language}/{stem}.html", forms)
    for figure in figures.figures(edition, view, country_page, few=is_few(view)):
        if figure.data:
            places = zip((one.place for one in edition.cells), whole.rows, strict=True)
            rows = tuple(row for place, row in places if (place.metric, names_of(place)) in figure.data)
            made[f"{folder}/{figure.id}.csv"] = replace(whole, rows=rows).csv()
    for texts in languages:
        told = View(data, texts, report.laws)
        name = texts("report", "title", period=told.period("name"))
        made[f"{texts.language}/{stem}.txt"] = words.plain_text(edition, told, name)
        behind = _behind(report, edition, told)
        made_up = (texts("frame", "practice"),) if report.practice else ()
        for one in words.numbers(told):
            lines = (*cite_lines(one, behind, texts), *made_up)
            drawn = pictures.of_number(one, edition.provider.name, name, lines, texts)
            made[picture_of(stem, one, texts)] = drawn
        for figure in figures.figures(edition, told, country_page, few=is_few(told)):
            if report_pictures.has_chart(figure):
                line = texts("report", "cite_figure", title=figure.title, cite=behind["cite"])
                lines = (line, f"{behind['place']}.html#{figure.id}", *made_up)
                drawn = report_pictures.of_figure(figure, edition.provider.name, name, lines, texts)
                made[picture_of(stem, figure, texts)] = drawn
    return made


def feed_entries(report: Report, texts: Texts) -> Iterator[Entry]:
    """Each edition in sentences, the newest first, and what was found wrong with it."""
    for edition, data in reversed(list(zip(report.editions, report.data, strict=True))):
        view = View(data, texts, report.laws)
        name, place = view.period("name"), f"{texts.language}/{report.stem(edition)}.html"
        says = " ".join(sentence for chapter in words.story(view) for sentence in chapter.says)
        title = texts("report", "feed_edition", period=name, number=texts.number(edition.number))
        about = "One edition of the transparency report, or a correction to it."
        more = {"_report": {"about": about, "period": edition.period, "edition": edition.number}}
        first = Entry(
            f"urn:dueprocess:report:{edition.period}:{edition.number}",
            title,
            edition.made_on,
            says,
            place,
            ["report"],
            ["report"],
            more,
        )
        yield first
        wrong = texts("report", "feed_corrected", period=name)
        for at, one in enumerate(edition.corrections, 1):
            yield replace(first, urn=f"{first.urn}:correction:{at}", title=wrong, day=one.on, text=one.says)


def resources(report: Report) -> list[dict[str, Any]]:
    """Every edition's cells as resources of the site's data package, whose folder is ``data``."""
    return [
        {**one, "name": f"{stem.lower()}-{one['name']}", "path": f"{stem}/{one['path']}"}
        for edition in report.editions
        for stem in [report.stem(edition)]
        for one in json.loads(own_form.data_package(replace(edition, cells=())))["resources"]
    ]


def names_of(place: Place) -> tuple[str, ...]:
    """What a number is broken down by."""
    return tuple(name for name, _ in place.by)


def data_files(edition: Edition, lines: Table, name: Callable[[str], str]) -> dict[str, bytes]:
    """Every number of the edition in its own form, and in the columns of others where it is counted for them."""
    compact = json.dumps(edition_json.plain(edition), ensure_ascii=False, separators=(",", ":"))  # for machines
    made = {
        "report.csv": lines.csv(),
        "report.json": f"{compact}\n".encode(),
        "datapackage.json": own_form.data_package(replace(edition, cells=())),  # columns hang on no cell
        **rdr.files(edition),
        **(security.files(edition) if edition.security else {}),
    }
    there = {cell.place.metric for cell in edition.cells}
    for publisher, files in (("github", github.files), ("google", google.files)):
        if there & {metric.id for metric in PUBLISHERS[publisher]}:
            made |= {f"{publisher}/{path}": content for path, content in files(edition, name).items()}
    return made


def forms_beside(edition: Edition) -> list[tuple[str, str]]:
    """Forms of others that stand beside the edition's own: path in its folder, and the key of its name."""
    there = {cell.place.metric for cell in edition.cells}
    counted = [one for one in ("github", "google") if there & {metric.id for metric in PUBLISHERS[one]}]
    bands = [(f"{security.NAME}.csv", "take_1874")] if edition.security else []
    return [
        (f"{rdr.NAME}.csv", "take_rdr"),
        *bands,
        *((f"{one}/datapackage.json", f"take_{one}") for one in counted),
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
