"""Words of talks, made up."""

import datetime
import hashlib
from dataclasses import replace
from typing import Any

from dueprocess.adapters import crypto
from dueprocess.formats.talk import KIND, MEDIA, Came, Side, Sort, Topic, Way, Words, encode, name_of
from dueprocess.report.talks import PublicTalk

ON = datetime.date(2026, 11, 20)
TALK = Words(
    sort=Sort.TALK,
    on=ON,
    country="PK",
    language="en",
    body="Telecommunication Authority",
    function="Director, Licensing",
    way=Way.MEETING,
    began=Side.THEY,
    about=(Topic.LICENCE, Topic.ACCESS),
    says="Whether a licence can ask for a monitoring centre.",
    asked="A link into our exchange by March.",
    answered="That no law says so, and that we would not build it.",
    came=Came.OPEN,
)
POSITION = replace(
    TALK,
    sort=Sort.POSITION,
    way=Way.CONSULTATION,
    bill="Cybercrime Bill 2026",
    stand="oppose",
    sent="We oppose section 38.\n\nIt lets data leave without a court.",
    beside=("Bytes for Rights",),
    says="Sharing abroad without a court.",
    asked="",
    answered="",
)
EXIT = replace(
    TALK,
    sort=Sort.EXIT,
    says="We would leave rather than build the link.",
    export="Everybody takes their mail along by IMAP until the last day.",
    warning="At log-in and by mail, ninety days before.",
    last_day=datetime.date(2027, 6, 30),
)


def inside(words: Words = TALK) -> tuple[str, bytes]:
    """The commitment to words, and the inside of the object that holds them."""
    data = crypto.packed(KIND, MEDIA, encode(words), "2026-11-30T10:00:00Z")
    return name_of(data), data


def public(words: Words, published_on: datetime.date, /, **more: Any) -> PublicTalk:
    """Published words; the same have the same name here, so that a sample site is the same each time."""
    made = replace(words, **more)
    return PublicTalk(hashlib.sha256(encode(made)).hexdigest(), made, published_on)
