"""The days and months in Vietnamese words, folded: "mot" to "ba muoi mot"."""

from __future__ import annotations

_ONES = ("mot", "hai", "ba", "bon|tu", "nam", "sau", "bay", "tam", "chin")


def _tens(prefix: str, base: int) -> dict[str, int]:
    return {f"{prefix} {word}": base + one for one, words in enumerate(_ONES, 1) for word in words.split("|")}


_VALUES = {
    **{word: one for one, words in enumerate(_ONES, 1) for word in words.split("|")},
    **{
        "muoi": 10,
        "muoi lam": 15,
        "hai muoi": 20,
        "hai muoi lam": 25,
        "hai lam": 25,
        "ba muoi": 30,
        "ba mot": 31,
    },
    **_tens("muoi", 10),
    **_tens("hai muoi", 20),
    **_tens("hai", 20),
    "ba muoi mot": 31,
}

# The words as a pattern, longest first.
IN_WORDS = "|".join(sorted((word.replace(" ", r"\s+") for word in _VALUES), key=len, reverse=True))


def value_of(word: str) -> int:
    """The value of figures or of words that IN_WORDS matched."""
    return int(word) if word.isdigit() else _VALUES[" ".join(word.split())]
