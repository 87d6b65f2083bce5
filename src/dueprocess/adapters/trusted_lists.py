"""Trusted lists of the European Union (ETSI TS 119 612; Regulation (EU) 910/2014, art. 22) that the operator put here.

Read in the sandbox's child. Nothing is fetched, and a list's own signature is not checked: whoever puts a file into the
folder says that it is the list, as with any file of the home. What is taken: certificates of services that issue
qualified certificates and are granted today; of the list of lists, which countries there are.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from dueprocess.adapters import opened_xml
from dueprocess.adapters.pdf_signatures import Anchor, Lists

MAX_FILE: Final = 16 << 20
MAX_CERTIFICATE: Final = 8 << 10
MAX_ANCHORS: Final = 5000
_ISSUES: Final = "/CA/QC"
_GRANTED: Final = ("/granted", "/recognisedatnationallevel")
_OF_LISTS: Final = "EUlistofthelists"
_COUNTRY: Final = re.compile("[A-Z]{2}")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(slots=True)
class _One:
    """What one file says."""

    kind: str = ""
    country: str = ""
    issued: str = ""
    next: str = ""
    pointers: list[str] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)


def read(options: Mapping[str, Any], data: bytes) -> dict[str, Any]:
    """Job "list": ``{"kind": "list" | "lists" | "none", "country", "issued", "next", "pointers", "anchors"}``."""
    del options
    walker = _Walker()
    try:
        opened_xml.walk(data, walker.start, walker.end, walker.text)
    except opened_xml.DamagedError:
        return _told(_One())
    return _told(walker.one)


def _told(one: _One) -> dict[str, Any]:
    kind = "none" if not one.issued else "lists" if one.kind.endswith(_OF_LISTS) else "list"
    return {
        "kind": kind,
        "country": one.country if _COUNTRY.fullmatch(one.country) else "",
        "issued": one.issued,
        "next": one.next,
        "pointers": sorted({name for name in one.pointers if _COUNTRY.fullmatch(name)})[:200],
        "anchors": one.anchors[:MAX_ANCHORS],
    }


class _Walker:
    def __init__(self) -> None:
        self.one = _One()
        self.path: list[str] = []
        self.said = ""
        self.service: dict[str, Any] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        del attributes
        self.path.append(name.rpartition(" ")[2])
        if len(self.path) > opened_xml.MAX_NESTING:
            raise opened_xml.DamagedError("nested too deep")
        self.said = ""
        if self.path[-1] == "TSPService":
            self.service = {"certificates": []}

    def text(self, text: str) -> None:
        if len(self.said) < 2 * MAX_CERTIFICATE:
            self.said += text

    def end(self, name: str) -> None:
        del name
        local, said, above = self.path[-1], self.said.strip(), self.path[:-1]
        if "SchemeInformation" in above:
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
            if local == "SchemeTerritory":
                one.pointers.append(said[:2])
        elif local == "TSLType":
            one.kind = said[:200]
        elif local == "SchemeTerritory":
            one.country = said[:2]
        elif local == "ListIssueDateTime" and (found := _DAY.match(said)):
            one.issued = found[0]
        elif local == "dateTime" and "NextUpdate" in above and (found := _DAY.match(said)):
            one.next = found[0]

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
            self.one.anchors += [text for text in told["certificates"] if _is_der(text)]


def _is_der(text: str) -> bool:
    try:
        return base64.b64decode(text, validate=True)[:1] == b"\x30"
    except (ValueError, binascii.Error):
        return False


def together(files: Iterable[Mapping[str, Any]], today: str) -> dict[str, Any]:
    """What several files say together, as options of a job hold it (``pdf_signatures.Lists``)."""
    rows = [one for one in files if one["kind"] != "none"]
    lists = [one for one in rows if one["kind"] == "list"]
    named = {country for one in rows if one["kind"] == "lists" for country in one["pointers"]} - {"EU"}
    here = {one["country"] for one in lists}
    # Without the list of lists nobody knows which are all.
    whole = any(one["kind"] == "lists" for one in rows)
    return {
        "anchors": [[text, one["country"]] for one in lists for text in one["anchors"]],
        "as_of": min((one["issued"] for one in lists), default=""),
        "lacking": sorted(named - here) if whole else ["EU"],
        "late": any(one["next"] and one["next"] < today for one in rows),
    }


def of_plain(plain: Mapping[str, Any]) -> Lists:
    """The lists, as options of a job hold them."""
    anchors = [Anchor(base64.b64decode(text), str(country)) for text, country in plain["anchors"]]
    return Lists(anchors, str(plain["as_of"]), tuple(plain["lacking"]), bool(plain["late"]))
