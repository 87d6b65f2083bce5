"""Acts of deciding an item: proposing, agreeing, sending back, taking back."""

from typing import Final

from dueprocess.acts import stands, who
from dueprocess.acts.declaration import ONLY_A_CASE, About, Choice, Elsewhere, Offer, OnCase, Reserved, said
from dueprocess.case import commands as c
from dueprocess.case import costs, decisions, lists
from dueprocess.case.given import Given
from dueprocess.case.outcome import Decided
from dueprocess.case.state import CaseState, ItemState
from dueprocess.demand.codes import Outcome
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act

NOTHING: Final = "0" * 64
"""The hash of no statement: what rests on it is refused by the verb, with its reason."""

OUTCOMES: Final = (
    Outcome.CORRECT,
    Outcome.OBJECT,
    Outcome.COMPLY,
    Outcome.PARTIAL,
    Outcome.NO_DATA,
    Outcome.NOT_EXECUTABLE,
    Outcome.CHALLENGE,
    Outcome.UNDER_PROTEST,
    Outcome.REFUSE,
)
"""What a person can decide; objecting stands beside complying, never behind it (P9)."""


def _outcomes(about: About) -> list[Choice]:
    suggested = str(about.judged.recommendation) if about.judged else ""
    emergency = about.case.face.get("emergency") is True
    found = []
    for outcome in OUTCOMES:
        marks: tuple[str, ...] = (said("suggested"),) if outcome == suggested else ()
        marks += (said("takes two people"),) if decisions.needs_two(outcome, emergency=emergency) else ()
        found.append(Choice(str(outcome), outcome.meaning, marks))
    return found


def _grounds(about: About) -> list[Choice]:
    """Exactly the grounds that are open (P9), against which facts were confirmed last; the house's policy; counsel."""
    judged = about.judged
    open_now = sorted(judged.grounds, key=lambda ground: ground.unmet) if judged else []
    house = {one.house_ground: one.says for one in judged.findings if one.house_ground} if judged else {}
    unmet = (said("confirmed otherwise"),)
    rows = [Choice(one.code, f"{one.code}: {one.says}", unmet if one.unmet else ()) for one in open_now]
    rows += [Choice(code, f"{code}: {says}") for code, says in sorted(house.items())]
    return [Choice("", said("none"), start=True), *rows, Choice("counsel", said("on counsel's advice"))]


def _lines(about: About) -> list[Choice]:
    """One choice a handle and category; the answer that the map of services suggests is its mark."""
    held = {line.category: str(line.answer) for line in about.judged.lines} if about.judged else {}
    return [
        Choice(f"{line.handle}:{line.category}", line.category, (held.get(line.category, ""),))
        for line in decisions.default_lines(about.case, about.number, Outcome.PARTIAL)
    ]


def approval_of(about: About) -> str:
    """Hash of the approval that stands on the item; of nothing where none does."""
    return about.item.approval if about.item is not None and about.item.approval else NOTHING


def open_proposal_on(case: CaseState, number: int) -> str:
    """Hash of the statement that proposed the open decision on an item."""
    item = case.item(number)
    return proposal_on(case, number) if item and item.outcome is None else NOTHING


def proposal_on(case: CaseState, number: int) -> str:
    """Hash of the statement that proposed what is open or decided on an item."""
    item = case.item(number)
    return item.proposal.statement if item and item.proposal else NOTHING


def _open_proposal(about: About) -> str:
    return open_proposal_on(about.case, about.number)


def proposed(about: About) -> str:
    """What the open proposal says, in one line: outcome, ground, each line of it, by whom."""
    item = about.item
    if item is None or item.proposal is None:
        return "nothing"
    lines = ", ".join(f"{line.handle} {line.category} {line.answer}".replace("  ", " ") for line in item.proposal.lines)
    on = f" on {item.proposal.ground}" if item.proposal.ground else ""
    one = item.proposal
    days = f", only {one.since or '…'} to {one.until or '…'}" if one.since or one.until else ""
    part = f", of subscriber data {lists.PART.words[one.part]}" if one.part else ""
    return f"{one.outcome}{on} ({lines}{days}{part}), proposed by {one.by}"


def _approve(case: CaseState, command: c.Approve, given: Given) -> Decided | Denied:
    return costs.with_claim(decisions.approve(case, command, given), given)


def _of_another(_case: CaseState, item: ItemState, person: str) -> bool:
    return item.proposal is not None and item.proposal.by != person


def _of_mine(case: CaseState, item: ItemState, person: str) -> bool:
    return not _of_another(case, item, person)


def _agrees(case: CaseState, item: ItemState, person: str) -> bool:
    return item.proposal is not None and bool(decisions.may_agree(case, item.number, item.proposal.by, [person]))


def _untold(case: CaseState, item: ItemState) -> bool:
    return stands.demand(case, item) and decisions.can_take_back(item)


PROPOSE: Final = OnCase(
    act=Act.DECISION_PROPOSE,
    says=c.Propose,
    may=who.DESK,
    on=ONLY_A_CASE,
    checks_chain=True,
    title="Propose a decision",
    done="Decision signed",
    button="Decide",
    headline="outcome",
    note="Where one person is enough, it takes effect at once; otherwise a second person must agree to exactly this.",
    decide=decisions.propose,
    offers=(Offer(stands.undecided),),
    choices={"outcome": _outcomes, "ground": _grounds, "lines": _lines},
    command="decide",
    example="object --item 1 --ground form_missing",
)
APPROVE: Final = OnCase(
    act=Act.DECISION_APPROVE,
    says=c.Approve,
    may=who.SECOND,
    checks_chain=True,
    title="Approve a colleague's proposal",
    done="Proposal agreed to",
    button="Agree or send back",
    note="You are the second person: with your signature it is decided as the proposal says.",
    decide=_approve,
    offers=(Offer(stands.proposed, whose=_agrees),),
    filled={"proposal": _open_proposal},
    shown=proposed,
    command="approve",
    example="--item 1",
)
SEND_BACK: Final = OnCase(
    act=Act.DECISION_SEND_BACK,
    says=c.SendBack,
    may=who.SECOND,
    title="Send a proposal back",
    done="Proposal sent back",
    decide=decisions.send_back,
    offers=(Offer(stands.proposed, whose=_of_another),),
    filled={"proposal": _open_proposal},
    shown=proposed,
    command="send-back",
    example="--item 1 --reason law --comment why.txt",
    comment=True,
)
WITHDRAW: Final = OnCase(
    act=Act.DECISION_WITHDRAW,
    says=c.Withdraw,
    may=who.DESK,
    title="Take a proposal back",
    done="Proposal taken back",
    decide=decisions.withdraw,
    offers=(Offer(_untold, whose=_of_mine, for_gone=True),),
    filled={"proposal": lambda about: proposal_on(about.case, about.number)},
    shown=proposed,
    command="withdraw",
    example="--item 1",
)
LETTER_APPROVE: Final = Reserved(
    act=Act.LETTER_APPROVE,
    says=c.Close,
    may=who.NOBODY,  # a letter is agreed to with the decision that it carries
    title="Agree to a letter",
    elsewhere=Elsewhere(
        "dueprocess approve",
        "Letters are approved with the decision that they carry.",
        own="Letters are approved with the decision that they carry.",
        interface=False,
    ),
)
