"""Fixtures of the worker: a founded desk (tests/support/desk_samples.py) whose letters go to a server of the test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mail_servers import Mailbox, smtp
from post_samples import House, Post

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def box() -> Mailbox:
    """What the authority's mail server took."""
    return Mailbox()


@pytest.fixture
def post(db: None, box: Mailbox) -> Iterator[Post]:
    """A desk with a mail server; ``Post`` has short words for what people and worker do."""
    del db
    with smtp(box) as port:
        yield Post.opened(House(port))
