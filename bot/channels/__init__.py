"""The channels, and what each can do: told here once, asked for by name, never by an `if` on the channel.

Telegram: https://core.telegram.org/bots/api, 4,096 UTF-16 units a text. Zalo Bot Platform, sendMessage: 2,000
characters (what is that short in UTF-16 units is so in any case), no buttons; pictures are sent by their
address only, documents not at all.
"""

from bot.channel import Abilities

CONSOLE, TELEGRAM, ZALO = "console", "telegram", "zalo"
ABILITIES = {
    CONSOLE: Abilities(
        buttons=False, files=True, albums=False, most_characters=1_000_000, counted_in="characters"
    ),
    TELEGRAM: Abilities(buttons=True, files=True, albums=True, most_characters=4096, counted_in="utf16"),
    ZALO: Abilities(buttons=False, files=False, albums=True, most_characters=2000, counted_in="utf16"),
}
