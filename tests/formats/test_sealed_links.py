"""The chain of a case's notes: two views that differ are found out at the first note that both hold."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from dueprocess.adapters import crypto
from dueprocess.formats import links, statement
from dueprocess.formats.errors import RosterError
from dueprocess.formats.roster import parse
from dueprocess.formats.standing import retires, standing_of

GOLDEN: dict[str, Any] = json.loads((Path(__file__).parents[1] / "golden/vault/from-desk.json").read_text())
CASE = "c-" + "a" * 24
DESK: str = GOLDEN["pin"]["desk"]


@pytest.mark.parametrize("told", GOLDEN["histories"], ids=lambda told: told["name"])
def test_a_history_has_its_mark_or_is_refused_by_name(told: dict[str, Any]) -> None:
    notes = [note.encode() for note in told["notes"]]
    assert links.of_case(told["of"], [*notes, b"no note"]) == notes
    kept = None if told["kept"] is None else (told["kept"][0], told["kept"][1])
    if told["rule"] is None:
        assert list(links.follow(DESK, told["of"], notes, kept)) == told["mark"]
    else:
        with pytest.raises(links.ChainError) as caught:
            links.follow(DESK, told["of"], notes, kept)
        assert caught.value.rule == told["rule"]


def test_another_desk_or_case_has_another_beginning() -> None:
    assert len({links.first(DESK, CASE), links.first("0" * 64, CASE), links.first(DESK, "c-" + "b" * 24)}) == 3


@pytest.mark.parametrize("told", GOLDEN["histories"], ids=lambda told: told["name"])
def test_a_desk_takes_the_next_note_where_a_client_would(told: dict[str, Any]) -> None:
    *before, note = [note.encode() for note in told["notes"]] or [b""]
    if not note or told["rule"] in {"chain.twice", "chain.shorter", "chain.other"}:
        return  # the same note again is told what it did; the others are a client's memory
    if told["rule"] is None:
        links.check_next(DESK, told["of"], before, note)
    else:
        with pytest.raises(links.ChainError) as caught:
            links.check_next(DESK, told["of"], before, note)
        assert caught.value.rule == told["rule"]


@pytest.mark.parametrize("told", GOLDEN["beside"], ids=lambda told: told["name"])
def test_what_a_note_says_of_another_chain_is_true_of_it_or_is_refused_by_name(told: dict[str, Any]) -> None:
    notes = [note.encode() for note in told["notes"]]
    chains = {of: [note.encode() for note in each] for of, each in told["chains"].items()}
    if told["rule"] is None:
        links.check_beside(DESK, told["of"], notes, chains)
    else:
        with pytest.raises(links.ChainError) as caught:
            links.check_beside(DESK, told["of"], notes, chains)
        assert caught.value.rule == told["rule"]
        assert caught.value.place == 0


def test_a_case_rests_on_the_cases_from_which_it_came() -> None:
    notes = [note.encode() for told in GOLDEN["histories"] for note in told["notes"]]
    other, joins = "c-" + "b" * 24, links.joins(notes)
    back = [(there, here) for here, there in joins]
    assert [links.reached(CASE, back), links.reached(other, back), links.reached(links.DESK, back)] == [[other], [], []]
    assert [links.family(CASE, joins), links.family(other, joins)] == [[other], [CASE]]


def test_both_programs_name_the_same_stops(root: Path) -> None:
    twin = (root / "frontend/src/formats/links.ts").read_text()
    for name, ours in (("STOPS", links.STOPS), ("ENDS", links.ENDS)):
        listed = re.search(rf"^export const {name} = (\[.*\]);$", twin, re.MULTILINE)
        assert listed is not None
        assert sorted(json.loads(listed[1])) == sorted(map(str, ours))
    assert links.ENDS < links.STOPS


def test_every_note_names_a_roster_of_the_chain_that_is_shown() -> None:
    rosters = [parse(note.encode())[0] for note in GOLDEN["chains"][1]["notes"]]
    notes = {one["name"]: one["note"].encode() for one in GOLDEN["statements"]}
    links.check_rosters(rosters, [notes["good"], b"no statement"])
    for shown, name, rule in (
        (rosters, "another of that number", "roster.fork"),
        (rosters, "another roster", "roster.fork"),  # number 1, by the hash of number 2
        (rosters[:1], "good", "roster.lower-number"),
    ):
        with pytest.raises(RosterError) as found:
            links.check_rosters(shown, [notes[name]])
        assert found.value.rule == rule


@pytest.mark.parametrize("told", GOLDEN["retirements"], ids=lambda told: told["name"])
def test_a_retirement_retires_the_key_that_it_names_or_none(told: dict[str, Any]) -> None:
    roster, note = parse(GOLDEN["chains"][1]["notes"][1].encode())[0], told["note"].encode()
    said, key = statement.verify(note, roster, crypto.verify), statement.key_of(note, roster)
    person = roster.person(said.by)
    assert person is not None
    assert key is not None
    assert retires(person, key, said) == told["retires"]
    assert list(standing_of({2: roster}, [note], crypto.verify).retired) == [told["retires"]] * bool(told["retires"])
