"""Publishers whose files are known: which columns tell a file, and what its columns mean."""

import re
from dataclasses import replace
from typing import Final

from transparency.check import guess_words as words
from transparency.check.model import ACCOUNT, ACCOUNTS, DISCLOSED, PERCENT, RECEIVED, Column, Layout
from transparency.check.shape import normal
from transparency.check.source import Sheet

_GITHUB: Final = {"publisher": "GitHub", "format": "github", "absent_is_none": True}
_PLACES: Final = {"place": "government", "code": "government_iso2_code"}


def _github(series: str, columns: tuple[Column, ...], **more: object) -> Layout:
    return Layout(series=series, columns=columns, **_GITHUB, **more)  # type: ignore[arg-type]


_ACCOUNTS: Final = (Column("count_accounts_affected", ACCOUNTS, ACCOUNT),)
_RECEIVED: Final = Column("count_requests_received", RECEIVED)
_TAKEN: Final = (
    Column("count_processed", DISCLOSED, "takedown", says="takedowns processed"),
    Column("count_repos_affected", ACCOUNTS, "repository"),
    Column("count_pages_affected", ACCOUNTS, "page"),
    Column("count_accounts_affected", ACCOUNTS, ACCOUNT),
)
GITHUB: Final[dict[str, Layout]] = {
    "requests_received_and_disclosed": _github(
        "requests", (_RECEIVED, Column("count_disclosed", DISCLOSED)), kind="type"
    ),
    "requests_accounts_affected": _github("requests", _ACCOUNTS),
    "cross_border_data_requests": _github(
        "requests", (Column("count", RECEIVED),), only="cross-border request", **_PLACES
    ),
    "user_notifications_of_legal_request_disclosures": _github(
        "requests", (Column("count", DISCLOSED),), kind="type", split="notice"
    ),
    "government_takedowns_received": _github("takedowns", (Column("count_received", RECEIVED, "takedown"),), **_PLACES),
    "government_takedowns_processed": _github("takedowns", _TAKEN, kind="type", **_PLACES),
    "national_security_letters_and_orders": _github(
        "national security",
        (Column("count", "reported", "figure", adds=False),),
        kind="type",
        period=("year", "month_range"),
        bands="us-1874",
    ),
}
_HALVES: Final = "_by_calendar_year_half"

_SOME: Final = "Percentage of requests where some data produced"
GOOGLE: Final = Layout(
    "Google",
    "google",
    "requests",
    (
        Column("User Data Requests", RECEIVED),
        Column(_SOME, PERCENT),
        Column("Users/Accounts Specified", ACCOUNTS, ACCOUNT),
    ),
    period=("Period Ending",),
    ending="half",
    place="Country",
    code="CLDR Territory Code",
    kind="Legal Process",
    aside=frozenset({"preservation requests"}),
)
FACEBOOK: Final = (
    Column("Requests for User Data", RECEIVED),
    Column("Total Requests", RECEIVED),
    Column("Total Data Requests", RECEIVED),
    Column("User Accounts Referenced", ACCOUNTS, ACCOUNT),
    Column("Accounts Referenced", ACCOUNTS, ACCOUNT),
    Column("Total Users/Accounts Requested", ACCOUNTS, ACCOUNT),
    Column(_SOME, PERCENT),
    Column("Percentage of Requests Where Some Data Produced", PERCENT),
    Column("Content Restrictions", "restricted", "item"),
    Column("Preservations Requested", "preservation requests", "item", says="preservations requested"),
    Column("Preservation Requests", "preservation requests", "item", says="preservations requested"),
    Column("Accounts Preserved", "accounts preserved", ACCOUNT, says="accounts preserved"),
    Column("Users/Accounts Preserved", "accounts preserved", ACCOUNT, says="accounts preserved"),
)
_SORTS: Final = re.compile(r"\b(legal process|emergency|search warrant|court order|subpoena)\b")
TWITTER: Final = Layout(
    "Twitter",
    "twitter",
    "requests",
    (
        Column("ACCOUNT INFORMATION REQUESTS", RECEIVED),
        Column("PERCENTAGE WHERE SOME INFORMATION PRODUCED", PERCENT),
        Column("ACCOUNTS SPECIFIED", ACCOUNTS, ACCOUNT),
    ),
    period=("TIME PERIOD",),
    place="COUNTRY",
    code="ISO CODE",
    passing=frozenset({"FLAGS", "LINKS", "REPORT LINKS"}),
)
TELEGRAM: Final = Layout(
    "Telegram",
    "telegram",
    "requests",
    (Column("requests", RECEIVED, says="requests"), Column("users", ACCOUNTS, "user")),
    period=("from",),
    until="to",
    place="key",
)


def _of_a_sort(name: str) -> Column:
    """A column that Facebook added for one sort of request: nothing says that these sorts are all there are."""
    measure, base = words.measure(normal(name))
    return Column(name, measure, base, _SORTS.findall(normal(name))[0], loose=True)


def find(sheet: Sheet) -> Layout | None:
    """The layout of a file of a known publisher; None where no format fits."""
    have = {normal(one) for one in sheet.header}
    for layout in (GOOGLE, TWITTER):
        if have >= {normal(one.name) for one in layout.columns} | {normal(layout.place)}:
            return layout
    if sheet.meta.get("keys") and have == {"key", "from", "to", "requests", "users"}:
        return TELEGRAM
    return _of_github(sheet, have) or _of_facebook(sheet, have)


def _of_github(sheet: Sheet, have: set[str]) -> Layout | None:
    """By the file's name and its columns; by the columns alone where they are GitHub's own."""
    stem = sheet.file.rsplit("/", 1)[-1].removesuffix(".csv").removesuffix(_HALVES)
    named = GITHUB.get(stem)
    for layout in [named] if named else GITHUB.values():
        own = all(normal(one.name) != "count" for one in layout.columns) or layout.bands
        needed = (*(one.name for one in layout.columns), layout.kind, layout.place, layout.code, *layout.period)
        if (named or own) and "year" in have and have == _with_time({normal(one) for one in needed if one}, have):
            period = layout.period or (("year", "half") if "half" in have else ("year",))
            return replace(layout, period=period)
    return None


def _with_time(needed: set[str], have: set[str]) -> set[str]:
    return needed | (have & {"year", "half"})


def _of_facebook(sheet: Sheet, have: set[str]) -> Layout | None:
    columns = [one for one in FACEBOOK if normal(one.name) in have]
    names = {one.measure: one for one in columns}
    if not {RECEIVED, ACCOUNTS, PERCENT} <= names.keys() or "country" not in have:
        return None
    period = next((one for one in sheet.header if normal(one) in {"period", "time period", "reporting period"}), "")
    own = {normal(one.name) for one in FACEBOOK}
    later = [_of_a_sort(one) for one in sheet.header if normal(one) not in own and _SORTS.search(normal(one))]
    return Layout(
        "Facebook",
        "facebook",
        "requests",
        (*names.values(), *(one for one in later if one.measure)),
        period=(period,) if period else (),
        place="Country",
    )
