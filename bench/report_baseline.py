"""The report as somebody writes it by hand in DuckDB's SQL: one statement for each breakdown, no code of ours.

Years, halves and quarters by GROUPING SETS in one scan; every number of a breakdown in one statement by FILTER;
distinct counts and medians by DuckDB's own aggregates. Nothing is computed that the report does not print.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

GIVEN = "outcome IN ('comply', 'partial', 'under_protest')"
DATA = "kind IN ('disclosure', 'interception')"
RESTRICTS = "kind IN ('content', 'account', 'domain_infrastructure')"
NETWORK = "kind IN ('shutdown', 'throttling')"
REACHES_IN = "kind IN ('direct_access', 'capability')"
SILENT = "secrecy IN ('request', 'order', 'statute')"

DISTINCT = {
    "letters": "count(DISTINCT letter)",
    "orders": 'count(DISTINCT (letter, "order"))',
}
SOME = {
    "targets": "CASE WHEN count(*) = count(targets) THEN sum(targets) END",
    "accounts": "CASE WHEN count(*) = count(accounts) THEN sum(accounts) END",
    "open": "count(*) FILTER (outcome = '')",
    "given": f"count(*) FILTER ({GIVEN})",
    "complied": "count(*) FILTER (outcome = 'comply')",
    "in_part": "count(*) FILTER (outcome = 'partial')",
    "refused": "count(*) FILTER (outcome IN ('object', 'refuse'))",
    "returned": "count(*) FILTER (outcome = 'correct')",
    "withdrawn": "count(*) FILTER (outcome = 'withdrawn')",
    "challenged": "count(*) FILTER (challenged)",
    "data_received": f"count(*) FILTER ({DATA})",
    "data_given": f"count(*) FILTER ({DATA} AND {GIVEN})",
    "preservations": "count(*) FILTER (kind = 'preservation')",
    "restrictions": f"count(*) FILTER ({RESTRICTS})",
    "emergencies": "count(*) FILTER (emergency)",
}
RECEIVED = {"received": "count(*)"}
HALVES = {
    "content_given": f"count(*) FILTER ({DATA} AND {GIVEN} AND given IN ('content', 'both'))",
    "restricted": f"count(*) FILTER ({RESTRICTS} AND {GIVEN})",
    "network": f"count(*) FILTER ({NETWORK})",
    "access": f"count(*) FILTER ({REACHES_IN})",
    "unofficial": "count(*) FILTER (informal)",
    "silenced": f"count(*) FILTER ({SILENT})",
    "given_outside": "count(*) FILTER (outside IN ('two', 'alone'))",
    "given_alone": "count(*) FILTER (outside = 'alone')",
    "told": "count(*) FILTER (notice = 'told')",
    "unreached": "count(*) FILTER (notice = 'unreached')",
    "delayed": "count(*) FILTER (notice = 'delayed')",
    "may_not_tell": "count(*) FILTER (notice = 'forbidden')",
}
MEDIANS = {
    f"hours_to_{name}": f"CASE WHEN count({column}) >= 5 THEN median({column}) END"
    for name, column in (("acknowledge", "acknowledge_hours"), ("decide", "decide_hours"), ("effect", "effect_hours"))
}


def only(numbers: dict[str, str], *names: str) -> dict[str, str]:
    return {name: numbers[name] for name in names}


BY_RECEIPT: tuple[tuple[tuple[str, ...], dict[str, str]], ...] = (
    ((), {**DISTINCT, **RECEIVED, **SOME, **HALVES, **MEDIANS, "late": "sum(late)"}),
    (("country",), {**DISTINCT, **RECEIVED, **SOME, **HALVES, **MEDIANS}),
    (("kind",), {**DISTINCT, **RECEIVED, **SOME, **only(MEDIANS, "hours_to_effect")}),
    (("authority_kind",), {**DISTINCT, **RECEIVED, **SOME, **only(HALVES, "network")}),
    (("instrument",), {**RECEIVED, **only(SOME, "data_received", "data_given")}),
    (("outcome",), {**RECEIVED, **only(HALVES, "network", "access")}),
    (("secrecy",), {**RECEIVED, **only(HALVES, "silenced")}),
    (("emergency",), RECEIVED),
    (("standards",), RECEIVED),
    (("country", "kind"), RECEIVED),
    (("kind", "outcome"), RECEIVED),
    (("country", "outcome"), RECEIVED),
    (("ground",), only(SOME, "refused")),
    (("asked",), only(SOME, "data_received")),
    (("route",), only(SOME, "data_received")),
    (("issuer",), only(SOME, "data_received")),
    (("given",), only(SOME, "data_given")),
    (("subject",), only(SOME, "restrictions")),
    (("territory",), {**only(SOME, "restrictions"), **only(HALVES, "restricted")}),
    (("currency",), {"cost": "sum(cents)", "claimed": "sum(claimed)"}),
)
BY_ANSWER: tuple[tuple[tuple[str, ...], dict[str, str]], ...] = tuple(
    (names, {"answered": "count(*)"})
    for names in (
        (),
        ("country",),
        ("kind",),
        ("authority_kind",),
        ("instrument",),
        ("outcome",),
        ("secrecy",),
        ("emergency",),
        ("country", "kind"),
        ("kind", "outcome"),
        ("country", "outcome"),
    )
)

Statement = tuple[tuple[str, ...], tuple[str, ...], str]


def statements(path: Path, *, distinct: bool = True) -> list[Statement]:
    """(breakdown, names of the numbers, SQL) of the whole report; ``distinct``: with letters and orders."""
    made = []
    for day, shown in (("received_on", BY_RECEIPT), ("answered_on", BY_ANSWER)):
        for names, all_numbers in shown:
            numbers = {name: one for name, one in all_numbers.items() if distinct or name not in DISTINCT}
            made.append((names, tuple(numbers), statement(path, day, names, numbers)))
    return made


def statement(path: Path, day: str, names: tuple[str, ...], numbers: dict[str, str]) -> str:
    dims = "".join(f", {name}" for name in names)
    return f"""
        SELECT y, h, q{dims}, {", ".join(numbers.values())}
        FROM (SELECT *, year({day}) AS y, year({day}) * 2 + (month({day}) - 1) // 6 AS h,
                     year({day}) * 4 + (month({day}) - 1) // 3 AS q
              FROM read_parquet('{path}') WHERE countable AND {day} IS NOT NULL)
        GROUP BY GROUPING SETS ((y{dims}), (h{dims}), (q{dims}))
    """  # noqa: S608 - a bench over a file of its own


def run(connection: duckdb.DuckDBPyConnection, many: list[Statement]) -> list[list[tuple[Any, ...]]]:
    return [connection.execute(sql).fetchall() for _, _, sql in many]


def numbers(many: list[Statement], found: list[list[tuple[Any, ...]]]) -> dict[tuple[str, str, tuple[Any, ...]], Any]:
    """(metric, period, breakdown) to number, for the comparison; not timed."""
    said: dict[tuple[str, str, tuple[Any, ...]], Any] = {}
    for (names, measured, _), rows in zip(many, found, strict=True):
        for row in rows:
            period, by = _period(*row[:3]), tuple(zip(names, map(_word, row[3:]), strict=False))
            for metric, value in zip(measured, row[3 + len(names) :], strict=True):
                said[metric, period, by] = value
            if "given" in measured:
                whole = dict(zip(measured, row[3 + len(names) :], strict=True))
                said["share_given", period, by] = (whole["given"], whole["received"])
    return said


def _word(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _period(year: int | None, half: int | None, quarter: int | None) -> str:
    if year is not None:
        return str(year)
    return f"{half // 2}-H{half % 2 + 1}" if half is not None else f"{quarter // 4}-Q{quarter % 4 + 1}"  # type: ignore[operator]
