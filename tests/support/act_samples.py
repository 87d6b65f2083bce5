"""What a statement of each act could say, made from the table of acts: one good value a field."""

from __future__ import annotations

import re
from typing import Any

from dueprocess.acts.parse import command_of
from dueprocess.acts.table import ACTS
from dueprocess.case.fields import Closed, Coded, Day, FaceFields, Flag, Items, Kind, Lines, Number, Rows, Text, Texts
from dueprocess.formats.statement import Act

TEXTS = (
    *(
        "a" * 64,
        "a" * 8,
        "aster",
        "de",
        "no_data",
        "respond",
        "T1",
        "2026-H1",
        "2026-Q3",
        "DE-BKA",
        "US-2705B",
        "age1" + "q" * 58,
    ),
    *(f"{letter}-{'c' * 24}" for letter in "cserx"),
    "EUR",
    "FR",
)
CODES = {"LetterKind": "no_data"}


def says_of(act: Act) -> dict[str, Any]:
    """A statement's ``says`` in which every field is filled."""
    return {key: value_of(field.kind) for key, field in ACTS[act].fields.items() if not field.absent}


def command(act: Act) -> Any:
    """The command that it says."""
    return command_of(act, says_of(act))


def value_of(kind: Kind) -> Any:  # noqa: C901, PLR0911 - one arm a kind
    match kind:
        case Closed(words=words):
            return next(code for code in words if code)
        case Coded(of=codes):
            return str(list(codes)[1])
        case Number(least=least, most=most):
            return min(max(least, 1), most)
        case Items():
            return [1]
        case Day():
            return "2026-12-01"
        case Flag():
            return True
        case Text():
            return CODES.get(kind.of) or _text(kind)
        case Texts(of=text):
            return [_text(text)]
        case Rows(keys=keys):
            return [{key: _text(text) for key, text in keys}]
        case Lines():
            return [{"answer": "granted", "category": "subscriber", "handle": "T1"}]
        case FaceFields(of_item=of_item):
            return {"kind": "disclosure"} if of_item else {"country": "DE"}
    message = f"no sample of {kind!r}"
    raise TypeError(message)


def _text(text: Text) -> str:
    found = next((sample for sample in TEXTS if re.fullmatch(text.pattern, sample)), None)
    assert found is not None, f"TEXTS has no sample of {text.pattern}"
    return found
