"""An identity that opens in several ways: words and passphrase here; what was changed is refused by name."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dueprocess.adapters import crypto, identity, identity_ways
from dueprocess.adapters.age_header import AgeError
from dueprocess.adapters.identity import IdentityError
from dueprocess.formats import recovery
from dueprocess.formats.refusal import DeniedError

AT = "2026-11-27T05:00:00Z"
ENTROPY = bytes(range(16))
WORDS = recovery.words(ENTROPY)
PASSPHRASE = "four random words here"
AMY = identity.new("amy", AT)


def plain_of(ways: list[dict[str, str]], inner: list[dict[str, str]] | None = None) -> dict[str, Any]:
    """A file as the vault makes it; ``inner`` where it lies about its ways."""
    secrets = {
        "form": identity_ways.FORM,
        "name": AMY.name,
        "age": AMY.age_secret,
        "seed": AMY.seed.hex(),
        "own_age": AMY.own_age_secret,
        "own_seed": AMY.own_seed.hex(),
        "made_at": AT,
    }
    content = json.dumps({**secrets, "ways": ways if inner is None else inner}).encode()
    sealed = base64.b64encode(crypto.encrypt(content, [one["recipient"] for one in ways])).decode()
    return {"form": identity_ways.FORM, "card": AMY.card().text(), "made_at": AT, "ways": ways, "sealed": sealed}


def by_words(entropy: bytes = ENTROPY) -> dict[str, str]:
    recipient = crypto.recipient_of(crypto.derived_secret(entropy, "words"))
    return {"way": "words", "recipient": recipient, "made_at": AT}


def by_passkey() -> dict[str, str]:
    recipient = crypto.recipient_of(crypto.derived_secret(bytes(32), "passkey localhost"))
    about = {"rp": "localhost", "id": "AAAA", "salt": "00" * 32}
    return {"way": "passkey", "recipient": recipient, "made_at": AT, **about}


@pytest.fixture(scope="module")
def by_passphrase() -> dict[str, str]:
    secret, recipient = crypto.new_case_key()
    wrap = base64.b64encode(crypto.encrypt_passphrase(secret.encode(), PASSPHRASE)).decode()
    return {"way": "passphrase", "recipient": recipient, "made_at": AT, "wrap": wrap}


def data(plain: object) -> bytes:
    return json.dumps(plain).encode()


def rule_of(plain: object, given_: str = WORDS) -> str:
    with pytest.raises((DeniedError, AgeError)) as caught:
        identity_ways.open_file(data(plain), given_)
    said = repr(caught.value) + str(caught.value)
    assert AMY.age_secret not in said
    assert AMY.seed.hex() not in said
    assert "babad" not in said
    return str(caught.value.rule)


def test_words_and_passphrase_open_the_same_identity(tmp_path: Path, by_passphrase: dict[str, str]) -> None:
    path = tmp_path / "amy.identity"
    path.write_bytes(data(plain_of([by_passkey(), by_words(), by_passphrase])))
    path.chmod(0o600)
    assert identity.needs_passphrase(path)
    assert identity.load(path, WORDS) == identity.load(path, PASSPHRASE) == AMY
    assert identity.load(path, WORDS.upper().replace(" ", "-")) == AMY
    for wrong in (None, "another passphrase", recovery.words(bytes(16)), WORDS.replace("babad", "babab")):
        with pytest.raises(IdentityError) as caught:
            identity.load(path, wrong)
        assert AMY.age_secret not in str(caught.value)
    path.chmod(0o644)
    with pytest.raises(IdentityError, match="read by others"):
        identity.load(path, WORDS)


def test_the_key_of_a_use_is_the_one_that_the_browser_derives() -> None:
    """The same stands in frontend/test/ways.test.ts; HKDF by RFC 5869 with SHA-256."""
    secret = crypto.derived_secret(ENTROPY, "words")
    assert secret == "AGE-SECRET-KEY-19RUANTS52JW5TL7HHKAGNDWVXMV9GKN9XYGVR0YTZ960G3NZ5L5QKAP97S"
    assert crypto.derived_secret(ENTROPY, "passkey localhost") != secret


def test_a_recipient_that_somebody_wrote_into_the_file_is_noticed() -> None:
    _, stranger = crypto.new_case_key()
    planted = {**by_passkey(), "recipient": stranger}
    honest = plain_of([by_words()])
    assert rule_of({**honest, "ways": [by_words(), planted]}) == "identity.altered"
    assert rule_of(plain_of([by_words(), planted], [by_words()])) == "identity.altered"
    assert rule_of({**honest, "ways": [{**by_words(), "made_at": "2026-11-28T05:00:00Z"}]}) == "identity.altered"


def passkey_at(host: str, key: str) -> dict[str, str]:
    return {**by_passkey(), "rp": host, "id": key}


@pytest.mark.parametrize(
    ("many", "more"),
    [
        (0, []),
        (1, [("localhost", "A")]),
        (1, [("localhost", "A"), ("vault.example", "A"), ("desk.example", "B")]),
        (1, [("localhost", "A"), ("localhost", "A")]),
        (2, [("localhost", "A"), ("vault.example", "C"), ("localhost", "B")]),
    ],
)
def test_authenticators_are_counted_at_one_host_each_once(
    tmp_path: Path, many: int, more: list[tuple[str, str]]
) -> None:
    """The same stand in frontend/test/ways.test.ts: one key that is enrolled at two hosts is one."""
    path = tmp_path / "amy.identity"
    path.write_bytes(data(plain_of([by_words(), *(passkey_at(*one) for one in more)])))
    path.chmod(0o600)
    assert identity.load(path, WORDS).authenticators == many
    assert AMY.authenticators == 0


def test_an_authenticator_that_was_written_into_the_file_does_not_count() -> None:
    honest = plain_of([by_words(), passkey_at("localhost", "A")])
    assert rule_of({**honest, "ways": [*honest["ways"], passkey_at("localhost", "B")]}) == "identity.altered"


def test_ways_that_are_not_there_are_named(by_passphrase: dict[str, str]) -> None:
    assert rule_of(plain_of([by_passphrase])) == "identity.no-way"
    assert rule_of(plain_of([by_words()]), PASSPHRASE) == "identity.no-way"
    assert rule_of(plain_of([by_words(bytes(16))])) == "identity.no-way"
    assert rule_of(plain_of([by_words()]), WORDS.replace("babad", "babab")) == "recovery.words"


def test_bytes_that_were_changed_open_nothing() -> None:
    honest = plain_of([by_words()])
    sealed = bytearray(base64.b64decode(honest["sealed"]))
    sealed[-1] ^= 1
    assert rule_of({**honest, "sealed": base64.b64encode(sealed).decode()}) == "age.closed"
    other = crypto.encrypt(b"[]", [by_words()["recipient"]])
    assert rule_of({**honest, "sealed": base64.b64encode(other).decode()}) == "identity.altered"


@pytest.mark.parametrize(
    "change",
    [
        {"more": 1},
        {"form": "dueprocess.identity/3"},
        {"sealed": "?"},
        {"sealed": None},
        {"ways": []},
        {"ways": None},
        {"ways": [1]},
        {"ways": [{}]},
        {"ways": [{"way": "words"}]},
        {"ways": [{"way": "words", "recipient": 1, "made_at": ""}]},
        {"ways": [{"way": "passkey", "recipient": "", "made_at": ""}]},
    ],
)
def test_what_is_no_such_file_is_refused(change: dict[str, Any]) -> None:
    assert rule_of({**plain_of([by_words()]), **change}) == "identity.form"


def test_nine_ways_are_too_many() -> None:
    assert rule_of(plain_of([by_words()] * 9)) == "identity.form"


@given(some.binary(max_size=200))
def test_any_bytes_are_refused_by_name(given_: bytes) -> None:
    assert not identity_ways.is_one(given_)
    with pytest.raises(DeniedError):
        identity_ways.open_file(given_, WORDS)


@given(
    some.recursive(
        some.none() | some.text() | some.integers(), lambda one: some.lists(one) | some.dictionaries(some.text(), one)
    )
)
def test_any_plain_value_is_refused_by_name(value: object) -> None:
    with pytest.raises(DeniedError):
        identity_ways.open_file(json.dumps(value).encode(), WORDS)
