//! A page as a visitor's program sees it: its links, its form, its words. Reads only the plain HTML that we write.
//! Must not be taken for a browser; those are in `tests/`.

use http::HeaderMap;

/// An answer.
#[derive(Debug)]
pub struct Page {
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub bytes: Vec<u8>,
    /// Whether it answers a HEAD.
    pub head: bool,
}

/// A control of a form: its name, and the values that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// Its name.
    pub name: String,
    /// Its values, in order.
    pub values: Vec<String>,
}

impl Page {
    /// The body as text.
    ///
    /// # Panics
    /// If it is no text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).expect("the answer is text")
    }

    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }

    /// What stands in `main`, without what waits in templates.
    pub fn main(&self) -> String {
        let text = self.text();
        let start = text.find("<main").expect("a page has a main");
        let end = text.find("</main>").expect("its main ends");
        let mut out = String::new();
        let mut left = &text[start..end];
        while let Some((before, after)) = left.split_once("<template") {
            out.push_str(before);
            left = after.split_once("</template>").map_or("", |(_, rest)| rest);
        }
        out + left
    }

    /// Where the link `rel="next"` of `main` leads, unless it waits in a part that is hidden.
    pub fn next(&self) -> Option<String> {
        let main = self.main();
        let shown = main.split_once("<section id=\"feedback\" hidden").map_or(main.as_str(), |(before, _)| before);
        tags(shown, "a").into_iter().find(|t| attribute(t, "rel").as_deref() == Some("next")).and_then(|t| attribute(t, "href"))
    }

    /// Where the form of `main` posts to, without the fragment.
    pub fn action(&self) -> Option<String> {
        let main = self.main();
        let form = tags(&main, "form").into_iter().next()?;
        attribute(form, "action").map(|a| a.split('#').next().unwrap_or_default().to_owned())
    }

    /// The controls of the form in `main`, each once.
    pub fn controls(&self) -> Vec<Control> {
        let main = self.main();
        let mut out: Vec<Control> = Vec::new();
        let mut add = |name: String, value: Option<String>| {
            let index = out.iter().position(|c| c.name == name).unwrap_or_else(|| {
                out.push(Control { name, values: Vec::new() });
                out.len() - 1
            });
            out[index].values.extend(value);
        };
        let mut select = None;
        for tag in main.split('<').skip(1) {
            let tag = tag.split('>').next().unwrap_or_default();
            match (tag.split_whitespace().next(), attribute(tag, "name")) {
                (Some("input"), Some(name)) => add(name, attribute(tag, "value")),
                (Some("textarea"), Some(name)) => add(name, None),
                (Some("select"), name) => select = name,
                (Some("option"), _) => {
                    if let (Some(name), Some(value)) = (&select, attribute(tag, "value").filter(|v| !v.is_empty())) {
                        add(name.clone(), Some(value));
                    }
                }
                _ => {}
            }
        }
        out
    }

    /// How often `<name` opens in the whole page.
    pub fn count(&self, name: &str) -> usize {
        tags(self.text(), name).len()
    }
}

/// The insides of every opening tag `name` of `html`.
fn tags<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let insides = html.split('<').skip(1).map(|t| t.split('>').next().unwrap_or_default());
    insides.filter(|t| t.split_whitespace().next() == Some(name)).collect()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, after) = tag.split_once(&format!(" {name}=\""))?;
    Some(after.split('"').next()?.replace("&amp;", "&"))
}
