"""The letter with the code, as plain text: neutral words, no account, no authority, nothing that was asked (6.3)."""

import datetime
from collections.abc import Sequence

from dueprocess.person.texts import load
from dueprocess.publish import texts as public
from dueprocess.services.house import House

LINES: tuple[str, ...] = ("lead", "how", "one", "two", "onion", "three", "code", "four", "five", "genuine", "nothing")


def letter(house: House, code: str, until: datetime.date, languages: Sequence[str]) -> str:
    """The letter in each language. It goes another way than whatever tells that a message waits."""
    return "\n\n".join(_sheet(house, code, until, one) for one in languages) + "\n"


def _sheet(house: House, code: str, until: datetime.date, language: str) -> str:
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
                day=public.load(language).day(until),
            )
            lines += [said, ""]
    return "\n".join([*lines, house.contact]).rstrip()
