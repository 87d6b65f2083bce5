"""Keys of the mailbox, for the command line and a vault of one's own: what opens them opens there alone (ADR 0102)."""

import base64
from typing import Any

from django.http import HttpRequest
from pydantic import Field

from dueprocess.desk.api.access_table import Routes, caller
from dueprocess.desk.api.act_routes import age_file, from_base64
from dueprocess.desk.api.shapes import Asked, Code, shape
from dueprocess.desk.services import mail_keys
from dueprocess.desk.web.desk import desk_of

router = Routes()


class SealedMailKey(Asked):
    """What opens mail, for one person or recovery."""

    person: Code
    bytes: str = Field(max_length=256 << 10, description="base64 of an age file")


class NewMailKey(Asked):
    """A key of the mailbox: its public record, and who opens it."""

    public: str = Field(max_length=88 << 10, description="base64")
    envelopes: list[SealedMailKey] = Field(max_length=201)


MailKeyRow = shape(
    "MailKeyRow",
    "A key of the mailbox.",
    "hash, public, envelope",
    public="base64 of its public record",
    envelope="base64 of the caller's age file; empty where they have none",
)
MailKeys = shape("MailKeys", "Keys of the mailbox, newest first.", "rows: [MailKeyRow]")
KeptMailKey = shape("KeptMailKey", "A key of the mailbox is kept.", "hash", hash="how a roster names it")


@router.on("GET /v1/desk/mail-keys", MailKeys)
def kept(request: HttpRequest) -> dict[str, Any]:
    """Every key of the mailbox, newest first, with what the caller opens it by; the roster says which of them count."""
    rows = mail_keys.keys(caller(request).person)
    return {
        "rows": [
            {
                "hash": one.hash,
                "public": base64.b64encode(one.public).decode(),
                "envelope": base64.b64encode(one.envelope).decode(),
            }
            for one in rows
        ]
    }


@router.on("POST /v1/desk/mail-keys", KeptMailKey)
def keep(request: HttpRequest, payload: NewMailKey) -> dict[str, Any]:
    """Keep a public record and age files for those who may open mail by the roster in force; what stands stays."""
    public = from_base64(payload.public, "public")
    sealed = {one.person: age_file(one.bytes) for one in payload.envelopes}
    return {"hash": mail_keys.keep(desk_of(request), public, sealed)}
