# ruff: noqa: ANN001, ANN003, ANN201
"""What waits at the desk itself: believed by signatures and by what was read here, never by the desk's words."""

import base64
import datetime as dt
import hashlib
import json
from dataclasses import replace

import pytest
from test_sealed_roster import N1, NOW, PEOPLE, PIN, R1, T0, after, age, person, sign, signer, verify
from test_sealed_standing import own_key

from dueprocess.formats import chain, desk_acts
from dueprocess.formats.chain import walk
from dueprocess.formats.desk_acts import (
    as_note,
    asked,
    contact_hash,
    is_phone,
    is_signed,
    phone_hash,
    phone_of,
    text_hash,
)
from dueprocess.formats.recipient import Facts, How
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.statement import Act, Statement, hash_of

MINUTE = dt.timedelta(minutes=1)
AT = T0 + 90 * MINUTE
CONTACT = "post@police.example"
PHONE = "+49305550100"
KEY = b"a certificate"
HASH = hashlib.sha256(KEY).hexdigest()


def facts(kind, data):
    if not data:
        raise DeniedError.because("recipient.malformed", "no key")
    until = dt.datetime(2027, 1, 1, tzinfo=dt.UTC) if kind else None
    return Facts(How(kind or "cms"), data, hashlib.sha256(data).hexdigest(), "AB CD", "An office", "EC", until)


def said(by, act, says, at=60, **changes):
    moment = (T0 + at * MINUTE).strftime("%Y-%m-%dT%H:%M:%SZ")
    made = Statement(R1.desk_id, R1.mark, None, 0, act, by, moment, "0" * 64, says)
    key, signs = signer(by)
    return replace(made, **changes).sign(key, signs)


SAYS = {"authority": "DE-BKA", "contact": contact_hash(CONTACT), "how": "call_back"}
KEYED = {**SAYS, "key": HASH, "key_kind": "cms"}


NUMBERED = {**SAYS, "phone": text_hash(PHONE)}


def row(note, contact=CONTACT, key=b"", phone=""):
    return {"note": note.decode(), "contact": contact, "phone": phone, "key": base64.b64encode(key).decode()}


def ask(me="amy", vkey=None, pin=PIN, **shown):
    """The answer, after it went over the wire as JSON."""
    listed = R1.person(me)
    told = {"rosters": [N1.decode()], "notes": [], "attested": [], "verifications": [], "next": "", **shown}
    question = {
        "me": me,
        "vkey": vkey or (listed.strongest.vkey if listed else ""),
        "pin": pin.plain(),
        "shown": told,
    }
    return json.loads(json.dumps(desk_acts.answer(json.loads(json.dumps(question)), verify, facts, AT)))


def id_of(number):
    return R1.person("amy").keys[number].id.hex()


def test_an_empty_desk():
    told = ask()
    assert told == {
        "roster": 1, "retired": False, "lifts": True, "freezes": [], "verifications": [], "next": None, "until": "",
        "own": True, "keys": [[id_of(0), False, False], [id_of(1), True, False]],
    }  # fmt: skip
    assert ask("dan")["lifts"] is False


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("+49 (30) 555-0100", PHONE), ("+49/30.555 0100", PHONE), (PHONE, PHONE),
        ("030 5550100", None), ("0049305550100", None), ("+49", None), ("+493055501000000000", None), ("+49x", None),
    ],
)  # fmt: skip
def test_a_number_is_signed_with_its_country_however_it_is_written(typed, number):
    if number is None:
        with pytest.raises(DeniedError, match="with its country"):
            phone_of(typed)
    else:
        assert phone_of(typed) == number
        assert phone_hash(typed) == text_hash(number)
    assert is_phone(typed) is (typed == PHONE)


def test_who_stopped_it_and_whose_key_is_retired():
    freeze = said("dan", Act.DESK_FREEZE, {})
    agreed = said("bob", Act.DESK_LIFT, {"freeze": hash_of(freeze)}, 70)
    retired = said("amy", Act.KEY_RETIRE, own_key("amy"), 80)
    unsigned = {"name": "e-" + "a" * 24, "by": "cleo", "since": "2026-11-24T12:00:00Z"}
    told = ask(notes=[freeze.decode(), agreed.decode(), retired.decode(), "rubbish"], attested=[unsigned])
    assert told["retired"] is True
    assert told["keys"] == [[id_of(0), False, False], [id_of(1), True, True]]  # the daily one stands
    first, second = told["freezes"]
    assert first == {
        "name": hash_of(freeze), "by": "dan", "since": "2026-11-24T11:00:00Z", "signed": True, "agreed": ["bob"],
    }  # fmt: skip
    assert (second["by"], second["signed"]) == ("cleo", False)


def test_a_verification_that_waits_is_told_from_what_was_signed():
    plain, keyed = (said("bob", Act.AUTHORITY_VERIFY, says) for says in (SAYS, KEYED))
    one, two = ask(verifications=[row(plain), row(keyed, key=KEY)])["verifications"]
    assert (one["authority"], one["contact"], one["how"], one["by"]) == ("DE-BKA", CONTACT, "call_back", "bob")
    (three,) = ask(verifications=[row(said("bob", Act.AUTHORITY_VERIFY, NUMBERED), phone=PHONE)])["verifications"]
    assert (one["phone"], three["phone"]) == ("", PHONE)
    more = {**NUMBERED, "night": text_hash("+49305550110"), "found": "official_page", "source": text_hash("a page")}
    brought = {"phone": PHONE, "night": "+49305550110", "source": "a page"}
    told = {**row(said("bob", Act.AUTHORITY_VERIFY, more)), **brought}
    (four,) = ask(verifications=[told])["verifications"]
    assert (four["night"], four["found"], four["source"]) == ("+49305550110", "official_page", "a page")
    (five,) = ask(verifications=[{**told, "source": "another page"}])["verifications"]
    assert five["rule"] == "authority.number"
    assert (one["verification"], one["note"], one["key"]) == (hash_of(plain), plain.decode(), None)
    assert two["key"] == {
        "kind": "cms", "hash": HASH, "key": base64.b64encode(KEY).decode(), "fingerprint": "AB CD",
        "name": "An office", "detail": "EC", "not_after": "2027-01-01",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("shown", "rule"),
    [
        (row(said("bob", Act.AUTHORITY_VERIFY, SAYS), contact="thief@evil.example"), "authority.contact"),
        (row(said("bob", Act.AUTHORITY_VERIFY, NUMBERED), phone="+49305550199"), "authority.number"),
        (row(said("bob", Act.AUTHORITY_VERIFY, NUMBERED)), "authority.number"),
        (row(said("bob", Act.AUTHORITY_VERIFY, SAYS), phone=PHONE), "authority.number"),
        (row(said("bob", Act.AUTHORITY_VERIFY, {**SAYS, "key_kind": "cms"})), "authority.not-verified"),
        (row(said("bob", Act.AUTHORITY_VERIFY, KEYED), key=b"a thief's"), "recipient.other-key"),
        (row(said("bob", Act.AUTHORITY_VERIFY, KEYED)), "recipient.malformed"),
        (row(said("bob", Act.AUTHORITY_CONFIRM, SAYS)), "authority.not-verified"),
        (row(said("bob", Act.AUTHORITY_VERIFY, {**SAYS, "more": "x"})), "authority.not-verified"),
        (row(said("bob", Act.AUTHORITY_VERIFY, SAYS, case="c-" + "a" * 24)), "authority.not-verified"),
        (row(said("bob", Act.AUTHORITY_VERIFY, SAYS, roster=(2, R1.hash()))), "statement.wrong-roster"),
        (row(said("bob", Act.AUTHORITY_VERIFY, SAYS, desk="d" * 64)), "statement.wrong-desk"),
        (row(said("bob", Act.AUTHORITY_VERIFY, SAYS).replace(b"DE-BKA", b"DE-BKB")), "statement.bad-signature"),
        (row(said("bob", Act.AUTHORITY_VERIFY, SAYS)) | {"key": "no base64"}, "desk.form"),
    ],
)
def test_a_verification_that_does_not_hold_is_refused_by_name_and_stops_no_other(shown, rule):
    good = row(said("bob", Act.AUTHORITY_VERIFY, SAYS))
    one, two = ask(verifications=[shown, good])["verifications"]
    assert (one["rule"], set(one)) == (rule, {"rule", "reason"})
    assert two["by"] == "bob"


def test_what_a_retired_key_verified_is_refused():
    retired = said("bob", Act.KEY_RETIRE, own_key("bob"), 50).decode()
    (one,) = ask(notes=[retired], verifications=[row(said("bob", Act.AUTHORITY_VERIFY, SAYS))])["verifications"]
    assert one["rule"] == "statement.retired-key"


def test_the_next_roster_is_told_whole_and_who_signed_it():
    two = after(R1, people=[*PEOPLE, person("eve", "counsel")], worker=age("worker"))
    told = ask(next=two.text())["next"]
    assert (told["text"], told["hash"], told["number"]) == (two.text(), two.hash(), 2)
    assert told["changes"] == [["joins", "eve", "", "counsel"], ["worker", "", "", ""]]
    assert told["people"][0] == ["amy", ["clerk", "releaser"], " ".join(key.id.hex() for key in PEOPLE[0].keys)]
    assert (told["needs"], told["signed"], told["asked"]) == (2, [], ["amy", "bob", "cleo"])
    assert (told["reasons"], told["k"], told["notice"], told["made_at"]) == ([], 2, 0, two.made_at)
    assert ask(next=sign(two, "bob").decode())["next"]["signed"] == ["bob"]


def test_why_it_waits_and_who_signs_with_the_old_key():
    other = [person("amy", "releaser", "clerk", secret="amy's new key"), *PEOPLE[1:]]
    assert ask(next=after(R1, people=other, wait=72).text())["next"]["reasons"] == ["swapped-key"]
    more = [*PEOPLE, person("eve", "releaser")]
    assert ask(next=after(R1, people=more, wait=72).text())["next"]["reasons"] == ["new-releaser"]
    dan = [*PEOPLE[:3], person("dan", "operator", secret="dan's new key")]
    assert asked(R1, after(R1, people=dan)) == ["amy", "bob", "cleo", "dan"]
    assert ask(next=after(R1, people=dan).text())["next"]["asked"] == ["amy", "bob", "cleo", "dan"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (after(R1, people=[*PEOPLE, person("eve", "releaser")]).text(), "roster.notice"),
        (after(R1, previous="f" * 64).text(), "roster.fork"),
        (after(R1, desk="f" * 64).text(), "roster.wrong-desk"),
        (after(R1, number=3).text(), "roster.gap"),
        (after(R1, made=2000).text(), "roster.time"),
        (after(R1, made=-2).text(), "roster.time"),
        (sign(after(R1, made=-170), "bob").decode(), "roster.time"),
        (sign(after(R1), "bob").decode().replace('"k":2', '"k":3'), "roster.bad-signature"),
        ("rubbish", "roster.malformed"),
    ],
)
def test_a_next_roster_that_does_not_hold_is_refused_by_name(text, rule):
    told = ask(next=text)
    assert (told["roster"], told["next"]["rule"]) == (1, rule)


def test_a_next_roster_that_is_dated_back_to_before_a_stricter_one_took_effect_is_refused_by_name():
    """Held against the older roster it changes nothing; it would let in who left, and lower k, without notice."""
    stricter = after(R1, people=[*PEOPLE[:2], *PEOPLE[3:], person("eve", "releaser")], k=3, wait=72)
    undone = replace(after(stricter, made=2), people=R1.people, k=2)
    rosters = [N1.decode(), sign(stricter, "amy", "bob").decode()]
    assert ask(rosters=rosters, next=undone.text())["next"]["changes"] == []  # to whom it waits still, it takes it back
    counts = chain.Pin.of(stricter)
    assert ask(pin=counts, rosters=rosters, next=undone.text())["next"]["rule"] == "roster.notice"
    slow = replace(after(stricter, wait=72), people=R1.people, k=2)
    told = ask(pin=counts, rosters=rosters, next=slow.text())["next"]
    assert ["k", "", "3", "2"] in told["changes"]
    assert told["reasons"] == ["lower-k", "new-releaser"]


def test_a_stop_is_not_lifted_under_another_name():
    """Who agrees to lift signs the name of the freeze: under the name of Dan's nobody is shown one of Cleo's."""
    freeze = said("dan", Act.DESK_FREEZE, {})
    other = {"name": hash_of(freeze), "by": "cleo", "since": "2026-11-24T11:00:00Z"}
    assert ask(attested=[other])["rule"] == "desk.form"


def test_a_chain_that_does_not_hold_is_refused_whole():
    assert ask(pin=replace(PIN, number=2))["rule"] == "roster.lower-number"
    assert ask(pin=replace(PIN, desk="f" * 64))["rule"] == "roster.wrong-desk"
    assert ask("eve", vkey="x")["rule"] == "access.not-on-roster"
    assert ask(vkey=R1.person("bob").vkey)["rule"] == "access.not-on-roster"


def test_whose_key_changes_looks_with_the_old_one_until_the_hours_have_run():
    """ADR 0084: all work but a release goes on, and the strict roster knows neither key."""
    other = [person("amy", "releaser", "clerk", secret="amy's new key"), *PEOPLE[1:]]
    rosters = [N1.decode(), sign(after(R1, people=other, wait=72), "bob", "cleo").decode()]
    told = ask(rosters=rosters)
    assert (told["roster"], told["retired"], told["until"] != "") == (1, False, True)
    assert ask(vkey=other[0].own.vkey, rosters=rosters)["rule"] == "access.not-on-roster"


@pytest.mark.parametrize(
    "question", [None, 7, [], "key", {}, {"key": "!"}, {"me": 1}, {"shown": [], "pin": {}, "me": "", "vkey": ""}]
)
def test_what_is_no_question_gets_an_answer_without_what_was_sent(question):
    told = desk_acts.answer(question, verify, facts, NOW)
    assert (told["rule"], set(told)) == ("desk.form", {"rule", "reason"})


@pytest.mark.parametrize("shown", [{"attested": [{}]}, {"verifications": [7]}, {"rosters": 7}, {"attested": 7}])
def test_a_desk_that_sends_what_is_of_no_form(shown):
    assert ask(**shown)["rule"] == "desk.form"


def test_a_key_out_of_a_file():
    told = desk_acts.answer({"key": base64.b64encode(KEY).decode()}, verify, facts, NOW)
    assert (told["kind"], told["hash"], told["not_after"]) == ("cms", HASH, "")
    assert desk_acts.answer({"key": ""}, verify, facts, NOW)["rule"] == "recipient.malformed"


def test_a_roster_that_nobody_signed_reads_as_a_note():
    text = after(R1).text()
    assert not is_signed(text)
    assert chain.check_proposed(walk(PIN, [N1], verify, AT), as_note(text), verify) == (after(R1), frozenset())
    signed = sign(after(R1), "amy").decode()
    assert is_signed(signed)
    assert as_note(signed) == signed.encode()
