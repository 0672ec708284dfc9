ALTER TABLE questions ADD COLUMN view_of INTEGER REFERENCES inbox (id) /* whose answer this looks further into */;
ALTER TABLE questions ADD COLUMN from_focus INTEGER NOT NULL DEFAULT 0 CHECK (from_focus IN (0, 1));
ALTER TABLE questions ADD COLUMN understood_by TEXT CHECK (understood_by IN ('rasa', 'rules'));
ALTER TABLE questions ADD COLUMN took_ms REAL /* finding the passages; NULL when no index could be asked */;
ALTER TABLE questions ADD COLUMN feedback TEXT CHECK (feedback IN ('right', 'wrong'));
ALTER TABLE questions ADD COLUMN feedback_at TEXT;
CREATE INDEX questions_by_message ON questions (inbox_id);
