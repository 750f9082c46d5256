//! Makes sure that the front end was built, since it is embedded; says how, if it was not.
//! Must not build it: that needs Node, and `make` does it.

use std::path::Path;

fn main() {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../frontend/dist");
    println!("cargo::rerun-if-changed={}", dist.display());
    if !dist.join("manifest.json").is_file() {
        println!("cargo::error=the front end is not built: run `make front` first (it needs Node and npm)");
    }
}
