"""The key of a case as people signed it: which one stands, what it took over, who compared (ADR 0082).

A desk could hand out another key, keep the vessel alive, or put another object in a successor's place. A client seals
to no key and believes no envelope that a statement does not name.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from dueprocess.case.commands import Split
from dueprocess.case.house_key import DrawKey
from dueprocess.formats.object import ObjectKind
from dueprocess.formats.statement import Act, Statement
from dueprocess.release.evidence import Evidence, command_in, refuse, suspect


@dataclass(frozen=True, slots=True)
class Standing:
    """The key of a case that stands.

    Attributes:
        name: of the statement that brought it.
        by: who drew it.
        house: public age key.
        marks: SHA-256 of the key of its marks; empty where nobody said so.
        taken: commitment of each successor, by its id.
        came: ciphertext that was opened → commitment of what was made of it.
        seen: who compared, of those who count; empty: nobody yet.
        once: whether anybody did, also who counts no more.
        called: who called the office afterwards, where who compared or drew counts no more; nobody compared by it.
        origin: case from which a split brought it: what came is what lies there (ADR 0106).
        bound: whether it says all that it took over; a split before ADR 0106 does not.
    """

    name: str
    by: str
    house: str
    marks: str = ""
    taken: Mapping[str, str] = field(default_factory=dict)
    came: Mapping[str, str] = field(default_factory=dict)
    seen: str = ""
    origin: str = ""
    bound: bool = True
    once: bool = False
    called: str = ""

    @property
    def stands(self) -> bool:
        """Whether it counts as compared, or an office that was called stands for those who left."""
        return bool(self.seen or self.called)


def standing(seen: Evidence) -> Standing | None:
    """The key that stands; None where what came lies under the vessel alone.

    Raises ReleaseError ``case.key-other``: the desk took two keys in one place.
    """
    drawn = [(name, said) for name, said in seen.ever(Act.CASE_KEY) if said.case == seen.case]
    found = _split_off(seen)
    first = [one for one in drawn if not _replaced(seen, str(one[1].says.get("replaces")))]
    # What is no word on a key that was struck out takes the place of one that stands (ADR 0106).
    if len(drawn) > len(first) or len(first) + (found is not None) > 1:
        suspect("case.key-other", "somebody signed a key in the place of one that stands")
    return found or (_of(seen, *first[0]) if first else None)


def _replaced(seen: Evidence, name: str) -> str:
    """The key in whose place another stands: one that was struck out took nobody's."""
    passed: set[str] = set()
    while name in seen.void_keys and name not in passed:
        passed.add(name)
        name = str(seen.void_keys[name].says.get("replaces"))
    return name


def void(seen: Evidence) -> str:
    """The key that a desk still holds though it was struck out, and that the next one replaces; empty: none.

    What came lies under the vessel yet: nobody compared a key that could be struck.
    """
    replaced = {said.says.get("replaces") for said in seen.void_keys.values()}
    last = [name for name in seen.void_keys if name not in replaced]
    return last[0] if standing(seen) is None and len(last) == 1 else ""


def made(said: Statement) -> list[tuple[str, str]]:
    """Of what a key took over: ciphertext that was opened, commitment of what was made of it."""
    command = command_in(said)
    return [(cipher, made) for cipher, made, *_ in command.objects] if isinstance(command, DrawKey | Split) else []


def _of(seen: Evidence, name: str, said: Statement) -> Standing:
    command = command_in(said)
    if not isinstance(command, DrawKey | Split):
        suspect("case.key-other", f"what {said.by} signed is no key of a case")
    compares = [pair for pair in seen.ever(Act.CASE_KEY_SEEN) if pair[1].case == seen.case]
    others = [(hash_, one) for hash_, one in compares if one.says.get("key") == name and one.by != said.by]
    counting, called = _counting(seen, name, said, others)
    return Standing(
        name,
        said.by,
        command.house,
        command.marks if isinstance(command, DrawKey) else "",
        {sealed: commitment for _, commitment, _, sealed in command.objects},
        dict(made(said)),
        counting[0] if counting else "",
        str(said.case) if isinstance(command, Split) else "",
        bool(command.objects) or isinstance(command, DrawKey),
        bool(others),
        called,
    )


def _counting(seen: Evidence, name: str, said: Statement, others: list[tuple[str, Statement]]) -> tuple[list[str], str]:
    """Of those who compared a key, who counts: nobody by a former key, unless a third was shown it before they left.

    Where who brought the key is gone, a former key could have: two compare, or a third was shown that. What came
    by a split lies in the case that it left and is compared again. Under a key of the case's own it is destroyed
    once it was compared: there an office that somebody else called since, with the original open, and that confirmed,
    stands for it. A call compares nothing: where nobody compared, it is no second pair of eyes.
    """
    people = list(dict.fromkeys(one.by for hash_, one in others if seen.counts(hash_, said.by)))
    needed = 1 + (not seen.counts(name, *(one.by for _, one in others)))
    if len(people) >= needed or said.act is not Act.CASE_KEY or not others:
        return (people if len(people) >= needed else []), ""
    callers = _called(seen, said, since=min(one.link for _, one in others)) - set(people)
    return [], min(callers) if callers and len(people) + len(callers) >= needed else ""


def _called(seen: Evidence, said: Statement, since: int) -> set[str]:
    """Who called the office after that link and it confirmed, with an original open that ``said`` sealed anew.

    On a number that two people verified, as ``check_called`` has it: a desk shows the number that is rung. Not who
    sealed it anew; nor by another letter: what an office says of one it says of no other.
    """
    command = command_in(said)
    rows = command.objects if isinstance(command, DrawKey) else ()
    came = {made for _, made, kind, _ in rows if kind == ObjectKind.ORIGINAL}
    calls = [one for _, one in seen.all(Act.AUTHORITY_CALL_BACK) if one.case == seen.case and one.link > since]
    read = [one for one in calls if any(hash_ in came for hash_, _ in one.opened)]
    return {one.by for one in read if seen.is_rung(one) and one.says.get("said") == "confirmed"} - {said.by}


def _split_off(seen: Evidence) -> Standing | None:
    """Of a case that was split off: the key that the split says. Nothing lies under another one."""
    found = [(name, said) for name, said in seen.origins.items() if said.act is Act.CASE_SPLIT]
    mine = [(name, said) for name, said in found if said.says.get("new") == seen.case]
    if len(mine) > 1:
        suspect("case.key-other", "two splits begin this case")
    return _of(seen, *mine[0]) if mine else None


def check_told(found: Standing | None, recipient: str, vessel: str) -> None:
    """Whether the desk hands out the key that stands, and keeps no vessel that was compared.

    Raises ReleaseError ``case.key-other``, ``case.vessel-kept``.
    """
    if found is None:
        if vessel:
            suspect("case.key-other", "the desk says that the case has a key of the house; nobody signed one")
        return
    if recipient != found.house:
        suspect("case.key-other", f"the desk hands out another key of this case than {found.by} signed")
    if vessel and found.seen:
        suspect("case.vessel-kept", f"{found.seen} compared this case's key; the desk keeps what it had to destroy")


def check_compared(seen: Evidence) -> None:
    """Whether two people, who count, opened what came, here and in each case that went into this one (P12).

    Whoever gives something asks it of what was signed.

    Raises ReleaseError ``case.vessel``.
    """
    found = standing(seen)
    if found is None or not found.stands:
        refuse("case.vessel", not_compared(found))
    for case, there in uncompared(seen):
        refuse("case.vessel", f"of case {case}, which went into this one, {not_compared(there)}")


def check_former(seen: Evidence, compared: Collection[str]) -> None:
    """Whether no key here, or of what went into the case, was compared by who left alone: a call stands for them.

    One's own vault asks it before its person agrees to giving. What nobody compared it compares, or refuses, itself;
    ``compared``: the cases of which it did. Raises ReleaseError ``case.vessel``.
    """
    for case, found in [(seen.case, standing(seen)), *uncompared(seen)]:
        if found is not None and found.once and not found.stands and case not in compared:
            refuse("case.vessel", f"of case {case}, {not_compared(found)}")


def uncompared(seen: Evidence) -> Iterator[tuple[str, Standing | None]]:
    """Cases that went into this one, of which nobody who counts compared what came.

    One that came back brought nothing that lies elsewhere.
    """
    for one in seen.joined:
        there = standing(one)
        if there is None or not (there.stands or there.origin == seen.case):
            yield one.case, there


def not_compared(found: Standing | None) -> str:
    """Why nothing is given, in words, and what to do."""
    if found is None:
        return "nobody drew this case's key: open the case, and let a second person open it"
    says = f"nobody who counts compared what came in this case with what {found.by} sealed anew"
    gone = "whoever drew its key, or compared, left: somebody who decides nothing here opens that case on a machine of "
    gone += "their own, and calls the office back there"
    return f"{says}; {gone}" if found.once else f"{says}: a second person opens the case"
