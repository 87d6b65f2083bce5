"""Talks with governments: sealed until a day that two set, never while they would reveal a demand."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import replace
from typing import Any

import pytest

from desk_samples import DISCLOSURE, Place
from dueprocess.acts.desk_state import Brought
from dueprocess.adapters import crypto
from dueprocess.case.duty_words import OF_TALKS
from dueprocess.desk.data.models import Duty, GateAnswer, Talk
from dueprocess.desk.publish.site import render
from dueprocess.desk.services import desk_acts, desk_record, talks
from dueprocess.desk.services.beat import beat
from dueprocess.desk.services.result import Done, ForgedRowError
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act
from dueprocess.formats.talk import Words
from talk_samples import POSITION, TALK, inside

pytestmark = pytest.mark.django_db
SEALED = b"age-encryption.org/v1\nsealed"


@pytest.fixture
def place() -> Place:
    return Place.found(11)


def does(place: Place, by: str, act: Act, says: dict[str, Any], **brought: Any) -> str:
    """The event, or the rule that refuses it."""
    done = desk_acts.perform(place.desk, place.ask(by, act, says), Brought(**brought))
    return done.rule if isinstance(done, Denied) else done.events[0]


def words(place: Place, on: int = -3, **more: Any) -> Words:
    return replace(TALK, on=place.desk.today + datetime.timedelta(days=on), **more)


def record(place: Place, made: Words, delay: int = 30, reveals: str = "no", by: str = "aster") -> tuple[str, bytes]:
    name, data = inside(made)
    until = place.desk.today + datetime.timedelta(days=delay)
    says = {
        "talk": name,
        "sort": str(made.sort),
        "on": made.on.isoformat(),
        "until": until.isoformat(),
        "reveals": reveals,
        "sealed": hashlib.sha256(SEALED).hexdigest(),
    }
    assert does(place, by, Act.TALK_RECORD, says, sealed=SEALED) == "desk:talk:recorded"
    return name, data


def agree(place: Place, name: str, by: str = "birch", reveals: str = "no") -> str:
    until = talks.state_of(place.desk).talks.recorded[name].until.isoformat()
    return does(place, by, Act.TALK_AGREE, {"talk": name, "until": until, "reveals": reveals})


def publish(place: Place, name: str, data: bytes, by: str = "birch") -> str:
    says = {"talk": name, "words": hashlib.sha256(data).hexdigest()}
    return does(place, by, Act.TALK_PUBLISH, says, words=data)


def owed() -> list[str]:
    found = Duty.objects.filter(done_at__isnull=True, case__isnull=True).values_list("what", flat=True)
    return sorted(one for one in found if one in OF_TALKS)


def test_two_people_and_its_day_make_a_talk_public(place: Place) -> None:
    name, data = record(place, words(place))
    row = Talk.objects.get()
    assert (bytes(row.sealed), bytes(row.words)) == (SEALED, b""), "nobody's server reads it before its day"
    assert owed() == ["agree_talk"]
    assert publish(place, name, data) == "talk.two-readers"
    assert agree(place, name, "aster") == "case.four-eyes"
    assert agree(place, name) == "desk:talk:answered"
    assert owed() == ["publish_talk"]
    assert publish(place, name, data) == "talk.day"
    place.later(days=31)
    assert publish(place, name, inside(words(place, -34))[1]) == "talk.wrong", "the same words in another object"
    assert publish(place, name, data, "cedar") == "access.role", "counsel publishes nothing"
    assert publish(place, name, data) == "desk:talk:published"
    (made,) = talks.published(place.desk)
    assert (made.talk, made.words.says, made.published_on) == (name, TALK.says, place.desk.today)
    assert "publish_talk" not in owed()
    assert desk_record.differing() == ()


def test_a_late_publication_grows_louder_each_day_and_publishes_nothing(place: Place) -> None:
    name, _ = record(place, words(place), delay=0)
    agree(place, name)
    heard = []
    for _ in range(4):
        place.later(days=1)
        beat(place.desk)
        heard.append(Duty.objects.get(what="publish_talk").raised)
    assert heard == sorted(set(heard))
    assert talks.published(place.desk) == ()


@pytest.mark.parametrize("delay", [-1, 367])
def test_the_delay_is_at_most_twelve_months_from_the_talk(place: Place, delay: int) -> None:
    name, _ = inside(made := words(place, 0))
    says = {
        "talk": name,
        "sort": "talk",
        "on": made.on.isoformat(),
        "until": (made.on + datetime.timedelta(days=delay)).isoformat(),
        "reveals": "no",
        "sealed": hashlib.sha256(SEALED).hexdigest(),
    }
    assert does(place, "aster", Act.TALK_RECORD, says, sealed=SEALED) == "talk.day"
    assert does(place, "aster", Act.TALK_RECORD, {**says, "until": None}, sealed=SEALED) == "talk.wrong"
    assert does(place, "aster", Act.TALK_RECORD, says, sealed=b"other") == "talk.wrong"


def test_what_would_reveal_a_demand_waits_whoever_says_so_until_they_say_no(place: Place) -> None:
    """Two worlds: with a talk on a secret demand, and without. Not one public byte is another one (P11)."""
    before = render(place.snapshot())
    name, data = record(place, words(place), delay=0, reveals="yes")
    assert agree(place, name) == "desk:talk:answered"
    assert publish(place, name, data) == "talk.two-readers"
    assert "publish_talk" not in owed()
    assert render(place.snapshot()) == before
    assert agree(place, name, "aster") == "desk:talk:answered"
    assert agree(place, name, "cedar", reveals="yes") == "desk:talk:answered"
    assert publish(place, name, data) == "talk.two-readers"
    assert agree(place, name, "cedar") == "desk:talk:answered"
    assert publish(place, name, data) == "desk:talk:published"
    assert render(place.snapshot()) != before
    assert does(place, "aster", Act.TALK_WITHDRAW, {"talk": name, "why": "reveals"}) == "desk:talk:withdrawn"
    assert render(place.snapshot()) == before, "what falls silent leaves no trace"
    row = Talk.objects.get()
    assert (bytes(row.sealed), bytes(row.words)) == (b"", b"")
    assert publish(place, name, data) == "talk.wrong"


def test_words_that_somebody_wrote_into_the_database_are_not_published(place: Place) -> None:
    name, data = record(place, words(place), delay=0)
    agree(place, name)
    assert publish(place, name, data) == "desk:talk:published"
    Talk.objects.update(words=inside(POSITION)[1])
    with pytest.raises(ForgedRowError):
        talks.published(place.desk)
    assert any(row.startswith("talks") for row in desk_record.differing())


def test_each_quarter_asks_and_none_is_an_answer(place: Place) -> None:
    assert talks.open_quarters(place.desk, talks.state_of(place.desk).talks) == []
    said = f"{place.desk.today.year}-Q{(place.desk.today.month + 2) // 3}"
    assert does(place, "aster", Act.TALK_QUARTER, {"quarter": said, "answer": "none"}) == "talk.quarter"
    place.later(days=95)
    beat(place.desk)
    assert "ask_talks" in owed()
    assert does(place, "aster", Act.TALK_QUARTER, {"quarter": said, "answer": "all"}) == "talk.quarter"
    assert does(place, "aster", Act.TALK_QUARTER, {"quarter": said, "answer": "none"}) == "desk:talk:quarter"
    assert "ask_talks" not in owed()
    record(place, words(place, -95))
    assert does(place, "birch", Act.TALK_QUARTER, {"quarter": said, "answer": "none"}) == "talk.quarter"
    assert does(place, "birch", Act.TALK_QUARTER, {"quarter": said, "answer": "all"}) == "desk:talk:quarter"


def test_what_somebody_noted_is_owed_until_it_is_recorded(place: Place) -> None:
    talks.note(place.desk)
    talks.note(place.desk)
    beat(place.desk)
    assert owed() == ["record_talk", "record_talk"]
    record(place, words(place))
    assert owed() == ["agree_talk", "record_talk"]


# --- allies ---


def ally(place: Place, by: str = "aster") -> tuple[str, str, bytes]:
    secret, key = crypto.new_case_key()
    del secret
    says = {
        "ally": "help-desk",
        "name": hashlib.sha256(b"Help Desk").hexdigest(),
        "contact": hashlib.sha256(b"help@ally.example").hexdigest(),
        "key": hashlib.sha256(key.encode()).hexdigest(),
        "key_kind": "age",
        "how": "call_back",
    }
    note = place.ask(by, Act.ALLY_VERIFY, says)
    brought = Brought(name="Help Desk", contact="help@ally.example", key=key.encode())
    done = desk_acts.perform(place.desk, note, brought)
    assert isinstance(done, Done), done
    (first,) = [one for one in talks.state_of(place.desk).talks.allies if one]
    return first, key, note


def test_an_ally_is_asked_once_two_verified_its_key_and_about_the_law_alone(place: Place) -> None:
    first, _, _ = ally(place)
    ask = {"ally": "help-desk", "verification": first, "about": "law", "case": "", "question": "1" * 64}
    assert does(place, "aster", Act.ALLY_ASK, ask) == "ally.not-verified"
    confirm = {"ally": "help-desk", "verification": first}
    assert does(place, "aster", Act.ALLY_CONFIRM, confirm) == "case.four-eyes"
    assert does(place, "birch", Act.ALLY_CONFIRM, confirm) == "desk:ally:verified"
    before = render(place.snapshot())
    assert does(place, "aster", Act.ALLY_ASK, ask) == "desk:ally:asked"
    assert render(place.snapshot()) == before, "nothing public counts it"
    assert does(place, "aster", Act.ALLY_ASK, {**ask, "about": "demand"}) == "ally.law-alone"
    place.later(days=181)
    assert does(place, "aster", Act.ALLY_ASK, {**ask, "question": "2" * 64}) == "ally.not-verified"


def test_a_question_about_a_demand_needs_a_yes_to_admitting_it(place: Place) -> None:
    case = place.arrive(DISCLOSURE)
    first, _, _ = ally(place)
    does(place, "birch", Act.ALLY_CONFIRM, {"ally": "help-desk", "verification": first})
    ask = {"ally": "help-desk", "verification": first, "about": "demand", "case": case, "question": "1" * 64}
    assert not GateAnswer.objects.filter(case=case, question="admit").exists()
    assert does(place, "aster", Act.ALLY_ASK, ask) == "ally.law-alone"
