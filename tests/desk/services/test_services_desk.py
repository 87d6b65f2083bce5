"""The desk's own means: rosters, sealing what arrives, envelopes."""

import datetime
import os
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from desk_samples import NOW, Place, chains_hold, counts, people, signed
from dueprocess.adapters.sandbox import Died, Handed, Reason
from dueprocess.demand.codes import Channel
from dueprocess.desk.data.models import Envelope, Event
from dueprocess.desk.data.models import Roster as Row
from dueprocess.desk.intake import sealing
from dueprocess.desk.services import envelopes, rosters
from dueprocess.formats.errors import RosterError


def test_rosters_follow_each_other(place: Place) -> None:
    first = rosters.newest()
    assert first is not None
    eve = people()["eve"].card().person(("employee",))
    now = NOW + datetime.timedelta(hours=1)
    second = rosters.successor(first, [eve], ["dan"], None, now)
    assert ({person.name for person in second.people}, second.k) == ({"aster", "birch", "cedar", "eve"}, 2)
    alone = replace_signers(second, ["eve"])
    before = counts()
    with pytest.raises(RosterError):
        rosters.enter(second, alone, now)
    assert rosters.fault_of(alone, now) is not None
    assert counts() == before
    note = replace_signers(second, ["aster", "birch"])
    assert rosters.fault_of(note, now) is None
    rosters.enter(second, note, now)
    assert rosters.newest() == second
    with pytest.raises(RosterError):
        rosters.enter(second, note, now)
    assert Row.objects.count() == 2
    assert list(Event.objects.filter(case="").values_list("kind", flat=True)) == [
        "desk:roster:founded",
        "desk:roster:changed",
    ]
    assert chains_hold()


def replace_signers(roster: Any, names: list[str]) -> bytes:
    from dueprocess.formats import note as notes

    return notes.signed(roster.text(), [people()[name].signer() for name in names]).encode()


def test_a_new_releaser_waits_72_hours(place: Place) -> None:
    first = rosters.newest()
    assert first is not None
    eve = people()["eve"].card().person(("releaser",))
    second = rosters.successor(first, [eve], [], 2, NOW)
    assert second.notice == 72


@pytest.mark.django_db
def test_before_founding_there_is_no_roster() -> None:
    from desk_samples import roster

    assert rosters.newest() is None
    assert rosters.fault_of(signed(roster()), NOW) is None
    assert rosters.fault_of(b"no roster", NOW) == "roster.malformed"


class Fake:
    """A sandbox whose child answers, or dies."""

    def __init__(self, answer: Any) -> None:
        self.setup: dict[str, Any] = {}
        self.answer = answer
        self.asked: list[dict[str, Any]] = []

    def run(self, job: str, options: dict[str, Any], _data: bytes, **_limits: int) -> Any:
        self.asked.append(options)
        return self.answer[job] if isinstance(self.answer, dict) else self.answer


def incoming(**changes: Any) -> sealing.Incoming:
    return sealing.Incoming("a.txt", "text/plain", Channel.MAIL, NOW, b"text", **changes)


READ: dict[str, Any] = {
    "face": None,
    "is_demand": None,
    "unreadable": "empty",
    "sealed": [],
    "docket": "eg==",
    "paged": False,
}
ANSWER: dict[str, Any] = {
    "seal": {
        "recipient": "age1x",
        "sealed": {"kind": "original", "bytes": "eA=="},
        "envelopes": [{"person": "aster", "bytes": "eQ=="}],
    },
    "parse": READ,
    "sender": {"sender": 0},
}


def test_what_kills_its_reader_was_sealed_before(place: Place) -> None:
    fake: Any = Fake({**ANSWER, "parse": Died(Reason.TIMEOUT)})
    (one,) = sealing.seal_all(place.desk, [incoming()], fake)
    assert (one.unreadable, one.sealed[0].bytes, one.recipient) == ("reader-timeout", b"x", "age1x")


def test_a_child_that_dies_keeps_nothing(place: Place) -> None:
    before = counts()
    dead: Any = Fake(Died(Reason.TIMEOUT))
    with pytest.raises(sealing.NotSealedError, match="timeout"):
        list(sealing.seal_all(place.desk, [incoming()], dead))
    assert counts() == before


def test_many_items_come_back_in_order_and_know_their_readers(place: Place) -> None:
    fake: Any = Fake(ANSWER)
    many = [replace(incoming(), received_at=NOW + datetime.timedelta(minutes=n)) for n in range(40)]
    done = list(sealing.seal_all(place.desk, many, fake))
    assert [one.received_at for one in done] == [one.received_at for one in many]
    assert done[0].sealed[0].bytes == b"x"
    assert done[0].envelopes == (("aster", b"y"),)
    assert {reader["name"] for reader in fake.asked[0]["readers"]} == {"aster", "birch"}
    assert fake.asked[0]["recovery"] == place.desk.roster.recovery
    fake.setup = sealing.setup_of(place.desk)
    list(sealing.seal_all(place.desk, many[:1], fake))
    assert "readers" not in fake.asked[-1]


def test_a_file_that_was_handed_over_is_closed(place: Place, tmp_path: Path) -> None:
    (tmp_path / "order.txt").write_bytes(b"text")
    handle = os.open(tmp_path / "order.txt", os.O_RDONLY)
    for fake, fault in ((Fake(ANSWER), None), (Fake(Died(Reason.KILLED)), sealing.NotSealedError)):
        one = replace(incoming(), content=Handed(os.dup(handle), 4))
        if fault is None:
            assert len(list(sealing.seal_all(place.desk, [one], cast("Any", fake)))) == 1
        else:
            with pytest.raises(fault):
                list(sealing.seal_all(place.desk, [one], cast("Any", fake)))
        with pytest.raises(OSError, match="Bad file"):
            os.fstat(one.content.handle)
    os.close(handle)


def test_envelopes_for_who_joins_and_from_who_leaves(place: Place) -> None:
    case, closed = place.arrive(), place.arrive()
    place.classify(closed, "not_a_demand")
    assert envelopes.open_cases() == 1
    ((found, key, envelope),) = envelopes.open_envelopes("aster")
    assert (found, key.startswith("age1")) == (case, True)
    assert envelopes.share("eve", [(case, envelope)], again=False) == 1
    assert envelopes.share("eve", [(case, b"newer")], again=False) == 0
    assert bytes(Envelope.objects.get(person="eve").bytes) == envelope
    assert envelopes.share("eve", [(case, b"newer")], again=True) == 1
    assert bytes(Envelope.objects.get(person="eve").bytes) == b"newer"
    assert envelopes.withdraw(["eve", "aster"]) == 3
    assert not Envelope.objects.filter(person__in=["eve", "aster"]).exists()
    first = place.desk.roster
    assert not envelopes.reads(None)
    aster = first.person("aster")
    birch = first.person("birch")
    assert aster is not None
    assert birch is not None
    others = tuple(person for person in first.people if person.name not in {"aster", "birch"})
    keyed = replace(first, people=(replace(aster, age=people()["eve"].card().age), *others, birch))
    assert envelopes.stale(first, keyed) == ["aster"]
    left = replace(first, people=(replace(aster, roles=("employee",)), *others))
    assert envelopes.stale(first, left) == ["aster", "birch"]
    assert envelopes.stale(first, first) == []
