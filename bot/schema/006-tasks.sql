CREATE TABLE tasks (
    id INTEGER PRIMARY KEY,
    channel TEXT NOT NULL, -- where what is made goes
    chat TEXT NOT NULL,
    kind TEXT NOT NULL,
    content TEXT NOT NULL, -- what is wanted, as JSON
    made_at TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    done_at TEXT
) STRICT;
CREATE INDEX tasks_waiting ON tasks (id) WHERE done_at IS NULL
