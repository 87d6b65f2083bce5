"""A desk by commands: a folder with identities, cards and a home, and each command as a process on it."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

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


def ran(*args: str | Path, clock: str = "", **how: Any) -> Ran:
    """Run ``dueprocess ARGS``, with a clock as ``faketime -f`` says it; ``how``: as ``warm.run`` takes it."""
    moved = ["faketime", "-f", clock] if clock else []
    done = warm.run([*moved, warm.COMMAND, *args], **{"capture_output": True, "text": True, **how})
    return Ran(done.returncode, done.stdout, done.stderr)


@dataclass
class Desk:
    """A folder with identities, cards and a home."""

    folder: Path

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def command(self, *args: str | Path, by: str = "", **environ: str) -> dict[str, Any]:
        """``dueprocess ARGS`` as subprocess takes it, as a person of the roster where ``by`` names one."""
        who = ["--as", by, "--identity", f"{by}.identity"] if by else []
        env = {"PATH": os.environ["PATH"], "HOME": str(self.folder), **CACHE, "DUEPROCESS_HOME": str(self.home)}
        return {"args": [warm.COMMAND, *args, *who], "cwd": self.folder, "env": {**env, **environ}, "text": True}

    def run(self, *args: str | Path, by: str = "", stdin: str = "", **environ: str) -> Ran:
        done = warm.run(**self.command(*args, by=by, **environ), input=stdin, capture_output=True)
        return Ran(done.returncode, done.stdout, done.stderr)

    def do(self, *args: str | Path, by: str = "", stdin: str = "") -> Ran:
        """Run what must succeed."""
        ran = self.run(*args, by=by, stdin=stdin)
        assert ran.code == 0, (args, ran.out, ran.err)
        return ran

    def page(self, case: str, out: str | Path, *more: str | Path, item: str = "1", shown: Path | None = None) -> Ran:
        """A page for a person, which aster wrote and birch read, and its letter."""
        read = shown or self.folder / f"page-{secrets.token_hex(4)}.html"
        plan = ("--role", "target", "--risk", "sole", "--tried", "none", "--page", read)
        self.do("notice", "propose", case, "--item", item, *plan, *more, by="aster")
        again = self.folder / f"again-{secrets.token_hex(4)}.html"
        self.do("notice", "agree", case, "--item", item, "--page", again, "--yes", by="birch")
        return self.do("notice", "make", case, "--item", item, "--out", out, by="aster")

    def card(self, name: str) -> str:
        """A new identity in the folder; the file of its public card there."""
        (self.folder / f"{name}.card").write_text(self.do("keys", "new", name, "--no-passphrase").out)
        return f"{name}.card"

    def found(self, people: dict[str, str], *about: str) -> Self:
        """By ``init``, with roles by name; whoever is no producer signs."""
        persons = [word for name, roles in people.items() for word in ("--person", f"{self.card(name)}:{roles}")]
        provider = ("--name", "Fennel Mail", "--country", "DE")
        self.do("init", *provider, *about, *persons, "--recovery", self.card("recovery"))
        for name, roles in people.items():
            if roles not in {"producer", "auditor", "employee"}:
                self.do("roster", "sign", by=name)
        return self

    def take_in(self, name: str) -> str:
        """A new case of one of the story's demands."""
        return str(self.do("intake", DEMANDS / name, "--json").json["case"])
