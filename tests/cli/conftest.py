"""A desk that the commands themselves founded, once a session: real processes on a real home."""

import pytest

from cli_samples import Desk


@pytest.fixture(scope="session")
def cli_desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("cli"), {})
    for name in ("aster", "birch", "cedar", "dogwood", "recovery"):
        card = desk.do("keys", "new", name, "--no-passphrase")
        (desk.folder / f"{name}.card").write_text(card.out)
    people = ("aster.card:clerk,releaser", "birch.card:approver,releaser", "cedar.card:counsel")
    persons = [word for one in people for word in ("--person", one)]
    provider = ["--name", "Fennel Mail", "--country", "DE", "--contact", "legal@fennel.example"]
    desk.do("init", *provider, *persons, "--recovery", "recovery.card")
    for name in ("aster", "birch", "cedar"):
        desk.do("roster", "sign", by=name)
    return desk
