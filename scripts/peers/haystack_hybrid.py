"""Haystack: BM25 and embeddings in memory, joined by reciprocal ranks (sources in docs/benchmark.md)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.components.writers import DocumentWriter
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

STORE = "store.json"


def build(passages: list[dict[str, str]], encoder: Path, index: Path, options: dict[str, Any]) -> None:
    """Nothing; saves the store. `options["store"]` go to InMemoryDocumentStore."""
    store = InMemoryDocumentStore(**options.get("store", {}))
    # The model's vectors compare by their cosine: of length 1, the store's dot product is that.
    embedder = SentenceTransformersDocumentEmbedder(
        model=str(encoder), normalize_embeddings=True, progress_bar=False
    )
    pipeline = Pipeline()
    pipeline.add_component("embedder", embedder)
    pipeline.add_component("writer", DocumentWriter(store))
    pipeline.connect("embedder", "writer")
    documents = [Document(id=str(row), content=each["content"]) for row, each in enumerate(passages)]
    pipeline.run({"embedder": {"documents": documents}})
    index.mkdir(parents=True)
    store.save_to_disk(str(index / STORE))


def load(encoder: Path, index: Path, options: dict[str, Any], k: int) -> Callable[[str], list[int]]:
    """A function from a query to the rows of the k best passages; `options["top_k"]` of each retriever."""
    store = InMemoryDocumentStore.load_from_disk(str(index / STORE))
    embedder = SentenceTransformersTextEmbedder(
        model=str(encoder), normalize_embeddings=True, progress_bar=False
    )
    top_k = options.get("top_k", k)
    pipeline = Pipeline()
    pipeline.add_component("embedder", embedder)
    pipeline.add_component("dense", InMemoryEmbeddingRetriever(store, top_k=top_k))
    pipeline.add_component("bm25", InMemoryBM25Retriever(store, top_k=top_k))
    pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=k))
    pipeline.connect("embedder", "dense")
    pipeline.connect("bm25", "joiner")
    pipeline.connect("dense", "joiner")

    def search(query: str) -> list[int]:
        found = pipeline.run({"embedder": {"text": query}, "bm25": {"query": query}})
        return [int(document.id) for document in found["joiner"]["documents"]]

    return search
