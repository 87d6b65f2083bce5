"""The house's own words in the letter that answers an item; a second person agrees to them (P12).

They are sealed; the proposal names the commitment to them (``formats/object.py``). The desk sees that there are some,
and not a word; no report counts them (hazards 3.2, 5.3).
"""

from typing import Final

from dueprocess.case import fields as f
from dueprocess.case.fields import Field

POINT: Final = Field(
    f.HASH_OR_NONE,
    "Our own words",
    "Yours in the letter, beside ours or in the place of ours. Sealed; a second person agrees to them.",
    "--own",
    page=False,
    absent=True,
    sealed=True,
)
