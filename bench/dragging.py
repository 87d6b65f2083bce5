"""From the drag in somebody's mail program to "read and confirm": a real IMAP server, ``receive --follow``, a vault.

A mail lies in another folder of the mailbox; IMAP's MOVE puts it where demands arrive, as a drag does. The time ends
where the sentences to confirm stand in the vault of a person who goes to the list of cases and clicks.
"""

from __future__ import annotations

import contextlib
import imaplib
import json
import os
import shutil
import ssl
import statistics
import sys
import tempfile
import time
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bench.measuring import Row, Skipped

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "support"))

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from playwright.sync_api import Page

    import dovecot_server

ROUNDS = 5
TEXT = "Nach § 100j StPO ersuche ich um Bestandsdaten zu {name}@fennel.example, bitte bis 1. Dezember 2026."
NAME = "from the drag to read and confirm: {}"
AGAINST = "until it is registered and gone from the mailbox"


def main() -> list[Row | Skipped]:
    import dovecot_server

    if shutil.which("chromium") is None:
        return [Skipped(NAME.format("a mail"), "no Chromium on this machine")]
    try:
        with dovecot_server.running() as server, tempfile.TemporaryDirectory() as folder:
            return list(measured(server, Path(folder)))
    except pytest.skip.Exception as why:
        return [Skipped(NAME.format("a mail"), str(why))]


def measured(server: dovecot_server.Server, folder: Path) -> Iterator[Row]:
    import browsers
    from mail_servers import PASSWORD
    from small_desk import KNOWN, founded, opened

    place = founded(folder, {"aster": "clerk,approver,counsel", "birch": "clerk,approver"}, KNOWN)
    (folder / "password").write_text(PASSWORD)
    (folder / "password").chmod(0o600)
    with (place.home / "desk.toml").open("a") as file:
        file.write(f'\n[arrivals]\nmailbox = "{server.place}"\npassword_file = "{folder}/password"\n')
    with (
        browsers.chromium() as browser,
        opened(place, browser, "aster") as people,
        follows(place.home, server) as told,
        mail_program(server) as line,
    ):
        people["aster"].open_vault()
        for sort, mails in samples(ROUNDS + 1).items():
            took = [dragged(line, mail, told, people["aster"].vault) for mail in mails][1:]
            ready, registered = (statistics.median(times) for times in zip(*took, strict=True))
            yield Row(NAME.format(sort), ready, registered, "s", AGAINST, 10)


@contextlib.contextmanager
def follows(home: Path, server: dovecot_server.Server) -> Iterator[IO[str]]:
    """Standard output of the receiver, which tells each arrival."""
    import warm

    command = [warm.COMMAND, "receive", "--follow", "--home", str(home), "--json"]
    environ = {**os.environ, "SSL_CERT_FILE": str(server.certificates.authority)}
    with warm.start(command, env=environ, stdout=warm.PIPE, stderr=warm.PIPE, text=True) as running:
        yield running.stdout
        running.terminate()


@contextlib.contextmanager
def mail_program(server: dovecot_server.Server) -> Iterator[imaplib.IMAP4_SSL]:
    """Somebody's mail program, on the folder in which the mail lies."""
    from mail_servers import HOST, PASSWORD

    trusted = ssl.create_default_context(cafile=str(server.certificates.authority))
    with imaplib.IMAP4_SSL(HOST, server.port, ssl_context=trusted) as line:
        line.login("desk", PASSWORD)
        line.select("Trash")
        yield line


def samples(count: int) -> dict[str, list[EmailMessage]]:
    import hi1_samples
    import packed_samples

    def mail(number: int, name: str, data: bytes | None = None) -> EmailMessage:
        made = EmailMessage()
        made["From"], made["Subject"] = "auskunft@polizei.example", f"Ersuchen {number}"
        made["Message-ID"] = f"<{name}{number}@polizei.example>"
        made.set_content(TEXT.format(name=f"{name}{number}") if data is None else "Siehe Anlage.")
        if data is not None:
            made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
        return made

    word = [packed_samples.word(f"<w:p><w:r><w:t>{TEXT.format(name=n)}</w:t></w:r></w:p>") for n in range(count)]
    return {
        "a mail": [mail(n, "plain") for n in range(count)],
        "a Word file": [mail(n, "ersuchen.docx", word[n]) for n in range(count)],
        "a European order in XML": [mail(n, "order.xml", hi1_samples.order()) for n in range(count)],
    }


def dragged(line: imaplib.IMAP4_SSL, mail: EmailMessage, told: IO[str], vault: Page) -> tuple[float, float]:
    """Seconds until its sentences stand, and until it was registered."""
    vault.evaluate("() => { location.hash = '#/help'; }")
    vault.wait_for_selector(".cases", state="detached")
    line.append("Trash", None, None, mail.as_bytes())
    line.noop()
    uid = line.uid("SEARCH", "ALL")[1][0].split()[-1].decode()
    began = time.perf_counter()
    assert line.uid("MOVE", uid, "INBOX")[0] == "OK"
    case = json.loads(told.readline())["case"]
    registered = time.perf_counter() - began
    vault.evaluate("() => { location.hash = '#/'; }")
    vault.click(f"a[href*='{case}']")
    vault.wait_for_selector(".sentences, .face")
    return time.perf_counter() - began, registered
