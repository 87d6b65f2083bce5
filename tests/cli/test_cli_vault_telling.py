"""The person's text for one's own vault: the sentences of their page, and none while a silence stands (P5, P6)."""

from __future__ import annotations

import contextlib
import copy
import datetime
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from commands_here import ran
from desk_samples import SHUTDOWN, Place
from dueprocess.adapters import crypto
from dueprocess.cli import notice_commands, vault_telling
from dueprocess.cli.main import cli
from dueprocess.cli.notice_commands import house_of
from dueprocess.client import own_law
from dueprocess.client.fetched_case import fetch
from dueprocess.client.local_vault import ANSWERS
from dueprocess.client.telling import is_closed
from dueprocess.desk.person.compose import ACCOUNT, Telling, compose
from dueprocess.desk.person.texts import load
from dueprocess.desk.services.result import Done
from dueprocess.formats.person_page import PersonPage
from dueprocess.formats.statement import Act, Statement
from in_process import far
from in_process import material as material_of
from release_house import ReleaseHouse


@pytest.fixture
def house(db: None, tmp_path: Path) -> ReleaseHouse:
    """Two people refused a shutdown that names two accounts, and a named person answered that they may be told."""
    place = Place.found(releasing=True)
    made = ReleaseHouse(place, tmp_path, place.arrive(SHUTDOWN))
    assert isinstance(place.confirm(made.case, items__1__targets=2), Done)
    assert isinstance(place.propose(made.case, "refuse", ground="policy.shutdown"), Done)
    assert isinstance(place.approve(made.case), Done)
    assert isinstance(place.gate(made.case, "tell"), Done)
    return made


def question(house: ReleaseHouse, **more: Any) -> dict[str, Any]:
    asks = far(house.place, "birch")
    handed = {
        "events": asks.get(f"/v1/cases/{house.case}/events")["events"],
        "law": material_of(house.place, "birch").law(house.case),
        "about": asks.get("/v1/desk"),
        "item": 1,
        "handle": "T1",
        "language": "en",
    }
    base = house.question()
    base.pop("production", None)
    return {**json.loads(json.dumps({**base, **handed})), **more}


def told(house: ReleaseHouse, asking: object) -> dict[str, Any]:
    return vault_telling.answer(asking, crypto.verify, house.place.desk.now)


def page_of(house: ReleaseHouse, language: str) -> PersonPage:
    """What the person's page says of the same."""
    fetched = fetch(house.client("birch"), house.case)
    law = own_law.law_of(fetched.looked.seen, material_of(house.place, "birch").law(house.case))
    today = house.place.desk.today
    item = fetched.case.item(1)
    assert item is not None
    telling = Telling(fetched.case, item, "T1", today.isoformat(), today)
    return compose(house_of(far(house.place, "birch").about()), law.shelf, telling, [language])


@pytest.mark.parametrize("language", ["en", "de", "ur"])
def test_it_says_what_the_person_s_page_says_and_leaves_a_place_for_one_account(
    house: ReleaseHouse, language: str
) -> None:
    made = told(house, question(house, language=language))
    assert made["day"] == house.place.desk.today.isoformat()
    assert made["direction"] == ("rtl" if language == "ur" else "ltr")
    lines = re.sub("[\u2066\u2069]", "", made["text"]).splitlines()
    assert ("\u2066" in made["text"]) == (language == "ur")  # a name of another script does not turn its sentence
    sheet = page_of(house, language).sheets[0]
    said = [sheet.title, *(line for part in sheet.parts for line in (part.heading, *part.lines))]
    kept = [line for line in lines if line in said]
    assert kept == said
    (account,) = [line for line in lines if ACCOUNT in line]
    assert lines[lines.index(account) - 1] == load(language)("claim", "heading")
    other = told(house, question(house, language=language, handle="T2"))
    assert other["text"] == made["text"]  # whose it is stands in the sealed account alone


def test_nothing_is_made_against_a_silence_or_before_a_decision_or_for_somebody_who_was_told(
    house: ReleaseHouse, tmp_path: Path
) -> None:
    assert told(house, question(house, handle="T3"))["rule"] == "notice.wrong"
    assert told(house, question(house, item=9))["rule"] == "case.no-such-item"
    house.place.silence(house.case)
    assert told(house, question(house))["rule"] == "gate.closed"
    house.place.speaks(house.case)
    assert isinstance(house.place.gate(house.case, "tell"), Done)
    assert "text" in told(house, question(house))
    assert isinstance(house.place.gate(house.case, "tell", "no"), Done)
    assert told(house, question(house))["rule"] == "gate.closed"


def test_a_desk_that_hides_a_silence_or_a_no_contradicts_what_people_signed(house: ReleaseHouse) -> None:
    before = question(house)["events"]
    house.place.silence(house.case)
    lying = question(house)
    assert told(house, lying)["rule"] == "gate.closed"
    # The events of before, and the rest of now: too few of them, or as many that say something else.
    assert told(house, {**lying, "events": before})["rule"] == "case.revision-moved"
    padded = [*before, *before[-1:] * (len(lying["events"]) - len(before))]
    assert told(house, {**lying, "events": padded})["rule"] == "gate.closed"  # people signed it, and nobody ended it

    house.place.speaks(house.case)
    assert isinstance(house.place.gate(house.case, "tell"), Done)
    yes = question(house)
    assert "text" in told(house, yes)
    assert isinstance(house.place.gate(house.case, "tell", "no"), Done)
    no = question(house)
    assert told(house, {**no, "events": [*yes["events"], yes["events"][0]]})["rule"] in {"gate.closed", "counter.form"}
    assert told(house, {**no, "events": [*yes["events"], yes["events"][-1]]})["rule"] == "gate.closed"


def test_the_command_makes_no_page_and_no_letter_where_a_desk_hides_a_silence(
    house: ReleaseHouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, out = fetch(house.client("birch"), house.case), tmp_path / "letter.txt"
    house.place.silence(house.case)
    lying = replace(fetch(house.client("birch"), house.case), case=before.case)
    about = replace(far(house.place, "birch").about(), person="https://letters.fennel.example")
    by_law = material_of(house.place, "birch").law
    material = SimpleNamespace(find=lambda case: case, law=by_law, far=SimpleNamespace(about=lambda: about))

    @contextlib.contextmanager
    def here(_: object) -> Iterator[tuple[object, object]]:
        yield house.client("birch"), material

    monkeypatch.setattr(notice_commands, "client", here)
    monkeypatch.setattr(notice_commands, "fetch", lambda *_: lying)
    monkeypatch.setattr(notice_commands, "put_page", lambda *_: pytest.fail("a page was made"))
    who = ["--as", "birch", "--identity", "birch.identity", "--json", "--target", "T1"]
    made = ran(cli, ["notice", "make", house.case, "--out", str(out), *who])
    assert (made.exit_code, json.loads(made.stdout)["rule"]) == (1, "gate.closed"), made.output
    assert not out.exists()


def test_a_desk_that_says_it_sits_where_tomorrow_has_begun_breaks_no_silence_on_its_last_day() -> None:
    """On the last day of a silence nobody is told, wherever the desk says that it sits."""
    ahead, day = "Pacific/Kiritimati", datetime.date(2026, 11, 30)
    at = datetime.datetime(2026, 11, 30, 11, tzinfo=datetime.UTC)  # tomorrow there
    yes = (Act.GATE_ANSWER, "cedar", {"question": "tell", "answer": "yes", "until": None})
    silence = (Act.SECRECY_RECORD, "aster", {"tell": True, "until": day.isoformat()})
    signed = {
        f"{number}" * 64: Statement("d", (1, "r"), "c", number, act, by, "", "", {"item": 1, **says})
        for number, (act, by, says) in enumerate((silence, yes), 1)
    }
    looked: Any = SimpleNamespace(seen=SimpleNamespace(case="c", past={}, statements=signed, origins={}))
    there = at.astimezone(ZoneInfo(ahead)).date().isoformat()
    assert there > day.isoformat()
    assert is_closed(looked, 1, there, at)
    assert not is_closed(looked, 1, there, at + datetime.timedelta(days=2))


def test_rubbish_is_an_answer_and_never_a_fault(house: ReleaseHouse) -> None:
    asking = question(house)
    for rubbish in (None, [], "x", {}, {"language": "en"}):
        assert told(house, rubbish)["rule"] == "counter.form"
    for key in asking:
        for value in (None, [], {}, "x", -1):
            changed = {**copy.deepcopy(asking), key: value}
            answer = told(house, changed)
            assert "rule" in answer or "text" in answer, (key, value)


def test_the_program_of_ones_own_vault_answers_it() -> None:
    assert set(vault_telling.MORE) == {"/tell", "/unseal"}
    assert not set(vault_telling.MORE) & set(ANSWERS)
    assert json.loads(vault_telling.MORE["/tell"](b"{}"))["rule"] == "counter.form"


def test_what_two_signed_is_refused_by_nobody_afterwards() -> None:
    """The recorder takes back what nobody agreed to; of what a second person agreed to, only its end ends it."""

    def closed(*more: tuple[Act, str, dict[str, Any]]) -> bool:
        first = (Act.GATE_ANSWER, "cedar", {"question": "tell", "answer": "yes", "until": None})
        silence = (Act.SECRECY_RECORD, "aster", {"tell": True, "until": None})
        signed = {
            f"{at}" * 64: Statement("d", (1, "r"), "c", at, act, by, "", "", {"item": 1, **says})
            for at, (act, by, says) in enumerate((first, silence, *more), 1)
        }
        looked: Any = SimpleNamespace(seen=SimpleNamespace(case="c", past={}, statements=signed, origins={}))
        return is_closed(looked, 1, "2026-11-29", datetime.datetime(2026, 11, 29, 12, tzinfo=datetime.UTC))

    def says(by: str, answer: str) -> tuple[Act, str, dict[str, Any]]:
        return Act.SECRECY_AGREE, by, {"record": "2" * 64, "answer": answer}

    assert closed()
    assert not closed(says("aster", "refused"))
    assert not closed(says("birch", "refused"))
    assert closed(says("birch", "agreed"), says("aster", "refused"))
    assert closed((Act.SECRECY_END, "birch", {"how": "expired", "silences": ["2" * 64]}))  # its day alone says that
    assert closed((Act.SECRECY_END, "aster", {"how": "lifted", "silences": ["2" * 64]}))  # the recorder
    assert not closed((Act.SECRECY_END, "birch", {"how": "lifted", "silences": ["2" * 64]}))
