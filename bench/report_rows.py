"""Made-up rows in the form of the export, by DuckDB: sixty countries, ten years, letters of one to three items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dueprocess.report.facts import COLUMNS, OF

if TYPE_CHECKING:
    from pathlib import Path


DATA = "kind IN ('disclosure', 'interception', 'preservation')"
DONE = "outcome IN ('comply', 'partial', 'under_protest')"


def pick(chance: str, values: str) -> str:
    """One of the words; a word that stands twice comes twice as often, ``-`` is nothing said."""
    listed = ", ".join("''" if word == "-" else f"'{word}'" for word in values.split())
    return f"[{listed}][1 + ({chance} % {len(values.split())})::INT]"


FIRST = {
    "country": "chr((65 + place // 8)::INT) || chr((65 + place % 26)::INT)",
    "received_on": "DATE '2017-01-01' + (l2 % 3652)::INT",
    "kind": "CASE WHEN l3 % 100 < 82 AND i1 % 10 > 0 THEN 'disclosure' ELSE "
    + pick(
        "i2",
        "disclosure preservation interception content content account shutdown throttling direct_access capability "
        "domain_infrastructure search_seizure",
    )
    + " END",
    "outcome": "CASE WHEN i3 % 20 = 0 THEN '' ELSE "
    + pick(
        "i3",
        "comply comply comply comply comply partial partial correct object refuse no_data not_executable challenge "
        "under_protest withdrawn lapsed",
    )
    + " END",
    "targets": "CASE WHEN i1 % 50 > 0 THEN (1 + i2 % 4)::INT END",
}
THEN = {
    "letter": "(l * 7 + 1)::BIGINT",  # a row's number, as in the export
    "order": "(1 + (l4 % 6 = 0 AND nth > 0)::INT)::INT",
    "item": "(1 + nth)::INT",
    "answered_on": "CASE WHEN outcome <> '' THEN received_on + (i4 % 40)::INT END",
    "authority_kind": pick(
        "l3",
        "police police police police prosecutor prosecutor court regulator intelligence tax government military "
        "unknown",
    ),
    "issuer": pick("l4", "court judge prosecutor police administrative -"),
    "instrument": "country || '-POWER-' || (l4 % 6)",
    "origin": pick("l4", "state state state civil_court private -"),
    "route": pick("l2", "domestic domestic treaty direct -"),
    "asked": f"CASE WHEN {DATA} THEN {pick('i4', 'content non_content both non_content')} ELSE '' END",
    "given": f"CASE WHEN {DATA} AND {DONE} THEN {pick('i5', 'content non_content both non_content')} ELSE '' END",
    "ground": "CASE WHEN outcome IN ('object', 'refuse', 'partial') THEN "
    + pick("i5", "overbroad no_jurisdiction form immunity other")
    + " ELSE '' END",
    "subject": f"CASE WHEN kind = 'content' THEN {pick('i4', 'religion terrorism treason other unknown')} ELSE '' END",
    "territory": "CASE WHEN kind IN ('content', 'account', 'domain_infrastructure') THEN "
    + pick("i2", "place country global unknown")
    + " ELSE '' END",
    "emergency": "l4 % 25 = 0",
    "informal": "l3 % 40 = 0",
    "secrecy": pick("l2", "- - request order statute"),
    "notice": pick("i3", "- told told delayed forbidden not_told"),
    "standards": pick("i4", "- unmet not_asked not_asked met"),
    "contested": pick("i5", "- - - - open upheld changed reversed restored"),
    "challenged": "i5 % 200 = 0",
    "accounts": f"CASE WHEN targets IS NULL OR i3 % 60 = 0 THEN NULL WHEN {DONE} THEN (i2 % 2)::INT ELSE 0 END",
    "acknowledge_hours": "(i1 % 72)::INT",
    "decide_hours": "CASE WHEN outcome <> '' THEN (i2 % 600)::INT END",
    "effect_hours": f"CASE WHEN {DONE} THEN (i3 % 900)::INT END",
    "contest_days": "NULL::INT",
    "cents": "(i4 % 9000)::INT",
    "outside": "CASE WHEN i5 % 50 = 0 THEN 'two' WHEN i5 % 50 = 1 THEN 'alone' ELSE '' END",
    "claimed": "(i4 % 9000 // 3)::INT",
    "currency": pick("place", "EUR USD GBP INR JPY"),
    "late": "(i5 % 10 = 0)::INT",
    "countable": "i5 % 100 > 0",
    "admissible": "i5 % 4 = 0",
    "listed": "i5 % 16 = 0",
}


BLANK = {str: "''", bool: "false"}
"""What a column says of which nothing is made up here."""


def rows(count: int) -> str:
    """The rows as SQL. The same number gives the same rows."""
    first = ", ".join(f'{one} AS "{name}"' for name, one in FIRST.items())
    made = {name: THEN.get(name, BLANK.get(one.type, "NULL")) for name, one in OF.items()}
    then = ", ".join(f'"{name}"' if name in FIRST else f'{made[name]} AS "{name}"' for name in COLUMNS)
    chances = ", ".join(
        [*(f"hash(l, {n}) AS l{n}" for n in range(1, 5)), *(f"hash(i, 1{n}) AS i{n}" for n in range(1, 6))]
    )
    return f"""
        WITH counted AS (SELECT i, i * 5 // 8 AS l FROM range({count}) AS t(i)),
        numbered AS (SELECT *, i - (l * 8 + 4) // 5 AS nth FROM counted),
        drawn AS (SELECT *, {chances}, ((l1 % 1000) / 1000.0) AS skew FROM numbered),
        placed AS (SELECT *, (60 * skew * skew * skew)::INT % 60 AS place FROM drawn),
        begun AS (SELECT *, {first} FROM placed)
        SELECT {then} FROM begun
    """  # noqa: S608 - a bench over rows of its own


def write(count: int, path: Path) -> Path:
    """A Parquet file of so many rows."""
    import duckdb

    with duckdb.connect(config={"memory_limit": "2GB"}) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(f"COPY ({rows(count)}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
    return path
