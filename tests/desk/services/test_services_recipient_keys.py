"""A production leaves to the key that two people verified, and to no other that a desk shows (P10; hazard 11.3)."""

import hashlib
import io
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from test_services_productions import House, refused

import recipient_programs as programs
from desk_samples import CONTACT, POLICE, denied
from dueprocess.acts.desk_state import Brought
from dueprocess.adapters import recipients
from dueprocess.desk.data.models import Production, Verification
from dueprocess.desk.services import desk_acts, evidence
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.result import Done
from dueprocess.formats.desk_acts import contact_hash
from dueprocess.formats.statement import Act, hash_of
from dueprocess.release import checks, desk_client
from dueprocess.release.evidence import Evidence

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
CONTENT = b"what was granted, and nothing else\n" * 4000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("talbach", "forger"):
        programs.certificate(tmp_path, name, "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
    return tmp_path


@pytest.fixture
def house(db: None, folder: Path) -> House:
    house = House.built(folder)
    house.place.verify_authority(key=key_of(folder, "talbach"))
    house.reads("aster")
    house.reads("birch")
    house.grants()
    house.orders()
    house.deals()
    return house


def key_of(folder: Path, name: str) -> bytes:
    return recipients.key_facts("cms", (folder / f"{name}.pem").read_bytes()).key


def released(house: House, by: str, how: str, key: str) -> str:
    says = {"deal": house.deal, "how": how, "item": 1, "key": key, "production": house.production}
    says |= {"agreements": [house.agreement(name) for name in ("aster", "birch")], "sent": ["6" * 64]}
    done = house.place.act(by, Act.RELEASE_DONE, house.case, says)
    return "" if isinstance(done, Done) else denied(done)


def with_statement(seen: Evidence, act: Act, **says: Any) -> Evidence:
    """As if a statement of that act had said something else; of the two verifications, the one that the basis names."""
    named = checks.check_recipient(seen)
    hash_ = next(hash_ for hash_, one in seen.statements.items() if one is named and one.act is act)
    changed = replace(named, says={**named.says, **says})
    return replace(seen, statements={**seen.statements, hash_: changed})


def test_what_is_released_is_sealed_to_the_verified_key_and_the_authority_opens_it(house: House, folder: Path) -> None:
    for name in ("aster", "birch"):
        house.agrees(name, way="cms", recipient=checks.recipient_key(house.seen())[1])
    house.place.later(hours=24)
    shown = evidence.shown(house.place.desk, state_of(house.case), "birch")
    over_the_wire = desk_client.SHOWN.read(desk_client.SHOWN.plain(shown))
    kind, key = checks.check_key(house.seen(), over_the_wire.key)
    assert (kind, hashlib.sha256(key).hexdigest()) == checks.recipient_key(house.seen())
    out = io.BytesIO()
    recipients.seal_to(kind, key, io.BytesIO(CONTENT), out)
    assert programs.cms_opened(folder, "talbach", out.getvalue()).stdout == CONTENT
    assert programs.cms_opened(folder, "forger", out.getvalue()).returncode != 0
    assert released(house, "birch", "cms", hashlib.sha256(key_of(folder, "forger")).hexdigest()) == "release.recipient"
    assert released(house, "birch", "cms", "") == "release.recipient"
    assert released(house, "birch", "cms", hashlib.sha256(key).hexdigest()) == ""
    assert Production.objects.get(pk=house.production).how == "cms"


def test_a_row_that_was_swapped_stops_the_release_and_without_one_no_key_is_shown(house: House, folder: Path) -> None:
    forged = key_of(folder, "forger")
    swapped: dict[str, Any] = {"key_bytes": forged, "key": hashlib.sha256(forged).hexdigest()}
    assert Verification.objects.exclude(key="").update(**swapped) == 1
    assert refused(lambda: checks.check_deal(house.seen(), house.deal, "aster")) == "grant.basis"
    Verification.objects.filter(key="").delete()
    assert refused(lambda: checks.check_deal(house.seen(), house.deal, "aster")) == "grant.basis"
    Verification.objects.all().delete()
    assert evidence.shown(house.place.desk, state_of(house.case), "aster").key == b""


def verified_later(house: House, folder: Path, *, by: tuple[str, str]) -> None:
    key = key_of(folder, "forger")
    says = {
        "authority": POLICE,
        "contact": contact_hash(CONTACT),
        "how": "call_back",
        "key": hashlib.sha256(key).hexdigest(),
        "key_kind": "cms",
    }
    first = house.place.ask(by[0], Act.AUTHORITY_VERIFY, says)
    assert isinstance(desk_acts.perform(house.place.desk, first, Brought(CONTACT, key)), Done)
    second = house.place.ask(by[1], Act.AUTHORITY_CONFIRM, {"authority": POLICE, "verification": hash_of(first)})
    assert isinstance(desk_acts.perform(house.place.desk, second), Done)


def test_a_key_that_changed_after_the_decision_voids_it(house: House, folder: Path) -> None:
    for name in ("aster", "birch"):
        house.agrees(name, way="cms", recipient=checks.recipient_key(house.seen())[1])
    house.place.later(hours=24)
    verified_later(house, folder, by=("aster", "birch"))
    assert refused(lambda: checks.check_deal(house.seen(), house.deal, "birch")) == "grant.basis"
    assert released(house, "birch", "cms", hashlib.sha256(key_of(folder, "forger")).hexdigest()) == "case.basis-changed"


def test_a_verification_without_a_key_gives_none(db: None, tmp_path: Path) -> None:
    house = House.built(tmp_path)
    seen = house.seen()
    assert checks.recipient_key(seen) == ("", "")
    assert refused(lambda: checks.check_key(seen, b"")) == "recipient.no-key"
    assert evidence.shown(house.place.desk, state_of(house.case), "aster").key == b""


def test_another_key_than_the_verified_one_and_what_is_no_key_are_refused_by_the_client(
    house: House, folder: Path
) -> None:
    seen = house.seen()
    for other in (key_of(folder, "forger"), b"", key_of(folder, "talbach") + b"\x00"):
        assert refused(lambda other=other: checks.check_key(seen, other)) == "recipient.other-key"
    for says in ({"key_kind": "post"}, {"key": "0"}, {"key": "G" * 64}, {"key_kind": ""}, {"key": ["0" * 64]}):
        changed = with_statement(seen, Act.AUTHORITY_VERIFY, **says)
        assert refused(lambda changed=changed: checks.recipient_key(changed)) == "release.malformed", says
