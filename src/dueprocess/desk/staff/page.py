"""What a page of the staff desk is: its path, its view, its name, and who sees it."""

from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, path

from dueprocess.acts.access import View


@dataclass(frozen=True, slots=True)
class Page:
    """One page. ``sees`` is what its reader must be allowed to see; None: the gate names it among its open or own."""

    path: str
    view: Any
    name: str
    sees: View | None

    @property
    def pattern(self) -> URLPattern:
        """As Django wants it."""
        pattern: URLPattern = path(self.path, self.view, name=self.name)
        return pattern
