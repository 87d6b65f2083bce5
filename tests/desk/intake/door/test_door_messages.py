"""The endpoint of TS 103 120: who is not bound learns nothing, what is bound is sealed, registered, and receipted."""

import base64
import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

import door_samples
import hi1_samples
from door_samples import Place
from dueprocess.adapters import etsi
from ports import free_ports
from wire import Answer, remembered

pytestmark = pytest.mark.slow

OPERATOR = Path(__file__).parents[4] / "docs" / "operator"
NOBODY = b"This connection is bound to nobody here.\n"


@dataclass(frozen=True)
class Office:
    """A certificate with its key: of the office, and of somebody else."""

    folder: Path
    name: str

    @property
    def der(self) -> bytes:
        return ssl.PEM_cert_to_DER_cert((self.folder / f"{self.name}.pem").read_text())

    @property
    def rfc9440(self) -> str:
        return f":{base64.b64encode(self.der).decode()}:"

    @property
    def escaped(self) -> str:
        return quote((self.folder / f"{self.name}.pem").read_text(), safe="")


def office(folder: Path, name: str) -> Office:
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    line = ["openssl", "req", "-x509", *curve, "-nodes", "-subj", "/CN=x"]
    files = ["-keyout", str(folder / f"{name}.key"), "-out", str(folder / f"{name}.pem")]
    subprocess.run([*line, *files], check=True, capture_output=True)
    return Office(folder, name)


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, Office]:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not on this machine")
    folder = tmp_path_factory.mktemp("offices")
    return office(folder, "office"), office(folder, "stranger")


@pytest.fixture(scope="module")
def bound(tmp_path_factory: pytest.TempPathFactory, offices: tuple[Office, Office]) -> Iterator[Place]:
    from processes import fresh

    with fresh(tmp_path_factory.mktemp("messages"), postgres=False) as environ:
        made = door_samples.found(environ, offices[0].der).open()
        yield made
        made.close()


def call(place: Place, body: bytes, shown: str, *more: str, media: str = "application/xml", token: str = "") -> Answer:
    (bearer,) = [token] if token else place.tickets("system:")
    lines = [
        "POST /hi1 HTTP/1.1",
        "Host: messages.desk.example",
        f"Content-Type: {media}",
        f"Content-Length: {len(body)}",
        f"Authorization: Bearer {bearer}",
        *([f"Client-Cert: {shown}"] if shown else []),
        *more,
    ]
    return place.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body)


def listens(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise TimeoutError(port)


def arrivals(place: Place) -> int:
    return len(place.kept()) - 1


def test_a_message_is_sealed_registered_and_receipted(
    bound: Place, offices: tuple[Office, Office], tmp_path: Path
) -> None:
    before = arrivals(bound)
    for shown in (offices[0].rfc9440, offices[0].escaped):
        answer = call(bound, hi1_samples.order(), shown)
        assert (answer.status, answer.headers["Content-Type"]) == (200, "application/xml"), answer.text
        told = etsi.parse(answer.text.encode())
        rows = told.each("Payload", "ResponsePayload", "ActionResponses", "ActionResponse")
        assert [one.said("CREATEResponse", "Identifier") for one in rows] == [hi1_samples.ORDER, hi1_samples.TASK]
        assert told.said("Header", "TransactionIdentifier") == hi1_samples.TRANSACTION
    assert arrivals(bound) == before + 2
    assert {row[0] for row in bound.kept()[:-1]} == {"xml"}
    schema = Path(__file__).parents[5] / "shared/vectors/etsi-103120/wrapper-xsd-1.23.1.xsd"
    if schema.exists() and shutil.which("xmllint"):
        file = tmp_path / "a.xml"
        file.write_text(answer.text)
        line = ["xmllint", "--noout", "--nonet", "--schema", str(schema), str(file)]
        done = subprocess.run(line, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_who_is_not_bound_gets_one_answer_and_nothing_is_kept(bound: Place, offices: tuple[Office, Office]) -> None:
    mine, other = offices
    before = arrivals(bound)
    order, junk = hi1_samples.order(), b"x" * 100
    (ticket,) = bound.tickets("aster")
    answers = [
        call(bound, order, ""),
        call(bound, order, other.rfc9440),
        call(bound, junk, other.escaped),
        call(bound, order, mine.rfc9440, token="a" * 43),
        call(bound, order, mine.rfc9440, token=ticket),
        call(bound, order, mine.rfc9440.replace("MI", "M%", 1)),
        call(bound, order, "-----BEGIN CERTIFICATE-----"),
        call(bound, order, other.rfc9440, media="text/plain"),
        call(bound, b"", other.rfc9440),
    ]
    assert {(one.status, one.text.encode()) for one in answers} == {(403, NOBODY)}
    assert len({str(sorted(one.headers.items())) for one in answers}) == 1
    assert arrivals(bound) == before
    assert call(bound, order, mine.rfc9440, f"Client-Cert: {mine.rfc9440}").status == 400


def test_what_is_asked_of_the_interface_tells_nothing(bound: Place, offices: tuple[Office, Office]) -> None:
    """GET and LIST: the same answer for what we have and for what we never saw."""
    mine = offices[0].rfc9440
    call(bound, hi1_samples.order(), mine)
    told = []
    for wanted in (hi1_samples.ORDER, "83bf1ee6-2295-51b7-bbd0-53c1884e252c"):
        text = hi1_samples.order(verb="GET").decode()
        text = re.sub(r"<GET>.*?</GET>", f"<GET><Identifier>{wanted}</Identifier></GET>", text, flags=re.DOTALL)
        answer = call(bound, text.encode(), mine)
        assert answer.status == 200
        told.append(re.sub(r"<Timestamp>.*?</Timestamp>", "", answer.text))
    assert told[0] == told[1]
    assert "<ErrorCode>3001</ErrorCode>" in told[0]
    update = call(bound, hi1_samples.order(verb="UPDATE", wished="Cancelled"), mine)
    assert "UPDATEResponse" in update.text


def test_what_is_no_message_arrives_all_the_same(bound: Place, offices: tuple[Office, Office]) -> None:
    mine = offices[0].rfc9440
    for body in (b"<HI1Message", b"<!DOCTYPE a [<!ENTITY b 'c'>]><HI1Message>&b;</HI1Message>", b"\0\1\2", b"{}"):
        before = arrivals(bound)
        answer = call(bound, body, mine)
        assert answer.status == 200
        assert "<ErrorCode>3020</ErrorCode>" in answer.text
        assert arrivals(bound) == before + 1
    assert call(bound, b"x", mine, media="text/plain").status == 415
    answer = call(bound, b"{}", mine, media="application/json")
    assert json.loads(answer.text)["Payload"]["ResponsePayload"]["ErrorInformation"]["ErrorCode"] == 3020


def test_the_listener_remembers_nothing_of_a_message(bound: Place, offices: tuple[Office, Office]) -> None:
    word = door_samples.word()
    assert call(bound, hi1_samples.order(value=f"{word}@example.org"), offices[0].rfc9440).status == 200
    assert bound.process is not None
    assert remembered(bound.process.pid, [word]) == []


def test_real_nginx_shows_the_certificate_and_nothing_that_a_caller_wrote(
    bound: Place, offices: tuple[Office, Office], tmp_path: Path
) -> None:
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if nginx is None:
        pytest.skip("nginx is not on this machine: apt-get install nginx")
    mine, other = offices
    server = office(tmp_path, "privkey")
    (tmp_path / "fullchain.pem").write_text((tmp_path / "privkey.pem").read_text())
    (tmp_path / "privkey.pem").write_text((tmp_path / "privkey.key").read_text())
    assert server.name
    (token,) = bound.tickets("system:")
    (tmp_path / "dueprocess-messages.token").write_text(f'proxy_set_header Authorization "Bearer {token}";\n')
    (port,) = free_ports(["tls"]).values()
    text = (OPERATOR / "nginx-messages.conf").read_text()
    for known, here in {
        "/etc/letsencrypt/live/desk.example": str(tmp_path),
        "/etc/nginx": str(tmp_path),
        "/var/log/nginx": str(tmp_path),
        "listen 443": f"listen 127.0.0.1:{port}",
        "    listen [::]:443 ssl;\n": "",
        "127.0.0.1:8004": f"127.0.0.1:{bound.port}",
    }.items():
        text = text.replace(known, here)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in kinds)
    user = "user root;" if os.geteuid() == 0 else ""
    conf = tmp_path / "nginx.conf"
    conf.write_text(f"{user}\npid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{paths}{text}\n}}\n")
    command = [nginx, "-p", str(tmp_path), "-e", str(tmp_path / "error.log"), "-c", str(conf)]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False, timeout=60)
    assert (tested.returncode, "[warn]" in tested.stderr) == (0, False), tested.stderr

    def post(who: Office | None, **headers: str) -> tuple[int, bytes]:
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        if who:
            trusting.load_cert_chain(who.folder / f"{who.name}.pem", who.folder / f"{who.name}.key")
        with closing(http.client.HTTPSConnection("127.0.0.1", port, timeout=60, context=trusting)) as line:
            line.request("POST", "/hi1", hi1_samples.order(), {"Content-Type": "application/xml", **headers})
            answer = line.getresponse()
            return answer.status, answer.read()

    with subprocess.Popen([*command, "-g", "daemon off;"]) as running:
        try:
            listens(port)
            before = arrivals(bound)
            status, body = post(mine)
            assert (status, b"CREATEResponse" in body) == (200, True)
            assert arrivals(bound) == before + 1
            forged = {"Client-Cert": mine.rfc9440, "Authorization": "Bearer x"}
            assert post(None) == post(other) == post(None, **forged) == post(other, **forged) == (403, NOBODY)
            assert arrivals(bound) == before + 1
        finally:
            running.terminate()
