"""One example a command, out of ``examples.toml``: the end of its help, and of its entry in docs/reference/cli.md."""

import tomllib
from importlib import resources
from typing import Final

WHO: Final = "--as aster --identity aster.identity"
SECOND: Final = "--as birch --identity birch.identity"
_PEOPLE: Final = {"who": WHO, "second": SECOND, "counsel": "--as cedar --identity cedar.identity"}

EXAMPLES: Final[dict[str, str]] = {
    name: line.format(**_PEOPLE)
    for name, line in tomllib.loads(
        resources.files("dueprocess.cli").joinpath("examples.toml").read_text("utf-8")
    ).items()
}
