"""Every hazard, promise, requirement and decision that is cited anywhere is written down in this repository."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

READ = {".py", ".ts", ".md", ".yaml", ".toml", ".html", ".txt", ".conf", ".sql"}
FOLDERS = ("src", "lab", "tests", "docs", "frontend/src", "law", "texts", "bench")
HAZARD = re.compile(r"[Hh]azards?\s+(\d+\.\d+(?:(?:,| and| to|;)\s+\d+\.\d+)*)")
NUMBER = re.compile(r"\d+\.\d+")
PROMISE = re.compile(r"\b([PL](?:[1-9]|1[0-3]))\b")
BEYOND = re.compile(r"(?:promise|requirement)s?\s+\(?([PL]\d+)")
DECISION = re.compile(r"\bADRs? (\d{4}(?:(?:,| and) \d{4})*)")
OUTSIDE = re.compile(r"\b(?:design|product|codebases|ecosystem|hazards|facts/\w+)\.md\b")
OURS = {"docs/hazards.md", "docs/promises.md"}


def texts(root: Path) -> Iterator[tuple[str, str]]:
    """Path and text of each file that people read here, without what is installed or built."""
    paths = [path for folder in FOLDERS for path in sorted((root / folder).rglob("*")) if path.suffix in READ]
    for path in (*paths, *sorted(root.glob("*.md"))):
        name = str(path.relative_to(root))
        if "node_modules" not in name and "/golden/" not in name:
            yield name, path.read_text(errors="replace")


def written(root: Path, page: str, pattern: str) -> set[str]:
    found = re.findall(pattern, (root / "docs" / page).read_text(), re.MULTILINE)
    assert len(found) == len(set(found)), f"{page} defines one of {found} twice"
    return set(found)


def test_every_cited_hazard_is_written_down(root: Path) -> None:
    known = written(root, "hazards.md", r"^- \*\*(\d+\.\d+)\*\*")
    cited = {
        (name, number) for name, text in texts(root) for many in HAZARD.findall(text) for number in NUMBER.findall(many)
    }
    assert len(cited) > 300  # the pattern still finds them
    assert not {f"{name}: hazard {number}" for name, number in cited if number not in known}


@pytest.mark.parametrize(("letter", "most"), [("P", 13), ("L", 13)])
def test_promises_and_requirements_are_written_down(root: Path, letter: str, most: int) -> None:
    known = written(root, "promises.md", rf"^- \*\*({letter}\d+)\*\*")
    assert known == {f"{letter}{number}" for number in range(1, most + 1)}
    beyond = {(name, code) for name, text in texts(root) for code in BEYOND.findall(text) if code.startswith(letter)}
    assert not {f"{name}: {code}" for name, code in beyond if code not in known}


def test_every_cited_decision_exists_and_is_in_the_index(root: Path) -> None:
    names = [path.name[:4] for path in (root / "docs/adr").glob("[0-9]*.md")]
    pages = set(names)
    assert len(names) == len(pages)  # a citation means one page
    index = (root / "docs/adr/README.md").read_text()
    cited = {
        (name, number)
        for name, text in texts(root)
        for many in DECISION.findall(text)
        for number in re.findall(r"\d{4}", many)
    }
    assert not {f"{name}: ADR {number}" for name, number in cited if number not in pages}
    assert not {number for number in pages if number != "0000" and f"[{number}](" not in index}


def test_nothing_refers_to_a_page_outside_the_repository(root: Path) -> None:
    missing = {
        f"{name}: {page}"
        for name, text in texts(root)
        if name not in OURS
        for page in OUTSIDE.findall(text)
        if not list(root.glob(f"docs/**/{Path(page).name}"))
    }
    assert not missing


def test_the_architecture_page_names_files_and_folders_that_are_there(root: Path) -> None:
    page = (root / "docs/architecture.md").read_text()
    named = set(re.findall(r"`([a-z_]+(?:/[a-z_]+)*(?:\.py|/))`", page)) | set(
        re.findall(r"`((?:desk|law|demand|client|host|letter|texts)/[a-z_]+)`", page)
    )
    assert len(named) > 25
    places = [root, root / "src/dueprocess", root / "src"]
    assert not {name for name in named if not any((place / name).exists() for place in places)}
