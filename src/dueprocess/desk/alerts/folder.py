"""The folder of the alert list: who is told, sealed; who has proved their address; how to leave (ADR 0123).

A file for each reader, sealed to an identity of its own and named by a keyed hash of the address, and beside it a state
that anybody may read who sees the folder: days, counts and hashes of random codes. Deleting both is deleting all.
"""

import base64
import contextlib
import datetime
import hmac
import json
import secrets
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Final

from dueprocess.adapters import crypto, durable, locks, smtp
from dueprocess.adapters.texts import sentences
from dueprocess.formats import alert
from dueprocess.formats.alert import Reader, State, Way
from dueprocess.formats.record import LINE, MAYBE, Check, FormError, between, matching, sized, way

MOST: Final = 500
"""Readers, those too that have not proved their address."""
ASKED_A_DAY: Final = 20
PROVE_DAYS: Final = 7
"""An address that nobody proved is deleted after that."""
GIVE_UP: Final = 8
"""Runs that failed one after the other; by the timer, three days."""
MAX_FILE: Final = 64 << 10
_READERS: Final = "readers"
_STATES: Final = "states"
_Line = Annotated[str, sized(1, 200), LINE]
_ABSOLUTE: Final = Check(lambda path: path.startswith("/") and path.isprintable(), "an absolute path")
_HTTPS: Final = matching(r"https://[a-z0-9.-]{1,200}(?::[0-9]{1,5})?|", "https://host, or nothing")


class AlertError(Exception):
    """The list refuses; what it says is for whoever keeps it."""


@dataclass(frozen=True, slots=True)
class Mail:
    """The SMTP server that news leave by."""

    host: _Line
    sender: Annotated[str, Check(smtp.is_address, "a mail address")]
    port: Annotated[int, between(1, 65535), MAYBE] = 587
    security: Annotated[str, matching("starttls|tls|none", "starttls, tls or none"), MAYBE] = "starttls"
    user: Annotated[str, sized(0, 200), LINE, MAYBE] = ""
    password_file: Annotated[str, sized(0, 200), LINE, MAYBE] = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """``alert.toml``: whose news, of which site, and by which way they leave."""

    provider: _Line
    site: Annotated[str, _ABSOLUTE]  # folder of the public site, as `publish` wrote it
    contact: Annotated[str, Check(smtp.is_address, "a mail address")]
    mail: Mail
    address: Annotated[str, _HTTPS, MAYBE] = ""  # of `alert serve`, behind its proxy
    hour: Annotated[int, between(0, 23), MAYBE] = 6  # UTC: before it there is no beat of the day

    @property
    def site_path(self) -> Path:
        """The folder of the site."""
        return Path(self.site)


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder of one alert list."""

    path: Path

    @classmethod
    def create(cls, path: Path, recipient: str, settings: Settings) -> "Folder":
        """A new folder, sealed to ``recipient``. Raises FileExistsError, FormError."""
        plain = way(Settings)[1](settings)
        way(Settings)[0](plain)
        for folder in (path, path / _READERS, path / _STATES, path / "beats"):
            folder.mkdir(mode=0o700, parents=True)
        durable.create(path / "recipient", f"{recipient}\n".encode())
        durable.create(path / "names.key", secrets.token_hex(32).encode())
        durable.create(path / "alert.toml", _toml(plain))
        return cls(path)

    @property
    def settings(self) -> Settings:
        """What alert.toml says. Raises AlertError."""
        try:
            with (self.path / "alert.toml").open("rb") as file:
                data = file.read(MAX_FILE)
            made: Settings = way(Settings)[0](tomllib.loads(data.decode()))
        except (OSError, ValueError, RecursionError) as fault:
            why = str(fault) if isinstance(fault, FormError) else type(fault).__name__
            message = f"{self.path / 'alert.toml'} cannot be used: {why}"
            raise AlertError(message) from fault
        return made

    def name_of(self, address: str) -> str:
        """The name of an address's files."""
        key = bytes.fromhex((self.path / "names.key").read_text("ascii").strip())
        return hmac.digest(key, address.casefold().encode(), "sha256").hex()[:32]

    def states(self) -> dict[str, State]:
        """How each reader stands, by the name of its files. Raises ObjectError."""
        found = dict[str, State]()
        for one in sorted(one for one in (self.path / _STATES).iterdir() if not one.name.startswith(".")):
            with contextlib.suppress(FileNotFoundError):  # it leaves just now
                found[one.name] = alert.state_of(one.read_bytes())
        return found

    def reader(self, name: str, secret: str) -> Reader | None:
        """Who it is; None where it left. Raises AgeError, ObjectError."""
        try:
            sealed = (self.path / _READERS / name).read_bytes()
        except FileNotFoundError:
            return None
        return alert.reader_of(crypto.decrypt(sealed, [secret]))

    def add(self, kind: Way, address: str, language: str, today: datetime.date) -> tuple[Reader, str]:
        """Note an address that has proved nothing yet: who it is, and the code that proves it. Raises AlertError."""
        if language not in sentences("alert"):
            message = f"News are written in {', '.join(sentences('alert'))}"
            raise AlertError(message)
        code = base64.b32encode(secrets.token_bytes(10)).decode()
        reader = Reader(kind, address, language, secrets.token_hex(32))
        data = alert.packed(reader)
        with locks.of_folder(self.path):
            self.expire(today)
            name, states = self.name_of(address), self.states()
            if name in states and not states[name].ended:
                message = "That address is on the list, or was asked already and has a week to answer"
                raise AlertError(message)
            if len(states) >= MOST or sum(one.asked == str(today) for one in states.values()) >= ASKED_A_DAY:
                message = f"A list has at most {MOST} readers, and {ASKED_A_DAY} new addresses a day"
                raise AlertError(message)
            sealed = crypto.encrypt(data, [(self.path / "recipient").read_text("ascii").strip()])
            durable.replace(self.path / _READERS / name, sealed)
            state = State(kind, str(today), alert.hashed(code), alert.hashed(reader.leave))
            durable.replace(self.path / _STATES / name, alert.state_bytes(state))
        return reader, "-".join(code[at : at + 4] for at in range(0, len(code), 4))

    def confirm(self, code: str, newest: int, today: datetime.date) -> bool:
        """The code came back: told from the next beat on. ``newest``: the number of the beat that was the last."""
        wanted = alert.hashed(code)
        with locks.of_folder(self.path):
            self.expire(today)
            for name, state in self.states().items():
                if hmac.compare_digest(state.code, wanted):
                    self._keep(name, replace(state, code="", sent=newest))
                    return True
        return False

    def leave(self, token: str) -> bool:
        """The one step that leaves the list: both files go."""
        wanted = alert.hashed(token)
        with locks.of_folder(self.path):
            found = [one for one, state in self.states().items() if hmac.compare_digest(state.leave, wanted)]
            return bool([self._destroy(name) for name in found])

    def forget(self, address: str) -> bool:
        """Delete an address; whether it was there."""
        with locks.of_folder(self.path):
            return self._destroy(self.name_of(address))

    def marked(self, name: str, state: State) -> None:
        """How a reader stands now; one that left meanwhile stays away, and was perhaps asked anew."""
        with locks.of_folder(self.path):
            now = self.states().get(name)
            if now is not None and now.leave == state.leave:
                self._keep(name, state)

    def tidy(self, today: datetime.date) -> None:
        """``expire``, alone in the folder."""
        with locks.of_folder(self.path):
            self.expire(today)

    def gone(self, name: str) -> None:
        """The other side wants nothing more."""
        with locks.of_folder(self.path):
            self._destroy(name)

    def expire(self, today: datetime.date) -> None:
        """Delete what nobody proved in time, and what was half written; by whoever holds the folder's lock."""
        last = str(today - datetime.timedelta(days=PROVE_DAYS))
        states = self.states()
        for name, state in states.items():
            if state.code and state.asked < last:
                self._destroy(name)
        for one in [one for one in (self.path / _READERS).iterdir() if one.name not in states]:
            durable.destroy(one)

    def told(self) -> list[tuple[str, State]]:
        """Who is told of a beat, in one order; who was not reached of late comes last, and keeps nobody waiting."""
        told = [(name, state) for name, state in self.states().items() if state.told]
        return sorted(told, key=lambda one: one[1].tries)

    def _keep(self, name: str, state: State) -> None:
        durable.replace(self.path / _STATES / name, alert.state_bytes(state))

    def _destroy(self, name: str) -> bool:
        gone = durable.destroy(self.path / _STATES / name)
        return durable.destroy(self.path / _READERS / name) or gone


def _toml(plain: dict[str, Any]) -> bytes:
    """Strings and numbers of JSON are those of TOML; a table stands last."""
    mail = plain.pop("mail")
    lines = [*(f"{key} = {json.dumps(value)}" for key, value in plain.items()), "", "[mail]"]
    return "\n".join([*lines, *(f"{key} = {json.dumps(value)}" for key, value in mail.items()), ""]).encode()
