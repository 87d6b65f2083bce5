"""What would change a finding: the shortest way to where the rule is met."""

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.demand.face import Face, from_plain, spec_of
from dueprocess.law.assess import assess
from dueprocess.law.plain import to_plain
from dueprocess.law.turning import SMALL_WORDS, Turn, is_flag, spoken, turning, turns
from law_builders import ON, EveryDay, a_rule, build, face, instrument, judge


def ways(test: Any, case: dict[str, Any], **item: Any) -> list[tuple[str, Any, bool]]:
    shelf = build([instrument(rules=[a_rule("X-ACT-1.r", test)])])
    one = face(case, **item)
    found = next(each for each in judge(shelf, one).findings if each.rule == "X-ACT-1.r")
    return [(turn.field, turn.value, turn.wanted) for turn in turns(shelf, found, {**one.case, **one.items[0]})]


@pytest.mark.parametrize(
    ("test", "case", "expected"),
    [
        ({"flag": "signed"}, {"signed": False}, [("signed", None, True)]),
        ({"flag": "signed"}, {"signed": True}, []),
        ({"flag": "signed"}, {}, [("signed", None, True)]),
        ({"not": {"flag": "signed"}}, {"signed": True}, [("signed", None, False)]),
        ({"in": {"issuer": ["court", "judge"]}}, {"issuer": "police"}, [("issuer", ("court", "judge"), True)]),
        ({"is": {"issuer": "court"}}, {"issuer": "police"}, [("issuer", "court", True)]),
        (
            {"all": [{"flag": "signed"}, {"flag": "reasons"}, {"flag": "written"}]},
            {"signed": False, "reasons": False},
            [("signed", None, True), ("reasons", None, True)],
        ),
        (
            {"any": [{"all": [{"flag": "signed"}, {"flag": "reasons"}]}, {"flag": "certified"}]},
            {"signed": False, "reasons": False, "certified": False},
            [("certified", None, True)],
        ),
        (
            {"not": {"any": [{"flag": "signed"}, {"flag": "reasons"}]}},
            {"signed": True, "reasons": True},
            [("signed", None, False), ("reasons", None, False)],
        ),
        ({"ask_person": True}, {}, []),
        ({"is": {"authority_kind": "police"}}, {"authority_kind": "regulator"}, []),
        ({"is": {"authority_kind": "police"}}, {}, [("authority_kind", "police", True)]),
        ({"any": [{"flag": "emergency"}, {"flag": "signed"}]}, {"emergency": False}, [("signed", None, True)]),
        ({"all": [{"ask_person": True}, {"flag": "signed"}]}, {"signed": False}, [("signed", None, True)]),
        (
            {"days_at_most": {"from": "document_date", "to": "secrecy_until", "days": 14}},
            {"document_date": "2026-02-01", "secrecy_until": "2026-03-01"},
            [("secrecy_until", 14, True)],
        ),
        ({"present": "secrecy_until"}, {}, [("secrecy_until", None, True)]),
    ],
)
def test_the_shortest_way(test: Any, case: dict[str, Any], expected: list[tuple[str, Any, bool]]) -> None:
    assert ways(test, case) == expected


def test_what_is_no_rule_has_no_way_and_each_fact_has_a_meaning() -> None:
    shelf = build([])
    found = judge(shelf, face()).findings[0]
    assert turns(shelf, found, {}) == ()
    turn = Turn("signed", "flag", None, wanted=True)
    assert "signature" in turn.meaning
    assert is_flag(turn)
    assert not is_flag(Turn("issuer", "is", "court", wanted=True))


_LEAVES = st.sampled_from([{"flag": name} for name in ("signed", "reasons", "certified", "redress")])
_TESTS = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
    ),
    max_leaves=6,
)
_FLAGS = st.fixed_dictionaries(
    {name: st.sampled_from([True, False, None]) for name in ("signed", "reasons", "certified", "redress")}
)


@given(_TESTS, _FLAGS)
def test_following_the_way_meets_the_rule_unless_it_needs_two_answers_of_one_fact(test: Any, flags: Any) -> None:
    """Property: where no fact is asked both ways and the rule can be met, setting the facts makes the rule met."""
    way = ways(test, flags)
    wanted = {field: value for field, _, value in way}
    if len(wanted) != len(way):
        return
    answers = (dict(zip(flags, each, strict=True)) for each in itertools.product((True, False), repeat=len(flags)))
    if all(ways(test, answer) for answer in answers):
        return  # signed and not signed: no facts meet such a rule
    assert ways(test, {**flags, **wanted}) == [] or not way


def test_the_plain_form_carries_it() -> None:
    shelf = build([instrument()])
    one: Face = face({"written": False})
    values = {**one.case, **one.items[0]}
    made = assess(one, shelf, ON, EveryDay())
    plain = to_plain(made, None, lambda _item, finding: turns(shelf, finding, values))
    found = next(each for each in plain["items"][0]["findings"] if each["rule"] == "X-ACT-1.written")
    says = "whether the demand is in writing"
    assert found["would_change"] == [{"field": "written", "test": "flag", "value": None, "wanted": True, "says": says}]
    codes = build([instrument(rules=[a_rule("X-ACT-1.i", {"in": {"issuer": ["court"]}})])])
    other = from_plain({"case": {**one.case, "instruments": ["X-ACT-1"], "issuer": "police"}, "items": [one.items[0]]})
    made = assess(other, codes, ON, EveryDay())
    plain = to_plain(made, None, lambda _item, finding: turns(codes, finding, {**other.case, **other.items[0]}))
    found = next(each for each in plain["items"][0]["findings"] if each["rule"] == "X-ACT-1.i")
    assert found["would_change"][0]["value"] == ["court"]


@pytest.mark.parametrize(
    ("turn", "said"),
    [
        (Turn("written", "flag", None, wanted=True), "whether the demand is in writing: yes"),
        (Turn("written", "flag", None, wanted=False), "whether the demand is in writing: no"),
        (Turn("secrecy_until", "present", None, wanted=True), "day on which the silence that is claimed ends: known"),
        (Turn("document_date", "present", None, wanted=False), "day that the document gives itself: not there"),
        (Turn("issuer", "in", ("court", "judge"), wanted=True), "who issued the order: court, judge"),
        (Turn("issuer", "is", "court", wanted=False), "who issued the order: none of these: court"),
        (Turn("route", "is", "treaty", wanted=True), "legal way on which the demand came: by mutual legal assistance"),
        (Turn("country", "is", "DE", wanted=True), "country of the authority: DE"),
        (
            Turn("country", "same", "provider_country", wanted=False),
            f"country of the authority: another than this: {spec_of('provider_country').meaning}",
        ),
        (Turn("targets", "at_most", 3, wanted=True), "number of accounts that are asked about: at most 3"),
        (Turn("targets", "at_most", 3, wanted=False), "number of accounts that are asked about: more than 3"),
    ],
)
def test_a_fact_is_said_in_words(turn: Turn, said: str) -> None:
    assert spoken(turn) == said


def test_every_small_word_can_be_handed_to_a_language() -> None:
    asked: list[str] = []
    facts = [Turn("written", "flag", None, wanted=wanted) for wanted in (True, False)] + [
        Turn("written", "present", None, wanted=wanted) for wanted in (True, False)
    ]
    facts += [
        Turn("targets", test, 1, wanted=wanted)
        for test in ("at_least", "at_most", "on_or_after", "days_at_most")
        for wanted in (True, False)
    ]
    facts.append(Turn("country", "is", "DE", wanted=False))
    facts += [Turn("country", "same", "provider_country", wanted=wanted) for wanted in (True, False)]
    for turn in facts:
        spoken(turn, lambda text: asked.append(text) or text)
    assert set(SMALL_WORDS) <= set(asked)


def test_facts_of_a_face_by_item() -> None:
    shelf = build([instrument(rules=[a_rule("X-ACT-1.home", {"is": {"provider_country": "DE"}})])])
    one = face({"written": False})
    found = next(each for each in judge(shelf, one).findings if each.rule == "X-ACT-1.home")
    assert [turn.field for turn in turning(shelf, one)(1, found)] == ["provider_country"]
    assert turning(shelf, one, "DE")(1, found) == ()
