"""What is malformed is refused at each entrance where age files come in, by a name (the vectors of CCTV)."""

import base64
import hashlib
import io
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cctv_age import Vector, vectors
from dueprocess.acts.table import ON_CASE
from dueprocess.adapters import age_header, crypto
from dueprocess.adapters.age_header import AgeError
from dueprocess.desk.api import act_routes, shapes
from dueprocess.desk.api.release_routes import Body
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.statement import Act

pytestmark = [pytest.mark.shared]


def refused(call: Callable[[], object]) -> str:
    """The rule; empty where it was taken."""
    try:
        call()
    except (AgeError, DeniedError) as fault:
        return str(fault.rule)
    return ""


def header_is_wrong(one: Vector) -> bool:
    return bool(refused(lambda: age_header.read(one.data)))


def opens_stream(one: Vector) -> bytes:
    out = io.BytesIO()
    crypto.decrypt_stream(io.BytesIO(one.data), out, list(one.identities))
    return out.getvalue()


@pytest.mark.parametrize("opens", [lambda one: crypto.decrypt(one.data, list(one.identities)), opens_stream])
def test_a_releaser_and_a_host_open_what_is_whole_and_nothing_else(
    shared_vectors: Path, opens: Callable[[Vector], bytes]
) -> None:
    """Orders, manifests, shares and envelopes are opened whole, parts and backups as a stream."""
    seen: Counter[str] = Counter()
    for one in vectors(shared_vectors):
        if not one.plain or not one.identities:
            continue
        if one.expect == "success":
            assert hashlib.sha256(opens(one)).hexdigest() == one.payload, one.name
        else:
            assert refused(lambda one=one: opens(one)).startswith("age."), one.name
        seen[one.expect] += 1
    assert seen["success"] >= 10
    assert seen["header failure"] >= 30
    assert seen["payload failure"] >= 10


def test_the_interface_takes_no_object_with_a_malformed_header(
    shared_vectors: Path, monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    statement: Any = SimpleNamespace(acts=[SimpleNamespace(act=Act.NOTE_ADD)])
    (note,) = ON_CASE[Act.NOTE_ADD].brings
    many = 0
    for number, one in enumerate(vectors(shared_vectors)):
        name = f"s-{number:024d}".translate(str.maketrans("0189", "abcd"))
        thing = shapes.AttachedThing(
            id=name, kind=note.kind, reader=next(iter(note.readers)), bytes=base64.b64encode(one.data).decode()
        )
        found = refused(lambda thing=thing: act_routes.attached_to(statement, thing))
        wrong = header_is_wrong(one)
        many += wrong
        assert found == ("attached.not-sealed" if wrong else ""), one.name
    assert many >= 40


def test_no_part_with_a_malformed_header_is_handed_in(shared_vectors: Path) -> None:
    many = 0
    for one in vectors(shared_vectors):
        if "armor" in one.name:  # a part is binary
            continue
        request: Any = io.BytesIO(one.data)
        found = refused(lambda request=request, one=one: Body(request, len(one.data)))
        wrong = header_is_wrong(one)
        many += wrong
        assert found == ("attached.not-sealed" if wrong else ""), one.name
    assert many >= 40


def test_what_passes_the_header_and_should_not_is_refused_by_who_opens_it(shared_vectors: Path) -> None:
    """An entrance reads a header; a wrong MAC or payload shows with the key alone, and then it does."""
    for one in vectors(shared_vectors):
        if one.plain and one.expect not in {"success", "no match"} and not header_is_wrong(one):
            assert refused(lambda one=one: crypto.decrypt(one.data, list(one.identities))), one.name
