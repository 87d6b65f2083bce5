"""What is signed at the desk itself and what waits for it; handed out as bytes, for each client to check (ADR 0047)."""

import base64
import json
from collections import Counter
from typing import Any, Final

from django.utils.translation import get_language

from dueprocess.acts import access
from dueprocess.adapters import texts
from dueprocess.desk.data.models import Case, ReportEdition, Roster, Statement, Verification
from dueprocess.desk.services import desk_record, roster_agreement, stood, tongues, trust
from dueprocess.desk.services.cases import verification_of
from dueprocess.desk.services.desk import Desk, authority_names, name_of, public_of
from dueprocess.desk.services.offices import Office, office_of
from dueprocess.formats import links, moment
from dueprocess.formats.statement import Act
from dueprocess.report.signing import MAX_DRAFT

MAX_CASES: Final = 2_000
"""Open cases that are looked at for the provisions that they name."""


def shown(desk: Desk, who: str) -> dict[str, Any]:
    """All that ``who`` may see of it, in the form that ``formats.desk_acts`` takes.

    Anybody on the roster may stop the desk and retire their own key; the directory is shown to whoever sees it. So are
    the statements that name an authority, a law or a report: with whom the desk speaks, and since when, would tell an
    employee that there is a demand. Whoever does not see them signs nothing that follows their chain.
    """
    sees = access.sees(desk.roles_of(who), access.View.AUTHORITIES)
    return {
        "rosters": _rosters(),
        "notes": [note.decode() for note in (trust.notes_of(links.DESK) if sees else stood.notes())],
        "attested": [{"name": one.name, "by": one.by, "since": moment.write(one.since)} for one in stood.attested()],
        "authorities": sorted({*desk.shelf.authorities, *desk.own_authorities}) if sees else [],
        "verifications": _verifications(desk) if sees else [],
        "shelf": desk.shelf.digest,
        "next": roster_agreement.text(desk),
    }


def _verifications(desk: Desk) -> list[dict[str, str]]:
    """Of each authority the newest one that waits for a second person, as ``authority confirm`` takes it."""
    rows = _waiting(desk).values()
    return [{**_texts(r), "note": _note(r.statement), "key": _key(r)} for r in rows]


def _texts(row: Verification) -> dict[str, str]:
    """What a statement names by its hash."""
    return {name: getattr(row, name) for name in ("contact", "phone", "night", "source")}


def _waiting(desk: Desk) -> dict[str, Verification]:
    rows = Verification.objects.filter(confirmed_by="", until__gte=desk.today).order_by("pk")
    kept = set(Statement.objects.filter(pk__in=[row.statement for row in rows]).values_list("pk", flat=True))
    return {row.authority: row for row in rows if row.statement in kept}


def authorities(desk: Desk) -> dict[str, Any]:
    """The directory: each authority with the verification that holds today, and the one that waits."""
    waiting = _waiting(desk)
    confirmed = set(Verification.objects.exclude(confirmed_by="").values_list("authority", flat=True))
    verified = {name: verification_of(desk, name) for name in confirmed}
    rows = [
        {
            "id": one.id,
            "country": one.country,
            "state": one.state,
            "parent": one.parent,
            "public": public_of(desk, one.id),
            "kind": str(one.kind),
            "name": name_of(desk, one.id, [get_language() or "en"]),
            "own": one.id in desk.own_authorities,
            "verified": _verified(verified.get(one.id), office_of(desk, one.id) if verified.get(one.id) else None),
            "waiting": _verified(waiting.get(one.id)),
        }
        for one in authority_names(desk)
    ]
    return {"shelf": desk.shelf.digest, "rows": rows}


def _verified(row: Verification | None, office: Office | None = None) -> dict[str, Any] | None:
    """What people signed of a contact, and what it names by its hash; ``second`` is empty while nobody confirmed it."""
    if row is None:
        return None
    second = _note(row.confirming_statement) if row.confirmed_by else ""
    until = row.until.isoformat()
    office = office or Office()
    day = office.changed_on
    changed = {"rung": office.numbers(), "changed": day.isoformat() if day is not None else ""}
    said = {**_texts(row), "key": _key(row), **changed}
    return {**said, "until": until, "first": _note(row.statement), "second": second}


def _key(row: Verification) -> str:
    return base64.b64encode(bytes(row.key_bytes)).decode()


def law(desk: Desk) -> dict[str, Any]:
    """Which law this desk goes by, and what counsel signed of it. A client reads the provision in its own copy.

    ``invoked``: id of the provision → how many open cases name it. Counsel reads first what is named most.
    """
    acts = [str(Act.LAW_SIGN), str(Act.LAW_READ)]
    notes = Statement.objects.filter(act__in=acts).order_by("event_id").values_list("note__bytes", flat=True)
    return {
        "shelf": desk.shelf.digest,
        "law": desk.shelf.law_digest,
        "notes": [bytes(note).decode() for note in notes],
        "invoked": _invoked(desk),
    }


def _invoked(desk: Desk) -> dict[str, int]:
    """Of the newest open cases: which provisions their faces name."""
    faces = Case.objects.filter(closed_on__isnull=True, historic=False).order_by("-opened_on", "-id")[:MAX_CASES]
    named = (json.loads(face)["case"].get("instruments") or () for face in faces.values_list("face", flat=True))
    counts = Counter(name for each in named for name in set(each))
    return {name: many for name, many in sorted(counts.items()) if name in desk.shelf.instruments}


def languages(desk: Desk) -> dict[str, Any]:
    """Languages of letters: the words, whose hash a client makes itself before its person signs it."""
    signed, binds = desk_record.languages(desk), tongues.binding(desk)
    rows = [
        {
            "code": code,
            "words": texts.letter_words(code),
            "signed": code in signed,
            "by": signed[code].by if code in signed else language.reviewed_by or "",
            "covers": code in binds,
            "binds": code in binds or language.reviewed_by is not None,
        }
        for code, language in texts.letters().items()
    ]
    return {"shelf": desk.shelf.digest, "rows": rows}


def reports(desk: Desk, period: str = "") -> dict[str, Any]:
    """Drafts that wait for signatures, each with the edition that readers know, in the form of ``report.signing``.

    One of more than four MiB is left out, unless its ``period`` is asked for.
    """
    rows = ReportEdition.objects.filter(state="draft").order_by("period").prefetch_related("signatures")
    wanted = rows.filter(period=period) if period else rows
    return {
        "rosters": _rosters(),
        "notes": [note.decode() for note in trust.notes_of(links.DESK)],
        "shelf": desk.shelf.digest,
        "reports": [_report(row) for row in wanted if period or len(bytes(row.bytes)) <= MAX_DRAFT],
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


def editions(desk: Desk, period: str = "", number: int = 0) -> dict[str, Any]:
    """Every published edition with all that was signed about it; its bytes only where one is asked for."""
    rows = ReportEdition.objects.filter(state="published").order_by("published_on", "pk")
    rows = rows.filter(period=period) if period else rows
    rows = rows.filter(number=number) if number else rows
    whole = bool(period and number)
    found = [_edition(row, whole=whole) for row in rows.prefetch_related("signatures", "corrections")]
    return {"shelf": desk.shelf.digest, "rows": found}


def _edition(row: ReportEdition, *, whole: bool) -> dict[str, Any]:
    return {
        "period": row.period,
        "number": row.number,
        "edition": row.hash,
        "made_on": row.made_on.isoformat(),
        "published": _note(row.statement),
        "signatures": [{"name": one.name, "note": _note(one.statement)} for one in row.signatures.all()],
        "corrections": [{"says": one.says, "note": _note(one.statement)} for one in row.corrections.all()],
        "bytes": bytes(row.bytes).decode() if whole else "",
    }


def _note(hash_: str) -> str:
    found = Statement.objects.filter(pk=hash_).values_list("note__bytes", flat=True).first()
    return bytes(found).decode() if found is not None else ""


def _rosters() -> list[str]:
    return [bytes(note).decode() for note in Roster.objects.order_by("number").values_list("note", flat=True)]
