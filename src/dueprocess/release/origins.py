"""What was said of items in the cases that they came from, by a split or a merge: it counts where they are.

A split names its items, so that a word goes along by its number. A merge names none: what somebody read there is held
against each item that it may have brought.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dueprocess.case import commands as c
from dueprocess.formats.statement import Act, Statement, item_of
from dueprocess.release.evidence import Evidence, command_in


@dataclass(frozen=True, slots=True)
class Left:
    """By which split items left a case on their way into another: its link, and item number there → number here."""

    link: int
    numbers: Mapping[int, int]

    def here(self, stated: Statement, case: str) -> Statement | None:
        """What was said there before that, as it is said of the case; None where it is of no item that left."""
        if stated.case == case:
            return stated
        item, says = stated.says.get("item"), dict(stated.says)
        if stated.link >= self.link or (isinstance(item, int) and item not in self.numbers):
            return None
        if isinstance(item, int):
            says["item"] = self.numbers[item]
        fields = says.get("fields")
        if stated.act is Act.FACE_CONFIRM and isinstance(fields, Mapping):
            says["fields"] = {new: value for path, value in fields.items() if (new := self._path(path))}
        return replace(stated, case=case, says=says)

    def _path(self, path: str) -> str:
        head, _, rest = path.partition(".")
        if head != "items":
            return path
        number, _, name = rest.partition(".")
        new = self.numbers.get(int(number)) if number.isdigit() else None
        return f"items.{new}.{name}" if new else ""


def ways_into(seen: Evidence) -> Iterator[tuple[str, Left]]:
    """Each case from which the items came, and how they left it."""
    case, here, known = seen.case, dict[int, int](), {seen.case}
    while True:
        splits = [one for one in seen.origins.values() if one.act is Act.CASE_SPLIT and one.says.get("new") == case]
        command = command_in(splits[0]) if splits else None
        if not isinstance(command, c.Split) or splits[0].case in known:
            return
        there = {old: new for new, old in enumerate(command.items, 1)}
        here = {old: here.get(new, 0) if case != seen.case else new for old, new in there.items()}
        here = {old: new for old, new in here.items() if new}
        case = splits[0].case or ""
        known.add(case)
        yield case, Left(splits[0].link, here)


def read_before(seen: Evidence, item: int, handle: str) -> frozenset[str]:
    """Who is here still and read an account of an item in the case that it came from: by a mark under another key."""
    late = came_late(seen, item)
    brought = (one for one in seen.brought if one.act is Act.TARGET_READ and one.case in late)
    merged = {one.by for one in brought if one.says.get("handle") == handle}
    ways = dict(ways_into(seen))
    readings = [one for one in seen.origins.values() if one.act is Act.TARGET_READ and one.case in ways]
    here = [ways[one.case or ""].here(one, seen.case) for one in readings]
    mine = (one for one in here if one is not None and (one.says["item"], one.says.get("handle")) == (item, handle))
    return frozenset(one.by for one in mine if seen.strict.person(one.by) is not None) | merged


def facts_in(stated: Statement) -> dict[tuple[int, str], Any]:
    """The facts that a statement says: by item (0: of the case) and field."""
    match command_in(stated):
        case c.Confirm(fields=fields):
            parts = ((path.split("."), value) for path, value in fields.items())
            return {(int(path[1]), path[2]) if len(path) > 1 else (0, path[0]): value for path, value in parts}
        case c.ChangeItem(item=item, fields=fields):
            return {(item, name): value for name, value in fields.items()}
    return {}


def came_late(seen: Evidence, item: int) -> frozenset[str]:
    """Cases that may have brought an item: what went into this one before a statement here named it, or a later one.

    A merge says no numbers, and a desk's word is not taken for them.
    """
    named: list[tuple[int, int]] = []  # link, item
    for _, stated in seen.ever(*Act):
        several = stated.says.get("items")
        numbers = [item_of(stated.says), *(number for number, _ in facts_in(stated))]
        numbers += [one for one in several if isinstance(one, int)] if isinstance(several, list) else []
        named += [(stated.link, number) for number in numbers if stated.case == seen.case]
    first = min((link for link, number in named if number >= item), default=None)
    began = [one for one in seen.origins.values() if one.act is Act.CASE_SPLIT and one.says.get("new") == seen.case]
    if any(item <= len(command.items) for one in began if isinstance(command := command_in(one), c.Split)):
        return frozenset()
    return frozenset(other for other, at in seen.merged.items() if first is None or at < first)


def things_in(stated: Statement) -> Iterator[tuple[str, Statement]]:
    """What a statement says of which a struck one is not overruled, thing by thing; of other acts nothing."""
    change = stated.act is Act.ITEM_CHANGE
    for (item, name), value in facts_in(stated).items():
        path = f"items.{item}.{name}" if item else name
        yield path, replace(stated, says={**stated.says, "fields": {name if change else path: value}})
    match command_in(stated):
        case c.ChangeItem(item=item, fields=fields) if not fields:
            yield f"items.{item}", stated
        case c.ReadTarget(item=item, handle=handle):
            yield f"read.{item}.{handle}", stated
        case c.CallBack():
            yield "called", stated
