"""Another program takes the port of one's own vault: it finds nothing there, and what it does is moot."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from browser_desk import Client, Practice, Vault, own_vault

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HOLDS = """async () => [
  ...Object.keys(localStorage), ...Object.keys(sessionStorage), ...document.cookie.split(";").filter(Boolean),
  ...(await indexedDB.databases()).map((one) => one.name), ...(await caches.keys()),
]"""
TAKES_AWAY = """async () => {
  localStorage.clear();
  for (const { name } of await indexedDB.databases()) indexedDB.deleteDatabase(name);
}"""


class Squatter(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def squatted(port: int) -> Iterator[None]:
    other = ThreadingHTTPServer(("127.0.0.1", port), Squatter)
    threading.Thread(target=other.serve_forever, daemon=True).start()
    yield
    other.shutdown()
    other.server_close()


def own_notes(told: Any, case: str) -> list[str]:
    return [note for note in told["notes"] if f'"case":"{case}"' in note]


def signed_on(practice: Practice) -> str:
    """A case on which people signed more than once."""
    desk = Client(practice, "aster")
    return next(one for one in practice.cases if len(own_notes(desk.send("GET", f"/v1/cases/{one}/evidence"), one)) > 1)


def withholds(context: Any, case: str) -> None:
    """From now on the desk shows all notes of the case but the newest."""

    def answer(route: Any) -> None:
        came = route.fetch()
        told = came.json()
        told["notes"].remove(own_notes(told, case)[-1])
        route.fulfill(response=came, body=json.dumps(told))

    context.route(f"**/v1/cases/{case}/evidence*", answer)


def test_who_takes_the_port_finds_nothing_and_what_was_seen_still_counts(
    practice: Practice, chromium: Any, tmp_path: Path
) -> None:
    case, context = signed_on(practice), chromium.new_context()
    with own_vault(practice.at("api", ""), tmp_path) as address:
        window = Vault(practice, context, address)
        window.unlock("aster")
        window.go(f"/case/{case}", ".case-head")
        window.tab.wait_for_selector("iframe", state="attached")
        window.tab.close()
    with squatted(int(address.rstrip("/").rpartition(":")[2])):
        other = context.new_page()
        other.goto(address)
        held = other.evaluate(HOLDS)
        other.evaluate(TAKES_AWAY)
        other.close()
    with own_vault(practice.at("api", ""), tmp_path) as again:
        withholds(context, case)
        window = Vault(practice, context, again)
        window.unlock("aster")
        window.go(f"/case/{case}", ".case-head, .problem")
        believed = not window.tab.query_selector(".problem:has-text('chain.shorter')")
    context.close()
    assert (held, believed) == ([], False)


def test_what_an_older_vault_left_in_the_browser_makes_it_stricter_and_goes(
    practice: Practice, chromium: Any, tmp_path: Path
) -> None:
    case, context = practice.cases[2], chromium.new_context()
    with own_vault(practice.at("api", ""), tmp_path) as address:
        window = Vault(practice, context, address)
        window.go("/", "#identity")
        desk = window.tab.evaluate("api => fetch(api).then((one) => one.json())", practice.at("api", "/v1/hello"))[
            "desk"
        ]
        left = {
            f"dueprocess.mark.{case}": f"99 {'7' * 64}",
            f"dueprocess.pin.{desk}": json.dumps({"number": 1, "hash": desk, "base": 1, "since": []}),
        }
        window.tab.evaluate("(rows) => { for (const row of Object.entries(rows)) localStorage.setItem(...row); }", left)
        window.tab.set_input_files("#identity", window.file_of("aster"))
        window.tab.press("#passphrase", "Enter")
        window.tab.wait_for_selector(".compare")  # a pin is not believed: another program could have put it there
        window.tab.click(".compare .act")
        window.tab.wait_for_selector(".cases")
        window.go(f"/case/{case}", ".problem:has-text('chain.shorter')")
        assert window.tab.evaluate(HOLDS) == []
        assert window.faults == []
    context.close()
