"""Real published reports: every hold, break and trap that was found in them by hand is found again."""

import json
from pathlib import Path

import pytest

from transparency.check import audit, known
from transparency.check.model import Finding, Sort

pytestmark = pytest.mark.shared

FIGURES = {
    "gh-2023H1": ("207", "7", "216", "156"),
    "gh-2023H2": ("225", "236", "183"),
    "gh-2025H1": ("262", "289", "201"),
    "gh-2023-halves": ("166 + 194 = 360", "(550)", "(655)", "1,205", "156 + 183 = 339"),
    "gh-2024-accounts": ("(778)", "(658)", "1,436"),
    "gh-crossborder": (" 30 ", " 42 ", " 13 ", " 17 ", " 22 ", " 40 "),
    "telegram": ("4 quarters", "all 19 places and periods", "4 + 6 + 210 + 673 = 893", "in requests, users"),
    "google-2018H1": ("57,868", "126,581", "Preservation"),
    "google-percent-feasible": ("966", "1,205 percentages"),
    "twitter-2017H1": ("6,448",),
    "gh-2021-disclosed>received": ("269 of 183", "170 of 94", "64 of 22"),
    "gh-crossborder-2021": (" 16 ", "18"),
    "gh-crossborder-2022": (" 37 ", "18"),
    "gh-crossborder-2025": (" 90 ", "92"),
    "gh-2024H1-notice": ("265", "277"),
    "gh-2024H2-missing": ("2024 H2", "requests_received_and_disclosed_by_calendar_year_half.csv"),
    "twitter-2017H1-accounts": ("11,114", "11,115"),
    "facebook-2013H1-band": ("11,000 - 12,000", "20,000 - 21,000"),
    "facebook-2013H1-rounding": ("Romania: 63 % of 16 is 10 of 16", "Switzerland: 13 % of 32 is 4 of 32"),
    "twitter-asterisk": ("1*", "17 more"),
    "google-legal-process": ("2012 H2 to 2014 H1", "US only"),
    "google-drift": ("“legal requests” became “other legal requests”", "“31/12/09”", "“2009-12-31”"),
    "blank-not-zero": ("blank", "Preservation Requests"),
}
"""Figures that the sentences of a finding must hold, taken together."""


@pytest.fixture(scope="module")
def done(shared_vectors: Path) -> audit.Audit:
    folder = shared_vectors / "reports"
    names = ("github", "google", "facebook", "twitter", "telegram")
    files = [one for name in names for one in sorted((folder / name).iterdir())]
    return audit.audit([(one.name, one.read_bytes()) for one in files])


@pytest.fixture(scope="module")
def named(done: audit.Audit) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for report in done.reports:
        for one in report.findings:
            found.setdefault(known.name(report.publisher, one), []).append(one)
    return found


def test_every_expected_finding_is_found_with_its_figures(
    shared_vectors: Path, named: dict[str, list[Finding]]
) -> None:
    expected = json.loads((shared_vectors / "reports/EXPECTED-FINDINGS.json").read_text())
    answers = {"holds": {True}, "breaks": {False}, "traps": {None}}
    ids = set()
    for group, holds in answers.items():
        for one in expected[group]:
            found = named.get(one["id"], [])
            assert {each.holds for each in found} == holds, one["id"]
            assert (group == "traps") == all(each.sort is Sort.TRAP for each in found), one["id"]
            says = " ".join(each.says for each in found)
            assert all(figure in says for figure in FIGURES[one["id"]]), (one["id"], says)
            assert all(each.where for each in found), one["id"]
            ids.add(one["id"])
    assert ids == {one["id"] for one in known.KNOWN} == set(FIGURES)


def test_the_two_traps_that_stand_in_no_list(named: dict[str, list[Finding]]) -> None:
    (damaged,) = named["google-damaged-bytes"]
    assert "1 damaged byte in 1 row" in damaged.says
    assert damaged.where[0].row == 233
    (space,) = named["github-space-in-code"]
    assert "“cross-border request ” in row 4" in space.says


def test_nothing_else_breaks_but_what_was_looked_at(done: audit.Audit) -> None:
    """Findings beside the list: rows that GitHub's half-year files of takedowns have none of for Russia in 2024."""
    more = [
        one.says
        for report in done.reports
        for one in report.findings
        if one.holds is False and known.name(report.publisher, one) not in FIGURES
    ]
    assert len(more) == 5
    assert all("GitHub, 2024, RU" in one and "No row for 2024 H2" in one for one in more)


def test_nothing_is_unreadable_and_each_report_has_its_files(done: audit.Audit) -> None:
    assert done.unreadable == {}
    assert {one.publisher: len(one.files) for one in done.reports} == {
        "GitHub": 12,
        "Google": 2,
        "Facebook": 1,
        "Twitter": 1,
        "Telegram": 1,
    }
    assert [one.broken for one in done.reports] == [True, False, False, True, False]


def test_the_empty_template_says_nothing(shared_vectors: Path) -> None:
    parts = sorted((shared_vectors / "reports/dsa-template").iterdir())
    done = audit.audit([(one.name, one.read_bytes()) for one in parts])
    assert len(done.unreadable) == 10
    (report,) = done.reports
    assert report.tables[0].layout.format == "dsa"
    assert not report.broken
    assert "no-figures" in {one.rule for one in report.findings}


@pytest.mark.parametrize("name", ["github", "google", "facebook", "twitter", "telegram"])
def test_a_cut_or_changed_report_never_raises(shared_vectors: Path, name: str) -> None:
    for one in sorted((shared_vectors / "reports" / name).iterdir()):
        data = one.read_bytes()
        for at in range(0, len(data), max(1, len(data) // 17)):
            audit.audit([(one.name, data[:at])])
            audit.audit([(one.name, data[:at] + b"\xff\x00\"'," + data[at + 3 :])])


def test_a_percent_under_another_rounding_goes_red(shared_vectors: Path) -> None:
    data = (shared_vectors / "reports/facebook/Facebook-Government-Report-2013-H1.csv").read_bytes()
    wrong = data.replace(b"Romania,16,36,63.00%", b"Romania,16,36,64.00%")
    assert wrong != data
    (report,) = audit.audit([("Facebook-2013-H1.csv", wrong)]).reports
    (broken,) = [one.says for one in report.findings if one.holds is False]
    assert "no whole number of answers gives 64 % of 16 (Romania)" in broken
