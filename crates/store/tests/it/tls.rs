//! PostgreSQL over a network: with TLS, and only with a server that is who it says.
//! Must not know what is kept.

use std::process::Command;

use store::{Store, StoreError};

use crate::postgres::Server;

/// A loopback address of this process's own, so that nothing else listens there.
fn address() -> String {
    let n = std::process::id();
    format!("127.{}.{}.{}", 1 + n / 62_500 % 250, 1 + n / 250 % 250, 1 + n % 250)
}

fn run(program: &str, args: &[&str]) {
    let done = Command::new(program).args(args).output().expect("the test needs `openssl` and `coreutils`");
    assert!(done.status.success(), "{program} {args:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// A key and a certificate of `address`, which is its own authority.
fn certificate(folder: &std::path::Path, name: &str, address: &str) -> (String, String) {
    let path = |ending: &str| folder.join(format!("{name}.{ending}")).display().to_string();
    let (key, cert) = (path("key"), path("pem"));
    let who = format!("subjectAltName=IP:{address}");
    let made = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=sample"];
    let more = ["-addext", &who, "-addext", "basicConstraints=critical,CA:FALSE", "-keyout", &key, "-out", &cert];
    run("openssl", &[&made[..], &more[..]].concat());
    (key, cert)
}

#[tokio::test]
async fn over_a_network_the_server_must_be_who_it_says() {
    let (folder, address) = (tempfile::tempdir().unwrap(), address());
    let (key, cert) = certificate(folder.path(), "server", &address);
    let (_, other) = certificate(folder.path(), "other", &address);
    use std::os::unix::fs::MetadataExt;
    if std::fs::metadata("/proc/self").is_ok_and(|m| m.uid() == 0) {
        run("chown", &["-R", "postgres", &folder.path().display().to_string()]);
    }
    let (key, with) = (format!("ssl_key_file={key}"), format!("ssl_cert_file={cert}"));
    let _server = Server::start_with(&["-h", &address, "-c", "ssl=on", "-c", &key, "-c", &with]);

    let url = |rest: &str| format!("postgres://waymark@{address}/postgres?sslmode={rest}");
    let store = Store::open(&url(&format!("verify-full&sslrootcert={cert}"))).await.expect("its own authority is believed");
    store.ready().await.unwrap();
    store.close().await;
    for stranger in [url(&format!("verify-full&sslrootcert={other}")), url("verify-full")] {
        let Err(refused) = Store::open(&stranger).await else { panic!("a server that nobody vouches for is refused") };
        assert!(matches!(refused, StoreError::Away { .. }), "{refused}");
    }
    Store::open(&url("require")).await.expect("TLS without a look at who it is").close().await;
}
