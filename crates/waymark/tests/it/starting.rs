//! How `serve` starts, or refuses to: who goes before whom in what it was asked, live sites, the port, the database.

use std::fs;
use std::io::Write;
use std::net::TcpListener;

use crate::http::get;
use crate::program::{Serving, edit, folder_with_keys, folder_with_site, run, waymark};

/// Four loopback addresses, so that the ready line shows which one was taken.
#[test]
fn a_flag_goes_before_the_environment_that_before_the_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("waymark.toml"), "public = '127.0.0.4:0'\ndata = 'kept here'\n").unwrap();
    let asked = |env: &[(&str, &str)], flags: &[&str]| {
        let mut command = waymark(folder.path());
        let serving = Serving::start(command.arg("serve").envs(env.iter().copied()).args(flags));
        serving.address.ip().to_string()
    };
    let env = [("WAYMARK_PUBLIC", "127.0.0.3:0")];
    assert_eq!(asked(&[], &[]), "127.0.0.4");
    assert_eq!(asked(&env, &[]), "127.0.0.3");
    assert_eq!(asked(&env, &["--public", "127.0.0.2:0"]), "127.0.0.2");
    assert!(folder.path().join("kept here/waymark.db").is_file(), "the file's other settings still count");
    assert!(!folder.path().join("data").exists());
}

#[test]
fn a_mistake_in_the_file_is_misuse() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("waymark.toml"), "\npubic = '127.0.0.1:0'\n").unwrap();
    let told = run(folder.path(), &["serve"]);
    assert_eq!((told.code, told.out.as_str()), (2, ""));
    assert!(told.err.starts_with("waymark: waymark.toml:2: unknown field `pubic`, expected one of `site`, "), "{}", told.err);
    assert_eq!(told.err.lines().count(), 1);
}

/// `serve` begins again for its memory's sake: before anything is read, or what comes by a pipe would be gone.
#[test]
fn a_secret_may_come_by_a_pipe_and_an_empty_one_is_none() {
    let folder = folder_with_keys();
    let sso = ["--desk", "127.0.0.1:0", "--sso-issuer", "http://127.0.0.1:1", "--sso-client-id", "waymark", "--sso-name", "Sample Council"];
    let (ours, mut given) = std::io::pipe().unwrap();
    given.write_all(b"hush\n").unwrap();
    drop(given);
    let mut command = waymark(folder.path());
    command.args(["serve", "--public", "127.0.0.1:0", "--sso-client-secret-file", "/dev/stdin"]).args(sso);
    let serving = Serving::start(command.stdin(ours));
    assert_eq!(get(serving.address, "/en/").status, 200);
    drop(serving);
    fs::write(folder.path().join("secret"), "\n").unwrap();
    let told = run(folder.path(), &[&["serve", "--sso-client-secret-file", "secret"], &sso[..]].concat());
    assert_eq!((told.code, told.err.as_str()), (3, "waymark: `secret` has nothing in its first line, where a secret should be\n"));
}

#[test]
fn a_port_in_use_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let told = run(folder.path(), &["serve", "--public", &address]);
    assert_eq!((told.code, told.out.as_str()), (3, ""));
    let expected = format!("waymark: {address} is taken by another program; stop that one, or give another address with --public\n");
    assert_eq!(told.err, expected);
}

#[test]
fn a_database_that_is_away_is_waited_for_and_the_commands_say_so() {
    let folder = folder_with_keys();
    let away = ["--database", "postgres://w:hunter2@127.0.0.1:1/w"];
    let serving = Serving::start(waymark(folder.path()).args(["serve", "--public", "127.0.0.1:0"]).args(away));
    // The public door still takes what is told: the spool does.
    let ready = get(serving.address, "/readyz");
    assert_eq!((ready.status, ready.body.starts_with("ready, but the database does not answer; ")), (200, true), "{}", ready.body);
    serving.wait_for_err("waymark: warning: the database does not answer: what is told waits in the spool until it does\n");
    assert_eq!(get(serving.address, "/en/").status, 200);
    assert!(!serving.err().contains("hunter2"), "{}", serving.err());
    let told = run(folder.path(), &[&["keys", "list"], &away[..]].concat());
    assert_eq!((told.code, told.out.as_str()), (3, ""));
    assert_eq!(told.err, "waymark: the database cannot be reached, while connecting (connection refused)\n");
}

#[test]
fn a_site_with_an_error_is_not_served() {
    let folder = folder_with_site();
    edit(folder.path(), "site.toml", |t| t.replace("reading_age", "reading_aeg"));
    let told = run(folder.path(), &["serve", "--site", "site", "--public", "127.0.0.1:0"]);
    assert_eq!((told.code, told.out.as_str()), (1, ""));
    assert!(told.err.starts_with("site/site.toml:"), "{}", told.err);
    assert!(told.err.ends_with("waymark: the site has 1 error and cannot be shown\n"), "{}", told.err);
}

#[test]
fn a_live_site_needs_every_contact_confirmed_and_its_limits() {
    let folder = folder_with_site();
    edit(folder.path(), "site.toml", |t| {
        t.replace("live = false", "live = true")
            .replace("base = \"http://", "base = \"https://")
            .replace("confirmed = false", "confirmed = true")
    });
    edit(folder.path(), "site.toml", |t| t.replacen("\nconfirmed = true", "\nconfirmed = false", 2));
    let serve = ["serve", "--site", "site", "--public", "127.0.0.1:0", "--limits"];
    let told = run(folder.path(), &[&serve[..], &["on"]].concat());
    assert_eq!((told.code, told.out.as_str()), (1, ""));
    assert!(told.err.contains("nobody has confirmed Rapid Intervention and Assessment Team, "), "{}", told.err);

    edit(folder.path(), "site.toml", |t| t.replace("confirmed = false", "confirmed = true"));
    edit(folder.path(), "site.toml", |t| t.replace("pages_confirmed = true", "pages_confirmed = false"));
    let told = run(folder.path(), &[&serve[..], &["on"]].concat());
    assert_eq!((told.code, told.err.contains("nobody has confirmed its pages")), (1, true), "{}", told.err);

    edit(folder.path(), "site.toml", |t| t.replace("confirmed = false", "confirmed = true"));
    let told = run(folder.path(), &[&serve[..], &["off"]].concat());
    assert_eq!((told.code, told.err.as_str()), (2, "waymark: the site is live, so its limits cannot be off\n"));

    edit(folder.path(), "site.toml", |t| {
        let (team, rest) = t.split_once("checked = ").unwrap();
        format!("{team}checked = 2020-02-29{}", &rest["2026-11-23".len()..])
    });
    let serving = Serving::site_in(folder.path());
    serving.wait_for_err("waymark: warning: Rapid Intervention and Assessment Team (site.toml, line ");
    serving.wait_for_err(" was last checked on 2020-02-29");
}
