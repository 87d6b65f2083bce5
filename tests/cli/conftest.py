"""A desk that the commands themselves founded, once a session: real processes on a real home."""

import pytest

from cli_samples import Desk

PEOPLE = {"aster": "clerk,releaser", "birch": "approver,releaser", "cedar": "counsel"}


@pytest.fixture(scope="session")
def cli_desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("cli"))
    desk.card("dogwood")
    return desk.found(PEOPLE, "--contact", "legal@fennel.example")
