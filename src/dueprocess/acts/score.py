"""The scorecard of the desk itself: two people sign it, and then it is public."""

import hashlib
from dataclasses import dataclass
from typing import Annotated, Final

from dueprocess.acts import who
from dueprocess.acts.declaration import Elsewhere, OnDesk
from dueprocess.acts.desk import said
from dueprocess.acts.desk_state import DeskGiven, DeskState
from dueprocess.case import desk_events
from dueprocess.case import fields as f
from dueprocess.case.fields import Field
from dueprocess.case.outcome import Decided, Rule
from dueprocess.formats.refusal import Denied, Msg
from dueprocess.formats.statement import Act

_SCORE: Final = "A scorecard is read whole before it is signed; this page does not show it."


@dataclass(frozen=True, slots=True)
class SignScore:
    """The desk's scorecard, exactly as it is."""

    card: Annotated[str, Field(f.HASH, "Hash of its bytes")]


@dataclass(frozen=True, slots=True)
class PublishScore:
    """A scorecard that two signed becomes public."""

    card: Annotated[str, Field(f.HASH, "Hash of its bytes")]


def _sign_score(state: DeskState, command: SignScore, given: DeskGiven) -> Decided | Denied:
    """The bytes come with each signature: so nobody signs what the desk cannot show."""
    if hashlib.sha256(given.brought.card).hexdigest() != command.card:
        return _other_score()
    found = state.scores.get(command.card)
    if found is not None and (found.published_on is not None or given.by in {one.person for one in found.signed}):
        return Denied(Rule.FOUR_EYES, "You signed this scorecard already.", "A second person signs it.")
    return said(desk_events.ScoreSigned, command, given)


def _publish_score(state: DeskState, command: PublishScore, given: DeskGiven) -> Decided | Denied:
    """From now on it is the one that the site shows; the ones before stay in the history."""
    found = state.scores.get(command.card)
    if found is None or found.published_on is not None:
        return _other_score()
    if not found.complete:
        says = Msg("Two people of this house sign a scorecard before it is published.")
        return Denied(Rule.SCORE_SIGNERS, says, "Run `dueprocess scorecard sign`.")
    return said(desk_events.ScorePublished, command, given)


def _other_score() -> Denied:
    says = Msg("What was signed is not the scorecard that stands, or it is public already.")
    return Denied(Rule.SCORE_CHANGED, says, "Read it again, then sign again.")


SIGN: Final = OnDesk(
    act=Act.SCORE_SIGN,
    says=SignScore,
    may=who.DESK,
    title="Sign the scorecard, as one of two",
    note="Any other answer makes another scorecard. Two people of this house sign it before it is public.",
    elsewhere=Elsewhere("dueprocess scorecard sign", _SCORE, own=_SCORE),
    decide=_sign_score,
    form=Rule.SCORE_CHANGED,
    brings=frozenset(["card"]),
)
PUBLISH: Final = OnDesk(
    act=Act.SCORE_PUBLISH,
    says=PublishScore,
    may=who.SECOND,
    title="Publish the scorecard",
    elsewhere=Elsewhere("dueprocess scorecard publish", _SCORE, own=_SCORE),
    decide=_publish_score,
    form=Rule.SCORE_CHANGED,
)
