"""Scenarios and the review of the shelf: what they find, and that they find it."""

from typing import Any

import pytest

from dueprocess.law.review import review
from dueprocess.law.scenario import Reach, ScenarioError, differences, gaps, judge, scenario_of
from dueprocess.law.texts import ShelfError
from law_builders import DAY, ON, EveryDay, a_rule, build, cite, conflict, ground, instrument, position, tariff

LAW = instrument(
    onward=[{"code": "abroad", "effect": "sharing", "says": {"en": "x"}, "cite": cite()}],
    clocks=[{"what": "respond", "due": {"days": 3}, "says": {"en": "x"}, "cite": cite()}],
    tariff=tariff(),
)
SHELF = build([LAW], conflicts=[conflict()])


def scenario(expect: dict[str, Any] | None = None, **more: Any) -> Any:
    case = {"country": "DE", "instruments": ["X-ACT-1"], "written": False, "received_on": "2026-02-20"}
    whole = {"case": case, "items": [{"kind": "disclosure", "data": ["subscriber"]}], "confirmed": ["all"]}
    data = {"title": "A demand", "on": ON.isoformat(), "face": whole, "expect": expect or {"items": []}, **more}
    return scenario_of(data)


def said(**want: Any) -> tuple[str, ...]:
    one = scenario({"items": [{"item": 1, **want}]})
    return differences(one, judge(one, SHELF, EveryDay()))


@pytest.mark.parametrize(
    "want",
    [
        {"defects": ["X-ACT-1.written"], "recommendation": "correct", "grounds": ["form_missing"]},
        {"defects_include": ["X-ACT-1.written"], "met_include": ["X-ACT-1.covers"], "cautions": [], "open_at_most": 1},
        {"may": {"tell": "no", "remedy": "yearly_review"}, "wrong_refusal": True, "provider_review": "formal"},
        {"not_found": ["X-ACT-1.other"], "ways_include": ["clarify", "object"], "notes_at_most": 0, "counsel": []},
        {"conditions": ["abroad"], "channels": [], "charges": ["X-ACT-1.tariff.record"], "charges_ask": []},
        {"claimed": [], "policy": [], "missing_required": ["X-ACT-1.written"], "absent_by_standard": []},
    ],
)
def test_what_holds_holds(want: dict[str, Any]) -> None:
    assert said(**want) == ()


@pytest.mark.parametrize(
    ("want", "why"),
    [
        ({"defects": []}, "defects are"),
        ({"grounds_include": ["other"]}, "grounds lack ['other']"),
        ({"not_found": ["X-ACT-1.written"]}, "is spoken of"),
        ({"open_at_most": 0}, "open:"),
        ({"recommendation": "comply"}, "recommendation is correct"),
        ({"may": {"tell": "yes"}}, "may tell is no"),
        ({"may": {"tale": "no"}}, "may tale is None"),
        ({"wrong_refusal": False}, "wrong_refusal"),
        ({"defect": []}, "unknown expectations"),
    ],
)
def test_what_does_not_hold_is_said(want: dict[str, Any], why: str) -> None:
    (line,) = said(**want)
    assert why in line


def test_duties_and_items_that_are_not_there() -> None:
    expect = {"items": [{"item": 2}], "duties": [{"what": "transmit"}], "no_duties": [{"what": "respond"}]}
    one = scenario(expect)
    lines = differences(one, judge(one, SHELF, EveryDay()))
    assert [line.split(":")[0].split(" {")[0] for line in lines] == ["item 2", "no duty", "a duty"]
    one = scenario({"duties": [{"what": "respond", "rule": "X-ACT-1"}], "no_duties": [{"what": "transmit"}]})
    assert differences(one, judge(one, SHELF, EveryDay())) == ()


def test_notes_are_counted() -> None:
    norm = {"id": "NP-7", "title": "A norm", "section": "7", "source": {"title": "x"}, "status": "secondary"}
    norm |= {"checked_on": None, "object": "demand", "kinds": [], "test": {"flag": "signed"}, "says": {"en": "Signed."}}
    shelf = build([LAW], [norm])
    one = scenario({"items": [{"item": 1, "notes_at_most": 0}]})
    (line,) = differences(one, judge(one, shelf, EveryDay()))
    assert "notes: ['NP-7']" in line


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"model": 1}, "unknown keys"),
        ({"expect": {"item": []}}, "unknown keys"),
        ({"face": {"case": {"writen": True}, "items": []}}, "writen"),
        ({"on": "soon"}, "soon"),
        ({"signed": [{"rule": "X"}]}, "'by' is missing"),
        ({"face": 7}, "not iterable"),
    ],
)
def test_a_scenario_of_another_form_is_refused(data: dict[str, Any], why: str) -> None:
    base = {"title": "x", "on": "2026-01-01", "face": {"case": {}, "items": []}, "expect": {"items": []}}
    with pytest.raises(ScenarioError, match=why):
        scenario_of({**base, **data})


def test_without_a_face_it_says_so() -> None:
    with pytest.raises(ScenarioError, match="'face' is missing"):
        scenario_of({"title": "x", "on": "2026-01-01", "expect": {}})


def test_signatures_and_the_providers_country_are_taken() -> None:
    one = scenario(signed=[{"rule": "X-ACT-1", "by": "fern", "on": "2026-01-02"}], provider="US")
    assert (one.signed[0].on, one.provider) == (DAY(2026, 1, 2), "US")


def test_what_no_scenario_shows() -> None:
    reach = Reach()
    everything = gaps(SHELF, reach)
    assert "rule X-ACT-1.written met" in everything
    assert "ground X-ACT-1 form_missing" in everything
    assert "clock X-ACT-1 respond" in everything
    assert "rule Y-BLOCK-1.channel unmet" in everything
    one = scenario()
    reach.note(judge(one, SHELF, EveryDay()))
    assert gaps(SHELF, reach) == (
        "rule X-ACT-1.written met",
        "rule Y-BLOCK-1.channel met",
        "rule Y-BLOCK-1.channel unmet",
    )


@pytest.mark.parametrize(
    ("test", "met"),
    [
        ({"ask_person": True}, False),
        ({"all": [{"flag": "signed"}, {"ask_person": True}]}, False),
        ({"any": [{"flag": "signed"}, {"ask_person": True}]}, True),
        ({"not": {"any": [{"flag": "signed"}, {"ask_person": True}]}}, False),
        ({"not": {"all": [{"flag": "signed"}, {"ask_person": True}]}}, True),
    ],
)
def test_what_only_a_person_can_answer_need_not_be_seen_met(test: dict[str, Any], *, met: bool) -> None:
    shelf = build([instrument(rules=[a_rule("X-ACT-1.ask", test)], grounds=[])])
    assert ("rule X-ACT-1.ask met" in gaps(shelf, Reach())) is met
    assert "rule X-ACT-1.ask unmet" in gaps(shelf, Reach())


def codes(*laws: dict[str, Any], **more: Any) -> list[tuple[str, bool]]:
    return [(one.code, one.wrong) for one in review(build(laws, **more), ON)]


FULL = {"who": {"en": "A court"}, "court": "prior"}


def test_a_shelf_without_fault_has_no_problem() -> None:
    assert codes(instrument(**FULL, tariff=tariff())) == []


@pytest.mark.parametrize(
    ("until", "wrong"),
    [("2019-12-31", []), ("2020-01-01", [("dates-overlap", True)]), (None, [("dates-overlap", True)])],
)
def test_texts_that_hold_on_one_day_contradict(until: str | None, wrong: list[tuple[str, bool]]) -> None:
    older = {"in_force": {"from": None, "until": until}}
    assert codes(instrument(**FULL, versions=[older])) == wrong


def test_other_problems_have_names() -> None:
    other = instrument(id="X-ACT-2", rules=[a_rule("X-ACT-2.r")], grounds=[ground()], together_with=["X-ACT-9"], **FULL)
    assert codes(instrument(**FULL), other) == [("alias-twice", True), ("id-unknown", True)]
    alias = instrument(id="X-ACT-2", rules=[a_rule("X-ACT-2.r")], grounds=[ground()], aliases=["X-ACT-1"], **FULL)
    assert codes(instrument(**FULL), alias) == [("alias-twice", True)]
    assert build([instrument(), alias]).aliases()["X-ACT-1"] == "X-ACT-1"  # no file takes over the name of another
    assert codes(instrument()) == [("thin", False)]
    assert codes(instrument(power=False)) == []
    assert codes(instrument(falls_short=["NP-99"], **FULL)) == [("id-unknown", True)]
    stale = instrument(rules=[a_rule(cite=cite(checked="2020-01-01"))], **FULL)
    assert codes(stale) == [("asks", False)]
    nobody = instrument(rules=[a_rule(cite=cite("unverified", None))], **FULL)
    (problem,) = review(build([nobody]), ON)
    assert problem.says == "X-ACT-1.written asks: unverified, read by nobody"
    assert codes(instrument(tariff=tariff(cite=cite("unverified", None)), **FULL)) == [("asks", False)]
    ahead = instrument(rules=[a_rule(cite=cite(checked="2036-01-10"))], **FULL)  # it would decide until 2037
    assert codes(ahead) == [("read-ahead", True)]
    lost = [position(standards=["NP-1"], replaced_by="Q-1"), position(id="P-BILL-2", replaced_by=None)]
    assert codes(positions=lost) == [("id-unknown", True), ("id-unknown", True)]


def test_a_file_that_is_no_document_of_ours_is_named() -> None:
    deep: dict[str, Any] = {"flag": "written"}
    for _ in range(40):
        deep = {"not": deep}
    with pytest.raises(ShelfError, match=r"^X-ACT-1: "):
        build([instrument(rules=[a_rule(test=deep)])])
