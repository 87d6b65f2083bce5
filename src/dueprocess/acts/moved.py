"""What may happen on a case between composing an act and taking it: only what the act relies on refuses it.

What a signer saw is evidence and no lock (ADR 0061): a note, a cost, another item, a colleague's agreement void
nothing.
Two acts of which one writes what the other relies on are never taken side by side, so that their order needs no proof.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from dueprocess.case.commands import Confirm
from dueprocess.case.events import Body
from dueprocess.case.outcome import Rule
from dueprocess.demand.face import FaceError, concerns, split
from dueprocess.formats.refusal import Denied, Msg, Word
from dueprocess.formats.statement import Act

_QUIET: Final = frozenset({"assessment", "counsel", "cover", "duty", "house", "note", "particulars", "share"})
"""Subjects of events that no act relies on; what the law says now is asked when an act is decided."""

_DESTROYS: Final = frozenset({Act.FORGET_PROPOSE, Act.FORGET_APPROVE})
"""Acts that rely on what is quiet, too, where it is sealed: a note that nobody read yet is not destroyed."""

_CASE: Final = frozenset({"arrival", "case", "forget", "key"})
_FACTS: Final = _CASE | {"face", "item"}
_DECIDED: Final = _FACTS | {"decision"}

RELIES_ON: Final[Mapping[Act, frozenset[str]]] = {
    Act.FACE_CONFIRM: _DECIDED | {"authority"},
    Act.DECISION_PROPOSE: _DECIDED | {"authority", "hold", "outside", "production"},
    Act.DECISION_APPROVE: _DECIDED | {"authority", "hold", "outside", "production"},
    Act.DECISION_SEND_BACK: _CASE,
    Act.DECISION_WITHDRAW: _CASE,
    Act.GATE_ANSWER: _FACTS | {"gate", "notice", "secrecy"},
    Act.SECRECY_RECORD: _FACTS | {"gate", "secrecy"},
    Act.SECRECY_AGREE: _FACTS | {"gate", "secrecy"},
    Act.SECRECY_END: _FACTS | {"gate", "secrecy"},
    Act.AUTHORITY_CALL_BACK: _DECIDED | {"authority"},
    Act.LETTER_SEND: _DECIDED | {"cost", "gate", "letter", "outside", "release", "secrecy"},
    Act.LETTER_TAKE_BACK: _CASE,
    Act.NOTE_ADD: _CASE,
    Act.COUNSEL_ASK: _CASE,
    Act.COUNSEL_TAKE_BACK: _CASE,
    Act.COST_RECORD: _CASE | {"cost", "letter"},
    Act.COST_WITHDRAW: _CASE | {"cost", "letter"},
    Act.TARGET_READ: _FACTS | {"production", "target"},
    Act.PRODUCTION_ORDER: _DECIDED | {"hold", "outside", "production", "release", "target"},
    Act.PRODUCTION_DEAL: _DECIDED | {"production", "release", "target"},
    Act.RELEASE_APPROVE: _DECIDED | {"contest", "production"},
    Act.CONTEST_RECORD: _DECIDED | {"contest", "gate", "notice", "release", "outside", "effect", "secrecy"},
    Act.CONTEST_DECIDE: _DECIDED | {"contest", "release", "outside", "effect"},
    Act.CONTEST_AGREE: _DECIDED | {"contest", "release", "outside", "effect"},
    Act.CONTEST_ANSWERED: _CASE | {"contest", "secrecy"},
    Act.RESTORE_RECORD: _CASE | {"contest", "effect", "restore"},
    Act.RESTORE_CONFIRM: _CASE | {"contest", "effect", "restore"},
    Act.COURT_RECORD: _CASE | {"court"},
    Act.NOTICE_PLAN: _DECIDED | {"gate", "notice", "page", "secrecy"},
    Act.NOTICE_READ: _DECIDED | {"gate", "notice", "page", "secrecy"},
    Act.NOTICE_SEAL: _DECIDED | {"gate", "notice", "page", "secrecy", "release", "outside"},
    Act.PRODUCTION_DROP: _CASE,
    Act.RELEASE_VETO: _CASE,
    Act.RELEASE_RECALL: _CASE,
    Act.PUBLICATION_WITHDRAW: _CASE,
    Act.DOCUMENT_WITHDRAW: _CASE,
}
"""Subjects of events that an act relies on or writes; an act that is missing here relies on all but what is quiet."""


def overtaken(act: Act, command: object, came: Iterable[Body[Any] | None] | None) -> Denied | None:
    """Refuses an act that relies on something that happened since it was composed.

    Args:
        act: what is done.
        command: what the statement says.
        came: bodies of the events since, None for one whose opening was purged; None as a whole where the statement
            names a revision that the case never had.
    """
    if came is None:
        return Denied(Rule.STALE, "You signed on a revision that this case never had.", "Read the case again.")
    found = [body for body in came if body is None or _concerns(act, command, body)]
    if not found:
        return None
    kinds = dict.fromkeys(body.KIND for body in found if body is not None)
    return Denied(
        Rule.STALE,
        "Since you looked at the case this happened: {came}.",
        "Look at what changed, and sign again if it still holds.",
        came=tuple(Word("meaning", kind.meaning) for kind in kinds) or Msg("something that was purged"),
    )


def _concerns(act: Act, command: object, body: Body[Any]) -> bool:
    subject = str(body.KIND).split(":")[1]
    relied = RELIES_ON.get(act)
    if subject in _QUIET:
        return subject == "note" and act in _DESTROYS
    if relied is not None and subject not in relied:
        return False
    paths: Mapping[str, Any] = getattr(body, "fields", {}) if subject == "face" else {}
    if isinstance(command, Confirm) and paths:
        return not paths.keys().isdisjoint(command.fields)
    mine, item = _items(command), getattr(body, "item", None)
    if subject in _CASE or mine is None:
        return True
    if paths:
        return any(concerns(path, number) for path in paths for number in mine)
    return item is None or item in mine


def _items(command: object) -> frozenset[int] | None:
    """Items that a command is about; None for all of them, as where it writes a fact of the whole demand."""
    if isinstance(command, Confirm):
        try:
            found = {split(path)[0] for path in command.fields}
        except FaceError:
            return None
        return None if None in found else frozenset(filter(None, found))
    item = getattr(command, "item", None)
    return frozenset({item}) if isinstance(item, int) else None
