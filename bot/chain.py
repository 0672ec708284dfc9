"""The chain of the audit trail: a line's hash covers the line and, by the hash before it, all earlier ones.

Never changed: the hashes of lines that are there already could not be worked out any more.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

FIELDS = ("id", "at", "channel", "actor", "action", "object")
FIRST = ""  # what stands before the first line


def link(previous: str, line: Mapping[str, object]) -> str:
    """The hash of the line (its FIELDS) that follows the hash `previous`: SHA-256 in hex."""
    fields = {name: line[name] for name in FIELDS}
    content = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{content}".encode()).hexdigest()
