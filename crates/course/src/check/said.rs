//! All that a step says, gathered from its text, question, answers and scenes, so that checks need not know the kinds.
//! Must not know what is checked.

use crate::concern::{Form, FormField, FormPage};
use crate::{Choice, Inline, Interaction, Item, Kind, Link, Page, Picture, Prose, Scene, Step, Voice};

/// A piece of text, and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said<'a> {
    pub(super) line: usize,
    pub(super) text: &'a str,
    pub(super) voice: Voice,
}

/// What some text holds: its words, links and pictures.
#[derive(Debug, Default)]
pub(super) struct Held<'a> {
    pub(super) said: Vec<Said<'a>>,
    pub(super) links: Vec<&'a Link>,
    pub(super) pictures: Vec<&'a Picture>,
}

/// What a page holds below its title.
pub(super) fn of_page(page: &Page) -> Held<'_> {
    let mut held = Held::default();
    held.prose(&page.prose);
    held
}

/// What a step holds: heading, text, question, every answer and feedback, and every scene of a story.
pub(super) fn of_step(step: &Step) -> Held<'_> {
    let mut held = Held::default();
    held.words(step.line, &step.title);
    held.prose(&step.prose);
    if let Some(interaction) = &step.interaction {
        held.interaction(interaction);
    }
    held
}

/// What the whole concern form holds, whoever reads it.
pub(super) fn of_form(form: &Form) -> Held<'_> {
    let mut held = Held::default();
    texts(form).into_iter().for_each(|(_, prose)| held.prose(prose));
    form.pages.iter().for_each(|page| held.form_page(page, None));
    held
}

/// The texts of the form that stand outside its pages, by what they are.
pub(super) fn texts(form: &Form) -> Vec<(&'static str, &Prose)> {
    let mut texts = vec![("lead", &form.lead), ("start", &form.start), ("reads", &form.reads), ("receipt", &form.receipt)];
    texts.extend(form.sent.each().map(|prose| ("sent", prose)));
    texts
}

/// What some prose holds.
pub(super) fn of_prose(prose: &Prose) -> Held<'_> {
    let mut held = Held::default();
    held.prose(prose);
    held
}

/// The words of one teller, or all there are.
fn worded<'a, T>(words: &'a crate::concern::Worded<T>, teller: Option<&str>) -> Vec<&'a T> {
    match teller {
        Some(_) => vec![words.to(teller)],
        None => words.each().collect(),
    }
}

impl<'a> Held<'a> {
    /// Adds a page of the form: as one teller sees it, or with the words for all of them.
    pub(super) fn form_page(&mut self, page: &'a FormPage, teller: Option<&str>) {
        worded(&page.title, teller).into_iter().for_each(|title| self.words(page.line, title));
        worded(&page.hint, teller).into_iter().flatten().for_each(|hint| self.prose(hint));
        page.fields.iter().for_each(|field| self.form_field(field, teller));
    }

    fn form_field(&mut self, field: &'a FormField, teller: Option<&str>) {
        worded(&field.label, teller).into_iter().flatten().for_each(|label| self.words(field.line, label));
        worded(&field.hint, teller).into_iter().flatten().for_each(|hint| self.prose(hint));
        for option in &field.options {
            self.words(field.line, &option.label);
            option.hint.iter().chain(&option.then).for_each(|prose| self.prose(prose));
        }
    }

    fn words(&mut self, line: usize, text: &'a str) {
        self.said.push(Said { line, text, voice: Voice::Ours });
    }

    fn inline(&mut self, line: usize, inline: &'a Inline) {
        self.words(line, &inline.text);
        self.links.extend(&inline.links);
        self.pictures.extend(&inline.pictures);
    }

    fn prose(&mut self, prose: &'a Prose) {
        self.said.extend(prose.passages.iter().map(|p| Said { line: p.line, text: &p.text, voice: p.voice }));
        self.links.extend(&prose.links);
        self.pictures.extend(&prose.pictures);
    }

    fn interaction(&mut self, interaction: &'a Interaction) {
        self.prose(&interaction.situation);
        self.inline(interaction.line, &interaction.question);
        match &interaction.kind {
            Kind::Choice(choices) | Kind::Several(choices) | Kind::Spot(choices) | Kind::Confidence(choices) => self.choices(choices),
            Kind::Sort { groups, items } => {
                groups.iter().for_each(|group| self.words(interaction.line, group));
                self.items(items);
            }
            Kind::Order(items) => self.items(items),
            Kind::Match { rights, items } => {
                self.items(items);
                rights.iter().for_each(|right| self.inline(interaction.line, right));
            }
            Kind::Reflection(fields) => {
                // Without boxes of its own, the question is the label.
                for field in fields.iter().filter(|f| f.label != interaction.question.text) {
                    self.words(interaction.line, &field.label);
                    field.hint.iter().for_each(|hint| self.words(interaction.line, hint));
                }
            }
            Kind::Scenario(story) => story.scenes.iter().for_each(|scene| self.scene(scene)),
        }
    }

    fn choices(&mut self, choices: &'a [Choice]) {
        for choice in choices {
            self.inline(choice.line, &choice.words);
            self.prose(&choice.feedback);
        }
    }

    fn items(&mut self, items: &'a [Item]) {
        for item in items {
            self.inline(item.line, &item.words);
            self.prose(&item.feedback);
        }
    }

    fn scene(&mut self, scene: &'a Scene) {
        self.prose(&scene.story);
        self.inline(scene.line, &scene.question);
        for turn in &scene.turns {
            self.inline(turn.line, &turn.words);
            self.prose(&turn.feedback);
        }
    }
}
