"""Conflict of laws, the ways that remain, what becomes of the data, standing access, parts of a state."""

from typing import Any

import pytest

from case_builders import NOW, Desk
from dueprocess.case.duty_plan import duties_of
from dueprocess.law.assess import assess
from dueprocess.law.finding import Allowed, Effect, Met, Recommendation, Way
from dueprocess.law.texts import Signature
from law_builders import (
    DAY,
    ON,
    EveryDay,
    a_rule,
    build,
    cite,
    conflict,
    effects,
    face,
    instrument,
    judge,
    position,
    secrecy,
)

CONTENT = instrument(data=["content", "subscriber"])


def found(law: dict[str, Any], case: dict[str, Any], **more: Any) -> Any:
    item = {"data": ["content"], **more.pop("item", {})}
    return judge(build([CONTENT], conflicts=[law]), face(case, **item), **more)


def test_the_providers_own_law_bars_a_direct_demand_and_names_the_way() -> None:
    one = found(conflict(), {"route": "direct"}, provider="US")
    assert effects(one)["Y-BLOCK-1.channel"] is Effect.DEFECT
    assert one.recommendation is Recommendation.OBJECT
    assert [ground.code for ground in one.grounds] == ["form_missing", "conflict_of_laws"]
    assert [(way.code, way.says, way.decides) for way in one.channels] == [("treaty", "By treaty.", True)]


RISK = {"says": {"en": "A fine.", "de": "Eine Geldbuße."}, "cite": cite()}


def test_what_giving_risks_is_said_by_the_invoked_law_else_by_the_providers_own() -> None:
    union = conflict(id="Y-FINE-1", country="EU", data=[], when=None, rules=[], channels=[], wrong_grant=RISK)
    jail = {**RISK, "says": {"en": "Prison."}}
    home = {**union, "id": "Y-JAIL-1", "country": "DE", "data": ["content"], "wrong_grant": jail}
    risks = {
        data: judge(build([CONTENT], conflicts=[union, home]), face({}, data=[data]), provider="DE").wrong_grant
        for data in ("content", "subscriber")
    }
    assert {data: risk.says for data, risk in risks.items()} == {"content": "Prison.", "subscriber": "A fine."}
    of_order = instrument(data=["content"], wrong_grant={**RISK, "says": {"en": "Nothing in good faith."}})
    said = judge(build([of_order], conflicts=[home]), face({}, data=["content"]), provider="DE")
    assert said.wrong_grant.says == "Nothing in good faith."
    assert judge(build([CONTENT], conflicts=[home]), face({}, data=["content"]), provider="FR").wrong_grant is None


def test_a_demand_by_treaty_meets_it() -> None:
    one = found(conflict(), {"route": "treaty"}, provider="US")
    assert effects(one)["Y-BLOCK-1.channel"] is Effect.INFO
    assert one.recommendation is Recommendation.COMPLY
    assert "conflict_of_laws" not in {ground.code for ground in one.grounds}


@pytest.mark.parametrize(
    ("law", "case", "provider", "item"),
    [
        ({}, {}, None, {}),  # whose law binds the provider is not known
        ({}, {}, "DE", {}),
        ({}, {"country": "US"}, "US", {}),
        ({}, {}, "US", {"data": ["subscriber"]}),
        ({}, {}, "US", {"kind": "preservation"}),
        ({"in_force": {"from": "2026-02-21", "until": None}}, {}, "US", {}),
        ({"in_force": {"from": None, "until": "2026-02-19"}}, {}, "US", {}),
    ],
)
def test_it_speaks_only_where_it_is_the_providers_law_of_that_day(
    law: dict[str, Any], case: dict[str, Any], provider: str | None, item: dict[str, Any]
) -> None:
    one = found(conflict(**law), case, provider=provider, item=item)
    assert "Y-BLOCK-1.channel" not in effects(one)
    assert one.channels == ()


def test_the_face_goes_before_the_desks_country_and_the_union_speaks_in_each_state() -> None:
    assert found(conflict(), {"route": "direct", "provider_country": "US"}, provider="DE").channels
    union = conflict(country="EU", when=None)
    assert found(union, {"route": "direct"}, provider="FR").channels
    assert not found(union, {"route": "direct"}, provider="GB").channels


def test_what_is_not_known_asks_and_what_nobody_read_asks() -> None:
    assert effects(found(conflict(), {}, provider="US"))["Y-BLOCK-1.channel"] is Effect.CAUTION
    weak = conflict(rules=[a_rule("Y-BLOCK-1.channel", {"is": {"route": "treaty"}}, cite=cite("unverified", None))])
    one = found(weak, {"route": "direct"}, provider="US")
    assert effects(one)["Y-BLOCK-1.channel"] is Effect.CAUTION
    assert one.recommendation is Recommendation.COUNSEL
    signed = [Signature("Y-BLOCK-1", "fern", DAY(2026, 2, 1))]
    shelf = build([CONTENT], conflicts=[weak], signatures=signed)
    one = judge(shelf, face({"route": "direct"}, data=["content"]), provider="US")
    assert effects(one)["Y-BLOCK-1.channel"] is Effect.DEFECT


def test_a_channel_that_decides_goes_before_one_that_asks() -> None:
    weak = conflict(channels=[{"code": "treaty", "says": {"en": "Perhaps."}, "cite": cite("unverified", None)}])
    strong = conflict(id="Y-BLOCK-2", rules=[a_rule("Y-BLOCK-2.x")])
    shelf = build([CONTENT], conflicts=[weak, strong])
    one = judge(shelf, face({"route": "direct"}, data=["content"]), provider="US")
    assert [(way.code, way.says) for way in one.channels] == [("treaty", "By treaty.")]
    both = build([CONTENT], conflicts=[strong, {**weak, "id": "Y-BLOCK-3", "rules": [a_rule("Y-BLOCK-3.x")]}])
    one = judge(both, face({"route": "direct"}, data=["content"]), provider="US")
    assert [(way.code, way.says) for way in one.channels] == [("treaty", "By treaty.")]


def test_a_demand_of_the_providers_own_state_is_a_domestic_one() -> None:
    law = conflict(country="DE", when=None, rules=[a_rule("Y-BLOCK-1.home", {"is": {"route": "domestic"}})])
    assert effects(found(law, {}, provider="DE"))["Y-BLOCK-1.home"] is Effect.INFO
    assert effects(found(law, {"route": "direct"}, provider="DE"))["Y-BLOCK-1.home"] is Effect.DEFECT


ONWARD = [
    {"code": "abroad", "effect": "sharing", "says": {"en": "May go abroad."}, "cite": cite()},
    {
        "code": "purpose",
        "effect": "condition",
        "when": {"flag": "onward_sharing"},
        "says": {"en": "Only for this.", "de": "Nur hierfür."},
        "cite": cite("secondary", None),
    },
]


def test_what_becomes_of_the_data_is_said() -> None:
    shelf = build([instrument(onward=ONWARD)])
    plain = [(use.code, use.sharing, use.decides) for use in judge(shelf, face()).conditions]
    assert plain == [("abroad", True, True), ("purpose", False, False)]
    one = judge(shelf, face({"onward_sharing": False}), language="de")
    assert [(use.code, use.says) for use in one.conditions] == [("abroad", "May go abroad.")]


def test_the_ways_that_remain_follow_the_law() -> None:
    one = judge(build([instrument()]), face())
    assert one.ways == (Way.CLARIFY, Way.NARROW, Way.OBJECT, Way.CHALLENGE, Way.UNDER_PROTEST)
    open_law = instrument(grounds=[], secrecy=secrecy(source="none", tell="yes", admit="yes"))
    one = judge(build([open_law]), face())
    assert one.ways == (Way.CLARIFY, Way.NARROW, Way.CHALLENGE, Way.UNDER_PROTEST, Way.TELL, Way.PUBLISH)


@pytest.mark.parametrize(("source", "remedy"), [("statute", "yearly_review"), ("order", "motion"), ("request", "none")])
def test_an_order_is_lifted_by_a_motion_and_a_statute_is_looked_at_each_year(source: str, remedy: str) -> None:
    silent = secrecy(source=source, public={"en": "The law never lets us tell you.", "de": "Nie."})
    one = judge(build([instrument(secrecy=silent)]), face(), language="de")
    assert (one.may.remedy, one.may.public) == (remedy, "Nie.")
    assert judge(build([]), face()).may.remedy == "unknown"
    assert judge(build([]), face()).may.public is None


REGIONAL = instrument(
    id="DE-NW-POLG-1", country="DE-NW", rules=[a_rule("DE-NW-POLG-1.written")], aliases=["§ 1 PolG NRW"]
)


@pytest.mark.parametrize(("region", "fits"), [(None, True), ("DE-NW", True), ("DE-BY", False)])
def test_the_law_of_a_part_of_a_state_stands_beside_the_states_own(region: str | None, *, fits: bool) -> None:
    shelf = build([instrument(), REGIONAL])
    one = judge(shelf, face({"instruments": ["DE-NW-POLG-1"], "region": region}))
    assert ("DE-NW-POLG-1.written" in effects(one)) is fits
    covered = next(each for each in one.findings if each.rule == "DE-NW-POLG-1.covers")
    assert covered.outcome is (Met.MET if fits else Met.UNMET)
    assert shelf.countries == {"DE"}
    assert [each.id for each in shelf.of_state("DE")] == ["DE-NW-POLG-1", "X-ACT-1"]
    assert shelf.of_state("FR") == ()


@pytest.mark.parametrize(
    ("region", "nearest"), [(None, ("X-ACT-1",)), ("DE-NW", ("DE-NW-POLG-1", "X-ACT-1")), ("DE-BY", ("X-ACT-1",))]
)
def test_what_is_nearest_is_of_the_same_part(region: str | None, nearest: tuple[str, ...]) -> None:
    shelf = build([instrument(), REGIONAL])
    one = judge(shelf, face({"instruments": [], "region": region}))
    (asked,) = [each for each in one.findings if each.rule == "shelf.instrument"]
    near = [shelf.instruments[each] for each in nearest]
    says = "; ".join(f"{each.latest.cited.citation.section} {each.act} (A power)" for each in near)
    assert f"Nearest: {says}." in asked.says
    assert not any(each in asked.says for each in nearest)  # no id of the law data


def test_standing_access_and_what_the_law_page_says() -> None:
    standing = {"says": {"en": "Queries that we do not see."}, "since": "2021-12-01", "public": "yes", "cite": cite()}
    law = instrument(standing=standing, who={"en": "A regulator"}, court="none", falls_short=["NP-7"])
    version = build([law]).instruments["X-ACT-1"].latest
    assert version.standing is not None
    assert (version.standing.since, version.standing.public) == (DAY(2021, 12, 1), Allowed.YES)
    assert version.standing.cited.decides(ON)
    assert (version.who, version.court, version.falls_short) == ({"en": "A regulator"}, "none", ("NP-7",))


def test_a_position_is_nobodys_until_counsel_signs_it() -> None:
    assert build(positions=[position()]).positions["P-BILL-1"].signed == ()
    shelf = build(positions=[position()], signatures=[Signature("P-BILL-1", "fern", DAY(2026, 2, 1))])
    stand = shelf.positions["P-BILL-1"]
    assert [one.by for one in stand.signed] == ["fern"]
    assert (stand.stage, stand.on, stand.position) == ("bill", DAY(2015, 4, 16), "oppose")


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("X-ACT-1", True),
        ("X-ACT-1.written", True),
        ("X-ACT-1.secrecy", True),
        ("X-ACT-1.tariff", False),
        ("X-ACT-1.nothing", False),
        ("Y-BLOCK-1", True),
        ("Y-BLOCK-1.channel", True),
        ("Y-BLOCK-1.nothing", False),
        ("P-BILL-1", True),
        ("P-BILL-1.part", False),
        ("Z-1", False),
    ],
)
def test_what_counsel_may_sign(name: str, *, may: bool) -> None:
    shelf = build([instrument()], conflicts=[conflict()], positions=[position()])
    assert shelf.may_sign(name) is may
    assert shelf.tariff("Z-1.tariff") is None


def test_clocks_run_from_a_question_its_answer_and_an_extension() -> None:
    clocks = [
        {"what": "clarify", "due": {"days": 5, "from": "clarify_asked_on"}, "when": {"present": "clarify_asked_on"}},
        {"what": "transmit", "due": {"days": 10, "from": "clarify_answered_on"}},
        {"what": "lapse", "due": {"face": "extended_until"}, "when": {"present": "extended_until"}},
    ]
    law = instrument(clocks=[{**one, "says": {"en": "Due."}, "cite": cite()} for one in clocks])
    from dueprocess.law.assess import assess
    from law_builders import EveryDay

    days = {"clarify_asked_on": "2026-02-22", "clarify_answered_on": "2026-02-24", "extended_until": "2026-04-01"}
    made = assess(face(days), build([law]), ON, EveryDay())
    assert {(one.what, one.due) for one in made.duties} == {
        ("clarify", "2026-02-28T00:00Z"),
        ("transmit", "2026-03-07T00:00Z"),
        ("lapse", "2026-04-02T00:00Z"),
    }
    made = assess(face(), build([law]), ON, EveryDay())
    assert {(one.what, one.due) for one in made.duties} == {("transmit", None)}


@pytest.mark.parametrize(
    ("case", "until"),
    [
        ({}, "2026-03-06"),
        ({"secrecy_until": "2026-03-01"}, "2026-03-01"),
        ({"secrecy_until": "2026-05-01"}, "2026-05-01"),
        ({"secrecy_until": "2026-03-01", "secrecy_by_court": False}, "2026-03-01"),
        ({"secrecy_until": "2026-05-01", "secrecy_by_court": False}, "2026-03-06"),
        ({"secrecy_until": "2026-05-01", "secrecy_by_court": True}, "2026-05-01"),
        ({"secrecy_by_court": True}, None),
        ({"received_on": None}, None),
        ({"received_on": None, "secrecy_until": "2026-03-01", "secrecy_by_court": False}, "2026-03-01"),
    ],
)
def test_a_later_end_of_silence_is_the_courts_alone(case: dict[str, Any], until: str | None) -> None:
    silent = secrecy(source="order", until={"days": 14, "from": "received", "or_by_court": "secrecy_until"})
    one = judge(build([instrument(secrecy=silent)]), face(case))
    assert one.may.until == until


def test_what_the_authority_has_to_do_is_no_duty_of_the_desk() -> None:
    theirs = {"what": "notify_court", "by": "authority", "due": {"hours": 24}, "says": {"en": "It."}, "cite": cite()}
    ours = {"what": "respond", "due": {"days": 3}, "says": {"en": "We."}, "cite": cite()}
    made = assess(face(), build([instrument(clocks=[theirs, ours])]), ON, EveryDay())
    assert [(one.what, one.by) for one in made.duties] == [("notify_court", "authority"), ("respond", "provider")]
    planned = duties_of(Desk().case, made, NOW)
    assert [one.what for one in planned if one.rule == "X-ACT-1"] == ["respond"]
