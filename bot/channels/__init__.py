"""Channels: thin translators between a messenger and `Inbound`/`Reply`, without any logic of their own."""
