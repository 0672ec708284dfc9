"""The words of the pages, from `pages.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from bot.browsing.page import Column, Page
from bot.wording import Wording

PAGES = Path(__file__).with_name("pages.yml")


@dataclass(frozen=True)
class Words:
    """All that stands in `pages.yml`; `pages` have no rows yet. Called with a key it gives that sentence."""

    wording: Wording
    pages: Mapping[str, Page]
    lists: Mapping[str, Mapping[str, str]]

    def __call__(self, key: str, **values: object) -> str:
        """The sentence of that key with its places filled. Raises KeyError."""
        return self.wording(key, **values)

    def of(self, kind: str, code: str) -> str:
        """The words for a code of that kind; a code without words stays as it is."""
        return self.lists[kind].get(code, code)

    def heading(self, page: str, key: str) -> str:
        """The heading of that page's column."""
        return self.pages[page].columns[key].heading

    def choices(self, kind: str) -> list[tuple[str, str]]:
        """The codes of that kind with their words."""
        return list(self.lists[kind].items())


def load(path: Path = PAGES) -> Words:
    """The words of a YAML file."""
    data: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    pages = {name: _page(name, told) for name, told in data["pages"].items()}
    return Words(Wording(data["words"]), pages, data["lists"])


def _page(name: str, told: dict[str, Any]) -> Page:
    columns = {key: Column(**column) for key, column in told["columns"].items()}
    page = Page(name, told["title"], told["about"], columns)
    return replace(page, newest=columns[told["newest"]].heading) if "newest" in told else page
