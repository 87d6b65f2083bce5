"""What follows from declarations alone: fields out of annotations, texts for the catalogues, what a page fills in."""

import json
from dataclasses import dataclass

import pytest

from case_builders import Desk
from dueprocess.acts.decision import NOTHING
from dueprocess.acts.declaration import About
from dueprocess.acts.table import ACTS, ON_CASE
from dueprocess.acts.texts import lists, texts
from dueprocess.case.fields import Closed, fields_of


@dataclass(frozen=True)
class Bare:
    """A command with a key of which nothing is said."""

    item: int


def test_a_key_of_which_nothing_is_said_is_no_key_of_a_command() -> None:
    with pytest.raises(TypeError, match=r"Bare\.item says no field"):
        fields_of(Bare)


def test_every_kind_of_field_says_to_other_programs_what_it_is() -> None:
    said = {json.dumps(field.kind.plain()) for declared in ACTS.values() for field in declared.fields.values()}
    assert {json.loads(kind)["kind"] for kind in said} == {
        *("closed", "code", "day", "face", "flag", "lines", "number", "numbers", "rows", "text", "texts"),
    }


def test_every_text_of_an_act_reaches_the_catalogues_once() -> None:
    found = texts()
    assert len(found) == len(set(found))
    assert "" not in found
    for declared in ACTS.values():
        assert declared.title in found
        for field in declared.fields.values():
            assert field.label in found
            words = field.kind.words if isinstance(field.kind, Closed) else {}
            assert set(words.values()) <= set(found)
            if isinstance(field.kind, Closed):
                assert set(filter(None, words)) <= set(lists()[field.kind.name])


@pytest.mark.parametrize("act", [act for act, declared in ON_CASE.items() if declared.filled or declared.choices])
def test_what_follows_from_the_case_names_nothing_where_there_is_nothing(act: str) -> None:
    """A page that is asked for an item that is not there, or on which nothing stands, rests on no statement."""
    declared = next(declared for declared in ON_CASE.values() if declared.act == act)
    looks_at = About(Desk().case, 9)
    for key, fill in declared.filled.items():
        made = str(fill(looks_at))
        assert made in {"", NOTHING} or key == "recipient", key
    for choose in declared.choices.values():
        offered = [choice.value for choice in choose(looks_at)]
        assert len(offered) == len(set(offered))
    assert declared.shown is None or declared.shown(looks_at) == "nothing"
