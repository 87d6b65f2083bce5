"""Much data, sealed and opened by the browser's own cipher: the desk opens what it sealed, and the other way."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from dueprocess.adapters import crypto
from dueprocess.adapters.age_header import AgeError

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
ENTRY = """
import { decrypt, encryptTo } from "SRC/seal.ts";
import { native } from "SRC/stream.ts";
import { base64, fromBase64 } from "SRC/bytes.ts";
globalThis.native = async () => (await native()) !== null;
globalThis.seal = async (text, to) => base64(await encryptTo(fromBase64(text), [to]));
globalThis.unseal = async (text, secret) => {
  return decrypt(fromBase64(text), [secret]).then(base64, fault => fault.rule ?? String(fault));
};
"""


@pytest.fixture(scope="module")
def tab(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    esbuild, folder = FRONTEND / "node_modules" / ".bin" / "esbuild", tmp_path_factory.mktemp("sealing")
    if not esbuild.exists():
        pytest.skip("the vault's packages are not here: make vault-packages")
    (folder / "entry.ts").write_text(ENTRY.replace("SRC", str(FRONTEND / "src" / "formats")))
    environ = {**os.environ, "NODE_PATH": str(FRONTEND / "node_modules")}
    given = [folder / "entry.ts", "--bundle", "--format=iife", "--target=es2022", "--log-level=error"]
    subprocess.run([esbuild, *given, f"--outfile={folder / 'made.js'}"], check=True, env=environ)
    page = chromium.new_page()
    page.route("**/*", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
    page.goto("http://localhost/")
    page.add_script_tag(path=folder / "made.js")
    return page


def test_debians_chromium_has_the_cipher(tab: Any) -> None:
    assert tab.evaluate("native()")


@pytest.mark.parametrize("length", [(256 << 10) - 1, 256 << 10, (256 << 10) + 1, 5 * (64 << 10), 3_333_333])
def test_what_a_browser_seals_the_desk_opens_and_the_other_way(tab: Any, length: int) -> None:
    secret, recipient = crypto.new_case_key()
    data = hashlib.shake_128(str(length).encode()).digest(length)
    sealed = tab.evaluate("([text, to]) => seal(text, to)", [base64.b64encode(data).decode(), recipient])
    assert crypto.decrypt(base64.b64decode(sealed), [secret]) == data
    again = base64.b64encode(crypto.encrypt(data, [recipient])).decode()
    assert base64.b64decode(tab.evaluate("([text, secret]) => unseal(text, secret)", [again, secret])) == data


def test_one_changed_bit_and_a_lost_end_are_refused_by_both(tab: Any) -> None:
    secret, recipient = crypto.new_case_key()
    whole = crypto.encrypt(bytes(600_000), [recipient])
    changed = bytearray(whole)
    changed[400_000] ^= 1
    for bad in (bytes(changed), whole[:-20], whole[: -(600_000 % 65536) - 16], whole + b"\0" * 20):
        with pytest.raises(AgeError):
            crypto.decrypt(bad, [secret])
        told = tab.evaluate("([text, secret]) => unseal(text, secret)", [base64.b64encode(bad).decode(), secret])
        assert told == "age.closed"
