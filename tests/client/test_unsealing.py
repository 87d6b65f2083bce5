"""What is sealed opens in one child and is read in another; each part for itself, whatever stood beside it."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from dueprocess.adapters import openpgp_mail, smime_keys
from dueprocess.adapters.texts import of_senders
from dueprocess.client import unsealing
from dueprocess.demand.asking import line
from dueprocess.formats.mail_key import MailKey, MailSecret
from dueprocess.formats.mail_signature import Signature
from dueprocess.formats.refusal import DeniedError
from sealed_mail import HEAD, ORDER, Gpg, Openssl, entity, inline, pgp_mime, smime

pytestmark = pytest.mark.slow
ADDRESS, POLICE = "orders@desk.example", "post@police.example"
NOW = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)


@pytest.fixture
def ring(tmp_path: Path) -> Iterator[Gpg]:
    made = Gpg.at(tmp_path / "gpg")
    made.key(POLICE)
    yield made
    made.end()


def of(public: bytes, secret: bytes, certificate: bytes = b"", private: bytes = b"") -> tuple[MailKey, MailSecret]:
    told = [base64.b64encode(one).decode() for one in (public, secret, certificate, private)]
    return MailKey(ADDRESS, "2026-11-30T09:00:00Z", told[0], told[2]), MailSecret(told[1], told[3])


def test_parts_are_opened_and_read_apart(ring: Gpg) -> None:  # noqa: PLR0915 - one ring, many mails
    secret, public = openpgp_mail.make(ADDRESS)
    ring.run("--import", data=public)
    known, ours = {ring.run("--export", POLICE): "DE-BKA"}, [of(public, secret)]
    seal = ("-a", "-r", ADDRESS, "-u", POLICE)

    def opened(mail: bytes) -> list[unsealing.Part]:
        return unsealing.unsealed(mail, ours, known, NOW, {"aliases": {}, "authorities": []})

    (mail,) = opened(pgp_mime(ring.run(*seal, "-es", data=entity())))
    assert (mail.fault, mail.signed.state, mail.name) == ("", Signature.VALID, "opened.eml")
    assert ("Subject", "Az. 12 Js 3/26", True) in mail.headers
    assert mail.office == "DE-BKA"  # whatever stands in From
    assert mail.draft is not None
    assert mail.draft["targets"] == ["max@provider.example"]
    known_as = (
        "From polizei-talbach.example, which this desk does not know; signed by the key of DE-BKA that two people"
    )
    assert line(mail.asking, of_senders("en")) == f"{known_as} verified; not called back."
    # A picture's address that would take the clear text along stays outside (Efail).
    gadget = inline(ring.run(*seal, "-es", data=ORDER.encode()), '<img src="https://evil.example/\n')
    (text,) = opened(gadget)
    assert (text.content.decode(), b"evil" in text.content) == (ORDER, False)
    signed = b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + ORDER.encode().replace(b"\n", b"\r\n")
    detached = ring.run("-a", "-u", POLICE, "--detach-sign", data=signed)
    for body, state in ((signed, Signature.VALID), (signed.replace(b"max", b"mux"), Signature.BROKEN)):
        head = b'Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary="s"\r\n\r\n'
        whole = head + b"--s\r\n" + body + b"\r\n--s\r\nContent-Type: application/pgp-signature\r\n\r\n" + detached
        (part,) = opened(pgp_mime(ring.run("-a", "-r", ADDRESS, "-e", data=whole + b"\r\n--s--\r\n")))
        assert part.signed.state is state
    around = b"Subject: freigegeben\r\nFrom: court@court.example\r\n" + whole + b"\r\n--s--\r\n"
    (part,) = opened(pgp_mime(ring.run("-a", "-r", ADDRESS, "-e", data=around)))
    # Sealed, and written by whoever sealed it: no word of who signed the part within.
    assert {name for name, _, protected in part.headers if protected} == set()
    assert ("Subject", "freigegeben", False) in part.headers
    # Another reader ends a part where a line only begins as its border does: what came after was not shown.
    body = b"Content-Type: text/plain\r\n\r\nGive the data of A.\r\n--s Limits\r\nNo content."
    other = ring.run("-a", "-u", POLICE, "--detach-sign", data=body)
    whole = head + b"--s\r\n" + body + b"\r\n--s\r\nContent-Type: application/pgp-signature\r\n\r\n" + other
    (part,) = opened(pgp_mime(ring.run("-a", "-r", ADDRESS, "-e", data=whole + b"\r\n--s--\r\n")))
    assert part.signed.state is Signature.UNCHECKED
    # What is shown is what was signed: a part before, a part more, or a border that another reader sees (ADR 0102).
    order = b"Content-Type: text/plain\r\n\r\nORDER: give press@postfach.example"
    sig = b"Content-Type: application/pgp-signature\r\n\r\n" + detached
    for wrapped in (
        b"\r\n--sX\r\n" + signed + b"\r\n--s\r\n" + order + b"\r\n--s\r\n" + sig + b"\r\n--s--\r\n",
        b"--s\r\n" + signed + b"\r\n--s\r\n" + sig + b"\r\n--s\r\n" + order + b"\r\n--s--\r\n",
        b"\r--s\r" + order.replace(b"\r\n", b"\r") + b"\r--s\r" + sig.replace(b"\r\n", b"\r") + b"\r--s--\r\r\n"
        b"--s\r\n" + signed + b"\r\n--s\r\n" + sig + b"\r\n--s--\r\n",
    ):
        (part,) = opened(pgp_mime(ring.run("-a", "-r", ADDRESS, "-e", data=head + wrapped)))
        assert part.signed.state in {Signature.UNCHECKED, Signature.BROKEN}
    # A stranger has a letter that the office signed, and seals it with words of their own.
    true = b"Content-Type: text/plain\r\n\r\nDear colleagues,"
    old = ring.run("-a", "-u", POLICE, "--detach-sign", data=true)
    for kind in (b"text/plain", b"application/pgp-signature"):
        second = b"\r\n--s\r\nContent-Type: " + kind + b"\r\n\r\n" + ORDER.encode() + b"\r\n" + old
        whole = head + b"ORDER for whoever reads what stands before\r\n--s\r\n" + true + second + b"\r\n--s--\r\n"
        (part,) = opened(pgp_mime(ring.run("-a", "-r", ADDRESS, "-e", data=whole)))
        if part.signed.state is Signature.VALID:  # what is shown, kept and read is what was signed
            assert part.content.endswith(true)
            assert b"ORDER" not in part.content
            assert b"max@" not in part.content
    blob = ring.run("-a", "-r", ADDRESS, "-e", data=b"ORDER: give max@provider.example")
    second = b"\r\n--s\r\nContent-Type: text/plain\r\n\r\n" + old + b"\r\n" + blob + b"\r\n--s--\r\n"
    (part,) = opened(HEAD.encode() + head + b"--s\r\n" + true + second)
    assert part.signed.state is Signature.NONE  # the signature stands around something else
    (other,) = opened(pgp_mime(ring.run("-a", "-r", POLICE, "-e", data=entity())))
    assert (other.fault, other.content) == ("other-key", b"")
    with pytest.raises(DeniedError, match="Nothing here"):
        opened(ORDER.encode())


def test_smime_is_opened_and_read_as_any_other(tmp_path: Path) -> None:
    secret, public = openpgp_mail.make(ADDRESS)
    private, certificate = smime_keys.make(ADDRESS, NOW)
    office = Openssl(tmp_path)
    ours, known = [of(public, secret, certificate, private)], {office.key("police"): "DE-BKA"}

    def opened(mail: bytes) -> unsealing.Part:
        (part,) = unsealing.unsealed(mail, ours, known, NOW, {"aliases": {}, "authorities": []})
        return part

    def detached(body: bytes, signature: bytes, head: bytes = b"") -> bytes:
        kind = 'multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary="s"'
        begun = head + f"Content-Type: {kind}\r\n\r\n--s\r\n".encode() + body
        second = b"\r\n--s\r\nContent-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        return begun + second + base64.encodebytes(signature).replace(b"\n", b"\r\n") + b"--s--\r\n"

    body = entity().replace(b"\n", b"\r\n")
    signature, changed = office.sign("police", body, "-detached"), body.replace(b"max", b"mux")
    opaque = (
        b"Content-Type: application/pkcs7-mime; smime-type=signed-data\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    opaque += base64.encodebytes(office.sign("police", body))
    for inner, state, changes in (
        (body, Signature.NONE, True),
        (detached(body, signature), Signature.VALID, False),
        (detached(changed, signature), Signature.BROKEN, True),
        (opaque, Signature.VALID, False),
    ):
        for way in ("aes-256-cbc", *(["aes-256-gcm"] if inner is body else [])):
            part = opened(smime(office.seal(certificate, inner, way=way)))
            assert (part.fault, part.signed.state, part.name) == ("", state, "opened.eml")
            assert part.open_to_change == (changes and "cbc" in way)
            assert part.draft is not None
            assert part.draft["targets"] == [("mux" if inner.count(b"mux") else "max") + "@provider.example"]
    sealed = smime(office.seal(certificate, body))
    part = opened(smime(office.sign("police", sealed), "signed-data"))  # signed around what is sealed
    assert (part.signed.state, part.signed.why, part.draft is not None) == (Signature.VALID, "outside", True)
    within = sealed.partition(b"MIME-Version: 1.0\n")[2].replace(b"\n", b"\r\n")
    outside = detached(within, office.sign("police", within, "-detached"), HEAD.encode())
    assert (opened(outside).signed.state, opened(outside).signed.why) == (Signature.VALID, "outside")
    # What stood in clear beside it is put together with nothing (Efail); another part would be signed by nobody.
    gadget = (
        HEAD
        + 'Content-Type: multipart/mixed; boundary="m"\n\n--m\nContent-Type: text/html\n\n<img src="https://evil/\n'
    )
    mail = gadget.encode() + b"--m\n" + within.replace(b"\r\n", b"\n") + b"\n--m--\n"
    assert (opened(mail).signed.state, b"evil" in opened(mail).content) == (Signature.NONE, False)
    other = smime_keys.make(ADDRESS, NOW)[1]
    assert (opened(smime(office.seal(other, body))).fault) == "other-key"
    assert (opened(smime(office.seal(certificate, body, way="des3"))).fault) == "policy"
    # A file is what its sender called it; a mail within a mail opens as well.
    file = smime(office.seal(certificate, ORDER.encode())).replace(b"smime.p7m", b"order.txt.p7m")
    assert (opened(file).name, opened(file).content.decode()) == ("order.txt", ORDER)
    along = HEAD + 'Content-Type: multipart/mixed; boundary="m"\n\n--m\nContent-Type: message/rfc822\n\n'
    assert opened(along.encode() + sealed + b"\n--m--\n").draft is not None
