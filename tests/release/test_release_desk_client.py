"""What a desk shows goes over the wire and comes back the same; an answer that is none is refused by name."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.formats.standing import Freeze
from dueprocess.release import desk_client

CASE, PRODUCTION, SEALED = "c-" + "a" * 24, "x-" + "b" * 24, "s-" + "c" * 24
PIECE = desk_client.Piece("part", 1, "", "", SEALED, "1" * 64)
DEALT = desk_client.Production(
    PRODUCTION, 1, "dealt", "well", "2" * 64, "3" * 64, "age1", 2, "2026-03-10T09:00Z", (PIECE,)
)
SHOWN = desk_client.Shown(
    case=CASE,
    revision=7,
    rosters=(b"first\n", b"second\n"),
    notes=("Grüße\n".encode(),),
    relied={"case": CASE, "face": {"case": {}}},
    attested=(Freeze("e-1", "dan", dt.datetime(2026, 3, 9, 9, tzinfo=dt.UTC), signed=False),),
    productions=(DEALT,),
    key=b"\x30\x82 a certificate",
    contact="post@talbach.example",
)


def wire(value: object) -> Any:
    return json.loads(json.dumps(value))


def test_what_is_shown_comes_back_the_same() -> None:
    assert desk_client.SHOWN.read(wire(desk_client.SHOWN.plain(SHOWN))) == SHOWN
    work = desk_client.Waiting((desk_client.Work(CASE, PRODUCTION),))
    assert desk_client.WAITING.read(wire(desk_client.WAITING.plain(work))) == work
    brought = [desk_client.Brought(SEALED, "share", "release", b"\x00bytes")]
    assert desk_client.brought_plain(brought) == [
        {"id": SEALED, "kind": "share", "reader": "release", "bytes": "AGJ5dGVz"}
    ]
    assert "bytes" not in repr(brought[0])


def test_a_newer_desk_may_say_more() -> None:
    plain = desk_client.SHOWN.plain(SHOWN)
    plain["weather"] = plain["productions"][0]["weather"] = "rain"
    assert desk_client.SHOWN.read(wire(plain)) == SHOWN


def production(change: Callable[[dict[str, Any]], object]) -> Callable[[dict[str, Any]], object]:
    return lambda plain: change(plain["productions"][0])


@pytest.mark.parametrize(
    "change",
    [
        lambda plain: plain.pop("revision"),
        lambda plain: plain.update(key=7),
        lambda plain: plain.update(key="no base64!"),
        lambda plain: plain.update(revision=-1),
        lambda plain: plain.update(revision=True),
        lambda plain: plain.update(case="another"),
        lambda plain: plain.update(case=7),
        lambda plain: plain.update(relied=[]),
        lambda plain: plain.update(rosters="first"),
        lambda plain: plain.update(notes=[b"x".hex(), None]),
        lambda plain: plain["attested"][0].update(since="yesterday"),
        lambda plain: plain["attested"].append("dan"),
        production(lambda one: one.update(id="s-" + "c" * 24)),
        production(lambda one: one.update(hold_until="tomorrow")),
        production(lambda one: one.update(k="2")),
        production(lambda one: one["pieces"][0].update(kind="other")),
        production(lambda one: one["pieces"][0].update(sealed="../../etc/passwd")),
    ],
)
def test_an_answer_that_is_none_is_refused(change: Callable[[dict[str, Any]], object]) -> None:
    plain = wire(desk_client.SHOWN.plain(SHOWN))
    change(plain)
    with pytest.raises(desk_client.DeskClientError) as caught:
        desk_client.SHOWN.read(plain)
    assert caught.value.rule == "counter.form"


def test_a_production_without_its_hold_and_work_of_no_production() -> None:
    plain = wire(desk_client.SHOWN.plain(SHOWN))
    plain["productions"][0]["hold_until"] = ""
    assert desk_client.SHOWN.read(plain).productions[0].hold_until == ""
    for row in ({"case": CASE, "production": "x"}, {"case": "x", "production": PRODUCTION}, {"case": CASE}, "x"):
        with pytest.raises(desk_client.DeskClientError):
            desk_client.WAITING.read({"rows": [row]})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["case", "id", "pieces", "kind", "notes"]), inner),
)


@given(JSON, st.sampled_from(["revision", "rosters", "notes", "relied", "attested", "productions", "case"]))
def test_whatever_comes_it_is_a_shown_or_a_refusal(value: object, name: str) -> None:
    plain = wire(desk_client.SHOWN.plain(SHOWN))
    plain[name] = value
    for given_ in (plain, value):
        try:
            desk_client.SHOWN.read(given_)
        except desk_client.DeskClientError:
            continue
