//! `waymark demo`: invented concerns at different stages, for trying out the desk. **Only where the keys are those of a demonstration.**
//! Everybody in them is invented; they are told at the level of public guidance. Must not know how anything is sealed.

mod ripe;
mod story;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use casework::work::{Acknowledge, Context, Decide, Decision, Did, Ground, Known, Observation, OutcomeTold, Told, ToldTo, When};
use casework::{Answers, ConcernId};
use store::Concern;
use team::passphrase::DEMO;
use team::{Desk, away};

use crate::clock;
use crate::config;
use crate::office::args::Place;
use crate::office::{OfficeConfig, block_on, done, open};
use crate::stop::Stop;

/// Adds invented concerns at different stages to a demonstration
#[derive(Debug, clap::Args)]
pub(crate) struct Demo {
    /// How many; four more tell one story across two towns, and one has been kept for as long as it is to be
    #[arg(long, value_name = "N", default_value_t = 40)]
    pub(crate) concerns: u32,
    #[command(flatten)]
    pub(crate) place: Place,
}

pub(crate) fn demo(wanted: &Demo) -> Result<(), Stop> {
    block_on(seed(&config::for_office(&wanted.place)?, wanted.concerns))
}

async fn seed(config: &OfficeConfig, concerns: u32) -> Result<(), Stop> {
    let mut office = open(config).await?;
    // What happens in the demonstration happened over some days.
    office.world.now = || THEN.load(Ordering::Relaxed).min(clock::now());
    THEN.store(clock::now(), Ordering::Relaxed);
    if !office.keys()?.demo {
        return Err(Stop::Refused("these keys are not those of a demonstration, so nothing invented is put among what is real".into()));
    }
    let session = team::session::sign_in(&office, "demo-manager", DEMO).await?;
    let desk = Desk::open(Arc::new(office), Arc::new(session)).await?;
    let ripe = ripe::add(&desk).await?;
    for n in (0..concerns).rev() {
        one(&desk, n).await?;
    }
    // From four people in two towns, over the last two days.
    let mut more = 0;
    for told in story::STORY {
        THEN.store(clock::now() - (4 - more) * 11 * HOUR, Ordering::Relaxed);
        desk.add(Answers::from_iter(told.iter().copied())).await?;
        more += 1;
    }
    let all = i64::from(concerns) + more + i64::from(ripe);
    done(&format!("{all} invented concerns are in; sign in at the desk as demo-worker, with `{DEMO}`"))
}

/// What worries people in them: each what somebody noticed, and no more.
const WORRIES: [&str; 8] = [
    "She has a new phone and will not say where it is from. She comes home late, and a car that we do not know waits at the corner.",
    "He has stopped seeing his friends and is tired all day. He gets messages at night from people whom he does not know.",
    "She was not in school on three Fridays. A friend says that an older man picks her up near the shops.",
    "My son has money that nobody can explain. When I ask he gets angry, and then he cries.",
    "A pupil told me that her cousin is afraid of someone whom she met in a game.",
    "He goes missing overnight, and says that he was with a friend whose name changes each time.",
    "Two girls get into the same white van outside the takeaway, always in the week after they get their allowance.",
    "She says that he is her boyfriend. He is much older, and decides whom she may see.",
];
const NAMES: [&str; 8] = ["Child A", "Child B", "Child C", "Child D", "Child E", "Child F", "Child G", "Child H"];
const WHO: [&str; 4] = ["relative", "public", "professional", "young-person"];
const CHANNELS: [&str; 4] = ["web", "web", "phone", "in-person"];
const PLACES: [&str; 4] = ["Sample Street shops", "Example Park", "Bus station, Sampletown", "Takeaway on Example Road"];
const HOUR: i64 = 3_600;
/// The one that is restricted to named people.
const RESTRICTED: u32 = 9;
/// The time at which something invented happens, in seconds since 1970, UTC.
static THEN: AtomicI64 = AtomicI64::new(0);

fn pick<'a>(of: &[&'a str], n: u32) -> &'a str {
    of[n as usize % of.len()]
}

fn told(n: u32) -> Answers {
    let mut answers = Answers::default();
    answers.set("worry", pick(&WORRIES, n));
    answers.set("who", pick(&WHO, n / 2));
    answers.set("channel", pick(&CHANNELS, n / 3));
    answers.set("danger", if n % 19 == 7 { "yes" } else { "no" });
    answers.set("going-on", "now");
    answers.set("places", pick(&PLACES, n));
    if n % 7 != 4 {
        answers.set("child.1.name", &format!("{} {}", pick(&NAMES, n), n / 8 + 1));
        answers.set("child.1.born", &format!("{}-0{}-1{}", 2010 + n % 6, n % 9 + 1, n % 9));
        answers.set("child.1.school", "Sample School");
    }
    if n.is_multiple_of(3) {
        answers.set("person.1.describe", "a man of about thirty, in a grey jacket");
        answers.set("vehicles", "white van, a plate that begins with AB12");
    }
    if pick(&WHO, n / 2) == "professional" {
        answers.set("name", "Sample Teacher");
        answers.set("agency", "Sample School");
        answers.set("phone", &format!("01632 960{:03}", n % 1000));
    }
    answers
}

async fn one(desk: &Desk, n: u32) -> Result<(), Stop> {
    // The newest some minutes ago, the oldest some days: some are late, most are not.
    THEN.store(clock::now() - i64::from(n) * 2 * HOUR - HOUR, Ordering::Relaxed);
    let id = desk.add(told(n)).await?;
    if n.is_multiple_of(4) {
        return Ok(()); // as it came
    }
    let concern = concern(desk, id).await?;
    let mut opened = desk.read(&concern).await?;
    for did in acts(n) {
        THEN.fetch_add(HOUR / 6 + i64::from(n % 5) * HOUR, Ordering::Relaxed);
        desk.act(&concern, &mut opened, did).await?;
    }
    if n == RESTRICTED {
        desk.restrict(&concern, &mut opened, &["demo-manager".into()], "The child of somebody in the team.").await?;
    }
    Ok(())
}

async fn concern(desk: &Desk, id: ConcernId) -> Result<Concern, Stop> {
    let found = desk.office.store.concern(&desk.office.site, &id.to_string()).await.map_err(|e| away(&e))?;
    found.ok_or_else(|| Stop::CouldNot("a concern that was just kept is not there".into()))
}

/// What the team has done, by how far the concern is.
fn acts(n: u32) -> Vec<Did> {
    let mut acts = vec![
        Did::Allocate { to: Some(if n.is_multiple_of(3) { "demo-manager" } else { "demo-worker" }.into()) },
        Did::Acknowledge(Acknowledge { how: Told::Phone, note: String::new() }),
    ];
    if n % 4 > 1 {
        acts.push(Did::Observe(Observation {
            what: "The school says that attendance fell from September on, after years without a gap.".into(),
            by_whom: "Sample Teacher".into(),
            when: When { day: None, time: None, words: "since September".into() },
            known: Known::ToldByOther,
            ground: Ground::Fact,
            context: Context::School,
            signs: Vec::new(),
            strengths: "Likes drama, and is close to an aunt.".into(),
            protects: "The aunt; a form tutor".into(),
            childs_words: false,
            about: Vec::new(),
            revises: None,
            seen: Vec::new(),
        }));
    }
    if n % 4 == 3 {
        let decisions = [Decision::Assessment, Decision::StrategyDiscussion, Decision::Advice, Decision::EarlyHelp];
        acts.push(Did::Decide(Decide {
            decision: decisions[n as usize / 4 % decisions.len()],
            to: String::new(),
            reasons: "What was seen by two people fits together; the aunt agrees to be spoken to first.".into(),
            revises: None,
            seen: Vec::new(),
        }));
        if n % 8 == 3 {
            acts.push(Did::OutcomeTold(OutcomeTold {
                how: Told::Phone,
                to: ToldTo::Professional,
                words: "The decision, by phone.".into(),
            }));
        }
    }
    acts
}
