"""The answer to what a person contested, as a text that is sent: what was decided, by whom of the house, what follows.

Out of closed codes alone: no name, no offence, no other person. It says what was handed over only where the person's
page says it, too.
"""

import datetime
from collections.abc import Callable

from dueprocess.case import contest_lists as lists
from dueprocess.case.contest_records import Contest
from dueprocess.case.state import Deciding, ItemState
from dueprocess.desk.person.texts import codes, contesting, load
from dueprocess.desk.services.house import House


def letter_of(house: House, item: ItemState, contest: Contest, language: str) -> str:
    """The letter. Raises TextError for a language without texts, ValueError for a contest that nobody decided."""
    if not contest.outcome:
        message = "nobody decided this contest: there is nothing to answer"
        raise ValueError(message)
    say, own, dated = load(language), contesting(language), codes(language)

    def line(key: str, **values: object) -> str:
        return own("answer", key).format(**values)

    def day(text: str) -> str:
        return dated.day(datetime.date.fromisoformat(text))

    right, back = contest.outcome in lists.GRANTED, contest.outcome == lists.TAKEN_BACK
    lines = [
        line("came", day=day(contest.on), provider=house.name),
        *([] if back else [line("same" if contest.same else "other")]),
        line(contest.outcome),
        *([line("anew")] if right and item.deciding is Deciding.OPEN else []),
        *_back(contest, line, day),
        *([line("given")] if right and item.given else []),
        *([line("bound")] if right and not contest.restores else []),
        *([] if back else [line("court", country=dated.country(house.country))]),
        *([line("contact", contact=house.contact)] if house.contact else []),
    ]
    practice = [say("page", "practice")] if house.practice else []
    unread = [say("page", "unreviewed")] if say("page", "unreviewed") else []
    blocks = ["\n".join((house.name, *house.address)), line("title"), *practice, *unread, *lines]
    return "\n\n".join(blocks) + "\n"


def _back(contest: Contest, line: Callable[..., str], day: Callable[[str], str]) -> list[str]:
    """What was given back, and since when; that it is owed where two people did not say so yet."""
    if not contest.restores:
        return []
    done = contest.restored
    if done is None or not done.confirmed_by:
        return [line("restores")]
    return [line(f"restored_{done.what}", day=day(done.on))]
