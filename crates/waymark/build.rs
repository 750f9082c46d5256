//! Builds the crate again when the default site changes: the macro that embeds it sees only the files that were there.

fn main() {
    println!("cargo::rerun-if-changed=../../site");
}
