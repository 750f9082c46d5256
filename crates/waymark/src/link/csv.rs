//! CSV, read strictly: what is not well formed is refused with its line and column rather than guessed at.
//! Must not know what the cells mean.

/// A table: its heading and its rows, each with the line that it begins on.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) heading: Vec<String>,
    pub(crate) rows: Vec<(usize, Vec<String>)>,
}

/// What is wrong, and where: line and column from 1, the column in characters.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Malformed {
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) what: String,
}

/// Reads a whole file: UTF-8, cells parted by commas, quoted with `"` where need be, one row a line.
pub(crate) fn read(bytes: &[u8]) -> Result<Table, Malformed> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
        Err(e) => {
            let before = String::from_utf8_lossy(&bytes[..e.valid_up_to()]);
            let (line, column) = place(&before);
            return Err(Malformed { line, column, what: "this is not UTF-8".into() });
        }
    };
    let mut reader = Reader { text, at: 0, line: 1, start: 0 };
    let Some((_, heading)) = reader.row()? else {
        return Err(Malformed { line: 1, column: 1, what: "the file is empty: its first line names the columns".into() });
    };
    let mut rows = Vec::new();
    while let Some((line, cells)) = reader.row()? {
        if cells.len() == 1 && cells[0].is_empty() && heading.len() > 1 {
            continue;
        }
        if cells.len() != heading.len() {
            let what = format!("{} where the heading has {}", said(cells.len()), heading.len());
            return Err(Malformed { line, column: 1, what });
        }
        rows.push((line, cells));
    }
    Ok(Table { heading, rows })
}

fn said(cells: usize) -> String {
    if cells == 1 { "1 cell".to_owned() } else { format!("{cells} cells") }
}

fn place(before: &str) -> (usize, usize) {
    let line = 1 + before.bytes().filter(|b| *b == b'\n').count();
    let last = before.rsplit('\n').next().unwrap_or_default();
    (line, 1 + last.chars().count())
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    /// Where the line begins.
    start: usize,
}

impl Reader<'_> {
    fn wrong(&self, what: &str) -> Malformed {
        Malformed { line: self.line, column: 1 + self.text[self.start..self.at].chars().count(), what: what.to_owned() }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next row and the line that it begins on.
    fn row(&mut self) -> Result<Option<(usize, Vec<String>)>, Malformed> {
        if self.peek().is_none() {
            return Ok(None);
        }
        let line = self.line;
        let mut cells = Vec::new();
        loop {
            cells.push(if self.peek() == Some(b'"') { self.quoted()? } else { self.bare()? });
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(_) => {
                    self.at += 1;
                    self.line += 1;
                    self.start = self.at;
                    return Ok(Some((line, cells)));
                }
                None => return Ok(Some((line, cells))),
            }
        }
    }

    /// Up to a comma or the end of the line; leaves `at` on either, past the \r of \r\n.
    fn bare(&mut self) -> Result<String, Malformed> {
        let rest = &self.text.as_bytes()[self.at..];
        let length = rest.iter().position(|b| matches!(b, b',' | b'\n' | b'"')).unwrap_or(rest.len());
        let cell = &self.text[self.at..self.at + length];
        self.at += length;
        if self.peek() == Some(b'"') {
            return Err(self.wrong("a quotation mark in the midst of a cell: a cell that holds one is quoted, and the mark doubled"));
        }
        let at_end = self.peek() != Some(b',');
        Ok(if at_end { cell.strip_suffix('\r').unwrap_or(cell) } else { cell }.to_owned())
    }

    fn quoted(&mut self) -> Result<String, Malformed> {
        let opened = self.wrong("a quotation mark is opened here and never closed");
        let mut cell = String::new();
        self.at += 1;
        loop {
            let rest = &self.text[self.at..];
            let Some(end) = rest.find('"') else { return Err(opened) };
            for (i, _) in rest[..end].match_indices('\n') {
                self.line += 1;
                self.start = self.at + i + 1;
            }
            cell.push_str(&rest[..end]);
            self.at += end + 1;
            if self.peek() != Some(b'"') {
                break;
            }
            cell.push('"');
            self.at += 1;
        }
        if self.text[self.at..].starts_with("\r\n") {
            self.at += 1;
        }
        match self.peek() {
            None | Some(b',' | b'\n') => Ok(cell),
            Some(_) => Err(self.wrong("something between a closing quotation mark and the comma")),
        }
    }
}

/// A cell as it is written.
pub(crate) fn cell(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &[u8]) -> (usize, usize) {
        let e = read(text).unwrap_err();
        (e.line, e.column)
    }

    #[test]
    fn well_formed_files_are_read() {
        let table = read(b"\xef\xbb\xbfid,name\r\n1,\"a, \"\"b\"\"\nc\"\r\n\r\n2,\r\n").unwrap();
        assert_eq!(table.heading, ["id", "name"]);
        assert_eq!(table.rows, [(2, vec!["1".into(), "a, \"b\"\nc".into()]), (5, vec!["2".into(), String::new()])]);
        assert_eq!(read(b"id\n1").unwrap().rows.len(), 1);
        assert_eq!(cell("a \"b\""), "\"a \"\"b\"\"\"");
    }

    #[test]
    fn the_place_of_a_fault_is_told() {
        assert_eq!(wrong(b""), (1, 1));
        assert_eq!(wrong(b"id,name\n1,a\n2\n"), (3, 1));
        assert_eq!(wrong(b"id,name\n1,\"a\n2,b\n"), (2, 3));
        assert_eq!(wrong(b"id,name\n1,\"a\"b\n"), (2, 6));
        assert_eq!(wrong("id,name\n1,éa\"b\n".as_bytes()), (2, 5));
        assert_eq!(wrong(b"id,name\n1,\xff\n"), (2, 3));
    }
}
