"""A question to counsel and the signed answer, as bytes: the vault writes the same (frontend/test/counsel.test.ts)."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from dueprocess.adapters import crypto
from dueprocess.formats.counsel import ANSWERS, QUESTIONS, Answer, CounselError, Question, answer_to

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "vault" / "counsel.json"
SEED = bytes(range(32))
KEY, SIGN = crypto.signer("cedar", SEED)
CASE = "c-" + "a" * 24
QUESTION = Question(
    "age1" + "q" * 58,
    CASE,
    (("Kind", "Give data"),),
    KEY.vkey,
    (("aster", "age1" + "p" * 58), ("birch", "age1" + "z" * 58)),
    "May we?\nBy § 100j?",
    "cedar",
    "2026-11-30",
)
SAID = Answer("object", "2026-11-29T10:00:00Z", "cedar", CASE, "1" * 64, "No: “no judge”.\n")


def golden() -> dict[str, Any]:
    return {
        "seed": SEED.hex(),
        "question": QUESTIONS.encode(QUESTION).decode(),
        "ask": SAID.question,
        "answer": ANSWERS.sign(SAID, KEY, SIGN).decode(),
    }


def test_the_golden_bytes_are_written_still() -> None:
    assert json.loads(GOLDEN.read_text("utf-8")) == golden()


def test_both_are_read_back() -> None:
    assert QUESTIONS.decode(QUESTIONS.encode(QUESTION)) == QUESTION
    assert answer_to(QUESTION, SAID.question, golden()["answer"].encode(), crypto.verify) == SAID
    assert "May we" not in repr(QUESTION)
    assert "no judge" not in repr(SAID)


@pytest.mark.parametrize(
    "change",
    [
        {"text": ""},
        {"text": "x" * 8001},
        {"to": "Cedar"},
        {"until": "tomorrow"},
        {"case": "c-x"},
        {"age": "age1"},
        {"copy": (("a", "b"),) * 401},
        {"readers": ()},
        {"readers": (("aster", "age1"),)},
    ],
)
def test_a_question_of_another_form_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(CounselError):
        QUESTIONS.encode(dataclasses.replace(QUESTION, **change))


@pytest.mark.parametrize("change", [{"advice": "refuse"}, {"at": "today"}, {"question": "1"}, {"text": "x" * 40_001}])
def test_an_answer_of_another_form_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(CounselError):
        ANSWERS.text(dataclasses.replace(SAID, **change))


def test_a_question_without_a_key_takes_no_answer() -> None:
    with pytest.raises(CounselError) as fault:
        answer_to(dataclasses.replace(QUESTION, key="none"), SAID.question, golden()["answer"].encode(), crypto.verify)
    assert fault.value.rule == "counsel.malformed"
