"""The zygote: started once a batch, it imports the jobs, gives up what it can, and forks one child an item.

It never reads an item: the item's socket passes through it unopened. A child has limits, no files, no network,
no other processes, and a filter of system calls; it runs one job, writes one answer, and is gone (hazard 10.3,
12.1). Linux; what the kernel did not give is told to the parent, who tells ``doctor``.
"""

import contextlib
import ctypes
import gc
import importlib
import json
import os
import platform
import resource
import select
import signal
import socket
import struct
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NoReturn

JOBS: Final = {
    "read": "dueprocess.adapters.jobs_read:read",
    "list": "dueprocess.adapters.trusted_lists:read",
    "seal": "dueprocess.adapters.jobs_seal:seal",
    "parse": "dueprocess.adapters.jobs_parse:parse",
    "scan": "dueprocess.adapters.jobs_scan:scan",
    "draw": "dueprocess.adapters.jobs_draw:draw",
    "attach": "dueprocess.adapters.jobs_attach:attach",
    "bounce": "dueprocess.adapters.jobs_bounce:bounce",
    "report": "dueprocess.adapters.jobs_report:report",
    "sender": "dueprocess.adapters.jobs_sender:sender",
    "trial": "dueprocess.adapters.jobs_trial:trial",
    "unseal": "dueprocess.adapters.jobs_unseal:unseal",
}

Job = Callable[[Mapping[str, Any], bytes], Mapping[str, Any]]

HEAD: Final = struct.Struct(">II")  # lengths of options and data; the answer's head has 0 first
NOBODY: Final = 65534
MAX_CONTROL: Final = 4096
SECOND: Final = 1.0
_IDLE: Final = 5000  # milliseconds without an order after which a step is made of what children would make again
_DONE: Final = object()
_MIB: Final = 1 << 20

_NEWNS, _NEWUTS, _NEWIPC, _NEWUSER, _NEWNET = 0x00020000, 0x04000000, 0x08000000, 0x10000000, 0x40000000
_SET_PDEATHSIG, _SET_DUMPABLE, _SET_SECCOMP, _SET_NO_NEW_PRIVS = 1, 4, 22, 38

# Calls that a child may make once it runs: memory, time, its two ends, and the end. Numbers of linux/unistd.h.
_ARCHITECTURES: Final[dict[str, tuple[int, tuple[int, ...]]]] = {
    "x86_64": (
        0xC000003E,
        (
            *(0, 1, 3, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 19, 20, 23, 24, 25, 28, 35, 39, 60, 72, 96, 98, 99, 102),
            *(104, 107, 108, 131, 186, 202, 219, 228, 229, 230, 231, 273, 302, 318, 324, 334),
        ),
    ),
    "aarch64": (
        0xC00000B7,
        (
            *(25, 57, 62, 63, 64, 65, 66, 73, 80, 93, 94, 98, 99, 101, 113, 114, 115, 124, 128, 132, 134, 135, 139),
            *(165, 169, 172, 174, 175, 176, 177, 178, 179, 214, 215, 216, 222, 226, 233, 261, 278, 283, 293),
        ),
    ),
}

libc = ctypes.CDLL(None, use_errno=True)


def main() -> None:
    """Run the zygote on the control socket that stands as standard input, until its other end closes."""
    control = socket.socket(fileno=os.dup(0))
    setup = _setup()
    jobs = _resolve(setup)
    statm = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)  # isolated, it can open nothing
    base = _address_space(statm)
    given = isolate()
    gc.collect()
    gc.freeze()  # children share the pages of what is imported
    control.send(json.dumps({"isolation": given, "jobs": sorted(jobs), "pid": os.getpid()}).encode())
    Zygote(control, jobs, base, setup, statm).loop()


def _setup() -> dict[str, Any]:
    # Options that hold for every item of the batch, in the file whose number is the argument: read once, before forks.
    if len(sys.argv) < 2:  # noqa: PLR2004 - the module and its argument
        return {}
    with os.fdopen(int(sys.argv[1]), "rb") as file:
        setup: dict[str, Any] = json.load(file)
    return setup


def _resolve(setup: Mapping[str, Any]) -> dict[str, Job]:
    found: dict[str, Job] = {}
    for name, where in JOBS.items():
        module, _, function = where.partition(":")
        # A job whose parts are missing is not offered; the others work.
        with contextlib.suppress(ImportError):
            loaded = importlib.import_module(module)
            found[name] = getattr(loaded, function)
            getattr(loaded, "warm", lambda: None)()
            getattr(loaded, "prepare", lambda _: None)(setup)
    return found


def _later() -> Iterator[None]:
    """What jobs make once besides, step by step: no child has to make it again, and no start waits for it."""
    for where in JOBS.values():
        # What fails here fails again in its child, and says so there.
        with contextlib.suppress(Exception):
            yield from getattr(importlib.import_module(where.partition(":")[0]), "later", tuple)()


class Zygote:
    """The loop: take an item, fork, watch the clock, report how the child ended."""

    def __init__(
        self,
        control: socket.socket,
        jobs: Mapping[str, Job],
        base: int,
        setup: Mapping[str, Any] | None = None,
        statm: int = -1,
    ) -> None:
        self.setup = setup or {}
        self.control = control
        self.jobs = jobs
        self.base = base
        self.statm = statm
        self.later: Iterator[None] | None = _later()
        self.running: dict[int, tuple[int, int, float]] = {}  # pid → item, status pipe, deadline
        self.expired: set[int] = set()
        self.wake, wake_in = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake_in, warn_on_full_buffer=False)
        self.wake_in = wake_in

    def loop(self) -> None:
        """Until the parent closes its end; then every child is killed."""
        poll = select.poll()
        poll.register(self.control, select.POLLIN)
        poll.register(self.wake, select.POLLIN)
        while True:
            ready = {fd for fd, _ in poll.poll(self._patience())}
            if not ready and not self.running:
                self._idle()
            if self.wake in ready:
                with contextlib.suppress(BlockingIOError):
                    os.read(self.wake, 4096)
            if self.control.fileno() in ready and not self._take():
                self._kill_all()
                return
            self._reap()
            self._expire()

    def _patience(self) -> int | None:
        if not self.running:
            return _IDLE if self.later else None
        left = min(deadline for _, _, deadline in self.running.values()) - time.monotonic()
        return max(0, int(left * 1000) + 1)

    def _idle(self) -> None:
        """One step of what is made while nothing else is to do."""
        if self.later is None or next(self.later, _DONE) is _DONE:
            self.later = None
        gc.freeze()
        with contextlib.suppress(OSError):  # a child's memory counts from what the zygote has
            self.base = _address_space(self.statm)

    def _take(self) -> bool:
        message, handles, _, _ = socket.recv_fds(self.control, MAX_CONTROL, 2)
        if not message:
            return False
        order = json.loads(message)
        if "kill" in order:
            self._kill(order["kill"])
        else:
            self._fork(order, *handles)
        return True

    def _fork(self, order: Mapping[str, Any], item: int, status: int) -> None:
        try:
            pid = os.fork()
        except OSError:
            os.close(item)
            _report(status, {"refused": "fork"})
            return
        if pid == 0:
            self._child(order, item)
        os.close(item)
        self.running[pid] = (order["item"], status, time.monotonic() + order["seconds"])

    def _child(self, order: Mapping[str, Any], item: int) -> NoReturn:
        # Whatever happens in here ends in _exit: no clean-up of the zygote's may run twice.
        code = 70
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.dup2(item, 0)
            os.closerange(1, 4096 if item < 4096 else item + 1)  # noqa: PLR2004 - all that a zygote may hold
            confine(order, self.base)
            serve(0, self.jobs.get(order["job"]), self.setup)
            code = 0
        except BaseException:  # noqa: BLE001 - the exit code is all that leaves
            code = 71
        finally:
            os._exit(code)

    def _reap(self) -> None:
        while self.running:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            _, handle, _ = self.running.pop(pid)
            how = {"signal": os.WTERMSIG(status)} if os.WIFSIGNALED(status) else {"exit": os.WEXITSTATUS(status)}
            _report(handle, {**how, "late": pid in self.expired})
            self.expired.discard(pid)

    def _expire(self) -> None:
        now = time.monotonic()
        for pid, (_, _, deadline) in self.running.items():
            if deadline <= now:
                self.expired.add(pid)
                os.kill(pid, signal.SIGKILL)  # not reaped yet, so the number is still the child's

    def _kill(self, item: int) -> None:
        for pid, (number, _, _) in self.running.items():
            if number == item:
                os.kill(pid, signal.SIGKILL)

    def _kill_all(self) -> None:
        for pid in self.running:
            os.kill(pid, signal.SIGKILL)


def _report(handle: int, how: Mapping[str, object]) -> None:
    with contextlib.suppress(OSError):  # the parent gave up on the item
        os.write(handle, json.dumps(how).encode())
    os.close(handle)


def serve(handle: int, job: Job | None, setup: Mapping[str, Any] | None = None) -> None:
    """Read one item from ``handle``, run ``job``, write one answer: ``{"ok": …}`` or ``{"error": code}``.

    ``setup``: options of the whole batch; the item's own go before them.
    """
    options_length, data_length = HEAD.unpack(_exactly(handle, HEAD.size))
    options = json.loads(_exactly(handle, options_length))
    data = _exactly(handle, data_length)
    answer: dict[str, object]
    if job is None:
        answer = {"refused": "unknown-job"}
    else:
        try:
            answer = {"ok": job({**(setup or {}), **options}, data)}
        except Exception as fault:  # noqa: BLE001 - the class's name leaves; its words may hold clear text
            answer = {"error": type(fault).__name__}
    body = json.dumps(answer).encode()
    _write(handle, HEAD.pack(0, len(body)) + body)


def _exactly(handle: int, count: int) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        part = os.read(handle, min(count - len(parts), _MIB))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)


def _write(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def isolate() -> dict[str, bool]:
    """Give up, once for all children, what the zygote does not need. Says what the kernel gave."""
    root = os.geteuid() == 0
    given = {"undumpable": _prctl(_SET_DUMPABLE, 0)}
    # One by one: a container may give some and refuse others. As root no user namespace is needed.
    given["user_namespace"] = not root and _unshare(_NEWUSER)
    given["network_namespace"] = _unshare(_NEWNET)
    given["mount_namespace"] = _unshare(_NEWNS)
    given["ipc_namespace"] = _unshare(_NEWIPC)
    given["host_name_namespace"] = _unshare(_NEWUTS)
    given["empty_root"] = _try(lambda: os.chroot("."))
    given["own_user"] = root and _try(_become_nobody)
    given["no_capabilities"] = _drop_capabilities()
    given["no_new_privileges"] = _prctl(_SET_NO_NEW_PRIVS, 1)
    given["system_call_filter"] = platform.machine() in _ARCHITECTURES and sys.maxsize > 2**32
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return given


def confine(order: Mapping[str, Any], base: int) -> None:
    """Limits of one child: CPU seconds, address space, no files, no processes, no file content, the filter."""
    _prctl(_SET_PDEATHSIG, signal.SIGKILL)
    seconds = max(1, int(order["seconds"] + SECOND))
    memory = base + int(order["memory"])
    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_NOFILE, 1),  # the item's own end; nothing more can be opened
    ):
        resource.setrlimit(limit, (value, value))
    _prctl(_SET_DUMPABLE, 0)
    _prctl(_SET_NO_NEW_PRIVS, 1)
    _filter()


def _address_space(statm: int) -> int:
    return int(os.pread(statm, 200, 0).split()[0]) * resource.getpagesize()


def _become_nobody() -> None:
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)


def _try(act: Callable[[], None]) -> bool:
    try:
        act()
    except OSError:
        return False
    return True


def _unshare(flag: int) -> bool:
    return bool(libc.unshare(ctypes.c_int(flag)) == 0)


def _prctl(option: int, value: int) -> bool:
    return bool(libc.prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0)) == 0)


def _drop_capabilities() -> bool:
    # capset(2), version 3: permitted, effective, inheritable all empty.
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    sets = (ctypes.c_uint32 * 6)()
    return bool(libc.capset(header, sets) == 0)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def _filter() -> bool:
    # seccomp(2): kill for another architecture or the x32 numbers; EPERM for what is not on the list.
    known = _ARCHITECTURES.get(platform.machine())
    if known is None or sys.maxsize <= 2**32:
        return False
    architecture, allowed = known
    code = filter_code(architecture, allowed)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    return bool(libc.prctl(_SET_SECCOMP, ctypes.c_ulong(2), ctypes.byref(program), ctypes.c_ulong(0), 0) == 0)


def filter_code(architecture: int, allowed: tuple[int, ...]) -> bytes:
    """Classic BPF of the filter: load architecture, load number, one comparison a call."""
    load, equal, at_least, give = 0x20, 0x15, 0x35, 0x06
    kill, errno_eperm, allow = 0x80000000, 0x00050001, 0x7FFF0000
    count = len(allowed)
    rows = [
        (load, 0, 0, 4),
        (equal, 1, 0, architecture),
        (give, 0, 0, kill),
        (load, 0, 0, 0),
        (at_least, count + 2, 0, 0x40000000),
    ]
    rows += [(equal, count - index, 0, number) for index, number in enumerate(allowed)]
    rows += [(give, 0, 0, errno_eperm), (give, 0, 0, allow), (give, 0, 0, kill)]
    return b"".join(struct.pack("=HBBI", *row) for row in rows)


if __name__ == "__main__":
    main()
