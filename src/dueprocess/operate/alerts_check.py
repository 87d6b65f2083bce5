"""The alert list, where its folder stands in the home: whether it is sent, and whom nothing reaches any more."""

import datetime
from typing import TYPE_CHECKING, Final

from dueprocess.formats.refusal import Msg
from dueprocess.operate.doctor_lines import Line, Lines, Mark

if TYPE_CHECKING:
    from dueprocess.operate.home import Home

QUIET_DAYS: Final = 3
"""Days after which a list that nobody sends is said to stand still."""


def alerts(place: "Home", now: datetime.datetime) -> Lines:
    """Counts alone: nobody's address is opened."""
    from dueprocess.desk.alerts import beat
    from dueprocess.desk.alerts.folder import GIVE_UP, Folder

    folder = Folder(place.path / "alerts")
    if not (folder.path / "recipient").exists():
        return
    states, beats = folder.states().values(), beat.kept(folder)
    told, ended = sum(one.told for one in states), sum(bool(one.ended) for one in states)
    says = Msg(
        "{told} are told of news, {waits} have not proved their address", told=told, waits=len(states) - told - ended
    )
    yield Line("alerts", Mark.INFO, says)
    if ended:
        lost = Msg("{n} are told no more: {tries} tries failed", n=ended, tries=GIVE_UP)
        yield Line("alerts", Mark.CAUTION, lost, Msg("See `dueprocess alert list`; add who still wants news anew."))
    if beats.fault:
        fault = Msg("the mail server did not take the news: {code}", code=beats.fault)
        yield Line("alerts", Mark.CAUTION, fault, Msg("Look at alert.toml in the list's folder."))
    do = Msg("Run `dueprocess alert send` by a timer.")
    if told and not beats.ran:
        yield Line("alerts", Mark.CAUTION, Msg("nothing ever looked for news"), do)
    elif told and now.date() - datetime.date.fromisoformat(beats.ran) > datetime.timedelta(QUIET_DAYS):
        yield Line("alerts", Mark.CAUTION, Msg("nothing looked for news since {day}", day=beats.ran), do)
