"""Tables that come with the package: data beside the code that reads them."""

import csv
import io
from importlib.resources import files


def text(folder: str, name: str) -> str:
    """A file of ``check``, ``forms`` or ``score``."""
    return (files(f"transparency.{folder}") / name).read_text(encoding="utf-8")


def rows(folder: str, name: str) -> list[dict[str, str]]:
    """A CSV with a header, one dictionary a row."""
    return list(csv.DictReader(io.StringIO(text(folder, name))))
