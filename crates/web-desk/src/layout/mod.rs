//! What stands around every page of the desk: who is signed in, where things are, the way out.
//! Must not know what the page in it is about.

use course::Settings;
use unseal::Role;
use web::assets;

use crate::session::SignedIn;

/// Which entry of the navigation a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Here {
    /// The list of concerns.
    Inbox,
    /// Typing in what was told by phone.
    Tell,
    /// The search.
    Find,
    /// The record of acts.
    Acts,
    /// The figures.
    Figures,
    /// How long records are kept.
    Retention,
    /// Accounts.
    People,
    /// One's own account.
    Own,
    /// Somewhere else.
    Elsewhere,
}

/// Who a page is for.
pub(crate) struct Who<'a> {
    /// The account.
    pub(crate) name: &'a str,
    /// Its role, in a word.
    pub(crate) role: &'static str,
    /// Stands in every form.
    pub(crate) token: &'a str,
    entries: Vec<(&'static str, &'static str, Here)>,
}

/// What `base.html` needs.
pub(crate) struct Frame<'a> {
    /// The site's settings.
    pub(crate) site: &'a Settings,
    /// The title in the tab. Never a name, never a word that was told: it stays in the history.
    pub(crate) tab: &'a str,
    here: Here,
    /// Who is signed in, if anyone is.
    pub(crate) who: Option<Who<'a>>,
}

impl<'a> Frame<'a> {
    /// Around a page for someone who is signed in.
    pub(crate) fn new(site: &'a Settings, who: &'a SignedIn, tab: &'a str, here: Here) -> Frame<'a> {
        let role = who.role();
        let who = Who { name: who.session.name(), role: role.text(), token: &who.token, entries: entries(role) };
        Frame { site, tab, here, who: Some(who) }
    }

    /// Around a page for someone who is not, or not yet.
    pub(crate) fn outside(site: &'a Settings, tab: &'a str, here: Here) -> Frame<'a> {
        Frame { site, tab, here, who: None }
    }

    /// Whether pages ask if something new has come: for those who open concerns.
    pub(crate) fn asks(&self) -> bool {
        self.who.as_ref().is_some_and(|who| who.entries.iter().any(|(_, _, here)| *here == Here::Inbox))
    }

    /// The token of every form; empty where nobody is signed in.
    pub(crate) fn token(&self) -> &str {
        self.who.as_ref().map_or("", |who| who.token)
    }

    /// The address of a file of the front end.
    pub(crate) fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// ` aria-current="page"` where the page belongs to it.
    pub(crate) fn current(&self, here: &Here) -> &'static str {
        if self.here == *here { " aria-current=\"page\"" } else { "" }
    }

    /// The same, for one's own account.
    pub(crate) fn own(&self) -> &'static str {
        self.current(&Here::Own)
    }
}

impl Who<'_> {
    /// Addresses, words and places of the navigation.
    pub(crate) fn entries(&self) -> &[(&'static str, &'static str, Here)] {
        &self.entries
    }
}

/// What each role finds in the navigation: what it may not open is not offered.
fn entries(role: Role) -> Vec<(&'static str, &'static str, Here)> {
    let concerns = [("/", "Inbox", Here::Inbox), ("/find", "Find", Here::Find), ("/concerns/new", "Type one in", Here::Tell)];
    let figures = ("/figures", "Figures", Here::Figures);
    let retention = ("/retention", "Retention", Here::Retention);
    let acts = ("/acts", "Record of acts", Here::Acts);
    let people = ("/people", "People", Here::People);
    match role {
        Role::Worker => [&concerns[..], &[figures, retention]].concat(),
        Role::Manager => [&concerns[..], &[figures, retention, acts, people]].concat(),
        Role::Auditor => vec![acts, figures],
        Role::Administrator => vec![people, figures],
        Role::Setup => Vec::new(),
    }
}
