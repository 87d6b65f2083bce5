"""Counsel is asked about one case: sees that one and no other, answers under a seal, and is named nowhere."""

import base64
import dataclasses
import datetime
import hashlib
import json
import re
from typing import Any

import pytest
from django.apps import apps

from api_samples import HOUSE, Caller, Place, found, opened, rule
from desk_samples import PROVIDER, counts, people
from dueprocess.adapters import crypto
from dueprocess.adapters.identity import Identity
from dueprocess.case import counsel as rules
from dueprocess.case import status
from dueprocess.desk.api.access_table import OPEN, ROUTES
from dueprocess.desk.data import codec
from dueprocess.desk.data.models import (
    Duty,
    Effect,
    Envelope,
    EventOpening,
    InvitedCounsel,
    LedgerRow,
    PersonPage,
    Reach,
    Sealed,
    Statement,
)
from dueprocess.desk.jobs import morning_mail
from dueprocess.desk.publish import site
from dueprocess.desk.services import counsel as services
from dueprocess.desk.services import destruction, envelopes, invited, letters, mornings, page_locks
from dueprocess.formats import ids, moment
from dueprocess.formats.counsel import ANSWERS, QUESTIONS, Answer, CounselError, Question, answer_to, hold_to, readers
from dueprocess.formats.object import ObjectKind
from dueprocess.formats.statement import Act, hash_of
from dueprocess.letter.kinds import LetterKind

pytestmark = pytest.mark.django_db

UNTIL = "2026-05-01"
SECRET = "Is kranich77 content data under section 100j?"


@pytest.fixture
def place(interface: None) -> Place:
    return found(more=dict.fromkeys(("clover", "sorrel"), ("counsel", "outside")))


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def seal(place: Place, content: bytes, *readers: str) -> bytes:
    inside = crypto.packed(ObjectKind.COUNSEL, "application/json", content, moment.write(place.desk.now))
    return crypto.encrypt(inside, [people()[name].card().age for name in readers])


def put(
    place: Place, case: str, by: str = "aster", to: str = "clover", sees: str = "case", **changes: Any
) -> tuple[Any, str]:
    """A question as a client puts it: the answer of the desk, and the hash of its statement."""
    card = people()[to].card()
    lines = (("Kind", "Give data about an account"),) if sees == "copy" else ()
    question = Question(card.age, case, lines, card.vkey, readers(place.desk.roster, by), SECRET, to, UNTIL)
    sealed = seal(place, QUESTIONS.encode(question), *(name for name, _ in question.readers), to)
    envelope = seal(place, QUESTIONS.encode(question), to)
    if sees == "case":
        whole = Envelope.objects.get(case_id=case, person=by, question="")
        recipient = str(whole.case.recipient)
        secret = crypto.unwrap_key(bytes(whole.bytes), [people()[by].age_secret], recipient)
        envelope = crypto.wrap_key(secret, {to: card.age}, moment.write(place.desk.now))[to]
    says = {"sees": sees, "until": UNTIL, "sealed": ids.sealed_as(sealed), "envelope": ids.sealed_as(envelope)}
    note = place.note(by, Act.COUNSEL_ASK, case, says)
    body = {
        "note": note.decode(),
        "attached": [{"id": says["sealed"], "kind": "counsel", "reader": "counsel", "bytes": text(sealed)}],
        "to": to,
        "envelope": text(envelope),
        **changes,
    }
    return opened(place, by).post(f"/v1/cases/{case}/counsel", body), hash_of(note)


def reply(place: Place, case: str, question: str, by: str = "clover", to: str = "aster", **changes: Any) -> bytes:
    said = Answer("object", moment.write(place.desk.now), by, case, question, "Object: no order of a judge.")
    note = ANSWERS.sign(said, *people()[changes.get("signed", by)].daily_signer())
    return seal(place, note, to, by)


def hand_in(who: Caller, case: str, question: str, sealed: bytes) -> Any:
    body = {"question": question, "sealed": ids.sealed_as(sealed), "bytes": text(sealed)}
    return who.post(f"/v1/cases/{case}/counsel/answer", body)


def listed(who: Caller, case: str) -> Any:
    return who.get(f"/v1/cases/{case}/counsel").json()["rows"]


def test_a_question_waits_is_answered_and_ends(place: Place) -> None:
    case = place.ready()
    done, question = put(place, case)
    assert done.json()["events"] == ["case:counsel:asked"]
    (duty,) = Duty.objects.filter(what=rules.WAITS, done_at__isnull=True)
    assert duty.item is None
    assert duty.due_at.astimezone(datetime.UTC).date().isoformat() == UNTIL
    clover = opened(place, "clover")
    assert clover.get("/v1/counsel").json() == {"cases": [case]}
    (row,) = listed(clover, case)
    assert (row["mine"], row["question"], row["until"]) == (True, question, UNTIL)
    read = QUESTIONS.decode(crypto.unseal(base64.b64decode(row["bytes"]), [people()["clover"].age_secret])[1])
    assert read.text == SECRET
    material = clover.get(f"/v1/cases/{case}/material").json()
    assert crypto.unwrap_key(base64.b64decode(row["envelope"]), [people()["clover"].age_secret], material["recipient"])
    assert material["envelope"] == row["envelope"]

    answered = hand_in(clover, case, question, reply(place, case, question))
    assert answered.json()["events"] == ["case:counsel:answered"]
    assert not Duty.objects.filter(what=rules.WAITS, done_at__isnull=True)
    assert not Envelope.objects.filter(person="clover")
    (row,) = listed(opened(place, "aster"), case)
    sealed = crypto.unseal(base64.b64decode(row["answered"]), [people()["aster"].age_secret])[1]
    said = answer_to(read, question, sealed, crypto.verify)
    assert (said.advice, said.text) == ("object", "Object: no order of a judge.")
    assert rule(hand_in(clover, case, question, reply(place, case, question))) == (404, "access.not-found")


def test_three_people_and_what_each_is_shown(place: Place) -> None:
    case, other = place.ready(), place.arrive()
    put(place, case)
    who = {name: opened(place, name) for name in ("aster", "birch", "clover", "sorrel")}
    own, colleagues, theirs = (listed(who[name], case)[0] for name in ("aster", "birch", "clover"))
    assert own["bytes"] == theirs["bytes"] == colleagues["bytes"] != ""
    assert own["envelope"] == colleagues["envelope"] == ""
    assert rule(who["sorrel"].get(f"/v1/cases/{case}/counsel")) == (404, "access.not-found")
    # Whom nobody asked, and whom somebody asked about another case, find nothing anywhere.
    asked = [route for route, asks in ROUTES.items() if "{case}" in route and asks.view and route.startswith("GET")]
    assert len(asked) > 8
    for route in asked:
        path = route.removeprefix("GET ")
        for name, where in (("sorrel", case), ("sorrel", other), ("clover", other)):
            at = path.replace("{case}", where).replace("{act}", "note.add")
            status, said = rule(who[name].get(at))
            assert (status, said) == (404, "access.not-found") or said == "access.role", (route, name)
    for name, mine in (("sorrel", []), ("clover", [case])):
        assert [row["case"] for row in who[name].get("/v1/cases").json()["rows"]] == mine
        assert {row["case"] for row in who[name].get("/v1/due").json()["rows"]} == set(mine)
    sealed = Sealed.objects.filter(case_id=other, reader="case").values_list("pk", flat=True)[0]
    assert rule(who["clover"].get(f"/v1/sealed/{sealed}")) == (404, "access.not-found")
    note = place.note("clover", Act.AUTHORITY_CALL_BACK, other, {"how": "call_back", "said": "confirmed"})
    assert rule(who["clover"].post("/v1/acts", {"note": note.decode()})) == (404, "access.not-found")
    assert rule(who["clover"].post("/v1/envelopes", {"person": "sorrel", "envelopes": []})) == (403, "access.role")


def test_of_a_copy_counsel_sees_the_copy_and_nothing_of_the_case(place: Place) -> None:
    case = place.ready()
    _, question = put(place, case, sees="copy")
    clover = opened(place, "clover")
    (row,) = listed(clover, case)
    copy = QUESTIONS.decode(crypto.unseal(base64.b64decode(row["envelope"]), [people()["clover"].age_secret])[1])
    assert copy.copy == (("Kind", "Give data about an account"),)
    for path in ("", "/material", "/form", "/evidence", "/events", "/law", "/offers"):
        assert rule(clover.get(f"/v1/cases/{case}{path}")) == (404, "access.not-found"), path
    assert clover.get("/v1/cases").json()["rows"] == clover.get("/v1/due").json()["rows"] == []
    assert hand_in(clover, case, question, reply(place, case, question)).status_code == 200


def test_nobody_deletes_what_counsel_was_given(place: Place) -> None:
    case = place.ready()
    _, question = put(place, case)
    aster = opened(place, "aster")
    assert rule(aster.delete("/v1/envelopes/clover")) == (409, "roster.still-listed")
    assert [row["question"] for row in listed(opened(place, "clover"), case)] == [question]
    assert invited.invite(place.desk, case, "birch", "f" * 64) == 1
    row = InvitedCounsel.objects.get()
    InvitedCounsel.objects.update(question="e" * 64)
    Envelope.objects.create(case_id=case, person=invited.name_of(row), bytes=b"-", question="e" * 64)
    assert aster.delete(f"/v1/envelopes/{invited.name_of(row)}").json() == {"envelopes": 0}
    # Of who left before a roster took effect they go, as their others do.
    Envelope.objects.create(case_id=case, person="gone", bytes=b"-", question="d" * 64)
    assert aster.delete("/v1/envelopes/gone").json() == {"envelopes": 1}


def test_counsel_takes_no_page_of_a_person_away(place: Place) -> None:
    case = place.ready()
    put(place, case)
    bound = page_locks.bound(case, "f" * 32, "e" * 32)
    PersonPage.objects.create(id="f" * 32, until=place.desk.today, bytes=b"-", bound=bound)

    def withdrawn(by: str) -> Any:
        sealed = place.sealed()
        attached = [{"id": sealed.id, "kind": "note", "reader": "case", "bytes": text(sealed.bytes)}]
        note = place.note(by, Act.NOTE_ADD, case, {"sealed": sealed.id}).decode()
        body = {"note": note, "attached": attached, "pages": [{"id": "f" * 32, "word": "e" * 32}]}
        return opened(place, by).post(f"/v1/cases/{case}/pages/withdraw", body)

    for by in ("clover", "cedar"):  # from outside, and of the house
        assert rule(withdrawn(by)) == (403, "access.role")
    assert PersonPage.objects.exists()
    assert withdrawn("aster").status_code == 200
    assert not PersonPage.objects.exists()


def test_nothing_of_counsel_stands_in_clear_and_nobody_is_named(place: Place) -> None:
    case = place.ready()
    before = counts()
    _, question = put(place, case)
    clover = opened(place, "clover")
    clover.post(f"/v1/cases/{case}/read", {})
    clover.get(f"/v1/cases/{case}/material")
    clover.post(f"/v1/cases/{case}/present", {})
    assert opened(place, "aster").post(f"/v1/cases/{case}/present", {}).json()["people"] == []
    hand_in(clover, case, question, reply(place, case, question))
    after = counts()
    assert {name for name, many in after.items() if many > before[name]} >= {"Event", "Statement"}
    openings = [bytes(one) for one in EventOpening.objects.values_list("fields", flat=True)]
    said = b"".join(bytes.fromhex(value) for one in openings for value in json.loads(one).values())
    assert b"case:counsel:answered" in b"".join(str(event.kind).encode() for event in codec.events_of(case))
    notes = b"".join(bytes(one) for one in Statement.objects.filter(case=case).values_list("note__bytes", flat=True))
    for word in (b"clover", b"kranich77", b"no order of a judge", b"100j"):
        assert word not in said, word
        assert word not in notes, word
    assert "counsel" in place.state(case).readers
    assert "clover" not in place.state(case).readers


def test_who_cannot_be_asked_and_what_was_not_signed(place: Place) -> None:
    case = place.ready()
    assert rule(put(place, case, to="birch")[0]) == (409, "counsel.wrong")
    assert rule(put(place, case, envelope=text(seal(place, b"x", "clover")))[0]) == (409, "case.same")
    assert rule(put(place, case, attached=[])[0]) == (409, "case.same")
    note = place.note("aster", Act.NOTE_ADD, case, {"sealed": ids.sealed_id(place.desk.draw())})
    assert rule(put(place, case, note=note.decode())[0]) == (404, "access.not-found")
    assert not Envelope.objects.exclude(question="")
    done, _ = put(place, case)
    assert done.status_code == 200
    assert rule(put(place, case, to="sorrel")[0]) == (409, "counsel.wrong")  # one at a time
    body = {"note": place.note("aster", Act.COUNSEL_ASK, case, {"sees": "case", "until": UNTIL}).decode()}
    assert rule(opened(place, "aster").post("/v1/acts", body))[1] == "request.command"


def test_an_answer_comes_from_whom_it_was_put_to(place: Place) -> None:
    case = place.ready()
    _, question = put(place, case)
    for name in ("aster", "birch"):
        assert rule(hand_in(opened(place, name), case, question, reply(place, case, question))) == (
            409,
            "counsel.wrong",
        )
    assert rule(hand_in(opened(place, "sorrel"), case, question, reply(place, case, question)))[0] == 404
    clover = opened(place, "clover")
    assert rule(hand_in(clover, case, "a" * 64, reply(place, case, question))) == (409, "counsel.wrong")
    body = {"question": question, "sealed": "s-" + "a" * 24, "bytes": text(reply(place, case, question))}
    assert rule(clover.post(f"/v1/cases/{case}/counsel/answer", body)) == (409, "case.same")
    body["bytes"] = text(b"no age file")
    assert rule(clover.post(f"/v1/cases/{case}/counsel/answer", body)) == (422, "attached.not-sealed")


def test_a_question_is_taken_back_and_a_lawyer_who_leaves_answers_none(place: Place) -> None:
    case = place.ready()
    _, question = put(place, case)
    clover = opened(place, "clover")
    assert (
        rule(
            opened(place, "aster").post(
                "/v1/acts", {"note": place.note("clover", Act.COUNSEL_TAKE_BACK, case, {"question": question}).decode()}
            )
        )[0]
        == 403
    )
    place.do("birch", Act.COUNSEL_TAKE_BACK, case, {"question": question})
    assert clover.get("/v1/counsel").json() == {"cases": []}
    assert not Duty.objects.filter(what=rules.WAITS, done_at__isnull=True)
    assert rule(hand_in(clover, case, question, reply(place, case, question)))[0] == 404
    put(place, case, to="sorrel")
    assert Envelope.objects.filter(person="sorrel").count() == 1
    before = place.desk.roster
    people_left = tuple(one for one in before.people if one.name != "sorrel")
    after = dataclasses.replace(before, people=people_left)
    assert envelopes.stale(before, after) == ["sorrel"]
    assert envelopes.stale(before, before) == []


def test_an_answer_of_somebody_else_or_to_something_else_does_not_count(place: Place) -> None:
    case = place.ready()
    card = people()["clover"].card()
    question = Question(card.age, case, (), card.vkey, readers(place.desk.roster, "aster"), SECRET, "clover", UNTIL)
    ask = "1" * 64
    made = Answer("comply", moment.write(place.desk.now), "clover", case, ask, "")
    clover = people()["clover"].daily_signer()
    fine = ANSWERS.sign(made, *clover)
    assert answer_to(question, ask, fine, crypto.verify) == made
    others = {
        "of another": ANSWERS.sign(made, *people()["birch"].daily_signer()),
        "in another's name": ANSWERS.sign(dataclasses.replace(made, by="birch"), *people()["birch"].daily_signer()),
        "to another question": ANSWERS.sign(
            dataclasses.replace(made, question="2" * 64), *people()["clover"].daily_signer()
        ),
        "on another case": ANSWERS.sign(
            dataclasses.replace(made, case="c-" + "b" * 24), *people()["clover"].daily_signer()
        ),
        "altered": fine.replace(b'"comply"', b'"object"'),
    }
    for what, data in others.items():
        with pytest.raises(CounselError) as fault:
            answer_to(question, ask, data, crypto.verify)
        assert fault.value.rule == "counsel.not-theirs", what


# --- the colleague who agrees -----------------------------------------------------------------------------------------


def test_who_agrees_reads_the_question_and_the_answer_and_who_does_not_reads_neither(place: Place) -> None:
    case = place.ready()
    _, question = put(place, case)
    birch = opened(place, "birch")
    (row,) = listed(birch, case)
    read = QUESTIONS.decode(crypto.unseal(base64.b64decode(row["bytes"]), [people()["birch"].age_secret])[1])
    assert (read.text, row["envelope"]) == (SECRET, "")
    assert {name for name, _ in read.readers} == {"aster", "birch"}
    sealed = seal(
        place, ANSWERS.sign(said(place, case, question), *people()["clover"].daily_signer()), *dict(read.readers)
    )
    assert hand_in(opened(place, "clover"), case, question, sealed).status_code == 200
    (row,) = listed(birch, case)
    inside = crypto.unseal(base64.b64decode(row["answered"]), [people()["birch"].age_secret])[1]
    assert answer_to(read, question, inside, crypto.verify).text == "No."
    # The desk hands neither to who puts together what an office or a person is told, nor to who checks the desk.
    for name in ("fir", "gorse"):
        assert rule(opened(place, name).get(f"/v1/cases/{case}/counsel")) == (403, "access.role")
    # Counsel of the house who was not asked is told of no question, and lists no case.
    cedar = opened(place, "cedar")
    assert listed(cedar, case) == cedar.get("/v1/cases").json()["rows"] == cedar.get("/v1/due").json()["rows"] == []


def said(place: Place, case: str, question: str, by: str = "clover") -> Answer:
    return Answer("object", moment.write(place.desk.now), by, case, question, "No.")


def test_a_question_that_names_a_reader_or_a_lawyer_otherwise_than_the_roster_does_not_count(place: Place) -> None:
    card, stranger = people()["clover"].card(), people()["sorrel"].card()
    read = readers(place.desk.roster, "aster")
    question = Question(card.age, "c-" + "a" * 24, (), card.vkey, read, SECRET, "clover", UNTIL)
    hold_to(question, place.desk.roster)
    hold_to(dataclasses.replace(question, to="invited-0123456789abcdef"), place.desk.roster)
    others = {
        "a reader of no roster": {"readers": (*read, ("zinnia", stranger.age))},
        "a reader with another key": {"readers": (("aster", stranger.age),)},
        "another key to read": {"age": stranger.age},
        "another key to sign": {"key": stranger.vkey},
        "who is no counsel": {"to": "birch", "age": people()["birch"].card().age, "key": people()["birch"].card().vkey},
    }
    for what, change in others.items():
        with pytest.raises(CounselError) as fault:
            hold_to(dataclasses.replace(question, **change), place.desk.roster)
        assert fault.value.rule == "counsel.not-theirs", what


# --- a lawyer who is on no roster -------------------------------------------------------------------------------------

SHOWN = "5" * 64
"""What the holder of a link shows."""


class Guest:
    """Somebody with a link and nothing else."""

    def __init__(self, place: Place, shown: str = SHOWN) -> None:
        self.place, self.shown = place, shown
        self.far = Caller()

    def post(self, path: str, **body: str) -> Any:
        return self.far.post(f"/v1/invited{path}", {"token": self.shown, **body})


def invite(place: Place, case: str, by: str = "aster", shown: str = SHOWN) -> Any:
    token = hashlib.sha256(shown.encode()).hexdigest()
    return opened(place, by).post(f"/v1/cases/{case}/counsel/invited", {"token": token})


def lawyer(name: str) -> Identity:
    """Keys that nobody's roster names, under the name that the desk gave the link."""
    return dataclasses.replace(people()["sorrel"], name=name, seed=b"\x07" * 32)


def asked(place: Place, case: str, sees: str = "case") -> tuple[Guest, Identity, str]:
    """A lawyer was invited, drew keys, and was asked by aster."""
    assert invite(place, case).json() == {"links": 1}
    guest = Guest(place)
    me = lawyer(guest.post("").json()["name"])
    card = me.card()
    assert guest.post("/keys", age=card.age, vkey=card.vkey).json() == {"links": 1}
    question = Question(
        card.age, case, (("Kind", "data"),), card.vkey, readers(place.desk.roster, "aster"), SECRET, me.name, UNTIL
    )
    inside = crypto.packed(
        ObjectKind.COUNSEL, "application/json", QUESTIONS.encode(question), moment.write(place.desk.now)
    )
    sealed = crypto.encrypt(inside, [*(age for _, age in question.readers), card.age])
    envelope = crypto.encrypt(inside, [card.age])
    says = {"sees": sees, "until": UNTIL, "sealed": ids.sealed_as(sealed), "envelope": ids.sealed_as(envelope)}
    note = place.note("aster", Act.COUNSEL_ASK, case, says)
    attached = [{"id": says["sealed"], "kind": "counsel", "reader": "counsel", "bytes": text(sealed)}]
    body = {"note": note.decode(), "attached": attached, "to": me.name, "envelope": text(envelope)}
    assert opened(place, "aster").post(f"/v1/cases/{case}/counsel", body).json()["events"] == ["case:counsel:asked"]
    return guest, me, hash_of(note)


def test_a_link_gives_nothing_before_the_question_one_case_after_it_and_nothing_after_the_answer(place: Place) -> None:
    case, other = place.ready(), place.arrive()
    assert rule(Guest(place).post("")) == (404, "access.not-found")
    guest, me, question = asked(place, case)
    told = guest.post("").json()
    assert set(told) == {"desk", "name", "by", "drawn", "until", "note", "bytes", "envelope"}
    assert (told["by"]["name"], told["until"], hash_of(told["note"].encode())) == ("aster", UNTIL, question)
    assert crypto.unseal(base64.b64decode(told["bytes"]), [me.age_secret])
    assert other not in json.dumps(told)
    assert "counsel" in place.state(case).readers
    # Nothing of the desk answers to it, and no act can be handed in with it.
    for bearer in (SHOWN, hashlib.sha256(SHOWN.encode()).hexdigest()):
        far = Caller(bearer)
        for route, asks in ROUTES.items():
            method, path = route.split(" ")
            if asks is OPEN or (asks.scope and asks.view is None):
                continue
            answer = far.send(method, re.sub(r"{\w+}", case, path))
            assert answer.status_code in {401, 415}, route
    note = ANSWERS.sign(said(place, case, question, me.name), *me.daily_signer())
    answered = seal(place, note, "aster", "birch")
    done = guest.post("/answer", question=question, sealed=ids.sealed_as(answered), bytes=text(answered))
    assert done.json()["events"] == ["case:counsel:answered"]
    assert not InvitedCounsel.objects.exists()
    assert not Envelope.objects.exclude(question="").exists()
    assert rule(guest.post("")) == (404, "access.not-found")
    again = guest.post("/answer", question=question, sealed=ids.sealed_as(answered), bytes=text(answered))
    assert rule(again) == (404, "access.not-found")
    openings = [bytes(one) for one in EventOpening.objects.values_list("fields", flat=True)]
    clear = b"".join(bytes.fromhex(value) for one in openings for value in json.loads(one).values())
    notes = b"".join(bytes(one) for one in Statement.objects.filter(case=case).values_list("note__bytes", flat=True))
    for word in (me.name.encode(), me.card().vkey.encode(), SECRET.encode(), b"No."):
        assert word not in clear + notes, word


def test_a_link_is_opened_once_and_only_its_keys_are_asked(place: Place) -> None:
    case = place.ready()
    invite(place, case)
    guest = Guest(place)
    name = guest.post("").json()["name"]
    card, second = lawyer(name).card(), dataclasses.replace(people()["aster"], name=name).card()
    assert rule(guest.post("/keys", age=card.age, vkey=people()["sorrel"].card().vkey)) == (404, "access.not-found")
    for _ in "ab":
        assert guest.post("/keys", age=card.age, vkey=card.vkey).status_code == 200
    assert rule(guest.post("/keys", age=second.age, vkey=second.vkey)) == (409, "counsel.wrong")
    waits = opened(place, "aster").get(f"/v1/cases/{case}/counsel").json()["invited"]
    assert (waits["name"], waits["age"], waits["vkey"]) == (name, card.age, card.vkey)
    # A colleague is not shown it, cannot ask by it, and whom nobody invited cannot be asked.
    assert opened(place, "birch").get(f"/v1/cases/{case}/counsel").json()["invited"] is None
    people()[name] = lawyer(name)
    try:
        assert rule(put(place, case, by="birch", to=name)[0]) == (409, "counsel.wrong")
        assert rule(put(place, place.arrive(), to=name)[0]) == (409, "counsel.wrong")
        assert put(place, case, to=name)[0].status_code == 200
    finally:
        del people()[name]


def test_who_opens_no_case_invites_nobody_and_a_new_link_ends_the_old_one(place: Place) -> None:
    case = place.ready()
    token = hashlib.sha256(SHOWN.encode()).hexdigest()
    for name in ("clover", "sorrel"):
        assert opened(place, name).post(f"/v1/cases/{case}/counsel/invited", {"token": token}).status_code in {403, 404}
    invite(place, case)
    invite(place, case, shown="6" * 64)
    assert rule(Guest(place).post("")) == (404, "access.not-found")
    assert Guest(place, "6" * 64).post("").status_code == 200
    assert rule(invite(place, case, by="birch", shown="6" * 64)) == (409, "counsel.wrong")  # it is aster's
    assert Guest(place, "6" * 64).post("").json()["by"]["name"] == "aster"
    assert opened(place, "birch").delete(f"/v1/cases/{case}/counsel/invited").json() == {"links": 0}
    assert opened(place, "aster").delete(f"/v1/cases/{case}/counsel/invited").json() == {"links": 1}
    assert rule(Guest(place, "6" * 64).post("")) == (404, "access.not-found")


@pytest.mark.parametrize("how", ["taken back", "the day", "forgotten"])
def test_what_a_link_opens_ends(place: Place, how: str) -> None:
    case = place.ready()
    guest, _, question = asked(place, case)
    if how == "taken back":
        place.do("birch", Act.COUNSEL_TAKE_BACK, case, {"question": question})
    elif how == "the day":
        day = datetime.timedelta(days=1)
        last = datetime.datetime.fromisoformat(f"{UNTIL}T12:00:00+00:00")
        assert services.sweep(dataclasses.replace(place.desk, now=last)) == 0
        assert invited.found(dataclasses.replace(place.desk, now=last), SHOWN) is not None
        assert invited.found(dataclasses.replace(place.desk, now=last + day), SHOWN) is None
        assert services.sweep(dataclasses.replace(place.desk, now=last + day)) > 0
    else:
        destruction.destroy(case)
    assert not InvitedCounsel.objects.exists()
    assert not Envelope.objects.filter(question=question).exists()
    assert rule(guest.post("")) == (404, "access.not-found")


# --- what others learn ------------------------------------------------------------------------------------------------


def leaves(place: Place, case: str) -> dict[str, Any]:
    """All that an observer, the authority, the person or who hosts a mailbox or a calendar is shown."""
    state = place.state(case)
    letter = letters.write_letter(place.desk, state, LetterKind.ACKNOWLEDGEMENT, (), ("de",), PROVIDER)
    reach = Reach(id=1, person="aster", channel="mail", address="aster@staff.example")
    desk = dataclasses.replace(place.desk, house=HOUSE)
    return {
        "site": site.render(place.snapshot()),
        "letter": repr(letter),
        "word": status.word(state, verified=True),
        "calendar": mornings.calendar(desk),
        "mail": morning_mail.message(desk, reach, desk.today, "desk@fennel.example"),
        "effects": list(Effect.objects.values_list("kind", "case", "payload")),
        "rows": list(LedgerRow.objects.values()),
    }


@pytest.mark.parametrize("who", ["of the roster", "invited"])
def test_two_worlds_with_a_question_its_answer_and_a_link_are_equal(place: Place, who: str) -> None:
    case = place.ready()
    without = leaves(place, case)
    guest: Guest | None = None
    if who == "invited":
        guest, me, question = asked(place, case)
        guest.post("")
    else:
        _, question = put(place, case)
    assert leaves(place, case) == without
    if guest is not None:
        sealed = seal(place, ANSWERS.sign(said(place, case, question, me.name), *me.daily_signer()), "aster")
        assert guest.post("/answer", question=question, sealed=ids.sealed_as(sealed), bytes=text(sealed)).json()
    else:
        assert hand_in(opened(place, "clover"), case, question, reply(place, case, question)).status_code == 200
    assert leaves(place, case) == without


def test_no_table_holds_a_word_of_a_question_an_answer_or_a_lawyer_who_was_invited(place: Place) -> None:
    case = place.ready()
    guest, me, question = asked(place, case)
    sealed = seal(place, ANSWERS.sign(said(place, case, question, me.name), *me.daily_signer()), "aster")

    def everything() -> bytes:
        rows = (row for model in apps.get_models() for row in model.objects.values())
        cells = (value for row in rows for value in row.values())
        return b"\n".join(bytes(one) if isinstance(one, bytes | memoryview) else str(one).encode() for one in cells)

    held = everything()
    for word in (SECRET, SHOWN):
        assert word.encode() not in held, word
    assert me.card().vkey.encode() in held  # until they answered
    guest.post("/answer", question=question, sealed=ids.sealed_as(sealed), bytes=text(sealed))
    held = everything()
    for word in (SECRET, SHOWN, "No.", me.name, me.card().vkey, hashlib.sha256(SHOWN.encode()).hexdigest()):
        assert word.encode() not in held, word
