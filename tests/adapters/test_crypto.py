# ruff: noqa: ANN001, ANN002, ANN201, PT017, SLF001
"""Primitives: what opens, what is refused by name, and other people's vectors."""

import hashlib
import io
import json
import shutil
import subprocess
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cctv_age import vectors
from dueprocess.adapters import age_header, age_words, crypto
from dueprocess.adapters.age_header import AgeError
from dueprocess.formats import bech32, page_code
from dueprocess.formats.object import ObjectKind
from dueprocess.formats.refusal import DeniedError

AT = "2026-11-24T10:00:00Z"
SECRET, RECIPIENT = crypto.new_case_key()
SEALED = crypto.encrypt(b"x" * 50, [RECIPIENT])


def refused(rule, call, *args):
    with pytest.raises(AgeError) as caught:
        call(*args)
    assert caught.value.rule == rule
    return str(caught.value)


def test_seal_and_open():
    data = crypto.encrypt(b"particulars", [RECIPIENT])
    assert crypto.decrypt(data, [SECRET]) == b"particulars"
    refused("age.closed", crypto.decrypt, data, [crypto.new_case_key()[0]])
    refused("age.identity", crypto.decrypt, data, ["AGE-SECRET-KEY-1NOT"])
    assert crypto.recipient_of(SECRET) == RECIPIENT


@given(st.data())
def test_a_flipped_bit_never_opens(data):
    sealed = bytearray(SEALED)
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << (bit % 8)
    with pytest.raises(AgeError):
        crypto.decrypt(bytes(sealed), [SECRET])


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_by_name(data):
    for whole in (data, age_header.VERSION + b"\n" + data, b"-----BEGIN AGE ENCRYPTED FILE-----\n" + data):
        with pytest.raises(AgeError):
            crypto.decrypt(whole, [SECRET])


def test_recipients():
    assert crypto.is_recipient(RECIPIENT)
    for text in (RECIPIENT.upper(), RECIPIENT[:-1] + "q", "", "age1", "ssh-ed25519 AAAA", SECRET):
        assert not crypto.is_recipient(text) or text == RECIPIENT
    refused("age.recipient", crypto.encrypt, b"", [])
    refused("age.recipient", crypto.encrypt, b"", [RECIPIENT] * 65)
    assert SECRET not in refused("age.recipient", crypto.encrypt, b"", [SECRET])


_PRIME = 2**255 - 19
SMALL_ORDER = (  # u-coordinates, as RFC 7748 decodes them: also those not reduced, and with the highest bit
    0,
    1,
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
    _PRIME - 1,
    _PRIME,
    _PRIME + 1,
)


@pytest.mark.parametrize("point", [one | high for one in SMALL_ORDER for high in (0, 1 << 255)])
def test_nothing_is_sealed_to_a_point_of_small_order(point):
    text = bech32.recipient_text(point.to_bytes(32, "little"))
    assert not crypto.is_recipient(text)
    refused("age.recipient", crypto.encrypt, b"content", [text])
    refused("age.recipient", crypto.encrypt, b"content", [RECIPIENT, text])


def test_a_recipient_as_bytes_and_back():
    data = bech32.recipient_bytes(RECIPIENT)
    assert bech32.recipient_text(data) == RECIPIENT
    for text in (RECIPIENT.upper(), RECIPIENT[:-1], RECIPIENT[:-1] + "b", SECRET.lower(), ""):
        with pytest.raises(DeniedError):
            bech32.recipient_bytes(text)


def test_errors_quote_no_secret():
    spoiled = SECRET[:-1] + ("Q" if SECRET[-1] != "Q" else "P")
    with pytest.raises(AgeError) as caught:
        crypto.recipient_of(spoiled)
    assert spoiled not in repr(caught.value)
    assert caught.value.__cause__ is None


def test_passphrase():
    data = crypto.encrypt_passphrase(b"identity", "tall oak")
    assert crypto.decrypt_passphrase(data, "tall oak") == b"identity"
    light = io.BytesIO()  # opens sooner than a file of the library's own work factor
    age_words.seal(age_words.new_passphrase(), io.BytesIO(b"identity"), light)
    refused("age.closed", crypto.decrypt_passphrase, light.getvalue(), "small oak")
    refused("age.passphrase", crypto.decrypt, data, [SECRET])
    refused("age.closed", crypto.decrypt_passphrase, crypto.encrypt(b"", [RECIPIENT]), "tall oak")
    refused("age.passphrase", crypto.encrypt_passphrase, b"", "")


def test_envelopes():
    readers = {name: crypto.new_case_key() for name in ("amy", "bob")}
    envelopes = crypto.wrap_key(SECRET, {name: key[1] for name, key in readers.items()}, AT)
    for name, (secret, _) in readers.items():
        assert crypto.unwrap_key(envelopes[name], [secret], RECIPIENT) == SECRET
    refused("age.closed", crypto.unwrap_key, envelopes["amy"], [readers["bob"][0]], RECIPIENT)
    other = crypto.new_case_key()[1]
    refused("age.wrong-key", crypto.unwrap_key, envelopes["amy"], [readers["amy"][0]], other)


def test_an_envelope_that_is_none():
    for kind, content in ((ObjectKind.NOTE, SECRET.encode()), (ObjectKind.CASE_KEY, b"\xff")):
        planted = crypto.seal(kind, "text/plain", content, RECIPIENT, AT)
        refused("age.wrong-key", crypto.unwrap_key, planted, [SECRET], RECIPIENT)


# --- Ed25519 -------------------------------------------------------------------------------------------------------


def test_sign_and_verify_as_rfc_8032_section_7_1_test_2():
    seed = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = crypto.sign_with(seed)(b"\x72")
    assert crypto.public_key(seed) == public
    assert signature.hex().startswith("92a009a9f0d4cab8720e820b5f642540")
    assert crypto.verify(public, b"\x72", signature)
    assert not crypto.verify(public, b"\x73", signature)
    assert not crypto.verify(public[:-1], b"\x72", signature)
    assert not crypto.verify(public, b"\x72", signature[:-1])


@given(st.binary(max_size=40), st.integers(0, 511))
def test_a_flipped_bit_of_a_signature(message, bit):
    seed = bytes(range(32))
    signature = bytearray(crypto.sign_with(seed)(message))
    signature[bit // 8] ^= 1 << (bit % 8)
    assert not crypto.verify(crypto.public_key(seed), message, bytes(signature))


def test_s_plus_the_group_order_is_refused():
    seed = bytes(range(32))
    signature = crypto.sign_with(seed)(b"m")
    s = int.from_bytes(signature[32:], "little") + crypto._ORDER
    assert not crypto.verify(crypto.public_key(seed), b"m", signature[:32] + s.to_bytes(32, "little"))


def test_the_list_of_small_points_is_right():
    # Doubling y on -x² + y² = 1 + d x² y²; three times leads every listed point to the neutral one.
    p = crypto._PRIME
    d = -121665 * pow(121666, -1, p) % p
    for y in crypto._SMALL_Y:
        point = y
        for _ in range(3):
            x2 = (point * point - 1) * pow(d * point * point + 1, -1, p) % p
            point = (point * point + x2) * pow(1 - d * x2 * point * point, -1, p) % p
        assert point == 1
    assert len(crypto._SMALL_Y) == 5


@pytest.mark.shared
def test_cctv_ed25519(shared_vectors):
    vectors = json.loads((shared_vectors / "crypto/cctv-ed25519/ed25519/ed25519vectors.json").read_text())
    never = {"low_order_A", "low_order_R", "non_canonical_A", "non_canonical_R"}
    accepted = defaultdict(int)
    for one in vectors:
        flags = frozenset(one["flags"] or ())
        held = crypto.verify(bytes.fromhex(one["key"]), one["msg"].encode(), bytes.fromhex(one["sig"]))
        if held:
            accepted[flags] += 1
        assert not (held and flags & never), one
    # Pinned: the plain signature, and those whose small component cancels without a residue (cofactorless equation).
    assert accepted[frozenset()] == 1
    assert all("low_order_residue" not in flags for flags in accepted)
    assert sum(accepted.values()) == ACCEPTED


ACCEPTED = 43
HYBRID = 19


# --- age vectors ---------------------------------------------------------------------------------------------------


def opened(one):
    if one.passphrase:
        return crypto.decrypt_passphrase(one.data, one.passphrase)
    return crypto.decrypt(one.data, list(one.identities))


@pytest.mark.shared
@pytest.mark.slow
def test_cctv_age(shared_vectors):
    seen, hybrid = 0, 0
    for one in vectors(shared_vectors):
        seen += 1
        try:
            content = opened(one)
        except AgeError as fault:
            later = "hybrid" in one.name
            hybrid += later
            assert one.expect != "success" or later, one.name
            if later and one.expect == "success":
                assert fault.rule == "age.post-quantum", one.name
                assert "post-quantum recipients come later" in fault.reason
        else:
            assert one.expect == "success", one.name
            assert hashlib.sha256(content).hexdigest() == one.payload, one.name
    assert (seen, hybrid) == (143, HYBRID)


@pytest.mark.shared
def test_the_three_that_pyrage_lets_pass_never_reach_it(shared_vectors, monkeypatch):
    monkeypatch.setattr(crypto, "pyrage", None)
    three = {"scrypt_work_factor_23", "stanza_missing_body", "stanza_missing_final_line"}
    for one in vectors(shared_vectors):
        if one.name in three:
            refused("age.header", opened, one)
            three.discard(one.name)
    assert not three


HEAD = b"age-encryption.org/v1\n"
POINT = b"TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc"
BODY = b"hjabGXwSLQ9c3S6Lw2i+S2Tu2fiwQHHslbBN6B41FLE"
MAC = b"--- WyJp9F/9FOZh7gJdheq2WIJcwHgYc8NIVh3ddwhrcNg\n"
STANZA = b"-> X25519 " + POINT + b"\n" + BODY + b"\n"
SALT = b"rF0/NwblUHHTpgQgRpe5CQ"
REST = bytes(32)


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "age.header"),
        (b"hello", "age.header"),
        (b"\xff\xff", "age.header"),
        (b"age-encryption.org/v2\n" + STANZA + MAC + REST, "age.header"),
        (HEAD + MAC + REST, "age.header"),
        (HEAD + STANZA, "age.header"),
        (HEAD + STANZA + MAC + bytes(31), "age.payload"),
        (HEAD + STANZA.replace(b"\n", b"\r\n") + MAC + REST, "age.header"),
        (HEAD + STANZA * 65 + MAC + REST, "age.header"),
        (HEAD + b"-> X25519\n" + BODY + b"\n" + MAC + REST, "age.header"),
        (HEAD + b"-> X25519 " + POINT + b" more\n" + BODY + b"\n" + MAC + REST, "age.header"),
        (HEAD + b"->  X25519\n" + BODY + b"\n" + MAC + REST, "age.header"),
        (HEAD + b"-> X25519 " + POINT + b"\nAAAA\n" + MAC + REST, "age.header"),
        (HEAD + b"-> X25519 " + POINT + b"\n" + b"A" * 65 + b"\n" + MAC + REST, "age.header"),
        (HEAD + b"-> X25519 " + POINT + b"\n" + BODY[:-1] + b"F\n" + MAC + REST, "age.header"),
        (HEAD + b"-> scrypt " + SALT + b" 10\n" + BODY + b"\n" + STANZA + MAC + REST, "age.header"),
        (HEAD + b"-> scrypt " + SALT + b" 23\n" + BODY + b"\n" + MAC + REST, "age.header"),
        (HEAD + b"-> scrypt " + SALT + b" 010\n" + BODY + b"\n" + MAC + REST, "age.header"),
        (HEAD + b"-> scrypt " + SALT + b"\n" + BODY + b"\n" + MAC + REST, "age.header"),
        (HEAD + b"-> scrypt " + SALT + b" 10\nAAAA\n" + MAC + REST, "age.header"),
        (HEAD + STANZA + b"--- AAAA\n" + REST, "age.header"),
        (HEAD + b"-> mlkem768x25519 A\n\n" + MAC + REST, "age.post-quantum"),
        (b"-----BEGIN AGE ENCRYPTED FILE-----\n", "age.armor"),
        (b"-----BEGIN AGE ENCRYPTED FILE-----\n????\n-----END AGE ENCRYPTED FILE-----\n", "age.armor"),
        (b"-----BEGIN AGE ENCRYPTED FILE-----\nAB==\n-----END AGE ENCRYPTED FILE-----\n", "age.armor"),
        (b"-----BEGIN AGE ENCRYPTED FILE-----\n\n-----END AGE ENCRYPTED FILE-----\n", "age.armor"),
        (b"-----BEGIN SOMETHING ELSE-----\n", "age.armor"),
    ],
)
def test_headers_that_the_specification_refuses(data, rule):
    refused(rule, age_header.read, data)


def test_a_header_that_is_fine():
    file = age_header.read(HEAD + STANZA + MAC + REST)
    assert (file.stanzas[0].type, len(file.stanzas[0].body), file.by_passphrase) == ("X25519", 32, False)
    assert file.data[file.payload_at :] == REST


# --- a page's key: fixed for ever, the same as OpenSSL derives; what is locked opens by its own key and id alone ---

CODE = bytes(range(16))
WRITTEN = "00000 52331 00606 24280 60509 55395 73136 12958"
ID = "b148e73e2edca65bb660b7deaf161df6"
KEY = "2df7f7e732b84ec00d7a97bf393f4f51a80a1ccbb02b927dfc398c68e3a98c4a"


def test_fixed_vector() -> None:
    key = crypto.page_key(CODE)
    assert (page_code.written(CODE), key.id, key.key.hex()) == (WRITTEN, ID, KEY)
    assert KEY[:8] not in repr(key)


def test_openssl_derives_the_same() -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not on this machine")
    options = [
        f"hexpass:{CODE.hex()}",
        "salt:dueprocess/person-page/1",
        "n:32768",
        "r:8",
        "p:1",
        "maxmem_bytes:67108864",
    ]
    command = ["openssl", "kdf", "-keylen", "48", *[word for one in options for word in ("-kdfopt", one)], "SCRYPT"]
    made = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert made.strip().replace(":", "").lower() == ID + KEY


def test_it_takes_the_memory_that_is_said_and_no_less() -> None:
    import hashlib

    with pytest.raises(ValueError, match="memory limit"):
        hashlib.scrypt(CODE, salt=b"x", n=1 << 15, r=8, p=1, maxmem=crypto.STRETCH_MEMORY - (1 << 20), dklen=48)


@given(st.binary(max_size=200))
def test_there_and_back_and_never_twice_the_same(data: bytes) -> None:
    key = crypto.PageKey(ID, bytes.fromhex(KEY))
    locked = crypto.lock_page(key, data)
    assert crypto.unlock_page(key, locked) == data
    assert len(locked) == len(data) + 28
    assert crypto.lock_page(key, data) != locked


@given(st.integers(0, 59), st.integers(1, 255))
def test_a_changed_byte_another_key_or_another_id_opens_nothing(place: int, by: int) -> None:
    key = crypto.PageKey(ID, bytes.fromhex(KEY))
    locked = bytearray(crypto.lock_page(key, bytes(32)))
    assert crypto.unlock_page(crypto.PageKey(ID[::-1], key.key), bytes(locked)) is None
    assert crypto.unlock_page(crypto.PageKey(ID, key.key[::-1]), bytes(locked)) is None
    locked[place] ^= by
    assert crypto.unlock_page(key, bytes(locked)) is None


@pytest.mark.parametrize("data", [b"", b"short", bytes(11), bytes(12), bytes(27)])
def test_bytes_that_are_too_short_open_nothing(data: bytes) -> None:
    assert crypto.unlock_page(crypto.PageKey(ID, bytes.fromhex(KEY)), data) is None
