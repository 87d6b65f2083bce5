"""What waits at the desk itself for somebody's signature; handed out as bytes, for each client to check (ADR 0047)."""

import base64
from typing import Any

from dueprocess.acts import access
from dueprocess.desk.data.models import ReportEdition, Roster, Statement, Verification
from dueprocess.desk.services import roster_agreement, stops
from dueprocess.desk.services.desk import Desk
from dueprocess.formats import moment
from dueprocess.report.signing import MAX_DRAFT


def shown(desk: Desk, who: str) -> dict[str, Any]:
    """All that ``who`` may see of it, in the form that ``formats.desk_acts`` takes.

    Anybody on the roster may stop the desk and retire their own key; the directory is shown to whoever sees it.
    """
    person = desk.roster.person(who)
    roles = access.roles_of(person.roles) if person is not None else frozenset()
    sees = access.sees(roles, access.View.AUTHORITIES)
    return {
        "rosters": _rosters(),
        "notes": [note.decode() for note in stops.notes()],
        "attested": [{"name": one.name, "by": one.by, "since": moment.write(one.since)} for one in stops.attested()],
        "authorities": sorted({*desk.shelf.authorities, *desk.own_authorities}) if sees else [],
        "verifications": _verifications(desk) if sees else [],
        "shelf": desk.shelf.digest,
        "next": roster_agreement.text(desk),
    }


def _verifications(desk: Desk) -> list[dict[str, str]]:
    """Of each authority the newest one that waits for a second person, as ``authority confirm`` takes it."""
    rows = Verification.objects.filter(confirmed_by="", until__gte=desk.today).order_by("pk")
    waiting = {row.authority: row for row in rows}
    notes = dict(Statement.objects.filter(pk__in=[row.statement for row in rows]).values_list("pk", "note"))
    return [
        {
            "contact": row.contact,
            "note": bytes(notes[row.statement]).decode(),
            "key": base64.b64encode(bytes(row.key_bytes)).decode(),
        }
        for row in waiting.values()
        if row.statement in notes
    ]


def reports(desk: Desk) -> dict[str, Any]:
    """Drafts that wait for signatures, each with the edition that readers know, in the form of ``report.signing``.

    One of more than four MiB is left out: it is read from a file (``report ask``).
    """
    rows = ReportEdition.objects.filter(state="draft").order_by("period").prefetch_related("signatures")
    return {
        "rosters": _rosters(),
        "notes": [note.decode() for note in stops.notes()],
        "shelf": desk.shelf.digest,
        "reports": [_report(row) for row in rows if len(bytes(row.bytes)) <= MAX_DRAFT],
    }


def _report(row: ReportEdition) -> dict[str, Any]:
    last = ReportEdition.objects.filter(state="published", period=row.period).order_by("number").last()
    before = bytes(last.bytes) if last is not None else b""
    return {
        "draft": bytes(row.bytes).decode(),
        "before": before.decode() if len(before) <= MAX_DRAFT else "",
        "published": _note(last.statement) if last is not None else "",
        "signatures": [_note(one.statement) for one in row.signatures.all()],
    }


def _note(hash_: str) -> str:
    found = Statement.objects.filter(pk=hash_).values_list("note", flat=True).first()
    return bytes(found).decode() if found is not None else ""


def _rosters() -> list[str]:
    return [bytes(note).decode() for note in Roster.objects.order_by("number").values_list("note", flat=True)]
