"""Our search beside that of txtai, Haystack and LlamaIndex (docs/benchmark.md)."""
