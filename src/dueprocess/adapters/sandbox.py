"""Clear text and hostile bytes, only in short-lived limited children (hazards 10.3, 12.1).

``with Sandbox() as sandbox: sandbox.run("read", {...}, data, max_answer=…)``. One zygote a batch, one forked child
an item (``sandbox_child.py``). Hostile bytes never raise here: a child that dies is a ``Died`` with its reason, and
an answer is JSON of limited length whose shape is checked before anybody sees it.
"""

import contextlib
import json
import os
import re
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Annotated, Any, Final, Self, TypeAlias

from dueprocess.adapters.sandbox_child import HEAD, JOBS
from dueprocess.adapters.sealed_mail import MAX_FOUND, Way
from dueprocess.demand.asking import MAX_FACTS
from dueprocess.formats.mail_signature import Signature
from dueprocess.formats.record import FormError, Hash, an_id, between, matching, sized, way
from transparency.check import answer_shape

SCANNING: Final = 60.0  # seconds of a child that reads pictures of pages; it begins no page after 40
SCANS: Final = "scans"
"""The one option of ``Sandbox(setup=…)`` with which models that read pictures of pages are loaded (``scans``)."""
MAX_DATA: Final = 64 << 20
MAX_OPTIONS: Final = 8 << 20
MAX_ANSWER: Final = 128 << 20
MEMORY: Final = 512 << 20  # address space of a child beyond what the zygote has, besides what its item needs
GRACE: Final = 5.0
START: Final = 30.0
_DETAIL: Final = re.compile(r"[A-Za-z_-]{1,60}")


class SandboxError(RuntimeError):
    """The zygote did not start, or the sandbox is closed: the machine's fault, never that of an item."""


class Reason(StrEnum):
    """Why a child gave no answer."""

    TIMEOUT = "timeout"  # seconds on the clock, or of CPU
    KILLED = "killed"  # a signal
    TOO_MUCH = "too-much-output"
    CRASHED = "crashed"  # an exception, or an end without an answer
    REFUSED = "refused"  # too large, an unknown job, or an answer of the wrong shape


@dataclass(frozen=True, slots=True)
class Died:
    """No answer, and why. ``detail`` is a signal's number or an exception's class: never words of the item."""

    reason: Reason
    detail: str = ""


Answer: TypeAlias = "dict[str, Any] | Died"


@dataclass(frozen=True, slots=True)
class Handed:
    """A regular file, open for reading, and how many of its first bytes are the item.

    The kernel copies them to the child (sendfile(2)): Python does not forget what it read once (hazard 10.3).
    """

    handle: int
    size: int

    def __len__(self) -> int:
        return self.size


@dataclass(slots=True)
class _Item:
    number: int
    mine: socket.socket
    status: int
    until: float
    max_answer: int


class Sandbox:
    """A zygote and its children. ``run`` may be called from several threads at once.

    ``setup``: options of every job, JSON values, handed over once at the start; those of ``run`` go before them. Never
    anything of an item: it stays in the zygote, and all children see it.
    """

    def __init__(self, setup: Mapping[str, Any] | None = None) -> None:
        self.setup: Mapping[str, Any] = dict(setup or {})
        self._lock = threading.Lock()
        self._count = 0
        self._about: dict[str, Any] = {}
        self._control: socket.socket | None = None
        self._zygote: subprocess.Popen[bytes] | None = None
        self._empty: str = ""

    def __enter__(self) -> Self:
        self._empty = tempfile.mkdtemp(prefix="dueprocess-empty-")
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        handle = _written(self.setup)
        with theirs, os.fdopen(handle):
            self._zygote = subprocess.Popen(
                [sys.executable, "-I", "-m", "dueprocess.adapters.sandbox_child", str(handle)],
                pass_fds=(handle,),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={"PATH": os.defpath, "LANG": "C.UTF-8"},
                cwd=self._empty,
                close_fds=True,
            )
        self._control = ours
        try:
            ours.settimeout(START)
            self._about = json.loads(ours.recv(1 << 16))
            ours.settimeout(GRACE)
        except (OSError, ValueError) as fault:
            self.close()
            raise SandboxError("the sandbox did not start; run `dueprocess doctor` to see what is missing") from fault
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the zygote and with it every child."""
        control, self._control = self._control, None
        if control is not None:
            control.close()  # the zygote sees the end, kills its children and goes
        if self._zygote is not None:
            try:
                self._zygote.wait(GRACE)
            except subprocess.TimeoutExpired:
                self._zygote.kill()
                self._zygote.wait()
            self._zygote = None
        if self._empty:
            with contextlib.suppress(OSError):
                Path(self._empty).rmdir()
            self._empty = ""

    @property
    def pid(self) -> int:
        """Process id of the zygote, for tests and ``doctor``. Raises SandboxError when closed."""
        if self._zygote is None:
            raise SandboxError("the sandbox is closed")
        return self._zygote.pid

    @property
    def jobs(self) -> tuple[str, ...]:
        """Jobs that the zygote could load."""
        return tuple(self._about.get("jobs", ()))

    def isolation(self) -> dict[str, bool]:
        """What the kernel gave: namespaces, empty root, own user, filter of system calls … (hazard 12.1)."""
        return dict(self._about.get("isolation", {}))

    def run(
        self,
        job: str,
        options: Mapping[str, Any],
        data: "bytes | Handed",
        *,
        seconds: float = 20,
        max_answer: int = 1 << 20,
    ) -> Answer:
        """Run ``job`` on ``data`` in a child of its own.

        Args:
            job: a key of ``JOBS``.
            options: JSON values for the job; at most 8 MiB written out.
            data: the item, at most 64 MiB; or an open file, whose bytes then never enter this process's memory.
            seconds: on the clock; CPU time is limited to about the same.
            max_answer: bytes of JSON that the child may answer.

        Returns:
            The answer as a dict, or why there is none. Raises SandboxError only where the sandbox itself is closed.
        """
        head = json.dumps(dict(options)).encode()
        if job not in JOBS or len(data) > MAX_DATA or len(head) > MAX_OPTIONS:
            return Died(Reason.REFUSED, "too-large" if job in JOBS else "unknown-job")
        memory = MEMORY + 12 * len(data) + 4 * max_answer
        item = self._start(job, seconds, min(max_answer, MAX_ANSWER), memory)
        try:
            return self._converse(item, job, HEAD.pack(len(head), len(data)) + head, data)
        finally:
            item.mine.close()
            os.close(item.status)

    def _start(self, job: str, seconds: float, max_answer: int, memory: int) -> _Item:
        mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        status, status_in = os.pipe()
        try:
            with self._lock:
                if self._control is None:
                    message = "the sandbox is closed"
                    raise SandboxError(message)  # noqa: TRY301 - both ends are closed below
                self._count += 1
                order = {"item": self._count, "job": job, "seconds": seconds, "memory": memory}
                socket.send_fds(self._control, [json.dumps(order).encode()], [theirs.fileno(), status_in])
                number = self._count
        except SandboxError:  # our own side is closed
            mine.close()
            os.close(status)
            raise
        except OSError as fault:
            mine.close()
            os.close(status)
            raise SandboxError("the sandbox has gone; start it again") from fault
        finally:
            theirs.close()
            os.close(status_in)
        return _Item(number, mine, status, time.monotonic() + seconds + GRACE, max_answer)

    def _converse(self, item: _Item, job: str, head: bytes, data: "bytes | Handed") -> Answer:
        try:
            for part in (head, data):
                item.mine.settimeout(_left(item))
                if isinstance(part, Handed):
                    _hand_over(item, part)
                else:
                    item.mine.sendall(part)
            body = self._receive(item)
        except OSError:
            body = b""
        if body is None:
            self._kill(item)
            return Died(Reason.TOO_MUCH)
        ended = _ended(item)
        if not ended:
            self._kill(item)
        return _judge(job, body, ended)

    def _receive(self, item: _Item) -> bytes | None:
        # None: more than may come. What comes short is told from how the child ended.
        parts = bytearray()
        limit = HEAD.size + item.max_answer
        while True:
            item.mine.settimeout(_left(item))
            part = item.mine.recv(min(1 << 20, limit + 1 - len(parts)))
            if not part:
                return bytes(parts)
            parts += part
            if len(parts) > limit:
                return None

    def _kill(self, item: _Item) -> None:
        with self._lock, contextlib.suppress(OSError):
            if self._control is not None:
                self._control.send(json.dumps({"kill": item.number}).encode())


def _hand_over(item: _Item, file: Handed) -> None:
    # Raises OSError where the child has gone, or time is over, or the file became shorter.
    sent = 0
    while sent < file.size:
        _, ready, _ = select.select([], [item.mine], [], _left(item))
        count = os.sendfile(item.mine.fileno(), file.handle, sent, file.size - sent) if ready else 0
        if not count:
            raise OSError("the item was not handed over")
        sent += count


def _written(setup: Mapping[str, Any]) -> int:
    # A file in memory: the zygote reads it before it gives up its files. Returns its number.
    handle = os.memfd_create("setup")
    data = memoryview(json.dumps(setup).encode())
    while data:
        data = data[os.write(handle, data) :]
    os.lseek(handle, 0, os.SEEK_SET)
    return handle


def _left(item: _Item) -> float:
    return max(0.01, item.until - time.monotonic())


def _ended(item: _Item) -> dict[str, Any]:
    # How the child ended, as the zygote saw it; empty where nothing was heard in time.
    ready, _, _ = select.select([item.status], [], [], _left(item) + GRACE)
    if not ready:
        return {}
    told = os.read(item.status, 4096)
    ended: dict[str, Any] = json.loads(told) if told else {"gone": True}
    return ended


def _judge(job: str, body: bytes, ended: Mapping[str, Any]) -> Answer:
    if not ended or ended.get("late") or ended.get("signal") == 24:  # noqa: PLR2004 - SIGXCPU
        return Died(Reason.TIMEOUT)
    if "signal" in ended:
        return Died(Reason.KILLED, str(ended["signal"]))
    if "refused" in ended:
        return Died(Reason.REFUSED, "no-process")
    if ended.get("exit") != 0:
        return Died(Reason.CRASHED, str(ended.get("exit", "gone")))
    return _open(job, body)


def _open(job: str, body: bytes) -> Answer:
    try:
        zero, length = HEAD.unpack(body[: HEAD.size])
        answer = json.loads(body[HEAD.size :])
        whole = zero == 0 and length == len(body) - HEAD.size
    except (ValueError, RecursionError, ArithmeticError):
        return Died(Reason.REFUSED, "no-json")
    except Exception:  # noqa: BLE001 - struct.error; an answer is hostile too
        return Died(Reason.REFUSED, "cut-short")
    match answer:
        case {"ok": dict() as result} if whole and len(answer) == 1:
            return result if fits(job, result) else Died(Reason.REFUSED, "wrong-shape")
        case {"error": str() as name} if whole and len(answer) == 1:
            return Died(Reason.CRASHED, name if _DETAIL.fullmatch(name) else "unnamed")
        case {"refused": str() as name} if whole and len(answer) == 1:
            return Died(Reason.REFUSED, name if _DETAIL.fullmatch(name) else "unnamed")
        case _:
            return Died(Reason.REFUSED, "wrong-shape")


_Code = Annotated[str, matching(r"[a-z][a-z0-9._-]{0,60}", "a code")]
_Country = Annotated[str, matching("[A-Z]{2}", "a country")]
_Signer = Annotated[str, matching("[A-Z]{2} [0-9a-f]{64}", "a country and a certificate's SHA-256")]
_Base64 = Annotated[str, matching("[A-Za-z0-9+/=]{1,16384}", "a certificate in base64")]
_Word = Annotated[str, matching("[A-Za-z-]{1,20}", "the name of a header")]


@dataclass(frozen=True, slots=True)
class _Fact:
    code: _Code
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _List:
    kind: Annotated[str, matching("none|list|lists", "what a file is")]
    country: Annotated[str, matching("([A-Z]{2})?", "a country")]
    issued: Annotated[str, matching(r"([0-9]{4}-[0-9]{2}-[0-9]{2})?", "a day")]
    next: Annotated[str, matching(r"([0-9]{4}-[0-9]{2}-[0-9]{2})?", "a day")]
    pointers: Annotated[tuple[_Country, ...], sized(0, 200)]
    anchors: Annotated[tuple[_Base64, ...], sized(0, 5000)]
    signer: Annotated[str, matching("([0-9a-f]{64})?", "a certificate's SHA-256")]
    signers: Annotated[tuple[_Signer, ...], sized(0, 500)]


@dataclass(frozen=True, slots=True)
class _Read:
    draft: Mapping[str, Any] | None
    unreadable: _Code | None
    says: str | None
    annex: Mapping[str, Any] | None
    face: Mapping[str, Any] | None
    asking: Annotated[tuple[_Fact, ...], sized(0, MAX_FACTS)]
    scan: bool


@dataclass(frozen=True, slots=True)
class _Original:
    kind: Annotated[str, matching("original", "what came")]
    hash: Hash
    bytes: str


@dataclass(frozen=True, slots=True)
class _Particulars:
    kind: Annotated[str, matching("particulars", "what a machine made of it")]
    hash: Hash
    bytes: str


@dataclass(frozen=True, slots=True)
class _Envelope:
    person: _Code
    bytes: str


@dataclass(frozen=True, slots=True)
class _Sealed:
    recipient: Annotated[str, sized(0, 80)]
    sealed: _Original
    envelopes: tuple[_Envelope, ...]


@dataclass(frozen=True, slots=True)
class _Parsed:
    face: Mapping[str, Any] | None
    is_demand: bool | None
    unreadable: _Code | None
    sealed: tuple[_Particulars, ...]
    docket: str
    paged: bool
    scan: bool
    answers: Annotated[str, an_id("o")] | None
    receipt: Annotated[str, matching("[A-Za-z0-9+/=]{0,65536}", "an answer in base64")]
    returned: Annotated[str, matching("[45]", "the class of a status")] | None


@dataclass(frozen=True, slots=True)
class _Drawn:
    sealed: tuple[_Particulars, ...]


@dataclass(frozen=True, slots=True)
class _Attached:
    unfit: Annotated[str, matching("[a-z]{0,12}", "why a file does not go along")]
    made: str


@dataclass(frozen=True, slots=True)
class _Bounce:
    effect: Annotated[str, an_id("o")] | None
    action: Annotated[str, matching("failed|delayed|other|none", "what a report says")]
    status: Annotated[str, matching("[45]?", "the class of a status")]


@dataclass(frozen=True, slots=True)
class _Sender:
    sender: Annotated[int, between(0, 255)]


@dataclass(frozen=True, slots=True)
class _Header:
    name: _Word
    value: Annotated[str, sized(0, 900)]
    protected: bool


@dataclass(frozen=True, slots=True, repr=False)
class _Part:
    way: Way
    fault: Annotated[str, matching("[a-z-]{0,20}", "why it does not open")]
    name: Annotated[str, sized(0, 200)]
    media: Annotated[str, matching("([a-z]+/[a-z0-9-]+)?", "a media type")]
    content: str
    state: Signature
    key: Annotated[str, matching("[0-9a-f]{0,64}", "a fingerprint")]
    why: Annotated[str, matching("[A-Za-z0-9-]{0,20}", "why a policy refused it")]
    sender: Annotated[str, matching("([0-9a-f]{64})?", "the hash of a key")]
    open_to_change: bool
    headers: Annotated[tuple[_Header, ...], sized(0, 8)]


@dataclass(frozen=True, slots=True)
class _Unsealed:
    parts: Annotated[tuple[_Part, ...], sized(0, MAX_FOUND)]


@dataclass(frozen=True, slots=True)
class _Trial:
    did: str


_SHAPES: Final[Mapping[str, Any]] = {
    "read": _Read,
    "list": _List,
    "seal": _Sealed,
    "parse": _Parsed,
    "draw": _Drawn,
    "scan": _Parsed,
    "attach": _Attached,
    "bounce": _Bounce,
    "report": answer_shape.Answer,
    "sender": _Sender,
    "trial": _Trial,
    "unseal": _Unsealed,
}


def fits(job: str, result: Mapping[str, Any]) -> bool:
    """Whether an answer is what its job promises: a child that was taken over answers too."""
    try:
        made = way(_SHAPES[job])[0](result)
    except FormError:
        return False
    return not isinstance(made, _Read) or (made.draft is None) != (made.unreadable is None)
