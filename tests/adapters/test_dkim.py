"""What a mail server's signature covers is told; a key that nobody put here is a third state (hazard 2.3)."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from dueprocess.adapters import dkim
from dueprocess.adapters.dkim import Checked, Record, State
from sender_samples import Dkim, head, known, mail, record, rsa_key, sealed

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "vectors" / "crypto" / "dkim"
OURS = "polizei-talbach.example"


def one(data: bytes, records: dkim.Records) -> Checked:
    (found,) = dkim.verify(dkim.split(data), records)
    return found


def test_a_signature_that_fits_says_what_it_covers() -> None:
    found = one(Dkim().signed(head()), known(OURS))
    assert (found.state, found.domain, found.bits) == (State.VALID, OURS, 2048)
    assert found.covers == {"from", "to", "date", "subject"}
    assert (found.length, found.beyond, found.day) == (None, False, "2026-11-30")


def test_without_its_key_it_says_nothing_and_with_other_words_it_does_not_fit() -> None:
    data = Dkim().signed(head())
    assert one(data, {}).state is State.NO_KEY
    assert one(data.replace(b"Auskunft", b"Ausgabe "), {}).state is State.BROKEN  # by the hash of the body
    assert one(data.replace(b"12 Js", b"13 Js"), known(OURS)).state is State.BROKEN
    assert one(data.replace(b"12 Js", b"13 Js"), {}).state is State.NO_KEY


def test_a_header_that_stands_twice_is_covered_by_nobody() -> None:
    data = Dkim().signed(head()).replace(b"From: ", b"From: Chief <chief@other.example>\r\nFrom: ", 1)
    found = one(data, known(OURS))
    assert found.state is State.VALID  # the lower one was signed, and a program shows the upper one
    assert "from" not in found.covers


@pytest.mark.parametrize(
    "before",
    [
        b"X-Spam: no\rFrom: Chief <chief@other.example>\rSubject: forged\r\rOther words.\r\n",
        b"no header at all\r\n",
    ],
)
def test_a_head_that_another_program_ends_elsewhere_is_no_signed_one(before: bytes) -> None:
    data = Dkim().signed(head())
    assert one(data, known(OURS)).state is State.VALID
    assert one(before + data, known(OURS)).state is State.MALFORMED
    first, _, rest = data.partition(b"\r\n\r\n")
    inside = first + b"\r\nSubject: forged\r\nno header\r\n\r\n" + rest
    assert one(inside, known(OURS)).state is State.MALFORMED


def test_a_second_type_of_content_is_told() -> None:
    data = b"Content-Type: multipart/mixed; boundary=zz\r\n" + Dkim().signed(head())
    assert "content-type" not in one(data, known(OURS)).covers


def test_what_stands_beyond_the_signed_length_is_told() -> None:
    found = one(Dkim(tags={"l": "20"}).signed(head()), known(OURS))
    assert (found.state, found.length, found.beyond) == (State.VALID, 20, True)
    assert one(Dkim(tags={"l": "99999"}).signed(head()), known(OURS)).state is State.BROKEN


def test_a_header_that_is_left_out_is_not_covered() -> None:
    assert one(Dkim(over=("From",)).signed(head()), known(OURS)).covers == {"from"}
    assert one(Dkim(over=("To",)).signed(head()), known(OURS)).state is State.MALFORMED  # From is a must


def test_keys_that_count_for_nothing() -> None:
    data = Dkim().signed(head())
    name = f"s1._domainkey.{OURS}"
    assert one(data, {name: [Record("v=DKIM1; p=", "2026-11-30")]}).state is State.REVOKED
    assert one(data, {name: [Record("v=DKIM1; p=AAAA", "2026-11-30")]}).state is State.NO_KEY
    assert one(data.replace(b"rsa-sha256", b"rsa-sha1"), known(OURS)).state is State.WEAK
    assert one(Dkim(tags={"i": f"@mail.{OURS}"}).signed(head()), known(OURS)).state is State.VALID
    assert one(Dkim(tags={"i": f"@mail.{OURS}"}).signed(head()), known(OURS, more="t=s; ")).state is State.BROKEN
    assert one(data, known(OURS, more="t=y; ")).testing
    assert one(data, known(OURS, more="s=tlsrpt; ")).state is State.NO_KEY
    assert one(Dkim(bits=1024).signed(head()), known(OURS, bits=1024)).bits == 1024


def test_of_two_keys_of_one_name_the_one_that_fits_counts() -> None:
    name = f"s1._domainkey.{OURS}"
    keys = {name: [Record(record(rsa_key(1024)), "2026-12-01"), Record(record(rsa_key(2048)), "2026-01-01")]}
    found = one(Dkim().signed(head()), keys)
    assert (found.state, found.day) == (State.VALID, "2026-01-01")


def test_a_chain_of_seals_holds_or_does_not() -> None:
    data = sealed(head())
    whole = dkim.seals(dkim.split(data), known("list.example"))
    assert whole is not None
    assert (whole.state, whole.domain, whole.count) == (State.VALID, "list.example", 1)
    changed = dkim.seals(dkim.split(data.replace(b"dkim=pass", b"dkim=fail")), known("list.example"))
    assert changed is not None
    assert changed.state is State.BROKEN
    assert dkim.seals(dkim.split(data), {}) == dkim.Sealed(State.NO_KEY, "list.example", 1)
    failed = dkim.seals(dkim.split(sealed(head(), cv="pass")), known("list.example"))
    assert failed == dkim.Sealed(State.BROKEN)
    assert dkim.seals(dkim.split(mail(head())), {}) is None


def test_hostile_bytes_raise_nothing() -> None:
    draw = random.Random(7)  # noqa: S311 - repeatable
    data = sealed(head()).replace(b"ARC-Seal", b"DKIM-Signature: " + b"v=1; a=rsa-sha256; d=x;\r\nARC-Seal", 1)
    for _ in range(300):
        made = bytearray(data)
        for _ in range(draw.randrange(1, 20)):
            made[draw.randrange(len(made))] = draw.randrange(256)
        split = dkim.split(bytes(made))
        dkim.verify(split, known("list.example", OURS))
        dkim.seals(split, known("list.example", OURS))


def test_vectors_of_other_programs() -> None:
    if not VECTORS.is_dir():
        pytest.skip("the shared vectors are not beside this repository")
    text = (VECTORS / "test.txt").read_text().strip()
    curve = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="  # RFC 8463, appendix A.2
    keys = {
        "test._domainkey.football.example.com": [Record(text, "2026-01-01")],
        "brisbane._domainkey.football.example.com": [Record(curve, "2026-01-01")],
        "test._domainkey.example.com": [Record(text, "2026-01-01")],
    }
    for name, many in (
        ("rfc6376.signed.rsa.msg", 1),
        ("rfc6376.signed.msg", 2),
        ("authheaders-test.message_signed", 1),
    ):
        data = (VECTORS / name).read_bytes()
        found = dkim.verify(dkim.split(data), keys)
        assert [each.state for each in found] == [State.VALID] * many, name
        changed = dkim.verify(dkim.split(data.replace(b"hungry", b"hungri").replace(b"a test", b"a jest")), keys)
        assert [each.state for each in changed] == [State.BROKEN] * many, name
    (listed,) = dkim.verify(dkim.split((VECTORS / "message.mbox").read_bytes()), keys)
    assert (listed.state, listed.domain) == (State.NO_KEY, "kitterman.com")
    for bad in ("test_bad.txt", "badk.txt"):
        keys["test._domainkey.example.com"] = [Record((VECTORS / bad).read_text().strip(), "2026-01-01")]
        (found_,) = dkim.verify(dkim.split((VECTORS / "authheaders-test.message_signed").read_bytes()), keys)
        assert found_.state is State.NO_KEY, bad
