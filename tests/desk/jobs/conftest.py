"""Fixtures of the worker: a founded desk (tests/support/desk_samples.py) whose letters go to a server of the test."""

from collections.abc import Iterator

import pytest

from mail_servers import Mailbox, smtp
from post_samples import House, Post


@pytest.fixture
def box() -> Mailbox:
    """What the authority's mail server took."""
    return Mailbox()


@pytest.fixture
def post(db: None, box: Mailbox) -> Iterator[Post]:
    """A desk with a mail server; ``Post`` has short words for what people and worker do."""
    with smtp(box) as port:
        yield Post.opened(House(port))
