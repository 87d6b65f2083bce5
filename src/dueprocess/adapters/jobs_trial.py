"""Job "trial": what hostile code would try in a child. ``doctor`` and tests run it to see that the walls stand."""

import ctypes
import os
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final


def trial(options: Mapping[str, Any], data: bytes) -> dict[str, str]:
    """Do ``options["attempt"]``; ``{"did": …}`` where nothing stopped it. ``data`` is its argument."""
    return {"did": _ATTEMPTS[options["attempt"]](data)}


def _nothing(data: bytes) -> str:
    return str(len(data))


def _fork_bomb(_: bytes) -> str:
    while True:
        os.fork()


def _memory_bomb(_: bytes) -> str:
    held = []
    while True:
        held.append(bytearray(b"x") * (64 << 20))


def _cpu_loop(_: bytes) -> str:
    while True:
        pass


def _sleep(_: bytes) -> str:
    import time

    time.sleep(3600)
    return "slept"


def _endless_output(_: bytes) -> str:
    while True:
        os.write(0, b"x" * 65536)


def _long_answer(data: bytes) -> str:
    return "x" * int(data)


def _open_socket(_: bytes) -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as one:
        one.connect(("127.0.0.1", 9))
    return "connected"


def _read_file(data: bytes) -> str:
    return Path(data.decode()).read_text(encoding="utf-8")[:20]


def _write_file(data: bytes) -> str:
    Path(data.decode()).write_text("written", encoding="utf-8")
    return "written"


def _crash(_: bytes) -> str:
    return str(ctypes.string_at(0))


def _kill_parent(_: bytes) -> str:
    os.kill(os.getppid(), 9)
    return "killed"


def _run_program(_: bytes) -> str:
    os.execv("/bin/true", ["true"])  # noqa: S606 - the attempt is the point


def _raise(data: bytes) -> str:
    raise ValueError(data.decode())


def _bad_json(_: bytes) -> str:
    os.write(0, b"\0\0\0\0\0\0\0\4nope")
    os._exit(0)


def _silence(_: bytes) -> str:
    os._exit(0)


def _wrong_shape(_: bytes) -> str:
    return 7  # type: ignore[return-value]


def _environment(_: bytes) -> str:
    return " ".join(sorted(os.environ))


def _handles(_: bytes) -> str:
    return " ".join(str(one) for one in range(256) if _is_open(one))


def _is_open(handle: int) -> bool:
    try:
        os.fstat(handle)
    except OSError:
        return False
    return True


def _random(_: bytes) -> str:
    from dueprocess.adapters import crypto

    secret, recipient = crypto.new_case_key()
    return crypto.encrypt(secret.encode(), [recipient]).hex()


_ATTEMPTS: Final[dict[str, Callable[[bytes], str]]] = {
    "nothing": _nothing,
    "fork_bomb": _fork_bomb,
    "memory_bomb": _memory_bomb,
    "cpu_loop": _cpu_loop,
    "sleep": _sleep,
    "endless_output": _endless_output,
    "long_answer": _long_answer,
    "open_socket": _open_socket,
    "read_file": _read_file,
    "write_file": _write_file,
    "crash": _crash,
    "kill_parent": _kill_parent,
    "run_program": _run_program,
    "raise": _raise,
    "bad_json": _bad_json,
    "silence": _silence,
    "wrong_shape": _wrong_shape,
    "environment": _environment,
    "handles": _handles,
    "random": _random,
}
