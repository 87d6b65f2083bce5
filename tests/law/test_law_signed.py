"""Counsel's signature is over the words that they read (P8): one other word, and the law asks."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from dueprocess.law.build import hash_signed
from dueprocess.law.texts import Signature
from law_builders import DAY, a_rule, build, cite, instrument, tariff


def leaves(value: Any, *path: Any) -> Iterator[tuple[Any, ...]]:
    """Where each value of plain data stands."""
    if not isinstance(value, dict | list):
        yield path
        return
    for key, one in value.items() if isinstance(value, dict) else enumerate(value):
        yield from leaves(one, *path, key)


def with_other(data: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    """The same with another value in one place."""
    made = copy.deepcopy(data)
    place = made
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = f"{place[path[-1]]}, or not"
    return made


@pytest.mark.parametrize("signed", ["X-ACT-1", "X-ACT-1.written", "X-ACT-1.secrecy", "X-ACT-1.tariff"])
def test_a_signature_of_counsel_is_over_the_words_that_they_read(signed: str) -> None:
    """One other word, and it asks (P8); how we cite it, and when we read it, may change."""
    file = instrument(tariff=tariff(), versions=[{"rules": [a_rule(says={"en": "Once."})]}])
    part = signed.partition(".")[2]
    over = {"written": lambda one: one["rules"], "": lambda one: one}.get(part, lambda one: one[part])
    text = build([file]).hash_signed(signed)
    assert text
    tried = 0
    for path in leaves(over(file)):
        root = () if not part else ("rules",) if part == "written" else (part,)
        changed = with_other(file, (*root, *path))
        stands = hash_signed({"instruments": {"X-ACT-1": changed}})(signed) == text
        assert stands == bool({"aliases", "checked_on", "status", "url"} & {*path}), path
        tried += 1
    assert tried > 5
    weak = instrument(status="unverified", rules=[a_rule(cite=cite("unverified", None))], tariff=tariff())
    seal = Signature(signed, "counsel", DAY(2026, 2, 1), build([weak]).hash_signed(signed))
    softer = {**weak, "rules": [{**weak["rules"][0], "test": {"always": True}}], "secrecy": None, "tariff": None}
    assert build([weak], signatures=[seal]).signatures == (seal,)
    assert build([softer], signatures=[seal]).signatures == ()


@pytest.mark.parametrize("name", ["X-ACT-9", "X-ACT-1.nothing", "X-ACT-1.withdrawn"])
def test_nothing_is_signed_where_nothing_stands(name: str) -> None:
    assert build([instrument()]).hash_signed(name) == ""
