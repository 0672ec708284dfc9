"""Backups of all that is kept: made, looked through, put back."""
