//! What the console's proof needs beside cargo: a real browser, and what looks at its pages.

use crate::tools::{Install, Tool};

/// Shows the pages, driven by WebDriver; the fonts are what Chinese is drawn with.
pub const CHROMIUM: Tool = Tool {
    name: "Chromium with its driver",
    probe: &["chromedriver", "--version"],
    install: Install::Apt(&["chromium", "chromium-driver", "chromium-l10n", "fonts-noto-cjk"]),
};

/// Fetches the checkers below.
pub const NPM: Tool =
    Tool { name: "npm", probe: &["npm", "--version"], install: Install::Apt(&["nodejs", "npm"]) };

/// Runs the HTML checker.
pub const JAVA: Tool = Tool {
    name: "java",
    probe: &["java", "-version"],
    install: Install::Apt(&["default-jre-headless"]),
};

/// axe-core for accessibility and the Nu checker for HTML, in the versions of the lock file.
pub const CHECKERS: Tool = Tool {
    name: "the checkers of the console's pages",
    probe: &["npm", "ls", "--silent", "--prefix", "tests/console/npm"],
    install: Install::Npm("tests/console/npm"),
};

/// All of them, each after what it is installed by.
pub const TOOLS: &[Tool] = &[CHROMIUM, NPM, JAVA, CHECKERS];
