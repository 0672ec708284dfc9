"""Which fact is asked of a document that is only cited: as much as the sentences that cite it may tell."""

from __future__ import annotations

import re
from collections.abc import Collection

from knowledge import Document, Focus, catalogue, standing
from knowledge.allusions import Allusion
from knowledge.facets import Facets
from knowledge.library import Library
from knowledge.masking import is_by_day, masked
from knowledge.paper import Paper
from knowledge.question import Question
from knowledge.scope import Scoper
from nlu.text import fold, syllables

_OWN = ("number", "date", "issuer")  # what is asked of a paper alone
_ENDED = ("thay thế", "bãi bỏ", "sửa đổi")
_IN_FORCE = re.compile(
    r"\b(?:(?:con|het|mat|co) hieu luc|con (?:gia tri|dung|xai|ap dung)|"
    r"(?:bi|duoc|co) (?:\w+ ){0,3}?(?:thay|bai bo|huy|sua)|(?:thay|bai) (?:the|bang|boi|bo))\b"
)
_PROPOSED = "theo đề nghị"
_INSIDE = 0.42  # likeness from which what stands inside is asked for, though the subject has the words
_PLAINLY = 0.6  # the same where the words also ask how documents relate: "bị sửa đổi bởi thông tư nào"
_ALLUDED = 0.25  # the same of a document called by its words
_HELD = 0.7  # share of a question's words that stand in a subject which answers it
_LEAST = 2  # such words
# What stands inside is asked for, though of a paper that is loaded its subject would tell it.
_CONTENTS = re.compile(
    r"\b(?:(?<!ve )noi dung|tom tat|tom lai|tom gon|toan van|full|file|pdf|"
    r"ban (?:day du|goc|mem|dien tu|scan))\b(?! (?:ve|noi ve))|"
    r"\b(?:muc tieu|chi tieu|muc dich yeu cau|giai phap|tieu chi|lo trinh)\b"
)
# What stands inside and nothing else is asked for: "viết cái gì ở trong đó", "ruột của nó có gì".
_ASKED = r"(?:gi|chi|sao|nao|may)"
_WITHIN = re.compile(
    rf"\b(?:viet|ghi|noi|dan|co|neu|gom|trinh)\b(?: \w+){{0,3}}? {_ASKED}(?: o| ben)? "
    r"trong (?:do|ay|no|ruot)\b|"
    rf"\b(?:trong (?:do|ay|no|ruot)|ben trong|ruot)\b(?: \w+){{0,4}}? {_ASKED}\b|"
    r"\bphan (?:muc dich|yeu cau|to chuc|nhiem vu|giai phap|phu luc|kinh phi|mo dau|dau|cuoi)\b"
)
_SAYS = re.compile(r"\b(?:noi|viet|trinh|ghi|neu|quy dinh|ve (?:viec|chuyen|cai|van de|noi dung))\b")
_WHO = re.compile(
    r"\b(?:ai|(?:so|co quan|don vi|ben|noi|vi|ong|nguoi|giam doc|ban|cap) nao|chuc (?:gi|vu|danh)|hay|"
    r"(?:noi|co quan) ban hanh|cung mot|(?:phai|dung) (?:\w+ ){0,8}?(?:khong|hong|ko))\b"
)
_COUNTED = re.compile(r"\b(?:may|bao nhieu) (\w+)")


class CitedFacets:
    """Tells the facets of questions about documents of one library that have no text."""

    def __init__(self, library: Library, scoper: Scoper, facets: Facets, paper: Paper) -> None:
        self._library = library
        self._scoper = scoper
        self._facets = facets
        self._paper = paper

    def facet(self, q: Question, documents: Collection[Document], focus: Focus) -> str:
        """The name of the facet that the question asks for, "" for more than a citing sentence tells."""
        if self._is_of_validity(q, documents):
            return "relation"
        words = masked(q)
        told, inside = self._paper.told_of_cited(words, proposed=self._is_proposal(documents))
        said = self._facets.asked(q.words) or self._scoper.rest(q, None) or is_by_day(words)
        if not said and (told or inside < _PLAINLY):  # "còn 287?", not "còn 287, trong đó dặn gì"
            alone = focus.document or set(words) <= {"văn", "bản"}
            return focus.facet if alone else told
        asked = self._facets.asked(q.words)
        if not told and inside < _PLAINLY and asked and asked[0].name in _OWN:
            return asked[0].name
        if not told and inside < _PLAINLY and self._facets.relation.find(q.words):
            return "relation"
        tokens = " ".join(q.tokens)
        if len(documents) > 1 and standing.COMPARED.search(tokens):
            return "date"
        if told == "issuer" and self._is_proposal(documents) and not _WHO.search(tokens):
            return ""  # what was proposed, not by whom
        own = asked is not None and asked[0].name in _OWN
        if _WITHIN.search(tokens) or ((told in ("", "subject") or not own) and _CONTENTS.search(tokens)):
            return ""
        silent = not any(d.subject for d in documents)
        if told == "subject" and silent and _SAYS.search(tokens):
            return ""  # no sentence says what it is about
        return told or ("subject" if inside < _INSIDE and self._is_of_subject(q, documents) else "")

    def facet_of_allusion(self, allusion: Allusion) -> str | None:
        """The same for documents called by their words; None where something else may be asked.

        Of those whose time is said as well, all that a citing sentence tells is asked.
        """
        proposed = self._is_proposal(allusion.documents)
        told, inside = self._paper.told_of_cited(allusion.words, proposed=proposed)
        said = " ".join(map(fold, allusion.words))
        if _WITHIN.search(said) or (told in ("", "subject", "issuer") and _CONTENTS.search(said)):
            return ""
        sure = told in _OWN or (allusion.dated and told)
        return told if sure or (not told and inside >= _ALLUDED) else None

    def _is_proposal(self, documents: Collection[Document]) -> bool:
        """Whether a sentence cites one of the documents for what it proposed, and so whose it was."""
        citing = (r for d in documents for r in catalogue.cited_by(self._library.documents, d.key))
        return any(r.relation == _PROPOSED for r in citing)

    def _is_of_validity(self, q: Question, documents: Collection[Document]) -> bool:
        """Whether it is asked if one is still in force, and a sentence tells what took its place."""
        citing = (r for d in documents for r in catalogue.cited_by(self._library.documents, d.key))
        return bool(_IN_FORCE.search(" ".join(q.tokens))) and any(r.relation in _ENDED for r in citing)

    def _is_of_subject(self, q: Question, documents: Collection[Document]) -> bool:
        """Whether the question says little that does not stand in the subject: "có nhắc bầu cử không"."""
        known = {t for d in documents for t in syllables(d.subject)}
        if any(noun not in known for noun in _COUNTED.findall(" ".join(q.tokens))):
            return False  # "phát động mấy đợt"
        rest = self._scoper.rest(q, None)
        held = sum(t in known for t in rest)
        return len(rest) >= _LEAST and held >= _HELD * len(rest)
