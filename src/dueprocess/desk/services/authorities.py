"""The directory: authorities ship unverified; two people verify each for this desk, for 180 days (hazard 2.3, 2.4)."""

import datetime
from collections.abc import Mapping
from typing import Any

from dueprocess.acts import access
from dueprocess.case.desk_events import AuthorityNamed, AuthorityVerified
from dueprocess.case.events import Body
from dueprocess.case.outcome import Rule
from dueprocess.case.releases import KEYED as KEYED_WAYS
from dueprocess.demand.draft import AuthorityName
from dueprocess.desk.data import codec
from dueprocess.desk.data.models import Event, Statement, Verification
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import trust
from dueprocess.desk.services.desk import Desk, sha256
from dueprocess.desk.services.record import append_to_desk
from dueprocess.desk.services.result import Done, LostRaceError, lost_race, racing
from dueprocess.formats import desk_acts
from dueprocess.formats import statement as statements
from dueprocess.formats.canonical import Value
from dueprocess.formats.recipient import MAX_KEY
from dueprocess.formats.refusal import Denied

DAYS = 180
HOW = desk_acts.HOW
SAYS = desk_acts.SAYS
KEYED = desk_acts.KEYED
contact_hash = desk_acts.contact_hash
KEYS_BY = "call_back"
"""How a key is verified: the official reads its fingerprint on a call to a number that no demand gave (hazard 2.3)."""


def draft(desk: Desk, by: str, act: statements.Act, says: Mapping[str, Value]) -> statements.Statement:
    """The statement of an act on the desk itself, for a person's client to sign."""
    return statements.Statement(
        desk=desk.roster.desk_id,
        roster=desk.roster.number,
        case=None,
        revision=0,
        act=act,
        by=by,
        at=desk.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        basis=desk.shelf.digest,
        says=says,
    )


def verify(desk: Desk, note: bytes, contact: str, key: bytes = b"") -> Done | Denied:
    """The first person: authority, contact, how it was found and called, and its key. Gives no trust yet.

    The desk keeps the key's bytes where their hash is the one that was signed, and parses none of them.
    """
    statement = check_act(desk, note, statements.Act.AUTHORITY_VERIFY)
    if isinstance(statement, Denied):
        return statement
    denied = _fits(desk, statement, contact) or _key_fits(statement, key)
    if denied is not None:
        return denied
    try:
        with racing(), write():
            return _name(desk, statement, note, contact, key)
    except LostRaceError:
        return lost_race()


def _name(desk: Desk, statement: statements.Statement, note: bytes, contact: str, key: bytes) -> Done:
    named = AuthorityNamed(statement.by, **{key: str(value) for key, value in statement.says.items()})
    event = append_signed(desk, named, note)
    Verification.objects.create(
        authority=str(statement.says["authority"]),
        contact=contact,
        by=statement.by,
        how=str(statement.says["how"]),
        verified_on=desk.today,
        until=desk.today + datetime.timedelta(days=DAYS),
        statement=statements.hash_of(note),
        key_kind=str(statement.says.get("key_kind", "")),
        key=str(statement.says.get("key", "")),
        key_bytes=key,
    )
    return Done("", event.seq, (str(named.KIND),))


def confirm(desk: Desk, note: bytes) -> Done | Denied:
    """The second person confirms the first one's statement. From now on the contact may be written to."""
    statement = check_act(desk, note, statements.Act.AUTHORITY_CONFIRM)
    if isinstance(statement, Denied):
        return statement
    if set(statement.says) != desk_acts.CONFIRMS:
        return Denied(Rule.NOT_VERIFIED, "A confirmation says authority and verification.", "See `authority confirm`.")
    waiting = Verification.objects.filter(
        statement=statement.says["verification"], confirmed_by="", until__gte=desk.today
    ).first()
    if waiting is None or waiting.authority != statement.says.get("authority"):
        return Denied(Rule.NOT_VERIFIED, "Nobody verified this contact before you.", "The first person verifies it.")
    if waiting.by == statement.by:
        return Denied(Rule.FOUR_EYES, "You verified this contact yourself.", "A second person must confirm it.")
    return _confirm(desk, statement, note, waiting)


def _confirm(desk: Desk, statement: statements.Statement, note: bytes, waiting: Verification) -> Done | Denied:
    try:
        with racing(), write():
            verified = AuthorityVerified(statement.by, waiting.authority, waiting.statement)
            event = append_signed(desk, verified, note)
            changed = Verification.objects.filter(pk=waiting.pk, confirmed_by="").update(
                confirmed_by=statement.by, confirming_statement=statements.hash_of(note)
            )
            if not changed:
                raise codec.RevisionMovedError
    except LostRaceError:
        return lost_race()
    return Done("", event.seq, (str(AuthorityVerified.KIND),))


def check_act(desk: Desk, note: bytes, act: statements.Act) -> statements.Statement | Denied:
    """The statement of an act on the desk itself, by somebody who may do it. Raises StatementError."""
    statement = trust.checked(desk, note)
    person = desk.roster.person(statement.by)
    roles = access.roles_of(person.roles) if person else frozenset()
    if statement.act is not act or not access.may(roles, act):
        return Denied(Rule.ROLE, "{by} may not do {act}.", "Ask somebody who may.", by=statement.by, act=str(act))
    if statement.case is not None or statement.basis != desk.shelf.digest:
        return Denied(Rule.BASIS, "The law shelf is not the one that was signed on.", "Read it again and sign anew.")
    if Statement.objects.filter(hash=statements.hash_of(note)).exists():
        return Denied(Rule.STALE, "This statement was entered already.", "Sign a new one if it is meant again.")
    return statement


def _fits(desk: Desk, statement: statements.Statement, contact: str) -> Denied | None:
    says = statement.says
    if set(says) not in (SAYS, KEYED) or str(says["how"]) not in HOW:
        return Denied(Rule.NOT_VERIFIED, "A verification says authority, contact and how.", "See `authority verify`.")
    today = Verification.objects.filter(authority=says["authority"], contact=contact, verified_on=desk.today)
    if today.filter(key=says.get("key", "")).exists():
        return Denied(Rule.NOT_VERIFIED, "This contact was verified today.", "A second person confirms that one.")
    if says["authority"] not in desk.shelf.authorities and says["authority"] not in desk.own_authorities:
        return Denied(
            Rule.NOT_VERIFIED,
            "The directory has no {authority}.",
            "See `authority list`.",
            authority=str(says["authority"]),
        )
    if says["contact"] != contact_hash(contact):
        return Denied(Rule.NOT_VERIFIED, "The contact is not the one that was signed.", "Sign it again.")
    return None


def _key_fits(statement: statements.Statement, key: bytes) -> Denied | None:
    says = statement.says
    if "key" not in says:
        return Denied(Rule.KEY, "A key came that nobody signed.", "Sign its hash, too.") if key else None
    if str(says["key_kind"]) not in KEYED_WAYS or not 0 < len(key) <= MAX_KEY or sha256(key) != says["key"]:
        return Denied(Rule.KEY, "The key is not the one that was signed.", "Read the file again and sign its hash.")
    if says["how"] != KEYS_BY:
        return Denied(
            Rule.KEY,
            "A key is verified by a call back alone.",
            "Call the office on a number that no demand gave, and let them read the fingerprint.",
        )
    return None


def append_signed(desk: Desk, body: Body[Any], note: bytes) -> Event:
    """Append an event of the desk with the statement behind it; inside an open transaction."""
    hash_ = statements.hash_of(note)
    event = append_to_desk(desk, body, (hash_,))
    statement, _ = statements.parse(note)
    Statement.objects.create(
        hash=hash_, event_id=event.pk, case="", act=str(statement.act), person=statement.by, note=note
    )
    return event


def authority_names(desk: Desk) -> list[AuthorityName]:
    """The directory as the reader of texts needs it: shipped rows and the desk's own."""
    shipped = [
        AuthorityName(
            id=one.id,
            canonical_en=one.name["en"],
            country=one.country,
            kind=one.kind,
            names=tuple(dict.fromkeys((*one.name.values(), *one.aliases))),
            government_body=str(one.kind) != "private",
        )
        for one in desk.shelf.authorities.values()
    ]
    return [*desk.own_authorities.values(), *shipped]
