#!/usr/bin/env python3
"""Compare NLU pipelines: config.yml and tests/nlu/pipelines/*.yml, trained and measured (docs/nlu.md)."""

import asyncio
import json
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import environment

environment.enter()
sys.path.insert(0, f"{sys.path[0]}/..")
from nlu import examples
from nlu.client import Interpreter
from nlu.environment import PYTHON, ROOT
from nlu.rules import Rules
from nlu.server import RasaServer
from nlu.training import train
from tests.nlu.scores import HERE, annotated, f1, macro_f1


def read(name: str) -> list[examples.Example]:
    lines = (json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines())
    return [examples.parse(line["text"], line["intent"]) for line in lines]


async def measure(model: Path) -> list[str]:
    """F1 of intents and of entities on both collections, size, mean time to parse, resident memory."""
    server, intents, entities, times_ms = RasaServer(model.parent / "server", model=model), [], [], []
    interpreter = Interpreter(Rules.load(), lambda: server.endpoint, timeout_s=5.0)
    await server.start()
    async with asyncio.timeout(300):
        while server.endpoint is None:
            await asyncio.sleep(0.1)
    for messages in (read("intents.jsonl"), annotated("entities.yml"), read("intents_heldback.jsonl")):
        began = time.monotonic()
        given = [await interpreter.understand(message.text, date(2025, 3, 20)) for message in messages]
        times_ms.append(1000 * (time.monotonic() - began) / len(messages))
        assert {understood.source for understood in given} == {"rasa"}, "the rules answered in its place"
        intents.append(macro_f1([m.intent for m in messages], [u.intent for u in given]))
        entities.append(f1((set(m.entities), set(u.entities)) for m, u in zip(messages, given, strict=True)))
    memory_mb = int(Path(f"/proc/{server.pid}/statm").read_text().split()[1]) * 4096 / 1e6
    await asyncio.gather(interpreter.close(), server.stop())
    figures = [f"{figure:.3f}" for figure in (intents[0], intents[2], *entities[1:])]
    return [*figures, f"{model.stat().st_size / 1e6:.1f}", f"{times_ms[-1]:.1f}", f"{memory_mb:.0f}"]


print("|pipeline|training s|intents, dev.|held back|entities, dev.|held back|model MB|parse ms|memory MB|")
print("|" + "---|" * 9)
for config in [ROOT / "config.yml", *sorted((HERE / "pipelines").glob("*.yml"))]:
    if not sys.argv[1:] or config.stem in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as name:
            folder, began = Path(name), time.monotonic()
            (folder / "nlu").symlink_to(ROOT / "nlu")
            (folder / "config.yml").write_bytes(config.read_bytes())
            model = train(folder / "config.yml", folder / "nlu.tar.gz", rasa=PYTHON)
            row = [config.stem, f"{time.monotonic() - began:.0f}", *asyncio.run(measure(model))]
            print("|" + "|".join(row) + "|", flush=True)
