"""Signed statements as a client holds them: each verified under the roster that it names, its signer still on the list.

Nothing here believes a row, a page or an event of the desk: what counts has a signature of a person who stands on every
roster that may count, with the same key, and has not retired it (hazards 5.2, 9.1, ADR 0084).
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

from dueprocess.acts.parse import command_of
from dueprocess.case.commands import BadCommandError
from dueprocess.formats import moment
from dueprocess.formats.refusal import Denied, DeniedError, Msg
from dueprocess.formats.roster import Roster
from dueprocess.formats.statement import Act, Statement
from dueprocess.release import calls
from dueprocess.release.numbers import InUse, in_use, verified_of


def command_in(stated: Statement) -> object:
    """What a statement says, as the command of its act; None where it does not say what its act says."""
    try:
        return command_of(stated.act, stated.says)
    except BadCommandError:
        return None


TELL: Final = "Tell the others before you do anything."


class ReleaseError(DeniedError):
    """What a client refuses; ``rule`` names the fault and never changes."""


def refuse(rule: str, reason: str) -> NoReturn:
    """Raise ReleaseError."""
    raise ReleaseError.because(rule, reason)


def suspect(rule: str, reason: str) -> NoReturn:
    """Raise ReleaseError for what no honest desk shows: people tell each other before they do anything."""
    says = f"{reason[:1].upper()}{reason[1:]}."
    raise ReleaseError(Denied(rule, Msg("{reason}", reason=says), Msg("{do}", do=TELL)))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a desk handed over about one case, after signatures were checked.

    Attributes:
        case: id of the case.
        roster: the roster in force, by which this client looks and reads.
        strict: by what a release is reckoned while a later one waits (``chain.Line.strict``).
        statements: those that count, by hash of their note: of this case, and of the desk itself.
        relied: what the desk says that its decisions rely on (``case/basis.py``); believed only by its signed hash.
        frozen: whether somebody froze the desk and two have not lifted it.
        retired: names whose strongest key was retired: they release nothing.
        past: what somebody signed who has left since, or has another key: it grants nothing any more, and still stops.
        struck: notes (SHA-256 in hex) that two others struck out: of them only what stops is here, in ``past``.
        origins: what was signed in the cases from which this one was split off, in order, by hash.
        lifted: names of the freezes that two people lifted: after each of them a hold begins anew.
        at: the client's own time, aware; None where nothing is asked of it.
        retired_keys: verifier keys that are retired.
        doubts: facts, changes of an item, readings and call backs that two others struck out, one thing each, of who is
            here still and said nothing else since: they give nothing, and what contradicts is not overruled by
            striking it out.
        void_keys: the keys of this case that were struck out, by their names.
        came: who called the authority back where items of this case came from, and what it said (``calls.py``).
        elsewhere: of other cases with items of the same letter: who called where it was denied since, the case where a
            denial stands, everybody who called.
        merged: cases whose items went into this one, or into one of these: the link here at which they first did.
        joined: the same of each of these, for whoever asks whether what came in it was compared (``house_keys``).
        gone: of each statement whose signer left, has another key or retired it: who is here and was shown it before.
        brought: facts and readings that were signed in these, struck out or not, by who is here still.
        judges: of each roster, by its number, who could decide a contest under it.
    """

    case: str
    roster: Roster
    strict: Roster
    statements: Mapping[str, Statement]
    relied: Mapping[str, Any]
    frozen: bool = False
    retired: frozenset[str] = field(default_factory=frozenset)
    past: Mapping[str, Statement] = field(default_factory=dict)
    origins: Mapping[str, Statement] = field(default_factory=dict)
    struck: frozenset[str] = field(default_factory=frozenset)
    lifted: frozenset[str] = field(default_factory=frozenset)
    at: Any = None
    retired_keys: frozenset[str] = field(default_factory=frozenset)
    void_keys: Mapping[str, Statement] = field(default_factory=dict)
    doubts: tuple[Statement, ...] = ()
    came: tuple[calls.Came, ...] = ()
    elsewhere: tuple[frozenset[str], str, frozenset[str]] = (frozenset(), "", frozenset())
    merged: Mapping[str, int] = field(default_factory=dict)
    brought: tuple[Statement, ...] = ()
    gone: Mapping[str, frozenset[str]] = field(default_factory=dict)
    joined: tuple["Evidence", ...] = ()
    judges: Mapping[int, frozenset[str]] = field(default_factory=dict)

    def of(self, hash_: str, act: Act, what: str) -> Statement:
        """The statement of that hash and act. Raises ReleaseError ``release.unsigned``."""
        found = self.statements.get(hash_)
        if found is None or found.act is not act:
            refuse("release.unsigned", f"{what} does not rest on a valid statement; tell the others")
        return found

    def all(self, act: Act) -> list[tuple[str, Statement]]:
        """Hash and statement of every one of ``act``, in the order of their chain."""
        return _sorted((hash_, stated) for hash_, stated in self.statements.items() if stated.act is act)

    def ever(self, *acts: Act) -> list[tuple[str, Statement]]:
        """The same for what stops or takes back: it counts for ever, whoever has left since."""
        everything = {**self.past, **self.statements}
        return _sorted((hash_, stated) for hash_, stated in everything.items() if stated.act in acts)

    def counts(self, hash_: str, *apart: str, least: int = 1) -> bool:
        """Whether a word still gives something: a key that is retired, or of who left, could sign it at any time.

        It does where its signer is here, or where somebody who is here, none of ``apart``, was shown it before they
        left: by a look under a roster on which they stood. What a desk shows them later shows nothing. A colleague can
        look by an old roster today: where nobody knows that they gain nothing, ``least`` is two. A roster is enough.
        """
        witnesses = self.gone.get(hash_, frozenset()) - set(apart)
        return hash_ not in self.gone or "" in witnesses or len(witnesses) >= least

    @property
    def own_calls(self) -> list[Statement]:
        """Call backs that were signed in the case itself, whoever has left since."""
        return [stated for _, stated in self.ever(Act.AUTHORITY_CALL_BACK) if stated.case == self.case]

    @property
    def called(self) -> tuple[frozenset[str], bool]:
        """Who called in the case or where its items came from, and whether the office denied it there.

        A denial is taken back on a number that was in use then, by somebody who is here.
        """
        standing = list(self.statements.values())
        people, denied = calls.folded(self.own_calls, self.came, lambda one: one in standing and self.is_rung(one))
        others, stands, _ = self.elsewhere
        return people | others, denied or bool(stands)

    def is_rung(self, stated: Statement) -> bool:
        """Whether a call back was made on a number of the office that was in use then, or found its own way to it.

        A desk shows the number that is rung: a call to another one is a call to nobody. What two people verified who
        are here is rung; one that was changed, a week later (``numbers.py``).
        """
        if stated.says.get("how") != "call_back":
            return True
        return stated.says.get("phone", "") in self.numbers(moment.parse(stated.at)).rung

    def numbers(self, at: dt.datetime) -> InUse:
        """The numbers of the office that asks, as people signed them, at a moment."""
        asks = self.relied.get("face", {}).get("case", {}).get("authority")
        signed = dict(self.ever(Act.AUTHORITY_CONFIRM, Act.AUTHORITY_VERIFY))
        return in_use(verified_of(asks, signed, self.statements.__contains__), at)

    @property
    def revision(self) -> int:
        """The highest revision of the case that statements here show: what a client remembers.

        A look names the revision before its first act, and each act in it moves the case by one at least. Of those too
        who have left: that somebody leaves takes no step of the case back.
        """
        everything = (*self.past.values(), *self.statements.values())
        steps = (stated.revision + stated.number - 1 for stated in everything if stated.case == self.case)
        return max(steps, default=0)


def _sorted(found: Iterable[tuple[str, Statement]]) -> list[tuple[str, Statement]]:
    return sorted(found, key=lambda pair: pair[1].place)
