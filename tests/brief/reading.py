"""Reads a page as a checker would: its ids, its links, and everything that could make it load something."""

from __future__ import annotations

from html.parser import HTMLParser

LOADING = ("src", "srcset", "poster", "data", "action", "formaction", "background", "manifest", "ping")
VOID = ("meta", "link", "br", "hr", "img", "input")


class Page(HTMLParser):
    """What a page holds; `nesting` lists tags that were closed in the wrong order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loading: list[tuple[str, str, str]] = []
        self.headings: list[int] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.nesting: list[str] = []
        self._open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One opening tag."""
        found = {name: value or "" for name, value in attrs}
        self.tags.append((tag, found))
        if tag not in VOID:
            self._open.append(tag)
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a":
            self.links.append(found.get("href", ""))
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))
        self.loading += [(tag, name, value) for name, value in found.items() if name in LOADING]
        if tag in ("script", "link", "iframe", "object", "embed", "base", "img", "video", "audio", "image", "use"):
            self.loading.append((tag, "", ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that closes itself."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        """One closing tag."""
        if not self._open or self._open.pop() != tag:
            self.nesting.append(tag)

    def handle_data(self, data: str) -> None:
        """Words between tags."""
        if "style" not in self._open:
            self.words.append(data)

    @property
    def text(self) -> str:
        """All words with single spaces."""
        return " ".join("".join(self.words).split())
