"""The document of which the last answer told, though it is only cited: what "kế hoạch đó" means after it."""

from __future__ import annotations

import re
from itertools import pairwise

from knowledge import Document, Focus, Reference
from knowledge.library import Library
from nlu.text import syllables

_PAPERS = "ke hoach|huong dan|cong van|to trinh|chi thi|quyet dinh|nghi quyet|nghi dinh|thong bao"
_ASKED = re.compile(rf"\b({_PAPERS}|van ban|giay to|to|vb|cv|kh|hd) (?:so )?(?:nao|gi|chi|may|bao nhieu)\b")
_MEANT = re.compile(rf"\b({_PAPERS}) (?:do|ay|kia|no|nay|tren)\b")
_PROPOSED = "theo đề nghị"


def asked_for(focus: Focus) -> bool:
    """Whether the last question asked which document it is."""
    return bool(_ASKED.search(" ".join(syllables(focus.question))))


def behind(library: Library, focus: Focus, tokens: list[str]) -> tuple[Document, ...]:
    """The cited documents that the last answer named to who asked for one; () when it named none.

    Of several only those of the type that is meant now ("kế hoạch đó") or was asked for ("hướng dẫn nào").
    """
    source = library.document(focus.document)
    if source is None or source.status != "loaded" or not (asked_for(focus) or focus.facet == "proposal"):
        return ()
    said = [r for r in source.references if r.passage == focus.passage]
    proposed = [r for r in said if r.relation == _PROPOSED]
    said = proposed if focus.facet == "proposal" else [r for r in said if r not in proposed] or said
    if focus.facet != "proposal":
        said = _described(said, focus.question)
    found = [library.document(key) for key in dict.fromkeys(r.target for r in said)]
    cited = [d for d in found if d and d.status == "cited only"]
    asked, meant = _ASKED.search(" ".join(syllables(focus.question))), _MEANT.search(" ".join(tokens))
    if meant and not asked and _is_called(source, meant[1]):
        return ()
    called = meant or asked
    return tuple(d for d in cited if called is None or _is_called(d, called[1]))


def _described(said: list[Reference], question: str) -> list[Reference]:
    """Those whose words have most of the question ("văn bản nào phát động thi đua"), all if none has any."""
    asked = syllables(_ASKED.sub(" ", " ".join(syllables(question))))
    shared = [len({*pairwise(asked)} & {*pairwise(syllables(r.sentence))}) for r in said]
    most = max(shared, default=0)
    return [r for r, count in zip(said, shared, strict=True) if count == most] if most else said


def is_asked(document: Document, tokens: list[str]) -> bool:
    """Whether it is of the type that is asked for ("hướng dẫn nào"), or none is."""
    asked = _ASKED.search(" ".join(tokens))
    return asked is None or _is_called(document, asked[1])


def _is_called(document: Document, said: str) -> bool:
    """Whether it may be called so; a submission comes as a letter: "Công văn số 140/TTr-STTTT"."""
    is_submission = said == "to trinh" and "TTr" in document.number
    return said not in _PAPERS.split("|") or said == " ".join(syllables(document.type)) or is_submission
