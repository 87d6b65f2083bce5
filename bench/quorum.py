"""Dealing a key to five and releasing it by three: split, five sealed shares, three opened, put together, checked.

Against the same ciphertexts by pyrage alone: what is left is the splitting, the checks and the objects' headers.
"""

from __future__ import annotations

import pyrage
from bench.measuring import Row, Skipped, core_seconds, paired

from dueprocess.adapters import crypto
from dueprocess.formats import shamir
from dueprocess.formats.bech32 import secret_bytes, secret_text
from dueprocess.formats.object import ObjectKind

K, N = 3, 5
MANY = 100
ROUNDS = 7


def _seal(share: bytes, public: str) -> bytes:
    return crypto.seal(ObjectKind.SHARE, "application/octet-stream", share, public, "2026-03-09T09:00:00Z")


def main() -> list[Row | Skipped]:
    """One row: times a second, on one core."""
    key, recipient = crypto.new_case_key()
    people = [crypto.new_case_key() for _ in range(N)]

    def deal_and_release() -> None:
        shares = shamir.split(secret_bytes(key), N, K, crypto.random_bytes(shamir.random_needed(K)))
        hashes = [shamir.share_hash(share) for share in shares]
        sealed = [_seal(share, public) for share, (_, public) in zip(shares, people, strict=True)]
        opened = [crypto.unseal(data, [secret])[1] for data, (secret, _) in zip(sealed[:K], people[:K], strict=True)]
        if [shamir.share_hash(share) for share in opened] != hashes[:K]:
            raise AssertionError
        if crypto.recipient_of(secret_text(shamir.combine(opened))) != recipient:
            raise AssertionError

    publics = [pyrage.x25519.Recipient.from_str(public) for _, public in people]
    secrets = [pyrage.x25519.Identity.from_str(secret) for secret, _ in people]
    size = len(crypto.decrypt(_seal(bytes(shamir.SHARE_BYTES), people[0][1]), [people[0][0]]))

    def pyrage_alone() -> None:
        sealed = [pyrage.encrypt(bytes(size), [public]) for public in publics]
        for data, secret in zip(sealed[:K], secrets[:K], strict=True):
            pyrage.decrypt(data, [secret])

    def times(act: object) -> object:
        def many() -> None:
            for _ in range(MANY):
                act()  # type: ignore[operator]

        return many

    ours, theirs = paired(times(deal_and_release), times(pyrage_alone), ROUNDS, core_seconds)  # type: ignore[arg-type]
    what = f"dealing a key to {N} and releasing it by {K}"
    against = f"pyrage alone: {N} sealed, {K} opened"
    return [Row(what, MANY / ours, MANY / theirs, "/s of a core", against, target=500, at_least=True)]
