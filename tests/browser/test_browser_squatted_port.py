"""A program that once stood at the vault's port left a service worker or pages in the browser, in the vault's place."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from dueprocess.client.local_vault import LocalVault
from dueprocess.verify import bundle

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORKER = b"""
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate")
    event.respondWith(new Response("<h1>taken</h1><input id=identity>", { headers: { "Content-Type": "text/html" } }));
});
"""


class Squatter(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        script = self.path == "/w.js"
        body = WORKER if script else b"<script>navigator.serviceWorker.register('/w.js')</script>"
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript" if script else "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def test_what_a_program_left_behind_at_its_port_is_gone_once_the_vault_stands_there(chromium: Any) -> None:
    squatter = ThreadingHTTPServer(("127.0.0.1", 0), Squatter)
    threading.Thread(target=squatter.serve_forever, daemon=True).start()
    port = squatter.server_address[1]
    context = chromium.new_context()
    tab = context.new_page()
    tab.goto(f"http://localhost:{port}/")
    tab.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    squatter.shutdown()
    squatter.server_close()
    with LocalVault(bundle.installed(), "https://api.desk.example", door=port).serving():
        tab.goto(f"http://localhost:{port}/")
        tab.wait_for_selector("text=Unlock the vault", timeout=10_000)
        link = f"<a referrerpolicy='origin' href='http://localhost:{port}/#/case/c-{'a' * 24}'>go</a>"
        context.route("https://desk.example/", lambda route: route.fulfill(body=link, content_type="text/html"))
        tab.goto("https://desk.example/")
        tab.click("a")  # a button of the desk: the page learns what was clicked, and on whose page
        tab.wait_for_selector("text=Unlock the vault", timeout=10_000)
        assert tab.evaluate("[document.referrer, location.hash.length]") == ["https://desk.example/", 33]
    context.close()


class Keeper(Squatter):
    def do_GET(self) -> None:
        self.send_response(200)
        for name, value in {
            "Content-Type": "text/html",
            "Content-Length": "14",
            "Cache-Control": "max-age=99999",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(b"<h1>taken</h1>")


ASKS = """async (address) => {
  const how = { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" };
  return Promise.all([".", address].map((at) => fetch(`${at}/memory`, how).then((one) => one.status, () => 0)));
}"""


def test_a_page_that_another_program_had_the_browser_keep_is_asked_nothing_and_stands_before_no_page_of_ours(
    chromium: Any,
) -> None:
    squatter = ThreadingHTTPServer(("127.0.0.1", 0), Keeper)
    threading.Thread(target=squatter.serve_forever, daemon=True).start()
    port = squatter.server_address[1]
    context = chromium.new_context()
    tab = context.new_page()
    tab.goto(f"http://localhost:{port}/")
    squatter.shutdown()
    squatter.server_close()
    local = LocalVault(bundle.installed(), "https://api.desk.example", door=port)
    with local.serving():
        tab.goto(f"http://localhost:{port}/")
        assert tab.inner_text("h1") == "taken"  # the browser asks nobody: no server can help it
        assert tab.evaluate(ASKS, local.address.rstrip("/")) == [404, 0]
        fresh = context.new_page()
        fresh.goto(local.address)
        fresh.wait_for_selector("text=Unlock the vault", timeout=10_000)
        assert fresh.evaluate(ASKS, local.address.rstrip("/")) == [200, 200]
        tab.reload()  # asked once, the door stands in the place of what the browser kept
        tab.wait_for_selector("text=Unlock the vault", timeout=10_000)
        tab.goto(f"http://localhost:{port}/")
        tab.wait_for_selector("text=Unlock the vault", timeout=10_000)
    context.close()
