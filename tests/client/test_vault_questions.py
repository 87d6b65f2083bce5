"""What a page on a releaser's own machine is told by its own process: the same checks, by the same names (ADR 0039)."""

from __future__ import annotations

import base64
import copy
import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.adapters import crypto
from dueprocess.client import vault_questions
from dueprocess.desk.services import desk_acts
from dueprocess.desk.services.result import Done
from dueprocess.formats import moment, selector
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.statement import Act
from extraction_samples import record
from in_process import case_secret
from release_house import CONTACT, TARGET, ReleaseHouse, people

COST = {"item": 1, "minutes": 5, "tariff": "", "units": 0}


@pytest.fixture
def dealt(db: None, tmp_path: Path) -> ReleaseHouse:
    return ReleaseHouse.at(tmp_path, "dealt")


def told(house: ReleaseHouse, asking: object) -> dict[str, Any]:
    return vault_questions.answer(asking, crypto.verify, house.place.desk.now, house.saw())


def manifest_of(house: ReleaseHouse, facts: dict[str, Any]) -> str:
    who = house.client("birch")
    looked = who.look(house.case)
    data = who.take(looked, next(iter(looked.shown.productions)).id, facts["manifest"]["sealed"])
    _, content = crypto.unseal(data, people()["birch"].age_secrets)
    return base64.b64encode(content).decode()


def test_what_may_be_agreed_to(dealt: ReleaseHouse) -> None:
    first = told(dealt, dealt.question())
    assert "rule" not in first, first
    assert (first["k"], first["item"], first["agreed"], first["hold_until"], first["contents"]) == (2, 1, [], "", [])
    assert {one["to"] for one in first["shares"]} == {"aster", "birch", "cedar"}
    assert {one["name"]: one["age"] for one in first["finishers"]} == {
        name: own_age(name) for name in ("aster", "birch", "cedar")
    }
    whole = told(dealt, dealt.question(manifest=manifest_of(dealt, first)))
    assert whole["to"] == CONTACT
    assert [one["kind"] for one in whole["contents"]] == ["subscriber"]
    assert whole["granted"] == [["T1", "subscriber"]]
    assert whole["seen"] <= whole["revision"]

    refusals_by_name(dealt)
    another_production(dealt)


def refusals_by_name(dealt: ReleaseHouse) -> None:
    cases = {
        "access.not-on-roster": {"me": "eve"},
        "release.unsigned": {"production": "x-" + "z" * 24},
        "release.older-than-seen": {"seen": 99},
        "roster.wrong-desk": {"pin": {"desk": "0" * 64, "number": 1, "hash": "0" * 64, "base": 1, "since": []}},
        "manifest.form": {"manifest": "!"},
        "counter.form": {"shown": []},
    }
    assert {name: told(dealt, dealt.question(**change))["rule"] for name, change in cases.items()} == {
        name: name for name in cases
    }
    early = dealt.question()
    early["shown"]["revision"] = 1
    assert told(dealt, early)["rule"] == "release.older-than-seen"
    other = dealt.question(vkey=people()["aster"].card().vkey)
    assert told(dealt, other)["rule"] == "access.not-on-roster"
    for rubbish in (None, [], "x", {}, {"shown": 1}):
        assert told(dealt, rubbish)["rule"] == "counter.form"


def another_production(dealt: ReleaseHouse) -> None:
    asking = dealt.question(production="x-" + "y" * 24)
    row = copy.deepcopy(asking["shown"]["productions"][0])
    row["id"] = "x-" + "y" * 24
    asking["shown"]["productions"].append(row)
    assert told(dealt, asking)["rule"] == "deal.order"


def own_age(name: str) -> str:
    own = people()[name].card().own
    assert own is not None
    return own.age


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [one for key in value for one in leaves(value[key], (*path, key))] or [path]
    if isinstance(value, list):
        return [one for at, inner in enumerate(value) for one in leaves(inner, (*path, at))] or [path]
    return [path]


def test_whatever_a_desk_sends_is_an_answer_and_never_a_fault(dealt: ReleaseHouse) -> None:
    asking = dealt.question()
    paths = leaves(asking)

    @given(st.sampled_from(paths), st.one_of(st.none(), st.integers(), st.text(max_size=8), st.lists(st.none())))
    def spoiled(path: tuple[Any, ...], value: object) -> None:
        changed = copy.deepcopy(asking)
        place: Any = changed
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value
        answer = told(dealt, changed)
        assert "rule" in answer or answer["deal"]

    spoiled()


def test_what_others_did_is_told(dealt: ReleaseHouse) -> None:
    dealt.agrees("aster")
    facts = told(dealt, dealt.question())
    (mine,) = facts["agreed"]
    assert (mine["by"], mine["finisher"], mine["way"], mine["recipient"]) == ("aster", "birch", "passphrase", "")
    assert mine["manifest"] == facts["manifest"]["hash"]
    assert facts["hold_until"] > mine["at"]
    ready = dealt.ready("cedar")
    says = {"deal": ready.dealt.hash, "item": 1, "production": dealt.production}
    dealt.client("cedar").act(ready.looked, Act.RELEASE_VETO, says)
    assert told(dealt, dealt.question())["rule"] == "release.vetoed"
    cedars = dealt.question("cedar", ended=True)
    assert told(dealt, cedars) == {"unseen": [dealt.production]}
    dealt.place.do("birch", Act.COST_RECORD, dealt.case, COST)  # whoever signs anything later has seen it
    one_knows = dealt.question("cedar", ended=True)
    assert told(dealt, one_knows) == {"unseen": [dealt.production]}  # that one may be coerced
    dealt.place.do("aster", Act.COST_RECORD, dealt.case, COST)
    all_know = dealt.question("cedar", ended=True)
    assert told(dealt, all_know) == {"unseen": []}
    text, _, signature = all_know["shown"]["notes"][-1].rpartition("\n\n")
    forged = f"{text}\n\n{signature[:-9]}{'A' if signature[-9] != 'A' else 'B'}{signature[-8:]}"
    all_know["shown"]["notes"][-1] = forged
    assert told(dealt, all_know) == {"unseen": [dealt.production]}  # what nobody signed tells nothing
    assert told(dealt, dealt.question("birch", ended=True)) == {"unseen": []}  # not theirs


def test_the_hold_that_is_told_runs_from_when_this_machine_first_saw_an_agreement(dealt: ReleaseHouse) -> None:
    dealt.agrees("aster")
    dealt.place.later(hours=20)
    hour = datetime.timedelta(hours=1)
    first = dealt.place.desk.now
    for _ in range(3):
        assert told(dealt, dealt.question())["hold_until"] == moment.write(first + 24 * hour)
        dealt.place.later(hours=2)
    memory = dealt.client("birch").pin_file
    ahead = {"at": moment.write(first + 99 * hour), "lifted": []}  # written while this machine's clock was ahead
    plain = json.loads(memory.read_text())
    memory.write_text(json.dumps({**plain, "saw": {dealt.row.deal: ahead}}))
    now = dealt.place.desk.now
    assert told(dealt, dealt.question())["hold_until"] == moment.write(now + 24 * hour)


def ordering(house: ReleaseHouse, item: object = 1, **more: Any) -> dict[str, Any]:
    """A question about what may be ordered of an item."""
    asking = house.question("aster", item=item, **more)
    return {name: value for name, value in asking.items() if name not in {"production", "manifest"}}


def acted(house: ReleaseHouse, by: str, act: Act) -> None:
    assert isinstance(
        desk_acts.perform(
            house.place.desk, house.place.ask(by, act, house.place.key(by) if act is Act.KEY_RETIRE else {})
        ),
        Done,
    )


def test_what_may_be_ordered_is_what_two_people_granted_and_read(db: None, tmp_path: Path) -> None:
    house = ReleaseHouse.built(tmp_path)
    assert told(house, ordering(house))["rule"] == "release.unsigned"
    house.place.propose(house.case, "comply", by="cedar")
    house.place.approve(house.case)
    assert told(house, ordering(house))["rule"] == "target.two-readers"
    house.reads("aster")
    house.reads("birch", "ab@postfach.example")
    assert told(house, ordering(house))["rule"] == "target.differs"
    house.reads("birch")
    may = told(house, ordering(house))
    assert "rule" not in may, may
    key = selector.target_key(case_secret(house.place, "aster", house.case).encode())
    assert may["marks"] == {"T1": selector.mark(key, "T1", selector.selector("email", TARGET))}
    assert may["hosts"] == [{"age": people()["well"].card().age, "name": "well"}]
    assert (may["approval"], may["item"], may["k"], may["hold"]) == (house.approval, 1, 2, 24 * 60)
    assert (may["granted"], may["granted_by"]) == ([["T1", "subscriber"]], ["birch", "cedar"])
    for item in (0, 2, -1, 99):
        assert told(house, ordering(house, item))["rule"] == "release.unsigned"
    for item in (None, "one", [], float("inf")):
        assert told(house, ordering(house, item))["rule"] == "counter.form"
    wider = ordering(house)
    wider["shown"]["relied"]["face"]["items"][0]["data"] = ["content", "subscriber"]
    assert told(house, wider)["rule"] == "grant.basis"


@pytest.mark.parametrize("how", ["narrowed", "asked_less"])
def test_what_is_given_in_part_is_told_before_it_is_ordered_and_before_it_is_released(
    db: None, tmp_path: Path, how: str
) -> None:
    house = getattr(ReleaseHouse.built(tmp_path), how)()
    for facts in (told(house, ordering(house)), dealt_facts(house)):
        assert (facts["part"], facts["kept"]) == ("name_address", []), facts
        assert facts["asked"] == facts["period"] == ["", ""]


def test_a_desk_that_takes_away_how_little_was_asked_gets_nothing_given(db: None, tmp_path: Path) -> None:
    house = ReleaseHouse.built(tmp_path).asked_less()
    for part in ("all", None):
        wider = ordering(house)
        item = wider["shown"]["relied"]["face"]["items"][0]
        assert item.pop("part") == "name_address"
        item.update({"part": part} if part else {})
        assert told(house, wider)["rule"] == "grant.basis"
        # Nor on a basis that is hashed anew: what people confirmed last says it.
        confirmed = wider["shown"]["relied"]["face"]["confirmed"]
        confirmed.remove("items.1.part")
        assert told(house, wider)["rule"] == "grant.basis"


def dealt_facts(house: ReleaseHouse) -> dict[str, Any]:
    house.deals(record("people.txt", b"x", kind="subscriber", at="", part="name_address"))
    return told(house, house.question())


def test_nothing_is_ordered_of_a_frozen_desk_or_of_a_host_that_retired_its_key(db: None, tmp_path: Path) -> None:
    house = ReleaseHouse.built(tmp_path)
    house.granted()
    acted(house, "well", Act.KEY_RETIRE)
    assert told(house, ordering(house))["rule"] == "production.producer"
    acted(house, "dan", Act.DESK_FREEZE)
    assert told(house, ordering(house))["rule"] == "desk.frozen"


def test_whoever_finishes_is_told_by_the_same_names(dealt: ReleaseHouse) -> None:
    facts = told(dealt, dealt.question())
    assert facts["key_kind"] == ""
    opened = manifest_of(dealt, facts)
    found = vault_questions.ready(dealt.question(manifest=opened), crypto.verify, dealt.place.desk.now, dealt.saw())
    assert (found.looked.me, found.dealt.hash, found.manifest.recipient) == ("birch", facts["deal"], CONTACT)
    for change, rule in (({"manifest": ""}, "manifest.form"), ({"seen": 99}, "release.older-than-seen")):
        asking = dealt.question(**{"manifest": opened, **change})
        with pytest.raises(DeniedError) as caught:
            vault_questions.ready(asking, crypto.verify, dealt.place.desk.now, dealt.saw())
        assert caught.value.rule == rule
