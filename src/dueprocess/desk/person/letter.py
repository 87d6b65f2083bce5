"""The letter with the code, as text or PDF: neutral words, no account, no authority, nothing that was asked (6.3)."""

import datetime
from collections.abc import Sequence
from typing import Any

from dueprocess.adapters.pdf import code_pdf
from dueprocess.desk.person.texts import codes, isolated, load
from dueprocess.desk.services.house import House

LINES: tuple[str, ...] = ("lead", "how", "one", "two", "onion", "three", "code", "four", "five", "genuine", "nothing")
"""Paragraphs of the letter, in order; below them stands the line of the newest head of the day, where there is one."""


def letter(house: House, code: str, until: datetime.date, languages: Sequence[str], head: str = "") -> str:
    """The letter in each language. It goes another way than whatever tells that a message waits."""
    return "\n\n".join(_sheet(house, code, until, one, head) for one in languages) + "\n"


def _sheet(house: House, code: str, until: datetime.date, language: str, head: str) -> str:
    say = load(language)
    lines = [house.name, *house.address, "", say("letter", "subject"), ""]
    for name in LINES:
        if name == "code":
            lines += [f"    {code}", ""]
        elif name != "onion" or house.person_onion:
            said = say(
                "letter",
                name,
                provider=house.name,
                address=house.person_address,
                onion=house.person_onion,
                day=codes(language).day(until),
            )
            lines += [said, ""]
    kept = ["", say("keep", "says"), "", head] if head else []
    said = isolated("\n".join([*lines, house.contact]), say.direction)
    return "\n".join([said, *kept]).rstrip()  # the head is compared sign by sign


def letter_pdf(house: House, code: str, until: datetime.date, languages: Sequence[str], head: str = "") -> bytes:
    """The same as PDF, for the post: a page a language, address and code on lines of their own. Raises PdfError."""
    sheets = [{**_plain(house, code, until, one), "head": head} for one in languages]
    return code_pdf({"sheets": sheets, "title": sheets[0]["subject"]})


def _plain(house: House, code: str, until: datetime.date, language: str) -> dict[str, Any]:
    say = load(language)
    day = codes(language).day(until)
    said = {
        name: say("letter", name, provider=house.name, day=day, address="", onion="")
        for name in (*LINES, "subject")
        if name != "code"
    }
    return {
        **said,
        "address": house.person_address,
        "contact": house.contact,
        "dir": say.direction,
        "keep": say("keep", "says"),
        "groups": code.split(),
        "language": language,
        "onion": house.person_onion,
        "onion_says": said["onion"],
        "sender": [house.name, *house.address],
    }
