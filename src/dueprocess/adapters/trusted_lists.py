"""Trusted lists of the European Union (ETSI TS 119 612; Regulation (EU) 910/2014, art. 22) that the operator put here.

Read in the sandbox's child. Nothing is fetched. A country's list counts where the list of lists names whose key signed
it; the list of lists itself is what the operator put here, and its signer's fingerprint is told, to be compared with
the Official Journal. What is taken: certificates of services that issue qualified certificates and are granted today;
of the list of lists, which countries there are and who signs their lists.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from dueprocess.adapters import opened_xml
from dueprocess.adapters.chains import Anchor, Lists

MAX_FILE: Final = 16 << 20
MAX_CERTIFICATE: Final = 8 << 10
MAX_ANCHORS: Final = 5000
MAX_SIGNERS: Final = 500
_ISSUES: Final = "/CA/QC"
_GRANTED: Final = ("/granted", "/recognisedatnationallevel")
_OF_LISTS: Final = "EUlistofthelists"
_OWN: Final = "Signature"
_COUNTRY: Final = re.compile("[A-Z]{2}")
_SIGNER: Final = re.compile("[A-Z]{2} [0-9a-f]{64}")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(slots=True)
class _One:
    """What one file says."""

    kind: str = ""
    country: str = ""
    issued: str = ""
    next: str = ""
    pointers: list[str] = field(default_factory=list)
    signers: list[str] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)


def read(options: Mapping[str, Any], data: bytes) -> dict[str, Any]:
    """Job "list": ``{"kind": "list" | "lists" | "none", "country", "issued", "next", "pointers", "anchors"}``.

    ``signer``: SHA-256 (hex) of the certificate by whose key all of the file is signed, or empty.
    ``signers``: of the list of lists: countries, each with a certificate that signs its list ("DE 6a0f…").
    """
    from dueprocess.adapters import xml_signatures  # a library of C: for this alone

    del options
    walker = _Walker()
    try:
        opened_xml.walk(data, walker.start, walker.end, walker.text)
    except opened_xml.DamagedError:
        return _told(_One(), "")
    return _told(walker.one, xml_signatures.signer_of(data))


def warm() -> None:
    """Load what is loaded late, so that the child needs no file."""
    from dueprocess.adapters import xml_signatures

    xml_signatures.warm()


def _told(one: _One, by: str) -> dict[str, Any]:
    kind = "none" if not one.issued else "lists" if one.kind.endswith(_OF_LISTS) else "list"
    return {
        "kind": kind,
        "country": one.country if _COUNTRY.fullmatch(one.country) else "",
        "issued": one.issued,
        "next": one.next,
        "pointers": sorted({name for name in one.pointers if _COUNTRY.fullmatch(name)})[:200],
        "anchors": one.anchors[:MAX_ANCHORS],
        "signer": by,
        "signers": sorted({name for name in one.signers if _SIGNER.fullmatch(name)})[:MAX_SIGNERS],
    }


class _Walker:
    def __init__(self) -> None:
        self.one = _One()
        self.path: list[str] = []
        self.said = ""
        self.service: dict[str, Any] = {}
        self.pointed: tuple[str, set[str]] = ("", set())  # country and certificates of a pointer

    def start(self, name: str, attributes: dict[str, str]) -> None:
        del attributes
        self.path.append(name.rpartition(" ")[2])
        if len(self.path) > opened_xml.MAX_NESTING:
            raise opened_xml.DamagedError("nested too deep")
        self.said = ""
        if self.path[-1] == "TSPService" and _OWN not in self.path:
            self.service = {"certificates": []}

    def text(self, text: str) -> None:
        if len(self.said) < 2 * MAX_CERTIFICATE:
            self.said += text

    def end(self, name: str) -> None:
        del name
        local, said, above = self.path[-1], self.said.strip(), self.path[:-1]
        if _OWN in self.path:
            pass  # in the list's own signature anybody puts anything
        elif "SchemeInformation" in above:
            self._scheme(local, said, above)
        elif "ServiceInformation" in above and "ServiceHistory" not in above:
            self._service(local, said)
        elif local == "TSPService":
            self._close()
        self.path.pop()
        self.said = ""

    def _scheme(self, local: str, said: str, above: list[str]) -> None:
        one = self.one
        if "OtherTSLPointer" in above:
            self._pointer(local, said)
        elif local == "OtherTSLPointer":
            country, held = self.pointed
            one.pointers.append(country)
            one.signers += [f"{country} {digest}" for digest in held]
            self.pointed = ("", set())
        elif local == "TSLType":
            one.kind = said[:200]
        elif local == "SchemeTerritory":
            one.country = said[:2]
        elif local == "ListIssueDateTime" and (found := _DAY.match(said)):
            one.issued = found[0]
        elif local == "dateTime" and "NextUpdate" in above and (found := _DAY.match(said)):
            one.next = found[0]

    def _pointer(self, local: str, said: str) -> None:
        if local == "SchemeTerritory":
            self.pointed = (said[:2], self.pointed[1])
        elif local == "X509Certificate" and (der := _der(said)):
            self.pointed[1].add(hashlib.sha256(der).hexdigest())

    def _service(self, local: str, said: str) -> None:
        if local == "ServiceTypeIdentifier":
            self.service["kind"] = said
        elif local == "ServiceStatus":
            self.service["status"] = said
        elif local == "X509Certificate":
            self.service.setdefault("certificates", []).append(re.sub(r"\s", "", said))

    def _close(self) -> None:
        told = self.service
        if str(told.get("kind", "")).endswith(_ISSUES) and str(told.get("status", "")).endswith(_GRANTED):
            self.one.anchors += [text for text in told["certificates"] if _der(text)]


def _der(text: str) -> bytes:
    """A certificate's bytes, or none."""
    try:
        der = base64.b64decode(re.sub(r"\s", "", text), validate=True)
    except (ValueError, binascii.Error):
        return b""
    return der if der[:1] == b"\x30" else b""


def together(files: Iterable[Mapping[str, Any]], today: str) -> dict[str, Any]:
    """What several files say together, as options of a job hold it (``chains.Lists``).

    Where the list of lists is here, a country's list that is not signed by whom it names counts as lacking.
    """
    rows = [one for one in files if one["kind"] != "none"]
    of_lists = [one for one in rows if one["kind"] == "lists"]
    named = {country for one in of_lists for country in one["pointers"]} - {"EU"}
    lists = [one for one in rows if one["kind"] == "list" and (not of_lists or is_named(one, of_lists))]
    here = {one["country"] for one in lists}
    return {
        "anchors": [[text, one["country"]] for one in lists for text in one["anchors"]],
        "as_of": min((one["issued"] for one in lists), default=""),
        # Without the list of lists nobody knows which are all.
        "lacking": sorted(named - here) if of_lists else ["EU"],
        "late": any(one["next"] and one["next"] < today for one in rows),
    }


def is_named(one: Mapping[str, Any], of_lists: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a country's list is signed by whom a list of lists names for that country."""
    named = f"{one['country']} {one.get('signer', '')}"
    return any(named in each.get("signers", ()) for each in of_lists)


def of_plain(plain: Mapping[str, Any]) -> Lists:
    """The lists, as options of a job hold them."""
    anchors = [Anchor(base64.b64decode(text), str(country)) for text, country in plain["anchors"]]
    return Lists(anchors, str(plain["as_of"]), tuple(plain["lacking"]), bool(plain["late"]))
