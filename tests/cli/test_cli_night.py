"""The rota by the commands themselves: planned, confirmed, handed over; a test page to a real mail server, answered."""

import datetime
import re

import pytest

from cli_samples import Desk
from mail_servers import Mailbox, smtp

NIGHT = datetime.datetime.now(datetime.UTC).replace(hour=18, minute=0, second=0, microsecond=0)
FROM = (NIGHT + datetime.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
TO = (NIGHT + datetime.timedelta(days=1, hours=14)).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.slow
def test_a_watch_is_planned_confirmed_and_handed_over(cli_desk: Desk) -> None:
    rows = cli_desk.do("night", "plan", "birch", "--from", FROM, "--to", TO, "--times", "2", "--json").rows
    assert [row["confirmed"] for row in rows] == [False, False]
    mine = rows[0]["watch"]
    other = cli_desk.run("night", "confirm", mine, "--json", by="aster")
    assert (other.code, other.json["rule"]) == (1, "night.not-yours")
    assert cli_desk.do("night", "confirm", mine, "--json", by="birch").json["confirmed"]
    offered = cli_desk.do("night", "hand-over", mine, "--to", "aster", "--json", by="birch").json["watch"]
    cli_desk.do("night", "confirm", offered, by="aster")
    cli_desk.do("night", "remove", rows[1]["watch"])
    shown = cli_desk.do("night", "show", "--json").json["watches"]
    assert [(row["person"], row["confirmed"]) for row in shown] == [("aster", True)]
    assert "aster" in cli_desk.do("night", "show").out
    wrong = cli_desk.run("night", "plan", "birch", "--from", "friday", "--to", TO)
    assert wrong.code == 2
    assert "YYYY-MM-DD" in wrong.err
    assert cli_desk.run("night", "ack", by="aster").code == 2
    ready = cli_desk.run("doctor", "--readiness", "--json")
    assert ready.code == 1
    assert [row for row in ready.rows if row["check"] == "rota" and "8-hour order could not be" in row["says"]]


@pytest.mark.slow
def test_a_test_page_reaches_a_mailbox_and_its_answer_proves_the_way(cli_desk: Desk) -> None:
    box = Mailbox()
    settings = cli_desk.home / "desk.toml"
    before = settings.read_text()
    with smtp(box) as port:
        mail = f'[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nsender = "desk@fennel.example"\n'
        address = 'staff_address = "https://desk.example"\n'
        settings.write_text(address + before + "\n" + mail)
        try:
            hook = cli_desk.do("night", "reach", "add", "cedar", "webhook", "https://hooks.example/a", "--json").json
            assert len(hook["secret"]) == 64
            cli_desk.do("night", "reach", "remove", str(hook["way"]))
            way = cli_desk.do("night", "reach", "add", "cedar", "mail", "cedar@staff.example", "--json").json["way"]
            cli_desk.do("night", "test", str(way))
            sent = cli_desk.do("worker", "--once", "--json").json["pages"]["sent"]
        finally:
            settings.write_text(before)
    # A case that another test left on this desk may call as well.
    assert sent == len(box.taken) >= 1
    assert {recipient for _, recipients, _ in box.taken for recipient in recipients} == {"cedar@staff.example"}
    calls = [re.search(rb"night/ack/(p-[a-z2-7]{24})", data.replace(b"=\r\n", b"")) for _, _, data in box.taken]
    for call in calls:
        assert call is not None
        answered = cli_desk.do("night", "answer", call[1].decode(), "--json").json
        assert (answered["by"], answered["first"]) == ("cedar", True)
    (listed,) = cli_desk.do("night", "show", "--json").json["ways"]
    assert listed["proved"]
    assert cli_desk.do("night", "ack", "--all", "--json", by="aster").out == ""
