"""Reasons to the person, and the page in place of what is blocked: who, what law, how to contest, where we may say."""

import dataclasses
from typing import Any

import pytest

from case_builders import Desk, face
from dueprocess.adapters import law_files
from dueprocess.case import commands as c
from dueprocess.case.effect import RecordEffect
from dueprocess.case.state import CaseState, ItemState, Publishing
from dueprocess.demand.codes import Kind, Outcome
from dueprocess.desk.person import measure
from dueprocess.desk.person.texts import LANGUAGES, contesting
from dueprocess.formats.refusal import Denied
from person_samples import HOUSE
from transparency.forms import dsa_statement

SAID = measure.Grounds(
    "It was pointed out.", unlawful=False, ground="Terms, 4.2", because="So it is.", source="official", machine=False
)


def taken_down(**case: Any) -> tuple[CaseState, ItemState]:
    known = {"authority": "DE-BKA", "instruments": ("DE-STPO-100J",), "country": "DE", **case}
    desk = Desk(face(kind=str(Kind.CONTENT), data=None, ground="religion", territory="country", case=known))
    desk.decides(Outcome.COMPLY, "aster", "birk")
    desk.does("cedar", RecordEffect(1, desk.item().approval, "removed", "2026-11-02"))
    for question in ("tell", "admit"):
        desk.does("cedar", c.Answer(1, question, "yes", None))
    return desk.case, desk.item()


def test_the_page_is_made_only_where_we_may_admit_it_and_something_takes_effect() -> None:
    case, item = taken_down()
    assert measure.may_block(case, item, "2026-11-02") is None
    closed = dataclasses.replace(item, answers={"tell": "yes"})
    for wrong in (closed, dataclasses.replace(item, effect=None)):
        assert isinstance(measure.may_block(case, wrong, "2026-11-02"), Denied)


def test_what_a_database_publishes_is_made_only_where_we_may_admit_it() -> None:
    """Telling the person is another question: the database tells everybody (P6)."""
    _, item = taken_down(informal=True)
    assert measure.may_admit(item, "2026-11-02") is None
    for closed in ({"tell": "yes"}, {"tell": "yes", "admit": "no"}):
        assert isinstance(measure.may_admit(dataclasses.replace(item, answers=closed), "2026-11-02"), Denied)


@pytest.mark.parametrize("language", LANGUAGES)
def test_office_and_law_stand_on_it_only_where_two_people_published_the_item(language: str) -> None:
    case, item = taken_down()
    shelf = law_files.load()
    page = measure.blocked(HOUSE, shelf, case, item, (language,)).decode()
    name = shelf.authorities["DE-BKA"].name
    hidden = [name.get(language) or name["en"], "100j"]
    assert not [one for one in hidden if one in page]
    assert contesting(language)("blocked", "own") in page
    published = dataclasses.replace(item, publishing=Publishing.PUBLISHED, detail="summary")
    shown = measure.blocked(HOUSE, shelf, case, published, (language,)).decode()
    assert all(one in shown for one in hidden)
    counted = dataclasses.replace(published, detail="aggregate")
    assert measure.blocked(HOUSE, shelf, case, counted, (language,)).decode() == page
    for text in (page, shown):
        assert case.id not in text
        assert "religion" not in text.lower()
        assert "<script" not in text


def test_the_head_names_who_blocks_and_no_day() -> None:
    head = measure.headers(HOUSE)
    assert head.startswith("HTTP/1.1 451 Unavailable For Legal Reasons\r\n")
    assert 'Link: <https://requests.fennel.example>; rel="blocked-by"\r\n' in head
    assert 'Link: <https://isp.example>; rel="blocked-by"' in measure.headers(HOUSE, "https://isp.example")


def test_of_an_order_no_reasons_are_owed_and_of_a_hint_they_are_well_formed() -> None:
    case, item = taken_down(informal=False)
    denied = measure.may_reason(case, item)
    assert isinstance(denied, Denied)
    assert "17(5)" in denied.text
    case, item = taken_down(informal=True)
    assert measure.may_reason(case, item) is None
    text = measure.reasons(HOUSE, case, item, SAID, "en")
    for said in ("It was no order", "Terms, 4.2", "taken down since 2 November 2026", "article 17"):
        assert said in text
    about = {
        "category": "STATEMENT_CATEGORY_OTHER_VIOLATION_TC",
        "content_type": ["CONTENT_TYPE_TEXT"],
        "content_date": "2026-10-01",
    }
    made = measure.statement(case, item, SAID, about, "0f" * 16)
    assert dsa_statement.faults(made) == []
    assert made["territorial_scope"] == ["DE"]
    assert case.id not in str(made)
