"""In a real browser: a passkey is set up and logs in, a code logs in; the pages of entering and people in axe."""

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from accessibility import faults_of
from dueprocess.desk.services import accounts
from dueprocess.desk.services.accounts import Invited
from staff_desk import PASSWORD, StaffPlace, code_now

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NEW = "eleven swans below the mill"


@pytest.fixture
def served(transactional_db: None, place: StaffPlace, settings: Any) -> Iterator[str]:
    """The staff desk at http://localhost:PORT: passkeys want a name, not an address."""
    from django.db import connections
    from django.test.testcases import LiveServerThread, _StaticFilesHandler

    settings.STATIC_ROOT = str(files("dueprocess.desk.web") / "static")
    connection = connections["default"]
    shared = {}
    if connection.vendor == "sqlite":  # in memory: one connection for all
        connection.inc_thread_sharing()
        shared = {"default": connection}
    thread = LiveServerThread("localhost", _StaticFilesHandler, connections_override=shared)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None
    address = f"http://localhost:{thread.port}"
    place.house(staff_address=address)
    yield address
    thread.terminate()


def with_authenticator(context: Any) -> Any:
    """A page with a virtual authenticator that verifies its person."""
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def faults(page: Any, name: str) -> list[str]:
    return [f"{name}: {fault}" for fault in faults_of(page, dark=False)]


def test_from_the_invitation_to_a_log_in_by_passkey_alone(served: str, browser: Any, place: StaffPlace) -> None:
    made = accounts.invite(place.desk, "elder", "hazel")
    assert isinstance(made, Invited)
    context = browser.new_context()
    context.set_default_timeout(60_000)
    page = with_authenticator(context)
    blocked: list[str] = []
    page.on("console", lambda line: blocked.append(line.text))
    page.goto(f"{served}/join/#{made.code}")
    assert page.input_value("#code") == made.code
    assert "#" not in page.url
    page.click("main button.act")
    page.fill("#password1", NEW)
    page.fill("#password2", NEW)
    page.click("main button.act")
    page.wait_for_url("**/account/second/")
    page.click("text=Set up a passkey")
    page.select_option("#name", "key")
    page.click("text=Make the passkey")
    page.wait_for_url("**/account/")
    assert page.locator("text=a security key").first.is_visible()
    page.click("text=Log out")
    page.click("text=Log in with a passkey")
    page.wait_for_url(f"{served}/")
    page.goto(f"{served}/account/")
    assert page.locator("h1").inner_text() == "hazel"
    assert not [line for line in blocked if "Content Security Policy" in line]
    context.close()


def test_entering_by_code_and_every_page_of_people_in_axe(served: str, browser: Any, place: StaffPlace) -> None:
    made = accounts.invite(place.desk, "", "hazel", roles=["clerk"])
    assert isinstance(made, Invited)
    context = browser.new_context(viewport={"width": 390, "height": 900}, bypass_csp=True)
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(f"{served}/join/#{made.code}")
    found = faults(page, "join")
    page.click("main button.act")
    page.goto(f"{served}/login/")
    found += faults(page, "login")
    page.fill("#login", "elder")
    page.fill("#password", PASSWORD)
    page.click("form.stack button.act")
    found += faults(page, "second step")
    page.fill("#code", code_now())
    page.click("form.stack button.act")
    page.wait_for_url(f"{served}/")
    for path in ("/account/", "/people/", "/people/invite/", "/settings/"):
        page.goto(served + path)
        found += faults(page, path)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{served}/people/")
    found += faults(page, "people, dark and wide")
    context.close()
    assert found == []
