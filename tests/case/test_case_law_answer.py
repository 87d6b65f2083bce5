"""What the law answers, as statements name it: the same bytes in both programs."""

from __future__ import annotations

from dueprocess.case import law_answer


def test_the_hash_of_an_answer_is_the_one_that_a_page_reckons() -> None:
    """``frontend/test/compose.test.ts`` has the same."""
    may = {"admit": "unknown", "count": "unknown", "tell": "unknown"}
    answer = {"findings": [], "grounds": [], "may": may, "suggested": "comply"}
    assert law_answer.hash_of(answer) == "1e9538504b44f1d398c663189b0e8900f9dda4d0e44ab9f5c14d07a496603186"
    assert law_answer.hash_of({**answer, "suggested": "object"}) != law_answer.hash_of(answer)
