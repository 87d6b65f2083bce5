"""A person contests on the surface of pages: the code first, then sealed as it comes; no row says whose it was (L5)."""

from __future__ import annotations

import contextlib
import datetime
import os
import secrets
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import first_hour
from dueprocess.adapters import crypto, identity
from dueprocess.desk.person import contest, page
from dueprocess.desk.person.texts import LANGUAGES, contesting, load
from dueprocess.formats import objection, page_code
from person_samples import Surface, request
from wire import Answer

pytestmark = pytest.mark.slow
MARK = "Quirinal-7731"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Surface, Path]]:
    """A founded desk of two and its surface for persons."""
    folder = tmp_path_factory.mktemp("contested")
    names = ("aster", "birch", "recovery", "worker")
    people = "--person aster.card:clerk,approver,releaser,operator --person birch.card:approver,releaser"
    keys = "--recovery recovery.card --worker worker.card"
    script = [
        *(f"dueprocess keys new {name} --no-passphrase > {name}.card" for name in names),
        f"dueprocess init --name 'Fennel Mail' --country DE {people} {keys}",
        *(f"dueprocess roster sign --as {name} --identity {name}.identity" for name in ("aster", "birch")),
    ]
    first_hour.run("\n".join(script), folder)
    made = Surface({**os.environ, "DUEPROCESS_HOME": str(folder / "desk")}).open()
    yield made, folder
    made.close()


def multipart(*parts: tuple[str, str, bytes], name: str = "") -> tuple[bytes, str]:
    """A form as a browser sends it: name, file name (empty: a field), content."""
    mark = "----" + secrets.token_hex(12)
    body = b""
    for key, file, content in parts:
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{key}"'
        head += f'; filename="{file}"\r\nContent-Type: application/octet-stream' if file or key == "file" else ""
        body += head.encode() + b"\r\n\r\n" + content + b"\r\n"
    return body + f"--{mark}--\r\n".encode(), name or f"multipart/form-data; boundary={mark}"


def sends(surface: Surface, *parts: tuple[str, str, bytes]) -> Answer:
    body, kind = multipart(*parts)
    return surface.send(request("POST", "/contest", body, f"Content-Type: {kind}"))


def rows(surface: Surface, table: str) -> list[dict[str, Any]]:
    with contextlib.closing(surface.database()) as database:
        database.row_factory = sqlite3.Row
        return [dict(row) for row in database.execute(f"SELECT * FROM {table} ORDER BY rowid")]  # noqa: S608 - our own names


def opened(surface: Surface, folder: Path, who: str = "birch") -> list[tuple[str, bytes]]:
    """What the newest arrival holds, as one of the house opens it: name and content."""
    arrival = rows(surface, "data_arrival")[-1]
    case = next(row for row in rows(surface, "data_case") if row["id"] == arrival["vessel_id"])
    envelopes = {(row["case_id"], row["person"]): row["bytes"] for row in rows(surface, "data_envelope")}
    mine = identity.load(folder / f"{who}.identity", None)
    secret = crypto.unwrap_key(envelopes[case["id"], who], mine.age_secrets, case["recipient"])
    sealed = [row for row in rows(surface, "data_sealed") if row["case_id"] == case["id"]]
    inside = [crypto.unseal(row["bytes"], [secret]) for row in sealed]
    return [(header.name, content) for header, content in inside]


def test_what_is_contested_arrives_sealed_and_whoever_reads_finds_the_page(house: tuple[Surface, Path]) -> None:
    surface, folder = house
    code = surface.put("word")
    before = rows(surface, "data_personpage")
    answer = sends(
        surface,
        ("code", "", code.encode()),
        ("who", "", b"counsel"),
        ("text", "", f"I want to contest it. {MARK}".encode()),
        ("reply", "", b"post@\r\npage: 00"),
        ("file", "proof.pdf", b"%PDF " + MARK.encode()),
        ("file", "", b""),
    )
    assert answer.status == 200
    assert contesting("en")("form", "same") in answer.text  # in a house of two nobody else can look
    assert len(answer.body) == page.ANSWER
    found = dict(opened(surface, folder))
    said = objection.read(found[objection.NAME].decode())
    assert said is not None
    assert (said.page, said.who, said.papers) == (before[-1]["id"], "counsel", 1)
    assert (said.text, said.reply) == (f"I want to contest it. {MARK}", "post@ page: 00")
    assert found["proof.pdf"] == b"%PDF " + MARK.encode()
    assert rows(surface, "data_personpage") == before  # nothing of the page's row moved


def test_what_the_server_stores_of_it_names_no_person_and_no_page(house: tuple[Surface, Path]) -> None:
    surface, _ = house
    code = surface.put("word")
    sends(surface, ("code", "", code.encode()), ("text", "", f"Me {MARK}".encode()), ("file", f"{MARK}.txt", b"x" * 99))
    pages = [row["id"] for row in rows(surface, "data_personpage")]
    digits = code.replace(" ", "").encode()
    for path in (path for path in surface.home.rglob("*") if path.is_file()):
        data = path.read_bytes()
        assert MARK.encode() not in data, path
        assert digits not in data, path
    for table in ("data_arrival", "data_case", "data_event", "data_duty", "data_sealed"):
        for row in rows(surface, table):
            told = {key: value for key, value in row.items() if not isinstance(value, bytes)}
            assert not [one for one in pages if one in str(told)], table
            assert "contest" not in str(told)
    assert rows(surface, "data_arrival")[-1]["channel"] == "file"


def test_wrong_unknown_and_mistyped_codes_register_nothing_and_are_of_one_length(house: tuple[Surface, Path]) -> None:
    surface, _ = house
    many = len(rows(surface, "data_arrival"))
    unknown = page_code.written(secrets.token_bytes(16)).encode()
    answers = [sends(surface, ("code", "", one), ("text", "", b"x")) for one in (unknown, b"12345", b"")]
    answers.append(sends(surface, ("text", "", b"x"), ("code", "", surface.put("w").encode())))  # the code comes first
    assert {answer.status for answer in answers} == {200}
    assert {len(answer.body) for answer in answers} == {page.ANSWER}
    assert all(load(one)("form", "wrong") in answers[0].text for one in LANGUAGES)
    assert len(rows(surface, "data_arrival")) == many


def test_too_much_is_refused_by_name_and_nothing_is_kept(house: tuple[Surface, Path]) -> None:
    surface, _ = house
    code, many = surface.put("word").encode(), len(rows(surface, "data_arrival"))
    four = [("file", f"{n}.txt", b"x") for n in range(5)]
    assert contesting("en")("form", "large") in sends(surface, ("code", "", code), *four).text
    big = [("file", f"{n}.bin", b"x" * (1 << 20)) for n in range(3)]
    assert contesting("en")("form", "large") in sends(surface, ("code", "", code), *big).text
    assert contesting("de")("form", "too_long") in sends(surface, ("code", "", code), ("text", "", b"x" * 20_001)).text
    assert contesting("en")("form", "large") in sends(surface, ("code", "", code), ("file", "a", b"x" * (3 << 20))).text
    assert len(rows(surface, "data_arrival")) == many


def test_get_does_nothing_and_other_forms_are_refused(house: tuple[Surface, Path]) -> None:
    surface, _ = house
    assert surface.send(request("GET", "/contest")).body == contest.form()
    assert b"<script" not in contest.form()
    assert len(contest.form()) < page.ANSWER
    assert surface.send(request("PUT", "/contest")).status == 405
    assert surface.send(request("POST", "/contest", b"code=1", "Content-Type: text/plain")).status == 415
    body, kind = multipart(("code", "", surface.put("w").encode()), ("other", "", b"1"))
    assert surface.send(request("POST", "/contest", body, f"Content-Type: {kind}")).status == 400
    cut = request("POST", "/contest", body[:-9], f"Content-Type: {kind}")
    assert surface.send(cut).status in {400, 503}
    link = surface.type(surface.put("shown"))
    assert 'href="/contest"' in link.text


def test_hostile_bytes_end_in_an_answer_and_never_in_a_row(house: tuple[Surface, Path]) -> None:
    surface, _ = house
    code, draw = surface.put("word").encode(), secrets.SystemRandom()
    many = len(rows(surface, "data_arrival"))
    for _ in range(60):
        body, kind = multipart(("code", "", code), ("text", "", b"x"), ("file", "a.txt", b"y"))
        broken = bytearray(body)
        for _ in range(draw.randrange(1, 6)):
            broken[draw.randrange(12, 140)] = draw.randrange(256)
        answer = surface.send(request("POST", "/contest", bytes(broken), f"Content-Type: {kind}"))
        assert answer.status in {200, 400, 413, 503}
    kept = rows(surface, "data_arrival")[many:]
    assert all(row["says"] == "unread" for row in kept)
    assert datetime.date.fromisoformat(rows(surface, "data_arrival")[0]["received_on"])
