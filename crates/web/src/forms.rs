//! The fields of a form, read with a bound.
//! Must not know any form.

use axum::body::to_bytes;
use axum::extract::Request;
use http::header;

/// Names and values, in the order in which they were sent.
pub type Fields = Vec<(String, String)>;

/// Why a form could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// More was sent than is taken.
    TooLarge,
    /// It did not come whole.
    Broken,
}

/// A form's fields, of at most `longest` bytes.
///
/// # Errors
/// If there is more, or it does not come.
pub async fn fields(request: Request, longest: usize) -> Result<Fields, Unread> {
    let declared = request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<usize>().ok());
    if declared.is_some_and(|length| length > longest) {
        return Err(Unread::TooLarge);
    }
    let bytes = to_bytes(request.into_body(), longest).await.map_err(|error| {
        let too_long = std::error::Error::source(&error).is_some_and(|e| e.is::<http_body_util::LengthLimitError>());
        if too_long { Unread::TooLarge } else { Unread::Broken }
    })?;
    Ok(decode(&bytes))
}

/// The fields of a query or a body.
pub fn decode(bytes: &[u8]) -> Fields {
    form_urlencoded::parse(bytes).into_owned().collect()
}

/// The first value of `name`, or nothing.
pub fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
}
