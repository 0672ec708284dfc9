"""A disk that gets full at the write that is meant: every write takes a page, and so many pages are left."""

from bot.store import Database

NO_LIMIT = 2**30


def make_every_write_grow(db: Database) -> None:
    """Nothing; each row written to any table takes a page of the file more."""
    db.execute("CREATE TABLE ballast (page BLOB)")
    db.execute("INSERT INTO ballast VALUES (zeroblob(4000)), (zeroblob(4000))")
    for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        for action in ("INSERT", "UPDATE", "DELETE") if table not in ("ballast", "sqlite_sequence") else ():
            db.execute(
                f"CREATE TRIGGER ballast_{table}_{action} AFTER {action} ON {table}"
                " BEGIN INSERT INTO ballast VALUES (zeroblob(4000)); END"
            )


def leave_pages(db: Database, pages: int) -> None:
    """Nothing; the file can grow by that many pages, each of which one write takes."""
    while db.execute("PRAGMA freelist_count").fetchone()[0]:
        db.execute("INSERT INTO ballast VALUES (zeroblob(4000))")
    db.execute(f"PRAGMA max_page_count = {db.execute('PRAGMA page_count').fetchone()[0] + pages}")


def lift(db: Database) -> None:
    """Nothing; there is room again."""
    db.execute(f"PRAGMA max_page_count = {NO_LIMIT}")
