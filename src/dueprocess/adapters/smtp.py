"""Mail out: one message by SMTP to the server that desk.toml names, over TLS that is checked.

Composes and sends; it parses no mail. What a server says never leaves this module: a fault is a code (P2), since a
refusal quotes addresses. The server's certificate is checked against the system's authorities, or those in the file
that OpenSSL's ``SSL_CERT_FILE`` names. Sending in clear is for a server on this machine alone.
"""

import contextlib
import datetime
import email.policy
import ipaddress
import os
import re
import smtplib
import ssl
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from enum import StrEnum
from typing import Final, Protocol

TIMEOUT: Final = 30.0  # seconds for the connection and for each answer
MAX_MESSAGE: Final = 25 << 20
MAX_SUBJECT: Final = 120
MAX_THREAD: Final = 4096  # characters of all ids of a thread
MAX_PASSWORD: Final = 1024
MAX_ADDRESS: Final = 254  # RFC 5321, section 4.5.3.1.3, less the angle brackets

_LOCAL: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_DOMAIN: Final = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS: Final = re.compile(rf"{_LOCAL}@{_DOMAIN}")
_MESSAGE_ID: Final = re.compile(rf"<{_LOCAL}@{_DOMAIN}>")
_MEDIA: Final = re.compile(r"([a-z0-9][a-z0-9.+-]{0,63})/([a-z0-9][a-z0-9.+-]{0,126})")
_FILE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")


class _Policy(email.policy.EmailPolicy):
    """The library would write a long id as an encoded word, which is no id any more: each stands on a line as it is."""

    def fold_binary(self, name: str, value: str) -> bytes:
        """A header as bytes."""
        if name in _THREAD or name == _LEAVE:
            return f"{name}: ".encode() + b"\r\n ".join(value.encode().split()) + b"\r\n"
        return bytes(super().fold_binary(name, value))


_OF_THREAD: Final = re.compile(r"<[!-;=?-~]{1,250}>")  # another server's id: wider than ours, no line of its own
_THREAD: Final = ("In-Reply-To", "References")
_LEAVE: Final = "List-Unsubscribe"
_LEAVES: Final = re.compile(r"(?:https|mailto):[!-;=?-~]{1,400}")
# One part a line, no part in 8 bits: every server takes it. Lines end as SMTP wants them.
_POLICY: Final = _Policy(linesep="\r\n", cte_type="7bit", max_line_length=78)


class Fault(StrEnum):
    """Why a message did not leave. Closed; kept with the effect and shown to people."""

    UNREACHABLE = "smtp.unreachable"  # no connection, or it broke off: the server may have taken the message
    BROKEN = "smtp.broken"  # the server does not speak as it should, or turned the house away
    TLS = "smtp.tls"  # no TLS, or a certificate that is not the server's
    LOGIN = "smtp.login"  # name or password
    BUSY = "smtp.busy"  # 4yz: not now
    REFUSED = "smtp.refused"  # 5yz: not this message, or not to this address
    INSECURE = "smtp.insecure"  # security = none, and the server is not on this machine
    PASSWORD_FILE = "smtp.password-file"  # noqa: S105 - a code; missing, or others may read it
    SENDER = "smtp.sender"  # [mail] sender is no address
    ADDRESS = "smtp.address"  # the recipient's is no plain address
    MESSAGE = "smtp.message"  # too long, or a part that would become a header


class MailError(Exception):
    """The message did not leave, or nobody knows whether it did; never the server's words (P2).

    ``permanent``: the same message to the same address will be refused again, so a person must act. ``house``: the
    server turned the house away before it heard to whom the message goes.
    """

    def __init__(self, code: Fault, *, permanent: bool = False, house: bool = False) -> None:
        super().__init__(str(code))
        self.code = code
        self.permanent = permanent
        self.house = house


class Server(Protocol):
    """What is to be known of the server; ``desk.services.house.MailSettings`` is one."""

    @property
    def host(self) -> str:
        """Name, as its certificate has it."""

    @property
    def port(self) -> int:
        """Port, 1 to 65535."""

    @property
    def security(self) -> str:
        """``starttls``, ``tls``, or ``none`` for this machine."""

    @property
    def user(self) -> str:
        """Empty: no log-in."""

    @property
    def sender(self) -> str:
        """The house's own address."""


@dataclass(frozen=True, slots=True, repr=False)
class Attachment:
    """A file of a message. ``name`` is ours and plain ASCII; never one that came from outside."""

    name: str
    media: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Smtp:
    """The server that desk.toml names. One connection a message: letters are few, and one fault stops one of them."""

    settings: Server
    password: str = ""
    timeout: float = TIMEOUT

    def __post_init__(self) -> None:
        if self.settings.security == "none" and not is_this_machine(self.settings.host):
            raise MailError(Fault.INSECURE)
        if not is_address(self.settings.sender):
            raise MailError(Fault.SENDER)

    def __repr__(self) -> str:
        return f"<Smtp {self.settings.host}:{self.settings.port}>"  # no password

    def send(self, message: bytes, sender: str, recipients: Sequence[str]) -> None:
        """Hand ``message`` over, to all ``recipients`` or to none. Raises MailError.

        ``sender`` is the envelope's: bounces go there. After ``smtp.broken`` or ``smtp.unreachable`` the server may
        have taken it all the same: send the same bytes again; the Message-ID tells that the copies are one.
        """
        if not recipients or not all(map(is_address, (sender, *recipients))):
            raise MailError(Fault.ADDRESS, permanent=True)
        if len(message) > MAX_MESSAGE:
            raise MailError(Fault.MESSAGE, permanent=True)
        with _told(), self._connected() as server:
            self._greet(server)
            _accepted(server.mail(sender, [f"size={len(message)}"] if server.has_extn("size") else []), house=True)
            for one in recipients:
                _accepted(server.rcpt(one))
            _accepted(server.data(message))

    @contextlib.contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        settings = self.settings
        # Our name in the greeting is the sender's domain: the machine's own name is nobody's business.
        name = domain_of(settings.sender)
        server: smtplib.SMTP
        if settings.security == "tls":
            server = smtplib.SMTP_SSL(
                settings.host, settings.port, name, timeout=self.timeout, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(settings.host, settings.port, name, timeout=self.timeout)
        try:
            yield server
        finally:
            # The message is accepted or refused by now: how the server says goodbye changes nothing.
            with contextlib.suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()

    def _greet(self, server: smtplib.SMTP) -> None:
        server.ehlo_or_helo_if_needed()
        if self.settings.security == "starttls":
            server.starttls(context=ssl.create_default_context())
            server.ehlo_or_helo_if_needed()
        if self.settings.user:
            server.login(self.settings.user, self.password)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """The library's exceptions as codes. ``from None``: their words quote the server."""
    try:
        yield
    except ssl.SSLError:  # first: a certificate that fails is a ValueError too
        raise MailError(Fault.TLS) from None
    except smtplib.SMTPAuthenticationError:
        raise MailError(Fault.LOGIN) from None
    except smtplib.SMTPDataError as fault:  # refused before the message was said
        permanent = fault.smtp_code // 100 == 5  # noqa: PLR2004 - 5yz
        raise MailError(Fault.REFUSED if permanent else Fault.BUSY, permanent=permanent) from None
    except smtplib.SMTPNotSupportedError:  # no STARTTLS, no login: never go on without
        raise MailError(Fault.TLS) from None
    except smtplib.SMTPResponseException as fault:
        # A greeting that turns us away concerns the house, not this letter.
        code = Fault.BUSY if fault.smtp_code // 100 == 4 else Fault.BROKEN  # noqa: PLR2004 - 4yz
        raise MailError(code, house=True) from None
    except (smtplib.SMTPException, ValueError, UnicodeError):
        raise MailError(Fault.BROKEN) from None
    except OSError:
        raise MailError(Fault.UNREACHABLE) from None


def _accepted(answer: tuple[int, bytes], *, house: bool = False) -> None:
    """2yz and 354 pass; 4yz is for later, 5yz for ever (RFC 5321, section 4.2.1). Raises MailError."""
    kind = answer[0] // 100
    if kind == 5:  # noqa: PLR2004 - 5yz
        raise MailError(Fault.REFUSED, permanent=True, house=house)
    if kind == 4:  # noqa: PLR2004 - 4yz
        raise MailError(Fault.BUSY, house=house)
    if kind not in {2, 3}:
        raise MailError(Fault.BROKEN)


def compose(  # noqa: PLR0913 - the parts of a message
    *,
    sender: str,
    to: str,
    subject: str,
    body: str,
    message_id: str,
    at: datetime.datetime,
    reply_to: str = "",
    attachments: Sequence[Attachment] = (),
    thread: Sequence[str] = (),
    automatic: bool = False,
    leave: str = "",
) -> bytes:
    """A message; the same arguments give the same bytes.

    ``subject`` and ``body`` are the house's own neutral words: mail is read on its way. ``at`` is cut to the minute, as
    every time of the desk; a Date of the day alone is taken for old by filters. ``thread``: ids of the
    messages before it, the last of which it answers. ``automatic``: no person sent it, and no program is to answer it
    (RFC 3834, section 5). ``leave``: where one leaves a list, ``https:`` by one request (RFC 8058) or ``mailto:``
    (RFC 2369). Raises MailError ``smtp.address`` or ``smtp.message`` where a part
    could become a header of its own or cannot be written.
    """
    if not all(map(is_address, (sender, to, *([reply_to] if reply_to else [])))):
        raise MailError(Fault.ADDRESS, permanent=True)
    threaded = all(map(_OF_THREAD.fullmatch, thread)) and len("".join(thread)) <= MAX_THREAD
    named = threaded and _MESSAGE_ID.fullmatch(message_id) and (not leave or _LEAVES.fullmatch(leave))
    if not named or not subject.isprintable() or len(subject) > MAX_SUBJECT:
        raise MailError(Fault.MESSAGE, permanent=True)
    message = EmailMessage(policy=_POLICY)
    message["Date"] = at.astimezone(datetime.UTC).replace(second=0, microsecond=0)
    message["From"] = sender
    message["To"] = to
    if reply_to:
        message["Reply-To"] = reply_to
    message["Message-ID"] = message_id
    if thread:
        message["In-Reply-To"] = thread[-1]
        message["References"] = " ".join(thread)
    if automatic:
        message["Auto-Submitted"] = "auto-generated"
    if leave:
        message[_LEAVE] = f"<{leave}>"
        if leave.startswith("https:"):
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Subject"] = subject
    message["MIME-Version"] = "1.0"
    message.set_content(body)
    for one in attachments:
        _attach(message, one)
    # Two runs must give the same bytes, so the boundary is named by the message and not by chance.
    if message.is_multipart():
        message.set_boundary(f"=_{message_id.strip('<>').partition('@')[0][:60]}")
    return message.as_bytes()


def _attach(message: EmailMessage, one: Attachment) -> None:
    media = _MEDIA.fullmatch(one.media)
    if media is None or not _FILE.fullmatch(one.name):
        raise MailError(Fault.MESSAGE, permanent=True)
    message.add_attachment(one.data, maintype=media[1], subtype=media[2], filename=one.name)


def is_address(text: str) -> bool:
    """Whether ``text`` is a plain ASCII mailbox: nothing quoted, no literal, no display name, no line break."""
    return len(text) <= MAX_ADDRESS and _ADDRESS.fullmatch(text) is not None


def domain_of(address: str) -> str:
    """The part after the @."""
    return address.rpartition("@")[2]


def is_this_machine(host: str) -> bool:
    """Whether ``host`` is a loopback address, or ``localhost``."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def read_password(path: str) -> str:
    """The one line in a password file; empty where no file is named. Raises MailError ``smtp.password-file``.

    The file is a regular one, ours or root's, and nobody else may read it (0600, 0400).
    """
    if not path:
        return ""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
        try:
            about, data = os.fstat(handle), os.read(handle, MAX_PASSWORD + 1)
        finally:
            os.close(handle)
        text = data.decode().rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise MailError(Fault.PASSWORD_FILE) from None
    closed = stat.S_ISREG(about.st_mode) and not about.st_mode & 0o077 and about.st_uid in {os.geteuid(), 0}
    if not closed or len(data) > MAX_PASSWORD or not text.isprintable() or not text:
        raise MailError(Fault.PASSWORD_FILE)
    return text
