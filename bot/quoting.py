"""An `Answer` of the knowledge room as replies: lead, quotes with their citations, choices."""

from __future__ import annotations

import re

from bot import Choice, Reply
from bot.wording import Wording
from knowledge import Answer, Document, Quote

PAGE_CHARACTERS = 3500  # Telegram takes 4,096 UTF-16 units; the rest is for the citation


def replies(answer: Answer, wording: Wording) -> list[Reply]:
    """The answer as messages; a long list of quotes is paged between quotes, never inside one."""
    blocks = [wording(answer.lead, **answer.values)]
    shown = ""
    label = ""
    for quote in answer.quotes:
        if quote.label and quote.label != label:
            blocks.append(wording("label_collective", body=quote.label))
            label = quote.label
        blocks.append(_block(quote, shown, wording))
        shown = quote.citation.document
    if answer.nearest:
        places = "; ".join(dict.fromkeys(c.place or c.document for c in answer.nearest))
        blocks.append(wording("nearest", places=places))
    pages = _pages(blocks)
    return [*(Reply(page) for page in pages[:-1]), Reply(pages[-1], _choices(answer, wording))]


def documents(catalogue: tuple[Document, ...], cite: dict[str, str], wording: Wording) -> Reply:
    """What the store holds, loaded and cited only, as one message."""
    loaded = [d for d in catalogue if d.status == "loaded"]
    cited = [d for d in catalogue if d.status == "cited only"]
    lines = [wording("documents", loaded=len(loaded))]
    lines += [wording("document_line", document=cite[d.key]) for d in loaded]
    if cited:
        lines.append(wording("documents_cited", cited=len(cited)))
        lines += [wording("document_line", document=cite[d.key]) for d in cited]
    return Reply("\n".join(lines))


def _block(quote: Quote, shown: str, wording: Wording) -> str:
    citation = quote.citation
    if not citation.place:
        source = wording("citation_whole", document=citation.document)
    elif citation.document == shown:
        source = wording("citation_again", place=citation.place)
    else:
        source = wording("citation", document=citation.document, place=citation.place)
    text = re.sub(r"\n\s*\n", "\n", quote.text)  # the blank lines of a signature are only layout
    return f"{wording('quote', text=text)}\n{source}"


def _choices(answer: Answer, wording: Wording) -> tuple[Choice, ...]:
    if answer.outcome == "clarify":
        return tuple(Choice(option, f"ask:{option}", True) for option in answer.options)
    choices = []
    if answer.outcome == "answer" and answer.lead == "answer":
        choices.append(
            Choice(wording("choice_section"), f"section:{answer.quotes[0].citation.passage}", True)
        )
    return (*choices, Choice(wording("choice_another"), "another", True))


def _pages(blocks: list[str]) -> list[str]:
    pages = [blocks[0]]
    for block in blocks[1:]:
        if len(pages[-1]) + len(block) > PAGE_CHARACTERS:
            pages.append(block)
        else:
            pages[-1] += f"\n\n{block}"
    return pages
