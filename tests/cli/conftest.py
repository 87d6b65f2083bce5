"""A desk that the commands themselves founded: real processes on a real home, a copy of it for each file of tests."""

import shutil

import pytest

from cli_samples import Desk

PEOPLE = {"aster": "clerk,releaser", "birch": "approver,releaser", "cedar": "counsel"}


@pytest.fixture(scope="session")
def founded_desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("cli"))
    desk.card("dogwood")
    return desk.found(PEOPLE, "--contact", "legal@fennel.example")


@pytest.fixture(scope="module")
def cli_desk(founded_desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Nothing that another file did stands in it, in whatever order they run."""
    folder = tmp_path_factory.mktemp("cli")
    shutil.copytree(founded_desk.folder, folder, dirs_exist_ok=True)
    return Desk(folder)
