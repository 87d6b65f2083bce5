"""A sealed demand comes in and is asked after: registered with its receipt or not at all, equal to every stranger."""

import datetime
import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk_samples import Place, people
from dueprocess.adapters import crypto
from dueprocess.adapters.blobs import Blobs
from dueprocess.desk.data.models import Arrival, Case, Duty, Envelope, Event, Parcel, Production, Receipt, Sealed
from dueprocess.desk.intake.portal import submissions
from dueprocess.desk.intake.portal.submissions import Submission
from dueprocess.desk.services.arrivals import Registered
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.envelopes import readers_of
from dueprocess.desk.services.portal_desk import Rule
from dueprocess.formats import ids
from dueprocess.formats.bech32 import recipient_bytes, recipient_text
from dueprocess.formats.refusal import Denied
from portal_samples import CLAIM, MARK, SECRET, Official, seal, submission


def sent(place: Place, official: Official | None = None, claim: Any = None, *texts: str) -> Registered:
    done = submissions.submit(
        place.desk, SECRET, submission(place.desk, *texts), claim or CLAIM, (official or Official()).holder
    )
    assert isinstance(done, Registered), done
    return done


def parcel(receipt: str, place: Place, *, size: int = 5, **more: Any) -> Parcel:
    """Something left, without the way to it: that is the desk's half."""
    row = Sealed.objects.create(
        id=ids.sealed_id(place.desk.draw()), kind="letter", reader="recipient", hash="0" * 64, bytes=b"x" * size
    )
    fields: dict[str, Any] = {
        "id": ids.parcel_id(place.desk.draw()),
        "kind": "letter",
        "left_on": place.desk.today,
        "sealed": row.pk,
        "size": size,
        "until": place.desk.today + datetime.timedelta(days=9),
    }
    return Parcel.objects.create(receipt_id=receipt, **{**fields, **more})


def test_a_sealed_demand_becomes_a_case_that_the_readers_open(place: Place) -> None:
    done = sent(place)
    case = state_of(done.case)
    assert (case.channel, str(case.says), case.face.get("country")) == ("portal", "new_case", "DE")
    assert case.face.get("items.1.data") == ("subscriber",)
    assert case.face.confirmed == frozenset()
    assert Duty.objects.filter(case_id=done.case).exists()
    assert Case.objects.get(pk=done.case).receipt.word == "received"
    names = {one["name"] for one in readers_of(place.desk)} | {"recovery"}
    rows = {row.person: bytes(row.bytes) for row in Envelope.objects.filter(case_id=done.case)}
    assert set(rows) == names
    recipient = Case.objects.get(pk=done.case).recipient
    sealed = bytes(Sealed.objects.get(case_id=done.case).bytes or b"")
    for name, envelope in rows.items():
        secret = crypto.unwrap_key(envelope, [people()[name].age_secret], recipient)
        assert MARK.encode() in crypto.unseal(sealed, [secret])[1]


def test_nobody_counts_the_people_of_the_desk(place: Place) -> None:
    keys = submissions.keys_of(place.desk, SECRET)
    assert len(keys) % submissions.KEYS_STEP == 0
    assert {one["age"] for one in readers_of(place.desk)} < set(keys)
    assert all(map(crypto.is_recipient, keys))
    assert keys == tuple(sorted(keys)) == submissions.keys_of(place.desk, SECRET)
    assert set(keys) & set(submissions.keys_of(place.desk, b"another")) == {
        *(one["age"] for one in readers_of(place.desk)),
        place.desk.roster.recovery,
    }


def test_a_key_that_nobody_holds_looks_as_one_that_somebody_holds(place: Place) -> None:
    for secret in (SECRET, b"another", b"a third"):
        assert all(map(is_public_key, submissions.keys_of(place.desk, secret)))
    # Nor does a change of the roster tell them: who joins takes the place of one.
    before = set(submissions.keys_of(place.desk, SECRET))
    roster = place.desk.roster
    joined = people()["eve"].card().person(("clerk",))
    place.desk = replace(place.desk, roster=replace(roster, number=2, people=(*roster.people, joined)))
    after = set(submissions.keys_of(place.desk, SECRET))
    assert after - before == {joined.age}
    assert len(before - after) == 1
    numbers = [recipient_text(hashlib.sha256(bytes([one])).digest()) for one in range(64)]
    assert sum(map(is_public_key, numbers)) < 16  # of 32 random bytes a stranger tells nearly all


PRIME, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493


def is_public_key(recipient: str) -> bool:
    """Whether it can be somebody's: reduced, a point of the curve, in its part of prime order."""
    u = int.from_bytes(recipient_bytes(recipient), "little")
    right = (u * u * u + 486662 * u * u + u) % PRIME
    return u < PRIME and pow(right, (PRIME - 1) // 2, PRIME) == 1 and at_infinity(ORDER, u)


def at_infinity(scalar: int, u: int) -> bool:
    """Whether ``scalar`` times the point is the neutral one (Montgomery's ladder, RFC 7748, section 5)."""
    x2, z2, x3, z3 = 1, 0, u, 1
    for bit in f"{scalar:b}":
        if bit == "1":
            x2, z2, x3, z3 = x3, z3, x2, z2
        plus, minus = (x2 + z2) ** 2, (x2 - z2) ** 2
        cross, other = (x3 - z3) * (x2 + z2), (x3 + z3) * (x2 - z2)
        x3, z3 = (cross + other) ** 2 % PRIME, u * (cross - other) ** 2 % PRIME
        x2, z2 = plus * minus % PRIME, (plus - minus) * (plus + 121665 * (plus - minus)) % PRIME
        if bit == "1":
            x2, z2, x3, z3 = x3, z3, x2, z2
    return z2 == 0


def test_a_receipt_that_nothing_can_be_sealed_to_is_refused(place: Place) -> None:
    small = recipient_text(bytes(32))
    official, given = Official(), submission(place.desk)
    for changed, holder in (
        (given, replace(official.holder, recipient=small)),
        (replace(given, recipient=small), official.holder),
    ):
        done = submissions.submit(place.desk, SECRET, changed, CLAIM, holder)
        assert isinstance(done, Denied)
        assert done.rule == "portal.form"
    assert not Receipt.objects.exists()


def test_the_same_receipt_is_registered_once(place: Place) -> None:
    official, given = Official(), submission(place.desk)
    assert isinstance(submissions.submit(place.desk, SECRET, given, CLAIM, official.holder), Registered)
    assert submissions.submit(place.desk, SECRET, given, CLAIM, official.holder) is None
    assert Case.objects.count() == Receipt.objects.count() == 1


def test_of_two_that_race_one_is_registered_and_nothing_of_the_other_stays(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(place)
    seen = Receipt.objects.filter(pk="nobody")
    monkeypatch.setattr(type(seen), "exists", lambda _self: False)
    before = Event.objects.count()
    assert submissions.submit(place.desk, SECRET, submission(place.desk), CLAIM, Official().holder) is None
    assert (Case.objects.count(), Event.objects.count()) == (1, before)


def broken(given: Submission) -> dict[str, Submission]:
    to = next(iter(given.envelopes))
    _, recipient = crypto.new_case_key()
    both = crypto.encrypt(b"x", [recipient, given.recipient])
    large = seal(bytes(submissions.MAX_TOGETHER), recipient)
    return {
        "nothing": replace(given, sealed=()),
        "particulars first": replace(given, sealed=(("particulars", given.sealed[0][1]),)),
        "another kind": replace(given, sealed=(*given.sealed, ("note", given.sealed[0][1]))),
        "clear text": replace(given, sealed=(("original", b"plain"),)),
        "armoured": replace(given, sealed=(("original", b"-----BEGIN AGE ENCRYPTED FILE-----\n"),)),
        "two recipients": replace(given, sealed=(("original", both),)),
        "too many": replace(given, sealed=given.sealed * (submissions.MAX_SEALED + 1)),
        "too large": replace(given, sealed=(("original", large),)),
        "no key": replace(given, recipient="age1nothing"),
        "an envelope in clear": replace(given, envelopes={**given.envelopes, to: b"AGE-SECRET-KEY-1"}),
        "a large envelope": replace(given, envelopes={**given.envelopes, to: seal(bytes(9000), recipient)}),
        "by passphrase": replace(given, sealed=(("original", crypto.encrypt_passphrase(b"x", "geese")),)),
    }


def test_what_is_not_of_the_form_is_refused_and_leaves_nothing(place: Place) -> None:
    given = submission(place.desk)
    for name, wrong in broken(given).items():
        done = submissions.submit(place.desk, SECRET, wrong, CLAIM, Official().holder)
        assert isinstance(done, Denied), name
        assert done.rule is Rule.FORM, name
    for claim in ({}, {"case": {"channel": "mail"}, "items": [{"kind": "disclosure"}]}):
        done = submissions.submit(place.desk, SECRET, given, claim, Official().holder)
        assert isinstance(done, Denied)
    done = submissions.submit(place.desk, SECRET, given, CLAIM, replace(Official().holder, recipient="age1x"))
    assert isinstance(done, Denied)
    assert not Case.objects.exists()
    assert not Receipt.objects.exists()


def test_other_keys_than_todays_are_refused_by_name(place: Place) -> None:
    given = submission(place.desk)
    fewer = dict(list(given.envelopes.items())[1:])
    for envelopes in (fewer, {**given.envelopes, crypto.new_case_key()[1]: b""}):
        done = submissions.submit(place.desk, SECRET, replace(given, envelopes=envelopes), CLAIM, Official().holder)
        assert done.rule is Rule.KEYS


def test_a_day_takes_so_many_and_the_next_one_as_many_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submissions, "DAY", 2)
    for number in range(2):
        sent(place, Official(bytes([number]) * 16))
    done = submissions.submit(place.desk, SECRET, submission(place.desk), CLAIM, Official(b"z" * 16).holder)
    assert done is submissions.FULL
    place.later(days=1)
    sent(place, Official(b"z" * 16))


def test_a_demand_at_a_practice_desk_is_practice(place: Place) -> None:
    place.desk = replace(place.desk, house=replace(place.desk.house, practice=True))
    assert Arrival.objects.get(pk=sent(place).arrival).practice


def test_a_large_demand_stands_as_a_file(place: Place, tmp_path: Path) -> None:
    place.desk = replace(place.desk, blobs=Blobs(tmp_path))
    done = sent(place, None, None, "a" * (2 << 20))
    assert Sealed.objects.get(case_id=done.case).bytes is None


# Asking


def asked(place: Place, official: Official) -> tuple[dict[str, Any], int, list[str]]:
    with CaptureQueriesContext(connection) as queries:
        sealed = submissions.status(place.desk, official.lookup)
    return official.reads(sealed), len(sealed), [one["sql"].split("WHERE")[0] for one in queries.captured_queries]


def test_a_receipt_says_its_word_and_the_day(place: Place) -> None:
    official = Official()
    sent(place, official)
    said, _, _ = asked(place, official)
    assert said == {
        "form": submissions.STATUS_FORM,
        "left": [],
        "made_on": "2026-03-09",
        "word": "received",
        "word_on": "2026-03-09",
    }
    place.later(days=submissions.RECEIPT_DAYS)
    assert asked(place, official)[0]["word"] == "received"
    place.later(days=1)
    with pytest.raises(crypto.AgeError):
        official.reads(submissions.status(place.desk, official.lookup))


def test_known_and_unknown_codes_cost_the_same_and_only_the_code_opens_the_answer(place: Place) -> None:
    known, other, nobody = Official(), Official(b"o" * 16), Official(b"n" * 16)
    sent(place, known)
    sent(place, other)
    for _ in range(3):
        parcel(known.lookup, place)
    costs = []
    for one in (known, other, nobody):
        with CaptureQueriesContext(connection) as queries:
            sealed = submissions.status(place.desk, one.lookup)
        costs.append([query["sql"].split("WHERE")[0] for query in queries.captured_queries])
        for reader in (known, other, nobody):
            if reader is one and one is not nobody:
                assert reader.reads(sealed)["form"] == submissions.STATUS_FORM
            else:
                with pytest.raises(crypto.AgeError):
                    reader.reads(sealed)
    assert costs[0] == costs[1] == costs[2]
    assert len(costs[0]) == 2


def test_the_inside_of_every_answer_is_equally_long(place: Place) -> None:
    known = Official()
    sent(place, known)
    lengths = set()
    for many in (0, 1, 90):
        for _ in range(many):
            parcel(known.lookup, place)
        sealed = submissions.status(place.desk, known.lookup)
        lengths.add(len(crypto.decrypt(sealed, [known.secret])))
    assert len(lengths) == 1
    assert len(known.reads(submissions.status(place.desk, known.lookup))["left"]) == submissions.MAX_LISTED


# Taking


def test_what_was_left_is_taken_by_its_holder_and_by_nobody_else(place: Place) -> None:
    official, other = Official(), Official(b"o" * 16)
    sent(place, official)
    sent(place, other)
    left = parcel(official.lookup, place)
    costs = []
    for lookup, key, start in (
        (other.lookup, left.pk, 0),
        ("f" * 64, left.pk, 0),
        (official.lookup, "l-none", 0),
        (other.lookup, "l-none", 0),
    ):
        with CaptureQueriesContext(connection) as queries:
            assert submissions.take(place.desk, lookup, key, start) is None
        costs.append(len(queries))
    assert costs == [1, 1, 1, 1]
    for start in (-1, 5, 1 << 40):
        assert submissions.take(place.desk, official.lookup, left.pk, start) is None
    assert submissions.take(place.desk, official.lookup, left.pk, 3) == b"xx"
    left.refresh_from_db()
    assert left.taken_on == place.desk.today
    place.later(days=1)
    assert submissions.take(place.desk, official.lookup, left.pk, 0) == b"xxxxx"
    left.refresh_from_db()
    assert left.taken_on != place.desk.today
    place.later(days=9)
    assert submissions.take(place.desk, official.lookup, left.pk, 0) is None


def test_it_counts_as_taken_with_its_last_byte(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submissions, "SLICE", 3)
    official = Official()
    sent(place, official)
    small = parcel(official.lookup, place)
    assert submissions.take(place.desk, official.lookup, small.pk, 0) == b"xxx"
    small.refresh_from_db()
    assert small.taken_on is None
    place.desk = replace(place.desk, blobs=Blobs(tmp_path))
    large = parcel(official.lookup, place)
    Sealed.objects.filter(pk=large.sealed).update(bytes=None)
    place.desk.blobs.put(large.sealed, b"abcde")
    assert submissions.take(place.desk, official.lookup, large.pk, 0) == b"abc"
    assert submissions.take(place.desk, official.lookup, large.pk, 3) == b"de"
    large.refresh_from_db()
    assert large.taken_on == place.desk.today


def test_what_was_called_back_is_gone(place: Place) -> None:
    official = Official()
    done = sent(place, official)
    left = parcel(official.lookup, place, kind="production", production="x-1")
    assert asked(place, official)[0]["left"]
    Production.objects.create(id="x-1", case_id=done.case, item=1, state="recalled")
    assert asked(place, official)[0]["left"] == []
    assert submissions.take(place.desk, official.lookup, left.pk, 0) is None


def test_of_a_case_that_was_forgotten_nothing_is_left_to_take(place: Place) -> None:
    official = Official()
    sent(place, official)
    left = parcel(official.lookup, place)
    Sealed.objects.filter(pk=left.sealed).delete()
    assert asked(place, official)[0]["left"] == []
    assert submissions.take(place.desk, official.lookup, left.pk, 0) is None


# Answering


def test_an_answer_is_an_arrival_of_its_own_that_a_person_looks_at(place: Place) -> None:
    official, other = Official(), Official(b"o" * 16)
    sent(place, official)
    sent(place, other)
    question = parcel(official.lookup, place, kind="correction")
    given = submission(place.desk, "the provision is section 100j")
    for lookup, key in ((other.lookup, question.pk), ("f" * 64, question.pk), (official.lookup, "l-none")):
        assert submissions.answer(place.desk, SECRET, given, lookup, key) is None
    done = submissions.answer(place.desk, SECRET, given, official.lookup, question.pk)
    assert isinstance(done, Registered)
    assert str(done.says) == "unread"
    assert Duty.objects.filter(case_id=done.case, what="look_at_arrival").exists()
    question.refresh_from_db()
    assert question.answer == done.arrival
    assert submissions.answer(place.desk, SECRET, given, official.lookup, question.pk) is None
    letter = parcel(official.lookup, place)
    assert submissions.answer(place.desk, SECRET, given, official.lookup, letter.pk) is None
    refused = submissions.answer(place.desk, SECRET, replace(given, sealed=()), official.lookup, question.pk)
    assert isinstance(refused, Denied)


def test_nothing_of_code_or_demand_stands_in_a_table(place: Place) -> None:
    official = Official()
    sent(place, official)
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own tables
            stored = repr(cursor.fetchall())
            for secret in (MARK, official.shown, official.secret, official.code.decode(), official.code.hex()):
                assert secret not in stored, table
