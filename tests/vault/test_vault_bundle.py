"""The committed bundle: whole, small, without a reference to anywhere else, and made of the sources beside it."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from dueprocess.verify import bundle
from dueprocess.verify.policy import FRAME_POLICY, vault_policy

ROOT = Path(__file__).resolve().parents[2]
FRONTEND, BUNDLE = ROOT / "frontend", ROOT / "src" / "dueprocess" / "vault"
MAX_BUNDLE = 400_000  # all that the page of a case loads in English; German is one file more
SELDOM = {
    "rare.js": 169_000,  # with the page of a second person, who always signs
    "lawbook.js": 13_500,
    "talks.js": 19_500,
    "asking.js": 46_000,  # what is said of a sender, in both languages
}  # who signed what is 12 kB; what is next, finding a case, what one's own vault remembers
"""Parts that are loaded when one of their pages is opened, something is signed, or a history holds what they read; how
large each may be. Reading a case needs none of it."""
RUN_TIME = {"@noble/ciphers", "@noble/curves", "@noble/hashes"}


def policy_of(page: str) -> dict[str, str]:
    found = re.search(r'Content-Security-Policy" content="([^"]+)"', (BUNDLE / page).read_text())
    assert found
    return directives(found[1])


def directives(policy: str) -> dict[str, str]:
    return dict(part.strip().partition(" ")[::2] for part in policy.split(";") if part.strip())


def test_the_manifest_names_every_file_by_its_hash() -> None:
    manifest = json.loads((BUNDLE / "manifest.json").read_text())
    files = {path.name for path in BUNDLE.iterdir()} - {"manifest.json"}
    assert manifest["form"] == "dueprocess.vault/1"
    assert {name: hashlib.sha256((BUNDLE / name).read_bytes()).hexdigest() for name in files} == manifest["files"]


def test_the_bundle_is_small_and_holds_no_map() -> None:
    files = {path.name: path.stat().st_size for path in BUNDLE.iterdir()}
    later = {"german.json", "manifest.json", "THIRD-PARTY.txt", *SELDOM}
    assert sum(size for name, size in files.items() if name not in later) < MAX_BUNDLE
    assert all(files[name] < most for name, most in SELDOM.items())
    scripts = [path.read_text() for path in BUNDLE.glob("*.js")]
    fetched = [name for script in scripts for name in re.findall(r'import\("\./([^"]+)"\)', script)]
    assert set(fetched) == set(SELDOM)
    assert not [script[:80] for script in scripts if "Unterschreiben Sie nichts" in script]
    for path in BUNDLE.iterdir():
        assert "sourceMappingURL" not in path.read_text()


def test_no_page_holds_script_or_style_inline_and_none_names_another_host() -> None:
    for name in ("index.html", "frame.html"):
        page = (BUNDLE / name).read_text()
        assert not re.search(r"<style|\son[a-z]+=|\sstyle=|<script>|<script (?!(type=\"module\" )?src=)", page)
        assert set(re.findall(r'(?:src|href)="([^"#]+)"', page)) <= {"vault.js", "vault.css", "frame.js", "frame.css",
                                                                     "data:,"}  # fmt: skip
    for name in ("vault.css", "frame.css"):
        assert "url(" not in (BUNDLE / name).read_text()
        assert not re.search(r"[\s;{](margin|padding|border)-(left|right|top|bottom)\b|\b(left|right):", (
            BUNDLE / name).read_text())  # fmt: skip


def test_the_pages_policy_lets_nothing_run_that_is_not_ours() -> None:
    page, frame = policy_of("index.html"), policy_of("frame.html")
    for policy in (page, frame):
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == "'self'"
        assert policy["base-uri"] == policy["form-action"] == policy["trusted-types"] == "'none'"
        assert policy["require-trusted-types-for"] == "'script'"
    assert page["frame-src"] == "'self'"
    assert "connect-src" not in frame
    served = directives(vault_policy("https://api.desk.example"))
    assert served["connect-src"] == "'self' https://api.desk.example"
    assert served["frame-ancestors"] == "'none'"
    assert served["default-src"] == "'none'"


def test_the_code_parses_no_markup_and_keeps_nothing_but_the_pin_and_what_is_sealed() -> None:
    sources = {path: path.read_text() for path in FRONTEND.glob("src/**/*.ts")}
    for path, text in sources.items():
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacent|document\.write|DOMParser|eval\(|new Function", text
        ), path
        assert not re.search(r"sessionStorage|document\.cookie|caches\.|serviceWorker", text), path
        assert path.name == "kept.ts" or "indexedDB" not in text, path  # sealed identity files, where a person says so
        if path.name != "unlock.ts":
            assert "localStorage" not in text, path
    assert sources[FRONTEND / "src/pages/unlock.ts"].count("localStorage") == 1


def test_four_packages_at_run_time_and_their_licences_are_told() -> None:
    package = json.loads((FRONTEND / "package.json").read_text())
    assert set(package["dependencies"]) == RUN_TIME
    lock = json.loads((FRONTEND / "package-lock.json").read_text())
    told = (BUNDLE / "THIRD-PARTY.txt").read_text()
    for name, about in lock["packages"].items():
        assert "resolved" not in about, name
        if name and not about.get("dev") and not about.get("optional"):
            assert about["license"] == "MIT", name
            assert f"{name.removeprefix('node_modules/')} {about['version']} ({about['license']})" in told, name


def test_the_published_hash_is_that_of_the_committed_manifest() -> None:
    hash_ = hashlib.sha256((BUNDLE / "manifest.json").read_bytes()).hexdigest()
    assert (ROOT / "docs/reference/vault-manifest.txt").read_text() == f"{hash_}  manifest.json\n", "run make vault"


@pytest.mark.slow
def test_two_builders_make_the_committed_bytes(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node on this machine: apt-get install nodejs npm")
    if not (FRONTEND / "node_modules" / "esbuild").is_dir():
        pytest.skip("the vault's packages are not here: make vault-packages")
    made = []
    for folder, umask, settings in (
        ("one", 0o022, {"LC_ALL": "C", "TZ": "UTC", "SOURCE_DATE_EPOCH": "0"}),
        ("two with a blank/and deeper", 0o077, {"LC_ALL": "de_DE.UTF-8", "TZ": "Pacific/Auckland", "NODE_ENV": "x"}),
    ):
        place = tmp_path / folder / "frontend"
        shutil.copytree(FRONTEND, place, copy_function=shutil.copyfile, ignore=shutil.ignore_patterns("test"))
        for tool in place.glob("node_modules/@esbuild/*/bin/esbuild"):
            tool.chmod(0o755)
        for at, file in enumerate(sorted(place.rglob("*.ts"))):
            os.utime(file, (at * 86400, at * 86400))
        command = [node, str(place / "build.mjs"), "--out", str(place / "out")]
        subprocess.run(command, cwd=tmp_path, env={**os.environ, **settings}, umask=umask, check=True, timeout=600)
        made.append({path.name: path.read_bytes() for path in (place / "out").iterdir()})
    assert made[0] == made[1]
    assert made[0] == {path.name: path.read_bytes() for path in BUNDLE.iterdir()}, "run make vault"


def test_it_may_be_enrolled_for_webcat() -> None:
    """Its rules for policies: one, no list; nothing inline, no nonce, no eval, no other host that gives code."""
    told = json.loads(bundle.webcat(bundle.installed(), "1", vault_policy("https://api.desk.example"), FRAME_POLICY))
    assert set(told["files"]) == {f"/{path.name}" for path in BUNDLE.iterdir()}
    raw = base64.urlsafe_b64decode(told["files"]["/vault.js"] + "=")
    assert raw == hashlib.sha256((BUNDLE / "vault.js").read_bytes()).digest()
    assert told["default_index"] in told["files"]
    assert told["default_fallback"] in told["files"]
    assert told["wasm"] == []
    for policy in (told["default_csp"], *told["extra_csp"].values()):
        parts = directives(policy)
        assert "," not in policy
        assert parts["default-src"] == "'none'"
        assert parts["script-src"] == parts["style-src"] == "'self'"
        assert not {"worker-src", "object-src", "script-src-elem"} & set(parts)


@pytest.mark.slow
def test_the_sources_hold_their_types() -> None:
    node = shutil.which("node")
    tsc = FRONTEND / "node_modules" / "typescript" / "bin" / "tsc"
    if node is None or not tsc.is_file():
        pytest.skip("the vault's packages are not here: make vault-packages")
    ran = subprocess.run(
        [node, str(tsc), "--noEmit"], cwd=FRONTEND, capture_output=True, text=True, check=False, timeout=600
    )
    assert ran.returncode == 0, ran.stdout[-3000:]
