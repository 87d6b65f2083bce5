"""Strict records: what annotations say is read, nothing else; a fault says where it is, never what stands there."""

import datetime as dt
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Any

import pytest

from dueprocess.formats.forms import Notes, Records
from dueprocess.formats.note import Key
from dueprocess.formats.record import BARE, MAYBE, Day, Named, Rule, between, exactly, matching, sized
from dueprocess.formats.refusal import DeniedError


class Colour(StrEnum):
    """A closed list with an empty code."""

    NONE = ""
    RED = "red"


@dataclass(frozen=True)
class Inner:
    """A record within."""

    number: Annotated[int, between(1, 9), Rule("number")]
    colour: Colour = Colour.NONE


@dataclass(frozen=True)
class Other:
    """Told apart from Inner by its first key."""

    words: str


@dataclass(frozen=True)
class Whole:
    """Every kind of annotation."""

    class_: Annotated[str, matching("[a-z]+", "small letters"), Named("class")]
    flag: bool
    data: bytes
    on: dt.date
    day: Day | None
    inner: tuple[Inner, ...]
    pair: tuple[str, int]
    by: Annotated[Mapping[Colour, int], sized(0, 2)]
    anything: object
    extra: Annotated[str, MAYBE, BARE] = "none"
    form: Annotated[str, exactly("whole/1")] = "whole/1"


class WholeError(DeniedError):
    """Its own error."""


FORM = Records(Whole, "whole", "form", WholeError)
GOOD = Whole(
    "a", True, b"\x00\xff", dt.date(2026, 1, 2), None, (Inner(3, Colour.RED),), ("x", 1), {Colour.RED: 0}, [1], "more"
)
PLAIN: dict[str, Any] = {
    "class": "a",
    "flag": True,
    "data": "AP8=",
    "on": "2026-01-02",
    "day": None,
    "inner": [{"number": 3, "colour": "red"}],
    "pair": ["x", 1],
    "by": {"red": 0},
    "anything": [1],
    "extra": "more",
    "form": "whole/1",
}


def refused(rule: str, value: object) -> str:
    with pytest.raises(WholeError) as caught:
        FORM.read(value)
    assert caught.value.rule == f"whole.{rule}"
    return caught.value.reason


def test_written_and_read_back() -> None:
    assert FORM.check(GOOD) == PLAIN
    assert FORM.read(PLAIN) == GOOD
    assert FORM.decode(FORM.encode(GOOD)) == GOOD


def test_a_code_is_written_where_a_text_is_meant() -> None:
    said = Records(Other, "other", "form")
    assert said.encode(Other(Colour.RED)) == b'{"words":"red"}'
    for wrong in (None, 1, b"red"):
        with pytest.raises(DeniedError):
            said.encode(Other(wrong))


def test_no_cause_quotes_the_value() -> None:
    with pytest.raises(WholeError) as caught:
        FORM.read({**PLAIN, "day": "secret"[::-1]})
    shown = "".join(traceback.format_exception(caught.value))
    assert "day is written" in shown
    assert "secret"[::-1] not in shown


def test_a_key_that_may_be_missing_has_its_default() -> None:
    bare = {key: value for key, value in PLAIN.items() if key != "extra"}
    assert FORM.read(bare) == replace(GOOD, extra="none")
    assert FORM.check(replace(GOOD, extra="none")) == bare


@pytest.mark.parametrize("key", [key for key in PLAIN if key != "extra"])
def test_any_other_key_must_be_there(key: str) -> None:
    refused("form", {name: value for name, value in PLAIN.items() if name != key})


def test_more_keys_are_refused_unless_a_newer_peer_may_say_more() -> None:
    inner = [{**PLAIN["inner"][0], "secret": "clear text"}]
    assert "clear text" not in refused("form", {**PLAIN, "more": 1})
    assert "clear text" not in refused("form", {**PLAIN, "inner": inner})
    lenient = Records(Whole, "whole", "form", WholeError, more=True)
    assert lenient.read({**PLAIN, "more": 1, "inner": inner}) == GOOD


@pytest.mark.parametrize(
    ("change", "rule", "place"),
    [
        ({"class": 1}, "form", "class"),
        ({"class": "A secret"}, "form", "class"),
        ({"flag": 1}, "form", "flag"),
        ({"data": "A secret"}, "form", "data"),
        ({"data": None}, "form", "data"),
        ({"on": "20260102"}, "form", "on"),
        ({"on": "2026-13-02"}, "form", "on"),
        ({"day": "2026-W01-1"}, "form", "day"),
        ({"day": 5}, "form", "day"),
        ({"inner": {}}, "form", "inner"),
        ({"inner": [{"number": 3, "colour": "red"}, {"number": True, "colour": "red"}]}, "form", "inner[1].number"),
        ({"inner": [{"number": 10, "colour": "red"}]}, "number", "inner[0].number"),
        ({"inner": [{"number": 1, "colour": "A secret"}]}, "form", "inner[0].colour"),
        ({"inner": [{"number": 1, "colour": 1}]}, "form", "inner[0].colour"),
        ({"pair": ["x"]}, "form", "pair"),
        ({"pair": ["x", 1, 1]}, "form", "pair"),
        ({"pair": ["x", "A secret"]}, "form", "pair[1]"),
        ({"by": {"A secret": 1}}, "form", "by.*"),
        ({"by": {"red": "A secret"}}, "form", "by.*"),
        ({"by": []}, "form", "by"),
        ({"form": "whole/2"}, "form", "form"),
    ],
)
def test_a_fault_says_where_it_is_and_not_what_stands_there(change: dict[str, Any], rule: str, place: str) -> None:
    reason = refused(rule, {**PLAIN, **change})
    assert reason.startswith(f"{place}: ")
    assert "secret" not in reason


@pytest.mark.parametrize("value", [None, [], "x", 1])
def test_no_object(value: object) -> None:
    refused("form", value)


def test_nothing_is_written_that_would_not_be_read_back() -> None:
    with pytest.raises(WholeError) as caught:
        FORM.encode(Whole(**{**vars(GOOD), "inner": (Inner(0),)}))
    assert caught.value.rule == "whole.number"
    with pytest.raises(WholeError):
        FORM.encode(Whole(**{**vars(GOOD), "anything": 0.5}))  # what canonical JSON does not hold


def test_bytes_have_a_limit_and_one_way_to_be_written() -> None:
    for data in (b"", b"[]", FORM.encode(GOOD) + b" ", FORM.encode(GOOD)[:-1]):
        with pytest.raises(WholeError):
            FORM.decode(data)
    small = Records(Whole, "whole", "form", WholeError, most=10)
    with pytest.raises(WholeError, match="at most 10 bytes"):
        small.decode(FORM.encode(GOOD))


def test_what_one_field_cannot_say_is_asked_when_it_is_read_and_when_it_is_written() -> None:
    asked = Records(Inner, "inner", "form", also=lambda one: asked.refuse("red", "not red") if one.colour else None)
    assert asked.read({"number": 1, "colour": ""}) == Inner(1)
    with pytest.raises(DeniedError, match=r"inner\.red"):
        asked.read({"number": 1, "colour": "red"})
    with pytest.raises(DeniedError, match=r"inner\.red"):
        asked.encode(Inner(1, Colour.RED))


NOTE = Notes(Inner, "inner", "form", most=400, header="inner/1")
KEY = Key("amy", bytes(32))


def test_a_note_has_a_header_a_record_and_exactly_one_signature() -> None:
    data = NOTE.sign(Inner(1), KEY, lambda _: bytes(64))
    assert NOTE.text(Inner(1)) == 'inner/1\n{"colour":"","number":1}\n'
    assert NOTE.parse_one(data)[0] == Inner(1)
    line = data.splitlines(keepends=True)[-1]
    assert NOTE.parse(data + line)[0] == Inner(1)
    wrong = (
        b"",
        data + line,
        data.replace(b"inner/1", b"inner/2"),
        data.replace(b"}\n", b"}\nmore\n"),
        data + b"x" * 400,
    )
    for bytes_ in (*wrong, data.replace(b'"}', b'"}', 1).replace(b"number", b"nomber")):
        with pytest.raises(DeniedError, match=r"inner\.form"):
            NOTE.parse_one(bytes_)
    with pytest.raises(DeniedError, match=r"inner\.form"):
        NOTE.unsigned("inner/1")


@dataclass(frozen=True)
class Mixed:
    """One of two records."""

    parts: tuple[Inner | Other, ...]


def test_one_of_several_records_is_told_apart_by_its_first_key() -> None:
    mixed = Records(Mixed, "mixed", "form")
    both = Mixed((Other("x"), Inner(2, Colour.RED)))
    assert mixed.decode(mixed.encode(both)) == both
    for part in ({}, {"number": 1}, {"number": 1, "colour": "", "words": "x"}, {"words": 1}, "x"):
        with pytest.raises(DeniedError, match=r"mixed\.form: parts\[0\]"):
            mixed.read({"parts": [part]})
