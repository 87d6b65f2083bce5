"""What may stand on a public page as a name or a sentence: one line, no address, no control character."""

import re
from typing import Final

_ADDRESS: Final = re.compile(
    r"@|://|www\.|[\x00-\x1f\x7f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]", re.IGNORECASE
)


def is_line(text: str, longest: int) -> bool:
    """Whether ``text`` is a single line of 1 to ``longest`` harmless characters."""
    return bool(text.strip()) and len(text) <= longest and not _ADDRESS.search(text)
