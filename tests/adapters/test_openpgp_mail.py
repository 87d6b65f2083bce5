"""What `gpg` seals opens with the mailbox's key; a weak signature is refused by policy, and never called false."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator

import pytest

from dueprocess.adapters import documents, openpgp, openpgp_mail, sealed_mail, wkd
from dueprocess.adapters.openpgp_mail import NotOpenedError
from dueprocess.formats.mail_signature import Signature
from sealed_mail import ORDER, Gpg, entity, inline, pgp_mime

ADDRESS = "orders@desk.example"
NOW = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1)
POLICE, OLD, SHORT = "post@police.example", "old@police.example", "short@police.example"
TO = ("-r", ADDRESS, "--encrypt")


@pytest.fixture(scope="module")
def key() -> tuple[bytes, bytes]:
    return openpgp_mail.make(ADDRESS)


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory, key: tuple[bytes, bytes]) -> Iterator[Gpg]:
    made = Gpg.at(tmp_path_factory.mktemp("authority") / "gpg")
    made.run("--import", data=key[1])
    for who, kind in ((POLICE, "future-default"), (OLD, "rsa2048"), (SHORT, "rsa1024")):
        made.key(who, kind)
    yield made
    made.end()


def test_the_key_is_one_that_is_sealed_to_and_its_secret_stays(key: tuple[bytes, bytes]) -> None:
    secret, public = key
    facts = openpgp.facts(public, NOW)
    assert (facts.name, facts.not_after is not None) == (f"<{ADDRESS}>", True)
    assert openpgp_mail.public(secret) == public
    assert b"\xc5" not in public[:1]
    assert not openpgp.read(public, NOW).packets.startswith(b"\xc5")


@pytest.mark.parametrize(
    ("words", "known", "state", "why"),
    [
        ((), POLICE, Signature.NONE, ""),
        (("-u", POLICE, "--sign"), POLICE, Signature.VALID, ""),
        (("-u", POLICE, "--sign", "-z", "0"), POLICE, Signature.VALID, ""),
        (("-u", POLICE, "--sign"), OLD, Signature.UNKNOWN, "SHA512"),
        (("-u", OLD, "--sign", "--digest-algo", "SHA1"), OLD, Signature.POLICY, "SHA1"),
        (("-u", SHORT, "--sign"), SHORT, Signature.POLICY, "weak"),
    ],
)
def test_what_a_signature_says(
    ring: Gpg, key: tuple[bytes, bytes], words: tuple[str, ...], known: str, state: Signature, why: str
) -> None:
    sealed = ring.run(*TO, *words, data=ORDER.encode())
    inside = openpgp_mail.opened(sealed, [key[0]], [ring.run("--export", known)], NOW)
    assert (inside.content.decode(), inside.signed.state, inside.signed.why) == (ORDER, state, why)


def test_an_expired_key_is_refused_by_policy(ring: Gpg, key: tuple[bytes, bytes]) -> None:
    sealed = ring.run(*TO, "-u", POLICE, "--sign", data=b"x")
    late = NOW + dt.timedelta(days=800)
    signed = openpgp_mail.opened(sealed, [key[0]], [ring.run("--export", POLICE)], late).signed
    assert (signed.state, signed.why) == (Signature.POLICY, "expired")


def test_a_detached_signature_over_other_words_is_broken(ring: Gpg) -> None:
    made = ring.run("-u", POLICE, "-a", "--detach-sign", data=b"pay\r\n")
    known = [ring.run("--export", POLICE)]
    assert openpgp_mail.checked(b"pay\r\n", made, known, NOW).state is Signature.VALID
    assert openpgp_mail.checked(b"pax\r\n", made, known, NOW).state is Signature.BROKEN
    assert openpgp_mail.checked(b"pay\r\n", b"no signature", known, NOW).state is Signature.NONE


def framed(tag: int, body: bytes) -> bytes:
    return bytes((0xC0 | tag, 255)) + len(body).to_bytes(4, "big") + body


def test_what_holds_against_no_change_is_refused_by_name(ring: Gpg, key: tuple[bytes, bytes]) -> None:
    sealed = ring.run(*TO, data=b"x")
    old = b"".join(
        framed(9 if tag == 18 else tag, body[1:] if tag == 18 else body) for tag, body in openpgp_mail.bodies(sealed)
    )
    assert sealed_mail.is_openpgp(old)
    for data, code in (
        (old, "unprotected"),
        (b"\xd2\x01\x01", "damaged"),
        (changed(sealed), "damaged"),
        (b"", "damaged"),
    ):
        with pytest.raises(NotOpenedError) as fault:
            openpgp_mail.opened(data, [key[0]], [], NOW)
        assert fault.value.code == code


def changed(data: bytes) -> bytes:
    made = bytearray(data)
    made[-30] ^= 1
    return bytes(made)


def test_an_older_key_still_opens_and_another_one_does_not(ring: Gpg, key: tuple[bytes, bytes]) -> None:
    sealed, (other, _) = ring.run(*TO, data=b"x"), openpgp_mail.make("new@desk.example")
    assert openpgp_mail.opened(sealed, [other, key[0]], [], NOW).content == b"x"
    with pytest.raises(NotOpenedError, match="other-key"):
        openpgp_mail.opened(sealed, [other], [], NOW)


def test_sealed_mail_is_seen_by_its_form_alone_and_is_no_draft(ring: Gpg) -> None:
    armoured = ring.run("-a", *TO, data=entity())
    packets = sealed_mail.dearmoured(armoured)
    quoted = b"".join(b"> " + line + b"\n" for line in armoured.splitlines())
    mails = [pgp_mime(armoured), inline(armoured, "Anbei das Ersuchen:\n\n"), inline(quoted), armoured, packets]
    for mail in mails:
        assert mail is not None
        assert [(part.way, part.data == packets) for part in sealed_mail.found(mail)] == [("openpgp", True)]
        with pytest.raises(documents.UnreadableError, match="sealed by its sender"):
            documents.to_text(mail)
    for plain in (
        b"",
        b"Dear Sir,\n-----BEGIN PGP MESSAGE-----\nnot so\n",
        ORDER.encode(),
        ring.run("--export", POLICE),
    ):
        assert not sealed_mail.found(plain)


def test_no_bytes_raise(ring: Gpg, key: tuple[bytes, bytes]) -> None:
    sealed = ring.run(*TO, "-u", POLICE, "--sign", data=ORDER.encode())
    for at in range(0, len(sealed), 7):
        for broken in (sealed[:at], sealed[:at] + bytes((sealed[at] ^ 0x55,)) + sealed[at + 1 :]):
            sealed_mail.found(broken)
            with contextlib.suppress(NotOpenedError):
                openpgp_mail.opened(broken, [key[0]], [], NOW)


def test_the_name_in_a_web_key_directory() -> None:
    # draft-koch-openpgp-webkey-service, section 3.1
    assert wkd.hashed("Joe.Doe") == "iy9q119eutrkn8s1mk4r39qejnbu3n5q"
    assert wkd.paths("Joe.Doe@Example.ORG")[1] == (
        ".well-known/openpgpkey/example.org/hu/iy9q119eutrkn8s1mk4r39qejnbu3n5q"
    )
