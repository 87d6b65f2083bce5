"""The worker's task of the morning. It runs first in a round: nothing that depends on a case comes before it."""

import datetime
import logging
from typing import TYPE_CHECKING

from dueprocess.adapters import smtp
from dueprocess.desk.data.models import Reach
from dueprocess.desk.jobs.alarm_calls import server_of
from dueprocess.desk.services import mornings
from dueprocess.desk.services.desk import Desk
from dueprocess.night.mornings import SUBJECT, dated, mail_text, message_name

if TYPE_CHECKING:
    from dueprocess.desk.jobs.round import Round

_log = logging.getLogger(__name__)


def send_mornings(shift: "Round") -> dict[str, int]:
    """The worker's task: how many mails left."""
    desk = shift.desk
    server = server_of(desk.house.mail)

    def leaves(way: Reach, day: datetime.date) -> bool:
        if server is None:
            return False
        try:
            server.send(message(desk, way, day, server.settings.sender), server.settings.sender, [way.address])
        except smtp.MailError as fault:
            _log.warning("a morning mail did not leave: %s", fault.code)
            return False
        return True

    return {"sent": mornings.send(desk, leaves)}


def message(desk: Desk, way: Reach, day: datetime.date, sender: str) -> bytes:
    """The bytes of one mail: they follow from the desk's address, the way and the day alone."""
    return smtp.compose(
        sender=sender,
        to=way.address,
        subject=SUBJECT,
        body=mail_text(desk.house.staff_address),
        message_id=f"<{message_name(desk.roster.desk_id, way.pk, day)}@{smtp.domain_of(sender)}>",
        at=dated(day, desk.timezone),
        automatic=True,
    )
