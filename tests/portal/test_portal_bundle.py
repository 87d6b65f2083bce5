"""The portal's script: what is committed is what its sources give, and it reaches nobody else."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

MAX_BUNDLE = 180_000


def test_the_script_is_small_and_names_no_other_host(root: Path) -> None:
    built = (root / "src/dueprocess/portal/static/portal/portal.js").read_text()
    assert len(built) < MAX_BUNDLE
    assert not re.search(r"localStorage|sessionStorage|indexedDB|document\.cookie|innerHTML|eval\(|new Function", built)
    sources = "".join(path.read_text() for path in (root / "frontend/src/portal").glob("*.ts"))
    assert not re.search(r"https?://|location\.(href|hash|search)|history\.", sources)
    assert set(re.findall(r"\"(/v1/\w+)\"", sources)) == {
        *("/v1/keys", "/v1/check", "/v1/submit", "/v1/answer", "/v1/status", "/v1/take"),
    }


@pytest.mark.slow
def test_what_is_committed_is_what_the_sources_give(root: Path, tmp_path: Path) -> None:
    if shutil.which("node") is None or not (root / "frontend/node_modules/esbuild").is_dir():
        pytest.skip("the vault's packages are not here: make vault-packages")
    subprocess.run(["node", "portal.mjs", "--out", tmp_path], cwd=root / "frontend", check=True)
    built = root / "src/dueprocess/portal/static/portal/portal.js"
    assert (tmp_path / "portal.js").read_bytes() == built.read_bytes(), "run make vault"
