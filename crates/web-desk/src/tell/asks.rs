//! What a worker is asked when they type in a concern that was told to them: the fields of the core, worded for a worker, in parts. What is not usually
//! needed is folded away. Must not know pages, or what was typed.

use casework::fields::{FieldKind, field_named};

/// A part of the form.
pub(super) struct Part {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) lead: &'static str,
    /// Whether it is folded away until something is in it.
    pub(super) folded: bool,
    pub(super) asks: &'static [Ask],
}

/// One question: a field of the core, and its words.
pub(super) struct Ask {
    /// The field's name, as the catalogue writes it.
    pub(super) field: &'static str,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
}

const fn ask(field: &'static str, label: &'static str, hint: &'static str) -> Ask {
    Ask { field, label, hint }
}

/// What comes before the children.
pub(super) const FIRST: [Part; 3] = [
    Part {
        id: "how",
        title: "How it came",
        lead: "",
        folded: false,
        asks: &[
            ask("channel", "How were you told?", ""),
            ask(
                "told-at",
                "When were you told, if not just now?",
                "The day and time of the call, the talk, or the letter’s coming. Every clock counts from then.",
            ),
            ask("who", "Who told you?", ""),
            ask("danger", "Is someone in danger now?", "If so, ring 999 first, and finish this afterwards."),
            ask(
                "about-worker",
                "Is it about someone who works or volunteers with children, or someone in this team?",
                "If you answer yes, it is sealed to the managers alone: the rest of the team cannot open it, and unless you are a manager, neither can you once it is saved.",
            ),
        ],
    },
    Part {
        id: "what",
        title: "What was told",
        lead: "",
        folded: false,
        asks: &[ask(
            "worry",
            "What worries them?",
            "As they tell it. Mark the child’s own words as theirs; keep what was seen apart from what is thought. If there are images, nobody looks at them, copies or sends them: say in words that there are.",
        )],
    },
    Part {
        id: "when",
        title: "When and where",
        lead: "",
        folded: true,
        asks: &[
            ask("going-on", "Is it still going on?", ""),
            ask("where", "Where", ""),
            ask("when", "When it happened, or was noticed", ""),
        ],
    },
];

/// Each child: what is usually known, and the rest.
pub(super) const CHILD: [&[Ask]; 2] = [
    &[
        ask("child.name", "Name", ""),
        ask("child.born", "Date of birth, or age", ""),
        ask("child.address", "Address, and where the child is now", ""),
        ask("child.school", "School or college", ""),
    ],
    &[
        ask("child.other-names", "Other names", ""),
        ask("child.gender", "Gender, as the child describes it", ""),
        ask("child.ethnicity", "Ethnicity, as the child or family describes it", ""),
        ask("child.language", "First language", ""),
        ask("child.interpreter", "Is an interpreter needed?", ""),
        ask("child.disability", "Disability", ""),
        ask("child.phone", "The child’s phone, if it is safe to ring", ""),
        ask("child.gp", "GP or health centre", ""),
        ask("child.needs", "How best to talk with the child, and what they need", ""),
    ],
];

/// Each other person.
pub(super) const PERSON: &[Ask] = &[
    ask("person.name", "Name or nickname", ""),
    ask("person.known", "Is it known who this is?", ""),
    ask("person.relation", "Relation to the child", ""),
    ask("person.age", "Age, or about how old", ""),
    ask("person.address", "Address", ""),
    ask("person.phone", "Phone", ""),
    ask("person.username", "Usernames, and on which service", ""),
    ask("person.describe", "Description, and part in what happened", ""),
];

/// What comes after the people.
pub(super) const LAST: [Part; 4] = [
    Part {
        id: "things",
        title: "Places, vehicles, numbers, usernames",
        lead: "One on each line.",
        folded: true,
        asks: &[
            ask("places", "Places", ""),
            ask("vehicles", "Vehicles", ""),
            ask("phones", "Phone numbers", ""),
            ask("usernames", "Usernames, and where they are used", ""),
        ],
    },
    Part {
        id: "teller",
        title: "Who told, and how to reach them safely",
        lead: "Somebody at home may be listening or reading: ask what is safe before you write down a number. They are to be told that we have it, and what comes of it.",
        folded: false,
        asks: &[
            ask("name", "Name", ""),
            ask("relation", "How they know the child", ""),
            ask("agency", "Agency or workplace", ""),
            ask("role", "Role", ""),
            ask("phone", "Phone", ""),
            ask("email", "E-mail", ""),
            ask("reach", "What is safe?", ""),
            ask("reach-safe", "When and how it is safe", "Who else answers, or reads? A voice message, yes or no?"),
        ],
    },
    Part {
        id: "family",
        title: "Does the family know, and agree",
        lead: "Consent is not needed to share when a child may be at risk of harm. Whether the family knows, and why not, is written down.",
        folded: true,
        asks: &[
            ask("family-knows", "Do the parents or carers know?", ""),
            ask("family-agrees", "Do they agree?", ""),
            ask("why-not", "If they do not know, or do not agree: why it is shared all the same", ""),
        ],
    },
    Part {
        id: "so-far",
        title: "The home, and what has been tried",
        lead: "",
        folded: true,
        asks: &[
            ask("household", "Who else lives in the home", ""),
            ask("who-knows", "Who else knows of this", ""),
            ask("tried", "What has been tried, and what came of it", ""),
            ask("hope", "What they hope for, and what the child hopes for", ""),
        ],
    },
];

/// The values of a choice, and their words. A worker types in what came in every way but through the form.
pub(super) fn options(field: &str) -> Vec<(&'static str, &'static str)> {
    let Some(FieldKind::Choice(values)) = field_named(field).map(|f| f.kind) else { return Vec::new() };
    values.iter().filter(|v| **v != "web").map(|v| (*v, option(field, v))).collect()
}

fn option(field: &str, value: &'static str) -> &'static str {
    match (field, value) {
        ("channel", "phone") => "By phone",
        ("channel", "in-person") => "In person",
        ("channel", "letter") => "By letter",
        ("channel", "e-mail") => "By e-mail",
        ("who", "young-person") => "A young person",
        ("who", "relative") => "Family, a carer or a friend",
        ("who", "public") => "Someone from the public",
        ("who", "professional") => "A professional",
        ("going-on", "now") => "Yes",
        ("going-on", "past") => "No, it is over",
        ("reach", "phone") => "Ring them",
        ("reach", "text") => "Send them a text",
        ("reach", "email") => "Send them an e-mail",
        ("reach", "receipt") => "They will come back to the site",
        ("reach", "none") => "Do not contact them",
        (_, "yes") => "Yes",
        (_, "no") => "No",
        (_, "unsure") => "Not known",
        (_, other) => other,
    }
}

/// Every question that the form asks once.
#[cfg(test)]
fn all() -> impl Iterator<Item = &'static Ask> {
    let parts = FIRST.iter().chain(LAST.iter()).flat_map(|p| p.asks);
    parts.chain(CHILD.iter().copied().flatten()).chain(PERSON)
}

#[cfg(test)]
mod tests {
    use casework::fields::FIELDS;

    use super::*;

    #[test]
    fn every_field_of_the_core_is_asked_once_and_in_words() {
        for field in FIELDS {
            assert_eq!(all().filter(|a| a.field == field.name).count(), 1, "{}", field.name);
            for (value, words) in options(field.name) {
                assert!(value != "web" && words != value, "{}: {value}", field.name);
            }
        }
        assert_eq!(all().count(), FIELDS.len());
    }
}
