"""What a person wrote on the surface of pages, as it is sealed: lines that a machine finds, then their own words."""

import re
from dataclasses import dataclass
from typing import Final

HEADER: Final = "dueprocess.objection/1"
NAME: Final = "objection.txt"
WHO: Final = ("person", "counsel", "helper")
_FORM: Final = re.compile(
    rf"{re.escape(HEADER)}\npage: ([0-9a-f]{{32}})\nday: ([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})\n"
    rf"who: ({'|'.join(WHO)})\npapers: ([0-9]{{1,2}})\nreply: ([^\n]*)\n\n(.*)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True, repr=False)
class Objection:
    """One contest. ``page``: id of the page under whose code it came; ``day``: YYYY-MM-DD."""

    page: str
    day: str
    who: str
    papers: int
    reply: str  # where the answer is to go; one line, empty where nothing was said
    text: str


def write(said: Objection) -> str:
    """The text to seal."""
    reply = " ".join(said.reply.split())
    head = f"{HEADER}\npage: {said.page}\nday: {said.day}\nwho: {said.who}\npapers: {said.papers}\nreply: {reply}\n\n"
    return head + said.text


def read(text: str) -> Objection | None:
    """What such a text says; None for any other."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    page, day, who, papers, reply, words = found.groups()
    return Objection(page, day, who, int(papers), reply, words)
