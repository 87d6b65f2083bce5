"""A docket takes whatever a letter holds, and has one size; golden bytes stand in tests/vault/test_vault_formats.py."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.adapters import crypto
from dueprocess.formats import docket

CASE, AT = "c-" + "a" * 24, "2026-11-24T10:00:00Z"
ANY = st.text(st.characters(), max_size=300)


@given(st.fixed_dictionaries({name: st.lists(ANY, max_size=12) for name in docket.LISTS}))
def test_any_text_fits_or_is_left_out_and_said_to_be(found: dict[str, list[str]]) -> None:
    made = docket.Docket(AT, "", CASE).filled(found)
    data = made.packed()
    assert len(data) == docket.SIZE
    assert docket.read(data, CASE, [], crypto.verify) == made
    signed = docket.Docket(AT, "a" * 31, CASE).filled(found).packed(*crypto.signer("a" * 31, bytes(32)))
    assert len(signed) == docket.SIZE


@given(st.binary(max_size=docket.SIZE))
def test_any_bytes_that_nobody_made_are_refused(data: bytes) -> None:
    with pytest.raises(docket.DocketError) as caught:
        docket.read(data.ljust(docket.SIZE, b"\0"), CASE, [], crypto.verify)
    assert caught.value.rule == "docket.form"


def test_what_comes_first_has_its_place_first_and_what_is_left_out_is_said() -> None:
    many = {
        "notes": ["n" * 200],
        "identifiers": [f"name{at}@lantern.example" for at in range(90)],
        "references": ["A 1"],
    }
    made = docket.Docket(AT, "", CASE).filled(many)
    assert made.references == ("A 1",)
    assert made.more
    assert len(made.identifiers) > 40
    assert not made.notes
    assert not docket.Docket(AT, "", CASE).filled({"references": ["A 1", "A  1", " "]}).more
