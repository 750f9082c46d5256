//! What is asked for: a purpose, how much of the record, and for a subject access request who asks. Must not know pages.

use casework::case::Case;
use casework::work::{EntityKind, ExportOf, Purpose};
use casework::{MessageId, plain};

use super::PURPOSES;
use crate::session::Sent;

/// As the address has it; what means nothing is named by [`Wanted::wrong`].
#[derive(serde::Deserialize, Default, Clone)]
#[serde(default)]
pub(super) struct Wanted {
    pub(super) purpose: String,
    /// `this` concern, or the `child`'s whole record.
    pub(super) of: String,
    /// The child who asks, by their name in this concern's record.
    pub(super) child: String,
}

impl Wanted {
    pub(super) fn sent(sent: &Sent) -> Wanted {
        let get = |name: &str| sent.get(name).to_owned();
        Wanted { purpose: get("purpose"), of: get("of"), child: get("child") }
    }

    /// As a release was asked for or given.
    pub(super) fn of(purpose: Purpose, of: &ExportOf) -> Wanted {
        let child = of.child.map(|id| id.to_string()).unwrap_or_default();
        Wanted { purpose: purpose.text().to_owned(), of: if of.whole { "child" } else { "this" }.to_owned(), child }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.purpose.is_empty() && self.of.is_empty() && self.child.is_empty()
    }

    pub(super) fn purpose(&self) -> Option<Purpose> {
        PURPOSES.into_iter().map(|(purpose, _)| purpose).find(|p| p.text() == self.purpose)
    }

    pub(super) fn whole(&self) -> bool {
        self.of == "child"
    }

    /// The child who asks, where somebody does.
    pub(super) fn child(&self) -> Option<MessageId> {
        self.child.parse().ok().filter(|_| self.purpose() == Some(Purpose::SubjectAccess))
    }

    /// As the record keeps it.
    pub(super) fn export_of(&self) -> ExportOf {
        ExportOf { whole: self.whole(), child: self.child() }
    }

    /// What is missing or means nothing: the name of a field, and a sentence.
    pub(super) fn wrong(&self, case: &Case) -> Vec<(&'static str, &'static str)> {
        let mut wrong = Vec::new();
        if self.purpose().is_none() {
            wrong.push(("purpose", "Choose what it is for."));
        }
        if !["this", "child"].contains(&self.of.as_str()) {
            wrong.push(("of", "Choose what goes into it."));
        }
        let known = |id: &MessageId| children(case).iter().any(|(child, _)| child == id);
        if self.purpose() == Some(Purpose::SubjectAccess) && self.child().filter(known).is_none() {
            wrong.push(match children(case).is_empty() {
                true => ("child", "No child stands in this record. Write the child down first, as a person, place or thing."),
                false => ("child", "Choose whose record it is: everyone else’s identity is withheld."),
            });
        }
        wrong
    }

    /// The query of the same.
    pub(super) fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("purpose", &self.purpose).append_pair("of", &self.of);
        if let Some(child) = self.child() {
            query.append_pair("child", &child.to_string());
        }
        query.finish()
    }

    /// The page that shows it.
    pub(super) fn address(&self, id: &str) -> String {
        format!("/concerns/{id}/export?{}", self.query())
    }
}

/// The children of a concern, with what the record calls them.
pub(super) fn children(case: &Case) -> Vec<(MessageId, String)> {
    let children = case.entities.iter().filter(|t| !t.is_struck() && t.now().what.kind == EntityKind::Child);
    let name = |name: &str| Some(plain(name)).filter(|n| !n.is_empty()).unwrap_or_else(|| "A child without a name".into());
    children.map(|t| (t.id, name(&t.now().what.name))).collect()
}
