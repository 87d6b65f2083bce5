"""What an order seals for the extraction host: identifiers whose marks two people signed, found or asked for."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dueprocess.cli.faults import wrong
from dueprocess.formats.refusal import DeniedError

if TYPE_CHECKING:
    from dueprocess.client.material import Material
    from dueprocess.client.person import Looked, Releaser
    from dueprocess.formats.selector import Selector
    from dueprocess.release.desk_client import Brought

Found = dict[str, "Selector"]
MAX_CANDIDATES = 5000


def order_says(
    who: "Releaser", looked: "Looked", material: "Material", number: int, host: str = "", source: Path | None = None
) -> "tuple[dict[str, Any], Brought]":
    """What the order says, and its inside, sealed to the host. Raises DeniedError."""
    from dueprocess.adapters import crypto
    from dueprocess.formats import ids, moment
    from dueprocess.formats.object import Header, ObjectKind
    from dueprocess.formats.ordered import MEDIA, Ordered
    from dueprocess.formats.selector import target_key
    from dueprocess.release import checks
    from dueprocess.release.desk_client import Brought

    case = looked.shown.case
    grant = checks.standing_grant(looked.seen, number)
    marks = checks.agreed_marks(looked.seen, grant, looked.shown.revision + 1)
    producer, recipient = _host(looked, host)
    key = target_key(material.secret(case).encode())
    targets = find(material, case, key, marks, source)
    fresh = ids.production_id(crypto.random_bytes(15))
    content = Ordered(case, number, fresh, key, targets).encoded()
    header = Header(ObjectKind.ORDER, MEDIA, "", len(content), moment.write(who.now))
    inside = crypto.seal(header, content, recipient)
    brought = Brought(ids.sealed_id(crypto.random_bytes(15)), "order", "producer", inside)
    says = {"approval": grant.approval, "item": number, "producer": producer}
    return {**says, "production": fresh, "sealed": brought.id}, brought


def _host(looked: "Looked", wanted: str) -> tuple[str, str]:
    """Name and age recipient of the extraction host, by the checked roster. Raises DeniedError."""
    hosts = {one.name: one.age for one in looked.seen.roster.producers if one.name not in looked.seen.retired}
    name = wanted or (next(iter(hosts)) if len(hosts) == 1 else "")
    if name not in hosts:
        listed = ", ".join(sorted(hosts)) or "none"
        do = "Say --host" if hosts else "Put one on the next roster: `dueprocess roster next --add host.card:producer`"
        rule, message = "production.producer", f"Extraction hosts on the roster: {listed}. {do}."
        raise DeniedError.because(rule, message)
    return name, hosts[name]


def find(material: "Material", case: str, key: bytes, marks: Mapping[str, str], source: Path | None) -> Found:
    """The identifier of each mark: from a file, of what was read at arrival, or asked for. Raises DeniedError."""
    from dueprocess.cli.targets import one_of, read_json
    from dueprocess.formats.selector import mark

    if source is not None:
        given = read_json(source)
        if not isinstance(given, dict):
            message = f'{source} names no handles: {{"T1": {{"kind": …, "value": …}}}}.'
            raise wrong(message)
        found = {handle: one_of(given.get(handle)) for handle in marks}
    else:
        found = read_at_arrival(material, case, key, marks)
        found |= ask_missing(handle for handle in marks if handle not in found)
    others = [handle for handle, one in found.items() if mark(key, handle, one) != marks[handle]]
    if others:
        rule = "order.mark"
        message = f"{', '.join(others)}: not the identifier that two people read. Look at the original again."
        raise DeniedError.because(rule, message)
    return {handle: found[handle] for handle in marks}


def ask_missing(handles: Iterable[str]) -> Found:
    """Ask for identifiers on the terminal."""
    from dueprocess.cli.targets import ask

    return {handle: ask(handle, None) for handle in handles}


def read_at_arrival(material: "Material", case: str, key: bytes, marks: Mapping[str, str]) -> Found:
    """Identifiers read by machine that have the mark which two people signed: they need no typing again."""
    from dueprocess.formats.selector import mark

    found: Found = {}
    for number, one in enumerate(_candidates(material, case)):
        if number >= MAX_CANDIDATES or len(found) == len(marks):
            break
        found |= {handle: one for handle, wanted in marks.items() if mark(key, handle, one) == wanted}
    return found


def _candidates(material: "Material", case: str) -> "Iterator[Selector]":
    from dueprocess.formats.selector import Kind, SelectorError, selector

    for found in material.opened(case):
        if found.header.kind != "particulars" or found.header.media != "application/json":
            continue
        for text in dict.fromkeys(_texts(json.loads(found.content))):
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
