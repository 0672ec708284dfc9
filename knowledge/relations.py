"""Answers about documents known from others' words, and about who carries out, cites or replaces whom."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from knowledge import Answer, Document, Focus, Reference, catalogue
from knowledge.facets import Facets
from knowledge.library import MOST_QUOTES, Library, suffix
from knowledge.nearest import nearness, type_asked
from knowledge.question import Question
from nlu import DocumentNumber
from nlu.text import syllables

# What the citing sentence of a cited-only document can tell.
KNOWN_OF_CITED = ("number", "date", "issuer", "day", "subject", "about", "relation")
# The verbs of a question by the relation that they ask for.
_VERBS = {
    "thực hiện": (("thuc", "hien"), ("trien", "khai"), ("cu", "the", "hoa"), ("thi", "hanh")),
    "căn cứ": (("can", "cu"), ("dua", "vao"), ("dua", "tren")),
    "theo đề nghị": (("de", "nghi"), ("de", "xuat")),
    "thay thế": (("thay",), ("bai", "bo"), ("huy", "bo"), ("hieu", "luc")),
    "sửa đổi": (("sua", "doi"), ("bo", "sung")),
    "kèm theo": (("kem", "theo"),),
}
_ISSUED_BY = ("thực hiện", "căn cứ", "theo đề nghị")  # relations that a document's preamble tells
_FEW = 3  # syllables beside two documents' names in a question about what they have to do with each other
_WHERE = ("trong", "o", "tai", "cua")  # before a document in which others are looked for
_MENTIONED = "nhắc đến"
# Syllables of verbs that are none: "cả thảy", and a courtesy, "đề nghị liệt kê".
_NO_VERB = re.compile(
    r"\bca thay\b|"
    r"\bde nghi(?= (?:cho|liet ke|cung cap|neu|trich|ke|xem|tra|dong chi|ban|anh|chi|thong tin|doc)\b)"
)
# Documents that are asked for, not the one in which to look.
_PAPERS = re.compile(
    r"(?<!trong )(?<!tai )(?<!theo )\b"
    r"(?:van ban|ke hoach|huong dan|nghi quyet|chi thi|quyet dinh|nghi dinh)\b"
)


class Relations:
    """What the references between the documents of the catalogue tell."""

    def __init__(self, library: Library, facets: Facets) -> None:
        self._library = library
        self._facets = facets

    def of_cited(self, documents: tuple[Document, ...], facet: str, asked: Sequence[str] = ()) -> Answer:
        """About documents known only from others' sentences: those sentences, and what cannot be told.

        `asked`: the question's syllables; of relations the sentence nearest to them comes first.
        """
        references = tuple(r for d in documents for r in catalogue.cited_by(self._library.documents, d.key))
        if facet == "relation":
            references = tuple(sorted(references, key=lambda r: -nearness(asked, r.sentence)[1]))
        quotes = self._library.citing(references)
        named = {"document": ", ".join(f"{d.type} số {d.number}".strip() for d in documents)}
        about = Focus(documents[0].key, "", facet, cited=tuple(d.key for d in documents))
        if facet in KNOWN_OF_CITED and quotes:
            most = quotes if facet == "relation" else quotes[: max(MOST_QUOTES, len(documents))]
            return Answer("answer", "answer_known_of", named, most, focus=about, confidence=1.0)
        few = quotes[: len(documents)]
        return Answer("not_loaded", "not_loaded", named, few, focus=about, confidence=1.0)

    def of_unknown(self, number: DocumentNumber, facet: str) -> Answer:
        """About a document that the catalogue lacks; a sentence that names it may still tell its day."""
        name = " ".join(p for p in (number.type, f"{number.number}/{number.symbol}".strip("/")) if p)
        holding = tuple(
            r
            for d in self._library.loaded
            for r in d.references
            if syllables(r.target)[:1] == [number.number] and (number.symbol or number.type)
        )
        if holding:
            quotes = self._library.citing(holding)[:MOST_QUOTES]
            if facet in KNOWN_OF_CITED:
                return Answer("answer", "answer_known_of", {"document": name}, quotes, confidence=1.0)
            return Answer("not_loaded", "not_loaded", {"document": name}, quotes[:1], confidence=1.0)
        values = {"document": name, "count": str(len(self._library.loaded))}
        return Answer("abstain", "abstain_unknown_document", values, confidence=1.0)

    def answer(
        self, q: Question, document: Document, liked: str = "", *, heard: bool = False
    ) -> Answer | None:
        """The sentences that relate the loaded document to others, when that is what is asked.

        Those of the passage `liked` come first; `heard`: it is asked, though in no words of a cue.

        "văn bản nào căn cứ Nghị định 30": those that cite it; "Nghị định 30 thay thế nghị định nào": those
        that it cites. None when no relation is asked for, or none is known.
        """
        asks = self._facets.relation.find(q.words)
        if asks is None and not heard:
            return None
        citing = self._is_object(q)
        known = (
            catalogue.cited_by(self._library.documents, document.key)
            if citing
            else catalogue.cites(self._library.documents, document.key)
        )
        if not citing and (of_age := self._of_age(q, document, known)):
            return self._told(of_age, document)
        return self._nearest(q, document, known, liked, citing=citing, heard=heard)

    def of_type(self, q: Question, documents: Collection[Document]) -> Answer | None:
        """Where these documents cite one of the type whose number is asked for: "theo tờ trình số mấy"."""
        wanted = type_asked(q.tokens)
        references = [r for d in documents for r in d.references]
        fitting = [r for r in references if wanted and self._is_of_type(r, wanted)]
        if not fitting:
            return None
        ordered = sorted(fitting, key=lambda r: -nearness(q.tokens, r.sentence)[1])
        return self._told(tuple(ordered[:MOST_QUOTES]), next(iter(documents)))

    def _is_of_type(self, reference: Reference, wanted: str) -> bool:
        target = self._library.document(reference.target)
        return target is not None and target.type == wanted

    def between(self, q: Question, rest: Collection[str]) -> Answer | None:
        """The sentences in which one of the documents named cites another, when little else is asked."""
        named = [d for _, found in q.named for d in found]
        keys = {d.key for d in named}
        linked = tuple(r for d in named for r in d.references if r.target in keys - {d.key})
        loaded = [d for d in named if d.status == "loaded"]
        if not linked or len(rest) > _FEW or self._facets.asked(q.words):
            return None
        return self._told(linked, loaded[0])

    def _nearest(
        self,
        q: Question,
        document: Document,
        known: tuple[Reference, ...],
        liked: str,
        *,
        citing: bool,
        heard: bool,
    ) -> Answer | None:
        """The references that fit the verbs, those of the type asked for first, then the preamble's."""
        relation = _relation(q.tokens)
        unnamed = citing or heard or (relation == _MENTIONED and _PAPERS.search(" ".join(q.tokens)))
        akin = ("thay thế", "bãi bỏ") if relation == "thay thế" else (relation,)
        fitting = tuple(r for r in known if r.relation in akin) or (known if unnamed else ())
        wanted = type_asked(q.tokens)
        if wanted and not citing and fitting and not any(self._is_of(r, wanted) for r in fitting):
            values = {"document": document.number or document.type, "what": wanted.lower()}
            return Answer("abstain", "abstain_cites_none", values, focus=Focus(document.key), confidence=1.0)

        def far(r: Reference) -> tuple[bool, bool, bool, int]:
            target = self._library.document(r.target)
            leads = suffix(self._library.passages[r.passage]).startswith("preamble")
            other = bool(wanted) and (target is None or target.type != wanted)
            return (
                r.passage != liked,
                other,
                relation in _ISSUED_BY and not leads,
                -nearness(q.tokens, r.sentence)[1],
            )

        return self._told(tuple(sorted(fitting, key=far)), document) if fitting else None

    def _is_of(self, reference: Reference, wanted: str) -> bool:
        """Whether it may lead to a document of that type: the sentence may name one without a number."""
        target = self._library.document(reference.target)
        said = " ".join(syllables(reference.sentence))
        return target is None or target.type in ("", wanted) or " ".join(syllables(wanted)) in said

    def _of_age(self, q: Question, document: Document, known: tuple[Reference, ...]) -> tuple[Reference, ...]:
        """Where the oldest or newest of the documents meant is cited; () when neither is asked.

        Meant are those of a type that is said ("hướng dẫn mới nhất"), and of a body that is named.
        """
        oldest, newest = self._facets.oldest.find(q.words), self._facets.newest.find(q.words)
        if not (oldest or newest):
            return ()
        found = (self._library.document(r.target) for r in known)
        cited = [d for d in found if d and d.date]
        said, named = f" {' '.join(q.tokens)} ", {m.body.name for m in q.mentions}
        wanted = type_asked(q.tokens)
        types = {d.type for d in cited if d.type and f" {' '.join(syllables(d.type))} " in said}
        types = {wanted} if wanted else types - {document.type}
        for meant in ([d for d in cited if d.type in types], [d for d in cited if d.issuer in named]):
            cited = [d for d in meant if d in cited] or cited
        dated = [(d.date, d.key) for d in cited if d.date and wanted in ("", d.type)]
        if not dated:
            return ()
        _, key = min(dated) if oldest else max(dated)
        return tuple(r for r in known if r.target == key)

    def _told(self, references: tuple[Reference, ...], document: Document) -> Answer:
        quotes = self._library.citing(references)
        values = {"document": document.number or document.type, "count": str(len(quotes))}
        focus = Focus(document.key, "", "relation")
        return Answer("answer", "answer_relation", values, quotes, focus=focus, confidence=1.0)

    def _is_object(self, q: Question) -> bool:
        """Whether the document stands behind the verb: "văn bản nào nhắc đến 356"."""
        if not q.named:
            return False
        number = q.tokens.index(q.named[0][0].number) if q.named[0][0].number in q.tokens else 0
        verb = self._facets.relation.find(q.words)
        return verb is not None and verb.end <= number and q.tokens[number - 1] not in _WHERE


def _relation(tokens: list[str]) -> str:
    """The relation that the question's verbs name, "nhắc đến" when they name none."""
    tokens = _NO_VERB.sub(" ", " ".join(tokens)).split()
    for relation, verbs in _VERBS.items():
        if any(tuple(tokens[i : i + len(v)]) == v for v in verbs for i in range(len(tokens))):
            return relation
    return _MENTIONED
