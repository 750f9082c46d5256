//! One record whose day is over: told years ago about somebody who is grown up now, and closed. It waits on the desk's list of what a manager may review.
//! Everybody in it is invented. Must not know how anything is kept.

use std::sync::atomic::Ordering;

use casework::Answers;
use casework::work::{Acknowledge, Decide, Decision, Did, Keep, OutcomeTold, Told, ToldTo};
use course::KeptFrom;
use jiff::ToSpan;
use team::{Desk, when};

use super::{HOUR, THEN, concern};
use crate::clock;
use crate::stop::Stop;

/// How long ago it was told.
const YEARS: i64 = 5;
const DAYS_OVER: i64 = 12;

/// Whether the site has a kind of record whose years count from birth: without one there is none.
pub(super) async fn add(desk: &Desk) -> Result<bool, Stop> {
    let Some(kind) = desk.office.settings.retentions.iter().find(|kind| kind.from == KeptFrom::Birth && kind.years < 30) else {
        return Ok(false);
    };
    let over = when::date(clock::now()).saturating_sub(DAYS_OVER.days());
    let born = over.saturating_sub(i64::from(kind.years).years());
    // A day that only some years have may give another: the last day is reckoned from the birth.
    let Some(until) = kind.until(born) else { return Ok(false) };
    THEN.store(clock::now() - YEARS * 365 * 24 * HOUR, Ordering::Relaxed);
    let birth = born.to_string();
    let told = [
        ("worry", "She was late for school for some weeks, and tired. Her form tutor asks whether somebody keeps her up at night."),
        ("who", "professional"),
        ("channel", "phone"),
        ("danger", "no"),
        ("child.1.name", "Robin Sample"),
        ("child.1.born", &birth),
        ("child.1.school", "Sample School"),
        ("name", "Sample Teacher"),
        ("agency", "Sample School"),
        ("phone", "01632 960321"),
    ];
    let id = desk.add(Answers::from_iter(told)).await?;
    let row = concern(desk, id).await?;
    let mut opened = desk.read(&row).await?;
    for did in acts(Keep { until, kind: kind.kind.get_ref().clone(), why: String::new() }) {
        THEN.fetch_add(2 * HOUR, Ordering::Relaxed);
        desk.act(&row, &mut opened, did).await?;
    }
    Ok(true)
}

fn acts(keep: Keep) -> [Did; 6] {
    let reasons = "She had sat up with her grandmother, who was ill. School gives her a quiet place and a person to talk to.".to_owned();
    let decide = Decide { decision: Decision::EarlyHelp, to: String::new(), reasons, revises: None, seen: Vec::new() };
    let words = "The decision, by phone.".to_owned();
    [
        Did::Allocate { to: Some("demo-worker".into()) },
        Did::Acknowledge(Acknowledge { how: Told::Phone, note: String::new() }),
        Did::Decide(decide),
        Did::OutcomeTold(OutcomeTold { how: Told::Phone, to: ToldTo::Professional, words }),
        Did::Close { why: "School and family have it in hand, and nothing more was noticed.".into() },
        Did::Keep(keep),
    ]
}
