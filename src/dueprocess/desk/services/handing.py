"""A share comes after the hold, from the program of somebody who agreed: no key, no session (ADR 0083).

Whoever names the hash of a deal that waits is shown what it rests on, and can leave the one ciphertext whose SHA-256 an
agreement names. Nothing is believed for it: the client of each holder and of whoever finishes checks for itself.
"""

from typing import Final

from dueprocess.case import releases
from dueprocess.case.outcome import Decided
from dueprocess.case.production_events import ShareHanded
from dueprocess.case.productions import Agreed
from dueprocess.case.state import CaseState
from dueprocess.desk.data.models import Production, Sealed, Statement
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import acts, record
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.ciphertexts import Attached, row_of
from dueprocess.desk.services.desk import Desk, sha256
from dueprocess.desk.services.result import Done, LostRaceError, lost_race, racing
from dueprocess.formats import ids
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import parse_look

MOST: Final = 64 << 10
"""Bytes of a share that was sealed: it has some hundred."""


def waiting(deal: str) -> Production | None:
    """The production that waits for its release by this deal (hash of its statement)."""
    return Production.objects.filter(deal=deal, state="dealt").first() if deal else None


def hand_over(desk: Desk, deal: str, data: bytes) -> Done | Denied:
    """Keep a share that an agreement on this deal names, sealed to whoever finishes."""
    found = waiting(deal)
    if found is None:
        return releases.NO_SUCH_SHARE
    case = state_of(str(found.case_id))
    share = sha256(data)
    mine = _named(case, found.pk, share)
    if mine is None or len(data) > MOST:
        return releases.NO_SUCH_SHARE
    look, _ = parse_look(bytes(Statement.objects.get(hash=mine.statement).note.bytes))
    stated = next(one for one in look.statements if one.says.get("share") == share)
    given = acts.given_of(desk, case, stated, mine.statement, came=())
    item = releases.may_hand(case, found.pk, mine, given)
    if isinstance(item, Denied):
        return item
    kept = Attached(ids.sealed_id(desk.draw()), "given", "release", data)
    event = ShareHanded(item, found.pk, mine.by, kept.id)
    try:
        with racing(), write():
            Sealed.objects.bulk_create([row_of(desk, case.id, kept)])
            after, _ = record.follow(desk, case, Decided((event,)), sealed=[share])
    except LostRaceError:
        return lost_race()
    return Done(case.id, after.revision, (str(event.KIND),))


def _named(case: CaseState, production: str, share: str) -> Agreed | None:
    """The newest agreement of a person that names this share."""
    made = (one for item in case.items for one in item.productions if one.id == production)
    return next((agreed for one in made for agreed in one.agreements if agreed.share == share), None)
