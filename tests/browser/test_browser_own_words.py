"""A point in one's own words: written by one, read by another before agreeing, in the letter, and never in clear."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

import pdf_samples as pdfs
from accessibility import faults_of
from browser_desk import Client, Practice, Vault, taken_in, typist

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DEMAND = """Polizeiinspektion Moorau
Wache Süd
Am Torf 1, 00003 Moorau

Moorau, den 16. November 2026
Tagebuchnummer: MOO-2026-0951

Auskunft über Bestandsdaten gemäß § 100g StPO

im Ermittlungsverfahren wegen des Verdachts des Betrugs (§ 263 StGB) bitten wir um Auskunft über die Bestandsdaten
des Inhabers des E-Mail-Postfachs

  a_b@postfach.example

Mit freundlichen Grüßen
gez. Hinnerk Wollgras, Polizeioberkommissar
"""
WORDS = "Please use the form on our page; it takes two minutes."
MORE = "Our office is closed on Friday."


def test_a_point_is_written_read_and_stands_in_the_letter(
    practice: Practice, chromium: Any, local: str, tmp_path: Path
) -> None:
    (tmp_path / "demand.txt").write_text(DEMAND)
    case, sent = taken_in(typist(practice, tmp_path), tmp_path / "demand.txt", tmp_path), []
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    context.on("request", lambda request: sent.append(request.post_data or ""))
    first = Vault(practice, context, local)
    first.unlock("aster")
    tab = first.tab
    first.go(f"/case/{case}", ".outcomes")
    tab.locator(".outcomes label", has_text="Return it for correction").locator("input").press(" ")
    tab.locator(".own summary").press("Enter")
    tab.fill(".own textarea", "x" * 1001)
    tab.wait_for_selector(".would:has-text('characters together')")
    tab.fill(".own textarea", f"{WORDS}\n\n{MORE}")
    tab.wait_for_selector(".sticky button:has-text('Show what I sign')")
    tab.locator(".reply .sheets > summary").press("Enter")
    tab.wait_for_function("words => document.querySelector('.reply .letter').textContent.includes(words)", arg=MORE)
    assert WORDS in tab.inner_text(".reply .letter")  # as the second person will read it
    found = faults_of(tab)
    tab.locator(".sticky button.act").press("Enter")
    tab.wait_for_selector("#sign-title")
    assert tab.inner_text(".signing .own .noted").strip() == f"{WORDS}\n\n{MORE}"
    tab.locator(".buttons .act").press("Enter")
    tab.wait_for_selector(".done h1")
    assert Client(practice, "cedar").send("GET", f"/v1/cases/{case}")["items"][0]["decision"] == "proposed"
    context.close()

    context = chromium.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    context.on("request", lambda request: sent.append(request.post_data or ""))
    second = Vault(practice, context, local)
    second.unlock("birch")
    second.go(f"/case/{case}", "#sign-title")
    assert second.tab.inner_text(".side > .own .noted").strip() == f"{WORDS}\n\n{MORE}"
    assert all(one in second.tab.text_content(".signing .letter") for one in (WORDS, MORE))
    found += faults_of(second.tab)
    second.tab.locator(".buttons .act").press("Enter")
    second.tab.wait_for_selector(".done h1")
    item = Client(practice, "cedar").send("GET", f"/v1/cases/{case}")["items"][0]
    assert (item["decision"], item["outcome"]) == ("decided", "correct")
    assert not [body for body in sent if WORDS in body]
    assert (found, first.faults, second.faults) == ([], [], [])
    context.close()


def shoot(tab: Any, name: str) -> None:
    """Pictures, wide and narrow, where a folder is named."""
    folder = os.environ.get("VAULT_SHOTS")
    for width, scheme in ((1280, "light"), (390, "dark")) if folder else ():
        tab.set_viewport_size({"width": width, "height": 900})
        tab.emulate_media(color_scheme=scheme)
        tab.screenshot(path=f"{folder}/{name}-{width}-{scheme}.png", full_page=True)
    tab.set_viewport_size({"width": 1280, "height": 900})
    tab.emulate_media(color_scheme="light")


def test_a_file_goes_along_once_the_second_person_read_it(
    practice: Practice, chromium: Any, local: str, tmp_path: Path
) -> None:
    (tmp_path / "demand.txt").write_text(DEMAND.replace("0951", "0952"))
    (tmp_path / "Beschluß.pdf").write_bytes(pdfs.text("Amtsgericht Moorau", "Blatt zwei"))
    (tmp_path / "called.pdf").write_bytes(pdfs.text("x", root=b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"))
    case, sent = taken_in(typist(practice, tmp_path), tmp_path / "demand.txt", tmp_path), []
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    context.on("request", lambda request: sent.append((request.url, request.post_data_buffer or b"")))
    first = Vault(practice, context, local)
    first.unlock("aster")
    tab = first.tab
    first.go(f"/case/{case}", ".outcomes")
    tab.locator(".outcomes label", has_text="Return it for correction").locator("input").press(" ")
    tab.locator(".own summary").press("Enter")
    tab.locator(".own button:has-text('Attach a PDF')").press("Enter")
    tab.wait_for_selector(".attaching input", state="attached")
    tab.set_input_files(".attaching input", str(tmp_path / "called.pdf"))
    tab.wait_for_selector(".attaching .problem:has-text('called.pdf does not go along: it holds a script')")
    tab.set_input_files(".attaching input", str(tmp_path / "Beschluß.pdf"))
    tab.wait_for_selector(".attaching li:has-text('Beschluss.pdf')")
    shoot(tab, "attaching")
    found = faults_of(tab)
    tab.wait_for_selector(".sticky button:has-text('Show what I sign')")
    tab.locator(".sticky button.act").press("Enter")
    tab.wait_for_selector("#sign-title")
    assert "+ Beschluss.pdf (" in tab.inner_text(".signing .own .noted")
    tab.locator(".buttons .act").press("Enter")
    tab.wait_for_selector(".done h1")
    context.close()

    context = chromium.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    context.on("request", lambda request: sent.append((request.url, request.post_data_buffer or b"")))
    second = Vault(practice, context, local)
    second.unlock("birch")
    second.go(f"/case/{case}", ".along button")
    assert second.tab.query_selector("#sign-title") is None  # nothing is signed before it was read
    second.tab.locator(".along button").press("Enter")
    second.tab.wait_for_selector("#sign-title")
    frame = second.tab.frame_locator(".reader iframe")
    frame.locator("canvas[data-page='1']").wait_for()
    assert frame.locator("select option").count() == 2
    assert "Beschluss.pdf" in second.tab.inner_text(".reader .tabs [aria-pressed=true]")
    assert "Anlagen: Beschluss.pdf" in str(second.tab.text_content(".signing .letter"))
    shoot(second.tab, "along")
    found += faults_of(second.tab)
    second.tab.locator(".buttons .act").press("Enter")
    second.tab.wait_for_selector(".done h1")
    item = Client(practice, "cedar").send("GET", f"/v1/cases/{case}")["items"][0]
    assert (item["decision"], item["outcome"], item["letter"]) == ("decided", "correct", "queued")
    # Only one's own machine got the file.
    assert not [url for url, body in sent if b"JVBERi0" in body and not url.startswith(local)]
    assert (found, first.faults, second.faults) == ([], [], [])
    context.close()
