"""The notifier's folder: what people chose, for whom a message waits, and what leaves it (ADR 0120).

It lies on no desk: on a machine of who tells people, or beside the log-in, where the form writes into it what it cannot
open. Files are sealed to the notifier's identity and named by a keyed hash of the account; deleting one is deleting it.
"""

import base64
import datetime
import hmac
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dueprocess.adapters import crypto, durable
from dueprocess.adapters.texts import sentences
from dueprocess.formats import choice, waiting
from dueprocess.formats.choice import Choice, Waiting
from dueprocess.formats.waiting import ListKey

CHOICES: Final = "choices"
WAITS: Final = "waiting"
LASTS_DAYS: Final = 180


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends the mail: the provider's name, and its own address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder of one notifier."""

    path: Path

    @classmethod
    def create(cls, path: Path, recipient: str, today: datetime.date) -> "Folder":
        """A new folder, sealed to ``recipient``. Raises FileExistsError."""
        for folder in (path, path / CHOICES, path / WAITS):
            folder.mkdir(mode=0o700, parents=True)
        durable.create(path / "recipient", f"{recipient}\n".encode())
        durable.create(path / "names.key", secrets.token_hex(32).encode())
        durable.create(path / "list.key", ListKey(today.toordinal(), secrets.token_bytes(32)).text().encode())
        return cls(path)

    def _place(self, kind: str, account: str) -> Path:
        key = bytes.fromhex((self.path / "names.key").read_text("ascii").strip())
        name = waiting.named(account)
        return self.path / kind / hmac.digest(key, kind.encode() + b"\0" + name, "sha256").hex()[:32]

    def _seal(self, data: bytes) -> bytes:
        return crypto.encrypt(data, [(self.path / "recipient").read_text("ascii").strip()])

    def choose(self, made: Choice) -> None:
        """Keep what a person chose, in the place of what they chose before. No secret is needed. Raises ObjectError."""
        durable.replace(self._place(CHOICES, made.account), self._seal(choice.packed(made)))

    def forget(self, account: str) -> bool:
        """Delete what a person chose; whether there was anything."""
        return durable.destroy(self._place(CHOICES, account))

    def choice(self, account: str, secret: str) -> Choice | None:
        """What a person chose. Raises AgeError, ObjectError."""
        place = self._place(CHOICES, account)
        if not place.exists():
            return None
        return choice.choice_of(crypto.decrypt(place.read_bytes(), [secret]))

    def wait(self, account: str, until: datetime.date) -> None:
        """A message waits for an account; noted once, so that its mail has one id. Raises ObjectError."""
        place = self._place(WAITS, account)
        if not place.exists():
            data = choice.packed(Waiting(account, until.isoformat(), secrets.token_hex(16)))
            durable.create(place, self._seal(data))

    def over(self, account: str) -> bool:
        """No message waits any more; whether one did."""
        return durable.destroy(self._place(WAITS, account))

    def waits(self, secret: str, today: datetime.date) -> list[Waiting]:
        """For whom a message waits; what is past its day goes. Raises AgeError, ObjectError."""
        kept = []
        for place in sorted((self.path / WAITS).iterdir()):
            if place.name.startswith("."):
                continue
            one = choice.waiting_of(crypto.decrypt(place.read_bytes(), [secret]))
            if one.until < today.isoformat():
                durable.destroy(place)
            else:
                kept.append(one)
        return kept

    def listed(self, secret: str, today: datetime.date) -> bytes:
        """The list of today for the log-in, and the key goes on with it. Raises AgeError, WaitingError."""
        place = self.path / "list.key"
        key = waiting.key_of(place.read_text("ascii")).at(today.toordinal())
        data = waiting.made(key, [one.account for one in self.waits(secret, today)], secrets.token_bytes)
        durable.replace(place, key.text().encode())
        return data

    def mails(self, secret: str, today: datetime.date, sender: Sender) -> Iterator[tuple[str, bytes]]:
        """A name and the neutral mail, for each account that has a message waiting: the same bytes each time."""
        for one in self.waits(secret, today):
            chose = self.choice(one.account, secret)
            to = chose.contact if chose and _is_mail(chose.contact) else one.account
            if _is_mail(to):
                words = _spoken(chose)
                yield f"{one.word}.eml", mail(sender, to, one.word, words, "mail", ("waits", "login", "link", "doubt"))


def _is_mail(text: str) -> bool:
    name, at, domain = text.partition("@")
    return bool(name and at and domain) and text.isascii() and not set(text) & set(' <>,;:"()\\')


def _spoken(chose: Choice | None) -> Sequence[str]:
    """The language that was chosen, and English behind it."""
    known = sentences("notice")
    first = chose.language if chose and chose.language in known else "en"
    return (first, "en") if first != "en" else ("en",)


def helper_mail(sender: Sender, chose: Choice, word: str) -> bytes | None:
    """What asks a helper whether they agree; nothing for one without a mail address. No word of any message."""
    to = next((one.strip("<>,;") for one in chose.helper.split() if _is_mail(one.strip("<>,;"))), "")
    return mail(sender, to, word, _spoken(chose), "helper", ("named", "agree", "never", "link")) if to else None


def mail(sender: Sender, to: str, word: str, languages: Sequence[str], kind: str, lines: Sequence[str]) -> bytes:
    """A mail of plain text without any link; its id follows from ``word``, so that a second copy is known as one."""
    words = [sentences("notice")[one][kind] for one in languages]
    body = "\n\n".join("\n".join(each[line].format(provider=sender.name) for line in lines) for each in words)
    domain = sender.address.rpartition("@")[2]
    head = (
        f"From: {_encoded(sender.name)} <{sender.address}>",
        f"To: <{to}>",
        f"Subject: {_encoded(words[0]['subject'])}",
        f"Message-ID: <{word}@{domain}>",
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: base64",
    )
    return "\r\n".join((*head, "", *_lines(f"{body}\n"), "")).encode("ascii")


def _encoded(text: str) -> str:
    """Words of a header (RFC 2047), in pieces that each are whole characters."""
    pieces: list[str] = []
    held = ""
    for char in text:
        if len((held + char).encode()) > 42:  # noqa: PLR2004 - 75 characters with its frame
            pieces, held = [*pieces, held], ""
        held += char
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(one.encode()).decode()}?=" for one in [*pieces, held])


def _lines(text: str) -> list[str]:
    data = base64.b64encode(text.encode()).decode()
    return [data[start : start + 76] for start in range(0, len(data), 76)]
