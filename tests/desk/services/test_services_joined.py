"""What a case came from is in its chain of notes: the split with which it began, the merges that went into it."""

from pathlib import Path

import pytest

from desk_samples import Place, denied, drafted
from dueprocess.desk.data import codec
from dueprocess.desk.services import acts, evidence, trust
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.result import Done
from dueprocess.formats import links
from dueprocess.formats.statement import Act, parse_look
from release_house import ReleaseHouse


def of_two(place: Place) -> tuple[str, str]:
    """A case of which another one was split off, and that one."""
    case = place.ready()
    add = {"fields": {"data": ["content"], "kind": "disclosure"}, "item": 2, "op": "add"}
    place.do("aster", Act.ITEM_CHANGE, case, add)
    return case, place.split(case, 2)[1]


def notes_of(place: Place, case: str) -> list[bytes]:
    """All that a client is shown."""
    return list(evidence.shown(place.desk, place.state(case), "birch").notes)


def refused(place: Place, case: str, notes: list[bytes]) -> str:
    """The rule by which a client refuses these notes; empty where it follows them."""
    try:
        links.follow(place.desk.roster.desk_id, case, links.of_case(case, notes))
    except links.ChainError as fault:
        return fault.rule
    return ""


def test_a_case_that_was_split_off_begins_with_the_split_and_shows_the_chain_before_it(place: Place) -> None:
    case, new = of_two(place)
    place.do("aster", Act.COST_RECORD, new, {"item": 1, "minutes": 5, "tariff": "", "units": 0})
    notes = notes_of(place, new)
    split, *_ = links.of_case(new, notes)
    assert links.joined(parse_look(split)[0]) == new
    assert links.family(new, links.joins(notes)) == [case]
    assert [refused(place, one, notes) for one in (new, case)] == ["", ""]
    assert refused(place, new, [note for note in notes if note != split]) == "chain.forked"


def test_a_merge_says_how_far_its_signer_was_shown_both_cases_and_the_desk_itself(place: Place) -> None:
    case, new = of_two(place)
    desk, into = place.desk.roster.desk_id, {"into": case}
    true = parse_look(place.note("aster", Act.CASE_MERGE, new, into))[0].beside
    seen = {of: (size, head) for of, size, head in true}
    assert seen == {of: trust.mark_of(place.desk, of) for of in (links.DESK, case)}
    for beside, rule in (
        ((), "chain.unseen"),
        (true[:1], "chain.unseen"),
        (true[1:], "chain.unseen"),
        ((true[0], (case, 1, links.first(desk, case))), "chain.forked"),
        ((true[0], (case, 9, "e" * 64)), "chain.shorter"),
        (((links.DESK, 1, "e" * 64), true[1]), "chain.forked"),
        (true, ""),
    ):
        note = place.note("aster", Act.CASE_MERGE, new, into, beside=beside)
        if not rule:
            assert isinstance(acts.perform(place.desk, note), Done)
            continue
        with pytest.raises(links.ChainError) as caught:
            acts.perform(place.desk, note)
        assert caught.value.rule == rule


def test_ones_own_machine_names_the_other_case_as_it_was_shown(db: None, tmp_path: Path) -> None:
    house = ReleaseHouse.at(tmp_path, "built")
    other = house.place.arrive()
    house.place.keyed(other)
    who = house.client("aster")
    who.act(who.look(other), Act.CASE_MERGE, {"into": house.case})
    (merge,) = [note for note in notes_of(house.place, other) if parse_look(note)[0].acts[0].act is Act.CASE_MERGE]
    assert {of for of, _, _ in parse_look(merge)[0].beside} == {links.DESK, house.case}
    who.look(house.case)


def test_a_merge_is_a_link_of_both_chains_and_shows_what_came_before_it(place: Place) -> None:
    case, new = of_two(place)
    place.do("aster", Act.CASE_MERGE, new, {"into": case})
    place.do("aster", Act.DUTY_DONE, case, {"item": None, "what": "respond"})
    notes = notes_of(place, case)
    merge = next(note for note in notes if parse_look(note)[0].acts[0].act is Act.CASE_MERGE)
    assert merge in links.of_case(case, notes)
    assert merge in links.of_case(new, notes)
    assert links.family(case, links.joins(notes)) == [new]
    assert [refused(place, one, notes) for one in (new, case)] == ["", ""]
    assert refused(place, case, [note for note in notes if note != merge]) == "chain.forked"


def test_what_one_person_alone_opened_goes_into_no_other_case(place: Place) -> None:
    """There a letter that they made up would be under a key that two people compared (P12)."""
    case, new = of_two(place)
    other, apart = place.arrive(), place.arrive()
    place.keyed(apart)

    def merges(one: str, into: str) -> str:
        note = place.sign(drafted(place.desk, place.state(one), Act.CASE_MERGE, "aster", {"into": into}))
        done = acts.perform(place.desk, note)
        return "" if isinstance(done, Done) else denied(done)

    assert merges(new, apart) == "case.vessel"  # nobody compared what was split off
    assert merges(other, apart) == "case.vessel"  # it has no key yet
    assert merges(new, case) == ""  # it goes back
    place.keyed(other)
    assert merges(other, apart) == ""


@pytest.mark.slow
def test_what_one_colleague_splits_and_merges_back_is_read_once_in_each_act(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each time made an act read every case once more for each of them: n splits cost n² readings, and n³ in all."""
    (case, new), true, read = of_two(place), codec.events_of, list[str]()
    place.do("aster", Act.CASE_MERGE, new, {"into": case})
    monkeypatch.setattr(codec, "events_of", lambda one: read.append(one) or true(one))  # type: ignore[func-returns-value]

    def rounds(many: int) -> tuple[int, int]:
        for _ in range(many):
            item = max(one.number for one in state_of(case).items if not one.moved)
            done, new = place.split(case, item)
            assert isinstance(done, Done), done
            read.clear()
            place.do("aster", Act.CASE_MERGE, new, {"into": case})
        return len(read), max(map(read.count, set(read)))

    (few, _), (more, once), (many, most) = rounds(1), rounds(2), rounds(2)
    assert many - more <= more - few
    assert most <= once, "no case is read once for each of the others"
