"""The words of an HTML text. Runs in the sandbox's child: nothing is fetched, and nothing of it is run."""

import html.parser
import re
from typing import Final

MAX_CHARACTERS: Final = 2_000_000
_BLOCKS: Final = frozenset(
    {"p", "div", "br", "li", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"}
    | {"pre", "hr", "section", "article", "header", "footer"}
)
_UNSEEN: Final = frozenset(("script", "style", "head", "title", "template", "noscript"))


class _Text(html.parser.HTMLParser):
    """Text of an HTML part; links keep their address where the words do not show it. Nothing is fetched."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.unseen = 0
        self.link: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self.unseen += 1
        if tag in _BLOCKS:
            self.parts.append("\n\n" if tag in {"p", "div", "table", "li"} else "\n")
        if tag == "a":
            self.link = next((value for key, value in attrs if key == "href" and value), None)

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        if tag in _BLOCKS:
            self.parts.append("\n")
        if tag == "a" and self.link:
            shown = "".join(self.parts[-4:])
            if self.link.startswith(("http://", "https://")) and self.link.rstrip("/") not in shown:
                self.parts.append(f" <{self.link}> ")
            self.link = None

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.parts.append(data)


def from_html(text: str) -> str:
    """The words of an HTML text, paragraphs kept."""
    parser = _Text()
    parser.feed(text[:MAX_CHARACTERS])
    parser.close()
    lines = (re.sub(r"[ \t\r\f\v]+", " ", line).strip() for line in "".join(parser.parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
