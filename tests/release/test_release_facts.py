"""Facts that a grant rests on: each one was signed so, or whoever gives something refuses, whatever the desk shows."""

from __future__ import annotations

import copy
import dataclasses
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from test_case_releasing import desk_of

from case_builders import CASE, HOUSE_KEY, OTHER
from desk_samples import POLICE
from dueprocess.acts.declaration import About
from dueprocess.acts.table import ON_CASE
from dueprocess.case import commands as c
from dueprocess.client.fetched_case import Fetched, check_rests
from dueprocess.desk.services import acts
from dueprocess.desk.services.cases import state_of, verification_of
from dueprocess.desk.services.desk import Desk
from dueprocess.formats.statement import Act, Statement
from dueprocess.release import checks, facts
from dueprocess.release.evidence import Evidence, ReleaseError
from dueprocess.release.looked import Looked
from release_house import ReleaseHouse
from signed_samples import Signed


def refused(seen: Evidence, item: int = 1) -> str:
    try:
        facts.check_facts(seen, item)
    except ReleaseError as fault:
        return fault.rule
    return ""


def shown(signed: Signed, change: Callable[[dict[str, Any]], object]) -> Evidence:
    """The evidence with other facts than those that stand."""
    relied = copy.deepcopy(signed.relied())
    change(relied["face"])
    return signed.seen(relied)


CHANGES: Mapping[str, Callable[[dict[str, Any]], object]] = {
    "more data": lambda face: face["items"][0].update(data=["content", "subscriber"]),
    "another period": lambda face: face["items"][0].update(period_from="2010-01-01"),
    "no period": lambda face: face["items"][0].pop("period_from"),
    "an emergency": lambda face: face["case"].update(emergency=not face["case"].get("emergency")),
    "another authority": lambda face: face["case"].update(authority="DE-AG-LOHENBRUCK"),
    "more targets": lambda face: face["items"][0].update(targets=9),
    "confirmed is struck from the list": lambda face: face["confirmed"].remove("items.1.data"),
}


def test_facts_that_were_signed_stand() -> None:
    assert refused(Signed(desk_of()).seen()) == ""


@pytest.mark.parametrize("what", CHANGES)
def test_a_fact_that_nobody_signed_so_is_refused_by_name(what: str) -> None:
    found = refused(shown(Signed(desk_of()), CHANGES[what]))
    # Striking a path from the list changes no value: its source stands, and so does the fact.
    assert found == ("" if "struck" in what else "grant.unconfirmed")


def test_what_an_order_amends_is_claimed_until_somebody_reads_it() -> None:
    signed = Signed(desk_of())
    signed.does("aster", c.ChangeItem("amend", 1, {"data": ["traffic"]}))
    assert refused(signed.seen()) == "grant.unconfirmed"
    signed.desk.reads("aster")
    signed.does("aster", c.Confirm({"items.1.data": ["traffic"]}))
    assert refused(signed.seen()) == ""


@pytest.mark.parametrize(
    ("act", "says", "rule"),
    [
        (Act.FACE_CONFIRM, {"fields": {"items.1.data": ["traffic"]}}, "grant.struck"),
        (Act.FACE_CONFIRM, {"fields": {"items.1.targets": None}}, "grant.struck"),
        (Act.FACE_CONFIRM, {"fields": {"items.1.data": ["subscriber"]}}, ""),  # it says the same
        (Act.FACE_CONFIRM, {"fields": {"items.2.data": ["traffic"]}}, ""),  # of another item
        (Act.ITEM_CHANGE, {"fields": {"data": ["traffic"]}, "item": 1, "op": "amend"}, "grant.struck"),
        (Act.ITEM_CHANGE, {"fields": {}, "item": 1, "op": "withdraw"}, "grant.struck"),
        (Act.ITEM_CHANGE, {"fields": {}, "item": 2, "op": "withdraw"}, ""),
    ],
)
def test_what_a_colleague_corrected_counts_though_two_others_struck_it_out(
    act: Act, says: dict[str, Any], rule: str
) -> None:
    signed = Signed(desk_of())
    assert signed.relied()["face"]["items"][0]["data"] == ["subscriber"]
    assert refused(dataclasses.replace(signed.seen(), doubts=(signed.stated("cedar", act, says),))) == rule


def test_a_signer_who_left_since_still_confirmed() -> None:
    signed = Signed(desk_of())
    seen = signed.seen()
    gone = {hash_: one for hash_, one in seen.statements.items() if one.act is Act.FACE_CONFIRM}
    kept = {hash_: one for hash_, one in seen.statements.items() if hash_ not in gone}
    assert refused(dataclasses.replace(seen, statements=kept, past=gone)) == ""
    assert refused(dataclasses.replace(seen, statements=kept)) == "grant.unconfirmed"


def named(*origins: Statement) -> dict[str, Statement]:
    return {f"{number:064x}": one for number, one in enumerate(origins)}


def split_off() -> tuple[Evidence, Statement, Statement]:
    """Evidence of a case that was split off; what its origin confirmed, and the split that took it along."""
    signed = Signed(desk_of())
    seen = signed.seen()
    (confirmed,) = (one for one in seen.statements.values() if one.act is Act.FACE_CONFIRM)
    fields = {path.replace("items.1.", "items.2."): value for path, value in confirmed.says["fields"].items()}  # type: ignore[union-attr, call-overload]
    there = dataclasses.replace(confirmed, case=OTHER, says={"fields": fields})
    split = signed.stated("aster", Act.CASE_SPLIT, {"house": HOUSE_KEY, "items": [2], "new": CASE}, OTHER, revision=5)
    rest = {hash_: one for hash_, one in seen.statements.items() if one is not confirmed}
    return dataclasses.replace(seen, statements=rest), there, split


def test_what_a_split_took_along_stands_by_the_acts_of_the_case_that_it_came_from() -> None:
    moved, there, split = split_off()
    assert refused(dataclasses.replace(moved, origins=named(there, split))) == ""
    for origins in (
        (there,),
        (split,),
        (there, dataclasses.replace(split, says={"house": HOUSE_KEY, "items": [1], "new": CASE})),
    ):
        assert refused(dataclasses.replace(moved, origins=named(*origins))) == "grant.unconfirmed"


def test_a_case_that_was_split_off_follows_nothing_that_its_origin_confirms_afterwards() -> None:
    moved, there, split = split_off()
    fields: Any = there.says["fields"]
    later = dataclasses.replace(there, link=9, says={"fields": {"emergency": not fields["emergency"]}})
    assert refused(dataclasses.replace(moved, origins=named(there, split, later))) == ""
    unread = dataclasses.replace(there, says={"fields": {path: fields[path] for path in fields if path != "emergency"}})
    confirmed = dataclasses.replace(there, link=9)
    assert refused(dataclasses.replace(moved, origins=named(unread, split, confirmed))) == "grant.unconfirmed"


def test_two_cases_that_each_come_from_the_other_have_no_source() -> None:
    signed = Signed(desk_of())
    here = signed.stated("aster", Act.CASE_SPLIT, {"items": [1], "new": CASE}, OTHER, revision=5)
    back = signed.stated("aster", Act.CASE_SPLIT, {"items": [1], "new": OTHER}, CASE, revision=5)
    rest = {hash_: one for hash_, one in signed.seen().statements.items() if one.act is not Act.FACE_CONFIRM}
    seen = dataclasses.replace(signed.seen(), statements={**rest, "a" * 64: back}, origins=named(here, back))
    assert refused(seen) == "grant.unconfirmed"


def test_a_look_moves_the_case_by_each_of_its_acts_and_a_lower_revision_is_refused() -> None:
    signed = Signed(desk_of())
    third = dataclasses.replace(signed.stated("aster", Act.NOTE_ADD, {"sealed": ""}, revision=9), number=3)
    seen = dataclasses.replace(signed.seen(), statements={"e" * 64: third})
    assert seen.revision == 11
    with pytest.raises(ReleaseError) as caught:
        checks.check_said(seen, 10)
    assert caught.value.rule == "release.older-than-seen"


Lie = Callable[[Desk, dict[str, Any]], object]


def wider(_: Desk, relied: dict[str, Any]) -> None:
    item = relied["face"]["items"][0]
    item["data"], item["period_from"], item["period_to"] = ["content", "subscriber"], "2010-01-01", "2030-12-31"
    relied["face"]["case"]["emergency"] = True
    relied["face"]["confirmed"] = sorted({*relied["face"]["confirmed"], "emergency"})


def another_recipient(desk: Desk, relied: dict[str, Any]) -> None:
    other = another(desk)
    verified = verification_of(desk, other)
    assert verified is not None
    relied["face"]["case"]["authority"] = other
    relied["recipient"] = acts.sha256(verified.contact.encode())
    relied["authority"] = verified.confirming_statement


def another(desk: Desk) -> str:
    return next(name for name in sorted(desk.shelf.authorities) if name != POLICE)


@pytest.mark.parametrize("lie", [wider, another_recipient])
def test_a_desk_that_has_people_sign_other_facts_gets_no_data(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lie: Lie
) -> None:
    """Live and hostile from before the decision: two people sign what they were shown, which nobody had confirmed."""
    house = ReleaseHouse.at(tmp_path, "built")
    house.place.verify_authority(authority=another(house.place.desk), contact="legal@elsewhere.example")
    true = acts._relied  # noqa: SLF001 - whatever the desk says goes through it

    def lying(desk: Desk, case: Any, known: Any) -> dict[str, Any]:
        relied = copy.deepcopy(true(desk, case, known))
        lie(desk, relied)
        return relied

    monkeypatch.setattr(acts, "_relied", lying)
    house.granted()
    assert state_of(house.case).items[0].outcome == "comply"  # both signed, on the lie
    with pytest.raises(ReleaseError) as caught:
        house.orders()
    assert caught.value.rule == "grant.unconfirmed"


OVERRULED = json.loads((Path(__file__).parents[1] / "golden/vault/overruled.json").read_text())["rows"]


@pytest.mark.parametrize("row", OVERRULED, ids=[row["what"] for row in OVERRULED])
def test_two_people_put_no_fact_in_the_place_of_a_colleagues(row: dict[str, Any]) -> None:
    """Both programs read this table (``frontend/test/second.test.ts``); a grant asks it by ``check_grant``."""
    signed, said = Signed(desk_of()), {}
    for place, (by, path, value) in enumerate(row["words"]):
        act, says = Act.FACE_CONFIRM, {"fields": {path: value}}
        if row.get("amends") and by == "cedar":
            act, says = Act.ITEM_CHANGE, {"fields": {"data": value}, "item": 1, "op": "amend"}
        said[f"{place:064}"] = signed.stated(by, act, says, revision=place)
    left = {name: one for name, one in said.items() if one.by in row.get("left", ())}
    here = {name: one for name, one in said.items() if name not in left}
    seen = dataclasses.replace(
        shown(signed, lambda face: face["case"].update(country="DE")), statements=here, past=left
    )
    try:
        facts.check_overruled(seen, 1, frozenset({"birch", "aster"}))
        rule = ""
    except ReleaseError as fault:
        rule = fault.rule
    assert rule == ("grant.overruled" if row["refused"] else "")


def test_whoever_agrees_by_command_is_refused_before() -> None:
    signed = Signed(desk_of())
    held = signed.relied()["face"]["items"][0]["data"]
    for by, data, rule in (("cedar", ["traffic"], "grant.overruled"), ("aster", ["traffic"], ""), ("cedar", held, "")):
        said = signed.stated(by, Act.FACE_CONFIRM, {"fields": {"items.1.data": data}}, revision=1)
        proposed = signed.stated("birch", Act.DECISION_PROPOSE, {"item": 1, "outcome": "comply"}, revision=2)
        seen = signed.seen(statements={"a" * 64: said, "b" * 64: proposed})
        looked: Any = Looked("aster", *(None,) * 6)  # type: ignore[arg-type] - nothing else of it is read
        fetched = Fetched(dataclasses.replace(looked, seen=seen), signed.desk.case)
        says = {"differs": "", "item": 1, "proposal": "b" * 64}
        try:
            check_rests(ON_CASE[Act.DECISION_APPROVE], fetched, About(fetched.case, 1), says)
            found = ""
        except ReleaseError as fault:
            found = fault.rule
        assert found == rule, by


def test_a_split_takes_along_who_said_otherwise() -> None:
    moved, there, split = split_off()
    other = dataclasses.replace(there, by="cedar", revision=0, says={"fields": {"items.2.data": ["traffic"]}})
    for by, rule in (("cedar", "grant.overruled"), ("gone", "")):
        seen = dataclasses.replace(moved, origins=named(dataclasses.replace(other, by=by), there, split))
        try:
            facts.check_overruled(seen, 1, frozenset({"aster", "birk"}))
            found = ""
        except ReleaseError as fault:
            found = fault.rule
        assert found == rule
