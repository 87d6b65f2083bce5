"""ETSI DELIVER: valid by ETSI's own schemas, and never by words that the form does not allow."""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dueprocess.formats.recipient import How
from dueprocess.formats.refusal import DeniedError
from dueprocess.release import deliver
from dueprocess.release.deliver import Deliver, Endpoint

UUID = "71ff52ca-bcea-4fa3-b34e-1b89dcfb0d9e"
PART = b"a sealed part"
MESSAGE = Deliver(
    sender=Endpoint("DE", "FENNEL & CO"),
    receiver=Endpoint("DE", "TALBACH"),
    profile=("EU", "v1.3.1"),
    ldid="DE-TALBACH <1>-4711",
    task=UUID,
    transaction=UUID,
    object=UUID,
    delivery=UUID,
    at="2026-11-27T06:00:00.000000Z",
    number=0,
    last=True,
    how=How.CMS,
    name="part-0001.tar.p7m",
)


def whole(message: Deliver, part: bytes = PART) -> bytes:
    end = deliver.tail(message, hashlib.sha256(part).hexdigest(), len(part))
    return deliver.head(message) + base64.b64encode(part) + end


@pytest.mark.shared
@pytest.mark.skipif(shutil.which("xmllint") is None, reason="xmllint is not installed")
@pytest.mark.parametrize("how", list(How))
@pytest.mark.parametrize("change", [{}, {"task": ""}, {"number": 39, "last": False}])
def test_a_message_is_valid_by_the_schemas_of_etsi(
    shared_vectors: Path, tmp_path: Path, how: How, change: dict[str, Any]
) -> None:
    schema = shared_vectors / "etsi-103120" / "wrapper-xsd-1.23.1.xsd"
    file = tmp_path / "message.xml"
    file.write_bytes(whole(replace(MESSAGE, how=how, **change)))
    line = ["xmllint", "--noout", "--nonet", "--schema", str(schema), str(file)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    file.write_bytes(whole(replace(MESSAGE, how=how)).replace(b"<delivery:Data>", b"<delivery:Date>"))
    assert subprocess.run(line, capture_output=True, check=False).returncode != 0


def test_names_are_written_as_data() -> None:
    written = whole(MESSAGE).decode()
    assert "FENNEL &amp; CO" in written
    assert "DE-TALBACH &lt;1&gt;-4711" in written


@pytest.mark.parametrize(
    "change",
    [
        {"sender": Endpoint("de", "FENNEL")},
        {"receiver": Endpoint("DE", "")},
        {"receiver": Endpoint("DE", "a\nb")},
        {"profile": ("", "1")},
        {"profile": ("EU", "")},
        {"name": "Prüfung.age"},
        {"ldid": "TALBACH-4711"},
        {"ldid": "DE-TALBACH-47\x0011"},
        {"task": "1"},
        {"transaction": UUID.upper()},
        {"object": ""},
        {"delivery": "x"},
        {"at": "2026-11-27T06:00:00Z"},
        {"number": -1},
    ],
)
def test_what_the_form_does_not_allow_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(DeniedError) as caught:
        deliver.head(replace(MESSAGE, **change))
    assert caught.value.rule == "recipient.deliver"
