"""The engine by a made-up shelf: what decides, what asks, what is open, what may be told."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.demand.codes import Kind
from dueprocess.demand.face import Face
from dueprocess.law.assess import assess
from dueprocess.law.coverage import nearest
from dueprocess.law.finding import Allowed, Effect, Layer, Met, Recommendation
from dueprocess.law.plain import to_plain
from dueprocess.law.shelf import Shelf
from dueprocess.law.texts import ShelfError, Signature
from dueprocess.law.used import used
from law_builders import (
    DAY,
    ON,
    READ_ON,
    EveryDay,
    a_rule,
    build,
    cite,
    effects,
    face,
    ground,
    instrument,
    judge,
    secrecy,
    tariff,
)

UNWRITTEN = {"written": False}


@pytest.mark.parametrize(
    ("on", "effect", "recommendation"),
    [
        (DAY(2027, 1, 10), Effect.DEFECT, Recommendation.CORRECT),
        (DAY(2027, 1, 11), Effect.CAUTION, Recommendation.COUNSEL),
    ],
)
def test_a_verification_decides_for_twelve_months(on: DAY, effect: Effect, recommendation: Recommendation) -> None:
    found = judge(build([instrument()]), face(UNWRITTEN), on)
    assert effects(found)["X-ACT-1.written"] is effect
    assert ("X-ACT-1.checked" in effects(found)) is (effect is Effect.CAUTION)
    assert found.recommendation is recommendation


@pytest.mark.parametrize("status", ["secondary", "unverified"])
def test_what_was_not_read_never_decides(status: str) -> None:
    weak = instrument(status=status, rules=[a_rule(cite=cite(status))])
    found = judge(build([weak]), face(UNWRITTEN))
    assert found.missing_required == ()
    assert effects(found)["X-ACT-1.written"] is Effect.CAUTION
    assert found.recommendation is Recommendation.COUNSEL
    assert judge(build([weak]), face()).recommendation is Recommendation.COUNSEL  # nor does it let pass


@pytest.mark.parametrize(
    ("signed", "on", "effect"),
    [
        ("X-ACT-1.written", DAY(2026, 3, 1), Effect.DEFECT),
        ("X-ACT-1", DAY(2026, 3, 1), Effect.DEFECT),
        ("X-ACT-1.written", DAY(2027, 2, 1), Effect.DEFECT),
        ("X-ACT-1.written", DAY(2027, 2, 2), Effect.CAUTION),
        ("X-ACT-1.written", DAY(2026, 1, 31), Effect.CAUTION),  # not signed yet
        ("X-ACT-1.other", DAY(2026, 3, 1), Effect.CAUTION),
    ],
)
def test_counsel_of_the_desk_makes_a_rule_decide(signed: str, on: DAY, effect: Effect) -> None:
    weak = instrument(status="unverified", checked_on=None, rules=[a_rule(cite=cite("unverified", None))])
    shelf = build([weak], signatures=[Signature(signed, "counsel", DAY(2026, 2, 1))])
    assert effects(judge(shelf, face(UNWRITTEN), on))["X-ACT-1.written"] is effect


@pytest.mark.parametrize(
    ("when", "claim", "told"),
    [
        ({"not": {"flag": "emergency"}}, {"emergency": True}, {"emergency": False}),
        ({"not": {"flag": "issuer_competent"}}, {"issuer_competent": True}, {"issuer_competent": False}),
        ({"not": {"in": {"route": ["agreement"]}}}, {"route": "agreement"}, {"route": "direct"}),
    ],
)
def test_no_claim_of_who_asks_closes_a_ground(when: Any, claim: Any, told: Any) -> None:
    """Objecting does not wait until somebody has confirmed what the demand says of itself (P9)."""
    shelf = build([instrument(grounds=[ground(when=when)])])
    for facts, opens in ((face(claim), True), (face(claim).confirm(claim), False), (face(told).confirm(told), True)):
        assert [one.code for one in judge(shelf, facts).grounds] == ["form_missing"] * opens


def test_a_document_that_is_dated_ahead_brings_no_law_about() -> None:
    later = {"in_force": {"from": "2028-01-01", "until": None}, "rules": [a_rule(test={"always": True})]}
    shelf = build([instrument(in_force={"from": "2020-01-01", "until": "2027-12-31"}, versions=[later])])
    assert judge(shelf, face({**UNWRITTEN, "document_date": "2028-02-01"})).missing_required == ("X-ACT-1.written",)


def test_whoever_signed_each_rule_has_read_the_instrument() -> None:
    weak = instrument(status="unverified", rules=[a_rule(cite=cite("unverified"))])
    shelf = build([weak], signatures=[Signature("X-ACT-1.written", "counsel", DAY(2026, 2, 1))])
    found = judge(shelf, face())
    assert "X-ACT-1.checked" not in effects(found)
    assert found.recommendation is Recommendation.COMPLY
    assert shelf.digest != shelf.law_digest == build([weak]).digest


def standard(number: int) -> dict[str, Any]:
    return {
        "id": f"S-{number}",
        "title": "A standard",
        "section": "p. 1",
        "source": {"title": "A standard"},
        "status": "unverified",
        "checked_on": None,
        "kinds": [],
        "test": {"flag": "necessity"},
        "says": {"en": "Necessity."},
    }


@given(st.integers(0, 80), st.sampled_from([True, False, None]), st.booleans())
def test_no_number_of_notes_changes_the_recommendation(count: int, necessity: bool | None, written: bool) -> None:  # noqa: FBT001
    a_face = face({"written": written, "necessity": necessity})
    bare = judge(build([instrument()]), a_face)
    noted = judge(build([instrument()], [standard(n) for n in range(count)]), a_face)
    assert noted.recommendation is bare.recommendation
    assert noted.missing_required == bare.missing_required
    assert len(noted.absent_by_standard) == (0 if necessity else count)
    assert len(noted.not_asked) == (count if necessity is None else 0)  # what nobody checked is neither met nor unmet
    assert all(one.effect in {Effect.NOTE, Effect.INFO} for one in noted.findings if one.layer is Layer.INTERNATIONAL)


READ = {"status": "verified", "checked_on": READ_ON}


@pytest.mark.parametrize(
    ("said", "confirmed", "necessity", "counted"),
    [
        (None, False, READ, "not_asked"),
        (None, True, READ, "not_asked"),
        (True, False, READ, "not_asked"),  # a machine read it, and nobody confirmed it
        (False, False, READ, "not_asked"),
        (True, True, READ, "met"),
        (False, True, READ, "unmet"),
        (False, True, {}, ""),  # of a standard that nobody read in its text nothing is claimed (P8)
        (True, True, {}, ""),
        (None, True, {}, ""),
        (False, True, {**READ, "when": {"flag": "emergency"}}, ""),  # it speaks of emergencies alone, and this is none
        (True, False, {**READ, "when": {"flag": "emergency"}}, "not_asked"),  # nobody confirmed that it is none
    ],
)
def test_a_standard_that_nobody_asked_about_counts_as_not_asked_and_never_as_met(
    said: bool | None,  # noqa: FBT001
    confirmed: bool,  # noqa: FBT001
    necessity: dict[str, Any],
    counted: str,
) -> None:
    a_face = face({"necessity": said, "emergency": False})
    known = {"emergency": False} if said is None else {"emergency": False, "necessity": said}
    shown = a_face.confirm(known) if confirmed else a_face
    assert judge(build([instrument()], [{**standard(1), **necessity}]), shown).standards == counted


@pytest.mark.parametrize(
    ("written", "counted"),
    [(False, "unmet"), (True, "not_asked"), (None, "not_asked")],
)
def test_one_standard_that_is_not_asked_leaves_no_demand_met(written: bool | None, counted: str) -> None:  # noqa: FBT001
    a_face = face({"written": written}).confirm({} if written is None else {"written": written})
    others = [{**standard(1), **READ}, {**standard(2), **READ, "test": {"flag": "written"}}]
    assert judge(build([instrument()], others), a_face).standards == counted


def test_grounds_are_those_of_the_instrument_and_no_others() -> None:
    opened = instrument(grounds=[ground(), ground("late", when={"flag": "emergency"})])
    calm = face({"emergency": False}).confirm({"emergency": False})
    assert [one.code for one in judge(build([opened]), calm).grounds] == ["form_missing"]
    assert [one.code for one in judge(build([opened]), face({"emergency": True})).grounds] == ["form_missing", "late"]
    assert judge(build([instrument(grounds=[])]), face()).grounds == ()


def test_a_ground_against_which_facts_were_confirmed_is_none() -> None:
    two = [a_rule(ground="form_missing"), a_rule("X-ACT-1.signed", {"flag": "signed"}, ground="form_missing")]
    shelf = build([instrument(rules=two, grounds=[ground(), ground("late")])])

    def offered(a_face: Face, of: Shelf = shelf) -> list[str]:
        return [one.code for one in judge(of, a_face).grounds]

    both = face({"signed": True})
    assert offered(both) == ["form_missing", "late"]  # a machine's word closes nothing
    assert offered(both.confirm({"written": True})) == ["form_missing", "late"]
    said = both.confirm({"written": True, "signed": True})
    assert offered(said) == ["late"]
    assert offered(both.confirm({"written": True, "signed": False})) == ["form_missing", "late"]
    weighed = [a_rule(ground="form_missing", recommend="challenge")]  # what a court weighs is wider than a rule
    assert offered(said, build([instrument(rules=weighed, grounds=[ground()])])) == ["form_missing"]


def test_an_objection_needs_a_ground_that_the_law_gives() -> None:
    objecting = [a_rule(recommend="object")]
    assert judge(build([instrument(rules=objecting)]), face(UNWRITTEN)).recommendation is Recommendation.OBJECT
    bare = instrument(rules=objecting, grounds=[])
    assert judge(build([bare]), face(UNWRITTEN)).recommendation is Recommendation.COUNSEL


def test_findings_say_claimed_until_confirmed() -> None:
    shelf, a_face = build([instrument()]), face()
    assert all(one.claimed for one in judge(shelf, a_face).findings)
    confirmed = a_face.confirm({"written": True})
    claimed = {one.rule: one.claimed for one in judge(shelf, confirmed).findings}
    assert claimed == {"X-ACT-1.covers": True, "X-ACT-1.written": False}


def test_what_a_confirmed_fact_decides_alone_is_not_claimed() -> None:
    urgent = {"all": [{"is": {"issuer": "prosecutor"}}, {"flag": "emergency"}]}
    by_court = {"any": [{"in": {"issuer": ["court"]}}, urgent]}
    shelf = build([instrument(rules=[a_rule(test=by_court)])])
    for issuer, claimed in (("police", False), ("court", False), ("prosecutor", True)):
        read = face({"emergency": False, "issuer": issuer}).confirm({"issuer": issuer})
        (ordered,) = [one for one in judge(shelf, read).findings if not one.rule.endswith(".covers")]
        assert ordered.claimed is claimed  # of the police's order nobody needs to know whether it was urgent
        nobody = judge(shelf, face({"emergency": False, "issuer": issuer}))
        assert all(one.claimed for one in nobody.findings)


@pytest.mark.parametrize("kind", ["shutdown", "throttling", "direct_access", "capability"])
def test_house_policy_refuses_what_rests_on_nothing(kind: str) -> None:
    rule = {
        "id": "POLICY-NO-BASIS",
        "kinds": [kind],
        "test": {"not": {"is": {"basis": "none"}}},
        "says": {"en": "House policy: refused."},
        "recommend": "refuse",
        "approved": {"by": None, "on": None},
    }
    shelf = build([instrument()], policies=[rule])
    a_face = face({"instruments": []}, kind=kind, basis="none", data=[])
    found = judge(shelf, a_face)
    (policy,) = [one for one in found.findings if one.rule == "POLICY-NO-BASIS"]
    assert (policy.layer, policy.citation.title) == (Layer.POLICY, "House policy")
    assert found.recommendation is Recommendation.REFUSE
    assert found.missing_required == ()
    unknown = judge(shelf, face({"instruments": []}, kind=kind, data=[]))
    assert unknown.recommendation is Recommendation.COUNSEL


@pytest.mark.parametrize(
    ("case", "item", "rule"),
    [
        ({"instruments": [], "country": "BR"}, {}, "shelf.country"),
        ({"instruments": [], "country": None}, {}, "shelf.country"),
        ({"instruments": []}, {}, "shelf.instrument"),
        ({"instruments": ["DE-OTHER-9"]}, {}, "shelf.instrument"),
    ],
)
def test_without_law_counsel_is_asked_and_nothing_is_made_up(
    case: dict[str, Any], item: dict[str, Any], rule: str
) -> None:
    found = judge(build([instrument()]), face(case, **item))
    assert found.missing_required == ()
    assert found.recommendation is Recommendation.COUNSEL
    assert [one.rule for one in found.findings] == [rule]
    assert found.findings[0].citation.title == "House policy"
    assert (found.may.tell, found.may.admit, found.may.count) == (Allowed.UNKNOWN,) * 3
    assert found.grounds == ()


def test_the_nearest_instruments_are_offered() -> None:
    other = instrument(id="X-ACT-2", kinds=["content"], rules=[])
    shelf = build([instrument(), other, instrument(id="X-ACT-3", country="FR", rules=[])])
    assert nearest(shelf, {"country": "DE", "kind": "disclosure"}) == ("X-ACT-1",)
    assert nearest(shelf, {}) == ()
    assert "Nearest: s. 1 Act (A power)." in judge(shelf, face({"instruments": []})).findings[0].says
    # Where none is near, no word of it: "Nearest: none." would send nobody anywhere.
    says = judge(shelf, face({"instruments": []}, kind="shutdown")).findings[0].says
    assert says == "The demand names no power that we know. Ask on which one it rests; ask counsel."


@pytest.mark.parametrize(
    ("case", "item", "recommendation"),
    [
        ({}, {"kind": "content"}, Recommendation.CORRECT),
        ({}, {"data": ["content"]}, Recommendation.CORRECT),
        ({}, {"data": ["content", "subscriber"]}, Recommendation.PARTIAL),
        ({}, {"service": "telecom"}, Recommendation.CORRECT),
        ({"country": "FR"}, {}, Recommendation.CORRECT),
        ({}, {"service": "hosting"}, Recommendation.COMPLY),
        ({}, {"service": "unknown"}, Recommendation.COMPLY),
        ({}, {"kind": None}, Recommendation.COUNSEL),
        ({}, {"data": None}, Recommendation.COUNSEL),
    ],
)
def test_a_power_that_does_not_cover(
    case: dict[str, Any], item: dict[str, Any], recommendation: Recommendation
) -> None:
    found = judge(build([instrument(services=["hosting"])]), face(case, **item))
    assert found.recommendation is recommendation
    assert ("X-ACT-1.covers" in found.missing_required) is (
        recommendation in {Recommendation.CORRECT, Recommendation.PARTIAL}
    )


def test_the_day_of_the_demand_chooses_the_text() -> None:
    later = {"in_force": {"from": "2026-02-01", "until": None}, "rules": [a_rule(test={"flag": "signed"})]}
    two = instrument(in_force={"from": "2020-01-01", "until": "2026-01-31"}, versions=[later])
    shelf = build([two])
    assert judge(shelf, face({"document_date": "2026-01-31"})).missing_required == ()
    unsigned = face({"document_date": "2026-02-01", "signed": False})
    assert judge(shelf, unsigned).missing_required == ("X-ACT-1.written",)
    assert judge(shelf, face({"document_date": "2019-12-31"})).missing_required == ("X-ACT-1.in-force",)
    assert judge(shelf, face({"received_on": None, "signed": True})).missing_required == ()  # the day of assessing


def test_a_text_that_was_not_in_force_is_among_what_judged() -> None:
    """Counsel who signs it turns a caution into a defect: what was decided before that is decided anew."""
    over = instrument(status="unverified", checked_on=None, in_force={"from": None, "until": "2020-12-31"})
    before, after = build([over]), build([over], signatures=[Signature("X-ACT-1", "counsel", DAY(2026, 2, 1))])
    asked = face()
    assert effects(judge(before, asked))["X-ACT-1.in-force"] is Effect.CAUTION
    assert effects(judge(after, asked))["X-ACT-1.in-force"] is Effect.DEFECT
    marks = [used(shelf, asked, assess(asked, shelf, ON, EveryDay())) for shelf in (before, after)]
    assert marks[0] != marks[1]
    assert "instruments/X-ACT-1" in marks[0][1]


ORDERED = {"source": "order", "by_order_only": True, "until": {"face": "secrecy_until"}, "confirm_by": {"days": 3}}
ORDERED |= {"ordered_by": "any"}
MAY: list[tuple[dict[str, Any], dict[str, Any], str, str | None]] = [
    ({}, {}, "no", None),
    ({"until": {"days": 14, "from": "received"}}, {}, "no", "2026-03-06"),
    ({"until": {"days": 5, "from": "received"}}, {}, "yes", "2026-02-25"),
    ({"until": {"months": 6, "from": "document"}}, {"document_date": "2026-01-31"}, "no", "2026-07-31"),
    ({"until": {"months": 6, "from": "document"}}, {}, "no", None),
    (ORDERED, {"secrecy": "order", "secrecy_until": "2026-03-01"}, "no", "2026-03-01"),
    (ORDERED, {"secrecy": "order", "secrecy_until": "2026-02-28"}, "yes", "2026-02-28"),
    (ORDERED, {"secrecy": "none"}, "yes", None),
    (ORDERED, {"secrecy": "request"}, "yes", None),
    (ORDERED, {"secrecy": "unknown"}, "unknown", None),
    (ORDERED, {}, "unknown", None),
    ({"source": "none", "tell": "yes"}, {"secrecy": "none"}, "yes", None),
    ({"source": "none", "tell": "yes"}, {"secrecy": "request"}, "yes", None),
    ({"source": "none", "tell": "yes"}, {"secrecy": "order"}, "unknown", None),
    ({"source": "none", "tell": "yes"}, {"secrecy": "order", "secrecy_until": "2026-02-01"}, "yes", None),
    ({"when": {"flag": "emergency"}}, {}, "unknown", None),
    ({"cite": cite("unverified")}, {}, "unknown", None),
    ({"cite": cite("verified", "2025-02-28")}, {}, "unknown", None),
]


@pytest.mark.parametrize(("rule", "case", "tell", "until"), MAY)
def test_may_we_tell(rule: dict[str, Any], case: dict[str, Any], tell: str, until: str | None) -> None:
    may = judge(build([instrument(secrecy=secrecy(**rule))]), face(case)).may
    assert (may.tell, may.until) == (tell, until)
    if tell == "unknown":
        assert (may.admit, may.count, may.who_notifies) == ("unknown", "unknown", "unknown")


def test_of_two_powers_the_more_closed_answer_holds() -> None:
    open_one = instrument(id="X-ACT-2", rules=[], secrecy=secrecy(source="none", tell="yes", who_notifies="provider"))
    shelf = build([instrument(), open_one, instrument(id="X-ACT-3", rules=[], secrecy=None)])
    for ids in (["X-ACT-1", "X-ACT-2"], ["X-ACT-2", "X-ACT-1"]):
        may = judge(shelf, face({"instruments": ids})).may
        assert (may.tell, may.who_notifies) == ("no", "authority")
    silent = judge(shelf, face({"instruments": ["X-ACT-3"]})).may
    assert silent.tell is Allowed.UNKNOWN


def test_what_gives_no_power_and_says_nothing_of_silence_is_passed_over() -> None:
    beside = instrument(id="X-ACT-2", rules=[], power=False, secrecy=None)
    gag = instrument(id="X-ACT-3", rules=[], power=False, secrecy=secrecy())
    open_one = instrument(secrecy=secrecy(source="none", tell="yes", who_notifies="provider"))
    shelf = build([open_one, beside, gag])
    for ids, tell in ((["X-ACT-1", "X-ACT-2"], "yes"), (["X-ACT-1", "X-ACT-3"], "no"), (["X-ACT-2"], "unknown")):
        assert judge(shelf, face({"instruments": ids, "secrecy": "none"})).may.tell == tell


def test_an_urgent_gag_raises_a_duty_to_ask() -> None:
    shelf = build([instrument(secrecy=secrecy(**ORDERED))])

    def duties(**case: Any) -> list[tuple[str, str | None]]:
        judged = assess(face(case), shelf, ON, EveryDay())
        return [(one.what, one.due) for one in judged.duties]

    assert duties(secrecy="order", secrecy_by_court=False) == [("ask_confirmation", "2026-02-24T00:00Z")]
    assert duties(secrecy="order", secrecy_by_court=True) == []
    assert duties(secrecy="none") == []


def test_clocks() -> None:
    def clock(**more: Any) -> dict[str, Any]:
        return {"what": "transmit", "due": None, "says": {"en": "Transmit."}, "cite": cite(), **more}

    ten = {"days": 10, "calendar": "EU-1182-71"}
    rules = [
        clock(due=ten, not_before=ten, when={"not": {"flag": "emergency"}}),
        clock(due={"hours": 8, "from_next_full_hour": True}, when={"flag": "emergency"}),
        clock(what="object", due={"months": 1, "from": "document"}),
        clock(what="preserve"),
    ]
    shelf = build([instrument(clocks=rules)])

    def due(**case: Any) -> set[tuple[str, str | None, str | None]]:
        return {(one.what, one.due, one.not_before) for one in assess(face(case), shelf, ON, EveryDay()).duties}

    ordinary = ("transmit", "2026-03-03T00:00Z", "2026-03-03T00:00Z")
    urgent = ("transmit", "2026-02-20T23:00Z", None)
    rest = {("object", None, None), ("preserve", None, None)}
    assert due(emergency=False) == {ordinary} | rest
    assert due(emergency=True, received_at="2026-02-20T14:01Z") == {urgent} | rest
    assert due(received_at="2026-02-20T14:01Z") == {ordinary, urgent} | rest  # not known: both are shown
    assert ("object", "2026-03-02T00:00Z", None) in due(document_date="2026-02-01")


def test_a_clock_whose_first_day_counts() -> None:
    said = {"what": "lapse", "says": {"en": "It ends."}, "cite": cite()}
    rule = {**said, "due": {"months": 1, "from": "document", "inclusive": True}}
    judged = assess(face({"document_date": "2026-02-01"}), build([instrument(clocks=[rule])]), ON, EveryDay())
    assert [one.due for one in judged.duties] == ["2026-03-01T00:00Z"]  # a day earlier than without


@pytest.mark.parametrize(
    ("what", "law", "stated", "due"),
    [
        ("respond", None, "2026-02-26", ["2026-02-27T00:00Z"]),
        ("respond", None, "PT48H", ["2026-02-22T14:01Z"]),
        ("respond", None, None, [None]),
        ("respond", None, "immediately", [None]),
        ("respond", {"days": 10}, "2026-02-26", ["2026-03-03T00:00Z", "2026-02-27T00:00Z"]),  # beside the law's own
        ("transmit", None, "2026-02-26", [None, "2026-02-27T00:00Z"]),
    ],
)
def test_without_delay_means_by_the_day_that_the_demand_sets(
    what: str, law: dict[str, int] | None, stated: str | None, due: list[str | None]
) -> None:
    rule = {"what": what, "due": law, "says": {"en": "Do it."}, "cite": cite()}
    case = face({"deadline": stated, "received_at": "2026-02-20T14:01Z"})
    judged = assess(case, build([instrument(clocks=[rule])]), ON, EveryDay())
    assert [one.due for one in judged.duties] == due
    # Where nobody sets a time, the house sets itself hours and says that they are its own.
    assert [one.target for one in judged.duties if one.due is None] == ["2026-02-23T14:01Z"] * due.count(None)


@pytest.mark.parametrize(
    ("what", "case", "target"),
    [
        ("respond", {"received_at": "2026-02-20T14:01Z"}, "2026-02-23T14:01Z"),
        ("respond", {"received_at": "2026-02-20T14:01Z", "emergency": True}, "2026-02-20T22:01Z"),
        ("preserve", {"received_at": "2026-02-20T14:01Z"}, "2026-02-20T22:01Z"),
        ("preserve", {}, "2026-02-21T08:00Z"),
        ("preserve", {"received_on": None, "document_date": "2026-02-18"}, "2026-02-19T08:00Z"),
        ("preserve", {"received_on": None}, "2026-03-02T08:00Z"),
    ],
)
def test_without_delay_is_a_target_of_hours_and_no_time_of_the_law(
    what: str, case: dict[str, Any], target: str
) -> None:
    rule = {"what": what, "due": None, "says": {"en": "Do it."}, "cite": cite()}
    (duty,) = assess(face(case), build([instrument(clocks=[rule])]), ON, EveryDay()).duties
    assert (duty.due, duty.target) == (None, target)


def test_plain_form_has_the_fields_of_the_command_line() -> None:
    plain = to_plain(assess(face(UNWRITTEN), build([instrument()]), ON, EveryDay()), "c-1")
    assert plain["case"] == "c-1"
    item = plain["items"][0]
    assert item["missing_required"] == ["X-ACT-1.written"]
    assert {"rule", "outcome", "effect", "layer", "says", "citation"} <= set(item["findings"][0])
    assert {"title", "section", "url", "in_force_from", "status"} <= set(item["findings"][0]["citation"])
    assert {"tell", "admit", "count", "who_notifies", "until"} <= set(item["may"])
    assert set(item["grounds"][0]) == {"code", "says", "citation", "unmet"}
    assert item["wrong_refusal"]["says"] == "A fine."
    assert item["recommendation"] == "correct"


def test_german_words_where_they_are_and_english_where_not() -> None:
    found = judge(build([instrument()]), face(), language="de")
    assert found.grounds[0].says == "Keine Form."
    assert found.findings[1].says == "In writing."
    assert "deckt" in found.findings[0].says


def test_findings_that_decide_stand_first() -> None:
    shelf = build([instrument(rules=[a_rule(), a_rule("X-ACT-1.signed", {"flag": "signed"}, effect="counsel")])])
    found = judge(shelf, face({"written": False, "signed": False}))
    assert [one.effect for one in found.findings] == [Effect.DEFECT, Effect.COUNSEL, Effect.INFO]


def test_a_rule_that_does_not_apply_and_one_that_is_met_either_way() -> None:
    shelf = build([instrument(rules=[a_rule(when={"flag": "emergency"})])])

    def outcome(**case: Any) -> Met:
        return next(one.outcome for one in judge(shelf, face(case)).findings if one.rule == "X-ACT-1.written")

    assert outcome(emergency=False, written=False) is Met.NOT_APPLICABLE
    assert outcome(written=True) is Met.MET
    assert outcome(written=False) is Met.UNKNOWN
    assert outcome(emergency=True, written=False) is Met.UNMET


@pytest.mark.parametrize("kind", [*Kind])
def test_every_kind_gets_an_answer(kind: Kind) -> None:
    found = judge(build([instrument()], [standard(1)]), face(kind=kind.value))
    assert found.recommendation in Recommendation


@pytest.mark.parametrize(
    "files",
    [
        [instrument(), instrument()],
        [instrument(rules=[a_rule(), a_rule()])],
        [instrument(rules=[a_rule("Y-ACT-1.written")])],
        [instrument(rules=[a_rule(test={"flag": "kind"})])],
        [instrument(rules=[a_rule(ground="no_such_ground")])],
        [instrument(checked_on="soon")],
    ],
)
def test_law_that_contradicts_itself_is_refused(files: list[dict[str, Any]]) -> None:
    with pytest.raises(ShelfError, match="X-ACT-1"):
        build(files)


def test_the_digest_is_that_of_the_content() -> None:
    one, two = instrument(), instrument(id="X-ACT-2", rules=[])
    assert build([one, two]).digest == build([two, one]).digest
    assert build([one]).digest != build([instrument(verbatim_allowed=True)]).digest
    assert assess(face(), build([one]), ON, EveryDay()).shelf == build([one]).digest


def test_lookups() -> None:
    shelf = build([instrument(rules=[a_rule(ask={"en": "writing", "de": "Textform"})], tariff=tariff())], [standard(1)])
    assert shelf.aliases() == {"X-ACT-1": "X-ACT-1", "section 1 of the Act": "X-ACT-1"}
    assert shelf.ask("X-ACT-1.written", "de") == "Textform"
    assert shelf.ask("S-1", "de") is None
    assert shelf.ask("nothing", "de") is None
    names = ("S-1", "X-ACT-1", "X-ACT-1.secrecy", "X-ACT-1.tariff", "Y", "X-ACT-1.tariff.record")
    assert [shelf.may_sign(one) for one in names] == [True, True, True, True, False, False]
    assert not build([instrument()]).may_sign("X-ACT-1.tariff")


def test_a_tariff_charges_what_the_law_of_that_day_gives() -> None:
    claim = {"months": 3, "cite": cite(checked="2026-01-02")}
    older = {"in_force": {"from": "2010-01-01", "until": "2019-12-31"}, "tariff": None}
    shelf = build([instrument(tariff=tariff(claim_expires=claim), versions=[older])])
    (charge,) = judge(shelf, face({"signed": True}), language="de").charges
    assert (charge.position, charge.tariff, charge.per, charge.says) == (
        "X-ACT-1.tariff.record",
        "X-ACT-1.tariff",
        "record",
        "ein Satz",
    )
    assert (charge.cents, charge.currency, charge.decides) == (1805, "EUR", True)
    assert charge.expires is not None
    assert (charge.expires.amount, charge.expires.unit) == (3, "months")
    kept = shelf.tariff("X-ACT-1.tariff")
    assert kept.expires_cite is not None
    assert judge(shelf, face({"document_date": "2015-01-01"})).charges == ()
    assert judge(shelf, face(kind="content")).charges == (), "the power does not reach the item"


def test_a_tariff_that_nobody_verified_asks_until_counsel_signs_it() -> None:
    unread = instrument(tariff=tariff(cite=cite("unverified", None)))
    assert [one.decides for one in judge(build([unread]), face()).charges] == [False]
    for rule in ("X-ACT-1.tariff", "X-ACT-1"):
        signed = build([unread], signatures=[Signature(rule, "cedar", ON)])
        assert [one.decides for one in judge(signed, face()).charges] == [True]
        assert judge(signed, face()).charges[0].citation.signed_on == ON.isoformat()
    assert not judge(build([unread], signatures=[Signature("X-ACT-1.secrecy", "cedar", ON)]), face()).charges[0].decides
    stale = build([instrument(tariff=tariff(cite=cite(checked="2020-01-01")))])
    assert [one.decides for one in judge(stale, face()).charges] == [False]


def test_a_position_has_its_own_name() -> None:
    line = tariff()["lines"][0]
    with pytest.raises(ShelfError, match="two lines"):
        build([instrument(tariff=tariff(line, line))])


def test_a_rule_beside_a_power_gives_none_itself() -> None:
    beside = instrument(id="X-ACT-2", power=False, data=[], rules=[a_rule("X-ACT-2.signed", {"flag": "signed"})])
    shelf = build([instrument(), beside])
    found = judge(shelf, face({"instruments": ["X-ACT-1", "X-ACT-2"], "signed": False}))
    assert found.missing_required == ("X-ACT-2.signed",)
    assert judge(shelf, face({"instruments": ["X-ACT-2"], "signed": True})).recommendation is Recommendation.COUNSEL
    uncovered = face({"instruments": ["X-ACT-1", "X-ACT-2"], "signed": True}, data=["content", "subscriber"])
    assert judge(shelf, uncovered).recommendation is Recommendation.PARTIAL


def test_one_form_that_serves_two_powers_and_the_part_that_stands() -> None:
    second = instrument(id="X-ACT-2", data=["traffic"], rules=[a_rule("X-ACT-2.signed", {"flag": "signed"})])
    shelf = build([instrument(together_with=["X-ACT-2"]), second])
    both = judge(shelf, face({"signed": False}, data=["subscriber", "traffic"]))
    assert (both.missing_required, both.recommendation) == (("X-ACT-2.signed",), Recommendation.PARTIAL)
    only = judge(shelf, face({"signed": False}))
    assert only.recommendation is Recommendation.COMPLY
    assert {one.rule: one.outcome for one in only.findings}["X-ACT-2.covers"] is Met.NOT_APPLICABLE
    unknown = judge(shelf, face({"signed": False}, data=None))
    assert unknown.recommendation is Recommendation.CORRECT


def test_house_policy_asks_for_form_only_where_no_power_is_exercised() -> None:
    rule = {
        "id": "POLICY-FORM",
        "kinds": [],
        "test": {"flag": "named_official"},
        "says": {"en": "House policy: a name, please."},
        "recommend": "correct",
        "approved": {"by": "the board", "on": "2026-01-01"},
    }
    shelf = build([instrument()], policies=[rule])
    assert judge(shelf, face({"named_official": False})).recommendation is Recommendation.COUNSEL
    no_power = face({"named_official": False, "instruments": []})
    assert judge(shelf, no_power).recommendation is Recommendation.CORRECT


def test_the_directory() -> None:
    entry = {
        "id": "DE-AG-X",
        "country": "DE",
        "name": {"de": "Amtsgericht X"},
        "aliases": ["AG X"],
        "kind": "court",
        "place": None,
        "source": {"title": "a list"},
        "status": "unverified",
        "checked_on": None,
    }
    found = build(authorities=[entry]).authorities["DE-AG-X"]
    assert (found.kind.value, found.aliases, found.citation.status.value) == ("court", ("AG X",), "unverified")


def test_an_unknown_silence_has_a_citation_in_the_plain_form_or_none() -> None:
    duty_less = to_plain(assess(face({"instruments": []}), build([instrument()]), ON, EveryDay()), None)
    assert duty_less["items"][0]["may"]["citation"] is None
    assert [(one["rule"], one["due"]) for one in duty_less["duties"]] == [("house.target", None)]


def test_duties_of_the_plain_form() -> None:
    clock = {"what": "transmit", "due": {"hours": 1}, "says": {"en": "Transmit."}, "cite": cite()}
    plain = to_plain(assess(face(), build([instrument(clocks=[clock])]), ON, EveryDay()), None)
    (duty,) = plain["duties"]
    assert (duty["what"], duty["due"], duty["rule"]) == ("transmit", "2026-02-21T01:00Z", "X-ACT-1")
    assert duty["citation"]["title"] == "Act"


def test_an_instrument_that_one_form_also_invokes_may_be_missing() -> None:
    found = judge(build([instrument(together_with=["X-ACT-9"])]), face())
    assert found.recommendation is Recommendation.COMPLY


def test_two_items_have_the_same_clock() -> None:
    clock = {"what": "transmit", "due": {"hours": 1}, "says": {"en": "Transmit."}, "cite": cite()}
    one = face()
    judged = assess(Face(one.case, one.items * 2), build([instrument(clocks=[clock])]), ON, EveryDay())
    assert len(judged.items) == 2
    assert {(duty.what, duty.due) for duty in judged.duties} == {("transmit", "2026-02-21T01:00Z")}


def test_what_a_wrong_grant_risks_is_said_where_the_law_read_says_it_and_nowhere_else() -> None:
    assert to_plain(assess(face(), build([instrument()]), ON, EveryDay()), "c-1")["items"][0]["wrong_grant"] is None
    prison = {"says": {"en": "Prison."}, "cite": cite()}
    found = assess(face(), build([instrument(wrong_grant=prison)]), ON, EveryDay())
    assert to_plain(found, "c-1")["items"][0]["wrong_grant"]["says"] == "Prison."


@pytest.mark.parametrize("fact", [{"person_in_danger": True}, {"danger_to_life": True}, {"accusation": "religion"}])
def test_where_telling_could_harm_a_named_person_is_asked_before_any_yes(fact: dict[str, Any]) -> None:
    open_law = build([instrument(secrecy=secrecy(source="none", tell="yes", admit="yes"))])
    found = judge(open_law, face(fact))
    assert (found.may.tell, found.may.count) == (Allowed.UNKNOWN, Allowed.YES)
    assert "a named person asks" in found.may.says
    assert "tell" not in [str(way) for way in found.ways]
    for safe in ({}, {"person_in_danger": False}, {"accusation": "other"}):
        assert judge(open_law, face(safe)).may.tell is Allowed.YES
    silent = judge(build([instrument(secrecy=secrecy())]), face(fact))
    assert silent.may.tell is Allowed.NO  # a silence stays what it is
