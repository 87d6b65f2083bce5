"""A letter leaves, or is stopped while it waits: what it must answer, and to whom it may go."""

from dueprocess.case.commands import SendLetter, TakeBackLetter
from dueprocess.case.costs import may_send
from dueprocess.case.events import copied
from dueprocess.case.given import Given, no_item, wrong_state
from dueprocess.case.item_records import Called
from dueprocess.case.letter_events import (
    ASIDE,
    TO_ANYBODY,
    UNDELIVERED,
    LetterQueued,
    LetterSent,
    LetterTakenBack,
    answers,
    decisions_of,
    says_it,
)
from dueprocess.case.outcome import Decided, NewEffect, Rule
from dueprocess.case.portal import is_left
from dueprocess.case.state import INVOICE, RECALL, CaseState, Deciding, ItemState
from dueprocess.formats.refusal import Denied, Msg, Word


def send_letter(case: CaseState, command: SendLetter, given: Given) -> Decided | Denied:
    """A letter left, or was sealed to the sending worker. Only to the contact that the desk verified (2.1)."""
    if case.practice:
        return Denied(Rule.PRACTICE, "A practice case sends nothing.")
    denied = _letter_fits(case, command, given)
    if denied is not None:
        return denied
    by_worker = command.how == "mail" or is_left(case.channel, command.how)
    kind = LetterQueued if by_worker else LetterSent
    # What answers a decision waits for a second thought; in an emergency nothing does.
    waits = command.kind not in ASIDE and case.face.get("emergency") is not True
    effects = (NewEffect("letter.mail", (("sealed", command.sealed),), waits),) if by_worker else ()
    # What waits in the outbox has not been answered yet.
    ended = () if by_worker else answers(command.kind, command.items)
    return Decided((copied(kind, command, by=given.by),), (), ended, effects)


def take_back_letter(case: CaseState, command: TakeBackLetter, given: Given) -> Decided | Denied:
    """A letter that waits is stopped by one person, as everything is that stops (hazard 15.1)."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    if item.letter_sent != command.letter or item.letter not in given.waiting:
        return Denied(Rule.STATE, "That letter does not wait any more.", "See `dueprocess show CASE`.")
    return Decided((LetterTakenBack(given.by, item.letter),), stopped=item.letter)


def _called_back(item: ItemState, given: Given) -> bool:
    """A wrong release, whose letter is owed: for the first time, or again since it came back."""
    owed = any((item.number, what) in given.open_duties for what in ("recall_letter", UNDELIVERED))
    return owed and item.called_back


def _letter_fits(case: CaseState, command: SendLetter, given: Given) -> Denied | None:
    for number in command.items:
        item = case.item(number)
        if item is None:
            return no_item(number)
        if command.kind == RECALL and not _called_back(item, given):
            return Denied(
                Rule.STATE, "Nothing of item {item} was called back.", "Run `dueprocess release recall`.", item=number
            )
        if command.kind in ASIDE:
            continue
        if item.deciding is not Deciding.DECIDED or item.outcome is None:
            return wrong_state(Msg("item {item}", item=number), item.deciding)
        if not says_it(command.kind, item):
            return Denied(
                Rule.STATE,
                "A letter of the kind {kind} does not say {outcome}.",
                kind=Word("LetterKind", command.kind),
                outcome=item.outcome,
            )
    return _rests(case, command) or _may_go(case, command, given)


def _rests(case: CaseState, command: SendLetter) -> Denied | None:
    if command.rests == decisions_of(case, command.kind, command.items):
        return None
    return Denied(Rule.BASIS, "The letter does not name the decisions that stand on its items.", "Read the case again.")


def _may_go(case: CaseState, command: SendLetter, given: Given) -> Denied | None:
    if command.kind != TO_ANYBODY and not given.authority_verified:
        return Denied(
            Rule.NOT_VERIFIED,
            "Letters go only to the contact that this desk verified.",
            "Two people run `dueprocess authority verify`.",
        )
    if is_left(case.channel, command.how) and not (given.authority_verified and case.called is Called.CONFIRMED):
        return Denied(
            Rule.NOT_VERIFIED,
            "Nothing is left in the portal for an office that nobody called back in this case.",
            "Two people verify the authority, and one calls it back: `dueprocess call-back`.",
        )
    return may_send(case, command.items, given) if command.kind == INVOICE else None
