"""The style of pages that stand alone: a person's, the banner's, those of the alert list. No file, no script."""

import base64
import hashlib
from importlib.resources import files
from typing import Final

STYLE: Final = files(__package__).joinpath("page.css").read_text("utf-8").replace("\n", "")
STYLE_HASH: Final = "sha256-" + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
