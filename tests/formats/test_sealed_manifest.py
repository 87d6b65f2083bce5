"""The manifest: every field that the regulation asks for, one way to write it, and nothing else in it."""

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest

from dueprocess.formats.canonical import encode
from dueprocess.formats.manifest import Count, File, Manifest, Order, parse, sent
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


FILE = {"algorithm": "SHA-512", "hash": "a" * 128, "name": "part-0001.tar", "size": 65536}


@pytest.mark.parametrize(
    "changes",
    [
        {"form": "dueprocess.manifest/2"},
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
