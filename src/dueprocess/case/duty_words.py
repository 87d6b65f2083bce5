"""What each duty asks, in the words of page and command line. The page translates them; the codes are for ever."""

from collections.abc import Mapping
from typing import Final

CONTEXT: Final = "duty"
"""Context of these words in the catalogue."""

DUTIES: Final[Mapping[str, str]] = {
    "acknowledge": "acknowledge receipt",
    "answer_admit": "answer whether we may admit it",
    "answer_count": "answer whether we may count it",
    "answer_tell": "answer whether we may tell the person",
    "agree_end": "a second person says whether the item ended",
    "agree_silence": "a second person agrees to the silence",
    "agree_outside": "a second person agrees to what is given outside the desk",
    "approve": "second person: agree or send back",
    "await_counsel": "counsel answers",
    "carry_out": "carry out the measure, and say that it is done",
    "clarify": "hear what they answer to the question",
    "confirm_in_writing": "ask for it in writing",
    "data_protection_authority": "tell the data protection authority that wrong data left",
    "destroy": "destroy what was kept for the order",
    "confirm_notice": "a second person confirms that the person was told",
    "end_secrecy": "the silence ends",
    "finish_release": "the hold is over: release, or end it",
    "give_outside": "give outside the desk what two people agreed to, and say so",
    "inform_authority": "tell the authority the effect",
    "inform_person": "tell the person of the effect",
    "invoice": "write the invoice, or the claim expires",
    "lapse": "the order lapses",
    "letter_undelivered": "a letter did not get there",
    "look_at_outside": "counsel looks at what was given without two people",
    "look_at_arrival": "somebody looks at what arrived",
    "make_production": "the extraction host makes the data ready",
    "notify_court": "ask for the decision of the court that must confirm",
    "object": "last day to object",
    "order_production": "order the data from the extraction host",
    "preserve": "keep the data as they are",
    "propose_publication": "propose publication",
    "recall_letter": "call back what was wrongly released",
    "release": "agree to the release, or end it",
    "respond": "answer the authority",
    "review": "review it",
    "review_held_outside": "review what is held outside",
    "review_secrecy": "check whether the duty of silence still applies",
    "second_look": "second look at the objection",
    "send_letter": "send the letter",
    "transmit": "transmit the data",
    "tell": "tell the person",
    "tell_wrong_person": "tell the person whose data were wrongly released",
    "verify_hold": "second person verifies the preservation",
}


def duty(code: str) -> str:
    """A duty in English words; a code that has none as it is, without its underscores."""
    return DUTIES.get(code, code.replace("_", " "))
