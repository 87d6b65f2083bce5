"""Messages of ETSI TS 103 120 from their bytes, XML or JSON, to one tree (``demand.hi1``).

Runs in the sandbox's child (hazard 12.1): Expat without a DTD, JSON of the standard library, each with limits. The
JSON form is the same tree: ``prefix:Name`` keys, ``@xsi:type``, and a list for what is repeated (TS 103 120, Annex J).
"""

import json
import re
from typing import Any, Final

from dueprocess.adapters.opened_xml import DamagedError, walk
from dueprocess.demand.hi1_tree import Node

MAX_NODES: Final = 200_000
MAX_NESTING: Final = 40
_MAX_TEXT: Final = 8 << 20
_XML: Final = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.{0,4000}?-->\s*)*<(?:[\w.-]+:)?HI1Message\b", re.DOTALL
)
_JSON: Final = re.compile(
    rb'\A(?:\xef\xbb\xbf)?\s*\{(?=.{0,2000}?"(?:HI1Message|[^"]{0,200}HI1Message|Header)")', re.DOTALL
)


def is_message(data: bytes) -> bool:
    """Whether bytes begin as a message does."""
    return bool(_XML.match(data) or (_JSON.match(data) and b"Payload" in data and b"uri.etsi.org/03120" in data))


def form_of(data: bytes) -> str:
    """``xml`` or ``json``."""
    return "xml" if _XML.match(data) else "json"


def parse(data: bytes) -> Node:
    """The message. Raises DamagedError."""
    return _Xml().read(data) if form_of(data) == "xml" else _json(data)


class _Xml:
    """Expat's calls to a tree."""

    def __init__(self) -> None:
        self.open: list[tuple[str, str, list[str], list[Node]]] = [("", "", [], [])]
        self.count = 0
        self.length = 0

    def read(self, data: bytes) -> Node:
        """The first element. Raises DamagedError."""
        walk(data, self._start, self._end, self._text)
        return self.open[0][3][0]

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MAX_NODES or len(self.open) > MAX_NESTING:
            raise DamagedError("more than anybody reads")
        sort = next((value for key, value in attributes.items() if key.endswith("XMLSchema-instance type")), "")
        self.open.append((name.rpartition(" ")[2], _local(sort), [], []))

    def _end(self, _: str) -> None:
        name, sort, texts, inside = self.open.pop()
        self.open[-1][3].append(Node(name, "" if inside else "".join(texts).strip(), sort, tuple(inside)))

    def _text(self, text: str) -> None:
        self.length += len(text)
        if self.length > _MAX_TEXT:
            raise DamagedError("more than anybody reads")
        self.open[-1][2].append(text)


def _json(data: bytes) -> Node:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as fault:
        raise DamagedError(str(fault)) from fault
    if not isinstance(value, dict):
        raise DamagedError("no object")
    alone = [key for key in value if _local(key) == "HI1Message"]
    budget = [MAX_NODES]
    return _node("HI1Message", value[alone[0]] if alone else value, budget, 0)


def _node(name: str, value: Any, budget: list[int], depth: int) -> Node:  # noqa: ANN401 - JSON
    budget[0] -= 1
    if budget[0] < 0 or depth > MAX_NESTING:
        raise DamagedError("more than anybody reads")
    if not isinstance(value, dict):
        return Node(name, "" if value is None else str(value).lower() if isinstance(value, bool) else str(value))
    inside = [
        _node(_local(key), one, budget, depth + 1)
        for key, some in value.items()
        if not key.startswith(("@", "#", "$"))
        for one in (some if isinstance(some, list) else [some])
    ]
    sort = next((str(some) for key, some in value.items() if key.startswith("@") and _local(key) == "type"), "")
    return Node(name, str(value.get("$", value.get("#text", ""))), _local(sort), tuple(inside))


def _local(name: str) -> str:
    return re.split(r"[:}]", name)[-1]
