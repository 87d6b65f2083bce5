"""The record of a hand-over on disk or paper: what went, by whom, to whom, how it is sealed; signed by hand.

It says names, sizes and hashes of ciphertexts and no particulars: no target, no order, no file number. The authority's
own reference is a line to be filled in by hand (hazard 11.3; docs/reference/recipients.md).
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from dueprocess.formats import ids, moment
from dueprocess.formats.forms import Records
from dueprocess.formats.recipient import How, plain, refuse
from dueprocess.formats.record import Check, Moment, Natural, exactly, matching, sized

FORM: Final = "dueprocess.transfer/1"
CLEAR: Final = "clear"
"""What is printed to be read: it goes in sealed envelopes."""

_KEYED: Final = frozenset({How.CMS, How.OPENPGP, How.AGE})
_WAYS: Final[Mapping[str, frozenset[str]]] = {"disk": frozenset(How), "paper": frozenset({*How, CLEAR})}
MAX_FILES: Final = 4000
MAX_SEALS: Final = 20
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_NAME: Final = matching(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}", "a file has a plain name")
_SEAL: Final = matching(r"[A-Za-z0-9][A-Za-z0-9 ./-]{0,40}", "the letters and digits that are printed on it")
_MEANS: Final = Check(_WAYS.__contains__, f"the means of a hand-over are {' or '.join(_WAYS)}")
_PRODUCTION: Final = Check(lambda text: not text or ids.is_id(text, "x"), "a production, or empty")
_Text = Annotated[str, Check(bool, "a record says who hands over what to whom")]


@dataclass(frozen=True, slots=True)
class Sent:
    """One ciphertext as it lies on the disk or is printed: name, bytes, SHA-256 (hex); in clear, the name alone."""

    name: Annotated[str, _NAME]
    size: Natural
    hash: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """See the module.

    Attributes:
        production: its id, or empty.
        sender: the provider.
        recipient: the office, as two people verified it; never an official.
        means: ``disk`` or ``paper``.
        how: in which way the files are sealed; ``clear`` on paper that is to be read.
        key: SHA-256 (hex) of the recipient's key; empty where there is none.
        by: pseudonym of the person who hands over.
        made_at: ``YYYY-MM-DDTHH:MM:SSZ``.
        seals: numbers of the bags or seals, as printed on them.
        files: what goes.
    """

    production: Annotated[str, _PRODUCTION]
    sender: _Text
    recipient: _Text
    means: Annotated[str, _MEANS]
    how: str
    key: Annotated[str, matching(r"|[0-9a-f]{64}", "the key is named by its SHA-256")]
    by: _Text
    made_at: Moment
    seals: Annotated[tuple[Annotated[str, _SEAL], ...], sized(0, MAX_SEALS)]
    files: Annotated[tuple[Sent, ...], sized(1, MAX_FILES)]
    algorithm: Annotated[str, exactly("SHA-256")] = "SHA-256"
    form: Annotated[str, exactly(FORM)] = FORM


def check(record: Transfer) -> None:
    """Whether a record can be written. Raises DeniedError ``recipient.way``, ``recipient.record``."""
    _FORM.check(record)


def _check(record: Transfer) -> None:
    if record.how not in _WAYS[record.means] or bool(record.key) != (record.how in _KEYED):
        refuse("record", "certificates and keys have a hash, words have none, and paper alone goes in clear")
    if len({file.name for file in record.files}) != len(record.files):
        refuse("record", "a record lists each file once")
    if not all(_measured(file, record.how) for file in record.files):
        refuse("record", "a file has a size and a hash where it is sealed; in clear, neither")


_FORM: Final = Records(Transfer, "recipient", "record", also=_check)


def record_json(record: Transfer) -> bytes:
    """The record as canonical JSON. Raises DeniedError as ``check``."""
    return _FORM.encode(record)


def page(record: Transfer, words: Mapping[str, str], language: str) -> dict[str, Any]:
    """The record as the typesetter takes it, in the words of ``texts/transfer``. Raises DeniedError as ``check``.

    Each page names the hash of the whole record, so that a page with signatures belongs to one list of files.
    """
    check(record)
    rows = (
        ("from", record.sender),
        ("to", record.recipient),
        ("production", record.production or words["none"]),
        ("made", f"{moment.parse(record.made_at):%Y-%m-%d %H:%M} UTC"),
        ("means", words[record.means]),
        ("how", words[record.how]),
        ("key", _grouped(record.key) if record.key else words["no_key_" + record.how]),
        ("seals", ", ".join(record.seals) or words["no_seal"]),
    )
    return {
        "language": language,
        "title": words["title"],
        "mark": f"{words['record']} {_grouped(hashlib.sha256(record_json(record)).hexdigest())}",
        "rows": [{"label": words[label], "value": plain(value) if label != "key" else value} for label, value in rows],
        "head": [words["name"], words["size"], "SHA-256"],
        "files": [_row(file, words) for file in record.files],
        "total": words["total" if record.how != CLEAR else "total_clear"].format(
            files=len(record.files), size=_thousands(sum(file.size for file in record.files))
        ),
        "says": words["says_clear" if record.how == CLEAR else "says"],
        "reference": words["reference"],
        "people": [
            {"role": words["gives"], "name": record.by, "lines": _lines(words)},
            {"role": words["takes"], "name": "", "lines": _lines(words)},
        ],
    }


def _lines(words: Mapping[str, str]) -> list[str]:
    return [words["person"], words["place"], words["signature"]]


def _measured(file: Sent, how: str) -> bool:
    """Of what can be read no hash and no size is kept: they would confirm a guess (P2)."""
    if how == CLEAR:
        return (file.size, file.hash) == (0, "")
    return _HASH.fullmatch(file.hash) is not None


def _row(file: Sent, words: Mapping[str, str]) -> list[str]:
    if not file.hash:
        return [file.name, words["unsaid"], words["unsaid"]]
    return [file.name, _thousands(file.size), _grouped(file.hash)]


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")


def _grouped(hash_: str) -> str:
    return " ".join(hash_[at : at + 8] for at in range(0, len(hash_), 8))
