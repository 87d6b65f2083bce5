"""Bytes as letters that nobody mistakes, with a checksum (Bech32, BIP 173): age keys, and the lines of heads."""

from typing import Final, NoReturn

from dueprocess.formats.refusal import DeniedError

PREFIX: Final = "age-secret-key-"
PUBLIC: Final = "age"
BYTES: Final = 32
LETTERS: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_CHECK: Final = 6  # letters of the checksum
_GENERATOR: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def secret_bytes(text: str) -> bytes:
    """The 32 bytes of ``AGE-SECRET-KEY-1…``. Raises DeniedError ``key.text``."""
    return _data(PREFIX, text.lower()) if text == text.upper() else _refuse()


def recipient_bytes(text: str) -> bytes:
    """The 32 bytes of ``age1…``. Raises DeniedError ``key.text``."""
    return _data(PUBLIC, text)


def _data(prefix: str, lower: str) -> bytes:
    data = bytes_of(prefix, lower, BYTES)
    return _refuse() if data is None else data


def width(count: int) -> int:
    """How many letters stand after prefix and ``1`` for so many bytes."""
    return (count * 8 + 4) // 5 + _CHECK


def bytes_of(prefix: str, lower: str, count: int) -> bytes | None:
    """``count`` bytes of their text in small letters; None for anything else, a mistyped letter above all."""
    values = [LETTERS.find(letter) for letter in lower[len(prefix) + 1 :]]
    if not lower.startswith(prefix + "1") or len(values) != width(count) or -1 in values:
        return None
    whole, rest = 0, -count * 8 % 5
    for value in values[:-_CHECK]:
        whole = whole << 5 | value
    if whole & (1 << rest) - 1 or _checksum([*_expanded(prefix), *values]) != 1:
        return None
    return (whole >> rest).to_bytes(count, "big")


def secret_text(data: bytes) -> str:
    """``AGE-SECRET-KEY-1…`` of 32 bytes. Raises DeniedError ``key.text``."""
    if len(data) != BYTES:
        _refuse()
    return text_of(PREFIX, data).upper()


def recipient_text(data: bytes) -> str:
    """``age1…`` of the 32 bytes of a public key. Raises DeniedError ``key.text``."""
    if len(data) != BYTES:
        _refuse()
    return text_of(PUBLIC, data)


def text_of(prefix: str, data: bytes) -> str:
    """Prefix, ``1``, the bytes and their checksum, in small letters."""
    bits = (width(len(data)) - _CHECK) * 5
    whole = int.from_bytes(data, "big") << -len(data) * 8 % 5
    values = [whole >> shift & 31 for shift in range(bits - 5, -1, -5)]
    check = _checksum([*_expanded(prefix), *values, *[0] * _CHECK]) ^ 1
    values += [check >> shift & 31 for shift in range(25, -1, -5)]
    return prefix + "1" + "".join(LETTERS[value] for value in values)


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
