//! A manager's release of a subject access export: asked for by a worker, given for just one document, with the exemption that is relied on and whose identities
//! are given all the same. A record that changes afterwards is not released. Must not know how a document is made.

use std::collections::BTreeSet;

use casework::export::Whose;
use casework::work::{AskRelease, Did, Purpose, Release};
use http::StatusCode;
use web::answer;

use super::gather;
use super::view::{self, Chosen};
use super::{Open, Wanted};
use crate::DeskDoor;
use crate::errors::Fault;
use crate::router::Answer;
use crate::session::{Right, Sent, SignedIn};

/// A worker asks.
pub(super) async fn ask(door: &DeskDoor, mut open: Open, wanted: &Wanted, purpose: Purpose) -> Answer {
    let ask = Did::AskRelease(AskRelease { purpose, of: wanted.export_of() });
    open.desk.act(&open.row, &mut open.opened, ask).await?;
    crate::concern::refresh(door, &open).await?;
    Ok(answer::see_other(&wanted.address(&open.row.id)))
}

/// A manager looks at it with other identities, or releases what they have looked at.
pub(super) async fn decide(door: &DeskDoor, who: &SignedIn, open: Open, wanted: &Wanted, purpose: Purpose, sent: &Sent) -> Answer {
    door.must(who, Right::Release).await?;
    let shown: BTreeSet<Whose> = sent.all("shown").filter_map(Whose::parse).collect();
    let mut made = gather::made(door, open, wanted, purpose, Some(shown.clone())).await?;
    let exemption = sent.get("exemption").replace("\r\n", "\n");
    let page = |status, made: &gather::Made, news, wrong| {
        let chosen = Chosen { news, wrong, exemption: exemption.clone(), ..Chosen::default() };
        view::preview(door, who, status, made, wanted, chosen)
    };
    if sent.get("do") == "look" {
        return page(StatusCode::OK, &made, None, None);
    }
    let digest = made.document.digest();
    if digest != sent.get("digest") {
        let news = "This is not what you have looked at: the record has changed, or you have ticked others. Look at it as it is now, and then release it.";
        return page(StatusCode::CONFLICT, &made, Some(news), None);
    }
    if exemption.is_empty() {
        let wrong = "Say which exemption is relied on, or that none is, and why.";
        return page(StatusCode::UNPROCESSABLE_ENTITY, &made, None, Some(wrong));
    }
    let shown: Vec<String> = made.identities.iter().filter(|i| i.shown).map(|i| i.whose.text()).collect();
    let release = Release { purpose, identities: !shown.is_empty(), exemption: exemption.clone(), digest, of: wanted.export_of(), shown };
    let did = Did::Release(release);
    if !did.fits() {
        return page(StatusCode::UNPROCESSABLE_ENTITY, &made, None, Some("This is too long, or too many are ticked."));
    }
    let first = made.gathered.all.first_mut().ok_or(Fault::Internal)?;
    first.desk.act(&first.row, &mut first.opened, did).await?;
    let to = wanted.address(&first.row.id);
    gather::refresh(door, &made).await?;
    Ok(answer::see_other(&to))
}
