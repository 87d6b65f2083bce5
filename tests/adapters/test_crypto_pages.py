"""A page's key: fixed for ever, the same as OpenSSL derives; what is locked opens by its own key and id alone."""

import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.adapters import crypto
from dueprocess.formats import page_code

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
