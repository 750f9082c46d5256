//! Records as numbers: what each says in each column, which records say it, and how common it is.
//! Must not know weights or models.

use std::collections::HashMap;
use std::ops::Range;

use crate::born::Born;
use crate::date::Date;
use crate::domain::{ALONE, Domain, NONE};
use crate::kind::Kind;
use crate::level::{Class, EXACT, FUZZY};
use crate::record::{Record, Schema};
use crate::subject::Subject;
use crate::text::{clean, take_apart};

/// What is compared as one: a field, or several that are values of one.
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) domain: usize,
    /// Another column that may hold what belongs here: given name and surname, two lines of an address.
    pub(crate) partner: Option<usize>,
    /// By record: its first value. More of them stand in `more`.
    pub(crate) first: Vec<u32>,
    pub(crate) more: HashMap<u32, Vec<u32>>,
    /// By value: the last record that says it; by record: the one before it that says the same.
    head: Vec<u32>,
    next: Vec<u32>,
    extra: Vec<(u32, u32)>,
    /// By side and value: how many records say it, and, once summed up, how many say something that resembles it, by level.
    pub(crate) count: [Vec<u32>; 2],
    pub(crate) mass: [Vec<[u32; FUZZY]>; 2],
    /// By side: how many records say anything.
    pub(crate) said: [u32; 2],
    /// By side: how many say something that begins with each letter.
    pub(crate) letters: [[u32; 27]; 2],
}

/// So many records are added at once, on every core.
pub(crate) const AT_ONCE: usize = 4_096;

/// Chains hold records; numbers from here on stand for further values of a record.
const EXTRA: u32 = 1 << 31;

impl Column {
    fn new(name: String, kind: Kind, domain: usize) -> Column {
        Column {
            name,
            kind,
            domain,
            partner: None,
            first: Vec::new(),
            more: HashMap::new(),
            head: Vec::new(),
            next: Vec::new(),
            extra: Vec::new(),
            count: [Vec::new(), Vec::new()],
            mass: [Vec::new(), Vec::new()],
            said: [0; 2],
            letters: [[0; 27]; 2],
        }
    }

    /// The values of a record.
    pub(crate) fn values(&self, record: u32) -> impl Iterator<Item = u32> + '_ {
        let first = self.first[record as usize];
        let more = if self.more.is_empty() { &[][..] } else { self.more.get(&record).map_or(&[][..], Vec::as_slice) };
        (first != NONE).then_some(first).into_iter().chain(more.iter().copied())
    }

    /// How many records say this value.
    pub(crate) fn total(&self, value: u32) -> u32 {
        self.count.iter().map(|side| side.get(value as usize).copied().unwrap_or(0)).sum()
    }

    /// Every record that says this value and is listed, the last first.
    pub(crate) fn each(&self, value: u32, mut take: impl FnMut(u32)) {
        let mut at = self.head.get(value as usize).copied().unwrap_or(NONE);
        while at != NONE {
            if at & EXTRA == 0 {
                take(at);
                at = self.next[at as usize];
            } else {
                let (record, next) = self.extra[(at & !EXTRA) as usize];
                take(record);
                at = next;
            }
        }
    }

    /// Lists a record, so that it is found.
    fn list(&mut self, record: u32) {
        let first = self.first[record as usize];
        if first == NONE {
            return;
        }
        if self.head.len() <= first as usize {
            self.head.resize(first as usize + 1, NONE);
        }
        if self.next.len() <= record as usize {
            self.next.resize(record as usize + 1, NONE);
        }
        self.next[record as usize] = std::mem::replace(&mut self.head[first as usize], record);
        for &value in self.more.get(&record).into_iter().flatten() {
            if self.head.len() <= value as usize {
                self.head.resize(value as usize + 1, NONE);
            }
            let here = EXTRA | self.extra.len() as u32;
            self.extra.push((record, std::mem::replace(&mut self.head[value as usize], here)));
        }
    }

    fn put(&mut self, record: u32, values: &[u32]) {
        self.first.resize(record as usize, NONE);
        self.first.push(values.first().copied().unwrap_or(NONE));
        if values.len() > 1 {
            self.more.insert(record, values[1..].to_vec());
        }
    }

    /// Counts, or no longer counts, what a record says.
    fn tally(&mut self, record: u32, side: usize, domain: &Domain, by: i32) {
        let step = |n: &mut u32| *n = n.wrapping_add_signed(by);
        let values: Vec<u32> = self.values(record).collect();
        if !values.is_empty() {
            step(&mut self.said[side]);
        }
        self.count[side].resize(domain.len(), 0);
        for value in values {
            step(&mut self.count[side][value as usize]);
            step(&mut self.letters[side][usize::from(domain.letter(value) & !ALONE)]);
        }
    }
}

/// The place of a text's first letter in the alphabet; 26 for anything else.
pub(crate) fn letter(text: &str) -> usize {
    match text.bytes().next() {
        Some(b) if b.is_ascii_lowercase() => (b - b'a') as usize,
        _ => 26,
    }
}

/// What a record says, cleaned: texts by column, and the birth.
#[derive(Debug, Default, Clone)]
pub(crate) struct Said {
    pub(crate) texts: Vec<Vec<String>>,
    pub(crate) day: Option<Date>,
    /// In full years, and when that was, as a year with its fraction, if it came with it.
    pub(crate) age: Option<(f32, Option<f32>)>,
    /// How many years more it can be.
    pub(crate) open: u8,
    /// Dates that could not be read.
    pub(crate) unreadable: u32,
}

/// All of it.
pub(crate) struct Store {
    pub(crate) schema: Schema,
    pub(crate) domains: Vec<Domain>,
    pub(crate) columns: Vec<Column>,
    /// The column whose values are days of birth, as eight digits; never compared like the others.
    pub(crate) born: Vec<Born>,
    pub(crate) days: Option<usize>,
    pub(crate) has_births: bool,
    /// By side: how many records.
    pub(crate) records: [u32; 2],
    pub(crate) side: Vec<u8>,
    pub(crate) years: Chains,
    pub(crate) month_days: Chains,
    /// The column of given names.
    pub(crate) given: Option<usize>,
    /// The column of family names.
    pub(crate) family: Option<usize>,
    /// The columns that name a home: street and number, or what comes nearest to it.
    named: Option<(usize, Option<usize>)>,
    /// By home and side: how many records stand there.
    pub(crate) homes: HashMap<Home, [u32; 2]>,
    /// For each field of the schema: the columns that its values go to.
    targets: Vec<Vec<usize>>,
}

/// The numbers of a street and of a house's number.
pub(crate) type Home = (u32, u32);

/// Records by a small number.
#[derive(Default)]
pub(crate) struct Chains {
    head: Vec<u32>,
    pub(crate) length: Vec<u32>,
    next: Vec<u32>,
}

impl Chains {
    fn list(&mut self, number: usize, record: u32) {
        if self.head.len() <= number {
            self.head.resize(number + 1, NONE);
            self.length.resize(number + 1, 0);
        }
        if self.next.len() <= record as usize {
            self.next.resize(record as usize + 1, NONE);
        }
        self.length[number] += 1;
        self.next[record as usize] = std::mem::replace(&mut self.head[number], record);
    }

    pub(crate) fn each(&self, number: usize, mut take: impl FnMut(u32)) {
        let mut at = self.head.get(number).copied().unwrap_or(NONE);
        while at != NONE {
            take(at);
            at = self.next[at as usize];
        }
    }
}

/// Day and month, whichever is which.
pub(crate) fn month_day(date: Date) -> usize {
    let (a, b) = (date.month.min(date.day), date.month.max(date.day));
    a as usize * 32 + b as usize
}

impl Store {
    pub(crate) fn new(schema: Schema) -> Store {
        let mut columns: Vec<Column> = Vec::new();
        let mut classes: Vec<(Class, Option<Kind>)> = Vec::new();
        let mut targets = Vec::new();
        let mut domain_of = |kind: Kind| {
            let class = Class::of(kind);
            // Names share their values, so that swapped ones are seen; so do lines of an address.
            let wanted = (class, (class != Class::Name).then_some(kind));
            classes.iter().position(|c| *c == wanted).unwrap_or_else(|| {
                classes.push(wanted);
                classes.len() - 1
            })
        };
        let mut column = |columns: &mut Vec<Column>, name: &str, kind: Kind, join: bool| {
            let found = columns.iter().position(|c| c.kind == kind);
            if let (true, Some(place)) = (join, found) {
                return place;
            }
            columns.push(Column::new(name.to_owned(), kind, domain_of(kind)));
            columns.len() - 1
        };
        for field in &schema.fields {
            targets.push(match field.kind {
                Kind::FullName => Vec::new(),
                Kind::Age => Vec::new(),
                kind => vec![column(&mut columns, &field.name, kind, kind.several())],
            });
        }
        for (field, target) in schema.fields.iter().zip(&mut targets) {
            if field.kind == Kind::FullName {
                let part = |part: &str| format!("{} ({part})", field.name);
                *target = vec![
                    column(&mut columns, &part("given"), Kind::GivenName, true),
                    column(&mut columns, &part("other"), Kind::OtherName, true),
                    column(&mut columns, &part("family"), Kind::FamilyName, true),
                ];
            }
        }
        let place = |kind: Kind| columns.iter().position(|c| c.kind == kind);
        let mut pairs = vec![(place(Kind::GivenName), place(Kind::FamilyName))];
        for kind in [Kind::Address, Kind::HouseNumber] {
            let mut of_kind = (0..columns.len()).filter(|&c| columns[c].kind == kind);
            pairs.push((of_kind.next(), of_kind.next()));
        }
        let number = place(Kind::HouseNumber);
        let named = place(Kind::Address).or(place(Kind::Postcode)).map(|street| (street, number));
        let (given, family) = (place(Kind::GivenName), place(Kind::FamilyName));
        for (a, b) in pairs {
            if let (Some(a), Some(b)) = (a, b) {
                columns[a].partner = Some(b);
                columns[b].partner = Some(a);
            }
        }
        let days = columns.iter().position(|c| c.kind == Kind::BirthDate);
        let has_births = days.is_some() || schema.fields.iter().any(|f| f.kind == Kind::Age);
        Store {
            domains: classes.into_iter().map(|(class, _)| Domain::new(class)).collect(),
            columns,
            born: Vec::new(),
            days,
            has_births,
            records: [0; 2],
            side: Vec::new(),
            years: Chains::default(),
            month_days: Chains::default(),
            given,
            family,
            named,
            homes: HashMap::new(),
            targets,
            schema,
        }
    }

    /// What a record says, cleaned.
    pub(crate) fn read(&self, record: &Record) -> Said {
        let mut said = Said { texts: vec![Vec::new(); self.columns.len()], ..Said::default() };
        for (field, value) in &record.values {
            let Some(kind) = self.schema.fields.get(*field).map(|f| f.kind) else { continue };
            match kind {
                Kind::BirthDate => match Date::read(value, self.schema.order) {
                    Some(day) => said.day = said.day.or(Some(day)),
                    None => said.unreadable += 1,
                },
                Kind::Age if said.age.is_none() => {
                    if let Some((years, open, on)) = age(value) {
                        (said.age, said.open) = (Some((years, on)), open);
                    }
                }
                Kind::Age => {}
                Kind::FullName => {
                    let (given, other, family) = take_apart(&clean(kind, value));
                    for (part, column) in [given, other, family].into_iter().zip(self.targets[*field].clone()) {
                        add(&mut said.texts[column], part);
                    }
                }
                _ => add(&mut said.texts[self.targets[*field][0]], clean(kind, value)),
            }
        }
        if let (Some(column), Some(day)) = (self.days, said.day) {
            said.texts[column] = vec![format!("{:04}{:02}{:02}", day.year, day.month, day.day)];
        }
        said
    }

    /// Keeps and counts what a record says; it is not found before [`Store::list`].
    pub(crate) fn add(&mut self, said: &Said, taken_on: Option<f32>, side: u8) -> u32 {
        let record = self.born.len() as u32;
        for (column, texts) in self.columns.iter_mut().zip(&said.texts) {
            let domain = &mut self.domains[column.domain];
            let values: Vec<u32> = texts.iter().map(|text| domain.intern(text)).collect();
            column.put(record, &values);
        }
        self.born.push(born(said, taken_on));
        self.side.push(side);
        record
    }

    /// The same for many, on every core; the numbers that they get.
    pub(crate) fn add_all(&mut self, all: &[Said], taken_on: Option<f32>, side: u8) -> Range<u32> {
        let start = self.born.len() as u32;
        for some in all.chunks(AT_ONCE) {
            let mut values = Vec::new();
            for (d, domain) in self.domains.iter_mut().enumerate() {
                // In the order in which one after another would come to them.
                let columns = || self.columns.iter().zip(0..).filter(move |(column, _)| column.domain == d).map(|(_, c)| c);
                let texts: Vec<&str> =
                    some.iter().flat_map(|said| columns().flat_map(|c: usize| &said.texts[c])).map(String::as_str).collect();
                values.push(domain.intern_all(&texts).into_iter());
            }
            for said in some {
                let record = self.born.len() as u32;
                for (column, texts) in self.columns.iter_mut().zip(&said.texts) {
                    let values: Vec<u32> = values[column.domain].by_ref().take(texts.len()).collect();
                    column.put(record, &values);
                }
                self.born.push(born(said, taken_on));
                self.side.push(side);
            }
        }
        start..self.born.len() as u32
    }

    /// Counts what a record says. After all of a set were added, so that a value's neighbours are known.
    pub(crate) fn count(&mut self, record: u32) {
        let side = self.side[record as usize] as usize;
        self.records[side] += 1;
        for column in &mut self.columns {
            column.tally(record, side, &self.domains[column.domain], 1);
        }
        if let Some(home) = self.home(record) {
            self.homes.entry(home).or_default()[side] += 1;
        }
    }

    /// The home that a record names, if it does so in full.
    pub(crate) fn home(&self, record: u32) -> Option<Home> {
        let (street, number) = self.named?;
        let street = self.columns[street].first[record as usize];
        let number = number.map(|n| self.columns[n].first[record as usize]);
        (street != NONE && number != Some(NONE)).then_some((street, number.unwrap_or(NONE)))
    }

    /// The homes of the subject and of a record, if they agree in all that names one.
    pub(crate) fn one_home(&self, subject: &Subject, other: u32, levels: &[u8]) -> Option<(Option<Home>, Option<Home>)> {
        let (street, number) = self.named?;
        if levels[street] as usize > FUZZY || number.is_some_and(|n| levels[n] as usize > FUZZY) {
            return None;
        }
        let value = |column: usize| subject.values[column].first().map(|v| v.id);
        let here = value(street).zip(number.map_or(Some(NONE), value));
        Some((here, self.home(other)))
    }

    /// Whether records of this schema name homes.
    pub(crate) fn names_homes(&self) -> bool {
        self.named.is_some()
    }

    /// What a record says, again.
    pub(crate) fn said(&self, record: u32) -> Said {
        let texts = self.columns.iter().map(|c| c.values(record).map(|v| self.domains[c.domain].text(v).to_owned()).collect());
        let born = self.born[record as usize];
        let middle = 0.5 + f32::from(born.open) / 2.0;
        let age = born.by_age.map(|year| (0.0, Some(year + middle)));
        Said { texts: texts.collect(), day: born.day, age, open: born.open, unreadable: 0 }
    }

    /// No longer counts a record. It stays where it is listed: who looks it up there must know that it is gone.
    pub(crate) fn forget(&mut self, record: u32) {
        let side = self.side[record as usize] as usize;
        self.records[side] -= 1;
        for column in &mut self.columns {
            column.tally(record, side, &self.domains[column.domain], -1);
        }
        if let Some(home) = self.home(record)
            && let Some(counts) = self.homes.get_mut(&home)
        {
            counts[side] -= 1;
        }
        if let Some(day) = self.born[record as usize].day {
            self.years.length[day.year as usize - 1800] -= 1;
            self.month_days.length[month_day(day)] -= 1;
        }
    }

    /// Lists a record, so that it is found.
    pub(crate) fn list(&mut self, record: u32) {
        for column in &mut self.columns {
            column.list(record);
        }
        if let Some(day) = self.born[record as usize].day {
            self.years.list(day.year as usize - 1800, record);
            self.month_days.list(month_day(day), record);
        }
    }

    /// Records that say the same or something that resembles it, by level from [`EXACT`].
    pub(crate) fn mass(&self, column: usize, value: u32, level: u8, side: usize) -> u32 {
        let column = &self.columns[column];
        if level == EXACT {
            return column.count[side].get(value as usize).copied().unwrap_or(0);
        }
        if let Some(around) = column.mass[side].get(value as usize) {
            return around[level as usize - 1];
        }
        let said = |id: u32| column.count[side].get(id as usize).copied().unwrap_or(0);
        self.domains[column.domain].near(value).iter().filter(|one| one.level() == level).map(|one| said(one.id())).sum()
    }

    /// Sums up what resembles what, once, for records that no longer come or go.
    pub(crate) fn sum_up(&mut self) {
        for column in &mut self.columns {
            let domain = &self.domains[column.domain];
            for side in 0..2 {
                let count = &column.count[side];
                let said = |id: u32| count.get(id as usize).copied().unwrap_or(0);
                let around = (0..domain.len() as u32).map(|value| {
                    let mut around = [0; FUZZY];
                    domain.near(value).iter().for_each(|one| around[one.level() as usize - 1] += said(one.id()));
                    around
                });
                column.mass[side] = around.collect();
            }
        }
    }
}

pub(crate) fn born(said: &Said, taken_on: Option<f32>) -> Born {
    let middle = 0.5 + f32::from(said.open) / 2.0;
    let by_age = said.age.map(|(age, on)| on.or(taken_on).unwrap_or(2000.0) - age - middle);
    Born { day: said.day, by_age, open: said.open }
}

fn add(texts: &mut Vec<String>, text: String) {
    if !text.is_empty() && !texts.contains(&text) && texts.len() < 8 {
        texts.push(text);
    }
}

/// Full years, how many more it can be, and the day that they stand against: `13`, `13+1@20261126`.
fn age(text: &str) -> Option<(f32, u8, Option<f32>)> {
    let (years, on) = match text.split_once('@') {
        Some((years, on)) => (years, Date::read(on, Default::default()).map(Date::years)),
        None => (text, None),
    };
    let (years, open) = match years.split_once('+') {
        Some((years, open)) => (years, open.parse().ok()?),
        None => (years, 0),
    };
    let years: f32 = years.trim().parse().ok()?;
    (0.0..=120.0).contains(&years).then_some((years.floor(), open, on))
}
