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

from dueprocess.adapters.inbox import Inbox, Lying, at_once, is_large
from dueprocess.adapters.mailboxes import Fault, MailboxError
from dueprocess.adapters.sandbox import Handed
from dueprocess.demand.codes import Channel
from dueprocess.desk.intake import large
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
    """One folder as it is emptied, for as long as its connection holds."""

    inbox: Inbox
    key: str = field(repr=False)
    lies: dict[str, Lying] = field(default_factory=dict)  # what is on its way, or stays, by the arrival's id

    def __post_init__(self) -> None:
        """What somebody registered and was killed before it went goes now; what a person deleted is left to them.

        Raises MailboxError.
        """
        marked = {self._arrival(one): one for one in self.inbox.marked()}
        for arrival in arrivals.known(marked):
            self.inbox.remove(marked[arrival])

    def fresh(self) -> list[Lying]:
        """What lies there and is not on its way, newest first. Raises MailboxError."""
        return [one for one in self.inbox.lying() if self._arrival(one) not in self.lies]

    def incoming(self) -> Iterator[Incoming | None]:
        """What lies there, the newest first; None where nothing new is. Raises MailboxError."""
        while True:
            fresh = self.fresh()
            if not fresh:
                yield None
                continue
            some = [one for one in fresh if is_large(one)] or at_once(fresh)
            by_arrival = {self._arrival(one): one for one in some}
            self.lies |= by_arrival
            for arrival in (known := arrivals.known(by_arrival)):
                self.registered(arrival)
            waiting = [one for arrival, one in by_arrival.items() if arrival not in known]
            yield from map(self._noted, waiting) if is_large(some[0]) else self._fetched(waiting)

    def registered(self, arrival: str) -> None:
        """It is durable: the mail goes. One that cannot be taken away now is at the next look."""
        one = self.lies[arrival]
        if not is_large(one):
            with contextlib.suppress(MailboxError):
                self.inbox.remove(one)
            del self.lies[arrival]

    def _noted(self, one: Lying) -> Incoming:
        """What is too large stays where it is, and a note that says so is the arrival."""
        where = f"{self.inbox.place} UID {one.uid}"
        said, arrival = large.note_of(one.size, where), self._arrival(one)
        return Incoming(
            large.NAME, large.MEDIA, Channel.MAIL, one.came_at, said, arrival=arrival, unread=large.TOO_LARGE
        )

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
