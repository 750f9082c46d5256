//! Reminders of a running desk: what reaches a mail server, how often, what stands in it, and that nothing waits for a server that is away.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::http::get;
use crate::program::{Serving, folder_with_keys, run, wait, waymark};

/// A letter as it came: for whom, and all of it.
#[derive(Clone)]
struct Letter {
    to: Vec<String>,
    text: String,
}

/// A mail server on this machine, that takes letters or refuses them.
#[derive(Clone)]
struct Post {
    address: SocketAddr,
    came: Arc<Mutex<Vec<Letter>>>,
    refuses: Arc<Mutex<bool>>,
}

impl Post {
    fn open() -> Post {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let post = Post { address: listener.local_addr().unwrap(), came: Arc::default(), refuses: Arc::default() };
        let kept = post.clone();
        thread::spawn(move || listener.incoming().for_each(|stream| _ = kept.take(&stream.unwrap())));
        post
    }

    /// One connection: just as much of SMTP as a letter needs.
    fn take(&self, stream: &TcpStream) -> std::io::Result<()> {
        let (mut lines, mut out) = (BufReader::new(stream).lines(), stream);
        let mut letter = Letter { to: Vec::new(), text: String::new() };
        writeln!(out, "220 post.example.org\r")?;
        while let Some(line) = lines.next().transpose()? {
            let word = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
            match word.as_str() {
                "EHLO" => writeln!(out, "250 post.example.org\r")?,
                "MAIL" if *self.refuses.lock().unwrap() => writeln!(out, "451 not now\r")?,
                "RCPT" => {
                    letter.to.push(line.split(['<', '>']).nth(1).unwrap_or_default().to_owned());
                    writeln!(out, "250 ok\r")?;
                }
                "DATA" => {
                    writeln!(out, "354 go on\r")?;
                    let text = lines.by_ref().map_while(Result::ok).take_while(|line| line != ".").collect::<Vec<_>>();
                    letter.text = text.join("\n");
                    self.came.lock().unwrap().push(letter.clone());
                    writeln!(out, "250 ok\r")?;
                }
                "QUIT" => return writeln!(out, "221 bye\r"),
                _ => writeln!(out, "250 ok\r")?,
            }
        }
        Ok(())
    }

    fn came(&self) -> Vec<Letter> {
        self.came.lock().unwrap().clone()
    }
}

/// A desk that sends by this server. What is daily is due from midnight on.
fn desk(folder: &Path, post: SocketAddr, more: &[&str]) -> Serving {
    let server = format!("smtp://{post}");
    let mut command = waymark(folder);
    command.args(["serve", "--door", "both", "--public", "127.0.0.1:0", "--desk", "127.0.0.1:0", "--mail-server", &server]);
    command.args(["--mail-from", "desk@example.org", "--mail-to", "team@example.org", "--mail-digest", "00:00"]);
    Serving::start(command.args(more))
}

/// Tells something to a worker; about someone in the team where `managers` is set.
fn tell(folder: &Path, managers: bool) {
    let about = if managers { "yes" } else { "no" };
    std::fs::write(folder.join("told.json"), format!(r#"{{"worry":"A car waits at the corner.","about-worker":"{about}"}}"#)).unwrap();
    std::fs::write(folder.join("phrase"), "waymark demonstration\n").unwrap();
    let add = ["concerns", "add", "--channel", "phone", "--answers", "told.json"];
    let told = run(folder, &[&add[..], &["--as", "demo-manager", "--passphrase-file", "phrase"]].concat());
    assert_eq!(told.code, 0, "{}", told.err);
}

fn metric(desk: SocketAddr, name: &str) -> String {
    let body = get(desk, "/metrics").body;
    let found = body.lines().find_map(|line| line.strip_prefix(&format!("{name} ")));
    found.unwrap_or_else(|| panic!("no {name}: {body}")).to_owned()
}

fn address_of_desk(serving: &Serving) -> SocketAddr {
    wait(
        || serving.out().split_once("desk ready http://")?.1.split_once('\n')?.0.parse().ok(),
        || format!("no desk: {} {}", serving.out(), serving.err()),
    )
}

/// For each address, how many letters with each subject.
fn by_address(letters: &[Letter]) -> HashMap<(String, String), usize> {
    let mut all = HashMap::new();
    for letter in letters {
        let subject = letter.text.lines().find_map(|l| l.strip_prefix("Subject: ")).unwrap_or_default();
        for to in &letter.to {
            *all.entry((to.clone(), subject.to_owned())).or_insert(0) += 1;
        }
    }
    all
}

const ALERT: &str = "Waymark: something new has come";

#[test]
fn many_concerns_are_one_alert_without_content_and_the_team_is_not_told_of_the_managers() {
    let (folder, post) = (folder_with_keys(), Post::open());
    for _ in 0..3 {
        tell(folder.path(), false);
    }
    let serving = desk(folder.path(), post.address, &["--mail-duty", "duty@example.org", "--mail-managers", "managers@example.org"]);
    // Whether the office is open depends on when the test runs: one of the two has it.
    let alerts = |came: &[Letter]| {
        let all = by_address(came);
        let of = |to: &str| all.get(&(to.to_owned(), ALERT.to_owned())).copied().unwrap_or(0);
        (of("team@example.org") + of("duty@example.org"), of("managers@example.org"))
    };
    wait(|| (alerts(&post.came()).0 == 1).then_some(()), || format!("no alert: {}", serving.err()));
    assert_eq!(alerts(&post.came()), (1, 0));
    tell(folder.path(), true);
    wait(|| (alerts(&post.came()).1 == 1).then_some(()), || format!("no alert for managers: {}", serving.err()));
    tell(folder.path(), false);
    thread::sleep(Duration::from_secs(7));
    assert_eq!(alerts(&post.came()), (1, 1), "not again within a quarter of an hour, and the team not for the managers' one");
    let listed = run(folder.path(), &["concerns", "list", "--as", "demo-manager", "--passphrase-file", "phrase"]).out;
    for letter in post.came() {
        assert!(!letter.text.contains("car waits") && !letter.text.contains("http"), "{}", letter.text);
        for id in listed.split_whitespace().filter(|word| word.len() == 22) {
            assert!(!letter.text.contains(id), "{}", letter.text);
        }
        assert!(letter.text.contains("From: desk@example.org") && letter.text.contains("Date: "), "{}", letter.text);
    }
    let desk_at = address_of_desk(&serving);
    assert_eq!(metric(desk_at, "waymark_reminders_waiting"), "0");
    assert!(metric(desk_at, "waymark_reminders_sent_total").parse::<u64>().unwrap() >= 2);

    // A restart does not send it again.
    drop(serving);
    let before = alerts(&post.came());
    let serving = desk(folder.path(), post.address, &["--mail-duty", "duty@example.org", "--mail-managers", "managers@example.org"]);
    address_of_desk(&serving);
    thread::sleep(Duration::from_secs(7));
    assert_eq!(alerts(&post.came()), before);
}

#[test]
fn a_mail_server_that_is_away_holds_nothing_up_is_shown_and_gets_it_all_later() {
    let (folder, post) = (folder_with_keys(), Post::open());
    *post.refuses.lock().unwrap() = true;
    tell(folder.path(), false);
    let serving = desk(folder.path(), post.address, &[]);
    let desk_at = address_of_desk(&serving);
    serving.wait_for_err("the mail server does not take reminders, and is asked again until it does");
    let begun = Instant::now();
    tell(folder.path(), false);
    assert_eq!(get(serving.address, "/en/").status, 200);
    assert!(begun.elapsed().as_secs() < 5, "nothing waits for it: {:?}", begun.elapsed());
    let ready = wait(
        || Some(get(desk_at, "/readyz").body).filter(|body| body.contains("for the mail server")),
        || format!("not told: {}", get(desk_at, "/readyz").body),
    );
    assert!(ready.starts_with("ready, but "), "{ready}");
    assert_ne!(metric(desk_at, "waymark_reminders_failed_total"), "0");
    assert!(get(serving.address, "/readyz").body.starts_with("ready\n"), "it is the desk's business alone");
    *post.refuses.lock().unwrap() = false;
    // It is asked again half a minute after the first failure.
    let started = Instant::now();
    while post.came().is_empty() {
        assert!(started.elapsed().as_secs() < 60, "it never came: {}", serving.err());
        thread::sleep(Duration::from_millis(200));
    }
    serving.wait_for_err("the mail server takes reminders again");
    wait(|| get(desk_at, "/readyz").body.starts_with("ready\n").then_some(()), || get(desk_at, "/readyz").body);
}

#[test]
fn heads_go_out_daily_and_verify_what_is_there() {
    let (folder, post) = (folder_with_keys(), Post::open());
    tell(folder.path(), false);
    let serving = desk(folder.path(), post.address, &["--audit-heads", "auditor@example.org"]);
    let to_auditor = |letter: &Letter| letter.to == ["auditor@example.org"];
    wait(|| post.came().iter().any(to_auditor).then_some(()), || format!("no head: {}", serving.err()));
    // It is noted after it has gone out: entry 6, after the alert and the digest.
    let noted = || run(folder.path(), &["audit", "verify"]).out.starts_with("6 ").then_some(());
    wait(noted, || format!("not noted: {}", serving.err()));
    drop(serving);
    let mut letter = post.came().into_iter().find(to_auditor).unwrap().text;
    // As it stands in a mailbox, and as someone quotes it.
    for text in [letter.clone(), letter.lines().map(|line| format!("> {line}\n")).collect()] {
        std::fs::write(folder.path().join("heads.txt"), text).unwrap();
        let verified = run(folder.path(), &["audit", "verify", "--heads", "heads.txt"]);
        assert_eq!(verified.code, 0, "{}", verified.err);
    }
    // Another hash than that which was sent: the record was written anew since.
    let at = letter.lines().find(|line| line.split(' ').nth(1).is_some_and(|w| w.len() == 64)).unwrap().to_owned();
    let (seq, hash) = at.split_once(' ').unwrap();
    letter = letter.replace(&at, &format!("{seq} {}", hash.chars().rev().collect::<String>()));
    std::fs::write(folder.path().join("heads.txt"), letter).unwrap();
    assert_eq!(run(folder.path(), &["audit", "verify", "--heads", "heads.txt"]).code, 1);
    for (bad, says) in [("nothing of the kind\n", "there is no `number hash` in it"), (&hash[..63], "this is not `number hash`")] {
        std::fs::write(folder.path().join("heads.txt"), bad).unwrap();
        let told = run(folder.path(), &["audit", "verify", "--heads", "heads.txt"]);
        assert!(told.code == 2 && told.err.contains(says), "{}", told.err);
    }

    // Into a file, without a mail server.
    let mut command = waymark(folder.path());
    command.args(["serve", "--door", "both", "--public", "127.0.0.1:0", "--desk", "127.0.0.1:0", "--mail-digest", "00:00"]);
    let serving = Serving::start(command.args(["--audit-heads", "./kept.txt"]));
    thread::sleep(Duration::from_secs(6));
    assert!(!folder.path().join("kept.txt").exists(), "one has gone out today: {}", serving.err());
}

#[test]
fn a_file_of_heads_is_written_once_a_day_and_misuse_is_told() {
    let folder = folder_with_keys();
    tell(folder.path(), false);
    let args = ["serve", "--door", "desk", "--desk", "127.0.0.1:0", "--mail-digest", "00:00", "--audit-heads", "./kept.txt"];
    let kept = folder.path().join("kept.txt");
    for _ in 0..2 {
        let serving = Serving::spawn(waymark(folder.path()).args(args));
        address_of_desk(&serving);
        wait(|| kept.exists().then_some(()), || format!("no head: {}", serving.err()));
        // It is noted after it is written: entry 4, after the head's 3.
        let noted = || run(folder.path(), &["audit", "verify"]).out.starts_with("4 ").then_some(());
        wait(noted, || format!("not noted: {}", serving.err()));
    }
    let text = std::fs::read_to_string(&kept).unwrap();
    assert_eq!(text.lines().count(), 1, "{text}");
    assert_eq!(run(folder.path(), &["audit", "verify", "--heads", "kept.txt"]).code, 0);
    let whole = ["--mail-from", "a@example.org", "--mail-to", "a@example.org", "--mail-server"];
    for (bad, says) in [
        (vec!["--mail-server", "smtp://127.0.0.1:1"], "--mail-server wants --mail-from too"),
        (vec!["--audit-heads", "auditor@example.org"], "there is no --mail-server to send by"),
        (vec!["--audit-heads", "records.example.org"], "is an address, or the path of a file"),
        (vec!["--mail-to", "team@example.org"], "want a --mail-server"),
        ([&whole[..], &["smtps://u:secret@h/x"]].concat(), "--mail-server is an address such as"),
    ] {
        let told = run(folder.path(), &[vec!["serve", "--door", "desk"], bad].concat());
        assert!(told.code == 2 && told.err.contains(says) && !told.err.contains("secret"), "{}", told.err);
    }
}
