"""Mails and PDF files whose senders sign them, and forged ones; made here with keys of their own."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.algorithms import SignatureConstructionMethod
from signxml.xades import XAdESSigner

from dueprocess.adapters.dkim import Record, Records

AT = dt.datetime(2026, 12, 1, 9, 30, tzinfo=dt.UTC)
SENT = "Tue, 01 Dec 2026 10:15:00 +0100"
DAY = "2026-11-30"
BODY = "Sehr geehrte Damen und Herren,\r\nwir ersuchen um Auskunft nach § 100j StPO.\r\n"


@cache
def rsa_key(bits: int) -> rsa.RSAPrivateKey:
    """One key of so many bits, drawn once."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def record(key: rsa.RSAPrivateKey, more: str = "") -> str:
    """The text that the domain publishes."""
    form = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; k=rsa; {more}p={base64.b64encode(key.public_key().public_bytes(*form)).decode()}"


def known(*domains: str, bits: int = 2048, more: str = "") -> Records:
    """Records of the key ``s1`` of each domain."""
    return {f"s1._domainkey.{one}": [Record(record(rsa_key(bits), more), DAY)] for one in domains}


def head(**lines: str) -> list[tuple[str, str]]:
    """The lines of a head; ``_`` in a name stands for a hyphen. None of the usual ones lacks unless it is empty."""
    usual = {
        "From": "Polizei Talbach <kripo@polizei-talbach.example>",
        "To": "orders@desk.example",
        "Subject": "Az. 12 Js 3/26",
        "Date": SENT,
    }
    told = usual | {name.replace("_", "-"): said for name, said in lines.items()}
    return [(name, said) for name, said in told.items() if said]


def mail(lines: Iterable[tuple[str, str]], body: str = BODY) -> bytes:
    """A mail in its bytes."""
    return ("".join(f"{name}: {said}\r\n" for name, said in lines) + "\r\n" + body).encode()


@dataclass(frozen=True)
class Dkim:
    """How a mail server signs: simple/simple, over these headers."""

    domain: str = "polizei-talbach.example"
    over: tuple[str, ...] = ("From", "To", "Date", "Subject")
    bits: int = 2048
    tags: dict[str, str] = field(default_factory=dict)

    def signed(self, lines: list[tuple[str, str]], body: str = BODY) -> bytes:
        """The mail with its signature as the first line."""
        return mail([("DKIM-Signature", self.value(lines, body)), *lines], body)

    def value(self, lines: list[tuple[str, str]], body: str = BODY) -> str:
        """What stands in the line."""
        about = body.encode()[: int(self.tags["l"]) if "l" in self.tags else None]
        hashed = base64.b64encode(hashlib.sha256(about).digest()).decode()
        more = "".join(f" {name}={said};" for name, said in self.tags.items())
        value = f"v=1; a=rsa-sha256; d={self.domain}; s=s1;{more} h={':'.join(self.over)}; bh={hashed}; b="
        by_name = {name: f"{name}: {said}\r\n" for name, said in lines}
        text = "".join(by_name.get(name, "") for name in self.over) + f"DKIM-Signature: {value}"
        made = rsa_key(self.bits).sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
        return value + base64.b64encode(made).decode()


def sealed(lines: list[tuple[str, str]], body: str = BODY, *, domain: str = "list.example", cv: str = "none") -> bytes:
    """A mail that one machine carried on and sealed (RFC 8617), relaxed/simple."""
    hashed = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
    results = f"i=1; {domain}; dkim=pass header.d=polizei-talbach.example"
    message = f"i=1; a=rsa-sha256; c=relaxed/simple; d={domain}; s=s1; h=from:to:date:subject; bh={hashed}; b="
    seal = f"i=1; a=rsa-sha256; cv={cv}; d={domain}; s=s1; b="

    def by(text: str) -> str:
        return base64.b64encode(rsa_key(2048).sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()

    names = dict(lines)
    text = "".join(f"{name}:{names[name.capitalize()]}\r\n" for name in ("from", "to", "date", "subject"))
    message += by(f"{text}arc-message-signature:{message}")
    chain = f"arc-authentication-results:{results}\r\narc-message-signature:{message}\r\narc-seal:{seal}"
    added = [
        ("ARC-Seal", seal + by(chain)),
        ("ARC-Message-Signature", message),
        ("ARC-Authentication-Results", results),
    ]
    return mail([*added, *lines], body)


# PDF files.


@dataclass(frozen=True)
class Issuer:
    """A service that gives certificates, and a signer to whom it gave one."""

    authority: x509.Certificate
    signer: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def der(self) -> bytes:
        """The service's own certificate."""
        return self.authority.public_bytes(serialization.Encoding.DER)


@cache
def issuer(name: str = "Talbach Trust") -> Issuer:
    """One of that name."""
    above, below = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    by = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    of = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Amtsgericht Talbach")])
    authority = _certificate(by, by, above.public_key(), above, authority=True)
    return Issuer(authority, _certificate(of, by, below.public_key(), above, authority=False), below)


def certificate(name: str, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    """One that anybody makes, of a key that may be another's."""
    by, of = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, one)]) for one in ("Anybody", name))
    return _certificate(of, by, key.public_key(), ec.generate_private_key(ec.SECP256R1()), authority=False)


def _certificate(
    subject: x509.Name,
    by: x509.Name,
    key: ec.EllipticCurvePublicKey,
    signs: ec.EllipticCurvePrivateKey,
    *,
    authority: bool,
) -> x509.Certificate:
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(by).public_key(key)
    made = made.serial_number(x509.random_serial_number()).not_valid_before(AT - dt.timedelta(days=30))
    made = made.not_valid_after(AT + dt.timedelta(days=300))
    made = made.add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    return made.sign(signs, hashes.SHA256())


def signed_pdf(by: Issuer, words: bytes = b"Beschluss") -> bytes:
    """A file that is signed whole; so small that nothing but its signature and its words is in it."""
    room = 8192
    start = b"%PDF-1.7\n1 0 obj<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange "
    ranges = b"[%010d %010d %010d %010d]"
    end = b"/M(D:20261201)>>endobj % " + words + b"\n%%EOF\n"
    begins = len(start) + len(ranges % (0, 0, 0, 0)) + len(b"/Contents ")
    then = begins + room + 2
    before = start + ranges % (0, begins, then, len(end)) + b"/Contents "
    made = (
        pkcs7.PKCS7SignatureBuilder()
        .set_data(before + end)
        .add_signer(by.signer, by.key, hashes.SHA256())
        .sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary])
    )
    return before + b"<" + made.hex().encode().ljust(room, b"0") + b">" + end


# XML files.


def signed_xml(
    by: Issuer,
    words: str = "<order><asks>Beschluss</asks></order>",
    method: SignatureConstructionMethod = SignatureConstructionMethod.enveloped,
    of: str | None = None,
) -> bytes:
    """A file that is signed (XAdES, by another program): whole, or ``of`` it one element ("#id")."""
    chain = [one.public_bytes(serialization.Encoding.PEM).decode() for one in (by.signer, by.authority)]
    signer = XAdESSigner(method=method, signature_algorithm="ecdsa-sha256")
    return bytes(etree.tostring(signer.sign(etree.fromstring(words), key=by.key, cert=chain, reference_uri=of)))


def reference(name: str, data: bytes, rules: str = "") -> str:
    """A reference to what is hashed as it is."""
    return (
        f'<ds:Reference URI="{name}">{rules}<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
        f"<ds:DigestValue>{base64.b64encode(hashlib.sha256(data).digest()).decode()}</ds:DigestValue></ds:Reference>"
    )


def signature(by: Issuer, references: str, within: str = "") -> str:
    """A signature of these references, made by hand; ``within``: objects in its element."""
    space = "http://www.w3.org/2000/09/xmldsig#"
    info = (
        f'<ds:SignedInfo xmlns:ds="{space}">'
        '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>'
        '<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"/>'
        f"{references}</ds:SignedInfo>"
    )
    canonical = etree.tostring(etree.fromstring(info), method="c14n", exclusive=True)
    halves = utils.decode_dss_signature(by.key.sign(canonical, ec.ECDSA(hashes.SHA256())))
    value = base64.b64encode(b"".join(one.to_bytes(32, "big") for one in halves)).decode()
    certificate = base64.b64encode(by.signer.public_bytes(serialization.Encoding.DER)).decode()
    return (
        f'<ds:Signature xmlns:ds="{space}">{info}<ds:SignatureValue>{value}</ds:SignatureValue>'
        f"<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
        f"{within}</ds:Signature>"
    )


def signed_files(
    by: Issuer,
    files: dict[str, bytes],
    added: dict[str, bytes] | None = None,
    form: bytes = b"application/vnd.etsi.asic-e+zip",
) -> bytes:
    """A packed file of which one signs the others (ASiC-E, ETSI EN 319 162-1); ``added`` came later."""
    made = signature(by, "".join(reference(name, data) for name, data in files.items())).encode()
    return packed({"mimetype": form} | files | {"META-INF/signatures0.xml": made} | (added or {}))


def packed(files: dict[str, bytes]) -> bytes:
    """A ZIP archive."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return written.getvalue()


def trusted_list(
    country: str,
    services: Iterable[bytes],
    *,
    status: str = "granted",
    issued: str = "2026-11-01",
    by: str = "Lists of Europe",
) -> bytes:
    """A country's list (ETSI TS 119 612), as far as it is read, signed by one whom the list of lists names."""
    rows = "".join(
        f"<TSPService><ServiceInformation><ServiceTypeIdentifier>http://uri.etsi.org/TrstSvc/Svctype/CA/QC"
        f"</ServiceTypeIdentifier><ServiceDigitalIdentity><DigitalId><X509Certificate>{base64.b64encode(der).decode()}"
        f"</X509Certificate></DigitalId></ServiceDigitalIdentity><ServiceStatus>http://uri.etsi.org/TrstSvc/"
        f"TrustedList/Svcstatus/{status}</ServiceStatus></ServiceInformation></TSPService>"
        for der in services
    )
    return signed_xml(issuer(by), _list("EUgeneric", country, issued, "", rows))


def list_of_lists(*countries: str) -> bytes:
    """The list that names the countries' lists and who signs them."""
    signer = base64.b64encode(issuer("Lists of Europe").signer.public_bytes(serialization.Encoding.DER)).decode()
    rows = "".join(
        "<OtherTSLPointer><ServiceDigitalIdentities><ServiceDigitalIdentity><DigitalId><X509Certificate>"
        f"{signer}</X509Certificate></DigitalId></ServiceDigitalIdentity></ServiceDigitalIdentities>"
        "<AdditionalInformation><OtherInformation><SchemeTerritory>"
        f"{one}</SchemeTerritory></OtherInformation></AdditionalInformation></OtherTSLPointer>"
        for one in countries
    )
    pointers = f"<PointersToOtherTSL>{rows}</PointersToOtherTSL>"
    return signed_xml(issuer("Commission"), _list("EUlistofthelists", "EU", "2026-11-01", pointers, ""))


def _list(kind: str, country: str, issued: str, pointers: str, rows: str) -> str:
    return (
        '<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#">'
        f"<SchemeInformation><TSLType>http://uri.etsi.org/TrstSvc/TrustedList/TSLType/{kind}</TSLType>"
        f"<SchemeTerritory>{country}</SchemeTerritory>{pointers}<ListIssueDateTime>{issued}T00:00:00Z"
        "</ListIssueDateTime><NextUpdate><dateTime>2027-04-01T00:00:00Z</dateTime></NextUpdate></SchemeInformation>"
        f"<TrustServiceProviderList><TrustServiceProvider><TSPServices>{rows}</TSPServices></TrustServiceProvider>"
        "</TrustServiceProviderList></TrustServiceStatusList>"
    )
