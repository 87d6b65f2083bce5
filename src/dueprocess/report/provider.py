"""Who publishes: the operator's own public words. They come from desk.toml and say nothing about a case."""

import datetime
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from dueprocess.formats.canonical import encode
from dueprocess.formats.record import MAYBE, Check, matching, sized
from dueprocess.report.cited import SnapshotError, check_line

MAX_NAME: Final = 80

_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_LANGUAGE: Final = re.compile(r"[a-z]{2}")
_MAIL: Final = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,8}")
_SITE: Final = re.compile(r"https://[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){1,8}(:\d{1,5})?(/[a-z0-9_-]{1,64}){0,8}")
_PLACE: Final = re.compile(r"https://[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){1,8}(/[A-Za-z0-9_.-]{1,64}){0,8}/?")
_TELEPHONE: Final = re.compile(r"\+?[0-9][0-9 -]{2,24}")
_ADDRESS: Final = rf"|{_MAIL.pattern}|{_PLACE.pattern}|{_TELEPHONE.pattern}"


LICENCES: Final = {
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "ODC-By-1.0": "https://opendatacommons.org/licenses/by/1-0/",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
    "PDDL-1.0": "https://opendatacommons.org/licenses/pddl/1-0/",
}
"""Licences for data that a provider may choose, by SPDX id, each with the address of its text."""


HOST_PLACES: Final = ("", "apart", "same")
"""Where data are read for a release: not said; on a machine that is not the desk's; on the desk's own (P10)."""


@dataclass(frozen=True, slots=True)
class Help:
    """Who helps a person, in the operator's own public words: a name, and a mail, https or telephone address."""

    name: str
    contact: str

    def __post_init__(self) -> None:
        """Raises SnapshotError."""
        check_line("the name of who helps", self.name, MAX_NAME)
        if not any(one.fullmatch(self.contact) for one in (_MAIL, _PLACE, _TELEPHONE)):
            raise SnapshotError("who helps is reached by one mail address, one https address or one telephone number")

    @property
    def href(self) -> str:
        """What a link to it holds."""
        if self.contact.startswith("https://"):
            return self.contact
        return f"mailto:{self.contact}" if "@" in self.contact else f"tel:{re.sub(r'[ -]', '', self.contact)}"


CREDENTIALS: Final = (
    *("contact_point", "users_contact", "representative", "establishment"),
    *("certificate", "licence", "notice"),
)
"""What a house is or holds before authorities.

``contact_point``, ``users_contact``: Regulation (EU) 2022/2065, articles 11 and 12. ``representative`` and
``establishment``: Directive (EU) 2023/1544, article 3 (not read: the State's own act says it). ``notice``: as under TKG
section 170.
"""


@dataclass(frozen=True, slots=True)
class Credential:
    """One thing that this house is or holds before authorities, in its own public words.

    ``owner`` (a pseudonym) sees to it that it is renewed, and is told to nobody outside.
    """

    kind: Annotated[str, Check(CREDENTIALS.__contains__, f"one of {', '.join(CREDENTIALS)}")]
    name: Annotated[str, sized(1, 120), Check(str.isprintable, "one line of text")]
    contact: Annotated[str, matching(_ADDRESS, "one mail, https or telephone address"), MAYBE] = ""
    country: Annotated[str, matching("|[A-Z]{2}", "two capital letters, as DE"), MAYBE] = ""
    languages: Annotated[tuple[Annotated[str, matching("[a-z]{2}", "as en")], ...], sized(0, 24), MAYBE] = ()
    law: Annotated[str, matching("|[A-Z0-9]{1,12}(-[A-Z0-9]{1,16}){0,6}", "the id of a law, as EU-DSA-11"), MAYBE] = ""
    expires: Annotated[datetime.date | None, MAYBE] = None
    owner: Annotated[str, matching("|[a-z][a-z0-9-]{1,31}", "a pseudonym"), MAYBE] = ""

    @property
    def public(self) -> dict[str, Any]:
        """What the public is told."""
        return {
            "kind": self.kind,
            "name": self.name,
            "contact": self.contact,
            "country": self.country,
            "languages": list(self.languages),
            "law": self.law,
            "expires": self.expires.isoformat() if self.expires else "",
        }


def facts_hash(credentials: Sequence[Mapping[str, Any]]) -> str:
    """SHA-256 (hex) of what the public is told of a house; empty where it says nothing."""
    return hashlib.sha256(encode(list(credentials))).hexdigest() if credentials else ""


@dataclass(frozen=True, slots=True)
class Declared:
    """What a desk says about itself: this standing law applies to us since that day, for these of our services."""

    law: Annotated[
        str, matching(r"[A-Z0-9]{1,12}(-[A-Z0-9]{1,16}){0,6}", "the id of a law on the shelf, as DE-TKG-173")
    ]
    since: datetime.date
    services: Annotated[tuple[str, ...], sized(0, 100), MAYBE] = ()  # empty: all


@dataclass(frozen=True, slots=True)
class Provider:
    """Who publishes: the operator's own public words.

    ``contact`` is a mail address; ``languages`` those in which demands are read (ISO 639-1); ``site`` the
    address at which the site is served, without a slash at the end, or empty where it is not known yet. ``security``
    is where weaknesses of the systems are reported (empty: to ``contact``); ``help`` who helps a person. ``licence`` is
    that of the published data (``LICENCES``); empty: the provider grants none. ``extraction_host`` is where the data of
    a release are read: ``HOST_PLACES``. ``reads_checked`` are services in whose databases' own logs the provider looked
    for reads that no production explains; of the others it did not.
    """

    name: str
    country: str
    contact: str
    languages: tuple[str, ...]
    services: tuple[str, ...]
    site: str = ""
    security: str = ""
    help: tuple[Help, ...] = ()
    licence: str = ""
    extraction_host: str = ""
    reads_checked: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raises SnapshotError."""
        check_line("the provider's name", self.name, MAX_NAME)
        for service in self.services:
            check_line("a service's name", service, MAX_NAME)
        if not _COUNTRY.fullmatch(self.country):
            raise SnapshotError("the provider's country is two capital letters (ISO 3166-1)")
        if not _MAIL.fullmatch(self.contact):
            raise SnapshotError("the provider's contact is one mail address")
        if self.security and not _MAIL.fullmatch(self.security):
            raise SnapshotError("the provider's security contact is one mail address")
        if not self.languages or not all(_LANGUAGE.fullmatch(one) for one in self.languages):
            raise SnapshotError("the provider reads at least one language (ISO 639-1, two small letters)")
        if self.licence and self.licence not in LICENCES:
            raise SnapshotError(f"the licence of the data is one of {', '.join(LICENCES)}")
        if self.extraction_host not in HOST_PLACES:
            raise SnapshotError(f"extraction_host is one of {', '.join(filter(None, HOST_PLACES))}")
        if not set(self.reads_checked) <= set(self.services) or len(set(self.reads_checked)) < len(self.reads_checked):
            raise SnapshotError("reads_checked names services of desk.toml, each once")
        if self.site and not _SITE.fullmatch(self.site):
            raise SnapshotError("the site's address begins with https:// and ends without a slash")
