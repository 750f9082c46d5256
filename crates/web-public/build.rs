//! Builds again when the words of the interface change: they are embedded. Must not build anything itself.

fn main() {
    println!("cargo::rerun-if-changed=../../locales");
}
