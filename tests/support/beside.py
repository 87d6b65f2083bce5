"""What the case's page says beside the original: its sentences and the law's answer."""

from __future__ import annotations

import re
from typing import Any

SAID = ".sentences .says, .lawful > p, .lawful .found"


def said_beside(tab: Any) -> tuple[int, float]:
    """How many words it says, and where the last of them ends on the screen, in pixels."""
    said = tab.locator(SAID)
    ends = said.evaluate_all("all => all.map(one => one.getBoundingClientRect().bottom)")
    return len(re.findall(r"\w+", " ".join(said.all_inner_texts()))), max(ends)
