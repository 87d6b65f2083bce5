"""A person's identity file, made by ``keys new`` on the person's own machine (hazard 9.2).

JSON inside an age passphrase file; or, where the caller chooses, the bare JSON, mode 0600; or, as the vault makes it, a
file that opens in several ways (``identity_ways``). The secrets stand in no repr, no text and no error. The public
half is a ``Card``: one line to hand to ``init`` or to a colleague.
"""

import json
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, NoReturn

from dueprocess.adapters import crypto, durable
from dueprocess.adapters import identity_ways as ways
from dueprocess.adapters.age_header import AgeError
from dueprocess.formats import moment
from dueprocess.formats.note import Key, MalformedNoteError, Sign, parse_vkey
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.roster import NAME, Own, Person

FORM: Final = "dueprocess.identity/1"
CARD: Final = "dueprocess.card/2"
MAX_FILE: Final = 64 * 1024
_KEYS: Final = frozenset({"form", "name", "age", "seed", "made_at"})
_OWN: Final = frozenset({"own_age", "own_seed"})


class IdentityError(ValueError):
    """An identity or card that cannot be read or written; says what to do next and quotes no secret."""


@dataclass(frozen=True, slots=True)
class Card:
    """The public half: pseudonym, age recipient and Ed25519 verifier key of the daily key, and of the own one."""

    name: str
    age: str
    vkey: str
    own: Own | None = None

    def text(self) -> str:
        """One line: ``dueprocess.card/2 NAME AGE VKEY``, and ``OWN_AGE OWN_VKEY`` where there is an own key."""
        own = f" {self.own.age} {self.own.vkey}" if self.own else ""
        return f"{CARD} {self.name} {self.age} {self.vkey}{own}"

    def person(self, roles: Iterable[str]) -> Person:
        """The person for a roster, with ``roles`` as the plain words that a roster holds; a host has one key."""
        held = tuple(sorted({str(role) for role in roles}))
        return Person(self.name, held, self.age, self.vkey, None if "producer" in held else self.own)


@dataclass(frozen=True, slots=True)
class Identity:
    """Both halves. ``age_secret`` opens, ``seed`` signs; neither is shown. ``made_at`` is YYYY-MM-DDTHH:MM:SSZ.

    ``own_age_secret`` and ``own_seed`` are those of the own key; a file for the desk's page holds none (``daily``).
    ``authenticators``: how many of them open the file that it came from, ``words``: whether recovery words do; none
    where it is no file of several ways.
    """

    name: str
    made_at: str
    age_secret: str = field(repr=False)
    seed: bytes = field(repr=False)
    own_age_secret: str = field(default="", repr=False)
    own_seed: bytes = field(default=b"", repr=False)
    authenticators: int = field(default=0, compare=False)
    words: bool = field(default=False, compare=False)

    def card(self) -> Card:
        """The public half."""
        key, _ = self.daily_signer()
        card = Card(self.name, crypto.recipient_of(self.age_secret), key.vkey)
        if not self.own_seed:
            return card
        return replace(card, own=Own(crypto.recipient_of(self.own_age_secret), self.signer()[0].vkey))

    def signer(self) -> tuple[Key, Sign]:
        """Verifier key and signing callable of the own key, by which every act counts; of the daily one without it."""
        return crypto.signer(self.name, self.own_seed or self.seed)

    def daily_signer(self) -> tuple[Key, Sign]:
        """The same of the daily key."""
        return crypto.signer(self.name, self.seed)

    @property
    def age_secrets(self) -> list[str]:
        """What opens an envelope to either key."""
        return [self.age_secret, *([self.own_age_secret] if self.own_age_secret else [])]

    @property
    def daily(self) -> "Identity":
        """What a page that the desk serves may hold: the daily key alone. Nothing in it leads to the own one."""
        return replace(self, own_age_secret="", own_seed=b"", authenticators=0, words=False)


def new(name: str, made_at: str) -> Identity:
    """A fresh identity for the pseudonym ``name``: two keys, each drawn apart from the other.

    Raises IdentityError for an unfit name or moment.
    """
    _check_name(name)
    try:
        moment.parse(made_at)
    except ValueError as fault:
        raise IdentityError(str(fault)) from fault
    secret, _ = crypto.new_case_key()
    own, _ = crypto.new_case_key()
    return Identity(name, made_at, secret, crypto.new_seed(), own, crypto.new_seed())


def save(path: Path, identity: Identity, passphrase: str | None) -> None:
    """Write the file, new and 0600, durably. Raises IdentityError where it exists or cannot be written."""
    data = _write(identity)
    if passphrase is not None:
        if not passphrase:
            _refuse("the passphrase is empty; choose one, or say that you want none")
        data = crypto.encrypt_passphrase(data, passphrase)
    try:
        durable.create(path, data)
    except FileExistsError:
        _refuse(f"{path} exists; an identity is never overwritten: choose another path")
    except OSError as fault:
        _refuse(f"{path} cannot be written ({fault.strerror}); choose another path")


def load(path: Path, passphrase: str | None) -> Identity:
    """The identity in the file. Raises IdentityError: not readable, readable by others, passphrase wrong or missing."""
    data = _read(path)
    if ways.is_one(data):
        return _opened(data, passphrase, path)
    if data.startswith(b"{"):
        return _parse(data, path)
    if passphrase is None:
        _refuse(f"{path} is protected by a passphrase; give it")
    try:
        return _parse(crypto.decrypt_passphrase(data, passphrase), path)
    except AgeError as fault:
        _refuse(f"{path}: {fault.reason}")


def needs_passphrase(path: Path) -> bool:
    """Whether the file opens only by a passphrase or by recovery words. Raises IdentityError."""
    data = _read(path)
    return ways.is_one(data) or not data.startswith(b"{")


def opens(path: Path, passphrase: str) -> bool:
    """Whether a passphrase opens the file. Raises IdentityError where it cannot be read."""
    if not needs_passphrase(path):
        return False
    try:
        load(path, passphrase)
    except IdentityError:
        return False
    return True


def parse_card(text: str) -> Card:
    """Card from its one line. Raises IdentityError."""
    words = text.strip().split(" ")
    if len(words) not in {4, 6} or words[0] != CARD:  # form, name, age, vkey; own age, own vkey
        _refuse(f"not a card: one line '{CARD} NAME AGE VKEY OWN_AGE OWN_VKEY' is needed, as `keys new` prints it")
    name, keys = words[1], [(words[at], words[at + 1]) for at in range(2, len(words), 2)]
    _check_name(name)
    for age, vkey in keys:
        if not crypto.is_recipient(age):
            _refuse(f"the card of {name} has no valid age recipient; copy the whole line again")
        try:
            key = parse_vkey(vkey)
        except MalformedNoteError:
            _refuse(f"the card of {name} has no valid verifier key; copy the whole line again")
        if key.name != name:
            _refuse(f"the verifier key on the card of {name} carries another name")
    if len({key for pair in keys for key in pair}) != 2 * len(keys):
        _refuse(f"the card of {name} has the same key twice; copy the whole line again")
    return Card(name, *keys[0], *(Own(*own) for own in keys[1:]))


def _write(identity: Identity) -> bytes:
    plain = {
        "form": FORM,
        "name": identity.name,
        "age": identity.age_secret,
        "seed": identity.seed.hex(),
        "made_at": identity.made_at,
    }
    if identity.own_seed:
        plain |= {"own_age": identity.own_age_secret, "own_seed": identity.own_seed.hex()}
    return json.dumps(plain, indent=1).encode() + b"\n"


def _read(path: Path) -> bytes:
    try:
        # O_NONBLOCK: a named pipe in its place must not hang us.
        with os.fdopen(os.open(path, os.O_RDONLY | durable.flags("O_CLOEXEC", "O_NONBLOCK", "O_BINARY")), "rb") as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode) or about.st_size > MAX_FILE:
                _refuse(f"{path} is no identity file")
            if about.st_mode & 0o077:
                _refuse(f"{path} can be read by others; chmod 600 it, and make new keys if somebody may have read it")
            return file.read(MAX_FILE + 1)
    except OSError as fault:
        _refuse(f"{path} cannot be read ({fault.strerror})")


def _parse(data: bytes, path: Path) -> Identity:
    # Faults end here without their cause: a JSON error carries the whole document.
    try:
        plain: Any = json.loads(data)
        texts = all(isinstance(one, str) for one in plain.values())
        if set(plain) not in (_KEYS, _KEYS | _OWN) or plain["form"] != FORM or not texts:
            raise ValueError  # noqa: TRY301 - all faults of the file end as one
        own = (plain.get("own_age", ""), bytes.fromhex(plain.get("own_seed", "")))
        identity = Identity(plain["name"], plain["made_at"], plain["age"], bytes.fromhex(plain["seed"]), *own)
        moment.parse(identity.made_at)
        if not NAME.fullmatch(identity.name):
            raise ValueError  # noqa: TRY301 - as above
        identity.card()
    except (ValueError, TypeError, RecursionError):
        pass
    else:
        return identity
    message = f"{path} is no identity file of the form {FORM}; take the file that `keys new` wrote, or a backup of it"
    raise IdentityError(message)


def _opened(data: bytes, given: str | None, path: Path) -> Identity:
    if given is None:
        _refuse(f"{path} opens by a passphrase or by recovery words; give them")
    try:
        opened = _parse(ways.open_file(data, given), path)
        return replace(opened, authenticators=ways.authenticators(data), words=ways.has_words(data))
    except (DeniedError, AgeError) as fault:
        reason = getattr(fault, "reason", str(fault))
        _refuse(f"{path}: {reason}")


def _check_name(name: str) -> None:
    if not NAME.fullmatch(name):
        _refuse("a pseudonym is 2 to 31 of a-z, 0-9 and hyphen, a letter first")


def _refuse(message: str) -> NoReturn:
    raise IdentityError(message) from None
