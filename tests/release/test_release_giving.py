"""Agreeing is not giving (F2): what a seized store and coerced keys open, and what a program hands over, and when."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, cast

import pytest

from dueprocess.adapters import crypto
from dueprocess.adapters.age_header import AgeError
from dueprocess.client import desk_itself, release
from dueprocess.desk.data.models import Piece, Sealed, Statement
from dueprocess.desk.services import acts, desk_acts, stood
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.result import Done
from dueprocess.formats import shamir
from dueprocess.formats.bech32 import secret_text
from dueprocess.formats.refusal import Denied, DeniedError
from dueprocess.formats.statement import Act
from release_house import HOLDERS, SECRET_LINE, ReleaseHouse, gone, people

if TYPE_CHECKING:
    from dueprocess.adapters.desk_api import FarDesk


@pytest.fixture
def house(db: None, tmp_path: Path) -> ReleaseHouse:
    return ReleaseHouse.at(tmp_path, "dealt")


def taken(house: ReleaseHouse) -> dict[str, bytes]:
    """All ciphertexts as they stand: a copy of the store."""
    found = {one.pk: bytes(one.bytes or b"") for one in Sealed.objects.all()}
    for piece in Piece.objects.filter(kind="part"):
        with house.place.desk.blobs.open(piece.sealed) as file:  # type: ignore[union-attr]
            found[piece.sealed] = file.read()
    return found


def opens(house: ReleaseHouse, store: dict[str, bytes], *thieves: str) -> bool:
    """Whether the data open by a copy of the store and the bare keys of these people. No client of ours."""
    secrets = [secret for name in thieves for secret in people()[name].age_secrets]
    shares: set[bytes] = set()
    for data in store.values():
        try:
            header, share = crypto.unseal(data, secrets)
        except ValueError:
            continue
        if header.kind == "share":
            shares.add(share)
    parts = [store[one.sealed] for one in Piece.objects.filter(kind="part")]
    try:
        key = secret_text(shamir.combine(sorted(shares)[:2]))
        return SECRET_LINE in b"".join(crypto.decrypt(one, [key]) for one in parts)
    except ValueError:
        return False


def vetoes(house: ReleaseHouse, by: str = "cedar") -> None:
    says = {"deal": house.row.deal, "item": 1, "production": house.production}
    house.place.do(by, Act.RELEASE_VETO, house.case, says)


@pytest.mark.parametrize("thief", HOLDERS)
def test_one_agreement_and_anybodys_bare_key_open_nothing(house: ReleaseHouse, thief: str) -> None:
    """F1 of the review: after one of two agreed, the store and another holder's key opened everything."""
    house.agrees("aster")
    assert Statement.objects.filter(act="release.approve").count() == 1
    assert not opens(house, taken(house), thief)
    assert opens(house, taken(house), "aster", thief) is (thief != "aster")  # the limit: k keys, whoever agreed


def test_a_veto_ends_what_was_copied_before_it(house: ReleaseHouse) -> None:
    """F1b: pieces copied before the veto opened after it; before the hold is over nothing is there to copy."""
    for name in HOLDERS:
        house.agrees(name)
    house.place.later(hours=23)
    assert [house.hands(name) for name in HOLDERS] == ["release.hold", "waits", "release.hold"]
    copied = taken(house)
    vetoes(house)
    house.place.later(hours=2)
    assert [house.hands(name) for name in HOLDERS] == ["access.not-found"] * 3
    assert not any(opens(house, copied, thief) for thief in HOLDERS)


def test_a_veto_that_another_statement_names_cannot_be_hidden_and_one_that_none_names_is_the_limit(
    house: ReleaseHouse,
) -> None:
    """F2: a desk that shows the case as it was before the veto. What a withheld veto can do: the threat model."""
    for name in ("aster", "birch", "cedar"):
        house.agrees(name)
    house.place.later(hours=23)
    before = house.client("aster").desk.of_deal(house.row.deal)
    vetoes(house)
    house.place.do("birch", Act.COST_RECORD, house.case, {"item": 1, "minutes": 5, "tariff": "", "units": 0})
    house.place.later(hours=2)
    veto, cost = house.client("birch").look(house.case).shown.notes[-2:]
    handed: list[bytes] = []
    for name, notes, state in (
        ("aster", (*before.notes, cost), "chain.forked"),  # birch's note has seen the veto
        ("aster", (*before.notes, veto, cost), "over"),
        ("cedar", before.notes, "handed"),
    ):
        shown = replace(before, notes=notes, revision=before.revision + 9)
        true = house.lies(name).true
        true.of_deal = lambda _, shown=shown: shown  # type: ignore[method-assign, misc]
        true.hand_over = lambda _, share: handed.append(share)  # type: ignore[method-assign]
        assert house.hands(name) == state
    (share,) = handed
    assert crypto.unseal(share, people()["birch"].age_secrets)[0].kind == "share"
    with pytest.raises(AgeError):  # to the one finisher alone
        crypto.unseal(share, people()["cedar"].age_secrets)
    assert house.client("aster").shares.find(house.production) is None  # nothing is kept of what ended


def withholds(house: ReleaseHouse, name: str) -> list[bytes]:
    """From now on the desk shows this person's program the case as it is now; what it hands over is kept here."""
    before, true = house.client(name).desk.of_deal(house.row.deal), house.lies(name).true
    handed: list[bytes] = []
    true.of_deal = lambda _: before  # type: ignore[method-assign]
    true.hand_over = lambda _, share: handed.append(share)  # type: ignore[method-assign]
    return handed


LOST = {
    "a veto": (Act.RELEASE_VETO, "release.another-agreement"),
    "a drop": (Act.PRODUCTION_DROP, "release.another-agreement"),
    "a withdrawal": (Act.DECISION_WITHDRAW, "release.another-agreement"),
    "a withdrawal for another item": (Act.DECISION_WITHDRAW, "handed"),
    "a stop of the desk": (Act.DESK_FREEZE, "release.another-agreement"),
    "a retired key": (Act.KEY_RETIRE, "release.another-agreement"),
    "a cost": (Act.COST_RECORD, "handed"),
}


@pytest.mark.parametrize("way", LOST)
def test_what_stops_counts_on_its_signers_machine_though_the_desk_withholds_its_answer(
    house: ReleaseHouse, way: str
) -> None:
    """A line that breaks, or a desk that lies: nobody hears whether it was taken, and nothing shows it afterwards."""
    act, wanted = LOST[way]
    for name in ("aster", "birch"):
        house.agrees(name)
    house.place.later(hours=23)
    handed = withholds(house, "aster")
    if wanted == "handed" or act in DESK_ACTS:  # the other file is damaged, which holds up nothing
        (house.client("aster").shares.folder / "x-damaged.json").write_text("{")
    who = house.client("aster")
    says: dict[str, Any] = {
        "a veto": {"deal": house.row.deal, "item": 1, "production": house.production},
        "a drop": {"item": 1, "production": house.production},
        "a withdrawal": {"item": 1, "proposal": house.approval},
        "a withdrawal for another item": {"item": 2, "proposal": house.approval},
        "a stop of the desk": {},
        "a retired key": {"key": who.identity.signer()[0].vkey},
        "a cost": {"item": 1, "minutes": 5, "tariff": "", "units": 0},
    }[way]
    itself = desk_itself.Itself(house.place.desk.roster, "0" * 64, (), {}, None)
    silent = partial(desk_itself.act, who, cast("FarDesk", Silent()), itself)
    house.desks["aster"].before = gone  # it keeps the note, and says nothing
    with pytest.raises(DeniedError):
        (silent if act in DESK_ACTS else partial(who.act, who.look(house.case)))(act, says)
    (who.shares.folder / "x-damaged.json").unlink(missing_ok=True)
    house.place.later(hours=2)
    assert house.hands("aster") == wanted
    assert bool(handed) is (wanted == "handed")


DESK_ACTS = {Act.DESK_FREEZE, Act.KEY_RETIRE}


class Silent:
    """A desk that takes what it is given, and never answers."""

    def post(self, _path: str, _given: object) -> NoReturn:
        gone("counter.unreachable")


@pytest.mark.parametrize("way", ["a veto", "a note", "another finisher"])
def test_whoever_stops_or_changes_what_they_agreed_to_stops_their_own_machine_whatever_the_desk_shows(
    house: ReleaseHouse, way: str
) -> None:
    """The desk withholds one's own note from one's own program: no mark that was kept covers it yet."""
    for name in ("aster", "birch"):
        house.agrees(name)
    house.place.later(hours=23)
    handed = withholds(house, "aster")
    if way == "another finisher":
        house.agrees("aster", "cedar")
    else:
        who = house.client("aster")
        looked = who.look(house.case)
        if way == "a note":
            who.act(looked, Act.COST_RECORD, {"item": 1, "minutes": 5, "tariff": "", "units": 0})
        else:
            release.veto(who, looked, looked.production(house.production))
    house.place.later(hours=2)
    assert house.hands("aster") == "chain.shorter"
    assert not handed


def test_a_holder_from_outside_the_house_agrees_and_finishes_nothing(house: ReleaseHouse) -> None:
    """F1: who is outside was complete after one agreement. Nobody seals a share to somebody who may not finish."""
    ready = house.ready("aster")
    roster = ready.looked.seen.strict
    people_ = tuple(
        replace(one, roles=("outside", "releaser")) if one.name == "cedar" else one for one in roster.people
    )
    seen = replace(ready.looked.seen, strict=replace(roster, people=people_))
    outside = replace(ready, looked=replace(ready.looked, seen=seen))
    with pytest.raises(DeniedError) as caught:
        release.approve(house.client("aster"), outside, "cedar", "passphrase")
    assert caught.value.rule == "release.finisher"
    assert not any(kept.shares for kept in house.client("aster").shares.all())


def test_another_finisher_needs_k_fresh_agreements_and_a_share_goes_to_one_alone(house: ReleaseHouse) -> None:
    for name in ("aster", "birch"):
        house.agrees(name)
    house.place.later(hours=24)
    house.agrees("aster", "cedar")
    assert house.hands("aster") == "release.quorum"  # one of two named cedar
    house.agrees("cedar", "cedar")
    assert house.hands("aster") == "handed"  # the hold that ran counts
    with pytest.raises(DeniedError) as caught:
        house.agrees("aster", "birch")
    assert caught.value.rule == "release.handed"
    house.place.later(hours=24)
    assert house.key("cedar").startswith("AGE-SECRET-KEY-1")


def test_what_is_kept_is_its_owners_alone_and_opens_for_nobody_here(house: ReleaseHouse) -> None:
    house.agrees("aster")
    (file,) = house.client("aster").shares.folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    kept = house.client("aster").shares.find(house.production)
    assert kept is not None
    with pytest.raises(AgeError):
        crypto.unseal(kept.shares[0], people()["aster"].age_secrets)
    file.write_text(file.read_text()[:-9])
    with pytest.raises(DeniedError, match="damaged"):
        house.hands("aster")


def test_after_a_lift_the_hold_begins_anew_at_client_and_desk(house: ReleaseHouse) -> None:
    for name in ("aster", "birch"):
        house.agrees(name)
    house.place.later(hours=20)
    desk_acts.perform(house.place.desk, house.place.ask("cedar", Act.DESK_FREEZE, {}))
    standing(house)
    assert house.hands("aster") == "desk.frozen"
    (freeze,) = house.place.desk.standing.freezes
    for name in ("aster", "birch"):
        done = desk_acts.perform(house.place.desk, house.place.ask(name, Act.DESK_LIFT, {"freeze": freeze.name}))
        assert isinstance(done, Done)
    standing(house)
    assert not house.place.desk.standing.frozen
    house.place.later(hours=5)
    assert house.hands("aster") == "release.hold"  # 25 hours after the agreement; the lift was not seen before
    house.place.later(hours=24)
    assert house.hands("aster") == "handed"


def test_two_who_strike_a_colleagues_reading_out_do_not_overrule_it(db: None, tmp_path: Path) -> None:
    """Where k is three, two coerced people had a third one's other reading struck, and the account of theirs given."""
    house = ReleaseHouse.at(tmp_path, "granted")
    house.reads("cedar", "somebody.else@postfach.example")

    def ordered() -> str:
        try:
            house.orders()
        except DeniedError as fault:
            return fault.rule
        return ""

    assert ordered() == "target.differs"
    theirs = Statement.objects.get(act="target.read", person="cedar").hash
    for name in ("aster", "birch"):
        done = desk_acts.perform(house.place.desk, house.place.ask(name, Act.STATEMENT_STRIKE, {"statement": theirs}))
        assert isinstance(done, Done)
    standing(house)
    assert ordered() == "target.differs"  # and by no revision that was seen before: the note is here, and struck
    house.reads("cedar")
    assert ordered() == ""


def test_two_who_strike_a_fact_out_that_a_colleague_corrected_do_not_overrule_them(db: None, tmp_path: Path) -> None:
    """They had it struck, confirmed the old one anew, decided on it, and whoever released was shown no other."""
    house = ReleaseHouse.at(tmp_path, "granted")
    place, case = house.place, house.case
    before = state_of(case).face.get("items.1.period_from")
    for by in ("cedar", "aster"):
        acts.took_to_read(place.desk, case, by)
    withdrawn = place.withdraw_says(case)
    place.do("cedar", Act.DECISION_WITHDRAW, case, withdrawn)
    place.do("cedar", Act.FACE_CONFIRM, case, {"fields": {"items.1.period_from": "2026-10-30"}})
    theirs = Statement.objects.filter(act="face.confirm", person="cedar").latest("event_id").hash
    for name in ("aster", "birch"):
        done = desk_acts.perform(place.desk, place.ask(name, Act.STATEMENT_STRIKE, {"statement": theirs}))
        assert isinstance(done, Done)
    standing(house)

    def decided() -> str:
        """Facts are confirmed as before, decided on by two, and the data ordered; by which rule that is refused."""
        assert isinstance(place.propose(case, "comply", by="aster"), Done)
        done = place.approve(case)
        if isinstance(done, Denied):
            return str(done.rule)
        try:
            house.orders("birch")
        except DeniedError as fault:
            return fault.rule
        return ""

    place.do("aster", Act.FACE_CONFIRM, case, {"fields": {"items.1.period_from": before}})
    assert decided() == "grant.struck"
    place.do("aster", Act.DECISION_WITHDRAW, case, place.withdraw_says(case))
    acts.took_to_read(place.desk, case, "cedar")
    place.do("cedar", Act.FACE_CONFIRM, case, {"fields": {"items.1.period_from": before}})
    assert decided() == ""


def standing(house: ReleaseHouse) -> None:
    desk = house.place.desk
    house.place.desk = replace(desk, standing=stood.standing({desk.roster.number: desk.roster}))
