"""Kinds of events: a closed list, subject, machine and what happened. Never renamed, never used again.

The last ones belong to later parts: their names and meanings stand, and nobody writes them yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dueprocess.demand.codes import Code


class EventKind(Code):
    """What can happen, with one sentence each."""

    ARRIVAL_RECEIVED = "case:arrival:received", "something arrived and was sealed as received"
    ARRIVAL_CLASSIFIED = "case:arrival:classified", "a person or a rule said what an arrival is"
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
    ITEM_WITHDRAWN = "case:item:withdrawn", "the authority took the item back"
    ITEM_LAPSED = "case:item:lapsed", "time ended the item"
    ASSESSMENT_MADE = "case:assessment:made", "the items were judged by the shelf named"
    AUTHORITY_CALLED_BACK = "case:authority:called-back", "somebody outside the decision called the authority back"
    DECISION_PROPOSED = "case:decision:proposed", "a decision on an item was proposed"
    DECISION_APPROVED = "case:decision:approved", "a decision stands"
    DECISION_SENT_BACK = "case:decision:sent-back", "the second person sent a proposal back"
    DECISION_WITHDRAWN = "case:decision:withdrawn", "the proposer took a proposal back"
    DECISION_VOIDED = "case:decision:voided", "what a proposal relied on changed"
    GATE_ANSWERED = "case:gate:answered", "a named person answered: tell, admit or count"
    SECRECY_RECORDED = "case:secrecy:recorded", "a duty of silence with source and end or review"
    SECRECY_ENDED = "case:secrecy:ended", "a duty of silence ended"
    LETTER_QUEUED = "case:letter:queued", "a letter was sealed to the sending worker"
    LETTER_SENT = "case:letter:sent", "a letter left the house"
    LETTER_FAILED = "case:letter:failed", "the sending worker gave a letter up"
    LETTER_RETURNED = "case:letter:returned", "a letter that had left came back undelivered"
    NOTE_ADDED = "case:note:added", "a sealed note was added"
    HOLD_STARTED = "case:hold:started", "data are preserved; lapses in 72 hours unless verified"
    HOLD_VERIFIED = "case:hold:verified", "a second person verified the preservation"
    HOLD_LAPSED = "case:hold:lapsed", "a preservation ended by time"
    DUTY_RAISED = "case:duty:raised", "a duty grew louder"
    DUTY_DONE = "case:duty:done", "a duty was done"
    PUBLICATION_PROPOSED = "case:publication:proposed", "publication of an item was proposed"
    PUBLICATION_PUBLISHED = "case:publication:published", "an item went to a public register"
    PUBLICATION_WITHDRAWN = "case:publication:withdrawn", "an item was taken out of a public register"
    PARTICULARS_READ = "case:particulars:read", "a person took sealed particulars to their own machine"
    NOTICE_NAMED = "case:notice:named", "somebody said that a person was told; a second person is still to confirm it"
    NOTICE_TOLD = "case:notice:told", "a second person confirmed that a person was told"
    NOTICE_MISSED = "case:notice:missed", "a person could not be reached, and is tried again"
    OUTSIDE_PROPOSED = "case:outside:proposed", "somebody proposed to give what was granted outside the desk"
    OUTSIDE_AGREED = "case:outside:agreed", "a second person agreed to exactly that"
    OUTSIDE_GIVEN = "case:outside:given", "what was granted left outside the desk"
    COST_RECORDED = "case:cost:recorded", "minutes, or units of a tariff, were counted on an item"
    COST_WITHDRAWN = "case:cost:withdrawn", "a cost that was recorded wrongly no longer counts"
    TARGET_READ = "case:target:read", "a person read an identifier from the original and left its mark"
    PRODUCTION_ORDERED = "case:production:ordered", "the extraction host was asked to make ready what was granted"
    PRODUCTION_DEALT = "case:production:dealt", "a production was sealed to its own key, dealt to the releasers"
    PRODUCTION_DROPPED = "case:production:dropped", "a production and its shares were destroyed unreleased"
    RELEASE_APPROVED = "case:release:approved", "a releaser agreed to this very production"
    RELEASE_VETOED = "case:release:vetoed", "a releaser ended a production for ever"
    RELEASE_DONE = "case:release:done", "a production was sealed to its recipient"
    RELEASE_COLLECTED = "case:release:collected", "a part of a release was taken from the portal to its end"
    RELEASE_RECALLED = "case:release:recalled", "what was given was wrong, and is called back"

    DESK_FOUNDED = "desk:roster:founded", "the founding roster took force"
    DESK_ROSTER_CHANGED = "desk:roster:changed", "a later roster took force"
    DESK_AUTHORITY_NAMED = "desk:authority:named", "one person verified an authority's contact"
    DESK_AUTHORITY_VERIFIED = "desk:authority:verified", "a second person confirmed it"
    DESK_LAW_SIGNED = "desk:law:signed", "the desk's counsel verified a rule for this desk"
    DESK_SITE_PUBLISHED = "desk:site:published", "the public site was written"
    DESK_EMPLOYEE_NOTED = "desk:note:added", "an employee left a sealed note"
    DESK_FROZEN = "desk:freeze:set", "somebody stopped every production and release"
    DESK_LIFT_AGREED = "desk:freeze:lift-agreed", "the first of two people agreed to lift a freeze"
    DESK_LIFTED = "desk:freeze:lifted", "the second one agreed: the freeze is over"
    DESK_KEY_RETIRED = "desk:key:retired", "a person retired their own key: it signs nothing further"

    DESK_REPORT_BUILT = "desk:report:built", "a draft of a report was computed"
    DESK_REPORT_DROPPED = "desk:report:dropped", "a draft of a report was thrown away"
    DESK_REPORT_SIGNED = "desk:report:signed", "somebody signed the draft of a report"
    DESK_REPORT_PUBLISHED = "desk:report:published", "two had signed it: an edition of the report was published"
    DESK_REPORT_CORRECTED = "desk:report:corrected", "a mistake in a published edition was said in public"

    NOTICE_SEALED = "case:notice:sealed", "a page for a person was sealed"
    NOTICE_SENT = "case:notice:sent", "a page for a person left the house"
    CONTEST_MADE = "case:contest:made", "a person contested what was done"
    CONTEST_DECIDED = "case:contest:decided", "what a person contested was decided"
    PRODUCTION_MADE = "case:production:made", "a production was made ready"
    CASE_PURGED = "case:case:purged", "a case was deleted"
    COVER = "case:cover:filled", "an event of no case was written, so that the count tells nothing"


@dataclass(frozen=True, slots=True)
class Happened:
    """One event as the domain knows it: kind, public part (codes, days, counts, ids), outcome where one is decided."""

    kind: EventKind
    body: Mapping[str, Any] = field(default_factory=dict)  # canonical values (formats/canonical.py)
    outcome: str = ""
    day: str = ""  # YYYY-MM-DD on which it was written; empty while it is only decided about
    statement: str = ""  # SHA-256 (hex) of the first statement behind it; empty where there is none
