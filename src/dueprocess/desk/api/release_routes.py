"""What a release rests on, and its ciphertexts: for who releases, and for the extraction host that makes them.

Nothing is judged here; whoever asks checks it from their own pin (``release``). Large ciphertexts pass through
in pieces, both ways: a part of 256 MiB is never whole in this process.
"""

from collections.abc import Iterator
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from pydantic import Field

from dueprocess.adapters import age_header
from dueprocess.adapters.blobs import BlobError, Blobs
from dueprocess.case.outcome import Rule
from dueprocess.desk.api import shapes
from dueprocess.desk.api.access_table import Routes, caller
from dueprocess.desk.api.act_routes import age_file
from dueprocess.desk.api.edge import OCTETS
from dueprocess.desk.api.errors import unknown
from dueprocess.desk.data.models import Production, Sealed
from dueprocess.desk.services import ciphertexts, evidence, handing
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.ciphertexts import bytes_of
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.result import Done
from dueprocess.desk.services.row_check import refuse_altered
from dueprocess.desk.web.desk import desk_of
from dueprocess.formats.refusal import Denied, DeniedError, Msg, accepted
from dueprocess.release import desk_client

router = Routes()
CHUNK: Final = 1 << 18


class NamedDeal(shapes.Asked):
    """A deal that waits for its release, by the hash of its statement."""

    deal: str = Field(pattern=r"^[0-9a-f]{64}$")


class DealtShare(NamedDeal):
    """A share of it, sealed to whoever finishes: the bytes whose SHA-256 an agreement names."""

    share: str = Field(max_length=96 << 10)


@router.on("GET /v1/cases/{case}/evidence", shapes.Evidence)
def case_evidence(request: HttpRequest, case: str, *, texts: bool = False) -> dict[str, Any]:
    """Rosters, statements, what decisions rely on, and productions with what the caller may take of them now."""
    desk, who = desk_of(request), caller(request).person
    if not evidence.concerns(desk, case, who):
        raise unknown()
    if evidence.is_purged(desk, case):
        left: dict[str, Any] = desk_client.SHOWN.plain(evidence.shown_purged(desk, case))
        return left
    state = state_of(case)
    refuse_altered(case)
    shown: dict[str, Any] = desk_client.SHOWN.plain(evidence.shown(desk, state, who, texts=texts))
    return shown


@router.on("GET /v1/productions", desk_client.Waiting)
def work(request: HttpRequest) -> dict[str, Any]:
    """What waits for the caller's own extraction host, the oldest case first."""
    waiting = evidence.work_of(caller(request).person)
    return {"rows": [{"case": str(row.case_id), "production": row.pk} for row in waiting]}


@router.on("GET /v1/productions/{production}/pieces/{sealed}", None, openapi_extra=shapes.GIVES_BYTES)
def piece(request: HttpRequest, production: str, sealed: str) -> HttpResponseBase:
    """One ciphertext of a production, as bytes."""
    desk = desk_of(request)
    found = Production.objects.filter(pk=production).first()
    mine = evidence.pieces_for(desk, found, caller(request).person) if found is not None else []
    if sealed not in {one.sealed for one in mine}:
        raise unknown()
    row = Sealed.objects.filter(pk=sealed).first()
    if row is None:
        raise _lost()
    if row.bytes is not None or desk.blobs is None:
        return HttpResponse(bytes_of(desk, row), content_type=OCTETS)
    if not desk.blobs.has(sealed):
        raise _lost()
    answer = StreamingHttpResponse(_chunks(desk.blobs, sealed), content_type=OCTETS)
    answer["Content-Length"] = str(desk.blobs.size(sealed))
    return answer


@router.on("PUT /v1/productions/{production}/parts/{sealed}", shapes.Kept, openapi_extra=shapes.TAKES_BYTES)
def hand_in(request: HttpRequest, production: str, sealed: str) -> dict[str, Any]:
    """The ciphertext of one part, before the deal that names it. Again under the same id it takes the first's place."""
    desk = desk_of(request)
    found = Production.objects.filter(pk=production, producer=caller(request).person).first()
    if found is None:
        raise unknown()
    refused = _closed(desk, found)
    if refused is not None:
        raise DeniedError(refused)
    body = Body(request, int(request.META.get("CONTENT_LENGTH") or 0))
    try:
        hash_ = ciphertexts.take_part(desk, sealed, body)
    except BlobError as fault:
        do = Msg("Hand it in under a fresh id; if that fails, the operator makes room.")
        raise DeniedError(Denied("sealed.not-kept", "The part was not kept.", do)) from fault
    return {"sealed": sealed, "hash": hash_, "size": body.size}


@router.on("POST /v1/deal", shapes.Evidence)
def deal(request: HttpRequest, payload: NamedDeal) -> dict[str, Any]:
    """What a deal that waits rests on, for whoever names its hash: the program of somebody who holds a share.

    No session: it holds no key. No ciphertext is among it.
    """
    desk, found = desk_of(request), handing.waiting(payload.deal)
    if found is None:
        raise unknown()
    refuse_altered(str(found.case_id))
    shown: dict[str, Any] = desk_client.SHOWN.plain(evidence.shown_of_deal(desk, found))
    return shown


@router.on("POST /v1/deal/share", shapes.Done)
def hand_over(request: HttpRequest, payload: DealtShare) -> Done:
    """After the hold, the share whose hash an agreement on this deal names, sealed to whoever finishes. No session."""
    return accepted(handing.hand_over(desk_of(request), payload.deal, age_file(payload.share)))


class Body:
    """The body of a request in pieces. It begins as an age file does, and is as long as it said."""

    def __init__(self, request: HttpRequest, size: int) -> None:
        self._request, self.size, self._taken = request, size, 0
        self._held = b""
        while len(self._held) < min(size, age_header.MAX_HEADER):
            self._held += self._next(age_header.MAX_HEADER)
        try:
            age_header.read(self._held)
        except age_header.AgeError as fault:
            raise DeniedError(Denied("attached.not-sealed", "The object is no age file.", "Seal it first.")) from fault

    def read(self, most: int = -1) -> bytes:
        """At most ``most`` bytes; none at the end."""
        if self._held:
            taken, self._held = self._held[:most], self._held[most:]
            return taken
        return self._next(most) if self._taken < self.size else b""

    def _next(self, most: int) -> bytes:
        try:
            piece: bytes = self._request.read(most)
        except OSError:
            piece = b""
        if not piece:
            do = Msg("Send it again; a part that came half is not kept.")
            raise DeniedError(Denied("request.length", "The body is shorter than its length says.", do))
        self._taken += len(piece)
        return piece


def _closed(desk: Desk, found: Production) -> Denied | None:
    if found.state != "ordered":
        return Denied(Rule.PRODUCTION, "No such production is ordered and waits to be made.", "Ask the desk.")
    if desk.standing.frozen:
        says = Msg("The desk is stopped: nothing is released.")
        return Denied(Rule.FROZEN, says, "Two people lift the stop: `dueprocess freeze lift`.")
    return None


def _chunks(blobs: Blobs, sealed: str) -> Iterator[bytes]:
    with blobs.open(sealed) as file:
        while data := file.read(CHUNK):
            yield data


def _lost() -> DeniedError:
    do = Msg("The operator restores it from a backup.")
    return DeniedError(Denied("sealed.lost", "The ciphertext is not where it was kept.", do))
