"""What a person chose before any case: how, in which language, with whose help they may be told (ADR 0120).

And what the notifier notes of an account for which a message waits. Both are sealed at one length each.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final

from dueprocess.formats.errors import ObjectError
from dueprocess.formats.forms import Records
from dueprocess.formats.record import LINE, Check, Day, matching, sized

SIZE: Final = 16 << 10
WAITING_SIZE: Final = 1 << 10
MAX_KEY: Final = 8000
_Line = Annotated[str, sized(0, 200), LINE]
_ACCOUNT: Final = Check(lambda text: text.isprintable() and text == text.strip(), "an account is one line")
Account = Annotated[str, sized(1, 200), _ACCOUNT]
_KEY: Final = Check(
    lambda text: not text or (text.startswith("-----BEGIN PGP PUBLIC KEY BLOCK-----") and text.isascii()),
    "a public OpenPGP key in ASCII armour, or nothing",
)


@dataclass(frozen=True, slots=True, repr=False)
class Choice:
    """One person's. ``helper``: name and mail; asked first, and used only once they agreed."""

    account: Account
    contact: _Line = ""
    language: Annotated[str, matching(r"[a-z]{2}|", "two small letters, or nothing")] = ""
    never_paper: bool = False
    pgp: Annotated[str, sized(0, MAX_KEY), _KEY] = ""
    helper: _Line = ""
    helper_agreed: bool = False

    def agreed(self) -> "Choice":
        """The same, once the helper said yes."""
        return replace(self, helper_agreed=bool(self.helper))


@dataclass(frozen=True, slots=True, repr=False)
class Waiting:
    """An account for which a message waits. ``word``: makes the mail's id, the same each time it is sent."""

    account: Account
    until: Day
    word: Annotated[str, matching(r"[0-9a-f]{32}", "32 hex digits")]


def packed(kind: "Choice | Waiting") -> bytes:
    """Bytes to seal, of one length for each kind. Raises ObjectError."""
    form, size = (_CHOICE, SIZE) if isinstance(kind, Choice) else (_WAITING, WAITING_SIZE)
    body = form.encode(kind)  # type: ignore[arg-type]  # each by its own form
    if len(body) > size:
        form.refuse("choice", f"it has {len(body)} bytes and may have {size}")
    return body.ljust(size, b"\n")


def choice_of(data: bytes) -> Choice:
    """The choice of such bytes. Raises ObjectError."""
    return _CHOICE.decode(data.rstrip(b"\n"))


def waiting_of(data: bytes) -> Waiting:
    """The note of such bytes. Raises ObjectError."""
    return _WAITING.decode(data.rstrip(b"\n"))


def chosen(account: str, fields: Mapping[str, Any]) -> Choice:
    """What a form says; whatever it says of a helper's answer counts for nothing. Raises ObjectError."""
    said = {name: str(fields.get(name, "")).strip() for name in ("contact", "language", "pgp", "helper")}
    pgp = said["pgp"].replace("\r\n", "\n")
    paper = bool(fields.get("never_paper"))
    made = Choice(account, said["contact"], said["language"], never_paper=paper, pgp=pgp, helper=said["helper"])
    _CHOICE.check(made)
    return made


_CHOICE: Final = Records(Choice, "object", "choice", ObjectError)
_WAITING: Final = Records(Waiting, "object", "choice", ObjectError)
