"""A first look at each arrival, and a budget for the second: hostile files keep no honest one waiting (F11)."""

import contextlib
import datetime
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desk_samples import NOW, Place
from dueprocess.adapters.jobs_sender import sender
from dueprocess.adapters.sandbox import SCANNING, SCANS, Died, Reason, SandboxError
from dueprocess.demand.codes import Channel
from dueprocess.desk.intake import budget, sealing
from dueprocess.desk.intake.budget import SEEING, Budget
from dueprocess.desk.services import arrivals

TODAY = datetime.date(2026, 11, 30)
SEALED: dict[str, Any] = {"recipient": "age1x", "sealed": {"kind": "original", "bytes": "eA=="}, "envelopes": []}
READ: dict[str, Any] = {
    "face": None,
    "is_demand": None,
    "unreadable": "empty",
    "sealed": [],
    "docket": "eg==",
    "paged": False,
}


class Children:
    """A sandbox in which a hostile name takes longer than any first look; a second one waits until it is let go."""

    def __init__(self) -> None:
        self.setup: dict[str, Any] = {}
        self.looked: list[tuple[str, str]] = []
        self.second, self.go = threading.Event(), threading.Event()
        self.go.set()

    def run(self, job: str, options: dict[str, Any], _data: bytes, *, seconds: float, **_more: int) -> Any:
        if job == "sender":
            return {"sender": 7}
        if job == "seal":
            return SEALED
        how = options.get("blind") or ("first" if seconds <= sealing.FIRST else "second")
        self.looked.append((options["name"], how))
        if options["name"].startswith("hostile") and how == "first":
            return Died(Reason.TIMEOUT)
        if how == "second":
            self.second.set()
            self.go.wait(60)
        return {**READ, "unreadable": how}


def arrival(name: str) -> sealing.Incoming:
    return sealing.Incoming(name, "text/plain", Channel.MAIL, NOW, b"text", arrival=name)


def test_what_a_first_look_does_not_finish_comes_last(place: Place) -> None:
    children: Any = Children()
    names = [f"hostile{n}" for n in range(12)] + ["honest"] + [f"hostile{n}" for n in range(12, 20)]
    done = list(sealing.seal_all(place.desk, map(arrival, names), children))
    assert [one.arrival for one in done] == ["honest", *(name for name in names if name != "honest")]
    firsts = [at for at, (_, how) in enumerate(children.looked) if how == "first"]
    seconds = [at for at, (_, how) in enumerate(children.looked) if how == "second"]
    assert max(firsts) < min(seconds)
    assert len(firsts) == 21


def test_what_comes_while_machines_look_again_does_not_wait_for_them(place: Place) -> None:
    """It is handed on before the second look is over, and so is the word to register what is there."""
    children: Any = Children()
    children.go.clear()

    def source() -> Iterator[sealing.Incoming | None]:
        yield arrival("hostile")
        while not children.second.is_set():
            yield None
        yield arrival("emergency")
        while True:
            yield None

    sealed = sealing.seal_as_they_come(place.desk, source(), children)
    came = next(one for one in sealed if one is not None)
    assert came.arrival == "emergency"
    assert next(sealed) is None
    children.go.set()
    assert [one.arrival for one in sealed if one is not None] == ["hostile"]


def test_a_batch_ends_where_what_follows_takes_a_while(place: Place) -> None:
    children: Any = Children()
    one, two = sealing.seal_all(place.desk, map(arrival, ("", "")), children)

    def source() -> Iterator[arrivals.Received | None]:
        yield from (one, None, None)
        raise KeyboardInterrupt  # nobody comes as far: the first batch is out before
        yield two

    batches = arrivals.register_batches(place.desk, source())
    assert len(next(batches)) == 1
    with pytest.raises(KeyboardInterrupt):
        next(batches)


def test_beyond_its_budget_a_sender_is_sealed_unread(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    children: Any = Children()
    monkeypatch.setattr(budget, "A_SENDER", 0.0)
    (done,) = sealing.seal_all(place.desk, [arrival("hostile")], children)
    assert done.unreadable == "reader-budget"
    assert [how for _, how in children.looked] == ["first", "reader-budget"]


class Seeing(Children):
    """In which each letter is a scan; machines that read pictures are other children, and how they end is told."""

    jobs = ("scan",)

    def run(self, job: str, options: dict[str, Any], _data: bytes, *, seconds: float, **more: int) -> Any:
        if job == "draw":
            return {"sealed": [{"kind": "particulars", "bytes": "cA=="}]}
        found = super().run(job, options, _data, seconds=seconds, **more)
        return {**found, "unreadable": "no-text", "scan": True, "paged": True} if job == "parse" else found


def seeing(monkeypatch: pytest.MonkeyPatch, ends: Any) -> list[str]:
    """Zygotes that read pictures answer so; names of what they were asked of come out."""
    asked: list[str] = []

    class Box(contextlib.nullcontext[Any]):
        def __init__(self, setup: dict[str, Any]) -> None:
            assert setup[SCANS]
            super().__init__(self)

        def run(self, job: str, options: dict[str, Any], _data: bytes, *, seconds: float, **_more: int) -> Any:
            assert (job, seconds) == ("scan", SCANNING)
            asked.append(options["name"])
            return ends

    monkeypatch.setattr(sealing, "Sandbox", Box)
    return asked


class Broken:
    """A zygote that does not start."""

    def __init__(self, **_setup: Any) -> None:
        raise SandboxError


SAW = {**READ, "unreadable": None, "sealed": [{"kind": "particulars", "bytes": "d29yZHM="}], "docket": "c2Vlbg=="}


def told(one: arrivals.Received) -> tuple[str, list[bytes], bytes]:
    return one.unreadable, [row.bytes for row in one.sealed], one.docket


def test_pictures_are_read_in_a_second_look_alone(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, children = seeing(monkeypatch, SAW), Seeing()
    made: Any = children
    (done,) = sealing.seal_all(place.desk, [arrival("fax")], made)
    assert told(done) == ("", [b"x", b"words", b"p"], b"seen")  # the original, what was seen, and the pages that stood
    assert (asked, [how for _, how in children.looked]) == (["fax"], ["first"])  # nothing is read or drawn twice


@pytest.mark.parametrize("how", ["died", "no words", "budget", "no models", "no start"])
def test_a_scan_that_no_machine_sees_is_as_unread_as_before(
    place: Place, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    ends = {"died": Died(Reason.TIMEOUT), "no words": {**READ, "unreadable": "no-text"}}.get(how, SAW)
    asked = seeing(monkeypatch, ends)
    children: Any = Seeing()
    if how == "no models":
        children.jobs = ()
    if how == "no start":
        monkeypatch.setattr(sealing, "Sandbox", Broken)
    if how == "budget":
        monkeypatch.setattr(budget, "A_SENDER", 0.0)
    (done,) = sealing.seal_all(place.desk, [arrival("fax")], children)
    assert told(done) == ("no-text", [b"x", b"p"], b"z")
    assert asked == (["fax"] if how in {"died", "no words"} else [])


def test_what_is_restricted_is_seen_by_no_machine(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = seeing(monkeypatch, SAW)
    children: Any = Seeing()
    one = replace(arrival("pictures"), unread="restricted", custodian="aster")
    (done,) = sealing.seal_all(place.desk, [one], children)
    assert (done.unreadable, asked, children.looked) == ("restricted", [], [])


def test_machines_that_read_pictures_take_nothing_from_other_second_looks(tmp_path: Path) -> None:
    one = Budget(tmp_path, TODAY)
    one.spend(SEEING + 3, budget.A_DAY)
    assert (one.reaches(SEEING + 3), one.reaches(SEEING + 4), one.reaches(3)) == (False, False, True)


def test_a_budget_is_of_a_sender_and_a_day(tmp_path: Path) -> None:
    first = Budget(tmp_path, TODAY)
    key = first.key
    first.spend(3, budget.A_SENDER)
    again = Budget(tmp_path, TODAY)  # another process
    assert (again.key, again.reaches(3), again.reaches(4)) == (key, False, True)
    for number in range(int(budget.A_DAY / budget.A_SENDER)):
        again.spend(10 + number, budget.A_SENDER)
    assert not again.reaches(4)
    assert set(json.loads((tmp_path / budget.FILE).read_text())) == {"day", "key", "spent"}
    tomorrow = Budget(tmp_path, TODAY + datetime.timedelta(days=1))
    assert tomorrow.reaches(3)
    assert tomorrow.key != key
    for broken in ("", "[]", "{}", '{"key": 1}', '{"key": "zz", "spent": {}}'):
        (tmp_path / budget.FILE).write_text(broken)
        assert Budget(tmp_path, TODAY).reaches(3)


def test_a_sender_is_one_of_256_groups_under_the_days_key() -> None:
    told = lambda key, head: sender({"key": key * 32}, head)["sender"]  # noqa: E731
    mail = b'Received: x\r\nFROM: "A" <a@Polizei.example>\r\nTo: b@x\r\n\r\n'
    assert told("01", mail) == told("01", b"From: c@polizei.example\n\n")
    assert len({told("01", b"From: c@p%d.example\n\n" % n) for n in range(400)}) > 150
    assert [told(f"{n:02x}", mail) for n in range(20)] != [told("01", mail)] * 20
    assert told("01", b"%PDF-1.7") == told("01", b"")
