"""What is said of an act, once: its fields, who may, where, on what, its words, when it is offered, what it decides.

Reading a statement, access, dispatch, general rules, ciphertexts, the interface, offers, forms and words of the vault,
commands with help and example, and the reference pages all follow from these declarations.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Generic, TypeVar

from dueprocess.acts.desk_state import DeskGiven, DeskState
from dueprocess.case.events import Body
from dueprocess.case.fields import Field, fields_of
from dueprocess.case.given import Given
from dueprocess.case.outcome import Decided, Rule
from dueprocess.case.state import CaseState, ItemState
from dueprocess.demand.codes import Role
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import OWN_KEY, Act
from dueprocess.law.finding import ItemAssessment

C = TypeVar("C")
BY_COMMAND: Final = "command"
"""No part of a vault signs or says the act: its words are no load of any page."""

RARE: Final = "rare"
"""Its form and words come with the vault's pages that follow a decision, and are no load of a case's first look."""

TALKS: Final = "talks"
"""They come with the page of one's own vault on which the words of talks are opened."""


def said(text: str) -> str:
    """Mark the English of a choice on a case, so that the catalogues find it in the sources."""
    return text


class Of(StrEnum):
    """What a page must name before it asks for the act."""

    CASE = "case"
    ITEM = "item"
    EITHER = "either"


class On(StrEnum):
    """States of a case on which an act can be done."""

    UNREAD = "unread"  # nobody has said what the arrival is
    CASE = "case"
    NO_DEMAND = "no_demand"  # no demand, or held outside
    MERGED = "merged"  # went into another case
    FORGOTTEN = "forgotten"  # what was sealed of it is destroyed


ONLY_A_CASE: Final = frozenset({On.CASE})
"""What waits until a person or a rule has said that the arrival is a case."""

ALIVE: Final = ONLY_A_CASE | {On.UNREAD}
NO_DEMAND_TOO: Final = ALIVE | {On.NO_DEMAND}
"""Also on what is no demand, or is held outside; a letter there can only acknowledge."""

ELSEWHERE_TOO: Final = NO_DEMAND_TOO | {On.MERGED}
"""Also on a case that went into another: its silences end, its rows come down, undoing, ending."""


@dataclass(frozen=True, slots=True)
class About:
    """What a person looks at who is asked for an act: the case, the item, what the law says, what is owed."""

    case: CaseState
    number: int = 0  # of the item; 0: the case as a whole
    judged: ItemAssessment | None = None
    instruments: Mapping[str, str] = field(default_factory=dict)  # id of the law data → as lawyers name it
    duties: Sequence[tuple[int | None, str]] = ()  # open ones, the first due first
    recipient: str = ""  # verified contact that an answer goes to
    phone: str = ""  # verified number on which the authority is called back
    custodian: str = ""  # who alone would open it, were it restricted

    @property
    def item(self) -> ItemState | None:
        """The item."""
        return self.case.item(self.number)


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a field can take on this case. ``marks`` stand behind its words."""

    value: str
    words: str
    marks: tuple[str, ...] = ()
    start: bool = False  # chosen where the person says nothing
    page: bool = True  # a page offers it, too
    name: str = ""  # how a command line and its lists call it; empty: by its value
    says: Mapping[str, Any] = field(default_factory=dict)  # keys that follow from it, where a person picks it on a page


def _nothing(_item: ItemState, _new: int) -> tuple[Body[CaseState], ...]:
    return ()


def _always(_case: CaseState, _item: ItemState, _person: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Offer:
    """When the act is offered, and to whom. The domain decides again at signing."""

    when: Callable[[CaseState, ItemState], bool]
    whose: Callable[[CaseState, ItemState, str], bool] = _always
    letter: str = ""  # kind of the letter that is sent; empty: what the case needs, or no letter
    for_gone: bool = False  # to everybody, where whoever proposed it left, or has another key since


@dataclass(frozen=True, slots=True)
class Brings(Generic[C]):
    """Ciphertexts that come with an act: their kind, who may be their reader, and the ids that the command names.

    ``kinds``: where they are of several.
    """

    kind: str
    readers: frozenset[str]
    named: Callable[[C], Sequence[str]]
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Why an act is not signed on every page, and the command that does it."""

    command: str
    why: str  # not on a page that the desk itself serves
    own: str = ""  # not in a vault on the person's own machine either; empty: it is signed there
    interface: bool = True  # a client on the person's own machine hands it in as a statement and its ciphertexts


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration(Generic[C]):
    """One act.

    Args:
        act: its name in statements.
        says: the command, whose annotations say its fields.
        may: roles that may do it at all; the verb may ask more.
        title: what it does, as an imperative.
        done: the same once it was signed, where a page says so; empty: the title.
        button: what the due list's button says; empty: the title.
        headline: the field whose words stand beside the title where somebody signs.
        note: what follows from signing, where people should know.
        elsewhere: where it is not signed on every page.
        dated: whether clients reckon with its own moment, so that the desk takes ten minutes alone (``dates.py``).
        any_date: whether the desk's clock has no part in it: no clock stops a veto, and a report has a rule of its own.
        alone: whether it stands alone in its look, since more than the statement comes with it; so does a dated one.
        script: the part of the vault that alone signs and says it, fetched when it is opened (``RARE``,
            ``TALKS``, counsel's own);
            ``BY_COMMAND``: none; empty: any page may.
    """

    act: Act
    says: type[C]
    may: frozenset[Role]
    title: str
    done: str = ""
    button: str = ""
    headline: str = ""
    note: str = ""
    elsewhere: Elsewhere | None = None
    dated: bool = False
    any_date: bool = False
    alone: bool = False
    script: str = ""

    @property
    def own_key(self) -> bool:
        """Whether it counts by the own key of its person alone: no page that the desk serves signs it (ADR 0084)."""
        return self.act in OWN_KEY

    @property
    def fields(self) -> Mapping[str, Field]:
        """Its fields by key."""
        return fields_of(self.says)  # type: ignore[arg-type]  # a class is hashable


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCase(Declaration[C]):
    """An act on a case.

    Args:
        decide: what follows from it, or the rule that refuses it.
        carried: events with which an item that leaves for a new case, as number ``new`` there, takes it along.
        of: what a page names first.
        on: states of the case on which it can be done.
        checks_chain: it relies on facts of the record, so that what nobody signed is refused first.
        brings: its ciphertexts, in their order.
        offers: when the vault offers it; none: it is never offered there.
        choices: what a field can take on this case, where that is less than its kind allows.
        filled: fields that follow from the case; nobody is asked.
        shown: what a person reads before signing, out of the case.
        command: of a person, made from the table; ``--flag`` behind a name: the act under another one's command;
            empty: a command is written by hand, or none.
        heading: under which the list of commands has it.
        example: arguments of that command in its help.
        for_ever: whether nothing undoes it: its command asks once more, with what the note says.
        comment: whether its command seals a comment to the people of the case, signed in the same look.
    """

    decide: Callable[[CaseState, C, Given], Decided | Denied]
    carried: Callable[[ItemState, int], tuple[Body[CaseState], ...]] = _nothing
    of: Of = Of.ITEM
    on: frozenset[On] = ALIVE
    checks_chain: bool = False
    brings: tuple[Brings[C], ...] = ()
    offers: tuple[Offer, ...] = ()
    choices: Mapping[str, Callable[[About], Sequence[Choice]]] = field(default_factory=dict)
    filled: Mapping[str, Callable[[About], object]] = field(default_factory=dict)
    shown: Callable[[About], str] | None = None
    command: str = ""
    heading: str = "Decide"
    example: str = ""
    for_ever: bool = False
    comment: bool = False

    @property
    def asked(self) -> bool:
        """Whether the vault draws its form: nothing sealed comes with it, and what is needed can be asked."""
        can_be = all(field.page or not field.needed for field in self.fields.values())
        return can_be and self.elsewhere is None and not self.brings

    def settled(self, says: Mapping[str, Any]) -> dict[str, Any]:
        """What is said, once it is known what else is: nothing of what is not asked."""
        unasked = {key for key, one in self.fields.items() if one.absent and one.only and not one.only.met(says)}
        return {key: self.fields[key].settled(value, says) for key, value in says.items() if key not in unasked}


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDesk(Declaration[C]):
    """An act on the desk itself: authorities, law, stops, reports.

    Args:
        decide: what follows from it, or the rule that refuses it.
        form: the rule that refuses a statement whose values are not those of its fields.
        brings: what comes with it and is named by its hash: fields of ``Brought``.
    """

    decide: Callable[[DeskState, C, DeskGiven], Decided | Denied]
    form: Rule
    brings: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnText(Declaration[C]):
    """An act whose signature stands under a text of its own, the next roster, and under no statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserved(Declaration[C]):
    """A name that is taken and that nobody may do."""
