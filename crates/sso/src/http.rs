//! The one client that asks the provider: bounded in time and length, and led nowhere else. Must not know what is asked.

use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use url::Url;

use crate::is_safe;

/// How long an answer may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);
/// How long an answer may be, in bytes: keys of a large provider are some 20 kB.
const LONGEST: usize = 512 * 1024;

/// The client.
pub(crate) struct Http {
    client: reqwest::Client,
    provider_is_here: bool,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoAnswer {
    #[error("`{0}` is no https address")]
    Unsafe(String),
    #[error("{0}")]
    Unreached(String),
    #[error("{0}")]
    Failed(String),
    #[error("the answer is longer than any that is meant")]
    TooLong,
}

impl From<reqwest::Error> for NoAnswer {
    fn from(error: reqwest::Error) -> NoAnswer {
        // The innermost cause says what to do; the address is left out, since a code may stand in it.
        let error = error.without_url();
        let kind = if error.is_connect() { NoAnswer::Unreached } else { NoAnswer::Failed };
        let mut inner: &dyn Error = &error;
        while let Some(next) = inner.source() {
            inner = next;
        }
        kind(if error.is_timeout() { "it does not answer in time".into() } else { inner.to_string() })
    }
}

impl Http {
    /// # Errors
    /// If the machine has no authorities that it trusts.
    pub(crate) fn new(provider_is_here: bool) -> Result<Http, String> {
        // Who is led on by an answer could be led to a neighbour of this machine.
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(PATIENCE);
        // No connection is kept: the other side may have closed it by the next time, and what carries a code is not sent twice.
        let client = client.pool_max_idle_per_host(0);
        // A proxy of the council's takes nothing that is meant for this machine.
        let client = if provider_is_here { client.no_proxy() } else { client };
        let client = client.build().map_err(|e| NoAnswer::from(e).to_string())?;
        Ok(Http { client, provider_is_here })
    }

    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
        let (parts, body) = request.into_parts();
        let address = parts.uri.to_string();
        let url = Url::parse(&address).ok().filter(|url| is_safe(url, self.provider_is_here)).ok_or(NoAnswer::Unsafe(address))?;
        let mut answer = self.client.request(parts.method, url).headers(parts.headers).body(body).send().await?;
        if answer.status().is_server_error() {
            return Err(NoAnswer::Failed(format!("it answers with {}", answer.status())));
        }
        let mut bytes = Vec::new();
        while let Some(more) = answer.chunk().await? {
            bytes.extend_from_slice(&more);
            if bytes.len() > LONGEST {
                return Err(NoAnswer::TooLong);
            }
        }
        let mut response = HttpResponse::new(bytes);
        *response.status_mut() = answer.status();
        *response.headers_mut() = answer.headers().clone();
        Ok(response)
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = NoAnswer;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, NoAnswer>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.ask(request))
    }
}
