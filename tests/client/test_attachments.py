"""What one's own machine says of a file that shall go along with a letter, to a command and to one's own vault."""

from __future__ import annotations

import base64
import json

import pytest

import pdf_samples as pdfs
from dueprocess.adapters import crypto
from dueprocess.client import attachments
from dueprocess.client.local_vault import ANSWERS, ATTACH
from dueprocess.formats import page_images
from dueprocess.formats.refusal import DeniedError
from dueprocess.letter.own import MAX_ATTACHED, MAX_BYTES

ORDER = pdfs.text("Order of the court", "Page two")
SCRIPT = pdfs.text("x", root=b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>")


def asked(name: str, data: bytes) -> dict[str, object]:
    question = json.dumps({"name": name, "bytes": base64.b64encode(data).decode()}).encode()
    told: dict[str, object] = json.loads(ANSWERS[ATTACH](question))
    return told


def test_ones_own_vault_gets_name_hash_and_every_page() -> None:
    told = asked("../Beschluß.PDF", ORDER)
    assert (told["name"], told["unfit"]) == ("Beschluss.pdf", "")
    assert (told["size"], told["sha256"]) == (len(ORDER), crypto.sha256(ORDER))
    files, pages = page_images.unpack(base64.b64decode(str(told["pages"])))
    assert (files[0].name, files[0].pages, len(pages)) == ("Beschluss.pdf", 2, 2)


def test_what_does_not_go_along_is_named_and_not_drawn() -> None:
    told = asked("called.pdf", SCRIPT)
    assert (told["unfit"], told["pages"]) == ("script", "")
    assert asked("x", b"")["unfit"] == "other"
    for question in (b"", b"[]", b"{}"):
        assert json.loads(ANSWERS[ATTACH](question))["rule"] == "counter.form"


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ([("called.pdf", SCRIPT)], "called.pdf does not go along: it holds a script."),
        ([("a.pdf", ORDER), ("A.pdf", ORDER)], "Two files would leave with one name"),
        ([(f"{at}.pdf", ORDER) for at in range(MAX_ATTACHED + 1)], f"A letter takes {MAX_ATTACHED} files"),
        ([("a.pdf", ORDER + b" " * MAX_BYTES)], f"files of {MAX_BYTES} bytes together"),
    ],
)
def test_a_command_refuses_by_name(files: list[tuple[str, bytes]], says: str) -> None:
    with pytest.raises(DeniedError) as refused:
        attachments.named(files)
    assert refused.value.rule == attachments.RULE
    assert says in refused.value.reason


def test_a_letter_alone_is_bound_to_nothing() -> None:
    assert attachments.bound(ORDER, []) is ORDER
