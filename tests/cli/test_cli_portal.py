"""The portal from the desk's side, by command: what a receipt says, and a letter that is left for its holder."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

import warm
from cli_samples import Desk
from dueprocess.case.portal import fingerprint
from dueprocess.cli import letter_commands
from portal_samples import Official

SUPPORT = Path(__file__).resolve().parent.parent / "support"
# What the portal's process does for a stranger: a sealed demand comes in, or a receipt is asked.
ASK = """
import json, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from dueprocess.operate.home import boot
home = boot(Path(sys.argv[2]))
from dueprocess.operate.desk_of_home import open_desk
from dueprocess.desk.intake.portal import submissions
from dueprocess.desk.services import portal_desk
from portal_samples import CLAIM, SECRET, Official, submission
desk, official = open_desk(home), Official()
if sys.argv[3] == "submit":
    print(json.dumps(submissions.submit(desk, SECRET, submission(desk), CLAIM, official.holder).case))
else:
    portal_desk.refresh(desk)
    said = official.reads(submissions.status(desk, official.lookup))
    taken = [submissions.take(desk, official.lookup, one["id"], 0).hex() for one in said["left"]]
    print(json.dumps([said, taken]))
"""


def stranger(desk: Desk, what: str) -> Any:
    command = [sys.executable, "-c", ASK, str(SUPPORT), str(desk.home), what]
    done = warm.run(command, capture_output=True, text=True, check=True, cwd=desk.folder)
    return json.loads(done.stdout)


@pytest.mark.slow
def test_the_portal_says_nothing_before_the_call_back_and_its_letters_need_a_worker(cli_desk: Desk) -> None:
    case, official = stranger(cli_desk, "submit"), Official()
    shown = cli_desk.do("portal", "show", case, "--json").json
    assert (shown["word"], shown["left"]) == ("received", [])
    assert shown["number"] == fingerprint(official.recipient)
    assert shown["number"] in cli_desk.do("portal", "show", case).out

    office = "DE-BKA"
    send = ("send", case, "--how", "portal", "--kind", "acknowledgement")
    before = cli_desk.run(*send, by="aster")
    assert (before.code, "letter.no-worker" in before.err) == (1, True), before.err
    reached = ("--contact", "auskunft@bka.example", "--phone", "+49 30 555-0100", "--how", "call_back")
    cli_desk.do("authority", "verify", office, *reached, by="aster")
    assert "auskunft@bka.example, +49305550100" in cli_desk.do("authority", "confirm", office, by="birch").err
    assert "called back on +49305550100" in cli_desk.do("authority", "show", office).out
    assert cli_desk.do("authority", "show", office, "--json").json["phone"] == "+49305550100"
    cli_desk.do("open", case, "--out", str(cli_desk.folder / "opened"), by="aster")
    cli_desk.do("confirm", case, "--all-claimed", f"authority={office}", by="aster")
    other = cli_desk.run("call-back", case, "--said", "confirmed", "--phone", "+49 30 555-0199", by="aster")
    assert (other.code, "case.basis-changed" in other.err) == (1, True)
    rung = cli_desk.do("call-back", case, "--said", "confirmed", "--phone", "+49 (30) 555 0100", by="aster")
    assert "the number that two people verified: +49305550100" in rung.err

    after = cli_desk.run("send", case, "--kind", "acknowledgement", by="aster")
    assert "letter.no-worker" in after.err, "the way of the arrival is the default, and its letters leave by a worker"
    assert cli_desk.do("portal", "show", case, "--json").json["left"] == []
    assert stranger(cli_desk, "ask")[0]["word"] == "in_review"


@pytest.mark.parametrize(
    ("channel", "way", "says"),
    [
        ("portal", "portal", "left in the portal"),
        ("mail", "mail", "in the thread of their mail"),
        ("post", "mail", "the demand came by post"),
        ("telephone", "mail", "the demand came by telephone"),
        ("mail", "portal", "recorded as sent by portal"),
        ("post", "post", "recorded as sent by post"),
    ],
)
def test_the_command_says_how_a_letter_goes_and_how_the_demand_came(channel: str, way: str, says: str) -> None:
    assert says in letter_commands.went(channel, way)


@pytest.mark.slow
def test_other_cases_and_other_files_are_refused_by_name(cli_desk: Desk) -> None:
    case = cli_desk.take_in("02-no-provision.eml")
    ran = cli_desk.run("portal", "show", case)
    assert (ran.code, "portal.no-receipt" in ran.err) == (1, True)
    (cli_desk.folder / "part-0001.age").write_bytes(b"age-encryption.org/v1\n")
    ran = cli_desk.run("portal", "hand-over", "x-" + "a" * 24, "part-0001.age")
    assert (ran.code, "none of the files" in ran.err) == (2, True)
