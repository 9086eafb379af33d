//! What somebody at a screen does: opens a page, reads, clicks, types, presses keys.

use crate::driver::{Driver, Fault, PATIENCE};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Instant;

/// A browser somebody sits in front of.
pub struct Browser {
    pub driver: Driver,
    home: String,
}

/// What somebody looks at pages with.
#[derive(Debug, Clone, Copy)]
pub struct Screen {
    pub width: u32,
    pub height: u32,
    pub touch: bool,
}

/// The office's screen.
pub const OFFICE: Screen = Screen { width: 1366, height: 768, touch: false };
/// A small notebook's, or nearly the office's with everything enlarged by a third.
pub const SMALL: Screen = Screen { width: 1024, height: 600, touch: false };
/// The office's with everything enlarged twice.
pub const ENLARGED: Screen = Screen { width: 683, height: 384, touch: false };
/// A phone's.
pub const PHONE: Screen = Screen { width: 390, height: 844, touch: true };

impl Browser {
    /// A browser at an office's screen, before the console's address.
    pub fn start(home: &str) -> Self {
        Self::with(home, true)
    }

    /// The same with scripts switched off.
    pub fn without_scripts(home: &str) -> Self {
        Self::with(home, false)
    }

    fn with(home: &str, scripts: bool) -> Self {
        let browser = Self { driver: Driver::start(scripts), home: home.to_owned() };
        browser.screen(OFFICE);
        browser
    }

    /// Takes another screen.
    pub fn screen(&self, screen: Screen) {
        let Screen { width, height, touch } = screen;
        self.driver.own(
            "Emulation.setDeviceMetricsOverride",
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": touch}),
        );
    }

    /// Prefers dark colours, or light ones.
    pub fn prefer_dark(&self, dark: bool) {
        let value = if dark { "dark" } else { "light" };
        let features = json!([{"name": "prefers-color-scheme", "value": value}]);
        self.driver.own("Emulation.setEmulatedMedia", json!({"features": features}));
    }

    /// Opens a path of the console.
    pub fn open(&self, path: &str) {
        self.driver.post("/url", &json!({"url": format!("{}{path}", self.home)})).unwrap();
    }

    /// Path and query of the page one is on.
    pub fn path(&self) -> String {
        let url = self.driver.get("/url").unwrap();
        let url = url.as_str().unwrap();
        url.strip_prefix(&self.home).unwrap_or(url).to_owned()
    }

    /// Waits until an XPath leads somewhere, and gives the element.
    pub fn see(&self, xpath: &str) -> String {
        let begun = Instant::now();
        loop {
            match self.driver.find(xpath) {
                Ok(element) => return element,
                // The page went away while it was looked at: the next one is meant.
                Err(Fault { error, .. }) if passing(&error) && begun.elapsed() < PATIENCE => {}
                Err(fault) => panic!("{xpath} on {}: {fault:?}\n{}", self.path(), self.text()),
            }
        }
    }

    /// Waits for a text anywhere on the page.
    pub fn see_text(&self, text: &str) {
        self.see(&format!("//body[contains(normalize-space(.), {})]", quoted(text)));
    }

    /// Waits until a text is nowhere on a page of that name.
    pub fn see_without(&self, page: &str, text: &str) {
        let text = quoted(text);
        self.see(&format!(
            "//body[@data-page='{page}'][not(contains(normalize-space(.), {text}))]"
        ));
    }

    /// Waits for a page by its name.
    pub fn see_page(&self, page: &str) {
        self.see(&format!("//body[@data-page='{page}']"));
    }

    /// Clicks what an XPath leads to.
    pub fn click(&self, xpath: &str) {
        let begun = Instant::now();
        loop {
            let element = self.see(xpath);
            match self.driver.post(&format!("/element/{element}/click"), &json!({})) {
                Ok(_) => return,
                Err(Fault { error, .. }) if passing(&error) && begun.elapsed() < PATIENCE => {}
                Err(fault) => panic!("{xpath}: {fault:?}"),
            }
        }
    }

    /// Presses the button with these words.
    pub fn press(&self, words: &str) {
        self.click(&format!("//button[contains(normalize-space(.), {})]", quoted(words)));
    }

    /// Follows the link with these words.
    pub fn follow(&self, words: &str) {
        self.click(&format!("//a[contains(normalize-space(.), {})]", quoted(words)));
    }

    /// Types into the field of that name, in place of what was there.
    pub fn fill(&self, name: &str, text: &str) {
        self.fill_in("", name, text);
    }

    /// The same in the form that posts to a path ending so.
    pub fn fill_in(&self, form: &str, name: &str, text: &str) {
        let form = match form {
            "" => "//form".to_owned(),
            ending => format!("//form[contains(@action, {})]", quoted(ending)),
        };
        let field = format!("{form}//*[@name='{name}'][not(@type='hidden')]");
        let element = self.see(&field);
        self.driver.post(&format!("/element/{element}/clear"), &json!({})).unwrap();
        self.driver.post(&format!("/element/{element}/value"), &json!({"text": text})).unwrap();
    }

    /// Sets a field as a picker would: dates and choices, whose keys depend on the browser.
    pub fn choose(&self, name: &str, value: &str) {
        let element = self.see(&format!("//*[@name='{name}'][not(@type='hidden')]"));
        let script = "arguments[0].value = arguments[1];
            arguments[0].dispatchEvent(new Event('change', {bubbles: true}));";
        self.driver.run(script, &[Driver::handle(&element), json!(value)]).unwrap();
    }

    /// Presses a key with nothing focused.
    pub fn key(&self, key: &str) {
        let keys = json!([{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]);
        let keys = json!({"actions": [{"type": "key", "id": "keys", "actions": keys}]});
        self.driver.post("/actions", &keys).unwrap();
    }

    /// What the page says, as it is read.
    pub fn text(&self) -> String {
        let body = self.driver.find("//body").unwrap();
        let text = self.driver.get(&format!("/element/{body}/text")).unwrap();
        text.as_str().unwrap().to_owned()
    }

    /// What an element says.
    pub fn text_of(&self, xpath: &str) -> String {
        let element = self.see(xpath);
        let text = self.driver.get(&format!("/element/{element}/text")).unwrap();
        text.as_str().unwrap().to_owned()
    }

    /// What stands in a field.
    pub fn value_of(&self, name: &str) -> String {
        let element = self.see(&format!("//*[@name='{name}'][not(@type='hidden')]"));
        let value = self.driver.get(&format!("/element/{element}/property/value")).unwrap();
        value.as_str().unwrap().to_owned()
    }

    /// The name of the field that has the focus; empty for none.
    pub fn focused(&self) -> String {
        let script = "return document.activeElement.getAttribute('name') || ''";
        self.driver.run(script, &[]).unwrap().as_str().unwrap().to_owned()
    }

    /// Waits until a field has the focus.
    pub fn see_focus(&self, name: &str) {
        self.until(name, || self.focused() == name);
    }

    /// Waits until the address holds a text.
    pub fn see_path(&self, part: &str) {
        self.until(part, || self.path().contains(part));
        self.see("//body[@data-page]");
    }

    /// Waits until the address is another one.
    pub fn see_path_other_than(&self, path: &str) {
        self.until(path, || self.path() != path);
        self.see("//body[@data-page]");
    }

    /// Asks again until it is so: each question is a round trip through the driver.
    fn until(&self, what: &str, is_so: impl Fn() -> bool) {
        let begun = Instant::now();
        while !is_so() {
            assert!(begun.elapsed() < PATIENCE, "waited for {what} on {}", self.path());
        }
    }

    /// Types into what has the focus.
    pub fn type_on(&self, text: &str) {
        let element = self.driver.get("/element/active").unwrap();
        let element = Driver::element(&element);
        self.driver.post(&format!("/element/{element}/value"), &json!({"text": text})).unwrap();
    }

    /// How many pictures are shown, with all their points there.
    pub fn loaded_pictures(&self) -> u64 {
        let script = "const done = arguments[0], all = [...document.images];
            all.forEach(image => image.loading = 'eager');
            Promise.all(all.map(image => image.decode())).then(() => done(all.length),
                error => done(String(error)))";
        let loaded = self.driver.run_async(script, &[]).unwrap();
        loaded.as_u64().unwrap_or_else(|| panic!("{loaded}"))
    }

    /// How many elements an XPath leads to, on a page that stands.
    pub fn count(&self, xpath: &str) -> u64 {
        let script = "return document.evaluate('count(' + arguments[0] + ')', document, null,
            XPathResult.NUMBER_TYPE, null).numberValue";
        self.driver.run(script, &[json!(xpath)]).unwrap().as_f64().unwrap() as u64
    }

    /// The keys of the rows of the list on the page, from above.
    pub fn rows(&self) -> Vec<String> {
        let script =
            "return [...document.querySelectorAll('tr[data-key]')].map(r => r.dataset.key)";
        let rows: Value = self.driver.run(script, &[]).unwrap();
        rows.as_array().unwrap().iter().map(|row| row.as_str().unwrap().to_owned()).collect()
    }

    /// Paints HTML of so many points into a picture, as PNG.
    pub fn paint(&self, html: &str, width: u32, height: u32) -> Vec<u8> {
        self.screen(Screen { width, height, touch: false });
        let script = "document.open(); document.write(arguments[0]); document.close()";
        self.driver.post("/url", &json!({"url": "about:blank"})).unwrap();
        self.driver.run(script, &[json!(html)]).unwrap();
        self.picture()
    }

    /// What is on the screen, as PNG.
    pub fn picture(&self) -> Vec<u8> {
        let taken = self.driver.get("/screenshot").unwrap();
        BASE64.decode(taken.as_str().unwrap()).unwrap()
    }

    /// Keeps what is on the screen under `target/screenshots`, for people to look at.
    pub fn shoot(&self, name: &str) {
        self.keep(&format!("{name}.png"), &self.picture());
    }

    /// Keeps a file there.
    pub fn keep(&self, name: &str, bytes: &[u8]) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(name), bytes).unwrap();
    }

    /// Prints the page on A4, as PDF.
    pub fn print(&self) -> Vec<u8> {
        let paper = json!({"page": {"width": 21.0, "height": 29.7}, "background": true});
        let printed = self.driver.post("/print", &paper).unwrap();
        BASE64.decode(printed.as_str().unwrap()).unwrap()
    }

    /// Shows the page as it is printed, or as on a screen.
    pub fn print_media(&self, print: bool) {
        let media = if print { "print" } else { "screen" };
        self.driver.own("Emulation.setEmulatedMedia", json!({"media": media}));
    }

    /// How many elements of a CSS selector can be seen.
    pub fn shown(&self, selector: &str) -> u64 {
        let script = "return [...document.querySelectorAll(arguments[0])]
            .filter(element => element.checkVisibility()).length";
        self.driver.run(script, &[json!(selector)]).unwrap().as_u64().unwrap()
    }

    /// Signs in.
    pub fn sign_in(&self, login: &str, password: &str) {
        self.open("/sign-in");
        self.fill("login", login);
        self.fill("password", password);
        self.click("//form//button[not(@type='button')]");
    }
}

/// Faults of a page that is just giving way to the next.
fn passing(error: &str) -> bool {
    let words = ["stale element reference", "no such window", "unknown error", "javascript error"];
    words.contains(&error)
}

/// A text as XPath quotes it.
fn quoted(text: &str) -> String {
    assert!(!text.contains('\''), "{text}");
    format!("'{text}'")
}
