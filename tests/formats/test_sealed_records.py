"""What a record says, and what of it a grant covers."""

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.formats import recipient
from dueprocess.formats.canonical import encode
from dueprocess.formats.recipient import How
from dueprocess.formats.records import (
    MAX_LINE,
    Dropped,
    Header,
    RecordError,
    Scope,
    is_safe,
    judge,
    parse_header,
    safe_name,
)
from dueprocess.formats.refusal import DeniedError

GOOD = {"at": "2026-03-01T12:00:00Z", "kind": "traffic", "length": 4, "line": True, "name": "log.jsonl", "target": "T1"}
SINCE, UNTIL = dt.datetime(2026, 3, 1, tzinfo=dt.UTC), dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
SCOPE = Scope({"T1": frozenset({"traffic", "subscriber"}), "T2": frozenset({"content"})}, SINCE, UNTIL)


def header(**changes: object) -> Header:
    return parse_header(encode({**GOOD, **changes}))


def test_a_header_says_what_its_line_says() -> None:
    one = header()
    assert (one.target, one.kind, one.at, one.name, one.length, one.line) == (
        "T1",
        "traffic",
        "2026-03-01T12:00:00Z",
        "log.jsonl",
        4,
        True,
    )
    assert "log" not in repr(one)


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (b"", "record.header"),
        (b"[]", "record.header"),
        (json.dumps(GOOD).encode(), "record.header"),  # another spelling than the canonical one
        (encode({**GOOD, "more": 1}), "record.header"),
        (encode({**GOOD, "length": True}), "record.header"),
        (encode({**GOOD, "length": -1}), "record.header"),
        (encode({**GOOD, "line": 1}), "record.header"),
        (encode({**GOOD, "kind": 1}), "record.header"),
        (encode({**GOOD, "at": "2026-03-01"}), "record.header"),
        (b" " * (MAX_LINE + 1), "record.header"),
        (encode({**GOOD, "name": "../x"}), "record.name"),
        (encode({**GOOD, "name": "/x"}), "record.name"),
    ],
)
def test_anything_else_is_refused(line: bytes, rule: str) -> None:
    with pytest.raises(RecordError) as caught:
        parse_header(line)
    assert caught.value.rule == rule


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, None),
        ({"target": "T3"}, Dropped.TARGET),
        ({"kind": "content"}, Dropped.KIND),
        ({"target": "T2"}, Dropped.KIND),
        ({"target": "T2", "kind": "content"}, None),
        ({"at": ""}, Dropped.TIME),
        ({"at": "2026-02-28T23:59:59Z"}, Dropped.PERIOD),
        ({"at": "2026-03-01T00:00:00Z"}, None),
        ({"at": "2026-03-31T23:59:59Z"}, None),
        ({"at": "2026-04-01T00:00:00Z"}, Dropped.PERIOD),
        ({"kind": "subscriber", "at": ""}, None),
        ({"kind": "subscriber", "at": "2019-01-01T00:00:00Z"}, None),
    ],
)
def test_what_exceeds_the_grant_says_why(changes: dict[str, object], why: Dropped | None) -> None:
    assert judge(SCOPE, header(**changes)) is why


def test_without_a_period_nothing_passes_that_has_a_time_of_its_own() -> None:
    scope = Scope({"T1": frozenset({"traffic", "subscriber"})})
    assert judge(scope, header()) is Dropped.TIME
    assert judge(scope, header(kind="subscriber")) is None
    assert judge(Scope(scope.kinds, SINCE, None), header()) is Dropped.TIME


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "a/../b", "a//b", "/a", "a\\b", "a\nb", "a:b", "e\u0301", "\u202egnp.exe", "x" * 181, "a/ ."],
)
def test_a_name_that_leads_elsewhere_or_lies_is_no_name(name: str) -> None:
    assert not is_safe(name)


@given(st.text(max_size=400))
def test_any_name_has_a_safe_one(name: str) -> None:
    assert is_safe(safe_name(name))


def test_a_safe_name_stays_and_a_long_one_keeps_its_end() -> None:
    assert safe_name("Post/März.eml") == "Post/März.eml"
    assert safe_name("ü" * 300 + ".eml").endswith("ü.eml")


# --- how a recipient's key is shown, and when it may be used ---

NOW = dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def test_ways_have_names_that_stay() -> None:
    assert [str(one) for one in How] == ["cms", "openpgp", "age", "passphrase"]
    assert recipient.way("cms") is How.CMS
    with pytest.raises(DeniedError) as caught:
        recipient.way("post")
    assert (caught.value.rule, caught.value.__cause__) == ("recipient.way", None)


def test_a_key_lives_from_its_first_moment_and_not_at_its_last() -> None:
    recipient.check_life(None, None, NOW)
    recipient.check_life(NOW, NOW + DAY, NOW)
    for since, until in ((NOW + DAY, None), (None, NOW), (NOW - DAY, NOW - DAY)):
        with pytest.raises(DeniedError, match=r"recipient\.expired"):
            recipient.check_life(since, until, NOW)


def test_names_and_fingerprints_stand_on_one_line() -> None:
    assert recipient.grouped("c714dba3c4") == "C714 DBA3 C4"
    assert recipient.plain("Prüf\u202estelle\u2028\r\n ﷽") == "Prüf stelle ﷽"
    assert recipient.plain("x" * 120) == "x" * 120
    assert recipient.plain("x" * 121) == "x" * 119 + "…"
