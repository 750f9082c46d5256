//! Where a site comes from: a folder, or this program. Reads it, and prints its problems as `waymark check` does.
//! Must not know how it is shown.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use course::{Files, Level, Problem, Site};

use crate::stop::Stop;
use crate::{disk, embedded, say};

/// Where a site comes from.
#[derive(Debug, Clone)]
pub(crate) enum Origin {
    Embedded,
    Folder(PathBuf),
}

/// A site that can be shown, and the text of its `site.toml`, to which its lines refer.
pub(crate) struct Loaded {
    pub(crate) site: Site,
    pub(crate) settings_text: String,
}

impl Origin {
    /// Its files, and what is wrong with single ones.
    pub(crate) fn read(&self) -> Result<(Files, Vec<Problem>), Stop> {
        match self {
            Origin::Embedded => Ok((embedded::files(), Vec::new())),
            Origin::Folder(dir) => disk::read(dir).map_err(|e| {
                let dir = dir.display();
                Stop::CouldNot(match e.kind() {
                    ErrorKind::NotFound => format!("there is no folder `{dir}`; `waymark new {dir}` writes a site to start from"),
                    ErrorKind::NotADirectory => format!("`{dir}` is not a folder; give the folder that `site.toml` is in"),
                    kind => format!("the folder `{dir}` cannot be read ({kind})"),
                })
            }),
        }
    }

    /// Reads and loads it. Its problems go to standard error; with an error among them it cannot be shown.
    pub(crate) fn load(&self) -> Result<Loaded, Stop> {
        let (files, mut problems) = self.read()?;
        let (site, more) = web_public::load(&files);
        problems.extend(more);
        for problem in &problems {
            say::line(&self.line(problem));
        }
        let errors = problems.iter().filter(|p| p.level == Level::Error).count();
        match site {
            Some(site) if errors == 0 => {
                let settings_text = files.text("site.toml").unwrap_or_default().to_owned();
                Ok(Loaded { site, settings_text })
            }
            _ => Err(Stop::Refused(format!("the site has {} and cannot be shown", count(errors, "error")))),
        }
    }

    /// The problem's path as it was asked for: inside the folder as given.
    pub(crate) fn path(&self, problem: &Problem) -> String {
        let dir = match self {
            Origin::Embedded => Path::new("site"),
            Origin::Folder(dir) => dir,
        };
        dir.join(&problem.path).display().to_string()
    }

    /// `path:line: error|warning: message`.
    pub(crate) fn line(&self, problem: &Problem) -> String {
        format!("{}:{}: {}: {}", self.path(problem), problem.line, problem.level, problem.message)
    }
}

/// `1 error`, `2 errors`.
pub(crate) fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}
