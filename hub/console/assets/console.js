// What a page does besides being read: everything here is a convenience, nothing depends on it.
"use strict";

(() => {
  const body = document.body;
  const $ = (selector) => document.querySelector(selector);

  // A choice of area takes effect at once.
  for (const select of document.querySelectorAll("select[data-submit]")) {
    select.addEventListener("change", () => select.form.submit());
  }

  // An address shows only what is asked for.
  body.addEventListener("htmx:configRequest", (event) => {
    const given = event.detail.parameters;
    for (const name of Object.keys(given)) {
      if (given[name] === "") delete given[name];
    }
  });

  // ---- live: a line tells of news, and nothing moves until it is pressed -------------------------
  // The page says how often each list had changed when it was made; messages say how often since.
  const seen = {};
  const latest = {};
  let units = {};

  // The page of a list tells of its own news only.
  const told = () => {
    const own = body.dataset.page;
    const lists = Object.keys(units).filter((list) => list === own || !(own in units));
    const news = lists.map((list) => [latest[list] - seen[list], units[list]]);
    return news.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`).join("、");
  };

  const tell = () => {
    // What is read aloud stands on the page from the beginning; only what it says comes and goes.
    const news = $("#news a");
    if (!news) return;
    const words = told();
    news.hidden = words === "";
    news.textContent = words === "" ? "" : `${words} · 显示`;
  };

  const pulse = (event) => {
    const data = JSON.parse(event.data);
    units = data.news;
    for (const list of Object.keys(units)) {
      seen[list] ??= Number(body.dataset[list]);
      latest[list] = data[list];
    }
    for (const place of document.querySelectorAll("[data-count]")) {
      const waits = data.waiting[place.dataset.count];
      place.textContent = waits > 0 ? waits.toLocaleString("en-US") : "";
    }
    tell();
  };

  // A page that is left or asleep holds no connection. A broken one the browser takes up again by
  // itself, but not when something else was answered: by a proxy while the hub starts, or by the
  // hub while other pages take all places.
  const AGAIN = 5000;
  let source = null;
  let waiting = 0;
  const listen = () => {
    if (source || !body.dataset.events || !window.EventSource) return;
    source = new EventSource(body.dataset.events);
    source.addEventListener("pulse", pulse);
    source.addEventListener("open", () => { body.dataset.live = "on"; });
    source.addEventListener("gone", () => location.assign("/sign-in"));
    source.addEventListener("error", refused);
  };
  const refused = () => {
    if (!source || source.readyState !== EventSource.CLOSED) return;
    rest();
    waiting = setTimeout(listen, AGAIN);
  };
  const rest = () => {
    clearTimeout(waiting);
    if (source) source.close();
    source = null;
    delete body.dataset.live;
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  window.addEventListener("pagehide", rest);
  window.addEventListener("pageshow", listen);

  // Once the list was loaded anew, all that was told of is seen.
  body.addEventListener("htmx:afterSwap", () => {
    Object.assign(seen, latest);
    tell();
  });

  // ---- keyboard: J and K walk, A approves, R writes a reason -------------------------------------
  const writing = (target) => /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable;

  const walkRows = (step) => {
    const links = [...document.querySelectorAll("tbody tr[data-key] a:first-of-type")];
    if (links.length === 0) return false;
    const at = links.indexOf(document.activeElement);
    const next = links[Math.min(Math.max(at + step, 0), links.length - 1)];
    next.focus();
    return true;
  };

  const walk = (step) => {
    const link = $(step > 0 ? ".head a[rel=next]" : ".head a[rel=prev]");
    if ($("[data-list]")) {
      if (link) link.click();
    } else {
      walkRows(step);
    }
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const key = event.key.toLowerCase();
    if (writing(event.target)) {
      if (key === "escape") event.target.blur();
      return;
    }
    const press = document.querySelector(`[data-key-press="${CSS.escape(key)}"]`);
    const focus = document.querySelector(`[data-key-focus="${CSS.escape(key)}"]`);
    if (key === "j") walk(1);
    else if (key === "k") walk(-1);
    else if (press) press.click();
    else if (focus) focus.focus();
    else return;
    event.preventDefault();
  });

  // A form is sent once.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });
})();
