//! The command line of `waymark link`.
//! Must not know files or records.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
#[command(after_help = AFTER, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Link {
    #[command(subcommand)]
    pub(crate) instead: Option<Instead>,
    /// A file of records, CSV or Parquet by its ending
    #[arg(value_name = "LEFT", required = true)]
    pub(crate) left: Option<PathBuf>,
    /// Another, to be linked with the first; without it the first is linked with itself
    #[arg(value_name = "RIGHT")]
    pub(crate) right: Option<PathBuf>,
    /// Which column is what
    #[arg(long, value_name = "MAP.toml", env = "WAYMARK_LINK_COLUMNS", hide_env_values = true)]
    pub(crate) columns: Option<PathBuf>,
    /// Where the links go: left_id,right_id,weight,probability
    #[arg(long, value_name = "LINKS.csv", env = "WAYMARK_LINK_OUT", hide_env_values = true)]
    #[arg(required_unless_present_any = ["explain", "evaluate", "plot"])]
    pub(crate) out: Option<PathBuf>,
    /// From which probability on a pair is a link, 0 to 1 [default: 0.5, likelier than not]
    #[arg(long, value_name = "P", env = "WAYMARK_LINK_THRESHOLD", hide_env_values = true, value_parser = probability)]
    pub(crate) threshold: Option<f64>,
    /// Link by this model, saved by Splink or exported here, rather than by what the records teach
    #[arg(long, value_name = "SETTINGS.json")]
    pub(crate) model: Option<PathBuf>,
    /// Print why the records of these two ids are linked, or are not
    #[arg(long, value_names = ["ID", "ID"], num_args = 2)]
    pub(crate) explain: Vec<String>,
    /// Print precision, recall and F1 by threshold against the true pairs in this file (left_id,right_id), which linking does not see
    #[arg(long, value_name = "TRUTH.csv")]
    pub(crate) evaluate: Option<PathBuf>,
    /// Draw them, as SVG
    #[arg(long, value_name = "FILE.svg", requires = "evaluate")]
    pub(crate) plot: Option<PathBuf>,
}

/// What else can come of records than links.
#[derive(Debug, Subcommand)]
pub(crate) enum Instead {
    /// Writes what was learned for Splink: settings.json, left.parquet and, of two files, right.parquet
    ExportSplink(Export),
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// A file of records, CSV or Parquet by its ending
    #[arg(value_name = "LEFT")]
    pub(crate) left: PathBuf,
    /// Another, to be linked with the first
    #[arg(value_name = "RIGHT")]
    pub(crate) right: Option<PathBuf>,
    /// Which column is what
    #[arg(long, value_name = "MAP.toml")]
    pub(crate) columns: Option<PathBuf>,
    /// The folder that it goes to; made if need be
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}

const AFTER: &str = "\
The map says which column is what, and nothing else:

  id = \"rec_id\"
  date_order = \"dmy\"              # or \"mdy\"; only if the dates leave it open
  [columns]                       # column = kind; several columns may share a kind
  given_name = \"given_name\"
  surname = \"family_name\"

Kinds: given_name family_name full_name other_name birth_date age gender house_number address town postcode phone email
username vehicle place school occupation identifier category.";

pub(crate) fn probability(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(p) if (0.0..=1.0).contains(&p) => Ok(p),
        _ => Err("a probability is a number from 0 to 1".to_owned()),
    }
}
