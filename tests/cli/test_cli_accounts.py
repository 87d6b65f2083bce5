"""``account``: the first one is made at the machine; nothing of it touches the roster."""

from __future__ import annotations

import os
import sys

import pytest

import warm
from caches import CACHE
from cli_samples import Desk, Ran

pytestmark = pytest.mark.slow

JOINS = """
from dueprocess.operate.home import boot
from dueprocess.operate.desk_of_home import current_desk
boot()
from dueprocess.desk.services import accounts
assert accounts.accept(current_desk(), accounts.hashed("{code}"), "!")
"""


def accept(desk: Desk, code: str) -> None:
    """What the page for joining does."""
    env = {"PATH": os.environ["PATH"], "HOME": str(desk.folder), **CACHE, "DUEPROCESS_HOME": str(desk.home)}
    warm.run([sys.executable, "-c", JOINS.format(code=code)], env=env, check=True)


def test_invited_listed_removed_at_the_machine_and_the_roster_stays(cli_desk: Desk) -> None:
    roster = cli_desk.do("roster", "show", "--json").out
    assert cli_desk.do("account", "list").out == ""
    made = cli_desk.do("account", "invite", "aster", "--roles", "clerk", "--json").json
    assert (len(made["code"]), made["again"], made["link"]) == (24, False, "")
    assert refused(cli_desk.run("account", "invite", "aster", "--again")) == "account.unknown"
    accept(cli_desk, made["code"])
    one = {"name": "aster", "active": True, "factors": [], "roles": ["clerk", "releaser"]}
    assert cli_desk.do("account", "list", "--json").json == {"accounts": [one]}
    assert len(cli_desk.do("account", "invite", "aster", "--again").out.strip()) == 24
    gone = cli_desk.do("account", "remove", "aster")
    assert "roster next --remove aster" in gone.err
    assert refused(cli_desk.run("account", "remove", "aster")) == "account.unknown"
    assert "ended" in cli_desk.do("account", "list").out
    assert cli_desk.do("roster", "show", "--json").out == roster


def test_a_token_is_shown_once_and_ends_at_once(cli_desk: Desk) -> None:
    made = cli_desk.do("token", "make", "scanner", "--json").json
    assert (made["scopes"], len(made["token"])) == (["arrive"], 43)
    assert made["token"].encode() not in (cli_desk.home / "desk.sqlite3").read_bytes()
    listed = cli_desk.do("token", "list", "--json").json["tokens"]
    assert listed == [{key: made[key] for key in ("id", "name", "scopes", "until")}]
    assert cli_desk.do("token", "end", made["id"]).out == "The token has ended.\n"
    assert cli_desk.run("token", "end", made["id"]).code == 2
    assert cli_desk.run("token", "make", "No Name").code == 2
    assert cli_desk.do("token", "list", "--json").json == {"tokens": []}


def refused(ran: Ran) -> str:
    assert ran.code == 1
    return next(word.strip("[].") for word in ran.err.split() if word.strip("[].").startswith("account."))
