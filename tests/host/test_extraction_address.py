"""A demand for whoever had an address of the internet, from arrival to parts: time, offset and port, or nobody."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from test_extraction_served import HEAD, connector, dealt, opened

import served_desk
from postgres_server import tables
from served_desk import Served

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]
# One address behind which many are: only moment and port together tell who.
TABLES = """
CREATE TABLE leases (id int, account text, address inet, first_port int, last_port int, began timestamptz,
 ended timestamptz);
INSERT INTO leases VALUES
 (1, 'kim@fennel.example', '198.51.100.7', 4096, 5119, '2026-10-05 12:00+02', '2026-10-05 13:00+02'),
 (2, 'port@fennel.example', '198.51.100.7', 5120, 6143, '2026-10-05 12:00+02', '2026-10-05 13:00+02'),
 (3, 'offset@fennel.example', '198.51.100.7', 4096, 5119, '2026-10-05 12:00+00', '2026-10-05 13:00+00'),
 (4, 'later@fennel.example', '198.51.100.7', 4096, 5119, '2026-10-05 13:00+02', '2026-10-05 14:00+02'),
 (5, 'address@fennel.example', '198.51.100.8', 4096, 5119, '2026-10-05 12:00+02', '2026-10-05 13:00+02');
"""
SQL = """SELECT account FROM leases WHERE address = %(value)s::inet AND %(port)s BETWEEN first_port AND last_port
 AND began <= %(at)s AND %(at)s < ended ORDER BY id"""


def incomplete(desk: Served) -> None:
    """Without its time, offset or port an address is nobody's identifier; nothing is signed."""
    desk.do("open", desk.case, "--out", "read-first", by="aster")
    for name in ("at", "offset", "port"):
        less = {key: value for key, value in served_desk.ADDRESS.target.items() if key != name}
        ran = desk.run("target", desk.case, "--from", "-", "--json", by="aster", stdin=json.dumps(less))
        assert (ran.code, ran.json["rule"]) == (1, "target.ip-incomplete")


def another(desk: Served) -> None:
    """Another port, moment or offset than two people read is another identifier; nothing is ordered."""
    for change in ({"port": 5120}, {"at": "2026-10-05T12:30:00Z"}, {"offset": "+00:00"}):
        said = json.dumps({"T1": served_desk.ADDRESS.target | change})
        ran = desk.run("release", "order", desk.case, "--from", "-", "--host", "well", "--json", by="aster", stdin=said)
        assert (ran.code, ran.json["rule"]) == (1, "order.mark")


@pytest.mark.skipif(shutil.which("age") is None, reason="Debian's age is not on this machine")
def test_who_had_an_address_is_told_by_moment_and_port_alone(tmp_path: Path) -> None:
    with tables(TABLES) as server:
        desk = served_desk.begun(tmp_path, served_desk.ADDRESS.text)
        incomplete(desk)
        served_desk.granted(desk, served_desk.ADDRESS)
        file = desk.folder / "users.address"
        file.write_text(server.url)
        file.chmod(0o600)
        query = f'[[postgres.query]]\nname = "who"\nkind = "identification"\nselector = "ip"\nsql = """{SQL}"""\n'
        connector(desk, f'type = "postgres"\n{HEAD}[postgres]\naddress_file = "{file}"\n{query}')
        another(desk)
        desk.order(served_desk.ADDRESS.target)
        with desk.served():
            row = dealt(desk)
            assert [(one["kind"], one["records"]) for one in row["counts"]] == [("identification", 1)]
            files, told = opened(desk, ("birch", "cedar"), tmp_path)
    found = [json.loads(one) for name, data in files.items() if "who" in name for one in data.splitlines()]
    assert found == [{"account": "kim@fennel.example"}]
    assert (told.order.period_from, told.order.period_to) == ("2026-10-05", "2026-10-05")
    assert b"198.51.100.7" not in json.dumps(row).encode()
