"""What people do at the desk that lives for the leak scan: a refusal by letter, and a production from grant to release.

They act as in the story's first chapter, which is of the same kind; only the hour is the desk's own, and of the hold,
which is not waited for. A refusal of the desk is no part of this story.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dueprocess.demand import codes
from dueprocess.letter.kinds import LetterKind
from dueprocess_lab.leak_desk import Living, NotLivingError
from dueprocess_lab.story_player import Telling

if TYPE_CHECKING:
    from dueprocess_lab import story


@dataclass
class Now(Telling):
    """A demand that came in just now is handled at once, and its letter goes to the sending worker."""

    how = "mail"

    def later(self, minutes: int) -> None:
        """Time goes by as it does; nothing is dated ahead, but for what the hold ends."""
        from dueprocess.operate.desk_of_home import now

        del minutes
        self.at = max(self.at, now())


def refuse_by_letter(living: Living) -> None:
    """No data: decided by two, the letter sealed to the sending worker. Raises NotLivingError, DeniedError."""
    item = _item(living)
    _handled(living, "mail", replace(item, outcome=codes.Outcome.NO_DATA, letter=LetterKind.NO_DATA, release=None))


def release(living: Living) -> Path:
    """A grant: read by two, ordered, made ready by the extraction host, agreed to by two, sealed to the recipient."""
    item = _item(living)
    if item.release is None:
        raise NotLivingError("the story's first chapter releases nothing")
    line = f"{living.words.data} Zürn, {living.words.values['phone']}\n"
    records = {codes.DataCategory.SUBSCRIBER: line * 3000}
    target = replace(item.release.targets[0], value=living.words.values["target"], records=records)
    _handled(living, "grant", replace(item, release=replace(item.release, targets=(target,))))
    return living.stage.keys.parent / "sent-1-1"


def _item(living: Living) -> "story.Item":
    return living.stage.story.chapters[0].items[0]


def _handled(living: Living, what: str, item: "story.Item") -> None:
    chapter = replace(living.stage.story.chapters[0], items=(item,))
    with living.narrated():
        Now(living.stage, chapter, None).handle(living.cases[what])
    if living.stage.refused:
        raise NotLivingError(f"the desk refused: {living.stage.refused}")
