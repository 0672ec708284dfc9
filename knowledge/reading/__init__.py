"""Files become text: one module for each kind of file, and what keeps a hostile one from doing harm.

`knowledge.reader.read` puts them together; `confined.Reader` runs it in a child process with limits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Method = Literal["text", "word", "pdf", "web", "scan"]


@dataclass(frozen=True)
class Reading:
    """A file's text, NFC with "\\n" line ends; how it was read; what the administrator should know of it."""

    text: str
    method: Method
    notes: tuple[str, ...] = ()
