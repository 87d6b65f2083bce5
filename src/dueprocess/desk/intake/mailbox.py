"""Mail that arrives by itself: each mail of a folder becomes one arrival, and leaves the folder once it is registered.

The id of an arrival is made of the folder's name and the mail's number in it, under the home's key. So whoever was
stopped between the commit and the removal finds the arrival there, and registers nothing twice (P4).
"""

import contextlib
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from dueprocess.adapters.inbox import Inbox, Lying, at_once
from dueprocess.adapters.mailboxes import Fault, MailboxError
from dueprocess.adapters.sandbox import Handed
from dueprocess.demand.codes import Channel
from dueprocess.desk.intake.sealing import Incoming
from dueprocess.desk.services import arrivals
from dueprocess.formats import ids

MEDIA: Final = "message/rfc822"
NAME: Final = "mail.eml"
_KEY_BYTES: Final = 15


def arrival_of(key: str, *place: str) -> str:
    """The arrival of what lies at a place outside the desk, under the home's secret key; the same each time."""
    said = "\0".join(("dueprocess arrival", *place)).encode()
    return ids.arrival_id(hmac.digest(key.encode(), said, hashlib.sha256)[:_KEY_BYTES])


@dataclass(slots=True)
class Mailbox:
    """One folder as it is emptied. ``large`` counts mails that no arrival can hold; they stay where they lie."""

    inbox: Inbox
    key: str = field(repr=False)
    large: int = 0
    lies: dict[str, Lying] = field(default_factory=dict)  # by the arrival's id

    def incoming(self) -> Iterator[Incoming | None]:
        """What lies there, the newest first; None where nothing new is. Raises MailboxError."""
        while True:
            lying = self.inbox.lying()
            self.large = sum(1 for one in lying if not at_once([one]))
            fresh = at_once([one for one in lying if self._arrival(one) not in self.lies])
            if not fresh:
                yield None
                continue
            by_arrival = {self._arrival(one): one for one in fresh}
            self.lies |= by_arrival
            for arrival in arrivals.known(by_arrival):
                self.registered(arrival)
            yield from self._fetched([one for one in fresh if self._arrival(one) in self.lies])

    def registered(self, arrival: str) -> None:
        """It is durable: the mail goes. One that cannot be taken away now is at the next look."""
        with contextlib.suppress(MailboxError):
            self.inbox.remove(self.lies.pop(arrival))

    def _fetched(self, several: list[Lying]) -> Iterator[Incoming]:
        for one, content in self.inbox.fetched(several) if several else ():
            again = partial(self._again, one)
            yield Incoming(NAME, MEDIA, Channel.MAIL, one.came_at, content, arrival=self._arrival(one), again=again)

    def _again(self, one: Lying) -> Handed:
        for _, content in self.inbox.fetched([one]):
            return content
        raise MailboxError(Fault.BROKEN)

    def _arrival(self, one: Lying) -> str:
        return arrival_of(self.key, self.inbox.place, one.key)
