-- Feeds, their items, and the audits of items. Times are ISO 8601 in UTC, days ISO dates, hashes SHA-256 in hex.
CREATE TABLE feeds (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE,
  title TEXT,                           -- the feed's own
  outlet TEXT NOT NULL,                 -- from the list of feeds, else the feed's title, else its host
  etag TEXT,
  last_modified TEXT,
  checked_at TEXT,                      -- when it was last read, or found unchanged
  failures INTEGER NOT NULL DEFAULT 0   -- in a row
);

CREATE TABLE items (
  id INTEGER PRIMARY KEY,
  feed INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
  item_id TEXT NOT NULL,                -- as the feed names it
  url TEXT,
  title TEXT,
  date TEXT,
  entry_hash TEXT NOT NULL,             -- of all that the feed says of the item: when it changes, the page is read again
  text_hash TEXT NOT NULL,              -- of title and text: when it changes, the item is audited again
  first_seen TEXT NOT NULL,
  text TEXT NOT NULL,
  UNIQUE (feed, item_id)
);

CREATE TABLE audits (
  id INTEGER PRIMARY KEY,
  item INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
  text_hash TEXT NOT NULL,
  signature TEXT NOT NULL,              -- the auditor's: checks, weights, glossary, version
  glossary TEXT NOT NULL,               -- digest
  version TEXT NOT NULL,                -- of mtaudit
  value REAL NOT NULL,
  verdict TEXT NOT NULL,
  words INTEGER NOT NULL,
  record TEXT NOT NULL,                 -- the result record, JSON
  time TEXT NOT NULL,
  UNIQUE (item, text_hash, signature)
);
