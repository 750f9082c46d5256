//! What the public door's crate is built on: nothing that opens anything.
//! Must not know the crates themselves; cargo says what depends on what.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// Every crate by its name, with those that it is built on outside its tests.
fn tree() -> BTreeMap<String, Vec<String>> {
    // For this machine alone: what other systems would want was never fetched.
    let rustc = String::from_utf8(Command::new("rustc").arg("-vV").output().unwrap().stdout).unwrap();
    let host = rustc.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let args = ["metadata", "--format-version", "1", "--offline", "--locked", "--filter-platform", host];
    let cargo = Command::new(env!("CARGO")).args(args).output().unwrap();
    assert!(cargo.status.success(), "{}", String::from_utf8_lossy(&cargo.stderr));
    let told: Value = serde_json::from_slice(&cargo.stdout).unwrap();
    let each = |value: &Value| value.as_array().unwrap().clone();
    let names: BTreeMap<String, String> =
        each(&told["packages"]).iter().map(|p| (p["id"].to_string(), p["name"].as_str().unwrap().to_owned())).collect();
    let normal = |dep: &Value| each(&dep["dep_kinds"]).iter().any(|kind| kind["kind"] != "dev");
    let nodes = each(&told["resolve"]["nodes"]);
    let node = |node: &Value| {
        let deps = each(&node["deps"]).iter().filter(|d| normal(d)).map(|d| names[&d["pkg"].to_string()].clone()).collect();
        (names[&node["id"].to_string()].clone(), deps)
    };
    nodes.iter().map(node).collect()
}

fn below(tree: &BTreeMap<String, Vec<String>>, name: &str) -> BTreeSet<String> {
    let (mut seen, mut todo) = (BTreeSet::new(), vec![name.to_owned()]);
    while let Some(next) = todo.pop() {
        todo.extend(tree[&next].iter().filter(|dep| !seen.contains(*dep)).cloned());
        seen.insert(next);
    }
    seen
}

#[test]
fn nothing_that_opens_is_below_the_public_door() {
    let tree = tree();
    for name in ["web-public", "web", "seal", "casework", "course", "store"] {
        assert!(!below(&tree, name).contains("unseal"), "{name} is built on unseal");
    }
    // What sets PDFs is large, and reads what was told: it is the desk's alone.
    for name in ["web-public", "web", "team", "store"] {
        assert!(!below(&tree, name).contains("typst"), "{name} is built on typst");
    }
    assert!(below(&tree, "packages").contains("typst"), "the test looks at the right crate");
    // Nor does what asks an identity provider know an account or a key, and nothing but the desk asks.
    for name in ["web-public", "web", "team", "store"] {
        assert!(!below(&tree, name).contains("openidconnect"), "{name} is built on openidconnect");
    }
    for name in ["team", "store", "unseal", "seal"] {
        assert!(!below(&tree, "sso").contains(name), "sso is built on {name}");
    }
    assert!(below(&tree, "sso").contains("openidconnect"), "the test looks at the right crate");
    // The kit of the tests opens what they told; it is part of no program.
    assert!(!below(&tree, "waymark").contains("testkit"));
    assert!(below(&tree, "waymark").contains("unseal"), "the test looks at the right crate");
}
