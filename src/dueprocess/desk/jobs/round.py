"""What a round of the worker is handed: the desk of this moment, the worker's own key, and the wish to stop."""

import logging
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dueprocess.adapters.sandbox import Sandbox
    from dueprocess.desk.services.desk import Desk


def _sandbox() -> "Sandbox":
    from dueprocess.adapters.sandbox import Sandbox

    return Sandbox()


@dataclass(slots=True)
class Round:
    """One round. ``looked`` lives on from round to round: messages that are no bounce of ours."""

    desk: "Desk"
    secret: str = field(default="", repr=False)  # age identity of the sending worker; empty: letters wait
    stop: threading.Event = field(default_factory=threading.Event)
    looked: set[str] = field(default_factory=set)
    sandbox: "Callable[[], Sandbox]" = _sandbox
    home: "Path | None" = None  # the folder in which desk.toml and the logo lie
    key: str = field(default="", repr=False)  # the home's secret key: webhooks are signed with what is made from it

    @property
    def stopping(self) -> bool:
        """Whether somebody asked the worker to end: what is begun is finished, nothing new begins."""
        return self.stop.is_set()

    def logo(self) -> bytes:
        """The house's logo for a letter; none where its file cannot be used: an answer does not wait for it."""
        from dueprocess.adapters.logo import LogoError, read

        name = self.desk.house.logo
        if not name or self.home is None:
            return b""
        try:
            return read(self.home / name)
        except LogoError as fault:
            logging.getLogger(__name__).warning("a letter leaves without its logo: %s", fault.why)
            return b""
