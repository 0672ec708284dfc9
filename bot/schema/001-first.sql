CREATE TABLE inbox (
    id INTEGER PRIMARY KEY,
    channel TEXT NOT NULL,
    chat TEXT NOT NULL,
    sender TEXT NOT NULL,
    key TEXT NOT NULL,
    text TEXT NOT NULL,
    choice TEXT NOT NULL,
    files TEXT NOT NULL,
    sent_at TEXT NOT NULL,
    received_at TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'done', 'failed')),
    tries INTEGER NOT NULL DEFAULT 0,
    intent TEXT,
    understood_by TEXT CHECK (understood_by IN ('rasa', 'rules')),
    done_at TEXT,
    UNIQUE (channel, key)
) STRICT;
CREATE INDEX inbox_waiting ON inbox (channel, id) WHERE state = 'new';

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    inbox_id INTEGER NOT NULL REFERENCES inbox (id),
    channel TEXT NOT NULL,
    chat TEXT NOT NULL,
    reply TEXT NOT NULL,
    created_at TEXT NOT NULL,
    sent_at TEXT
) STRICT;
CREATE INDEX outbox_waiting ON outbox (channel, id) WHERE sent_at IS NULL;

CREATE TABLE conversations (
    channel TEXT NOT NULL,
    chat TEXT NOT NULL,
    state TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (channel, chat)
) STRICT;

CREATE TABLE drafts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again: a report is stored once for each draft
    channel TEXT NOT NULL,
    chat TEXT NOT NULL,
    form TEXT NOT NULL,
    form_version INTEGER NOT NULL,
    content TEXT NOT NULL,
    started_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (channel, chat)
) STRICT;

CREATE TABLE reports (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    year INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    draft_id INTEGER NOT NULL UNIQUE,
    inbox_id INTEGER NOT NULL REFERENCES inbox (id),
    channel TEXT NOT NULL,
    sender TEXT NOT NULL,
    form TEXT NOT NULL,
    form_version INTEGER NOT NULL,
    fields TEXT NOT NULL,
    stored_at TEXT NOT NULL,
    UNIQUE (year, sequence)
) STRICT;
CREATE INDEX reports_by_sender ON reports (channel, sender, id);

CREATE TABLE questions (
    id INTEGER PRIMARY KEY,
    inbox_id INTEGER NOT NULL REFERENCES inbox (id),
    asked_at TEXT NOT NULL,
    text TEXT NOT NULL,
    outcome TEXT NOT NULL,
    passages TEXT NOT NULL,
    confidence REAL NOT NULL,
    index_version TEXT NOT NULL
) STRICT;

CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    channel TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_is_append_only_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_is_append_only_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
