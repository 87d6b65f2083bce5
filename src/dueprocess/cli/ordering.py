"""What an order seals for the extraction host: identifiers whose marks two people signed, found or asked for."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dueprocess.cli.faults import Refused, Wrong

if TYPE_CHECKING:
    from dueprocess.adapters.identity import Identity
    from dueprocess.domain.case.state import ItemState
    from dueprocess.domain.sealed.selector import Selector
    from dueprocess.services.ciphertexts import Attached
    from dueprocess.services.desk import Desk

Found = dict[str, "Selector"]
MAX_CANDIDATES = 5000


def order_says(
    desk: "Desk", who: "Identity", case: str, number: int, host: str = "", source: Path | None = None
) -> "tuple[dict[str, Any], Attached]":
    """What the order says, and its inside, sealed to the host. Raises Refused, Wrong, SelectorError."""
    from dueprocess.cli import client
    from dueprocess.domain import ids
    from dueprocess.domain.sealed.ordered import MEDIA, Ordered
    from dueprocess.domain.sealed.selector import target_key
    from dueprocess.services.cases import state_of

    item = state_of(case).item(number)
    if item is None or not item.approval:
        rule, message = "case.wrong-state", f"Item {number} is not granted: two people decide first."
        raise Refused(rule, message)
    producer, recipient = _host(desk, host)
    key = target_key(client.case_secret(who, case).encode())
    marks = agreed_marks(item)
    targets = find(desk, who, case, key, marks, source)
    fresh = ids.production_id(desk.draw())
    content = Ordered(case, number, fresh, key, targets).encoded()
    inside = client.seal(desk, "order", "", MEDIA, content, reader="producer", recipient=recipient)
    says = {
        "approval": item.approval,
        "item": number,
        "producer": producer,
        "production": fresh,
        "sealed": inside.id,
    }
    return says, inside


def _host(desk: "Desk", wanted: str) -> tuple[str, str]:
    """Name and age recipient of the extraction host. Raises Refused."""
    hosts = {one.name: one.age for one in desk.roster.producers}
    name = wanted or (next(iter(hosts)) if len(hosts) == 1 else "")
    if name not in hosts:
        listed = ", ".join(sorted(hosts)) or "none"
        do = "Say --host" if hosts else "Put one on the next roster: `dueprocess roster next --add host.card:producer`"
        rule, message = "production.producer", f"Extraction hosts on the roster: {listed}. {do}."
        raise Refused(rule, message)
    return name, hosts[name]


def agreed_marks(item: "ItemState") -> dict[str, str]:
    """Marks by handle, of every handle of which something is granted. Raises Refused ``target.two-readers``."""
    from dueprocess.domain.case.producing import agreed

    handles = dict.fromkeys(line.handle for line in item.lines if line.answer == "granted")
    missing = [one for one in handles if not agreed(item.marks, one)]
    if missing or not handles:
        rule = "target.two-readers"
        named = ", ".join(missing) or "any target"
        message = f"Two people have not read the same identifier for {named}: `dueprocess target`."
        raise Refused(rule, message)
    return {handle: next(one.mark for one in item.marks if one.handle == handle) for handle in handles}


def find(desk: "Desk", who: "Identity", case: str, key: bytes, marks: Mapping[str, str], source: Path | None) -> Found:
    """The identifier of each mark: from a file, of what was read at arrival, or asked for. Raises Refused, Wrong."""
    from dueprocess.cli.releasing import ask_missing
    from dueprocess.cli.targets import one_of, read_json
    from dueprocess.domain.sealed.selector import mark

    if source is not None:
        given = read_json(source)
        if not isinstance(given, dict):
            message = f'{source} names no handles: {{"T1": {{"kind": …, "value": …}}}}.'
            raise Wrong(message)
        found = {handle: one_of(given.get(handle)) for handle in marks}
    else:
        found = read_at_arrival(desk, who, case, key, marks)
        found |= ask_missing(handle for handle in marks if handle not in found)
    wrong = [handle for handle, one in found.items() if mark(key, handle, one) != marks[handle]]
    if wrong:
        rule = "order.mark"
        message = f"{', '.join(wrong)}: not the identifier that two people read. Look at the original again."
        raise Refused(rule, message)
    return {handle: found[handle] for handle in marks}


def read_at_arrival(desk: "Desk", who: "Identity", case: str, key: bytes, marks: Mapping[str, str]) -> Found:
    """Identifiers read by machine that have the mark which two people signed: they need no typing again."""
    from dueprocess.domain.sealed.selector import mark

    found: Found = {}
    for number, one in enumerate(_candidates(desk, who, case)):
        if number >= MAX_CANDIDATES or len(found) == len(marks):
            break
        found |= {handle: one for handle, wanted in marks.items() if mark(key, handle, one) == wanted}
    return found


def _candidates(desk: "Desk", who: "Identity", case: str) -> "Iterator[Selector]":
    from dueprocess.cli.client import open_all
    from dueprocess.domain.sealed.selector import Kind, SelectorError, selector

    for opened in open_all(desk, who, case):
        if opened.header.kind != "particulars" or opened.header.media != "application/json":
            continue
        for text in dict.fromkeys(_texts(json.loads(opened.content))):
            for kind in (one for one in Kind if one is not Kind.IP):
                try:
                    yield selector(str(kind), text)
                except SelectorError:
                    continue


def _texts(value: object) -> Iterator[str]:
    """Every text in a value of JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
