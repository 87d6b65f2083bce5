"""The section by which a contest stops a release, out of the law files of this machine; a desk's word is not asked."""

import contextlib
from collections.abc import Iterator

from dueprocess.release.contested import ContestedError


@contextlib.contextmanager
def cited() -> Iterator[None]:
    """Whoever is refused for a contest reads the section that stops it, where this machine's law files name it."""
    try:
        yield
    except ContestedError as fault:
        raise ContestedError(fault.contest, section_of(fault.law)) from fault


def section_of(law: str) -> str:
    """Section and act by which a contest stops what ``law`` asks for; empty where these law files name none."""
    from dueprocess.adapters.law_library import LIBRARY

    found = LIBRARY.shelf((), {}).instruments.get(law)
    stops = (clock.stops for clock in found.latest.clocks if clock.stops) if found is not None else iter(())
    cite = next(stops, None)
    return f"{cite.section} {cite.title}" if cite is not None else ""
