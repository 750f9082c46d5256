-- Records that were deleted because they stand under a narrower key now, and whose bytes the database's files may still hold: by random names
-- alone. A row is written with the deletion, and lives until the files have been written anew.
CREATE TABLE unclean (
    site    TEXT NOT NULL,
    concern TEXT NOT NULL,
    id      TEXT NOT NULL,
    PRIMARY KEY (site, concern, id)
);
