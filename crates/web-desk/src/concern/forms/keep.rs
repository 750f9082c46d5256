//! How long a closed record is kept: the site's kinds, each with the day that follows from it, and a reason where it is another day. When that day
//! is over: a manager's review, and then its disposal. **The day is a person's**: the form only reckons what the site's period comes to. Must not
//! know how a record is disposed of.

use casework::Case;
use casework::case::Keeping;
use casework::work::{Did, Keep};
use course::{KeptFrom, Retention, Settings};
use jiff::civil::Date;
use team::when;
use unseal::Role;

use super::super::acts::{Ctx, Form, Todo};
use super::super::fields::{Field, Kind, Reader};

/// Until which day a kind is kept, as far as that follows from the record.
fn reckoned(case: &Case, kind: &Retention) -> Option<Date> {
    kind.until(match kind.from {
        KeptFrom::Birth => case.youngest_born()?,
        KeptFrom::Closed => when::date(case.closed.as_ref()?.at),
    })
}

/// A kind, its period, and what that comes to.
fn words(case: &Case, kind: &Retention) -> String {
    let from = match kind.from {
        KeptFrom::Birth => "birth",
        KeptFrom::Closed => "the day it was closed",
    };
    let until = reckoned(case, kind).map_or("no birth date is known, so give the day below".into(), |day| format!("until {}", told(day)));
    format!("{}: {} years from {from}, {until}", kind.name, kind.years)
}

fn told(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// The day of a record's kind as the site's period gives it now, where that is later than the one that was taken from it when it was said.
pub(in crate::concern) fn outgrown(settings: &Settings, case: &Case) -> Option<Date> {
    let keep = &case.kept()?.what;
    let follows = reckoned(case, settings.retention(&keep.kind)?)?;
    (keep.why.is_empty() && keep.until < follows).then_some(follows)
}

/// Why this manager does not review a record whose day is over, if so.
pub(in crate::concern) fn not_yet(settings: &Settings, case: &Case, me: &str) -> Option<String> {
    if let Some(day) = outgrown(settings, case) {
        return Some(format!(
            "This kind is kept longer now than when its day was said: until {}. Say again how long it is kept.",
            told(day)
        ));
    }
    let own = case.kept().is_some_and(|keep| keep.by == me && !keep.what.why.is_empty());
    own.then(|| "You gave this day yourself, so another manager reviews the record.".to_owned())
}

pub(super) fn form(act: &str, ctx: &Ctx<'_>) -> Option<Form> {
    match act {
        "keep" if ctx.case.closed.is_some() && !ctx.settings.retentions.is_empty() => Some(keep(ctx)),
        "review" if ctx.role == Role::Manager && matches!(ctx.case.keeping(ctx.today), Keeping::Ripe(_)) => {
            not_yet(ctx.settings, ctx.case, ctx.me).is_none().then(review)
        }
        "dispose" if ctx.role == Role::Manager && ctx.reviewed && outgrown(ctx.settings, ctx.case).is_none() => Some(dispose()),
        _ => None,
    }
}

fn review() -> Form {
    let why = Field::new("why", "Why it may go", Kind::Lines).hint(
        "Read all of it first. Think of other children in the family, of open questions, of a court, an inquiry or a claim that may still ask for it.",
    );
    let intro = "The day until which the record is kept is over. If it is to stay, say so under “How long it is kept”, or set a legal hold. Whatever \
                 is written after this review takes it back.";
    Form { title: "Review before disposal", intro, button: "Record the review", fields: vec![why] }
}

fn dispose() -> Form {
    let sure = vec![("yes".to_owned(), "Dispose of this record for good".to_owned())];
    let intro = "All that was told, written and answered is destroyed, with its key, and nobody can bring it back. What stays is that there was a \
                 record of this name and kind, and the record of acts. Copies on paper, in e-mail or exported before are not reached.";
    Form {
        title: "Dispose of the record",
        intro,
        button: "Dispose of it",
        fields: vec![Field::new("sure", "Once more", Kind::Checks(sure))],
    }
}

fn keep(ctx: &Ctx<'_>) -> Form {
    let kinds = ctx.settings.retentions.iter().map(|kind| (kind.kind.get_ref().clone(), words(ctx.case, kind))).collect();
    let now = ctx.case.kept().map(|keep| &keep.what);
    let other = now.filter(|keep| ctx.settings.retention(&keep.kind).and_then(|kind| reckoned(ctx.case, kind)) != Some(keep.until));
    let fields = vec![
        Field::new("kind", "What kind of record it is", Kind::Choice(kinds)).value(now.map_or("", |keep| &keep.kind)),
        Field::new("until", "Until another day", Kind::Day)
            .hint("Leave it empty to take the day that stands beside the kind.")
            .value(other.map(|keep| keep.until.to_string()).unwrap_or_default()),
        Field::new("why", "Why another day", Kind::Lines).value(other.map(|keep| keep.why.clone()).unwrap_or_default()),
    ];
    let intro = "Where several kinds fit, take the one that is kept longest. Where abuse is known, it is a record of known abuse, whatever else it is. \
                 Nothing goes by itself when the day is over: a manager reads the record first.";
    Form { title: "How long it is kept", intro, button: "Save", fields }
}

pub(super) fn read(act: &str, ctx: &Ctx<'_>, r: &mut Reader<'_>) -> Option<Todo> {
    match act {
        "keep" => read_keep(ctx, r),
        "review" => Some(Todo::Record(Box::new(Did::Review { why: r.needed("why", "Say why it may go.") }))),
        "dispose" => {
            if !r.ticked("sure") {
                r.wrong.push(("sure", "Tick that it is to be disposed of.".into()));
            }
            Some(Todo::Dispose)
        }
        _ => None,
    }
}

fn read_keep(ctx: &Ctx<'_>, r: &mut Reader<'_>) -> Option<Todo> {
    let kind = r.choice("kind", |kind| ctx.settings.retention(kind), "Choose what kind of record it is.");
    let typed = r.day("until");
    let follows = reckoned(ctx.case, kind?);
    let why = match typed {
        Some(day) if Some(day) != follows => r.needed("why", "Say why it is that day."),
        // A reason is what makes a day somebody's own.
        _ if !r.text("why").is_empty() => {
            r.wrong.push(("why", "This is the day of the kind, which needs no reason: empty this, or give another day above.".into()));
            String::new()
        }
        _ => String::new(),
    };
    let closed = ctx.case.closed.as_ref().map(|closed| when::date(closed.at));
    // The site's period is the least that the partnership has agreed on: to go below it is for who answers for it.
    let day = typed.filter(|_| ctx.role != Role::Manager);
    if let (Some(day), Some(closed)) = (day, closed)
        && day < closed
    {
        r.wrong.push(("until", format!("That day is before the record was closed, on {}. Only a manager may choose it.", told(closed))));
    } else if let (Some(day), Some(follows)) = (day, follows)
        && day < follows
    {
        r.wrong.push(("until", format!("That is earlier than this kind gives, {}. Only a manager may shorten it.", told(follows))));
    }
    if typed.is_none() && follows.is_none() && r.wrong.is_empty() {
        r.wrong.push(("until", "Give the day: no birth date of each child is known from which it could be reckoned.".into()));
    }
    Some(Todo::Record(Box::new(Did::Keep(Keep { until: typed.or(follows)?, kind: kind?.kind.get_ref().clone(), why }))))
}
