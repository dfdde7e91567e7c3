-- What was wrong with the file that a draft was made of, in JSON; none for drafts from before this was kept.

ALTER TABLE plans ADD COLUMN draft_issues BLOB;
