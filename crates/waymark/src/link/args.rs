//! The command line of `waymark link`.
//! Must not know files or records.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct Link {
    /// A file of records
    #[arg(value_name = "LEFT.csv")]
    pub(crate) left: PathBuf,
    /// Another, to be linked with the first; without it the first is linked with itself
    #[arg(value_name = "RIGHT.csv")]
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
