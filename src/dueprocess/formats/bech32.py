"""An age X25519 identity as its 32 bytes and as its text (Bech32, BIP 173; age v1): what is dealt, and what opens."""

from typing import Final, NoReturn

from dueprocess.formats.refusal import DeniedError

PREFIX: Final = "age-secret-key-"
PUBLIC: Final = "age"
BYTES: Final = 32
_LETTERS: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_REST: Final = 1 + 52 + 6  # separator, data, checksum
_GENERATOR: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def secret_bytes(text: str) -> bytes:
    """The 32 bytes of ``AGE-SECRET-KEY-1…``. Raises DeniedError ``key.text``."""
    return _data(PREFIX, text.lower()) if text == text.upper() else _refuse()


def recipient_bytes(text: str) -> bytes:
    """The 32 bytes of ``age1…``. Raises DeniedError ``key.text``."""
    return _data(PUBLIC, text)


def _data(prefix: str, lower: str) -> bytes:
    if len(lower) != len(prefix) + _REST or not lower.startswith(prefix + "1"):
        _refuse()
    values = [_LETTERS.find(letter) for letter in lower[len(prefix) + 1 :]]
    if -1 in values or _checksum([*_expanded(prefix), *values]) != 1:
        _refuse()
    whole = 0
    for value in values[:-6]:
        whole = whole << 5 | value
    if whole & 0xF:
        _refuse()
    return (whole >> 4).to_bytes(BYTES, "big")


def secret_text(data: bytes) -> str:
    """``AGE-SECRET-KEY-1…`` of 32 bytes. Raises DeniedError ``key.text``."""
    if len(data) != BYTES:
        _refuse()
    return _text(PREFIX, data).upper()


def recipient_text(data: bytes) -> str:
    """``age1…`` of the 32 bytes of a public key. Raises DeniedError ``key.text``."""
    if len(data) != BYTES:
        _refuse()
    return _text(PUBLIC, data)


def _text(prefix: str, data: bytes) -> str:
    whole = int.from_bytes(data, "big") << 4
    values = [whole >> shift & 31 for shift in range(255, -1, -5)]
    check = _checksum([*_expanded(prefix), *values, *[0] * 6]) ^ 1
    values += [check >> shift & 31 for shift in range(25, -1, -5)]
    return prefix + "1" + "".join(_LETTERS[value] for value in values)


def _expanded(prefix: str = PREFIX) -> list[int]:
    return [ord(one) >> 5 for one in prefix] + [0] + [ord(one) & 31 for one in prefix]


def _checksum(values: list[int]) -> int:
    total = 1
    for value in values:
        top = total >> 25
        total = (total & 0x1FFFFFF) << 5 ^ value
        for bit, one in enumerate(_GENERATOR):
            total ^= -(top >> bit & 1) & one
    return total


def _refuse() -> NoReturn:
    raise DeniedError.because("key.text", "no age identity (AGE-SECRET-KEY-1 and 58 characters), nor its 32 bytes")
