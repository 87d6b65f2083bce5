# ruff: noqa: SLF001
"""What we seal, the recipient's own program opens; a key that should not be sealed to is refused by name."""

import datetime as dt
import hashlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import recipient_programs as programs
from dueprocess.adapters import age_words, crypto, openpgp, recipients
from dueprocess.formats.recipient import MAX_KEY
from dueprocess.formats.refusal import DeniedError

pytestmark = pytest.mark.skipif(
    not all(shutil.which(name) for name in ("age", "gpg", "openssl")), reason="age, gpg and openssl are not installed"
)
CONTENT = os.urandom(3 * (1 << 20) + 17)
SIZES = (0, 1, 65535, 65536, 65537, 131072, len(CONTENT))
RSA = ("rsa:2048",)
WORDS = "abandon-ability-able-about-above-absent-absorb-abstract"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("recipients")
    programs.certificate(made, "rsa", *RSA)
    programs.certificate(made, "other", *RSA)
    return made


@pytest.fixture(scope="module")
def gpg(tmp_path_factory: pytest.TempPathFactory) -> Iterator[programs.Gpg]:
    ring = programs.Gpg(tmp_path_factory.mktemp("g") / "home")
    ring.key("Talbach <post@talbach.example>", "default", "default", "1y")
    yield ring
    ring.stop()


def sealed(how: str, key: bytes, content: bytes, **options: object) -> bytes:
    out = io.BytesIO()
    digest = recipients.seal_to(how, key, io.BytesIO(content), out, **options)
    assert digest == hashlib.sha256(out.getvalue()).hexdigest()
    assert content[:64] not in out.getvalue() or len(content) < 16
    return out.getvalue()


def refused(rule: str, how: str, key: bytes, **options: object) -> str:
    """Refused alike when it is read and when it is sealed to; nothing was written."""
    with pytest.raises(DeniedError) as caught:
        recipients.key_facts(how, key)
    assert caught.value.rule == rule, caught.value
    out = io.BytesIO()
    with pytest.raises(DeniedError) as again:
        recipients.seal_to(how, key, io.BytesIO(b"x"), out, **options)
    assert again.value.rule == rule
    assert out.getvalue() == b""
    return str(caught.value)


# CMS


def test_openssl_opens_what_we_seal_to_an_rsa_certificate_and_no_other_key_does(folder: Path) -> None:
    facts = recipients.key_facts("cms", (folder / "rsa.pem").read_bytes())
    for size in SIZES:
        out = sealed("cms", facts.key, CONTENT[:size])
        assert programs.cms_opened(folder, "rsa", out).stdout == CONTENT[:size]
        assert programs.cms_opened(folder, "other", out).returncode != 0


@pytest.mark.parametrize("curve", ["P-256", "P-384", "P-521", "brainpoolP256r1", "brainpoolP512r1"])
def test_openssl_opens_what_we_seal_to_a_certificate_on_a_curve(folder: Path, curve: str) -> None:
    key = programs.on_curve(folder, curve).read_bytes()
    assert programs.cms_opened(folder, curve, sealed("cms", key, CONTENT)).stdout == CONTENT


def test_a_changed_byte_opens_nowhere(folder: Path) -> None:
    out = sealed("cms", (folder / "rsa.pem").read_bytes(), CONTENT[:1000])
    for at in (len(out) - 12, len(out) - 200, len(out) - 1100):
        changed = bytearray(out)
        changed[at] ^= 1
        done = programs.cms_opened(folder, "rsa", bytes(changed))
        assert done.returncode != 0
        assert done.stdout != CONTENT[:1000]


def test_what_a_certificate_says(folder: Path) -> None:
    pem = (folder / "rsa.pem").read_bytes()
    facts = recipients.key_facts("cms", pem)
    shown = programs.made("openssl", "x509", "-in", str(folder / "rsa.pem"), "-noout", "-fingerprint", "-sha256")
    assert shown.decode().split("=")[1].strip().replace(":", "") == facts.fingerprint.replace(" ", "")
    assert facts.hash == hashlib.sha256(facts.key).hexdigest()
    assert facts.name == "CN=Prüfstelle,O=Polizeipräsidium Talbach,C=DE"
    assert facts.detail.startswith("RSA 2048, issued by CN=Prüfstelle")
    assert facts.not_after is not None
    assert facts == recipients.key_facts("cms", facts.key)  # what is kept says the same


def test_certificates_that_are_refused(folder: Path) -> None:
    def make(name: str, *key: str, extra: tuple[str, ...] = ()) -> bytes:
        return programs.certificate(folder, name, *key, extra=extra).read_bytes()

    good = (folder / "rsa.pem").read_bytes()
    refused("recipient.weak", "cms", make("small", "rsa:1024"))
    refused("recipient.weak", "cms", make("koblitz", "ec", "-pkeyopt", "ec_paramgen_curve:secp256k1"))
    refused("recipient.weak", "cms", make("signs", "ed25519"))
    refused("recipient.usage", "cms", make("usage", *RSA, extra=("-addext", "keyUsage=digitalSignature")))
    curve = ("ec", "-pkeyopt", "ec_paramgen_curve:P-256")
    refused("recipient.usage", "cms", make("usage-ec", *curve, extra=("-addext", "keyUsage=digitalSignature")))
    receives = make("agree", *curve, extra=("-addext", "keyUsage=keyAgreement"))
    assert recipients.key_facts("cms", receives).detail.startswith("secp256r1")
    enciphers = make("enciphers", *RSA, extra=("-addext", "keyUsage=dataEncipherment"))
    assert programs.cms_opened(folder, "enciphers", sealed("cms", enciphers, b"content")).stdout == b"content"
    ended = ("-not_before", "20200101000000Z", "-not_after", "20210101000000Z")
    assert "2021-01-01" in refused("recipient.expired", "cms", make("ended", *RSA, extra=ended))
    ahead = ("-not_before", "20900101000000Z", "-not_after", "20910101000000Z")
    refused("recipient.expired", "cms", make("ahead", *RSA, extra=ahead))
    refused("recipient.several", "cms", good + good)
    refused("recipient.secret", "cms", good + (folder / "rsa.key").read_bytes())
    refused("recipient.malformed", "cms", good[:-60])
    refused("recipient.malformed", "cms", b"")
    refused("recipient.too-large", "cms", b"x" * (MAX_KEY + 1))


def test_a_name_in_a_certificate_turns_no_line_around(folder: Path) -> None:
    made = folder / "name.pem"
    subject = "/CN=abc\u202edef\x07" + "x" * 40 + "/O=" + "y" * 60
    key = ("-nodes", "-newkey", "rsa:2048", "-keyout", str(folder / "name.key"), "-out", str(made))
    programs.made("openssl", "req", "-x509", "-utf8", *key, "-subj", subject)
    name = recipients.key_facts("cms", made.read_bytes()).name
    assert "\u202e" not in name
    assert "\x07" not in name
    assert len(name) <= 120


# OpenPGP


@pytest.mark.slow
def test_gpg_opens_what_we_seal_and_another_keyring_does_not(gpg: programs.Gpg, tmp_path: Path) -> None:
    facts = recipients.key_facts("openpgp", gpg.export("post@talbach.example", armor=True))
    for size in SIZES:
        assert gpg.opened(sealed("openpgp", facts.key, CONTENT[:size])).stdout == CONTENT[:size]
    out = sealed("openpgp", facts.key, b"content")
    other = programs.Gpg(tmp_path / "h")
    other.key("Other <o@example.org>", "default", "default", "1y")
    assert other.opened(out).returncode != 0
    other.stop()


@pytest.mark.slow
def test_gpg_opens_what_we_seal_to_an_rsa_key(gpg: programs.Gpg) -> None:
    mine = gpg.key("Rsa <rsa@talbach.example>", "rsa3072", "default", "1y")
    gpg("--quick-add-key", mine, "rsa2048", "encr", "1y")
    out = sealed("openpgp", gpg.export("rsa@talbach.example"), CONTENT)
    assert gpg.opened(out).stdout == CONTENT


def test_what_an_openpgp_key_says(gpg: programs.Gpg) -> None:
    armoured, binary = gpg.export("post@talbach.example", armor=True), gpg.export("post@talbach.example")
    facts = recipients.key_facts("openpgp", armoured)
    assert facts.fingerprint.replace(" ", "") == gpg.fingerprint("post@talbach.example")
    assert facts.name == "Talbach <post@talbach.example>"
    assert facts.key == binary
    assert facts.hash == hashlib.sha256(binary).hexdigest()
    assert facts == recipients.key_facts("openpgp", binary)
    with_words = armoured.replace(b"BLOCK-----\n", b"BLOCK-----\nComment: to be skipped\n", 1)
    assert recipients.key_facts("openpgp", with_words) == facts


def test_keys_that_ended_or_were_taken_back_are_not_sealed_to(gpg: programs.Gpg) -> None:
    old = "20200101T000000"
    gpg.key("Old <old@talbach.example>", "default", "default", "1y", at=old)
    assert "2020-12-31" in refused("recipient.expired", "openpgp", gpg.export("old@talbach.example"))
    mine = gpg.key("Sub <sub@talbach.example>", "ed25519", "cert,sign", "never", at=old)
    gpg("--quick-add-key", mine, "cv25519", "encr", "1y", at=old)
    refused("recipient.usage", "openpgp", gpg.export("sub@talbach.example"))
    gpg("--quick-add-key", mine, "cv25519", "encr", "1y")  # and one that lives
    assert gpg.opened(sealed("openpgp", gpg.export("sub@talbach.example"), b"content")).stdout == b"content"
    gone = gpg.key("Gone <gone@talbach.example>", "default", "default", "never")
    gpg.revoke(gone)
    refused("recipient.revoked", "openpgp", gpg.export("gone@talbach.example"))
    half = gpg.key("Half <half@talbach.example>", "ed25519", "cert,sign", "never")
    gpg("--quick-add-key", half, "cv25519", "encr", "never")
    gpg.revoke_subkey(half)
    refused("recipient.usage", "openpgp", gpg.export("half@talbach.example"))


def test_a_subkey_lives_as_long_as_its_latest_binding_says(gpg: programs.Gpg) -> None:
    mine = gpg.key("Long <long@talbach.example>", "ed25519", "cert,sign", "never", at="20200101T000000")
    gpg("--quick-add-key", mine, "cv25519", "encr", "1y", at="20200101T000000")
    gpg("--quick-set-expire", mine, "5y", gpg.fingerprints("long@talbach.example")[1])
    assert gpg.opened(sealed("openpgp", gpg.export("long@talbach.example"), b"content")).stdout == b"content"


def test_openpgp_keys_that_are_refused(gpg: programs.Gpg) -> None:
    binary = gpg.export("post@talbach.example")
    gpg.key("Sign <sign@talbach.example>", "ed25519", "sign", "1y")
    refused("recipient.usage", "openpgp", gpg.export("sign@talbach.example"))
    gpg.key("Weak <weak@talbach.example>", "rsa1024", "default", "1y")
    refused("recipient.weak", "openpgp", gpg.export("weak@talbach.example"))
    secret = gpg("--pinentry-mode", "loopback", "--export-secret-keys", "post@talbach.example")
    refused("recipient.secret", "openpgp", secret)
    armoured = gpg("--pinentry-mode", "loopback", "--armor", "--export-secret-keys", "post@talbach.example")
    refused("recipient.secret", "openpgp", armoured)
    refused("recipient.several", "openpgp", binary + gpg.export("sign@talbach.example"))
    block = gpg.export("post@talbach.example", armor=True)
    refused("recipient.several", "openpgp", block + block)
    for bad in (b"", b"x", binary[:50], block[:-70], b"\x99\xff\xff", b"\xc6\xff\xff", b"\xc6\xe1x", b"\x9b" * 9):
        refused("recipient.malformed", "openpgp", bad)
    refused("recipient.malformed", "openpgp", binary + b"\xc8\x03abc")  # packed data: it could unpack without end
    refused("recipient.malformed", "openpgp", binary + b"\xcd\x00" * 2001)


def test_a_message_that_breaks_off_is_no_message(gpg: programs.Gpg) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 2 << 20:
                raise OSError
            return super().read(size)

    key = gpg.export("post@talbach.example")
    with pytest.raises(DeniedError, match=r"recipient\.failed"):
        recipients.seal_to("openpgp", key, Broken(CONTENT), io.BytesIO())
    found = openpgp.read(key, dt.datetime.now(dt.UTC))
    with pytest.raises(DeniedError, match=r"recipient\.failed"):
        openpgp.seal(openpgp.OpenKey(b"", b"none", "", "", found.until), io.BytesIO(CONTENT), io.BytesIO())


# age and words


def test_age_opens_what_we_seal(tmp_path: Path) -> None:
    programs.made("age-keygen", "-o", str(tmp_path / "key"))
    public = programs.made("age-keygen", "-y", str(tmp_path / "key"))
    facts = recipients.key_facts("age", public)
    assert facts.key == public.strip()
    assert facts.fingerprint == public.decode().strip()
    for size in SIZES:
        done = programs.run("age", "-d", "-i", str(tmp_path / "key"), data=sealed("age", public, CONTENT[:size]))
        assert done.stdout == CONTENT[:size]
    programs.made("age-keygen", "-o", str(tmp_path / "other"))
    done = programs.run("age", "-d", "-i", str(tmp_path / "other"), data=sealed("age", public, b"content"))
    assert done.returncode != 0


def test_age_recipients_that_are_refused() -> None:
    secret, public = crypto.new_case_key()
    for bad in (
        public.upper(),
        public[:-1] + ("p" if public[-1] == "q" else "q"),
        public[:-1],
        "",
        "ssh-ed25519 AAAA",
        public + "\n" + public,
        "ä",
    ):
        refused("recipient.malformed", "age", bad.encode() or b" ")
    assert secret not in refused("recipient.secret", "age", secret.encode())
    refused("recipient.malformed", "age", b"\xff")


def test_words_open_each_length_by_another_library() -> None:
    for size in SIZES:
        assert (
            crypto.decrypt_passphrase(sealed("passphrase", b"", CONTENT[:size], passphrase=WORDS), WORDS)
            == CONTENT[:size]
        )


@pytest.mark.slow
def test_a_person_types_the_words_and_age_opens(tmp_path: Path) -> None:
    words = age_words.new_passphrase()
    for size in (0, 65537, len(CONTENT)):
        (tmp_path / "part.age").write_bytes(sealed("passphrase", b"", CONTENT[:size], passphrase=words))
        line = ["age", "-d", "-o", str(tmp_path / "part"), str(tmp_path / "part.age")]
        code, said = programs.typed(line, words)
        assert code == 0, said
        assert (tmp_path / "part").read_bytes() == CONTENT[:size]
        (tmp_path / "part").unlink()
    code, _ = programs.typed(line, WORDS)
    assert code != 0


def test_words_are_drawn_and_nobody_thinks_one_up() -> None:
    words = age_words.words()
    assert len(words) == len(set(words)) == 2048
    assert len({word[:4] for word in words}) == 2048
    drawn = {age_words.new_passphrase() for _ in range(50)}
    assert len(drawn) == 50
    assert all(len(one.split("-")) == 8 for one in drawn)
    for bad in ("secret", "abandon-ability", WORDS.replace("able", "Passw0rd"), WORDS.upper()):
        with pytest.raises(DeniedError, match=r"recipient\.passphrase") as caught:
            recipients.seal_to("passphrase", b"", io.BytesIO(b"x"), io.BytesIO(), passphrase=bad)
        assert bad not in str(caught.value)


def test_ways_that_do_not_fit() -> None:
    _, public = crypto.new_case_key()
    key = public.encode()
    refused("recipient.way", "post", key)
    refused("recipient.way", "passphrase", b"x")
    for how, given_key, words in (("passphrase", key, WORDS), ("passphrase", b"", ""), ("age", key, WORDS)):
        with pytest.raises(DeniedError, match=r"recipient\.way"):
            recipients.seal_to(how, given_key, io.BytesIO(b"x"), io.BytesIO(), passphrase=words)
    with pytest.raises(DeniedError, match=r"recipient\.too-large"):
        recipients.seal_to("age", key * 2000, io.BytesIO(b"x"), io.BytesIO())


# Hostile keys


@given(st.binary(max_size=400), st.sampled_from(["cms", "openpgp", "age"]))
def test_any_bytes_are_refused_by_name(data: bytes, how: str) -> None:
    for key in (data, b"\xc6" + data, b"\x99" + data, b"\x30" + data, b"-----BEGIN CERTIFICATE-----\n" + data):
        with pytest.raises(DeniedError) as caught:
            recipients.key_facts(how, key)
        assert caught.value.rule.startswith("recipient.")


@given(data=st.data())
def test_a_key_with_flipped_bits_is_read_or_refused_and_never_more(
    data: st.DataObject, folder: Path, gpg: programs.Gpg
) -> None:
    how, key = data.draw(st.sampled_from([("cms", "rsa"), ("openpgp", "post@talbach.example")]))
    good = (
        gpg.export(key) if how == "openpgp" else recipients.key_facts("cms", (folder / f"{key}.pem").read_bytes()).key
    )
    changed = bytearray(good)
    for _ in range(data.draw(st.integers(1, 4))):
        bit = data.draw(st.integers(0, len(good) * 8 - 1))
        changed[bit // 8] ^= 1 << (bit % 8)
    if data.draw(st.booleans()):
        del changed[data.draw(st.integers(0, len(changed) - 1)) :]
    try:
        facts = recipients.key_facts(how, bytes(changed))
    except DeniedError:
        return
    assert facts.hash == hashlib.sha256(facts.key).hexdigest()
    assert "\n" not in facts.name


def test_bytes_that_once_went_through_unnamed(folder: Path, gpg: programs.Gpg) -> None:
    der = recipients.key_facts("cms", (folder / "rsa.pem").read_bytes()).key
    refused("recipient.malformed", "cms", der.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x07", 1))
    negative = bytearray(der)
    negative[der.index(b"\xa0\x03\x02\x01\x02") + 7] |= 0x80  # a serial number below zero: odd, and still a key
    assert recipients.key_facts("cms", bytes(negative)).name
    packets = gpg.export("post@talbach.example")
    subkey = next(begins for tag, begins, _ in openpgp._framed(packets) if tag == 14)
    for at in (subkey + 2, subkey + 3):
        changed = bytearray(packets)
        changed[at] = 9  # a version that nobody knows
        with pytest.raises(DeniedError):
            recipients.key_facts("openpgp", bytes(changed))


# Memory

_MEASURE = """
import resource, sys
from dueprocess.adapters import recipients
how, key, words = sys.argv[1], open(sys.argv[2], "rb").read() if sys.argv[2] else b"", sys.argv[3]
class Zeros:
    left = int(sys.argv[4])
    def read(self, size=-1):
        size = min(size, self.left); self.left -= size
        return bytes(size)
class Nowhere:
    def write(self, data): return len(data)
    def flush(self): pass
recipients.seal_to(how, key, Zeros(), Nowhere(), passphrase=words)
status = open("/proc/self/status").read()  # ru_maxrss begins with what the parent had
print(int(status.split("VmHWM:")[1].split()[0]) // 1024)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


@pytest.mark.slow
@pytest.mark.parametrize("how", ["cms", "openpgp", "age", "passphrase"])
def test_a_part_of_256_mib_takes_less_than_200_mb(how: str, folder: Path, gpg: programs.Gpg, tmp_path: Path) -> None:
    key = tmp_path / "key"
    keys = {
        "cms": (folder / "rsa.pem").read_bytes(),
        "openpgp": gpg.export("post@talbach.example"),
        "age": crypto.new_case_key()[1].encode(),
    }
    key.write_bytes(keys.get(how, b""))
    words = "" if how in keys else WORDS
    line = [sys.executable, "-c", _MEASURE, how, str(key) if how in keys else "", words, str(256 << 20)]
    done = subprocess.run(line, capture_output=True, text=True, check=True)
    mine, child = (int(line) for line in done.stdout.split())
    print(how, mine, child, "MB")  # noqa: T201 - figures for the reference page
    assert max(mine, child) < 200
