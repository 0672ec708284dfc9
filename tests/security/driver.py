"""python -m bot run as it is, but for what a test wants to go wrong; every library logs all it can.

    python -m tests.security.driver CONFIG [crash]

A message with "thuốc độc" fails always, with its words in the error. With "crash" the process dies at its end
of an error that holds a token.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from pathlib import Path
from typing import Any

from bot import Inbound, app, journal, service
from bot.dialogue import Dialogue

POISON = "thuốc độc"
_as_it_is = Dialogue.reply


class Poisoned(ValueError):
    """The error of a message that fails."""


def _reply(self: Dialogue, inbox_id: int, message: Inbound, said: Any) -> Any:
    if POISON in message.text:
        raise Poisoned(message.text, os.environ["TELEGRAM_BOT_TOKEN"])
    return _as_it_is(self, inbox_id, message, said)


class Spoken(logging.Handler):
    """Counts what libraries say below INFO, wherever it ends."""

    def __init__(self) -> None:
        super().__init__()
        self.records = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.records += record.levelno < logging.INFO


def _log_everything() -> None:
    logging.getLogger().setLevel(logging.DEBUG)
    for name in [*logging.root.manager.loggerDict, *journal.HELD]:
        logging.getLogger(name).setLevel(logging.DEBUG)


async def _run(path: Path) -> None:
    journal.start(False)
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(journal.loop_handler)
    loop.set_debug(True)
    spoken = Spoken()
    logging.getLogger().addHandler(spoken)
    _log_everything()
    loop.call_later(2, _log_everything)  # for the libraries that are loaded later
    await service.run(path, rasa=False, say=lambda line: print(line, flush=True))
    print(f"{spoken.records} records at DEBUG", flush=True)


def main() -> None:
    Dialogue.reply = _reply  # type: ignore[method-assign]  # this process alone
    app._REMINDED_EVERY_S = 1
    asyncio.run(_run(Path(sys.argv[1])))
    if "crash" in sys.argv:
        raise Poisoned(os.environ["TELEGRAM_BOT_TOKEN"], dict(os.environ))


if __name__ == "__main__":
    main()
