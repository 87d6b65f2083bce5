"""Signatures in XML files (XML Signature 1.1; XAdES, ETSI EN 319 132-1): who signed, and whether the file is covered.

The kept library ``signxml`` judges hashes and keys (ADR 0128); what a signature covers is judged here, strictly: what
stands where no reference leads is told, be it a comment, since a person reads all of the file. Runs in the sandbox's
child. Hostile bytes raise nothing. No chain is fetched, no revocation asked for (hazard 12.2).
"""

import base64
import contextlib
import datetime as dt
import functools
import importlib.resources
import re
import urllib.parse
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from xml.parsers import expat

from cryptography import x509
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.exceptions import InvalidDigest, InvalidSignature
from signxml.verifier import SignatureConfiguration, XMLVerifier
from signxml.xades.xades import XAdESSignatureConfiguration, XAdESVerifier

from dueprocess.adapters import documents, opened_xml, packed, smime_mail
from dueprocess.adapters.chains import Chain, Lists, chained, fingerprint, loaded, named
from dueprocess.formats.mail_signature import Signature

MAX_BYTES: Final = 8 << 20
MAX_LIST: Final = 16 << 20
MAX_LIST_NODES: Final = 2_000_000
MAX_FILES: Final = 4
MAX_SIGNATURES: Final = 4
MAX_REFERENCES: Final = 64
MAX_LIST_REFERENCES: Final = 4
MAX_CERTIFICATES: Final = 8
MAX_WORK: Final = 64 << 20
"""Bytes, each as often as a reference has them read again, by each certificate."""
MAX_APART: Final = 1 << 30
"""The same of files beside it, which are hashed and not read."""
MAX_NODES: Final = 100_000
MAX_STEPS: Final = 250_000
"""Elements, attributes and namespaces, counted as bytes are."""
_DS: Final = "{http://www.w3.org/2000/09/xmldsig#}"
_SIGNATURE: Final = f"{_DS}Signature"
_INFO: Final = f"{_DS}SignedInfo"
_MANIFEST: Final = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
_WRAPPERS: Final = frozenset(
    (
        "{http://uri.etsi.org/02918/v1.2.1#}XAdESSignatures",
        "{urn:oasis:names:tc:opendocument:xmlns:digitalsignature:1.0}document-signatures",
    )
)
_SCHEMA: Final = "{http://www.w3.org/2001/XMLSchema}"
_PREFIX: Final = re.compile(r"(?:dsig|ds|sig|xadesv?|xds?|etsi|asics?|manifest|xsi|xsd?|ec|ns|x)?[0-9]{0,3}")
_SPACES: Final = frozenset(
    (
        "http://www.w3.org/2001/XMLSchema-instance",
        "http://www.w3.org/2001/XMLSchema",
        "http://www.w3.org/2000/09/xmldsig#",
        "http://www.w3.org/2009/xmldsig11#",
        "http://www.w3.org/2001/10/xml-exc-c14n#",
        "http://uri.etsi.org/01903/v1.3.2#",
        "http://uri.etsi.org/01903/v1.4.1#",
    )
)
"""Namespaces that say nothing to anybody, where their prefix does not."""
_CODED: Final = frozenset(
    (
        *("DigestValue", "SignatureValue", "X509Certificate", "X509CRL", "X509SKI", "X509Digest", "Modulus"),
        *("Exponent", "PublicKey", "DEREncodedKeyValue", "EncapsulatedTimeStamp", "EncapsulatedX509Certificate"),
        *("EncapsulatedCRLValue", "EncapsulatedOCSPValue"),
    )
)
_CODE: Final = re.compile(r"AQAB|Aw==|(?:[A-Za-z0-9+/]{20,}[ \t\r\n]+)*[A-Za-z0-9+/]+={0,2}")
_SHORT: Final = 20
_VALUE: Final = re.compile(r"[!-~]{0,100}")
_DISTINGUISHED: Final = frozenset({"X509IssuerName", "X509SubjectName"})
_OID: Final = re.compile(
    r"(?:2\.5\.4\.[0-9]{1,3}|1\.2\.840\.113549\.1\.9\.1|0\.9\.2342\.19200300\.100\.1\.[0-9]{1,2})="
)
_HEX: Final = re.compile(r"#((?:[0-9A-Fa-f]{2})+)")
_KEYS: Final = frozenset(
    (
        *("cn", "ou", "o", "c", "l", "st", "s", "sn", "gn", "g", "t", "dc", "uid", "oid", "e", "street", "title"),
        *("serialnumber", "emailaddress"),
    )
)
"""How a distinguished name calls its parts (RFC 4514)."""
_PROPERTIES: Final = "#SignedProperties"
_BASE64: Final = "http://www.w3.org/2000/09/xmldsig#base64"
_ENVELOPED: Final = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
_EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n"
_CANONICAL: Final = frozenset(
    (
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
        "http://www.w3.org/2006/12/xml-c14n11",
        _EXCLUSIVE,
    )
)
_META: Final = re.compile(r"META-INF_")
_MIMES: Final = frozenset({"application/vnd.etsi.asic-e+zip", "application/vnd.etsi.asic-s+zip"})
_MEDIA: Final = _MIMES | frozenset(
    (
        *("", "text/plain", "text/xml", "text/csv", "text/html", "image/jpeg", "image/png", "image/tiff"),
        *("application/pdf", "application/xml", "application/zip", "application/octet-stream", "application/msword"),
        *(f"application/vnd.oasis.opendocument.{one}" for one in ("text", "spreadsheet")),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
)
_ENCODINGS: Final = frozenset({"utf-8", "us-ascii", "ascii", "iso-8859-1", "windows-1252"})
_BREAK: Final = "\x01"  # no sign of XML 1.0
_READ: Final = frozenset({"text", "html", "message"})
"""Kinds of files that may be XML."""
_PARSER: Final = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


@dataclass(frozen=True, slots=True)
class Found:
    """One signature of a file.

    Attributes:
        state: what it says of what its references name.
        whole: nothing of the file stands outside of what is signed, but the signature itself.
        name, issuer: as the certificate says them. country: of the trusted list that it leads to.
    """

    state: Signature
    whole: bool = False
    name: str = ""
    issuer: str = ""
    chain: Chain = Chain.NO_LISTS
    country: str = ""
    why: str = ""


def warm() -> None:
    """Load what the library loads late, so that the child needs no file."""
    for verifier in (_Plain, _Advanced):
        _schemas: Any = verifier.schemas
        _schemas()
    _vocabulary()


def found(files: Mapping[str, bytes], lists: Lists, at: dt.datetime) -> list[Found]:
    """The signatures of files that stand together, what covers most first.

    ``files``: an XML file alone; or all of one packed file, of which one signs the others (ASiC, ETSI EN 319 162-1).
    A signature of another signature is left out: it says nothing of the file.
    """
    made: list[Found] = []
    signed = [name for name, data in files.items() if documents.XML_SIGNATURE in data and _kind(data, name) in _READ]
    # Where one signs the others, a file that brings its own signature along does not speak for them.
    signed = [name for name in signed if _META.match(name)] or signed
    for name in signed[:MAX_FILES]:
        try:
            held = _of_file(name, files)
        except Exception:  # noqa: BLE001 - hostile files raise many things
            held = [None]
        made += [_guarded(one, lists, at) for one in held]
    return sorted(made, key=lambda one: (not one.whole, list(Signature).index(one.state)))[:MAX_SIGNATURES]


def signer_of(data: bytes) -> str:
    """SHA-256 (hex) of the certificate by whose key a file's root is signed, whatever its day; or nothing.

    For files of which nobody reads more than their elements: comments may stand beside what is signed.
    """
    try:
        root, shape = _tree(data, MAX_LIST, MAX_LIST_NODES)
    except Exception:  # noqa: BLE001 - hostile files raise many things
        return ""
    for number in range(len(_signatures(root))):
        one = _Signed(root, number, 1, len(data), shape)
        if 0 < len(one.references) <= MAX_LIST_REFERENCES and any(
            _covered(one.signature, root, each) is root for each in one.references
        ):
            for each in _certificates(one.signature):
                if _verified(one, each) is Signature.VALID:
                    return fingerprint(each)
    return ""


def _guarded(one: "_Signed | None", lists: Lists, at: dt.datetime) -> Found:
    try:
        return _one(one, lists, at) if one is not None else Found(Signature.UNCHECKED)
    except Exception:  # noqa: BLE001 - as above
        return Found(Signature.UNCHECKED)


def _of_file(name: str, files: Mapping[str, bytes]) -> "list[_Signed | None]":
    data = files[name]
    root, shape = _tree(data)
    # What stands in the signature's file shows whether another file is signed, and a person reads all of them.
    apart = {other: held for other, held in files.items() if other != name} if _META.match(name) else {}
    needed = frozenset(other for other, held in apart.items() if not _lists_files(other, held, files))
    shape.plain = _is_shown(data, name, root)
    count = len(_signatures(root))
    return [_Signed(root, number, count, len(data), shape, apart, needed) for number in range(count)]


def _kind(data: bytes, name: str) -> str:
    try:
        kind = documents.kind_of(data, name)
    except documents.UnreadableError:
        return ""
    return "text" if kind == "packed" and not packed.is_packed(data) else kind  # XML that is read as words


class _Shape:
    """What of a file the library's tree and canonical forms do not tell. Raises DamagedError for what is not read.

    ``bare``: a namespace is declared where nothing uses it, which an exclusive canonical form leaves out and a person
    reads. ``bare_own``: on an element of a signature, where nothing else may be said. ``plain``: it is shown as it is.
    """

    def __init__(self, most: int = MAX_NODES) -> None:
        self.most = most
        self.depth = self.nodes = 0
        self.bare = self.bare_own = self.plain = False
        self.declared: dict[str, list[list[Any]]] = {}  # by prefix: the namespace, whether on a signature's, used
        self.fresh: list[list[Any]] = []

    def read(self, data: bytes) -> None:
        """Raises DamagedError for what has a DTD, nests deep, or has more elements than anybody reads."""
        parser = expat.ParserCreate(namespace_separator=_BREAK)
        parser.namespace_prefixes = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartNamespaceDeclHandler, parser.EndNamespaceDeclHandler = self._declare, self._forget
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.Parse(data, True)

    def _refuse(self, *_: object) -> None:
        raise opened_xml.DamagedError("a DTD")

    def _counted(self, count: int) -> None:
        self.nodes += count
        if self.nodes > self.most:
            raise opened_xml.DamagedError("more than anybody reads")

    def _declare(self, prefix: str | None, uri: str | None) -> None:
        self._counted(1)
        row = [uri or "", False, False]
        self.declared.setdefault(prefix or "", []).append(row)
        self.fresh.append(row)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self._counted(1 + len(attributes))
        if self.depth > opened_xml.MAX_NESTING:
            raise opened_xml.DamagedError("nested too deep")
        for row in self.fresh:
            row[1] = any(name.startswith(tag[1:-1] + _BREAK) for tag in _own_spaces())
        self.fresh = []
        self._use(name, bare=True)
        for one in attributes:
            self._use(one, bare=False)

    def _use(self, name: str, *, bare: bool) -> None:
        parts = name.split(_BREAK)
        prefix = parts[2] if len(parts) > 2 else ""  # noqa: PLR2004 - namespace, name, prefix
        if (prefix or bare) and self.declared.get(prefix):
            self.declared[prefix][-1][2] = True

    def _forget(self, prefix: str | None) -> None:
        uri, own, used = self.declared[prefix or ""].pop()
        if not used and not (uri in _SPACES and _PREFIX.fullmatch(prefix or "")):
            self.bare = True
            self.bare_own = self.bare_own or own

    def _end(self, _: str) -> None:
        self.depth -= 1


def _tree(data: bytes, most: int = MAX_BYTES, nodes: int = MAX_NODES) -> tuple[Any, _Shape]:
    """The file's elements. Raises many things, for what Expat refuses before a library of C sees it."""
    if len(data) > most:
        raise opened_xml.DamagedError("too long")
    shape = _Shape(nodes)
    shape.read(data)
    return etree.fromstring(data, etree.XMLParser(**_PARSER)), shape


@functools.cache
def _vocabulary() -> tuple[frozenset[str], frozenset[str]]:
    """The elements and attributes that say something of a signature: those that the library's schemas name."""
    elements, attributes = set(), set()
    for folder in ("signxml.schemas", "signxml.xades.schemas"):
        for file in importlib.resources.files(folder).iterdir():
            if file.name.endswith(".xsd"):
                root = etree.fromstring(file.read_bytes(), etree.XMLParser(**_PARSER))
                space = root.get("targetNamespace")
                elements |= {f"{{{space}}}{one.get('name')}" for one in root.iter(f"{_SCHEMA}element")}
                attributes |= {one.get("name", "") for one in root.iter(f"{_SCHEMA}attribute")}
    return frozenset(elements), frozenset(attributes)


@functools.cache
def _own_spaces() -> frozenset[str]:
    return frozenset(one.partition("}")[0] + "}" for one in (*_vocabulary()[0], *_WRAPPERS))


def _is_shown(data: bytes, name: str, root: Any) -> bool:  # noqa: ANN401 - lxml has no types
    """Whether a person sees the same signs as the library: no HTML, no encoding that a reader of text takes amiss."""
    said = str(etree.ElementTree(root).docinfo.encoding or "utf-8").lower()
    if said not in _ENCODINGS or _kind(data, name) not in {"text", "message"}:
        return False
    try:
        return documents.decoded(data, None) == data.decode("utf-8-sig" if said == "utf-8" else said)
    except ValueError:
        return False


def _lists_files(name: str, data: bytes, files: Mapping[str, bytes]) -> bool:
    """Whether a file of a packed one says its form, or the names of its files (ODF 1.2 part 3), and nothing else."""
    if name == "mimetype":
        return data.strip() in {one.encode() for one in _MIMES}
    if name != "META-INF_manifest.xml":
        return False
    with contextlib.suppress(Exception):  # hostile files raise many things
        root, shape = _tree(data)
        return (
            not shape.bare
            and _is_shown(data, name, root)
            and root.getprevious() is None
            and root.getnext() is None
            and all(_is_entry(one, files) for one in root.iter())
        )
    return False


def _is_entry(one: Any, files: Mapping[str, bytes]) -> bool:  # noqa: ANN401 - lxml has no types
    if one.tag not in {f"{_MANIFEST}manifest", f"{_MANIFEST}file-entry"} or not _is_blank(one.text, one.tail):
        return False
    said = dict(one.attrib)
    path, media = said.pop(f"{_MANIFEST}full-path", "/"), said.pop(f"{_MANIFEST}media-type", "")
    size, version = said.pop(f"{_MANIFEST}size", ""), said.pop(f"{_MANIFEST}version", "")
    known = path == "/" or _file(path) in files
    counted = size in {"", str(len(files.get(_file(path), b"")))} and version in {"", "1.0", "1.1", "1.2", "1.3"}
    return bool(not said and known and counted and media in _MEDIA and _PREFIX.fullmatch(one.prefix or ""))


def _is_blank(*texts: str | None) -> bool:
    return not any((one or "").strip(" \t\r\n") for one in texts)


def _signatures(root: Any) -> list[Any]:  # noqa: ANN401 - as above
    """Signatures of the file, not those that stand in another one (a countersignature says nothing of the file)."""
    return [one for one in root.iter(_SIGNATURE) if next(one.iterancestors(_SIGNATURE), None) is None][:MAX_SIGNATURES]


@dataclass(frozen=True, slots=True)
class _Signed:
    """One of the signatures of a file, and the files beside it that it may name; ``needed``: those that it must."""

    root: Any
    number: int
    count: int
    size: int
    shape: _Shape = field(default_factory=_Shape)
    apart: Mapping[str, bytes] = field(default_factory=dict)
    needed: frozenset[str] = frozenset()

    @property
    def signature(self) -> Any:  # noqa: ANN401 - lxml has no types
        return _signatures(self.root)[self.number]

    @property
    def references(self) -> list[Any]:
        info = self.signature.find(_INFO)
        return list(info.findall(f"{_DS}Reference")) if info is not None else []

    @property
    def advanced(self) -> bool:
        """Whether properties are signed along (XAdES)."""
        return any(each.get("Type", "").endswith(_PROPERTIES) for each in self.references)

    @property
    def files(self) -> list[str]:
        """The files beside it that its references name."""
        said = [each.get("URI", "") for each in self.references]
        return [_file(uri) for uri in said if uri and not uri.startswith("#")]

    def is_much(self, certificates: int) -> bool:
        """Whether judging it is more work than a letter is worth."""
        count = len(self.references)
        times = count * certificates * self.count
        beside = sum(len(self.apart.get(one, b"")) for one in self.files) * certificates * self.count
        over = times * self.size > MAX_WORK or times * self.shape.nodes > MAX_STEPS or beside > MAX_APART
        return over or count > MAX_REFERENCES


class _Numbered:
    """A verifier of one signature among several; what it does not find in the file, ``apart`` gives, and nobody."""

    number = 0
    beside: Collection[bytes] = ()

    def _get_signature(self, root: Any) -> Any:  # noqa: ANN401 - lxml has no types
        return _signatures(root)[self.number]

    def _fromstring(self, xml_string: Any, **given: Any) -> Any:  # noqa: ANN401 - as above
        # A file beside it is hashed and never read as XML, whatever it holds.
        if any(xml_string is one for one in self.beside):
            raise etree.XMLSyntaxError("a file beside it", 0, 0, 0)
        above: Any = super()
        return above._fromstring(xml_string, **given)  # noqa: SLF001 - the library's own


class _Plain(_Numbered, XMLVerifier):
    """XML Signature alone."""


class _Advanced(_Numbered, XAdESVerifier):
    """XAdES: the properties that are signed name the certificate."""


def _one(one: _Signed, lists: Lists, at: dt.datetime) -> Found:
    given = list(_certificates(one.signature))
    if not one.references or one.is_much(len(given)):
        return Found(Signature.UNCHECKED)
    signer, states = None, []
    for each in given:
        states.append(_verified(one, each))
        if states[-1] is Signature.VALID:
            signer = each
            break
    if signer is None:
        # A rule that is not known here, or a second signature, may leave out what was put in later.
        judged = one.count == 1 and all(_known(each) for each in one.references)
        return Found(Signature.BROKEN if judged and Signature.BROKEN in states else Signature.UNCHECKED)
    if not one.advanced and any(each != signer and each.public_key() == signer.public_key() for each in given):
        return Found(Signature.UNCHECKED)  # no certificate is signed along, and anybody makes one of this key
    why = _weak(one.signature) or smime_mail.why_weak(signer, at)
    chain, country = chained(signer, given, lists, at)
    names = named(signer.subject), named(signer.issuer)
    return Found(Signature.POLICY if why else Signature.VALID, _whole(one, signer), *names, chain, country, why)


def _certificates(signature: Any) -> Iterator[x509.Certificate]:  # noqa: ANN401 - as above
    """The certificates that it brings along: claims, until a chain is built."""
    for one in signature.findall(f"{_DS}KeyInfo/{_DS}X509Data/{_DS}X509Certificate")[:MAX_CERTIFICATES]:
        try:
            made = loaded(base64.b64decode(one.text or ""))
        except ValueError:
            continue
        if made is not None:
            yield made


def _verified(one: _Signed, by: x509.Certificate) -> Signature:
    """VALID where it fits by that certificate's key, whatever its day; BROKEN where it fits by none."""
    verifier: Any = _Advanced() if one.advanced else _Plain()
    verifier.number, verifier.beside = one.number, list(one.apart.values())
    form: Any = XAdESSignatureConfiguration if one.advanced else SignatureConfiguration
    config = form(
        expect_references=True,
        verification_time=by.not_valid_before_utc,  # a certificate's days are judged apart
        signature_methods=frozenset(each for each in SignatureMethod if not each.name.startswith("HMAC")),
        digest_algorithms=frozenset(DigestAlgorithm),  # old ones fit, and nothing relies on them
    )
    # A name that stands twice in a packed file, or in none, gives nothing, and what is signed does not fit.
    given = {"parser": etree.XMLParser(**_PARSER), "uri_resolver": lambda uri: one.apart.get(_file(uri))}
    try:
        verifier.verify(one.root, x509_cert=by, expect_config=config, **given)
    except (InvalidDigest, InvalidSignature) as fault:
        # One of another length is written in another form, as some programs do.
        judged = type(fault) in {InvalidDigest, InvalidSignature} and "Expected " not in str(fault)
        return Signature.BROKEN if judged else Signature.UNCHECKED
    except Exception:  # noqa: BLE001 - hostile files raise many things
        return Signature.UNCHECKED
    return Signature.VALID


def _file(uri: str) -> str:
    """The name under which a file of a packed one is held here."""
    return re.sub(r"[\x00-\x1f/\\]", "_", urllib.parse.unquote(uri).removeprefix("./"))[:200]


def _weak(signature: Any) -> str:  # noqa: ANN401 - lxml has no types
    """The hash on which no rule of today relies, or nothing."""
    made = signature.find(_INFO)
    said = [one.get("Algorithm", "") for one in (*made.iter(f"{_DS}DigestMethod"), made.find(f"{_DS}SignatureMethod"))]
    return "SHA1" if any("#sha1" in one or one.endswith("-sha1") for one in said) else ""


def _rules(reference: Any) -> list[str]:  # noqa: ANN401 - lxml has no types
    """The rules by which a reference changes what it names."""
    return [one.get("Algorithm", "") for one in reference.iter(f"{_DS}Transform")]


def _known(reference: Any) -> bool:  # noqa: ANN401 - lxml has no types
    """Whether each of them is one that is followed here."""
    return all(one in {_BASE64, _ENVELOPED} or one.split("#", 1)[0] in _CANONICAL for one in _rules(reference))


def _whole(one: _Signed, signer: x509.Certificate) -> bool:
    """Whether nothing stands outside of what is signed: no element, word, comment or file; but for its own element."""
    root, own = one.root, one.signature
    covered = [found for each in one.references if (found := _covered(own, root, each)) is not None]
    rules = [each.get("Algorithm", "") for each in own.find(_INFO).iter()]
    # Whether comments are signed depends on how the file was made canonical, and a person reads them.
    marks = any(True for _ in root.iter(etree.Comment, etree.ProcessingInstruction, etree.Entity))
    around = root.getprevious() is not None or root.getnext() is not None
    bare = one.shape.bare_own or (one.shape.bare and any(each.startswith(_EXCLUSIVE) for each in rules))
    if marks or around or bare or not one.shape.plain or not _tells_of_itself(own, covered, signer):
        return False
    if one.needed or root.tag in _WRAPPERS:
        wrapped = root.tag in _WRAPPERS and list(root) == [own] and _is_plain(root)
        alone = root is own or (wrapped and _is_blank(root.text, own.tail))
        return alone and one.needed <= set(one.files)
    return root is own or root in covered


def _covered(own: Any, root: Any, reference: Any) -> Any:  # noqa: ANN401 - lxml has no types
    """The element that a reference covers from its start to its end, or None."""
    uri = reference.get("URI", "")
    if uri == "":
        element = root
    elif not uri.startswith("#"):
        return None
    else:
        named = (root.xpath(f"//*[@*[local-name()='{name}']=$uri]", uri=uri[1:]) for name in XMLVerifier.id_attributes)
        element = next((found[0] for found in named if found), None)
    if element is not None and _BASE64 in _rules(reference):
        # Of these the first words alone are signed, and what is no base64 in them is passed over.
        coded = element.getparent() is own and element.tag == f"{_DS}Object" and not len(element)
        return element if coded and _is_plain(element) and _is_code(element.text or "") else None
    return element


def _is_code(text: str) -> bool:
    """Whether it is base64 and nothing else, and not in pieces so short that they are words."""
    said = text.strip(" \t\r\n")
    return bool(_CODE.fullmatch(said)) and (len(said) >= _SHORT or said in {"AQAB", "Aw=="})


def _is_plain(element: Any) -> bool:  # noqa: ANN401 - lxml has no types
    """Whether an element that is not signed says nothing by its prefix, its attributes and its own words."""
    known = _vocabulary()[1]
    named = all(name in known and _VALUE.fullmatch(value) for name, value in element.attrib.items())
    # A reader of words passes over an Id and an address, and not over a form.
    return bool(named and element.get("MimeType", "") in _MEDIA and _PREFIX.fullmatch(element.prefix or ""))


def _tells_of_itself(own: Any, covered: list[Any], signer: x509.Certificate) -> bool:  # noqa: ANN401 - as above
    """Whether what of a signature's element is not signed in its own right is data about signatures.

    That what stands around the signature is signed does not help: the signature is left out of that.
    """
    signed, waiting = {*covered, own.find(_INFO)}, [own]
    while waiting:
        element = waiting.pop()
        if element in signed:
            continue
        if element.tag not in _vocabulary()[0] or not _is_plain(element) or not _is_data(element, signer):
            return False
        waiting += list(element)
        if not _is_blank(*(each.tail for each in element)):
            return False
    return True


def _is_data(element: Any, signer: x509.Certificate) -> bool:  # noqa: ANN401 - lxml has no types
    """Whether the words of an element are coded bytes, or those of the signer's certificate."""
    name, text = etree.QName(element).localname, (element.text or "").strip(" \t\r\n")
    if name == "X509SerialNumber":
        return text == str(signer.serial_number)
    if name in _DISTINGUISHED:
        names = (str(each.value) for name in (signer.subject, signer.issuer) for each in name)
        # A value as its bytes (RFC 4514 section 2.4): a tag, a length, the words.
        plain = _HEX.sub(lambda found: bytes.fromhex(found[1])[2:].decode(errors="replace"), _OID.sub(" ", text))
        return text.isprintable() and _words(plain) <= _KEYS | _words(" ".join(names))
    if name == "X509Certificate" and loaded(base64.b64decode(text)) is None:
        return False
    return not text or (name in _CODED and _is_code(text))


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))
