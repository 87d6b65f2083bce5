"""Work through the interface alone: take the sealed originals, confirm, propose, approve, write the letter."""

import base64
import json
from typing import Any

import pytest

import composed
from api_samples import Caller, Place, opened, people, rule
from dueprocess.acts.table import ACTS
from dueprocess.adapters import crypto
from dueprocess.case.letter_events import decisions_of
from dueprocess.desk.data.models import Envelope, Event, Sealed
from dueprocess.desk.services.cases import state_of
from dueprocess.formats import ids
from dueprocess.formats.note import signed
from dueprocess.formats.object import ObjectKind
from dueprocess.formats.statement import Act, hash_of
from dueprocess.letter import plain

pytestmark = pytest.mark.django_db
NO_DATA = {"ground": "", "item": 1, "lines": [], "outcome": "no_data"}


def sign(who: Caller, by: str, case: str, name: str, says: dict[str, Any]) -> str:
    """As the vault does it: composed of what it fetched, and signed."""
    made = composed.statement(lambda path: who.get(path).json(), by, case, name, says)
    return made.sign(*people()[by].signer()).decode()


def note_of(by: str, text: str) -> str:
    return signed(text, [people()[by].signer()]).encode().decode()


def act(who: Caller, by: str, case: str, name: str, says: dict[str, Any], attached: Any = ()) -> Any:
    return who.post("/v1/acts", {"note": sign(who, by, case, name, says), "attached": list(attached)})


def confirmed(who: Caller, case: str) -> dict[str, Any]:
    fields = who.get(f"/v1/cases/{case}/form").json()["fields"]
    return {one["path"]: one["value"] for one in fields if one["unsure"] and one["value"] is not None}


def test_the_form_names_authorities_and_foreign_law_in_the_clients_language(place: Place) -> None:
    case = place.arrive()
    aster = opened(place, "aster")

    def names(language: str) -> dict[str, str]:
        form = aster.client.get(f"/v1/cases/{case}/form", headers={"Accept-Language": language}).json()
        law = next(one for one in form["fields"] if one["path"] == "instruments")["codes"]
        return {one["code"]: one.get("name") or one["meaning"] for one in (*form["directory"], *law)}

    english, german = names("en"), names("de")
    assert english["DE-AG-MUENCHEN"] == "Munich Local Court"
    assert german["DE-AG-MUENCHEN"] == "Amtsgericht München"
    assert german["PK-PTA"] == english["PK-PTA"]  # it has no German name
    assert english["DE-STPO-100J"] == german["DE-STPO-100J"] == "§ 100j StPO"
    assert "Art. " in german["EU-DSA-9"]
    assert "Verordnung (EU) 2022/2065" in german["EU-DSA-9"]


def test_what_is_sealed_opens_with_the_envelope_alone_and_is_committed(place: Place) -> None:
    case = place.arrive()
    aster = opened(place, "aster")
    material = aster.get(f"/v1/cases/{case}/material").json()
    secret = crypto.unwrap_key(
        base64.b64decode(material["envelope"]), [people()["aster"].age_secret], material["recipient"]
    )
    opened_ = []
    for one in material["objects"]:
        data = aster.get(f"/v1/sealed/{one['id']}").content
        assert len(data) == one["size"]
        assert crypto.sha256(data) in material["committed"]
        opened_.append(crypto.unseal(data, [secret])[0].kind)
    assert sorted(opened_) == ["original", "particulars"]


def test_taking_sealed_bytes_is_recorded_once_a_day(place: Place) -> None:
    case = place.arrive()
    aster = opened(place, "aster")
    objects = aster.get(f"/v1/cases/{case}/material").json()["objects"]

    def reads() -> int:
        return Event.objects.filter(case=case, kind="case:particulars:read").count()

    assert reads() == 0
    for one in objects:
        assert aster.get(f"/v1/sealed/{one['id']}").status_code == 200
    assert reads() == 1
    assert aster.post(f"/v1/cases/{case}/read", {}).json()["events"] == ["case:particulars:read"]
    assert reads() == 2
    place.later(days=1)
    assert opened(place, "birch").get(f"/v1/sealed/{objects[0]['id']}").status_code == 200
    assert reads() == 3


def test_nobody_takes_what_they_hold_no_envelope_of(place: Place) -> None:
    case = place.arrive()
    aster = opened(place, "aster")
    sealed = aster.get(f"/v1/cases/{case}/material").json()["objects"][0]["id"]
    Envelope.objects.filter(person="aster").delete()
    before = Event.objects.count()
    assert rule(aster.get(f"/v1/cases/{case}/material")) == (404, "access.no-envelope")
    assert rule(aster.post(f"/v1/cases/{case}/read", {})) == (404, "access.no-envelope")
    assert rule(aster.get(f"/v1/sealed/{sealed}")) == (404, "access.not-found")
    Sealed.objects.filter(pk=sealed).update(reader="worker")
    assert rule(opened(place, "birch").get(f"/v1/sealed/{sealed}")) == (404, "access.not-found")
    assert Event.objects.count() == before


def test_a_decision_of_two_through_the_interface(place: Place) -> None:
    place.verify_authority()
    case = place.arrive()
    place.keyed(case)
    aster, birch = opened(place, "aster"), opened(place, "birch")
    aster.post(f"/v1/cases/{case}/read", {})
    fields = confirmed(aster, case) | {"authority": "DE-BKA"}
    assert act(aster, "aster", case, "face.confirm", {"fields": fields}).status_code == 200
    assert not [one for one in aster.get(f"/v1/cases/{case}/form").json()["fields"] if one["claimed"] and one["unsure"]]
    look = {"acts": [{"act": "decision.propose", "says": NO_DATA}], "letter": {}}
    would = aster.post(f"/v1/cases/{case}/would", look).json()
    assert (would["refused"], would["letter"]["kind"]) == (None, "no_data"), "the letter that leaves once both agree"
    assert act(aster, "aster", case, "decision.propose", NO_DATA).status_code == 200
    told = birch.get(f"/v1/cases/{case}").json()
    (agree,) = [one["turn"] for one in told["duties"] if one["what"] == "approve"]
    assert (agree["act"], agree["people"], agree["other"]) == ("decision.approve", ["birch"], None)
    proposal = told["items"][0]["proposed"]["statement"]
    says = {"differs": "", "item": 1, "proposal": proposal}
    asked = birch.get(f"/v1/cases/{case}/acts/decision.approve", item=1).json()
    assert asked["filled"] == {"proposal": proposal}
    notes = birch.get(f"/v1/cases/{case}/evidence").json()["notes"]
    assert proposal in {hash_of(note.encode()) for note in notes}
    body = {"note": sign(birch, "birch", case, "decision.approve", says)}
    assert birch.post("/v1/acts", body).json()["events"] == ["case:decision:approved"]
    assert birch.post("/v1/acts", body).json()["events"] == ["case:decision:approved"]  # told again, done once


def test_a_letter_is_merged_sealed_to_the_worker_and_sent(place: Place) -> None:
    place.verify_authority()
    case = place.arrive()
    aster, birch = opened(place, "aster"), opened(place, "birch")
    assert not isinstance(place.confirm(case, authority="DE-BKA"), str)
    place.propose(case)
    place.approve(case)
    letter = aster.get(f"/v1/cases/{case}/letter", items="1", lang="de").json()
    assert (letter["kind"], letter["merge"], letter["contact"]) == (
        "no_data",
        {"reference": True},
        "auskunft@bka.example",
    )
    assert letter["worker"] == people()["worker"].card().age
    for sheet in letter["sheets"]:
        for row in sheet["details"]:
            row["value"] = [{"text": "ZD-12345/26"} if "merge" in run else run for run in row["value"]]
    whole = {key: letter[key] for key in ("form", "kind", "items", "binding", "reviewed", "sheets")}
    plain.from_plain(whole)
    content = json.dumps(whole, ensure_ascii=False).encode()
    sealed = crypto.seal(ObjectKind.LETTER, plain.MEDIA, content, letter["worker"], "2026-03-09T09:00:00Z")
    says = {"how": "mail", "items": [1], "kind": "no_data", "language": "de", "sealed": letter["sealed_id"]}
    says["rests"] = list(decisions_of(state_of(case), "no_data", [1]))
    thing = {
        "id": letter["sealed_id"],
        "kind": "letter",
        "reader": "worker",
        "bytes": base64.b64encode(sealed).decode(),
    }
    assert act(aster, "aster", case, "letter.send", says, [thing]).status_code == 200
    assert Sealed.objects.get(pk=letter["sealed_id"]).reader == "worker"
    assert b"ZD-12345" not in b"".join(bytes(one) for one in Sealed.objects.values_list("bytes", flat=True))
    again = birch.post("/v1/acts", {"note": note_of("birch", "x\n"), "attached": [thing]})
    assert rule(again) == (403, "statement.malformed")


def test_the_letter_says_why_it_is_none(place: Place) -> None:
    case = place.arrive()
    aster = opened(place, "aster")
    assert rule(aster.get(f"/v1/cases/{case}/letter", items="7"))[0] == 409
    assert rule(aster.get(f"/v1/cases/{case}/letter", kind="threat")) == (422, "request.form")
    assert rule(aster.get(f"/v1/cases/{case}/letter", items="1,")) == (422, "request.form")


ELSEWHERE = {act: declared.elsewhere for act, declared in ACTS.items() if declared.elsewhere}


def test_what_a_page_of_the_desk_may_not_do_names_its_command(place: Place) -> None:
    case = place.arrive()
    aster = opened(place, "aster")
    for name, elsewhere in ELSEWHERE.items():
        answer = aster.post(f"/v1/cases/{case}/would", {"acts": [{"act": str(name), "says": {}}]})
        assert rule(answer) == (403, "vault.not-here"), name
        assert elsewhere.command in answer.json()["error"]["do"]
        note = place.note("aster", name, case, {}).decode()
        assert rule(aster.post("/v1/acts", {"note": note})) == (403, "vault.not-here"), name


def test_the_commands_that_are_named_exist() -> None:
    import click

    from dueprocess.cli.main import cli

    for command in (elsewhere.command for elsewhere in ELSEWHERE.values()):
        found: Any = cli
        for word in command.split()[1:]:
            if isinstance(found, click.Group):
                found = found.get_command(click.Context(found), word)
            else:  # what is done, as an argument
                found = next((one for one in found.params if word in getattr(one.type, "choices", ())), None)
            assert found is not None, command


def test_a_statement_is_handed_in_by_its_own_signer(place: Place) -> None:
    case = place.arrive()
    note = place.note("aster", Act.CASE_CLOSE, case, {}).decode()
    assert rule(opened(place, "birch").post("/v1/acts", {"note": note})) == (403, "session.another-person")


def test_what_was_signed_before_the_case_moved_is_refused_and_composed_anew(place: Place) -> None:
    case = place.arrive()
    aster = opened(place, "aster")
    note = sign(aster, "aster", case, "secrecy.record", SILENCE)
    aster.post(f"/v1/cases/{case}/read", {})  # nothing that a silence rests on
    assert act(aster, "aster", case, "secrecy.record", {**SILENCE, "until": "2026-07-01"}).status_code == 200
    assert rule(aster.post("/v1/acts", {"note": note})) == (409, "case.revision-moved")
    assert act(aster, "aster", case, "secrecy.record", SILENCE).status_code == 200


SILENCE = {
    "admit": True,
    "count": True,
    "item": 1,
    "review_on": None,
    "rule": "DE-STPO-95A",
    "source": "order",
    "tell": True,
    "until": "2026-06-01",
}


def test_what_comes_with_an_act_is_sealed_and_of_its_kind(place: Place) -> None:
    case = place.arrive()
    aster = opened(place, "aster")
    recipient = aster.get(f"/v1/cases/{case}/material").json()["recipient"]
    fine = crypto.seal(ObjectKind.NOTE, "text/plain", b"hi", recipient, "2026-03-09T09:00:00Z")
    sealed = ids.sealed_id(place.desk.draw())
    note = place.note("aster", Act.NOTE_ADD, case, {"sealed": sealed}).decode()

    def hand_in(data: bytes, **changes: str) -> Any:
        thing = {"id": sealed, "kind": "note", "reader": "case", "bytes": base64.b64encode(data).decode(), **changes}
        return aster.post("/v1/acts", {"note": note, "attached": [thing]})

    assert rule(hand_in(b"a call from the officer")) == (422, "attached.not-sealed")
    assert rule(hand_in(fine, bytes="***")) == (422, "attached.not-sealed")
    assert rule(hand_in(fine, kind="original")) == (422, "attached.kind")
    assert rule(hand_in(fine, reader="counsel")) == (422, "attached.kind")
    assert rule(hand_in(fine, id="s-x")) == (422, "request.form")
    assert rule(aster.post("/v1/acts", {"note": note})) == (409, "case.same")
    assert hand_in(fine).status_code == 200
    assert rule(hand_in(fine)) == (409, "attached.id")
    close = place.note("aster", Act.CASE_CLOSE, case, {}).decode()
    thing = {"id": "s-" + "b" * 24, "kind": "note", "reader": "case", "bytes": ""}
    assert rule(aster.post("/v1/acts", {"note": close, "attached": [thing]})) == (422, "attached.kind")
