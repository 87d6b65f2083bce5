"""Letters in public: only of what stands as ``full``, drawn by one, published by another, gone with their row."""

import dataclasses

import pytest
from test_case_notice import owing, tells

from case_builders import Desk, face
from dueprocess.case import commands as c
from dueprocess.case.documents import ProposeDocument, PublishDocument, WithdrawDocument
from dueprocess.case.outcome import Decided, Rule
from dueprocess.case.publication import SayConsent, may_be_full
from dueprocess.case.questions import Question
from dueprocess.case.state import Publishing
from dueprocess.formats.refusal import Denied

DOCUMENT, COPY = "7" * 64, f"s-{'a' * 24}"
ANSWERED = Question("5" * 64, "aster", "case", "2026-11-20", COPY, "2026-11-02", answer=COPY, ended_on="2026-11-03")
PROPOSE = ProposeDocument(1, "demand", DOCUMENT)


def refused(answer: Decided | Denied) -> str:
    assert isinstance(answer, Denied), answer
    return answer.rule


@pytest.fixture
def desk() -> Desk:
    """A shutdown that stands in its register as ``full``."""
    made = Desk(face(kind="shutdown", data=None))
    for question in ("admit", "count"):
        made.does("aster", c.Answer(1, question, "yes", None))
    made.reach()
    made.does("aster", c.ProposePublication(1, "full"))
    made.does("birk", made.publication("full"))
    return made


def publishes(desk: Desk) -> PublishDocument:
    return PublishDocument(1, desk.item(1).documents[-1].statement, DOCUMENT, COPY)


def test_one_draws_it_and_another_publishes_just_it(desk: Desk) -> None:
    assert refused(desk.says("cedar", PROPOSE, assessment=None)) == Rule.CLASS, "no law says that its words may be"
    before = desk.case
    desk.case = dataclasses.replace(before, questions=(ANSWERED,))
    assert isinstance(desk.says("cedar", PROPOSE, assessment=None), Decided)
    desk.case = before
    desk.does("cedar", PROPOSE)
    assert refused(desk.says("cedar", publishes(desk))) == Rule.FOUR_EYES
    other = dataclasses.replace(publishes(desk), document="8" * 64)
    assert refused(desk.says("birk", other)) == Rule.BASIS
    desk.does("birk", publishes(desk))
    (found,) = desk.item(1).documents
    assert (found.by, found.published_by, found.copy) == ("cedar", "birk", COPY)
    assert refused(desk.says("aster", publishes(desk))) == Rule.BASIS, "it waits no more"
    desk.does("cedar", dataclasses.replace(PROPOSE, document="9" * 64))
    assert len(desk.item(1).documents) == 2, "what is public stays until the next one is"
    newer = PublishDocument(1, desk.item(1).documents[-1].statement, "9" * 64, f"s-{'b' * 24}")
    desk.does("birk", newer)
    assert [one.document for one in desk.item(1).documents] == ["9" * 64]
    assert refused(desk.says("aster", WithdrawDocument(1, DOCUMENT))) == Rule.STATE
    desk.does("aster", WithdrawDocument(1, "9" * 64))
    assert desk.item(1).documents == ()


def test_our_letter_is_published_once_it_was_sent(desk: Desk) -> None:
    assert refused(desk.says("aster", dataclasses.replace(PROPOSE, sort="answer"))) == Rule.STATE


@pytest.mark.parametrize("end", ["withdraw", "gate", "somebody"])
def test_documents_go_with_their_row(desk: Desk, end: str) -> None:
    desk.does("cedar", PROPOSE)
    desk.does("birk", publishes(desk))
    if end == "withdraw":
        desk.does("aster", c.Unpublish(1, desk.item(1).publication))
    elif end == "gate":
        desk.does("aster", c.Answer(1, "admit", "no", None))
    else:
        from dueprocess.case.publication import SayReach

        desk.does("cedar", SayReach(1, "somebody"))
    assert desk.item(1).publishing is Publishing.WITHDRAWN
    assert desk.item(1).documents == ()
    assert refused(desk.says("cedar", PROPOSE)) == Rule.CLASS


def test_a_summary_has_no_documents() -> None:
    desk = Desk(face(kind="shutdown", data=None))
    desk.reach()
    assert refused(desk.says("cedar", PROPOSE)) == Rule.CLASS
    desk.does("aster", c.ProposePublication(1, "summary"))
    assert refused(desk.says("cedar", PROPOSE)) == Rule.CLASS
    desk.does("aster", c.ProposePublication(1, "full"))
    desk.does("cedar", PROPOSE)
    assert refused(desk.says("birk", publishes(desk))) == Rule.CLASS, "it stands on no page yet"


def told() -> Desk:
    desk = owing()
    desk.reach()
    for question in ("admit", "count"):
        desk.does("cedar", c.Answer(1, question, "yes", None))
    tells(desk)
    return desk


def test_more_than_a_summary_of_a_person_needs_their_consent_as_two_people_say() -> None:
    desk, full = told(), c.ProposePublication(1, "full")
    agreed = SayConsent(1, "T1", "agreed", "letter")
    assert refused(desk.says("aster", full)) == Rule.CLASS
    desk.does("aster", agreed)
    assert refused(desk.says("aster", agreed)) == Rule.FOUR_EYES
    assert refused(desk.says("aster", full)) == Rule.CLASS, "one person alone"
    desk.does("birk", dataclasses.replace(agreed, how="page"))
    assert may_be_full(desk.case, desk.item(1))
    desk.does("aster", full)
    assert refused(desk.says("cedar", SayConsent(1, "T9", "agreed", "page"))) == Rule.STATE
    assert refused(desk.says("cedar", SayConsent(1, "T1", "agreed", "law"))) == Rule.CLASS
    assert refused(desk.says("cedar", SayConsent(1, "T1", "body", "letter"))) == Rule.CLASS
    # One who heard that it was taken back is enough; the two who said yes stay in the record.
    desk.does("cedar", SayConsent(1, "T1", "refused", "notifier"))
    assert not may_be_full(desk.case, desk.item(1))
    assert refused(desk.says("birk", desk.publication("full"))) == Rule.CLASS


def test_consent_that_is_taken_back_takes_the_row_and_its_documents_down() -> None:
    desk = told()
    for by in ("aster", "birk"):
        desk.does(by, SayConsent(1, "T1", "body", "law"))
    desk.does("aster", c.ProposePublication(1, "full"))
    desk.does("birk", desk.publication("full"))
    desk.does("cedar", PROPOSE)
    desk.does("birk", publishes(desk))
    desk.does("cedar", SayConsent(1, "T1", "refused", "letter"))
    assert (desk.item(1).publishing, desk.item(1).documents) == (Publishing.WITHDRAWN, ())


def test_the_words_of_a_letter_wait_for_all_that_it_asks(desk: Desk) -> None:
    """P6: what else stands in the letter may be silent; our own letter speaks of its item alone."""
    (item,) = desk.case.items
    silent = dataclasses.replace(item, number=2, answers={}, publishing=Publishing.NONE, documents=())
    open_, shut = (item, dataclasses.replace(silent, answers={"admit": "yes"})), (item, silent)
    both = dataclasses.replace(desk.case.face, items=desk.case.face.items * 2)
    desk.case = dataclasses.replace(desk.case, items=shut, face=both)
    assert refused(desk.says("cedar", PROPOSE)) == Rule.GATE_CLOSED
    desk.case = dataclasses.replace(desk.case, items=open_)
    desk.does("cedar", PROPOSE)
    says = publishes(desk)
    assert isinstance(desk.says("birk", says), Decided)
    desk.case = dataclasses.replace(desk.case, items=(desk.case.items[0], silent))
    assert refused(desk.says("birk", says)) == Rule.GATE_CLOSED, "it fell silent while the document waited"
    told = dataclasses.replace(desk.case.face, items=(both.items[0], {"kind": "disclosure", "targets": 1}))
    desk.case = dataclasses.replace(desk.case, items=(desk.case.items[0], open_[1]), face=told)
    assert refused(desk.says("birk", says)) == Rule.CLASS, "nobody asked the person whom the rest of it is about"
