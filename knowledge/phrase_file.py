"""A YAML file of `passage id: [phrases]`, edited by the line: comments and order stay as they are."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

import yaml

from knowledge.disk import to_disk

_ITEM = "  - "


def read(path: Path) -> str:
    """The file's text with the line endings that it has. Raises OSError, UnicodeDecodeError."""
    return path.read_bytes().decode("utf-8")


def added(text: str, key: str, phrase: str) -> str:
    """The text with the phrase as the last one under the key; a key that it lacks comes at the end."""
    ending = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines()
    first, last = _block(lines, key)
    if first is None:
        lines += ["", f"{_scalar(key)}:", f"{_ITEM}{_scalar(phrase)}"]
    else:
        lines.insert(last + 1, f"{_indent(lines[first + 1 : last + 1])}- {_scalar(phrase)}")
    return ending.join([*lines, ""])


def removed(text: str, key: str, phrase: str) -> str:
    """The text without the phrase under the key; the key goes with its last phrase.

    It is returned as it was when the phrase is not there on a line of its own.
    """
    ending = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines()
    first, last = _block(lines, key)
    if first is None:
        return text
    found = [at for at in range(first + 1, last + 1) if _item(lines[at]) == phrase]
    if not found:
        return text
    del lines[found[0]]
    if not any(_item(line) for line in lines[first + 1 : last]):
        del lines[first]
        if first and not lines[first - 1].strip():
            del lines[first - 1]
    return ending.join([*lines, ""])


def write(path: Path, text: str) -> None:
    """Nothing; the file has the new text as a whole or stays as it was. Raises OSError."""
    path = path.resolve()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        fresh.chmod(path.stat().st_mode & 0o777)
        fresh.replace(path)
    except BaseException:  # also when the program is stopped: no half of a file stays
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise
    to_disk(path.parent)


def _block(lines: list[str], key: str) -> tuple[int | None, int]:
    """The line of the key and the last line of its phrases; None for a key that is not there."""
    heads = {f"{key}:", f"{_scalar(key)}:"}
    first = next((at for at, line in enumerate(lines) if line.split(" #")[0].rstrip() in heads), None)
    if first is None:
        return None, -1
    last = first
    for at in range(first + 1, len(lines)):
        line = lines[at]
        if line.strip() and not line.startswith((" ", "-", "#")):
            break
        if line.strip() and not line.lstrip().startswith("#"):
            last = at
    return first, last


def _indent(lines: list[str]) -> str:
    """How far the phrases of a block are indented."""
    items = [line for line in lines if line.lstrip().startswith("- ")]
    return items[-1][: len(items[-1]) - len(items[-1].lstrip())] if items else _ITEM[:2]


def _item(line: str) -> str:
    """The phrase of a line "- phrase", "" for any other."""
    try:
        read = yaml.load(line.strip(), Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return ""
    return read[0] if isinstance(read, list) and len(read) == 1 and isinstance(read[0], str) else ""


def _scalar(text: str) -> str:
    """The text as YAML writes it on one line, quoted where it must be."""
    return yaml.safe_dump([text], allow_unicode=True, width=10**9).removeprefix("- ").strip()
