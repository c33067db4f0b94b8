-- The tables of a review; `mtaudit.review.store` says what they mean. Version 1 (PRAGMA user_version).
CREATE TABLE articles (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  outlet TEXT,
  date TEXT,
  value REAL NOT NULL,
  low REAL NOT NULL,
  high REAL NOT NULL,
  verdict TEXT NOT NULL,
  words INTEGER NOT NULL,
  text TEXT NOT NULL -- a JSON string: a text may hold what no column can (half characters)
);
CREATE INDEX articles_by_value ON articles (value, number);

CREATE TABLE findings (
  article INTEGER NOT NULL REFERENCES articles (number),
  fingerprint TEXT NOT NULL,
  place INTEGER NOT NULL,
  code TEXT NOT NULL,
  item TEXT NOT NULL, -- JSON
  decision INTEGER REFERENCES decisions (number), -- the one that stands
  PRIMARY KEY (article, fingerprint)
);
CREATE INDEX findings_by_code ON findings (code);

-- A log: nothing in it is ever changed or deleted. To undo is to write one more row that names the one taken back.
CREATE TABLE decisions (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  article INTEGER NOT NULL REFERENCES articles (number),
  fingerprint TEXT NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('accepted', 'rejected', 'corrected', 'undo')),
  correction TEXT, -- a JSON string
  kind TEXT,
  item TEXT NOT NULL, -- the finding as it was when it was decided (JSON)
  time TEXT NOT NULL,
  undoes INTEGER UNIQUE REFERENCES decisions (number),
  CHECK ((action = 'undo') = (undoes IS NOT NULL))
);
CREATE INDEX decisions_by_finding ON decisions (article, fingerprint);

CREATE VIEW live AS
  SELECT * FROM decisions AS d
  WHERE d.undoes IS NULL AND NOT EXISTS (SELECT 1 FROM decisions AS u WHERE u.undoes = d.number);

CREATE VIEW standing AS
  SELECT * FROM live
  WHERE number IN (SELECT max(number) FROM live GROUP BY article, fingerprint);
