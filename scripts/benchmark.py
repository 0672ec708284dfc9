#!/usr/bin/env python3
"""Our search and our Telegram beside others', a reload beside a first one (docs/benchmark.md)."""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import functools
import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import environment

environment.enter()
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import peers.channel
import peers.collection
import peers.reloading
from peers import figures, installation
from peers.rounds import Bench, System, WorkerFailed

ROOT = Path(__file__).resolve().parents[1]
OURS = System("Sổ tay", "so_tay", ours=True)
PEERS = (
    System("txtai", "txtai_hybrid"),
    System("Haystack", "haystack_hybrid"),
    System("LlamaIndex", "llamaindex_hybrid"),
)
PACKAGES = (
    "txtai",
    "haystack-ai",
    "sentence-transformers-haystack",
    "llama-index-core",
    "llama-index-retrievers-bm25",
    "llama-index-embeddings-huggingface",
    "bm25s",
    "faiss-cpu",
    "sentence-transformers",
    "torch",
)


def main(arguments: Sequence[str]) -> int:
    """0 when every system was measured, whatever the figures."""
    given = parser().parse_args(arguments)
    measures = {"channel": channel, "reload": reload, "retrieval": retrieval}
    return measures[given.what](given)


def reload(given: argparse.Namespace) -> int:
    """0 once all reloads were measured."""
    say = functools.partial(print, file=sys.stderr, flush=True)
    print(*peers.reloading.told(*peers.reloading.compare(given.documents, given.rounds, say)), sep="\n")
    return 0


def channel(given: argparse.Namespace) -> int:
    """0 once both bots were measured."""
    found = peers.channel.compare(
        given.rounds, peers.channel.Size(given.waiting, given.single), rasa=not given.no_rasa
    )
    print(*peers.channel.told(found), sep="\n")
    return 0


def retrieval(given: argparse.Namespace) -> int:
    """0 when every system was measured."""
    say = functools.partial(print, file=sys.stderr, flush=True)
    try:
        collection = peers.collection.read(given.folder)
        systems = [OURS] if given.ours_alone else [OURS, *PEERS]
        ours = Path(sys.executable)
        theirs = ours if given.ours_alone else installation.install(given.data)
        before = os.getloadavg()[0]
        bench = Bench(given.data / collection.name, ours, theirs, given.cores, say)
        if not given.again:
            bench.build(collection, systems)
        measured = bench.measure(collection, systems, given.rounds, given.timed)
        packages = {} if given.ours_alone else installation.versions(theirs, PACKAGES)
    except (OSError, ValueError, WorkerFailed, subprocess.CalledProcessError) as error:
        print(f"Không đo được: {error}", file=sys.stderr)
        return 1
    found = figures.targets(measured[0], measured[1:])
    print(figures.table(measured), figures.told(found), sep="\n\n")
    if given.out:
        record = {
            "collection": collection.name,
            "passages": len(collection.passages),
            "queries": len(collection.queries),
            "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="minutes"),
            "machine": {
                "system": platform.system(),
                "architecture": platform.machine(),
                "cores": given.cores,
            },
            "load": {"before": before, "after": os.getloadavg()[0]},
            "python": platform.python_version(),
            "packages": packages,
            "systems": [dataclasses.asdict(each) for each in measured],
            "targets": [dataclasses.asdict(each) for each in found],
        }
        given.out.write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(description=__doc__)
    kinds = made.add_subparsers(dest="what", required=True)
    one = kinds.add_parser("retrieval", help="search, on one collection")
    one.add_argument("folder", type=Path, help="law.json + train_full.json, or corpus.jsonl + queries.jsonl")
    one.add_argument("--out", type=Path, help="write the figures as JSON")
    one.add_argument("--rounds", type=int, default=3, help="fresh processes of each system (3)")
    one.add_argument("--timed", type=int, help="queries of each set in the rounds after the first (all)")
    one.add_argument("--again", action="store_true", help="on the indexes that the last run built")
    one.add_argument("--cores", type=int, default=2, help="cores of each process (2)")
    one.add_argument("--ours-alone", action="store_true", help="without the peers; nothing is installed")
    one.add_argument(
        "--data", type=Path, default=ROOT / ".data/benchmark", help="where the peers are installed"
    )
    one = kinds.add_parser("reload", help="one document of many has changed")
    one.add_argument("--documents", type=int, default=1000, help="how many are invented (1000)")
    one.add_argument("--rounds", type=int, default=3, help="reloads after a change (3)")
    one = kinds.add_parser("channel", help="Telegram, beside a bare echo bot")
    one.add_argument("--rounds", type=int, default=3, help="fresh processes of each bot (3)")
    one.add_argument("--waiting", type=int, default=500, help="messages that wait at once (500)")
    one.add_argument("--single", type=int, default=100, help="messages asked one by one (100)")
    one.add_argument("--no-rasa", action="store_true", help="with the rules alone")
    return made


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
