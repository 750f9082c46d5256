//! The desk's part of the story: accounts and who holds which key, the audit that only grows.
//! Must not know which database it is told to.

use store::{Account, ActFilter, Appended, AuditHead, AuditRow, Factor, Passkey, Store, Wrap};
use tokio::task::JoinSet;

pub(crate) async fn story(store: &Store) {
    accounts(store).await;
    keys(store).await;
    audit(store).await;
    filtered(store).await;
    signing(store).await;
}

fn account(name: &str) -> Account {
    Account {
        name: name.into(),
        role: "worker".into(),
        recipient: "age1sample".into(),
        verify: None,
        kdf: "argon2id sample".into(),
        wrapped: vec![0, 1, 254],
        made: 10,
        ended: None,
    }
}

fn wrap(key_id: &str, holder: &str, byte: u8) -> Wrap {
    Wrap { key_id: key_id.into(), holder: holder.into(), sealed: vec![byte], made: 11 }
}

async fn accounts(store: &Store) {
    let first = Account { verify: Some("key".into()), ..account("sample.manager") };
    assert!(store.add_account("sample", &first).await.unwrap());
    assert!(store.add_account("sample", &account("sample.worker")).await.unwrap());
    assert!(store.add_account("other", &account("sample.worker")).await.unwrap(), "another site's names are its own");
    assert!(!store.add_account("sample", &account("sample.manager")).await.unwrap(), "a name is given once");
    assert_eq!(store.account("sample", "sample.manager").await.unwrap(), Some(first.clone()));
    assert_eq!(store.account("sample", "nobody").await.unwrap(), None);

    assert!(store.rewrap_account("sample", "sample.manager", "argon2id more", &[9]).await.unwrap());
    let rewrapped = Account { kdf: "argon2id more".into(), wrapped: vec![9], ..first };
    assert_eq!(store.accounts("sample").await.unwrap(), [rewrapped, account("sample.worker")]);

    store.put_wrap("sample", &wrap("team-1", "sample.manager", 1)).await.unwrap();
    store.put_wrap("sample", &wrap("team-1", "sample.worker", 2)).await.unwrap();
    store.put_wrap("other", &wrap("team-1", "sample.worker", 3)).await.unwrap();
    assert!(store.end_account("sample", "sample.worker", 20).await.unwrap());
    assert!(!store.end_account("sample", "sample.worker", 21).await.unwrap());
    assert!(!store.rewrap_account("sample", "sample.worker", "argon2id", &[]).await.unwrap(), "who has ended stays ended");
    assert_eq!(store.account("sample", "sample.worker").await.unwrap().unwrap().ended, Some(20));
    assert_eq!(store.wraps("sample").await.unwrap(), [wrap("team-1", "sample.manager", 1)], "and holds nothing");
    assert_eq!(store.wraps("other").await.unwrap().len(), 1);
}

async fn keys(store: &Store) {
    store.put_wrap("sample", &wrap("team-2", "sample.manager", 4)).await.unwrap();
    store.put_wrap("sample", &wrap("team-2", "sample.manager", 5)).await.unwrap();
    assert!(store.delete_wrap("sample", "team-1", "sample.manager").await.unwrap());
    assert!(!store.delete_wrap("sample", "team-1", "sample.manager").await.unwrap());
    assert_eq!(store.wraps("sample").await.unwrap(), [wrap("team-2", "sample.manager", 5)]);

    for (holder, byte) in [("team-1", 1), ("team-1", 2), ("named", 3)] {
        store.put_concern_key("sample", "concern", holder, &[byte]).await.unwrap();
    }
    let both = [("named".to_owned(), vec![3]), ("team-1".to_owned(), vec![2])];
    assert_eq!(store.concern_keys("sample", "concern").await.unwrap(), both);
    assert_eq!(store.drop_concern_keys("sample", "concern", Some("team-1")).await.unwrap(), 1);
    assert_eq!(store.concern_keys("sample", "concern").await.unwrap(), both[..1]);
    assert_eq!(store.drop_concern_keys("other", "concern", None).await.unwrap(), 0);
    assert_eq!(store.drop_concern_keys("sample", "concern", None).await.unwrap(), 1);
    assert!(store.concern_keys("sample", "concern").await.unwrap().is_empty());
}

fn act(seq: i64, prev: &str, hash: &str) -> AuditRow {
    AuditRow {
        seq,
        at: 30,
        account: "sample.manager".into(),
        act: "read".into(),
        subject: "concern".into(),
        detail: (seq == 2).then(|| vec![0, 9]),
        prev: prev.into(),
        hash: hash.into(),
    }
}

async fn audit(store: &Store) {
    assert_eq!(store.audit_head("sample").await.unwrap(), None);
    assert_eq!(store.audit_append("sample", &act(2, "a", "b")).await.unwrap(), Appended::Moved, "no gap");
    assert_eq!(store.audit_append("sample", &act(1, "", "a")).await.unwrap(), Appended::Appended);
    assert_eq!(store.audit_append("sample", &act(1, "", "z")).await.unwrap(), Appended::Moved, "one beginning");
    assert_eq!(store.audit_append("sample", &act(2, "z", "b")).await.unwrap(), Appended::Moved, "no row that follows another");
    assert_eq!(store.audit_append("sample", &act(2, "a", "b")).await.unwrap(), Appended::Appended);
    assert_eq!(store.audit_head("sample").await.unwrap(), Some(AuditHead { seq: 2, hash: "b".into() }));

    let mut appending = JoinSet::new();
    for n in 0..8 {
        let store = store.clone();
        appending.spawn(async move { store.audit_append("sample", &act(3, "b", &format!("c{n}"))).await.unwrap() });
    }
    let appended = appending.join_all().await.into_iter().filter(|a| *a == Appended::Appended).count();
    assert_eq!(appended, 1, "of many at once, one wins");
    let rows = store.audit_rows("sample", 2, 10).await.unwrap();
    assert_eq!((rows.len(), &rows[0], rows[1].seq), (2, &act(2, "a", "b"), 3));
    assert_eq!(store.audit_rows("sample", 1, 1).await.unwrap(), [act(1, "", "a")]);
    assert!(store.audit_rows("other", 0, 10).await.unwrap().is_empty());
}

/// Every way to ask for acts gives what looking at each of them gives.
async fn filtered(store: &Store) {
    let mut all = Vec::new();
    for seq in 1..=60 {
        let of = |words: [&str; 3], by: i64| words[usize::try_from(seq / by % 3).unwrap()].to_owned();
        let (account, subject) = (of(["a", "b", "it's"], 1), of(["-", "concern-1", "concern-2"], 3));
        let prev = all.last().map_or_else(String::new, |row: &AuditRow| row.hash.clone());
        let row = AuditRow {
            at: 100 + seq,
            account,
            act: of(["show", "list", "end"], 9),
            subject,
            prev,
            hash: format!("h{seq}"),
            ..act(seq, "", "")
        };
        assert_eq!(store.audit_append("filtered", &row).await.unwrap(), Appended::Appended);
        all.push(row);
    }
    let some = |value: &str| Some(value.to_owned()).filter(|v| !v.is_empty());
    for (account, act, subject) in ["", "a", "it's", "nobody"].into_iter().flat_map(|account| {
        ["", "end", "show"].into_iter().flat_map(move |act| ["", "-", "concern-1"].into_iter().map(move |subject| (account, act, subject)))
    }) {
        for (before, from, until, limit) in [(None, None, None, 100), (Some(41), Some(110), Some(150), 4)] {
            let filter = ActFilter { before, account: some(account), act: some(act), subject: some(subject), from, until };
            let fits = |value: &str, wanted: &str| wanted.is_empty() || value == wanted;
            let expected = all.iter().rev().filter(|r| fits(&r.account, account) && fits(&r.act, act) && fits(&r.subject, subject));
            let within =
                |r: &&AuditRow| before.is_none_or(|b| r.seq < b) && from.is_none_or(|f| r.at >= f) && until.is_none_or(|u| r.at < u);
            let expected = expected.filter(within).take(limit).cloned().collect::<Vec<_>>();
            assert_eq!(store.acts("filtered", &filter, limit as u32).await.unwrap(), expected, "{filter:?}");
        }
    }
}

async fn signing(store: &Store) {
    store.invite("sample", "sample.worker", 100).await.unwrap();
    store.invite("sample", "sample.worker", 200).await.unwrap();
    assert_eq!(store.invited("sample", "sample.worker").await.unwrap(), Some(200));
    assert_eq!(store.invited("other", "sample.worker").await.unwrap(), None, "another site's are its own");
    store.accepted("sample", "sample.worker").await.unwrap();
    assert_eq!(store.invited("sample", "sample.worker").await.unwrap(), None);

    let factor = |byte| Factor { kind: "totp".into(), sealed: vec![byte], made: 12, mark: (byte == 2).then(|| vec![0, byte]) };
    store.put_factor("sample", "sample.worker", &factor(1)).await.unwrap();
    store.put_factor("sample", "sample.worker", &factor(2)).await.unwrap();
    assert_eq!(store.factors("sample", "sample.worker").await.unwrap(), [factor(2)]);
    steps(store, &factor(2)).await;
    store.drop_factors("sample", "sample.worker").await.unwrap();
    assert!(store.factors("sample", "sample.worker").await.unwrap().is_empty());

    passkeys(store).await;
    let sso = |issuer: &str, subject: &str, account: &str| store::Sso {
        issuer: issuer.into(),
        subject: subject.into(),
        account: account.into(),
        made: 1,
        word: vec![1],
    };
    let first = sso("https://a.example.org", "s", "sample.worker");
    assert!(store.connect_sso("sample", &first).await.unwrap());
    assert!(!store.connect_sso("sample", &sso("https://a.example.org", "s", "sample.manager")).await.unwrap(), "one person, one account");
    assert!(!store.connect_sso("sample", &sso("https://a.example.org", "t", "sample.worker")).await.unwrap(), "one account, one person");
    assert!(store.connect_sso("sample", &sso("https://b.example.org", "s", "sample.manager")).await.unwrap(), "providers are never mixed");
    assert_eq!(store.sso("sample", "https://a.example.org", "s").await.unwrap(), Some(first.clone()));
    assert_eq!(store.sso("sample", "https://b.example.org", "t").await.unwrap(), None);
    assert_eq!(store.sso("other", "https://a.example.org", "s").await.unwrap(), None);
    assert_eq!(store.sso_of("sample", "sample.worker").await.unwrap(), [first]);
    store.disconnect_sso("sample", "sample.worker").await.unwrap();
    assert!(store.sso_of("sample", "sample.worker").await.unwrap().is_empty());
    let theirs = store.sso_of("sample", "sample.manager").await.unwrap().pop().unwrap();
    store.drop_sso("sample", &store::Sso { made: theirs.made + 1, ..theirs.clone() }).await.unwrap();
    assert_eq!(store.sso_of("sample", "sample.manager").await.unwrap(), std::slice::from_ref(&theirs), "not one that was made since");
    store.drop_sso("sample", &theirs).await.unwrap();
    assert!(store.sso_of("sample", "sample.manager").await.unwrap().is_empty());

    for (id, account, made) in [("a", "sample.worker", 10), ("b", "sample.worker", 20), ("c", "sample.manager", 30)] {
        store.begin_session("sample", id, account, made).await.unwrap();
    }
    assert_eq!(store.end_session("sample", "a", 40, "left").await.unwrap().as_deref(), Some("sample.worker"));
    assert_eq!(store.end_session("sample", "a", 50, "again").await.unwrap(), None);
    assert!(store.session_lasts("sample", "c").await.unwrap() && !store.session_lasts("sample", "a").await.unwrap());
    assert!(!store.session_lasts("sample", "b").await.unwrap(), "its account has ended");
    assert!(!store.session_lasts("other", "c").await.unwrap() && !store.session_lasts("sample", "z").await.unwrap());
    let last = store.sessions_that_last("sample", "sample.worker").await.unwrap();
    assert_eq!(last.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["b"]);
    let seen = |rows: Vec<store::SessionRow>| rows.into_iter().map(|s| (s.id, s.ended, s.why)).collect::<Vec<_>>();
    let ended = ("a".to_owned(), Some(40), Some("left".to_owned()));
    assert_eq!(seen(store.sessions("sample", Some("sample.worker"), 9).await.unwrap()), [("b".into(), None, None), ended.clone()]);
    assert_eq!(store.end_sessions("sample", 30, 55, "late").await.unwrap(), ["sample.worker"]);
    assert_eq!(store.end_sessions("sample", i64::MAX, 60, "restart").await.unwrap(), ["sample.manager"]);
    let all = seen(store.sessions("sample", None, 2).await.unwrap());
    assert_eq!(all.iter().map(|(_, at, _)| *at).collect::<Vec<_>>(), [Some(60), Some(55)], "{all:?}");
    assert_eq!(store.forget_sessions("sample", 50).await.unwrap(), 1);
    assert_eq!(store.sessions("sample", None, 9).await.unwrap().len(), 2);
}

/// The code of each time step is good once.
async fn steps(store: &Store, factor: &Factor) {
    let uses = async |step: i64| store.use_step("sample", "sample.worker", "totp", step, 2).await.unwrap();
    for (step, first) in [(100, true), (100, false), (99, false), (98, false), (102, true), (101, false), (103, true)] {
        assert_eq!(uses(step).await, first, "{step}");
    }
    store.put_factor("sample", "sample.worker", factor).await.unwrap();
    assert!(!uses(103).await, "marking the row gives no code back");
    assert!(uses(100).await && uses(101).await && !uses(100).await, "a clock that was put back keeps nobody out");
    for (site, account, kind) in
        [("other", "sample.worker", "totp"), ("sample", "sample.manager", "totp"), ("sample", "sample.worker", "x")]
    {
        assert!(!store.use_step(site, account, kind, 200, 2).await.unwrap(), "there is none");
    }
    let mut using = JoinSet::new();
    for _ in 0..20 {
        let store = store.clone();
        using.spawn(async move { store.use_step("sample", "sample.worker", "totp", 300, 2).await.unwrap() });
    }
    assert_eq!(using.join_all().await.into_iter().filter(|first| *first).count(), 1, "of many at once, one is first");
}

async fn passkeys(store: &Store) {
    let key = |id: &str, made| Passkey {
        id: id.into(),
        account: "sample.worker".into(),
        credential: format!("c-{id}"),
        public_key: vec![0, 1],
        label: vec![2],
        wrapped: Some(vec![3]).filter(|_| id == "a"),
        mark: vec![4],
        counter: 0,
        made,
    };
    assert!(store.add_passkey("sample", &key("b", 20)).await.unwrap() && store.add_passkey("sample", &key("a", 10)).await.unwrap());
    let same = Passkey { id: "c".into(), ..key("a", 30) };
    assert!(!store.add_passkey("sample", &same).await.unwrap(), "one passkey stands for one account");
    assert_eq!(store.passkeys("sample", "sample.worker").await.unwrap(), [key("a", 10), key("b", 20)]);
    assert_eq!(store.passkey("sample", "c-a").await.unwrap(), Some(key("a", 10)));
    assert_eq!(store.passkey("other", "c-a").await.unwrap(), None, "another site's are its own");

    for (counter, counted) in [(0, true), (0, true), (5, true), (5, false), (4, false), (0, false), (6, true)] {
        assert_eq!(store.count_passkey("sample", "a", counter).await.unwrap(), counted, "{counter}");
    }
    assert!(!store.count_passkey("sample", "nobody's", 1).await.unwrap());
    assert!(!store.drop_passkey("sample", "sample.manager", "a").await.unwrap(), "one's own alone");
    assert!(store.drop_passkey("sample", "sample.worker", "a").await.unwrap());
    assert_eq!(store.passkeys("sample", "sample.worker").await.unwrap().len(), 1);
}
