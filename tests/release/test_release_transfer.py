"""The record of a hand-over: what it may say, and what not."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from dueprocess.adapters.texts import table
from dueprocess.formats.recipient import How
from dueprocess.formats.refusal import DeniedError
from dueprocess.release import transfer
from dueprocess.release.transfer import Sent, Transfer

RECORD = Transfer(
    production="x-" + "b" * 24,
    sender="Fennel Mail",
    recipient="Polizeipräsidium Talbach",
    means="disk",
    how="cms",
    key="c" * 64,
    by="aster",
    made_at="2026-11-27T06:00:00Z",
    seals=("A-0001", "A-0002"),
    files=(Sent("manifest.json.p7m", 1234, "1" * 64), Sent("part-0001.tar.p7m", 268435456, "2" * 64)),
)


CLEAR = replace(
    RECORD, how="clear", key="", means="paper", files=(Sent("manifest.json", 0, ""), Sent("part-0001.tar", 0, ""))
)


def test_a_record_is_canonical_and_says_no_more_than_this() -> None:
    written = transfer.record_json(RECORD)
    assert written == transfer.record_json(RECORD)
    said = json.loads(written)
    assert set(said) == {
        *("algorithm", "by", "files", "form", "how", "key", "made_at"),
        *("means", "production", "recipient", "seals", "sender"),
    }
    assert said["files"][1] == {"hash": "2" * 64, "name": "part-0001.tar.p7m", "size": 268435456}


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    "record",
    [
        RECORD,
        replace(RECORD, how="passphrase", key="", seals=(), production=""),
        CLEAR,
        replace(RECORD, how="age", means="paper"),
        replace(RECORD, how="openpgp"),
    ],
)
def test_a_page_says_each_row_in_each_language(record: Transfer, language: str) -> None:
    page = transfer.page(record, table("transfer", language), language)
    assert all(row["label"] and row["value"] for row in page["rows"])
    sealed = record.how != "clear"
    assert (page["files"][1][1] == "268\u202f435\u202f456") is sealed
    assert ("268\u202f436\u202f690" in page["total"]) is sealed
    assert page["total"].startswith("2 ")
    assert page["people"][0]["name"] == "aster"
    assert [len(one["lines"]) for one in page["people"]] == [3, 3]
    assert ("sha256sum" in page["says"]) is sealed


def test_both_languages_have_all_words() -> None:
    english, german = (table("transfer", language) for language in ("en", "de"))
    assert set(english) == set(german)
    assert {*How, "clear", "disk", "paper"} <= set(english)


@pytest.mark.parametrize(
    "change",
    [
        {"means": "post"},
        {"how": "post"},
        {"how": "clear", "key": ""},
        {"how": "clear", "key": "", "means": "paper"},
        {"how": "passphrase"},
        {"key": ""},
        {"key": "C" * 64},
        {"files": ()},
        {"files": (RECORD.files[0], RECORD.files[0])},
        {"files": (Sent("../part", 1, "1" * 64),)},
        {"files": (Sent("a_b@postfach.example", 1, "1" * 64),)},
        {"files": (Sent("part", -1, "1" * 64),)},
        {"files": (Sent("part", 1, "1"),)},
        {"seals": ("A-1\n",)},
        {"seals": tuple(f"A{n}" for n in range(21))},
        {"production": "x-1"},
        {"sender": ""},
        {"recipient": ""},
        {"by": ""},
        {"made_at": "today"},
    ],
)
def test_a_record_that_says_too_much_or_too_little_is_refused(change: dict[str, Any]) -> None:
    for call in (transfer.record_json, lambda one: transfer.page(one, table("transfer", "en"), "en")):
        with pytest.raises(DeniedError) as caught:
            call(replace(RECORD, **change))
        assert caught.value.rule == "recipient.record"
