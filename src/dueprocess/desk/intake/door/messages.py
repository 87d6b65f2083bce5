"""The endpoint of ETSI TS 103 120: a message over mutual TLS, sealed, registered, and answered in its own form.

Who calls is known by the certificate of the connection alone, which is one that two people verified for an office of
the directory (hazards 2.1, 2.3); names in the message are claims. The proxy shows the certificate, and that it is the
proxy, by a token of the house. All others get one answer, before a byte of theirs is read.

The answer is a receipt: nobody has decided anything yet, and whether an account exists is said by no machine. It is
written by the child that reads the message, after the original is sealed (ADR 0103).
"""

import base64
import binascii
import hashlib
import os
import re
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from django.conf import settings
from django.utils.module_loading import import_string

from dueprocess.adapters.sandbox import Handed, Sandbox
from dueprocess.demand.codes import Channel
from dueprocess.desk.data import soundness
from dueprocess.desk.data.models import Verification
from dueprocess.desk.intake.door.arrival import check_room
from dueprocess.desk.intake.requests import RefusedError, Request
from dueprocess.desk.intake.sealing import Bound, Incoming, NotSealedError, seal_all, setup_of
from dueprocess.desk.services.arrivals import register
from dueprocess.desk.services.cases import verification_of
from dueprocess.desk.services.desk import Desk, authority_names
from dueprocess.desk.web import tokens
from dueprocess.formats import hi1
from dueprocess.formats.refusal import DeniedError

PATH: Final = "/hi1"
MAX_MESSAGE: Final = 64 << 20
UNREAD: Final = 3020
"""Error code of the standard: the message does not follow its schema."""
_MEDIA: Final = {"application/xml": "xml", "text/xml": "xml", "application/json": "json"}
_PEM: Final = re.compile(r"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]{1,12000})-----END CERTIFICATE-----\s*")
_NOBODY: Final = "This connection is bound to nobody here."


def take_message(
    request: Request, home: Path, known: Callable[[], None], whole: Callable[[], None]
) -> tuple[bytes, str]:
    """Take a message; its answer and the answer's media type. Raises RefusedError, GoneError."""
    desk: Desk = import_string(settings.OPEN_DESK)()
    try:
        soundness.check_mark(home)
    except DeniedError as fault:
        raise RefusedError(503, str(fault.denied.text)) from fault
    bound = bound_to(desk, request.headers.get("authorization", ""), request.headers.get("client-cert", ""))
    if bound is None:
        raise RefusedError(403, _NOBODY)
    known()
    form = _MEDIA.get(request.headers.get("content-type", "").partition(";")[0].strip().lower())
    if form is None:
        raise RefusedError(415, "Send one message of ETSI TS 103 120 as application/xml or application/json.")
    if request.body.left > MAX_MESSAGE:
        raise RefusedError(413, f"More than {MAX_MESSAGE >> 20} MiB in one message.")
    check_room(desk, home, request.body.left)
    handle, size = os.memfd_create("message", os.MFD_CLOEXEC), 0
    for data in iter(request.body.read, b""):
        size += os.write(handle, data)
    whole()
    incoming = Incoming(
        f"message.{form}",
        f"application/{form}",
        Channel.XML,
        desk.now,
        Handed(handle, size),
        desk.house.practice,
        bound=bound,
    )
    try:
        with Sandbox(setup=setup_of(desk)) as sandbox:
            received = list(seal_all(desk, [incoming], sandbox))
    except NotSealedError as fault:
        raise RefusedError(503, "It could not be sealed, and nothing was kept. Send it again.") from fault
    register(desk, received)
    return received[0].receipt or _unread(desk, bound, form), f"application/{form}"


def bound_to(desk: Desk, bearer: str, shown: str) -> Bound | None:
    """The office for which two people verified just this certificate, where the house's own proxy shows it."""
    scheme, _, secret = bearer.partition(" ")
    row = tokens.find(desk, secret, ("system",)) if scheme.lower() == "bearer" else None
    key = hashlib.sha256(_certificate(shown)).hexdigest()
    named = Verification.objects.filter(key_kind="cms", key=key).values_list("authority", flat=True).distinct()
    offices = [one for one in named if (now := verification_of(desk, one)) is not None and now.key == key]
    if row is None or "arrive" not in row.scopes.split(",") or len(offices) != 1:
        return None
    office = next((one for one in authority_names(desk) if one.id == offices[0]), None)
    return Bound(office.id, office.canonical_en, office.country) if office else None


def _certificate(shown: str) -> bytes:
    """DER of the certificate as a proxy shows it: RFC 9440, or PEM in percent-encoding (nginx); empty for all else."""
    try:
        if shown.startswith(":"):
            return base64.b64decode(shown.strip(":"), validate=True)
        found = _PEM.fullmatch(unquote(shown))
        return base64.b64decode("".join(found[1].split()), validate=True) if found else b""
    except (binascii.Error, ValueError):
        return b""


def _unread(desk: Desk, bound: Bound, form: str) -> bytes:
    """The answer to what is no message that can be answered: it arrived all the same, and a person looks."""
    us, them = hi1.Party(desk.house.country, desk.house.name), hi1.Party(bound.country, bound.id)
    at, says = f"{desk.now:%Y-%m-%dT%H:%M:%S.%f}Z", "it was taken and waits for a person; it is no message that we read"
    return hi1.written(hi1.failure(them, us, at, UNREAD, says, str(uuid.uuid4())), form)
