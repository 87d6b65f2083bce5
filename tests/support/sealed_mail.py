"""Mails that a sender sealed, made by `gpg` and `openssl` as authorities make them."""

from __future__ import annotations

import base64
import subprocess
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path

ORDER = (
    "Polizeipräsidium Talbach, 30. November 2026\n"
    "Auskunftsersuchen nach § 174 TKG in Verbindung mit § 100j StPO, Az. 12 Js 3/26\n"
    "Sehr geehrte Damen und Herren,\n"
    "wir ersuchen um Auskunft über die Bestandsdaten (Name, Anschrift) zum Postfach max@provider.example "
    "bis zum 14. Dezember 2026.\n"
)


@dataclass(frozen=True)
class Gpg:
    """A keyring of an authority."""

    home: Path

    @classmethod
    def at(cls, folder: Path) -> Gpg:
        folder.mkdir(mode=0o700, parents=True)
        return cls(folder)

    def run(self, *words: str, data: bytes = b"") -> bytes:
        """What gpg gives out."""
        quiet = ("--batch", "--yes", "--trust-model", "always", "--pinentry-mode", "loopback", "--passphrase", "")
        ran = subprocess.run(
            ["gpg", "--homedir", str(self.home), *quiet, *words], input=data, capture_output=True, check=False
        )
        assert ran.returncode == 0, ran.stderr.decode()
        return ran.stdout

    def key(self, who: str, kind: str = "future-default") -> bytes:
        """A new key, and its public half."""
        self.run("--quick-gen-key", who, kind, "default", "1y")
        return self.run("--export", who)

    def end(self) -> None:
        """End the agent that gpg started."""
        subprocess.run(["gpgconf", "--homedir", str(self.home), "--kill", "all"], check=False, capture_output=True)


def entity(text: str = ORDER, subject: str = "Az. 12 Js 3/26") -> bytes:
    """What stands inside: a body, and the headers that are protected with it (RFC 9788)."""
    head = f'Content-Type: multipart/mixed; boundary="inner"; protected-headers="v1"\nSubject: {subject}\n'
    body = f"\n--inner\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n--inner--\n"
    return (head + body).encode()


HEAD = (
    "From: Polizei Talbach <poststelle@polizei-talbach.example>\nTo: orders@desk.example\nSubject: ...\n"
    f"Date: {formatdate()}\nMessage-ID: <1@polizei-talbach.example>\nMIME-Version: 1.0\n"  # keys are made today, too
)


def pgp_mime(sealed: bytes) -> bytes:
    """A mail of RFC 3156 around a message in armour."""
    head = HEAD + 'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="outer"\n\n'
    first = "--outer\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n\n"
    second = '--outer\nContent-Type: application/octet-stream; name="encrypted.asc"\n\n'
    return (head + first + second).encode() + sealed + b"\n--outer--\n"


def inline(sealed: bytes, before: str = "") -> bytes:
    """A mail whose text is a message in armour."""
    return (HEAD + f"Content-Type: text/plain; charset=utf-8\n\n{before}").encode() + sealed


def smime(sealed: bytes, kind: str = "enveloped-data") -> bytes:
    """A mail of RFC 8551 around a message of CMS."""
    head = HEAD + f'Content-Type: application/pkcs7-mime; smime-type={kind}; name="smime.p7m"\n'
    head += 'Content-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="smime.p7m"\n\n'
    return head.encode() + base64.encodebytes(sealed)


@dataclass(frozen=True)
class Openssl:
    """Keys and certificates of an authority in a folder, and `openssl cms` with them."""

    folder: Path

    def run(self, *words: str, data: bytes = b"") -> bytes:
        ran = subprocess.run(["openssl", *words], input=data, capture_output=True, check=False, cwd=self.folder)
        assert ran.returncode == 0, ran.stderr.decode()
        return ran.stdout

    def key(self, who: str, *kind: str, days: int = 30) -> bytes:
        """A key on disk, and its certificate (DER)."""
        kept = ("-nodes", "-keyout", f"{who}.key", "-out", f"{who}.pem", "-days", str(days), "-subj", f"/CN={who}")
        self.run("req", "-x509", "-newkey", *(kind or ("rsa:2048",)), *kept)
        return self.run("x509", "-in", f"{who}.pem", "-outform", "DER")

    def secret(self, who: str) -> bytes:
        """The key (PKCS #8, DER)."""
        return self.run("pkcs8", "-topk8", "-nocrypt", "-in", f"{who}.key", "-outform", "DER")

    def seal(self, to: bytes, data: bytes, *words: str, way: str = "aes-256-gcm") -> bytes:
        """CMS to the holder of a certificate (DER); ``words`` after it say how its key is used."""
        (self.folder / "to.pem").write_bytes(self.run("x509", "-inform", "DER", data=to))
        stream = [one for one in words if one in {"-stream", "-keyid"}]
        rest = [one for one in words if one not in stream]
        head = ("cms", "-encrypt", "-binary", "-outform", "DER", f"-{way}", *stream)
        return self.run(*head, "-recip", "to.pem", *rest, data=data)

    def sign(self, who: str, data: bytes, *words: str) -> bytes:
        """CMS that is signed, with its content inside; ``-detached`` among ``words``: without it."""
        form = () if "-detached" in words else ("-nodetach",)
        rest = [one for one in words if one != "-detached"]
        with_ = ("-signer", f"{who}.pem", "-inkey", f"{who}.key")
        return self.run("cms", "-sign", "-binary", "-outform", "DER", *form, *with_, *rest, data=data)
