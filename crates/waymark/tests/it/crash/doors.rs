//! Which doors are opened, and what a live site refuses.

use std::net::TcpStream;

use super::house::House;
use crate::http::get;
use crate::program::{edit, folder_with_site, run, wait};

/// The address in `waymark: desk ready http://…`.
fn desk(out: &str) -> Option<std::net::SocketAddr> {
    out.lines().find_map(|line| line.strip_prefix("waymark: desk ready http://"))?.parse().ok()
}

#[test]
fn both_doors_are_two_addresses_and_the_public_one_alone_opens_no_other() {
    let house = House::new();
    let both = crate::program::Serving::start(house.command().args(["--door", "both", "--desk", "127.0.0.1:0"]));
    let at = wait(|| desk(&both.out()), || both.out());
    assert_ne!(at, both.address);
    assert_eq!(get(at, "/healthz").body, "ok\n");
    assert_eq!(get(at, "/readyz").body, "ready\n");
    let metrics = get(at, "/metrics").body;
    assert!(metrics.contains("\nwaymark_database_up 1\n") && metrics.contains("\nwaymark_spool_waiting 0\n"), "{metrics}");
    assert_eq!(get(at, "/en/").status, 404);
    assert_eq!(get(both.address, "/metrics").status, 404, "numbers are the desk's");
    drop(both);

    let public = crate::program::Serving::start(house.command().args(["--door", "public", "--desk", &at.to_string()]));
    assert_eq!(get(public.address, "/readyz").body, "ready\n");
    assert!(TcpStream::connect(at).is_err(), "the desk's door is not opened");
    assert!(!public.out().contains("desk"), "{}", public.out());
    drop(public);

    let alone = crate::program::Serving::spawn(house.command().args(["--door", "desk", "--desk", "127.0.0.1:0"]));
    let at = wait(|| desk(&alone.out()), || alone.out());
    assert_eq!(get(at, "/readyz").body, "ready\n");
    assert!(!alone.out().contains("public"), "{}", alone.out());
}

#[test]
fn a_live_site_wants_a_process_for_each_door() {
    let folder = folder_with_site();
    edit(folder.path(), "site.toml", |t| {
        let live = t.replace("live = false", "live = true").replace("base = \"http://", "base = \"https://");
        live.replace("confirmed = false", "confirmed = true")
    });
    let serve = ["serve", "--site", "site", "--public", "127.0.0.1:0", "--desk", "127.0.0.1:0"];
    for door in [&[][..], &["--door", "both"]] {
        let told = run(folder.path(), &[&serve[..], door].concat());
        assert_eq!(told.code, 2);
        assert!(told.err.starts_with("waymark: the site is live, so each door wants a process of its own: "), "{}", told.err);
    }
    let serving = crate::program::Serving::start(crate::program::waymark(folder.path()).args(serve).arg("--one-process"));
    wait(|| desk(&serving.out()), || serving.out());
}
