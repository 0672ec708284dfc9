"""LlamaIndex: a vector index and BM25, fused by reciprocal ranks (sources in docs/benchmark.md)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from llama_index.core import StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import TextNode
from llama_index.retrievers.bm25 import BM25Retriever
from sentence_transformers import SentenceTransformer


class Sentences(BaseEmbedding):  # type: ignore[misc]  # LlamaIndex has no types here
    """A sentence-transformers model as a custom embedding.

    HuggingFaceEmbedding 0.8.0 refuses a static model: it sets or wants a finite `max_seq_length`, and that
    of a StaticEmbedding is infinite and cannot be set.
    """

    _model: SentenceTransformer = PrivateAttr()

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._model = SentenceTransformer(str(folder), device="cpu")

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._encode([query])[0]

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._encode([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._encode(texts)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _encode(self, texts: list[str]) -> list[list[float]]:
        found: list[list[float]] = self._model.encode(texts, normalize_embeddings=True).tolist()
        return found


def build(passages: list[dict[str, str]], encoder: Path, index: Path, options: dict[str, Any]) -> None:
    """Nothing; saves the vector index and BM25's. `options["bm25"]` go to BM25Retriever."""
    nodes = [TextNode(id_=str(row), text=each["content"]) for row, each in enumerate(passages)]
    vectors = VectorStoreIndex(nodes, embed_model=Sentences(encoder))
    vectors.storage_context.persist(persist_dir=str(index / "vectors"))
    bm25 = BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=10, **options.get("bm25", {}))
    bm25.persist(str(index / "bm25"))


def load(encoder: Path, index: Path, options: dict[str, Any], k: int) -> Callable[[str], list[int]]:
    """A function from a query to the rows of the k best passages; `options["top_k"]` of each retriever."""
    top_k = options.get("top_k", k)
    storage = StorageContext.from_defaults(persist_dir=str(index / "vectors"))
    vectors = load_index_from_storage(storage, embed_model=Sentences(encoder))
    bm25 = BM25Retriever.from_persist_dir(str(index / "bm25"))
    bm25.similarity_top_k = min(top_k, len(bm25.corpus))
    for name, value in options.get("bm25", {}).items():
        setattr(bm25, name, value)  # they are not among what it saves of itself
    fusion = QueryFusionRetriever(
        [vectors.as_retriever(similarity_top_k=top_k), bm25],
        llm=MockLLM(),  # it would write more queries: with one there are none to write
        similarity_top_k=k,
        num_queries=1,
        mode="reciprocal_rerank",
        use_async=False,
    )
    return lambda query: [int(found.node.node_id) for found in fusion.retrieve(query)]
