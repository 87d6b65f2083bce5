"""Reading a JSON body strictly: at most twelve levels, no key twice, no number that is none."""

from typing import Any, Final

from django.http import HttpRequest
from ninja.parser import Parser

from dueprocess.desk.web import strictjson

MAX_DEPTH: Final = 12


class StrictParser(Parser):
    """JSON as RFC 8259 has it, and no deeper than a statement may be."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body's object. Raises ValueError, which ninja answers with 400."""
        return strictjson.load(request.body, MAX_DEPTH)
