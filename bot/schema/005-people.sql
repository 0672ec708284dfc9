CREATE TABLE invitations (
    id INTEGER PRIMARY KEY,
    lookup TEXT NOT NULL UNIQUE, -- the digest of what stands in the inbox for the code
    role TEXT NOT NULL,
    unit TEXT NOT NULL,
    name TEXT NOT NULL,
    person_id INTEGER REFERENCES people (id), -- to whom the code links a further account; NULL: lets one in
    made_by TEXT NOT NULL, -- "telegram 123456789", "script an"
    made_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT,
    used_channel TEXT,
    used_sender TEXT
) STRICT;

CREATE TABLE code_tries (
    channel TEXT NOT NULL,
    sender TEXT NOT NULL,
    failed INTEGER NOT NULL,
    locked_until TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (channel, sender)
) STRICT;

CREATE INDEX contacts_by_person ON contacts (person_id);

DROP TRIGGER audit_is_append_only_update;
DROP TRIGGER audit_is_append_only_delete;
ALTER TABLE audit RENAME TO audit_without_hashes;
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    channel TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    previous TEXT NOT NULL, -- the hash of the line before
    hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_is_append_only_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_is_append_only_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
