"""Shares of a secret: fixed vectors, every subset, hostile shapes, and npm shamir-secret-sharing both ways."""

import itertools
import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.formats.shamir import (
    SECRET_BYTES,
    DeniedError,
    _inverse,
    _times,
    combine,
    random_needed,
    share_hash,
    split,
)

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden" / "shares"
SECRET = bytes(range(32))


@st.composite
def dealt(draw: st.DrawFn) -> tuple[bytes, int, tuple[bytes, ...]]:
    count = draw(st.integers(2, 9))
    k = draw(st.integers(2, count))
    secret = draw(st.binary(min_size=32, max_size=32))
    noise = draw(st.binary(min_size=random_needed(k), max_size=random_needed(k)))
    return secret, k, split(secret, count, k, noise)


@given(dealt(), st.randoms(use_true_random=False))
def test_any_k_shares_give_the_secret_in_any_order(
    one: tuple[bytes, int, tuple[bytes, ...]], rng: random.Random
) -> None:
    secret, k, shares = one
    assert combine(rng.sample(shares, k)) == secret
    assert combine(shares) == secret


def test_every_subset_of_three_of_five_and_no_pair() -> None:
    shares = split(SECRET, 5, 3, bytes(range(100, 100 + random_needed(3))))
    assert all(combine(some) == SECRET for some in itertools.combinations(shares, 3))
    assert not any(combine(some) == SECRET for some in itertools.combinations(shares, 2))


def test_fewer_than_k_shares_fit_every_secret() -> None:
    """With one share of two in hand, each value of a byte is as likely: no part of the secret is told."""
    known = split(SECRET, 2, 2, bytes(range(32)))[0]
    for value in range(256):
        slope = known[0] ^ value  # x is 1
        other = split(bytes([value]) + SECRET[1:], 2, 2, bytes([slope]) + bytes(range(1, 32)))
        assert other[0] == known


def test_one_flipped_bit_flips_the_secret_and_the_hash_tells() -> None:
    shares = split(SECRET, 3, 2, bytes(range(32)))
    flipped = bytes([shares[0][0] ^ 4]) + shares[0][1:]
    assert combine([flipped, shares[1]]) != SECRET
    assert share_hash(flipped) != share_hash(shares[0])


def test_fixed_vectors() -> None:
    fixed = json.loads((GOLDEN / "vectors.json").read_text())
    for one in fixed["ours"]:
        made = split(bytes.fromhex(one["secret"]), one["count"], one["k"], bytes.fromhex(one["random"]))
        assert [share.hex() for share in made] == one["shares"]
        assert [share_hash(share) for share in made] == one["hashes"]
    for one in fixed["npm"]:
        shares = [bytes.fromhex(share) for share in one["shares"]]
        assert combine(shares[: one["k"]]).hex() == combine(shares[-one["k"] :]).hex() == one["secret"]


@pytest.mark.parametrize(
    ("shares", "rule"),
    [
        ([], "share.count"),
        ([bytes(32) + b"\x01"], "share.count"),
        ([bytes(32) + b"\x01"] * 2, "share.twice"),
        ([bytes(32) + b"\x01", bytes(33)], "share.form"),
        ([bytes(32) + b"\x01", bytes(31) + b"\x02"], "share.form"),
        ([bytes(32) + bytes([1 + n % 255]) for n in range(256)], "share.count"),
    ],
)
def test_shares_of_a_wrong_shape_are_refused(shares: list[bytes], rule: str) -> None:
    with pytest.raises(DeniedError) as caught:
        combine(shares)
    assert caught.value.rule == rule


@pytest.mark.parametrize(
    ("secret", "count", "k", "noise", "rule"),
    [
        (bytes(31), 3, 2, 32, "share.form"),
        (bytes(32), 3, 2, 31, "share.form"),
        (bytes(32), 3, 1, 0, "share.count"),
        (bytes(32), 2, 3, 64, "share.count"),
        (bytes(32), 256, 2, 32, "share.count"),
    ],
)
def test_a_secret_that_cannot_be_split_is_refused(secret: bytes, count: int, k: int, noise: int, rule: str) -> None:
    with pytest.raises(DeniedError) as caught:
        split(secret, count, k, bytes(noise))
    assert caught.value.rule == rule


def test_the_field_is_one() -> None:
    assert {_times(value, _inverse(value)) for value in range(1, 256)} == {1}
    assert _times(0x53, 0xCA) == 1  # FIPS 197's field, section 4.2
    assert _times(0x57, 0x13) == 0xFE  # FIPS 197 section 4.2.1


def test_npm_combines_ours_and_we_combine_theirs() -> None:
    node, frontend = shutil.which("node"), ROOT / "frontend"
    if node is None or not (frontend / "node_modules" / "shamir-secret-sharing").is_dir():
        pytest.skip("no Node, or the vault's packages are not here: make vault-packages")
    rng = random.Random(7)  # noqa: S311 - made-up secrets
    cases = [(count, k) for count in (2, 3, 5, 9, 40) for k in sorted({2, min(3, count), count})]
    secrets = [rng.randbytes(SECRET_BYTES) for _ in cases]
    ours = [split(s, n, k, rng.randbytes(random_needed(k))) for s, (n, k) in zip(secrets, cases, strict=True)]
    asked = {
        "combine": [[one.hex() for one in rng.sample(made, k)] for made, (_, k) in zip(ours, cases, strict=True)],
        "split": [{"secret": s.hex(), "count": n, "k": k} for s, (n, k) in zip(secrets, cases, strict=True)],
    }
    done = subprocess.run(
        [node, GOLDEN / "combine.mjs"],
        cwd=frontend,
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    assert told["combined"] == [secret.hex() for secret in secrets]
    for secret, (_, k), made in zip(secrets, cases, told["made"], strict=True):
        assert combine(rng.sample([bytes.fromhex(one) for one in made], k)) == secret
