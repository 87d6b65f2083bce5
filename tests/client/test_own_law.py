"""What a person's own machine reckons of the law, against a desk that hands out another answer, map, day or file."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from dueprocess.adapters import crypto
from dueprocess.adapters.law_library import LIBRARY
from dueprocess.case import law_answer
from dueprocess.client import local_vault, own_law, vault_law
from dueprocess.client.fetched_case import fetch, reckoned_of
from dueprocess.client.own_law import Reckoned
from dueprocess.desk.services import desk_acts, stood
from dueprocess.desk.services.house import Service
from dueprocess.desk.services.result import Done
from dueprocess.formats.canonical import encode
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.statement import Act, LawAnswer, Reckoner
from dueprocess.release import house_keys
from dueprocess.release.desk_client import Shown
from dueprocess.release.law_again import Agreement, Checker
from holdings_samples import read, written
from in_process import material as material_of
from release_house import ReleaseHouse

NAMES = ("mail", "web")
Told = dict[str, Any]


@pytest.fixture
def house(db: None, tmp_path: Path) -> ReleaseHouse:
    made = ReleaseHouse.at(tmp_path, "built")
    services = tuple(Service(one.name, one.service_class) for one in read(*NAMES).services)
    desk = made.place.desk
    have = read(*NAMES, checked=desk.today.isoformat())
    made.place.desk = replace(desk, holdings=have, house=replace(desk.house, services=services))
    return made


@dataclass
class Handing:
    """A desk that hands out what it likes for judging a case."""

    told: Told

    def law(self, case: str) -> Told:
        del case
        return self.told


def handed(house: ReleaseHouse) -> Told:
    return json.loads(json.dumps(material_of(house.place, "birch").law(house.case)))  # type: ignore[no-any-return]


def reckoned(house: ReleaseHouse, lie: Callable[[Told], object] = lambda _: None, **lies: Any) -> Reckoned:
    told = handed(house)
    lie(told)
    house.lies(**lies)
    who = house.client("birch")
    made = reckoned_of(fetch(who, house.case), Handing(told), who.now)[1]  # type: ignore[arg-type]
    assert made is not None
    return made


def refused(house: ReleaseHouse, lie: Callable[[Told], object], **lies: Any) -> str:
    with pytest.raises(DeniedError) as fault:
        reckoned(house, lie, **lies).check([1])
    assert fault.value.rule == own_law.RULE, fault.value
    return fault.value.reason


def shows(path: str, hash_: str) -> Callable[[Shown], Shown]:
    """A desk that says that a text of its law is another: one that all items rest on, or the only item."""

    def shown(true: Shown) -> Shown:
        (item,) = true.relied["items"]
        if path.startswith("desk/"):
            return replace(true, relied={**true.relied, "law": {**true.relied["law"], path: hash_}})
        return replace(true, relied={**true.relied, "items": [{**item, "law": {**item["law"], path: hash_}}]})

    return shown


def test_an_honest_desk_s_answer_is_reckoned_again_and_is_the_same(house: ReleaseHouse) -> None:
    made = reckoned(house)
    made.check([1])
    assert (made.files, made.answers, made.lines) == ((), (), ())
    told = handed(house)["law"]["answers"]["1"]
    assert made.signed([1]) == LawAnswer({"1": law_answer.hash_of(told)}, Reckoner.VAULT)
    assert any(found[0].startswith("map.") for found in told["findings"]), "the map speaks in it"
    assert made.signed([7]) is None


def test_another_answer_of_the_desk_is_refused_by_name(house: ReleaseHouse) -> None:
    answer = handed(house)["law"]["answers"]["1"]
    other = "object" if answer["suggested"] != "object" else "comply"

    def says(**lie: Any) -> Callable[[Told], object]:
        return lambda told: told["law"]["answers"]["1"].update(lie)

    assert f"the desk says {other}" in refused(house, says(suggested=other))
    assert "grounds" in refused(house, says(grounds=[*answer["grounds"], "policy.none"]))
    for question in ("tell", "admit", "count"):
        odd = {**answer["may"], question: "yes" if answer["may"][question] != "yes" else "no"}
        assert question in refused(house, says(may=odd))
    refused(house, lambda told: told["law"]["answers"].clear())


def test_another_map_of_services_is_refused_by_name(house: ReleaseHouse) -> None:
    today = house.place.desk.today.isoformat()

    def began_later(told: Told) -> None:
        told["map"]["text"] = written(*NAMES, checked=today, changes={"since = 2020": "since = 2025"})

    assert "services/" in refused(house, began_later)
    assert "services/" in refused(house, lambda told: told["map"].update(text=""))
    assert "services/" in refused(house, lambda told: told["map"].update(text="", fault="broken"))
    with pytest.raises(DeniedError, match=r"counter\.form"):
        reckoned(house, lambda told: told["map"].update(text="no = [map"))


def test_another_day_receipt_or_place_is_refused_by_name(house: ReleaseHouse) -> None:
    today = house.place.desk.today
    for days in (-2, 2, 400):
        day = (today + dt.timedelta(days=days)).isoformat()
        assert day in refused(house, lambda told, day=day: told["law"].update(on=day))  # type: ignore[misc]
    yesterday = (today - dt.timedelta(days=1)).isoformat()
    reckoned(house, lambda told: told["law"].update(on=yesterday)).check([1])  # it is midnight somewhere

    first = ["2019-01-01T00:00Z", "2019-01-01"]
    assert law_answer.RECEIPT in refused(house, lambda told: told["law"].update(first=first))
    assert "not earlier" in refused(house, lambda told: told["law"].update(first=["2999-01-01T00:00Z", "2999-01-01"]))
    assert law_answer.PLACE in refused(house, lambda told: told.update(country="FR"))
    assert law_answer.PLACE in refused(house, lambda told: told.update(timezone="Asia/Tokyo"))


def test_an_earlier_receipt_that_the_desk_lets_people_sign_for_is_named(house: ReleaseHouse) -> None:
    first = ["2019-01-01T00:00Z", "2019-01-01"]
    hash_ = hashlib.sha256(encode(first)).hexdigest()
    made = reckoned(house, lambda told: told["law"].update(first=first), shows=shows(law_answer.RECEIPT, hash_))
    assert "2019-01-01" in made.lines[-1]


def test_other_law_files_are_named_with_both_hashes_and_refuse_nothing(house: ReleaseHouse) -> None:
    def says(told: Told) -> None:
        told["law"]["answers"]["1"]["suggested"] = "refuse"

    mine = house.client("birch").look(house.case).shown.relied["items"][0]["law"]
    path = next(path for path in mine if path.startswith("instruments/"))
    made = reckoned(house, says, shows=shows(path, "e" * 64))
    made.check([1])
    lines = "\n".join(made.lines)
    assert path in lines
    assert mine[path][:12] in lines
    assert "eeeeeeeeeeee" in lines
    assert "the desk says refuse" in lines


def test_whoever_checks_later_reckons_again_and_names_who_signed_another_answer(house: ReleaseHouse) -> None:
    who = house.client("birch")
    fetched = fetch(who, house.case)
    material = material_of(house.place, "birch")
    _, made = reckoned_of(fetched, material, who.now)
    assert made is not None
    honest = made.signed([1])
    assert honest is not None
    cedar, birch = house.client("cedar"), house.client("birch")
    proposes = {"item": 1, "outcome": "comply", "ground": "", "lines": []}
    cedar.act(cedar.look(house.case), Act.DECISION_PROPOSE, proposes, law=replace(honest, by=Reckoner.DESK))
    answers = {"item": 1, "question": "count", "answer": "no", "until": None, "why": "law"}
    other = LawAnswer({"1": "0" * 64}, Reckoner.VAULT)
    birch.act(birch.look(house.case), Act.GATE_ANSWER, answers, law=other)
    looked = house.client("birch").look(house.case)
    seen = looked.seen
    honest_one, odd = Checker.of(seen, looked.shown, LIBRARY).again()
    assert honest_one.how is Agreement.AGREES
    assert odd.how is Agreement.DIFFERS
    assert "gate.answer by birch" in odd.line
    assert "by their own machine" in odd.line
    kept = [stated.law for stated in seen.statements.values() if stated.law]
    assert {one.by for one in kept} == {"vault", "desk"}


def test_the_vault_asks_its_own_process(house: ReleaseHouse) -> None:
    asking = house.question(relied=house.client("birch").look(house.case).shown.relied, law=handed(house), items=[1])

    def answer(**more: Any) -> Told:
        return vault_law.answer({**asking, **more}, crypto.verify, house.place.desk.now)

    good = answer()
    assert good == {
        "answer": {"1": law_answer.hash_of(asking["law"]["law"]["answers"]["1"])},
        "files": [],
        "answers": [],
        "signed": [],
        "since": "",
        "hangs_on": handed(house)["law"]["hangs_on"]["1"],
    }
    assert {"document_date", "consent_of_target"} <= set(good["hangs_on"])
    silent = json.loads(json.dumps(asking["law"]))
    silent["law"]["hangs_on"] = {"1": []}
    assert answer(law=silent) == good  # which facts matter is reckoned here, whatever the desk says
    lie = json.loads(json.dumps(asking["law"]))
    lie["law"]["answers"]["1"]["suggested"] = "refuse"
    assert answer(law=lie)["rule"] == own_law.RULE
    assert answer(law=lie, items=[])["answers"] == [[1, "suggested", lie_of(asking), "refuse"]]
    assert answer(law={}, items=[])["rule"] == "counter.form"
    assert answer(relied=None)["rule"] == "counter.form"
    assert answer(vkey="x")["rule"] == "access.not-on-roster"
    assert vault_law.answer([], crypto.verify, house.place.desk.now)["rule"] == "counter.form"
    assert json.loads(local_vault.ANSWERS[local_vault.LAW](b"["))["rule"] == "counter.form"


@pytest.mark.parametrize("outcome", ["comply", "refuse"])
def test_the_vault_grants_nothing_where_who_left_alone_compared(house: ReleaseHouse, outcome: str) -> None:
    """By a former key a lying desk could have it compared at any time; to object waits for no call (P9)."""
    place, case = house.place, house.case
    place.keyed(case)
    key = house_keys.standing(house.client("birch").look(case).seen)
    assert key is not None
    here = next(name for name in ("birch", "cedar", "aster") if name not in {key.by, key.seen})
    assert isinstance(place.propose(case, outcome, by=key.by, ground="counsel" if outcome == "refuse" else ""), Done)
    place.later(minutes=5)
    note = place.ask(key.seen, Act.KEY_RETIRE, place.key(key.seen))
    assert isinstance(desk_acts.perform(place.desk, note), Done)
    place.desk = replace(place.desk, standing=stood.standing({place.desk.roster.number: place.desk.roster}))

    def answer(**more: Any) -> Told:
        shown = house.client(here).look(case).shown
        asking = house.question(here, relied=shown.relied, law=handed(house), items=[1])
        return vault_law.answer({**asking, **more}, crypto.verify, place.desk.now)

    assert "rule" not in answer()  # nobody agrees to anything
    assert "rule" not in answer(compared=[case])  # this vault compares it now
    told = answer(compared=[])
    assert told.get("rule") == ("case.vessel" if outcome == "comply" else None)
    assert outcome != "comply" or "calls the office back there" in told["reason"]


def lie_of(asking: Told) -> str:
    return str(asking["law"]["law"]["answers"]["1"]["suggested"])
