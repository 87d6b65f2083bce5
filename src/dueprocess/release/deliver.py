"""ETSI TS 103 120 DELIVER: the message around one sealed part, for authorities whose systems take nothing else.

Schemas v1.23.1 (``OriginalFilename``). What stands in it is a ciphertext, its SHA-256 and size, and identifiers that
the authority gave. The base64 in the middle is written by whoever streams (``adapters/recipients.deliver``).
"""

import html
import re
from dataclasses import dataclass
from typing import Final

from dueprocess.formats.recipient import How, refuse

VERSION: Final = "V1.23.1"
MEDIA: Final = {
    How.CMS: "application/pkcs7-mime",
    How.OPENPGP: "application/octet-stream",
    How.AGE: "application/octet-stream",
    How.PASSPHRASE: "application/octet-stream",
}
SEALED: Final = {
    How.CMS: "CMS AuthEnvelopedData, AES-256-GCM (RFC 5083), DER or BER",
    How.OPENPGP: "OpenPGP message, binary",
    How.AGE: "age v1, X25519",
    How.PASSPHRASE: "age v1, scrypt; the words are read out on a call",
}
_SPACES: Final = (
    ("", "http://uri.etsi.org/03120/common/2019/10/Core"),
    (":delivery", "http://uri.etsi.org/03120/common/2019/10/Delivery"),
    (":xsi", "http://www.w3.org/2001/XMLSchema-instance"),
)
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_LDID: Final = re.compile(r"[A-Z]{2}-[!-~ ]{1,120}-[!-~ ]{1,120}")
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PLAIN: Final = re.compile(r"[!-~]([ -~]{0,118}[!-~])?")
_STAMP: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Country and identifier of a side, as both agreed."""

    country: str
    id: str


@dataclass(frozen=True, slots=True)
class Deliver:
    """One message.

    Attributes:
        sender: the provider.
        receiver: the authority.
        profile: owner and version of the national profile, as ``("EU", "v1.3.1")``.
        ldid: the authority's own identifier of the disclosure task: country, authority, number.
        task: UUID of the task's object; empty where the authority gave none.
        transaction: UUID of this message.
        object: UUID of this object.
        delivery: UUID of the delivery, the same in each of its messages.
        at: moment with six decimals and ``Z``.
        number: of this part, from 0.
        last: whether it is the last.
        how: in which way the part is sealed.
        name: file name of the part.
    """

    sender: Endpoint
    receiver: Endpoint
    profile: tuple[str, str]
    ldid: str
    task: str
    transaction: str
    object: str
    delivery: str
    at: str
    number: int
    last: bool
    how: How
    name: str


def head(message: Deliver) -> bytes:
    """The message up to the base64 of the part. Raises DeniedError ``recipient.deliver``."""
    _check(message)
    spaces = " ".join(f'xmlns{name}="{uri}"' for name, uri in _SPACES)
    task = f"<AssociatedObjects><AssociatedObject>{message.task}</AssociatedObject></AssociatedObjects>"
    owner, version = message.profile
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<HI1Message {spaces}><Header>'
        f"<SenderIdentifier>{_endpoint(message.sender)}</SenderIdentifier>"
        f"<ReceiverIdentifier>{_endpoint(message.receiver)}</ReceiverIdentifier>"
        f"<TransactionIdentifier>{message.transaction}</TransactionIdentifier><Timestamp>{message.at}</Timestamp>"
        f"<Version><ETSIVersion>{VERSION}</ETSIVersion><NationalProfileOwner>{html.escape(owner)}</NationalProfileOwner>"
        f"<NationalProfileVersion>{html.escape(version)}</NationalProfileVersion></Version></Header>"
        f"<Payload><RequestPayload><ActionRequests><ActionRequest><ActionIdentifier>0</ActionIdentifier><DELIVER>"
        f"<Identifier>{message.object}</Identifier>"
        f'<HI1Object xsi:type="delivery:DeliveryObject"><ObjectIdentifier>{message.object}</ObjectIdentifier>'
        f"{task if message.task else ''}"
        f"<delivery:Reference><delivery:LDID>{html.escape(message.ldid)}</delivery:LDID></delivery:Reference>"
        f"<delivery:DeliveryID>{message.delivery}</delivery:DeliveryID>"
        f"<delivery:SequenceNumber>{message.number}</delivery:SequenceNumber>"
        f"<delivery:LastSequence>{str(message.last).lower()}</delivery:LastSequence>"
        f"<delivery:Delivery><delivery:BinaryData><delivery:Data>"
    ).encode()


def tail(message: Deliver, hash_: str, size: int) -> bytes:
    """The rest, with SHA-256 (hex) and size of the part that was written."""
    return (
        f"</delivery:Data><delivery:ContentType>{MEDIA[message.how]}</delivery:ContentType>"
        f"<delivery:Checksum>{hash_}</delivery:Checksum><delivery:ChecksumType>SHA-256</delivery:ChecksumType>"
        f"<delivery:OriginalFilename>{html.escape(message.name)}</delivery:OriginalFilename>"
        f"<delivery:ContentLength>{size}</delivery:ContentLength></delivery:BinaryData></delivery:Delivery>"
        f"<delivery:EncryptionDetails><delivery:AdditionalInformation>{SEALED[message.how]}"
        f"</delivery:AdditionalInformation></delivery:EncryptionDetails>"
        f"</HI1Object></DELIVER></ActionRequest></ActionRequests></RequestPayload></Payload></HI1Message>\n"
    ).encode()


def _endpoint(side: Endpoint) -> str:
    return f"<CountryCode>{side.country}</CountryCode><UniqueIdentifier>{html.escape(side.id)}</UniqueIdentifier>"


def _check(message: Deliver) -> None:
    sides = (message.sender, message.receiver)
    if not all(_COUNTRY.fullmatch(side.country) and _PLAIN.fullmatch(side.id) for side in sides):
        refuse("deliver", "sender and receiver are a country of two letters and an identifier, as DE:TALBACH")
    if not all(_PLAIN.fullmatch(text) for text in (*message.profile, message.name)):
        refuse("deliver", "the profile is an owner and a version, as EU:v1.3.1, and the file has a plain name")
    if not _LDID.fullmatch(message.ldid):
        refuse("deliver", "the identifier of the task is country, authority and number, as DE-TALBACH-4711")
    ids = (message.transaction, message.object, message.delivery, *([message.task] if message.task else []))
    if not all(_UUID.fullmatch(id_) for id_ in ids) or not _STAMP.fullmatch(message.at) or message.number < 0:
        refuse("deliver", "a message has identifiers of the form UUID, and a moment with six decimals")
