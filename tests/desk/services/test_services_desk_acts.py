"""The one door of acts on the desk itself: what it writes and refuses, and that a writer of rows gains nothing."""

import datetime
import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from desk_samples import CONTACT, NOW, POLICE, Place, chains_hold, counts, denied, taken_back
from dueprocess.acts.desk_state import Brought
from dueprocess.adapters import law_files
from dueprocess.case.desk_events import AuthorityNamed, LawSigned
from dueprocess.case.events import Body
from dueprocess.demand.codes import AuthorityKind
from dueprocess.demand.draft import AuthorityName
from dueprocess.desk.data import codec
from dueprocess.desk.data.models import Event, Statement, Verification
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import desk_acts, desk_record, row_check
from dueprocess.desk.services.cases import verification_of
from dueprocess.desk.services.desk import authority_names
from dueprocess.desk.services.record import append_to_desk
from dueprocess.desk.services.result import Done
from dueprocess.formats.desk_acts import contact_hash
from dueprocess.formats.errors import StatementError
from dueprocess.formats.statement import Act, hash_of

KEY = b"\x30\x82 the bytes of a certificate"
SAYS = {"authority": POLICE, "contact": contact_hash(CONTACT), "how": "call_back"}
RULE = {"on": "2026-03-09", "rule": "PK-PTA-54"}


def named(place: Place, by: str = "aster", **says: Any) -> bytes:
    note = place.ask(by, Act.AUTHORITY_VERIFY, SAYS | says)
    assert isinstance(desk_acts.perform(place.desk, note, Brought(CONTACT)), Done)
    return note


def second(place: Place, first: bytes, by: str = "birch") -> bytes:
    return place.ask(by, Act.AUTHORITY_CONFIRM, {"authority": POLICE, "verification": hash_of(first)})


def whole() -> bool:
    (desk,) = row_check.check([])
    return desk.fault == ""


def test_an_authority_is_verified_by_two(place: Place) -> None:
    note = named(place)
    assert verification_of(place.desk, POLICE) is None  # one person gives no trust
    before = counts()
    assert denied(desk_acts.perform(place.desk, second(place, note, "aster"))) == "case.four-eyes"
    assert counts() == before
    good = second(place, note)
    done = desk_acts.perform(place.desk, good)
    assert done == Done("", 3, ("desk:authority:verified",))
    found = verification_of(place.desk, POLICE)
    assert (found.by, found.confirmed_by, found.contact, bytes(found.key_bytes)) == ("aster", "birch", CONTACT, b"")
    assert set(Statement.objects.values_list("person", flat=True)) == {"aster", "birch"}
    assert chains_hold()
    assert whole()
    place.verify_authority(key=KEY)  # on the same day, with a key now
    found = verification_of(place.desk, POLICE)
    assert (found.key_kind, found.key, bytes(found.key_bytes)) == ("cms", hashlib.sha256(KEY).hexdigest(), KEY)
    assert whole()


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
    place.do("cedar", Act.DECISION_WITHDRAW, case, place.withdraw_says(case))
    assert denied(place.propose(case)) == "authority.not-verified"


def test_a_note_that_enters_from_elsewhere_meanwhile_is_told_so(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    note, read = second(place, named(place)), desk_record.state_of

    def meanwhile(desk: Any) -> Any:
        state = read(desk)
        monkeypatch.setattr(desk_record, "state_of", read)
        assert isinstance(desk_acts.perform(desk, note), Done)
        return state

    def before(desk: Any) -> Any:
        monkeypatch.setattr(desk_record, "state_of", read)
        assert isinstance(desk_acts.perform(desk, note), Done)
        return read(desk)

    with taken_back():
        monkeypatch.setattr(desk_record, "state_of", before)
        assert denied(desk_acts.perform(place.desk, note)) == "case.revision-moved"
    monkeypatch.setattr(desk_record, "state_of", meanwhile)
    assert denied(desk_acts.perform(place.desk, note)) == "case.revision-moved"


def test_a_note_enters_once_and_a_forged_one_never(place: Place) -> None:
    note = named(place)
    before = counts()
    assert denied(desk_acts.perform(place.desk, note, Brought(CONTACT))) == "case.revision-moved"
    assert denied(desk_acts.perform(place.desk, note, Brought("thief@evil.example"))) == "case.revision-moved"
    fresh = second(place, note)
    forged = (
        place.ask("eve", Act.DESK_FREEZE, {}),  # on no roster
        fresh.replace(b'"by":"birch"', b'"by":"cedar"'),
        fresh.replace(POLICE.encode(), b"DE-BND"),
        fresh[:-5] + b"AAA=\n",
        b"no note",
    )
    for bad in forged:
        with pytest.raises(StatementError):
            desk_acts.perform(place.desk, bad)
    stale = place.ask("birch", Act.LAW_SIGN, RULE, basis="b" * 64)
    assert denied(desk_acts.perform(place.desk, stale)) == "access.role"
    stale = place.ask("cedar", Act.LAW_SIGN, RULE, basis="b" * 64)
    assert denied(desk_acts.perform(place.desk, stale)) == "case.basis-changed"
    assert counts() == before


def test_the_slower_of_two_decides_anew_and_is_told_the_reason(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    note = named(place)
    notes = {by: second(place, note, by) for by in ("birch", "cedar")}
    state_of, first = desk_record.state_of, iter([True])

    def meanwhile(desk: Any) -> Any:
        state = state_of(desk)
        if next(first, False):
            assert isinstance(desk_acts.perform(desk, notes["cedar"]), Done)
        return state

    monkeypatch.setattr(desk_record, "state_of", meanwhile)
    assert denied(desk_acts.perform(place.desk, notes["birch"])) == "authority.not-verified"
    assert Verification.objects.get().confirmed_by == "cedar"
    assert chains_hold()


@pytest.mark.parametrize("row", [False, True])
def test_who_loses_each_race_writes_nothing(place: Place, monkeypatch: pytest.MonkeyPatch, *, row: bool) -> None:
    note = named(place)
    before, append = counts(), codec.append

    def loses(*arguments: Any, **more: Any) -> Any:
        if not row:
            raise codec.RevisionMovedError
        Verification.objects.update(confirmed_by="cedar", confirming_statement="c" * 64)
        return append(*arguments, **more)

    monkeypatch.setattr(codec, "append", loses)
    assert denied(desk_acts.perform(place.desk, second(place, note))) == "case.revision-moved"
    assert counts() == before
    assert Verification.objects.get().confirmed_by == ""


def test_a_row_of_the_desks_own_can_be_verified(place: Place) -> None:
    own = AuthorityName("DE-PP-TALBACH", "Police of Talbach", "DE", AuthorityKind.POLICE, ("PP Talbach",), True)
    place.desk = replace(place.desk, own_authorities={own.id: own})
    place.verify_authority(own.id)
    assert verification_of(place.desk, own.id) is not None
    assert authority_names(place.desk)[0] == own


def test_a_signature_of_counsel_counts_for_twelve_months(place: Place) -> None:
    place.sign_law("PK-PTA-54")
    (signature,) = desk_record.law({place.desk.roster.number: place.desk.roster})
    assert (signature.rule, signature.by, signature.on) == ("PK-PTA-54", "cedar", NOW.date())
    assert signature.until == datetime.date(2027, 3, 9)
    cited = place.desk.shelf.instruments["PK-PTA-54"].versions[0].cited
    plain = law_files.load(signatures=()).instruments["PK-PTA-54"].versions[0].cited
    day = datetime.date(2027, 3, 9)
    assert cited.decides(day)
    assert not plain.decides(day)
    assert not cited.decides(day + datetime.timedelta(days=1))


# --- a writer of the database -----------------------------------------------------------------------------------------


def forge(place: Place, body: Body[Any], note: bytes) -> None:
    """An event with a statement behind it, as somebody with the database writes them."""
    with write():
        event = append_to_desk(place.desk, body, (hash_of(note),))
        Statement.objects.keep(hash=hash_of(note), event_id=event.pk, act="x", person="cedar", note=note)


def test_law_that_counsel_did_not_sign_is_none(place: Place) -> None:
    place.sign_law("PK-PTA-54")
    good = bytes(Statement.objects.get(act=str(Act.LAW_SIGN)).note.bytes)
    place.later(minutes=1)
    for note in (
        good.replace(b"PK-PTA-54", b"EU-TCO-3x"),
        place.ask("aster", Act.LAW_SIGN, RULE),  # no counsel
        place.ask("cedar", Act.LAW_SIGN, {"on": "soon", "rule": "PK-PTA-54"}),
        place.ask("cedar", Act.LAW_SIGN, {"on": None, "rule": "PK-PTA-54"}),
        place.ask("cedar", Act.LAW_SIGN, RULE, roster=(9, "0" * 64)),
        b"no note",
    ):
        forge(place, LawSigned("cedar", **RULE), note)
    rosters = {place.desk.roster.number: place.desk.roster}
    assert [one.rule for one in desk_record.law(rosters)] == ["PK-PTA-54"]
    assert desk_record.law({}) == ()
    assert isinstance(desk_acts.perform(place.desk, place.ask("dan", Act.DESK_FREEZE, {})), Done)
    assert not whole()


def test_a_verification_that_somebody_made_up_is_confirmed_by_nobody(place: Place) -> None:
    forged = place.ask("aster", Act.AUTHORITY_VERIFY, SAYS).replace(b'"by":"aster"', b'"by":"cedar"')
    forge(place, AuthorityNamed("cedar", **SAYS), forged)
    row = {"verified_on": NOW.date(), "until": NOW.date() + datetime.timedelta(days=180), "how": "call_back"}
    Verification.objects.create(authority=POLICE, contact=CONTACT, by="cedar", statement=hash_of(forged), **row)
    assert denied(desk_acts.perform(place.desk, second(place, forged))) == "authority.not-verified"
    assert Event.objects.filter(kind="desk:authority:verified").count() == 0


CHANGES: tuple[Callable[[], object], ...] = (
    lambda: Verification.objects.update(contact="lka@forger.example"),
    lambda: Verification.objects.update(key_bytes=b"\x30\x82 the forger's"),
    lambda: Verification.objects.update(phone="+49305550199"),
    lambda: Verification.objects.update(phone=""),
    lambda: Verification.objects.update(key_bytes=b""),
    lambda: Verification.objects.update(key=hashlib.sha256(b"forged").hexdigest(), key_bytes=b"forged"),
    lambda: Verification.objects.update(key_kind="age"),
    lambda: Verification.objects.update(key="", key_kind="", key_bytes=b""),
    lambda: Verification.objects.update(until=datetime.date(2030, 1, 1)),
    lambda: Verification.objects.all().delete(),
)


def test_a_row_that_was_changed_gives_no_trust_and_is_found(place: Place) -> None:
    place.verify_authority(key=KEY, phone="+49305550100")
    assert verification_of(place.desk, POLICE) is not None
    assert whole()
    later = replace(place.desk, now=NOW + datetime.timedelta(days=200))
    for number, change in enumerate(CHANGES):
        with taken_back():
            change()
            assert not whole(), number
            assert verification_of(later, POLICE) is None, number
            if Verification.objects.filter(until__lt=datetime.date(2030, 1, 1)).exists():
                assert verification_of(place.desk, POLICE) is None, number
