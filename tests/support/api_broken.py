"""A desk that cannot be opened."""

from typing import NoReturn


def current() -> NoReturn:
    message = "the roster is another one"
    raise RuntimeError(message)
