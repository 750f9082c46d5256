//! The provider: found by discovery when it is first needed, its keys fetched again when it has new ones, what it signs checked.
//! Must not know what follows from who somebody is.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{
    CoreAuthPrompt, CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreIdToken, CoreIdTokenVerifier, CoreJsonWebKeySet,
};
use openidconnect::core::{CoreJwsSigningAlgorithm as Alg, CoreProviderMetadata};
use openidconnect::{AuthType, AuthenticationContextClass, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken};
use openidconnect::{DiscoveryError, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError};
use openidconnect::{SignatureVerificationError, TokenResponse};
use sha2::{Digest, Sha256};
use url::Url;

use crate::http::{Http, NoAnswer, PATIENCE};
use crate::{Failed, Settings, Who, is_here, is_safe};

/// How far the provider's clock and ours may be apart, in seconds.
const APART: i64 = 60;
/// How old an answer may be when it comes, in seconds, and that beside.
const OLDEST: i64 = 600;
/// After so many seconds new keys may be asked for again.
const KEYS_AGAIN: i64 = 60;
/// After so many seconds it is looked whether the provider is still as it was.
const LOOK_AGAIN: i64 = 3_600;
/// A provider that was away is asked again after so many seconds by itself…
const AWAY_AGAIN: i64 = 60;
/// … and after so many by somebody who wants to sign in.
const CLICK_AGAIN: i64 = 5;
/// A code is not longer: some providers' are a few kB.
const LONGEST_CODE: usize = 4_096;
/// A subject is not longer, says OpenID Connect Core, section 2.
const LONGEST_SUBJECT: usize = 255;
/// Signed by a key that the provider alone has. **Never `none`, and no HMAC: what checks those could also sign them.**
const ALGS: [Alg; 9] = [
    Alg::RsaSsaPkcs1V15Sha256,
    Alg::RsaSsaPkcs1V15Sha384,
    Alg::RsaSsaPkcs1V15Sha512,
    Alg::RsaSsaPssSha256,
    Alg::RsaSsaPssSha384,
    Alg::RsaSsaPssSha512,
    Alg::EcdsaP256Sha256,
    Alg::EcdsaP384Sha384,
    Alg::EdDsa,
];

/// A provider, and what is known of it.
pub struct Provider {
    settings: Settings,
    http: Http,
    now: fn() -> i64,
    random: fn(&mut [u8]),
    known: Mutex<Known>,
    /// One looks for it at a time.
    looking: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Known {
    found: Option<Arc<Found>>,
    /// When it was last looked for.
    looked: Option<i64>,
    away: bool,
}

struct Found {
    metadata: CoreProviderMetadata,
    keys: CoreJsonWebKeySet,
    keys_from: i64,
}

/// How the provider stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// It has answered, or nobody has asked yet.
    There,
    /// It did not answer when it was last asked.
    Away,
}

/// What somebody took along to the provider: their answer must fit it. Its `Debug` is silent.
pub struct Asked {
    state: String,
    nonce: Nonce,
    verifier: PkceCodeVerifier,
}

impl fmt::Debug for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Asked")
    }
}

impl Asked {
    /// Whether an answer with this state is to what was asked.
    pub fn fits(&self, state: &str) -> bool {
        // Hashes are compared: how long it takes tells nothing of the state.
        Sha256::digest(&self.state) == Sha256::digest(state)
    }
}

impl Provider {
    /// A provider that has not been looked for yet.
    ///
    /// # Errors
    /// If no connection can be made from this machine at all.
    pub fn new(settings: Settings, now: fn() -> i64, random: fn(&mut [u8])) -> Result<Provider, String> {
        let http = Http::new(Url::parse(&settings.issuer).is_ok_and(|url| is_here(&url)))?;
        Ok(Provider { settings, http, now, random, known: Mutex::default(), looking: tokio::sync::Mutex::default() })
    }

    /// What people call those who run it.
    pub fn name(&self) -> &str {
        &self.settings.name
    }

    /// The provider's own name of itself.
    pub fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    /// How it stood when it was last asked.
    pub fn reach(&self) -> Reach {
        if self.lock().away { Reach::Away } else { Reach::There }
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        // A thread that panicked has left it whole: each change is one assignment.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// To be called every few seconds: looks for the provider where that is due, so that the page knows whether it is there.
    pub async fn look(&self) {
        let due = {
            let known = self.lock();
            let again = if known.found.is_some() { LOOK_AGAIN } else { AWAY_AGAIN };
            known.looked.is_none_or(|at| (self.now)() - at >= again)
        };
        let Some(_one) = due.then(|| self.looking.try_lock().ok()).flatten() else { return };
        let was = self.reach();
        if let Err(why) = self.discover().await
            && was == Reach::There
        {
            tracing::warn!("nobody can sign in by the provider: {why}");
        }
    }

    /// The provider as it was found; looked for now if it was not.
    async fn found(&self) -> Result<Arc<Found>, Failed> {
        let there = || self.lock().found.clone();
        if let Some(found) = there() {
            return Ok(found);
        }
        let _one = self.looking.lock().await;
        if let Some(found) = there() {
            return Ok(found);
        }
        // Those who have waited for the one who looked do not each wait as long again.
        if self.lock().looked.is_some_and(|at| (self.now)() - at < CLICK_AGAIN) && self.reach() == Reach::Away {
            return Err(Failed::Away("it was away a moment ago".into()));
        }
        self.discover().await
    }

    async fn discover(&self) -> Result<Arc<Found>, Failed> {
        let issuer = IssuerUrl::new(self.settings.issuer.clone()).map_err(|e| Failed::Away(e.to_string()))?;
        let asked = tokio::time::timeout(PATIENCE, CoreProviderMetadata::discover_async(issuer, &self.http)).await;
        let found = match asked {
            Ok(found) => found.map_err(away).and_then(|metadata| self.usable(metadata)),
            Err(_) => Err(Failed::Away("it does not answer in time".into())),
        };
        let now = (self.now)();
        let mut known = self.lock();
        *known = match &found {
            Ok(found) => Known { found: Some(Arc::clone(found)), looked: Some(now), away: false },
            Err(_) => Known { found: None, looked: Some(now), away: true },
        };
        found
    }

    /// What was found, if people can be sent there.
    fn usable(&self, metadata: CoreProviderMetadata) -> Result<Arc<Found>, Failed> {
        let here = Url::parse(&self.settings.issuer).is_ok_and(|url| is_here(&url));
        if !is_safe(metadata.authorization_endpoint().url(), here) {
            return Err(Failed::Away("people would be sent to an address that is not https".into()));
        }
        if metadata.token_endpoint().is_none() {
            return Err(Failed::Away("it names no place to redeem a code".into()));
        }
        let keys = CoreJsonWebKeySet::new(metadata.jwks().keys().clone());
        Ok(Arc::new(Found { metadata, keys, keys_from: (self.now)() }))
    }

    /// 256 random bits, as text.
    fn secret(&self) -> String {
        let mut bytes = [0; 32];
        (self.random)(&mut bytes);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Where somebody is to go to say who they are, and what their answer must fit. `anew`: although they are signed in there, for that may be
    /// somebody else who sat at this computer before.
    ///
    /// # Errors
    /// If the provider is away.
    pub async fn ask(&self, anew: bool) -> Result<(Url, Asked), Failed> {
        let found = self.found().await?;
        let asked = Asked { state: self.secret(), nonce: Nonce::new(self.secret()), verifier: PkceCodeVerifier::new(self.secret()) };
        let client = CoreClient::from_provider_metadata(found.metadata.clone(), ClientId::new(self.settings.client_id.clone()), None);
        let client = client.set_redirect_uri(RedirectUrl::from_url(self.settings.back.clone()));
        let (state, nonce) = (asked.state.clone(), asked.nonce.clone());
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let request = client.authorize_url(flow, move || CsrfToken::new(state), move || nonce);
        let request = request.set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&asked.verifier));
        let request = if anew { request.add_prompt(CoreAuthPrompt::Login) } else { request };
        let request = self.settings.max_age.iter().fold(request, |request, age| request.set_max_age(*age));
        let acr = self.settings.acr_values.iter().cloned().map(AuthenticationContextClass::new);
        let (url, _, _) = acr.fold(request, |request, acr| request.add_auth_context_value(acr)).url();
        Ok((url, asked))
    }

    /// Who has come back with this code.
    ///
    /// # Errors
    /// If the provider is away, has no answer, or what it says does not hold.
    pub async fn who(&self, code: &str, asked: Asked) -> Result<Who, Failed> {
        if code.len() > LONGEST_CODE {
            return Err(Failed::NotSo("what came back is longer than any code".into()));
        }
        let found = self.found().await?;
        let token = self.redeem(&found, code, asked.verifier).await?;
        let subject = match self.subject(&found.keys, &token, &asked.nonce) {
            // It may have changed its keys.
            Err(NotHeld::NoKey) => {
                let keys = self.keys_again(&found).await?;
                self.subject(&keys, &token, &asked.nonce)
            }
            told => told,
        };
        let subject = subject.map_err(|why| Failed::NotSo(why.to_string()))?;
        Ok(Who { issuer: self.settings.issuer.clone(), subject })
    }

    async fn redeem(&self, found: &Found, code: &str, verifier: PkceCodeVerifier) -> Result<CoreIdToken, Failed> {
        let secret = self.settings.secret.as_ref().map(|secret| ClientSecret::new(String::clone(secret)));
        let client = CoreClient::from_provider_metadata(found.metadata.clone(), ClientId::new(self.settings.client_id.clone()), secret);
        let client = client.set_redirect_uri(RedirectUrl::from_url(self.settings.back.clone())).set_auth_type(by(&found.metadata));
        let request = client.exchange_code(AuthorizationCode::new(code.to_owned())).map_err(|e| Failed::Away(e.to_string()))?;
        let answer = request.set_pkce_verifier(verifier).request_async(&self.http).await;
        let answer = answer.map_err(|error| match error {
            RequestTokenError::Request(NoAnswer::Unreached(why)) => self.lost(why),
            // Anybody can bring it a code that it stumbles over: that must not take it from everybody else.
            RequestTokenError::Request(why) => self.stumbled(why.to_string()),
            // What it says beside the kind of error is its own, and could hold anything.
            RequestTokenError::ServerResponse(why) => Failed::NotSo(format!("it does not take the code ({})", why.error())),
            RequestTokenError::Parse(..) => Failed::NotSo("its answer to the code cannot be read".into()),
            RequestTokenError::Other(why) => Failed::NotSo(why),
        })?;
        answer.id_token().cloned().ok_or_else(|| Failed::NotSo("it has signed nothing".into()))
    }

    /// Notes that it has gone away; the page says so, and it is looked for again.
    fn lost(&self, why: String) -> Failed {
        *self.lock() = Known { found: None, looked: Some((self.now)()), away: true };
        Failed::Away(why)
    }

    /// Has it looked for again soon, and not only in an hour: it may have gone away all the same.
    fn stumbled(&self, why: String) -> Failed {
        let mut known = self.lock();
        let soon = (self.now)() - LOOK_AGAIN + AWAY_AGAIN;
        known.looked = known.looked.map(|at| at.min(soon));
        Failed::NoAnswer(why)
    }

    async fn keys_again(&self, found: &Found) -> Result<CoreJsonWebKeySet, Failed> {
        let _one = self.looking.lock().await;
        let now = (self.now)();
        let newest = self.lock().found.clone();
        if let Some(newest) = newest.filter(|newest| newest.keys_from > found.keys_from || now - newest.keys_from < KEYS_AGAIN) {
            return Ok(newest.keys.clone());
        }
        let keys = CoreJsonWebKeySet::fetch_async(found.metadata.jwks_uri(), &self.http).await.map_err(away)?;
        let found = Found { metadata: found.metadata.clone(), keys: keys.clone(), keys_from: now };
        self.lock().found = Some(Arc::new(found));
        Ok(keys)
    }

    /// The subject of what was signed, if all of it holds: issuer, audience, time, nonce, algorithm and signature.
    fn subject(&self, keys: &CoreJsonWebKeySet, token: &CoreIdToken, nonce: &Nonce) -> Result<String, NotHeld> {
        let issuer = IssuerUrl::new(self.settings.issuer.clone()).map_err(|e| NotHeld::Other(e.to_string()))?;
        let now = (self.now)();
        // As for a client without a secret: no key is made of the secret, whatever a token says of itself.
        let verifier = CoreIdTokenVerifier::new_public_client(ClientId::new(self.settings.client_id.clone()), issuer, keys.clone())
            .set_allowed_algs(ALGS)
            .set_time_fn(move || at(now - APART).into())
            .set_issue_time_verifier_fn(move |issued| {
                let issued = issued.timestamp();
                if issued > now + APART || issued < now - OLDEST - APART { Err("it was not signed just now".into()) } else { Ok(()) }
            })
            .set_auth_time_verifier_fn(|when| {
                let Some(oldest) = self.settings.max_age else { return Ok(()) };
                let when = when.ok_or("it does not say when they signed in, though it was asked how long ago")?.timestamp();
                let oldest = now - i64::try_from(oldest.as_secs()).unwrap_or(i64::MAX) - APART;
                if when > now + APART || when < oldest { Err("they signed in longer ago than is asked of them".into()) } else { Ok(()) }
            })
            .set_auth_context_verifier_fn(|acr| {
                let wanted = &self.settings.acr_values;
                let said = acr.is_some_and(|acr| wanted.iter().any(|one| **acr == *one));
                if wanted.is_empty() || said { Ok(()) } else { Err("it does not say that they signed in as is asked of them".into()) }
            });
        let claims = token.claims(&verifier, nonce)?;
        if claims.authorized_party().is_some_and(|party| **party != self.settings.client_id) {
            return Err(NotHeld::Other("it was signed for another program".into()));
        }
        let subject = claims.subject().as_str();
        if subject.is_empty() || subject.len() > LONGEST_SUBJECT {
            return Err(NotHeld::Other("the subject is empty, or longer than any".into()));
        }
        Ok(subject.to_owned())
    }
}

/// A moment, as the system's clock would say it.
fn at(seconds: i64) -> std::time::SystemTime {
    std::time::UNIX_EPOCH + std::time::Duration::from_secs(u64::try_from(seconds).unwrap_or(0))
}

/// How the client says who it is: in the header, as every provider must take it, unless this one says that it takes only the other.
fn by(metadata: &CoreProviderMetadata) -> AuthType {
    let takes = |way| metadata.token_endpoint_auth_methods_supported().is_none_or(|all| all.contains(&way));
    let header = takes(CoreClientAuthMethod::ClientSecretBasic) || !takes(CoreClientAuthMethod::ClientSecretPost);
    if header { AuthType::BasicAuth } else { AuthType::RequestBody }
}

fn away(error: DiscoveryError<NoAnswer>) -> Failed {
    Failed::Away(match error {
        DiscoveryError::Request(why) => why.to_string(),
        DiscoveryError::Response(status, _, _) => format!("it answers with {status}"),
        other => other.to_string(),
    })
}

/// Why what was signed does not hold.
#[derive(Debug, thiserror::Error)]
enum NotHeld {
    #[error("it is signed by a key that the provider does not show")]
    NoKey,
    #[error("{0}")]
    Other(String),
}

impl From<ClaimsVerificationError> for NotHeld {
    fn from(error: ClaimsVerificationError) -> NotHeld {
        match error {
            ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => NotHeld::NoKey,
            ClaimsVerificationError::SignatureVerification(why) => NotHeld::Other(why.to_string()),
            other => NotHeld::Other(other.to_string()),
        }
    }
}
