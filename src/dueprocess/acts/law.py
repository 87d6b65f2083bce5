"""Law that counsel signs: a rule or a position by its name, or all that was read beside provisions in one look.

A signature over a whole file (``DE-STPO-100J``) covers all that it says and that somebody read; each rule that was read
is named as well, so that a later change of one makes this one alone ask again.
"""

from dataclasses import dataclass
from typing import Annotated, Final

from dueprocess.acts.declaration import Elsewhere, OnDesk
from dueprocess.acts.desk import said
from dueprocess.acts.desk_state import DeskGiven, DeskState
from dueprocess.case import desk_events
from dueprocess.case import fields as f
from dueprocess.case.fields import Closed, Day, Field, Number, Only, Rows
from dueprocess.case.outcome import Decided, Rule
from dueprocess.demand.codes import Role
from dueprocess.formats.refusal import Denied, Msg
from dueprocess.formats.statement import Act
from dueprocess.law.texts import WITHDRAWN

_PROVISION: Final = "Counsel reads the provision beside the rule; this page does not show it."
MAX_MINUTES: Final = 24 * 60
MAX_READ: Final = 400
WRONG: Final = Closed(
    "Wrong",
    {
        "not_so": "the provision does not say this",
        "more": "a condition or an exception is missing",
        "changed": "the provision was changed or repealed",
        "place": "it stands elsewhere",
        "words": "the sentence misleads",
        "unsure": "somebody else should read it",
    },
)
"""Why counsel signs a rule not; it then decides nothing until it is another one, or signed by its name."""

_READ_ROWS: Final = Rows((("rule", f.RULE), ("text", f.HASH), ("beside", f.HASH_OR_NONE)), MAX_READ)
_WRONG_ROWS: Final = Rows((("rule", f.RULE), ("text", f.HASH), ("why", f.WORD)), MAX_READ)


@dataclass(frozen=True, slots=True)
class SignLaw:
    """Counsel verified a rule on a day."""

    rule: Annotated[str, Field(f.RULE, "Rule of the law data")]
    on: Annotated[str | None, Field(Day(), "On")]
    text: Annotated[str, Field(f.HASH_OR_NONE, "Hash of its text", absent=True)] = ""


@dataclass(frozen=True, slots=True)
class ReadLaw:
    """Counsel read, on a day and in so many minutes; ``beside``: hash of the provision that stood beside a file."""

    on: Annotated[str | None, Field(Day(), "Day of the reading")]
    minutes: Annotated[int, Field(Number(0, MAX_MINUTES), "Minutes that it took")]
    read: Annotated[
        tuple[tuple[str, str, str], ...], Field(_READ_ROWS, "Read and signed", page=False, absent=True)
    ] = ()
    wrong: Annotated[
        tuple[tuple[str, str, str], ...],
        Field(_WRONG_ROWS, "Marked as wrong", page=False, absent=True, only=Only("on")),
    ] = ()


def _sign_law(_state: DeskState, command: SignLaw, given: DeskGiven) -> Decided | Denied:
    """Assessments count it from now on, for 12 months (P8); a position can be taken back."""
    withdraws = command.rule.endswith(WITHDRAWN) and command.rule.removesuffix(WITHDRAWN) in given.shelf.positions
    if not withdraws and not given.shelf.may_sign(command.rule):
        return Denied(Rule.GROUND, "The law data have no rule {rule}.", "See `dueprocess law list`.", rule=command.rule)
    if command.on is None or command.on > given.now.date().isoformat():
        return Denied(Rule.GROUND, "A rule is verified on a day that has come, as 2026-03-02.", "Add `--on DAY`.")
    if command.text and command.text != given.shelf.hash_signed(command.rule):
        says = Msg("The text of {rule} that you read is not the one by which this desk judges.", rule=command.rule)
        return Denied(Rule.GROUND, says, "Compare `dueprocess law show` on both machines.")
    return _unread(command.rule, given) or said(desk_events.LawSigned, command, given)


def _read(_state: DeskState, command: ReadLaw, given: DeskGiven) -> Decided | Denied:
    """Assessments count it from now on, for 12 months (P8); what is marked asks."""
    if command.on is None or command.on > given.now.date().isoformat():
        return Denied(Rule.GROUND, "Law is read on a day that has come, as 2026-03-02.", "Check the clock.")
    if not command.read and not command.wrong:
        return Denied(Rule.GROUND, "Nothing was read.", "Open a provision, read it, and sign then.")
    if any(why not in WRONG.words for _, _, why in command.wrong):
        return Denied(Rule.GROUND, "A rule is marked for a reason that nobody knows.", "Choose one of the list.")
    named = [name for name, _, _ in (*command.read, *command.wrong)]
    if len(set(named)) != len(named):
        return Denied(Rule.GROUND, "One rule is signed and marked as wrong.", "Say one of both.")
    denied = (_fault(name, text, given) for name, text, _ in (*command.read, *command.wrong))
    left = (_unread(name, given) for name, _, _ in command.read)
    return next((one for one in (*denied, *left) if one), None) or said(desk_events.LawRead, command, given)


def _fault(name: str, text: str, given: DeskGiven) -> Denied | None:
    shelf = given.shelf
    if name.partition(".")[0] in shelf.positions or not shelf.may_sign(name):
        return Denied(Rule.GROUND, "The law data have no rule {rule}.", "See `dueprocess law list`.", rule=name)
    if text != shelf.hash_signed(name):
        says = Msg("The text of {rule} that you read is not the one by which this desk judges.", rule=name)
        return Denied(Rule.GROUND, says, "Compare `dueprocess law show` on both machines.")
    return None


def _unread(name: str, given: DeskGiven) -> Denied | None:
    """The refusal of a signature over a rule whose citation says that nobody read it."""
    if not given.shelf.is_unread(name):
        return None
    says = Msg("What {rule} cites says that nobody read it.", rule=name)
    return Denied(Rule.GROUND, says, "Let the law file name what you read; then it can be signed.")


SIGN: Final = OnDesk(
    act=Act.LAW_SIGN,
    says=SignLaw,
    may=frozenset({Role.COUNSEL}),
    title="Verify a rule of law",
    elsewhere=Elsewhere("dueprocess law sign", _PROVISION, own=_PROVISION),
    decide=_sign_law,
    form=Rule.GROUND,
)
READ: Final = OnDesk(
    act=Act.LAW_READ,
    says=ReadLaw,
    may=frozenset({Role.COUNSEL}),
    title="Sign law that you read",
    note="What you signed decides for this desk for 12 months, as long as its text stays. What you marked decides "
    "nothing.",
    elsewhere=Elsewhere(
        "dueprocess law sign", "A page that the desk itself serves could show you another provision than your own copy."
    ),
    decide=_read,
    form=Rule.GROUND,
    script="lawbook",
)
