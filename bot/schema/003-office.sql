ALTER TABLE reports ADD COLUMN kind TEXT NOT NULL DEFAULT 'activity' CHECK (kind IN ('activity', 'nil'));
ALTER TABLE reports ADD COLUMN training INTEGER NOT NULL DEFAULT 0 CHECK (training IN (0, 1));
ALTER TABLE reports ADD COLUMN state TEXT NOT NULL DEFAULT 'new'
    CHECK (state IN ('new', 'returned', 'approved', 'rejected'));
ALTER TABLE reports ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE reports ADD COLUMN day TEXT NOT NULL DEFAULT '' /* the period's last for "nil" */;
ALTER TABLE reports ADD COLUMN unit TEXT NOT NULL DEFAULT '' /* that reports */;
UPDATE reports SET day = COALESCE(json_extract(fields, '$.fields.held_on'), substr(stored_at, 1, 10)),
    unit = COALESCE(json_extract(fields, '$.fields.unit'), json_extract(fields, '$.fields.place'), '');
CREATE INDEX reports_by_day ON reports (day);

CREATE TABLE report_versions (
    id INTEGER PRIMARY KEY,
    report_id INTEGER NOT NULL REFERENCES reports (id),
    version INTEGER NOT NULL,
    draft_id INTEGER NOT NULL UNIQUE,
    inbox_id INTEGER NOT NULL REFERENCES inbox (id),
    form_version INTEGER NOT NULL,
    fields TEXT NOT NULL,
    reason TEXT NOT NULL, -- the officer's words
    stored_at TEXT NOT NULL,
    UNIQUE (report_id, version)
) STRICT;
INSERT INTO report_versions (report_id, version, draft_id, inbox_id, form_version, fields, reason, stored_at)
    SELECT id, 1, draft_id, inbox_id, form_version, fields, '', stored_at FROM reports;

CREATE TABLE people (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    unit TEXT NOT NULL,
    active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    added_at TEXT NOT NULL
) STRICT;

CREATE TABLE contacts (
    channel TEXT NOT NULL,
    sender TEXT NOT NULL,
    chat TEXT NOT NULL,
    person_id INTEGER NOT NULL REFERENCES people (id),
    PRIMARY KEY (channel, sender)
) STRICT;

CREATE TABLE reviews (
    id INTEGER PRIMARY KEY,
    report_id INTEGER NOT NULL REFERENCES reports (id),
    version INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('returned', 'approved', 'rejected')),
    reason TEXT NOT NULL,
    channel TEXT NOT NULL, -- of the reviewer
    sender TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX reviews_by_report ON reviews (report_id, id);

CREATE TABLE closings (
    id INTEGER PRIMARY KEY,
    period TEXT NOT NULL UNIQUE, -- "2025-03", "2025-W11", "2025-Q1"
    first TEXT NOT NULL,
    last TEXT NOT NULL,
    channel TEXT NOT NULL,
    sender TEXT NOT NULL,
    closed_at TEXT NOT NULL
) STRICT;

CREATE TABLE closing_reports (
    closing_id INTEGER NOT NULL REFERENCES closings (id),
    report_id INTEGER NOT NULL REFERENCES reports (id),
    number TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    form_version INTEGER NOT NULL,
    day TEXT NOT NULL,
    unit TEXT NOT NULL,
    fields TEXT NOT NULL,
    stored_at TEXT NOT NULL,
    PRIMARY KEY (closing_id, report_id)
) STRICT;
CREATE TRIGGER closing_reports_are_kept_update BEFORE UPDATE ON closing_reports
BEGIN SELECT RAISE(ABORT, 'a closed period is not changed'); END;
CREATE TRIGGER closing_reports_are_kept_delete BEFORE DELETE ON closing_reports
BEGIN SELECT RAISE(ABORT, 'a closed period is not changed'); END;

CREATE TABLE reminders (
    id INTEGER PRIMARY KEY,
    period TEXT NOT NULL,
    person_id INTEGER NOT NULL REFERENCES people (id),
    outbox_id INTEGER, -- the letter, NULL when it could not be sent
    outcome TEXT NOT NULL CHECK (outcome IN ('sent', 'undeliverable')),
    at TEXT NOT NULL,
    UNIQUE (period, person_id)
) STRICT;
