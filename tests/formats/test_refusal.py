"""A refusal is a rule, templates and parameters; each parameter comes out in the reader's language, text as typed."""

import ast
import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dueprocess
from dueprocess.case.outcome import Rule
from dueprocess.demand.codes import ArrivalIs, Outcome
from dueprocess.formats import ids
from dueprocess.formats.refusal import Denied, DeniedError, Language, Msg, When, Word

PACKAGE = Path(dueprocess.__file__).parent


class Loud(Language):
    """A language of capitals, to see what is spoken and what is left alone."""

    def template(self, english: str) -> str:
        return english.replace("is", "IS").replace("item ", "ITEM ")

    def word(self, kind: str, code: str) -> str:
        return f"{kind}/{code.upper()}"

    def when(self, iso: str) -> str:
        return f"<{iso}>"


@pytest.mark.parametrize(
    ("value", "english", "loud"),
    [
        ("aster", "aster", "aster"),
        (3, "3", "3"),
        (Outcome.UNDER_PROTEST, "under protest", "Outcome/UNDER_PROTEST"),
        (Word("Question", "tell"), "tell", "Question/TELL"),
        (When("2026-12-01"), "1 December 2026", "<2026-12-01>"),
        (Msg("item {item}", item=2), "item 2", "ITEM 2"),
        (("a", 1, ArrivalIs.NEW_CASE), "a, 1, new case", "a, 1, ArrivalIs/NEW_CASE"),
        ((), "", ""),
    ],
)
def test_each_kind_of_parameter_is_spoken_in_the_readers_language(value: object, english: str, loud: str) -> None:
    one = Denied(Rule.STATE, "It is {value}.", "Not {value}?", value=value)
    assert one.text == f"It is {english}. Not {english}?"
    assert one.spoken(Loud()) == f"It IS {loud}. Not {loud}?"


@pytest.mark.parametrize("typed", ["{rule}", "{0}", "{", "}}", "{typed.__class__}", "<b>&amp;</b>", "%s %(x)s", "a\\n"])
def test_what_somebody_typed_comes_out_as_it_was_typed(typed: str) -> None:
    one = Denied(Rule.NO_ITEM, "There is no {typed}.", typed=typed)
    assert one.text == f"There is no {typed}."
    assert Denied(Rule.NO_ITEM, Msg("{inner}!", inner=Msg("({typed})", typed=typed))).text == f"({typed})!"


def test_a_refusal_is_a_value_and_an_error_carries_it() -> None:
    one = Denied(Rule.NO_ITEM, "There is no item {item}.", item=3)
    assert (one, hash(one)) == (Denied(Rule.NO_ITEM, Msg("There is no item {item}.", item=3), item=3), hash(one))
    assert one != Denied(Rule.NO_ITEM, "There is no item {item}.", item=4)
    fault = DeniedError(one)
    assert (fault.denied, fault.rule, str(fault)) == (one, Rule.NO_ITEM, "case.no-such-item: There is no item 3.")


def test_a_template_is_a_literal_so_that_the_catalogue_finds_it() -> None:
    places = {"Denied": slice(1, 3), "Msg": slice(0, 1)}
    wrong = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for folder in (
            "acts",
            "case",
            "demand",
            "formats",
            "holdings",
            "law",
            "letter",
            "night",
            "release",
            "report",
            "desk/services",
            "desk/api",
        )
        for path in sorted((PACKAGE / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in places
        for place in node.args[places[node.func.id]]
        if any(isinstance(part, ast.JoinedStr | ast.BinOp) for part in ast.walk(place))
    ]
    assert wrong == []


# --- ids tell their kind and nothing else ---

MAKERS = {
    "c": ids.case_id,
    "a": ids.arrival_id,
    "e": ids.event_id,
    "s": ids.sealed_id,
    "d": ids.duty_id,
    "r": ids.register_id,
}


@pytest.mark.parametrize("letter", MAKERS)
@given(random=st.binary(min_size=15, max_size=15))
def test_an_id_is_letter_and_all_its_random_bits(letter: str, random: bytes) -> None:
    made = MAKERS[letter](random)
    assert base64.b32decode(made[2:].upper()) == random
    assert [kind for kind in MAKERS if ids.is_id(made, kind)] == [letter]
    assert ids.short(made) == made[:10]
    assert made.startswith(ids.short(made))


@pytest.mark.parametrize("letter", MAKERS)
@pytest.mark.parametrize("length", [0, 14, 16])
def test_an_id_needs_exactly_fifteen_bytes(letter: str, length: int) -> None:
    with pytest.raises(ValueError, match=f"15 random bytes, not {length}"):
        MAKERS[letter](b"x" * length)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c-",
        "c-" + "a" * 23,
        "c-" + "a" * 25,
        "c-" + "A" * 24,
        "c-" + "1" * 24,
        "c" + "a" * 24,
        "c-" + "a" * 24 + "\n",
    ],
)
def test_what_is_no_id(text: str) -> None:
    assert not ids.is_id(text, "c")
