"""Kinds of events, and what the body of one is. Kinds: a closed list, never renamed, never used again.

A body is said once: a dataclass for its kind, whose annotations say each field (``formats/record.py``), and whose
``change`` says what it makes of the state. The last kinds belong to later parts: nobody writes them yet.
"""

import dataclasses
import datetime
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar, Generic, TypeVar, dataclass_transform

from dueprocess.case import fields
from dueprocess.case.state import CaseState, ItemState
from dueprocess.demand import codes
from dueprocess.formats.forms import Records
from dueprocess.formats.record import Check, an_id, between, matching
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.roster import NAME

S = TypeVar("S")
Plain = Mapping[str, Any]


class EventError(DeniedError):
    """An event that does not have the form of docs/reference/events.md: ``event.malformed``, ``event.version``."""


class EventKind(codes.Code):
    """What can happen, with one sentence each."""

    ARRIVAL_RECEIVED = "case:arrival:received", "something arrived and was sealed as received"
    ARRIVAL_CLASSIFIED = "case:arrival:classified", "a person or a rule classified what arrived"
    ARRIVAL_ASIDE_PROPOSED = (
        "case:arrival:aside-proposed",
        "somebody said that it is no demand of its own; a second person is asked",
    )
    ARRIVAL_ANSWERS = (
        "case:arrival:answers",
        "it names a letter that left in another case; a person looks whether it belongs there",
    )
    ARRIVAL_RESTRICTED = (
        "case:arrival:restricted",
        "it holds what one custodian alone may open; every other key to it is gone",
    )
    CASE_OPENED = "case:case:opened", "a case was opened on an arrival"
    CASE_MERGED = "case:case:merged", "the case went into another one"
    CASE_SPLIT = "case:case:split", "items left for a new case"
    CASE_RELATED = "case:case:related", "the case was marked as the same demand, filed again"
    CASE_CLOSED = "case:case:closed", "nothing is left to do"
    FORGET_PROPOSED = "case:forget:proposed", "somebody proposed to destroy what is sealed of the case"
    ENVELOPES_DESTROYED = "case:key:destroyed", "envelopes and all that was sealed of the case were destroyed"
    FACE_DRAFTED = "case:face:drafted", "a machine read the text; every value is claimed"
    FACE_CONFIRMED = "case:face:confirmed", "a person who read the original confirmed values"
    ITEM_ADDED = "case:item:added", "an item was added by a person"
    ITEM_AMENDED = "case:item:amended", "an order changed the item"
    ITEM_END_PROPOSED = "case:item:end-proposed", "somebody said that the item has ended; a second person is asked"
    ITEM_GOES_ON = "case:item:goes-on", "a second person said that the item goes on"
    ITEM_WITHDRAWN = "case:item:withdrawn", "the authority took the item back"
    ITEM_LAPSED = "case:item:lapsed", "time ended the item"
    ASSESSMENT_MADE = "case:assessment:made", "the items were assessed with the law data that are named"
    AUTHORITY_CALLED_BACK = "case:authority:called-back", "somebody outside the decision called the authority back"
    AUTHORITY_CALL_CARRIED = "case:authority:call-carried", "items came from a case whose authority was called back"
    DECISION_PROPOSED = "case:decision:proposed", "a decision on an item was proposed"
    DECISION_APPROVED = "case:decision:approved", "a decision was made"
    DECISION_SENT_BACK = "case:decision:sent-back", "the second person sent a proposal back"
    DECISION_WITHDRAWN = "case:decision:withdrawn", "the proposer took a proposal back"
    DECISION_VOIDED = "case:decision:voided", "what a proposal relied on changed"
    GATE_ANSWERED = "case:gate:answered", "a named person answered: tell, admit or count"
    SECRECY_RECORDED = "case:secrecy:recorded", "a duty of silence was recorded; a second person is asked"
    SECRECY_AGREED = "case:secrecy:agreed", "a second person agreed to a duty of silence"
    SECRECY_REFUSED = (
        "case:secrecy:refused",
        "a second person, or who recorded it, said that nothing imposes the silence",
    )
    SECRECY_ENDED = "case:secrecy:ended", "a duty of silence ended"
    LETTER_QUEUED = "case:letter:queued", "a letter waits to be sent, encrypted"
    LETTER_TAKEN_BACK = "case:letter:taken-back", "a letter that waited was taken back"
    LETTER_SENT = "case:letter:sent", "a letter left the house"
    LETTER_FAILED = "case:letter:failed", "the service that sends letters gave a letter up"
    LETTER_RETURNED = "case:letter:returned", "a letter that had left came back undelivered"
    LETTER_COPIED = "case:letter:copied", "a copy of a letter went to the data protection authority"
    LETTER_UNCOPIED = "case:letter:uncopied", "the copy for the data protection authority did not leave"
    NOTE_ADDED = "case:note:added", "a sealed note was added"
    HOUSE_DRAWN = "case:house:drawn", "the case got a key that a person of the house drew"
    HOUSE_SEEN = "case:house:seen", "a second person compared what was sealed anew; the first key is destroyed"
    COUNSEL_ASKED = "case:counsel:asked", "counsel was asked about the case"
    COUNSEL_ANSWERED = "case:counsel:answered", "counsel answered; what they were given to read it with is destroyed"
    COUNSEL_TAKEN_BACK = "case:counsel:taken-back", "the question to counsel was taken back"
    HOLD_STARTED = "case:hold:started", "data are preserved; lapses in 72 hours unless verified"
    HOLD_VERIFIED = "case:hold:verified", "a second person verified the preservation"
    HOLD_LAPSED = "case:hold:lapsed", "a preservation ended by time"
    HOLD_BOUND = "case:hold:bound", "a preservation got its end, or the day on which somebody looks at it again"
    HOLD_ENDED = (
        "case:hold:ended",
        "a preservation that two people stood behind is over; what was kept is destroyed next",
    )
    HOLD_DESTRUCTION_NAMED = (
        "case:hold:destruction-named",
        "somebody said that what was kept is destroyed; a second person is still to confirm it",
    )
    HOLD_DESTROYED = "case:hold:destroyed", "two people, or the extraction host, said that what was kept is destroyed"
    ASSURANCE_RECORDED = (
        "case:assurance:recorded",
        "somebody said whether the body assured that it passes the data on to nobody",
    )
    PASSED_ON = "case:onward:passed", "data that were given were passed on, as somebody learned"
    DUTY_RAISED = "case:duty:raised", "a duty became more urgent"
    DUTY_DONE = "case:duty:done", "a duty was done"
    PUBLICATION_PROPOSED = "case:publication:proposed", "publication of an item was proposed"
    PUBLICATION_PUBLISHED = "case:publication:published", "an item went to a public register"
    PUBLICATION_WITHDRAWN = "case:publication:withdrawn", "an item was taken out of a public register"
    PARTICULARS_READ = "case:particulars:read", "a person opened what is encrypted on their own machine"
    PUBLICATION_REACH = "case:publication:reach", "somebody said who is within reach of the state that an item names"
    CONSENT_SAID = "case:publication:consent", "somebody said whether a person agreed to more than a summary"
    DOCUMENT_PROPOSED = (
        "case:document:proposed",
        "a document was drawn anew for the public; a second person is asked",
    )
    DOCUMENT_PUBLISHED = "case:document:published", "a second person published a document that was drawn anew"
    DOCUMENT_WITHDRAWN = "case:document:withdrawn", "a document that was drawn anew was taken back"
    NOTICE_NAMED = "case:notice:named", "somebody said that a person was told; a second person is still to confirm it"
    NOTICE_TOLD = "case:notice:told", "a second person confirmed that a person was told"
    NOTICE_MISSED = "case:notice:missed", "a person could not be reached, and is tried again"
    PAGE_PLANNED = "case:page:planned", "somebody wrote a page for a person; a second one is asked to read it"
    PAGE_READ = "case:page:read", "a second person read the page for a person, and agreed that it goes"
    PAGE_SEALED = "case:page:sealed", "the finished notice for a person was sealed to the notifier"
    OUTSIDE_PROPOSED = "case:outside:proposed", "somebody proposed to give the data outside the desk"
    OUTSIDE_AGREED = "case:outside:agreed", "a second person agreed to exactly that"
    OUTSIDE_GIVEN = "case:outside:given", "the data were given outside the desk"
    EFFECT_RECORDED = "case:effect:recorded", "somebody said since when a measure that was granted takes effect"
    CONTEST_MADE = "case:contest:made", "a person contested what was done"
    CONTEST_PROPOSED = (
        "case:contest:proposed",
        "one of those who decided first said what becomes of a contest; another one is asked",
    )
    CONTEST_REFUSED = "case:contest:refused", "the other one of those who decided first did not agree to that"
    CONTEST_DECIDED = "case:contest:decided", "what a person contested was decided"
    CONTEST_ANSWERED = "case:contest:answered", "the person was told what became of what they contested"
    RESTORE_NAMED = "case:restore:named", "somebody said that what was taken away was given back"
    RESTORE_DONE = "case:restore:done", "a second person confirmed that what was taken away was given back"
    COURT_RECORDED = "case:court:recorded", "a step before a court was recorded"
    COST_RECORDED = "case:cost:recorded", "minutes, or units of a tariff, were counted on an item"
    COST_WITHDRAWN = "case:cost:withdrawn", "a cost that was recorded wrongly no longer counts"
    TARGET_READ = "case:target:read", "a person read an identifier from the original and left its mark"
    PRODUCTION_ORDERED = "case:production:ordered", "the data were ordered from the extraction host"
    PRODUCTION_DEALT = (
        "case:production:dealt",
        "the data were sealed to their own key; its shares went to the releasers",
    )
    PRODUCTION_DROPPED = "case:production:dropped", "a production and its shares were destroyed unreleased"
    RELEASE_APPROVED = "case:release:approved", "a releaser agreed to this very production"
    SHARE_HANDED = "case:share:handed", "after the hold a releaser's share went to whoever finishes"
    RELEASE_VETOED = "case:release:vetoed", "a releaser ended a production for ever"
    RELEASE_DONE = "case:release:done", "a production was sealed to its recipient"
    RELEASE_COLLECTED = "case:release:collected", "a part of a release was taken from the portal to its end"
    RELEASE_RECALLED = "case:release:recalled", "what was given was wrong, and is called back"

    DESK_FOUNDED = "desk:roster:founded", "the founding roster took force"
    DESK_ROSTER_CHANGED = "desk:roster:changed", "a later roster took force"
    DESK_AUTHORITY_NAMED = "desk:authority:named", "one person verified an authority's contact"
    DESK_AUTHORITY_VERIFIED = "desk:authority:verified", "a second person confirmed it"
    DESK_LAW_SIGNED = "desk:law:signed", "the desk's counsel verified a rule for this desk"
    DESK_LAW_READ = "desk:law:read", "the desk's counsel read provisions, signed what is right of them, marked the rest"
    DESK_LANGUAGE_SIGNED = "desk:language:signed", "the desk's counsel said that letters in a language bind, or no more"
    DESK_FACTS_SIGNED = "desk:facts:signed", "somebody of the house signed who it is to authorities"
    DESK_SITE_PUBLISHED = "desk:site:published", "the public site was written"
    DESK_EMPLOYEE_NOTED = "desk:note:added", "an employee left a sealed note"
    DESK_FROZEN = "desk:freeze:set", "somebody stopped every production and release"
    DESK_LIFT_AGREED = "desk:freeze:lift-agreed", "the first of two people agreed to lift a stop"
    DESK_LIFTED = "desk:freeze:lifted", "the second one agreed: the stop is over"
    DESK_PURGE_AGREED = (
        "desk:purge:agreed",
        "the first of two people signed that what was signed on a case is destroyed",
    )
    DESK_PURGED = "desk:purge:done", "the second one signed: facts and statements of a case were destroyed"
    DESK_STRIKE_AGREED = "desk:strike:agreed", "the first of two people struck a statement out"
    DESK_STRUCK = "desk:strike:done", "the second one did: the statement gives nothing any more"
    DESK_HISTORY_ACCEPTED = "desk:chain:accepted", "somebody accepted another history than their machine had kept"
    DESK_KEY_RETIRED = "desk:key:retired", "a person retired their own key: it signs nothing further"

    DESK_REPORT_BUILT = "desk:report:built", "a draft of a report was computed"
    DESK_REPORT_DROPPED = "desk:report:dropped", "a draft of a report was thrown away"
    DESK_REPORT_SIGNED = "desk:report:signed", "somebody signed the draft of a report"
    DESK_REPORT_PUBLISHED = "desk:report:published", "two had signed it: an edition of the report was published"
    DESK_REPORT_CORRECTED = "desk:report:corrected", "a mistake in a published edition was said in public"
    DESK_SCORE_SIGNED = "desk:score:signed", "somebody signed the scorecard"
    DESK_SCORE_PUBLISHED = "desk:score:published", "two had signed it: the scorecard was published"

    DESK_TALK_RECORDED = "desk:talk:recorded", "somebody recorded a talk with a government; its words are sealed"
    DESK_TALK_ANSWERED = "desk:talk:answered", "somebody read a talk and said whether it would reveal a secret demand"
    DESK_TALK_PUBLISHED = "desk:talk:published", "two had read it and its day had come: a talk was published"
    DESK_TALK_WITHDRAWN = "desk:talk:withdrawn", "a talk was taken back, and its words destroyed"
    DESK_TALK_QUARTER = "desk:talk:quarter", "somebody answered whether there were talks in a quarter"
    DESK_ALLY_NAMED = "desk:ally:named", "one person verified the key of an organisation that helps"
    DESK_ALLY_VERIFIED = "desk:ally:verified", "a second person confirmed it"
    DESK_ALLY_ASKED = "desk:ally:asked", "a question was sealed to an organisation that helps"

    NOTICE_SEALED = "case:notice:sealed", "a page for a person was sealed"
    NOTICE_SENT = "case:notice:sent", "a page for a person left the house"
    PRODUCTION_MADE = "case:production:made", "a production was made ready"
    CASE_PURGED = "case:case:purged", "a case was deleted"
    COVER = "case:cover:filled", "an event of no case was written, so that the count tells nothing"


def of(kind: fields.Kind, says: str) -> Check:
    """What a key of a statement must be, a field of an event must be too. ``says``: in words, for who reads a fault."""

    def fits(value: object) -> bool:
        kind.read(value)
        return True

    return Check(fits, says)


def _is_minute(text: str) -> bool:
    return f"{datetime.datetime.fromisoformat(text):%Y-%m-%dT%H:%MZ}" == text


Person = Annotated[str, matching(NAME, "a pseudonym, or the name of a rule of the desk")]
PersonOrNone = Annotated[str, matching(f"(?:{NAME.pattern})?", "a pseudonym, or empty where nobody did it")]
Item = Annotated[int, between(1, fields.MAX_ITEM)]
Case = Annotated[str, an_id("c")]
CaseOrNone = Annotated[str, of(fields.CASE_OR_NONE, "a case, or empty")]
Sealed = Annotated[str, an_id("s")]
Letter = Annotated[str, an_id("o")]
Handle = Annotated[str, of(fields.HANDLE, "a handle, as T1 or ALL")]
Code = Annotated[str, matching(r"[a-z0-9][a-z0-9_.-]{0,63}", "a code")]
CodeOrNone = Annotated[str, matching(r"[A-Za-z0-9._:-]{0,80}", "a code or the id of a rule, or empty")]
Minute = Annotated[str, Check(_is_minute, "a minute is written YYYY-MM-DDTHH:MMZ")]
HashOrNone = Annotated[str, matching(r"(?:[0-9a-f]{64})?", "a hash in 64 lower-case hex digits, or empty")]


@dataclass_transform(frozen_default=True)
class Body(Generic[S]):
    """What an event says: codes, days, counts, ids, hashes; its *public part* (docs/reference/events.md).

    ``S`` is the state that it changes: a case, or the desk. Each class under it is a frozen dataclass; one that names
    its ``kind`` is the body of that kind, another one holds what several have in common.
    """

    __dataclass_fields__: ClassVar[dict[str, dataclasses.Field[Any]]]
    KIND: ClassVar[EventKind]
    EARLIER: ClassVar[tuple[Callable[[Plain], Plain], ...]] = ()
    """How a stored body of version 1, 2 … becomes one of the next. No stored event is rewritten: readers do it."""

    def __init_subclass__(cls, *, kind: EventKind | None = None) -> None:
        """Make the class a frozen dataclass."""
        dataclass(frozen=True)(cls)
        if kind is not None:
            cls.KIND = kind

    def change(self, state: S) -> S:
        """The state after it. Number, day and statement of the event stand in ``state`` already."""
        return self._change(state)

    def _change(self, state: S) -> S:
        return state


class OfItem(Body[CaseState]):
    """What happens to one item of a case."""

    item: Item
    REOPENS: ClassVar[bool] = False  # a case that was closed

    def _change(self, case: CaseState) -> CaseState:
        items = list(case.items)
        items[self.item - 1] = self._alter(items[self.item - 1], case)
        return replace(case, items=tuple(items), closed_on="" if self.REOPENS else case.closed_on)

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        """The item after it; the case has number, day and statement of the event."""
        return item


Made = TypeVar("Made")


def copied(record: type[Made], like: object, **more: object) -> Made:
    """A record with the fields that it shares with another one, and ``more``: of a command a body, of it a state."""
    names = {field.name for field in dataclasses.fields(record)} - set(more)  # type: ignore[arg-type]  # a dataclass
    return record(**{name: getattr(like, name) for name in names if hasattr(like, name)}, **more)


def version_of(kind: type[Body[Any]]) -> int:
    """The version in which bodies of a kind are written now."""
    return len(kind.EARLIER) + 1


@functools.cache
def _form(kind: type[Body[Any]]) -> Records[Any]:
    return Records(kind, "event", "malformed", EventError)


def said(body: Body[Any]) -> dict[str, Any]:
    """A body as JSON values. Raises EventError for one that would not be read back."""
    found: dict[str, Any] = _form(type(body)).check(body)  # type: ignore[arg-type]  # a class is hashable
    return found


def heard(kind: type[Body[Any]], version: int, plain: object) -> Body[Any]:
    """A body from its JSON values, of this version or an earlier one. Raises EventError."""
    form = _form(kind)  # type: ignore[arg-type]  # as above
    if not 1 <= version <= version_of(kind):
        form.refuse("version", f"{kind.KIND} has no version {version}; update this program")
    try:
        if isinstance(plain, Mapping):
            for step in kind.EARLIER[version - 1 :]:
                plain = step(plain)
    except (KeyError, TypeError, ValueError) as fault:
        form.refuse("malformed", f"it is no {kind.KIND} of version {version}", fault)
    found: Body[Any] = form.read(plain)
    return found


@dataclass(frozen=True, slots=True)
class Happened:
    """One event as the domain knows it."""

    body: Body[Any] | None  # None: its opening was destroyed, or its kind is a newer program's; it changes nothing
    day: str = ""  # YYYY-MM-DD on which it was written; empty while it is only decided about
    statement: str = ""  # SHA-256 (hex) of the first statement behind it; empty where there is none
