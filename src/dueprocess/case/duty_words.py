"""What each duty asks, in the words of page and command line. The page translates them; the codes are for ever."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dueprocess.formats.statement import Act

CONTEXT: Final = "duty"
"""Context of these words in the catalogue."""


@dataclass(frozen=True, slots=True)
class Duty:
    """What a duty asks, and the act that ends it; of an answer to the authority its stage (``acts/turn.py``)."""

    says: str
    ends: Act = Act.DUTY_DONE  # it was done outside the desk, and is said


DUTIES: Final[Mapping[str, Duty]] = {
    "acknowledge": Duty("acknowledge receipt"),
    "answer_admit": Duty("answer whether we may admit it", Act.GATE_ANSWER),
    "answer_count": Duty("answer whether we may count it", Act.GATE_ANSWER),
    "answer_tell": Duty("answer whether we may tell the person", Act.GATE_ANSWER),
    "agree_aside": Duty("a second person says whether it is no demand of its own", Act.ARRIVAL_CLASSIFY),
    "agree_end": Duty("a second person says whether the item ended", Act.ITEM_END),
    "agree_silence": Duty("a second person agrees to the silence", Act.SECRECY_AGREE),
    "agree_talk": Duty("a second person reads a talk with a government", Act.TALK_AGREE),
    "ask_talks": Duty("answer whether there were talks with governments in the quarter", Act.TALK_QUARTER),
    "agree_outside": Duty("a second person agrees to what is given outside the desk", Act.OUTSIDE_APPROVE),
    "ask_assurance": Duty("ask for a written assurance that the data are passed on to nobody", Act.ASSURANCE_RECORD),
    "tell_passed_on": Duty("tell the person that their data were passed on"),
    "approve": Duty("second person: agree or send back", Act.DECISION_APPROVE),
    "bill_day": Duty("a bill that we watch has a day: read what became of it"),
    "law_begins": Duty("another text of this law begins: read it"),
    "law_ends": Duty("this text of the law ends: read what follows"),
    "await_counsel": Duty("counsel answers"),
    "carry_out": Duty("carry out the measure, and say that it is done", Act.EFFECT_RECORD),
    "contest_over": Duty("the person's days to contest are over: hand over what is granted"),
    "agree_contest": Duty(
        "another one of those who decided first says whether they agree on what the person contests", Act.CONTEST_AGREE
    ),
    "confirm_restored": Duty("a second person confirms that it was given back", Act.RESTORE_CONFIRM),
    "court_day": Duty("a day before the court: say what came of it", Act.COURT_RECORD),
    "decide_contest": Duty(
        "somebody who was not on the first decision decides what the person contests", Act.CONTEST_DECIDE
    ),
    "restore": Duty("give back what was taken away", Act.RESTORE_RECORD),
    "tell_contest": Duty("tell the person what became of what they contested", Act.CONTEST_ANSWERED),
    "clarify": Duty("hear what they answer to the question"),
    "confirm_in_writing": Duty("ask for it in writing"),
    "data_protection_authority": Duty("tell the data protection authority that wrong data left"),
    "destroy": Duty("destroy what was kept for the order"),
    "confirm_notice": Duty("a second person confirms that the person was told", Act.NOTICE_CONFIRM),
    "finish_notice": Duty("what is sealed to the notifier is overtaken: make it anew", Act.NOTICE_SEAL),
    "credential_ends": Duty("a contact, certificate, licence or notice ends: renew it, and say so in desk.toml"),
    "confirm_destroyed": Duty("a second person confirms that what was kept is destroyed", Act.PRESERVE_CONFIRM),
    "destroy_hold": Duty("destroy what was kept, and say that it is destroyed", Act.PRESERVE_DESTROYED),
    "end_hold": Duty("the keeping of the data ends, unless it is asked for anew", Act.PRESERVE_EXTEND),
    "forget": Duty("two people destroy what is sealed of the case", Act.FORGET_PROPOSE),
    "purge": Duty("two people destroy what was signed on the case"),
    "review_hold": Duty("check whether the data are still to be kept", Act.PRESERVE_EXTEND),
    "end_secrecy": Duty("the silence ends", Act.SECRECY_END),
    "finish_release": Duty("the hold is over: release, or end it", Act.RELEASE_DONE),
    "give_outside": Duty("give outside the desk what two people agreed to, and say so", Act.OUTSIDE_DONE),
    "inform_authority": Duty("tell the authority the effect"),
    "inform_person": Duty("tell the person of the effect", Act.NOTICE_RECORD),
    "invoice": Duty("write the invoice, or the claim expires", Act.LETTER_SEND),
    "lapse": Duty("the order lapses"),
    "letter_undelivered": Duty("a letter did not get there", Act.LETTER_SEND),
    "look_at_outside": Duty("counsel looks at what was given without two people"),
    "look_at_arrival": Duty("somebody looks at what arrived", Act.ARRIVAL_CLASSIFY),
    "make_production": Duty("the extraction host makes the data ready"),
    "notify_court": Duty("ask for the decision of the court that must confirm"),
    "open_sealed": Duty("open what its sender sealed, and say what it is", Act.ARRIVAL_CLASSIFY),
    "object": Duty("last day to object"),
    "order_production": Duty("order the data from the extraction host"),
    "preserve": Duty("keep the data as they are", Act.PRESERVE_START),
    "propose_publication": Duty("propose publication", Act.PUBLICATION_PROPOSE),
    "publish_talk": Duty("publish a talk with a government: its day has come", Act.TALK_PUBLISH),
    "record_talk": Duty("record a talk with a government that somebody noted", Act.TALK_RECORD),
    "recall_letter": Duty("call back what was wrongly released", Act.LETTER_SEND),
    "release": Duty("agree to the release, or end it", Act.RELEASE_APPROVE),
    "reply_inquiry": Duty("send the one answer that everybody gets"),
    "respond": Duty("answer the authority"),
    "return_or_destroy": Duty("return or destroy what is restricted", Act.FORGET_PROPOSE),
    "review": Duty("review it"),
    "review_held_outside": Duty("review what is held outside"),
    "review_secrecy": Duty("check whether the duty of silence still applies"),
    "second_look": Duty("second look at the objection"),
    "send_letter": Duty("send the letter"),
    "transmit": Duty("transmit the data"),
    "tell": Duty("tell the person", Act.NOTICE_RECORD),
    "tell_first": Duty("tell the person, before the data leave", Act.NOTICE_RECORD),
    "tell_wrong_person": Duty("tell the person whose data were wrongly released"),
    "undo_hold": Duty("undo the keeping of the data, and say that it is undone", Act.PRESERVE_DESTROYED),
    "verify_hold": Duty("second person verifies the preservation", Act.PRESERVE_VERIFY),
}

OF_TALKS: Final = frozenset({"agree_talk", "ask_talks", "publish_talk", "record_talk"})
"""Duties of the desk itself on talks with governments."""


def duty(code: str) -> str:
    """A duty in English words; a code that has none as it is, without its underscores."""
    return DUTIES[code].says if code in DUTIES else code.replace("_", " ")


def ends(code: str) -> Act:
    """The act that ends a duty; of one that this table does not know, that it was done."""
    return DUTIES[code].ends if code in DUTIES else Act.DUTY_DONE
