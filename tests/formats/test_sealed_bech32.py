"""An identity's bytes and text: against pyrage, and every single wrong character."""

import pytest

from dueprocess.adapters import crypto
from dueprocess.formats.bech32 import (
    LETTERS,
    DeniedError,
    _checksum,
    _expanded,
    recipient_text,
    secret_bytes,
    secret_text,
)

KNOWN = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"  # 32 bytes 0x42; age's own tests


def test_the_known_identity() -> None:
    assert secret_bytes(KNOWN) == b"\x42" * 32
    assert secret_text(b"\x42" * 32) == KNOWN


def test_every_fresh_identity_comes_back() -> None:
    for _ in range(20):
        secret, recipient = crypto.new_case_key()
        assert secret_text(secret_bytes(secret)) == secret
        assert crypto.recipient_of(secret_text(secret_bytes(secret))) == recipient


def test_one_wrong_character_is_noticed() -> None:
    for place in range(16, len(KNOWN)):
        wrong = KNOWN[:place] + ("P" if KNOWN[place] == "Q" else "Q") + KNOWN[place + 1 :]
        with pytest.raises(DeniedError):
            secret_bytes(wrong)


@pytest.mark.parametrize("text", ["", KNOWN.lower(), KNOWN[:-1], KNOWN.replace("KEY-1", "KEY-2"), KNOWN[:-1] + "B"])
def test_other_texts_are_no_identity(text: str) -> None:
    with pytest.raises(DeniedError) as caught:
        secret_bytes(text)
    assert text == "" or text not in str(caught.value)


def test_padding_that_is_not_zero_and_other_lengths() -> None:
    values = [LETTERS.find(one) for one in KNOWN[16:-6].lower()]
    values[-1] |= 1
    check = _checksum([*_expanded(), *values, *[0] * 6]) ^ 1
    values += [check >> shift & 31 for shift in range(25, -1, -5)]
    text = KNOWN[:16] + "".join(LETTERS[one] for one in values).upper()
    with pytest.raises(DeniedError):
        secret_bytes(text)
    with pytest.raises(DeniedError):
        secret_text(b"\x42" * 31)


def test_the_text_of_a_public_key() -> None:
    _, recipient = crypto.new_case_key()
    known = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"  # age's own specification, its appendix
    for text in (recipient, known):
        values = [LETTERS.find(one) for one in text[4:-6]]
        whole = 0
        for value in values:
            whole = whole << 5 | value
        assert recipient_text((whole >> 4).to_bytes(32, "big")) == text
    with pytest.raises(DeniedError):
        recipient_text(b"\x42" * 33)
