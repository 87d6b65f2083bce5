"""Dockets: written at intake, replaced by who may open the case, gone with it, and asked for without a search."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from api_samples import Caller, Place, opened, people, rule
from dueprocess.adapters import crypto
from dueprocess.desk.data.models import Docket, DocketCopy, Envelope
from dueprocess.desk.services import destruction, dockets
from dueprocess.formats import docket
from dueprocess.formats.object import ObjectKind
from dueprocess.formats.statement import Act

MAIL = """From: "KHK Moorau" <fahndung@polizei.example>
To: recht@fennel.example
Subject: Auskunft MOO-2026-1142
Date: Wed, 14 Oct 2026 10:00:00 +0200
Content-Type: text/plain; charset=utf-8

Polizeiinspektion Moorau, Az. MOO-2026-1142
Um Auskunft über die Bestandsdaten nach § 100j StPO zu folgender Kennung wird ersucht:
    E-Mail-Adresse: kranich77@fennel.example
Frist: 14 Tage.
"""
pytestmark = pytest.mark.django_db
BROWSER, OTHER = "b-" + "a" * 24, "b-" + "b" * 24


def listed(who: Caller) -> dict[str, str]:
    return {row["case"]: row["docket"] for row in who.get("/v1/dockets").json()["rows"]}


def inside(place: Place, row: dict[str, Any], name: str) -> docket.Docket:
    """A docket as a person's client opens it."""
    envelope = base64.b64decode(row["envelope"])
    secret = crypto.unwrap_key(envelope, [people()[name].age_secret], row["recipient"])
    header, content = crypto.unseal(base64.b64decode(row["bytes"]), [secret])
    assert (header.kind, len(content)) == (ObjectKind.DOCKET, docket.SIZE)
    return docket.read(content, row["case"], list(place.desk.rosters.values()), crypto.verify)


def taken(place: Place, case: str, name: str) -> docket.Docket:
    (row,) = opened(place, name).post("/v1/dockets", {"cases": [case]}).json()["rows"]
    return inside(place, row, name)


def test_intake_writes_what_a_case_is_found_by_and_a_person_replaces_it(place: Place) -> None:
    case = place.arrive(MAIL, name="brief.eml")
    other = place.arrive()
    made = taken(place, case, "aster")
    assert (made.by, made.case, made.more) == ("", case, False)
    assert "MOO-2026-1142" in made.references
    assert made.identifiers == ("kranich77@fennel.example",)
    assert made.subjects == ("Auskunft MOO-2026-1142",)
    assert any("fahndung" in name for name in made.names)
    before = listed(opened(place, "birch"))
    assert set(before) == {case, other}
    signer = people()["birch"].signer()
    new = docket.Docket("2026-04-20T09:00:00Z", "birch", case).filled({"notes": ["rang back"]}).packed(*signer)
    key = Docket.objects.get(pk=case).case.recipient
    data = crypto.seal(ObjectKind.DOCKET, docket.MEDIA, new, key, "2026-04-20T09:00:00Z")
    body = {"bytes": base64.b64encode(data).decode()}
    assert opened(place, "birch").post(f"/v1/cases/{case}/docket", body).status_code == 200
    after = listed(opened(place, "aster"))
    assert after[case] != before[case]
    assert after[other] == before[other]
    assert (taken(place, case, "aster").by, taken(place, case, "aster").notes) == ("birch", ("rang back",))


def test_what_nobody_could_read_is_found_by_the_name_of_its_file(place: Place) -> None:
    case = place.arrive(" ")
    assert taken(place, case, "aster").subjects == ("brief.txt",)


def test_what_one_may_not_open_is_neither_listed_nor_given_nor_replaced(place: Place) -> None:
    case = place.arrive()
    Envelope.objects.filter(person="birch").delete()
    birch = opened(place, "birch")
    assert listed(birch) == {}
    assert birch.post("/v1/dockets", {"cases": [case]}).json() == {"rows": []}
    held = base64.b64encode(bytes(Docket.objects.get().bytes)).decode()
    assert rule(birch.post(f"/v1/cases/{case}/docket", {"bytes": held})) == (404, "access.no-envelope")
    aster = opened(place, "aster")
    assert rule(aster.post(f"/v1/cases/{case}/docket", {"bytes": "QUJD"})) == (422, "attached.not-sealed")
    large = base64.b64encode(crypto.encrypt(bytes(4096), [crypto.new_case_key()[1]])).decode()
    assert rule(aster.post(f"/v1/cases/{case}/docket", {"bytes": large}))[1] == "docket.size"
    assert base64.b64decode(held) == bytes(Docket.objects.get().bytes)


def forget(place: Place) -> str:
    case = place.arrive()
    place.classify(case, "not_a_demand")
    place.do("aster", Act.FORGET_PROPOSE, case, {})
    place.do("birch", Act.FORGET_APPROVE, case, {"proposal": place.state(case).forget_statement})
    return case


def keeps(who: Caller, browser: str = BROWSER) -> None:
    told = who.get("/v1/dockets").json()
    assert who.post("/v1/dockets/kept", {"browser": browser, "forgotten": told["forgotten"]}).status_code == 200


def test_a_forgotten_case_leaves_the_list_and_its_proof_names_browsers_that_were_not_back(place: Place) -> None:
    aster, birch = opened(place, "aster"), opened(place, "birch")
    stays = place.arrive()
    keeps(aster)
    keeps(birch, OTHER)
    case = forget(place)
    assert destruction.left_of(place.desk, case).nothing
    assert not Docket.objects.filter(pk=case).exists()
    assert set(listed(aster)) == {stays}

    def named(of: str) -> list[tuple[str, str]]:
        return [(one["person"], one["browser"]) for one in aster.get(f"/v1/cases/{of}/forget").json()["browsers"]]

    assert named(case) == [("aster", BROWSER), ("birch", OTHER)]
    assert named(stays) == []
    keeps(aster)
    assert named(case) == [("birch", OTHER)]
    later = forget(place)
    assert named(later) == [("aster", BROWSER), ("birch", OTHER)]
    assert named(case) == [("birch", OTHER)]
    # A number that no list said is cut down; and nobody speaks for another person's browser.
    aster.post("/v1/dockets/kept", {"browser": OTHER, "forgotten": 99})
    assert DocketCopy.objects.get(pk=OTHER).person == "birch"
    assert named(case) == [("birch", OTHER)]
    birch.post("/v1/dockets/kept", {"browser": OTHER, "forgotten": 99})
    assert DocketCopy.objects.get(pk=OTHER).forgotten == 2
    assert named(case) == []
    assert dockets.not_back([]) == []
