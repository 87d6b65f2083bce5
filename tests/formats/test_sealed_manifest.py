"""The manifest: every field that the regulation asks for, one way to write it, and nothing else in it."""

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.formats import ordered, selector
from dueprocess.formats.canonical import encode
from dueprocess.formats.manifest import Condition, Count, File, Manifest, Order, parse, sent
from dueprocess.formats.ordered import Ordered
from dueprocess.formats.records import Dropped
from dueprocess.formats.refusal import DeniedError

ORDER = Order(
    case="c-" + "a" * 24,
    item=1,
    production="x-" + "b" * 24,
    order="1" * 64,
    approval="2" * 64,
    authority="DE-PP-TALBACH",
    instruments=("DE-STPO-100J",),
    period_from="2026-03-01",
    period_to="2026-03-31",
)
GOOD = Manifest(
    sender="Fennel Mail",
    recipient="post@talbach.example",
    order=ORDER,
    made_at="2026-11-25T10:00:00Z",
    files=(File("part-0001.tar", 65536, "a" * 128),),
    counts=(Count("T1", "traffic", 3, 900, "2026-03-02T00:00:00Z", "2026-03-05T00:00:00Z"),),
    dropped={Dropped.KIND: 2},
)
NOW = dt.datetime(2026, 11, 25, 11, tzinfo=dt.UTC)


def plain(**changes: Any) -> dict[str, Any]:
    return {**json.loads(GOOD.encoded()), **changes}


def test_it_comes_back_as_it_was_and_says_each_field() -> None:
    assert parse(GOOD.encoded()) == GOOD
    told = json.loads(GOOD.encoded())
    assert told["files"] == [{"algorithm": "SHA-512", "hash": "a" * 128, "name": "part-0001.tar", "size": 65536}]
    assert {"sender", "recipient", "order", "made_at", "means", "sent_at", "access_ends", "files"} <= set(told)
    assert GOOD.file("part-0001.tar") == GOOD.files[0]
    assert GOOD.file("part-0002.tar") is None
    assert "Talbach" not in repr(GOOD)


@pytest.mark.parametrize("days", [10, 45])
def test_what_is_sent_says_how_when_and_until(days: int) -> None:
    one = sent(GOOD, "cms", NOW, NOW.date() + dt.timedelta(days=days))
    assert parse(one.encoded()) == one
    assert (one.means, one.sent_at) == ("cms", "2026-11-25T11:00:00Z")


@pytest.mark.parametrize("days", [-1, 9, 46])
def test_access_ends_within_the_days_of_the_regulation(days: int) -> None:
    with pytest.raises(DeniedError) as caught:
        sent(GOOD, "cms", NOW, NOW.date() + dt.timedelta(days=days))
    assert caught.value.rule == "manifest.access"


def test_there_is_no_other_way_of_sending() -> None:
    with pytest.raises(DeniedError):
        sent(GOOD, "pigeon", NOW, NOW.date() + dt.timedelta(days=20))


def test_conditions_of_use_travel_with_what_is_sent_and_without_any_it_is_the_form_of_before() -> None:
    ends = NOW.date() + dt.timedelta(days=20)
    one = sent(GOOD, "cms", NOW, ends, (USE,))
    assert parse(one.encoded()) == one
    told = json.loads(one.encoded())
    assert (told["form"], told["conditions"]) == ("dueprocess.manifest/2", [TOLD])
    none = json.loads(sent(GOOD, "cms", NOW, ends).encoded())
    assert none["form"] == "dueprocess.manifest/1"
    assert "conditions" not in none


USE = Condition("purpose_bound", "An Act", "section 8", {"de": "Nur dafür.", "en": "For that alone."})
TOLD = {"act": "An Act", "code": "purpose_bound", "says": dict(USE.says), "section": "section 8"}
FILE = {"algorithm": "SHA-512", "hash": "a" * 128, "name": "part-0001.tar", "size": 65536}


@pytest.mark.parametrize(
    "changes",
    [
        {"form": "dueprocess.manifest/3"},
        {"form": "dueprocess.manifest/2"},
        {"form": "dueprocess.manifest/2", "conditions": []},
        {"conditions": [TOLD]},
        {"form": "dueprocess.manifest/2", "conditions": [{**TOLD, "says": {"en": "Only so."}}]},
        {"form": "dueprocess.manifest/2", "conditions": [{**TOLD, "section": ""}]},
        {"sender": ""},
        {"sender": 3},
        {"recipient": "a\nb"},
        {"made_at": "yesterday"},
        {"access_ends": "soon"},
        {"means": "pigeon"},
        {"files": []},
        {"files": [FILE, FILE]},
        {"files": [{**FILE, "algorithm": "MD5"}]},
        {"files": [{**FILE, "name": "../x"}]},
        {"files": [{**FILE, "size": -1}]},
        {"files": [{**FILE, "size": True}]},
        {"files": [{**FILE, "hash": "a"}]},
        {"counts": [{**json.loads(GOOD.encoded())["counts"][0], "target": "someone"}]},
        {"counts": [{**json.loads(GOOD.encoded())["counts"][0], "records": -1}]},
        {"dropped": {"taste": 1}},
        {"dropped": {"kind": -1}},
        {"order": {**json.loads(GOOD.encoded())["order"], "case": "x"}},
        {"order": {**json.loads(GOOD.encoded())["order"], "item": 0}},
        {"order": {**json.loads(GOOD.encoded())["order"], "instruments": [1]}},
        {"more": 1},
    ],
)
def test_anything_else_is_no_manifest(changes: dict[str, Any]) -> None:
    with pytest.raises(DeniedError) as caught:
        parse(encode(plain(**changes)))
    assert caught.value.rule == "manifest.form"


def test_bytes_that_are_not_the_canonical_ones() -> None:
    told = plain()
    del told["order"]
    for data in (b"", b"[]", json.dumps(plain()).encode(), encode(told), encode({**plain(), "dropped": [["kind", 2]]})):
        with pytest.raises(DeniedError):
            parse(data)


def test_a_manifest_that_breaks_the_form_is_not_written() -> None:
    with pytest.raises(DeniedError):
        replace(GOOD, files=()).encoded()
    with pytest.raises(DeniedError):
        replace(GOOD, sender="\ud800").encoded()
    with pytest.raises(DeniedError):
        replace(GOOD, order=replace(ORDER, instruments=("\ud800",))).encoded()


# --- what an extraction host finds in an order, and what it refuses ---

KEY = b"k" * 32
MAIL = selector.selector("email", "a_b@postfach.example")
IP = selector.selector("ip", "203.0.113.7", at="2026-03-01T09:00:00Z", offset="+01:00", port=44321)
ORDERED = Ordered("c-1", 1, "x-1", KEY, {"T1": MAIL, "T2": IP})
MARKS = {"T1": selector.mark(KEY, "T1", MAIL), "T2": selector.mark(KEY, "T2", IP)}


def test_an_order_comes_back_and_holds() -> None:
    again = ordered.parse(ORDERED.encoded())
    assert again == ORDERED
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
        ORDERED.check(*asked)
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
    plain = {**json.loads(ORDERED.encoded()), **change}
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
