"""A published scorecard: its bytes, and who signed them."""

import datetime
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Published:
    """The bytes as two people signed them, the day on which they were published, and of each signer role and day."""

    data: bytes
    on: datetime.date
    signers: tuple[tuple[str, datetime.date], ...]

    @cached_property
    def plain(self) -> dict[str, Any]:
        """What the bytes say."""
        found: dict[str, Any] = json.loads(self.data)
        return found
