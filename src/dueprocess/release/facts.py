"""Facts that a grant rests on, each held against the signed acts that said it (hazards 3.1, 5.2).

What a desk shows under a good hash may be what nobody read: whoever gives something rebuilds each decisive fact from
what people confirmed. A fact that a split took along stands by the acts of the case that it came from; one that a
merge brought is confirmed anew in the case that it came into.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, NoReturn

from dueprocess.case import commands as c
from dueprocess.case.case_events import COVERED
from dueprocess.case.decisions import FRESH_CALL
from dueprocess.demand.face import CASE_FIELDS, ITEM_FIELDS, FaceError, check, concerns
from dueprocess.formats.statement import Act, Statement
from dueprocess.release.calls import Came
from dueprocess.release.evidence import Evidence, command_in, refuse
from dueprocess.release.origins import came_late, facts_in

_OVERRULE: Final = 3
"""So many people stand against the word of one who is here still."""
_SAYS: Final = (Act.FACE_CONFIRM, Act.ITEM_CHANGE, Act.CASE_SPLIT)


def check_facts(seen: Evidence, item: int, people: frozenset[str] = frozenset()) -> None:
    """Whether every decisive fact of the demand and of an item, and every one shown as confirmed, was signed so.

    What a colleague who is here still said otherwise counts, though two others struck it out (ADR 0086).
    ``people``, who decided, are no witnesses of what somebody confirmed who left: a former key would do it for them.

    Raises ReleaseError ``grant.unconfirmed``, ``grant.struck``.
    """
    face, shown = seen.relied["face"], _shown(seen, item)
    decisive = {spec.name for spec in CASE_FIELDS if spec.decisive}
    decisive |= {f"items.{item}.{spec.name}" for spec in ITEM_FIELDS if spec.decisive}
    confirmed = set(face["confirmed"])
    for path, value in shown.items():
        signed, source = said(seen, path, people)
        counts = path in confirmed or (path in decisive and value is not None) or source is not None
        if counts and (source is None or not _same(path, value, signed)):
            refuse("grant.unconfirmed", f"{path} is not what somebody read and signed: confirm it, and decide anew")
    for stated in seen.doubts:
        if not _fits(stated, item, shown):
            says = f"{stated.by} signed otherwise ({stated.act}), and two others struck it out: let {stated.by} say"
            refuse("grant.struck", f"{says} anew what holds, or retire the key that is in other hands")


def _shown(seen: Evidence, item: int) -> dict[str, Any]:
    """The facts of the demand and of an item, as the desk hands them over, by their paths."""
    face = seen.relied["face"]
    shown = {spec.name: face["case"].get(spec.name) for spec in CASE_FIELDS}
    return shown | {f"items.{item}.{spec.name}": face["items"][item - 1].get(spec.name) for spec in ITEM_FIELDS}


def check_overruled(seen: Evidence, item: int, people: frozenset[str]) -> None:
    """Whether no two people put another fact in the place of a colleague's (ADR 0098).

    Whoever typed or confirmed a fact, and is here still by the same key, is overruled by three people alone: those who
    decided (they signed the facts by their hash) and whoever said last what is shown now.

    Raises ReleaseError ``grant.overruled``.
    """
    here = {id(stated) for stated in seen.statements.values()}
    for path, value in _shown(seen, item).items():
        last: dict[str, object] = {}
        for stated, one in _words(seen, path):
            away = seen.strict.person(stated.by) is None or stated.by in seen.retired
            if id(stated) in here or (stated.case != seen.case and not away):
                last[stated.by] = one
        agree = people | {name for name, one in last.items() if _same(path, value, one)}
        others = sorted(last.keys() - agree)
        if others and len(agree) < _OVERRULE:
            _overruled(" and ".join(others), path)
    _check_brought(seen, item, people)


def _overruled(others: str, path: str) -> NoReturn:
    says = f"{others} signed another {path}, and two people replaced it: ring them, and let them"
    refuse("grant.overruled", f"{says} confirm what the original says, or let a third person confirm it")


def _check_brought(seen: Evidence, item: int, people: frozenset[str]) -> None:
    """The same of what a merge brought: whoever read the item there read some item there as this one is shown.

    Which it was nobody signed. What they, or three, say here takes the place of that.
    """
    here = {id(stated) for stated in seen.statements.values()}
    said = dict[tuple[str, str], dict[int, dict[str, object]]]()
    late = came_late(seen, item) if seen.brought else frozenset()
    for stated in (one for one in seen.brought if one.case in late and one.by not in people):
        there = said.setdefault((stated.by, str(stated.case)), {})
        for (number, name), value in facts_in(stated).items():
            if number:
                there.setdefault(number, {})[f"items.{item}.{name}"] = value
    for path, value in _shown(seen, item).items() if said else ():
        voices = {stated.by: one for stated, one in _words(seen, path) if id(stated) in here}
        agree = people | {by for by, one in voices.items() if _same(path, value, one)}
        for (by, _), items in said.items():
            for words in items.values():
                if path in words and (by in voices or len(agree) >= _OVERRULE or _same(path, value, words[path])):
                    del words[path]
    for (by, _), items in sorted(said.items()):
        if items and all(items.values()):
            _overruled(by, min(path for words in items.values() for path in words))


def _fits(stated: Statement, item: int, shown: Mapping[str, Any]) -> bool:
    """Whether a doubt does not contradict the facts that are shown."""
    match command_in(stated):
        case c.Confirm(fields=fields):
            return all(path not in shown or _same(path, shown[path], value) for path, value in fields.items())
        case c.ChangeItem(item=number, fields=fields) if number == item:
            said = {f"items.{item}.{name}": value for name, value in fields.items()}
            return bool(said) and all(_same(path, shown.get(path), value) for path, value in said.items())
    return True


def check_second(seen: Evidence, item: int, approval: str, people: frozenset[str]) -> None:
    """Whether who decided called nobody back, and who approved had typed none of the facts (hazards 2.3, 5.1).

    The desk refuses both; one that does not makes one coerced person two. What stood when the approval was signed is
    known by the order of the notes, which a signer's own marks hold.

    Raises ReleaseError ``grant.same-person``.
    """
    called = seen.called[0] | {one.by for other in seen.joined for one in other.own_calls}
    if called & people:
        both = " and ".join(sorted(called & people))
        refuse("grant.same-person", f"{both} called the authority back: somebody else decides")
    agreed, names = seen.statements[approval], list(seen.statements)
    before = replace(seen, statements={name: seen.statements[name] for name in names[: names.index(approval)]})
    for path in seen.relied["face"]["confirmed"]:
        source = said(before, path)[1] if concerns(path, item) or concerns(path, 0) else None
        if source is not None and source.by == agreed.by and source.case == seen.case:
            refuse("grant.same-person", f"{agreed.by} typed or confirmed {path}, and approved: somebody else agrees")


def check_callers(seen: Evidence) -> None:
    """Whether just those are shown to have called the authority back who signed here, or where items came from, so.

    Whoever called takes no part in deciding (hazard 2.3), so a name too many and one too few are both lies; who has
    left since called all the same. What was split off or merged before events said who had called elsewhere shows
    nobody of them; they are held to it all the same (``check_second``).

    Raises ReleaseError ``release.unsigned``.
    """
    (called, _), here = seen.called, {stated.by for stated in seen.own_calls}
    if not here <= set(seen.relied["callers"]) <= called | seen.elsewhere[2]:
        refuse("release.unsigned", "the desk says of who called the authority back another thing than people signed")


def check_called(seen: Evidence, item: int, people: frozenset[str] = frozenset()) -> None:
    """Whether an office confirmed an item as it stands, where that takes a call of its own (2.3, 2.5).

    A value that somebody confirmed for the first time after the call is taken as the one that stood. What came by a
    split or merge since was not confirmed, but where somebody had named the item here before: somebody who is here,
    and is neither of ``people``, who decided, nor who brought it.

    Raises ReleaseError ``authority.no-call-back``.
    """
    face = seen.relied["face"]
    asked = face["items"][item - 1].get("data") or ()
    if face["case"].get("emergency") is not True and FRESH_CALL.isdisjoint(asked):
        return
    stands, named, known = False, set[str](), dict[str, object]()
    here = {id(one) for one in seen.statements.values()}
    acts = seen.ever(*Act)
    steps: list[tuple[int, int, int, Statement | Came]]
    steps = [(one.link, 1, one.number, one) for _, one in acts if one.case == seen.case]
    steps += [(came.at, 0, 0, came) for came in seen.came]
    for *_, one in sorted(steps, key=lambda step: step[:3]):
        if isinstance(one, Came):
            stands = stands and bool(named - people - {one.by})
            continue
        named |= (
            {one.by} if id(one) in here and item in {one.says.get("item"), *(at for at, _ in facts_in(one))} else set()
        )
        match command_in(one):
            case c.CallBack(said=answer):
                stands = answer == "confirmed" and seen.is_rung(one) and id(one) in here
            case c.ChangeItem(item=number, fields=fields) if number == item and fields:
                stands, known = False, known | {f"items.{item}.{name}": value for name, value in fields.items()}
            case c.Confirm(fields=fields):
                for path in fields.keys() & {"authority", "emergency", *(f"items.{item}.{n}" for n in COVERED)}:
                    more = fields[path] is True if path == "emergency" else True
                    stands = stands and not (more and path in known and known[path] != fields[path])
                    known[path] = fields[path]
    if not stands:
        refuse("authority.no-call-back", f"nobody called the office back that confirmed item {item} as it stands")


def said(seen: Evidence, path: str, apart: frozenset[str] = frozenset()) -> tuple[object, Statement | None]:
    """The value of a fact of the case that was confirmed last, and the act that says it; no act where none stands.

    ``path``: of the face, as ``items.1.data``. ``apart``: who is no witness of a word of who left.
    """
    value, source = None, None
    for stated, one in _words(seen, path, apart):
        # What an order amends is claimed again.
        value, source = (one, stated) if stated.act is Act.FACE_CONFIRM else (None, None)
    return value, source


def _words(
    seen: Evidence, path: str, apart: frozenset[str] = frozenset(), behind: tuple[Statement, ...] = ()
) -> Iterator[tuple[Statement, object]]:
    """Each act that says a fact, and as what, in order.

    ``behind``: the splits that took it along, from the case at hand back: what the signer of the last one did not see
    at its origin is the origin's own; two cases that each say to come from the other have no source.
    """
    until = behind[-1] if behind else None
    case = (until.case or "") if until else seen.case
    for stated in () if case in {one.says.get("new") for one in behind} else _acts(seen, case, apart):
        if until is not None and stated.case == until.case and not until.saw(stated):
            continue
        match command_in(stated):
            case c.Confirm(fields=fields) if path in fields:
                yield stated, fields[path]
            case c.ChangeItem(item=number, fields=fields) if path in {f"items.{number}.{name}" for name in fields}:
                yield stated, fields[path.rpartition(".")[2]]
            case c.Split(items=items, new=new) if new == case and (there := _there(path, items)):
                yield from _words(seen, there, apart, (*behind, stated))


def _acts(seen: Evidence, case: str, apart: frozenset[str]) -> Iterator[Statement]:
    """What was signed about facts of a case, in order; a case that was split off begins with its split.

    What a former key confirmed, and nobody was shown before, confirms nothing.
    """
    for stated in seen.origins.values():
        if stated.act is Act.CASE_SPLIT and stated.says.get("new") == case:
            yield stated
    acts = seen.ever(*_SAYS) if case == seen.case else seen.origins.items()
    for name, stated in acts:
        if (
            stated.case == case
            and stated.act in _SAYS
            and (stated.act is not Act.FACE_CONFIRM or seen.counts(name, *apart))
        ):
            yield stated


def _there(path: str, items: tuple[int, ...]) -> str:
    """The path in the case from which items left; empty where the item was none of them."""
    head, _, rest = path.partition(".")
    if head != "items":
        return path
    number, _, name = rest.partition(".")
    return f"items.{items[int(number) - 1]}.{name}" if int(number) <= len(items) else ""


def _same(path: str, shown: Any, signed: Any) -> bool:  # noqa: ANN401 - values as JSON has them
    try:
        return check(path, shown) == check(path, signed)
    except FaceError:
        return False
