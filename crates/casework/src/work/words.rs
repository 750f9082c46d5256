//! The words that entries choose from. Each is written in one way, in the seal, in forms and in addresses.
//! Must not know how a page words them. **None of them is a level, a score or a rank, and none may become one.**

use serde::{Deserialize, Serialize};

/// An enum whose variants are each one fixed text.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$what:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$what])* #[serde(rename = $text)] $variant),+
        }

        impl $name {
            /// All of them, in the order in which they are offered.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// As it is written.
            pub fn text(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }

            /// Reads what `text` writes.
            pub fn parse(text: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|w| w.text() == text)
            }
        }
    };
}

words! {
    /// By which way someone was told.
    Told {
        /// On the page that their receipt opens.
        Receipt = "receipt",
        /// By phone.
        Phone = "phone",
        /// Face to face.
        InPerson = "in-person",
        /// By letter.
        Letter = "letter",
        /// By e-mail.
        Email = "email",
        /// In another way.
        Other = "other",
    }
}
words! {
    /// How something is known.
    Known {
        /// Whoever says it saw or heard it.
        Seen = "seen",
        /// The child said it.
        ToldByChild = "told-by-child",
        /// Someone else said it.
        ToldByOther = "told-by-other",
        /// It stands in a record.
        Record = "record",
        /// Not known.
        Unknown = "unknown",
    }
}
words! {
    /// Fact is kept apart from opinion.
    Ground {
        /// What was seen, heard or written.
        Fact = "fact",
        /// What someone makes of it.
        Opinion = "opinion",
    }
}
words! {
    /// In which part of a child's life it happened (Contextual Safeguarding, Firmin).
    Context {
        /// At home, in the family.
        Home = "home",
        /// Among friends and peers.
        Peers = "peers",
        /// At school or college.
        School = "school",
        /// In the neighbourhood: streets, shops, parks.
        Neighbourhood = "neighbourhood",
        /// Online.
        Online = "online",
        /// Not known.
        Unknown = "unknown",
    }
}
words! {
    /// What an entity is.
    EntityKind {
        /// A child or young person.
        Child = "child",
        /// Anyone else.
        Person = "person",
        /// A place: a street, a shop, a game or an app.
        Place = "place",
        /// A vehicle.
        Vehicle = "vehicle",
        /// A phone number.
        Phone = "phone",
        /// A name that someone uses online.
        Username = "username",
        /// A school or college.
        School = "school",
    }
}
words! {
    /// The three models of activity (Barnardo's), as lenses to look through: a spectrum, not exhaustive; several at once, none, or unsure.
    Model {
        /// Inappropriate relationships.
        Inappropriate = "inappropriate",
        /// The "boyfriend" model and peer exploitation.
        BoyfriendPeer = "boyfriend-peer",
        /// Organised or networked exploitation, or trafficking.
        Organised = "organised",
        /// None of them fits.
        None = "none",
        /// The worker is not sure.
        Unsure = "unsure",
    }
}
words! {
    /// What the team decided to do next.
    Decision {
        /// Immediate protection, and a strategy discussion.
        StrategyDiscussion = "strategy-discussion",
        /// An assessment.
        Assessment = "assessment",
        /// Early help.
        EarlyHelp = "early-help",
        /// Advice to the one who told.
        Advice = "advice",
        /// Passed on to another area or service.
        PassedOn = "passed-on",
        /// No further action.
        NoFurtherAction = "no-further-action",
    }
}
words! {
    /// Who was told of the outcome: it decides what may be said.
    ToldTo {
        /// A professional, who gets the decision.
        Professional = "professional",
        /// Anyone else, who gets thanks and advice on safety, and never the child's details.
        Other = "other",
    }
}
words! {
    /// What somebody made of two records that may be of one person, place or thing.
    Verdict {
        /// They are of one.
        Same = "same",
        /// They are of two.
        Different = "different",
        /// It cannot be said yet.
        Unsure = "unsure",
        /// What was said before is taken back.
        TakenBack = "taken-back",
    }
}
words! {
    /// For what a record leaves the desk.
    Purpose {
        /// A child protection conference.
        Conference = "conference",
        /// A court.
        Court = "court",
        /// A request by the person whom the record is about.
        SubjectAccess = "subject-access",
        /// Another lawful purpose.
        Other = "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_written_in_one_way() {
        macro_rules! check {
            ($($name:ident),+) => {$(
                for word in $name::ALL {
                    assert_eq!($name::parse(word.text()), Some(*word));
                    assert_eq!(serde_json::to_string(word).unwrap(), format!("\"{}\"", word.text()));
                }
                assert_eq!($name::parse("no such word"), None);
            )+};
        }
        check!(Told, Known, Ground, Context, EntityKind, Model, Decision, ToldTo, Verdict, Purpose);
    }
}
