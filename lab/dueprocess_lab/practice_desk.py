"""The demo's desk served: addresses, accounts for the story's people, their windows, and two demands that wait."""

import contextlib
import json
import secrets
import subprocess
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import click

from dueprocess_lab import larger_provider, practice_officer, practice_windows, story_end
from dueprocess_lab.practice_demands import ASTER, BIRCH, Practice, waiting
from dueprocess_lab.practice_windows import ALIKE, HOST, Door
from dueprocess_lab.stage import GIVEN, REMOVED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dueprocess.client.local_vault import LocalVault
    from dueprocess.operate.home import Home
    from dueprocess_lab.stage import Stage

SURFACES: Final = ("public", "staff", "api", "vault", "door", "portal", "person")
WINDOWS: Final = ("doors", "given_filled", "person_filled", "portal_filled", "larger")
"""Listeners of the demo itself: links that log in, pages whose code is filled in, a larger provider's site."""


def set_up(place: "Home", people: "Sequence[str]", ports: "Mapping[str, int]") -> str:
    """Make the home a practice desk at these ports, with an account for each person. Returns their password."""
    from dueprocess.desk.data.models import Account
    from dueprocess.desk.web import catalogues
    from dueprocess.operate import home as homes

    addresses = {
        ("site" if name == "public" else name) + "_address": f"http://{HOST}:{ports[name]}"
        for name in SURFACES
        if name in ports
    }
    homes.write_desk(place, replace(homes.read_desk(place), practice=True, **addresses))  # type: ignore[arg-type]  # texts
    catalogues.write_pseudo(place.path / "locale")
    password = f"practice-{secrets.token_hex(8)}"
    for name in people:
        account, _ = Account.objects.get_or_create(name=name)
        account.set_password(password)
        account.save()
    return password


@dataclass(frozen=True, slots=True)
class Windows:
    """What the desk's card and the terminal lead to."""

    ports: "Mapping[str, int]"
    doors: "Mapping[str, Door]"
    vaults: "Mapping[str, LocalVault]"
    given: str  # the code of the page of somebody whose data were given
    person: str  # the code of the page of somebody whose post was taken down
    officer: str  # the code of a portal's receipt

    def to(self, name: str) -> str:
        """The address of one of them."""
        if name in self.doors:
            return self.doors[name].link(self.ports["doors"])
        path = {"portal_filled": "en/ask/", "larger": "en/report.html"}.get(name, "")
        return f"http://{HOST}:{self.ports[name]}/{path}"


def serve(stage: "Stage", people: "Sequence[str]", port: int) -> None:
    """Serve every surface of the demo until Ctrl-C, and say where to begin."""
    from dueprocess.cli.publication_commands import provider_of
    from dueprocess.operate.served_home import Serving, free_ports

    place, site = stage.place, stage.path.parent / "larger"
    larger = subprocess.Popen([sys.executable, "-m", larger_provider.__name__, site, stage.story_day.isoformat()])
    ports = free_ports([*SURFACES, *WINDOWS]) | ({"public": port} if port else {})
    password = set_up(place, people, ports)
    today = stage.now().today
    demands = [(one.laid(today), one.arrive(stage.now())) for one in waiting()]
    doors: dict[str, Door] = {}
    vaults = _vaults(stage, demands, ports, doors)
    doors |= _doors(vaults)
    given, person = (stage.person_page(chapter) for chapter in (GIVEN, REMOVED))
    windows = Windows(ports, doors, vaults, given, person, practice_officer.hand_in(stage, stage.now()))
    year = stage.story.chapters[0].received_at.year
    sheets = {f"dsa-{year}.xlsx": story_end.dsa_report(stage.now(), provider_of(place), year)}
    (place.path / "practice.json").write_text(json.dumps(_card(stage, demands, windows, next(iter(sheets)))))
    serving = Serving(place, HOST, {name: ports[name] for name in SURFACES}).start()
    with contextlib.ExitStack() as open_:
        open_.callback(serving.stop)
        for one in vaults.values():
            open_.enter_context(one.serving())
        open_.enter_context(practice_windows.doors([*windows.doors.values()], ports["doors"], ports["staff"], sheets))
        for name, window, mark, code in (
            ("person", "given_filled", ' name="code"', windows.given),
            ("person", "person_filled", ' name="code"', windows.person),
            ("portal", "portal_filled", ' id="code"', windows.officer),
        ):
            open_.enter_context(practice_windows.filled(f"http://{HOST}:{ports[name]}", ports[window], mark, code))
        if larger.wait() == 0:
            open_.enter_context(practice_windows.files(site, ports["larger"]))
        try:
            tell(windows, password)
            click.echo("Ctrl-C ends it.")
            serving.wait()
        except KeyboardInterrupt:
            click.echo("\nGood night.")


def _vaults(
    stage: "Stage", demands: "Sequence[tuple[Practice, str]]", ports: "Mapping[str, int]", doors: "Mapping[str, Door]"
) -> "dict[str, LocalVault]":
    """A vault of one's own for each of the two, which opens by itself and says the next step."""
    made: dict[str, LocalVault] = {}

    def told(name: str) -> "dict[str, Any]":
        from django.db import connections

        other = BIRCH if name == ASTER else ASTER
        host = HOST if name == ASTER else ALIKE
        try:
            shown = [one.told(case) for one, case in demands]
        finally:
            connections.close_all()  # each question has a thread of its own
        return {
            "who": name,
            "demands": shown,
            "other": made[other].address,
            "desk": f"http://{host}:{ports['staff']}/",
            "door": doors[name].link(ports["doors"]),  # whoever has no log-in yet is let in
        }

    for name in (ASTER, BIRCH):
        key = stage.keys / f"{name}.identity"
        api = f"http://{HOST}:{ports['api']}"
        made[name] = practice_windows.vault(api, key, stage.story.desk.name, lambda name=name: told(name))  # type: ignore[misc]
    return made


def _doors(vaults: "Mapping[str, LocalVault]") -> "dict[str, Door]":
    """Links that log each of the two in, at a host name of their own, with their own vault behind the buttons."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from dueprocess.desk.data.models import Account
    from dueprocess.desk.staff import own_vault
    from dueprocess.desk.web.sessions import SessionStore

    made = {}
    for name, host in ((ASTER, HOST), (BIRCH, ALIKE)):
        account, session = Account.objects.get(name=name), SessionStore()
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session.create()
        cookies = {settings.SESSION_COOKIE_NAME: str(session.session_key), own_vault.COOKIE: str(vaults[name].port)}
        made[name] = Door(name, host, secrets.token_urlsafe(12), cookies)
    return made


def _card(stage: "Stage", demands: "Sequence[tuple[Practice, str]]", windows: Windows, sheet: str) -> "dict[str, Any]":
    """What the desk's card says, for the desk's pages (``desk/staff/practice.py``)."""
    return {
        "stories": [
            {
                "number": one.number,
                "title": {"en": one.title, "de": one.title_de},
                "short": {"en": one.short, "de": one.short_de},
                "case": stage.cases[one.number],
            }
            for one in stage.story.chapters
        ],
        "waiting": [{"title": one.title, "case": case} for one, case in demands],
        "windows": {"dsa": f"http://{HOST}:{windows.ports['doors']}/{sheet}"}
        | {name: windows.to(name) for name in (ASTER, BIRCH, *WINDOWS[1:])}
        | {"public": f"{windows.to('public')}en/"},
    }


def tell(windows: Windows, password: str) -> None:
    """Where to begin, and the other windows."""
    click.echo()
    click.secho("Begin here: two demands wait for you, and the page says each next step.", bold=True)
    for name, says in (
        (ASTER, "the desk, as aster"),
        (BIRCH, "the same desk, as birch, who agrees: in a second window"),
        ("given_filled", "the page of the person in no. 6, whose data were given, her code filled in"),
        ("person_filled", "the page of the person in no. 12, whose post was taken down, their code filled in"),
        ("portal_filled", "the portal, where an officer asks how far it is, the code filled in"),
        ("public", "the public site"),
        ("larger", "a larger provider's report, with its charts"),
    ):
        click.secho(f"  {windows.to(name)}", bold=name == ASTER)
        click.echo(f"      {says}")
    click.echo(f"  (log in again as aster, birch or cedar with the password {password})")
