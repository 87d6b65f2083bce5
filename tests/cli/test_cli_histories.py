"""``chain`` and ``strike``: a history that is refused is compared by voice, or cured by two who strike a note out."""

from __future__ import annotations

import json

import pytest
from test_cli_lying import OPEN, SHOW, House, house

from dueprocess.client import pins
from dueprocess.desk.data.models import Statement
from dueprocess.formats.links import DESK
from dueprocess.formats.statement import Act, hash_of, parse_look

__all__ = ["house"]


def keeps(at: House, by: str, case: str, size: int) -> None:
    """This machine saw so many notes before, and another head."""
    at.runs(*SHOW, by=by)
    pins.accept(at.folder / by, case, (size, "7" * 64))


@pytest.mark.parametrize(("size", "rule"), [(1, "[chain.other]"), (99, "[chain.shorter]")])
@pytest.mark.parametrize("chain", ["CASE", "desk"])
def test_another_history_is_accepted_by_the_words_that_a_colleague_reads_out(
    house: House, chain: str, size: int, rule: str
) -> None:
    case = DESK if chain == "desk" else house.case
    keeps(house, "birch", case, size)
    assert rule in house.runs(*SHOW)[1]
    assert "Your own machine refuses this history" in house.runs("chain", "words", chain)[1]
    words = house.runs("chain", "words", chain, by="aster")[0].strip()
    assert len(words.split()) == 9
    other = house.runs("chain", "words", "desk" if chain == "CASE" else "CASE", by="aster")[0].strip()
    said = house.runs("chain", "accept", chain, other, "--with", "aster")[1]
    assert "another history than you are" in said
    assert "no colleague" in house.runs("chain", "accept", chain, words, "--with", "birch")[1]
    assert rule in house.runs(*SHOW)[1]
    out, said = house.runs("chain", "accept", chain, words, "--with", "aster")
    assert f"in place of {size}" in out, (out, said)
    out, said = house.runs(*SHOW)
    assert "Item 1" in out, said
    stated = parse_look(bytes(Statement.objects.get(act="chain.accept").note.bytes))[0].acts[0].says
    assert (stated["case"], stated["kept"], stated["kept_size"], stated["colleague"]) == (case, "7" * 64, size, "aster")
    assert "nothing needs to be accepted" in house.runs("chain", "accept", chain, words, "--with", "aster")[1]


def test_two_strike_out_a_note_that_stops_a_case_by_command(house: House) -> None:
    place = house.place
    says = {"ground": "", "item": 1, "lines": [], "outcome": "no_data"}
    note = place.note("cedar", Act.DECISION_PROPOSE, house.case, says, seen=(1, "7" * 64))
    event = Statement.objects.filter(case=house.case).latest("event_id").event
    name, act = hash_of(note), "decision.propose"
    Statement.objects.keep(hash=name, event=event, case=house.case, act=act, person="cedar", note=note)
    assert "[chain.forked]" in house.runs(*OPEN)[1]
    found = json.loads(house.runs("strike", "CASE", "--json")[0])["faults"]
    assert [one["statements"] for one in found] == [[name]]
    out, said = house.runs("strike", "CASE", name[:12], "--yes", by="aster")
    assert "A second person strikes the same out" in out, (out, said)
    assert "cedar" in said
    assert "[chain.forked]" in house.runs(*SHOW)[1]
    place.desk = _again(house)
    assert "It is struck out" in house.runs("strike", "CASE", name[:12], "--yes")[0]
    place.desk = _again(house)
    assert "Item 1" in house.runs(*SHOW)[0]
    assert "Nothing is wrong" in house.runs("strike", "CASE")[0]
    assert "No single statement" in house.runs("strike", "CASE", "7" * 12, "--yes")[1]


def _again(house: House):  # noqa: ANN202 - the desk, opened again
    from dataclasses import replace

    from dueprocess.desk.services import stood

    desk = house.place.desk
    return replace(desk, standing=stood.standing({1: desk.roster}))


def test_who_strikes_out_a_note_is_told_what_goes_on_showing_what_it_put(house: House) -> None:
    """No row says which note put a page for a person, so that no strike takes it along (hazard 6.6)."""
    name = hash_of(bytes(Statement.objects.get(case=house.case, act="note.add").note.bytes))
    assert "notice withdraw" not in house.runs("strike", "CASE", name[:12], "--yes")[0]
    house.place.desk = _again(house)
    out, said = house.runs("strike", "CASE", name[:12], "--yes", by="cedar")
    assert "It is struck out" in out, said
    assert "opens until you take it away: dueprocess notice withdraw." in out
