"""What a release rests on, over the interface: whose it is, parts in pieces both ways, acts from one's own machine."""

import base64
import hashlib
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client

import api_samples
from api_samples import MORE, SEALED, VAULT, Caller, opened, rule, system
from dueprocess.acts.table import ACTS
from dueprocess.adapters import crypto
from dueprocess.adapters.blobs import Blobs
from dueprocess.desk.api import release_routes
from dueprocess.desk.data.models import Piece, Production, Sealed
from dueprocess.desk.web.tokens import SYSTEM_SCOPES
from dueprocess.formats import ids
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.statement import OWN_KEY, Act
from dueprocess.release import desk_client
from release_samples import House

PEOPLE = ("aster", "birch", "cedar", "dan", "well", "spring", *MORE)


@pytest.fixture
def house(interface: None, tmp_path: Path) -> House:
    house = House(api_samples.found(releasing=True, more={"spring": ("producer",)}))
    house.place.desk = replace(house.place.desk, blobs=Blobs(tmp_path))
    house.case = house.place.ready()
    for by in ("aster", "birch"):
        house.reads(by)
    house.grants()
    house.orders()
    return house


@pytest.fixture
def dealt(house: House) -> House:
    house.deals()
    return house


def evidence(who: Caller, house: House) -> Any:
    return who.get(f"/v1/cases/{house.case}/evidence")


def pieces(who: Caller, house: House) -> list[desk_client.Piece]:
    [one] = desk_client.SHOWN.read(evidence(who, house).json()).productions
    return list(one.pieces)


def take(who: Caller, house: House, sealed: str) -> Any:
    return who.get(f"/v1/productions/{house.production}/pieces/{sealed}")


def hand_in(who: Caller, house: House, sealed: str = "", data: bytes = SEALED) -> Any:
    sealed = sealed or ids.sealed_id(house.place.desk.draw())
    return who.put(f"/v1/productions/{house.production}/parts/{sealed}", data)


def test_evidence_is_shown_to_the_house_and_to_the_host_that_was_asked(house: House) -> None:
    answers = {name: evidence(opened(house.place, name), house) for name in PEOPLE}
    assert {name for name, one in answers.items() if one.status_code == 200} == {
        "aster",
        "birch",
        "cedar",
        "well",
        "fir",
    }
    assert rule(answers["dan"]) == rule(answers["gorse"]) == (403, "access.role")
    assert rule(answers["spring"]) == (404, "access.not-found")  # another extraction host
    assert rule(evidence(Caller("made-up"), house)) == (401, "token.unknown")
    assert rule(evidence(system(house.place, *SYSTEM_SCOPES), house)) == (403, "token.scope")
    shown = desk_client.SHOWN.read(answers["well"].json())
    assert (shown.case, shown.relied["case"]) == (house.case, house.case)
    assert [one.kind for one in shown.productions[0].pieces] == ["order"]
    nothing = opened(house.place, "spring").get("/v1/cases/c-" + "z" * 24 + "/evidence")
    assert nothing.content == answers["spring"].content


def test_what_waits_is_told_to_its_own_host(house: House) -> None:
    waiting = {name: opened(house.place, name).get("/v1/productions") for name in PEOPLE}
    assert waiting["well"].json() == {"rows": [{"case": house.case, "production": house.production}]}
    assert waiting["spring"].json() == {"rows": []}
    for name in set(PEOPLE) - {"well", "spring"}:
        assert rule(waiting[name]) == (403, "access.role")


def test_each_takes_what_is_sealed_to_them(dealt: House) -> None:
    kinds = {name: {one.kind for one in pieces(opened(dealt.place, name), dealt)} for name in ("aster", "well", "fir")}
    assert kinds == {"aster": {"manifest", "part", "share"}, "well": {"manifest", "order", "part"}, "fir": set()}
    for one in Piece.objects.filter(production_id=dealt.production):
        for name in PEOPLE:
            answer = take(opened(dealt.place, name), dealt, one.sealed)
            if name in {"dan", "fir", "gorse"}:
                assert rule(answer) == (403, "access.role")
            elif one.to not in {"", name} or name == "spring":
                assert rule(answer) == (404, "access.not-found"), (name, one.kind)
            else:
                data = b"".join(answer.streaming_content) if answer.streaming else answer.content
                assert hashlib.sha256(data).hexdigest() == Sealed.objects.get(pk=one.sealed).hash


def test_what_others_gave_waits_for_the_hold(dealt: House) -> None:
    """Its program hands it over without a session; who names the deal looks, and who names another sees nothing."""
    for name in ("aster", "birch"):
        dealt.agrees(name)
    program, deal = Caller(origin=""), {"deal": dealt.deal}
    share = {**deal, "share": base64.b64encode(dealt.share_of("aster")).decode()}
    assert rule(program.post("/v1/deal/share", share)) == (409, "release.hold")
    dealt.place.later(hours=24)
    assert rule(program.post("/v1/deal", {"deal": "0" * 64})) == (404, "access.not-found")
    shown = program.post("/v1/deal", deal).json()
    assert [(one["deal"], one["pieces"]) for one in shown["productions"]] == [(dealt.deal, [])]
    assert (shown["contact"], shown["key"], shown["phone"], shown["law"], shown["texts"]) == ("", "", "", {}, {})
    assert rule(program.post("/v1/deal/share", {**share, "share": "eA=="})) == (422, "attached.not-sealed")
    assert program.post("/v1/deal/share", share).json()["events"] == ["case:share:handed"]
    assert rule(program.post("/v1/deal/share", share)) == (409, "release.same-person")
    given = Piece.objects.get(kind="given", to="birch")
    birch = opened(dealt.place, "birch")
    assert take(birch, dealt, given.sealed).status_code == 200
    assert "given" in {one.kind for one in pieces(birch, dealt)}
    assert rule(take(opened(dealt.place, "cedar"), dealt, given.sealed)) == (404, "access.not-found")


def test_a_ciphertext_that_was_lost(dealt: House) -> None:
    aster = opened(dealt.place, "aster")
    part, manifest = (Piece.objects.get(kind=kind).sealed for kind in ("part", "manifest"))
    assert dealt.place.desk.blobs is not None
    dealt.place.desk.blobs.delete(part)
    Sealed.objects.filter(pk=manifest).delete()
    assert rule(take(aster, dealt, part)) == rule(take(aster, dealt, manifest)) == (503, "sealed.lost")


def test_only_the_host_that_was_asked_hands_in(house: House) -> None:
    assert hand_in(opened(house.place, "well"), house).json()["hash"] == hashlib.sha256(SEALED).hexdigest()
    assert rule(hand_in(opened(house.place, "spring"), house)) == (404, "access.not-found")
    assert rule(hand_in(opened(house.place, "aster"), house)) == (403, "access.role")
    house.deals()
    assert rule(hand_in(opened(house.place, "well"), house)) == (409, "production.wrong-state")


LONG = crypto.encrypt(bytes(300_000), [crypto.new_case_key()[1]])


def cut_short(data: bytes, said: int) -> release_routes.Body:
    """The body of a request whose line breaks after ``data``."""
    environ = {"REQUEST_METHOD": "PUT", "CONTENT_LENGTH": str(said), "wsgi.input": io.BytesIO(data)}
    return release_routes.Body(WSGIRequest(environ), said)


def test_a_part_is_an_age_file_whole_and_not_too_long(house: House) -> None:
    well, blobs = opened(house.place, "well"), house.place.desk.blobs
    before = set(blobs.ids())
    assert rule(hand_in(well, house, data=b"name,address\nkim,secret")) == (422, "attached.not-sealed")
    assert rule(hand_in(well, house, data=b"")) == (422, "attached.not-sealed")
    path = f"/v1/productions/{house.production}/parts/s-{'q' * 24}"
    assert rule(well.put(path, SEALED, "application/json")) == (415, "request.media")
    header = {"Authorization": f"Bearer {well.bearer}"}
    client = Client(raise_request_exception=False, headers=header)
    long = client.put(path, b"x", content_type="application/octet-stream", CONTENT_LENGTH=str(desk_client.MAX_PART + 1))
    assert rule(long) == (413, "request.size")
    for said in (len(SEALED) + 1, 100_000):
        with pytest.raises(DeniedError) as caught:
            blobs.put_stream("s-" + "q" * 24, cut_short(SEALED, said), desk_client.MAX_PART)
        assert caught.value.rule == "request.length"
    whole = cut_short(LONG, len(LONG))
    assert b"".join(iter(lambda: whole.read(1000), b"")) == LONG
    assert set(blobs.ids()) == before
    assert not list(blobs.folder.glob("*.draft"))
    elsewhere = f"/v1/productions/{house.production}/pieces/s-{'q' * 24}"
    assert rule(well.put(elsewhere, SEALED, "application/json"))[0] == 405


def test_a_part_takes_no_other_ones_place(house: House) -> None:
    well = opened(house.place, "well")
    taken = Piece.objects.get(kind="order").sealed
    assert rule(hand_in(well, house, taken)) == (503, "sealed.not-kept")
    assert rule(hand_in(well, house, "s-no-id")) == (415, "request.media")  # the address is none of a part
    mine = "s-" + "q" * 24
    again = SEALED + b"\0" * 16
    assert [hand_in(well, house, mine, data).json()["size"] for data in (SEALED, again)] == [len(SEALED), len(again)]


def test_nothing_is_handed_in_at_a_frozen_desk(house: House) -> None:
    from dueprocess.desk.services import stood, stops

    stops.freeze_unsigned(house.place.desk, "dan")
    house.place.desk = replace(house.place.desk, standing=stood.standing(house.place.desk.rosters))
    assert rule(hand_in(opened(house.place, "well"), house)) == (409, "desk.frozen")
    [row] = evidence(opened(house.place, "well"), house).json()["attested"]
    assert row["by"] == "dan"


def body_of(note: bytes, attached: Any) -> dict[str, Any]:
    brought = [desk_client.Brought(one.id, one.kind, one.reader, one.bytes) for one in attached]
    return {"note": note.decode(), "attached": desk_client.brought_plain(brought)}


@pytest.mark.parametrize(
    ("origin", "done"),
    [("", True), ("http://127.0.0.1:8765", True), (VAULT, False), (api_samples.STAFF, False), ("null", False)],
)
def test_a_deal_comes_from_ones_own_machine_alone(house: House, origin: str, done: bool) -> None:  # noqa: FBT001
    says, attached = house.deal_says()
    note = house.place.note("well", Act.PRODUCTION_DEAL, house.case, says)
    well = Caller(opened(house.place, "well").bearer, origin=origin)
    answer = well.post("/v1/acts", body_of(note, attached))
    if done:
        assert answer.json()["events"] == ["case:production:dealt"]
    else:
        assert rule(answer) == (403, "vault.not-here")
    assert Production.objects.get(pk=house.production).state == ("dealt" if done else "ordered")


def test_a_vault_that_the_desk_serves_on_this_machine_is_still_the_desks(house: House) -> None:
    local = "http://127.0.0.1:8003"
    house.place.desk = replace(house.place.desk, house=replace(house.place.desk.house, vault_address=local))
    says, attached = house.deal_says()
    note = house.place.note("well", Act.PRODUCTION_DEAL, house.case, says)
    well = Caller(opened(house.place, "well").bearer, origin=local)
    assert rule(well.post("/v1/acts", body_of(note, attached))) == (403, "vault.not-here")


@pytest.mark.parametrize("act", [act for act, one in ACTS.items() if one.elsewhere and not one.elsewhere.interface])
def test_what_needs_more_than_a_statement_is_done_at_the_home(house: House, act: Act) -> None:
    note = house.place.note("aster", act, house.case, {})
    aster = Caller(opened(house.place, "aster").bearer, origin="")
    assert rule(aster.post("/v1/acts", {"note": note.decode()})) == (403, "vault.not-here")


def test_a_release_from_ones_own_machine(dealt: House) -> None:
    """Order to release as clients send it; each object of its own kind, to its own reader."""
    aster = Caller(opened(dealt.place, "aster").bearer, origin="")
    says = {"deal": dealt.deal, "item": 1, "production": dealt.production}
    note = dealt.place.note("aster", Act.RELEASE_APPROVE, dealt.case, dealt.agreement_says("aster"))
    assert aster.post("/v1/acts", body_of(note, [dealt.place.sealed("given", "release")])).status_code == 422
    assert aster.post("/v1/acts", body_of(note, [])).status_code == 200
    veto = dealt.place.note("cedar", Act.RELEASE_VETO, dealt.case, says)
    cedar = Caller(opened(dealt.place, "cedar").bearer, origin="")
    assert rule(aster.post("/v1/acts", {"note": veto.decode()})) == (403, "session.another-person")
    assert cedar.post("/v1/acts", {"note": veto.decode()}).json()["events"] == ["case:release:vetoed"]


def test_an_act_on_the_desk_itself_is_not_done_at_the_address_of_cases(house: House) -> None:
    for by, act in (("aster", Act.AUTHORITY_CONFIRM), ("cedar", Act.LAW_SIGN)):
        note = house.place.ask(by, act, {})
        answer = Caller(opened(house.place, by).bearer, origin="").post("/v1/acts", {"note": note.decode()})
        assert rule(answer) == (422, "request.command")


def test_the_host_signs_its_deal_and_nothing_else(house: House) -> None:
    well = Caller(opened(house.place, "well").bearer, origin="")
    for act in (Act.RELEASE_APPROVE, Act.PRODUCTION_ORDER, Act.DECISION_PROPOSE, Act.TARGET_READ):
        answer = well.post("/v1/acts", {"note": house.place.note("well", act, house.case, {}).decode()})
        refused = {"statement.own-key"} if act in OWN_KEY else {"access.role", "request.command"}  # a host has one key
        assert rule(answer)[1] in refused, (act, answer.content)
    assert (
        rule(well.post(f"/v1/cases/{house.case}/would", {"acts": [{"act": "production.deal", "says": {}}]}))[0] == 403
    )
    for path in ("/v1/due", "/v1/cases", f"/v1/cases/{house.case}", f"/v1/cases/{house.case}/material"):
        assert rule(well.get(path)) == (403, "access.role")


def test_objects_of_a_deal_are_age_files(house: House) -> None:
    says, attached = house.deal_says()
    note = house.place.note("well", Act.PRODUCTION_DEAL, house.case, says)
    body = body_of(note, attached)
    body["attached"][0]["bytes"] = base64.b64encode(b"clear").decode()
    well = Caller(opened(house.place, "well").bearer, origin="")
    assert rule(well.post("/v1/acts", body)) == (422, "attached.not-sealed")
    assert json.loads(evidence(well, house).content)["productions"][0]["state"] == "ordered"
