"""Selectors: what two people read; marks that only the case's key can tell apart from noise."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.formats import selector
from dueprocess.formats.selector import Kind, SelectorError

KEY = selector.target_key(b"AGE-SECRET-KEY-1EXAMPLE")
IP = {"at": "2026-03-01T10:11:12Z", "offset": "+01:00", "port": 44321}


def rule_of(*args: Any, **more: Any) -> str:
    with pytest.raises(SelectorError) as caught:
        selector.selector(*args, **more)
    return caught.value.rule


def test_the_same_identifier_has_one_form() -> None:
    assert selector.selector("email", " a_b@Postfach.EXAMPLE ").value == "a_b@postfach.example"
    assert selector.selector("email", "A_b@x.example").value == "A_b@x.example"  # a local part may differ by case
    assert selector.selector("phone", "+49 (151) 234-567").value == "+49151234567"
    assert selector.selector("ip", "2001:DB8::1", **IP).value == "2001:db8::1"
    assert selector.selector("name", "Jose\u0301").value == "Jos\u00e9"


@pytest.mark.parametrize(
    "pair",
    [
        ("a_b@x.example", "ab@x.example"),
        ("rn@x.example", "m@x.example"),
        ("l@x.example", "1@x.example"),
        ("a@x.example", "\u0430@x.example"),
    ],
)
def test_what_looks_alike_leaves_two_marks(pair: tuple[str, str]) -> None:
    one, two = (selector.mark(KEY, "T1", selector.selector("email", text)) for text in pair)
    assert one != two


@pytest.mark.parametrize(
    ("kind", "value", "more", "rule"),
    [
        ("face", "x", {}, "target.kind"),
        ("email", "nobody", {}, "target.value"),
        ("email", "@x.example", {}, "target.value"),
        ("phone", "0151 234567", {}, "target.value"),
        ("name", "", {}, "target.value"),
        ("name", "x" * 1025, {}, "target.value"),
        ("name", "a\u202eb", {}, "target.value"),
        ("name", "a\nb", {}, "target.value"),
        ("email", "a@x.example", {"port": 1}, "target.ip-only"),
        ("ip", "192.0.2.1", {}, "target.ip-incomplete"),
        ("ip", "192.0.2.1", {**IP, "at": "2026-03-01 10:11"}, "target.ip-incomplete"),
        ("ip", "192.0.2.1", {**IP, "offset": ""}, "target.ip-incomplete"),
        ("ip", "192.0.2.1", {**IP, "offset": "+15:00"}, "target.ip-incomplete"),
        ("ip", "192.0.2.1", {**IP, "port": 0}, "target.ip-incomplete"),
        ("ip", "192.0.2.1", {**IP, "port": 65536}, "target.ip-incomplete"),
    ],
)
def test_what_cannot_be_searched_for(kind: str, value: str, more: dict[str, Any], rule: str) -> None:
    assert rule_of(kind, value, **more) == rule


@given(st.sampled_from(Kind), st.text(min_size=1, max_size=40))
def test_plain_and_back(kind: Kind, text: str) -> None:
    more: Any = IP if kind is Kind.IP else {}
    try:
        one = selector.selector(kind, text, **more)
    except SelectorError:
        return
    assert selector.from_plain(one.plain()) == one


@pytest.mark.parametrize(
    "value",
    [
        None,
        {"kind": "email"},
        {"kind": 1, "value": "a@x.example", "at": "", "offset": "", "port": 0},
        {"kind": "email", "value": "a@x.example", "at": "", "offset": "", "port": True},
        {"kind": "email", "value": "a@X.example", "at": "", "offset": "", "port": 0},
    ],
)
def test_other_forms_are_refused(value: object) -> None:
    with pytest.raises(SelectorError, match=r"target\.form"):
        selector.from_plain(value)


def test_a_mark_needs_its_key_and_a_handle_and_shows_nothing() -> None:
    one = selector.selector("email", "a@x.example")
    assert selector.mark(KEY, "T1", one) != selector.mark(KEY, "T2", one)
    assert selector.mark(KEY, "T1", one) != selector.mark(b"k" * 32, "T1", one)
    for key, handle in ((b"short", "T1"), (KEY, "T0")):
        with pytest.raises(SelectorError, match=r"target\.form"):
            selector.mark(key, handle, one)
    assert "x.example" not in repr(one)


def test_the_key_is_hkdf() -> None:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    assert HKDF(SHA256(), 32, None, selector.INFO).derive(b"AGE-SECRET-KEY-1EXAMPLE") == KEY
