// What pages do beyond plain HTML; every form works without it. Words come from <template>s of the page, in its language.
"use strict";

(() => {
  const body = document.body;
  const csrf = body.dataset.csrf;
  const words = (id) => document.getElementById(id)?.content.textContent.trim() ?? "";
  const clock = () => new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  const send = (path, data) =>
    fetch(path, {
      method: "POST",
      headers: { "Content-Type": data === undefined ? "application/x-www-form-urlencoded" : "application/json", "X-CSRF-Token": csrf },
      body: data === undefined ? "" : JSON.stringify(data),
    });

  // --- drafts: kept on the server after each pause, sealed -------------------------------------------------------

  const PAUSE = 1200;
  const AGAIN = 10000;
  const OWN = new Set(["csrf", "key", "draft", "page", "version"]);

  const typed = (form) => {
    const fields = {};
    for (const [name, value] of new FormData(form)) {
      if (OWN.has(name) || typeof value !== "string") continue;
      fields[name] = name in fields ? [].concat(fields[name], value) : value;
    }
    return fields;
  };

  const keepDrafts = (form) => {
    const name = form.elements.draft?.value;
    if (!name || form.dataset.kept) return;
    form.dataset.kept = "1";
    const state = form.querySelector("[data-draft-state]");
    let timer;
    const save = async () => {
      try {
        const answer = await send("/commands/save_draft", { form: name, fields: typed(form) });
        if (!answer.ok) throw new Error(String(answer.status));
        if (state) state.textContent = `${words("draft-saved")} ${clock()}`;
      } catch {
        if (state) state.textContent = words("draft-failed");
        timer = setTimeout(save, AGAIN);
      }
    };
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(save, PAUSE);
    };
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    form.addEventListener("submit", () => clearTimeout(timer));
  };

  // --- the end of the session: said in time, and put off on wish -------------------------------------------------

  const LOOK = 60000;
  const ending = document.getElementById("ending");
  const left = document.getElementById("ending-left");
  let endsAt = 0;
  let ticking;
  let before; // what had the focus when the warning took it

  const putAway = () => {
    clearInterval(ticking);
    const inside = ending.contains(document.activeElement);
    ending.hidden = true;
    if (inside) before.focus();
  };

  const tick = () => {
    const seconds = Math.max(0, Math.round((endsAt - Date.now()) / 1000));
    left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (seconds === 0) {
      clearInterval(ticking);
      look();
    }
  };

  const over = () => {
    putAway();
    const said = document.getElementById("ended");
    if (said) document.getElementById("content").prepend(said.content.cloneNode(true));
    said?.remove();
  };

  const warn = (remaining) => {
    endsAt = Date.now() + remaining.seconds * 1000;
    document.getElementById("ending-stay").hidden = !remaining.can_stay;
    if (ending.hidden) {
      before = document.activeElement;
      ending.hidden = false;
      ticking = setInterval(tick, 1000);
      document.getElementById("ending-stay").focus();
    }
    tick();
  };

  const look = async () => {
    try {
      const answer = await fetch("/session");
      if (answer.status === 401) return over();
      const remaining = await answer.json();
      if (remaining.warn) warn(remaining);
      else putAway();
      setTimeout(look, remaining.warn ? LOOK / 6 : LOOK);
    } catch {
      setTimeout(look, LOOK);
    }
  };

  if (ending && csrf) {
    document.getElementById("ending-stay").addEventListener("click", async () => {
      const answer = await send("/session/stay");
      if (answer.status === 401) over();
      else if (answer.ok) putAway();
    });
    look();
  }

  // --- after a part of the page was refreshed --------------------------------------------------------------------

  const prepare = (root) => root.querySelectorAll("form").forEach(keepDrafts);
  prepare(document);
  document.addEventListener("htmx:load", (event) => {
    prepare(event.detail.elt.parentElement ?? document);
    event.detail.elt.querySelector?.(".errors")?.focus();
  });
  // Refusals are pages with a status of their own: they are shown as any other answer.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if ([409, 412, 422, 503].includes(event.detail.xhr.status)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
})();
