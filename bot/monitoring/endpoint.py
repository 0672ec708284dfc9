"""What the running process tells of itself: its pulse, and the figures at a port when one is set."""

from __future__ import annotations

from pathlib import Path

from bot.clock import Clock
from bot.config import Config
from bot.monitoring import pulse
from bot.monitoring.metrics import Metrics
from bot.monitoring.pulse import Heart
from bot.monitoring.vitals import Vitals
from bot.version import version


class Monitoring:
    """From `start` to `stop`."""

    def __init__(self, settings: Config, root: Path, vitals: Vitals) -> None:
        path = pulse.place(root / settings.storage.database)
        self._heart = Heart(path, version(), vitals.look)
        self._clock = Clock(self._beat, pulse.LOOK_S)
        wanted = settings.monitoring.port != 0
        self._metrics = Metrics(settings, root, lambda: self._heart.pulse) if wanted else None

    async def start(self) -> None:
        """Nothing, once the first beat is written. Raises Rejected when the port is not free."""
        self._heart.beat()
        self._clock.start()
        if self._metrics:
            await self._metrics.start()

    async def stop(self) -> None:
        """Nothing, once the page tells that the process ended in order."""
        if self._metrics:
            await self._metrics.stop()
        await self._clock.stop()
        self._heart.end()

    async def _beat(self) -> None:
        self._heart.beat()
