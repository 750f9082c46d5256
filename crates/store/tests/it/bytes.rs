//! Which sealed bytes stand in the files below a folder, whatever these are. Must not know what the files are.

use std::path::Path;

/// The numbers of those of which a piece stands in a file.
pub(crate) fn found_in(folder: &Path, sealed: &[Vec<u8>]) -> Vec<usize> {
    // Near the beginning, where every age file has something of its own; in the middle; at the end.
    let pieces = |part: &Vec<u8>| [60, part.len() / 2, part.len() - 64].map(|at| part[at..at + 48].to_vec());
    let pieces: Vec<(usize, Vec<u8>)> = (0..).zip(sealed).flat_map(|(n, part)| pieces(part).map(|piece| (n, piece))).collect();
    let start = |bytes: &[u8]| usize::from(u16::from_le_bytes([bytes[0], bytes[1]]));
    let mut starts = vec![false; 1 << 16];
    pieces.iter().for_each(|(_, piece)| starts[start(piece)] = true);
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            // A table's old file may go while this looks.
            let bytes = std::fs::read(&path).unwrap_or_default();
            for here in bytes.windows(48).filter(|here| starts[start(here)]) {
                found.extend(pieces.iter().filter(|(_, piece)| here == piece).map(|(n, _)| *n));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}
