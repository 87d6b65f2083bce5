"""Signatures in XML files (XML Signature 1.1; XAdES, ETSI EN 319 132-1): who signed, and whether the file is covered.

The kept library ``signxml`` judges hashes and keys (ADR 0128); what a signature covers is judged here, strictly: what
stands where no reference leads is told, be it a comment, since a person reads all of the file. Runs in the sandbox's
child. Hostile bytes raise nothing. No chain is fetched, no revocation asked for (hazard 12.2).
"""

import base64
import datetime as dt
import re
import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography import x509
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.exceptions import InvalidDigest, InvalidSignature
from signxml.verifier import SignatureConfiguration, XMLVerifier
from signxml.xades.xades import XAdESSignatureConfiguration, XAdESVerifier

from dueprocess.adapters import documents, opened_xml, smime_mail
from dueprocess.adapters.pdf_signatures import Chain, Lists, chained, fingerprint, loaded, named
from dueprocess.formats.mail_signature import Signature

MAX_BYTES: Final = 8 << 20
MAX_LIST: Final = 16 << 20
MAX_SIGNATURES: Final = 4
MAX_REFERENCES: Final = 64
MAX_LIST_REFERENCES: Final = 4
MAX_CERTIFICATES: Final = 8
MAX_WORK: Final = 64 << 20
"""Bytes, each as often as a reference has them read again."""
_DS: Final = "{http://www.w3.org/2000/09/xmldsig#}"
_SIGNATURE: Final = f"{_DS}Signature"
_XADES: Final = "{http://uri.etsi.org/01903/v1.3.2#}"
_SPACES: Final = (_DS, "{http://www.w3.org/2009/xmldsig11#}", "{http://uri.etsi.org/01903/")
"""Of what a signature says of itself. What else stands in its element, a person might take for words of the file."""
_PROPERTIES: Final = "#SignedProperties"
_BASE64: Final = "http://www.w3.org/2000/09/xmldsig#base64"
_ENVELOPED: Final = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
_CANONICAL: Final = frozenset(
    (
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
        "http://www.w3.org/2006/12/xml-c14n11",
        "http://www.w3.org/2001/10/xml-exc-c14n",
    )
)
_META: Final = re.compile(r"META-INF_")
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


def found(files: Mapping[str, bytes], lists: Lists, at: dt.datetime) -> list[Found]:
    """The signatures of files that stand together, what covers most first.

    ``files``: an XML file alone; or all of one packed file, of which one signs the others (ASiC, ETSI EN 319 162-1).
    A signature of another signature is left out: it says nothing of the file.
    """
    made: list[Found] = []
    for name, data in files.items():
        if documents.XML_SIGNATURE not in data:
            continue
        try:
            root = _tree(data)
        except (etree.LxmlError, opened_xml.DamagedError, ValueError):
            made.append(Found(Signature.UNCHECKED))
            continue
        beside = {other: held for other, held in files.items() if not _META.match(other) and other != "mimetype"}
        apart = beside if _META.match(name) else {}
        made += [_one(_Signed(root, number, len(data), apart), lists, at) for number in range(len(_signatures(root)))]
    return sorted(made, key=lambda one: (not one.whole, list(Signature).index(one.state)))[:MAX_SIGNATURES]


def signer_of(data: bytes) -> str:
    """SHA-256 (hex) of the certificate by whose key a file's root is signed, whatever its day; or nothing.

    For files of which nobody reads more than their elements: comments may stand beside what is signed.
    """
    try:
        root = _tree(data, MAX_LIST)
    except (etree.LxmlError, opened_xml.DamagedError, ValueError):
        return ""
    for number in range(len(_signatures(root))):
        one = _Signed(root, number, len(data), {})
        if 0 < len(one.references) <= MAX_LIST_REFERENCES and any(
            _covered(root, each) is root for each in one.references
        ):
            for each in _certificates(one.signature):
                if _verified(one, each) is Signature.VALID:
                    return fingerprint(each)
    return ""


def _tree(data: bytes, most: int = MAX_BYTES) -> Any:  # noqa: ANN401 - lxml has no types
    """The file's elements. Raises DamagedError for what has a DTD, nests deep or is too long, before a C library."""
    if len(data) > most:
        raise opened_xml.DamagedError("too long")
    depth = 0

    def start(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > opened_xml.MAX_NESTING:
            raise opened_xml.DamagedError("nested too deep")

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    opened_xml.walk(data, start, end, lambda _text: None)
    return etree.fromstring(data, etree.XMLParser(**_PARSER))


def _signatures(root: Any) -> list[Any]:  # noqa: ANN401 - as above
    """Signatures of the file, not those that stand in another one (a countersignature says nothing of the file)."""
    return [one for one in root.iter(_SIGNATURE) if next(one.iterancestors(_SIGNATURE), None) is None][:MAX_SIGNATURES]


@dataclass(frozen=True, slots=True)
class _Signed:
    """One of the signatures of a file, and the files beside it that it may name."""

    root: Any
    number: int
    size: int
    apart: Mapping[str, bytes]

    @property
    def signature(self) -> Any:  # noqa: ANN401 - lxml has no types
        return _signatures(self.root)[self.number]

    @property
    def references(self) -> list[Any]:
        return list(self.signature.findall(f"{_DS}SignedInfo/{_DS}Reference"))


class _Numbered:
    """A verifier of one signature among several; what it does not find in the file, ``apart`` gives, and nobody."""

    number = 0

    def _get_signature(self, root: Any) -> Any:  # noqa: ANN401 - lxml has no types
        return _signatures(root)[self.number]


class _Plain(_Numbered, XMLVerifier):
    """XML Signature alone."""


class _Advanced(_Numbered, XAdESVerifier):
    """XAdES: the properties that are signed name the certificate."""


def _one(one: _Signed, lists: Lists, at: dt.datetime) -> Found:
    given = list(_certificates(one.signature))
    if not 0 < len(one.references) <= min(MAX_REFERENCES, MAX_WORK // one.size):
        return Found(Signature.UNCHECKED)
    told = [(each, _verified(one, each)) for each in given]
    signer = next((each for each, state in told if state is Signature.VALID), None)
    if signer is None:
        # A rule that is not known here, or a second signature, may leave out what was put in later.
        judged = len(_signatures(one.root)) == 1 and all(_known(each) for each in one.references)
        broken = judged and any(state is Signature.BROKEN for _, state in told)
        return Found(Signature.BROKEN if broken else Signature.UNCHECKED)
    why = _weak(one.signature) or smime_mail.why_weak(signer, at)
    chain, country = chained(signer, given, lists, at)
    names = named(signer.subject), named(signer.issuer)
    return Found(Signature.POLICY if why else Signature.VALID, _whole(one), *names, chain, country, why)


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
    advanced = any(each.get("Type", "").endswith(_PROPERTIES) for each in one.references)
    verifier: Any = _Advanced() if advanced else _Plain()
    verifier.number = one.number
    form: Any = XAdESSignatureConfiguration if advanced else SignatureConfiguration
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
        return Signature.BROKEN if type(fault) in {InvalidDigest, InvalidSignature} else Signature.UNCHECKED
    except Exception:  # noqa: BLE001 - hostile files raise many things
        return Signature.UNCHECKED
    return Signature.VALID


def _file(uri: str) -> str:
    """The name under which a file of a packed one is held here."""
    return re.sub(r"[\x00-\x1f/\\]", "_", urllib.parse.unquote(uri).removeprefix("./"))[:200]


def _weak(signature: Any) -> str:  # noqa: ANN401 - lxml has no types
    """The hash on which no rule of today relies, or nothing."""
    made = signature.find(f"{_DS}SignedInfo")
    said = [one.get("Algorithm", "") for one in (*made.iter(f"{_DS}DigestMethod"), made.find(f"{_DS}SignatureMethod"))]
    return "SHA1" if any(one.endswith("sha1") for one in said) else ""


def _rules(reference: Any) -> list[str]:  # noqa: ANN401 - lxml has no types
    """The rules by which a reference changes what it names."""
    return [one.get("Algorithm", "") for one in reference.iter(f"{_DS}Transform")]


def _known(reference: Any) -> bool:  # noqa: ANN401 - lxml has no types
    """Whether each of them is one that is followed here."""
    return all(one in {_BASE64, _ENVELOPED} or one.split("#", 1)[0] in _CANONICAL for one in _rules(reference))


def _whole(one: _Signed) -> bool:
    """Whether nothing stands outside of what is signed: no element, word, comment or file; but for its own element."""
    if one.apart:
        return {_file(each.get("URI", "")) for each in one.references} >= set(one.apart)
    root, own = one.root, one.signature
    covered = [found for each in one.references if (found := _covered(root, each)) is not None]
    # Whether comments are signed depends on how the file was made canonical, and a person reads them.
    marks = any(True for _ in root.iter(etree.Comment, etree.ProcessingInstruction))
    around = root.getprevious() is not None or root.getnext() is not None
    told = any(each not in covered and not _says_nothing(each) for each in own.findall(f"{_DS}Object"))
    if marks or around or told or any(not _is_of_signature(each, covered) for each in own.iter()):
        return False
    if root is own or root in covered:
        return True
    said = [root.text, *(each.tail for each in root), *root.attrib.values()]
    return all(each is own or each in covered for each in root) and not any((each or "").strip() for each in said)


def _covered(root: Any, reference: Any) -> Any:  # noqa: ANN401 - lxml has no types
    """The element that a reference covers from its start to its end, or None."""
    uri = reference.get("URI")
    if uri == "":
        element = root
    else:
        named = (root.xpath(f"//*[@*[local-name()='{name}']=$uri]", uri=uri[1:]) for name in XMLVerifier.id_attributes)
        element = next((found[0] for found in named if found), None)
    if element is not None and len(element) and _BASE64 in _rules(reference):
        return None  # of these the first words alone are signed
    return element


def _is_of_signature(element: Any, covered: list[Any]) -> bool:  # noqa: ANN401 - lxml has no types
    """Whether an element in a signature is signed in its own right, or of the kinds that say something of signatures.

    That what stands around the signature is signed does not help: the signature is left out of that.
    """
    if element.tag.startswith(_SPACES):
        return True
    while element.tag != _SIGNATURE:
        if element in covered:
            return True
        element = element.getparent()
    return False


def _says_nothing(element: Any) -> bool:  # noqa: ANN401 - lxml has no types
    """Whether an object in a signature holds nothing but what is said of the signature."""
    return not (element.text or "").strip() and all(
        one.tag == f"{_XADES}QualifyingProperties" and not (one.tail or "").strip() for one in element
    )
