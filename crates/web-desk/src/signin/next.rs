//! What is asked between the passphrase and the desk, one thing a page. A page that is left does nothing; a step that fails is asked again,
//! and after some failures the passphrase is asked anew.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Request, State};
use http::{HeaderMap, StatusCode};
use team::accounts::{self, SETUP};
use team::passphrase::unfit;
use team::{acts, cost};
use tokio::sync::Mutex;
use unseal::Role;
use web::forms::{self, Fields, field};
use web::{Source, answer};
use zeroize::Zeroizing;

use super::{LONGEST, check, go_on, let_in, second};
use crate::DeskDoor;
use crate::errors::{Fault, sentence};
use crate::layout::{Frame, Here};
use crate::router::Answer;
use crate::session::{self, Pending, Step, What};

#[derive(Template)]
#[template(path = "signin/next.html")]
struct Page<'a> {
    f: Frame<'a>,
    step: &'static str,
    name: &'a str,
    wrong: Option<&'a str>,
    typed_name: &'a str,
    secret: String,
    picture: String,
    /// Whether a passkey will do, and whether the code does.
    passkey: bool,
    code: bool,
    origin: Option<&'a str>,
}

impl Page<'_> {
    /// How one goes on without the passkey.
    fn other(&self) -> &'static str {
        if self.code { "type the six digits" } else { "start again" }
    }
}

fn page(door: &DeskDoor, status: StatusCode, account: &str, step: &Step, wrong: Option<&str>, typed_name: &str) -> Answer {
    let settings = &door.office.settings;
    let (word, title, secret, picture) = match step {
        Step::First => ("first", "The first manager", String::new(), String::new()),
        Step::Own => ("own", "A passphrase of your own", String::new(), String::new()),
        Step::Passkey(_) => ("passkey", "Your passkey", String::new(), String::new()),
        Step::Code(_) => ("code", "Your code", String::new(), String::new()),
        Step::SetUp(secret) => ("set-up", "A second step", second::written(secret)?, second::picture(&settings.name, account, secret)?),
    };
    let f = Frame::outside(settings, title, Here::Elsewhere);
    let (passkey, code) = (matches!(step, Step::Passkey(_)), !matches!(step, Step::Passkey(None)));
    let page = Page { f, step: word, name: account, wrong, typed_name, secret, picture, passkey, code, origin: super::origin(door) };
    Ok(answer::html(status, page.render()?))
}

/// Asks for what is due.
pub(super) async fn ask(State(door): State<Arc<DeskDoor>>, headers: HeaderMap) -> Answer {
    match door.sessions.step(&door, &headers) {
        Some((name, step)) => page(&door, StatusCode::OK, &name, &step, None, ""),
        None => Ok(answer::see_other("/")),
    }
}

/// Takes what was typed.
pub(super) async fn answer(State(door): State<Arc<DeskDoor>>, headers: HeaderMap, request: Request) -> Answer {
    let source = request.extensions().get::<Source>().copied();
    let fields = forms::fields(request, LONGEST).await.map_err(|_| Fault::BadRequest)?;
    let Some(pending) = door.sessions.take(&door, &headers) else { return Ok(answer::see_other("/")) };
    match pending.step.clone() {
        Step::First => first(&door, pending, &fields).await,
        Step::Own => own(&door, pending, &fields).await,
        Step::Passkey(None) => again(&door, pending, "This account has no six digits: use its passkey.", ""),
        Step::Code(secret) | Step::SetUp(secret) | Step::Passkey(Some(secret)) => {
            code(&door, pending, &secret, field(&fields, "code"), source).await
        }
    }
}

/// Asks the same again, and says what was wrong.
fn again(door: &DeskDoor, pending: Pending, wrong: &str, typed_name: &str) -> Answer {
    let Pending { checked, step, to, .. } = pending;
    let name = checked.account.name.clone();
    let held = door.sessions.wait(door, checked, step.clone(), to);
    let response = page(door, StatusCode::UNPROCESSABLE_ENTITY, &name, &step, Some(wrong), typed_name)?;
    Ok(super::with_cookie(door, response, &held))
}

const SET_UP_ALREADY: &str =
    "a second step of this account has been set up meanwhile: sign in with it, or, if that was not you, tell a manager at once";

async fn code(door: &Arc<DeskDoor>, pending: Pending, secret: &Arc<Zeroizing<Vec<u8>>>, typed: &str, source: Option<Source>) -> Answer {
    let name = pending.checked.account.name.clone();
    let one = door.guesses.of(What::Digits, &name, source);
    let now = door.world().now();
    if let Some(seconds) = door.guesses.wait(one, now) {
        let wait = format!("Too many tries. Wait {seconds} seconds, and try again.");
        return again(door, pending, &wait, "");
    }
    // What a manager has done meanwhile at another process counts before the digits do, and nothing is written for an account that has ended.
    session::lasts(door, &pending.checked).await?;
    let setting_up = matches!(pending.step, Step::SetUp(_));
    let _alone = if setting_up { Some(ONCE.lock().await) } else { None };
    match &pending.step {
        // Of two who stand here with one passphrase the later must not take the place of the earlier, unseen.
        Step::SetUp(_) if !matches!(second::due(door, &pending.checked).await?, Some(Step::SetUp(_))) => {
            return Err(Fault::Refused(SET_UP_ALREADY.into()));
        }
        Step::SetUp(_) => {}
        _ => second::still(door, &pending.checked, secret).await?,
    }
    let step = second::step(secret, typed, now)?;
    // Of a secret that is not kept yet nobody can have used a code.
    let first = match step {
        Some(step) => setting_up || second::is_first(door, &name, step).await?,
        None => false,
    };
    let Some(step) = step.filter(|_| first) else {
        door.guesses.failed(one, now);
        acts::note(&door.office, &name, "sign-in-failed", acts::NOBODY).await?;
        return again(door, pending, "That is not the code of now. Codes change every half minute, and each is good once.", "");
    };
    door.guesses.right(one);
    let Pending { checked, to, .. } = pending;
    if setting_up {
        second::keep(door, &checked, secret, step).await?;
    } else {
        second::mark(door, &checked, secret).await?;
    }
    let_in(door, checked, &to).await
}

/// The two passphrases that were typed, if they are the same and do.
fn chosen<'a>(fields: &'a Fields, names: &[&str], demo: bool) -> Result<&'a str, String> {
    let (new, again) = (field(fields, "new-passphrase"), field(fields, "again-passphrase"));
    if new != again {
        return Err("The two passphrases are not the same.".into());
    }
    unfit(new, names, demo).map_or(Ok(new), |why| Err(sentence(&why)))
}

/// What is good once, or made once, is used by one at a time.
static ONCE: Mutex<()> = Mutex::const_new(());

async fn own(door: &Arc<DeskDoor>, pending: Pending, fields: &Fields) -> Answer {
    let _alone = ONCE.lock().await;
    let office = &door.office;
    let (name, keys) = (pending.checked.account.name.clone(), office.keys()?);
    let new = match chosen(fields, &[&name], keys.demo) {
        Ok(new) => new,
        Err(wrong) => return again(door, pending, &wrong, ""),
    };
    // The code is good once, for whoever comes first: another browser may have been at this page with it too.
    if office.store.invited(&office.site, &name).await?.is_none() {
        return Err(Fault::Refused("the code of this invitation has been used; sign in with your passphrase, or ask the manager".into()));
    }
    let Pending { mut checked, to, .. } = pending;
    checked.account = accounts::own_passphrase(office, &checked.account, &checked.unlocked, new, cost(&keys)).await?;
    office.store.accepted(&office.site, &name).await?;
    go_on(door, checked, &to).await
}

async fn first(door: &Arc<DeskDoor>, pending: Pending, fields: &Fields) -> Answer {
    let _alone = ONCE.lock().await;
    let office = &door.office;
    let (name, keys) = (field(fields, "name").trim().to_owned(), office.keys()?);
    if let Err(wrong) = accounts::check_name(&name) {
        return again(door, pending, &wrong.to_string(), &name);
    }
    let new = match chosen(fields, &[&name], keys.demo) {
        Ok(new) => new,
        Err(wrong) => return again(door, pending, &wrong, &name),
    };
    let Pending { checked, to, .. } = pending;
    let setup = checked.enter(office).await?;
    accounts::first_manager(office, &setup, Role::Manager).await?;
    acts::note(office, SETUP, "account-add", &name).await?;
    accounts::account(office, &name, Role::Manager, new, cost(&keys), &setup.keys).await?;
    accounts::end(office, &setup, SETUP).await?;
    let checked = check(door, &name, new).await?;
    go_on(door, checked, &to).await
}
