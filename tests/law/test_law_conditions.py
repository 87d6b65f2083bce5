"""The closed vocabulary of three-valued tests."""

# ruff: noqa: FBT001 - Kleene values are what is tested

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.law.conditions import MAX_DEPTH, ConditionError, compile_test, firm

CASES: list[tuple[dict[str, Any], dict[str, Any], bool | None]] = [
    ({"flag": "emergency"}, {"emergency": True}, True),
    ({"flag": "emergency"}, {"emergency": False}, False),
    ({"flag": "emergency"}, {}, None),
    ({"flag": "emergency"}, {"emergency": None}, None),
    ({"is": {"kind": "content"}}, {"kind": "content"}, True),
    ({"is": {"kind": "content"}}, {"kind": "account"}, False),
    ({"is": {"kind": "content"}}, {}, None),
    ({"is": {"issuer": "court"}}, {"issuer": "unknown"}, None),
    ({"in": {"country": ["DE", "FR"]}}, {"country": "FR"}, True),
    ({"in": {"data": ["traffic", "content"]}}, {"data": ("content", "subscriber")}, True),
    ({"in": {"data": ["traffic"]}}, {"data": ("subscriber",)}, False),
    ({"in": {"data": ["traffic"]}}, {"data": ()}, None),
    ({"only": {"data": ["subscriber", "traffic"]}}, {"data": ("subscriber",)}, True),
    ({"only": {"data": ["subscriber"]}}, {"data": ("subscriber", "traffic")}, False),
    ({"only": {"data": ["subscriber"]}}, {"data": ()}, None),
    ({"only": {"data": ["subscriber"]}}, {}, None),
    ({"present": "deadline"}, {"deadline": "P1D"}, True),
    ({"present": "deadline"}, {}, False),
    ({"present": "data"}, {"data": ()}, False),
    ({"present": "emergency"}, {"emergency": False}, True),
    ({"present": "targets"}, {"targets": 0}, True),
    ({"at_least": {"targets": 2}}, {"targets": 2}, True),
    ({"at_least": {"targets": 2}}, {"targets": 1}, False),
    ({"at_least": {"targets": 2}}, {}, None),
    ({"at_most": {"targets": 2}}, {"targets": 2}, True),
    ({"at_most": {"targets": 2}}, {"targets": 3}, False),
    ({"at_most": {"targets": 2}}, {}, None),
    ({"on_or_after": {"document_date": "2024-02-29"}}, {"document_date": "2024-02-29"}, True),
    ({"on_or_after": {"document_date": "2024-02-29"}}, {"document_date": "2024-02-28"}, False),
    ({"on_or_after": {"document_date": "2024-02-29"}}, {}, None),
    ({"always": True}, {}, True),
    ({"ask_person": True}, {"emergency": True}, None),
    ({"not": {"flag": "emergency"}}, {"emergency": False}, True),
    ({"not": {"flag": "emergency"}}, {"emergency": True}, False),
    ({"not": {"flag": "emergency"}}, {}, None),
]


@pytest.mark.parametrize(("test", "values", "answer"), CASES)
def test_each_test_answers_as_the_format_says(
    test: dict[str, Any], values: dict[str, Any], answer: bool | None
) -> None:
    assert compile_test(test).holds(values) is answer


@pytest.mark.parametrize(
    ("start", "end", "answer"),
    [
        ("2024-02-01", "2024-03-02", True),  # thirty days over a leap day
        ("2024-02-01", "2024-03-03", False),
        (None, "2024-03-02", None),
        ("2024-02-01", None, None),
    ],
)
def test_spans_of_days(start: str | None, end: str | None, answer: bool | None) -> None:
    test = compile_test({"days_at_most": {"from": "period_from", "to": "period_to", "days": 30}})
    assert test.holds({"period_from": start, "period_to": end}) is answer
    assert test.reads == {"period_from", "period_to"}


THREE = st.sampled_from([True, False, None])


def flags(*values: bool | None) -> dict[str, bool | None]:
    return dict(zip(("emergency", "written", "signed"), values, strict=True))


@given(THREE, THREE, THREE)
def test_all_any_and_not_are_kleene(one: bool | None, two: bool | None, three: bool | None) -> None:
    parts = [{"flag": "emergency"}, {"flag": "written"}, {"flag": "signed"}]
    values, given_values = flags(one, two, three), {one, two, three}
    every = compile_test({"all": parts}).holds(values)
    some = compile_test({"any": parts}).holds(values)
    assert every is (False if False in given_values else None if None in given_values else True)
    assert some is (True if True in given_values else None if None in given_values else False)
    opposite = compile_test({"not": {"all": [{"not": part} for part in parts]}}).holds(values)
    assert opposite is some  # De Morgan


@given(THREE, THREE, THREE, st.sampled_from([True, False]))
def test_learning_a_fact_never_turns_an_answer_round(
    one: bool | None, two: bool | None, three: bool | None, learnt: bool
) -> None:
    test = compile_test({"any": [{"all": [{"flag": "emergency"}, {"flag": "written"}]}, {"not": {"flag": "signed"}}]})
    before = test.holds(flags(one, two, three))
    after = test.holds(flags(*(learnt if value is None else value for value in (one, two, three))))
    assert before is None or before is after


_NAMES = ("written", "signed", "reasons")
_LEAVES = st.builds(lambda test, name: {test: name}, st.sampled_from(["flag", "present"]), st.sampled_from(_NAMES))
_TESTS = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda one: {"not": one}),
        st.builds(
            lambda name, parts: {name: parts}, st.sampled_from(["all", "any"]), st.lists(inner, min_size=1, max_size=3)
        ),
    ),
    max_leaves=6,
)
_VALUES = st.fixed_dictionaries(dict.fromkeys(_NAMES, st.sampled_from([True, False, None])))


@given(_TESTS, _VALUES, _VALUES, st.frozensets(st.sampled_from(_NAMES)))
def test_what_is_firm_stands_whatever_the_unconfirmed_facts_say(
    plain: Any, values: dict[str, bool | None], others: dict[str, bool | None], unconfirmed: frozenset[str]
) -> None:
    test = compile_test(plain)
    answer = firm(test, values, unconfirmed)
    if answer is not None:
        assert test.holds({**values, **{name: others[name] for name in unconfirmed}}) is answer
    assert firm(test, values, frozenset()) is test.holds(values)


def test_the_fields_that_a_test_reads() -> None:
    test = compile_test({"any": [{"flag": "written"}, {"not": {"in": {"data": ["traffic"]}}}, {"always": True}]})
    assert test.reads == {"written", "data"}


WRONG: list[Any] = [
    None,
    "flag",
    {},
    {"flag": "emergency", "not": {"always": True}},
    {"court": "yes"},
    {"flag": "no_such_field"},
    {"flag": 3},
    {"flag": "kind"},
    {"is": "kind"},
    {"is": {"kind": "content", "data": "traffic"}},
    {"is": {"kind": "no_such_code"}},
    {"is": {"kind": 1}},
    {"in": {"kind": "content"}},
    {"in": {"kind": []}},
    {"in": {"emergency": ["yes"]}},
    {"only": {"kind": ["content"]}},
    {"at_least": {"targets": "2"}},
    {"at_least": {"targets": True}},
    {"at_most": {"targets": -1}},
    {"at_most": {"kind": 1}},
    {"on_or_after": {"document_date": "soon"}},
    {"on_or_after": {"document_date": 2024}},
    {"on_or_after": {"kind": "2024-01-01"}},
    {"days_at_most": {"from": "period_from", "to": "period_to"}},
    {"days_at_most": []},
    {"days_at_most": {"from": "period_from", "to": "kind", "days": 1}},
    {"all": []},
    {"any": "written"},
    {"all": {"flag": "written"}},
    {"not": {"court": True}},
    {"always": False},
    {"ask_person": "please"},
]


@pytest.mark.parametrize("plain", WRONG)
def test_what_the_vocabulary_does_not_know_is_refused(plain: Any) -> None:
    with pytest.raises(ConditionError):
        compile_test(plain)


def test_depth_is_limited() -> None:
    plain: dict[str, Any] = {"always": True}
    for _ in range(MAX_DEPTH):
        plain = {"not": plain}
    assert compile_test(plain).holds({}) is True
    with pytest.raises(ConditionError, match="deeper"):
        compile_test({"not": plain})


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=9), lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["all", "any", "not", "flag", "is", "in", "x"]), inner), max_leaves=12))  # fmt: skip  # noqa: E501
def test_nothing_but_its_own_error(plain: Any) -> None:
    with contextlib.suppress(ConditionError):
        assert compile_test(plain).holds({}) in {True, False, None}
