//! An identity provider of the test's own, on loopback: real keys, real signatures, and whatever a test wants it to say wrongly.
//! Must not know the desk.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::Router;
use axum::extract::{Form, State};
use axum::routing::{get, post};
use axum::serve::ListenerExt;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::{HeaderMap, StatusCode, header};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use rsa::pkcs1v15;
use rsa::pss;
use rsa::sha2::{Digest, Sha256};
use rsa::signature::{RandomizedSigner, SignatureEncoding, Signer};
use rsa::traits::PublicKeyParts;
use serde_json::{Value, json};

use crate::house::{SECRET, now};

/// How a token is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Alg {
    Es256,
    Rs256,
    Ps256,
    /// Not at all.
    None,
    /// With the secret that the desk has.
    Hs256Secret,
    /// With the public key, as text that everybody can read.
    Hs256Public,
    /// By somebody else's key, said to be the provider's.
    Foreign,
}

/// What the provider says next.
pub(crate) struct Says {
    pub(crate) alg: Alg,
    pub(crate) subject: String,
    /// Claims that stand in place of the right ones; null takes one away.
    pub(crate) instead: Value,
    /// The name of its key.
    pub(crate) kid: String,
    /// Whether that name stands among the keys that it shows.
    pub(crate) shown: Vec<String>,
    /// How long each answer takes.
    pub(crate) slow: Duration,
    /// Whether it answers with errors.
    pub(crate) broken: bool,
    /// How often anything was asked.
    pub(crate) asked: usize,
    /// How often its keys were asked for.
    pub(crate) keys_asked: usize,
    codes: HashMap<String, (String, String)>,
}

struct Keys {
    ec: EcdsaKeyPair,
    foreign: EcdsaKeyPair,
    rsa: rsa::RsaPrivateKey,
}

pub(crate) struct Provider {
    pub(crate) issuer: String,
    shared: Arc<Shared>,
}

struct Shared {
    issuer: String,
    keys: Keys,
    says: Mutex<Says>,
    connections: AtomicUsize,
}

fn ec() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).unwrap()
}

fn text(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Provider {
    pub(crate) async fn start() -> Provider {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let mut seeded = <rand::rngs::StdRng as rand::SeedableRng>::seed_from_u64(7);
        let rsa = rsa::RsaPrivateKey::new(&mut seeded, 2048).unwrap();
        let says = Says {
            alg: Alg::Es256,
            subject: "sub-1".into(),
            instead: json!({}),
            kid: "one".into(),
            shown: vec!["one".into()],
            slow: Duration::ZERO,
            broken: false,
            asked: 0,
            keys_asked: 0,
            codes: HashMap::new(),
        };
        let keys = Keys { ec: ec(), foreign: ec(), rsa };
        let shared = Arc::new(Shared { issuer: issuer.clone(), keys, says: Mutex::new(says), connections: AtomicUsize::new(0) });
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys_shown))
            .route("/token", post(token))
            .with_state(Arc::clone(&shared));
        let counted = Arc::clone(&shared);
        let listener = listener.tap_io(move |_| _ = counted.connections.fetch_add(1, Ordering::Relaxed));
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Provider { issuer, shared }
    }

    pub(crate) fn says(&self) -> MutexGuard<'_, Says> {
        self.shared.says.lock().unwrap()
    }

    /// How many connections were made to it.
    pub(crate) fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::Relaxed)
    }

    /// Somebody has come by this address and said who they are: what their browser is sent back with.
    pub(crate) fn agree(&self, address: &str) -> String {
        let url = url::Url::parse(address).unwrap();
        let asked: HashMap<String, String> = url.query_pairs().into_owned().collect();
        assert!(address.starts_with(&format!("{}/authorize?", self.issuer)), "{address}");
        let is = |name: &str, value: &str| assert_eq!(asked.get(name).map(String::as_str), Some(value), "{name}");
        is("response_type", "code");
        is("client_id", "waymark");
        is("scope", "openid");
        is("code_challenge_method", "S256");
        is("redirect_uri", "http://127.0.0.1:8081/sign-in/sso/back");
        let mut says = self.says();
        let code = format!("code-{}", says.codes.len());
        says.codes.insert(code.clone(), (asked["nonce"].clone(), asked["code_challenge"].clone()));
        let query =
            form_urlencoded::Serializer::new(String::new()).append_pair("code", &code).append_pair("state", &asked["state"]).finish();
        format!("/sign-in/sso/back?{query}")
    }
}

type Answer = (StatusCode, [(header::HeaderName, &'static str); 1], String);

fn answer(status: StatusCode, value: &Value) -> Answer {
    (status, [(header::CONTENT_TYPE, "application/json")], value.to_string())
}

async fn wait(shared: &Shared) -> Option<Answer> {
    let (slow, broken) = {
        let mut says = shared.says.lock().unwrap();
        says.asked += 1;
        (says.slow, says.broken)
    };
    tokio::time::sleep(slow).await;
    broken.then(|| answer(StatusCode::BAD_GATEWAY, &json!({})))
}

async fn discovery(State(shared): State<Arc<Shared>>) -> Answer {
    if let Some(broken) = wait(&shared).await {
        return broken;
    }
    let at = |path: &str| format!("{}{path}", shared.issuer);
    answer(
        StatusCode::OK,
        &json!({
            "issuer": shared.issuer, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"), "jwks_uri": at("/keys"),
            "response_types_supported": ["code"], "subject_types_supported": ["pairwise"], "id_token_signing_alg_values_supported": ["RS256"],
        }),
    )
}

async fn keys_shown(State(shared): State<Arc<Shared>>) -> Answer {
    let mut says = shared.says.lock().unwrap();
    says.asked += 1;
    says.keys_asked += 1;
    let point = shared.keys.ec.public_key().as_ref();
    let rsa = &shared.keys.rsa;
    let keys = says.shown.iter().flat_map(|kid| {
        let ec = json!({ "kty": "EC", "crv": "P-256", "use": "sig", "kid": kid, "x": text(&point[1..33]), "y": text(&point[33..]) });
        let rsa = json!({ "kty": "RSA", "use": "sig", "kid": kid, "n": text(rsa.n().to_bytes_be()), "e": text(rsa.e().to_bytes_be()) });
        [ec, rsa]
    });
    answer(StatusCode::OK, &json!({ "keys": keys.collect::<Vec<_>>() }))
}

async fn token(State(shared): State<Arc<Shared>>, headers: HeaderMap, Form(form): Form<HashMap<String, String>>) -> Answer {
    if let Some(broken) = wait(&shared).await {
        return broken;
    }
    let bad = |why: &str| answer(StatusCode::BAD_REQUEST, &json!({ "error": why }));
    let secret: String = form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
    let known = format!("Basic {}", STANDARD.encode(format!("waymark:{secret}")));
    if headers.get(header::AUTHORIZATION).is_none_or(|said| said.to_str().unwrap() != known) {
        return bad("invalid_client");
    }
    let mut says = shared.says.lock().unwrap();
    let Some((nonce, challenge)) = says.codes.remove(&form["code"]) else { return bad("invalid_grant") };
    if text(Sha256::digest(&form["code_verifier"])) != challenge || form["redirect_uri"] != "http://127.0.0.1:8081/sign-in/sso/back" {
        return bad("invalid_grant");
    }
    let mut claims =
        json!({ "iss": shared.issuer, "aud": "waymark", "sub": says.subject, "nonce": nonce, "iat": now(), "exp": now() + 300 });
    for (name, value) in says.instead.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    let token = sign(&shared.keys, says.alg, &says.kid, &claims);
    answer(StatusCode::OK, &json!({ "access_token": "none", "token_type": "Bearer", "id_token": token }))
}

fn sign(keys: &Keys, alg: Alg, kid: &str, claims: &Value) -> String {
    let name = match alg {
        Alg::Es256 | Alg::Foreign => "ES256",
        Alg::Rs256 => "RS256",
        Alg::Ps256 => "PS256",
        Alg::None => "none",
        Alg::Hs256Secret | Alg::Hs256Public => "HS256",
    };
    let head = text(json!({ "alg": name, "typ": "JWT", "kid": kid }).to_string());
    let signed = format!("{head}.{}", text(claims.to_string()));
    let bytes = signed.as_bytes();
    let by_ec = |key: &EcdsaKeyPair| text(key.sign(&SystemRandom::new(), bytes).unwrap());
    let hmac = |key: &[u8]| text(ring::hmac::sign(&ring::hmac::Key::new(ring::hmac::HMAC_SHA256, key), bytes));
    let signature = match alg {
        Alg::Es256 => by_ec(&keys.ec),
        Alg::Foreign => by_ec(&keys.foreign),
        Alg::Rs256 => text(pkcs1v15::SigningKey::<Sha256>::new(keys.rsa.clone()).sign(bytes).to_bytes()),
        Alg::Ps256 => text(pss::SigningKey::<Sha256>::new(keys.rsa.clone()).sign_with_rng(&mut rand::thread_rng(), bytes).to_bytes()),
        Alg::None => String::new(),
        Alg::Hs256Secret => hmac(SECRET.as_bytes()),
        Alg::Hs256Public => hmac(keys.ec.public_key().as_ref()),
    };
    format!("{signed}.{signature}")
}
