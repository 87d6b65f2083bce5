"""The desk of the trial: founded once by the documented commands, copied for each letter, and read when it is over."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import trial_letters
import warm
from browser_desk import Practice
from small_desk import by_, founded

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE = {"aster": "clerk,approver,counsel", "birch": "clerk,approver"}
SERVICES = '\n[[services]]\nname = "mail"\nclass = "telecom"\n\n[[services]]\nname = "forum"\nclass = "hosting"\n'
READ = """
import json, sys
from dataclasses import asdict
from pathlib import Path
from dueprocess.operate.home import boot, Home
boot(Home(Path(sys.argv[1])))
from dueprocess.demand.face import to_plain
from dueprocess.desk.data.models import Case
from dueprocess.desk.services import cases
told = []
for case in map(cases.state_of, Case.objects.order_by("opened_on", "pk").values_list("pk", flat=True)):
    items = [asdict(item) for item in case.items]
    told.append({"case": case.id, "says": case.says, "face": to_plain(case.face), "items": items})
print(json.dumps(told))
"""


def found(at: Path) -> str:
    """The desk below ``at``, with the offices that this house knows and the law that its counsel read."""
    told = trial_letters.key()
    script = [f"dueprocess law sign {rule} --on $(date -u +%F) {by_('aster')}" for rule in told["law"]]
    for code, office in told["offices"].items():
        about = f'--name "{office["name"]}" --country {office["country"]} --kind {office["kind"]}'
        if not office.get("listed"):  # not on the product's own shelf
            script.append(f"dueprocess authority add {code} {about}")
        if "contact" in office:
            how = f"--contact {office['contact']} --how call_back"
            script.append(f"dueprocess authority verify {code} {how} {by_('aster')}")
            script.append(f"dueprocess authority confirm {code} {by_('birch')}")
    shutil.rmtree(at / "found", ignore_errors=True)
    (at / "found").mkdir(parents=True)
    practice = founded(at / "found", PEOPLE, *script)
    settings = practice.home / "desk.toml"
    settings.write_text(settings.read_text() + SERVICES)
    known = {"ports": practice.ports, "password": practice.password}
    (at / "found" / "practice.json").write_text(json.dumps(known))
    return f"{len(trial_letters.numbers())} letters wait: begin {trial_letters.numbers()[0]} aster"


def arriving(at: Path, number: str) -> subprocess.Popen[bytes] | None:
    """Copies the desk for one letter, which arrives there in a process of its own; None where it came before."""
    place, letter = at / "run" / number, trial_letters.letter(number)
    if (place / "desk").exists():
        return None
    shutil.copytree(at / "found", place)
    name, data = letter.arrives(datetime.datetime.now(datetime.UTC).date())
    (place / name).write_bytes(data)
    env = {**os.environ, "HOME": str(place), "DUEPROCESS_HOME": str(place / "desk")}
    if letter.channel == "telephone":
        said, given = ["note", "--channel", "telephone"], (place / name).open("rb")
    else:
        said = ["intake", str(place / name), *([] if letter.channel == "mail" else ["--channel", letter.channel])]
        given = None
    return subprocess.Popen([warm.COMMAND, *said], stdin=given, env=env)


def practice_of(at: Path, number: str) -> Practice:
    """The desk of one letter."""
    known, place = json.loads((at / "found" / "practice.json").read_text()), at / "run" / number
    return Practice(place / "desk", place, known["ports"], known["password"])


def state(home: Path) -> list[dict[str, Any]]:
    """What the desk holds of each case once nobody serves it: facts that were confirmed, and the machines of items."""
    env = {**os.environ, "HOME": str(home.parent)}
    done = subprocess.run([sys.executable, "-c", READ, str(home)], env=env, check=True, capture_output=True, text=True)
    told: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return told
