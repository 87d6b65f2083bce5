"""What processes that tests start share: the compiled law."""

import os
from typing import Final

CACHE: Final = {name: value for name, value in os.environ.items() if name == "XDG_CACHE_HOME"}
