import datetime
import logging
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.demand.codes import ServiceClass
from dueprocess.desk.services.house import CopySettings
from dueprocess.operate import home as homes
from dueprocess.operate.database import settings_of
from dueprocess.operate.home import Desk, Home, HomeError, Service, parse_desk, parse_environment
from dueprocess.operate.logs import Plain
from dueprocess.report import owed
from dueprocess.report.metrics import FIXED
from dueprocess.report.provider import Declared, Help

DESK = Desk(
    "Mail of Quetta", "PK", "Asia/Karachi", (Service("mail", ServiceClass.TELECOM),), ("en", "ur"), "x@y.example"
)


def test_folders_are_for_their_owner_alone(tmp_path: Path) -> None:
    loose = tmp_path / "home"
    loose.mkdir(mode=0o755)
    home = Home(loose).create()
    for folder in (home.path, home.blobs, home.outbox, home.site):
        assert folder.stat().st_mode & 0o777 == 0o700


OPENS = """
import os, sys
os.umask(int(sys.argv[2], 8))
from dueprocess.operate import home
place = home.boot(sys.argv[1])
home.migrate()
home.write_desk(place, home.Desk("Mail of Quetta", "PK"))
from django.db import connection
connection.cursor().execute("CREATE TABLE one (number INTEGER)")
(place.path / "served.lock").write_text("1")
for one in sorted(place.path.iterdir()):
    if one.is_file():
        print(one.name, oct(one.stat().st_mode & 0o777))
"""


@pytest.mark.slow
@pytest.mark.parametrize("umask", ["000", "022", "077"])
def test_files_are_for_their_owner_alone_whatever_the_umask(tmp_path: Path, umask: str) -> None:
    place = Home(tmp_path / "home").create()
    loose = place.database, place.path / "served.lock", place.desk
    for one in loose if umask == "022" else ():  # as an older version left them
        one.touch(0o644)
    environ = {name: value for name, value in os.environ.items() if not name.startswith("D")}
    opened = [sys.executable, "-c", OPENS, place.path, umask]
    done = subprocess.run(opened, env=environ, capture_output=True, text=True, check=True)
    modes = dict(line.split() for line in done.stdout.splitlines())
    assert modes.keys() >= {"desk.sqlite3", "desk.sqlite3-wal", "desk.sqlite3-shm", "desk.toml", "served.lock"}
    assert set(modes.values()) == {"0o600"}


def test_environment_defaults_and_values(tmp_path: Path) -> None:
    assert parse_environment({"OTHER": "x"}).home == Path("~/.local/share/dueprocess").expanduser()
    assert parse_environment({"DUEPROCESS_HOME": str(tmp_path)}).home == tmp_path


def test_unknown_names_are_an_error() -> None:
    with pytest.raises(HomeError, match="DUEPROCESS_DATABSE: no such setting"):
        parse_environment({"DUEPROCESS_DATABSE": "x"})


def test_secrets_come_from_files(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("postgres://a:b@c/d\n")
    read = parse_environment({"DUEPROCESS_DATABASE_FILE": str(file)})
    assert read.database == "postgres://a:b@c/d"
    assert "a:b" not in repr(read)
    with pytest.raises(HomeError, match="both set"):
        parse_environment({"DUEPROCESS_DATABASE_FILE": str(file), "DUEPROCESS_DATABASE": "x"})
    with pytest.raises(HomeError, match="cannot be read"):
        parse_environment({"DUEPROCESS_DATABASE_FILE": str(tmp_path / "none")})
    file.write_text("x" * 5000)
    with pytest.raises(HomeError, match="longer"):
        parse_environment({"DUEPROCESS_DATABASE_FILE": str(file)})


def test_database_settings() -> None:
    lite = settings_of("", Path("/x/desk.sqlite3"))
    assert lite["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert lite["OPTIONS"]["timeout"] == 20
    grown = settings_of("postgres://u:p%40ss@[::1]:5433/desk", Path())
    assert (grown["USER"], grown["PASSWORD"], grown["HOST"], grown["PORT"], grown["NAME"]) == (
        "u",
        "p@ss",
        "::1",
        "5433",
        "desk",
    )


@pytest.mark.parametrize(
    ("host", "environ", "said"),
    [
        ("127.0.0.1", {}, None),
        ("%2Fvar%2Frun%2Fpostgresql", {}, None),
        ("db.example", {}, ("verify-full", "system")),
        ("192.0.2.7", {"PGSSLROOTCERT": "/etc/own.pem"}, ("verify-full", "/etc/own.pem")),
        ("db.example", {"PGSSLMODE": "disable"}, None),
    ],
)
def test_a_server_on_another_machine_is_spoken_with_by_tls_that_is_checked(
    monkeypatch: pytest.MonkeyPatch, host: str, environ: dict[str, str], said: tuple[str, str] | None
) -> None:
    for name in ("PGSSLMODE", "PGSSLROOTCERT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    options = settings_of(f"postgres://u:p@{host}/desk", Path())["OPTIONS"]
    assert (options.get("sslmode"), options.get("sslrootcert")) == (said or (None, None))


@pytest.mark.parametrize("address", ["mysql://a/b", "postgres://a", "postgres://a/b/c", "postgres://a:x/b", "x"])
def test_other_addresses_are_refused_without_repeating_them(address: str) -> None:
    with pytest.raises(HomeError) as caught:
        settings_of(address, Path())
    assert str(caught.value) == "DUEPROCESS_DATABASE is postgres://user:password@host:port/name"


def test_desk_is_written_and_read(home: Home) -> None:
    homes.write_desk(home, DESK)
    assert homes.read_desk(home) == DESK
    assert not list(home.path.glob("*.draft"))


def test_a_desk_that_would_not_be_read_back_is_not_written(home: Home) -> None:
    with pytest.raises(HomeError):
        homes.write_desk(home, Desk("two\nlines", "PK"))
    assert not home.desk.exists()


def test_no_desk_says_what_to_do(home: Home) -> None:
    with pytest.raises(HomeError, match="dueprocess init"):
        homes.read_desk(home)


@pytest.mark.parametrize(
    "text",
    [
        "",
        'name = "x"',
        'name = "x"\ncountry = "de"',
        'name = "x"\ncountry = "DE"\nextra = 1',
        'name = "x"\ncountry = "DE"\ntimezone = "Mars/Base"',
        'name = "x"\ncountry = "DE"\npractice = 1',
        'name = "x"\ncountry = "DE"\nlanguages = "en"',
        'name = "x"\ncountry = "DE"\nlanguages = ["english"]',
        'name = "x"\ncountry = "DE"\nservices = [{name = "m"}]',
        'name = "x"\ncountry = "DE"\nservices = [{name = "m", class = "x"}]',
        'name = "x"\ncountry = "DE"\nservices = [{name = "m", class = ["telecom"]}]',
        'name = "x"\ncountry = "DE"\nhelp = "us"',
        'name = "x"\ncountry = "DE"\nhelp = [{name = "n"}]',
        'name = "x"\ncountry = "DE"\nhelp = [{name = "n", contact = "javascript:x"}]',
        'name = "x"\ncountry = "DE"\n[copy]\nauthority = "DE-BFDI"\nletters = ["acknowledgement"]',
        'name = "x"\ncountry = "DE"\n[copy]\nauthority = "DE-BFDI"\nletters = ["no_data"]',
        'name = "x"\ncountry = "DE"\n[copy]\nauthority = "bfdi@example.org"\nletters = ["objection"]',
        "name = ",
        'name = "' + "x" * 201 + '"\ncountry = "DE"',
        "#" + "x" * 70_000,
    ],
)
def test_what_is_no_desk_is_refused(text: str) -> None:
    with pytest.raises(HomeError):
        parse_desk(text.encode())


@given(st.binary(max_size=300))
def test_any_bytes_are_a_desk_or_refused(data: bytes) -> None:
    try:
        parse_desk(data)
    except HomeError:
        return


_LINE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=50).filter(str.isprintable)


@given(_LINE, _LINE, st.booleans())
def test_every_desk_comes_back(name: str, service: str, practice: bool) -> None:  # noqa: FBT001
    desk = Desk(name, "DE", services=(Service(service, ServiceClass.HOSTING),), contact=name, practice=practice)
    desk = replace(desk, security_contact=service, help=(Help("Open Nets", "help@opennets.example"),))
    desk = replace(desk, copy=CopySettings("DE-BFDI", ("refusal_policy", "objection")))
    assert parse_desk(homes.format_desk(desk).encode()) == desk


BOOT = """
import sys, time
from dueprocess.operate.home import boot, HomeError
assert 'django' not in sys.modules
start = time.perf_counter()
home = boot(sys.argv[1])
print(time.perf_counter() - start, file=sys.stderr)
boot(sys.argv[1])
try:
    boot(sys.argv[1] + 'x')
except HomeError as fault:
    print('refused')
from django.conf import settings
print(settings.DATABASES['default']['NAME'] == str(home.database))
"""


def test_boot_serves_one_home_a_process(tmp_path: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("DUEPROCESS_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", BOOT, str(tmp_path)],
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "refused\nTrue\n"


def test_boot_leaves_a_process_alone_that_is_set_up(home: Home) -> None:
    assert homes.boot(home) == home


def test_log_lines_of_errors_hold_no_values() -> None:
    secret = "target@example.org"
    try:
        raise ValueError(secret)  # noqa: TRY301
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", (), sys.exc_info())
    text = Plain("%(message)s").format(record)
    assert secret not in text
    assert "ValueError" in text
    assert "test_config_home.py" in text


def test_statements_are_never_logged() -> None:
    for name in ("django.db.backends", "django.db.backends.schema"):
        assert not logging.getLogger(name).isEnabledFor(logging.ERROR)


STANDING = """
name = "x"
country = "DE"
services = [{name = "Mail", class = "telecom"}]
[[standing_access]]
law = "DE-TKG-173"
since = "2021-12-01"
services = ["Mail"]
"""


def test_a_structure_of_50_usc_1874_is_one_of_four_and_comes_back() -> None:
    chosen = 'us_1874 = 2\nus_1874_since = "2025-02-01"\n[['
    desk = parse_desk(STANDING.replace("[[", chosen, 1).encode())
    assert (desk.us_1874, desk.us_1874_since) == (2, datetime.date(2025, 2, 1))
    assert parse_desk(homes.format_desk(desk).encode()) == desk
    assert (parse_desk(STANDING.encode()).us_1874, parse_desk(STANDING.encode()).us_1874_since) == (0, None)
    for wrong in ("us_1874 = 5", "us_1874 = -1", "us_1874 = true", 'us_1874 = "2"', 'us_1874_since = "soon"'):
        with pytest.raises(HomeError, match="us_1874"):
            parse_desk(STANDING.replace("[[", f"{wrong}\n[[", 1).encode())


def test_what_a_law_asks_for_is_named_in_the_settings(home: Home) -> None:
    desk = parse_desk(STANDING.replace("[[", 'owes = ["dsa", "eevidence"]\n[[', 1).encode())
    assert desk.owes == ("dsa", "eevidence")
    homes.write_desk(home, desk)
    assert homes.read_desk(home) == desk
    assert parse_desk(STANDING.encode()).owes == ()
    assert set(owed.FORMS) == set(FIXED)
    for wrong, says in (('"github"', ": reports that a law asks of you: dsa, eevidence"), ("1", r"\[0\]: a text")):
        with pytest.raises(HomeError, match=f"owes{says}"):
            parse_desk(STANDING.replace("[[", f"owes = [{wrong}]\n[[", 1).encode())


def test_whether_a_law_asks_is_said_also_where_it_asks_nothing(home: Home) -> None:
    silent = parse_desk(STANDING.encode())
    desk = parse_desk(STANDING.replace("[[", "owes = []\nus_1874 = 0\n[[", 1).encode())
    assert (silent.said, desk.said) == (frozenset(), {"owes", "us_1874"})
    assert (desk.owes, desk.us_1874) == ((), 0)
    homes.write_desk(home, desk)
    assert homes.read_desk(home).said == {"owes", "us_1874"}
    homes.write_desk(home, silent)
    assert homes.read_desk(home).said == frozenset()


def test_the_licence_of_the_data_is_chosen_or_none(home: Home) -> None:
    desk = parse_desk(STANDING.replace("[[", 'data_licence = "CC0-1.0"\n[[', 1).encode())
    assert desk.data_licence == "CC0-1.0"
    homes.write_desk(home, desk)
    assert homes.read_desk(home) == desk
    assert parse_desk(STANDING.encode()).data_licence == ""
    with pytest.raises(HomeError, match=r"data_licence: one of CC0-1\.0, CC-BY-4\.0"):
        parse_desk(STANDING.replace("[[", 'data_licence = "do what you like"\n[[', 1).encode())


def test_standing_access_is_declared_with_law_day_and_services(home: Home) -> None:
    desk = parse_desk(STANDING.encode())
    assert desk.standing_access == (Declared("DE-TKG-173", datetime.date(2021, 12, 1), ("Mail",)),)
    homes.write_desk(home, desk)
    assert homes.read_desk(home) == desk
    assert parse_desk(STANDING.replace('"2021-12-01"', "2021-12-01").encode()) == desk, "TOML has days as well"
    everything = parse_desk(STANDING.replace('services = ["Mail"]', "").encode())
    assert everything.standing_access[0].services == ()
    homes.write_desk(home, everything)
    assert homes.read_desk(home) == everything


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("DE-TKG-173", "§ 173 TKG", "the id of a law on the shelf, as DE-TKG-173"),
        ("2021-12-01", "December 2021", "since: a day is written YYYY-MM-DD"),
        ('["Mail"]', '["mail"]', "no \\[\\[services\\]\\] has the name 'mail'; write it as it stands there"),
        ('["Mail"]', '"Mail"', "services: a list"),
        ('["Mail"]', "[[1]]", "services\\[0\\]: a text"),
        ('since = "2021-12-01"', "", "it has the keys law, services, since"),
        ('since = "2021-12-01"', 'since = "2021-12-01"\nscope = "all"', "it has the keys law, services, since"),
        ("[[standing_access]]", "[standing_access]", "standing_access: a list"),
        (
            'services = ["Mail"]',
            '[[standing_access]]\nlaw = "DE-TKG-173"\nsince = "2022-01-01"',
            "names a law twice; write one entry with all its services",
        ),
    ],
)
def test_a_standing_access_that_cannot_be_meant_says_what_to_do(old: str, new: str, says: str) -> None:
    with pytest.raises(HomeError, match=says):
        parse_desk(STANDING.replace(old, new).encode())


def test_what_operates_a_desk_is_imported_before_a_home_gives_its_settings(root: Path) -> None:
    """As a command begins, in a process of its own: ``doctor`` looks at what cannot be opened, too."""
    folder = root / "src" / "dueprocess" / "operate"
    names = [f"dueprocess.operate.{one.stem}" for one in folder.glob("*.py") if one.stem != "quiet"]  # Django's to load
    environ = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run([sys.executable, "-c", f"import {', '.join(names)}"], check=True, env=environ)
