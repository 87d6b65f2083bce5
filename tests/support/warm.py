"""Processes that need not start: a fork of one that has imported everything, for what a test would else run anew.

A command costs about a second, and nine tenths of it are imports. ``run`` and ``start`` take what ``subprocess`` takes
for ``dueprocess …`` (also ``faketime -f …`` before it) and ``python -c …`` and give the same: a process of its
own, with its own environment, folder, streams, home and Django, forked in some milliseconds. What is about starting
itself (imports of ``--help``, flags of the interpreter, preloaded libraries) is run by ``subprocess``.

The forked-from process imports and reads the law: it draws no random number, opens no database and starts no thread.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, Self

if TYPE_CHECKING:
    import types
    from collections.abc import Mapping, Sequence

COMMAND: Final = str(Path(sys.executable).with_name("dueprocess"))
PIPE: Final = subprocess.PIPE
_SOCKET: Final = "socket"
_SIZE: Final = 8  # bytes before a request that say its length, and of a process's number


@dataclass
class Process:
    """A running fork; what a test uses of ``subprocess.Popen``."""

    args: Sequence[str]
    pid: int
    stdin: Any
    stdout: Any
    stderr: Any
    _line: socket.socket
    returncode: int | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def poll(self) -> int | None:
        """The exit code, or None while it runs."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end; the exit code, below 0 for a signal."""
        with self._lock:
            if self.returncode is None:
                self._line.settimeout(0.000_001 if timeout == 0 else timeout)
                try:
                    told = self._line.recv(16)
                except TimeoutError:
                    raise subprocess.TimeoutExpired(list(self.args), timeout or 0) from None
                assert told, "the process that forks has ended"
                self.returncode = int(told)
                self._line.close()
            return self.returncode

    def communicate(self, input: Any = None, timeout: float | None = None) -> tuple[Any, Any]:  # noqa: A002 - as Popen
        """Give ``input``, read both streams to their ends where nobody has yet, wait."""
        got: dict[str, Any] = {}
        readers = [
            threading.Thread(target=lambda name=name, pipe=pipe: got.__setitem__(name, pipe.read()), daemon=True)
            for name, pipe in (("out", self.stdout), ("err", self.stderr))
            if pipe is not None and not pipe.closed
        ]
        for reader in readers:
            reader.start()
        if self.stdin is not None and not self.stdin.closed:
            with contextlib.suppress(BrokenPipeError):
                if input:
                    self.stdin.write(input)
                self.stdin.close()
        for reader in readers:
            reader.join(timeout)
            if reader.is_alive():
                raise subprocess.TimeoutExpired(list(self.args), timeout or 0)
        self.wait(timeout)
        for pipe in (self.stdout, self.stderr):
            if pipe is not None:
                pipe.close()
        return got.get("out"), got.get("err")

    def send_signal(self, number: int) -> None:
        """Send a signal to a process that has not ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """SIGTERM."""
        self.send_signal(15)

    def kill(self) -> None:
        """SIGKILL."""
        self.send_signal(9)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *given: object) -> None:
        for pipe in (self.stdin, self.stdout, self.stderr):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        self.wait()


def start(
    args: Sequence[str | Path],
    *,
    cwd: Path | str | None = None,
    env: Mapping[str, str] | None = None,
    stdin: int | IO[Any] | None = None,
    stdout: int | IO[Any] | None = None,
    stderr: int | IO[Any] | None = None,
    text: bool = False,
) -> Process:
    """As ``subprocess.Popen`` with these arguments."""
    words = [str(word) for word in args]
    ours: list[Any] = [None, None, None]
    given, close = [], []
    for number, stream in enumerate((stdin, stdout, stderr)):
        if stream == PIPE:
            reads, writes = os.pipe()
            mine, theirs = (writes, reads) if number == 0 else (reads, writes)
            mode = "w" if number == 0 else "r"
            ours[number] = os.fdopen(mine, mode, encoding="utf-8") if text else os.fdopen(mine, f"{mode}b")
            close.append(theirs)
        elif stream == subprocess.DEVNULL:
            theirs = os.open(os.devnull, os.O_RDWR)
            close.append(theirs)
        elif stream == subprocess.STDOUT:
            theirs = given[1]
        elif stream is None:
            theirs = number
        else:
            theirs = stream if isinstance(stream, int) else stream.fileno()
        given.append(theirs)
    hours = words[2] if words[:2] == ["faketime", "-f"] else ""
    told = {
        "args": words[3:] if hours else words,
        "cwd": str(cwd or Path.cwd()),
        "env": dict(os.environ if env is None else env),
        "clock": {"FAKETIME": hours} if hours else {},
    }
    line = socket.socket(socket.AF_UNIX)
    line.connect(str(_zygote(moved=bool(hours)) / _SOCKET))
    body = json.dumps(told).encode()
    socket.send_fds(line, [len(body).to_bytes(_SIZE)], given)
    line.sendall(body)
    for theirs in close:
        os.close(theirs)
    # Whole and no more: the exit code of a process that ended at once may stand behind it.
    pid = int.from_bytes(line.recv(_SIZE, socket.MSG_WAITALL))
    return Process(words, pid, *ours, line)


def run(
    args: Sequence[str | Path],
    *,
    input: str | bytes | None = None,  # noqa: A002 - as subprocess has it
    text: bool = False,
    check: bool = False,
    capture_output: bool = False,
    cwd: Path | str | None = None,
    env: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[Any]:
    """As ``subprocess.run`` with these arguments; standard input is empty where none is given."""
    with tempfile.TemporaryFile() as into, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        into.write(input.encode() if isinstance(input, str) else input or b"")
        into.seek(0)
        streams: dict[str, Any] = {"stdin": into, "stdout": out, "stderr": err} if capture_output else {"stdin": into}
        process = start(args, cwd=cwd, env=env, **streams)
        try:
            code = process.wait(600)
        except BaseException:
            process.kill()
            raise
        said = []
        for stream in (out, err):
            stream.seek(0)
            data = stream.read()
            said.append((data.decode() if text else data) if capture_output else None)
    done: subprocess.CompletedProcess[Any] = subprocess.CompletedProcess(process.args, code, *said)
    if check:
        done.check_returncode()
    return done


_SHIM: Final = """#!{python} -IS
import json, os, socket, sys
line = socket.socket(socket.AF_UNIX)
line.connect("{socket}")
told = {{"args": ["dueprocess", *sys.argv[1:]], "cwd": os.getcwd(), "env": dict(os.environ), "clock": {{}}}}
body = json.dumps(told).encode()
socket.send_fds(line, [len(body).to_bytes({size})], [0, 1, 2])
line.sendall(body)
line.recv({size}, socket.MSG_WAITALL)  # its number
code = int(line.recv(16))
sys.exit(code if code >= 0 else 128 - code)
"""


@functools.cache
def programs() -> str:
    """A folder for PATH, for scripts: its ``dueprocess`` has a fork run the command, on the caller's own streams."""
    folder = _zygote(moved=False) / "bin"
    folder.mkdir()
    shim = folder / "dueprocess"
    shim.write_text(_SHIM.format(python=sys.executable, socket=folder.parent / _SOCKET, size=_SIZE))
    shim.chmod(0o700)
    return str(folder)


@functools.cache
def _zygote(*, moved: bool) -> Path:
    """Start the process that forks, or one whose forks may move their clocks; it ends with this one.

    Returns the folder of its socket.
    """
    folder = Path(tempfile.mkdtemp(prefix="warm-"))
    held, holds = os.pipe()  # its standard input ends when this process does
    env = {name: value for name, value in os.environ.items() if not name.startswith("DUEPROCESS_")}
    env["DUEPROCESS_HOME"] = str(folder / "home")
    # A fork says how far ahead its clock is; the library looks again at each call.
    clock = ["env", "FAKETIME_NO_CACHE=1", "faketime", "-f", "+0h"] if moved else []
    command = [*clock, sys.executable, __file__, str(folder)]
    process = subprocess.Popen(command, stdin=held, stdout=PIPE, env=env)
    os.close(held)
    os.set_inheritable(holds, False)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    process.stdout.close()
    atexit.register(_end, process, holds)
    return folder


def _end(process: subprocess.Popen[bytes], holds: int) -> None:
    os.close(holds)
    process.wait()


# Below: the process that forks, and its children.

_PACKAGES: Final = ("dueprocess", "transparency", "dueprocess_lab")
_ALSO: Final = ("rich.console", "rich.table", "rich.progress", "rich.prompt", "holidays.countries", "typst", "openpyxl")
_NOT: Final = ("__main__", "migrations", "sandbox_child", "catalogues")


def _serve(folder: Path) -> None:
    """Import, then fork a child for each request until standard input ends."""
    import gc
    import selectors
    import shutil

    _import_all(folder / "home")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(folder / _SOCKET))
    listener.listen(64)
    gc.collect()
    gc.freeze()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    waits = selectors.DefaultSelector()
    waits.register(0, selectors.EVENT_READ)
    waits.register(listener, selectors.EVENT_READ)
    running: dict[int, tuple[int, socket.socket]] = {}  # pidfd: pid, who asked
    while True:
        for key, _ in waits.select():
            if key.fd == 0:
                shutil.rmtree(folder, ignore_errors=True)
                os._exit(0)
            elif key.fd in running:
                pid, line = running.pop(key.fd)
                waits.unregister(key.fd)
                os.close(key.fd)
                code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
                with contextlib.suppress(OSError):
                    line.sendall(str(code).encode())
                line.close()
            else:
                line, _ = listener.accept()
                head, fds, _, _ = socket.recv_fds(line, _SIZE, 3)
                told = json.loads(_exactly(line, int.from_bytes(head)))
                pid = os.fork()
                if pid == 0:
                    listener.close()
                    line.close()
                    waits.close()
                    for pidfd, (_, other) in running.items():
                        os.close(pidfd)
                        other.close()
                    _child(told, fds)
                for fd in fds:
                    os.close(fd)
                line.sendall(pid.to_bytes(_SIZE))
                pidfd = os.pidfd_open(pid)
                waits.register(pidfd, selectors.EVENT_READ)
                running[pidfd] = (pid, line)


def _exactly(line: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        data += line.recv(size - len(data))
    return data


def _import_all(home: Path) -> None:
    """Import the program with Django set up for a home that nobody uses, then forget that home."""
    import importlib
    import pkgutil

    from dueprocess.operate import home as homes

    homes.boot(homes.Home(home))
    homes._booted.clear()  # noqa: SLF001 - a child chooses its own
    for name in _PACKAGES:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not any(word in module.name for word in _NOT):
                importlib.import_module(module.name)
    for name in _ALSO:
        importlib.import_module(name)
    from dueprocess.adapters import calendars, law_files

    law_files.load()  # the shelf and a year of holidays are read once: both are told by what they were read from
    calendars.LegalCalendar("DE")
    del os.environ["DUEPROCESS_HOME"]
    import django
    from django.apps import apps

    apps.ready = False
    django.setup = _set_up


def _set_up(set_prefix: bool = True) -> None:  # noqa: FBT001, FBT002 - Django's own form
    """In place of ``django.setup`` in a child: settings, connections and caches of the home in its environment."""
    import importlib

    from asgiref.local import Local
    from django.apps import apps
    from django.conf import settings
    from django.core.cache import caches
    from django.db import connections
    from django.utils.functional import empty
    from django.utils.log import configure_logging

    del set_prefix
    sys.modules.pop("dueprocess.operate.settings", None)
    importlib.import_module("dueprocess.operate.settings")
    vars(settings).clear()
    settings._wrapped = empty  # noqa: SLF001 - read again at the next look
    for handler in (connections, caches):
        vars(handler).pop("settings", None)
        handler._settings = None  # type: ignore[attr-defined]  # noqa: SLF001
        handler._connections = Local(handler.thread_critical)  # type: ignore[attr-defined]  # noqa: SLF001
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
    apps.ready = True


def _child(told: dict[str, Any], fds: Sequence[int]) -> None:
    """Become the process that was asked for; never returns."""
    code = 1
    try:
        for number, fd in enumerate(fds):
            os.dup2(fd, number)
        for fd in {fd for fd in fds if fd > 2}:
            os.close(fd)
        os.chdir(told["cwd"])
        clock = {name: value for name, value in os.environ.items() if "FAKETIME" in name or name == "LD_PRELOAD"}
        os.environ.clear()
        os.environ.update(told["env"] | clock | told["clock"])
        sys.stdin = open(0, encoding="utf-8", errors="surrogateescape", closefd=False)  # noqa: SIM115
        sys.stdout = open(1, "w", encoding="utf-8", errors="surrogateescape", closefd=False)  # noqa: SIM115
        sys.stderr = open(  # noqa: SIM115
            2, "w", encoding="utf-8", errors="backslashreplace", closefd=False, buffering=1
        )
        code = _result(told["args"])
        threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001 - as the interpreter's own end
    except BaseException:  # noqa: BLE001 - whatever it is, this process ends here
        import traceback

        traceback.print_exc()
    finally:
        atexit._run_exitfuncs()  # type: ignore[attr-defined]  # noqa: SLF001
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)


def _result(args: Sequence[str]) -> int:
    """Run what the words say; the exit code."""
    import warnings

    program, *rest = args
    if os.environ.get("PYTHONWARNINGS") == "error":
        warnings.simplefilter("error")
    sys.path[:0] = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    try:
        if Path(program).name == "dueprocess":
            _main(rest)
        elif rest[0] == "-c":
            sys.argv = ["-c", *rest[2:]]
            sys.path.insert(0, "")
            exec(compile(rest[1], "<string>", "exec"), _fresh_main().__dict__)  # noqa: S102 - as python -c
        else:
            message = f"not for a fork: {args}"
            raise ValueError(message)
    except SystemExit as left:
        if left.code is None or isinstance(left.code, int):
            return left.code or 0
        sys.stderr.write(f"{left.code}\n")
        return 1
    return 0


def _main(args: Sequence[str]) -> None:
    from dueprocess.cli.main import main

    sys.argv = [COMMAND, *args]
    main()


def _fresh_main() -> types.ModuleType:
    import types

    made = types.ModuleType("__main__")
    sys.modules["__main__"] = made
    return made


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
