"""Decisions reckoned again by whoever checks later: what law does not give is refused, what differs is named."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

import desk_samples
from dueprocess.adapters import crypto, law_files
from dueprocess.adapters.law_library import LIBRARY, LawLibrary
from dueprocess.case import decisions, law_answer
from dueprocess.client import vault_law, vault_questions
from dueprocess.client.person import Person
from dueprocess.desk.services.result import Done
from dueprocess.formats.refusal import DeniedError
from dueprocess.host import orders
from dueprocess.law.texts import Signature
from dueprocess.release.checks import standing_grant
from dueprocess.release.desk_client import Shown, Work
from dueprocess.release.law_again import RULE, Again, Agreement, Answered, Checker, check_law
from dueprocess.release.law_noted import Noted, Noting
from dueprocess.release.looked import Ready
from extraction_samples import Listed, source
from in_process import material
from release_house import ReleaseHouse, people

INSTRUMENT, ORAL = "instruments/DE-STPO-100J", "policies/POLICY-ORAL"
SIGNED = (("propose", "cedar"), ("approve", "birch"))
POLICY = "House policy refuses this kind of demand. Refuse, challenge, or ask counsel."
Text = dict[str, Any]


@pytest.fixture
def house(db: None, tmp_path: Path) -> ReleaseHouse:
    return ReleaseHouse.at(tmp_path, "ordered")


@pytest.fixture
def undecided(db: None, tmp_path: Path) -> ReleaseHouse:
    return ReleaseHouse.at(tmp_path, "built")


@dataclass(frozen=True)
class Altered(LawLibrary):
    """A checker whose program came with other law files than the desk's."""

    texts: Mapping[str, Any] = field(default_factory=dict)

    def shelf(self, signatures: Any, instead: Any) -> Any:
        return law_files.load(signatures=signatures, instead={**self.texts, **instead})


def otherwise(path: str = INSTRUMENT, **more: Any) -> Text:
    """A law file with other words, or another rule."""
    return {**copy.deepcopy(dict(law_files.load().text_of(path))), **more}


USE = {
    "code": "bound",
    "effect": "condition",
    "says": {"en": "For this alone.", "de": "Nur hierfür."},
    "cite": {"act": "An Act", "section": "s. 8", "in_force_from": None, "checked_on": None, "status": "unverified"},
}
ALIAS = otherwise(aliases=["another name"])
REFUSES = otherwise(ORAL, kinds=[], when={"always": True}, test={"not": {"always": True}}, recommend="refuse")


def again(house: ReleaseHouse, library: Any = LIBRARY, **more: Any) -> list[Again]:
    who = house.client("birch")
    looked = who.look(house.case)
    shown = replace(who.desk.shown(house.case, texts=True), **more)
    found = Checker.of(looked.seen, shown, library).again()
    return [one for one in found if one.stated.act.startswith("decision.")]


def host(house: ReleaseHouse, shows: Callable[[Shown], Shown] = lambda shown: shown) -> orders.Checked:
    """What the extraction host finds in its order."""
    desk = house.lies("well", shows=shows)
    made = orders.Host(people()["well"], desk, source(Listed(())), "3" * 64, lambda: house.place.desk.now)
    made = replace(made, source=replace(made.source, answers=frozenset({"subscriber"})))
    return orders.look(
        made, Work(house.case, house.production), orders.Memory(house.client("birch").look(house.case).newest)
    )


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(DeniedError) as fault:
        call()
    assert fault.value.rule == RULE, fault.value
    return fault.value.reason


def judged_by(house: ReleaseHouse, **more: Any) -> ReleaseHouse:
    """The same house, before anybody decided, with other law at its desk."""
    house.place.desk = replace(house.place.desk, shelf=law_files.load(**more))
    return house


def unseen(house: ReleaseHouse) -> ReleaseHouse:
    """As far as an order, by an orderer whose program reckons nothing again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Person, "law_again", lambda *_: Answered())
        return house.ordered()


def lawless(house: ReleaseHouse) -> ReleaseHouse:
    """The same at a desk that lets people grant what its law refuses."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decisions, "policy_fault", lambda *_: None)
        return unseen(house)


def test_of_an_honest_case_each_decision_agrees(house: ReleaseHouse) -> None:
    found = again(house)
    assert [(str(one.stated.act), one.how) for one in found] == [
        ("decision.propose", Agreement.AGREES),
        ("decision.approve", Agreement.AGREES),
    ]
    assert host(house).law == ()


def test_where_ones_own_texts_are_others_it_is_reckoned_by_those_that_were_used(house: ReleaseHouse) -> None:
    library = Altered(texts={INSTRUMENT: ALIAS, ORAL: None})
    for one in again(house, library):
        assert (one.how, one.files) == (Agreement.AGREES, (INSTRUMENT, ORAL))


def deep() -> Any:
    found: Any = {"always": True}
    for _ in range(300):
        found = {"not": found}
    return found


LIES: dict[str, Callable[[dict[str, Any]], object]] = {
    "missing": lambda texts: texts.pop(INSTRUMENT),
    "another": lambda texts: texts.update({INSTRUMENT: otherwise(aliases=["x"])}),
    "no text": lambda texts: texts.update({INSTRUMENT: "x"}),
    "no law file": lambda texts: texts.update({INSTRUMENT: {"id": "DE-STPO-100J"}}),
    "deep": lambda texts: texts.update(
        {INSTRUMENT: otherwise(test=[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]])}
    ),
    "nothing": lambda texts: texts.clear(),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_text_that_is_not_the_one_that_was_used_is_named(house: ReleaseHouse, lie: str) -> None:
    texts = dict(house.client("birch").desk.shown(house.case, texts=True).texts)
    LIES[lie](texts)
    for one in again(house, Altered(texts={INSTRUMENT: ALIAS}), texts=texts):
        assert (one.how, one.what) == (Agreement.UNKNOWN, (INSTRUMENT,))


def test_a_signature_of_counsel_that_nobody_gave_is_a_text_that_is_missing(undecided: ReleaseHouse) -> None:
    day = undecided.place.desk.today
    house = unseen(judged_by(undecided, signatures=[Signature("DE-STPO-100J", "cedar", day)]))
    assert [one.what for one in again(house)] == [(INSTRUMENT,)] * 2
    assert INSTRUMENT in refused(lambda: host(house))


def test_what_counsel_signed_counts_when_counsel_has_left(undecided: ReleaseHouse) -> None:
    undecided.place.sign_law("DE-STPO-100J")
    house = undecided.ordered()
    looked = house.client("birch").look(house.case)
    gone = {hash_: stated for hash_, stated in looked.seen.statements.items() if stated.act == "law.sign"}
    assert gone
    left = {hash_: stated for hash_, stated in looked.seen.statements.items() if hash_ not in gone}
    seen = replace(looked.seen, statements=left, past=gone)
    assert {one.how for one in Checker.of(seen, looked.shown, LIBRARY).again()} == {Agreement.AGREES}


def test_what_the_law_refuses_is_not_given_whatever_a_desk_let_two_people_sign(undecided: ReleaseHouse) -> None:
    house = lawless(judged_by(undecided, instead={ORAL: REFUSES}))
    assert {one.how for one in again(house)} == {Agreement.AGREES}, "they signed what the law answers: refuse"
    assert "policy refuses" in refused(lambda: host(house))
    assert "policy refuses" in refused(house.orders)


def test_what_ones_own_law_would_refuse_is_named_and_given_by_the_law_that_was_used(
    house: ReleaseHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orders, "LIBRARY", Altered(texts={ORAL: REFUSES}))
    assert host(house).law == (Noted(Noting.TEXT, (ORAL,)), Noted(Noting.OWN, ("1", "policy.refuses", POLICY)))
    assert [one.line for one in host(house).law] == [
        f"{ORAL} is another text than this machine's own",
        f"by this machine's own texts item 1 would be refused: {POLICY}",
    ]
    assert ORAL in refused(lambda: host(house, lambda shown: replace(shown, texts={})))


def test_what_the_law_merely_suggests_a_person_may_decide_otherwise(undecided: ReleaseHouse) -> None:
    suggests = otherwise(ORAL, kinds=[], when={"always": True}, test={"not": {"always": True}}, recommend="counsel")
    house = judged_by(undecided, instead={ORAL: suggests}).ordered()
    assert {one.how for one in again(house)} == {Agreement.AGREES}
    assert again(house)[0].stated.says["outcome"] == "comply"
    assert host(house).law == (Noted(Noting.TEXT, (ORAL,)),)


@pytest.mark.parametrize("part", ["suggested", "tell", "admit", "count", "grounds", "findings", "two"])
def test_an_answer_that_was_told_otherwise_is_named_with_its_part(undecided: ReleaseHouse, part: str) -> None:
    def told(answer: Text) -> Text:
        changes: Text = {
            "suggested": {"suggested": "object"},
            "grounds": {"grounds": answer["grounds"][1:]},
            "findings": {"findings": answer["findings"][:-1]},
            "two": {"suggested": "object", "findings": []},
        }.get(part) or {"may": {**answer["may"], part: "no" if answer["may"][part] != "no" else "yes"}}
        return {**answer, **changes}

    true = law_answer.answer_of
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(desk_samples.assessments, "answer_of", lambda judged: told(true(judged)))
        house = undecided.ordered()
    what = () if part == "two" else (part,)
    assert [(one.how, one.what) for one in again(house)] == [(Agreement.DIFFERS, what)] * 2
    named = "decision.approve by birch: they signed on another answer of the law, by the desk's word"
    lines = host(house).law
    assert any(named in one.line for one in lines)
    assert len(lines) == 2
    deal = dealt(house)
    assert deal.law == lines
    asking = house.question()
    drawn = vault_questions.answer(asking, crypto.verify, house.place.desk.now, house.saw())["law"]
    assert drawn == [["signed", "1", f"decision.{act}", by, "desk", "".join(what)] for act, by in SIGNED]


def dealt(house: ReleaseHouse) -> Ready:
    house.deals()
    return house.ready("birch")


def test_the_second_persons_own_vault_names_who_signed_on_another_answer(undecided: ReleaseHouse) -> None:
    house, true = undecided, law_answer.answer_of
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(desk_samples.assessments, "answer_of", lambda judged: {**true(judged), "suggested": "object"})
        assert isinstance(house.place.propose(house.case, "comply", by="cedar"), Done)
    shown = house.client("birch").look(house.case).shown
    handed = json.loads(json.dumps(material(house.place, "birch").law(house.case)))
    asking = house.question(relied=shown.relied, law=handed, items=[1])
    found = vault_law.answer(asking, crypto.verify, house.place.desk.now)
    assert found["signed"] == [[1, "cedar", "suggested"]]
    assert vault_law.answer({**asking, "items": [2]}, crypto.verify, house.place.desk.now)["signed"] == []


def test_ones_own_vault_says_before_a_share_opens_what_the_law_does_not_give(undecided: ReleaseHouse) -> None:
    house = lawless(judged_by(undecided, instead={ORAL: REFUSES}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(orders.law_again, "check_law", lambda *_: Answered())
        house.deals()
    asking = house.question()
    texts = json.loads(json.dumps(dict(house.client("birch").desk.shown(house.case, texts=True).texts)))
    whole = {**asking, "shown": {**asking["shown"], "texts": texts}}
    told = vault_questions.answer(whole, crypto.verify, house.place.desk.now, house.saw())
    assert told["rule"] == RULE
    assert "policy refuses" in told["reason"]
    assert vault_questions.answer(asking, crypto.verify, house.place.desk.now, house.saw())["rule"] == RULE, (
        "a text is missing"
    )
    assert "policy refuses" in refused(lambda: house.ready("birch"))


def test_an_answer_that_another_day_changed_is_named(undecided: ReleaseHouse) -> None:
    """Counsel's reading counts for twelve months: no text changed since, and the law answers otherwise."""
    undecided.place.sign_law("DE-STPO-100J")
    house = undecided.ordered()
    looked = house.client("birch").look(house.case)

    def after(days: int) -> tuple[Noted, ...]:
        day = house.place.desk.today + dt.timedelta(days=days)
        return check_law(looked.seen, looked.shown, standing_grant(looked.seen, 1), LIBRARY, day, dict).noted

    assert after(0) == ()
    assert after(800)
    assert all(one.line.startswith("since 2026-03-") and "nothing" not in one.of for one in after(800))


def test_conditions_of_use_are_those_of_the_law_by_which_it_was_decided(undecided: ReleaseHouse) -> None:
    """Of a text that somebody read lately; what the receiver's law lets it pass on is no condition."""
    on = undecided.place.desk.today.isoformat()
    read = {**USE, "cite": {**USE["cite"], "checked_on": on, "status": "verified"}}  # type: ignore[dict-item]
    more = [read, {**USE, "code": "unread"}, {**read, "code": "passed_on", "effect": "sharing"}]
    house = judged_by(undecided, instead={INSTRUMENT: otherwise(onward=more)}).ordered()
    looked = house.client("birch").look(house.case)
    (found,) = house.client("birch").law_again(looked, standing_grant(looked.seen, 1)).conditions
    assert (found.code, found.act, found.section) == ("bound", "An Act", "s. 8")
    assert found.says == {"de": "Nur hierfür.", "en": "For this alone."}
