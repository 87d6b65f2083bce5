"""``doctor --readiness``: could an 8-hour order be met, whenever in the coming eight days it comes (hazard 15.3)?"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from dueprocess.formats import days
from dueprocess.operate.doctor_lines import Line, Lines, Mark

if TYPE_CHECKING:
    from dueprocess.desk.services.desk import Desk

SHOWN: Final = 8

CANNOT: Final = (
    "a solo desk, one person, no release: it can register, read, assess, object, correct, answer that there are no "
    "data, and publish nothing; it cannot grant, release or publish, which take two"
)


def readiness(desk: "Desk") -> Lines:
    """Who could act, who would be called, and when nobody could; the worst first. A wrong line is a no."""
    yield from _people(desk)
    yield from _called(desk)
    yield from _rota(desk)


def _people(desk: "Desk") -> Iterator[Line]:
    from dueprocess.desk.services import watches

    people = desk.roster.people
    approvers = [one.name for one in desk.roster.with_role("approver", "releaser")]
    releasers = [one.name for one in desk.roster.releasers]
    yield Line("people", Mark.INFO, f"{len(people)} on the roster: {', '.join(one.name for one in people)}")
    if watches.has_two(watches.members(desk)):
        yield Line("second person", Mark.GOOD, f"{len(approvers)} may agree: {', '.join(approvers)}")
    else:
        yield Line("second person", Mark.CAUTION, CANNOT, "Ask an outside colleague or counsel to hold approver.")
    if not desk.roster.k:
        do = "Two people who release, and k = 2 in the next roster."
        yield Line("releasers", Mark.WRONG, "nobody can release: an 8-hour order could be answered, never met", do)
        return
    mark = Mark.GOOD if len(releasers) > desk.roster.k else Mark.CAUTION
    do = "" if mark is Mark.GOOD else "One person's illness stops every release: name one more."
    yield Line("releasers", mark, f"{len(releasers)}, of whom {desk.roster.k} must act", do)


def _called(desk: "Desk") -> Iterator[Line]:
    from dueprocess.desk.services import watches

    works, seen = watches.calling(desk)
    if desk.house.practice:
        yield Line("calls", Mark.INFO, "a desk for practice calls nobody")
    elif not works:
        when = "never" if seen is None else f"last at {days.minute(seen)}"
        yield Line("calls", Mark.WRONG, f"nobody would be called: the worker was {when} seen", "Run dueprocess worker.")
    else:
        yield Line("calls", Mark.GOOD, "the worker looks each minute whom to call")
    mute = [one.name for one in watches.members(desk) if one.counts and not one.reached]
    if mute:
        do = "dueprocess night reach add, night test; they answer what they got."
        yield Line("reach", Mark.CAUTION, f"no way was proved for {', '.join(mute)}", do)
    else:
        yield Line("reach", Mark.GOOD, "everybody was reached by a test alert within half a year")


def _rota(desk: "Desk") -> Iterator[Line]:
    from dueprocess.desk.services import watches
    from dueprocess.night.sentences import sentence

    found = watches.readiness(desk)
    for gap in found[:SHOWN]:
        yield Line(
            "rota", Mark.WRONG, str(sentence(gap, desk.roster.k, desk.now, desk.timezone)), "dueprocess night plan"
        )
    if len(found) > SHOWN:
        yield Line("rota", Mark.WRONG, f"and {len(found) - SHOWN} more times like these", "dueprocess night show")
    if not found:
        does = "met" if desk.roster.k else "answered" if watches.has_two(watches.members(desk)) else "read"
        says = f"whenever an 8-hour order comes in the next 8 days, it could be {does}"
        yield Line("rota", Mark.GOOD, says)
