//! `problems`: what is written of the problem details, from the one table of
//! them: codes, HTTP statuses and titles, for the core, the npm package and the
//! documents. The edge filter's build reads the table itself.
//!
//! What is new goes into the table first, because this is built on the core.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::PathBuf};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

use crate::paths;

const TABLE: &str = "problems.json";
const DOCUMENT: &str = "docs/answers.md";
const OPENAPI: &str = "docs/openapi.yaml";

/// What the part of the document that is generated stands between.
const MARKS: [&str; 2] = ["<!-- cargo xtask problems -->\n", "<!-- end -->\n"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    /// The reason phrases of RFC 9110.
    titles: BTreeMap<u16, String>,
    problems: Vec<Problem>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Problem {
    code: String,
    status: u16,
    of: Vec<Area>,
    when: String,
}

/// Where a problem occurs.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Area {
    /// The core refuses a request.
    Verification,
    /// The core refuses its configuration.
    Setup,
    /// The edge filter's answers to webhooks.
    Webhooks,
    /// Those of the admin API.
    Admin,
}

/// Writes the files.
pub fn command() -> Result<()> {
    for (path, text) in files()? {
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        println!("{}", path.display());
    }
    Ok(())
}

/// Whether the files are what they would be written as, and the description of
/// the admin API says the same.
pub fn check() -> Result<()> {
    for (path, text) in files()? {
        let known = fs::read_to_string(&path).unwrap_or_default();
        ensure!(known == text, "{} is stale; run: cargo xtask problems", path.display());
    }
    check_openapi(&table()?, &fs::read_to_string(paths::at(OPENAPI))?)
}

fn table() -> Result<Table> {
    let table: Table = serde_json::from_str(&fs::read_to_string(paths::at(TABLE))?)
        .with_context(|| format!("cannot read {TABLE}"))?;
    for problem in &table.problems {
        table.title(problem)?;
    }
    Ok(table)
}

fn files() -> Result<[(PathBuf, String); 3]> {
    let table = table()?;
    let document = fs::read_to_string(paths::at(DOCUMENT))?;
    Ok([
        (paths::at("src/error/codes.rs"), table.core()?),
        (paths::at("pkg/ts/problems.ts"), table.typescript()?),
        (paths::at(DOCUMENT), table.document(&document)?),
    ])
}

impl Table {
    fn title(&self, problem: &Problem) -> Result<&str> {
        let title = self.titles.get(&problem.status).map(String::as_str);
        title.with_context(|| format!("{TABLE}: {} has no title", problem.status))
    }

    fn of(&self, areas: &[Area]) -> impl Iterator<Item = &Problem> {
        let is_of = |problem: &&Problem| problem.of.iter().any(|area| areas.contains(area));
        self.problems.iter().filter(is_of)
    }

    /// The codes and statuses of the core's errors.
    fn core(&self) -> Result<String> {
        let mut text = String::from(
            "//! The errors' stable names and HTTP statuses.\n//!\n\
             //! Written by `cargo xtask problems` from `problems.json`.\n\n",
        );
        for Problem { code, status, .. } in self.of(&[Area::Verification, Area::Setup]) {
            let name = code.to_uppercase();
            writeln!(text, "pub(super) const {name}: (&str, u16) = (\"{code}\", {status});")?;
        }
        Ok(text)
    }

    /// The codes of the package's errors, and the titles of their statuses.
    fn typescript(&self) -> Result<String> {
        let union = |text: &mut String, area| -> Result<()> {
            for problem in self.of(&[area]) {
                write!(text, "\n  | \"{}\"", problem.code)?;
            }
            Ok(())
        };
        let mut text = String::from(
            "// Written by `cargo xtask problems` from `problems.json`.\n\n\
             /**\n * The stable name of what was wrong. The first group is the sender's doing,\n \
             * the second the receiver's own.\n */\nexport type ErrorCode =",
        );
        union(&mut text, Area::Verification)?;
        text.push_str("\n  // The receiver's own.");
        union(&mut text, Area::Setup)?;
        text.push_str(
            ";\n\n/** The reason phrases of RFC 9110, by the status of an error. */\n\
             export const TITLES: Readonly<Record<number, string>> = {\n",
        );
        let statuses: Vec<u16> =
            self.of(&[Area::Verification, Area::Setup]).map(|problem| problem.status).collect();
        for (status, title) in self.titles.iter().filter(|(status, _)| statuses.contains(status)) {
            writeln!(text, "  {status}: \"{title}\",")?;
        }
        text.push_str("};\n");
        Ok(text)
    }

    /// The document, with its table of all codes.
    fn document(&self, document: &str) -> Result<String> {
        let [begin, end] = MARKS;
        let parts = document.split_once(begin).and_then(|(before, rest)| {
            let (_, after) = rest.split_once(end)?;
            Some((before, after))
        });
        let Some((before, after)) = parts else {
            bail!("{DOCUMENT} has not {begin:?} and {end:?}")
        };
        let mut rows = String::from("| code | status | title | when |\n|---|---|---|---|\n");
        for problem in self.of(&[Area::Webhooks, Area::Admin]) {
            let Problem { code, status, when, of } = problem;
            let title = self.title(problem)?;
            let only = if of.contains(&Area::Webhooks) { "" } else { " (admin API)" };
            writeln!(rows, "| `{code}` | {status} | {title} | {when}{only} |")?;
        }
        Ok(format!("{before}{begin}{rows}{end}{after}"))
    }
}

/// Whether the description of the admin API has its codes, and examples with
/// their titles and statuses.
fn check_openapi(table: &Table, text: &str) -> Result<()> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let listed = lines.iter().skip_while(|line| **line != "code:").skip(3);
    let mut listed: Vec<&str> = listed.map_while(|line| line.strip_prefix("- ")).collect();
    let mut wanted: Vec<&str> = table.of(&[Area::Admin]).map(|p| p.code.as_str()).collect();
    listed.sort_unstable();
    wanted.sort_unstable();
    ensure!(listed == wanted, "{OPENAPI} lists the codes {listed:?}, {TABLE} has {wanted:?}");
    for example in lines.windows(3) {
        let [title, status, code] = example else { continue };
        let Some(code) = code.strip_prefix("code: ") else { continue };
        let problem = table.problems.iter().find(|problem| problem.code == code);
        let problem = problem.with_context(|| format!("{OPENAPI}: {code} is not in {TABLE}"))?;
        let wanted =
            [format!("title: {}", table.title(problem)?), format!("status: {}", problem.status)];
        ensure!([*title, *status] == wanted, "{OPENAPI}: {code} has not {wanted:?}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_generated_is_current() -> Result<()> {
        check()
    }

    #[test]
    fn an_example_with_another_status_is_refused() -> Result<()> {
        let text = fs::read_to_string(paths::at(OPENAPI))?;
        let altered = text.replace("status: 410\n", "status: 409\n");
        ensure!(altered != text, "there is no example with 410");
        ensure!(check_openapi(&table()?, &altered).is_err(), "it is accepted");
        ensure!(
            check_openapi(&table()?, &text.replace("- erased\n", "")).is_err(),
            "it is accepted"
        );
        Ok(())
    }
}
