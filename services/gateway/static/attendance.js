// Attendance sheets while the network is away. A sheet is kept in the browser as random ids, marks and numbers – no name, no
// reason – until the server has answered; it is sent again under the same key, so that it is recorded once. The form works
// without this script.
"use strict";

(() => {
  const home = document.getElementById("sheets");
  if (!home) return;

  const AGAIN = 4000; // milliseconds between attempts
  const PATIENCE = 8000; // milliseconds until an answer counts as lost; it is asked for again under the same key
  const KEPT = 30 * 24 * 3600 * 1000; // milliseconds after which a sheet that nobody sent is thrown away
  const FIELDS = /^(participant|status\..+|hours\..+|families\.(adults|children))$/;
  const PREFIX = `kladka-sheet:${home.dataset.account}:`;

  const words = (id) => document.getElementById(id).content.textContent.trim();
  const place = (session) => `/sessions/${session}/attendance`;
  const form = () => document.querySelector("form[data-sheet]");
  const shown = () => document.querySelector("[data-sheet], [data-clashes]");
  const here = (session) => location.pathname === place(session);

  // --- what is kept ----------------------------------------------------------------------------------------------

  const memory = new Map();
  const box = (() => {
    try {
      localStorage.setItem("kladka-sheet", "");
      localStorage.removeItem("kladka-sheet");
      return localStorage;
    } catch {
      return null; // the browser keeps nothing: the sheet lives as long as the page
    }
  })();
  const put = (session, sheet) => {
    memory.set(session, sheet);
    try {
      box?.setItem(PREFIX + session, JSON.stringify(sheet));
    } catch {
      // full: kept as long as the page is open
    }
  };
  const get = (session) => {
    try {
      return JSON.parse(box?.getItem(PREFIX + session) ?? "null") ?? memory.get(session);
    } catch {
      return undefined; // not ours: thrown away below
    }
  };
  const drop = (session) => {
    memory.delete(session);
    box?.removeItem(PREFIX + session);
  };
  const sessions = () => [
    ...new Set([
      ...memory.keys(),
      ...Object.keys(box ?? {}).filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length)),
    ]),
  ];
  const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  const marks = (sheet) => [...new FormData(sheet)].filter(([name]) => FIELDS.test(name));
  const apply = (sheet, fields) => {
    for (const [name, value] of fields) {
      const field = sheet.elements.namedItem(name);
      if (!field || name === "participant") continue;
      field.value = value;
      if (name.startsWith("hours.") && value) field.closest("details").open = true;
    }
  };

  // --- what is said ----------------------------------------------------------------------------------------------

  const WARNINGS = new Set(["waiting", "changed", "ended", "stale", "held"]);
  const say = (state, word, link) => {
    const said = document.querySelector("[data-sheet-state]");
    if (!said) return;
    said.dataset.state = state;
    const text = document.createElement("p");
    const kind = WARNINGS.has(state) ? "warn" : "info";
    const mark = document.createElement("span");
    mark.ariaHidden = "true";
    mark.textContent = kind === "warn" ? "◆" : "ℹ";
    text.className = `banner ${kind}`;
    text.append(mark, ` ${words(word)} `);
    if (link) {
      const to = document.createElement("a");
      [to.textContent, to.href] = [words(link[0]), link[1]];
      text.append(to);
    }
    said.replaceChildren(text);
  };
  const hush = () => {
    const said = document.querySelector("[data-sheet-state]");
    if (!said) return;
    delete said.dataset.state;
    said.replaceChildren();
  };
  const count = () => {
    const line = document.querySelector("[data-sheet-count]");
    if (!line || !form()) return;
    line.hidden = false;
    line.querySelector("[data-number]").textContent = form().querySelectorAll(
      "input[value=present]:checked, input[value=late]:checked",
    ).length;
  };

  // --- sending ---------------------------------------------------------------------------------------------------

  const reasons = new Map(); // never kept: a reason may tell of a person
  const busy = new Set();
  const held = new Set(); // answered with a no on this page: somebody has to look first
  let timer;

  const post = (session, sheet) => {
    const body = new URLSearchParams(sheet.fields);
    body.set("csrf", document.body.dataset.csrf);
    body.set("key", sheet.key);
    body.set("page", place(session));
    body.set("draft", `attendance/${session}`);
    if (reasons.get(session)) body.set("late_reason", reasons.get(session));
    return fetch(place(session), { method: "POST", headers: { Accept: "text/html" }, body, signal: AbortSignal.timeout(PATIENCE) });
  };

  const later = (session) => {
    if (here(session)) say("waiting", "sheet-waiting");
    clearTimeout(timer);
    timer = setTimeout(flush, AGAIN);
  };

  const saved = (session, at) => {
    drop(session);
    if (here(session)) location.replace(at);
    else say("sent", "sheet-sent", ["sheet-see", place(session)]);
  };

  // The page of the refusal takes the place of this one: everything stands on it as marked.
  const refused = async (session, sheet, answer) => {
    held.add(session);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const main = page.querySelector("main");
    if (!here(session) || !main?.querySelector("[data-sheet], [data-clashes]")) {
      return say("held", "sheet-held", ["sheet-see", place(session)]);
    }
    document.querySelector("main").replaceWith(document.adoptNode(main));
    document.title = page.title;
    // A no is the answer to its key for ever: what is sent next is another command.
    put(session, { ...sheet, key: form()?.elements.key.value ?? newKey(), queued: !form() });
    count();
    (document.querySelector(".errors") ?? document.querySelector("main")).focus();
  };

  const send = async (session) => {
    const sheet = get(session);
    if (!sheet?.queued || busy.has(session) || held.has(session)) return;
    busy.add(session);
    try {
      const answer = await post(session, sheet);
      const at = new URL(answer.url);
      if (get(session)?.key !== sheet.key) return; // changed meanwhile
      if (answer.redirected && at.pathname.startsWith("/sign-in")) {
        held.add(session);
        say("ended", "sheet-ended", ["sheet-sign-in", answer.url]);
      } else if (answer.ok) saved(session, at.pathname + at.search);
      else if (answer.status === 403) {
        held.add(session);
        say("stale", "sheet-stale", ["sheet-again", place(session)]);
      } else if (answer.status === 429 || answer.status >= 500) later(session);
      else await refused(session, sheet, answer);
    } catch {
      later(session);
    } finally {
      busy.delete(session);
    }
  };

  const flush = () => {
    clearTimeout(timer);
    sessions().forEach(send);
  };

  // --- what happens on the page ----------------------------------------------------------------------------------

  document.addEventListener("submit", (event) => {
    const sheet = event.target.closest("form[data-sheet]");
    if (!sheet) return;
    event.preventDefault();
    const session = sheet.dataset.sheet;
    if (busy.has(session)) return;
    held.delete(session);
    reasons.set(session, sheet.elements.late_reason?.value ?? "");
    put(session, { key: sheet.elements.key.value, queued: true, at: Date.now(), fields: marks(sheet) });
    say("sending", "sheet-sending");
    send(session);
  });

  document.addEventListener("input", (event) => {
    const sheet = event.target.closest("form[data-sheet]");
    if (!sheet) return;
    const session = sheet.dataset.sheet;
    const waited = get(session)?.queued;
    // What was sent may have arrived although no answer came: another content needs another key.
    if (waited) sheet.elements.key.value = newKey();
    put(session, { key: sheet.elements.key.value, queued: false, at: Date.now(), fields: marks(sheet) });
    if (waited) say("changed", "sheet-changed");
    else hush();
    count();
  });

  addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => document.hidden || flush());

  const begin = () => {
    const done = document.querySelector("[data-sheet-saved]")?.dataset.sheetSaved;
    if (done) drop(done);
    for (const session of sessions()) if (!(Date.now() - get(session)?.at < KEPT)) drop(session);
    const sheet = form();
    const kept = sheet && get(sheet.dataset.sheet);
    if (kept && !document.querySelector(".errors")) {
      apply(sheet, kept.fields);
      if (kept.queued) say("sending", "sheet-sending");
      else say("kept", "sheet-kept");
    }
    count();
    // A page drawn as an answer shows what became of its own sheet; nothing is sent behind it.
    if (shown()?.dataset.clashes || document.querySelector(".errors")) held.add(shown()?.dataset.clashes ?? sheet?.dataset.sheet);
    flush();
  };
  begin();
})();
