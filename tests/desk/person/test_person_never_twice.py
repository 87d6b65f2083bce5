"""Never lost, never twice: a mail that is handed over again is one mail, by Sieve's ``duplicate`` (RFC 7352)."""

import datetime
import subprocess
from pathlib import Path

import pytest

import dovecot_server
from dueprocess.adapters import crypto
from dueprocess.desk.person.notifier import Folder, Sender

pytestmark = pytest.mark.slow
RULE = Path(__file__).parents[3] / "docs/operator/notifier/never-twice.sieve"
DELIVER = Path("/usr/lib/dovecot/dovecot-lda")
SIEVE = """
protocol lda {{
  mail_plugins {{
    sieve = yes
  }}
}}
sieve_script before {{
  type = before
  path = {rule}
}}
"""


def deliver(server: dovecot_server.Server, data: bytes) -> None:
    """As the mail system hands a mail over."""
    config = server.folder / "lda.conf"
    done = subprocess.run(
        [*server.switch, str(DELIVER), "-c", str(config), "-d", "her", "-e"],
        input=data,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode() + (server.folder / "log").read_text()


def test_a_mail_that_was_handed_over_twice_lies_there_once_and_the_next_one_too(tmp_path: Path) -> None:
    secret = crypto.new_case_key()[0]
    day = datetime.date(2026, 12, 1)
    folder = Folder.create(tmp_path / "notifier", crypto.recipient_of(secret), day)
    folder.wait("her@fennel.example", day)
    with dovecot_server.running() as server:
        if not DELIVER.exists() or not Path("/usr/lib/dovecot/modules/lib90_sieve_plugin.so").exists():
            pytest.skip("no Dovecot with Sieve")
        rule = server.keep("never-twice.sieve", RULE.read_bytes())
        server.keep("lda.conf", ((server.folder / "dovecot.conf").read_text() + SIEVE.format(rule=rule)).encode())
        for _ in range(3):  # killed between handing over and noting it, each time
            ((_, data),) = folder.mails(secret, day, Sender("Fennel Mail", "people@fennel.example"))
            deliver(server, data)
        assert len(server.names()) == 1
        folder.over("her@fennel.example")
        folder.wait("her@fennel.example", day)  # another message: its mail is another one
        ((_, other),) = folder.mails(secret, day, Sender("Fennel Mail", "people@fennel.example"))
        deliver(server, other)
        assert len(server.names()) == 2
        deliver(server, b"From: a@b.example\r\nMessage-ID: <x@b.example>\r\n\r\nhello\r\n")
        deliver(server, b"From: a@b.example\r\nMessage-ID: <x@b.example>\r\n\r\nhello\r\n")
        assert len(server.names()) == 4  # the rule is about the notifier's own mails alone
