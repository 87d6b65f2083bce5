"""From files to findings: read each, group by publisher, check all that the common model lets one check."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from transparency.check import (
    dsa,
    formats,
    guess,
    known,
    own_report,
    package,
    place_names,
    say_rows,
    say_sums,
    series,
    shape,
    source,
    sums,
    tidy,
)
from transparency.check.model import Finding, Layout, Sort, Table, Where, plural
from transparency.check.source import Sheet, UnreadableError

MOST: Final = 40  # findings of one check with one answer, in one report
_PASSED: Final = (".md", ".txt", ".pdf", ".xml", ".svg", ".png", ".jpg", ".css", ".js")
_HOW: Final = "write a mapping file (docs/reference/report-check.md) and give it with --map"


@dataclass(slots=True)
class Report:
    """One publisher's files and what was found."""

    publisher: str
    tables: list[Table] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def said(self) -> str:
        """Who speaks in the sentences."""
        return self.publisher or (self.tables[0].file if self.tables else "The report")

    @property
    def files(self) -> list[str]:
        """Names of the files, each once."""
        return list(dict.fromkeys(table.file for table in self.tables))

    @property
    def broken(self) -> bool:
        """Whether an identity does not hold."""
        return any(one.holds is False for one in self.findings)

    def plain(self) -> dict[str, Any]:
        """For JSON: breaks first, then what holds, then remarks; traps apart."""
        order = {False: 0, True: 1, None: 2}
        named = [(known.name(self.publisher or "", one), one) for one in self.findings]
        checks = sorted(
            (pair for pair in named if pair[1].sort is not Sort.TRAP), key=lambda pair: order[pair[1].holds]
        )
        periods = sorted({one for table in self.tables for one in table.periods()})
        files = self.files
        span = {"from": str(periods[0].first), "until": str(max(one.last for one in periods))} if periods else None
        return {
            "report": files[0] if len(files) == 1 else f"{len(files)} files of {self.said}",
            "publisher": self.publisher or None,
            "format": ", ".join(dict.fromkeys(table.layout.format for table in self.tables)),
            "period": span,
            "files": [
                {"file": table.file, "rows": len(table.lines), "release": table.release} for table in self.tables
            ],
            "checks": [one.plain(name) for name, one in checks],
            "traps": [one.plain(name) for name, one in named if one.sort is Sort.TRAP],
        }


@dataclass(slots=True)
class Audit:
    """All reports among some files, and what could not be read: file → why, and what to do."""

    reports: list[Report] = field(default_factory=list)
    unreadable: dict[str, str] = field(default_factory=dict)


def audit(files: Iterable[tuple[str, bytes]], mapping: Layout | None = None) -> Audit:
    """Check some files. Never raises for what stands in them."""
    done = Audit()
    reports: dict[tuple[str, str], Report] = {}
    packages: list[tuple[str, Mapping[str, Any]]] = []
    loose: list[Finding] = []
    for name, data in _once(files, loose):
        try:
            found = package.read(name, data)
            if found is not None:
                packages.append((name, found))
            elif name.casefold().endswith(_PASSED):
                says = f"{name} is no table and was not read."
                loose.append(Finding("file-passed", says, None, (Where(name),), Sort.NOTE))
            else:
                _take(reports, name, data, mapping, loose)
        except UnreadableError as fault:
            done.unreadable[name] = str(fault)
    done.reports = list(reports.values())
    for report in done.reports:
        report.findings = [*report.findings, *_check(report, packages), *(loose if report is done.reports[0] else [])]
        report.findings = list(_limited(_hedged(report)))
    return done


def _once(files: Iterable[tuple[str, bytes]], loose: list[Finding]) -> Iterator[tuple[str, bytes]]:
    """Each file once: the same bytes under two names are one file."""
    seen: dict[bytes, str] = {}
    for name, data in files:
        other = seen.setdefault(hashlib.sha256(data).digest(), name)
        if other is name:
            yield name, data
        else:
            says = f"{name} has the same bytes as {other} and was read once."
            loose.append(Finding("file-twice", says, None, (Where(name),), Sort.NOTE))


def _take(
    reports: dict[tuple[str, str], Report], name: str, data: bytes, mapping: Layout | None, loose: list[Finding]
) -> None:
    """Read one file into the report of its publisher; a table of figures in it that is not understood is told."""
    edition = own_report.from_json(name, data)
    if edition is not None:
        _add(reports, edition[0], *edition)
        return
    sheets = source.tables(name, data, mapping.rows if mapping else "")
    faults = []
    for sheet in sheets:
        try:
            for part, layout, notes in _layouts(sheet, mapping):
                _add(reports, sheet, part, layout, notes)
        except UnreadableError as fault:
            faults.append(fault)
            if any(tidy.is_figure(cell) for _, cells in sheet.rows for cell in cells[1:]):
                loose.append(Finding("file-passed", f"Not read: {fault}.", None, (Where(sheet.file),), Sort.NOTE))
    if faults and len(faults) == len(sheets):
        raise faults[0]
    if not sheets:
        raise UnreadableError(f"{name} holds no table of more than one row; save what it shows as CSV")


def _add(
    reports: dict[tuple[str, str], Report], whole: Sheet, part: Sheet, layout: Layout, notes: Sequence[Finding]
) -> None:
    """Another table of a report; ``whole`` is the file as it was read."""
    table, found = shape.build(part, layout)
    key = (layout.publisher, "" if layout.publisher else _together(layout, part.file))
    report = reports.setdefault(key, Report(layout.publisher))
    report.tables.append(table)
    report.findings += [*notes, *found]
    if not any(one is whole for one in report.sheets):
        report.sheets.append(whole)


def _together(layout: Layout, name: str) -> str:
    """Which files without a publisher's name are one report: those of one series; all tables of our own file."""
    return name if layout.format.startswith("dueprocess") else layout.series


def _layouts(sheet: Sheet, mapping: Layout | None) -> Iterator[tuple[Sheet, Layout, list[Finding]]]:
    """How to read a sheet: the mapping, a known format, or what its header says."""
    if mapping is not None:
        yield sheet, mapping, []
    elif (edition := own_report.from_csv(sheet)) is not None:
        yield edition
    elif (orders := dsa.find(sheet)) is not None:
        yield dsa.nested(sheet), orders, []
    elif (known_as := formats.find(sheet)) is not None:
        yield sheet, known_as, []
    else:
        tidied = tidy.tidied(sheet)
        found = guess.find(tidied)
        if found is None:
            shown = ", ".join(source.readable(one) for one in sheet.header[:12])
            message = f"{sheet.file} is of no known format, and its columns ({shown}) do not say what they are; {_HOW}"
            raise UnreadableError(message)
        yield tidied, found[0], [found[1]]


def _check(report: Report, packages: Sequence[tuple[str, Mapping[str, Any]]]) -> Iterator[Finding]:
    said = report.said
    empty = [one for one in report.tables if not any(figure.text for line in one.lines for figure in line.figures)]
    for table in empty:
        says = f"{said}: {table.file} has no figure at all. It says nothing, not even zero."
        yield Finding("no-figures", says, None, (Where(table.file),), Sort.NOTE)
    tables = [one for one in report.tables if one not in empty]
    series.releases(tables)
    for table in tables:
        yield from _alone(report.publisher or table.file, table)
    found = sums.columns_of(table for table in tables if not series.mixed(table))
    yield from say_sums.sums(report.publisher, _sums(found))
    yield from say_sums.splits(said, sums.splits(found))
    yield from say_sums.given(said, sums.given_elsewhere(found))
    yield from series.gaps(said, tables)
    yield from series.revisions(said, tables)
    yield from series.dates(said, tables)
    for name, one in packages:
        yield from package.check(name, one, report.sheets)


def _sums(found: Mapping[sums.Key, list[tuple[Table, int]]]) -> Iterator[sums.Sum]:
    for columns in found.values():
        cells = list(sums.entries(columns))
        yield from (*sums.by_place(cells), *sums.by_kind_of_most(cells), *sums.by_period(cells))


def _alone(said: str, table: Table) -> Iterator[Finding]:
    """What one file says against itself."""
    yield from say_rows.table(said, table)
    yield from series.twice(said, table)
    yield from series.codes(said, table)
    yield from place_names.check(said, table)
    yield from series.uneven(said, table)
    if table.layout.aside:
        yield from series.apart(said, table)
    if table.layout.format == "dsa":
        yield from dsa.check(said, table)


def _named_once(report: Report) -> list[Finding]:
    """Sentences of a file that names no publisher begin with the file, and name it no second time."""
    files = [] if report.publisher else sorted({one.file for one in report.tables}, key=len, reverse=True)
    findings = []
    for one in report.findings:
        file = next((name for name in files if one.says.startswith(f"{name}: ")), "")
        head, says = f"{file}: ", one.says.removeprefix(f"{file}: ")
        if file and says.startswith(f"{file} "):
            head = ""
        elif file:
            says = says.replace(f" of {file}", "").replace(f" in {file} (", " (").replace(f" in {file}", "")
        findings.append(replace(one, says=f"{head}{says}") if file else one)
    return findings


def _hedged(report: Report) -> list[Finding]:
    """Where columns were taken by their names, a break says so."""
    report.findings = _named_once(report)
    if all(table.layout.format != "table" for table in report.tables):
        return report.findings
    says = "(Nobody described this table: its columns were read by their names.)"
    return [replace(one, says=f"{one.says} {says}") if one.holds is False else one for one in report.findings]


def _limited(findings: Sequence[Finding]) -> Iterator[Finding]:
    """At most so many findings of one check with one answer; how many more is said."""
    seen: Counter[tuple[str, bool | None]] = Counter()
    last: dict[tuple[str, bool | None], Finding] = {}
    for one in findings:
        key = (one.rule, one.holds)
        seen[key] += 1
        if seen[key] <= MOST:
            yield one
        last[key] = one
    for key, count in seen.items():
        if count > MOST:
            more = plural(count - MOST, "finding")
            says = f"Not listed: {more} more of the check “{key[0]}”."
            yield replace(last[key], rule="and-more", says=says, where=(), period="")


def group_by_answer(plain: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Findings of one report as people read them: breaks, traps, what holds, remarks."""
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in plain["checks"]:
        groups[{False: "breaks", True: "holds", None: "notes"}[one["holds"]]].append(one)
    return {
        "breaks": groups["breaks"],
        "traps": list(plain["traps"]),
        "holds": groups["holds"],
        "notes": groups["notes"],
    }
