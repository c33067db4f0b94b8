-- Pages: whether an item's text is that of its page, and how often the page could not be read.
ALTER TABLE items ADD COLUMN from_page INTEGER NOT NULL DEFAULT 0;

ALTER TABLE items ADD COLUMN page_failures INTEGER NOT NULL DEFAULT 0;

-- A server that asked to be left alone until then.
ALTER TABLE feeds ADD COLUMN retry_at TEXT;
