"""Records as bytes: canonical JSON, and notes that people sign; each fault under a rule of the record's own family.

``Notes`` are a header line, one line of canonical JSON and signatures, so that a stranger checks them with other
people's tools (C2SP signed-note, ``note``). Nothing is written that would not be read back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, NoReturn, TypeVar

from dueprocess.formats.canonical import MAX_BYTES, NotCanonicalError, decode, encode
from dueprocess.formats.note import Key, Note, Sign, parse, signed
from dueprocess.formats.record import FormError, Step, way
from dueprocess.formats.refusal import DeniedError

Made = TypeVar("Made")


@dataclass(frozen=True)
class Records(Generic[Made]):
    """Records of one kind, and the names of the rules by which they are refused: ``family.otherwise``, or a check's."""

    kind: type[Made]
    family: str
    otherwise: str
    error: type[DeniedError] = DeniedError
    also: Callable[[Made], object] | None = None  # what one field alone cannot say; refuses by itself
    more: bool = False
    most: int = MAX_BYTES

    def _way(self) -> tuple[Step, Step]:
        kind: Any = self.kind
        return way(kind, self.more)

    def refuse(self, rule: str, reason: str, cause: Exception | None = None) -> NoReturn:
        """Raise the error under a rule of this family."""
        name = f"{self.family}.{rule}"
        raise self.error.because(name, reason) from cause

    def read(self, value: object) -> Made:
        """The record of JSON values. Raises ``error``."""
        try:
            made: Made = self._way()[0](value)
        except FormError as fault:
            self.refuse(fault.rule or self.otherwise, str(fault), fault)
        if self.also is not None:
            self.also(made)
        return made

    def decode(self, data: bytes) -> Made:
        """The record of canonical bytes. Raises ``error``."""
        try:
            value = decode(self._short(data))
        except NotCanonicalError as fault:
            self.refuse(self.otherwise, str(fault), fault)
        return self.read(value)

    def plain(self, made: Made) -> Any:  # noqa: ANN401 - JSON
        """JSON values of a record, unchecked."""
        return self._way()[1](made)

    def check(self, made: Made) -> Any:  # noqa: ANN401 - JSON
        """JSON values of a record that ``read`` takes back. Raises ``error`` for any other."""
        plain = self.plain(made)
        self.read(plain)
        return plain

    def encode(self, made: Made) -> bytes:
        """Canonical bytes of such a record. Raises ``error``."""
        try:
            data = encode(self.check(made))
        except NotCanonicalError as fault:
            self.refuse(self.otherwise, str(fault), fault)
        return self._short(data)

    def _short(self, data: bytes) -> bytes:
        if len(data) > self.most:
            self.refuse(self.otherwise, f"it has at most {self.most} bytes")
        return data


@dataclass(frozen=True)
class Notes(Records[Made]):
    """Records that are signed (``note``): the first line is ``header``, the second the record."""

    header: str = ""

    def text(self, made: Made) -> str:
        """The text that is signed. Raises ``error``."""
        return f"{self.header}\n{self.encode(made).decode()}\n"

    def sign(self, made: Made, key: Key, sign: Sign) -> bytes:
        """Bytes of the note with one signature. Raises ``error``."""
        return signed(self.text(made), [(key, sign)]).encode()

    def unsigned(self, text: str) -> Made:
        """The record of a text that waits for signatures. Raises ``error``."""
        header, _, body = text.partition("\n")
        if header != self.header or not body.endswith("\n"):
            self.refuse(self.otherwise, f"the first line is not {self.header}, or there is no second")
        return self.decode(body[:-1].encode())

    def parse(self, data: bytes) -> tuple[Made, Note]:
        """Record and note of a note's bytes, signatures unchecked. Raises ``error``."""
        short = self._short(data)
        try:
            note = parse(short)
        except ValueError as fault:
            self.refuse(self.otherwise, f"no signed note: {fault}", fault)
        return self.unsigned(note.text), note

    def parse_one(self, data: bytes) -> tuple[Made, Note]:
        """``parse``, for a record with exactly one signature: a second would give the same act a second hash."""
        made, note = self.parse(data)
        if len(note.signatures) != 1:
            self.refuse(self.otherwise, "it carries exactly one signature")
        return made, note
