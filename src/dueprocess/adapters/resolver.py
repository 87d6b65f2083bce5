"""Records of type TXT from the one resolver that the operator names (RFC 1035, over TCP as of RFC 7766).

Nothing of a letter comes here: what is asked for is a list that the operator keeps (hazard 12.2). No DNSSEC is checked;
whoever runs the resolver, or stands between, can give another record.
"""

import secrets
import socket
import struct
import time
from typing import Final

PORT: Final = 53
SECONDS: Final = 10.0
MAX_ANSWERS: Final = 50
_TXT: Final = 16
_IN: Final = 1
_NO_NAME: Final = 3


class ResolverError(RuntimeError):
    """The resolver gave no answer that can be read; says why."""


def txt(server: str, name: str, *, seconds: float = SECONDS) -> list[str]:
    """Texts of the TXT records of ``name``; none where there are none. ``server``: ``host`` or ``host:port``.

    Raises ResolverError.
    """
    host, _, port = server.rpartition(":") if server.count(":") == 1 else (server, "", "")
    number = secrets.randbelow(1 << 16)
    try:
        question = b"".join(_label(one) for one in name.rstrip(".").split(".")) + b"\0" + struct.pack(">HH", _TXT, _IN)
        asked = struct.pack(">HHHHHH", number, 0x0100, 1, 0, 0, 0) + question
        until = time.monotonic() + seconds
        with socket.create_connection((host, int(port or PORT)), timeout=seconds) as line:
            line.sendall(struct.pack(">H", len(asked)) + asked)
            size = struct.unpack(">H", _exactly(line, 2, until))[0]
            return _texts(_exactly(line, size, until), number, len(question))
    except OSError as fault:
        raise ResolverError(f"the resolver {server} cannot be reached ({type(fault).__name__})") from None
    except (ValueError, IndexError, struct.error):
        raise ResolverError(f"what the resolver {server} said of {name} cannot be read") from None


def _label(one: str) -> bytes:
    data = one.encode("idna") if not one.isascii() else one.encode()
    if not 0 < len(data) < 64:  # noqa: PLR2004 - RFC 1035 section 2.3.4
        raise ValueError
    return bytes((len(data),)) + data


def _exactly(line: socket.socket, count: int, until: float) -> bytes:
    made = b""
    while len(made) < count:
        line.settimeout(max(0.01, until - time.monotonic()))
        piece = line.recv(count - len(made))
        if not piece:
            raise ValueError
        made += piece
    return made


def _texts(data: bytes, number: int, question: int) -> list[str]:
    said, flags, asked, answers, _, _ = struct.unpack(">HHHHHH", data[:12])
    code = flags & 0xF
    if said != number or not flags & 0x8000 or asked != 1 or code not in {0, _NO_NAME}:
        raise ValueError
    at, made = 12 + question, []
    for _one in range(min(answers, MAX_ANSWERS)):
        at = _after_name(data, at)
        kind, _class, _life, size = struct.unpack(">HHIH", data[at : at + 10])
        at += 10
        if kind == _TXT:
            made.append(_strings(data[at : at + size]))
        at += size
    return made


def _after_name(data: bytes, at: int) -> int:
    while data[at]:
        if data[at] >= 0xC0:  # noqa: PLR2004 - a pointer ends a name (RFC 1035 section 4.1.4)
            return at + 2
        at += 1 + data[at]
    return at + 1


def _strings(data: bytes) -> str:
    made, at = b"", 0
    while at < len(data):
        made += data[at + 1 : at + 1 + data[at]]
        at += 1 + data[at]
    return made.decode("utf-8", "replace")
