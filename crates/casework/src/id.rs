//! Random names of concerns and messages: 128 bits, written as 22 characters of base64url.
//! Must not make them: randomness is an argument.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// The text is not 22 characters of base64url.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a random name has 22 characters of base64url")]
pub struct NotAnId;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub struct $name([u8; 16]);

        impl $name {
            /// From 16 random bytes.
            pub fn from_bytes(bytes: [u8; 16]) -> Self {
                $name(bytes)
            }

            /// Its bytes.
            pub fn bytes(&self) -> [u8; 16] {
                self.0
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            /// Strict: the one way of writing that [`fmt::Display`] uses, and no other.
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| NotAnId)?;
                bytes.try_into().map($name).map_err(|_| NotAnId)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnId;

            fn try_from(text: String) -> Result<Self, NotAnId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }
    };
}

id! {
    /// The name of a concern, made on the first page of the form: it is the key of idempotency too.
    ConcernId
}
id! {
    /// The name of one message of a concern. That of the concern's first is the concern's own.
    MessageId
}

impl From<ConcernId> for MessageId {
    /// The name of a concern's first message.
    fn from(id: ConcernId) -> MessageId {
        MessageId(id.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_one_way_to_write_an_id() {
        let id = ConcernId::from_bytes([7; 16]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.to_string().len(), 22);
        // The last character holds two bits that must be nothing, or two texts would name one concern.
        for bad in ["", "short", "AAAAAAAAAAAAAAAAAAAAAB", "AAAAAAAAAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAA A"] {
            assert_eq!(bad.parse::<ConcernId>(), Err(NotAnId), "{bad}");
        }
    }
}
