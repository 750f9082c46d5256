//! The file itself: that it is given is noted of each concern in it first, under seal with its digest and the names that were let stand. Must not know pages.

use axum::body::Body;
use seal::SealedTo;
use serde::Serialize;
use team::acts::note_with;
use web::answer;

use super::PURPOSES;
use super::gather::{Made, TURN};
use crate::DeskDoor;
use crate::errors::Fault;
use crate::router::Answer;
use crate::session::SignedIn;

/// What is noted of a file, under seal.
#[derive(Serialize)]
struct Given<'a> {
    digest: &'a str,
    format: &'a str,
    /// Names that somebody looked at and let stand.
    stand: Vec<&'a str>,
}

/// Gives the file.
pub(super) async fn file(door: &DeskDoor, who: &SignedIn, made: Made, format: &str) -> Answer {
    let kind = match format {
        "json" => "application/json",
        "pdf" => "application/pdf",
        _ => return Err(Fault::BadRequest),
    };
    let (account, digest) = (who.session.name(), made.document.digest());
    let given = Given { digest: &digest, format, stand: made.still.iter().map(|s| s.name.as_str()).collect() };
    let detail = serde_json::to_vec(&given).map_err(|_| Fault::Internal)?;
    let to = door.office.keys()?.current(SealedTo::Managers).recipient.clone();
    let act = format!("export-{}", made.document.purpose.text());
    for one in &made.gathered.all {
        note_with(&door.office, account, &act, &one.row.id, seal::seal_key(&to, &detail)).await?;
    }
    // The file's name says nothing of whom it is about.
    let name = format!("record-{}.{format}", digest.get(..12).unwrap_or_default());
    let (account, now, pdf) = (account.to_owned(), door.world().now(), format == "pdf");
    let _turn = TURN.acquire().await.map_err(|_| Fault::Internal)?;
    let bytes = tokio::task::spawn_blocking(move || write(&made, &account, now, pdf)).await.map_err(|_| Fault::Internal)??;
    Ok(answer::file(kind, &name, Body::from(bytes)))
}

fn write(made: &Made, account: &str, now: i64, pdf: bool) -> Result<Vec<u8>, Fault> {
    let copy = made.document.copy(account, now);
    if !pdf {
        return serde_json::to_vec_pretty(&copy).map_err(|_| Fault::Internal);
    }
    let purpose = PURPOSES.into_iter().find(|(p, _)| *p == made.document.purpose).map_or("", |(_, words)| words);
    packages::pdf(&copy, purpose).map_err(|error| {
        tracing::error!(%error, "a record could not be set as a PDF");
        Fault::Internal
    })
}
