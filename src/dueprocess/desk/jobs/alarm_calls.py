"""Performers of pages: mail by the house's SMTP server, webhooks by ``adapters.outbound``. An id and a time, no more.

A fault is logged as its code and told as False; the page then climbs to the next person (``desk/services/alarms.py``).
"""

import dataclasses
import hashlib
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dueprocess.adapters import outbound, smtp
from dueprocess.desk.services.alarms import Call, Paged, page_people
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.house import MailSettings
from dueprocess.night.text import page_json, page_text

if TYPE_CHECKING:
    from dueprocess.desk.jobs.round import Round

ACK_PATH = "/night/ack/"
"""Page of the staff desk where a call's own id acknowledges it; by a button, since mail scanners follow links."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pager:
    """Makes calls for one desk. ``key`` is the home's secret key: webhooks are signed with secrets made from it."""

    desk: Desk
    key: str = field(repr=False)
    mail: smtp.Smtp | None = None
    allow_loopback: bool = False  # tests and demonstrations alone

    def __call__(self, call: Call) -> bool:
        """Whether the call left. Never raises for what the other side does."""
        try:
            if call.channel == "webhook":
                self._post(call)
                return True
            return self._mail(call)
        except (outbound.OutboundError, smtp.MailError) as fault:
            _log.warning("a page did not leave: %s", fault.code)
            return False

    def _post(self, call: Call) -> None:
        body = page_json(call.id, call.due)
        signed = outbound.signature(outbound.secret_of(self.key, call.reach), body)
        headers = {"Due-Process-Signature": signed}
        outbound.post(call.address, body, headers, allow_loopback=self.allow_loopback)

    def _mail(self, call: Call) -> bool:
        if self.mail is None:
            _log.warning("a page did not leave: %s", "smtp.not-set")
            return False
        sender = self.mail.settings.sender
        # A relay's log names Message-IDs: this one acknowledges nothing.
        named = hashlib.sha256(f"message {call.id}".encode()).hexdigest()[:32]
        message = smtp.compose(
            sender=sender,
            to=call.address,
            subject=f"Due Process {call.short}",
            body=page_text(call.short, call.due, self.desk.timezone, link(self.desk, call.id)),
            message_id=f"<{named}@{smtp.domain_of(sender)}>",
            at=self.desk.now,
            automatic=True,
        )
        self.mail.send(message, sender, [call.address])
        return True


def link(desk: Desk, call: str) -> str:
    """Where a call is acknowledged; empty where the desk serves no pages."""
    return f"{desk.house.staff_address}{ACK_PATH}{call}" if desk.house.staff_address else ""


def server_of(settings: MailSettings | None) -> smtp.Smtp | None:
    """The mail server that desk.toml names; None where it names none, or one that cannot be used."""
    if settings is None:
        return None
    try:
        return smtp.Smtp(settings, smtp.read_password(settings.password_file))
    except smtp.MailError as fault:
        _log.warning("no page leaves by mail: %s", fault.code)
        return None


def call_people(shift: "Round") -> dict[str, int]:
    """The worker's task: counts of what one run did."""
    return dataclasses.asdict(pages(shift.desk, shift.key))


def pages(desk: Desk, key: str, *, allow_loopback: bool = False) -> Paged:
    """One run of paging, by mail and webhook."""
    return page_people(desk, Pager(desk, key, server_of(desk.house.mail), allow_loopback))
