"""The provider as desk.toml tells it: public facts that pages and letters need. No secret stands here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import datetime

    from dueprocess.demand.codes import ServiceClass
    from dueprocess.report.provider import Help
    from dueprocess.report.told import Declared

ADDRESSES: Final = (
    "site_address",
    "staff_address",
    "api_address",
    "vault_address",
    "door_address",
    "portal_address",
    "person_address",
    "person_onion",
)
"""Origins under which the surfaces are reached from outside; empty where the desk does not serve one."""


@dataclass(frozen=True, slots=True)
class Service:
    """One service of the provider and its legal class (``codes.ServiceClass``)."""

    name: str
    service_class: ServiceClass


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How letters and pages leave: an SMTP server. ``security`` is starttls, tls, or none on the same machine."""

    host: str
    sender: str  # envelope and From address; replies and bounces come back to it
    port: int = 587
    security: str = "starttls"
    user: str = ""
    password_file: str = ""  # a file that the worker alone may read
    bounces: str = ""  # where returned letters are read: imaps://user@host/FOLDER, or the path of a Maildir
    bounces_password_file: str = ""  # empty: that of the server


@dataclass(frozen=True, slots=True)
class House:
    """What desk.toml says about the provider."""

    name: str
    country: str  # ISO 3166-1 alpha-2
    timezone: str = "UTC"  # IANA name
    services: tuple[Service, ...] = ()
    languages: tuple[str, ...] = ("en",)
    contact: str = ""  # public contact address of the desk
    security_contact: str = ""  # where weaknesses are reported; empty: to the same address
    help: tuple[Help, ...] = ()  # who helps a person, as the public site names them
    site_address: str = ""  # where the public site stands
    staff_address: str = ""
    api_address: str = ""
    vault_address: str = ""
    door_address: str = ""
    portal_address: str = ""  # empty: this desk offers authorities no portal
    person_address: str = ""  # the pages of persons; not served unless set
    person_onion: str = ""  # the same as an onion service
    practice: bool = False  # a desk for training: nothing leaves it
    place: str = ""  # where letters are dated
    address: tuple[str, ...] = ()  # lines under the name on a letter
    account: tuple[str, ...] = ()  # lines that say where an invoice is paid to
    mail: MailSettings | None = None
    us_1874: int = 0  # structure of 50 USC 1874 in which national-security process is told; 0: not told
    us_1874_since: datetime.date | None = None  # first order to a new platform: its process waits 540 days
    data_licence: str = ""  # SPDX id (provider.LICENCES) under which the published data may be used; empty: none
    owes: tuple[str, ...] = ()  # reports that a law asks of the provider (metrics.FIXED): dsa, eevidence
    # Which keys of owed.SETTINGS stand there, also where they say none.
    said: frozenset[str] = field(default=frozenset(), compare=False)
    standing_access: tuple[Declared, ...] = ()  # laws that give authorities access which the provider cannot see
