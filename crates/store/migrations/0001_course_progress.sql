-- Progress through the course that a visitor asked to keep. Under a hash of the code that they were given, never the code;
-- nothing about who or where they are. A row lives until its day, at most 90 days.
CREATE TABLE course_progress (
    site        TEXT   NOT NULL,
    code_hash   TEXT   NOT NULL,
    progress    TEXT   NOT NULL,
    expires_day BIGINT NOT NULL,
    PRIMARY KEY (site, code_hash)
);

CREATE INDEX course_progress_expires_day ON course_progress (expires_day);
