//! The second step: a code of six digits from an app (TOTP, RFC 6238). Its secret is sealed to the account's own key, so that it can be read
//! only after the passphrase was right. That an account has one stands in the record of acts too: a row that goes missing does not open the door.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use team::session::Checked;
use team::{acts, passkeys};
use totp_rs::{Builder, Totp};
use zeroize::Zeroizing;

use crate::DeskDoor;
use crate::errors::Fault;
use crate::session::Step;

/// The kind in the table.
pub(super) const TOTP: &str = "totp";
/// RFC 4226 asks for 128 bits at least, and recommends 160.
const SECRET_BYTES: usize = 20;

type Secret = Arc<Zeroizing<Vec<u8>>>;

/// What the second step asks of an account, if anything.
pub(super) async fn due(door: &DeskDoor, checked: &Checked) -> Result<Option<Step>, Fault> {
    let (store, site, name) = (&door.office.store, &door.office.site, &checked.account.name);
    let kept = store.factors(site, name).await?.into_iter().find(|f| f.kind == TOTP);
    let keys = passkeys::of(&door.office, &checked.account, &checked.unlocked).await?;
    let has_key = !keys.is_empty();
    match kept.map(|factor| checked.unlocked.open(&factor.sealed)) {
        Some(Some(secret)) if has_key && door.address.is_some() => Ok(Some(Step::Passkey(Some(Arc::new(secret))))),
        Some(Some(secret)) => Ok(Some(Step::Code(Arc::new(secret)))),
        Some(None) => Err(broken()),
        None if on_record(door, name).await? => Err(broken()),
        None if has_key => Ok(Some(Step::Passkey(None))),
        // Where everybody knows the passphrase, a second step would keep out nobody but who tries it out.
        None if door.office.keys()?.demo => Ok(None),
        None => Ok(Some(Step::SetUp(new_secret(door)))),
    }
}

fn broken() -> Fault {
    Fault::Refused("the second step of this account was changed in the database; ask a manager to set it anew".into())
}

/// Whether the record of acts says that this account has a second step.
async fn on_record(door: &DeskDoor, name: &str) -> Result<bool, Fault> {
    let turns = acts::turns(&door.office, name, ["second-step", passkeys::ALL_OFF]).await?;
    Ok(turns.as_deref() == Some("second-step"))
}

pub(super) fn new_secret(door: &DeskDoor) -> Secret {
    let mut secret = Zeroizing::new(vec![0; SECRET_BYTES]);
    (door.world().random)(&mut secret);
    Arc::new(secret)
}

fn totp(secret: &[u8]) -> Result<Totp, Fault> {
    Builder::new().with_secret(secret.to_vec()).build().map_err(|_| Fault::Internal)
}

/// Whether `typed` is the code of now, give or take half a minute, and was not used before.
pub(super) fn right(account: &str, secret: &[u8], typed: &str, now: i64) -> Result<bool, Fault> {
    /// The step of the code that each account has used last: a code that was looked at over a shoulder is good for nobody.
    static USED: LazyLock<Mutex<HashMap<String, u64>>> = LazyLock::new(Mutex::default);
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let at = u64::try_from(now).unwrap_or(0);
    let Some(step) = totp(secret)?.check(&digits, at) else { return Ok(false) };
    let mut used = USED.lock().unwrap_or_else(PoisonError::into_inner);
    let fresh = used.get(account).is_none_or(|last| step > *last);
    if fresh {
        used.insert(account.to_owned(), step);
    }
    Ok(fresh)
}

/// Keeps a new second step.
pub(super) async fn keep(door: &DeskDoor, checked: &Checked, secret: &[u8]) -> Result<(), Fault> {
    let name = &checked.account.name;
    acts::note(&door.office, name, "second-step", name).await?;
    let sealed = seal::seal_key(&checked.account.recipient, secret);
    let factor = store::Factor { kind: TOTP.to_owned(), sealed, made: door.world().now() };
    Ok(door.office.store.put_factor(&door.office.site, name, &factor).await?)
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
