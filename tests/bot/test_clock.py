"""The clock: again and again, whatever fails, until it is stopped."""

import asyncio

import pytest

from bot.clock import Clock


def test_what_fails_is_logged_without_words_and_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> int:
        times = 0
        enough = asyncio.Event()

        async def fail() -> None:
            nonlocal times
            times += 1
            if times == 3:
                enough.set()
            raise ValueError("lời của cán bộ")

        clock = Clock(fail, 0.001)
        clock.start()
        await asyncio.wait_for(enough.wait(), 5)
        await clock.stop()
        stopped_at = times
        await asyncio.sleep(0.02)
        assert times == stopped_at
        return times

    assert asyncio.run(run()) >= 3
    assert "ValueError" in caplog.text
    assert "cán bộ" not in caplog.text
