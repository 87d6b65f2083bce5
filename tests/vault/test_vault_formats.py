"""The vault's formats against the desk's, both ways: golden bytes here, the TypeScript tests by Node where it is."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dueprocess.adapters import crypto, identity
from dueprocess.formats import canonical, docket, page_images, roster, session, statement
from dueprocess.formats import object as objects
from dueprocess.formats.chain import Pin, walk
from dueprocess.formats.errors import ObjectError
from dueprocess.formats.moment import parse as moment
from dueprocess.formats.refusal import DeniedError

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "golden"))

import regenerate_vault  # noqa: E402 - its folder is on the path only now

FRONTEND = ROOT / "frontend"
GOLDEN = ROOT / "tests" / "golden" / "vault"
FROM_DESK: dict[str, Any] = json.loads((GOLDEN / "from-desk.json").read_text())


def need_node() -> str:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node on this machine: apt-get install nodejs npm")
    if not (FRONTEND / "node_modules" / "esbuild").is_dir():
        pytest.skip("the vault's packages are not here: make vault-packages")
    return node


def rule_of(call: Any, *args: Any) -> str | None:
    try:
        call(*args)
    except (DeniedError, crypto.AgeError) as fault:
        return fault.rule
    return None


def test_the_vault_draws_acts_from_the_desks_own_tables(root: Path) -> None:
    written = (root / "frontend" / "src" / "acts" / "codes.json").read_text()
    assert written == regenerate_vault.codes_text(), "run tests/golden/regenerate_vault.py, then make vault"
    for path, text in (
        (regenerate_vault.ACTS_JSON, regenerate_vault.acts_text()),
        (regenerate_vault.ACTS_RARE, regenerate_vault.rare_text()),
        (regenerate_vault.TALKS_JSON, regenerate_vault.talks_text()),
        (regenerate_vault.DONE_JSON, regenerate_vault.done_text()),
        *((path, regenerate_vault.fetched_text(script)) for script, path in regenerate_vault.FETCHED.items()),
        (regenerate_vault.ACTS_GERMAN, regenerate_vault.acts_german_text()),
        (regenerate_vault.ASKED, regenerate_vault.asked_text()),
        (regenerate_vault.ASKING, regenerate_vault.asking_text()),
        (regenerate_vault.SAMPLES, regenerate_vault.samples_text()),
    ):
        assert path.read_text() == text, "run tests/golden/regenerate_vault.py, then make vault"
    german = regenerate_vault.GERMAN.read_text(encoding="utf-8")
    assert german == regenerate_vault.german_text(), "run tests/golden/regenerate_vault.py, then make vault"


def test_golden_pages_are_judged_so_by_the_desk(root: Path) -> None:
    written = (root / "tests" / "golden" / "vault" / "pages.json").read_text()
    assert written == regenerate_vault.pages_text(), "run tests/golden/regenerate_vault.py"
    targets = (root / "tests" / "golden" / "vault" / "targets.json").read_text(encoding="utf-8")
    assert targets == regenerate_vault.targets_text(), "run tests/golden/regenerate_vault.py"
    assert regenerate_vault.BASIS.read_text() == regenerate_vault.basis_text(), "run tests/golden/regenerate_vault.py"
    golden = json.loads(written)
    assert len(page_images.unpack(base64.b64decode(golden["good"]))[1]) == len(golden["pages"])
    assert {rule_of(page_images.unpack, base64.b64decode(one)) for one in golden["bad"]} == {"object.pages"}


def test_golden_dockets_are_judged_so_by_the_desk() -> None:
    written = regenerate_vault.DOCKETS.read_text(encoding="utf-8")
    assert written == regenerate_vault.dockets_text(), "run tests/golden/regenerate_vault.py"
    golden = json.loads(written)
    rosters = [roster.parse(FROM_DESK["chains"][1]["notes"][1].encode())[0]]
    for one in golden["rows"]:
        data = base64.b64decode(one["data"])
        assert rule_of(docket.read, data, golden["case"], rosters, crypto.verify) == one["rule"], one["name"]


def test_golden_statements_are_judged_so_by_the_desk() -> None:
    second = roster.parse(FROM_DESK["chains"][1]["notes"][1].encode())[0]
    for one in FROM_DESK["statements"]:
        assert rule_of(statement.verify, one["note"].encode(), second, crypto.verify) == one["rule"], one["name"]


def test_golden_chains_are_judged_so_by_the_desk() -> None:
    pin, now = Pin(**FROM_DESK["pin"]), moment(FROM_DESK["now"])
    for one in FROM_DESK["chains"]:
        notes = [note.encode() for note in one["notes"]]
        assert rule_of(walk, pin, notes, crypto.verify, now) == one["rule"], one["name"]


def test_golden_objects_are_judged_so_by_the_desk() -> None:
    sealed = FROM_DESK["sealed"]
    for rule, data in sealed["broken"].items():
        with pytest.raises(ObjectError) as caught:
            objects.unpack(base64.b64decode(data))
        assert caught.value.rule == rule
    for length, padded in sealed["padme"].items():
        assert objects.padme(int(length)) == padded
    for text in FROM_DESK["canonical"]["good"]:
        assert canonical.encode(canonical.decode(text.encode())).decode() == text


def opens(made: dict[str, Any], folder: Path) -> None:
    """Whatever the vault wrote, the desk reads."""
    file = folder / "dogrose.identity"
    file.write_bytes(base64.b64decode(made["identity"]))
    file.chmod(0o600)
    assert identity.load(file, "four random words here").card().text() == made["card"]
    assert identity.parse_card(made["card"]).name == "dogrose"
    file.write_text(made["ways"])
    for typed in (made["words"], "four random words here"):
        assert identity.load(file, typed).card().text() == made["card"]
    second = roster.parse(FROM_DESK["chains"][1]["notes"][1].encode())[0]
    said = statement.verify(made["statement"].encode(), second, crypto.verify)
    assert said.act is statement.Act.FACE_CONFIRM
    assert said.says["fields"] == {"country": "DE", "items.1.data": ["content", "subscriber"], "cites_law": True,
                                   "emergency": None}  # fmt: skip
    opening, _ = session.verify(
        made["session"].encode(), second, "http://127.0.0.1:8002", moment(FROM_DESK["now"]), crypto.verify
    )
    assert opening.by == "aster"
    assert made["canonical"] == FROM_DESK["canonical"]["good"]
    known = docket.read(base64.b64decode(made["docket"]), regenerate_vault.CASE, [second], crypto.verify)
    assert (known.by, known.references, known.more) == ("aster", ("MOO-2026-1142", "Az. 44 Js 12/26"), True)
    secret = FROM_DESK["sealed"]["secret"]
    header, content = crypto.unseal(base64.b64decode(made["note"]), [secret])
    assert (header.kind, header.name) == ("note", "vermerk ü.txt")
    assert content == base64.b64decode(made["content"])
    aster = FROM_DESK["people"]["aster"]["age"]
    assert crypto.unwrap_key(base64.b64decode(made["envelope"]), [aster], FROM_DESK["sealed"]["recipient"]) == secret


def test_what_the_vault_made_opens_at_the_desk(tmp_path: Path) -> None:
    opens(json.loads((GOLDEN / "from-vault.json").read_text()), tmp_path)


def judged(path: Path) -> list[dict[str, Any]]:
    """Other people's signatures, each with what the desk says of it."""
    return [
        {**one, "held": crypto.verify(bytes.fromhex(one["key"]), one["msg"].encode(), bytes.fromhex(one["sig"]))}
        for one in json.loads(path.read_text())
    ]


@pytest.mark.slow
def test_the_vaults_own_tests_and_fresh_bytes_from_it(tmp_path: Path) -> None:
    node, wrote = need_node(), tmp_path / "from-vault.json"
    environ = {**os.environ, "VAULT_GOLDEN": str(GOLDEN), "VAULT_WRITES": str(wrote)}
    vectors = ROOT.parent / "shared" / "vectors/crypto/cctv-ed25519/ed25519/ed25519vectors.json"
    if vectors.exists():
        (tmp_path / "ed25519.json").write_text(json.dumps(judged(vectors)))
        environ["VAULT_ED25519"] = str(tmp_path / "ed25519.json")
        environ["VAULT_CCTV"] = str(vectors.parents[2] / "cctv-age" / "age" / "testdata")
    ran = subprocess.run(
        [node, "test.mjs"], cwd=FRONTEND, env=environ, capture_output=True, text=True, timeout=180, check=False
    )
    # Every failed test by name and reason: the end of the output names none of them.
    fell = "\n".join(re.findall(r"^not ok [^\n]*(?:\n(?!# Subtest|ok )[^\n]*){0,12}", ran.stdout, re.MULTILINE))
    assert ran.returncode == 0, fell + ran.stdout[-400:] + ran.stderr[-1000:]
    assert re.search(r"# fail 0\b", ran.stdout)
    opens(json.loads(wrote.read_text()), tmp_path)
