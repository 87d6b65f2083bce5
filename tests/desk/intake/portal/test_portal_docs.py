"""docs/reference/portal.md against the code."""

import re
from pathlib import Path

import pytest

from dueprocess.case.portal import MAX_ACCESS, MIN_ACCESS, Left, Word
from dueprocess.desk.intake.portal import buckets, edge, submissions, urls, views
from dueprocess.desk.services import portal_desk


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs/reference/portal.md").read_text()


def table(page: str, head: str) -> dict[str, str]:
    rows = page.partition(f"| {head} |")[2].partition("\n\n")[0]
    return dict(re.findall(r"^\| `([\w.-]+)` \|(?:[^|]*\|)?([^|]+) \|$", rows, re.MULTILINE))


def test_rules_words_and_kinds_are_those_of_the_code(page: str) -> None:
    assert set(table(page, "rule")) == {str(one) for one in portal_desk.Rule}
    words, left = table(page, "word"), table(page, "left")
    assert set(words) == set(map(str, Word))
    assert {name: text.strip() for name, text in left.items()} == {str(one): one.meaning for one in Left}


def test_addresses_and_limits_are_those_of_the_code(page: str) -> None:
    asked = {f"/{one.pattern}" for one in urls.urlpatterns if str(one.pattern).startswith("v1/")}
    assert set(re.findall(r"`(?:GET|POST) (/v1/\w+)`", page)) == asked == set(buckets.LIMITS)
    numbers = (
        f"{edge.MAX_SUBMIT >> 20} MiB a body",
        f"{edge.MAX_ASK >> 10} KiB any other",
        f"{submissions.MAX_SEALED} ciphertexts of {submissions.MAX_TOGETHER >> 20} MiB",
        f"{submissions.DAY}\narrivals a day",
        f"always {views.ANSWER >> 10} KiB",
        f"at most {submissions.SLICE >> 20} MiB",
        f"ends after {submissions.RECEIPT_DAYS} days",
        f"filled up to {submissions.STATUS_BYTES >> 10} KiB",
        f"stays {portal_desk.LETTER_DAYS} days",
        f"{MIN_ACCESS} to {MAX_ACCESS} days",
    )
    assert [one for one in numbers if one not in page] == []
