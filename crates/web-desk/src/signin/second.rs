//! The second step: a code of six digits from an app (TOTP, RFC 6238). Its secret is sealed to the account's own key, so that it can be read
//! only after the passphrase was right. That an account has one stands in the record of acts too: a row that goes missing does not open the door.
//! Nor does one that somebody else has put there, who can seal to that key but not make its mark. Must not know pages.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use store::Factor;
use team::session::Checked;
use team::{acts, passkeys};
use totp_rs::{Builder, Totp};
use zeroize::Zeroizing;

use crate::DeskDoor;
use crate::errors::Fault;
use crate::session::{self, Step};

/// The kind in the table.
pub(super) const TOTP: &str = "totp";
/// RFC 4226 asks for 128 bits at least, and recommends 160.
const SECRET_BYTES: usize = 20;
/// Codes that are good at one moment are at most so many time steps apart: what [`totp`] takes before and after the step of now.
const APART: i64 = 2;
/// The act that says that the row of the digits that were set up last bears the account's mark.
const MARKED: &str = "second-step-marked";

type Secret = Arc<Zeroizing<Vec<u8>>>;

/// What the second step asks of an account, if anything.
pub(super) async fn due(door: &DeskDoor, checked: &Checked) -> Result<Option<Step>, Fault> {
    let has_key = !passkeys::of(&door.office, &checked.account, &checked.unlocked).await?.is_empty();
    Ok(match kept(door, checked).await? {
        Some(secret) if has_key && door.address.is_some() => Some(Step::Passkey(Some(secret))),
        Some(secret) => Some(Step::Code(secret)),
        None if has_key => Some(Step::Passkey(None)),
        // Where everybody knows the passphrase, a second step would keep out nobody but who tries it out.
        None if door.office.keys()?.demo => None,
        None => Some(Step::SetUp(new_secret(door))),
    })
}

/// The secret of the six digits, if the account has any.
async fn kept(door: &DeskDoor, checked: &Checked) -> Result<Option<Secret>, Fault> {
    // What the record says goes before the row: one that is put back after a manager took it away is none.
    if !on_record(door, &checked.account.name).await? {
        return Ok(None);
    }
    let row = row(door, checked).await?.ok_or_else(broken)?;
    if !is_theirs(door, checked, &row).await? {
        return Err(broken());
    }
    checked.unlocked.open(&row.sealed).map(|secret| Some(Arc::new(secret))).ok_or_else(broken)
}

async fn row(door: &DeskDoor, checked: &Checked) -> Result<Option<Factor>, Fault> {
    let all = door.office.store.factors(&door.office.site, &checked.account.name).await?;
    Ok(all.into_iter().find(|factor| factor.kind == TOTP))
}

/// Whether the account itself has set this up, and since a manager last took its second step away. **A row that an earlier program has written, which makes
/// no marks, is believed until its code was right once**: from then on the record of acts says that this account's bears one.
async fn is_theirs(door: &DeskDoor, checked: &Checked, row: &Factor) -> Result<bool, Fault> {
    let (office, name) = (&door.office, &checked.account.name);
    match &row.mark {
        Some(mark) => {
            let off = acts::last_of(office, name, &[passkeys::ALL_OFF]).await?;
            Ok(*mark == marked(door, checked, row) && off.is_none_or(|off| row.made > off.at))
        }
        None => Ok(!is_marked(door, name).await?),
    }
}

/// Whether the record of acts says that the digits bear a mark: an earlier program that set them up anew since, as where an upgrade was undone, made none.
async fn is_marked(door: &DeskDoor, name: &str) -> Result<bool, Fault> {
    Ok(acts::turns(&door.office, name, [MARKED, passkeys::DIGITS]).await?.as_deref() == Some(MARKED))
}

/// Refuses where the digits are not any more those that were asked for, at this process of the desk or another: a manager may have taken them away.
pub(super) async fn still(door: &DeskDoor, checked: &Checked, secret: &[u8]) -> Result<(), Fault> {
    let now = kept(door, checked).await?;
    if now.is_some_and(|now| **now == *secret) { Ok(()) } else { Err(session::has_changed()) }
}

/// What the account's own key makes over a row.
fn marked(door: &DeskDoor, checked: &Checked, row: &Factor) -> Vec<u8> {
    let (sealed, made) = (URL_SAFE_NO_PAD.encode(&row.sealed), row.made.to_string());
    checked.unlocked.word("waymark-factor-v1", &[&door.office.site, &checked.account.name, &row.kind, &sealed, &made]).to_vec()
}

/// Marks a row that an earlier program has written, whose code was right just now.
pub(super) async fn mark(door: &DeskDoor, checked: &Checked, secret: &[u8]) -> Result<(), Fault> {
    let (office, name) = (&door.office, &checked.account.name);
    if is_marked(door, name).await? {
        return Ok(());
    }
    let mut row = row(door, checked).await?.ok_or_else(broken)?;
    if checked.unlocked.open(&row.sealed).is_none_or(|now| **now != *secret) {
        return Err(broken());
    }
    // Where the clock was put back that row can seem older than what a manager took away; an older one does not count once it is marked.
    row.made = after_off(door, name, row.made).await?;
    row.mark = Some(marked(door, checked, &row));
    office.store.put_factor(&office.site, name, &row).await?;
    Ok(acts::note(office, name, MARKED, name).await?)
}

fn broken() -> Fault {
    Fault::Refused("the second step of this account was changed in the database; ask a manager to set it anew".into())
}

/// Whether the record of acts says that this account has six digits.
async fn on_record(door: &DeskDoor, name: &str) -> Result<bool, Fault> {
    let turns = acts::turns(&door.office, name, [passkeys::DIGITS, passkeys::ALL_OFF]).await?;
    Ok(turns.as_deref() == Some(passkeys::DIGITS))
}

pub(super) fn new_secret(door: &DeskDoor) -> Secret {
    let mut secret = Zeroizing::new(vec![0; SECRET_BYTES]);
    (door.world().random)(&mut secret);
    Arc::new(secret)
}

fn totp(secret: &[u8]) -> Result<Totp, Fault> {
    Builder::new().with_secret(secret.to_vec()).build().map_err(|_| Fault::Internal)
}

/// The time step whose code `typed` is, if it is one that is good now: of this half minute, or of one before or after it.
pub(super) fn step(secret: &[u8], typed: &str, now: i64) -> Result<Option<i64>, Fault> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let at = u64::try_from(now).unwrap_or(0);
    Ok(totp(secret)?.check(&digits, at).and_then(|step| i64::try_from(step).ok()))
}

/// Whether nobody has used the code of that step before, at whichever process of the desk: one that was looked at over a shoulder is good for nobody.
pub(super) async fn is_first(door: &DeskDoor, name: &str, step: i64) -> Result<bool, Fault> {
    Ok(door.office.store.use_step(&door.office.site, name, TOTP, step, APART).await?)
}

/// Keeps a new second step, set up with the code of that time step.
pub(super) async fn keep(door: &DeskDoor, checked: &Checked, secret: &[u8], step: i64) -> Result<(), Fault> {
    let (office, name) = (&door.office, &checked.account.name);
    let sealed = seal::seal_key(&checked.account.recipient, secret);
    let made = after_off(door, name, door.world().now()).await?;
    let mut row = Factor { kind: TOTP.to_owned(), sealed, made, mark: None };
    row.mark = Some(marked(door, checked, &row));
    // The row first, which counts for nothing without the act: so the act never tells of what was not done.
    office.store.put_factor(&office.site, name, &row).await?;
    // Used up by now, or already in a row that was left there.
    is_first(door, name, step).await?;
    acts::note(office, name, passkeys::DIGITS, name).await?;
    Ok(acts::note(office, name, MARKED, name).await?)
}

/// A time that is later than when a manager last took a second step away, so that what is set up is told from what was there before.
async fn after_off(door: &DeskDoor, name: &str, at: i64) -> Result<i64, Fault> {
    let off = acts::last_of(&door.office, name, &[passkeys::ALL_OFF]).await?;
    Ok(off.map_or(at, |off| at.max(off.at.saturating_add(1))))
}

/// A secret as it is typed, in groups of four.
pub(super) fn written(secret: &[u8]) -> Result<String, Fault> {
    let text = totp(secret)?.secret().to_base32();
    let chars: Vec<char> = text.chars().collect();
    Ok(chars.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" "))
}

/// A secret as a picture for an app to read: SVG, without a style of its own.
pub(super) fn picture(site: &str, account: &str, secret: &[u8]) -> Result<String, Fault> {
    let text = totp(secret)?.secret().to_base32();
    let encode = |part: &str| form_urlencoded::byte_serialize(part.as_bytes()).collect::<String>().replace('+', "%20");
    let site = encode(site);
    let url = format!("otpauth://totp/{site}:{}?secret={text}&issuer={site}", encode(account));
    let code = QrCode::with_error_correction_level(url.as_bytes(), EcLevel::M).map_err(|_| Fault::Internal)?;
    let svg = code.render::<svg::Color<'_>>().min_dimensions(220, 220).build();
    // What stands before the picture itself is for files of their own.
    Ok(svg.split_once("?>").map_or(svg.as_str(), |(_, rest)| rest).to_owned())
}
