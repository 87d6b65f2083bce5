"""Agreeing is not giving (F2): what a seized store and coerced keys open, and what a program hands over, and when."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dueprocess.adapters import crypto
from dueprocess.adapters.age_header import AgeError
from dueprocess.desk.data.models import Piece, Sealed, Statement
from dueprocess.formats import shamir
from dueprocess.formats.bech32 import secret_text
from dueprocess.formats.statement import Act
from release_house import HOLDERS, SECRET_LINE, ReleaseHouse, people


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


def test_an_honest_client_hands_nothing_over_after_a_veto_that_another_statement_names(house: ReleaseHouse) -> None:
    """F2: a desk that replays what it had shown before is refused once any later note has seen the veto."""
    for name in ("aster", "birch"):
        house.agrees(name)
    house.place.later(hours=23)
    deal = house.row.deal
    frozen = house.client("aster").desk.of_deal(deal)
    vetoes(house)
    house.place.later(hours=2)
    house.lies("aster", shows=lambda _: replace(frozen))
    house.desks["aster"].true.of_deal = lambda _: frozen  # type: ignore[method-assign]
    handed: list[bytes] = []
    house.desks["aster"].true.hand_over = lambda _, share: handed.append(share)  # type: ignore[method-assign]
    # The desk alone still hides it: what a withheld veto can do stands in the threat model.
    assert house.hands("aster") == "handed"
    assert len(handed) == 1
    assert crypto.unseal(handed[0], people()["birch"].age_secrets)[0].kind == "share"
    with pytest.raises(AgeError):
        crypto.unseal(handed[0], people()["cedar"].age_secrets)
