# ruff: noqa: TC003, ARG001
"""Acts on the desk itself: authorities by two people, law by counsel, rosters, sealing, envelopes."""

from __future__ import annotations

import datetime
import hashlib
import os
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from data_samples import new_id
from desk_samples import CONTACT, NOW, POLICE, Place, chains_hold, counts, denied, people, signed
from dueprocess.adapters import law_files
from dueprocess.adapters.sandbox import Died, Handed, Reason
from dueprocess.demand.codes import Channel
from dueprocess.desk.data.models import Envelope, Event, Statement, Verification
from dueprocess.desk.data.models import Roster as Row
from dueprocess.desk.intake import sealing
from dueprocess.desk.services import authorities, envelopes, law, rosters
from dueprocess.desk.services.cases import verification_of
from dueprocess.desk.services.result import Done
from dueprocess.formats.errors import RosterError, StatementError
from dueprocess.formats.statement import Act, hash_of


def verify_says(**changes: Any) -> dict[str, Any]:
    contact = authorities.contact_hash(CONTACT)
    return {"authority": POLICE, "contact": contact, "how": "call_back"} | changes


def named(place: Place, by: str = "aster") -> bytes:
    note = place.ask(by, Act.AUTHORITY_VERIFY, verify_says())
    assert isinstance(authorities.verify(place.desk, note, CONTACT), Done)
    return note


def test_an_authority_is_verified_by_two(place: Place) -> None:
    note = named(place)
    assert verification_of(place.desk, POLICE) is None  # one person gives no trust
    says = {"authority": POLICE, "verification": hash_of(note)}
    before = counts()
    same = place.ask("aster", Act.AUTHORITY_CONFIRM, says)
    assert denied(authorities.confirm(place.desk, same)) == "case.four-eyes"
    wrong = place.ask("birch", Act.AUTHORITY_CONFIRM, {**says, "authority": "DE-BND"})
    assert denied(authorities.confirm(place.desk, wrong)) == "authority.not-verified"
    more = place.ask("birch", Act.AUTHORITY_CONFIRM, {**says, "how": "call_back"})
    assert denied(authorities.confirm(place.desk, more)) == "authority.not-verified"
    role = place.ask("dan", Act.AUTHORITY_CONFIRM, says)
    assert denied(authorities.confirm(place.desk, role)) == "access.role"
    assert counts() == before
    good = place.ask("birch", Act.AUTHORITY_CONFIRM, says)
    assert isinstance(authorities.confirm(place.desk, good), Done)
    found = verification_of(place.desk, POLICE)
    assert found is not None
    assert (found.by, found.confirmed_by, found.contact) == ("aster", "birch", CONTACT)
    assert denied(authorities.confirm(place.desk, good)) == "case.revision-moved"
    assert set(Statement.objects.values_list("person", flat=True)) == {"aster", "birch"}
    assert chains_hold()


def test_a_verification_holds_180_days(place: Place) -> None:
    place.verify_authority()
    for days, holds in ((180, True), (181, False), (-1, False)):
        moved = replace(place.desk, now=NOW + datetime.timedelta(days=days))
        assert (verification_of(moved, POLICE) is not None) is holds
    assert verification_of(place.desk, None) is None


def test_on_day_181_nothing_about_a_person_is_given(place: Place) -> None:
    case = place.ready()
    place.later(days=180)
    assert isinstance(place.propose(case), Done)
    place.later(days=1)
    assert denied(place.approve(case)) == "case.basis-changed"
    place.do("cedar", Act.DECISION_WITHDRAW, case, {"item": 1})
    assert denied(place.propose(case)) == "authority.not-verified"


def test_a_verification_waits_no_longer_than_it_holds(place: Place) -> None:
    note = named(place)
    place.later(days=181)
    late = place.ask("birch", Act.AUTHORITY_CONFIRM, {"authority": POLICE, "verification": hash_of(note)})
    assert denied(authorities.confirm(place.desk, late)) == "authority.not-verified"


@pytest.mark.parametrize(
    ("says", "contact"),
    [
        (verify_says(how="letter"), CONTACT),
        ({"authority": POLICE}, CONTACT),
        (verify_says(authority="XX-NOBODY"), CONTACT),
        (verify_says(), "forger@bka-auskunft.example"),
    ],
)
def test_a_verification_that_does_not_fit_is_refused(place: Place, says: dict[str, Any], contact: str) -> None:
    before = counts()
    note = place.ask("aster", Act.AUTHORITY_VERIFY, says)
    assert denied(authorities.verify(place.desk, note, contact)) == "authority.not-verified"
    assert counts() == before


KEY = b"\x30\x82 the bytes of a certificate"


def keyed(**changes: Any) -> dict[str, Any]:
    return verify_says(key=hashlib.sha256(KEY).hexdigest(), key_kind="cms") | changes


def test_a_key_is_verified_by_the_same_two(place: Place) -> None:
    first = place.ask("aster", Act.AUTHORITY_VERIFY, keyed())
    assert isinstance(authorities.verify(place.desk, first, CONTACT, KEY), Done)
    assert verification_of(place.desk, POLICE) is None
    says = {"authority": POLICE, "verification": hash_of(first)}
    same = place.ask("aster", Act.AUTHORITY_CONFIRM, says)
    assert denied(authorities.confirm(place.desk, same)) == "case.four-eyes"
    assert isinstance(authorities.confirm(place.desk, place.ask("birch", Act.AUTHORITY_CONFIRM, says)), Done)
    found = verification_of(place.desk, POLICE)
    assert found is not None
    assert (found.key_kind, found.key, bytes(found.key_bytes)) == ("cms", hashlib.sha256(KEY).hexdigest(), KEY)
    assert chains_hold()


def test_a_key_comes_after_a_verification_without_one_on_the_same_day(place: Place) -> None:
    place.verify_authority()
    before = verification_of(place.desk, POLICE)
    assert before is not None
    assert before.key == ""
    place.verify_authority(key=KEY)
    after = verification_of(place.desk, POLICE)
    assert after is not None
    assert after.key == hashlib.sha256(KEY).hexdigest()


@pytest.mark.parametrize(
    ("says", "key"),
    [
        (keyed(), b""),
        (keyed(), KEY + b"x"),
        (verify_says(), KEY),
        (keyed(key="0" * 64), KEY),
        (keyed(key=hashlib.sha256(b"k" * 70000).hexdigest()), b"k" * 70000),
        (keyed(key_kind="post"), KEY),
        (keyed(key_kind=["cms"]), KEY),
        (keyed(how="contact_point"), KEY),
        (keyed(how="court_database"), KEY),
    ],
)
def test_a_key_that_was_not_signed_or_not_called_about_is_refused(
    place: Place, says: dict[str, Any], key: bytes
) -> None:
    before = counts()
    note = place.ask("aster", Act.AUTHORITY_VERIFY, says)
    assert denied(authorities.verify(place.desk, note, CONTACT, key)) == "authority.key"
    assert counts() == before


def test_half_a_key_is_none(place: Place) -> None:
    for says in (verify_says(key="0" * 64), verify_says(key_kind="cms"), verify_says(how=["call_back"])):
        note = place.ask("aster", Act.AUTHORITY_VERIFY, says)
        assert denied(authorities.verify(place.desk, note, CONTACT, KEY)) == "authority.not-verified"


@pytest.mark.parametrize(
    "change",
    [
        {"key_bytes": b"\x30\x82 the forger's"},
        {"key_bytes": b""},
        {"key": hashlib.sha256(b"forged").hexdigest(), "key_bytes": b"forged"},
        {"key_kind": "age"},
        {"key": "", "key_kind": "", "key_bytes": b""},
    ],
)
def test_a_row_with_another_key_gives_no_trust(place: Place, change: dict[str, Any]) -> None:
    place.verify_authority(key=KEY)
    assert verification_of(place.desk, POLICE) is not None
    assert Verification.objects.update(**change) == 1
    assert verification_of(place.desk, POLICE) is None


def test_a_statement_on_the_desk_enters_once_and_only_for_its_act(place: Place) -> None:
    note = named(place)
    again = place.ask("birch", Act.AUTHORITY_VERIFY, verify_says())
    before = counts()
    assert denied(authorities.verify(place.desk, note, CONTACT)) == "case.revision-moved"
    assert denied(authorities.verify(place.desk, again, CONTACT)) == "authority.not-verified"  # named today already
    assert denied(authorities.confirm(place.desk, note)) == "access.role"
    assert denied(law.sign(place.desk, note)) == "access.role"
    shelf = place.ask("aster", Act.AUTHORITY_VERIFY, verify_says(), basis="b" * 64)
    assert denied(authorities.verify(place.desk, shelf, CONTACT)) == "case.basis-changed"
    case = place.ask("aster", Act.AUTHORITY_VERIFY, verify_says(), case=new_id("c"))
    assert denied(authorities.verify(place.desk, case, CONTACT)) == "case.basis-changed"
    with pytest.raises(StatementError):
        authorities.verify(place.desk, place.ask("eve", Act.AUTHORITY_VERIFY, verify_says()), CONTACT)
    assert counts() == before
    assert chains_hold()


def test_the_slower_of_two_on_the_desk_is_told(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    note = named(place)
    second = place.ask("birch", Act.AUTHORITY_CONFIRM, {"authority": POLICE, "verification": hash_of(note)})
    other = place.ask("cedar", Act.AUTHORITY_VERIFY, verify_says(authority="DE-BND"))
    rule = place.ask("cedar", Act.LAW_SIGN, {"on": "2026-03-09", "rule": "PK-PTA-54"})
    before = counts()
    revision = authorities.append_signed.__globals__["append_to_desk"].__globals__["codec"]
    with monkeypatch.context() as patched:
        patched.setattr(revision, "desk_revision", lambda: 1)
        assert denied(authorities.confirm(place.desk, second)) == "case.revision-moved"
        assert denied(authorities.verify(place.desk, other, CONTACT)) == "case.revision-moved"
        assert denied(law.sign(place.desk, rule)) == "case.revision-moved"
    original = authorities.append_signed

    def meanwhile(*arguments: Any) -> Any:
        Verification.objects.update(confirmed_by="cedar", confirming_statement="c" * 64)
        return original(*arguments)

    monkeypatch.setattr(authorities, "append_signed", meanwhile)
    assert denied(authorities.confirm(place.desk, second)) == "case.revision-moved"
    assert counts() == before
    assert Verification.objects.get().confirmed_by == ""
    assert chains_hold()


def test_a_row_of_the_desks_own_can_be_verified(place: Place) -> None:
    from dueprocess.demand.codes import AuthorityKind
    from dueprocess.demand.draft import AuthorityName

    own = AuthorityName("DE-PP-TALBACH", "Police of Talbach", "DE", AuthorityKind.POLICE, ("PP Talbach",), True)
    place.desk = replace(place.desk, own_authorities={own.id: own})
    place.verify_authority(own.id)
    assert verification_of(place.desk, own.id) is not None
    assert authorities.authority_names(place.desk)[0] == own


def test_only_counsel_signs_law(place: Place) -> None:
    before = counts()
    for name in ("aster", "birch", "dan"):
        note = place.ask(name, Act.LAW_SIGN, {"on": "2026-03-09", "rule": "PK-PTA-54"})
        assert denied(law.sign(place.desk, note)) == "access.role"
    assert counts() == before


@pytest.mark.parametrize(
    "says",
    [
        {"on": "2026-03-09", "rule": "XX-NO-RULE"},
        {"on": "2026-03-09"},
        {"on": "soon", "rule": "PK-PTA-54"},
        {"on": None, "rule": "PK-PTA-54"},
        {"on": "20260309", "rule": "PK-PTA-54"},
        {"on": "2026-03-10", "rule": "PK-PTA-54"},
        {"on": "2099-01-01", "rule": "PK-PTA-54"},
    ],
)
def test_a_signature_on_no_rule_or_no_day_is_refused(place: Place, says: dict[str, Any]) -> None:
    before = counts()
    assert denied(law.sign(place.desk, place.ask("cedar", Act.LAW_SIGN, says))) == "case.ground-not-open"
    assert counts() == before
    assert law.signatures({place.desk.roster.number: place.desk.roster}) == ()  # and the desk still opens


def test_a_signature_counts_for_twelve_months(place: Place) -> None:
    place.sign_law("PK-PTA-54")
    (one,) = law.signatures({place.desk.roster.number: place.desk.roster})
    assert (one.rule, one.by, one.on) == ("PK-PTA-54", "cedar", NOW.date())
    assert one.until == datetime.date(2027, 3, 9)
    cited = place.desk.shelf.instruments["PK-PTA-54"].versions[0].cited
    plain = law_files.load(signatures=()).instruments["PK-PTA-54"].versions[0].cited
    day = datetime.date(2027, 3, 9)
    assert cited.decides(day)
    assert not plain.decides(day)
    assert not cited.decides(day + datetime.timedelta(days=1))
    assert chains_hold()


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
    assert second.effective_at == "2026-03-12T09:00:00Z"


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

    def run(self, _job: str, options: dict[str, Any], _data: bytes, **_limits: int) -> Any:
        self.asked.append(options)
        return self.answer


def incoming(**changes: Any) -> sealing.Incoming:
    return sealing.Incoming("a.txt", "text/plain", Channel.MAIL, NOW, b"text", **changes)


ANSWER: dict[str, Any] = {
    "face": None,
    "is_demand": None,
    "unreadable": "empty",
    "recipient": "age1x",
    "sealed": [{"kind": "original", "bytes": "eA=="}],
    "envelopes": [{"person": "aster", "bytes": "eQ=="}],
    "paged": False,
}


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
            os.fstat(one.content.handle)  # type: ignore[union-attr]
    os.close(handle)


def test_envelopes_for_who_joins_and_from_who_leaves(place: Place) -> None:
    case, closed = place.arrive(), place.arrive()
    place.classify(closed, "not_a_demand")
    assert envelopes.open_cases() == 1
    ((found, key, envelope),) = envelopes.open_envelopes("aster")
    assert (found, key.startswith("age1")) == (case, True)
    assert envelopes.share("eve", [(case, envelope)]) == 1
    assert envelopes.share("eve", [(case, b"newer")]) == 1
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
