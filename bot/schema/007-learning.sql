ALTER TABLE questions ADD COLUMN lead TEXT NOT NULL DEFAULT '' /* what was said first, a key of the wording */;
ALTER TABLE questions ADD COLUMN document TEXT NOT NULL DEFAULT '' /* asked for, and its text is not here */;
ALTER TABLE questions ADD COLUMN reading_of INTEGER /* the message that was asked back */;
ALTER TABLE questions ADD COLUMN training INTEGER NOT NULL DEFAULT 0 CHECK (training IN (0, 1));
CREATE INDEX questions_by_time ON questions (asked_at);

CREATE TABLE settlements ( -- what people did about questions that were not answered
    grouped TEXT PRIMARY KEY, -- the folded words of the questions
    how TEXT NOT NULL CHECK (how IN ('attached', 'dismissed')),
    passage TEXT NOT NULL, -- to which they were attached, '' when dismissed
    through INTEGER NOT NULL, -- the last question then
    index_version TEXT NOT NULL, -- that served then
    at TEXT NOT NULL
) STRICT
