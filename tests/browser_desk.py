"""The demo's desk as it is served to the browser's tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class Practice:
    """The served desk: where each surface is, how to log in, where keys lie."""

    home: Path
    keys: Path
    ports: dict[str, int]
    password: str
    cases: list[str] = field(default_factory=list)

    def at(self, surface: str, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.ports[surface]}{path}"

    def log_in(self, tab: Any, name: str) -> None:
        tab.goto(self.at("staff", "/login/"))
        tab.fill("input[name=login]", name)
        tab.fill("input[name=password]", self.password)
        tab.press("input[name=password]", "Enter")
        tab.wait_for_url(lambda url: "/login/" not in url, timeout=8000)
