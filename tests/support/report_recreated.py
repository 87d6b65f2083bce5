"""Synthetic items that fit what a publisher printed, so that its rows come out again."""

import csv
import datetime
import io
import subprocess
import sys
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import count
from pathlib import Path
from typing import Any

from dueprocess.report.cells import half_up
from dueprocess.report.edition import Edition, Gap, Missing
from dueprocess.report.evaluate import evaluate
from dueprocess.report.facts import Fact
from dueprocess.report.metric import Metric
from dueprocess.report.metrics import METRICS
from dueprocess.report.provider import Provider

PROVIDER = Provider("Kelp Mail", "DE", "desk@kelp.example", ("en", "de"), ("mail",), "https://kelp.example")
GAPS = (Gap(Missing.STANDING), Gap(Missing.PROOF))
Row = dict[str, str]

_GITHUB: dict[str, dict[str, Any]] = {
    "criminal or government agency subpoena": {"instrument": "US-2703C2"},
    "criminal court order": {"instrument": "US-2703D"},
    "criminal search warrant": {"instrument": "US-2703A"},
    "cross-border request": {"route": "direct"},
    "civil subpoena": {"origin": "civil_court"},
}
_GOOGLE: dict[str, dict[str, Any]] = {
    "Emergency Disclosure Requests": {"emergency": True},
    "Other Legal Requests": {},
    "Preservation Requests": {"kind": "preservation"},
    "Search Warrants": {"instrument": "US-2703A"},
    "Subpoenas": {"instrument": "US-2703C2"},
    "Other Court Orders": {"instrument": "US-2703D"},
    "Pen Register Orders": {"instrument": "US-3123", "kind": "interception"},
    "Wiretap Orders": {"instrument": "US-2518", "kind": "interception"},
}


def rows_of(data: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def edition(
    facts: Iterable[Fact],
    period: str,
    metrics: tuple[Metric, ...] = METRICS,
    made_on: datetime.date = datetime.date(2026, 11, 27),
    **more: Any,
) -> Edition:
    return Edition(PROVIDER, period, 1, made_on, evaluate(facts, metrics), GAPS, **more)


def item(letter: str, day: datetime.date, **more: Any) -> Fact:
    """One item that may be counted; answered on the day of receipt where it has an outcome."""
    answered = day if more.get("outcome") else None
    values: dict[str, Any] = {"kind": "disclosure", "country": "US", "countable": True, "answered_on": answered} | more
    return Fact(letter=letter, received_on=day, **values)


def assert_valid(files: dict[str, bytes], folder: Path) -> None:
    """The real ``frictionless`` finds no fault in the package and in any row of its files."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    program = Path(sys.executable).parent / "frictionless"
    run = subprocess.run([program, "validate", "datapackage.json"], cwd=folder, capture_output=True, check=False)
    assert run.returncode == 0, run.stdout.decode() + run.stderr.decode()


def half_of(rows: Iterable[Row], year: str, half: str) -> list[Row]:
    return [row for row in rows if (row["year"], row["half"]) == (year, half)]


def github(folder: Path, year: str, half: str) -> list[Fact]:
    """Items of one half year that fit GitHub's files: requests, notices, accounts, states, takedowns."""
    read = {path.name: rows_of(path.read_bytes()) for path in folder.glob("*.csv")}
    day = datetime.date(int(year), 3 if half == "1" else 9, 1)
    ids = (f"{year}-{half}-{number}" for number in count())
    told = _told(half_of(read["user_notifications_of_legal_request_disclosures_by_calendar_year_half.csv"], year, half))
    states = iter(
        row["government_iso2_code"]
        for row in half_of(read["cross_border_data_requests_by_calendar_year_half.csv"], year, half)
        for _ in range(int(row["count"]))
    )
    facts = []
    for row in half_of(read["requests_received_and_disclosed_by_calendar_year_half.csv"], year, half):
        sort, given = row["type"].strip(), int(row["count_disclosed"])
        for number in range(int(row["count_requests_received"])):
            country = next(states) if sort == "cross-border request" else "US"
            outcome = {"outcome": "comply", "accounts": 0, "targets": 9999, **next(told)} if number < given else {}
            facts.append(item(next(ids), day, country=country, **(_GITHUB[sort] | outcome)))
    affected = half_of(read["requests_accounts_affected_by_calendar_year_half.csv"], year, half)
    facts = _with_accounts(facts, int(affected[0]["count_accounts_affected"]))
    return facts + list(_takedowns(read, year, half, day))


def _told(rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
    """What the person of each disclosure was told; where the rows say too little, nothing."""
    ways: dict[str, dict[str, Any]] = {
        "gag order": {"notice": "forbidden"},
        "notification": {"notice": "told"},
        "exigent circumstances": {"emergency": True, "notice": "not_told"},
    }
    for row in rows:
        yield from (ways[row["type"]] for _ in range(int(row["count"])))
    while True:
        yield {"notice": "not_told"}


def _with_accounts(facts: list[Fact], accounts: int) -> list[Fact]:
    """The accounts, one an item that was given, and all that are left with the first."""
    given = [fact for fact in facts if fact.outcome]
    left = accounts - (len(given) - 1)
    return [
        item(
            fact.letter,
            fact.received_on,
            **{
                name: getattr(fact, name)
                for name in ("country", "instrument", "route", "origin", "outcome", "notice", "emergency")
            },
            targets=max(left, 1),
            accounts=None if not fact.outcome else left if fact is given[0] else 1,
        )
        for fact in facts
    ]


def _takedowns(read: dict[str, list[Row]], year: str, half: str, day: datetime.date) -> Iterator[Fact]:
    """Each order that was followed takes what its row says with the first; the rest of a state's was not."""
    received = half_of(read["government_takedowns_received_by_calendar_year_half.csv"], year, half)
    processed = half_of(read["government_takedowns_processed_by_calendar_year_half.csv"], year, half)
    for state in received:
        code, number = state["government_iso2_code"], count()
        for row in (row for row in processed if row["government_iso2_code"] == code):
            territory = "global" if row["type"] == "Terms of service" else "country"
            for first in range(int(row["count_processed"])):
                yield from _followed(f"t-{year}-{half}-{code}-{next(number)}", day, code, territory, row, first == 0)
        for rest in range(next(number), int(state["count_received"])):
            yield item(
                f"t-{year}-{half}-{code}-{rest}", day, country=code, kind="content", territory="country", targets=1
            )


def _followed(letter: str, day: datetime.date, code: str, territory: str, row: Row, first: bool) -> Iterator[Fact]:  # noqa: FBT001
    sorts = {"content": "repos", "domain_infrastructure": "pages", "account": "accounts"}
    for number, (kind, name) in enumerate(sorts.items(), 1):
        many = int(row[f"count_{name}_affected"]) if first else 0
        yield item(
            letter,
            day,
            item=number,
            country=code,
            kind=kind,
            territory=territory,
            outcome="comply",
            targets=many,
            accounts=many,
        )


def google(data: bytes, ending: str) -> list[Fact]:
    """Items of one period that fit Google's rows: as many requests, a count given that rounds to the percent."""
    day = datetime.date.fromisoformat(ending)
    facts: list[Fact] = []
    for row in rows_of(data):
        if row["Period Ending"] == ending:
            facts += _google(row, day, len(facts))
    return facts


def _google(row: Row, day: datetime.date, before: int) -> Iterator[Fact]:
    requests, targets = int(row["User Data Requests"]), int(row["Users/Accounts Specified"])
    percent = row["Percentage of requests where some data produced"]
    given = (
        next(k for k in range(requests + 1) if half_up(Fraction(100 * k, requests)) == int(percent)) if percent else 0
    )
    each, left = divmod(targets, requests)
    columns = _GOOGLE[row["Legal Process"]]
    for number in range(requests):
        outcome = {"outcome": "comply", "accounts": 0} if number < given else {}
        many = each + (number < left)
        yield item(f"g{before + number}", day, country=row["CLDR Territory Code"], targets=many, **columns, **outcome)
