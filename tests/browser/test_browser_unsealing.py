"""A mail that its sender sealed, opened by a click in a vault of one's own; then it looks like any other (ADR 0102)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from accessibility import faults_of
from browser_desk import Practice, Vault, typist
from sealed_mail import Openssl, entity, smime

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_what_its_sender_sealed_opens_by_a_click_and_is_read_like_any_other(
    practice: Practice, chromium: Any, local: str, tmp_path: Path
) -> None:
    do, office = typist(practice, tmp_path), Openssl(tmp_path)
    key = json.loads(do("mail-key", "make", "orders@desk.example", "--json", by="aster"))["key"]
    do("roster", "next", "--mail-key", key)
    for name in ("aster", "birch", "cedar"):
        if json.loads(do("roster", "sign", "--json", by=name))["missing"] == []:
            break
    do("mail-key", "export", "--out", str(tmp_path / "public"))
    ours = office.run("x509", "-in", "public/orders_at_desk.example.crt", "-outform", "DER")
    (tmp_path / "came.eml").write_bytes(smime(office.seal(ours, entity(), way="aes-256-cbc")))
    case = json.loads(do("intake", str(tmp_path / "came.eml"), "--json").splitlines()[0])["case"]
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    window = Vault(practice, context, local)
    window.unlock("aster")
    window.go(f"/case/{case}", ".face")
    window.tab.click("text=Open what its sender sealed")
    window.tab.wait_for_selector("#sign-title, .problem")
    said = window.tab.inner_text("main")
    assert "No valid signature. Whoever carried it could have altered it." in said
    assert faults_of(window.tab) == []
    window.tab.locator(".buttons .act").press("Enter")
    window.tab.wait_for_selector(".done h1")
    window.go(f"/case/{case}?again", ".face")
    text = window.tab.inner_text(".sentences")
    assert "hand over" in text
    assert "subscriber data" in text
    assert "max@provider.example" in str(window.tab.text_content(".side"))
    window.tab.click(".reader .tabs button:has-text('Note')")
    window.frame().wait_for_selector("text=Auskunftsersuchen")
    assert window.faults == []
    context.close()
