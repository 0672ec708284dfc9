ALTER TABLE inbox ADD COLUMN attachments TEXT NOT NULL DEFAULT '[]' /* what came with it, not fetched yet */;
ALTER TABLE inbox ADD COLUMN in_group INTEGER NOT NULL DEFAULT 0 CHECK (in_group IN (0, 1));
ALTER TABLE inbox ADD COLUMN edited INTEGER NOT NULL DEFAULT 0 CHECK (edited IN (0, 1));
ALTER TABLE inbox ADD COLUMN written_s REAL NOT NULL DEFAULT 0 /* sent_at as seconds since 1970 */;
CREATE INDEX inbox_by_sender ON inbox (channel, sender, written_s);

ALTER TABLE outbox ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN failed_at TEXT /* when it was given up; NULL while it waits or is sent */;
ALTER TABLE outbox ADD COLUMN error TEXT;
DROP INDEX outbox_waiting;
CREATE INDEX outbox_waiting ON outbox (channel, id) WHERE sent_at IS NULL AND failed_at IS NULL;
