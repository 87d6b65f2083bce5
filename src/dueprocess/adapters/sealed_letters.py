"""A mail of ours, sealed whole to the key of an authority that two people verified: OpenPGP (RFC 3156) or S/MIME.

Inside stands the mail with its own headers (RFC 9788); outside those by which it travels. CMS is AES-256-GCM in
AuthEnvelopedData, as for what is released (ADR 0029). Other bytes each time: a repeat is known by its Message-ID.
"""

import base64
import datetime as dt
import io
import re
from typing import Final

from dueprocess.adapters import certificates, cms, openpgp
from dueprocess.formats.recipient import How

MAIL: Final = frozenset({How.OPENPGP, How.CMS})
"""Keys to which mail is sealed."""
_FIELD: Final = re.compile(rb"[^\n]+\n(?:[ \t][^\n]*\n)*")
_CONTENT: Final = (b"content-", b"mime-version")
_PROTECTED: Final = (b"from:", b"to:", b"date:", b"message-id:", b"subject:")


def sealed(message: bytes, how: str, key: bytes, at: dt.datetime) -> bytes:
    """The mail sealed to ``key`` (``openpgp`` or ``cms``). Raises DeniedError ``recipient.*``."""
    head, _, body = message.replace(b"\r\n", b"\n").partition(b"\n\n")
    fields = [one[0] for one in _FIELD.finditer(head + b"\n")]
    content = [one for one in fields if one.lower().startswith(_CONTENT)]
    outside = b"".join(one for one in fields if one not in content)
    protected = b"".join(one for one in fields if one.lower().startswith(_PROTECTED))
    marked = [
        one.rstrip(b"\n") + b'; hp="cipher"\n' if one.lower().startswith(b"content-type:") else one for one in content
    ]
    inner = (protected + b"".join(marked) + b"\n" + body).replace(b"\n", b"\r\n")
    out = io.BytesIO()
    if how == How.OPENPGP:
        openpgp.seal(openpgp.read(key, at), io.BytesIO(inner), out)
        wrapped = _pgp_mime(out.getvalue())
    else:
        cms.seal(certificates.read(key, at), io.BytesIO(inner), out)
        wrapped = _smime(out.getvalue())
    return (outside + b"MIME-Version: 1.0\n" + wrapped).replace(b"\n", b"\r\n")


def _pgp_mime(packets: bytes) -> bytes:
    border = "=_sealed"
    head = f'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="{border}"\n\n'
    first = f"--{border}\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n\n"
    second = f'--{border}\nContent-Type: application/octet-stream; name="encrypted.asc"\n\n'
    armour = b"-----BEGIN PGP MESSAGE-----\n\n" + _lines(packets) + b"-----END PGP MESSAGE-----\n"
    return (head + first + second).encode() + armour + f"\n--{border}--\n".encode()


def _smime(der: bytes) -> bytes:
    head = 'Content-Type: application/pkcs7-mime; smime-type=authEnveloped-data; name="smime.p7m"\n'
    head += 'Content-Disposition: attachment; filename="smime.p7m"\nContent-Transfer-Encoding: base64\n\n'
    return head.encode() + _lines(der)


def _lines(data: bytes) -> bytes:
    return base64.encodebytes(data)
