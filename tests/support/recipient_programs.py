"""Keys and programs of recipients, as they have them: openssl, gpg, age. Nothing of ours opens anything here."""

from __future__ import annotations

import os
import pty
import select
import subprocess
from pathlib import Path


def run(*command: str, data: bytes = b"", home: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    env = dict(os.environ) if home is None else {**os.environ, "GNUPGHOME": str(home)}
    return subprocess.run(command, input=data, capture_output=True, check=False, env=env, timeout=600)


def made(*command: str, home: Path | None = None) -> bytes:
    done = run(*command, home=home)
    assert done.returncode == 0, done.stderr
    return done.stdout


def certificate(folder: Path, name: str, *key: str, days: int = 30, extra: tuple[str, ...] = ()) -> Path:
    """A certificate beside its private key ``NAME.key``."""
    subject = "/C=DE/O=Polizeipräsidium Talbach/CN=Prüfstelle"
    kept = ("-nodes", "-keyout", str(folder / f"{name}.key"), "-out", str(folder / f"{name}.pem"))
    made("openssl", "req", "-x509", "-utf8", "-newkey", *key, *kept, "-days", str(days), "-subj", subject, *extra)
    return folder / f"{name}.pem"


def on_curve(folder: Path, curve: str) -> Path:
    return certificate(folder, curve, "ec", "-pkeyopt", f"ec_paramgen_curve:{curve}")


def cms_opened(folder: Path, name: str, sealed: bytes) -> subprocess.CompletedProcess[bytes]:
    (folder / "sealed.p7m").write_bytes(sealed)
    files = ("-recip", str(folder / f"{name}.pem"), "-inkey", str(folder / f"{name}.key"))
    return run("openssl", "cms", "-decrypt", "-binary", "-inform", "DER", "-in", str(folder / "sealed.p7m"), *files)


class Gpg:
    """A keyring in a folder of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        home.mkdir(mode=0o700)

    def __call__(self, *command: str, at: str = "") -> bytes:
        faked = ("--faked-system-time", at) if at else ()
        return made("gpg", "-q", "--batch", "--passphrase", "", *faked, *command, home=self.home)

    def key(self, who: str, *sort: str, at: str = "") -> str:
        """Makes a key; its fingerprint."""
        self("--quick-gen-key", who, *sort, at=at)
        return self.fingerprint(who)

    def fingerprint(self, who: str) -> str:
        return self.fingerprints(who)[0]

    def fingerprints(self, who: str) -> list[str]:
        """Of the key, then of its subkeys."""
        lines = self("--list-keys", "--with-colons", who).decode().splitlines()
        return [line.split(":")[9] for line in lines if line.startswith("fpr")]

    def export(self, who: str, *, armor: bool = False) -> bytes:
        return self(*(("--armor",) if armor else ()), "--export", who)

    def revoke(self, fingerprint: str) -> None:
        ready = (self.home / "openpgp-revocs.d" / f"{fingerprint}.rev").read_text()
        mine = self.home / "now.rev"
        mine.write_text(ready.replace(":-----BEGIN", "-----BEGIN"))
        self("--import", str(mine))

    def revoke_subkey(self, fingerprint: str) -> None:
        said = b"key 1\nrevkey\ny\n0\n\ny\nsave\n"
        run("gpg", "-q", "--no-tty", "--command-fd", "0", "--edit-key", fingerprint, data=said, home=self.home)

    def opened(self, sealed: bytes) -> subprocess.CompletedProcess[bytes]:
        return run("gpg", "-q", "--batch", "--decrypt", data=sealed, home=self.home)

    def stop(self) -> None:
        run("gpgconf", "--kill", "all", home=self.home)


def typed(command: list[str], secret: str, seconds: float = 60) -> tuple[int, bytes]:
    """A program at a terminal, and what a person types where it asks; its exit code, and what it said."""
    child, terminal = pty.fork()
    if child == 0:  # pragma: no cover - the program itself
        os.execvp(command[0], command)  # noqa: S606
    said, answered = b"", False
    while select.select([terminal], [], [], seconds)[0]:
        try:
            piece = os.read(terminal, 4096)
        except OSError:
            break
        if not piece:
            break
        said += piece
        if b"assphrase" in said and not answered:
            os.write(terminal, secret.encode() + b"\n")
            answered = True
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said
