"""The page for officials: each of its lines is typed, and does what it says."""

import hashlib
import io
import re
import shlex
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import recipient_programs as programs
from dueprocess.adapters import age_words, recipients

pytestmark = pytest.mark.skipif(
    not all(shutil.which(name) for name in ("age", "gpg", "openssl")), reason="age, gpg and openssl are not installed"
)
BLOCK = re.compile(r"^```sh (\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ENDINGS = {"certificate": ".p7m", "gpg": ".gpg", "age": ".age", "words": ".age"}


@pytest.fixture(scope="module")
def lines(root: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, block in BLOCK.findall((root / "docs/how-to/open-what-you-received.md").read_text()):
        found.setdefault(name, []).extend(block.strip().splitlines())
    return found


@pytest.fixture
def part() -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        info = tarfile.TarInfo("T1/traffic/000001-messages.jsonl")
        info.size = 3
        archive.addfile(info, io.BytesIO(b"{}\n"))
    return made.getvalue()


@pytest.fixture
def ring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[programs.Gpg]:
    made = programs.Gpg(tmp_path_factory.mktemp("g") / "home")
    yield made
    made.stop()


def typed(line: str, folder: Path, home: Path | None = None) -> str:
    env = {"PATH": "/usr/bin:/bin", **({"GNUPGHOME": str(home)} if home else {})}
    done = subprocess.run(shlex.split(line), cwd=folder, env=env, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, (line, done.stderr)
    return done.stdout.decode()


def sealed(folder: Path, way: str, how: str, key: bytes, part: bytes, words: str = "") -> None:
    with (folder / f"part-0001.tar{ENDINGS[way]}").open("wb") as out:
        recipients.seal_to(how, key, io.BytesIO(part), out, passphrase=words)


def opened(folder: Path, part: bytes) -> None:
    assert (folder / "part-0001.tar").read_bytes() == part
    (folder / "part-0001.tar").unlink()


def test_the_page_has_each_way(lines: dict[str, list[str]]) -> None:
    assert set(lines) == {"certificate", "p12", "gpg", "age", "words", "check", "record"}
    assert sum(map(len, lines.values())) == 12


def test_a_certificate(lines: dict[str, list[str]], tmp_path: Path, part: bytes) -> None:
    pem = programs.certificate(tmp_path, "office", "rsa:2048")
    store = ("-in", str(pem), "-inkey", str(tmp_path / "office.key"), "-out", str(tmp_path / "office.p12"))
    programs.made("openssl", "pkcs12", "-export", *store, "-passout", "pass:")
    for line in lines["p12"]:
        typed(f"{line} -passin pass:", tmp_path)
    facts = recipients.key_facts("cms", (tmp_path / "certificate.pem").read_bytes())
    fingerprint, opens = lines["certificate"]
    assert typed(fingerprint, tmp_path).split("=")[1].strip().replace(":", "") == facts.fingerprint.replace(" ", "")
    sealed(tmp_path, "certificate", "cms", facts.key, part)
    typed(opens, tmp_path)
    assert (
        typed(lines["record"][0], tmp_path).split()[0]
        == hashlib.sha256((tmp_path / "part-0001.tar.p7m").read_bytes()).hexdigest()
    )
    sums, unpack = lines["check"]
    assert typed(sums, tmp_path).split()[0] == hashlib.sha512(part).hexdigest()
    typed(unpack, tmp_path)
    assert (tmp_path / "T1/traffic/000001-messages.jsonl").read_bytes() == b"{}\n"
    opened(tmp_path, part)


def test_an_openpgp_key(lines: dict[str, list[str]], ring: programs.Gpg, tmp_path: Path, part: bytes) -> None:
    ring.key("Talbach <post@talbach.example>", "default", "default", "1y")
    facts = recipients.key_facts("openpgp", ring.export("post@talbach.example"))
    fingerprint, opens = lines["gpg"]
    assert facts.fingerprint in " ".join(typed(fingerprint, tmp_path, ring.home).split())
    sealed(tmp_path, "gpg", "openpgp", facts.key, part)
    typed(opens, tmp_path, ring.home)
    opened(tmp_path, part)


def test_an_age_key(lines: dict[str, list[str]], tmp_path: Path, part: bytes) -> None:
    programs.made("age-keygen", "-o", str(tmp_path / "key.txt"))
    public, opens = lines["age"]
    sealed(tmp_path, "age", "age", typed(public, tmp_path).encode(), part)
    typed(opens, tmp_path)
    opened(tmp_path, part)


def test_words(lines: dict[str, list[str]], tmp_path: Path, part: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    words = age_words.new_passphrase()
    sealed(tmp_path, "words", "passphrase", b"", part, words)
    code, said = programs.typed(shlex.split(lines["words"][0]), words)
    assert code == 0, said
    opened(tmp_path, part)
