"""What follows from declarations alone: fields out of annotations, texts for the catalogues, what a page fills in."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from case_builders import Desk
from dueprocess.acts.decision import NOTHING
from dueprocess.acts.declaration import About
from dueprocess.acts.table import ACTS, ON_CASE
from dueprocess.acts.texts import lists, texts
from dueprocess.case.fields import Closed, fields_of
from dueprocess.formats import links
from dueprocess.formats.statement import OWN_KEY, Act


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
        *("closed", "code", "day", "face", "flag", "lines", "number", "numbers", "rows", "text", "texts")
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
        made = fill(looks_at)
        assert made in ("", NOTHING, []) or key == "recipient", key
    for choose in declared.choices.values():
        offered = [choice.value for choice in choose(looks_at)]
        assert len(offered) == len(set(offered))
    assert declared.shown is None or declared.shown(looks_at) in ("nothing", "no number is verified")


# --- one answer decides what another can say, by data; what an act rests on names the act of that statement ---

LINE = {"answer": "granted", "category": "subscriber", "handle": "T1"}


@pytest.mark.parametrize(
    ("act", "said", "settled"),
    [
        (Act.DECISION_PROPOSE, {"outcome": "partial", "lines": [LINE]}, {"lines": [LINE]}),
        (Act.DECISION_PROPOSE, {"outcome": "comply", "lines": [LINE]}, {"lines": []}),
        (Act.ITEM_CHANGE, {"op": "amend", "fields": {"targets": 2}}, {"fields": {"targets": 2}}),
        (Act.ITEM_CHANGE, {"op": "lapse", "fields": {"targets": 2}}, {"fields": {}}),
        (Act.COST_RECORD, {"tariff": "", "units": 7}, {"units": 0}),
        (Act.COST_RECORD, {"tariff": "DE-JVEG.100", "units": 0}, {"units": 1}),
        (Act.COST_RECORD, {"tariff": "DE-JVEG.100", "units": 7}, {"units": 7}),
    ],
)
def test_what_is_not_asked_says_nothing(act: Act, said: dict[str, Any], settled: dict[str, Any]) -> None:
    assert ON_CASE[act].settled(said) == {**said, **settled}


def test_a_statement_rests_on_an_act_of_the_same_place() -> None:
    """On a case what rests on a case's statement, but for its purge; the first person's act is never the second's."""
    rests = [
        (act, named) for act, declared in ACTS.items() for field in declared.fields.values() for named in field.rests
    ]
    assert len(rests) >= 14
    for act, named in rests:
        assert named is not act
        assert (named in ON_CASE) == (act in ON_CASE or act is Act.CASE_PURGE)


def test_the_clock_of_the_desk_bounds_the_date_of_every_act_but_three() -> None:
    assert {act for act, declared in ACTS.items() if declared.any_date} == {
        Act.RELEASE_VETO,
        Act.REPORT_SIGN,
        Act.REPORT_PUBLISH,
    }


def test_what_counts_by_the_own_key_alone_is_signed_on_no_page_that_the_desk_serves() -> None:
    """Such a page holds the daily key alone (ADR 0084): what it offered would be refused at the desk."""
    own = {act for act, declared in ACTS.items() if declared.own_key}
    assert own == OWN_KEY
    assert all(ACTS[act].elsewhere is not None for act in own)
    assert not own & links.STOPS
