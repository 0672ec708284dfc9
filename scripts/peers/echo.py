"""A bare echo bot, set up as python-telegram-bot's own example; arguments: the server's URL, the token."""

from __future__ import annotations

import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say the message back."""
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


if __name__ == "__main__":
    server, token = sys.argv[1:]
    made = Application.builder().token(token).base_url(f"{server}/bot").base_file_url(f"{server}/file/bot")
    application = made.build()
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))
    application.run_polling()
