"""A manifest and shares, held against what was granted and dealt."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from dueprocess.case.commands import Deal, OrderProduction
from dueprocess.case.state import Line
from dueprocess.demand.codes import LineAnswer
from dueprocess.formats import shamir
from dueprocess.formats.bech32 import secret_bytes
from dueprocess.formats.manifest import Count, File, Manifest, Order
from dueprocess.release import contents
from dueprocess.release.checks import Dealt, Grant, Ordered
from dueprocess.release.evidence import Evidence, ReleaseError

CASE, PRODUCTION = "c-" + "a" * 24, "x-" + "b" * 24
SECRET = b"\x07" * 32
SHARES = shamir.split(SECRET, 3, 2, b"\x09" * 32)
HOLDERS = ("aster", "birch", "cedar")
CONTACT = "post@talbach.example"
LINES = (
    Line("T1", "subscriber", LineAnswer.GRANTED),
    Line("T1", "traffic", LineAnswer.GRANTED),
    Line("T1", "content", LineAnswer.REFUSED),
)
FACE: dict[str, Any] = {
    "case": {"authority": "DE-PP"},
    "items": [{"period_from": "2026-03-01", "period_to": "2026-03-31"}],
    "confirmed": [],
}
GRANT = Grant(1, LINES, FACE, "5" * 64, "2" * 64, frozenset({"aster", "birch"}), 4)
ORDERED = Ordered("1" * 64, OrderProduction(1, "2" * 64, PRODUCTION, "well", "s-1"), GRANT, {}, "aster")
DEAL = Deal(
    item=1,
    production=PRODUCTION,
    order="1" * 64,
    recipient="age1",
    k=2,
    shares=tuple((name, shamir.share_hash(share), f"s-{name}") for name, share in zip(HOLDERS, SHARES, strict=True)),
    parts=(("s-p", "9" * 64),),
    manifest="s-m",
    manifest_hash="8" * 64,
)
DEALT = Dealt("3" * 64, DEAL, ORDERED, {})
MANIFEST = Manifest(
    sender="Fennel Mail",
    recipient=CONTACT,
    order=Order(CASE, 1, PRODUCTION, "1" * 64, "2" * 64, "DE-PP", (), "2026-03-01", "2026-03-31"),
    made_at="2026-04-02T09:00:00Z",
    files=(File("part-0001.tar", 10, "a" * 128),),
    counts=(
        Count("T1", "subscriber", 1, 5),
        Count("T1", "traffic", 1, 5, "2026-03-01T00:00:00Z", "2026-03-31T23:00:00Z"),
    ),
    dropped={},
)


def seen() -> Evidence:
    relied = {"recipient": hashlib.sha256(CONTACT.encode()).hexdigest()}
    return Evidence(CASE, None, None, MappingProxyType({}), relied)  # type: ignore[arg-type]  # no roster is looked at here


def rule_of(call: Callable[[], object]) -> str:
    with pytest.raises(ReleaseError) as fault:
        call()
    return fault.value.rule


def test_what_was_granted_and_dealt_holds() -> None:
    contents.check_manifest(MANIFEST, DEALT, seen())
    open_ended = replace(GRANT, face={**FACE, "items": [{}]})
    contents.check_manifest(MANIFEST, replace(DEALT, order=replace(ORDERED, grant=open_ended)), seen())


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"order": replace(MANIFEST.order, case="c-" + "z" * 24)}, "manifest.another-order"),
        ({"order": replace(MANIFEST.order, production="x-" + "z" * 24)}, "manifest.another-order"),
        ({"order": replace(MANIFEST.order, order="0" * 64)}, "manifest.another-order"),
        ({"order": replace(MANIFEST.order, approval="0" * 64)}, "manifest.another-order"),
        ({"order": replace(MANIFEST.order, item=2)}, "manifest.another-order"),
        ({"recipient": "eve@talbach.example"}, "manifest.recipient"),
        ({"files": MANIFEST.files * 2}, "manifest.parts"),
        ({"counts": (Count("T1", "content", 1, 5),)}, "manifest.exceeds"),
        ({"counts": (Count("T2", "subscriber", 1, 5),)}, "manifest.exceeds"),
        (
            {"counts": (Count("T1", "traffic", 1, 5, "2026-02-27T00:00:00Z", "2026-03-02T00:00:00Z"),)},
            "manifest.period",
        ),
        (
            {"counts": (Count("T1", "traffic", 1, 5, "2026-03-02T00:00:00Z", "2026-04-02T00:00:00Z"),)},
            "manifest.period",
        ),
    ],
)
def test_what_is_more_or_other_is_refused_by_name(change: dict[str, Any], rule: str) -> None:
    assert rule_of(lambda: contents.check_manifest(replace(MANIFEST, **change), DEALT, seen())) == rule


def test_a_manifest_beyond_what_two_people_narrowed_is_refused() -> None:
    def dealt(**less: str) -> Dealt:
        return replace(DEALT, order=replace(ORDERED, grant=replace(GRANT, **less)))

    later = dealt(since="2026-03-20")
    assert rule_of(lambda: contents.check_manifest(MANIFEST, later, seen())) == "manifest.period"
    named = dealt(part="name_address")
    assert rule_of(lambda: contents.check_manifest(MANIFEST, named, seen())) == "manifest.exceeds"
    kept = replace(MANIFEST, order=replace(MANIFEST.order, part="name_address"))
    contents.check_manifest(kept, named, seen())


def test_any_k_shares_give_the_key_and_fewer_nothing() -> None:
    given = dict(zip(HOLDERS, SHARES, strict=True))
    for pair in (("aster", "birch"), ("birch", "cedar"), HOLDERS):
        assert secret_bytes(contents.combined(DEALT, {name: given[name] for name in pair})) == SECRET
    assert rule_of(lambda: contents.combined(DEALT, {"aster": SHARES[0]})) == "release.quorum"


def test_the_share_of_another_holder_or_of_a_stranger() -> None:
    other = shamir.split(SECRET, 3, 2, b"\x01" * 32)
    assert rule_of(lambda: contents.combined(DEALT, {"aster": SHARES[1], "birch": SHARES[0]})) == "release.share"
    assert rule_of(lambda: contents.combined(DEALT, {"aster": SHARES[0], "birch": other[1]})) == "release.share"
    assert rule_of(lambda: contents.check_share(DEALT, "eve", SHARES[0])) == "release.share"
    contents.check_share_order(DEALT, "aster", DEALT.order.hash)
    assert rule_of(lambda: contents.check_share_order(DEALT, "aster", "")) == "release.share"
