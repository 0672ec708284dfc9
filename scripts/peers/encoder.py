"""Our encoder for those who do not fold their text first: the same folder, its tokenizer folding by itself.

Given the folder as it is, a peer would hand "Kế hoạch" to a tokenizer that knows "ke hoach" alone. With the
folding in the tokenizer each gets the vectors that we get, and none needs to know of it.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from tokenizers import Regex, Tokenizer, normalizers

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from knowledge.dense import flat

TOKENIZER = "tokenizer.json"


def folding(encoder: Path, folder: Path) -> None:
    """Nothing; writes into the folder the encoder whose tokenizer makes of any text what `nlu.text` does."""
    shutil.copytree(encoder, folder)
    tokenizer = Tokenizer.from_file(str(encoder / TOKENIZER))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFD(),
            normalizers.Replace(Regex(r"\p{M}"), ""),
            normalizers.Lowercase(),
            normalizers.Replace("đ", "d"),
            normalizers.Replace(Regex("[^a-z0-9]+"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.save(str(folder / TOKENIZER))


def unlike(encoder: Path, folder: Path, texts: Iterable[str]) -> list[str]:
    """The texts of which the folder's tokenizer does not make what ours makes of them once folded."""
    ours = Tokenizer.from_file(str(encoder / TOKENIZER))
    theirs = Tokenizer.from_file(str(folder / TOKENIZER))
    return [text for text in texts if _ids(ours, flat(text)) != _ids(theirs, text)]


def _ids(tokenizer: Tokenizer, text: str) -> list[int]:
    found: list[int] = tokenizer.encode(text, add_special_tokens=False).ids
    return found
