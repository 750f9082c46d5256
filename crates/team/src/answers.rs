//! Answers that were typed by hand at the desk, each checked against the core: none may end up where nobody looks for it.
//! Must not know how they were typed.

use casework::fields::{FieldKind, answered};
use casework::{Answers, moment};

/// Why answers do not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// There is no such field, or it is not for a person to fill.
    #[error("there is no field `{0}`; docs/writing.md lists those that there are")]
    NoField(String),
    /// It must be one of some values.
    #[error("`{0}` must be one of: {1}")]
    Choice(String, String),
    /// It must be a day and a time.
    #[error("`{0}` must be a day and a time, such as 2026-11-27T16:40")]
    Moment(String),
    /// It is too long.
    #[error("`{0}` is longer than {1} characters")]
    Long(String, usize),
    /// The one thing that is required is missing, or all of it is too long.
    #[error("`worry` is missing, or everything together is too long")]
    All,
}

/// The answers, with the channel by which they came, if each fits the core.
///
/// # Errors
/// The first that does not fit.
pub fn fitting<'a>(typed: impl IntoIterator<Item = (&'a str, &'a str)>, channel: &str) -> Result<Answers, Unfit> {
    let mut answers = Answers::default();
    for (name, value) in typed {
        let Some((field, _)) = answered(name).filter(|(f, _)| f.name != "channel") else {
            return Err(Unfit::NoField(name.to_owned()));
        };
        match field.kind {
            FieldKind::Choice(values) if !value.trim().is_empty() && !values.contains(&value.trim()) => {
                return Err(Unfit::Choice(name.to_owned(), values.join(", ")));
            }
            FieldKind::Moment if !value.trim().is_empty() && moment(value).is_none() => return Err(Unfit::Moment(name.to_owned())),
            kind if value.chars().count() > kind.limit() => return Err(Unfit::Long(name.to_owned(), kind.limit())),
            _ => answers.set(name, value),
        }
    }
    answers.set("channel", channel);
    if answers.fit() { Ok(answers) } else { Err(Unfit::All) }
}
