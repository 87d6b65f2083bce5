"""An identity under two authenticators and recovery words: a real browser, virtual authenticators (WebAuthn PRF)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import warm
from accessibility import faults_of
from browser_desk import Practice, Vault, own_vault
from dueprocess.adapters import identity

pytestmark = [pytest.mark.browser, pytest.mark.slow]

KEY = {
    "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "usb", "hasResidentKey": True, "hasPrf": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
IN_BROWSER = "indexedDB.databases().then(all => all.length + localStorage.length)"


class Keys:
    """The authenticators that are plugged in."""

    def __init__(self, window: Vault) -> None:
        self.line = window.context.new_cdp_session(window.tab)
        self.line.send("WebAuthn.enable")

    def plug(self, **other: Any) -> str:
        made = self.line.send("WebAuthn.addVirtualAuthenticator", {"options": KEY | other})
        return str(made["authenticatorId"])

    def touch(self, one: str, *, answers: bool) -> None:
        self.line.send("WebAuthn.setAutomaticPresenceSimulation", {"authenticatorId": one, "enabled": answers})

    def lose(self, one: str) -> None:
        self.line.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": one})


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Home of whoever runs the vault."""
    return tmp_path / "own"


@pytest.fixture
def local(practice: Practice, own: Path) -> Iterator[str]:
    with own_vault(practice.at("api", ""), own) as address:
        yield address


def kept(own: Path) -> list[str]:
    """Identity files that its process keeps."""
    return [path.read_text() for path in own.glob(".config/dueprocess/desks/*/*.identity")]


@pytest.fixture
def window(practice: Practice, chromium: Any, local: str) -> Iterator[Vault]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    yield Vault(practice, context, local)
    context.close()


def enrol(window: Vault, keys: int) -> None:
    window.tab.click("text=Enrol an authenticator")
    window.tab.wait_for_function("n => document.querySelectorAll('.ways li').length === n", arg=keys)


def write_down(window: Vault) -> str:
    """Recovery words, tried wrong and then right, from the paper."""
    ways = window.tab.locator(".ways li").count()
    window.tab.click("text=Make recovery words")
    words = window.tab.inner_text("#words")
    window.tab.fill("#words-again", words[:-1] + ("b" if words[-1] != "b" else "d"))
    window.tab.click("text=They are on paper")
    window.tab.wait_for_selector(".problem:has-text('recovery.words')")
    window.tab.click("text=Hide them")
    assert words not in window.tab.inner_text("main")
    window.tab.fill("#words-again", words.upper())
    window.tab.click("text=They are on paper")
    window.tab.wait_for_function("n => document.querySelectorAll('.ways li').length === n", arg=ways + 1)
    return words


def saved(window: Vault, folder: Path, name: str = "birch") -> Path:
    with window.tab.expect_download() as loaded:
        window.tab.click(f"text=Save {name}.identity")
    file = folder / f"{name}.identity"
    loaded.value.save_as(file)
    file.chmod(0o600)
    return file


def reload(window: Vault) -> None:
    window.tab.goto("about:blank")
    window.go("/", ".kept")
    assert "Locked" in window.tab.inner_text(".state")


def is_open(window: Vault) -> None:
    window.tab.wait_for_selector(".state.open")
    window.tab.wait_for_selector(".cases")


def test_two_authenticators_and_words_open_what_one_loss_would_have_lost(
    window: Vault, practice: Practice, tmp_path: Path
) -> None:
    window.unlock("birch")
    assert "No authenticator opens your identity" in window.tab.inner_text(".warning")
    keys = Keys(window)
    first = keys.plug()
    window.go("/keys", "text=Enrol an authenticator")
    enrol(window, 1)
    assert "Only one authenticator opens your identity" in window.tab.inner_text("main")
    window.go("/", ".warning")
    assert "Enrol a second one" in window.tab.inner_text(".warning")
    window.go("/keys", "text=Enrol an authenticator")
    keys.touch(first, answers=False)
    second = keys.plug()
    enrol(window, 2)
    words = write_down(window)
    assert window.tab.locator(".follows").count() == 0
    file = saved(window, tmp_path)
    window.go("/", ".cases")
    assert window.tab.query_selector(".warning") is None

    keys.touch(first, answers=True)
    keys.touch(second, answers=False)
    reload(window)
    window.tab.click("text=Unlock by passkey")
    is_open(window)

    keys.lose(first)
    keys.touch(second, answers=True)
    reload(window)
    window.tab.click("text=Unlock by passkey")
    is_open(window)

    keys.lose(second)
    reload(window)
    window.tab.click("text=Another way")
    window.tab.fill("#typed-birch", words)
    window.tab.press("#typed-birch", "Enter")
    is_open(window)
    assert window.faults == []

    # The same file, the same words, on the command line; and the keys are those of before.
    own = identity.load(practice.keys / "birch.identity", None)
    assert identity.load(file, words) == own
    card = [warm.COMMAND, "keys", "card", file, "--passphrase-file"]
    paper = tmp_path / "paper"
    paper.write_text(words)
    ran = warm.run([*card, paper], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == own.card().text()


def test_what_is_kept_is_sealed_and_forgotten_when_told(window: Vault, practice: Practice, own: Path) -> None:
    who = identity.load(practice.keys / "birch.identity", None)
    window.unlock("birch")
    assert kept(own) == []
    Keys(window).plug()
    window.go("/keys", "text=Enrol an authenticator")
    enrol(window, 1)
    (stored,) = kept(own)
    assert who.card().text() in stored
    assert who.age_secret not in stored
    assert who.seed.hex() not in stored
    assert json.loads(stored)["form"] == "dueprocess.identity/2"
    window.tab.click("text=Forget it here")
    window.tab.wait_for_selector("text=Keep it here")
    assert kept(own) == []
    assert window.tab.evaluate(IN_BROWSER) == 0
    window.tab.click(".state button")
    window.tab.wait_for_selector("#identity")
    assert window.tab.query_selector(".kept") is None


def test_the_file_opens_in_another_browser_by_words_and_not_when_it_was_changed(
    window: Vault, practice: Practice, chromium: Any, local: str, tmp_path: Path
) -> None:
    window.unlock("birch")
    window.go("/keys", "text=Make recovery words")
    window.tab.click("text=Make recovery words")
    words = window.tab.inner_text("#words")
    window.tab.fill("#words-again", words)
    window.tab.click("text=They are on paper")
    window.tab.wait_for_selector(".ways li")
    file = saved(window, tmp_path)
    context = chromium.new_context()
    other = Vault(practice, context, local)
    plain = json.loads(file.read_text())
    planted = {
        **plain,
        "ways": [
            *plain["ways"],
            {**plain["ways"][0], "recipient": identity.new("eve", "2026-11-27T05:00:00Z").card().age},
        ],
    }
    for text, rule in ((json.dumps(planted), "identity.altered"), (json.dumps({**plain, "more": 1}), "identity.form")):
        other.go("/", "#identity")
        other.tab.set_input_files("#identity", {"name": "x", "mimeType": "text/plain", "buffer": text.encode()})
        other.tab.fill("#passphrase", words)
        other.tab.press("#passphrase", "Enter")
        other.tab.wait_for_selector(f".problem:has-text('{rule}')")
        other.tab.goto("about:blank")
    other.go("/", "#identity")
    other.tab.set_input_files("#identity", file)
    other.tab.fill("#passphrase", words)
    other.tab.press("#passphrase", "Enter")
    other.compares()
    is_open(other)
    assert other.tab.evaluate(IN_BROWSER) == 0
    context.close()


def test_an_authenticator_without_the_secret_or_without_its_person_enrols_nothing(window: Vault) -> None:
    window.unlock("birch")
    keys = Keys(window)
    old = keys.plug(hasPrf=False)
    window.go("/keys", "text=Enrol an authenticator")
    window.tab.click("text=Enrol an authenticator")
    window.tab.wait_for_selector(".problem:has-text('vault.no-prf')")
    keys.lose(old)
    keys.plug(isUserVerified=False)
    window.tab.click("text=Enrol an authenticator")
    window.tab.wait_for_selector(".problem:has-text('vault.passkey')")
    assert window.tab.query_selector(".ways li") is None
    assert window.tab.evaluate(IN_BROWSER) == 0
    assert window.faults == []


def test_the_same_authenticator_is_not_enrolled_twice(window: Vault) -> None:
    window.unlock("birch")
    Keys(window).plug()
    window.go("/keys", "text=Enrol an authenticator")
    enrol(window, 1)
    window.tab.click("text=Enrol an authenticator")
    window.tab.wait_for_selector(".problem:has-text('enrolled already')")
    assert window.tab.locator(".ways li").count() == 1


def test_axe_finds_nothing_on_the_ways_and_it_speaks_german(practice: Practice, chromium: Any, local: str) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True, locale="de-DE")
    window, found = Vault(practice, context, local), []
    window.go("/", "#identity")
    window.tab.set_input_files("#identity", practice.keys / "birch.identity")
    window.tab.press("#passphrase", "Enter")
    window.compares()
    window.tab.wait_for_selector(".cases")
    Keys(window).plug()
    window.go("/keys", "#way-pass")
    window.tab.locator(".card .act").first.click()
    window.tab.wait_for_selector(".ways li")
    window.tab.locator(".card .plain").first.click()
    window.tab.wait_for_selector("#words")

    def look(name: str) -> None:
        found.extend(f"{name}: {one}" for one in faults_of(window.tab))

    look("keys")
    assert "Nur ein Sicherheitsschlüssel öffnet Ihre Identität" in window.tab.inner_text("main")
    window.tab.click(".state button")
    window.tab.wait_for_selector(".kept")
    look("kept")
    context.close()
    assert found == []
