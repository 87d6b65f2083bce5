"""What the desk hands to whoever checks for themselves: rosters, statements, and what a decision relied on.

Nothing is judged here. The extraction host and a releaser's client hold these bytes against their own pin
(``release``); a share that was handed over is here after the hold, and not before.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from django.db.models import Q

from dueprocess.acts import access
from dueprocess.case.basis import law_shown
from dueprocess.case.law_answer import LAW_FILES
from dueprocess.case.state import CaseState
from dueprocess.demand.codes import Role
from dueprocess.desk.data.models import Case, Note, Piece, Production, Roster, Statement
from dueprocess.desk.services import assessments, own_cases, purging, stood
from dueprocess.desk.services.acts import relied_now
from dueprocess.desk.services.cases import sharing, state_of, verification_of
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.offices import rung
from dueprocess.formats.statement import Act
from dueprocess.release import desk_client


def work_of(producer: str) -> list[Production]:
    """Productions that wait for this extraction host, oldest case first."""
    return list(Production.objects.filter(producer=producer, state="ordered").order_by("case__opened_on", "pk"))


def pieces_for(desk: Desk, production: Production, who: str) -> list[Piece]:
    """Ciphertexts of a production that ``who`` may take: what it is made of, and what is sealed to them.

    Those who release take manifest and their own shares, parts whoever may combine; the extraction host all that it
    made. What was handed over waits for the end of a freeze.
    """
    roles = desk.roles_of(who)
    if not access.sees(roles, access.View.PIECES) or not _sees(production, who, roles):
        return []
    mine = own_cases.shown(desk, who)
    if mine is not None and production.case_id not in mine:
        return []
    rows = Piece.objects.filter(Q(to="") | Q(to=who), production=production).order_by("kind", "number", "by")
    frozen = desk.standing.frozen
    parts = access.may(roles, Act.RELEASE_DONE) or production.producer == who
    return [piece for piece in rows if (piece.kind != "given" or not frozen) and (piece.kind != "part" or parts)]


def shown(desk: Desk, case: CaseState, who: str, *, texts: bool = False) -> desk_client.Shown:
    """All that ``who`` may see of a case's evidence, in the form in which a client takes it.

    ``texts``: with the law files by which it is judged, for a client whose own are others.
    """
    chain = Roster.objects.order_by("number").values_list("note", flat=True)
    roles = desk.roles_of(who)
    rows = [one for one in Production.objects.filter(case_id=case.id).order_by("pk") if _sees(one, who, roles)]
    verified = verification_of(desk, case.face.get("authority"))
    relied = relied_now(desk, case)
    return desk_client.Shown(
        case=case.id,
        revision=case.revision,
        rosters=tuple(bytes(note) for note in chain),
        notes=notes_of(case.id),
        relied=relied,
        roster=desk.roster.number,
        attested=tuple(stood.attested()),  # nobody signed them; whoever believes them stops
        productions=tuple(_listed(desk, one, who) for one in rows),
        key=bytes(verified.key_bytes) if verified else b"",  # believed by the hash that two people signed
        contact=verified.contact if verified else "",
        phone=rung(desk, case.face.get("authority")) if verified else "",
        law=assessments.handed_of(desk, case),
        texts=_texts(desk, relied) if texts else {},
        purged=_purged(desk, case.id),
        head=desk.head,
    )


def shown_of_deal(desk: Desk, production: Production) -> desk_client.Shown:
    """What a production that waits rests on, for the program of somebody who holds a share: nothing that opens.

    It names the deal by its hash and no person: no ciphertext, no contact, no key, no other production is shown.
    """
    case = state_of(str(production.case_id))
    whole = shown(desk, case, "")
    row = replace(_listed(desk, production, ""), pieces=())
    return replace(whole, productions=(row,), key=b"", contact="", phone="", law={})


def is_purged(desk: Desk, case_id: str) -> bool:
    """Whether two people purged a case, and the desk kept the links of its chain."""
    return case_id in purging.gone_of(desk).links


def shown_purged(desk: Desk, case_id: str) -> desk_client.Shown:
    """What is left of a case that was purged: links of its chain, and what stands on the desk's own."""
    return desk_client.Shown(
        case=case_id,
        revision=Case.objects.get(pk=case_id).revision,
        rosters=tuple(bytes(note) for note in Roster.objects.order_by("number").values_list("note", flat=True)),
        notes=notes_of(case_id),
        relied={},
        roster=desk.roster.number,
        attested=tuple(stood.attested()),
        productions=(),
        purged=_purged(desk, case_id),
        head=desk.head,
    )


def _purged(desk: Desk, case_id: str) -> dict[str, tuple[str, ...]]:
    links = purging.gone_of(desk).links
    return {one: links[one] for one in sharing(case_id) if one in links}


def _texts(desk: Desk, relied: Mapping[str, Any]) -> dict[str, Any]:
    """The law files that judge a case. What is no file of the law has a hash there, too, and no text here."""
    paths = {path for used in law_shown(relied).values() for path in used}
    return {path: desk.shelf.text_of(path) for path in sorted(paths) if path.startswith(LAW_FILES)}


def notes_of(case_id: str) -> tuple[bytes, ...]:
    """Notes of a case and of the desk itself; and of the cases from which it was split off, since facts stand there.

    Of all others that share items with it, too: an office may deny the letter in one of them.
    """
    mine = Note.objects.filter(statement__case__in=["", *sharing(case_id)]).order_by("statement__event_id")
    return tuple(dict.fromkeys(map(bytes, mine.values_list("bytes", flat=True))))  # the acts of one look are one note


def with_origins(case_id: str) -> list[str]:
    """The case, those from which it was split off or that went into it, and theirs in turn."""
    found = [case_id]
    for one in found:
        rows = Statement.objects.filter(joins=one).values_list("case", flat=True)
        found += [origin for origin in dict.fromkeys(rows) if origin not in found]
    return found


def concerns(desk: Desk, case_id: str, who: str) -> bool:
    """Whether a case is any business of ``who``: of an extraction host, where it was asked for something."""
    roles = desk.roles_of(who)
    rows = Production.objects.filter(case_id=case_id, producer=who)
    return access.sees(roles, access.View.CASES) or (Role.PRODUCER in roles and rows.exists())


def _sees(production: Production, who: str, roles: frozenset[Role]) -> bool:
    return production.producer == who or access.sees(roles, access.View.CASES)


def _listed(desk: Desk, one: Production, who: str) -> desk_client.Production:
    """The row as a client takes it: what the record names, the columns of that name hold."""
    named = {each.name for each in fields(desk_client.Production)} - {"pieces"}
    found = {name: getattr(one, name) for name in named}
    found["hold_until"] = f"{one.hold_until:%Y-%m-%dT%H:%MZ}" if one.hold_until is not None else ""
    pieces = (
        desk_client.Piece(piece.kind, piece.number, piece.by, piece.to, piece.sealed, piece.hash)
        for piece in pieces_for(desk, one, who)
    )
    return desk_client.Production(**found, pieces=tuple(pieces))
