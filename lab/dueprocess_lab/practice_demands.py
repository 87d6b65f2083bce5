"""The two demands of the practice desk that nobody has touched, and how far whoever tries them has come.

Their words and steps stand in ``guide/demands.toml``. How far follows from what happened on the case, as the desk
recorded it: never from a click. What is said of the step that is due follows the page: one thing at a time.
"""

import datetime
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from importlib import resources
from typing import TYPE_CHECKING, Annotated, Any, Final

from dueprocess.case.state import QUESTIONS
from dueprocess.formats.record import MAYBE, Check, way
from dueprocess_lab.story import days

if TYPE_CHECKING:
    from dueprocess.case.state import CaseState, ItemState
    from dueprocess.desk.services.desk import Desk

ASTER: Final = "aster"
BIRCH: Final = "birch"
GUIDE: Final = resources.files(__package__).joinpath("guide")
DONE: Final[Mapping[str, "Callable[[CaseState, str], bool]"]] = {
    "read": lambda case, who: who in case.readers,
    "proposed": lambda case, _: any(item.proposal is not None or item.outcome is not None for item in case.items),
    "decided": lambda case, _: any(item.outcome is not None for item in case.items),
    "written": lambda case, _: any(str(item.writing) in {"queued", "sent"} for item in case.items),
    "agreed": lambda case, _: (
        any(item.outcome is not None for item in case.items)
        and not any(item.lone_no or any(one.waits for one in item.silences) for item in case.items)
    ),
}
"""What a step waits for, by its code, of the case and the step's person."""
LISTED: Final[Mapping[str, "Callable[[CaseState], bool]"]] = {
    "": lambda _: True,
    "silent": lambda case: any(item.outcome is None or _alone(item) for item in case.items) or not case.items,
}
"""Where a step belongs to the exercise, by its code: always, or unless it was decided without one person's no."""


def _alone(item: "ItemState") -> bool:
    return any(one.question == "tell" and one.alone for one in item.given_answers) or bool(item.silences)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a step asks, said by language while the page shows something that ``open`` selects."""

    open: str
    says: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: who does it, what it waits for, its name in the list, and what to do now, by language.

    ``says`` is for the other person's window, and where none of ``parts`` is due.
    """

    who: Annotated[str, Check((ASTER, BIRCH).__contains__, "aster or birch")]
    done: Annotated[str, Check(DONE.__contains__, f"one of {', '.join(DONE)}")]
    name: Mapping[str, str]
    says: Mapping[str, str]
    parts: Annotated[tuple[Part, ...], MAYBE] = ()
    where: Annotated[str, Check(LISTED.__contains__, "nothing or silent"), MAYBE] = ""


@dataclass(frozen=True, slots=True)
class Practice:
    """A demand that waits: its mail, its name, the steps, and what is said once all have happened, by language.

    ``english``: the mail for those who read no German, beside it and only there.

    ``rest`` is said then, too, where one of the three questions has no answer yet.
    """

    file: str
    english: str
    title: Mapping[str, str]
    ended: Mapping[str, str]
    rest: Mapping[str, str]
    steps: tuple[Step, ...]

    def laid(self, day: datetime.date) -> "Practice":
        """The same with the dates of a mail that arrives on that day."""
        return replace(self, english=days.lay(self.english, days.days(day)))

    def content(self, day: datetime.date) -> bytes:
        """The mail as it arrives on that day."""
        return days.lay(GUIDE.joinpath(self.file).read_text("utf-8"), days.days(day)).encode()

    def arrive(self, desk: "Desk") -> str:
        """Take the mail in at the desk's own hour; returns its case."""
        from dueprocess.adapters.sandbox import Sandbox
        from dueprocess.demand.codes import Channel
        from dueprocess.demand.media import media_of
        from dueprocess.desk.intake.sealing import Incoming, seal_all
        from dueprocess.desk.services.arrivals import register

        incoming = Incoming(self.file, media_of(self.file), Channel.MAIL, desk.now, self.content(desk.today))
        with Sandbox() as sandbox:
            (one,) = register(desk, seal_all(desk, [incoming], sandbox))
        return one.case

    def told(self, case: str) -> dict[str, Any]:
        """What the guide shows of it now: each step, whether it has happened, and at the end what happened."""
        from dueprocess.desk.services.cases import state_of

        state = state_of(case)
        listed = [one for one in self.steps if LISTED[one.where](state)]
        steps = [{**asdict(one), "done": DONE[one.done](state, one.who)} for one in listed]
        ended = self.ended if all(one["done"] for one in steps) else None
        rest = self.rest if any(one not in item.answers for item in state.items for one in QUESTIONS) else None
        return {
            "case": case,
            "title": self.title,
            "english": self.english,
            "steps": steps,
            "ended": ended,
            "rest": rest,
        }


@dataclass(frozen=True, slots=True)
class _Guide:
    demand: tuple[Practice, ...]


def waiting() -> tuple[Practice, ...]:
    """The demands in the order in which they are handled. Raises FormError."""
    made: _Guide = way(_Guide)[0](tomllib.loads(GUIDE.joinpath("demands.toml").read_text("utf-8")))
    return made.demand
