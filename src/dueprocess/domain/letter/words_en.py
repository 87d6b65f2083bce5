"""The letters in English: the house's binding text."""

from typing import Final

from dueprocess.domain.demand.codes import Kind
from dueprocess.domain.letter.blocks import Direction
from dueprocess.domain.letter.kinds import LetterKind
from dueprocess.domain.letter.language import Charges, KindWords, Labels, Language, Listed, PointWords, Which

_EXAMINED: Final = "We received your demand on {received_on} and have examined it."
_RELY: Final = "The demand relies on {provisions}."
_REPLY: Final = "Please reply to us by {reply_until}."

_KINDS: Final = {
    LetterKind.ACKNOWLEDGEMENT: KindWords(
        "Receipt of a message; no acceptance of service, jurisdiction or duty",
        (
            "A message has been received.",
            "We answer the authority through the address in our records.",
        ),
    ),
    LetterKind.CORRECTION: KindWords(
        "Your demand: particulars that the law requires",
        (
            _EXAMINED,
            _RELY,
            Listed("The law on which the demand relies requires the following. We did not find it in the demand:"),
            Listed("These ways stay open to you under the law that binds us:", Which.CHANNELS),
            "Please send us the demand with these particulars. We will then examine it without delay.",
            "Please let us have it by {reply_until}.",
        ),
    ),
    LetterKind.OBJECTION: KindWords(
        "Objection to your demand",
        (
            _EXAMINED,
            _RELY,
            Listed("We object to the demand, as the law provides:"),
            Listed("These ways stay open to you under the law that binds us:", Which.CHANNELS),
            "Please examine the objection and let us know in writing what you decide.",
            _REPLY,
        ),
    ),
    LetterKind.REFUSAL_POLICY: KindWords(
        "Our answer to your demand",
        (
            _EXAMINED,
            Listed("We do not carry out the measure demanded:"),
            Listed("These ways stay open to you under the law that binds us:", Which.CHANNELS),
            (
                "If a court, or another body that the law empowers, has issued a written order with reasons, please "
                "send us a copy. We will examine it without delay."
            ),
        ),
    ),
    LetterKind.NO_DATA: KindWords(
        "Our answer to your demand",
        (
            _EXAMINED,
            _RELY,
            Listed("We hold no such data on the following:"),
            "This answer describes what we held on {date}.",
        ),
    ),
    LetterKind.NOT_EXECUTABLE: KindWords(
        "Our answer to your demand",
        (
            _EXAMINED,
            _RELY,
            Listed("The following cannot be carried out with the systems that we run:"),
            "If you wish, we will explain in writing how the service works.",
        ),
    ),
    LetterKind.CONFIRM_IN_WRITING: KindWords(
        "Please send us your oral demand in writing",
        (
            "On {received_on} we received an oral demand in the name of {authority}.",
            (
                "Please send it to us in writing, with the provision of law on which it rests. We will examine it as "
                "soon as we have it."
            ),
            Listed("The law on which the demand relies also requires:"),
            "Please let us have it by {reply_until}.",
        ),
    ),
    LetterKind.WRONG_ADDRESSEE: KindWords(
        "The addressee of your demand",
        (
            "We received your demand on {received_on}.",
            _RELY,
            (
                "The demand concerns a service or a duty that is not ours. We are not its addressee and take no "
                "further step."
            ),
            "As far as we can see, the right addressee is {addressee}.",
            Listed("Our reasons:"),
        ),
    ),
    LetterKind.PARTIAL: KindWords(
        "Our answer to your demand",
        (
            _EXAMINED,
            _RELY,
            Listed("We carry out the demand in these points:", Which.GRANTED),
            Listed("We do not carry it out in these points:", Which.WITHHELD),
            Listed("The data are handed over on these conditions:", Which.CONDITIONS),
            "What we hand over reaches you separately, sealed to the recipient whose identity we have checked.",
        ),
    ),
    LetterKind.COMPLY_NOTICE: KindWords(
        "Our answer to your demand",
        (
            _EXAMINED,
            _RELY,
            Listed("We carry out the demand in these points:"),
            Listed("The data are handed over on these conditions:", Which.CONDITIONS),
            "What we hand over reaches you separately, sealed to the recipient whose identity we have checked.",
        ),
    ),
    LetterKind.RECALL: KindWords(
        "Data that we handed over to you by mistake: please do not use them",
        (
            (
                "We received your demand on {received_on}. In answer to it we handed data over to you that we "
                "should not have handed over. The mistake is ours."
            ),
            (
                "Please do not read, use or pass on these data. Please delete every copy, and those of "
                "everybody to whom you have passed them on."
            ),
            "Please confirm to us in writing, without delay, that this was done, and tell us to whom the data went.",
            (
                "If you hold that you must keep them, please tell us under which provision, and keep them "
                "apart and unread until that is settled."
            ),
            "What your demand rightly asks for will reach you separately.",
        ),
    ),
    LetterKind.INVOICE: KindWords(
        "Invoice for dealing with your demand",
        (
            "We received your demand on {received_on} and have dealt with it.",
            "For this we claim the compensation that the law provides:",
            Charges("For", "Number", "Each", "Amount", "Total"),
            "The claim rests on {claims}.",
            "Please pay the total into this account: {account}.",
            "Please state the invoice number {number} with the payment.",
        ),
    ),
}

ENGLISH: Final = Language(
    code="en",
    direction=Direction.LTR,
    reviewed_by="the Due Process authors",
    separator="; ",
    labels=Labels("Date", "Received on", "Your reference", "Our reference", "Contact", "Invoice number"),
    binding="This English text is the binding one.",
    translation="Translation. The binding text is enclosed.",
    dated="{place}, {date}",
    salutation="Dear Sir or Madam,",
    closing="Yours faithfully,",
    desk="Legal desk",
    foot="Receipt of a message; no acceptance of service, jurisdiction or duty.",
    points=PointWords("{words}", "{words} ({provision})", "Item {item}: {words}", "Item {item}: {words} ({provision})"),
    annex_one="One further point stands in the annex.",
    annex_many="{count} further points stand in the annex.",
    annex_heading="Annex to our letter of {date}",
    remarks=(
        "Apart from the law on which the demand relies, these international standards ask for the "
        "following, which we did not find in the demand. Our answer does not rest on them."
    ),
    refusals={
        Kind.SHUTDOWN: "We do not cut off networks, regions, services or protocols on the basis of this demand.",
        Kind.THROTTLING: "We do not slow networks, regions, services or protocols on the basis of this demand.",
        Kind.DIRECT_ACCESS: "We do not give access to our systems. We examine each demand by itself, in writing.",
        Kind.CAPABILITY: "We do not change our systems so that the protection of communications becomes weaker.",
        Kind.NO_RECORD: "We keep a record of each demand that reaches us, and of our answer.",
    },
    refusal="We do not take this measure on the basis of the demand as it stands.",
    kinds=_KINDS,
)
