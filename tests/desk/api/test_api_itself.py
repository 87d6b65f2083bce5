"""The desk itself through the interface alone: stopped and let go on, authorities, the next roster, one's own key."""

import base64
import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api_samples import VAULT, Caller, Place, opened, people, rule
from desk_samples import PROVIDER
from dueprocess.acts.table import ON_DESK
from dueprocess.desk.data.models import Verification
from dueprocess.desk.services import reports, rosters, stood
from dueprocess.formats.desk_acts import contact_hash, text_hash
from dueprocess.formats.note import signed
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act, hash_of, parse
from dueprocess.report import stored

pytestmark = pytest.mark.django_db
OWN = "http://localhost:4711"
KEY = b"a certificate"
CONTACT = "auskunft@bka.example"
SAYS = {"authority": "DE-BKA", "contact": contact_hash(CONTACT), "how": "call_back"}
KEYED = {**SAYS, "key": hashlib.sha256(KEY).hexdigest(), "key_kind": "cms"}


def at(place: Place, by: str, origin: str = OWN) -> Caller:
    """Somebody's vault: that of their own machine, or the one that the desk serves."""
    return Caller(opened(place, by).bearer, origin)


def say(place: Place, by: str, act: Act, says: dict[str, Any] | None = None, *, origin: str = OWN, **more: str) -> Any:
    note = place.ask(by, act, says or {}).decode()
    answer = at(place, by, origin).post("/v1/desk/acts", {"note": note, **more})
    place.desk = replace(place.desk, standing=stood.standing({2: place.desk.roster}))
    return answer


def test_anybody_stops_and_two_of_the_house_let_go_on(place: Place) -> None:
    stopped = say(place, "dan", Act.DESK_FREEZE, origin=VAULT)  # stopping is possible from everywhere
    assert (stopped.status_code, stopped.json()["events"]) == (200, ["desk:freeze:set"])
    (freeze,) = place.desk.standing.freezes
    assert len(at(place, "dan").get("/v1/desk/itself").json()["notes"]) == 1
    assert rule(say(place, "dan", Act.DESK_LIFT, {"freeze": freeze.name})) == (403, "access.role")
    assert rule(say(place, "fir", Act.DESK_LIFT, {"freeze": freeze.name})) == (403, "access.role")
    assert say(place, "aster", Act.DESK_LIFT, {"freeze": freeze.name}).status_code == 200
    place.later(minutes=1)
    assert rule(say(place, "aster", Act.DESK_LIFT, {"freeze": freeze.name})) == (409, "case.four-eyes")
    assert say(place, "birch", Act.DESK_LIFT, {"freeze": freeze.name}).json()["events"] == ["desk:freeze:lifted"]
    assert not place.desk.standing.frozen


def test_a_retired_key_opens_nothing_further(place: Place) -> None:
    dan = at(place, "dan")
    assert say(place, "dan", Act.KEY_RETIRE, place.key("dan")).status_code == 200
    assert rule(dan.get("/v1/desk/itself")) == (401, "token.unknown")


def test_two_people_verify_an_authority_and_its_key(place: Place) -> None:
    key = base64.b64encode(KEY).decode()
    done = say(place, "aster", Act.AUTHORITY_VERIFY, KEYED, contact=CONTACT, key=key)
    assert done.status_code == 200, done.content
    (waits,) = at(place, "birch").get("/v1/desk/itself").json()["verifications"]
    assert (waits["contact"], base64.b64decode(waits["key"])) == (CONTACT, KEY)
    second = {"authority": "DE-BKA", "verification": hash_of(waits["note"].encode())}
    assert rule(say(place, "aster", Act.AUTHORITY_CONFIRM, second)) == (409, "case.four-eyes")
    assert rule(say(place, "fir", Act.AUTHORITY_CONFIRM, second)) == (403, "access.role")
    assert say(place, "birch", Act.AUTHORITY_CONFIRM, second).json()["events"] == ["desk:authority:verified"]
    assert Verification.objects.get().confirmed_by == "birch"
    assert at(place, "birch").get("/v1/desk/itself").json()["verifications"] == []


def test_what_was_swapped_on_the_way_is_refused_by_name(place: Place) -> None:
    key = base64.b64encode(b"a thief's").decode()
    assert rule(say(place, "aster", Act.AUTHORITY_VERIFY, KEYED, contact=CONTACT, key=key))[0] == 409
    thief = say(place, "aster", Act.AUTHORITY_VERIFY, SAYS, contact="thief@evil.example")
    assert rule(thief) == (409, "authority.not-verified")
    assert rule(say(place, "aster", Act.AUTHORITY_VERIFY, SAYS, contact=CONTACT, key="!")) == (422, "request.form")
    assert not Verification.objects.exists()


def test_who_may_not_and_who_is_nobody(place: Place) -> None:
    for name in ("dan", "fir", "gorse"):
        assert rule(say(place, name, Act.AUTHORITY_VERIFY, SAYS, contact=CONTACT)) == (403, "access.role")
    note = place.ask("aster", Act.DESK_FREEZE, {}).decode()
    assert rule(at(place, "birch").post("/v1/desk/acts", {"note": note})) == (403, "session.another-person")
    assert rule(Caller("made-up", OWN).post("/v1/desk/acts", {"note": note})) == (401, "token.unknown")
    assert not place.desk.standing.frozen


def test_a_page_that_the_desk_serves_leads_nobodys_hand(place: Place) -> None:
    refused = (403, "vault.not-here")
    elsewhere = [act for act, declared in ON_DESK.items() if declared.elsewhere]
    assert {act: rule(say(place, "aster", act, origin=VAULT)) for act in elsewhere} == dict.fromkeys(elsewhere, refused)
    # Stopping the desk waits for no program; a language binds by words that are public, and one person takes it back.
    assert set(ON_DESK) - set(elsewhere) == {Act.DESK_FREEZE, Act.KEY_RETIRE, Act.LANGUAGE_SIGN}
    body = {"roster": "a" * 64, "signature": ""}
    assert rule(at(place, "aster", VAULT).post("/v1/desk/roster", body)) == refused
    assert rule(at(place, "aster").post("/v1/desk/roster", body)) == (409, "roster.none-waits")


def test_an_act_of_a_case_or_a_roster_has_its_own_door(place: Place) -> None:
    for act in (Act.CASE_CLOSE, Act.ROSTER_SIGN, Act.LETTER_APPROVE):
        assert rule(say(place, "aster", act, origin="")) == (422, "request.command")


def test_counsel_signs_law_from_their_own_machine(place: Place) -> None:
    before = at(place, "cedar").get("/v1/desk/law").json()
    assert (before["shelf"], before["law"], before["notes"]) == (
        place.desk.shelf.digest,
        place.desk.shelf.law_digest,
        [],
    )
    says = {"on": place.desk.today.isoformat(), "rule": "PK-PTA-54"}
    assert rule(say(place, "aster", Act.LAW_SIGN, says)) == (403, "access.role")
    assert say(place, "cedar", Act.LAW_SIGN, says).json()["events"] == ["desk:law:signed"]
    (note,) = at(place, "cedar").get("/v1/desk/law").json()["notes"]
    assert parse(note.encode())[0].says == says


def test_the_directory_says_what_people_signed(place: Place) -> None:
    def row() -> Any:
        rows = at(place, "birch").get("/v1/desk/authorities").json()["rows"]
        return next(one for one in rows if one["id"] == "DE-BKA")

    assert (row()["kind"], row()["own"], row()["verified"], row()["waiting"]) == ("police", False, None, None)
    key = base64.b64encode(KEY).decode()
    say(place, "aster", Act.AUTHORITY_VERIFY, KEYED, contact=CONTACT, key=key)
    waits = row()["waiting"]
    assert (waits["contact"], waits["key"], waits["second"], row()["verified"]) == (CONTACT, key, "", None)
    say(
        place, "birch", Act.AUTHORITY_CONFIRM, {"authority": "DE-BKA", "verification": hash_of(waits["first"].encode())}
    )
    holds = row()["verified"]
    assert (holds["first"], parse(holds["second"].encode())[0].by, row()["waiting"]) == (waits["first"], "birch", None)


def test_the_next_roster_is_agreed_to_by_a_majority_and_by_nobody_else(place: Place, tmp_path: Path) -> None:
    joins = people()["eve"].card().person(("clerk",))
    after = rosters.successor(place.desk.roster, [joins], (), None, place.desk.now)
    place.desk = replace(place.desk, proposed=tmp_path / "roster.pending")
    (tmp_path / "roster.pending").write_text(after.text() + "\n")

    def agrees(by: str, *, of: str = "") -> Any:
        line = signed(after.text(), [people()[of or by].signer()]).signatures[0].line
        return at(place, by).post("/v1/desk/roster", {"roster": after.hash(), "signature": line})

    assert at(place, "dan").get("/v1/desk/itself").json()["next"] == after.text() + "\n"
    assert rule(agrees("birch", of="aster")) == (409, "roster.not-listed")
    for name in ("dan", "cedar", "fir"):  # on the roster, and no releaser
        assert rule(agrees(name)) == (409, "roster.not-listed")
    assert agrees("aster").json() == {"number": 3, "entered": False, "missing": ["birch"], "later": []}
    assert agrees("birch").json() == {"number": 3, "entered": True, "missing": [], "later": []}
    newest = rosters.newest()
    assert newest.hash() == after.hash()
    assert at(place, "aster").get("/v1/desk/itself").json()["next"] == ""


def test_a_draft_of_the_report_is_read_and_signed_by_who_may(place: Place) -> None:
    built = reports.build(place.desk, PROVIDER, reports.Wanted("2026-H1", running=True))
    assert not isinstance(built, Denied)
    for name in ("dan", "gorse"):
        assert rule(at(place, name).get("/v1/desk/reports")) == (403, "access.role")
    (row,) = at(place, "fir").get("/v1/desk/reports").json()["reports"]
    assert stored.hash_of(row["draft"].encode()) == built.hash
    says = {"edition": built.hash, "number": 1, "period": "2026-H1", "name": ""}
    assert rule(say(place, "dan", Act.REPORT_SIGN, says)) == (403, "access.role")
    assert say(place, "aster", Act.REPORT_SIGN, says).json()["events"] == ["desk:report:signed"]
    name = "Ada Ahorn"
    outside = says | {"name": text_hash(name)}
    assert rule(say(place, "fir", Act.REPORT_SIGN, outside, name="Somebody else")) == (409, "report.changed")
    assert say(place, "fir", Act.REPORT_SIGN, outside, name=name).status_code == 200
    (row,) = at(place, "fir").get("/v1/desk/reports").json()["reports"]
    assert len(row["signatures"]) == 2
    assert [one.signer.name for one in reports.drafts(place.desk)[0].signed] == ["", name]


def test_a_report_is_published_and_corrected_from_ones_own_machine(place: Place) -> None:
    built = reports.build(place.desk, PROVIDER, reports.Wanted("2026-H1", running=True))
    assert not isinstance(built, Denied)
    named = {"edition": built.hash, "number": 1, "period": "2026-H1"}
    assert at(place, "fir").get("/v1/desk/editions").json()["rows"] == []
    assert len(at(place, "fir").get("/v1/desk/reports", period="2026-H1").json()["reports"]) == 1
    assert at(place, "fir").get("/v1/desk/reports", period="2026").json()["reports"] == []
    assert rule(say(place, "birch", Act.REPORT_PUBLISH, named)) == (409, "report.two-signers")
    for name in ("aster", "cedar"):
        assert say(place, name, Act.REPORT_SIGN, {**named, "name": ""}).status_code == 200
    assert rule(say(place, "cedar", Act.REPORT_PUBLISH, named)) == (403, "access.role")
    assert say(place, "birch", Act.REPORT_PUBLISH, named).status_code == 200
    line = "One letter was missing."
    says = named | {"says": text_hash(line)}
    assert rule(say(place, "birch", Act.REPORT_CORRECT, says, line="All is well.")) == (409, "report.changed")
    assert say(place, "birch", Act.REPORT_CORRECT, says, line=line).status_code == 200
    (row,) = at(place, "fir").get("/v1/desk/editions").json()["rows"]
    assert (row["bytes"], [one["says"] for one in row["corrections"]]) == ("", [line])
    (row,) = at(place, "fir").get("/v1/desk/editions", period="2026-H1", number=1).json()["rows"]
    assert (stored.hash_of(row["bytes"].encode()), len(row["signatures"])) == (built.hash, 2)
    assert parse(row["published"].encode())[0].by == "birch"
