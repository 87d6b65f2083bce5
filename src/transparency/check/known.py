"""Names of findings. Each has a code that says which check it is; some are known by a name of their own."""

import re
from dataclasses import dataclass
from typing import Final

from transparency.check.model import ACCOUNTS, RECEIVED, Finding

RULES: Final[dict[str, str]] = {
    "places-to-whole": "places add up to the row for all places, in one file or in another of the report",
    "kinds-to-whole": "kinds add up to the row for all kinds; kinds within a kind to that",
    "periods-to-whole": "halves, quarters or months add up to the longer period",
    "splits-agree": "two ways to divide the same whole (by kind, by notice) make the same",
    "columns-to-whole": "columns that are parts of another add up to it in each row",
    "disclosed-within-received": "no more was given than was asked for, in a row or between two files",
    "percent-feasible": "some whole number of answers gives the percentage of the count",
    "percent-rounding": "the percentages fit only under another rounding than half up",
    "rounded-half-up": "a percentage that only rounding a half up can make",
    "percent-of-total": "the percentage of the total is where those of its parts put it",
    "accounts-need-demands": "no accounts where there was no demand",
    "accounts-against-demands": "at least as many accounts as demands in every row",
    "fewer-accounts-than-demands": "rows with fewer accounts than demands: can be, and wants a word",
    "bands-valid": "national-security figures stand in the bands of 50 USC 1874(a)",
    "period-missing": "a period within a file's span that others of the report have and it has not",
    "period-without-rows": "the same in a file of places, where no row can mean none",
    "period-later-elsewhere": "a file that ends before the others",
    "period-gap": "periods that jump",
    "row-twice": "two rows for one period, place and kind",
    "rows-alike": "rows look alike: a column that tells them apart is not known",
    "aside-apart": "preservation, and what else is no answer, is kept apart and carries no percentage",
    "divided-unevenly": "some places are divided by kind in periods in which others are not",
    "revised": "figures that differ between two releases of one series",
    "renamed": "codes that differ between two releases while the figures are the same",
    "row-in-one-release": "rows that one of two releases alone has",
    "dates-two-ways": "two files of one series write their periods differently",
    "date-order": "dates of which nothing tells the day from the month",
    "place-two-ways": "one code with two names, or one name with two codes",
    "place-spelled-twice": "one state under two spellings in one file",
    "places-in-one-cell": "a cell that names several places: its figures belong to none alone",
    "negative": "a negative count",
    "fraction": "a count that is no whole number",
    "band-reversed": "a range whose end lies below its beginning",
    "band": "a range where a number is expected",
    "mark-on-figure": "a figure with an asterisk or another mark",
    "dash": "a dash in place of a figure",
    "unreadable": "a cell that is neither number nor range",
    "blank-not-zero": "blank cells in a column of figures",
    "byte-order-mark": "a byte order mark before the first column's name",
    "damaged-bytes": "bytes that are no UTF-8",
    "space-in-code": "spaces around or within a code or name",
    "formula": "texts that a spreadsheet would run",
    "no-figures": "a table without a single figure",
    "ragged-rows": "rows with more or fewer cells than the header",
    "lines-above-header": "lines above the header",
    "field-twice": "a JSON object that names a field twice",
    "period-unread": "rows whose period cannot be read",
    "column-unknown": "columns of which nothing was checked",
    "columns-guessed": "no format or mapping: columns were taken by their names",
    "column-misread": "a column, taken by its name, that cannot be what the name suggests: nothing is concluded",
    "file-twice": "the same file given twice",
    "file-passed": "a file that is no table and was not read",
    "package-fields": "files have the fields and types that their data package lists",
    "package-more-files": "a data package lists files that were not given",
    "dsa-columns": "the columns of DSA Annex I part 3",
    "dsa-scope": "Scope is TOTAL or a Member State",
    "dsa-category": "categories are those of the template's form",
    "dsa-state-without-orders": "a row for a state from which no order came",
    "median-between-parts": "the median of a whole lies between those of its parts",
    "own-identities": "the identities that our own report and the numbers of our live page keep",
    "and-more": "findings of the same check beyond the limit",
}
"""Every check: its code, and what it looks at. Codes are for ever."""

_ABROAD: Final = "cross-border request"


@dataclass(frozen=True, slots=True)
class _Known:
    """A finding that has a name of its own. Empty fields fit everything."""

    id: str
    publisher: str
    rule: str
    holds: bool | None
    period: str = ""
    about: str = ""
    measure: str = ""

    def fits(self, publisher: str, one: Finding) -> bool:
        """Whether a finding is this one."""
        pairs = ((self.period, one.period), (self.about, one.about), (self.measure, one.measure))
        return (self.publisher, self.rule, self.holds) == (publisher, one.rule, one.holds) and all(
            not mine or mine == its for mine, its in pairs
        )


KNOWN: Final = (
    _Known("gh-2023H1", "GitHub", "splits-agree", holds=True, period="2023 H1"),
    _Known("gh-2023H2", "GitHub", "splits-agree", holds=True, period="2023 H2"),
    _Known("gh-2025H1", "GitHub", "splits-agree", holds=True, period="2025 H1"),
    _Known("gh-2024H1-notice", "GitHub", "splits-agree", holds=False, period="2024 H1"),
    _Known("gh-2023-halves", "GitHub", "periods-to-whole", holds=True, period="2023", about="requests"),
    _Known(
        "gh-2024-accounts", "GitHub", "periods-to-whole", holds=True, period="2024", about="requests", measure=ACCOUNTS
    ),
    _Known("gh-crossborder", "GitHub", "places-to-whole", holds=True, about=_ABROAD),
    *(
        _Known(f"gh-crossborder-{year}", "GitHub", "places-to-whole", holds=False, period=year, about=_ABROAD)
        for year in ("2021", "2022", "2025")
    ),
    _Known("gh-2021-disclosed>received", "GitHub", "disclosed-within-received", holds=False, period="2021"),
    _Known("gh-2024H2-missing", "GitHub", "period-missing", holds=False, period="2024 H2", about="requests"),
    _Known("telegram", "Telegram", "periods-to-whole", holds=True),
    _Known("google-2018H1", "Google", "aside-apart", holds=True, period="2018 H1"),
    _Known("google-percent-feasible", "Google", "percent-feasible", holds=True),
    _Known("twitter-2017H1", "Twitter", "places-to-whole", holds=True, period="2017 H1", measure=RECEIVED),
    _Known("twitter-2017H1-accounts", "Twitter", "places-to-whole", holds=False, period="2017 H1", measure=ACCOUNTS),
    _Known("facebook-2013H1-band", "Facebook", "band", holds=None, period="2013 H1"),
    _Known("facebook-2013H1-rounding", "Facebook", "rounded-half-up", holds=None, period="2013 H1"),
    _Known("twitter-asterisk", "Twitter", "mark-on-figure", holds=None),
    _Known("google-legal-process", "Google", "divided-unevenly", holds=None),
    _Known("google-drift", "Google", "renamed", holds=None),
    _Known("google-drift", "Google", "dates-two-ways", holds=None),
    _Known("blank-not-zero", "Google", "blank-not-zero", holds=None),
)
"""What was found by hand in published reports, under the names it was given then."""


def name(publisher: str, one: Finding) -> str:
    """The id of a finding: its known name, else publisher, period and check."""
    known = next((each.id for each in KNOWN if each.fits(publisher, one)), "")
    parts = (re.sub(r"[^a-z0-9]+", "-", publisher.casefold()).strip("-"), one.period.replace(" ", ""), one.rule)
    return known or "-".join(filter(None, parts))
