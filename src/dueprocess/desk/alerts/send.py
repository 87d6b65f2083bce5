"""Sending a beat to each reader once, and asking an address to prove itself (ADR 0123).

What was sent is written down after the other side took it: a run that was cut off sends the same bytes under the same
id again, and the id says that they are one. Of the other side's words nothing is kept.
"""

import datetime
import secrets
import time
from dataclasses import dataclass, field, replace
from typing import Final

from dueprocess.adapters import locks, outbound, smtp
from dueprocess.adapters.outbound import OutboundError, OutboundFault
from dueprocess.adapters.smtp import Fault, MailError
from dueprocess.adapters.texts import sentences
from dueprocess.desk.alerts import beat
from dueprocess.desk.alerts.beat import Beat, Item
from dueprocess.desk.alerts.folder import GIVE_UP, AlertError, Folder, Settings
from dueprocess.formats.alert import Reader, State, Way
from dueprocess.formats.canonical import encode

_THEIRS: Final = frozenset({Fault.BUSY, Fault.REFUSED, Fault.ADDRESS, Fault.MESSAGE})
"""Faults of one address, where the server heard it; all others are of our own server."""


@dataclass(slots=True)
class Sent:
    """What one run did: messages that arrived, that failed, and readers that were given up or left."""

    arrived: int = 0
    failed: int = 0
    given_up: int = 0
    left: int = 0
    fault: str = ""  # of our own mail server


@dataclass(frozen=True, slots=True)
class Post:
    """One run's way out, which began at ``now``. ``loopback``: this machine's own addresses, for tests alone."""

    settings: Settings
    now: datetime.datetime
    loopback: bool = False
    begun: float = field(default_factory=time.monotonic)

    def mail(self, reader: Reader, name: str, at: datetime.datetime, subject: str, text: str, leave: str = "") -> None:
        """One mail. Raises MailError."""
        sender = self.settings.mail.sender
        message = smtp.compose(
            sender=sender,
            to=reader.address,
            subject=subject,
            body=text,
            message_id=f"<{name}@{smtp.domain_of(sender)}>",
            at=at,
            reply_to=self.settings.contact,
            automatic=True,
            leave=leave,
        )
        server = smtp.Smtp(self.settings.mail, smtp.read_password(self.settings.mail.password_file))
        server.send(message, sender, [reader.address])

    def hook(self, reader: Reader, name: str, data: bytes, proof: str = "") -> None:
        """One webhook, signed as Standard Webhooks say. Raises OutboundError."""
        # Of this moment: many slow ones before it make a run long, and who checks takes nothing of five minutes ago.
        at = self.now + datetime.timedelta(seconds=time.monotonic() - self.begun)
        headers = outbound.standard_headers(reader.key, f"msg_{name}", at, data)
        outbound.post(reader.address, data, headers, allow_loopback=self.loopback, proof=proof)


def way_out(settings: Settings, reader: Reader) -> str:
    """Where a reader leaves: by one request, or by one mail where nothing is served."""
    if settings.address:
        return f"{settings.address}/leave/{reader.leave}"
    return f"mailto:{settings.contact}?subject=leave"


def ask(folder: Folder, address: str, language: str, now: datetime.datetime) -> None:
    """Send the one mail that asks whether an address is wanted. Raises AlertError; then nothing is kept."""
    settings = folder.settings
    if not smtp.is_address(address):
        message = "That is no mail address"
        raise AlertError(message)
    reader, code = folder.add(Way.MAIL, address, language, now.date())
    words = sentences("alert")[language]["prove"]
    back = words["page"].format(address=settings.address) if settings.address else words["answer"]
    said = (words["lead"].format(provider=settings.provider), f"    {code}", back, words["else"])
    try:
        subject = words["subject"].format(provider=settings.provider)
        Post(settings, now).mail(reader, reader.derived("prove"), now, subject[: smtp.MAX_SUBJECT], "\n\n".join(said))
    except MailError as fault:
        folder.forget(address)
        message = f"The mail did not leave ({fault.code}), and the address is not kept"
        raise AlertError(message) from fault


def add_hook(folder: Folder, address: str, language: str, now: datetime.datetime, *, loopback: bool = False) -> str:
    """Note a webhook, and give back the secret that its owner is handed. Raises AlertError."""
    _checked(address, loopback=loopback)
    reader, _ = folder.add(Way.HOOK, address, language, now.date())
    return outbound.secret_text(reader.key)


def challenge(folder: Folder, address: str, secret: str, now: datetime.datetime, *, loopback: bool = False) -> None:
    """Have a webhook prove that its owner holds the secret. Raises AlertError, AgeError."""
    name = folder.name_of(address)
    state = folder.states().get(name)
    if state is None or state.way is not Way.HOOK or not state.code:
        message = "No webhook with that address waits for its challenge"
        raise AlertError(message)
    reader, said = folder.reader(name, secret), secrets.token_hex(16)
    if reader is None:
        message = "It left the list"
        raise AlertError(message)
    data = encode({"type": "challenge", "data": {"challenge": said}})
    try:
        proof = outbound.challenge_answer(reader.key, said)
        Post(folder.settings, now, loopback).hook(reader, reader.derived(said), data, proof)
    except OutboundError as fault:
        message = f"It did not answer as only a holder of the secret does ({fault.code})"
        raise AlertError(message) from fault
    folder.marked(name, replace(state, code="", sent=beat.kept(folder).number))


def _checked(address: str, *, loopback: bool) -> None:
    try:
        outbound.check(address, allow_loopback=loopback)
    except OutboundError as fault:
        message = "A webhook is https://host/path, without a password or a fragment"
        raise AlertError(message) from fault


def send(folder: Folder, secret: str, now: datetime.datetime, *, loopback: bool = False) -> Sent:
    """Look at the site, and tell each reader what is new, each beat once. Raises AlertError, AgeError, ObjectError."""
    try:
        with locks.of_file(folder.path / "send.lock", wait=False):
            return _send(folder, secret, now, loopback=loopback)
    except BlockingIOError:
        message = "Another run is sending: it goes on by itself"
        raise AlertError(message) from None


def _send(folder: Folder, secret: str, now: datetime.datetime, *, loopback: bool) -> Sent:
    settings, sent = folder.settings, Sent()
    there = beat.on_site(settings.site_path)
    folder.tidy(now.date())
    beats = beat.at(beat.kept(folder), there, now, settings.hour)
    beat.keep(folder, beats)
    post = Post(settings, now, loopback)
    for name, state in folder.told():
        reader = folder.reader(name, secret)
        if reader is None:
            continue
        for one in beats.waits:
            if one.number <= state.sent:
                continue
            now_is = _tried(folder, name, state, reader, one, there, post, sent)
            if now_is is None:
                break  # in order: what is older first
            state = now_is  # noqa: PLW2901 - the next beat goes on from there
    beat.keep(folder, replace(beats, fault=sent.fault))
    return sent


def _tried(
    folder: Folder,
    name: str,
    state: State,
    reader: Reader,
    one: Beat,
    there: dict[str, Item],
    post: Post,
    sent: Sent,
) -> State | None:
    """How a reader stands once a beat arrived; None where it did not."""
    try:
        _tell(reader, one, there, post)
    except OutboundError as fault:
        if fault.code is OutboundFault.GONE:  # the way out of a webhook
            folder.gone(name)
            sent.left += 1
        else:
            _failed(folder, name, state, post.now.date(), sent)
        return None
    except MailError as fault:
        if fault.code in _THEIRS and not fault.house:
            _failed(folder, name, state, post.now.date(), sent)
        else:  # our own server: no reader is given up for it
            sent.failed, sent.fault = sent.failed + 1, str(fault.code)
        return None
    made = replace(state, sent=one.number, tries=0)
    folder.marked(name, made)
    sent.arrived += 1
    return made


def _failed(folder: Folder, name: str, state: State, today: datetime.date, sent: Sent) -> None:
    sent.failed += 1
    over = state.tries + 1 >= GIVE_UP
    made = replace(state, tries=state.tries + 1, ended=str(today) if over else "")
    sent.given_up += over
    folder.marked(name, made)


def _tell(reader: Reader, one: Beat, there: dict[str, Item], post: Post) -> None:
    settings, name = post.settings, reader.derived(f"beat {one.number}")
    if reader.way is Way.HOOK:
        post.hook(reader, name, beat.body(one, there, settings.provider))
        return
    words = sentences("alert")[reader.language]["news"]
    leave = way_out(settings, reader)
    day = datetime.datetime.fromisoformat(f"{one.day}T{settings.hour:02}:00:00+00:00")
    said = beat.spoken(one.day, reader.language)
    subject = words["subject"].format(provider=settings.provider, day=said)[: smtp.MAX_SUBJECT]
    text = beat.text(one, there, words, settings.provider, leave, reader.language)
    post.mail(reader, name, day, subject, text, leave)
