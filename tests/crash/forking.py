"""An assistant made ready, and a bot forked from it for each line read: a start in 0.1 s instead of 3.

`python -m tests.crash.forking CONFIG` reads orders, one JSON object a line: {"database", "log", "end_at"}; it
writes the pid of each bot, and its exit status when it has ended. A bot is the real service on its own file:
only what is the same at every start (the documents, the words, the form) was made before.
"""

import asyncio
import gc
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from bot import app, config, journal, service, store
from bot.channel import Channel
from tests.crash.steps import Steps


@dataclass
class Ready:
    """What is made once."""

    settings: config.Config
    assistant: app.App
    channels: dict[str, Channel]

    async def run(self, steps: Steps) -> None:
        """Nothing, once the service was told to end; the steps may end the process before."""
        app.build = self._made
        running = service.Service(self.settings, rasa=False, say=lambda line: print(line, flush=True))
        self.channels.update(running._channels)
        steps.watch(self.assistant.db, self.channels)
        await running.run()

    def _made(self, *_: object, **__: object) -> app.App:
        """The one assistant, whatever it was to be built of."""
        return self.assistant


def make(path: Path) -> Ready:
    """The assistant of that config.yml, its database not open yet."""
    settings = config.load(path)
    channels: dict[str, Channel] = {}
    assistant = app.build(settings, channels, rasa=False, database=":memory:")
    assistant.db.conn.close()
    return Ready(settings, assistant, channels)


def bot(ready: Ready, order: dict) -> int:
    """Exit status of a bot that carries out the order, in its own process."""
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    journal.start(False)
    try:
        ready.assistant.db.conn = store.open_store(Path(order["database"])).conn
        asyncio.run(ready.run(Steps(order.get("end_at", 0))))
    except Exception:  # the top of a process: its fault is printed, its status tells
        sys.excepthook(*sys.exc_info())
        return 1
    return 0


def main() -> None:
    """Nothing; carries out one order after the other until there are no more."""
    ready = make(Path(sys.argv[1]))
    gc.freeze()  # pages that the collector would write to are shared with the forks
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    answers.write("ready\n")
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os._exit(bot(ready, json.loads(line)))
        answers.write(f"{pid}\n")
        answers.write(f"{os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}\n")


if __name__ == "__main__":
    main()
