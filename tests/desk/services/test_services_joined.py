"""What a case came from is in its chain of notes: the split with which it began, the merges that went into it."""

from desk_samples import Place
from dueprocess.desk.services import evidence
from dueprocess.formats import links
from dueprocess.formats.statement import Act, parse_look


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
    assert links.origins(new, notes) == [case]
    assert [refused(place, one, notes) for one in (new, case)] == ["", ""]
    assert refused(place, new, [note for note in notes if note != split]) == "chain.forked"


def test_a_merge_is_a_link_of_both_chains_and_shows_what_came_before_it(place: Place) -> None:
    case, new = of_two(place)
    place.do("aster", Act.CASE_MERGE, new, {"into": case})
    place.do("aster", Act.DUTY_DONE, case, {"item": None, "what": "respond"})
    notes = notes_of(place, case)
    merge = next(note for note in notes if parse_look(note)[0].acts[0].act is Act.CASE_MERGE)
    assert merge in links.of_case(case, notes)
    assert merge in links.of_case(new, notes)
    assert links.origins(case, notes) == [new]
    assert [refused(place, one, notes) for one in (new, case)] == ["", ""]
    assert refused(place, case, [note for note in notes if note != merge]) == "chain.forked"
