"""The table of acts: one arm for each name of the closed list, so that mypy finds a name without a declaration."""

from collections.abc import Mapping
from typing import Any, Final, assert_never

from dueprocess.acts import (
    accept,
    arrival,
    contest,
    cost,
    counsel,
    decision,
    desk,
    document,
    effect,
    facts,
    keys,
    language,
    law,
    notice,
    onward,
    outside,
    preservation,
    publication,
    purge,
    release,
    score,
    silence,
    strike,
    talk,
)
from dueprocess.acts.declaration import Declaration, OnCase, OnDesk
from dueprocess.formats.statement import Act


def _of(act: Act) -> Declaration[Any]:  # noqa: C901, PLR0911, PLR0912, PLR0915 - one arm an act
    match act:
        case Act.ARRIVAL_CLASSIFY:
            return arrival.CLASSIFY
        case Act.ARRIVAL_RESTRICT:
            return arrival.RESTRICT
        case Act.CONTEST_RECORD:
            return contest.RECORD
        case Act.CONTEST_DECIDE:
            return contest.DECIDE
        case Act.CONTEST_AGREE:
            return contest.AGREE
        case Act.CONTEST_ANSWERED:
            return contest.ANSWERED
        case Act.RESTORE_RECORD:
            return contest.RESTORE
        case Act.RESTORE_CONFIRM:
            return contest.RESTORED
        case Act.COURT_RECORD:
            return contest.COURT
        case Act.FACE_CONFIRM:
            return arrival.CONFIRM
        case Act.ITEM_CHANGE:
            return arrival.CHANGE_ITEM
        case Act.ITEM_END:
            return arrival.END_ITEM
        case Act.CASE_MERGE:
            return arrival.MERGE
        case Act.CASE_SPLIT:
            return arrival.SPLIT
        case Act.CASE_CLOSE:
            return arrival.CLOSE
        case Act.FORGET_PROPOSE:
            return arrival.FORGET_PROPOSE
        case Act.FORGET_APPROVE:
            return arrival.FORGET_APPROVE
        case Act.DECISION_PROPOSE:
            return decision.PROPOSE
        case Act.DECISION_APPROVE:
            return decision.APPROVE
        case Act.DECISION_SEND_BACK:
            return decision.SEND_BACK
        case Act.DECISION_WITHDRAW:
            return decision.WITHDRAW
        case Act.GATE_ANSWER:
            return silence.ANSWER
        case Act.SECRECY_RECORD:
            return silence.RECORD
        case Act.SECRECY_AGREE:
            return silence.AGREE
        case Act.SECRECY_END:
            return silence.END
        case Act.AUTHORITY_VERIFY:
            return desk.VERIFY_AUTHORITY
        case Act.AUTHORITY_CONFIRM:
            return desk.CONFIRM_AUTHORITY
        case Act.AUTHORITY_CALL_BACK:
            return arrival.CALL_BACK
        case Act.LETTER_APPROVE:
            return decision.LETTER_APPROVE
        case Act.LETTER_SEND:
            return arrival.SEND_LETTER
        case Act.LETTER_TAKE_BACK:
            return arrival.TAKE_BACK_LETTER
        case Act.NOTE_ADD:
            return arrival.ADD_NOTE
        case Act.PUBLICATION_PROPOSE:
            return publication.PROPOSE
        case Act.PUBLICATION_PUBLISH:
            return publication.PUBLISH
        case Act.PUBLICATION_WITHDRAW:
            return publication.WITHDRAW
        case Act.DUTY_DONE:
            return arrival.DO_DUTY
        case Act.ROSTER_SIGN:
            return desk.SIGN_ROSTER
        case Act.PRESERVE_START:
            return preservation.START
        case Act.PRESERVE_VERIFY:
            return preservation.VERIFY
        case Act.PRESERVE_EXTEND:
            return preservation.EXTEND
        case Act.PRESERVE_END:
            return preservation.END
        case Act.PRESERVE_DESTROYED:
            return preservation.DESTROYED
        case Act.PRESERVE_CONFIRM:
            return preservation.CONFIRM
        case Act.LAW_SIGN:
            return law.SIGN
        case Act.LAW_READ:
            return law.READ
        case Act.FACTS_SIGN:
            return facts.SIGN
        case Act.ASSURANCE_RECORD:
            return onward.ASSURED
        case Act.ONWARD_RECORD:
            return onward.PASSED_ON
        case Act.LANGUAGE_SIGN:
            return language.SIGN
        case Act.COST_RECORD:
            return cost.RECORD
        case Act.COST_WITHDRAW:
            return cost.WITHDRAW
        case Act.TARGET_READ:
            return release.READ_TARGET
        case Act.PRODUCTION_ORDER:
            return release.ORDER
        case Act.PRODUCTION_DEAL:
            return release.DEAL
        case Act.PRODUCTION_DROP:
            return release.DROP
        case Act.RELEASE_APPROVE:
            return release.APPROVE
        case Act.RELEASE_VETO:
            return release.VETO
        case Act.RELEASE_DONE:
            return release.RELEASE
        case Act.RELEASE_RECALL:
            return release.RECALL
        case Act.DESK_FREEZE:
            return desk.FREEZE
        case Act.DESK_LIFT:
            return desk.LIFT
        case Act.KEY_RETIRE:
            return desk.RETIRE_KEY
        case Act.REPORT_SIGN:
            return desk.SIGN_REPORT
        case Act.REPORT_PUBLISH:
            return desk.PUBLISH_REPORT
        case Act.REPORT_CORRECT:
            return desk.CORRECT_REPORT
        case Act.SCORE_SIGN:
            return score.SIGN
        case Act.SCORE_PUBLISH:
            return score.PUBLISH
        case Act.NOTICE_RECORD:
            return notice.RECORD
        case Act.NOTICE_CONFIRM:
            return notice.CONFIRM
        case Act.NOTICE_UNREACHED:
            return notice.UNREACHED
        case Act.NOTICE_PLAN:
            return notice.PLAN
        case Act.NOTICE_READ:
            return notice.READ
        case Act.NOTICE_SEAL:
            return notice.SEAL
        case Act.OUTSIDE_PROPOSE:
            return outside.PROPOSE
        case Act.OUTSIDE_APPROVE:
            return outside.APPROVE
        case Act.OUTSIDE_DONE:
            return outside.DONE
        case Act.EFFECT_RECORD:
            return effect.RECORD
        case Act.COUNSEL_ASK:
            return counsel.ASK
        case Act.COUNSEL_TAKE_BACK:
            return counsel.TAKE_BACK
        case Act.CASE_PURGE:
            return purge.PURGE
        case Act.STATEMENT_STRIKE:
            return strike.STRIKE
        case Act.CHAIN_ACCEPT:
            return accept.ACCEPT
        case Act.CASE_KEY:
            return keys.DRAW
        case Act.CASE_KEY_SEEN:
            return keys.SEE
        case Act.PUBLICATION_REACH:
            return publication.REACH
        case Act.PUBLICATION_CONSENT:
            return publication.CONSENT
        case Act.DOCUMENT_PROPOSE:
            return document.PROPOSE
        case Act.DOCUMENT_PUBLISH:
            return document.PUBLISH
        case Act.DOCUMENT_WITHDRAW:
            return document.WITHDRAW
        case Act.TALK_RECORD:
            return talk.RECORD
        case Act.TALK_AGREE:
            return talk.AGREE
        case Act.TALK_PUBLISH:
            return talk.PUBLISH
        case Act.TALK_WITHDRAW:
            return talk.WITHDRAW
        case Act.TALK_QUARTER:
            return talk.SAY_QUARTER
        case Act.ALLY_VERIFY:
            return talk.VERIFY_ALLY
        case Act.ALLY_CONFIRM:
            return talk.CONFIRM_ALLY
        case Act.ALLY_ASK:
            return talk.ASK_ALLY
        case never:
            assert_never(never)


ACTS: Final[Mapping[Act, Declaration[Any]]] = {act: _of(act) for act in Act}
ON_CASE: Final[Mapping[Act, OnCase[Any]]] = {act: one for act, one in ACTS.items() if isinstance(one, OnCase)}
ON_DESK: Final[Mapping[Act, OnDesk[Any]]] = {act: one for act, one in ACTS.items() if isinstance(one, OnDesk)}
