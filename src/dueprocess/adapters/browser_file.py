"""One file that any browser opens offline by words: PBKDF2-HMAC-SHA-256 and AES-256-GCM, which each has built in.

For an office that has no program to open anything (hazard 11.3). The page asks no network: its own policy forbids it.
The form is docs/reference/browser-file.md, with a test vector. Words are drawn by ``age_words``: 88 bits.
"""

import base64
import hashlib
import html
import json
import os
from collections.abc import Sequence
from importlib import resources
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from dueprocess.adapters.age_words import check_passphrase
from dueprocess.formats import canonical

if TYPE_CHECKING:
    from dueprocess.formats.canonical import Value

FORM: Final = "dueprocess.browser/1"
NAME: Final = "answer.html"
ITERATIONS: Final = 600_000
"""What OWASP asks of a password that people think up; these words have 88 bits before it."""

MOST: Final = 32 << 20
"""Bytes of all files together: a page holds them in memory, and half as much again as text."""

_SALT: Final = 16
_NONCE: Final = 12
_KEY: Final = 32
_LENGTH: Final = 4

TEXTS: Final = {
    "en": {
        "title": "Sealed answer",
        "lead": "This page asks no network and needs none: save it, and open it where nobody looks over your shoulder. "
        "It holds an answer of a provider to an order of your office. It opens by eight words, which the provider "
        "reads to you on the telephone, on the number of your office that it knows. It never sends them.",
        "label": "The eight words",
        "button": "Open",
        "noscript": "This file opens in a browser that runs its script. Mail programs show it without: save it first.",
        "save": "Save",
        "working": "Opening …",
        "wrong": "These words do not open it. Compare each word, and their order, with whoever read them to you.",
        "damaged": "What is inside is not what it says: it was damaged. Use none of it, and ask for the file again.",
        "old": "This browser does not decrypt files. Take a current one, or ask for another way.",
        "binary": "No text: save it and open it with the program that it belongs to.",
        "open": "It is open. Save what you need; close the page afterwards. Nothing was sent anywhere.",
    },
    "de": {
        "title": "Verschlossene Antwort",
        "lead": "Diese Seite braucht kein Netz und fragt keines: Speichern Sie sie, und öffnen Sie sie dort, wo "
        "niemand mitliest. Sie enthält die Antwort eines Anbieters auf ein Ersuchen Ihrer Behörde. Sie öffnet sich "
        "mit acht Wörtern, die der Anbieter Ihnen am Telefon vorliest, unter der Nummer Ihrer Behörde, die er kennt. "
        "Er verschickt sie nie.",
        "label": "Die acht Wörter",
        "button": "Öffnen",
        "noscript": "Diese Datei öffnet sich in einem Browser, der ihr Skript ausführt. Mailprogramme zeigen sie ohne: "
        "Speichern Sie sie zuerst.",
        "save": "Speichern",
        "working": "Wird geöffnet …",
        "wrong": "Diese Wörter öffnen sie nicht. Vergleichen Sie jedes Wort und die Reihenfolge mit der Person, die "
        "sie Ihnen vorgelesen hat.",
        "damaged": "Der Inhalt ist nicht der, den die Datei angibt: Sie ist beschädigt. Verwenden Sie nichts daraus, "
        "und bitten Sie erneut um die Datei.",
        "old": "Dieser Browser entschlüsselt keine Dateien. Nehmen Sie einen aktuellen, oder bitten Sie um einen "
        "anderen Weg.",
        "binary": "Kein Text: Speichern Sie die Datei, und öffnen Sie sie mit dem Programm, zu dem sie gehört.",
        "open": "Sie ist offen. Speichern Sie, was Sie brauchen, und schließen Sie dann die Seite. Es wurde nichts "
        "verschickt.",
    },
}


def sealed(files: Sequence[tuple[str, bytes]], passphrase: str, lang: str) -> bytes:
    """The page that holds ``files`` (name, content), sealed. Raises DeniedError ``recipient.passphrase``."""
    check_passphrase(passphrase)
    return page(*encrypted(packed(files), passphrase, os.urandom(_SALT), os.urandom(_NONCE)), lang)


def packed(files: Sequence[tuple[str, bytes]]) -> bytes:
    """What is sealed: length and list of the files as canonical JSON, then their bytes one after another."""
    rows: list[Value] = [
        {"hash": hashlib.sha256(data).hexdigest(), "name": name, "size": len(data)} for name, data in files
    ]
    listed = canonical.encode({"files": rows})
    return b"".join((len(listed).to_bytes(_LENGTH, "big"), listed, *(data for _, data in files)))


def encrypted(inside: bytes, passphrase: str, salt: bytes, nonce: bytes) -> tuple[bytes, bytes]:
    """Head and ciphertext. The head is authenticated with it."""
    derive = PBKDF2HMAC(hashes.SHA256(), _KEY, salt, ITERATIONS)
    head = canonical.encode({"form": FORM, "iterations": ITERATIONS, "nonce": _text(nonce), "salt": _text(salt)})
    return head, AESGCM(derive.derive(passphrase.encode("ascii"))).encrypt(nonce, inside, head)


def page(head: bytes, cipher: bytes, lang: str) -> bytes:
    """The page around a ciphertext, in German or English; only what it holds itself may run in it."""
    words = TEXTS.get(lang, TEXTS["en"])
    script, style = _asset("js"), _asset("css")
    found = {
        **{name: html.escape(text) for name, text in words.items()},
        "lang": lang if lang in TEXTS else "en",
        "script": script,
        "style": style,
        "script_hash": _hashed(script),
        "style_hash": _hashed(style),
        "head": head.decode("ascii"),
        "texts": json.dumps(words, ensure_ascii=True).replace("<", "\\u003c"),
        "sealed": _text(cipher),
    }
    text = _asset("html")
    whole = "".join(found[piece] if at % 2 else piece for at, piece in enumerate(_pieces(text)))
    return whole.encode()


def _pieces(template: str) -> list[str]:
    """The template cut at its holes: text, name of a hole, text, and so on."""
    pieces: list[str] = []
    for part in template.split("{"):
        name, brace, after = part.partition("}")
        pieces += [name, after] if brace and pieces else [part]
    return pieces


def _asset(ending: str) -> str:
    return resources.files("dueprocess.adapters").joinpath(f"browser_file.{ending}").read_text("utf-8")


def _hashed(text: str) -> str:
    return _text(hashlib.sha256(text.encode()).digest())


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
