"""Running the commands in a folder with identities and a home."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import warm
from caches import CACHE

DEMANDS = Path(__file__).resolve().parents[2] / "lab" / "dueprocess_lab" / "story" / "demands"


@dataclass(frozen=True)
class Ran:
    """What one process said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one object on standard output."""
        return json.loads(self.out)

    @property
    def rows(self) -> list[Any]:
        """One object a line."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True)
class Desk:
    """A folder with identities, cards and a home."""

    folder: Path
    cases: dict[str, str]

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def run(self, *args: str, by: str = "", stdin: str = "", **environ: str) -> Ran:
        """Run ``dueprocess ARGS``, as a person of the roster where ``by`` names one."""
        who = ["--as", by, "--identity", f"{by}.identity"] if by else []
        env = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            **CACHE,
            "DUEPROCESS_HOME": str(self.home),
            **environ,
        }
        done = warm.run(
            [warm.COMMAND, *args, *who], cwd=self.folder, env=env, input=stdin, capture_output=True, text=True
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def do(self, *args: str, by: str = "") -> Ran:
        """Run what must succeed."""
        ran = self.run(*args, by=by)
        assert ran.code == 0, ran.err
        return ran

    def take_in(self, name: str) -> str:
        """A new case of one of the story's demands."""
        return str(self.do("intake", str(DEMANDS / name), "--json").json["case"])
