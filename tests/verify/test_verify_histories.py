"""``verify decisions`` follows the chains: a history that people did not sign on is named, in one file or between two.

The two histories of these tests are those of one desk that went on twice from the same evening, as after a backup that
somebody put back: each is whole, and each statement was signed on what its signer was shown.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from desk_samples import Place, taken_back
from dueprocess.cli.verify_command import verify
from dueprocess.desk.services import acts, desk_acts, evidence, purging
from dueprocess.desk.services.house import House
from dueprocess.desk.services.result import Done
from dueprocess.formats.statement import Act, hash_of, parse_look
from dueprocess.release.desk_client import SHOWN, Shown
from release_house import DirectDesk

ORIGINAL = ("5" * 64, "original")


@pytest.fixture
def place(db: None) -> Place:
    return Place.found()


def view(place: Place, case: str, who: str = "birch") -> Shown:
    return DirectDesk(place, who).shown(case, texts=True)


def notes(place: Place, case: str, *by: str) -> Shown:
    """The case after each of them added a note to it."""
    for one in by:
        thing = place.sealed()
        place.do(one, Act.NOTE_ADD, case, {"sealed": thing.id}, [thing])
    return view(place, case)


def checked(place: Place, folder: Path, *views: Shown) -> tuple[int, Any, str]:
    """Exit code, what ``--json`` prints, and what a reader is told."""
    asks = ["decisions", "--desk-id", place.desk.roster.desk_id, "--json"]
    for number, one in enumerate(views):
        file = folder / f"{number}.json"
        file.write_text(json.dumps(SHOWN.plain(one)))
        asks += ["--beside"] * number + [str(file)]
    done = CliRunner().invoke(verify, asks, env={"DUEPROCESS_NOW": ""})
    return done.exit_code, json.loads(done.stdout or "{}"), done.stderr


def last(shown: Shown, back: int = 1) -> str:
    return hash_of(shown.notes[-back])


def test_the_chains_of_a_case_and_of_the_desk_are_told_with_their_heads(place: Place, tmp_path: Path) -> None:
    case = place.ready()
    early = view(place, case)
    late = notes(place, case, "birch")
    code, told, said = checked(place, tmp_path, late, early)
    assert (code, told["faults"]) == (0, [])
    assert [(row["case"], row["statements"]) for row in told["chains"]] == [(case, 2), ("", 2)]
    assert "the desk itself: 2 signed statements" in said


def test_two_that_signed_on_two_histories_are_named(place: Place, tmp_path: Path) -> None:
    case = place.ready()
    with taken_back():
        theirs = notes(place, case, "cedar", "birch")
    mine = notes(place, case, "aster", "dan")
    code, told, said = checked(place, tmp_path, mine, theirs)
    assert code == 1
    (fault,) = told["faults"]
    assert (fault["rule"], fault["chain"], fault["statements"]) == ("chain.forked", case, [last(mine), last(theirs)])
    assert "equivocation: no single order allows both `note.add` of dan" in said
    assert "and `note.add` of birch" in said


def test_an_equivocation_is_named_at_the_first_statement_that_both_hold(place: Place, tmp_path: Path) -> None:
    case = place.ready()
    with taken_back():
        theirs = notes(place, case, "cedar")
    mine = notes(place, case, "aster", "dan", "birch")
    theirs = dataclasses.replace(theirs, notes=(*theirs.notes, *mine.notes[-2:]))  # the desk shows dan's there, too
    for views, whose in (((mine, theirs), "first"), ((theirs, mine), "second")):
        code, told, said = checked(place, tmp_path, *views)
        assert code == 1
        fault = next(one for one in told["faults"] if one["says"].startswith("equivocation"))
        assert (fault["rule"], fault["statements"]) == ("chain.forked", [last(mine, 2)])
        assert f"of dan, 2026-03-09T09:00:00Z [{last(mine, 2)[:12]}]: both files hold it" in said
        assert f"was shown the history of the {whose} file, not that of the other" in said
        assert {one["rule"] for one in told["faults"]} == {"chain.forked"}  # the second file is none by itself, either


@pytest.mark.parametrize("signs", [(), ("dan",)])
def test_where_nobody_signed_on_one_side_it_is_said_who_else_could_have_changed_it(
    place: Place, tmp_path: Path, signs: tuple[str, ...]
) -> None:
    case = place.ready()
    with taken_back():
        theirs = notes(place, case, "cedar")
    mine = notes(place, case, "aster", *signs)
    code, told, said = checked(place, tmp_path, mine, theirs)
    (fault,) = told["faults"]
    assert (code, fault["rule"]) == (1, "chain.other")
    assert fault["statements"] == [last(mine, 1 + len(signs)), last(theirs)]
    assert "the two files differ from statement 2 on" in said
    assert ("the other may have been changed" if signs else "either may have been changed") in said


def test_a_signature_that_does_not_hold_proves_no_equivocation(place: Place, tmp_path: Path) -> None:
    case = place.ready()
    with taken_back():
        theirs = notes(place, case, "cedar", "birch")
        rubbish = theirs.notes[-1].replace(b"\xe2\x80\x94 birch ", b"\xe2\x80\x94 cedar ")
        theirs = dataclasses.replace(theirs, notes=(*theirs.notes[:-1], rubbish))
    mine = notes(place, case, "aster", "dan")
    _, told, _ = checked(place, tmp_path, mine, theirs)
    assert [fault["rule"] for fault in told["faults"]] == ["chain.other"]


@pytest.mark.parametrize(
    ("lie", "rules", "who"),
    [
        (lambda shown: (*shown[:-2], shown[-1]), ["chain.forked"], "dan"),  # withheld
        (lambda shown: (*shown[:-2], shown[-1], shown[-2]), ["chain.forked"], "dan"),  # in another order
        (lambda shown: (*shown, shown[-1]), ["chain.twice"], "dan"),
        # Of the desk itself, who verified the authority: what was signed on it there, and on the case.
        (lambda shown: shown[1:], ["chain.shorter", "chain.forked"], "birch"),
    ],
)
def test_one_file_alone_names_the_first_signer_who_saw_another_history(
    place: Place, tmp_path: Path, lie: Callable[[tuple[bytes, ...]], tuple[bytes, ...]], rules: list[str], who: str
) -> None:
    case = place.ready()
    true = notes(place, case, "cedar", "dan")
    assert [parse_look(note)[0].acts[0].act for note in true.notes[:2]] == [Act.AUTHORITY_VERIFY, Act.AUTHORITY_CONFIRM]
    assert checked(place, tmp_path, true)[0] == 0
    code, told, said = checked(place, tmp_path, dataclasses.replace(true, notes=lie(true.notes)))
    assert code == 1
    assert [one["rule"] for one in told["faults"]] == rules
    assert f"of {who}, 2026" in said
    assert told["decisions"] == []


def test_a_forgotten_case_still_verifies(place: Place, tmp_path: Path) -> None:
    case = place.arrive()
    assert isinstance(place.classify(case, "not_a_demand"), Done)
    thing = place.sealed()
    opens = place.note("cedar", Act.NOTE_ADD, case, {"sealed": thing.id}, opened=(ORIGINAL,))
    assert isinstance(acts.perform(place.desk, opens, attached=(thing,)), Done)
    code, told, said = checked(place, tmp_path, view(place, case))
    assert (code, told["faults"]) == (0, [])
    assert [(one["kind"], one["opened_by"], one["state"]) for one in told["sealed"]] == [
        ("original", ["cedar"], "missing")
    ]
    place.do("aster", Act.FORGET_PROPOSE, case, {})
    place.do("birch", Act.FORGET_APPROVE, case, {"proposal": place.state(case).forget_statement})
    code, told, said = checked(place, tmp_path, view(place, case))
    assert (code, told["faults"]) == (0, [])
    assert "1 sealed object that somebody had open before they signed: destroyed by aster and birch" in said


def test_a_purged_case_verifies_and_says_who_purged_it(place: Place, tmp_path: Path) -> None:
    case = place.arrive()
    assert isinstance(place.classify(case, "not_a_demand"), Done)
    before = notes(place, case, "cedar")
    place.do("aster", Act.FORGET_PROPOSE, case, {})
    place.do("birch", Act.FORGET_APPROVE, case, {"proposal": place.state(case).forget_statement})
    place.desk = dataclasses.replace(place.desk, house=House("Fennel Mail", "DE", purge_after_months=0))
    may = purging.purgeable(place.desk, case)
    assert may is not None
    for by in ("aster", "birch"):
        assert isinstance(desk_acts.perform(place.desk, place.ask(by, Act.CASE_PURGE, may.holds)), Done)
    left = evidence.shown_purged(place.desk, case)
    code, told, said = checked(place, tmp_path, left, before)
    assert (code, told["faults"], told["decisions"], told["sealed"]) == (0, [], [], [])
    assert told["purged"] == [{"case": case, "by": ["aster", "birch"], "at": "2026-03-09T09:00:00Z"}]
    assert [(row["case"], row["statements"]) for row in told["chains"]] == [(case, 7), ("", 2)]
    assert f"case {case[:10]}: 7 signed statements" in said
    assert "purged by aster and birch on 2026-03-09" in said
    alone = dataclasses.replace(left, notes=left.notes[:-1])
    code, told, said = checked(place, tmp_path, alone)
    assert (code, [one["rule"] for one in told["faults"]]) == (1, ["chain.missing"])
    assert "aster alone signed that it was destroyed" in said
