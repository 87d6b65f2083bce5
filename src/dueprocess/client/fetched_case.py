"""A case as a client fetched it: rebuilt from what happened on it, and held against what people signed.

A desk could show one proposal and let the person agree to another: what a statement rests on is compared with the
signed statement itself, and the state of the case with what its decisions rely on.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from typing import TYPE_CHECKING, Any

from dueprocess.formats.refusal import DeniedError

if TYPE_CHECKING:
    from dueprocess.acts.declaration import About, OnCase
    from dueprocess.case.events import Happened
    from dueprocess.case.fields import Field
    from dueprocess.case.state import CaseState, ItemState
    from dueprocess.client.material import Material
    from dueprocess.client.own_law import Reckoned
    from dueprocess.client.person import Person
    from dueprocess.formats.statement import Act, Statement
    from dueprocess.release.law_told import Law
    from dueprocess.release.looked import Looked


@dataclass(frozen=True, slots=True)
class Fetched:
    """One case: what the desk showed of it, and its state."""

    looked: "Looked"
    case: "CaseState"


def fetch(who: "Person", case: str) -> Fetched:
    """The case, checked. Raises as ``Person.look``, and DeniedError where the desk contradicts itself."""
    looked = who.look(case)
    return held(looked, who.desk.events(case))


def held(looked: "Looked", events: "tuple[Happened, ...]") -> Fetched:
    """The case of these events, held against what the desk showed of it. Raises DeniedError as ``fetch``."""
    from dueprocess.acts.evolve import rebuild
    from dueprocess.case.basis import law_shown, relied_on
    from dueprocess.case.outcome import Rule
    from dueprocess.formats.canonical import encode
    from dueprocess.release.evidence import suspect

    shown = looked.shown
    case = shown.case
    if len(events) != shown.revision:
        raise DeniedError.because(str(Rule.STALE), "Somebody else was first. Give the command again.")
    try:
        state = rebuild(case, events)
        others = {name: shown.relied[name] for name in ("recipient", "authority")}
        same = encode(relied_on(state, law=law_shown(shown.relied), **others)) == encode(shown.relied)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        same = False
    # Which roster is in force each counts for itself: for who was away, an older one may be (ADR 0084).
    if not same or not 1 <= shown.roster <= looked.newest.number:
        suspect("counter.form", "what happened on the case and what its decisions rely on say different things")
    return Fetched(looked, state)


def about_of(fetched: Fetched, reckoned: "Reckoned | None", number: int) -> "About":
    """What a person looks at who acts: the case, the item, and where it counts what the law says about it.

    ``reckoned``: None where it does not count. By other law than the desk's nothing is suggested: then the person says
    the whole name of what they mean.
    """
    from dueprocess.acts.declaration import About

    judged = reckoned.item(number) if reckoned is not None and reckoned.is_same_law(number) else None
    known = reckoned.law.shelf.instruments.values() if reckoned is not None else ()
    instruments = {one.id: one.spoken for one in known}
    return About(fetched.case, number, judged, instruments, recipient=_contact(fetched), phone=_phone(fetched))


def _contact(fetched: Fetched) -> str:
    """Where the answer goes; its hash is among what decisions rely on."""
    from dueprocess.release.evidence import suspect

    contact, relied = fetched.looked.shown.contact, fetched.looked.shown.relied["recipient"]
    if relied != (hashlib.sha256(contact.encode()).hexdigest() if contact else ""):
        suspect("authority.unverified", "the desk shows another contact than decisions rely on")
    return contact


def _phone(fetched: Fetched) -> str:
    """Where the authority is called back: a number of the office that is in use (``release/numbers.py``).

    None where who verified it has left, or it is too old: nobody rings it, and all else goes on (P9).
    """
    from dueprocess.formats.desk_acts import text_hash
    from dueprocess.release.checks import check_recipient
    from dueprocess.release.evidence import ReleaseError, suspect

    seen, phone = fetched.looked.seen, fetched.looked.shown.phone
    use = seen.numbers(seen.at)
    if phone and text_hash(phone) not in {one.hash for one in use.stands.values()}:
        suspect("authority.number", "the desk shows another telephone number than the one that two people verified")
    if text_hash(phone) not in use.rung:
        return ""
    try:
        check_recipient(seen)
    except ReleaseError:
        return ""
    return phone


def reckoned_of(fetched: Fetched, material: "Material", now: dt.datetime) -> "tuple[Law, Reckoned | None]":
    """This machine's own law, and what it answers, held against the desk's word; None where it says nothing.

    Raises as ``own_law.reckon``.
    """
    from dueprocess.client import own_law
    from dueprocess.release.evidence import suspect

    shown = fetched.looked.shown
    try:
        told = material.law(shown.case)
        law = own_law.law_of(fetched.looked.seen, told)
        judged = shown.relied["law"] and told["law"] is not None
        return law, own_law.reckon(law, shown.relied, told["law"], now) if judged else None
    except DeniedError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError):
        suspect("counter.form", "what the desk hands out for judging the case is of no known form")


def check_rests(declared: "OnCase[Any]", fetched: Fetched, looks_at: "About", says: Mapping[str, Any]) -> None:
    """Whether each statement that ``says`` names by its hash was signed about this item, and says what the case shows.

    Who left since, or has another key, grants nothing any more; what only takes away names theirs as well.

    Raises ReleaseError ``release.unsigned``, ``grant.withdrawn``, ``grant.overruled``, ``authority.unverified``.
    """
    from dueprocess.acts.decision import NOTHING
    from dueprocess.case.state import GRANTS
    from dueprocess.formats.statement import Act
    from dueprocess.release.checks import check_recipient
    from dueprocess.release.evidence import suspect
    from dueprocess.release.facts import check_overruled

    seen = fetched.looked.seen
    everything = {**seen.past, **seen.statements}
    taken_back = _taken_back(fetched)
    recipient = says["recipient"] if "recipient" in declared.filled and looks_at.recipient else None
    if recipient is not None and check_recipient(seen).says.get("contact") != recipient:
        suspect("authority.unverified", "the contact is not the one that two people verified")
    for key, field in declared.fields.items():
        signed_so = everything if field.takes_back(says) else seen.statements
        for named in _names(field, says.get(key)):
            if named == NOTHING:
                continue
            signed = signed_so.get(named)
            shown = next((kept for kept in _kept(looks_at) if kept.statement == named), None)
            if (
                signed is None
                or signed.act not in field.rests
                or not _about(signed, looks_at.number)
                or not (shown is None or _same(signed, shown))
            ):
                suspect("release.unsigned", "what you would rest on is not what its signed statement says")
            if named in taken_back:
                suspect("grant.withdrawn", "it was taken back or sent back since, and the desk shows it as it was")
            if declared.act is Act.DECISION_APPROVE and signed.says.get("outcome") in GRANTS:
                check_overruled(seen, looks_at.number, frozenset({signed.by, fetched.looked.me}))


def check_outside(act: "Act", fetched: Fetched, item: int, says: Mapping[str, Any]) -> None:
    """Whether what is given outside was granted, its accounts read by two, and its contact verified (P10, P12).

    Of an agreement, what its proposal says; of any other act nothing. Raises ReleaseError as ``looked.orderable``.
    """
    from dueprocess.client.contested import cited
    from dueprocess.formats.statement import Act
    from dueprocess.release.checks import check_recipient
    from dueprocess.release.evidence import suspect
    from dueprocess.release.looked import orderable

    if act not in {Act.OUTSIDE_PROPOSE, Act.OUTSIDE_APPROVE}:
        return
    with cited():
        seen, grant = fetched.looked.seen, orderable(fetched.looked, item).grant
    named = says if "recipient" in says else seen.of(str(says["proposal"]), Act.OUTSIDE_PROPOSE, "what is given").says
    if (named.get("approval"), named.get("recipient")) != (grant.approval, check_recipient(seen).says.get("contact")):
        suspect("release.unsigned", "it would go on another decision, or to another contact, than two people signed")


def check_letter(fetched: Fetched, kind: str, items: Sequence[int]) -> None:
    """Whether what a letter answers was decided so on each item, by as many as must sign it, and stands.

    Raises ReleaseError ``release.unsigned``, ``grant.withdrawn``.
    """
    from dueprocess.case.letter_events import ASIDE, says_it
    from dueprocess.release.evidence import suspect

    for number in items if kind not in ASIDE else ():
        item = fetched.case.item(number)
        if item is None or not says_it(kind, item) or not _decided(fetched, item):
            suspect("release.unsigned", f"nobody signed on item {number} what this letter answers")
        if _taken_back(fetched) & {item.approval, item.proposal.statement if item.proposal else ""}:
            suspect(
                "grant.withdrawn", "what it answers was taken back or sent back since, and the desk shows it as it was"
            )


def _decided(fetched: Fetched, item: "ItemState") -> bool:
    """Whether the item's outcome was signed, and agreed to by another where it takes two."""
    from dueprocess.case.decisions import needs_two
    from dueprocess.formats.statement import Act

    seen = fetched.looked.seen
    everything = {**seen.past, **seen.statements}
    if item.proposal is None or item.outcome is None:
        return False
    signed, agreed = everything.get(item.proposal.statement), everything.get(item.approval)
    if signed is None or signed.act is not Act.DECISION_PROPOSE or not _about(signed, item.number):
        return False
    if signed.case != seen.case or signed.says.get("outcome") != str(item.outcome):
        return False
    own = bool(signed.says.get("point"))  # as it was signed, whatever the desk tells of it
    if not needs_two(item.outcome, emergency=fetched.case.face.get("emergency") is True, own=own) and not item.approval:
        return True
    names_it = agreed is not None and agreed.says.get("proposal") == item.proposal.statement
    return agreed is not None and names_it and agreed.act is Act.DECISION_APPROVE and agreed.by != signed.by


def _taken_back(fetched: Fetched) -> set[str]:
    """Hashes of what somebody took back."""
    seen = fetched.looked.seen
    return {named for stated in {**seen.past, **seen.statements}.values() for named in _takes_back(stated)}


def _names(field: "Field", said: Any) -> list[str]:  # noqa: ANN401 - what a key says
    """The statements that a key names by their hashes."""
    named = said if isinstance(said, list | tuple) else [said]
    return [name for name in named if isinstance(name, str) and name] if field.rests else []


def _takes_back(stated: "Statement") -> Iterator[str]:
    """What a statement takes back, whatever revision its signer was led to write."""
    from dueprocess.acts.table import ACTS

    for key, field in ACTS[stated.act].fields.items():
        if field.takes_back(stated.says):
            yield from _names(field, stated.says.get(key))


def _about(signed: "Statement", number: int) -> bool:
    """Whether a statement is about an item; any is, where none is named."""
    items = signed.says.get("items", [signed.says.get("item")])
    return not number or (isinstance(items, list | tuple) and number in items)


def _kept(looks_at: "About") -> Iterator[Any]:
    """What stands on the item by one person's statement."""
    if looks_at.item is not None:
        yield from filter(None, (looks_at.item.proposal, looks_at.item.outside, *looks_at.item.notices))


def _same(signed: "Statement", kept: Any) -> bool:  # noqa: ANN401 - a Proposal, GivenOutside or Notice
    """Whether the state has the words of the statement; lists that the statement leaves empty follow from the case."""
    said = {key: value for key, value in signed.says.items() if hasattr(kept, key) and value not in ([], None)}
    return signed.by == kept.by and all(_plain(getattr(kept, key)) == value for key, value in said.items())


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [asdict(part) if is_dataclass(part) and not isinstance(part, type) else part for part in value]
    return str(value)
