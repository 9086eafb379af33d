//! What `cargo test` hands to a test binary, as far as it matters here.

/// What is asked for.
pub enum Asked {
    /// The names of the tests.
    List,
    /// To run.
    Run,
    /// A filter leaves this test out.
    Nothing,
}

/// Options that take the next argument as their value.
const WITH_VALUE: &[&str] =
    &["--test-threads", "--color", "--format", "--logfile", "--shuffle-seed", "-Z"];

/// Reads the arguments: filters and `--skip` decide, what is unknown is ignored.
pub fn read(arguments: &[&str], name: &str) -> Asked {
    let (mut filters, mut skipped, mut exact, mut list) = (Vec::new(), false, false, false);
    let mut rest = arguments.iter().copied();
    while let Some(argument) = rest.next() {
        match argument {
            "--list" => list = true,
            "--exact" => exact = true,
            // Nothing here is marked as ignored or is a measurement.
            "--ignored" | "--bench" => skipped = true,
            "--skip" => skipped |= rest.next().is_some_and(|word| name.contains(word)),
            option if WITH_VALUE.contains(&option) => drop(rest.next()),
            option if option.starts_with('-') => {
                let word = option.strip_prefix("--skip=");
                skipped |= word.is_some_and(|word| name.contains(word));
            }
            filter => filters.push(filter),
        }
    }
    let fits = |filter: &&str| if exact { name == *filter } else { name.contains(filter) };
    match skipped || !(filters.is_empty() || filters.iter().any(fits)) {
        true => Asked::Nothing,
        false if list => Asked::List,
        false => Asked::Run,
    }
}
