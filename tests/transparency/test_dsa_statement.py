"""A statement of reasons for the DSA Transparency Database: what it would refuse is said before anybody hands it in."""

from typing import Any

import pytest

from transparency.forms import dsa_statement

GOOD: dict[str, Any] = {
    "decision_visibility": ["DECISION_VISIBILITY_CONTENT_REMOVED"],
    "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
    "incompatible_content_ground": "Terms, 4.2",
    "incompatible_content_explanation": "It sells what our terms rule out.",
    "content_type": ["CONTENT_TYPE_TEXT"],
    "category": "STATEMENT_CATEGORY_OTHER_VIOLATION_TC",
    "territorial_scope": ["DE"],
    "content_date": "2026-10-01",
    "application_date": "2026-11-02",
    "decision_facts": "A message of an authority pointed at it.",
    "source_type": "SOURCE_TYPE_OTHER_NOTIFICATION",
    "automated_detection": "No",
    "automated_decision": "AUTOMATED_DECISION_NOT_AUTOMATED",
    "puid": "0f" * 16,
}


def test_a_whole_one_has_no_fault_and_the_table_says_where_it_was_read() -> None:
    assert dsa_statement.faults(GOOD) == []
    table = dsa_statement.table()
    assert table["source"]
    assert table["read_on"]
    assert table["status"] == "secondary"
    assert set(table["codes"]) <= set(table["fields"])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"decision_visibility": []}, "one of decision_visibility"),
        ({"decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT"}, "illegal_content_legal_ground is missing"),
        ({"content_type": ["CONTENT_TYPE_OTHER"]}, "content_type_other is missing"),
        ({"category": "STATEMENT_CATEGORY_NOT_SPECIFIED_ORDER"}, "is no code of it"),
        ({"territorial_scope": ["XX"]}, "territorial_scope: XX"),
        ({"territorial_scope": "DE"}, "a list of codes"),
        ({"application_date": "2026-11-02-10"}, "application_date is a day"),
        ({"decision_facts": "x" * 5001}, "at most 5000 characters"),
        ({"puid": "a b"}, "puid has letters"),
        ({"person": "Quirin"}, "person is no field"),
        ({"decision_facts": ""}, "decision_facts is missing"),
    ],
)
def test_what_the_database_would_refuse_is_said(change: dict[str, Any], says: str) -> None:
    assert any(says in fault for fault in dsa_statement.faults({**GOOD, **change}))
