"""Moments and how long ago they were, in Vietnamese."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.config import ConfigError

NEVER = "chưa có"
_UNITS = (("ngày", 86_400), ("giờ", 3_600), ("phút", 60))


class Spans:
    """Seen from one moment, in one time zone. Moments come as ISO 8601, "" for never."""

    def __init__(self, at: datetime.datetime, timezone: str) -> None:
        """Raises ConfigError for a time zone that there is not."""
        self._at = at
        try:
            self._timezone = ZoneInfo(timezone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ConfigError(
                f"conversation.timezone: không có múi giờ “{timezone}”; ở Việt Nam: Asia/Ho_Chi_Minh"
            ) from error

    def moment(self, told: str) -> str:
        """ "08:05 26/11/2026"."""
        return f"{datetime.datetime.fromisoformat(told).astimezone(self._timezone):%H:%M %d/%m/%Y}"

    def made(self, version: str) -> str:
        """When that version of the index was made, which its name begins with, and the end of its name."""
        try:
            made = datetime.datetime.strptime(version.partition("Z")[0] + "+0000", "%Y%m%dT%H%M%S.%f%z")
        except ValueError:
            return version
        return f"{made.astimezone(self._timezone):%H:%M %d/%m/%Y} ({version[-8:]})"

    def seconds(self, told: str) -> float:
        """Seconds since 1970."""
        return datetime.datetime.fromisoformat(told).timestamp()

    def seconds_ago(self, moment_s: float) -> float:
        """How long ago that was, seconds since 1970."""
        return self._at.timestamp() - moment_s

    def age_s(self, told: str) -> float:
        """How long ago that was, in seconds."""
        return self.seconds_ago(self.seconds(told))

    def ago(self, told: str) -> str:
        """ "3 giờ trước"."""
        return self.ago_s(self.seconds(told)) if told else NEVER

    def ago_s(self, moment_s: float) -> str:
        """The same of seconds since 1970, 0 for never."""
        if not moment_s:
            return NEVER
        age_s = self.seconds_ago(moment_s)
        for name, length_s in _UNITS:
            if age_s >= length_s:
                return f"{int(age_s // length_s)} {name} trước"
        return "vừa xong"
