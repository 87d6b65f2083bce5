"""The portal's script: what is committed is what its sources give, and it reaches nobody else."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from dueprocess.case.portal import MAX_ACCESS, MIN_ACCESS, Left
from dueprocess.case.status import Word
from dueprocess.desk.intake.portal import edge, submissions, urls, views
from dueprocess.desk.services import portal_desk

MAX_BUNDLE = 78_000


def test_the_script_is_small_and_names_no_other_host(root: Path) -> None:
    built = (root / "src/dueprocess/desk/intake/portal/static/portal/portal.js").read_text()
    assert len(built) < MAX_BUNDLE
    assert not re.search(r"localStorage|sessionStorage|indexedDB|document\.cookie|innerHTML|eval\(|new Function", built)
    sources = "".join(path.read_text() for path in (root / "frontend/src/portal").glob("*.ts"))
    assert not re.search(r"https?://|location\.(href|hash|search)|history\.", sources)
    assert set(re.findall(r"\"(/v1/\w+)\"", sources)) == {
        *("/v1/keys", "/v1/check", "/v1/submit", "/v1/answer", "/v1/status", "/v1/take")
    }


@pytest.mark.slow
def test_what_is_committed_is_what_the_sources_give(root: Path, tmp_path: Path) -> None:
    if shutil.which("node") is None or not (root / "frontend/node_modules/esbuild").is_dir():
        pytest.skip("the vault's packages are not here: make vault-packages")
    subprocess.run(["node", "portal.mjs", "--out", tmp_path], cwd=root / "frontend", check=True)
    built = root / "src/dueprocess/desk/intake/portal/static/portal/portal.js"
    assert (tmp_path / "portal.js").read_bytes() == built.read_bytes(), "run make vault"


# --- docs/reference/portal.md against the code ---


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs/reference/portal.md").read_text()


def table(page: str, head: str) -> dict[str, str]:
    rows = page.partition(f"| {head} |")[2].partition("\n\n")[0]
    return dict(re.findall(r"^\| `([\w.-]+)` \|(?:[^|]*\|)?([^|]+) \|$", rows, re.MULTILINE))


def test_rules_words_and_kinds_are_those_of_the_code(page: str) -> None:
    assert set(table(page, "rule")) == {str(one) for one in portal_desk.Rule}
    words, left = table(page, "word"), table(page, "left")
    assert set(words) == set(map(str, Word))
    assert {name: text.strip() for name, text in left.items()} == {str(one): one.meaning for one in Left}


def test_addresses_and_limits_are_those_of_the_code(page: str) -> None:
    asked = {f"/{one.pattern}" for one in urls.urlpatterns if str(one.pattern).startswith("v1/")}
    assert set(re.findall(r"`(?:GET|POST) (/v1/\w+)`", page)) == asked == set(edge.LIMITS)
    numbers = (
        f"{edge.MAX_SUBMIT >> 20} MiB a body",
        f"{edge.MAX_ASK >> 10} KiB any other",
        f"{submissions.MAX_SEALED} ciphertexts of {submissions.MAX_TOGETHER >> 20} MiB",
        f"{submissions.DAY}\narrivals a day",
        f"always {views.ANSWER >> 10} KiB",
        f"at most {submissions.SLICE >> 20} MiB",
        f"ends after {submissions.RECEIPT_DAYS} days",
        f"filled up to {submissions.STATUS_BYTES >> 10} KiB",
        f"stays {portal_desk.LETTER_DAYS} days",
        f"{MIN_ACCESS} to {MAX_ACCESS} days",
    )
    assert [one for one in numbers if one not in page] == []
