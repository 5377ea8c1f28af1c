//! Running other programs.

use std::{
    fs::{self, File},
    io::{IsTerminal, stderr},
    process::{Command, ExitStatus, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::paths;

/// How often a long step says that it is still at work where there is no
/// terminal to show its own progress on.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// How much of a failed step's output is shown.
const TAIL_LINES: usize = 100;

/// Says what is about to happen.
pub fn say(what: &str) {
    eprintln!("==> {what}");
}

/// Runs a command whose output is for the reader.
pub fn show(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| cannot_start(command))?;
    succeeded(command, status)
}

/// What a command printed, and whether it succeeded.
pub struct Captured {
    /// Whether it exited with 0.
    pub success: bool,
    /// What it printed to standard output.
    pub stdout: String,
    /// What it printed to standard error.
    pub stderr: String,
}

impl Captured {
    /// All that it printed.
    pub fn text(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }
}

/// Runs a command and keeps its output.
pub fn capture(command: &mut Command) -> Result<Captured> {
    let output = command.stdin(Stdio::null()).output().with_context(|| cannot_start(command))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok(Captured {
        success: output.status.success(),
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
    })
}

/// Runs a command that takes long and whose output matters only when it fails.
///
/// On a terminal the command shows its own progress. Elsewhere its output goes
/// to a file, a line now and then says that it is alive, and the end of the
/// file is printed if it fails.
pub fn slow(what: &str, command: &mut Command) -> Result<()> {
    say(what);
    let start = Instant::now();
    if stderr().is_terminal() {
        show(command)?;
    } else {
        logged(command, start)?;
    }
    eprintln!("    done in {} s", start.elapsed().as_secs());
    Ok(())
}

fn logged(command: &mut Command, start: Instant) -> Result<()> {
    fs::create_dir_all(paths::tools())?;
    let path = paths::tools().join(format!("step-{}.log", std::process::id()));
    let log = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);

    let mut child = command.spawn().with_context(|| cannot_start(command))?;
    let mut next = HEARTBEAT;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if start.elapsed() >= next {
            eprintln!("    … {} s", start.elapsed().as_secs());
            next += HEARTBEAT;
        }
        sleep(Duration::from_millis(50));
    };

    if !status.success() {
        let text = String::from_utf8_lossy(&fs::read(&path)?).into_owned();
        eprintln!("{}", tail(&text, TAIL_LINES));
    }
    fs::remove_file(&path)?;
    succeeded(command, status)
}

/// The last lines of a text.
pub fn tail(text: &str, lines: usize) -> String {
    let all: Vec<_> = text.lines().collect();
    let from = all.len().saturating_sub(lines);
    all.get(from..).unwrap_or_default().join("\n")
}

fn succeeded(command: &Command, status: ExitStatus) -> Result<()> {
    if !status.success() {
        bail!("{} failed ({status})", line(command));
    }
    Ok(())
}

fn cannot_start(command: &Command) -> String {
    format!("cannot start {}", command.get_program().display())
}

fn line(command: &Command) -> String {
    let program = command.get_program().to_string_lossy();
    let name = program.rsplit('/').next().unwrap_or(&program);
    let args = command.get_args().map(|arg| arg.to_string_lossy());
    std::iter::once(name.into()).chain(args).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tail_is_the_end() {
        assert_eq!(tail("a\nb\nc\n", 2), "b\nc");
        assert_eq!(tail("a", 2), "a");
    }

    #[test]
    fn a_failure_names_the_command() {
        let error = show(Command::new("sh").args(["-c", "exit 3"])).map_err(|e| e.to_string());
        assert_eq!(error, Err("sh -c exit 3 failed (exit status: 3)".into()));
    }
}
