"""What an extraction host finds in an order, and what it refuses."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.formats import ordered, selector
from dueprocess.formats.canonical import encode
from dueprocess.formats.ordered import Ordered
from dueprocess.formats.refusal import DeniedError

KEY = b"k" * 32
MAIL = selector.selector("email", "a_b@postfach.example")
IP = selector.selector("ip", "203.0.113.7", at="2026-03-01T09:00:00Z", offset="+01:00", port=44321)
ORDER = Ordered("c-1", 1, "x-1", KEY, {"T1": MAIL, "T2": IP})
MARKS = {"T1": selector.mark(KEY, "T1", MAIL), "T2": selector.mark(KEY, "T2", IP)}


def test_an_order_comes_back_and_holds() -> None:
    again = ordered.parse(ORDER.encoded())
    assert again == ORDER
    again.check("c-1", 1, "x-1", MARKS)
    assert "postfach" not in repr(again)


@pytest.mark.parametrize(
    ("asked", "rule"),
    [
        (("c-2", 1, "x-1", MARKS), "order.another"),
        (("c-1", 2, "x-1", MARKS), "order.another"),
        (("c-1", 1, "x-2", MARKS), "order.another"),
        (("c-1", 1, "x-1", {"T1": MARKS["T1"]}), "order.targets"),
        (("c-1", 1, "x-1", {**MARKS, "T3": "0" * 64}), "order.targets"),
        (("c-1", 1, "x-1", {**MARKS, "T2": MARKS["T1"]}), "order.mark"),
    ],
)
def test_what_is_not_what_two_people_read_is_refused(asked: tuple[Any, ...], rule: str) -> None:
    with pytest.raises(DeniedError) as fault:
        ORDER.check(*asked)
    assert fault.value.rule == rule
    assert "postfach" not in str(fault.value)


@pytest.mark.parametrize(
    "change",
    [
        {"form": "dueprocess.order/2"},
        {"more": 1},
        {"case": 1},
        {"production": None},
        {"item": "1"},
        {"key": "k"},
        {"key": 7},
        {"targets": {}},
        {"targets": []},
        {"targets": {"T1": 1}},
        {"targets": {f"T{n}": MAIL.plain() for n in range(1, 1002)}},
    ],
)
def test_another_form_is_no_order(change: dict[str, Any]) -> None:
    plain = {**json.loads(ORDER.encoded()), **change}
    with pytest.raises(DeniedError) as fault:
        ordered.parse(encode(plain))
    assert fault.value.rule in {"order.form", "target.form"}


@given(st.binary(max_size=200))
def test_rubbish_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(DeniedError):
        ordered.parse(data)


def test_a_giant_is_not_read() -> None:
    with pytest.raises(DeniedError):
        ordered.parse(b"[" * (ordered.MAX_BYTES + 1))
