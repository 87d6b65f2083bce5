"""A point in the house's own words: sealed, agreed to by two, in the letter behind what law requires."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from desk_samples import CONTACT, DISCLOSURE, denied
from dueprocess.cli.letter_commands import as_mail
from dueprocess.desk.data.models import Effect
from dueprocess.desk.services.letters import Merged, house_of, languages_of, write_letter
from dueprocess.desk.services.outgoing_letters import Fault
from dueprocess.desk.services.result import Done
from dueprocess.formats.object import Header, ObjectKind, commitment
from dueprocess.formats.statement import Act
from dueprocess.letter import plain, text
from dueprocess.letter.blocks import LetterSet, Opening, point_of
from dueprocess.letter.facts import MAX_WORDS, own_words
from dueprocess.letter.kinds import LetterKind
from mail_servers import Mailbox
from post_samples import REFERENCE, Change, Post

# A demand that names no power: something is missing by law.
BARE = DISCLOSURE.replace("gemäß § 100j Abs. 1 StPO i.V.m. § 174 TKG", "gemäß § 100g StPO")
WORDS = "Please use the form on our page; it takes two minutes."
OPENING = Opening(1, "2026-03-09T09:00:00Z", "5" * 64)


def point_in(words: str) -> str:
    """The commitment to a point, as a client makes it."""
    content = own_words(words)
    return commitment(Header(ObjectKind.NOTE, "text/plain", "", len(content), OPENING.made_at, OPENING.salt), content)


@pytest.fixture
def case(post: Post) -> str:
    """Returned for correction with a point, by two."""
    made = post.ready(BARE)
    assert isinstance(post.propose(made, "correct", by="cedar", point=point_in(WORDS)), Done)
    assert post.state(made).items[0].deciding == "proposed"
    assert isinstance(post.approve(made), Done)
    return made


def letter(post: Post, case: str, words: str = WORDS) -> LetterSet:
    state = post.state(case)
    merged = Merged(house_of(post.desk), REFERENCE, (CONTACT,), points={1: words} if words else {})
    made = write_letter(post.desk, state, LetterKind.CORRECTION, [1], languages_of(state), merged)
    assert isinstance(made, LetterSet), made
    return made


def queue(post: Post, case: str, made: LetterSet, change: Change = lambda _: None) -> Effect:
    values = json.loads(as_mail(replace(made, opened=(OPENING,)), (1,)))
    change(values)
    sealed = post.sealed_letter(json.dumps(values).encode())
    return post.queue_sealed(case, sealed, "correction", made.sheets[0].language)


def test_it_stands_behind_what_law_requires_and_the_desk_does_not_know_it(post: Post, case: str) -> None:
    waiting = letter(post, case, "")
    whole = json.dumps(plain.to_plain(waiting, [1]))
    assert WORDS not in whole
    assert '"merge": "point 1"' in whole
    assert plain.points_waiting(plain.to_plain(waiting, [1])) == [1]
    finished, _ = plain.from_plain(plain.merged(plain.to_plain(waiting, [1]), REFERENCE, {1: WORDS}))
    assert finished == letter(post, case)
    read = text.render(finished)
    assert read.index("1.") < read.index(WORDS)
    with pytest.raises(ValueError, match="no finished letter"):
        plain.from_plain(plain.merged(plain.to_plain(waiting, [1]), REFERENCE))


def test_it_leaves_as_two_people_agreed_to_it(post: Post, box: Mailbox, case: str) -> None:
    queue(post, case, letter(post, case))
    assert post.works() == {"sent": [case], "failed": [], "waits": None}
    assert len(box.taken) == 1
    assert OPENING.salt.encode() not in box.taken[0][2]


def other_words(values: dict[str, Any]) -> None:
    """Whoever sends it puts other words into every sheet."""
    whole = json.dumps(values).replace(WORDS, "Please send money.")
    values.clear()
    values.update(json.loads(whole))


def unopened(values: dict[str, Any]) -> None:
    del values["points"]


def other_salt(values: dict[str, Any]) -> None:
    values["points"][0]["salt"] = "6" * 64


def of_another_item(values: dict[str, Any]) -> None:
    values["points"][0]["item"] = 2


@pytest.mark.parametrize("change", [other_words, unopened, other_salt, of_another_item])
def test_other_words_than_those_agreed_to_do_not_leave(post: Post, box: Mailbox, case: str, change: Change) -> None:
    queue(post, case, letter(post, case), change)
    assert post.works()["failed"] == [case]
    assert Effect.objects.get().last_error == Fault.ALTERED
    assert box.taken == []


def test_a_letter_that_leaves_it_out_does_not_leave(post: Post, box: Mailbox, case: str) -> None:
    def left_out(values: dict[str, Any]) -> None:
        for sheet in values["sheets"]:
            at = next(i for i, one in enumerate(sheet["blocks"]) if WORDS in json.dumps(one))
            del sheet["blocks"][at - 1 : at + 1]

    queue(post, case, letter(post, case), left_out)
    assert post.works()["failed"] == [case]
    assert box.taken == []


def test_one_person_alone_adds_no_words_and_no_other_outcome_has_them(post: Post) -> None:
    case = post.ready(BARE)
    with_words = {"point": point_in(WORDS)}
    assert denied(post.propose(case, "refuse", by="cedar", ground="counsel", **with_words)) == "case.lines"
    post.propose(case, "correct", by="cedar", **with_words)
    item = post.state(case).items[0]
    assert (item.deciding, item.outcome) == ("proposed", None)
    assert denied(post.approve(case, by="cedar")) in {"case.four-eyes", "access.role"}
    # Without them one person suffices, as before.
    post.do("cedar", Act.DECISION_WITHDRAW, case, post.withdraw_says(case))
    post.propose(case, "correct", by="cedar")
    assert post.state(case).items[0].deciding == "decided"


def test_it_is_one_line_of_at_most_so_many_characters(post: Post, case: str) -> None:
    state = post.state(case)
    for words in ("x" * (MAX_WORDS + 1), "two\nlines"):
        merged = Merged(house_of(post.desk), REFERENCE, (), points={1: words})
        made = write_letter(post.desk, state, LetterKind.CORRECTION, [1], languages_of(state), merged)
        assert not isinstance(made, LetterSet)
    assert len(point_of(1)) < MAX_WORDS
