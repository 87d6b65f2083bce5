"""Keys of the mailbox, for the command line and a vault of one's own: what opens them opens there alone (ADR 0102)."""

import base64
from typing import Any

from django.http import HttpRequest

from dueprocess.desk.api import shapes
from dueprocess.desk.api.access_table import Routes, caller
from dueprocess.desk.api.act_routes import age_file, from_base64
from dueprocess.desk.services import mail_keys
from dueprocess.desk.web.desk import desk_of

router = Routes()


@router.on("GET /v1/desk/mail-keys", shapes.MailKeys)
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


@router.on("POST /v1/desk/mail-keys", shapes.KeptMailKey)
def keep(request: HttpRequest, payload: shapes.NewMailKey) -> dict[str, Any]:
    """Keep a public record and age files for those who may open mail by the roster in force; what stands stays."""
    public = from_base64(payload.public, "public")
    sealed = {one.person: age_file(one.bytes) for one in payload.envelopes}
    return {"hash": mail_keys.keep(desk_of(request), public, sealed)}
