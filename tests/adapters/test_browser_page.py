"""The file for any browser: its vector, its inside by its reference page alone, a policy that names all that runs."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

import browser_samples
from dueprocess.adapters import browser_file
from dueprocess.adapters.age_words import new_passphrase
from dueprocess.formats.refusal import DeniedError

WORDS = "abandon-ability-able-about-above-absent-absorb-abstract"
FILES = [("certificate.txt", b"CERTIFICATE\n"), ("manifest.json", b"{}")]
REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "browser-file.md"


def block(name: str) -> str:
    found = re.search(rf"^```[a-z]+ {name}\n(.*?)\n```", REFERENCE.read_text(), re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


def test_the_vector_of_the_reference_page() -> None:
    head, cipher = browser_file.encrypted(browser_file.packed(FILES), WORDS, bytes(range(16)), bytes(range(12)))
    assert head.decode() == block("head")
    assert base64.b64encode(cipher).decode() == block("sealed")
    assert browser_samples.opened(browser_file.page(head, cipher, "en"), WORDS) == dict(FILES)


def test_by_the_words_alone_and_never_twice_the_same() -> None:
    passphrase = new_passphrase()
    one, two = (browser_file.sealed(FILES, passphrase, "en") for _ in range(2))
    assert one != two
    assert browser_samples.opened(one, passphrase) == dict(FILES)
    with pytest.raises(InvalidTag):
        browser_samples.opened(one, new_passphrase())
    with pytest.raises(DeniedError) as refused:
        browser_file.sealed(FILES, "a word that somebody thought up", "en")
    assert refused.value.rule == "recipient.passphrase"


@pytest.mark.parametrize(("lang", "says"), [("en", "en"), ("de", "de"), ("ur", "en")])
def test_its_policy_names_its_script_and_style_by_their_hashes(lang: str, says: str) -> None:
    text = browser_file.sealed(FILES, new_passphrase(), lang).decode()
    assert f'<html lang="{says}">' in text
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    for element, run in (("script", re.findall(r"<script>(.*?)</script>", text, re.DOTALL)), ("style", [])):
        (code,) = run or re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
        assert (
            f"{element}-src 'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'" in policy[1]
        )
    assert policy[1].startswith("default-src 'none'; ")
    assert not re.search(r"(src|href|action)=|https?:|innerHTML|insertAdjacent|document\.write|eval\(", text)
