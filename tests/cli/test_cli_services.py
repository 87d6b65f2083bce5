"""``services new``, ``show``, ``check``: in a folder with nothing but a desk.toml, as real processes."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli_samples import Desk
from dueprocess.cli.services import TEMPLATES
from dueprocess.demand.codes import ServiceClass
from dueprocess.operate.home import Desk as House
from dueprocess.operate.home import Home, Service, write_desk

pytestmark = pytest.mark.slow


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    services = tuple(Service(name, ServiceClass.TELECOM) for name in TEMPLATES)
    write_desk(Home(made.home).create(), House("Fennel Mail", "DE", services=services))
    return made


def test_a_map_begins_from_templates_and_asks_until_somebody_looked(desk: Desk) -> None:
    for name in TEMPLATES:
        made = desk.run("services", "new", name, "--template", name, "--json")
        assert (made.code, made.json["service"], made.json["template"]) == (0, name, name)
    shown = desk.run("services", "show", "--json").rows
    assert [one["name"] for one in shown] == list(TEMPLATES)
    assert all(one["checked_on"] is None and len(one["data"]) == 6 for one in shown)
    checked = desk.run("services", "check", "--json")
    assert (checked.code, {one["mark"] for one in checked.rows}) == (0, {"caution"})
    said = desk.run("services", "show", "matrix")
    assert "nobody has checked it yet" in said.out
    assert "where the users choose it" in said.out


def test_faults_have_lines_and_exit_one(desk: Desk) -> None:
    desk.run("services", "new", "mail", "--template", "mail")
    file = desk.home / "services.toml"
    file.write_text(file.read_text().replace("held = 7", "held = never"))
    done = desk.run("services", "check")
    assert done.code == 1
    assert "services.toml, line 28: this is no TOML" in done.out
    again = desk.run("services", "new", "vpn", "--template", "vpn")
    assert (again.code, "names every fault" in again.err) == (2, True)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("new", "post", "--template", "mail"), "Known are: hosting, mail"),
        (("new", "mail", "--template", "mail"), "has 'mail' already"),
        (("show", "mial"), "Near: mail"),
        (("new", "mail", "--template", "pigeon"), "pigeon"),
    ],
)
def test_a_wrong_call_says_what_to_do(desk: Desk, args: tuple[str, ...], says: str) -> None:
    desk.run("services", "new", "mail", "--template", "mail")
    before = (desk.home / "services.toml").read_bytes()
    done = desk.run("services", *args)
    assert (done.code, says in done.err) == (2, True), done.err
    assert (desk.home / "services.toml").read_bytes() == before


def test_an_empty_map_says_how_to_begin(desk: Desk) -> None:
    assert "services new mail --template mail" in desk.run("services", "show").err
    assert desk.run("services", "show", "--json").out == ""


def test_a_map_with_a_fault_publishes_nothing_and_stops_no_clock(cli_desk: Desk, tmp_path: Path) -> None:
    settings, file, out = cli_desk.home / "desk.toml", cli_desk.home / "services.toml", tmp_path / "site"
    before = settings.read_text()
    settings.write_text(f'{before}\n[[services]]\nname = "mail"\nclass = "telecom"\n')
    try:
        cli_desk.do("services", "new", "mail", "--template", "mail")
        whole = file.read_text()
        file.write_text(whole.replace("# checked_on", "checked_on").replace("# checked_by", "checked_by"))
        cli_desk.do("publish", "--out", str(out))
        assert (out / "en" / "holds.html").exists()
        pages = {one.relative_to(out): one.read_bytes() for one in out.rglob("*.html")}
        file.write_text(whole.replace("held = 7", "held = -7"))
        refused = cli_desk.run("publish", "--out", str(out))
        assert (refused.code, "Nothing is published: services.toml, line" in refused.err) == (2, True), refused.err
        assert {one.relative_to(out): one.read_bytes() for one in out.rglob("*.html")} == pages
        assert cli_desk.run("due").code == 0
    finally:
        settings.write_text(before)
        file.unlink(missing_ok=True)
