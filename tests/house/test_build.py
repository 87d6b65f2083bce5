"""What a build takes from elsewhere: nothing without its hash, and a list of it that others can read."""

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_nothing_is_installed_without_a_hash() -> None:
    texts = [ROOT / "Makefile", *(one for one in (ROOT / ".ci").iterdir() if one.suffix != ".txt")]
    installs = [line for one in texts for line in one.read_text().splitlines() if re.search(r"\bpip3? install\b", line)]
    assert installs
    assert all("--require-hashes -r .ci/uv.txt" in line for line in installs)
    pinned = (ROOT / ".ci" / "uv.txt").read_text()
    assert re.match(r"uv==[0-9.]+ \\\n", pinned)
    assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", pinned)) == len(pinned.splitlines()) - 1 > 1


@pytest.mark.slow
def test_a_build_lists_what_it_is_made_of(tmp_path: Path) -> None:
    if not (ROOT / ".boot/bin/uv").exists() or shutil.which("npm") is None:
        pytest.skip("no uv or no npm on this machine")
    made = [tmp_path / "python.cdx.json", tmp_path / "vault.cdx.json"]
    subprocess.run(["make", "-s", f"SBOM={tmp_path}", *map(str, made)], cwd=ROOT, check=True, timeout=300)
    python, vault = (json.loads(one.read_text()) for one in made)
    assert {python["bomFormat"], vault["bomFormat"]} == {"CycloneDX"}
    locked = {one["name"]: one["version"] for one in tomllib.loads((ROOT / "uv.lock").read_text())["package"]}
    listed = {one["name"]: one["version"] for one in python["components"]}
    assert listed.items() <= locked.items()
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert {re.split(r"[\[<>=;]", one)[0] for one in wanted} <= listed.keys()
    assert "pytest" not in listed
    ours = json.loads((ROOT / "frontend/package.json").read_text())["dependencies"]
    assert set(ours.items()) <= {(one["name"], one["version"]) for one in vault["components"]}
